"""How many people come, from digits, Korean numerals and ranges."""

import re
from typing import NamedTuple

from transforms.parse.text import folded


class Count(NamedTuple):
    """The upper end of what was said, the lower end, and whether the person left it open."""

    upper: int
    lower: int
    is_open: bool


_UNITS = {"하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "서": 3, "넷": 4, "네": 4, "넉": 4, "너": 4,
          "다섯": 5, "닷": 5, "여섯": 6, "엿": 6, "일곱": 7, "여덟": 8, "여덜": 8, "아홉": 9}
_TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50}
_SINO = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9}
_PAIRS = {"한두": (1, 2), "한둘": (1, 2), "두세": (2, 3), "두서너": (2, 4), "두셋": (2, 3), "두어": (2, 2), "서너": (3, 4),
          "서넛": (3, 4), "너댓": (4, 5), "네댓": (4, 5), "너덧": (4, 5), "네다섯": (4, 5), "대여섯": (5, 6), "대엿": (5, 6),
          "예닐곱": (6, 7), "일고여덟": (7, 8), "여남은": (10, 10)}
_UNIT = r"\s?(?:명|인|분|名|人|사람|people|persons?)?"
_NATIVE = "|".join(sorted(_UNITS, key=len, reverse=True))
_NATIVE_NUMBER = re.compile(rf"(열|스물|스무|서른|마흔|쉰)?\s?({_NATIVE})?(?=\s?(?:명|인|분|사람|$|[\s,.()~]))")
_SINO_NUMBER = re.compile(r"(?<![가-힣])([일이삼사오육칠팔구])?(십)?([일이삼사오육칠팔구])?\s?(?=[명인名人])")
_RANGE = re.compile(rf"(\d{{1,4}}){_UNIT}\s?(?:~|-|–|—|∼|〜|내지|에서|or|또는|혹은|,|/|·)\s?(\d{{1,4}}){_UNIT}")
_PLUS = re.compile(rf"(\d{{1,4}}){_UNIT}\s?(?:\+|더하기|플러스)\s?(\d{{1,4}}){_UNIT}")
_OTHERS = re.compile(r"(?:본인|저|나|대표|[가-힣]{2,4})\s?(?:외|외에)\s?(\d{1,3})\s?(?:명|인|분)?")
_WITH_SELF = re.compile(r"(?:본인|저|나)\s?(?:\+|와|과|이랑|하고|및)\s?(\d{1,3})")
_TOTAL = re.compile(r"(?:총|모두|전체|합계|합|도합)\s?:?\s?(\d{1,4})")
_FIRST = re.compile(r"\d{1,4}")
_OPEN = re.compile(r"미정|변동|예정|추후|정도|약|쯤|내외|가량|이상|여\s?명|가능")
_NONE = re.compile(r"^(?:없음|없습니다|불참|안\s?감)$")
_SELF = re.compile(r"^(?:본인|저|나|저만|본인만|혼자|1인|본인 참석|저 혼자|혼자 갑니다|대표자|본인뿐|나 혼자)$")


def count(text: str) -> Count | None:
    """What the cell says, or None when it says nothing.

    >>> count("2~3명")
    Count(upper=3, lower=2, is_open=False)
    >>> count("세 명").upper, count("본인 포함 2").upper, count("총 4인").upper
    (3, 2, 4)
    >>> count("미정") is None
    True
    """
    value = folded(text[:300])
    if not value:
        return None
    is_open = bool(_OPEN.search(value))
    if _NONE.match(value):
        return Count(0, 0, is_open)
    if _SELF.match(value):
        return Count(1, 1, is_open)
    for pattern, join in ((_PLUS, "sum"), (_RANGE, "range")):
        pair = pattern.search(value)
        if pair:
            low, high = int(pair[1]), int(pair[2])
            if join == "sum":
                return Count(low + high, low + high, is_open)
            if low <= high:
                return Count(high, low, is_open)
    for pattern in (_OTHERS, _WITH_SELF):
        others = pattern.search(value)
        if others and not _TOTAL.search(value):
            return Count(int(others[1]) + 1, int(others[1]) + 1, is_open)
    total = _TOTAL.search(value) or None
    if total:
        return Count(int(total[1]), int(total[1]), is_open)
    first = _FIRST.search(value)
    if first:
        return Count(int(first.group()), int(first.group()), is_open)
    return _in_words(value, is_open)


def _in_words(value: str, is_open: bool) -> Count | None:
    compact = re.sub(r"^(?:총|약|한|모두|본인\s?포함)\s(?=\S)", "", value)
    for word, (low, high) in _PAIRS.items():
        if compact.startswith(word):
            return Count(high, low, is_open)
    for match in _NATIVE_NUMBER.finditer(compact):
        tens, unit = match.groups()
        starts_word = match.start() == 0 or not compact[match.start() - 1].isalnum()
        if (tens or unit) and starts_word:
            number = (_TENS[tens] if tens else 0) + (_UNITS[unit] if unit else 0)
            return Count(number, number, is_open)
    for match in _SINO_NUMBER.finditer(compact):
        if match.group().strip():
            hundreds, ten, unit = match.groups()
            number = (_SINO.get(hundreds or "", 1) * 10 if ten else _SINO.get(hundreds or "", 0)) + _SINO.get(unit or "", 0)
            return Count(number, number, is_open)
    return None
