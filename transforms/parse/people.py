"""Lists of people as they are typed: every named person once, with the title that stands beside the name.

people_words.py says what each word can mean, people_tokens.py makes tokens of the cell, a letter each. Here patterns
over those letters leave out who does not come, open brackets, and join a name and its title where labels, slashes and
colons part them; people_entries.py reads what then stands between two separators.
"""

import re
from functools import cache
from typing import NamedTuple

from transforms.parse.people_entries import (
    ABSENT,
    Found,
    Person,
    bracket_title,
    each_once,
    in_bracket,
    is_alias,
    is_beside,
    is_of_proxy,
    is_sure,
    names_in,
    phrase,
    read_entry,
    says_of_others,
)
from transforms.parse.people_tokens import TIE, Rule, Rules, codes, gone, rewritten, tokens
from transforms.parse.people_words import (
    HANGUL,
    LINE,
    Token,
    is_name,
    is_place,
    is_title,
    is_usual_name,
    surnames,
    titles,
    words,
)
from transforms.parse.text import clean, is_blank

__all__ = ["People", "Person", "is_name", "is_title", "people"]


class People(NamedTuple):
    """The named people in order, how many more were announced unnamed, whether the cell says "myself".

    ``is_clear`` is false where words were left that are neither: somebody should look at what was typed.
    """

    named: tuple[Person, ...]
    n_unnamed: int
    is_self: bool
    is_clear: bool = True


_MAX_CHARS, _LONGEST_NAME = 4000, 60
_TAB = re.compile(r"\t+")
_BETWEEN = re.compile(r"[\s,;/]")
_PLAIN_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_COMMA = Token(",")
_FROM, _TO = r"(?:(?<=[,;/&:])|^)", r"(?=[,;/&:]|$)"
_BEFORE_A_TITLE = re.compile(r"(?:(?<=[,;])|^)n?W(?=T+[,;]s?N(?:[,;]|$))")


def people(text: str) -> People:
    """Everyone named in the cell, once and in order.

    >>> [tuple(p) for p in people("① 홍길동(대표) ② 김철수 간사님 외 2명").named]
    [('홍길동', '대표'), ('김철수', '간사')]
    >>> [p.name for p in people("홍길동(청주) → 김하늘, Nguyen Van An(오후 3시 도착)").named]
    ['김하늘', 'Nguyen Van An']
    >>> people("추후 제출")
    People(named=(), n_unnamed=0, is_self=False, is_clear=True)
    """
    value = clean(_TAB.sub(" | ", _cut(text)).translate(_PLAIN_WIDTH))
    typed = tokens(value)
    listed = _coming(typed)
    found = _read(listed)
    if is_blank(value):
        return People((), 0, found.is_self)
    named = each_once(found.people)
    known = {person.title for person in named}
    n_counted = found.n_counted + sum(post not in known for post in found.posts)
    n_said = len(named) + n_counted + found.is_self_unnamed
    is_self = found.is_self or (not named and "a" in codes(listed))
    is_clear = not (found.is_unread or _is_lost(typed, listed, found, named))
    return People(named, n_counted + max(0, found.total - n_said), is_self, is_clear)


def _is_lost(typed: list[Token], listed: list[Token], found: Found, named: tuple[Person, ...]) -> bool:
    """True where a name was typed of which the cell says nowhere that its bearer does not come, and nobody has it."""
    # 응우옌티 대표, 홍길동: a team of the one who follows, or somebody.
    before = (listed[at.end() - 1].text for at in _BEFORE_A_TITLE.finditer(codes(listed)))
    if any(HANGUL.fullmatch(word) and not word.endswith(words("unit_end")) for word in before):
        return True
    coming = set(names_in(listed))
    known = found.absent | (set(names_in(typed)) - coming) | {person.name for person in named}
    used = " ".join(part for person in named for part in person)
    # What stands alone and looks like a name is hardly part of a title: 변가온 수행비서 채우람.
    names = " ".join(person.name for person in named)
    alone = {name for name in coming if len(name) == 3 and name[0] in surnames().short}
    glued = (t.text[:3] for t in listed if len(t.text) > 4 and t.kind in "vWT" and t.text.lower() not in titles())
    coming |= {start for start in glued if is_name(start) and is_sure(start)}
    return any(name not in known and name not in (names if name in alone else used) for name in coming)


