"""Names of bodies: the display name, its legal form, and the key that spellings of one body share."""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from transforms.parse.keyboard import in_hangul
from transforms.parse.people import is_name, people
from transforms.parse.text import HALF_WIDTH, clean, folded, is_blank, key
from transforms.reference import rows


class Body(NamedTuple):
    """A display name without its legal form, the legal form ('' when none), and the comparison key.

    ``full``: the name with its form written out on the side where it was typed.
    """

    name: str
    legal_form: str
    key: str
    full: str


_LONGEST_NAME = 300
_SHORT = 2  # letters of a word that is no name by itself
_HANGUL = re.compile("[가-힣]+")
_ONESELF = "개인"
_EDGE = " \t\n.,·;:-–—_*"
_OPEN_CLOSE = dict(zip("(（[「『<《〈{“‘\"'", ")）]」』>》〉}”’\"'", strict=True))
_SQUARE = str.maketrans("[]{}", "()()")
# Characters that are their own compatibility forms.
_SIMPLE = re.compile("[ -~가-힣]*")
_BRACKETED = re.compile(r"\([^()]{1,20}\)")
_ASIDE = re.compile(r"(?<=\S)\s?[(（]([^()（）]{4,30})[)）]$")
# 개인(홍길동), 단체명: 무심천 지킴이, 개인 홍길동: what it is, a mark, and who.
_HEADED = re.compile(r"(?P<heading>[가-힣·]{2,6})\s?(?P<mark>[:：(/–-]|(?<=\s))\s?(?P<who>.+)")
# Which houses are run by whoever has the form, named in front of the house: these are of no form themselves.
_HOUSES_OF = {
    "의료법인": re.compile(r"\S+재단 .*(?:병원|의원|센터)"),
    "사회복지법인": re.compile(r"\S+ .*(?:병원|센터|복지관|요양원|어린이집|쉼터|의집)"),
    "학교법인": re.compile(r"\S+ .*(?:유치원|[가-힣]{2}(?:학교|대학|초|중|고|대))"),
}
# These end proper names as well (햇빛발전협동조합): typed behind a name without a space, they stay in it.
_ALSO_A_NAME = frozenset({"협동조합", "사회적협동조합", "비영리민간단체"})
# Between two words of a name these are its form: 솔빛 주식회사 봉사단.
_WHOLE_WORDS = frozenset({"주식회사", "유한회사", "사단법인", "재단법인"})
# Houses by a law of their own: what they are is their name (청주신용협동조합).
_OF_OWN_LAW = re.compile(r".*(?:신용|농업|수산업|축산업|산림|중소기업|소비자생활)")


@cache
def _forms() -> dict[str, tuple[str, bool]]:
    """Every way to write a form, without spaces: the form, and whether it is really the start of a name.

    (개인) in not_forms.csv comes off a name like a form does, and is none.
    """
    others = {_compact(row["typed"]): ("", row["note"].startswith("a name")) for row in rows("not_forms")}
    return others | {_compact(row["typed"]): (row["legal_form"], False) for row in rows("legal_forms")}


@cache
def _headings() -> frozenset[str]:
    """Words that say what it is and not who, without their brackets."""
    return frozenset(_compact(row["typed"])[1:-1] for row in rows("not_forms") if "not who" in row["note"])


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(typed) for typed in _forms()}, reverse=True))


@cache
def _typed() -> tuple[str, ...]:
    return tuple(_forms())


def _compact(value: str) -> str:
    return "".join(folded(value).split()).translate(_SQUARE)


def body(text: str) -> Body:
    """The name a reader would call the body by, with the legal form apart.

    >>> body("(사) 무심천 지킴이연대")
    Body(name='무심천 지킴이연대', legal_form='사단법인', key='무심천지킴이연대', full='사단법인 무심천 지킴이연대')
    >>> body("농업회사법인㈜버섯마을").legal_form
    '농업회사법인 주식회사'
    >>> body("에코라이더(주)")
    Body(name='에코라이더', legal_form='주식회사', key='에코라이더', full='에코라이더 주식회사')
    >>> body("청주로컬푸드협동조합")[:2], body("본인").name
    (('청주로컬푸드협동조합', '협동조합'), '')
    >>> body("청주ＹＭＣＡ（사）")[:2]
    ('청주YMCA', '사단법인')
    """
    value = in_hangul(_strip_edges(clean(text).translate(HALF_WIDTH)))
    if len(value) > _LONGEST_NAME:
        return Body(value, "", key(value[:_LONGEST_NAME]), value)
    if is_blank(value, asked="name") or _says_nobody(value):
        return Body("", "", "", "")
    value = _without_person(without_heading(value))
    name, form, full = _without_form(value)
    if not key(name):
        name, form, full = value, "", value
    # 의료법인 한마음의료재단 한마음병원: the form is that of whoever runs the house.
    if form in _HOUSES_OF and _HOUSES_OF[form].fullmatch(name):
        form, full = "", name
    return Body(name, form, key(name), full)


