"""Lists of people as they are typed: every named person once, with the title that stands beside the name.

words.py says what each word can mean, tokens.py makes tokens of the cell, a letter each. Here patterns
over those letters leave out who does not come and open brackets; layout.py joins a name and its title where
labels, slashes and colons part them, brackets.py says what a bracket means, entries.py reads what then stands between
two separators.
"""

import re
from typing import NamedTuple

from transforms.parse.people.brackets import (
    bracket_title,
    comes_too,
    companions,
    in_bracket,
    is_alias,
    is_beside,
    is_in_case,
    is_of_proxy,
    says_of_others,
    without_named,
)
from transforms.parse.people.entries import (
    ABSENT,
    Found,
    Person,
    each_once,
    names_in,
    read_entry,
)
from transforms.parse.people.given import believed, borne, dashed, given
from transforms.parse.people.grammar import Rules, codes, gone, rewritten
from transforms.parse.people.layout import IN_ROWS, NAMES, RECORDS, ROWS, TIDY, VALUES, laid_out, order, with_officers
from transforms.parse.people.tokens import COMING, MASKS, tokens
from transforms.parse.people.words import (
    HANGUL,
    LINE,
    Token,
    is_kin,
    is_name,
    is_place,
    is_sure,
    is_title,
    is_usual_name,
    surnames,
    titles,
    words,
)
from transforms.parse.text import HALF_WIDTH, clean, is_blank

__all__ = ["People", "Person", "is_name", "is_title", "people"]


class People(NamedTuple):
    """The named people in order, how many more were announced unnamed, whether the cell says "myself".

    ``is_head`` is true where it says "the representative" and names nobody. ``is_clear`` is false where words were
    left that are neither: somebody should look at what was typed.
    """

    named: tuple[Person, ...]
    n_unnamed: int
    is_self: bool
    is_clear: bool = True
    is_head: bool = False

    @property
    def says_who(self) -> bool:
        """True where anybody is known by the cell."""
        return bool(self.named) or self.is_self or self.is_head


_MAX_CHARS, _LONGEST_NAME = 4000, 60
_TAB = re.compile(r"\t+")
# 그 밖에, 그 외: one word for who is named no more.
_BESIDES = re.compile(r"(?<![가-힣])그\s+(?=밖[에의]|외)")
_BETWEEN = re.compile(r"[\s,;/]")
_COMMA = Token(",")
_FROM, _TO = r"(?:(?<=[,;/&:])|^)", r"(?=[,;/&:]|$)"
_BEFORE_A_TITLE = re.compile(r"(?:(?<=[,;])|^)n?W(?=M?T+(?:MT+)*[,;]s?N(?:[,;]|$))")


def people(text: str, known: tuple[str, ...] = (), own: tuple[str, ...] = ()) -> People:
    """Everyone named in the cell, once and in order.

    ``known`` are names whatever their words look like, ``own`` titles of the council's, kin among them: elsewhere 자녀
    is none.

    >>> [tuple(p) for p in people("① 홍길동(대표) ② 김철수 간사님 외 2명").named]
    [('홍길동', '대표'), ('김철수', '간사')]
    >>> [p.name for p in people("홍길동(청주) → 김하늘, Nguyen Van An(오후 3시 도착)").named]
    ['김하늘', 'Nguyen Van An']
    >>> people("구룽 아누자 총무", ("구룽 아누자",)).named[0].name
    '구룽 아누자'
    >>> people("하루방 배달, 김하나반디지기", own=("배달", "반디지기")).named[1]
    Person(name='김하나', title='반디지기')
    >>> [each.title for each in people("김하나(자녀), 이두리, 배우자 도한솔", own=("자녀", "배우자")).named]
    ['자녀', '', '배우자']
    >>> people("추후 제출")
    People(named=(), n_unnamed=0, is_self=False, is_clear=True, is_head=False)
    """
    value = clean(_BESIDES.sub("그", _TAB.sub(" | ", _cut(text).replace("&nbsp;", " ")).translate(HALF_WIDTH)))
    of_dashes = dashed(value)
    known, own = (*known, *of_dashes.names), (*own, *of_dashes.titles)
    typed = tokens(value, given(known, own))
    listed = with_officers(_coming(typed))
    found = _read(listed)
    if is_blank(value):
        return People((), 0, found.is_self)
    named = each_once(found.people, own)
    borne = {person.title for person in named}
    n_counted = found.n_counted + sum(post not in borne for post in found.posts)
    n_said = len(named) + n_counted + found.is_self_unnamed + found.is_head
    is_self = found.is_self or (not named and "a" in codes(listed))
    is_masked = any(MASKS & set(person.name) for person in named)
    is_clear = not (found.is_unread or is_masked or _is_lost(typed, listed, found, named))
    return People(named, n_counted + max(0, found.total - n_said), is_self, is_clear, found.is_head)


