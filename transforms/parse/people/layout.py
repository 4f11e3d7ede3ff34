"""In which order a list of people gives names and titles, and its rows, records and pairs made one entry a person."""

import re
from functools import cache

from transforms.parse.people.entries import names_in, phrase
from transforms.parse.people.grammar import Rule, Rules, codes, gone
from transforms.parse.people.words import HANGUL, LINE, Token, is_kin, is_sure, is_usual_name, may_be_short_name, words

_COMMA = Token(",")
_FROM, _TO = r"(?:(?<=[,;/&:])|^)", r"(?=[,;/&:]|$)"

# --- whom the form asks for by themselves

_HEAD, _CONTACT, _WORKS = ("대표자", "대표자와"), ("담당자", "담당자와"), ("실무자", "실무담당자")
_OFFICER = re.compile(r"(?:(?<=[,;/&xWTsnqc])|^)[Ts](?=[xtlcn]*(?:[,;/&oiADGT]|$))")


def with_officers(listed: list[Token]) -> list[Token]:
    """대표자와 담당자, where nobody is named: those whom the form asks for elsewhere, as h and s.

    Beside one of them 대표 and 실무자 are they too; several 담당자 are others.
    """
    if any(True for _ in names_in(listed)):
        return listed
    at = {found.start() for found in _OFFICER.finditer(codes(listed))}
    told = {listed[n].text for n in at}
    heads = (*_HEAD, "대표") if told & {*_CONTACT, *_WORKS} else _HEAD
    contacts = (*_CONTACT, *_WORKS) if told & {*heads} else _CONTACT
    made, n_counts = list[Token](), 0
    for n, token in enumerate(listed):
        after = listed[n + 1] if n + 1 < len(listed) else LINE
        is_many = after.kind == "c" and after.size > 1 and (n_counts > 0 or not told & {*heads})
        is_officer = n in at and not is_many and (after.kind != "T" or after.text in (*heads, *contacts))
        kind = "h" if token.text in heads else "s" if token.text in contacts else ""
        made += (
            [token._replace(kind=kind), *([_COMMA] if after.kind == "T" else [])] if kind and is_officer else [token]
        )
        n_counts += token.kind == "c"
    return made


# --- rows, records and titles that names share

_OF_A_TITLE = "WMUBTP"
_JOINT = ("공동", "각자")


def _shared_titles(run: list[Token]) -> list[Token]:
    """홍길동, 김철수 (대표, 간사) as 홍길동 대표, 김철수 간사: each has one, in order; (모두 위원) is of all."""
    *listed, bracket = run
    names = list(names_in(listed))
    said = codes(bracket.inner)
    is_of_all = re.fullmatch("t[MUB]*T", said) or (said == "xT" and bracket.inner[0].text in ("각", "각각"))
    is_joint = said == "T" and len(names) > 1 and bracket.inner[0].text.startswith(_JOINT)
    if is_joint:
        return _each_beside(names, [bracket.inner[0].text] * len(names))
    if is_of_all:
        return _each_beside(names, [phrase(list(bracket.inner[1:-1]), bracket.inner[-1])] * len(names))
    beside = bracket.inner[::2]
    is_each = re.fullmatch(r"T(?:[,/&]T)+", codes(bracket.inner)) is not None and len(names) == len(beside)
    return _each_beside(names, [title.text for title in beside]) if is_each else run


def _joint(run: list[Token]) -> list[Token]:
    """홍길동, 김하늘 공동대표: of such there are two."""
    names = list(names_in(run))
    return _each_beside(names, [run[-1].text] * len(names)) if run[-1].text.startswith(_JOINT) else run


def _under(run: list[Token]) -> list[Token]:
    """[위원] 홍길동 김하늘 [간사] 박지호: what a bracket before them says of many is of all until the next."""
    made, title = list[Token](), Token(";")
    for token in run:
        if token.kind == "g":
            title, is_first = token, True
        elif token.kind == "N":
            is_titled = is_first or title.text.endswith(words("of_many")) or title.text in words("crowd")
            made += [_COMMA, token, Token("T", title.text)] if is_titled else [_COMMA, token]
            is_first = False
    return [*made, LINE]


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


def _without_remarks(run: list[Token]) -> list[Token]:
    """The rows of a table without the columns whose headings say that they hold neither names nor titles."""
    rows = [_parts(row, "/") for row in _parts(run, ";")]
    left = {at for at, cell in enumerate(rows[0]) if codes(cell) != "q"}
    made = [[cell for at, cell in enumerate(row) if at in left or at >= len(rows[0])] for row in rows]
    return [token for row in made for token in (*_with_slashes(row), LINE)]


