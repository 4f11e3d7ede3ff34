"""How many people come, from digits, Korean numerals, ranges and lists of who comes."""

import re
from functools import cache
from typing import NamedTuple

from transforms.parse.numerals import CIRCLED, COUNTER, TO, in_digits
from transforms.parse.text import folded, is_broken
from transforms.reference import rows


class Count(NamedTuple):
    """The upper end of what was said, the lower end, and whether the person left it open."""

    upper: int
    lower: int
    is_open: bool


class _Amount(NamedTuple):
    """One number or range in the cell, the word in front of it and what follows up to the next one."""

    low: int
    high: int
    before: str
    after: str


_UNIT = rf"\s?{COUNTER}?"


# 5~6학년, 5·6학년: all of it is the group.
_FROM = r"(?:(?<!\d)\d{1,2}(?:\s?[~∼〜–—-]\s?|[·,/])){0,6}"
# Numbers that count no people: telephone numbers, dates, times, cars, ages, groups, money, and list marks.
_OTHER_THINGS = re.compile(
    r"\+?\d{2,4}[-.\s)]\s?\d{3,4}[-.\s]\d{4}|\d{9,}"
    r"|\d{1,4}\s?년(?:생|도)?|\d{1,2}\s?월(?:\s?\d{1,2}\s?일)?|\d{1,2}\s?일(?![가-힣])|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
    r"|\d{1,2}\s?시(?:\s?\d{1,2}\s?분)?|\d{1,2}:\d{2}"
    r"|(?<![\d.])(?:1[0-2]|0?[1-9])\.\s?(?:[12]\d|3[01]|0?[1-9])(?!\d)\.?(?!\s?[명인분])|\d{1,2}\s?인\s?[승용실]"
    r"|(?<!\d)[1-9]부(?![가-힣])|(?<!\d)[1-9]부(?=만|에|는)"
    # 5/30 is a day of a month; 9/10 may be two counts, as 2/3 is.
    r"|(?<!\d)(?!9/10|10/11|11/12)\d{1,2}/(?:[12]\d|3[01])(?!\d)|(?<!\d)\d{1,2}/\d{1,2}(?=\s?(?:까지|이후|확정|[(]))"
    # 교사 2 원생 5, 이사 2 대표 1: there a word begins
    rf"|{_FROM}\d+\s?(?:개?\s?(?:학급|가구|세대)|(?!\s?(?:조[력합]|대[표원]|반장|원[생아장]|회[원장]|팀[장원]|차장|기[사자획]|개인|번역|호스트|살림|단체장|기관장))"
    r"(?:대|팀|조|세(?![가-힣])|살|학년|반|층|호|번|회|차|부스|개|원|만\s?원|kg|순위|지망|기관|단체|가족|기|%)(?![가-힣]*명))"
)
# Whom the number after it counts: 1조 5명, 20대 3 30대 2, 고2 3명.
_GROUPS = re.compile(
    rf"(?<![\d가-힣])(?:{_FROM}\d{{1,2}}\s?(?:조|팀|학년(?:\s?\d+\s?반)?|반|기|모둠|그룹)|[1-9]0대(?:\s?[남여]성?)?|[초중고][1-6])"
    r"(?=\s?:?\s\d)"
)
# 1부 2명, 2부 3명
_PART = re.compile(r"(?<![\d가-힣])[1-9]\s?(?:부|차|일\s?차)(?:에는|에|는|만)?(?=\s?:?\s?\d)")
_TEAMS = r"\s?개?\s?(?:팀|조|모둠|반)"
_EACH = re.compile(rf"(\d{{1,3}})\s?명씩\s?(\d{{1,2}}){_TEAMS}|(\d{{1,2}}){_TEAMS}\s?각각?\s?(\d{{1,3}})\s?명")
# 대표, 담당자 각 1명
_OF_EACH = re.compile(r"(?:,|·|/|\+|및\s|[와과]\s|하고\s)")
_EACH_OF = re.compile(
    rf"(?<![^\W_])((?:[가-힣]{{1,8}}?\s?{_OF_EACH.pattern}\s?)+[가-힣]{{1,8}}|남녀(?:\s?[가-힣]{{1,6}}?)?)"
    r"\s?각각?\s?(\d{1,3})\s?[명인분]"
)
_OF_EACH_UNSAID = re.compile(r"(?<![가-힣])각각?\s?$")
# 1학급(24명), 2개 반(50명): who is in the group stands in the bracket.
_IN_GROUP = re.compile(
    r"(?<![\d가-힣])(?:\d{1,2}|[한두세네])\s?개?\s?(학급|반|팀|조|가구|세대)\s?\(\s?(?:총\s?)?(\d{1,3})\s?(?:명|인)\s?\)"
)
# Who comes besides the number: (+1명), 추가 1명, (어린이 2명 별도).
_MORE = re.compile(
    r"\(\s?\+\s?(\d{1,3})\s?[명인]?\s?\)|[\s,(]*(?:추가|별도)(?:로|\s?인원)?\s?:?\s?(\d{1,3})\s?[명인분](?:\s?\))?"
    r"|[\s,(]*(?:(?<![가-힣])[가-힣]{1,8}\s?)?(?<!\d)(\d{1,3})\s?[명인분][은는이]?\s?(?:더\s?)?(?:추가|별도)"
    r"(?=\s?(?:[),.]|$|로|예정|참[석가]|동[반행]|입니다))(?:\s?\))?"
)
_DETAIL = re.compile(r"\((?!\s?(?:→|->|=>))[^()]*\)")
_AMOUNT = re.compile(
    rf"(?<![\d.,])(?P<low>\d{{1,4}})(?!\d|\.\d)(?:{_UNIT}\s?{TO}\s?(?P<high>\d{{1,4}})(?!\d)"
    rf"|\s?[,/·]\s?(?P<next>\d{{1,4}})(?!\d))?{_UNIT}"
)
_CHANGED = re.compile(r"→|->|=>|=|(?<=\d명)에서(?=\s?\d)|변경|정정|수정|(?<=\d)\s?명?으로\s?(?:늘|줄|바뀌|바꾸)")
_TOTAL = re.compile(r"(?:총|모두|전체|합계|합쳐|합해|합|도합|total)(?:서|\s?인원|\s?참석)?(?:\s?수)?\s?[:=은]?\s?$")
_AT_LEAST = re.compile(r"(?:최소|최하|적으면|적어도|못해도)\s?[:=]?\s?$")
_AT_MOST = re.compile(r"(?:최대|많으면|많아야|많게는|최고)\s?[:=]?\s?$")
_OR_MORE = re.compile(r"\s?이상")
_OR_LESS = re.compile(r"\s?(?:이하|이내|까지)")
# 30명 중 4명: whom the second number is taken from; 아이 1명 포함 3명: who is in the second number already.
_OUT_OF = re.compile(r"\s?(?:중에서?|중|가운데)[\s,]*(?:에서)?\s?(?:참[석가]자?)?\s?[:은]?\s?")
_INCLUDED = re.compile(r"[은을]?\s?(?:포함(?:하여|하면|해서|해|시)?|데리고)[\s,]*총?\s?")
_OF_THEM = re.compile(r"\s?만?\s?(?:참[석가]|참여|출석|갑|예정|[.!~)]|$)")
_COMES = re.compile(r"(?:참[석가]|참여|출석)(?:자|\s?인원|\s?예정)?(?:은|는)?\s?:?\s?$")
_MEMBERS = re.compile(r"(?:회원|단원|대원|부원|조합원|직원|교직원|재적|총원|정원|인원|전체)(?:은|는|이|수)?\s?:?\s?$")
_STAYS_AWAY = re.compile(r"\s?(?:은|는|이)?\s?(?:불참|미참|못|취소|안\s?감|안\s?가)")
_LABEL = re.compile(
    r"(?<![^\W\d])(?!(?:약|한|총|전|각|또|및|대략|현재|인원|참석|참가|참여|예정|아마|정도|이상|이하|포함|추가|별도)\s?[:은]?\s?$)"
    r"[^\W\d]{1,10}\s?[:은]?\s?$"
)
# 첫날 3, 둘째 날 2: the same people at another time.
_WHEN = re.compile(
    r"(?:[첫둘셋넷]째?\s?날|이튿\s?날|다음\s?날|당일|오전|오후|낮|밤|점심|저녁|주간|야간|평일|주말|[월화수목금토일]요일)(?:에|은|는|에는|엔)?\s?:?\s?$"
)
_SELF = r"(?:본인|저|나|제가|신청자|本人|me|myself)"
_COUNTED_BEFORE = re.compile(
    r"\s?(?:adults?|child(?:ren)?|kids?|students?|teachers?|staff|members?|guests?|men|women)\b"
)
_BESIDES = re.compile(rf"(?:{_SELF}|[가-힣]{{2,4}}(?:님)?)\s?(?:이?외)(?:에|로)?\s?(?:[가-힣]{{1,6}}\s?)?$")
_WITH_SELF = re.compile(rf"(?<![가-힣]){_SELF}\s?(?:\+|와|과|이랑|랑|하고|및)\s?(?:[가-힣]{{1,6}}\s?)?$")
_WITHOUT_SELF = re.compile(rf"(?<![가-힣]){_SELF}(?:은|는|를|을)?\s?(?:제외|빼고|말고|뺀|별도)")
_OPEN = re.compile(
    r"미정|변동|예정|추후|정도|약|쯤|내외|가량|이상|이하|이내|최소|최대|여\s?명|가능|안팎|아마|\?|\+\s?(?:α|알파|a(?:lpha)?(?![a-z]))"
)
_NONE = re.compile(
    r"(?:참[석가]자?|인원|참[석가]\s?인원)?\s?(?:은|는)?\s?(?:없음|없습니다|없어요|불참|미참석|안\s?감|참석\s?안\s?함"
    r"|못\s?[가감]\w*|참[석가]\s?(?:불가|못\s?\w+))\w*[.!~]*"
)
_NO_OTHERS = re.compile(r"(?:외에?|동[행반]인?|일행|추가)\s?(?:은|는)?\s?없")
_ALONE = re.compile(
    rf"(?:{_SELF}|대표자?|담당자)?\s?(?:만|혼자서?|뿐)?(?:만)?\s?(?:참석|참가|참여)?(?:만)?\s?"
    r"(?:요|이요|예요|이에요|입니다|합니다|해요|할게요|하겠습니다|갑니다|가요|갈게요|예정(?:입니다)?)?[.!~]*"
)
_ONE_WORD = re.compile(rf"{_SELF}|대표자?|담당자|혼자")
_JUST_ME = re.compile(r"(?:just|only)?\s?(?:me|myself|i)[.!]*")
_JOINED = re.compile(r"\s?(?:와|과|이랑|랑|하고|및|[,+&·])\s?")
# Titles that are also what somebody does, or of whom there are more than one.
_NO_PEOPLE = frozenset("기획 홍보 진행 안내 교육 연구 자료 안전 기록 행정 재정 사회 동료".split())
_SENTENCE = r"[이가]?\s?(?:같이|함께|둘이)?\s?(?:참석|참가|참여)?\s?(?:예정|합니다|해요|갑니다|가요)?(?:입니다)?[.!~]*"
_COUPLES = r"(?:부부|내외분?|모녀|모자|부녀|부자|남매|자매|형제|커플)"
_AND = r"\s?(?:\+|와|과|하고|이랑|랑)\s?"
# Who else comes is no part of the two: 부부와 아이들.
_COUPLE = re.compile(
    rf"(?:저희\s?|우리\s?)?(?:부부|(?:{_COUPLES}|(?:a )?couple)(?![가-힣]))"
    rf"(?!{_AND}|\s?(?:및|[&·]|,\s?[가-힣]*[이녀들](?![가-힣])))"
)


