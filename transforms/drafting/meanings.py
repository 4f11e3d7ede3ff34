"""What answers mean: whether somebody comes, came before, agrees; and those that choose nothing."""

import re

REFUSED = re.compile(
    r"(?i)않|안\s?(?:함|됩|돼|되|합)|곤란|거부|미동의|부동의|아니|비공개|원하지|말 것|말아|싣지|마세요|^빼|싫|^no\b|"
    r"not agree|disagree"
)
ONLINE = re.compile(r"(?i)온라인|화상|비대면|(?<![가-힣])줌|zoom")
# An answer by which no meeting is wished for: who is not sure yet, or leaves it to the office.
NO_WISH = re.compile(
    r"^없(?:음$|습니다)|^해당 ?(?:사항 ?)?없음|못 ?정|미정|모름|모르겠|아무|상관|어디(?:든|나)|무관$|배정|맡[기김]|추천"
)
# What an answer means, by the first of a question's patterns that is in it.
CODES = {
    "attendance": (
        (
            r"미정|모름|모르|추후|아직|검토|(?:보고|봐서|따라|에서) ?(?:정|결정)|상황|조율|조정|협의|고민|확인 ?중|"
            r"봐야|나와야|기다리|정해지|[△▲?]",
            "undecided",
        ),
        (r"(?i)불참|불가|못|않|안\s|아니|어렵|어려|위임|서면|취소|^(?:x|×|✕|❌|no?)\b|^(?:x|×|✕|❌)$", "no"),
        # Whoever takes part from afar has no seat, no name tag and no meal.
        (ONLINE.pattern, "no"),
        (r"", "yes"),
    ),
    "is_returning": ((r"모름|모르|기억", ""), (r"(?i)아니|없|처음|신규|안\s|않|^(?:n|no|x)$", "false"), (r"", "true")),
    # What does not plainly agree is no consent.
    "consent": (
        (r"(?:철회|취소)\s?(?:합니다|함|하겠습니다|해\s?주세요|요청)?[.!]?$|거두(?:겠|어|고)", "withdrawn"),
        (REFUSED.pattern, "no"),
        (r"(?i)동의|agree|yes|^(?:예|네|o|○|v)\b|허락|괜찮|좋(?:습|아)|합니다|됩니다", "yes"),
        (r"", "no"),
    ),
}
