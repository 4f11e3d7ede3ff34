"""The one number that a cell tells, and how often something is done in the time that is asked."""

import re
from collections.abc import Callable

from transforms.parse.counts import with_each
from transforms.parse.numerals import CIRCLED, TO, in_words, plain
from transforms.parse.text import clean, folded, is_blank

_NO_NUMBER = re.compile(r"(?:(?:해당|필요)\s?)?없(?:음|습니다|어요|다)[.!]?|아니[요오][.!]?|아뇨|no|none")
# 12명 (초등 8, 중등 4): what the bracket tells is of the same; of 2반(50명) nobody knows what is asked.
_WITH_PARTS = re.compile(
    rf"(?P<whole>\D{{0,6}}(?:\d{{1,3}}\s?[가-힣]{{0,3}}\s?{TO}\s?)?\d+\s?(?P<unit>[가-힣]{{0,2}}))\s?\((?P<parts>[^()]*)\)"
)
_OTHERS = re.compile(r"\d")
_WHOLE_UNITS = ("", "명", "인", "분")
_SUM = re.compile(r"(?:총|모두|합계?|전체|=)\s?(?:인원)?\s?[:=은]?\s?(\d+)")
_RANGE = re.compile(rf"(?:약\s?)?(\d{{1,3}})\s?[가-힣]{{0,3}}\s?{TO}\s?(\d{{1,3}})\s?[가-힣]{{0,3}}(?:\s?정도)?")
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
    value = folded(CIRCLED.sub(" ", clean(text)))
    if _NO_NUMBER.fullmatch(value):
        return 0
    if not value or len(value) > _LONGEST_NUMBER or is_blank(value):
        return None
    value = with_each(plain(value))
    said = _WITH_PARTS.fullmatch(value)
    if said and (said["unit"] in _WHOLE_UNITS or not _OTHERS.search(said["parts"]) or said["unit"] in said["parts"]):
        value = said["whole"]
    ends = _RANGE.fullmatch(value)
    found = [max(ends[1], ends[2], key=int)] if ends else _SUM.findall(value) or re.findall(r"\d+", value)
    if found:
        return int(found[0]) if len(found) == 1 and len(found[0]) <= _MOST_DIGITS else None
    return in_words(value)
