"""How many people come, from digits, Korean numerals, ranges and lists of who comes; and any other number."""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from transforms.parse.text import clean, folded, is_blank, is_broken
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


_UNIT_WORDS = "하나 한|둘 두|셋 세 석|넷 네 넉|다섯|여섯|일곱|여덟 여덜|아홉"
_UNITS = {word: one for one, words in enumerate(_UNIT_WORDS.split("|"), 1) for word in words.split()}
_TEN_WORDS = "열|스물 스무|서른|마흔|쉰|예순|일흔|여든|아흔"
_TENS = {word: ten * 10 for ten, words in enumerate(_TEN_WORDS.split("|"), 1) for word in words.split()}
_PAIRS = {
    word: (low, high)
    for words, low, high in (
        ("한둘 한두", 1, 2), ("두어 두세 두셋", 2, 3), ("두서너", 2, 4), ("서너 서넛 세네", 3, 4),
        ("너댓 네댓 너덧 네다섯", 4, 5), ("대여섯 대엿", 5, 6), ("예닐곱", 6, 7), ("일고여덟", 7, 8),
        ("일여덟", 7, 8), ("여덟아홉", 8, 9), ("여남은 여나믄", 10, 10), ("열댓", 15, 15),
    )
    for word in words.split()
}  # fmt: skip
_SINO = {sign: number for signs in ("일이삼사오육칠팔구", "一二三四五六七八九") for number, sign in enumerate(signs, 1)}
_POWERS = {"십": 10, "十": 10, "백": 100, "百": 100, "천": 1000, "千": 1000}

_COUNTER = r"(?:명|인|분|名|人|사람|식구|people|persons?|pax)"
_ENGLISH = {word: n for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_UNIT = rf"\s?{_COUNTER}?"


def _any(words: dict[str, int] | dict[str, tuple[int, int]]) -> str:
    """A pattern for each word, longest first, in which a space may stand between syllables."""
    return "|".join(r"\s?".join(word) for word in sorted(words, key=len, reverse=True))


# 한, 두, 세, 네 count only before a counter (네 alone is "yes"); 하나, 둘, 셋, 넷 and above stand alone.
_LEANS = "이서|이요|이|요|뿐|만|에|하고|이랑|랑|과|와|입니다|이에요|이고"
_END = rf"(?=\s?(?:여\s?)?{_COUNTER}|(?<![한두석세네넉스무])(?:{_LEANS})?(?:[\s,./()~!]|$))"
_PAIR = re.compile(rf"(?<![가-힣])(?P<tens>{_any(_TENS)})?\s?(?P<pair>{_any(_PAIRS)})(?=\s?{_COUNTER}|[\s,./()~!]|$)")
_NATIVE = re.compile(rf"(?<![가-힣])(?P<tens>{_any(_TENS)})?\s?(?P<unit>{_any(_UNITS)})?(?<=[가-힣]){_END}")
_SINO_NUMBER = re.compile(
    r"(?<![\d가-힣一-龥])[일이삼사오육칠팔구십백천一二三四五六七八九十百千]{1,7}(?=\s?여?\s?[명인名人])"
)
_THINGS = r"(?:대|개|명|분|일|박|곳|장|부|권|번|회|차례|시간|상자)"
# 2백, 1천2백 50: digits and powers of ten are one number; 만 is "only" but before whom it counts.
_MIXED = re.compile(
    rf"(?<![\d.,])(?:\d{{1,3}}(?:[십백천]|만(?=\s?여?\s?{_COUNTER}|\s?\d{{1,3}}[십백천]))\s?){{1,4}}(?:\d{{1,3}}(?!\d))?"
    rf"(?=여?\s?(?:{_COUNTER}|{_THINGS}|원)|[^가-힣\d]|(?<=\s)|$)"
)
# Folding makes digits of them, of ①2명 twelve: a number only where nothing but a counter follows.
_CIRCLED = re.compile(rf"[①-⒛]\s?(?!\s?(?:{_COUNTER}|$))")
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
_LIST_MARK = re.compile(
    r"(?m)(?:^|(?<=[명인분]))[\s,]*\d{1,2}(?:[.)]\s?(?=[^\W\d].*\d)|(?:\)|\.\s)\s?(?=\d{1,4}\s?[명인분]))"
)
_THOUSANDS = re.compile(r"(?<![\d,])(\d{1,3}),(\d{3})(?![\d,])")
_WHOLE = re.compile(r"(?<![\d.])(\d+)\.0+(?!\d)")
_DETAIL = re.compile(r"\((?!\s?(?:→|->|=>))[^()]*\)")
_TO = r"(?:~|-|–|—|∼|〜|내지|에서|부터|or|또는|혹은|아니면)"
_AMOUNT = re.compile(
    rf"(?<![\d.,])(?P<low>\d{{1,4}})(?!\d|\.\d)(?:{_UNIT}\s?{_TO}\s?(?P<high>\d{{1,4}})(?!\d)"
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
    value = folded(_CIRCLED.sub("; ", text[:300]))[:300]
    if not value or _A_DATE.fullmatch(value) or is_broken(value):
        return None
    said = _in_digits(value)
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
def _with_groups() -> re.Pattern[str]:
    """어른둘: who is counted and a numeral in one word."""
    who = [row["word"] for row in rows("people_words") if row["kind"] in ("crowd", "of_many")]
    who += [row["title"] for row in rows("titles") if row["use"] == "kin"]
    each = "|".join(sorted(map(re.escape, (*who, "애", "남", "여", "학생")), key=len, reverse=True))
    return re.compile(rf"(?<![가-힣])({each})(?=(?:하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열)(?![가-힣]))")


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


def _in_digits(value: str) -> str:
    """``value`` with numerals in words as digits: ``두세 명`` as ``2~3 명``."""
    value = _plain(_WHOLE.sub(r"\1", value))
    value = re.sub(r"(?<![a-z])(?:one|two|three|four|five|six|seven|eight|nine|ten)(?![a-z])", _english_digits, value)
    value = _PAIR.sub(_pair_digits, _with_groups().sub(r"\1 ", value))
    value = _NATIVE.sub(lambda found: str(_tens(found["tens"]) + _units(found["unit"])), value)
    return _SINO_NUMBER.sub(lambda found: str(_sino(found[0])), value)


def _plain(value: str) -> str:
    """``value`` without the marks of a list, with 1,200 and 2백 as numbers of digits alone."""
    value = _THOUSANDS.sub(r"\1\2", _LIST_MARK.sub(" ", value).strip())
    return _MIXED.sub(_mixed, value)


def _mixed(found: re.Match[str]) -> str:
    total = 0
    for digits, power in re.findall(r"(\d+)([십백천만]?)", found[0]):
        total = (total + int(digits)) * 10_000 if power == "만" else total + int(digits) * _POWERS.get(power, 1)
    return f"{total} " if found[0][-1].isspace() else str(total)


def _english_digits(found: re.Match[str]) -> str:
    return str(_ENGLISH[found[0]])


def _pair_digits(found: re.Match[str]) -> str:
    low, high = _PAIRS[_joined(found["pair"])]
    return f"{_tens(found['tens']) + low}~{_tens(found['tens']) + high}"


def _tens(word: str | None) -> int:
    return _TENS.get(_joined(word), 0)


def _units(word: str | None) -> int:
    return _UNITS.get(_joined(word), 0)


def _joined(word: str | None) -> str:
    return "".join((word or "").split())


def _sino(word: str) -> int:
    total, digit = 0, 0
    for each in word:
        if each in _POWERS:
            total, digit = total + max(digit, 1) * _POWERS[each], 0
        else:
            digit = _SINO[each]
    return total + digit


_COUNTED = re.compile(rf"(?P<tens>{_any(_TENS)})?\s?(?P<unit>{_any(_UNITS)})?\s?{_THINGS}?(?:\s?정도)?")
_NO_NUMBER = re.compile(r"없(?:음|습니다|어요|다)[.!]?")
_RANGE = re.compile(rf"(?:약\s?)?(\d{{1,3}})\s?[가-힣]{{0,3}}\s?{_TO}\s?(\d{{1,3}})\s?[가-힣]{{0,3}}(?:\s?정도)?")
_LONGEST_NUMBER, _MOST_DIGITS = 60, 6
# In how long a time something is counted; 월 alone where how often follows, 월 2회.
_HOW_OFTEN = r"(?=\s?(?:몇|평균|\d|[한두세네다여]))"
_PERIODS = {
    "day": "하루|매일|날마다|일일",
    "week": rf"일주일|1주일|한\s?주|1주|매주|주간|주당|(?<!\w)주{_HOW_OFTEN}",
    "month": rf"한\s?달|1달|1개월|일\s?개월|매달|매월|달마다|월간|월평균|월당|(?<!\w)월{_HOW_OFTEN}",
    "year": rf"일\s?년|1년|한\s?해|매년|해마다|연간|연평균|(?<!\w)연{_HOW_OFTEN}",
}
_PERIOD = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _PERIODS.items()))
_IN_IT = re.compile(r"\s?(?P<of>에|마다)?\s?(?:평균\s?)?(?:약\s?)?")
_LONGER = re.compile(r"(?:달|개월|주|주일|년|해|분기|학기|열흘|보름|일|시간)\s?(?:에|마다)\s|격주|격월|격일|분기|학기")


