"""What one entry of a list of people says: who is named with which title, and how many are counted beside them."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.parse.people.grammar import Rules, codes, gone, rewritten
from transforms.parse.people.together import TIE
from transforms.parse.people.word_tokens import name_and_made_title
from transforms.parse.people.words import (
    HANGUL,
    Token,
    is_kin,
    is_sure,
    is_title,
    is_title_ending,
    is_usual_name,
    surnames,
    titles,
    words,
)


class Person(NamedTuple):
    """A name and the title typed beside it ('' when none)."""

    name: str
    title: str


ABSENT = Token("A", "(")  # a bracket that says so


@dataclass(slots=True)
class Found:
    """What the entries read so far say."""

    people: list[Person] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)  # titles that nobody is named with
    n_counted: int = 0  # people announced beside those named
    total: int = 0  # people announced in all
    is_self: bool = False
    is_self_unnamed: bool = False
    is_head: bool = False
    is_unread: bool = False  # words were left that are neither names nor titles
    absent: set[str] = field(default_factory=set)  # names of whom the cell says that they do not come


_COUNTABLE = "TCWUB"
BEFORE_TITLE = "WMUBP"
_REMARK = Rules((re.compile(r"(?<![WUBMP])[WUBMP]*r+"), gone))
# 홍길동 활동지원사 동반: the title is of one who comes with the one who is named.
_COMPANION = Rules(
    (
        re.compile("(?<=[NHTg])To$"),
        lambda run: [run[1], Token("c", size=1)] if run[1].text == "동반" else run,
    )
)
_OF_ANOTHER = re.compile(r"((?:Ng)+)T[^NHTg]*D[x]*")
_COMPANY = re.compile(r"\(|㈜|㈔|주식회사|유한회사|사단법인|재단법인|협동조합\s")
_ASIDE = re.compile(r"\d+동|[가-힣]+(?:학과|학부|교육과)")
_SHORT = tuple("봄솔별달숲빛꽃콩밤섬")  # the names that people of an association give each other
_YEAR = re.compile(r"(?:\d학년(?:\s?\d+반)?|[초중고]\d)$")
# Of two parts each may begin with a capital: Bat-Erdene, Anne-Marie; K-Pop is nobody.
_LATIN_NAME = re.compile(r"[A-ZÀ-Þ](?:['’][A-ZÀ-Þ])?[a-zß-ɏḀ-ỿ'’\-]+(?:(?<=[a-zß-ɏḀ-ỿ]-)[A-ZÀ-Þ][a-zß-ɏḀ-ỿ]+)*")


def read_entry(entry: list[Token], found: Found, *, is_vague: bool) -> None:
    """Adds what the entry says; ``is_vague`` where the list has words of a sentence, that can look like names."""
    said = codes(entry)
    if said in ("N", "NT", "TN") and not is_vague and TIE not in f"{entry[0].text}{entry[-1].text}":
        title = "" if said == "N" else entry[said.index("T")].text
        found.people.append(Person(entry[said.index("N")].text, title))
        return
    if set(said) & set("NW") == set():
        entry = _of_words_like_names([_glued(token) for token in entry])
    entry = rewritten(entry, _COMPANION)
    said, marker = codes(entry), ""
    for part in re.finditer("[oi]|[^oi]+", said):  # 외 and 등 part those named from those counted
        if part.group() in "oi":
            marker = part.group()
        else:
            _read_part(entry[part.start() : part.end()], marker, found, is_vague=is_vague)


def _of_words_like_names(entry: list[Token]) -> list[Token]:
    """주장 이기자, 동장 문지기, 강원도(팀장): beside a title the word that is also a usual name is one."""
    said = codes(entry)
    if sum(said.count(kind) for kind in "Tg") < 2 and said != "Pg":
        return entry
    names = [token.title or token.text for token in entry if token.kind in "TP"]
    surnamed = {token.title for token in entry if token.kind == "T"}  # 정교수 과장, of whom one is a name
    like = [n for n in names if len(n) == 3 and n[0] in surnames().short and (n in surnamed or is_usual_name(n))]
    if len(like) != 1 or like[0] in words("rank"):
        return entry
    return [Token("N", like[0]) if (token.title or token.text) == like[0] else token for token in entry]


def _glued(token: Token) -> Token:
    """공가석지구총재, where nobody else is named: a name and a title."""
    name, title = name_and_made_title(token.text, is_alone=True) if token.kind == "T" and not token.typed else ("", "")
    return Token("H", name, title) if name else token


def _read_part(part: list[Token], marker: str, found: Found, *, is_vague: bool) -> None:
    # 맹순덕(부녀회장) 지말자(총무) 이장님은 못 옵니다: the last title is of somebody else
    others = _OF_ANOTHER.fullmatch(codes(part))
    part = part[: others.end(1)] if others else part
    listed = rewritten(_without_absent(part, found), _REMARK)
    said, counted = codes(listed), (found.n_counted, len(found.people))
    is_self, is_head = "s" in said, "h" in said
    rest = _without_counts(listed, marker, found)
    brackets = [token for token in rest if token.kind == "E"]
    found.n_counted += sum(token.size for token in brackets)
    title = next((t.text for t in rest if t.kind == "T"), "") if not set("NH") & set(said) else ""
    named, posts = _paired(rest)
    if any(token.text in words("couple") for token in rest):
        is_of_one = not counted[1] and len(named) + len(posts) == 1
        found.n_counted += is_of_one
        found.total = max(found.total, 0 if is_of_one else 2)
    is_counted = counted != (found.n_counted, len(found.people)) or bool(brackets)
    if not (named or is_counted or is_self or is_head):
        named = _of_words(rest, is_alone_enough=not is_vague and not marker)
    if "v" in said:
        # Words of a sentence that look like names: a title beside one is what tells a name.
        named = [p for p in named if p.title]
    elif is_vague:
        named = [p for p in named if p.title or (len(p.name) > 2 and ("p" not in said or is_usual_name(p.name)))]
    found.people += [*named, *(person for token in brackets for person in titled(token.people, title))]
    found.posts += [] if is_self or is_head or is_counted or marker or named else posts
    found.is_self |= is_self
    found.is_head |= is_head
    found.is_self_unnamed |= is_self and not named
    used = " ".join([*(f"{p.name} {p.title}" for p in named), *posts])
    found.is_unread |= not is_vague and not is_counted and any(t.kind == "W" and t.text not in used for t in rest)


def _without_absent(listed: list[Token], found: Found) -> list[Token]:
    """The tokens without those of whom it is said that they do not come: the verb stands last."""
    said = codes(listed)
    last = max(said.rfind("A"), said.rfind("D"))
    if last < 0:
        return listed
    is_of_nobody = not re.search("[NHTshW]", said[:last])
    if is_of_nobody and said[last] == "D" and re.search("[NH]", said[last:]):
        found.is_unread = True
        return listed[last + 1 :]
    coming = [] if is_of_nobody else listed[last + 1 :]
    # 가려 했으나: what comes of it is not said.
    found.is_unread |= listed[last].text.endswith(words("denial_end"))
    named = [at for at in range(last) if said[at] in "NH"]
    if len(named) > 1:
        # 홍길동 김하늘(불참): the bracket is of the one before it; of whom a verb is, nobody can say.
        found.is_unread = True
        if listed[last].text == ABSENT.text:
            coming = [*listed[: named[-1] - (said[0] == "T")], *listed[last + 1 :]]
    found.absent |= {name for token in listed if token not in coming for name in names_in([token])}
    return coming


def names_in(listed: Iterable[Token]) -> Iterator[str]:
    """Every name among the tokens, those in brackets too."""
    for token in listed:
        yield from token.text.split(TIE) if token.kind in "NH" else ()
        yield from names_in(token.inner)


def _without_counts(listed: list[Token], marker: str, found: Found) -> list[Token]:
    """The tokens without counts and the words that say who is counted; what the counts say is added."""
    rest: list[Token] = []
    at, is_of_crowds = 0, not set("NHWsh") & set(codes(listed))
    while at < len(listed):
        token, after = listed[at], listed[at + 1] if at + 1 < len(listed) else Token(";")
        at += 1
        # 교사 4, 외 3: a number without a unit counts people where it ends what says whom.
        is_last = after.kind in ";gE" or (is_of_crowds and after.kind in "CT")  # 교사 2 학생 20
        if token.kind != "c" and not (token.kind == "n" and is_last):
            rest.append(token)
            continue
        is_named = any(t.kind in "NHshE" for t in rest)
        if is_named and is_kin(rest[-1].text):
            rest.pop()  # 홍길동 가족 4명
        if is_named and token.kind == "c" and _is_of_others(rest):
            rest.pop()
            found.n_counted += token.size
            continue
        who = [] if is_named else [t for t in rest if t.kind in _COUNTABLE or (t.kind == "M" and len(t.text) > 1)]
        if token.kind == "n" and not (who or marker):
            continue
        size = token.size if token.kind == "c" else int(token.text[:4])
        is_of_all = not who or (token.text[:1] in ("둘", "셋", "넷") and all(map(_is_of_one, who)))
        if marker == "i" or (not marker and (is_of_all or any(t.kind == "t" for t in rest))):
            found.total = max(found.total, size)
            continue
        if after.kind == "E":
            title = next((t.text for t in reversed(who) if t.kind == "T"), "")
            found.people += titled(after.people, "" if titles().get(title) == "address" else title)  # 어르신 2분(…)
            at += 1
        found.n_counted += max(0, size - len(after.people))
        rest = rest if is_named else [t for t in rest if t.kind not in _COUNTABLE]
    return rest


def _is_of_others(rest: list[Token]) -> bool:
    """True where the last title is of those who are counted: 홍길동 소장 활동지원사 1명, 홍길동 대표 직원 2명."""
    if codes(rest[-1:]) != "T":
        return False
    is_second = codes(rest[-2:]) == "TT" and rest[-1].text.endswith(words("of_many"))
    return is_second or rest[-1].text in words("companion")


def _is_of_one(title: Token) -> bool:
    """True for a title that one person has: 회장, but not 회원 or 아들."""
    return title.kind == "T" and not is_kin(title.text) and not title.text.endswith(words("of_many"))


def titled(found: Iterable[tuple[str, str]], title: str) -> list[Person]:
    """The people, those without a title with this one."""
    return [Person(name, own or title) for name, own in found]


# --- names and titles


def each_once(found: Iterable[Person], own: Collection[str] = ()) -> tuple[Person, ...]:
    """The people in order; a second mention without a title, or by the given name, is the same person.

    Kin (남편, 딸) tell who is meant and stand on no name tag, unless they are the council's ``own`` titles.
    """

    def is_office(title: str) -> bool:
        return title in own or is_title(title)

    def is_kin_alone(title: str) -> bool:
        return is_kin(title) and title not in own

    listed = list(dict.fromkeys(found))
    with_title = {person.name for person in listed if person.title and not is_kin_alone(person.title)}
    given = {person.name[1:] for person in listed if len(person.name) == 3}
    known = {person.name for person in listed if is_office(person.title)}
    # 홍길동 대표, …, 협약서 서명: 홍길동
    listed = [
        p for p in listed if p.name not in known or not p.title or is_office(p.title) or is_title(p.title.split()[-1])
    ]
    each = (p._replace(title="") if is_kin_alone(p.title) else p for p in listed if p.title or p.name not in given)
    return tuple(dict.fromkeys(p for p in each if p.title or p.name not in with_title))


def _of_one(run: list[Token]) -> list[Token]:
    """홍길동 졸업생, though 졸업생 3명 are counted; 홍길동 가족 are others."""
    return [Token("T", run[0].text)] if run[0].text in words("single") else run


def _as_title(run: list[Token]) -> list[Token]:
    return [Token("T", t.typed) if t.typed else Token("W", t.text) if t.kind in "NH" else t for t in run]


def _led(run: list[Token]) -> list[Token]:
    """모란시장 상인회장 구달수: what stands before the title of a sure name is no other person."""
    is_doubtful = bool(run[0].typed) or (not run[0].title and not is_usual_name(run[0].text))
    return [*_as_title(run[:-1]), run[-1]] if is_doubtful and is_usual_name(run[-1].text) else run


_RESOLVED = Rules(
    # 부회장 다온엄마 홍길동
    (re.compile("T(?=N)"), lambda run: [] if run[0].text[:-2] and run[0].text.endswith(words("parent")) else run),
    (re.compile("(?<=[NH])C|C(?=[NH])"), _of_one),
    # 하모니카 동호회: what a body does is no title of its own.
    (
        re.compile("T(?=[UB])"),
        lambda run: run if is_title_ending(run[0].text.removeprefix("부")) else [Token("W", run[0].text)],
    ),
    (re.compile("(?<![TH])[NH][UBWM]*TN(?!.*T)"), _led),
    # 도시숲팀장 beside a bare name is its title, though it could be one 도시숲 with a title.
    (
        re.compile("(?<!H)H(?=N(?!T))|(?<=N)H"),
        lambda run: _as_title(run) if run[0].typed and not is_sure(run[0].text) else run,
    ),
)


def phrase(held: list[Token], title: Token) -> str:
    """The title with the words before it that belong to it: 마을 활동가, ESG팀 팀장."""
    # (주)푸른들 매니저: a legal form is of a body, from which somebody comes
    own = [t.text for t in held[-2:] if not _COMPANY.match(t.text)]
    return " ".join([*own, title.typed or title.text])


@dataclass(slots=True)
class _Gap:
    """The titles that stand between two names, outside and inside brackets, and the unit before the second."""

    titles: list[str] = field(default_factory=list)
    in_brackets: list[str] = field(default_factory=list)
    unit: Token | None = None


def _paired(listed: list[Token]) -> tuple[list[Person], list[str]]:
    """Each name of the part with its titles, or the titles that no name stands with."""
    names: list[Token] = []
    gaps = [_Gap()]
    held: list[Token] = []  # words that wait for the title or name that they belong to
    for token in rewritten(listed, _RESOLVED):
        if token.kind in "NH":
            units = (t for t in reversed(held) if t.kind in "UB" and not _COMPANY.match(t.text))
            gaps[-1].unit = next(units, None)
            names.append(token)
            gaps.append(_Gap())
            held = []
        elif token.kind == "T":
            gaps[-1].titles.append(phrase(held, token))
            held = []
        elif token.kind in BEFORE_TITLE:
            held.append(token)
        elif token.kind == "g":
            gaps[-1].in_brackets.append(token.text)
    first, last = gaps[0], gaps[-1]
    if not names:
        return [], [" ".join(first.titles)] if first.titles else first.in_brackets[:1]
    if not (last.titles or last.in_brackets or names[-1].title or first.titles):
        last.titles += [t.text for t in held if t.kind == "U"]
    return list(_leaning(names, gaps)), []


def _leaning(names: list[Token], gaps: list[_Gap]) -> Iterator[Person]:
    """The people; the first of name and title tells which way titles lean, outside brackets and inside."""
    # 회장김말숙 회원 이점덕, 김말숙회장 회원 이점덕: behind a glued title the next is of the next name.
    is_last_bare = not (names[-1].title or gaps[-1].titles or gaps[-1].in_brackets)
    leans_ahead = bool(gaps[0].titles) or (bool(names[0].title and gaps[-2].titles) and len(names) > 1 and is_last_bare)
    if leans_ahead:
        # 담당: 홍길동 대리: what is done gives way to what somebody is.
        is_task = bool(gaps[-1].titles) and all(title in words("task") for title in gaps[-2].titles)
        gaps[-2].titles = gaps[-1].titles if is_task else gaps[-2].titles + gaps[-1].titles
    elif len(names) > 1 and len(gaps[-2].titles) > 1 and not (gaps[-1].titles or gaps[-1].in_brackets):
        # 홍길동 대표 간사 김철수: two titles between two names are one for each.
        gaps[-1].titles = [gaps[-2].titles.pop()]
    elif names[0].typed == "" and len(names) == 2 and [is_kin(t) for t in gaps[1].titles] == [True]:
        # 홍길동 어머니 김하늘, and not somebody's mother who is called 홍길동
        gaps[2].titles = gaps[2].titles or [gaps[1].titles.pop()]
    elif len(names) > 1 and gaps[-2].in_brackets and gaps[-2].titles and not (gaps[-1].titles or gaps[-1].in_brackets):
        gaps[-1].titles = [gaps[-2].titles.pop()]  # 홍길동(이용자) 인솔 김철수
    brackets_ahead = bool(gaps[0].in_brackets) and not gaps[-1].in_brackets
    if not brackets_ahead:
        gaps[1].in_brackets = gaps[0].in_brackets + gaps[1].in_brackets
    for name, before, after in zip(names, gaps, gaps[1:], strict=False):
        beside = before.titles if leans_ahead else after.titles
        in_brackets = before.in_brackets if brackets_ahead else after.in_brackets
        # A form of address or a school year gives way to a title in brackets, and brackets to any other title.
        has_office = any(not _is_weak(t) for t in in_brackets)
        strong = [t for t in beside if not _is_weak(t) and not (has_office and is_kin(t))]
        strong = [t for t in strong if not is_kin(t)] or strong or ([] if in_brackets else beside[:1])
        # 홍길동 대표(공동대표)
        strong = [t for t in strong if not any(t != each and each.endswith(t) for each in in_brackets)]
        title = " ".join([name.title, *strong] if name.title else strong) or " ".join(in_brackets)
        # A department alone says what somebody is, a body where somebody comes from.
        # 회장 101동 홍길동, 부회장 생명과학과 김하늘: where the bearer of the title lives or studies.
        is_aside = leans_ahead and before.titles and before.unit and _ASIDE.fullmatch(before.unit.text)
        if before.unit and not is_aside and (title in beside or (not title and before.unit.kind == "U")):
            title = f"{before.unit.text} {title}".strip()
        for each in name.text.split(TIE):
            yield Person(each, title)


def _is_weak(title: str) -> bool:
    return titles().get(title) == "address" or _YEAR.search(title) is not None


def _of_words(listed: list[Token], *, is_alone_enough: bool) -> list[Person]:
    """A nickname, a religious or a foreign name: words beside a title, or one word alone."""
    content = [t for t in listed if t.kind not in "ntPa"]
    words = [t.text for t in content if t.kind == "W"]
    words = [word for word in words if word.isascii()] or words  # 지난번 말씀드린 Bat-Erdene
    beside = [t.text for t in content if t.kind == "T"]
    strong = [t for t in beside if titles().get(t) != "address"]
    name, title = " ".join(words), " ".join(strong or [t.text for t in content if t.kind == "g"] or beside)
    if not words or len(words) > 4 or not re.fullmatch("[WTg]+", codes(content)):
        return []
    if len(words) == 1 and _LATIN_NAME.fullmatch(name) and (beside or is_alone_enough):
        return [Person(name, title)]
    is_hangul = all(HANGUL.fullmatch(word) for word in words)
    is_titled = bool(title) and (2 <= len(name) <= 6 or name in _SHORT if len(words) == 1 else len(name) <= 14)
    is_alone = is_alone_enough and len(content) == 1 and 2 <= len(name) <= 4
    return [Person(name, title)] if is_hangul and (is_titled or is_alone) else []
