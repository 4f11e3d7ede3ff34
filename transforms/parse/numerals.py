"""Numbers as they are typed, in digits: 두세 명, 스물한 분, 2백, 1,200, and marks of a list that count nothing."""

import re
from functools import cache

from transforms.reference import rows

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

COUNTER = r"(?:명|인|분|名|人|사람|식구|people|persons?|pax)"
_ENGLISH = {word: n for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}


def _any(words: dict[str, int] | dict[str, tuple[int, int]]) -> str:
    """A pattern for each word, longest first, in which a space may stand between syllables."""
    return "|".join(r"\s?".join(word) for word in sorted(words, key=len, reverse=True))


# 한, 두, 세, 네 count only before a counter (네 alone is "yes"); 하나, 둘, 셋, 넷 and above stand alone.
_LEANS = "이서|이요|이|요|뿐|만|에|하고|이랑|랑|과|와|입니다|이에요|이고"
_END = rf"(?=\s?(?:여\s?)?{COUNTER}|(?<![한두석세네넉스무])(?:{_LEANS})?(?:[\s,./()~!]|$))"
_PAIR = re.compile(rf"(?<![가-힣])(?P<tens>{_any(_TENS)})?\s?(?P<pair>{_any(_PAIRS)})(?=\s?{COUNTER}|[\s,./()~!]|$)")
_NATIVE = re.compile(rf"(?<![가-힣])(?P<tens>{_any(_TENS)})?\s?(?P<unit>{_any(_UNITS)})?(?<=[가-힣]){_END}")
_SINO_NUMBER = re.compile(
    r"(?<![\d가-힣一-龥])[일이삼사오육칠팔구십백천一二三四五六七八九十百千]{1,7}(?=\s?여?\s?[명인名人])"
)
_THINGS = r"(?:대|개|명|분|일|박|곳|장|부|권|번|회|차례|시간|상자)"
# 2백, 1천2백 50: digits and powers of ten are one number; 만 is "only" but before whom it counts.
_MIXED = re.compile(
    rf"(?<![\d.,])(?:\d{{1,3}}(?:[십백천]|만(?=\s?여?\s?{COUNTER}|\s?\d{{1,3}}[십백천]))\s?){{1,4}}(?:\d{{1,3}}(?!\d))?"
    rf"(?=여?\s?(?:{COUNTER}|{_THINGS}|원)|[^가-힣\d]|(?<=\s)|$)"
)
# Folding makes digits of them, of ①2명 twelve: a number only where nothing but a counter follows.
CIRCLED = re.compile(rf"[①-⒛]\s?(?!\s?(?:{COUNTER}|$))")
# Between the ends of a range.
TO = r"(?:~|-|–|—|∼|〜|내지|에서|부터|or|또는|혹은|아니면)"
_LIST_MARK = re.compile(
    r"(?m)(?:^|(?<=[명인분]))[\s,]*\d{1,2}(?:[.)]\s?(?=[^\W\d].*\d)|(?:\)|\.\s)\s?(?=\d{1,4}\s?[명인분]))"
)
_THOUSANDS = re.compile(r"(?<![\d,])(\d{1,3}),(\d{3})(?![\d,])")
_WHOLE = re.compile(r"(?<![\d.])(\d+)\.0+(?!\d)")


@cache
def _with_groups() -> re.Pattern[str]:
    """어른둘: who is counted and a numeral in one word."""
    who = [row["word"] for row in rows("people_words") if row["kind"] in ("crowd", "of_many")]
    who += [row["title"] for row in rows("titles") if row["use"] == "kin"]
    each = "|".join(sorted(map(re.escape, (*who, "애", "남", "여", "학생")), key=len, reverse=True))
    return re.compile(rf"(?<![가-힣])({each})(?=(?:하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열)(?![가-힣]))")


def in_digits(value: str) -> str:
    """``value`` with numerals in words as digits: ``두세 명`` as ``2~3 명``."""
    value = plain(_WHOLE.sub(r"\1", value))
    value = re.sub(r"(?<![a-z])(?:one|two|three|four|five|six|seven|eight|nine|ten)(?![a-z])", _english_digits, value)
    value = _PAIR.sub(_pair_digits, _with_groups().sub(r"\1 ", value))
    value = _NATIVE.sub(lambda found: str(_tens(found["tens"]) + _units(found["unit"])), value)
    return _SINO_NUMBER.sub(lambda found: str(_sino(found[0])), value)


def plain(value: str) -> str:
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


def in_words(value: str) -> int | None:
    """The number that stands in words, beside what it counts and nothing else: 두 대, 열한 명 정도."""
    words = _COUNTED.fullmatch(value)
    # Of no number in words nothing is left.
    return (_tens(words["tens"]) + _units(words["unit"])) or None if words else None
