"""Words whose meaning is told beside the list: names in other cells of the response, titles that a council has."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from transforms.parse.people.word_tokens import BEGINS, partings, read_word
from transforms.parse.people.words import (
    HANGUL,
    Token,
    is_made_title,
    is_name,
    is_place,
    is_sure,
    is_title,
    is_unit,
    is_usual_name,
    known_parts,
    whole_words,
    words,
)


class Given(NamedTuple):
    """What is known of the list's words: names whatever they look like, and titles, the longest first."""

    names: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


NOTHING = Given()
_USUAL = 3  # syllables of a name
_NOT_LAST = tuple("팀들집점방당터견읍면동리길로시군도구교청대사위층촌장")  # of bodies, units, crowds and places
_BETWEEN_ENTRIES = re.compile(r"[,、;\n]")
_TYPED_ENTRY = re.compile(
    r"(?:\d{1,2}[.)]\s*)?(?P<name>[가-힣]{2,6}?)님?"
    r"(?:\s?[/(]\s?(?P<bracketed>[^()/]{1,20})\)?|\s(?P<title>[가-힣]{2,10}?)님?)?"
)
_LISTED = 2  # entries of a list
_BETWEEN_DASHED = re.compile(r"[,、;\n]|(?<!\S)(?:\d{1,2}[.)]|[①-⑳])")
_DASHED = re.compile(r"([가-힣]{2,5})\s?[-–—]\s?([가-힣]{2,5})")
_BESIDE = "NHWF()/|:-"  # what stands between a name and its title, or is one


@lru_cache(4096)
def given(names: tuple[str, ...], titles: tuple[str, ...]) -> Given:
    """What is known, without a name that has a title, a unit or a word that names nobody in it."""
    return Given(
        tuple(name for name in names if name and all(map(_may_be_of_name, name.split()))),
        tuple(sorted(filter(None, titles), key=len, reverse=True)),
    )


def _may_be_of_name(word: str) -> bool:
    is_word = is_title(word) or is_unit(word) or whole_words().get(word, "F") != "F"
    return not is_word and HANGUL.fullmatch(word) is not None


def may_name(word: str) -> bool:
    """True for three syllables that are hardly anything but a name, though they may look like none.

    >>> [may_name(word) for word in ("결다은", "함께라", "김하늘", "작목반", "학부모", "청년들", "놀이터", "여성회")]
    [True, True, True, False, False, False, False, False]
    """
    if len(word) != _USUAL or not HANGUL.fullmatch(word):
        return is_name(word)
    is_end = word.endswith((*_NOT_LAST, *words("unit_end")))
    if is_name(word):
        return is_usual_name(word) or not is_end or {word[:2], word[1:]}.isdisjoint(known_parts())
    is_known = word in whole_words() or not {word, word[:2]}.isdisjoint(known_parts())
    return not (is_end or is_known) and [token.kind for token in read_word(word, False)] == ["W"]


