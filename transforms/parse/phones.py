"""Korean telephone numbers out of whatever stands in the cell, as E.164, mobile first.

The numbering plan is the Ministry of Science and ICT's 전기통신번호관리세칙 as libphonenumber carries it:
every number found here is confirmed by ``phonenumbers``.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import phonenumbers

from transforms.parse.text import clean, folded


class Phone(NamedTuple):
    """A number in E.164, whether it is a mobile, its extension ('' when none), and whether its code was added here."""

    number: str
    is_mobile: bool
    extension: str
    is_completed: bool = False


class _Find(NamedTuple):
    """A number, where it stood, and whether it is called a fax there."""

    start: int
    is_fax: bool
    phone: Phone


# What is read here, whole: a Korean number in E.164 (ITU-T), without the leading zero of the national form.
E164 = r"^\+82\d{7,11}$"
# A contact cell is short; text beyond this was pasted by mistake.
_READ = 2000
# Folding would turn circled numbers into digits of the number behind them, and Korean letters into others.
_BEFORE_FOLDING = str.maketrans(
    dict.fromkeys(range(ord("①"), ord("⑳") + 1), ";")
    | dict.fromkeys(map(ord, "‐‑‒–—―−ㅡーｰ"), "-")
    | {ord("ㅇ"): "○", ord("ㅣ"): "|", ord("ㆍ"): "·", ord("∼"): "~", ord("〜"): "~"}
)
_NOT_PHONES = re.compile(
    r"[a-z0-9._%+-]{1,64}@[a-z0-9.-]+|(?:https?://|www\.)\S+|\+(?!\s?\(?82|0)\d{1,3}[\d\s.()-]{5,}"
    r"|(?:사업자|고유|주민|등록|계좌)[가-힣\s]{0,8}[:)]?\s?[\d*-]+",
    re.ASCII,
)
_SPELT = "o○〇공영li|일一이二삼三사四오五육륙六칠七팔八구九"
_DIGITS = str.maketrans(_SPELT, "000001111122334455666778899")
_GAP = r"[\s.\-()\[\]/,=~:_·]{0,4}"
# 0 1 0-1234-5678: only the code is typed apart.
_CODE_APART = re.compile(r"(?<![\d-])0 ?1 ?(?P<last>[016-9])(?=[\s.-]{1,3}\d{3,4}[\s.-]{1,3}\d{4}(?!\d))", re.ASCII)
_SPELT_NUMBER = re.compile(rf"(?<![a-z가-힣\d])[0o○〇공영](?:{_GAP}[\d{_SPELT}]){{8,10}}(?![a-z\d])", re.ASCII)
_AREA = r"(?:1[016-9]|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8]|60|80)"
_PLAN = re.compile(rf"10\d{{8}}|(?!10){_AREA}\d{{7,8}}|1[5-9]\d{{6}}", re.ASCII)
_NUMBER = re.compile(
    r"(?<![\d*])(?:"
    r"(?:\+|00(?:700)?)?[\s(]{0,2}82[\s.\-()]{0,3}0?[\s.\-()]{0,2}|0"
    # A spreadsheet eats the leading zero; a bare 2 is Seoul only where nothing but digits follows.
    r"|(?<!\d[-.])(?!2(?!\d{7,8}(?!\d))))"
    rf"(?P<national>{_AREA}{_GAP}\d{{3,4}}{_GAP}\d{{4}})(?:(?![\d*])|(?=01[016-9](?:{_GAP}\d){{7,8}}(?!\d)))"
    r"(?:\s?\(?\s?(?:내선|교환|구내|ext\.?|#|→|x)(?:번호)?\s?:?\s?(?P<extension>\d{1,5})(?!\d)\s?번?\)?)?",
    re.ASCII,
)
# Digits grouped in any way, when one and the same mark parts them: 010-123-45678, 0 1 0 1 2 3 4 5 6 7 8.
_UNEVEN = re.compile(
    r"(?<![\d*])(?<!\d[-. ])(?P<national>0\d{0,11}(?:(?P<gap>[-. ])\d{1,9}(?:(?P=gap)\d{1,9}){0,10})?)"
    r"(?![\d*])(?!(?P=gap)\d)",
    re.ASCII,
)
_NATIONWIDE = re.compile(r"(?<![\d*])(?:\+82[\s-]?)?(?P<national>1[5-9]\d{2}[\s.-]{0,2}\d{4})(?![\d*])", re.ASCII)
# Three digits and four alone are a land line; four and four may be a mobile without its 010 or of Seoul without its 02,
# and what begins like an area code lacks a digit.
_LOCAL = re.compile(r"(?<![\d*-])(?P<national>[1-9]\d{2}[\s.-]{1,2}\d{4})(?![\d*-])", re.ASCII)
_SHORT = re.compile(r"(?<![\d*-])(?P<national>(?!0[1-9])\d{4}[\s.-]{1,2}\d{4})(?![\d*-])", re.ASCII)
MOBILE_CODE = "010"
_MORE = re.compile(r"\s?(?:~\s?(?P<to>\d{1,4})|[,/·&]\s?(?P<also>\d{4}))(?![\d가-힣)]|[\s.()=_-]{1,3}\d)", re.ASCII)
_MOBILE = re.compile(r"\+821[016-9]\d{7,8}", re.ASCII)
_FAX_BEFORE = re.compile(r"(?<![/·,])(?:fax|팩스|팩|(?<![a-z/])f[.:)])[\s.:)]*$")
# What (F) stands between may be of either number: it is told of the next, as (T) and (F) before numbers are.
_FAX_AFTER = re.compile(r"\s?\(\s?(?:(?:fax|팩스)\s?\)|(?:팩|f)\.?\s?\)(?!\s?[\d+(]))")
_PLAIN = re.compile(r"010(-?)\d{4}\1\d{4}", re.ASCII)
# Nearly all numbers: the library takes a tenth of a millisecond for each to say the same.
_MOBILE_010 = re.compile(r"\+8210\d{8}", re.ASCII)
_DIGIT, _FEWEST_DIGITS = re.compile(r"\d"), 7


def phones(text: str, area_code: str = "") -> list[Phone]:
    """Every valid number in the cell, each once: mobiles first, then in the order typed, faxes last.

    Where the cell holds no other number, ``area_code`` (such as ``043``, or ``043 010``) completes a land line typed
    without one, with 010 among them a mobile of four digits and four: without it that may as well be of Seoul, or lack
    other digits. Else such a number is no number.

    >>> [p.number for p in phones("043-123-0459(010-1234-6407)")]
    ['+821012346407', '+82431230459']
    >>> [p.number for p in phones("1012345983")]
    ['+821012345983']
    >>> [p.number for p in phones("043-123-0701~2")]
    ['+82431230701', '+82431230702']
    >>> phones("0000-1234", "043"), [p.number for p in phones("0000-1234", "043 010")]
    ([], ['+821000001234'])
    >>> phones("010-1234")
    []
    """
    if _PLAIN.fullmatch(text):
        number = f"+82{text.replace('-', '')[1:]}"
        return [Phone(number, True, "")] if _is_valid(number) else []
    if text.isascii() and len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return []
    value = folded(clean(text[:_READ]).translate(_BEFORE_FOLDING))[:_READ]
    value = _CODE_APART.sub(r"01\g<last>", value)
    value = _NOT_PHONES.sub(lambda found: ";" * len(found[0]), value)
    finds, value = _taken(_NUMBER, value)
    value = _SPELT_NUMBER.sub(lambda found: found[0].translate(_DIGITS), value)
    for pattern in (_NUMBER, _UNEVEN, _NATIONWIDE):
        more, value = _taken(pattern, value)
        finds += more
    if not finds:
        finds = _completed(value, area_code.split())
    found: dict[str, _Find] = {}
    for find in sorted(finds, key=lambda find: find.start):
        found.setdefault(find.phone.number, find)
    ranked = sorted(found.values(), key=lambda find: (not find.phone.is_mobile, find.is_fax))
    return [find.phone for find in ranked]


def _completed(value: str, codes: list[str]) -> list[_Find]:
    """The numbers that lack their code, with it."""
    finds: list[_Find] = []
    for code in codes:
        more, value = _taken(_SHORT if code == MOBILE_CODE else _LOCAL, value, code.lstrip("0"))
        finds += more
    return [find._replace(phone=find.phone._replace(is_completed=True)) for find in finds]


def national(number: str) -> str:
    """An E.164 number as it is dialled here, a foreign one as from abroad; anything else unchanged.

    >>> national("+821012345678"), national("+8215881234"), national("")
    ('010-1234-5678', '1588-1234', '')
    """
    if _MOBILE_010.fullmatch(number):
        return f"010-{number[5:9]}-{number[9:]}"
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    form = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(parsed, form.NATIONAL if parsed.country_code == 82 else form.INTERNATIONAL))


def _taken(pattern: re.Pattern[str], value: str, area: str = "") -> tuple[list[_Find], str]:
    """The valid numbers that ``pattern`` finds, and ``value`` with them crossed out at the same length."""
    finds: list[_Find] = []
    at = 0
    while match := pattern.search(value, at):
        digits = "".join(filter(str.isdigit, match["national"]))
        # Behind an area code a 0 is of the number.
        digits = digits if area else digits.removeprefix("0")
        number = f"+82{area}{digits}"
        if not _is_valid(number):
            at = match.start() + 1
            continue
        at = match.end()
        is_mobile = bool(_MOBILE.fullmatch(number))
        is_fax = bool(
            _FAX_BEFORE.search(value[max(0, match.start() - 12) : match.start()]) or _FAX_AFTER.match(value, at)
        )
        phone = Phone(number, is_mobile, match.groupdict().get("extension") or "")
        finds.append(_Find(match.start(), is_fax, phone))
        while not is_mobile and (more := _MORE.match(value, at)):
            finds += [_Find(more.start(), is_fax, Phone(each, False, "")) for each in _continued(number, more)]
            at = more.end()
        value = value[: match.start()] + ";" * (at - match.start()) + value[at:]
    return finds, value


def _continued(number: str, more: re.Match[str]) -> Iterator[str]:
    """The further numbers that ``~8`` or ``, 4568`` behind a land line stands for."""
    last = more["to"] or more["also"]
    first, end = int(number[-4:]), int(number[-4:][: 4 - len(last)] + last)
    span = range(first + 1, end + 1) if more["to"] else range(end, end + 1)
    if len(span) <= 20:
        yield from filter(_is_valid, (f"{number[:-4]}{n:04}" for n in span))


def _is_valid(number: str) -> bool:
    """True for a number of the plan; libphonenumber alone would let 010 stand before seven digits."""
    national = number.removeprefix("+82")
    if not _PLAN.fullmatch(national):
        return False
    if _valid_mobile().fullmatch(national):
        return True
    parsed = phonenumbers.PhoneNumber(country_code=82, national_number=int(national))
    return phonenumbers.is_valid_number(parsed)


@cache
def _valid_mobile() -> re.Pattern[str]:
    """The library's own pattern of mobiles: asked by its function it tries every other kind first."""
    plan = phonenumbers.PhoneMetadata.metadata_for_region("KR")
    said = [kind.national_number_pattern for kind in (plan.general_desc, plan.mobile) if kind] if plan else []
    return re.compile(rf"(?=(?:{said[0]})\Z)(?:{said[1]})")