# What a spreadsheet makes of "2-3": a day, and no longer a count.
_MONTH_WORD = r"(?:jan|feb|mar|mrz|mär|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zé]*"
# A spreadsheet makes 3-Feb, in German 03. Feb, and 02월 03일 of "2-3".
_A_DATE = re.compile(
    r"(?:19|20)\d\d\s?[./년-]\s?\d{1,2}\s?[./월-]\s?\d{1,2}\s?[.일]?(?:[t ]?[\d:]*)?"
    rf"|\d{{1,2}}[-.\s]+{_MONTH_WORD}\.?|{_MONTH_WORD}[-.\s]+\d{{1,2}}"
)


def count(text: str) -> Count | None:
    """What the cell says, or None when it says nothing.

    >>> count("2~3명")
    Count(upper=3, lower=2, is_open=False)
    >>> count("세 명").upper, count("임원 2, 회원 3").upper, count("본인 외 2명").upper
    (3, 5, 3)
    >>> count("미정") is None
    True
    """
    value = folded(CIRCLED.sub("; ", text[:300]))[:300]
    if not value or _A_DATE.fullmatch(value) or is_broken(value):
        return None
    said = in_digits(value)
    more = sum(int(found[found.lastindex or 0]) for found in _MORE.finditer(said))
    others = _coming(_MORE.sub(" ", said).strip(" ,")) if more else None
    ends = (others[0] + more, others[1] + more) if others else _coming(said)
    return Count(ends[1], ends[0], bool(_OPEN.search(value))) if ends else None