def _cut(text: str) -> str:
    """The text within bounds, cut where a name that stands across the bound is whole."""
    if len(text) <= _MAX_CHARS:
        return text
    end = _BETWEEN.search(text, _MAX_CHARS, _MAX_CHARS + _LONGEST_NAME)
    return text[: end.start() if end else _MAX_CHARS + _LONGEST_NAME]


def _read(listed: list[Token], *, is_vague: bool = False) -> Found:
    """What all entries among the tokens say together; ``is_vague`` inside a bracket where the list around it is."""
    found, said = Found(), codes(listed)
    is_vague |= "p" in said or "v" in said
    listed = rewritten(listed, _IN_ROWS)
    found.is_unread |= _ROWS[0].search(codes(listed)) is not None
    listed = rewritten(listed, _RECORDS if "j" in said else _VALUES)
    listed = rewritten(_opened(listed, found, is_vague=is_vague), _TIDY)
    listed = rewritten(listed, _laid_out(_order(codes(listed)), is_vague=is_vague))
    for entry in re.finditer(r"[^,;/&:]+", codes(listed)):
        read_entry(listed[entry.start() : entry.end()], found, is_vague=is_vague)
    return found


# --- who comes

_HEADING = re.compile(r"[lxjkA:cn]*[lxA][lxjkA:cn]*")
_FIRST_BRACKET = re.compile(r"(?:(?<=[;,&/])|^)G")
_ANY_BRACKET = re.compile(r"G(?=[^;,&/])|" + _FIRST_BRACKET.pattern)


def _is_heading(bracket: Token) -> bool:
    return _HEADING.fullmatch(codes(bracket.inner)) is not None


def _as_heading(run: list[Token]) -> list[Token]:
    """[불참] as 불참: on a line of its own."""
    inner = run[0].inner
    first = next((t for t in inner if t.kind == "A"), inner[0])
    return [LINE, first, Token(":")] if _is_heading(run[0]) else run


def _is_said(bracket: Token, letters: str) -> bool:
    """True where the bracket says only whether somebody comes."""
    return set(codes(bracket.inner)) <= set(letters)


def _corrected(run: list[Token]) -> list[Token]:
    """총무 홍길도→홍길동: two names that share two syllables are one person, who keeps the title."""
    title, wrong, _, right = run
    n_shared = sum(a == b for a, b in zip(wrong.text, right.text, strict=False))
    return [title, right] if len(wrong.text) == len(right.text) and n_shared > 1 else run


def _comes_instead(run: list[Token]) -> list[Token]:
    """김철수가 대신: the last who is named before it; who is named before that one is replaced."""
    names = [at for at, token in enumerate(run) if token.kind in "NH"]
    is_led = run[0].kind == "T" and len(names) > 1 and run[names[-1] - 1].kind == "T"
    return run[names[-1] - is_led : -1] if len(names) > 1 else run[:-1]


def _replaced(run: list[Token]) -> list[Token]:
    return [] if set("NHWs") & set(codes(run)) else run


_HEADS = ("자", "명단", "인원")