def is_form(word: str) -> bool:
    """True of a legal form that names are read with, in or without brackets: 사단법인, 사협."""
    return any(_forms().get(typed, ("", False))[0] for typed in (_compact(word), f"({_compact(word)})"))


def form_of_whoever_runs(text: str, forms: Collection[str]) -> str:
    """The form of ``forms`` in front of a house that is of no form itself, for a council that asks whose it is; or ''.

    >>> form_of_whoever_runs("의료법인 한마음의료재단 한마음병원", ["의료법인"])
    '의료법인'
    """
    asked, typed = _HOUSES_OF.keys() & set(forms), _compact(text)
    return next((form for said, (form, _) in _forms().items() if form in asked and typed.startswith(said)), "")


def form_apart(read: Body, forms: Collection[str]) -> Body:
    """The body without a form that is glued to its name, of those ``forms`` that else stay there.

    >>> form_apart(body("별빛고을협동조합"), ["협동조합"])[:2], form_apart(body("청주신용협동조합"), ["협동조합"]).name
    (('별빛고을', '협동조합'), '청주신용협동조합')
    """
    form, rest = read.legal_form, read.name.removesuffix(read.legal_form)
    is_named = form.endswith(tuple(_ALSO_A_NAME)) and form.endswith(tuple(forms))
    if not is_named or rest == read.name or not key(rest) or _OF_OWN_LAW.fullmatch(rest):
        return read
    return read._replace(name=_strip_edges(rest), key=key(rest))


def without_heading(value: str) -> str:
    """Who it is, where a word before says what it is.

    >>> without_heading("개인(홍길동)"), without_heading("단체명: 무심천"), without_heading("개인택시 모임")
    ('홍길동', '무심천', '개인택시 모임')
    """
    found = _HEADED.fullmatch(value)
    if not found or _compact(found["heading"]) not in _headings():
        return value
    who = found["who"]
    if found["mark"] == "(":
        who, _, rest = who.partition(")")
        return value if rest or is_blank(who, asked="name") else who.strip()
    # Without a colon the word may begin a name: 개인 정원사들.
    is_of_person = found["heading"].startswith(_ONESELF) and is_name(who) and len(who) < 4
    return who if is_of_person or found["mark"] in (":", "：") else value


def _without_person(name: str) -> str:
    """The name without a bracket at its end that says who heads the body: 무심천도서관(관장 홍길동)."""
    aside = _ASIDE.search(name)
    named = people(aside[1]).named if aside else ()
    return name[: aside.start()] if aside and named and all(person.title for person in named) else name


def _says_nobody(value: str) -> bool:
    """개인(해당없음): a word that names nobody, beside a bracket."""
    outside, *inside = value.replace(")", "(").split("(")
    return bool(inside) and all(is_blank(part, asked="name") for part in (outside, *inside))


def _without_form(value: str) -> tuple[str, str, str]:
    """The name, its form, and the name with its form where it stood."""
    name, forms, sides = value, list[str](), dict[str, bool]()
    # 농업회사법인 들녘(주) carries two forms, 주식회사 ㈜판판 one form twice.
    while len(forms) < 2 and (taken := _take_form(name)) is not None:
        shorter, form, is_behind = taken
        if form:
            forms.append(form)
        if shorter == name:
            break
        sides.setdefault(form, is_behind)
        name = shorter
    form = _joined(list(dict.fromkeys(forms)))
    before, behind = ([f for f, side in sides.items() if side is at and f and f in form] for at in (False, True))
    return name, form, " ".join([*before, name, *behind[::-1]])