def people_as_typed(text: str, known: tuple[str, ...] = (), own: tuple[str, ...] = ()) -> People:
    """``people`` of a list typed by somebody who knows them: whoever stands there with a title is believed.

    Where a title stands there beside what is no name the list is not clear, whatever is counted for it.

    >>> people_as_typed("함께라/간사, 결다은 국장").named
    (Person(name='함께라', title='간사'), Person(name='결다은', title='국장'))
    """
    told = people(text, (*known, *believed(text, own)), own)
    return told._replace(is_clear=told.is_clear and {person.name for person in told.named}.issuperset(borne(text, own)))


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
    listed = rewritten(listed, IN_ROWS)
    found.is_unread |= ROWS[0].search(codes(listed)) is not None
    listed = rewritten(listed, VALUES if "j" not in said else RECORDS if "k" in said else NAMES)
    listed = rewritten(_opened(listed, found, is_vague=is_vague), TIDY)
    listed = rewritten(listed, laid_out(order(codes(listed)), is_vague=is_vague))
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
    if not run[-1].text:
        return run  # an arrow
    names = [at for at, token in enumerate(run) if token.kind in "NH"]
    is_led = run[0].kind == "T" and len(names) > 1 and run[names[-1] - 1].kind == "T"
    return run[names[-1] - is_led : -1] if len(names) > 1 else run[:-1]


def _replaced(run: list[Token]) -> list[Token]:
    # 지부장 대신 사무처장 홍길동; an arrow behind a title alone may lead to its bearer
    said = codes(run)
    return [] if set("NHWs") & set(said) or ("T" in said and run[-1].text) else run


_HEADS = ("자", "명단", "인원")