def _with_slashes(row: list[list[Token]]) -> list[Token]:
    return [token for cell in row for token in (*cell, Token("/"))][:-1]


def _parts(run: list[Token], mark: str) -> list[list[Token]]:
    """The tokens between the marks."""
    parts: list[list[Token]] = [[]]
    for token in run:
        if token.kind == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _each_in_brackets(run: list[Token]) -> list[Token]:
    """빙가을(교무부장) 상도윤(교장): where each has a title behind it, each is somebody, of whatever family."""
    who, brackets = run[::2], run[1::2]
    are_titles = all(set(codes(bracket.inner)) == {"T"} for bracket in brackets)
    are_names = all(
        token.kind == "N"
        or (len(token.text) == 3 and HANGUL.fullmatch(token.text) and not token.text.endswith(words("unit_end")))
        for token in who
    )
    if not are_titles or not are_names:
        return run
    pairs = zip(who, brackets, strict=True)
    return [each for one, title in pairs for each in (one._replace(kind="N"), title, _COMMA)][:-1]


_TITLE_ROW, _NAME_ROW = (rf"(?:[jkl][:/]?)?(?:{each}[,/&]*){{2,}}" for each in ("[MUB]*[TG]", "N"))
ROWS: Rule = (re.compile(rf"(?:(?<=;)|^)(?:{_TITLE_ROW};{_NAME_ROW}|{_NAME_ROW};{_TITLE_ROW})(?=;|$)"), _in_rows)
IN_ROWS = Rules(
    (re.compile(r"(?:(?<=;)|^)(?:[xljkq](?:/[xljkq])*/q(?:/[xljkq])*|q(?:/[xljkq])+);.*$"), _without_remarks),
    ROWS,
    (re.compile(r"(?:(?<=;)|^)(?:T{2,}/N{2,}|N{2,}/T{2,})(?=;|$)"), _in_rows),  # 회장 총무 / 홍길동 김하늘
    (re.compile("(?:(?<=;)|^)T(?:[,/&]T)+G(?=[;,]|$)"), _in_rows),
    (re.compile(rf"{_FROM}(?:[NW]G){{2,}}{_TO}"), _each_in_brackets),
)
_SHARED: Rule = (re.compile(r"(?<!N[,&/])(?<!N)N(?:[,&/]?N)*G"), _shared_titles)
VALUES = Rules(_SHARED, (re.compile(r"q:?[WUBMPxn]*"), gone))
NAMES = Rules(*VALUES.rules, (re.compile("j:?"), lambda run: [LINE]))  # 가시기로 했고 성함은 홍길동
RECORDS = Rules(
    _SHARED,
    (re.compile(r"q:[^,;/&:jk]*|q[WUBMPxn]*"), gone),
    (re.compile(r"j:?[^jk:,;/&]+[,;/&]*k:?[^jk:,;/&n]+|k:?[^jk:,;/&]+[,;/&]*j:?[^jk:,;/&n]+"), _record),
)


# --- the layout of the list

_TITLE = r"(?:[MWUBP]*T+(?:MT+)*|g)"


def _strongest(run: list[Token]) -> list[Token]:
    return [LINE if any(token.kind == ";" for token in run) else run[0]]


def _each_titled(run: list[Token]) -> list[Token]:
    """회원: 홍길동, 김철수 as 홍길동 회원, 김철수 회원."""
    colon = codes(run).index(":")
    title, names = run[:colon], [token for token in run[colon:] if token.kind == "N"]
    return [token for name in names for token in (*title, name, _COMMA)][:-1]


def _beside(run: list[Token]) -> list[Token]:
    """The name and the title without what parts them; kin that stand apart are people of their own."""
    has_kin = any(token.kind == "T" and is_kin(token.text) for token in run)
    return run if has_kin else [token for token in run if token.kind not in ",;/:"]


def _of_usual(run: list[Token]) -> list[Token]:
    """홍길동/삽살지: the unknown word beside a usual name is a title."""
    is_usual = any(token.kind == "N" and is_usual_name(token.text) for token in run)
    return _of_order(run) if is_usual else run


def _of_order(run: list[Token]) -> list[Token]:
    """홍길동 삽살지, where the list says elsewhere on which side of the name the title stands."""
    name = next(token for token in run if token.kind == "N")
    rest = [token for token in run if token.kind in "WMUB"]
    return [name, Token("T", " ".join(token.text for token in rest))]