def _joined(forms: list[str]) -> str:
    """The one form that several make together (농업회사법인 주식회사), else the first."""
    if len(forms) == 2:
        known = {legal for legal, _ in _forms().values()}
        for both in (f"{forms[0]} {forms[1]}", f"{forms[1]} {forms[0]}"):
            if both in known:
                return both
    return forms[0] if forms else ""


def _take_form(value: str) -> tuple[str, str, bool] | None:
    """The name without a form at its head, its end or in brackets within, that form, and whether it stood behind.

    None without one.
    """
    compact, origin = _compact_with_origin(value)
    forms, typed = _forms(), _typed()
    # Most names bear no form: one look at both ends spares them the round of all lengths.
    for length in _lengths() if compact.startswith(typed) or compact.endswith(typed) else ():
        head, tail = forms.get(compact[:length]), forms.get(compact[-length:])
        if head and head[1]:
            return value, "", False
        if length >= len(compact):
            continue
        stop = origin[length]
        if head and not _cuts_a_latin_word(compact[:length], value[:stop], value[stop:]):
            # 사단법인)무심천: what is left of a bracket around the form.
            return _strip_edges(value[stop:].lstrip(" )]）")), head[0], False
        if tail and not tail[1]:
            start = origin[-length - 1]
            if _cuts_a_latin_word(compact[-length:], value[:start], value[start:]):
                continue
            if compact[-length:].count(")") > compact[-length:].count("(") and "(" in compact[:-length]:
                continue  # 판판(귀농): the bracket is no form's
            stands_apart = value[start - 1].isspace() or not compact[-length:].isalpha()
            if compact[-length:] in _ALSO_A_NAME and not stands_apart:
                return value, tail[0], True
            return _strip_edges(value[:start]), tail[0], True
    for bracket in _BRACKETED.finditer(compact):
        legal, _ = forms.get(bracket.group(), ("", False))
        if legal:
            before, after = value[: origin[bracket.start()]], value[origin[bracket.end()] :]
            return _strip_edges(f"{before} {after}"), legal, False
    words = value.split()
    legal = next((word for word in words[1:-1] if word in _WHOLE_WORDS), "")
    return (" ".join(word for word in words if word != legal), legal, False) if legal else None


def in_print(name: str, full: str) -> str:
    """What stands on paper for a body: the name, ``full`` with its legal form where it would be a stump without.

    >>> in_print("해율풍력 주민", "주식회사 해율풍력 주민"), in_print("해율김", "해율김 주식회사")
    ('주식회사 해율풍력 주민', '해율김')
    """
    words = name.split()
    # 해율풍력 주민: a short word at the end of several says with the form what it is.
    is_stump = len(words) > 1 and len(words[-1]) <= _SHORT and bool(_HANGUL.fullmatch(words[-1]))
    return full if is_stump else name


def _cuts_a_latin_word(form: str, before: str, after: str) -> bool:
    """True for the inc in Incheon and zinc."""
    return form.isascii() and before[-1:].isalpha() and after[:1].isalpha()


def _compact_with_origin(value: str) -> tuple[str, list[int]]:
    """``_compact`` of the value, and where in the value each of its characters (and the end) stands."""
    if _SIMPLE.fullmatch(value):
        stands = [index for index, character in enumerate(value) if character != " "]
        return value.replace(" ", "").lower().translate(_SQUARE), [*stands, len(value)]
    plain, origin = list[str](), list[int]()
    for index, character in enumerate(value):
        for piece in unicodedata.normalize("NFKC", character).lower().translate(_SQUARE):
            if not piece.isspace():
                plain.append(piece)
                origin.append(index)
    return "".join(plain), [*origin, len(value)]


def _strip_edges(value: str) -> str:
    value = re.sub(r"\s+", " ", value).strip(_EDGE)
    # Quotes or brackets around the whole name are decoration; inside it they belong to the name.
    while len(value) > 2 and _OPEN_CLOSE.get(value[0]) == value[-1] and _encloses(value):
        value = value[1:-1].strip(_EDGE)
    return value


def _encloses(value: str) -> bool:
    """True when the first bracket or quote is closed by the last one and by none before it."""
    within = value[1:-1]
    return value[0] not in within and value[-1] not in within