def believed(text: str, own: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names of a list that somebody typed who knows them: what stands with a title, one entry a line or a comma.

    >>> believed("함께라/간사, 결다은 국장\\n둥지아(총무), 작목반 반장, 하루방 배달", ("배달",))
    ('함께라', '결다은', '둥지아', '하루방')
    """
    return tuple(
        each["name"]
        for each in _entries(text)
        if len(each["name"]) == _USUAL and may_name(each["name"]) and (not each["title"] or is_role(each["title"], own))
    )


def borne(text: str, own: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The words beside which a title of one person stands in such a list, whether they are names or not.

    >>> borne("함께라/간사, 작목반 반장, 회장 김하늘, 어린이집(원장), 직원 2명")
    ('함께라', '작목반', '어린이집')
    """
    beside = ((each["name"], each["title"] or each["bracketed"]) for each in _entries(text))
    return tuple(name for name, title in beside if title and is_role(title, own) and not is_role(name, own))


def _entries(text: str) -> Iterator[re.Match[str]]:
    return filter(None, (_TYPED_ENTRY.fullmatch(entry.strip()) for entry in _BETWEEN_ENTRIES.split(text)))


def dashed(text: str) -> Given:
    """The names and titles of a list of which each entry is a name, a dash and a word, or each the other way round.

    >>> dashed("1. 손빠름-정비\\n2. 느림보-접수\\n3. 홍길동-참석")
    Given(names=('손빠름', '느림보', '홍길동'), titles=('정비', '접수'))
    >>> dashed("김철수-이영희\\n박민수-최은하"), dashed("김철수-정비, 참석")
    (Given(names=(), titles=()), Given(names=(), titles=()))
    >>> dashed("손빠름-사직동\\n느림보-배식"), dashed("손빠름-정비")
    (Given(names=('손빠름', '느림보'), titles=('배식',)), Given(names=(), titles=()))
    """
    if not any(dash in text for dash in "-–—"):
        return NOTHING
    entries = [_DASHED.fullmatch(entry.strip()) for entry in _BETWEEN_DASHED.split(text) if entry.strip()]
    pairs = [each.groups() for each in entries if each]
    if len(pairs) < _LISTED or len(pairs) < len(entries):
        return NOTHING
    for names, said in (zip(*pairs, strict=True), zip(*(pair[::-1] for pair in pairs), strict=True)):
        if all(map(may_name, names)) and not any(is_sure(word) for word in said):
            return Given(names, tuple(dict.fromkeys(filter(_may_be_title, said))))
    return NOTHING


def _may_be_title(word: str) -> bool:
    is_word = [token.kind for token in read_word(word, False)] in (["W"], ["N"])
    return word in words("task") or (is_word and not is_place(word))


def is_role(word: str, own: tuple[str, ...] = ()) -> bool:
    """True for a title, one of the council's ``own`` among them, and for what one person may be: 실습생."""
    return word in own or is_title(word) or word in words("single")


def given_word(word: str, known: Given, *, is_polite: bool) -> tuple[Token, ...]:
    """The tokens of a word that is a known name or title, or is written together with one; none for any other."""
    if not any(each in word for each in (*known.names, *known.titles)):
        return ()
    for end, _, particle, copula in partings(word):
        bare = word[:end]
        begins = BEGINS.get(particle or copula)
        said = _told(bare, known, is_whole=end == len(word), is_polite=is_polite)
        if said:
            return (*said, Token(begins)) if begins else said
    return ()


def _told(bare: str, known: Given, *, is_whole: bool, is_polite: bool) -> tuple[Token, ...]:
    is_long = len(bare) > 2 or is_whole  # 이수도 is no 이수 with a particle
    if bare in known.names and is_long:
        return (Token("N", bare),)
    if bare in known.titles:
        return (Token("T", bare),)
    name = next((name for name in known.names if bare.startswith(name) and is_title(bare[len(name) :])), "")
    if name and not is_name(name):
        return Token("N", name), Token("T", bare[len(name) :])  # 함께라간사
    title = next((title for title in known.titles if bare.endswith(title)), "")
    rest = bare.removesuffix(title)
    if title and not is_made_title(bare) and (len(rest) > 1 or not is_name(bare)):
        return *(given_word(rest, known, is_polite=is_polite) or read_word(rest, is_polite)), Token("T", title)
    title = next((title for title in known.titles if bare.startswith(title)), "")
    rest = bare.removeprefix(title)
    return (Token("T", title), Token("N", rest)) if title and is_name(rest) and is_sure(rest) else ()


def with_given(listed: list[Token], known: Given) -> list[Token]:
    """The tokens with the words of a known name or title as one, and titles as the other words that they also are in a
    note beside nobody (접수 완료)."""
    wholes = [*((name, "N") for name in known.names), *((title, "T") for title in known.titles)]
    for whole, kind in wholes:
        if " " in whole:
            listed = _as_one(listed, whole.split(), Token(kind, whole))
    if not known.titles:
        return listed
    around = zip([Token(";"), *listed], listed, [*listed[1:], Token(";")], strict=False)
    return [token._replace(kind=_in_place(before, token, after, known)) for before, token, after in around]


def _in_place(before: Token, token: Token, after: Token, known: Given) -> str:
    kind = whole_words().get(token.text, "") if token.kind == "T" and token.text in known.titles else ""
    is_note = kind in ("x", "r", "l") and before.kind not in _BESIDE and after.kind not in _BESIDE
    return kind if is_note else token.kind


def _as_one(listed: list[Token], parts: list[str], whole: Token) -> list[Token]:
    size, made, at = len(parts), list[Token](), 0
    while at < len(listed):
        is_here = [t.typed if t.kind == "H" else t.text for t in listed[at : at + size]] == parts
        made.append(whole if is_here else listed[at])
        at += size if is_here else 1
    return made
