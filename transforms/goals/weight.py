"""Which words of a text may found an answer: words of a topic, not those that any text could hold.

``reference/slight_words.csv`` lists words that never count (function words, verbs of doing, words of organising) and
words of form, place or audience, which count only where no topic speaks: a lesson about bees is about bees. A ``word``
counts as it stands, a ``noun`` with particles, as a verb and as a body (``운영을``, ``운영합니다``, ``시민연합회``), a
``stem`` with endings.
"""

import re
from functools import cache, lru_cache

from transforms.reference import rows

NEVER, ALONE, TOPIC = 0, 1, 2
_COUNTS = {"never": NEVER, "alone": ALONE}
# A listed noun is no longer than this.
_LONGEST = 8

_PARTICLES = re.compile(
    r"(?:연합회|협의회|연합|모임|단체|사무국)?(?:들|님|끼리|간|별|마다|씩|용|형)?"
    r"(?:에서|에게서|에게|에|의|을|를|이|가|은|는|도|만|과|와|랑|로|으로|까지|부터|처럼|보다|께서|께|한테|나|라|인|임|이고|이며|"
    r"이다|입니다|이에요|예요|였|어요|습니다|라는|이란|란|든|든지|조차|마저|밖에|대로){0,4}"
)
_DOING = re.compile(
    r"(?:하|되|시키)(?:고|며|면|여|는|기|자|던|게|지|도록|였|시|셨|려|러|다|니|겠|거나)[가-힣]{0,5}"
    r"|(?:했|됐|돼|시켜|받|드리|드립|드려|드렸|있|없)[가-힣]{0,5}"
    r"|해(?:[서요도야왔온준줘줍주드보봐봤오나가라졌져지내낸놓두][가-힣]{0,4})?"
    r"|(?:한|할|함|된|될|됨|드린)(?:다|다고|다는|을|은|이|과|께|지|때|까)?|(?:합|됩|시킵)니[가-힣]{1,3}|중(?:인|에|이며|입니다|임)?"
)
_ENDINGS = re.compile(
    r"(?:시|으시|셨|었|았|였|겠)?"
    r"(?:고|며|으며|면서|면|으면|는|은|을|던|지|자|기|게|다|니|니까|도록|려고|려는|으려|러|으러|거나|습니다|니다|시다|어요|아요|요|어|아|"
    r"여|서|음|진|나|죠|네|세|가|를|도|만|에|와|과|의|로|위해|위한|데|까|라|였|었|았|끔|지만|까지|준|줘|주|봅|봐|보){0,5}"
)

# What joins a clause to the next, tells what for, or adds one thing to another; nouns that end alike are left out.
_JOINING = re.compile(
    r".+(?:며|면서|해서|하여|는데|지만)|.*[^창광사중신보참재해금최제권경원예충피]고|.*(?:돌보|알아보|살펴보)고"
)
_AIMING = re.compile(r".*(?:려고|려는|으려|하려|위해|위해서|위하여|위한|도록)")
_ADDING = re.compile(
    r".*(?:까지|또한|[^지정제온속수태농강포효반철보인차구용난밀습각청전섬국독해년빈진선봉기유출시로완착한]도)"
)
JOINS, AIMS, ADDS = 1, 2, 3


@cache
def _listed() -> dict[str, dict[str, int]]:
    """The listed words by their kind, each with what it counts."""
    found: dict[str, dict[str, int]] = {"word": {}, "noun": {}, "stem": {}}
    for row in rows("slight_words"):
        found[row["kind"]][row["word"]] = _COUNTS[row["counts"]]
    return found


@lru_cache(maxsize=200_000)
def counts(word: str) -> int:
    """NEVER, ALONE or TOPIC: what a folded word counts as a reason for an answer.

    >>> counts("운영합니다"), counts("수업을"), counts("시민연합회는"), counts("꿀벌을")
    (0, 1, 1, 2)
    """
    if word.isdigit():
        return NEVER
    listed = _listed()
    if word in listed["word"]:
        return listed["word"][word]
    nouns, stems = listed["noun"], listed["stem"]
    for size in range(min(len(word), _LONGEST), 0, -1):
        start, rest = word[:size], word[size:]
        if start in nouns and (_PARTICLES.fullmatch(rest) or _DOING.fullmatch(rest)):
            return nouns[start]
        if start in stems and _ENDINGS.fullmatch(rest):
            return stems[start]
    return TOPIC


@lru_cache(maxsize=20_000)
def term_counts(term: str) -> int:
    """What a listed term counts: a phrase always speaks of a topic, a word that is listed as slight does not.

    >>> term_counts("학교"), term_counts("개인 정보 보호")
    (1, 2)
    """
    listed, packed = _listed(), term.replace(" ", "")
    return listed["noun"].get(packed, listed["word"].get(packed, TOPIC))


def role(word: str) -> int:
    """JOINS, AIMS, ADDS or 0: what a word says of the order of purposes.

    >>> role("줄이고"), role("돕도록"), role("물도"), role("신고"), role("지도")
    (1, 2, 3, 0, 0)
    """
    if _AIMING.fullmatch(word):
        return AIMS
    if _ADDING.fullmatch(word):
        return ADDS
    return JOINS if len(word) > 1 and _JOINING.fullmatch(word) else 0