def _coming(value: str) -> tuple[int, int] | None:
    """The ends of how many ``value``, which has its numbers in digits, says: itself, by names, or not at all."""
    said = _with_one(_IN_GROUP.sub(r"\1 \2명", _EACH_OF.sub(_of_each, value)))
    said = _PART.sub("당일", _EACH.sub(_product, _MORE.sub(r" \1\2\3명", said)))
    digits = _OTHER_THINGS.sub(" ", _GROUPS.sub("모둠", said))
    # What stands in brackets explains the number outside, and counts only where there is none.
    amounts = _amounts(_DETAIL.sub(" ", digits)) or _amounts(re.sub(r"[()]", " ", digits))
    coming = [each for bracket in _DETAIL.findall(digits) for each in _amounts(bracket[1:-1])]
    if len(coming) == 1 and _COMES.search(coming[0].before):
        amounts = coming
    if not amounts:
        named = _without_numbers(value)
        return None if named is None else (named, named)
    if _OF_EACH_UNSAID.search(amounts[0].before) or amounts[0].after.startswith("씩"):
        return None
    low, high = _combined(amounts, digits)
    is_one_more = len(amounts) == 1 and _WITHOUT_SELF.search(digits) is not None
    return low + is_one_more, high + is_one_more


def _without_numbers(value: str) -> int | None:
    if _NO_OTHERS.search(value):
        return 1
    if _NONE.fullmatch(value):
        return 0
    if _who().fullmatch(value):
        return 1 + len(_JOINED.findall(value)) + len(re.findall(_COUPLES, value))
    if _COUPLE.match(value):
        return 2
    if _JUST_ME.fullmatch(value) or (_ONE_WORD.search(value) and _ALONE.fullmatch(value)):
        return 1
    return None