def _of_word(run: list[Token]) -> list[Token]:
    """하루방 배달, where another has a title so: a word of two syllables that is nobody's name is one."""
    listed = run[run[0].kind == "n" :]
    word = min(listed, key=lambda token: len(token.text))
    is_one = sorted(len(token.text) for token in listed) == [2, 3] and not may_be_short_name(word.text)
    name = next(token for token in listed if token is not word)
    return [name, Token("T", word.text)] if is_one else run


def _of_a_school(run: list[Token]) -> list[Token]:
    """한빛대 국민호 교수, 간호부 홍길동 부장: before a name with a title the word is its school or department."""
    school, name, title = run
    is_school = len(school.text) > 2 and school.text[-1] == "대" and title.text.endswith(words("academic"))
    is_unit_ = school.text[-1] in "부과실" and not is_usual_name(school.text) and is_usual_name(name.text)
    return [Token("U" if is_unit_ else "B", school.text), name, title] if is_school or is_unit_ else run


def _of_three(run: list[Token]) -> list[Token]:
    """경영기획팀/팀장/유정란, in any order, as one person with the title."""
    parts = [token for token in run if token.kind not in "n,/"]
    (name,) = [t for t in parts if t.kind in "NW"]
    units = [t for t in parts if t.kind in "UB"]
    return [*units, next(t for t in parts if t.kind == "T"), Token("N", name.text)]


def _of_body(run: list[Token]) -> list[Token]:
    """푸른들: 홍길동 대표: an unknown word before a person and a colon is where that person comes from."""
    return run if is_sure(run[-2].text) else [*run[:-2], Token("B", run[-2].text)]


def _of_each(run: list[Token]) -> list[Token]:
    """위원 홍길동, 김하늘: a title that many have is of all who follow it; there is one 대표, who is the first."""
    first = codes(run).index("N")
    is_of_many = run[first - 1].text.endswith(words("of_many"))
    names = [token for token in run if token.kind == "N"]
    return [token for name in names for token in (*run[:first], name, _COMMA)][:-1] if is_of_many else run


def _named_of_count(run: list[Token]) -> list[Token]:
    """외 단원 2명: 홍길동, 김하늘: those who are counted."""
    return [run[0], Token("E", people=tuple((name, "") for name in names_in(run)))]


def _as_counted(run: list[Token]) -> list[Token]:
    """회장과 총무 2명 are two, 회장과 회원 2명 three."""
    is_both = run[-1].size == 2 and not run[2].text.endswith(words("of_many"))
    return run[:-1] if is_both else run


def _of_two(run: list[Token]) -> list[Token]:
    """빙하준 | 인솔: of two words that could be names, only the first a usual one."""
    are_sure = [is_sure(token.text) for token in (run[0], run[-1])]
    return [run[0], Token("T", run[-1].text)] if are_sure == [True, False] else run


def _pairs(run: list[Token]) -> list[Token]:
    """홍길동/대표 김철수/간사 as 홍길동 대표, 김철수 간사."""
    listed = [token for token in run if token.kind not in "/:"]
    return [new for token in listed for new in ([_COMMA, token] if token.kind == "N" else [token])]


def _as_said(run: list[Token]) -> list[Token]:
    """What stands behind a name and a slash is what its bearer is: 홍길동/졸업생, 홍길동/사목위원."""
    token = run[0]
    if token.kind == "C":
        return [Token("T", token.text)] if token.text in words("single") else run
    return [Token("T", token.typed)] if token.typed and len(token.text) == 2 and not is_usual_name(token.text) else run


TIDY = Rules(
    (re.compile(r"[xl]+"), gone),
    (re.compile(r"(?<!C)tc"), lambda run: [_COMMA, *run]),
    (re.compile(r"[,;/&:]{2,}"), _strongest),
)


def _columns(mark: str) -> str:
    """A department, a title and a name with the mark between them, whichever comes first."""
    unit, name = f"[UB](?:{mark}[UB])?", "[NW]"
    orders = ((unit, "T", name), (unit, name, "T"), (name, unit, "T"), (name, "T", unit), ("T", name, unit))
    return "(?:" + "|".join(map(mark.join, orders)) + ")"


