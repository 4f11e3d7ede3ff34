"""Lists of people as they are typed: every named person once, with the title that stands beside the name.

people_tokens.py makes tokens of the cell. Here those who do not come are left out, separators cut the tokens into
entries, the entries that are plain tell how the cell is laid out, and each entry pairs its names with its titles.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.parse.people_tokens import (
    HANGUL,
    LABELS,
    TIE,
    Kind,
    Token,
    is_name,
    is_title,
    is_title_ending,
    is_usual_name,
    titles,
    tokens,
)
from transforms.parse.text import clean, is_blank

__all__ = ["People", "Person", "is_name", "is_title", "people"]


class Person(NamedTuple):
    """A name and the title typed beside it ('' when none)."""

    name: str
    title: str


class People(NamedTuple):
    """The named people in order, how many more were announced unnamed, and whether the cell says "myself"."""

    named: tuple[Person, ...]
    n_unnamed: int
    is_self: bool


_K = Kind
_END = Token(_K.LINE)
_SKIPPED = LABELS | {_K.NOTE, _K.ALONE}
_ENDS_ENTRY = frozenset({_K.LINE, _K.COMMA, _K.JOIN})
_BEFORE_TITLE = frozenset({_K.WORD, _K.MODIFIER, _K.UNIT})
_OF_A_TITLE = _BEFORE_TITLE | {_K.TITLE, _K.NAME}
_COUNTABLE = frozenset({_K.TITLE, _K.CROWD, _K.WORD, _K.UNIT})
_BETWEEN_EACH = frozenset({_K.COMMA, _K.SLASH, _K.JOIN, _K.DOT, _K.TIGHT_SLASH})
_AWAY = frozenset({_K.ABSENT, _K.DENIAL})
_HEADINGS = LABELS | {_K.NOTE, _K.ABSENT, _K.COLON, _K.COUNT, _K.NUMBER}
_PARTS_ENTRY = frozenset({_K.OTHERS, _K.INCLUDING})
_UNSURE = frozenset({_K.PROMISE, _K.PROSE})
_MAX_CHARS, _LONGEST_NAME = 4000, 60

_TAB = re.compile(r"\t+")
_BETWEEN = re.compile(r"[\s,;/]")
_PLAIN_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ.'’\-]*")
_HAN = re.compile(r"[一-鿿]{2,4}")


def people(text: str) -> People:
    """Everyone named in the cell, once and in order.

    >>> people("대표 홍길동 외 2명")
    People(named=(Person(name='홍길동', title='대표'),), n_unnamed=2, is_self=False)
    >>> [tuple(p) for p in people("① 홍길동(대표) ② 김철수 간사님").named]
    [('홍길동', '대표'), ('김철수', '간사')]
    >>> people("추후 제출")
    People(named=(), n_unnamed=0, is_self=False)
    """
    value = clean(_TAB.sub(" | ", _cut(text)).translate(_PLAIN_WIDTH))
    present = list(_attending(tokens(value)))
    found = _summed(_read(present))
    if is_blank(value):
        return People((), 0, found.is_self)
    is_alone = not found.named and any(t.kind is _K.ALONE for t in present)
    return found._replace(is_self=True) if is_alone else found


def _cut(text: str) -> str:
    """The text within bounds, cut where a name that stands across the bound is whole."""
    if len(text) <= _MAX_CHARS:
        return text
    end = _BETWEEN.search(text, _MAX_CHARS, _MAX_CHARS + _LONGEST_NAME)
    return text[: end.start() if end else _MAX_CHARS + _LONGEST_NAME]


# --- who comes


def _attending(listed: list[Token]) -> Iterator[Token]:
    """The tokens that stand under no heading of those who do not come."""
    if not any(t.kind is _K.ABSENT or t.inner for t in listed):
        yield from listed
        return
    is_away = has_headings = False
    before = _END
    for at, token in enumerate(listed):
        after = listed[at + 1] if at + 1 < len(listed) else _END
        is_first = before.kind in _ENDS_ENTRY or before.kind is _K.SLASH
        heading = _heading(token) if _is_heading(token, after, is_first=is_first or has_headings) else ""
        if heading:
            is_away = heading == "away"
            has_headings = has_headings or token.kind is _K.GROUP
        if heading and token.kind is _K.GROUP:
            yield _END
        elif not is_away:
            yield token
        before = token


def _is_heading(token: Token, after: Token, *, is_first: bool) -> bool:
    """[불참] first or after other such headings, 불참: anywhere, or a line of its own."""
    if token.kind is _K.GROUP:
        return is_first and all(t.kind in _HEADINGS for t in token.inner)
    return after.kind is _K.COLON or (is_first and after.kind is _K.LINE and after is not _END)


def _heading(token: Token) -> str:
    """ "away" over those who do not come, "here" over those who come, "" for anything else."""
    inner = token.inner or (token,)
    if any(t.kind is _K.ABSENT for t in inner):
        return "away"
    return "here" if any(t.kind in _SKIPPED and t.text.startswith(("참", "출석")) for t in inner) else ""


# --- entries


class _Reading(NamedTuple):
    """What one entry or more say."""

    people: tuple[Person, ...] = ()
    posts: tuple[str, ...] = ()  # titles that nobody is named with
    n_counted: int = 0  # people announced beside those named
    total: int = 0  # people announced in all
    is_self: bool = False
    is_self_unnamed: bool = False
    shared: str = ""  # a title with a colon: that of the names that follow as well

    @property
    def is_lone_name(self) -> bool:
        """One name without a title, and nothing else."""
        is_more = self.posts or self.n_counted or self.is_self
        return len(self.people) == 1 and not self.people[0].title and not is_more

    @property
    def is_lone_post(self) -> bool:
        """One title without a name, and nothing else."""
        return len(self.posts) == 1 and not (self.people or self.n_counted or self.is_self)


class _Entry(NamedTuple):
    """Tokens between two separators, and whether a new line or sentence begins with them."""

    is_new_line: bool
    tokens: list[Token]


_NOTHING = _Reading()


def _read(listed: Sequence[Token]) -> _Reading:
    """What all entries among the tokens say together."""
    is_vague = any(t.kind in _UNSURE for t in listed)
    entries = list(_entries(_shared_out(listed)))
    plain = [_plain(entry.tokens) for entry in entries]
    if not is_vague and None in plain:
        entries = _laid_out(entries)
    readings: list[_Reading] = []
    shared = ""
    for (is_new_line, entry), read in zip(entries, plain, strict=True):
        reading = _read_entry(entry, is_vague=is_vague) if read is None or is_vague else read
        is_titled = bool(reading.posts) or any(person.title for person in reading.people)
        shared = reading.shared or ("" if is_new_line or is_titled else shared)
        if shared and not is_titled:
            reading = reading._replace(people=_titled(reading.people, shared))
        readings.append(reading)
    return _joined(_with_lone_titles(readings))


def _shared_out(listed: Sequence[Token]) -> Sequence[Token]:
    """The tokens with 홍길동, 김철수 (대표, 간사) as 홍길동 대표, 김철수 간사: a title for each name in order."""
    for at, token in enumerate(listed):
        each = [t for t in token.inner if t.kind is _K.TITLE]
        marks = token.inner[1::2]
        if len(each) < 2 or token.inner[::2] != tuple(each) or not all(t.kind in _BETWEEN_EACH for t in marks):
            continue
        names: list[str] = []
        begin = at
        while begin and (listed[begin - 1].kind in _BETWEEN_EACH or _is_bare(listed[begin - 1])):
            begin -= 1
            if listed[begin].kind is _K.NAME:
                names = [*listed[begin].text.split(TIE), *names]
        if len(names) == len(each):
            pairs = ((Token(_K.NAME, name), title, Token(_K.COMMA)) for name, title in zip(names, each, strict=True))
            return [*listed[:begin], *(t for pair in pairs for t in pair), *_shared_out(listed[at + 1 :])]
    return listed


def _plain(entry: list[Token]) -> _Reading | None:
    """What the entry says where it is nothing but a name, a name and a title, or a number in a list."""
    if len(entry) > 2:
        return None
    first, last = entry[0], entry[-1]
    if first is last:
        is_name_alone = first.kind is _K.NAME and not first.title and TIE not in first.text
        if is_name_alone:
            return _Reading((Person(first.text, ""),))
        return _NOTHING if first.kind is _K.NUMBER else None
    name, title = (last, first) if first.kind is _K.TITLE else (first, last)
    if title.kind is _K.GROUP and len(title.inner) == 1:
        title = title.inner[0]
    is_pair = name.kind is _K.NAME and title.kind is _K.TITLE and not name.title and TIE not in name.text
    return _Reading((Person(name.text, title.text),)) if is_pair else None


def _entries(listed: Sequence[Token]) -> Iterator[_Entry]:
    """Each run of tokens between separators; "in all three" stands alone."""
    is_new_line, entry = True, list[Token]()
    for at, token in enumerate([*listed, _END]):
        is_sum = token.kind is _K.TOTAL and [t.kind for t in listed[at + 1 : at + 2]] == [_K.COUNT]
        if token.kind in _ENDS_ENTRY or is_sum:
            if entry:
                for part in _slash_parts(entry):
                    yield _Entry(is_new_line, part)
                    is_new_line = False
                entry = []
            is_new_line = is_new_line or token.kind is _K.LINE
        if token.kind not in _ENDS_ENTRY:
            entry.append(token)


def _with_lone_titles(readings: list[_Reading]) -> list[_Reading]:
    """홍길동, 대표, 김철수, 간사: a title in an entry of its own goes to the name beside it."""
    if not any(reading.is_lone_post for reading in readings):
        return readings
    made: list[_Reading] = []
    waiting = ""  # a title that stood first
    for reading in readings:
        is_kin = reading.is_lone_post and titles().get(reading.posts[0]) == "kin"
        if reading.is_lone_post and not is_kin and made and made[-1].is_lone_name:
            made[-1] = made[-1]._replace(people=(Person(made[-1].people[0].name, reading.posts[0]),))
        elif reading.is_lone_name and waiting:
            made[-1] = made[-1]._replace(posts=(), people=(Person(reading.people[0].name, waiting),))
        else:
            made.append(reading)
            waiting = reading.posts[0] if reading.is_lone_post else ""
            continue
        waiting = ""
    return made


def _joined(readings: Iterable[_Reading]) -> _Reading:
    """What all the readings say; the greatest total is the one of the cell."""
    listed = [reading for reading in readings if reading is not _NOTHING]
    if len(listed) < 2:
        return listed[0] if listed else _NOTHING
    return _Reading(
        people=tuple(p for r in listed for p in r.people),
        posts=tuple(t for r in listed for t in r.posts),
        n_counted=sum(r.n_counted for r in listed),
        total=max(r.total for r in listed),
        is_self=any(r.is_self for r in listed),
        is_self_unnamed=any(r.is_self_unnamed for r in listed),
        shared=next((r.shared for r in reversed(listed) if r.shared), ""),
    )


def _slash_parts(listed: list[Token]) -> list[list[Token]]:
    """The tokens between slashes, each name with its title; 홍길동/대표/김철수/간사 stays one part."""
    if not any(t.kind is _K.SLASH for t in listed):
        return [listed]
    parts: list[list[Token]] = []
    waiting: list[Token] = []
    part: list[Token] = []
    for token in [*listed, Token(_K.SLASH)]:
        if token.kind is not _K.SLASH:
            part.append(token)
        elif _is_complete(part):
            parts += [waiting, part] if waiting else [part]
            waiting, part = [], []
        elif part:
            waiting, part = [*waiting, *([token] if waiting else []), *part], []
    if waiting and parts and not any(t.kind is _K.NAME for t in waiting):
        parts[-1] = parts[-1] + waiting
    elif waiting:
        parts.append(waiting)
    return parts


def _is_complete(part: list[Token]) -> bool:
    is_titled = any(t.title or t.kind is _K.TITLE or any(i.kind is _K.TITLE for i in t.inner) for t in part)
    return is_titled and any(t.kind is _K.NAME for t in part)


# --- the layout of the cell


class _Pair(NamedTuple):
    """An entry of two sides: how they are parted, and what stands on each."""

    glue: Kind | None  # None for a space
    left: Sequence[Token]
    right: Sequence[Token]

    def sides(self, *, is_name_first: bool) -> tuple[Sequence[Token], Sequence[Token]]:
        """The name's side and the title's; of words with spaces between, the outermost is the name."""
        if self.glue is not None:
            return (self.left, self.right) if is_name_first else (self.right, self.left)
        return (self.left[:1], self.left[1:]) if is_name_first else (self.left[-1:], self.left[:-1])


def _laid_out(entries: list[_Entry]) -> list[_Entry]:
    """The entries, with words that no table knows read by the order that the others keep."""
    pairs = [_pair(entry.tokens) for entry in entries]
    orders: dict[Kind | None, set[bool]] = {}
    for pair in pairs:
        if pair:
            known = [is_first for is_first in (True, False) if _is_known(*pair.sides(is_name_first=is_first))]
            orders.setdefault(pair.glue, set()).update(known)
    labels = [t.kind for entry in entries for t in entry.tokens if t.kind in (_K.NAME_LABEL, _K.TITLE_LABEL)]
    by_labels = {labels[0] is _K.NAME_LABEL} if len(set(labels)) == 2 else set[bool]()
    return [
        _Entry(is_new_line, _by_order(listed, pair, orders.get(pair.glue) or by_labels) if pair else listed)
        for (is_new_line, listed), pair in zip(entries, pairs, strict=True)
    ]


def _pair(entry: list[Token]) -> _Pair | None:
    """The two sides of an entry that is nothing but a name and a title, either of them perhaps unknown."""
    content = [t for t in entry if t.kind not in _SKIPPED and t.kind is not _K.NUMBER]
    marks = [at for at, t in enumerate(content) if t.kind not in _OF_A_TITLE]
    if len(content) < 2 or len(marks) > 1:
        return None
    if not marks:
        return _Pair(None, content, ())
    at, mark = marks[0], content[marks[0]]
    left, right = content[:at], content[at + 1 :]
    if mark.kind is _K.GROUP:
        inner = [t for t in mark.inner if t.kind not in _SKIPPED]
        if not all(t.kind in _OF_A_TITLE for t in inner) or bool(left) is bool(right):
            return None
        left, right = left or inner, right or inner
    elif mark.kind not in (_K.COLON, _K.SLASH):
        return None
    return _Pair(mark.kind, left, right) if left and right else None


def _is_known(names: Sequence[Token], titles_: Sequence[Token]) -> bool:
    """True when one side is a name and the other says a title and no name."""
    kinds = {t.kind for t in titles_}
    return [t.kind for t in names] == [_K.NAME] and not names[0].title and _K.TITLE in kinds and _K.NAME not in kinds


def _by_order(entry: list[Token], pair: _Pair, orders: set[bool]) -> list[Token]:
    """The entry as name and title where its words allow for the one order that the cell keeps."""
    orders = orders or _order_alone(pair)
    if len(orders) != 1:
        return entry
    is_name_first = next(iter(orders))
    names, titles_ = pair.sides(is_name_first=is_name_first)
    is_plain = len(names) == 1 and _can_be_name(names[0]) and len(titles_) > 0
    if not is_plain or _is_known(names, titles_) or not all(_can_be_of_title(t) for t in titles_):
        return entry
    if names[0].kind is _K.WORD and any(t.kind is _K.NAME for t in titles_):
        return entry
    name, title = Token(_K.NAME, names[0].text), Token(_K.TITLE, " ".join(t.text for t in titles_))
    if pair.glue is _K.COLON and not is_name_first:
        return [title, Token(_K.COLON), name]
    return [name, title]


def _order_alone(pair: _Pair) -> set[bool]:
    """The order where no other entry tells it: the form asks for name/title, and a usual name is the name."""
    if pair.glue is _K.GROUP:
        return {True}
    sure = [t.kind is _K.NAME and is_usual_name(t.text) for t in (*pair.left, *pair.right)]
    n_names = sum(t.kind is _K.NAME for t in (*pair.left, *pair.right))
    return {sure[0]} if n_names == 1 and (sure[0] or sure[-1]) else set()


def _can_be_name(token: Token) -> bool:
    if token.kind is _K.NAME:
        return not token.title
    return token.kind is _K.WORD and 2 <= len(token.text) <= 4 and HANGUL.fullmatch(token.text) is not None


def _can_be_of_title(token: Token) -> bool:
    is_sure_name = len(token.text) > 2 and is_usual_name(token.text)
    if token.kind is _K.NAME and (is_sure_name or TIE in token.text or token.title):
        return False
    return HANGUL.search(token.text) is not None


# --- an entry


def _read_entry(entry: list[Token], *, is_vague: bool) -> _Reading:
    """What one entry says; 외 and 등 part those named from those counted."""
    if not any(t.kind in _PARTS_ENTRY for t in entry):
        return _read_part(entry, None, is_vague=is_vague)
    parts: list[tuple[Kind | None, list[Token]]] = [(None, [])]
    for token in entry:
        if token.kind in _PARTS_ENTRY:
            parts.append((token.kind, []))
        else:
            parts[-1][1].append(token)
    return _joined(_read_part(part, marker, is_vague=is_vague) for marker, part in parts if part)


def _read_part(tokens: list[Token], marker: Kind | None, *, is_vague: bool) -> _Reading:
    tokens = _present(tokens)
    inner = [t for token in tokens for t in token.inner]
    kinds = {t.kind for t in tokens}
    is_self = _K.SELF in kinds or any(t.kind is _K.SELF for t in inner)
    rest, listed = _without_counts(tokens, marker)
    paired = _paired(rest)
    people_ = paired.people
    if not (people_ or listed.people or listed.n_counted or _K.SELF in kinds):
        unlisted = _unlisted(rest, is_alone_enough=not is_vague and marker is None)
        if unlisted:
            paired, people_ = _NOTHING, (unlisted,)
    if kinds & _UNSURE:
        # Words of a sentence that look like names: a title beside one is what tells a name.
        people_ = tuple(p for p in people_ if p.title)
    elif is_vague:
        people_ = tuple(p for p in people_ if p.title or len(p.name) > 2)
    return _joined(
        [
            listed,
            paired._replace(
                people=people_,
                posts=() if is_self or marker else paired.posts,
                is_self=is_self,
                is_self_unnamed=is_self and not people_,
            ),
        ]
    )


def _present(tokens: list[Token]) -> list[Token]:
    """The tokens without those of whom it is said that they do not come: the verb stands last."""
    for at in reversed(range(len(tokens))):
        if tokens[at].kind in _AWAY or any(t.kind in _AWAY for t in tokens[at].inner):
            is_said_before = any(t.kind in (_K.NAME, _K.TITLE, _K.SELF, _K.WORD) for t in tokens[:at])
            return tokens[at + 1 :] if is_said_before else []
    return tokens


def _without_counts(tokens: list[Token], marker: Kind | None) -> tuple[list[Token], _Reading]:
    """The tokens without counts and the words that say who is counted, and what the counts say."""
    if not any(t.kind in (_K.COUNT, _K.NUMBER) for t in tokens):
        return tokens, _NOTHING
    rest: list[Token] = []
    found: list[_Reading] = []
    listing_at = -1
    for at, token in enumerate(tokens):
        if at == listing_at:
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else _END
        # 교사 4, 외 3: a number without a unit counts people where it ends what says whom.
        is_last = following.kind in (_K.LINE, _K.GROUP, _K.NOTE)
        if token.kind is not _K.COUNT and not (token.kind is _K.NUMBER and is_last):
            rest.append(token)
            continue
        is_named = any(t.kind in (_K.NAME, _K.SELF) for t in rest)
        if is_named and titles().get(rest[-1].text) == "kin":
            rest.pop()  # 홍길동 가족 4명
        who = [] if is_named else [t for t in rest if t.kind in _COUNTABLE]
        if token.kind is _K.NUMBER and not (who or marker):
            continue
        size = token.size if token.kind is _K.COUNT else int(token.text[:4])
        is_of_all = not who or any(t.kind is _K.TOTAL for t in rest)
        if marker is _K.INCLUDING or (marker is None and is_of_all):
            found.append(_Reading(total=size))
            continue
        listing = _read(following.inner)
        if listing.people:
            title = next((t.text for t in reversed(who) if t.kind is _K.TITLE), "")
            found.append(_Reading(people=_titled(listing.people, title)))
            listing_at = at + 1
        found.append(_Reading(n_counted=max(0, size - len(listing.people))))
        rest = rest if is_named else [t for t in rest if t.kind not in _COUNTABLE]
    return rest, _joined(found)


# --- names and titles


@dataclass(slots=True)
class _Slot:
    """A name on its way to a Person, with the titles that follow it outside and inside brackets."""

    name: str = ""
    fixed: str = ""  # the title written together with the name
    prefix: str = ""  # the department before it
    after: list[str] = field(default_factory=list)
    in_brackets: list[str] = field(default_factory=list)

    def people(self, beside: list[str]) -> Iterator[Person]:
        # A form of address gives way to a title in brackets, and brackets give way to any other title.
        strong = [t for t in beside if titles().get(t) != "address"]
        chosen = strong or ([] if self.in_brackets else beside[:1])
        title = " ".join([*([self.fixed] if self.fixed else []), *chosen]) or " ".join(self.in_brackets)
        if self.prefix and (title in beside or not title):
            title = f"{self.prefix} {title}".strip()
        for name in self.name.split(TIE):
            yield Person(name, title)


def _paired(tokens: list[Token]) -> _Reading:
    """Each name of the part with its titles; the first of name and title tells which way titles lean."""
    slots = [_Slot()]  # the first holds what stands before any name
    extra: list[_Reading] = []
    held: list[Token] = []  # words that wait for the title or name that they belong to
    colon_title = ""
    previous = _END
    for token in _resolved(tokens):
        if token.kind is _K.NAME:
            units = [t.text for t in held if t.kind is _K.UNIT]
            slots.append(_Slot(token.text, token.title, " ".join(units[-1:])))
            held = []
        elif token.kind is _K.TITLE:
            slots[-1].after.append(_phrase(held, token))
            held = []
        elif token.kind in _BEFORE_TITLE:
            held.append(token)
        elif token.kind is _K.SLASH:
            held = []
        elif token.kind is _K.GROUP:
            if slots[-1].name and any(t.kind is _K.ALIAS for t in token.inner):
                continue
            # 홍길동(푸른숨 대표): without a name, a bracket after a name speaks of that name.
            is_of_name = bool(slots[-1].name) and not any(t.kind is _K.NAME for t in token.inner)
            inner = _read(token.inner)
            extra.append(_Reading(n_counted=inner.n_counted, total=inner.total))
            inner = _NOTHING if is_of_name else inner
            begins = next((t.kind for t in token.inner if t.kind not in _SKIPPED), None)
            slot = slots[-1]
            is_untitled = not (slot.after or slot.fixed)
            if len(inner.people) == 1 and begins is _K.NAME and is_untitled:
                # 민들레(홍길동, 대표): the bracket says who the nickname is.
                alias = _Slot(inner.people[0].name, inner.people[0].title)
                slots = [*slots[:-1], alias] if slot.name else [*slots, alias]
            elif inner.people:
                title = slot.after[-1] if slot.after and not slot.name else ""
                extra.append(_Reading(people=_titled(inner.people, title)))
            else:
                slot.in_brackets += _bracket_titles(token.inner)
        elif token.kind is _K.COLON and previous.kind is _K.TITLE and not slots[-1].name:
            colon_title = previous.text
        previous = token
    ahead, *named = slots
    if not named:
        posts = () if extra else tuple([" ".join(ahead.after)] if ahead.after else ahead.in_brackets[:1])
        return _joined([_Reading(posts=posts), *extra])
    if not (named[-1].after or named[-1].in_brackets or named[-1].fixed or ahead.after):
        named[-1].after += [t.text for t in held if t.kind is _K.UNIT]
    people_ = tuple(_leaning(ahead, named))
    if colon_title:
        people_ = _titled(people_, colon_title)
    return _joined([_Reading(people=people_, shared=colon_title), *extra])


def _titled(found: Iterable[Person], title: str) -> tuple[Person, ...]:
    return tuple(person if person.title else Person(person.name, title) for person in found)


def _leaning(ahead: _Slot, named: list[_Slot]) -> Iterator[Person]:
    named[0].in_brackets = ahead.in_brackets + named[0].in_brackets
    leans_forward = bool(ahead.after)
    gaps = [ahead.after, *(slot.after for slot in named)]
    is_last_untitled = not gaps[-1] and not named[-1].in_brackets
    if not leans_forward and is_last_untitled and len(named) > 1 and len(gaps[-2]) > 1:
        # 홍길동 대표 간사 김철수: two titles between two names are one for each.
        gaps[-1], gaps[-2] = gaps[-2][-1:], gaps[-2][:-1]
    for at, slot in enumerate(named):
        beside = gaps[at] if leans_forward else gaps[at + 1]
        if leans_forward and at == len(named) - 1:
            beside = beside + gaps[-1]
        yield from slot.people(beside)


def _phrase(held: list[Token], title: Token) -> str:
    """The title with the words before it that belong to it: 마을 활동가, ESG팀 팀장."""
    return " ".join([*(t.text for t in held[-2:]), title.text])


def _bracket_titles(inner: tuple[Token, ...]) -> list[str]:
    found: list[str] = []
    held: list[Token] = []
    for token in inner:
        if token.kind is _K.TITLE:
            found.append(_phrase(held, token))
            held = []
        elif token.kind in _BEFORE_TITLE:
            held.append(token)
        elif token.kind not in _SKIPPED:
            held = []
    return found or [t.text for t in inner if t.kind is _K.UNIT]


def _resolved(listed: list[Token]) -> list[Token]:
    """The tokens with those that mean another thing beside their neighbours than alone."""
    made: list[Token] = []
    for at, token in enumerate(listed):
        before = next((t for t in reversed(made) if t.kind is not _K.SLASH), _END)
        after, beyond = (*listed[at + 1 : at + 3], _END, _END)[:2]
        if token.kind is _K.GROUP:
            if before.kind in (_K.NAME, _K.WORD) and _is_title_alone(token):
                token = token._replace(inner=tuple(_as_title(t) if t.typed else t for t in token.inner))
        elif token.kind is _K.TITLE:
            # 하모니카 동호회: what a body does is no title of its own.
            if after.kind is _K.UNIT and not is_title_ending(token.text):
                token = Token(_K.WORD, token.text)
        elif token.kind is _K.NAME and _is_of_next(token, after, beyond) and not _has_title(listed[at + 3 :]):
            token = _as_title(token) if token.typed else Token(_K.WORD, token.text)
        elif token.typed and (_is_bare(before) or _leads(before, after, beyond)):
            # 도시숲팀장 beside a bare name is its title, though it could be one 도시숲 with a title.
            token = _as_title(token)
        made.append(token)
    return made


def _leads(before: Token, after: Token, beyond: Token) -> bool:
    """True where a title would be that of the name that follows."""
    return _is_bare(after) and beyond.kind is not _K.TITLE and not before.title


def _has_title(listed: Sequence[Token]) -> bool:
    return any(t.kind is _K.TITLE for t in listed)


def _is_of_next(token: Token, after: Token, beyond: Token) -> bool:
    """모란시장 상인회장 구달수: what stands before the title of a sure name is no other person."""
    is_doubtful = bool(token.typed) or (_is_bare(token) and not is_usual_name(token.text))
    is_led = after.kind in (_K.TITLE, _K.COLON) and _is_bare(beyond) and is_usual_name(beyond.text)
    return is_doubtful and is_led


def _as_title(token: Token) -> Token:
    return Token(_K.TITLE, token.typed)


def _is_title_alone(bracket: Token) -> bool:
    return all(t.typed or (t.kind is not _K.NAME and t.kind not in _ENDS_ENTRY) for t in bracket.inner)


def _is_bare(token: Token) -> bool:
    return token.kind is _K.NAME and not token.title


def _unlisted(tokens: list[Token], *, is_alone_enough: bool) -> Person | None:
    """A nickname, a religious or a foreign name: words beside a title, Latin words, or one word alone."""
    content = [t for t in tokens if t.kind not in _SKIPPED and t.kind not in (_K.SLASH, _K.COLON, _K.TOTAL)]
    words = [t.text for t in content if t.kind is _K.WORD]
    beside = [t.text for t in content if t.kind is _K.TITLE]
    beside = [t for t in beside if titles().get(t) != "address"] or (
        [t for token in content for t in _bracket_titles(token.inner)] or beside
    )
    is_clear = all(t.kind in (_K.WORD, _K.TITLE, _K.GROUP, _K.NUMBER) for t in content)
    if not words or not is_clear or len(words) > 4:
        return None
    name, title = " ".join(words), " ".join(beside)
    is_latin = all(_LATIN.fullmatch(w) for w in words)
    is_given_name = is_alone_enough and name.istitle() and len(name) > 2
    if is_latin and (len(words) > 1 or (beside and len(name) > 1) or is_given_name):
        return Person(name, title)
    is_hangul = all(HANGUL.fullmatch(w) for w in words)
    is_name_long = 2 <= len(name) <= 6 if len(words) == 1 else len(name) <= 14
    if beside and ((is_hangul and is_name_long) or _HAN.fullmatch(name)):
        return Person(name, title)
    is_lone_word = is_alone_enough and len(content) == 1 and is_hangul and 2 <= len(name) <= 4
    return Person(name, "") if is_lone_word else None


# --- the cell


def _summed(reading: _Reading) -> People:
    named = _each_once(reading.people)
    titles = {person.title for person in named}
    n_counted = reading.n_counted + sum(post not in titles for post in reading.posts)
    n_said = len(named) + n_counted + reading.is_self_unnamed
    return People(named, n_counted + max(0, reading.total - n_said), reading.is_self)


def _each_once(found: Iterable[Person]) -> tuple[Person, ...]:
    """The people in order; a second mention without a title, or by the given name, is the same person."""
    listed = list(dict.fromkeys(found))
    titled = {person.name for person in listed if person.title}
    given = {person.name[1:] for person in listed if len(person.name) == 3}
    return tuple(p for p in listed if p.title or (p.name not in titled and p.name not in given))