@cache
def _who() -> re.Pattern[str]:
    """저와 아내, 대표님과 저, 회장·총무: people who are one each, named by what they are."""
    of_many = tuple(row["word"] for row in rows("people_words") if row["kind"] == "of_many")
    listed = {row["title"] for row in rows("titles")} - _NO_PEOPLE - {"가족", "자녀"}
    one = {
        title for title in listed if title[-1] in "사가장" or title == "실무자" or not title.endswith(of_many)
    }  # 간사, 활동가 are one each
    listed_one = "|".join(sorted(map(re.escape, one), key=len, reverse=True))
    each = rf"(?:{_SELF}|(?:저희\s?|우리\s?)?{_COUPLES}|아이|(?:{listed_one})님?)"
    return re.compile(rf"{each}(?:{_JOINED.pattern}{each})+{_SENTENCE}")


@cache
def _lone() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Who is one beside a number of others: 담임 + 학급 24명, 대표와 회원 3명, 회원 5명과 총무."""
    titles = {row["title"] for row in rows("titles") if row["title"].endswith(("장", "담임", "대표", "총무"))}
    one = rf"(?:(?:{'|'.join(sorted(map(re.escape, titles), key=len, reverse=True))})(?:교사|선생님)?님?|{_COUPLES})"
    # 회장과 총무 2명 are two, each told by what they are.
    others = rf"(?!{one})(?=[가-힣]{{0,6}}\s?\d)"
    return (
        re.compile(rf"(?<![가-힣\d])(?:저희\s?|우리\s?)?({one})(?:{_AND}|(?<=부부),\s?){others}"),
        re.compile(rf"(?<=\d명){_AND}({one})(?![가-힣]*\s?\d)(?=[\s)]*$)"),
    )


def _with_one(value: str) -> str:
    """``value`` in which whoever stands alone beside others is a number too, and a couple is two.

    >>> _with_one("담임 + 학급 24명"), _with_one("회장과 총무 2명"), _with_one("부부와 아이 1명")
    ('담임 1명 + 학급 24명', '회장과 총무 2명', '부부 2명 + 아이 1명')
    """

    def with_number(found: re.Match[str]) -> str:
        return f"{found[1]} {1 + bool(re.fullmatch(_COUPLES, found[1]))}명"

    first, last = _lone()
    value = first.sub(lambda found: f"{with_number(found)} + ", value)
    return last.sub(lambda found: f" + {with_number(found)}", value)


def with_each(value: str) -> str:
    """``value`` in which who is told apart is a number: 대표, 담당자 각 1명, and whoever stands alone beside others.

    >>> with_each("대표, 담당자 각 2명"), with_each("부부와 아이 1명")
    ('4명', '부부 2명 + 아이 1명')
    """
    return _with_one(_EACH_OF.sub(_of_each, value))


def _product(found: re.Match[str]) -> str:
    """5명씩 2팀, 2팀 각 3명."""
    first, second = (int(each) for each in found.groups() if each)
    return f"{first * second}명"


def _of_each(found: re.Match[str]) -> str:
    """대표, 담당자 각 1명; 남녀 각 2명; 오전, 오후 각 3명 are the same three."""
    each = [who.strip() for who in re.split(_OF_EACH.pattern, found[1])]
    n = 1 if all(map(_WHEN.search, each)) else len(each) + each[0].startswith("남녀")
    return f"{n * int(found[2])}명"


def _combined(amounts: list[_Amount], value: str) -> tuple[int, int]:
    """What the amounts of one cell come to: a total, a change, two ends, a sum, or the first of them."""
    first, last = amounts[0], amounts[-1]
    for each in amounts:
        if _TOTAL.search(each.before):
            return each.low, each.high
    if len(amounts) > 1 and _CHANGED.search(value):
        return last.low, last.high
    least = [each for each in amounts if _AT_LEAST.search(each.before) or _OR_MORE.match(each.after)]
    most = [each for each in amounts if _AT_MOST.search(each.before) or _OR_LESS.match(each.after)]
    if most:
        return (least[0].low if least else min(1, most[0].high)), most[0].high
    if _BESIDES.search(first.before) or _WITH_SELF.search(first.before):
        return first.low + 1, first.high + 1
    if len(amounts) > 1 and all(_WHEN.search(each.before) for each in amounts):
        return max(each.low for each in amounts), max(each.high for each in amounts)
    is_list = all(_LABEL.search(each.before) for each in amounts) or all("+" in each.before for each in amounts[1:])
    if is_list or all(_COUNTED_BEFORE.match(each.after) for each in amounts):  # 2 adults, 1 child
        return sum(each.low for each in amounts), sum(each.high for each in amounts)
    return first.low, first.high


def _amounts(value: str) -> list[_Amount]:
    found: list[_Amount] = []
    matches = list(_AMOUNT.finditer(value))
    starts = [0, *(match.end() for match in matches)]
    ends = [*(match.start() for match in matches), len(value)]
    for at, match in enumerate(matches):
        before, after = value[starts[at] : ends[at]], value[starts[at + 1] : ends[at + 1]]
        low = high = int(match["low"])
        if match["high"] or match["next"] == str(low + 1):
            high = int(match["high"] or match["next"])
        is_away = _STAYS_AWAY.match(after) and not _COMES.search(before)  # 참석3 불참1
        if is_away or re.search(r"불참\s?:?\s?$", before):
            if found and high < found[-1].low and _OUT_OF.fullmatch(before):
                found[-1] = found[-1]._replace(low=found[-1].low - high, high=found[-1].high - low)
            continue
        # "3명에서 2명으로" is a change of mind, no range.
        found.append(_Amount(min(low, high), high, before, after))
    return _each_once(found)


def _each_once(amounts: list[_Amount]) -> list[_Amount]:
    """The amounts without those who are part of another: 30명 중 4명 참석, 아이 1명 포함 3명, 회원 50명에 참석 3명."""
    made = list[_Amount]()
    for each in amounts:
        if made and _OUT_OF.fullmatch(each.before):
            if not _OF_THEM.match(each.after):
                continue  # 3명 중 1명 휠체어
            made.pop()
        elif made and _INCLUDED.fullmatch(each.before) and made[-1].high <= each.high:
            made.pop()
        made.append(each)
    coming = [each for each in made if _COMES.search(each.before)]
    is_of_members = len(coming) == 1 and all(each in coming or _MEMBERS.search(each.before) for each in made)
    return coming if is_of_members else made