_PARTED: tuple[Rule, ...] = (
    (re.compile(r"^;?g;?N(?:[,;&]?N)+[,;]?(?:g;?N(?:[,;&]?N)*[,;]?)*$"), _under),
    (re.compile(rf"{_FROM}N(?:[,/&]N)+T(?=[,;/&oi]|$)"), _joint),
    (re.compile(r"[jk]+"), gone),
    (re.compile(r"(?<=N[/:])(?:H|C(?![cn]))"), _as_said),
    (re.compile(rf"{_FROM}(?:N[/:][MWUB]*T){{2,}}{_TO}"), _pairs),
    (re.compile(rf"(?:(?<=[,;&])|^)n?(?:N/{_TITLE}|{_TITLE}/N)(?=[,;&]|$)"), _beside),
    (re.compile(rf"(?:(?<=[,;&])|^)n?{_columns('/')}(?=[,;&]|$)"), _of_three),
    (re.compile(rf"(?:(?<=;)|^)n?{_columns(',')}(?=;|$)"), _of_three),
    (re.compile(r"NNT"), _of_a_school),
    (re.compile(r"T&Tc(?=[;,]|$)"), _as_counted),
    (re.compile(r"TE(?=TE)"), lambda run: [*run, _COMMA]),  # 회장(홍길동) 총무(김철수)
    (re.compile(r"(?<=[NT])[TU]:(?=N)"), lambda run: [_COMMA, *run]),  # 대표: 홍길동 총무: 김철수
    (re.compile(r"(?<=T):(?=c)"), gone),
    (re.compile(rf"(?<=[TC])c:N(?:[,/&]?N)*{_TO}"), _named_of_count),
    (re.compile(rf"{_FROM}{_TITLE}:N(?:[,/&]?N)*{_TO}"), _each_titled),
    (re.compile(rf"{_FROM}n?U:(?=N,N)"), gone),
    (re.compile(rf"{_FROM}n?[NW]:(?=(?:NT|TN){_TO})"), _of_body),
    (re.compile(rf"{_FROM}n?[MWUBP]*TN(?:,?N)+(?=[;/oi]|$|,[MWUBP]*TN)"), _of_each),
    # 위원: 홍길동(간사): what many are gives way to what one of them is
    (re.compile(rf"{_FROM}T:(?=Ng)"), lambda run: [] if run[0].text.endswith(words("of_many")) else run),
    (re.compile(rf"{_FROM}{_TITLE}:(?=[^,;/&:T]*N)"), _beside),  # 대표: 홍길동 외 2명
    (re.compile(rf"{_FROM}n?N:{_TITLE}(?:{_TO}|(?=[oi]c))"), _beside),
)
# On a line of its own an unknown word before a title is the next person: 박나제즈다 - 통역
_NAME_FIRST = re.compile(rf"{_FROM}n?s?N(?:[,/]{_TITLE}|;(?:[MUBP]*T+(?:MT+)*|g)){_TO}")
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
    "name": (
        (re.compile(rf"{_FROM}n?N[WMUB]+{_TO}"), _of_order),
        (re.compile(rf"{_FROM}n?NN{_TO}"), _of_word),
    ),
    "title": ((re.compile(rf"{_FROM}n?[WMUB]+N{_TO}"), _of_order), (re.compile(rf"{_FROM}n?NN{_TO}"), _of_word)),
}


@cache
def laid_out(order: str, *, is_vague: bool) -> Rules:
    """The rules of a list that says names and titles in that order; unknown words are no titles in a vague one."""
    unknown, spaced = ((), ()) if is_vague else (_UNKNOWN[order], _SPACED[order])
    return Rules(*_PARTED, *unknown, *_JOINED[order], *spaced)


_SAYS_NAME_FIRST = re.compile(rf"{_FROM}n?N[MWUB]*T+{_TO}")
_SAYS_TITLE_FIRST = re.compile(rf"{_FROM}n?[MWUBP]*T+N{_TO}")
_ALONE = re.compile(rf"{_FROM}n?s?(N|{_TITLE}){_TO}")


def order(said: str) -> str:
    """ "name" where the list says the name first, "title" where the title, "" where it says neither or both."""
    is_name_first, is_title_first = _SAYS_NAME_FIRST.search(said), _SAYS_TITLE_FIRST.search(said)
    if bool(is_name_first) != bool(is_title_first):
        return "name" if is_name_first else "title"
    alone = [found == "N" for found in _ALONE.findall(said)]
    if len(set(alone)) == 2:
        return "name" if alone[0] else "title"
    labels = re.sub("[^jk]", "", said)
    return ("name" if labels[0] == "j" else "title") if len(set(labels)) == 2 and not is_name_first else ""