def number_in(title: str) -> Callable[[str], int | None]:
    """What reads a cell under ``title`` as ``number`` does; how often in another time than is asked is no number here.

    >>> [number_in("한 달에 몇 번?")(typed) for typed in ("한 달에 두 번", "월 2회", "일주일에 세 번", "두 달에 한 번")]
    [2, 2, None, None]
    """
    asked = {found.lastgroup for found in _PERIOD.finditer(folded(clean(title)))}

    def read(cell: str) -> int | None:
        value = folded(clean(cell))
        if said := _PERIOD.match(value):
            within = _IN_IT.match(value, said.end())
            rest = value[within.end() :] if within else ""
            # 1년 정도 is a time, and how often within one is said by what follows.
            if (within and within["of"]) or number(rest) is not None:
                value = rest if said.lastgroup in asked else ""
        return None if _LONGER.search(value) else number(value)

    return read


def number(text: str) -> int | None:
    """The one number that a cell tells, of a range the larger; None where it tells none, or several, or a longer one
    than anybody counts to.

    >>> [number(t) for t in ("2", "승용차 2대", "1,200", "두 대", "2~3대", "1.5", "010-0000-0000", "없음", "-")]
    [2, 2, 1200, 2, 3, None, None, 0, None]
    """
    value = folded(_CIRCLED.sub(" ", clean(text)))
    if _NO_NUMBER.fullmatch(value):
        return 0
    if not value or len(value) > _LONGEST_NUMBER or is_blank(value):
        return None
    value = _with_one(_EACH_OF.sub(_of_each, _plain(value)))
    ends = _RANGE.fullmatch(value)
    found = [max(ends[1], ends[2], key=int)] if ends else re.findall(r"\d+", value)
    if found:
        return int(found[0]) if len(found) == 1 and len(found[0]) <= _MOST_DIGITS else None
    words = _COUNTED.fullmatch(value)
    # Of no number in words nothing is left.
    return (_tens(words["tens"]) + _units(words["unit"])) or None if words else None