_HEADINGS = Rules((_ANY_BRACKET, _as_heading))
_COMING = Rules(
    (re.compile(r"(?<=[NH])[,/]y:?[^,;/&]*"), gone),  # Sok Dara, 한국이름 석다라
    # 홍길동 참석 김하늘 불참, 홍길동(참석) 김하늘(불참): what is said of each ends there
    (re.compile(r"(?<=[NTH])x+(?=[^,;/&:xAD]*[NH][^,;/&:]*[AD])"), lambda run: [_COMMA]),
    (re.compile(r"(?<=[NTH])G(?=[^,;/&:]*[NH])"), lambda run: [*run, _COMMA] if _is_said(run[0], "xlcAD") else run),
    (re.compile(r"(?:^|(?<=[;,&]))[^;,&NH]*[NH][^;,&NH]*[/:][xl]*[AD](?![:c])"), gone),  # 홍길동 | 대표 | 불참
    (re.compile(r"(?<=/)T?NT?:[xl]*[AD](?![:c])"), gone),  # 김하늘: 참석 / 홍길동: 불참
    (re.compile(r"A(?=T?N)"), lambda run: [LINE, run[0], Token(":")] if run[0].text.endswith(_HEADS) else run),
    (re.compile(r"(?:A[cn]?:|(?:(?<=;)|^)A[cn]*;).*?(?=[lx]:|(?<=;)[lx];|$)"), lambda run: [LINE]),  # 불참: 홍길동
    (re.compile(r"(?:(?<=[;,&/])|^)H(?=:)"), lambda run: [Token("T", run[0].typed) if run[0].typed else run[0]]),
    (re.compile(r"[^,;/&:R]*R(?=[xv])"), _comes_instead),  # 홍길동은 출장이라 김철수가 대신 갑니다
    (re.compile("TNRN"), _corrected),
    # 홍길동 대신 김철수, 홍길동 → 김철수
    (re.compile(r"(?:(?<=[,;/&:R])|^)[^,;/&:R]*R(?=[^,;/&R]*[NHWs])"), _replaced),
)


def _coming(listed: list[Token]) -> list[Token]:
    """The tokens without those under a heading of who does not come, and without whom somebody else replaces."""
    if any(_is_heading(listed[m.start()]) for m in _FIRST_BRACKET.finditer(codes(listed))):
        listed = rewritten(listed, _HEADINGS)
    return rewritten(listed, _COMING)


# --- labels and brackets

_OF_A_TITLE = "WMUBTP"


def _shared_titles(run: list[Token]) -> list[Token]:
    """홍길동, 김철수 (대표, 간사) as 홍길동 대표, 김철수 간사: a title for each name in order."""
    *listed, bracket = run
    names = [name for token in listed[::2] for name in token.text.split(TIE)]
    beside = bracket.inner[::2]
    is_each = re.fullmatch(r"T(?:[,/&]T)+", codes(bracket.inner)) is not None and len(names) == len(beside)
    return _each_beside(names, [title.text for title in beside]) if is_each else run


def _each_beside(names: list[str], beside: list[str]) -> list[Token]:
    pairs = zip(names, beside, strict=True)
    return [token for name, title in pairs for token in (Token("N", name), Token("T", title), _COMMA)]


def _in_rows(run: list[Token]) -> list[Token]:
    """A row of names over or under a row of as many titles, as each name with its title."""
    flat = [t for token in run for t in (token.inner if token.kind == "G" else [token])]
    titles, held = list[str](), list[Token]()
    for token in flat:
        if token.kind == "T":
            titles.append(phrase(held, token))
        held = [*held, token] if token.kind in "MUB" else []
    names = list(names_in(flat))
    return [*_each_beside(names, titles), LINE] if len(names) == len(titles) else run


def _record(run: list[Token]) -> list[Token]:
    """성명: 홍길동, 직위: 대표, in either order, as 홍길동 대표; what stands behind 직위 is a title, known or not."""
    said = codes(run)
    first, second = said.index("j"), said.index("k")
    names, beside = (run[first:second], run[second:]) if first < second else (run[first:], run[:first])
    title = " ".join(t.text for t in beside if t.kind in _OF_A_TITLE)
    return [LINE, *(t for t in names if t.kind in "NWHGT"), *([Token("T", title)] if title else []), LINE]


