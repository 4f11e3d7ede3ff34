"""Korean telephone numbers out of whatever stands in the cell, as E.164, mobile first.

The numbering plan is the Ministry of Science and ICT's 전기통신번호관리세칙 as libphonenumber carries it: every
number found here is confirmed by ``phonenumbers``.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from transforms.parse.text import folded


class Phone(NamedTuple):
    """A number in E.164, whether it is a mobile, and its extension ('' when none)."""

    number: str
    is_mobile: bool
    extension: str


_WORDS = {"공": "0", "영": "0", "일": "1", "이": "2", "삼": "3", "사": "4", "오": "5", "육": "6", "륙": "6",
          "칠": "7", "팔": "8", "구": "9"}
_SPOKEN = re.compile(r"(?:[공영일이삼사오육륙칠팔구][\s.-]?){7,}|[공영]일[공영][\s.-]?")
_MISTYPED = re.compile(r"(?<![a-z가-힣])(?=[\dolI|ㅇ○][\dolI|ㅇ○\s.\-()]*\d)[\dolI|ㅇ○\s.\-()]{7,}")
_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc\uff0d~_·ㆍ–—ㅡ]")
_SEPARATOR = r"[\s.\-()/]{0,4}"
_NUMBER = re.compile(
    r"(?<![\d*])(?:(?:\+|00|00700\s?)?\s?82[\s.\-()]{0,3})?\(?"
    r"(?P<area>0?(?:1[016789]|70|50[2-8]|80|60|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]))"
    rf"{_SEPARATOR}(?P<middle>\d{{3,4}}){_SEPARATOR}(?P<last>\d{{4}})(?![\d*])"
    r"(?:\s?(?:\(?\s?(?:내선|교환|ext\.?|#|→|x)\s?:?\s?(?P<ext>\d{1,5})\s?번?\)?))?"
)
_NATIONWIDE = re.compile(r"(?<!\d)(1[5-9]\d{2})[\s.-]{0,2}(\d{4})(?!\d)")
_LOCAL = re.compile(r"(?<![\d-])([2-9]\d{2,3})[\s.-]{1,2}(\d{4})(?![\d-])")


def phones(text: str, area_code: str = "") -> list[Phone]:
    """Every valid number in the cell, each once: mobiles first, otherwise in the order typed.

    ``area_code`` (such as ``043``) completes a land line typed without one; without it such a number is no number.

    >>> [p.number for p in phones("043-123-0459(010-1234-6407)")]
    ['+821012346407', '+82431230459']
    >>> [p.number for p in phones("1012345983")]
    ['+821012345983']
    >>> phones("010-1234")
    []
    """
    value = _digits(folded(text[:2000]))
    found: dict[str, Phone] = {}
    rest: list[str] = []
    end = 0
    for match in _NUMBER.finditer(value):
        number = f"+82{match['area'].lstrip('0')}{match['middle']}{match['last']}"
        if _is_valid(number):
            found.setdefault(number, Phone(number, number.startswith("+821"), match["ext"] or ""))
            rest.append(value[end : match.start()])
            end = match.end()
    rest.append(value[end:])
    remainder = " ".join(rest)
    for match in _NATIONWIDE.finditer(remainder):
        # Nationwide representative numbers have no area code and keep their eight digits in E.164.
        number = f"+82{match[1]}{match[2]}"
        if _is_valid(number):
            found.setdefault(number, Phone(number, False, ""))
    if not found and area_code:
        for match in _LOCAL.finditer(remainder):
            number = f"+82{area_code.lstrip('0')}{match[1]}{match[2]}"
            if _is_valid(number):
                found.setdefault(number, Phone(number, False, ""))
    return sorted(found.values(), key=lambda phone: not phone.is_mobile)


def _digits(value: str) -> str:
    value = _DASHES.sub("-", value)
    value = _SPOKEN.sub(lambda run: "".join(_WORDS.get(c, c) for c in run.group()), value)
    return _MISTYPED.sub(
        lambda run: run.group().translate(str.maketrans("olI|ㅇ○", "011100")), value
    )


@lru_cache(maxsize=1 << 16)
def _is_valid(number: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
