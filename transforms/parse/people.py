"""Lists of people as they are typed: every named person once, with the title that stands beside the name.

A cell is read in four steps: marks and words become tokens, each bracket becomes one token, separators cut
the tokens into entries, and each entry pairs its names with its titles. What a word can mean stands in the
reference tables titles, surnames and people_words; what it means here, its neighbours say.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.parse.counts import count
from transforms.parse.text import clean, is_blank
from transforms.reference import rows


class Person(NamedTuple):
    """A name and the title typed beside it ('' when none)."""

    name: str
    title: str


class People(NamedTuple):
    """The named people in order, how many more were announced unnamed, and whether the cell says "myself"."""

    named: tuple[Person, ...]
    n_unnamed: int
    is_self: bool


class _Kind(StrEnum):
    """What a token is; the upper half are the kinds that people_words.csv gives to words."""

    SELF = "self"
    ALONE = "alone"  # "by oneself": the sender, where nobody is named
    LABEL = "label"
    NOTE = "note"
    FOREIGN = "foreign"  # has the shape of a Korean name and is none: Maria, Peter
    PROMISE = "promise"  # the names come later
    PROSE = "prose"  # a verb that this list does not expect
    ABSENT = "absent"
    TOTAL = "total"  # the count that follows includes those named
    OTHERS = "others"  # the count that follows is of people besides those named
    INCLUDING = "including"
    CROWD = "crowd"  # people without names: children, guests
    MODIFIER = "modifier"  # stands before a title, never a name: former, acting, village
    UNIT = "unit"  # a department or body
    JOIN = "join"  # and
    NUMBER = "number"
    HEADCOUNT = "headcount"
    ASIDE = "aside"  # what a number counts when it does not count people

    NAME = "name"
    TITLE = "title"
    WORD = "word"
    COUNT = "count"
    OPEN = "open"
    CLOSE = "close"
    GROUP = "group"  # a bracket and what it holds
    LINE = "line"
    COMMA = "comma"
    SLASH = "slash"
    COLON = "colon"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    text: str = ""
    title: str = ""  # of a NAME written together with its title
    typed: str = ""  # the two as one word, where the word could be a title as well
    size: int = 0  # of a COUNT
    inner: "tuple[_Token, ...]" = ()  # of a GROUP


_K = _Kind
_END = _Token(_K.LINE)
_SKIPPED = frozenset({_K.NOTE, _K.LABEL, _K.ALONE})
_ENDS_ENTRY = frozenset({_K.LINE, _K.COMMA, _K.JOIN})
_BEFORE_TITLE = frozenset({_K.WORD, _K.MODIFIER, _K.UNIT})
_COUNTABLE = frozenset({_K.TITLE, _K.CROWD, _K.WORD, _K.UNIT})
_MAX_CHARS, _LONGEST_NAME = 4000, 60

_CIRCLED = "①-⑳⓪❶-❿➀-➓⑴-⒇㉠-㉮⒜-⒵"
_LETTER = rf"[^\W\d_ㆍ{_CIRCLED}]"
_TAB = re.compile(r"\t+")
_BETWEEN = re.compile(r"[\s,;/]")
_PLAIN_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HANGUL = re.compile(r"[가-힣]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ.'’\-]*")
_JAMO = re.compile(r"[ㄱ-ㅣ]+")
_HAN = re.compile(r"[一-鿿]{2,4}")
# What leans on a name or title: honour, then a particle, then the end of a sentence.
_ENDING = re.compile(
    r"(?P<honour>님들|님|씨|氏|귀하|드림|올림)?(?P<particle>이랑|하고|께서는|께서|외에|포함|까지|이서|[랑와과및외外등等가이은는도만])?"
    r"(?P<copula>입니다|이에요|예요|이고|이며|이요|요)?"
)
# What a particle begins after the word that it leans on.
_BEGINS = {
    **dict.fromkeys(("이랑", "하고", "랑", "와", "과", "및"), _K.JOIN),
    **dict.fromkeys(("외", "외에", "外"), _K.OTHERS),
    **dict.fromkeys(("등", "等", "포함"), _K.INCLUDING),
}
_SURE = frozenset(_BEGINS) - {"랑", "등"}
# Syllables that end given names as readily as they mark a subject.
_NAMELIKE = frozenset({"랑", "이", "은"})
_HONOURED = re.compile(r"[가-힣](?:님|씨)(?![가-힣])")


@cache
def _titles() -> dict[str, str]:
    return {row["title"].lower(): row["use"] for row in rows("titles")}


@cache
def _title_endings() -> tuple[str, ...]:
    return tuple(title for title, use in _titles().items() if use == "ending")


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    names = [row["surname"] for row in rows("surnames")]
    return frozenset(n for n in names if len(n) == 1), frozenset(n for n in names if len(n) == 2)


@cache
def _words(*kinds: _Kind) -> dict[str, _Kind]:
    return {row["word"]: _Kind(row["kind"]) for row in rows("people_words") if row["kind"] in kinds}


@cache
def _whole_words() -> dict[str, _Kind]:
    return _words(*(k for k in _Kind if k not in (_K.UNIT, _K.PROSE, _K.ASIDE, _K.NUMBER)))


@cache
def _marks() -> re.Pattern[str]:
    """One alternative for each kind of mark or word, the narrower first; none can match in two ways."""
    numbers = "|".join(sorted(_words(_K.NUMBER), key=len, reverse=True))
    return re.compile(rf"""
        (?P<skip>\s+ | [\w.+-]{{1,64}}@[\w.-]{{1,255}} | \+?\d(?:[ .\-–)]?\d){{7,14}} | ["'“”‘’])
      | (?P<line>\n | (?:(?<=\s)|^)[가나다라마바사아자차카타파하][.)](?=\s?\S) | // | \|\|
                 | [{_CIRCLED}] | (?<!\w)[oOㅇ](?=\s))
      | (?P<others>\+(?=\s?\d))
      | (?P<count>(?:\d{{1,4}}(?:\s?[~∼〜\-–]\s?\d{{1,4}})?\s?여?\s?(?:명|인|분|名|人|사람)
                 | (?<!\w)(?:{numbers})\s?(?:명|분|사람)(?:이서|이요|이|만|은|도)?(?![가-힣])))
      | (?P<open>[(\[{{<《〈「『【]) | (?P<close>[)\]}}>》〉」』】])
      | (?P<comma>[,、·ㆍ‧・∙•]) | (?P<slash>[/|\\]) | (?P<colon>:) | (?P<tie>[=_~\-–—])
      | (?P<word>\d*{_LETTER}+(?:(?<=[A-Za-zÀ-ỿ])['’.\-](?=[A-Za-zÀ-ỿ]){_LETTER}+)*)
      | (?P<number>\d+)
      | (?P<other>.)
    """, re.VERBOSE | re.DOTALL)


def is_title(word: str) -> bool:
    """True when the word is a title, by the list or by its ending.

    >>> [is_title(w) for w in ("이사", "맞춤형복지팀장", "7통장", "이사랑")]
    [True, True, True, False]
    """
    bare = word.lower().lstrip("0123456789")
    return bare in _titles() or (len(word) >= 4 and bare.endswith(_title_endings()))


def is_name(word: str) -> bool:
    """True when the word has the shape of a Korean personal name: a surname and one to three syllables.

    >>> [is_name(w) for w in ("김하늘", "남궁병달", "대표", "김대표", "무심천지킴이")]
    [True, True, False, False, False]
    """
    if not 2 <= len(word) <= 5 or not _HANGUL.fullmatch(word) or is_title(word) or word in _whole_words():
        return False
    one, two = _surnames()
    if word[0] in one and word[1:] in _title_endings():
        return False
    return (len(word) <= 4 and word[0] in one) or (len(word) >= 3 and word[:2] in two)


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
    tokens = _grouped(_spaced_names(list(_tokens(value))))
    found = _summed(_read(tokens))
    if is_blank(value):
        return People((), 0, found.is_self)
    is_alone = not found.named and any(t.kind is _K.ALONE for t in tokens)
    return found._replace(is_self=True) if is_alone else found


def _cut(text: str) -> str:
    """The text within bounds, cut where a name that stands across the bound is whole."""
    if len(text) <= _MAX_CHARS:
        return text
    end = _BETWEEN.search(text, _MAX_CHARS, _MAX_CHARS + _LONGEST_NAME)
    return text[: end.start() if end else _MAX_CHARS + _LONGEST_NAME]


# --- tokens


def _tokens(value: str) -> Iterator[_Token]:
    is_polite = len(_HONOURED.findall(value)) > 1
    after_close = -1
    for mark in _marks().finditer(value):
        kind, text = mark.lastgroup or "other", mark.group()
        if kind == "word":
            # A particle that leans on a closing bracket belongs to no name.
            if mark.start() == after_close and len(text) <= 2 and _ENDING.fullmatch(text):
                if text in _BEGINS:
                    yield _Token(_BEGINS[text])
            else:
                yield from _word(text, is_polite=is_polite)
        elif kind == "count":
            yield _Token(_K.COUNT, text, size=_size(text))
        elif kind == "other":
            yield _Token(_K.LINE)
        elif kind not in ("skip", "tie"):
            yield _Token(_Kind(kind), text)
        elif "\n" in text:
            yield _Token(_K.LINE)
        if kind == "close":
            after_close = mark.end()


def _size(text: str) -> int:
    said = count(text)
    return said.upper if said else 0


def _word(text: str, *, is_polite: bool) -> Iterator[_Token]:
    bare = text.lstrip("0123456789")
    if bare != text:
        yield from _numbered(text, bare, is_polite=is_polite)
        return
    token, ending = _classified(text, is_polite=is_polite)
    yield token
    if ending in _BEGINS:
        yield _Token(_BEGINS[ending])


def _numbered(text: str, bare: str, *, is_polite: bool) -> Iterator[_Token]:
    """12통장 is a title, 101동 a unit, 45세 neither, and 1홍길동 the first of a list."""
    if bare in _words(_K.ASIDE):
        return
    for end in _ends(bare):
        if is_title(bare[:end]) or is_title(text[: end + len(text) - len(bare)]):
            yield _Token(_K.TITLE, text[: len(text) - len(bare) + end])
            return
    if bare in _words(_K.UNIT):
        yield _Token(_K.UNIT, text)
    else:
        yield _Token(_K.LINE)
        yield from _word(bare, is_polite=is_polite)


def _ends(word: str) -> Iterator[int]:
    """Where the word proper may end, the longest reading first."""
    for end in range(len(word), max(0, len(word) - 8), -1):
        if _ENDING.fullmatch(word, end):
            yield end


@lru_cache(8192)
def _classified(word: str, *, is_polite: bool) -> tuple[_Token, str]:
    """The token that a word makes, and the particle that came off it."""
    if _JAMO.fullmatch(word):
        return _Token(_K.NOTE, word), ""
    whole_is_name = is_name(word)
    for end in _ends(word):
        bare, (honour, particle) = word[:end], _ending(word, end)
        kind = _whole_words().get(bare.lower())
        if whole_is_name and particle in _NAMELIKE and not honour and kind not in (_K.LABEL, _K.PROMISE):
            continue
        if kind is _K.HEADCOUNT:
            return _Token(_K.COUNT, bare, size=_size(bare)), particle
        if kind is _K.MODIFIER and bare != word:
            continue  # 환경과 is a department, not "environment and"
        if kind and (bare == word or len(bare) > 1 or kind is _K.SELF):
            return _Token(_K.WORD if kind is _K.FOREIGN else kind, bare), particle
        if bare.lower() in _titles():
            return _Token(_K.TITLE, bare), particle
    for end in _ends(word):
        bare, particle = word[:end], _ending(word, end)[1]
        name, title = _name_and_title(bare)
        if name:
            return _Token(_K.NAME, name, title=title, typed=bare if bare.endswith(title) else ""), particle
        if is_title(bare) and not is_name(word):
            return _Token(_K.TITLE, bare), particle
        if len(bare) == 3 and bare[0] in _surnames()[0] and bare[1:] in _title_endings():
            return _Token(_K.TITLE, bare[1:]), particle
    is_longer = len(word) > (3 if whole_is_name else 2)
    if is_longer and word.endswith(tuple(_words(_K.PROSE))):
        return _Token(_K.PROSE, word), ""
    name = _name(word, is_polite=is_polite)
    if name:
        return _Token(_K.NAME, name), _ending(word, len(name))[1]
    if word.endswith(tuple(_words(_K.UNIT))):
        return _Token(_K.UNIT, word), ""
    return _Token(_K.WORD, re.sub(r"(?:님|씨)+$", "", word) or word), ""


def _ending(word: str, end: int) -> tuple[str, str]:
    match = _ENDING.fullmatch(word, end)
    return (match["honour"] or "", match["particle"] or "") if match else ("", "")


def _name(word: str, *, is_polite: bool) -> str:
    """The name in the word without what leans on it, or ''."""
    if len(word) > 12:
        return ""
    usual = 4 if word[:2] in _surnames()[1] else 3
    for end in reversed(list(_ends(word))):
        if end == len(word):
            break
        honour, particle = _ending(word, end)
        is_sure = end >= usual or particle in _SURE or len(word) - end > 1 or word[-1] in "씨요"
        if end >= 2 and is_name(word[:end]) and (is_sure or (honour and is_polite)):
            return word[:end]
    return word if is_name(word) and not _is_unit(word) else ""


def _is_unit(word: str) -> bool:
    """True for a department or body, also where its first syllable is a surname: 기획팀, 서원학당."""
    endings = tuple(u for u in _words(_K.UNIT) if len(u) > 1) if len(word) > 3 else ("팀", "과")
    return len(word) > 2 and word.endswith(endings)


def _name_and_title(word: str) -> tuple[str, str]:
    """Name and title of 홍길동대표 or 대표홍길동; two empty texts for any other word."""
    if not 4 <= len(word) <= 16 or word.lower() in _titles():
        return "", ""
    two = _surnames()[1]
    for size in (4, 3, 2) if word[:2] in two else (3, 2):
        if is_name(word[:size]) and word[size:].lower() in _titles() and len(word) - size >= 2:
            return word[:size], word[size:]
    for size in (3, 4):
        if is_name(word[-size:]) and word[:-size].lower() in _titles() and (size == 3 or word[-4:-2] in two):
            return word[-size:], word[:-size]
    return "", ""


def _spaced_names(tokens: list[_Token]) -> list[_Token]:
    """The tokens with 김 하늘, 홍 길 동 and 남궁 솔 as one name each."""
    made: list[_Token] = []
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and _is_short(tokens, end):
            end += 1
        run = [t.text for t in tokens[at:end]]
        sizes = _name_sizes(run) if any(len(r) == 1 or r in _surnames()[1] for r in run) else []
        for size in sizes:
            text = "".join(run_token.text for run_token in tokens[at : at + size])
            made.append(tokens[at] if size == 1 else _spaced(text))
            at += size
        if at < end:
            made += tokens[at:end]
            at = end
        elif not run:
            made.append(tokens[at])
            at += 1
    return made


def _spaced(text: str) -> _Token:
    kind = _whole_words().get(text)
    return _Token(kind or (_K.TITLE if is_title(text) else _K.NAME), text)


def _is_short(tokens: Sequence[_Token], at: int) -> bool:
    token = tokens[at]
    if not _HANGUL.fullmatch(token.text) or len(token.text) > 2 or token.title:
        return False
    # 전 대표, 나 혼자: alone before a title or a known word, the syllable is what the list says.
    if token.text in ("님", "씨", "분"):
        return False
    is_free = token.kind in (_K.WORD, _K.NAME)
    return is_free or (len(token.text) == 1 and token.kind in (_K.NOTE, _K.MODIFIER, _K.SELF))


def _name_sizes(run: list[str]) -> list[int]:
    """How many tokens of the run make each name, or [] when the run is no row of names."""
    one, two = _surnames()
    sizes = [0] * len(run) + [1]  # of the name that starts there; 0 where no row of names can start
    for at in reversed(range(len(run))):
        lengths = tuple(map(len, run[at + 1 : at + 3]))
        options = [1] if is_name(run[at]) else []
        if len(run[at]) == 1 and lengths[:1] == (1,) and _spaced(run[at] + run[at + 1]).kind is not _K.NAME:
            options.append(2)
        if run[at] in one or run[at] in two:
            fits = ((lengths[:1] == (2,), 2), (lengths == (1, 1), 3), (lengths[:1] == (1,), 2))
            options = [size for is_fit, size in fits if is_fit] + options
        sizes[at] = next((size for size in options if sizes[at + size]), 0)
    starts = [0] if sizes[0] else []
    while starts and starts[-1] < len(run):
        starts.append(starts[-1] + sizes[starts[-1]])
    return [sizes[at] for at in starts[:-1]]


def _grouped(tokens: list[_Token]) -> list[_Token]:
    """The tokens with each bracket as one; a bracket left open ends where its entry does."""
    made: list[_Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.kind is _K.OPEN:
            end = at
            while end < len(tokens) and tokens[end].kind not in (_K.OPEN, _K.CLOSE, _K.LINE):
                end += 1
            is_closed = end < len(tokens) and tokens[end].kind is _K.CLOSE
            if not is_closed:
                end = next((i for i in range(at, end) if tokens[i].kind is _K.COMMA), end)
            inner = tuple(tokens[at:end])
            at = end + is_closed
            # (1) before a name is a number of a list.
            is_numbering = [t.kind for t in inner] == [_K.NUMBER]
            if inner:
                made.append(_Token(_K.LINE) if is_numbering else _Token(_K.GROUP, inner=inner))
        elif token.kind is _K.CLOSE:
            made.append(_Token(_K.LINE))
        else:
            made.append(token)
    return made


# --- entries


@dataclass(frozen=True, slots=True)
class _Reading:
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


_NOTHING = _Reading()


def _read(tokens: Sequence[_Token]) -> _Reading:
    """What all entries among the tokens say together."""
    is_vague = any(t.kind in (_K.PROMISE, _K.PROSE) for t in tokens)
    readings: list[_Reading] = []
    shared = ""
    for is_new_line, entry in _entries(tokens):
        reading = _read_entry(entry, is_vague=is_vague)
        shared = reading.shared or ("" if is_new_line else shared)
        if shared and reading.is_lone_name:
            reading = replace(reading, people=(Person(reading.people[0].name, shared),))
        readings.append(reading)
    return _joined(_with_lone_titles(readings))


def _entries(tokens: Sequence[_Token]) -> Iterator[tuple[bool, list[_Token]]]:
    """Each run of tokens between separators, and whether a new line or sentence began it."""
    is_new_line, entry = True, list[_Token]()
    for token in [*tokens, _END]:
        if token.kind in _ENDS_ENTRY:
            if entry:
                yield is_new_line, entry
                is_new_line, entry = False, []
            is_new_line = is_new_line or token.kind is _K.LINE
        else:
            entry.append(token)


def _with_lone_titles(readings: list[_Reading]) -> list[_Reading]:
    """홍길동, 대표, 김철수, 간사: a title in an entry of its own goes to the name beside it."""
    made: list[_Reading] = []
    waiting = ""  # a title that stood first
    for reading in readings:
        is_kin = reading.is_lone_post and _titles().get(reading.posts[0]) == "kin"
        if reading.is_lone_post and not is_kin and made and made[-1].is_lone_name:
            made[-1] = replace(made[-1], people=(Person(made[-1].people[0].name, reading.posts[0]),))
        elif reading.is_lone_name and waiting:
            made[-1] = replace(made[-1], posts=(), people=(Person(reading.people[0].name, waiting),))
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


def _read_entry(entry: list[_Token], *, is_vague: bool) -> _Reading:
    """What one entry says; 외 and 등 part those named from those counted."""
    parts: list[tuple[_Kind | None, list[_Token]]] = [(None, [])]
    for token in entry:
        if token.kind in (_K.OTHERS, _K.INCLUDING):
            parts.append((token.kind, []))
        else:
            parts[-1][1].append(token)
    return _joined(_read_part(part, marker, is_vague=is_vague) for marker, part in parts if part)


def _read_part(tokens: list[_Token], marker: _Kind | None, *, is_vague: bool) -> _Reading:
    tokens = _present(tokens)
    inner = [t for token in tokens for t in token.inner]
    kinds = {t.kind for t in tokens}
    is_self = _K.SELF in kinds or any(t.kind is _K.SELF for t in inner)
    rest, listed = _without_counts(tokens, marker)
    paired = _joined(_paired(part) for part in _slash_parts(rest))
    people_ = paired.people
    if not (people_ or listed.people or listed.n_counted or _K.SELF in kinds):
        unlisted = _unlisted(rest, is_alone_enough=not is_vague and marker is None)
        if unlisted:
            paired, people_ = _NOTHING, (unlisted,)
    if kinds & {_K.PROMISE, _K.PROSE}:
        # Words of a sentence that look like names: a title beside one is what tells a name.
        people_ = tuple(p for p in people_ if p.title)
    elif is_vague:
        people_ = tuple(p for p in people_ if p.title or len(p.name) > 2)
    return _joined([listed, replace(
        paired, people=people_, posts=() if is_self or marker else paired.posts,
        is_self=is_self, is_self_unnamed=is_self and not people_)])


def _present(tokens: list[_Token]) -> list[_Token]:
    """The tokens without those of whom it is said that they do not come: the verb stands last, a heading first."""
    for at in reversed(range(len(tokens))):
        if tokens[at].kind is _K.ABSENT or any(t.kind is _K.ABSENT for t in tokens[at].inner):
            if at + 1 < len(tokens) and tokens[at + 1].kind is _K.COLON:
                return tokens[:at]
            is_said_before = any(t.kind in (_K.NAME, _K.TITLE, _K.SELF, _K.WORD) for t in tokens[:at])
            return tokens[at + 1 :] if is_said_before else []
    return tokens


def _without_counts(tokens: list[_Token], marker: _Kind | None) -> tuple[list[_Token], _Reading]:
    """The tokens without counts and the words that say who is counted, and what the counts say."""
    rest: list[_Token] = []
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


def _slash_parts(tokens: list[_Token]) -> list[list[_Token]]:
    """The tokens between slashes, each name with its title; 홍길동/대표/김철수/간사 stays one part."""
    parts: list[list[_Token]] = []
    waiting: list[_Token] = []
    part: list[_Token] = []
    for token in [*tokens, _Token(_K.SLASH)]:
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


def _is_complete(part: list[_Token]) -> bool:
    is_titled = any(t.title or t.kind is _K.TITLE or any(i.kind is _K.TITLE for i in t.inner) for t in part)
    return is_titled and any(t.kind is _K.NAME for t in part)


# --- names and titles


@dataclass(slots=True)
class _Slot:
    """A name on its way to a Person, with the titles that follow it outside and inside brackets."""

    name: str = ""
    fixed: str = ""  # the title written together with the name
    prefix: str = ""  # the department before it
    after: list[str] = field(default_factory=list)
    in_brackets: list[str] = field(default_factory=list)

    def person(self, titles: list[str]) -> Person:
        # A form of address gives way to a title in brackets, and brackets give way to any other title.
        strong = [t for t in titles if _titles().get(t) != "address"]
        chosen = strong or ([] if self.in_brackets else titles[:1])
        title = " ".join([*([self.fixed] if self.fixed else []), *chosen]) or " ".join(self.in_brackets)
        if self.prefix and (title in titles or not title):
            title = f"{self.prefix} {title}".strip()
        return Person(self.name, title)


def _paired(tokens: list[_Token]) -> _Reading:
    """Each name of the part with its titles; the first of name and title tells which way titles lean."""
    slots = [_Slot()]  # the first holds what stands before any name
    extra: list[_Reading] = []
    held: list[_Token] = []  # words that wait for the title or name that they belong to
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
    return _joined([_Reading(people=people_, shared=colon_title if len(named) == 1 else ""), *extra])


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
        titles = gaps[at] if leans_forward else gaps[at + 1]
        if leans_forward and at == len(named) - 1:
            titles = titles + gaps[-1]
        yield slot.person(titles)


def _phrase(held: list[_Token], title: _Token) -> str:
    """The title with the words before it that belong to it: 마을 활동가, ESG팀 팀장."""
    return " ".join([*(t.text for t in held[-2:]), title.text])


def _bracket_titles(inner: tuple[_Token, ...]) -> list[str]:
    found: list[str] = []
    held: list[_Token] = []
    for token in inner:
        if token.kind is _K.TITLE:
            found.append(_phrase(held, token))
            held = []
        elif token.kind in _BEFORE_TITLE:
            held.append(token)
        elif token.kind not in _SKIPPED:
            held = []
    return found or [t.text for t in inner if t.kind is _K.UNIT]


def _resolved(tokens: list[_Token]) -> list[_Token]:
    """도시숲팀장 beside a bare name is its title, though it could be one 도시숲 with a title."""
    made: list[_Token] = []
    for at, token in enumerate(tokens):
        before = next((t for t in reversed(made) if t.kind is not _K.SLASH), _END)
        after = tokens[at + 1] if at + 1 < len(tokens) else _END
        beyond = tokens[at + 2] if at + 2 < len(tokens) else _END
        leads = _is_bare(after) and beyond.kind is not _K.TITLE and not before.title
        if token.typed and (_is_bare(before) or leads):
            made.append(_as_title(token))
        elif token.kind is _K.GROUP and before.kind in (_K.NAME, _K.WORD) and _is_title_alone(token):
            made.append(replace(token, inner=tuple(_as_title(t) if t.typed else t for t in token.inner)))
        else:
            made.append(token)
    return made


def _as_title(token: _Token) -> _Token:
    return _Token(_K.TITLE, token.typed)


def _is_title_alone(bracket: _Token) -> bool:
    return all(t.typed or (t.kind is not _K.NAME and t.kind not in _ENDS_ENTRY) for t in bracket.inner)


def _is_bare(token: _Token) -> bool:
    return token.kind is _K.NAME and not token.title


def _unlisted(tokens: list[_Token], *, is_alone_enough: bool) -> Person | None:
    """A nickname, a religious or a foreign name: words beside a title, Latin words, or one word alone."""
    content = [t for t in tokens if t.kind not in _SKIPPED and t.kind not in (_K.SLASH, _K.COLON)]
    words = [t.text for t in content if t.kind is _K.WORD]
    titles = [t.text for t in content if t.kind is _K.TITLE]
    titles = [t for t in titles if _titles().get(t) != "address"] or (
        [t for token in content for t in _bracket_titles(token.inner)] or titles)
    is_clear = all(t.kind in (_K.WORD, _K.TITLE, _K.GROUP, _K.NUMBER) for t in content)
    if not words or not is_clear or len(words) > 4:
        return None
    name, title = " ".join(words), " ".join(titles)
    is_latin = all(_LATIN.fullmatch(w) for w in words)
    is_given_name = is_alone_enough and name.istitle() and len(name) > 2
    if is_latin and (len(words) > 1 or (titles and len(name) > 1) or is_given_name):
        return Person(name, title)
    is_hangul = all(_HANGUL.fullmatch(w) for w in words)
    is_name_long = 2 <= len(name) <= 6 if len(words) == 1 else len(name) <= 14
    if titles and ((is_hangul and is_name_long) or _HAN.fullmatch(name)):
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