_TITLE_ROW, _NAME_ROW = (rf"(?:[jkl][:/]?)?(?:{each}[,/&]*){{2,}}" for each in ("[MUB]*[TG]", "N"))
_ROWS: Rule = (re.compile(rf"(?:(?<=;)|^)(?:{_TITLE_ROW};{_NAME_ROW}|{_NAME_ROW};{_TITLE_ROW})(?=;|$)"), _in_rows)
_IN_ROWS = Rules(_ROWS, (re.compile("(?:(?<=;)|^)T(?:[,/&]T)+G(?=[;,]|$)"), _in_rows))
_SHARED: Rule = (re.compile(r"(?<!N[,&/])N(?:[,&/]N)*G"), _shared_titles)
_VALUES = Rules(_SHARED, (re.compile(r"q:?[WUBMPxn]*"), gone))
_RECORDS = Rules(
    _SHARED,
    (re.compile(r"q:[^,;/&:jk]*|q[WUBMPxn]*"), gone),
    (re.compile(r"j:?[^jk:,;/&]+[,;/&]*k:?[^jk:,;/&n]+|k:?[^jk:,;/&]+[,;/&]*j:?[^jk:,;/&n]+"), _record),
)
# What a bracket can do without: who is replaced, another name, a body's; a segment that ends in a remark.
_SAYS_WHO_ELSE = Rules((re.compile(rf"{_FROM}[^,;/&]*R[xv]*(?=[,;/&]|$)|[yq]:?[^,;/&]*"), gone))
_WAS = ("전", "전임", "전임자", "前", "구", "이전", "직전")
_SAYS_WHO_WAS = Rules(
    # 홍길동 대표(전임 김하늘), not (전 회장)
    (re.compile(rf"{_FROM}M:?[MUB]*T*:?[NH]T*(?=[,;/]|$)"), lambda run: [] if run[0].text in _WAS else run),
)
_SAYS_NOTHING = Rules((re.compile(rf"{_FROM}[^,;/&]*r[^,;/&]*(?=[,;/&]|$)"), gone))


def _opened(listed: list[Token], found: Found, *, is_vague: bool) -> list[Token]:
    """The tokens with every bracket as what it says: titles (g), people (E), a count, an absence or nothing."""
    is_titled = any(t.kind == "T" or t.typed for token in listed for t in token.inner)
    made: list[Token] = []
    is_of_somebody = False
    for token in listed:
        if token.kind != "G":
            made.append(token)
            is_of_somebody = token.kind in "NH" or (is_of_somebody and token.kind not in ",;/&:")
            continue
        before = codes(made[-1:])
        # (원래 홍길동이었으나 변경됨): who was to come before
        former = [Token("R") if t.text.endswith(words("denial_end")) else t for t in token.inner]
        if is_of_somebody and is_of_proxy(made, former, found):
            continue
        inner = rewritten(former, _SAYS_WHO_ELSE)
        inner = rewritten(inner, _SAYS_WHO_WAS) if is_of_somebody else inner
        found.absent |= set(names_in(token.inner)) - set(names_in(inner))
        inner = rewritten(inner, _SAYS_NOTHING)
        is_companion = bool(inner) and is_beside(inner[0].text)
        is_of_others = is_of_somebody and says_of_others(inner)
        inner = in_bracket(inner, is_of_somebody=is_of_somebody and not is_companion)
        found.absent |= set(filter(is_place, names_in(token.inner)))
        said = codes(inner)
        is_title_alone = all(
            t.typed and (before in ("N", "W") or (before == "T" and not is_usual_name(t.text)))
            for t in inner
            if t.kind in "NH"
        )
        if is_of_others:
            found.absent |= set(names_in(token.inner))
        elif "A" in said or "D" in said:
            made.append(ABSENT)
            names = list(names_in(token.inner))
            found.absent |= set(names if len(names) == 1 else ())
            found.is_unread |= bool(names)  # who does not come, the one beside or the one inside
        elif said == "Tn" and titles().get(inner[0].text) == "kin":
            made += [Token("o"), inner[0], Token("c", size=int(inner[1].text[:4]))]  # 홍길동(자녀 2)
        elif re.fullmatch(r"[xltoiTCWU]*c[xltoi]*", said):
            # 홍길동(가족 2명 동반): those who are counted are others
            inner.sort(key=lambda each: each.kind != "o")
            inner = [t for t in inner if t.kind not in "WU"]
            made += [_COMMA, *inner, _COMMA] if "t" in said else inner
        elif ("N" in said or "H" in said) and not is_title_alone:
            made = _with_people(made, inner, found, is_vague=is_vague)
        else:
            title = bracket_title(inner, is_any=is_titled and before in ("N", "W"))
            made += [Token("s")] if "s" in said else []
            made += [Token("g", title)] if title else []
            found.is_unread |= not title and any(t.kind in "Wv" and not is_alias(before, t) for t in inner)
    return made