_HEADINGS = Rules((_ANY_BRACKET, _as_heading))
_COMING = Rules(
    # 참석X (1명), alone on its line
    (re.compile(r"(?:(?<=;)|^)[AxDl]G(?=;)"), lambda run: [run[0], *run[1].inner] if _is_said(run[1], "cnt") else run),
    (
        re.compile(r"(?:(?<=;)|^)D(?=[cn]?;)"),
        lambda run: [Token("A", run[0].text)] if run[0].text.startswith(COMING) else run,
    ),
    (re.compile(r"(?<=[NH])[,/]y:?[^,;/&]*"), gone),  # Sok Dara, 한국이름 석다라
    # 홍길동 참석 김하늘 불참, 홍길동(참석) 김하늘(불참): what is said of each ends there
    (re.compile(r"(?<=[NTH])x+(?=[^,;/&:xAD]*[NH][^,;/&:]*[AD])"), lambda run: [_COMMA]),
    (re.compile(r"(?<=[NTH])G(?=[^,;/&:]*[NH])"), lambda run: [*run, _COMMA] if _is_said(run[0], "xlcAD") else run),
    (re.compile(r"(?:^|(?<=[;,&]))[^;,&NH]*[NH][^;,&NHAD]*[/:][xl]*[AD](?![:c])"), gone),  # 홍길동 | 대표 | 불참
    (re.compile(r"(?<=/)T?NT?:[xl]*[AD](?![:c])"), gone),  # 김하늘: 참석 / 홍길동: 불참
    (re.compile(r"A(?=T?N)"), lambda run: [LINE, run[0], Token(":")] if run[0].text.endswith(_HEADS) else run),
    (re.compile(r"(?:A[cn]?:|(?:(?<=;)|^)A[cn]*;).*?(?=[lx]:|(?<=;)[lx]c?;|$)"), lambda run: [LINE]),  # 불참: 홍길동
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


# --- brackets

# What a bracket can do without: who is replaced, another name, a body's; a segment that ends in a remark.
_SAYS_WHO_ELSE = Rules((re.compile(rf"{_FROM}[^,;/&]*R[xv]*(?=[,;/&]|$)|[yq]:?[^,;/&]*"), gone))
_WAS = ("전", "전임", "전임자", "前", "구", "이전", "직전")
_SAYS_WHO_WAS = Rules(
    # 홍길동 대표(전임 김하늘), (전 대표 김하늘 자리), not (전 회장)
    (re.compile(rf"{_FROM}M:?[MUB]*T*:?[NH]T*(?=[,;/]|$)"), lambda run: [] if run[0].text in _WAS else run),
    (re.compile(rf"{_FROM}[^,;/&]*[NH]T*x+(?=[,;/]|$)"), lambda run: [] if _is_place_of(run) else run),
)


def _is_place_of(run: list[Token]) -> bool:
    return any(token.text == "자리" for token in run[-2:])


_MORE = Rules((re.compile("on$"), lambda run: [run[0], Token("c", size=int(run[1].text[:4]))]))  # (+2)
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
        if former and former[-1].text in words("away_on") and is_of_somebody and any(t.kind in "NH" for t in former):
            former[-1] = former[-1]._replace(kind="D")  # 홍길동 국장(김하늘 대표는 해외 출장)
        if is_of_somebody and is_of_proxy(made, former, found):
            continue
        if is_of_somebody and is_in_case(former):
            found.absent |= set(names_in(former))
            continue
        inner = rewritten(former, _SAYS_WHO_ELSE)
        inner = rewritten(inner, _SAYS_WHO_WAS) if is_of_somebody else inner
        found.absent |= set(names_in(token.inner)) - set(names_in(inner))
        inner = rewritten(inner, _SAYS_NOTHING)
        is_companion = bool(inner) and is_beside(inner[0].text)
        is_of_others = is_of_somebody and says_of_others(inner)
        inner = rewritten(inner, _MORE)
        inner = in_bracket(inner, is_of_somebody=is_of_somebody and not is_companion)
        found.absent |= {*filter(is_place, names_in(token.inner)), *(t.text for t in inner if t.kind in "UB")}
        said = codes(inner)
        is_title_alone = all(
            t.typed and (before in ("N", "W") or (before == "T" and not is_usual_name(t.text)))
            for t in inner
            if t.kind in "NH"
        )
        if is_of_others:
            found.absent |= set(names_in(token.inner))
            made = without_named(made, set(names_in(token.inner)))
        elif "A" in said or "D" in said:
            made.append(ABSENT)
            names = list(names_in(token.inner))
            found.absent |= set(names if len(names) == 1 else ())
            found.is_unread |= bool(names)  # who does not come, the one beside or the one inside
        elif is_of_somebody and any(t.text in words("couple") for t in inner):
            made.append(Token("C", words("couple")[0]))  # 홍길동 회장(부부동반)
        elif is_of_somebody and (beside := companions(inner)):
            made += [] if before == "c" else beside
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
    # 점장 배추(본명 배주희)
    inner = inner[-1:] if made and made[-1].kind in "NW" and re.fullmatch("[^N]*jN", codes(inner)) else inner
    before, within = made[-1] if made else LINE, _read(inner, is_vague=is_vague)
    if before.kind == "N" and is_kin(inner[-1].text):
        return [*made, Token("g", inner[-1].text)]  # 이영희(홍길동 배우자)
    if is_beside(inner[0].text):
        # 쩐반득 회원(통역 홍길동): who has an interpreter is somebody
        made = [
            Token("N", t.text) if t.kind == "W" and set(codes(made[at + 1 :])) <= set("T") else t
            for at, t in enumerate(made)
        ]
        before = Token("T")
    is_other = before.kind not in "NW" or inner[0].kind not in "NH" or comes_too(inner)
    if is_other or len(within.people) != 1:
        n_others = max(within.n_counted, within.total - len(within.people))
        return [*made, Token("E", size=n_others, people=tuple(within.people))]
    name, title = within.people[0]
    if before.kind == "N" and not HANGUL.fullmatch(name):
        found.absent.add(name)
        return made  # 홍길동(Gildong)
    if before.kind == "N" and is_sure(before.text) and is_sure(name) and not title:
        return made  # of 홍길동(김하늘) is told that somebody is left
    if before.kind == "N" and is_sure(before.text):
        found.is_unread = True  # 홍길동(김하늘 총무): who of them comes is not said, and neither is left out
        return [*made, Token("E", people=tuple(within.people))]
    found.is_unread |= before.kind == "N" and not (title or is_usual_name(name))
    found.absent |= set(() if is_sure(before.text) else names_in([before]))
    return [*made[:-1], Token("N", name), *([Token("T", title)] if title else [])]