def _with_people(made: list[Token], inner: list[Token], found: Found, *, is_vague: bool) -> list[Token]:
    """The tokens and the people in the bracket behind them: 민들레(홍길동) is one person, 교사(홍길동, 김하늘) two."""
    before, within = made[-1] if made else LINE, _read(inner, is_vague=is_vague)
    if before.kind == "N" and titles().get(inner[-1].text) == "kin":
        return [*made, Token("g", inner[-1].text)]  # 이영희(홍길동 배우자)
    if is_beside(inner[0].text):
        # 쩐반득 회원(통역 홍길동): who has an interpreter is somebody
        made = [
            Token("N", t.text) if t.kind == "W" and set(codes(made[at + 1 :])) <= set("T") else t
            for at, t in enumerate(made)
        ]
        before = Token("T")
    if before.kind not in "NW" or len(within.people) != 1 or inner[0].kind not in "NH":
        n_others = max(within.n_counted, within.total - len(within.people))
        return [*made, Token("E", size=n_others, people=tuple(within.people))]
    name, title = within.people[0]
    if before.kind == "N" and not HANGUL.fullmatch(name):
        found.absent.add(name)
        return made  # 홍길동(Gildong)
    if before.kind == "N" and is_sure(before.text) and is_sure(name) and not title:
        return made  # of 홍길동(김하늘) is told that somebody is left
    found.is_unread |= before.kind == "N" and not (title or is_usual_name(name))
    found.absent |= set(() if is_sure(before.text) else names_in([before]))
    return [*made[:-1], Token("N", name), *([Token("T", title)] if title else [])]


# --- the layout of the list

_TITLE = r"(?:[MWUBP]*T+|g)"


def _strongest(run: list[Token]) -> list[Token]:
    return [LINE if any(token.kind == ";" for token in run) else run[0]]


def _each_titled(run: list[Token]) -> list[Token]:
    """회원: 홍길동, 김철수 as 홍길동 회원, 김철수 회원."""
    colon = codes(run).index(":")
    title, names = run[:colon], [token for token in run[colon:] if token.kind == "N"]
    return [token for name in names for token in (*title, name, _COMMA)][:-1]


def _beside(run: list[Token]) -> list[Token]:
    """The name and the title without what parts them; kin that stand apart are people of their own."""
    is_kin = any(token.kind == "T" and titles().get(token.text) == "kin" for token in run)
    return run if is_kin else [token for token in run if token.kind not in ",;/:"]


def _of_usual(run: list[Token]) -> list[Token]:
    """홍길동/삽살지: the unknown word beside a usual name is a title."""
    is_usual = any(token.kind == "N" and is_usual_name(token.text) for token in run)
    return _of_order(run) if is_usual else run


def _of_order(run: list[Token]) -> list[Token]:
    """홍길동 삽살지, where the list says elsewhere on which side of the name the title stands."""
    name = next(token for token in run if token.kind == "N")
    rest = [token for token in run if token.kind in "WMUB"]
    return [name, Token("T", " ".join(token.text for token in rest))]


def _of_a_school(run: list[Token]) -> list[Token]:
    """한빛대 국민호 교수: before a name with a title of schools the word is its school."""
    school, name, title = run
    is_school = len(school.text) > 2 and school.text[-1] == "대" and title.text.endswith(words("academic"))
    return [Token("B", school.text), name, title] if is_school else run


def _of_two(run: list[Token]) -> list[Token]:
    """빙하준 | 인솔: of two words that could be names, only the first a usual one."""
    are_sure = [is_sure(token.text) for token in (run[0], run[-1])]
    return [run[0], Token("T", run[-1].text)] if are_sure == [True, False] else run


_TIDY = Rules(
    (re.compile(r"[xl]+"), gone),
    (re.compile(r"tc"), lambda run: [_COMMA, *run]),
    (re.compile(r"[,;/&:]{2,}"), _strongest),
)
_PARTED: tuple[Rule, ...] = (
    (re.compile(r"[jk]+"), gone),
    (re.compile(r"NNT"), _of_a_school),
    (re.compile(r"TE(?=TE)"), lambda run: [*run, _COMMA]),  # 회장(홍길동) 총무(김철수)
    (re.compile(r"(?<=[NT])[TU]:(?=N)"), lambda run: [_COMMA, *run]),  # 대표: 홍길동 총무: 김철수
    (re.compile(r"(?<=T):(?=c)"), gone),
    (re.compile(rf"{_FROM}{_TITLE}:N(?:[,/&]N)*{_TO}"), _each_titled),
    (re.compile(rf"{_FROM}n?U:(?=N,N)"), gone),
    (re.compile(rf"{_FROM}{_TITLE}:(?=[^,;/&:T]*N)"), _beside),  # 대표: 홍길동 외 2명
    (re.compile(rf"{_FROM}n?N:{_TITLE}{_TO}"), _beside),
)
_NAME_FIRST = re.compile(rf"{_FROM}n?s?N[,;/]{_TITLE}{_TO}")
_TITLE_FIRST = re.compile(rf"{_FROM}n?{_TITLE}[,;/]s?N{_TO}")
# 홍길동/대표 외 2명: what a slash joins, those who are counted do not part
_AND_OTHERS: Rule = (re.compile(rf"{_FROM}n?s?(?:N/{_TITLE}|{_TITLE}/N)(?=[oi]c{_TO})"), _beside)
# 홍길동 이사/사무국장
_MORE_TITLES: Rule = (re.compile(r"N[^,;/&NH:]*[Tg](?:/[MWUB]*T+)+(?=[,;&]|$)"), _beside)
_JOINED: dict[str, tuple[Rule, ...]] = {
    "": ((_NAME_FIRST, _beside), _AND_OTHERS, _MORE_TITLES),
    "name": ((_NAME_FIRST, _beside), _AND_OTHERS, _MORE_TITLES),
    "title": ((_TITLE_FIRST, _beside), _AND_OTHERS, _MORE_TITLES),
}
_UNKNOWN: dict[str, tuple[Rule, ...]] = {
    "": ((re.compile(rf"{_FROM}(?:N[:/]W|W(?:/|:(?!N,N,?))N){_TO}"), _of_usual),),
    "name": (
        (re.compile(rf"{_FROM}N[:/]W{_TO}"), _of_order),
        (re.compile(rf"{_FROM}N[:/]N{_TO}"), _of_two),
    ),
    "title": ((re.compile(rf"{_FROM}W[:/]N{_TO}"), _of_order),),
}
_SPACED: dict[str, tuple[Rule, ...]] = {
    "": (),
    "name": ((re.compile(rf"{_FROM}n?N[WMUB]+{_TO}"), _of_order),),
    "title": ((re.compile(rf"{_FROM}n?[WMUB]+N{_TO}"), _of_order),),
}


@cache
def _laid_out(order: str, *, is_vague: bool) -> Rules:
    """The rules of a list that says names and titles in that order; unknown words are no titles in a vague one."""
    unknown, spaced = ((), ()) if is_vague else (_UNKNOWN[order], _SPACED[order])
    return Rules(*_PARTED, *unknown, *_JOINED[order], *spaced)


_SAYS_NAME_FIRST = re.compile(rf"{_FROM}n?N[MWUB]*T+{_TO}")
_SAYS_TITLE_FIRST = re.compile(rf"{_FROM}n?[MWUBP]*T+N{_TO}")
_ALONE = re.compile(rf"{_FROM}n?s?(N|{_TITLE}){_TO}")


def _order(said: str) -> str:
    """ "name" where the list says the name first, "title" where the title, "" where it says neither or both."""
    is_name_first, is_title_first = _SAYS_NAME_FIRST.search(said), _SAYS_TITLE_FIRST.search(said)
    if bool(is_name_first) != bool(is_title_first):
        return "name" if is_name_first else "title"
    alone = [found == "N" for found in _ALONE.findall(said)]
    if len(set(alone)) == 2:
        return "name" if alone[0] else "title"
    labels = re.sub("[^jk]", "", said)
    return ("name" if labels[0] == "j" else "title") if len(set(labels)) == 2 and not is_name_first else ""
