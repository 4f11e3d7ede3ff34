"""Words and marks of a list of people as tokens: what each word can mean by the reference tables and by its ending.

The tables are titles, surnames and people_words. What a word means beside its neighbours, people.py says.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.parse.counts import count
from transforms.reference import rows


class Kind(StrEnum):
    """What a token is; the upper half are the kinds that people_words.csv gives to words."""

    __hash__ = str.__hash__

    SELF = "self"
    ALONE = "alone"  # "by oneself": the sender, where nobody is named
    LABEL = "label"
    NAME_LABEL = "name_label"  # the heading of names; the next two tell in which order the columns stand
    TITLE_LABEL = "title_label"
    ALIAS = "alias"  # the heading of another name of the same person
    NOTE = "note"
    FOREIGN = "foreign"  # has the shape of a Korean name and is none: Maria, Peter
    PROMISE = "promise"  # the names come later
    PROSE = "prose"  # a verb that this list does not expect
    ABSENT = "absent"  # who does not come; also a heading over them
    DENIAL = "denial"  # a word that says the same and heads nothing: cannot, none
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
    SYLLABLE = "syllable"  # common in given names
    ROLE_ENDING = "role_ending"  # ends the names of trades and offices

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
    DOT = "dot"  # a middle dot tight between two words
    TIGHT_SLASH = "tight_slash"
    COLON = "colon"


class Token(NamedTuple):
    """A word, a mark, or a bracket with all that it holds."""

    kind: Kind
    text: str = ""  # of several NAMEs that a tight mark ties together: all of them, with TIE between
    title: str = ""  # of a NAME written together with its title
    typed: str = ""  # the two as one word, where the word could be a title as well
    size: int = 0  # of a COUNT
    inner: "tuple[Token, ...]" = ()  # of a GROUP


_K = Kind
TIE = "·"
LABELS = frozenset({_K.LABEL, _K.NAME_LABEL, _K.TITLE_LABEL})
# How titles.csv says that a title ends longer ones; an office follows the name of a place.
_ENDS_TITLES = frozenset({"ending", "office"})
# Kinds of words that mean nothing standing alone in a list of people.
_PARTS_OF_WORDS = frozenset({_K.UNIT, _K.PROSE, _K.ASIDE, _K.NUMBER, _K.SYLLABLE, _K.ROLE_ENDING})
_UNTIED = {_K.DOT: _K.COMMA, _K.TIGHT_SLASH: _K.SLASH}
_MARKS = {
    kind: Token(kind)
    for kind in (_K.OPEN, _K.CLOSE, _K.LINE, _K.COMMA, _K.SLASH, _K.DOT, _K.TIGHT_SLASH, _K.COLON, _K.OTHERS)
}
_LINE = _MARKS[_K.LINE]

_CIRCLED = "①-⑳⓪❶-❿➀-➓⑴-⒇㉠-㉮⒜-⒵"
_LETTER = rf"[^\W\d_ㆍ{_CIRCLED}]"
HANGUL = re.compile(r"[가-힣]+")
_JAMO = re.compile(r"[ㄱ-ㅣ]+")
# What leans on a name or title: honour, then a particle, then the end of a sentence.
_ENDING = re.compile(
    r"(?P<honour>님들|님|씨|氏|귀하|드림|올림)?(?P<particle>이랑|하고|께서는|께서|외에|포함|까지|이서|[랑와과및외外등等가이은는도만])?"
    r"(?P<copula>입니다|이에요|예요|이고|이며|이요|요)?"
)
# What a particle begins after the word that it leans on.
_BEGINS = {
    **dict.fromkeys(("이랑", "하고", "랑", "와", "과", "및", "이고", "이며"), _K.JOIN),
    **dict.fromkeys(("외", "외에", "外"), _K.OTHERS),
    **dict.fromkeys(("등", "等", "포함"), _K.INCLUDING),
}
_SURE = frozenset(_BEGINS) - {"랑", "등"}
# Syllables that end given names as readily as they mark a subject.
_AT_WORK = "중"
_NAMELIKE = frozenset({"랑", "이", "은"})
_LAST_OF_ENDINGS = frozenset("님들씨氏하림고랑는서외外에함지와과및등等가이은도만다요며")
_HONOURED = re.compile(r"[가-힣](?:님|씨)(?![가-힣])")


@cache
def titles() -> dict[str, str]:
    """Every title, in lower case, and how it is used."""
    return {row["title"].lower(): row["use"] for row in rows("titles")}


@cache
def _title_endings() -> tuple[str, ...]:
    return tuple(title for title, use in titles().items() if use in _ENDS_TITLES)


@cache
def _addresses() -> tuple[str, ...]:
    return tuple(title for title, use in titles().items() if use == "address" and len(title) > 1)


class _Surnames(NamedTuple):
    short: frozenset[str]
    long: frozenset[str]
    rare: frozenset[str]


@cache
def _surnames() -> _Surnames:
    names = {row["surname"]: row["rarity"] for row in rows("surnames")}
    long = frozenset(name for name in names if len(name) == 2)
    rare = frozenset(name for name, rarity in names.items() if rarity == "rare") - long
    return _Surnames(frozenset(names) - long - rare, long, rare)


@cache
def words(*kinds: Kind) -> dict[str, Kind]:
    """The words of people_words.csv that have one of the kinds."""
    return {row["word"]: Kind(row["kind"]) for row in rows("people_words") if row["kind"] in kinds}


@cache
def endings(kind: Kind) -> tuple[str, ...]:
    """The words of the kind, as endings of longer words."""
    return tuple(words(kind))


@cache
def _whole_words() -> dict[str, Kind]:
    return words(*(k for k in Kind if k not in _PARTS_OF_WORDS))


@cache
def _marks() -> re.Pattern[str]:
    """One alternative for each kind of mark or word, after the most usual one the narrower first."""
    numbers = "|".join(sorted(words(_K.NUMBER), key=len, reverse=True))
    initials = "".join(sorted({word[0] for word in words(_K.NUMBER)}))
    return re.compile(
        rf"""
        (?P<plain>(?![{initials}])[가-힣]{{3,}}(?=[\s,()]|\Z))
      | (?P<body>(?:\((?:주|유|사|재)\)|㈜|㈔|(?:주식회사|유한회사|사단법인|재단법인|협동조합)\s)\s?{_LETTER}+)
      | (?P<skip>\s+ | [\w.+-]{{1,64}}@[\w.-]{{1,255}} | \+?\d(?:[ .\-–)]?\d){{7,14}} | ["'“”‘’])
      | (?P<line>\n | (?:(?<=\s)|^)[가나다라마바사아자차카타파하][.)](?=\s?\S) | // | \|\|
                 | [{_CIRCLED}] | (?<!\w)[oOㅇ](?=\s))
      | (?P<others>\+(?=\s?\d))
      | (?P<count>(?:\d{{1,4}}(?:\s?[~∼〜\-–]\s?\d{{1,4}})?\s?여?\s?(?:명|인|분|名|人|사람)
                 | (?<!\w)(?:{numbers})\s?(?:명|분|사람)(?:이서|이요|이|만|은|도)?(?![가-힣])))
      | (?P<open>[(\[{{<《〈「『【]) | (?P<close>[)\]}}>》〉」』】])
      | (?P<dot>(?<=[가-힣])[·ㆍ‧・∙•](?=[가-힣])) | (?P<tight_slash>(?<=[가-힣])/(?=[가-힣]))
      | (?P<comma>[,、·ㆍ‧・∙•]) | (?P<slash>[/|\\]) | (?P<ditto>〃) | (?P<colon>:) | (?P<tie>[=_~\-–—])
      | (?P<word>\d*{_LETTER}+(?:\d{{1,2}}(?=동|가|리){_LETTER}+)?(?:(?<=[A-Za-zÀ-ỿ])['’.\-](?=[A-Za-zÀ-ỿ]){_LETTER}+)*)
      | (?P<number>\d+)
      | (?P<other>.)
    """,
        re.VERBOSE | re.DOTALL,
    )


@lru_cache(8192)
def is_title(word: str) -> bool:
    """True when the word is a title, by the list or by its ending.

    >>> [is_title(w) for w in ("이사", "맞춤형복지팀장", "7통장", "산남동장", "이사랑")]
    [True, True, True, True, False]
    """
    bare = word.lower().lstrip("0123456789")
    return bare in titles() or (len(word) >= 4 and bare.endswith(_title_endings()))


def is_name(word: str) -> bool:
    """True when the word has the shape of a Korean personal name: a surname and one to three syllables.

    A rare surname begins a name only where the syllables after it are usual in names.

    >>> [is_name(w) for w in ("김하늘", "남궁병달", "학수진", "학교장", "대표", "김대표", "무심천지킴이")]
    [True, True, True, False, False, False, False]
    """
    if not 2 <= len(word) <= 5 or not HANGUL.fullmatch(word):
        return False
    surnames = _surnames()
    is_rare = len(word) == 3 and word[0] in surnames.rare and is_usual_name(word) and word[-1] not in "팀과동실"
    is_short = is_rare or (len(word) <= 4 and word[0] in surnames.short)
    if not (is_short or (len(word) >= 3 and word[:2] in surnames.long)):
        return False
    return not (word in _whole_words() or is_title(word) or (is_short and is_title_ending(word[1:])))


def is_title_ending(word: str) -> bool:
    """True when the word, itself a title, also ends longer ones."""
    return titles().get(word) in _ENDS_TITLES


def is_usual_name(word: str) -> bool:
    """True for a surname and one or two syllables that are usual in given names.

    >>> [is_usual_name(w) for w in ("김하늘", "허준", "연락책")]
    [True, True, False]
    """
    usual = words(_K.SYLLABLE)
    return 2 <= len(word) <= 3 and word[1] in usual and word[-1] in usual


def tokens(value: str) -> list[Token]:
    """The cell as tokens: names typed with spaces are whole, brackets are one, tied names are one."""
    return _tied(_grouped(_spaced_names(_words_and_marks(value))))


# --- words


def _words_and_marks(value: str) -> list[Token]:
    is_polite = len(_HONOURED.findall(value)) > 1
    made: list[Token] = []
    after_close = -1
    for mark in _marks().finditer(value):
        kind, text = mark.lastgroup or "other", mark.group()
        if kind in ("plain", "word"):
            # A particle that leans on a closing bracket belongs to no name.
            if mark.start() == after_close and len(text) <= 2 and _ENDING.fullmatch(text):
                made += [Token(_BEGINS[text])] if text in _BEGINS else []
            else:
                made += _word(text, is_polite)
        elif kind == "skip":
            if "\n" in text:
                made.append(_LINE)
        elif kind in _MARKS:
            made.append(_MARKS[_K(kind)])
            after_close = mark.end() if kind == "close" else after_close
        elif kind == "count":
            made.append(Token(_K.COUNT, text, size=_size(text)))
        elif kind in ("number", "body"):
            made.append(Token(_K.NUMBER if kind == "number" else _K.UNIT, text))
        elif kind == "ditto":
            made += [Token(_K.TITLE, t.title or t.text) for t in reversed(made) if t.kind is _K.TITLE or t.title][:1]
        elif kind == "other":
            made.append(_LINE)
    return made


def _size(text: str) -> int:
    said = count(text)
    return said.upper if said else 0


@lru_cache(32768)
def _word(text: str, is_polite: bool) -> tuple[Token, ...]:
    """The token that a word makes, and a second one for the particle that leans on it."""
    bare = text.lstrip("0123456789")
    if bare != text:
        return _numbered(text, bare, is_polite)
    token, ending = _classified(text, is_polite)
    if token.kind is _K.WORD and text.endswith(_addresses()):
        # 혜담스님: a name that no table knows, and how its bearer is addressed.
        address = next(a for a in _addresses() if text.endswith(a))
        rest = text.removesuffix(address)
        return (Token(_K.WORD, rest), Token(_K.TITLE, address)) if rest else (token,)
    return (token, Token(_BEGINS[ending])) if ending in _BEGINS else (token,)


def _numbered(text: str, bare: str, is_polite: bool) -> tuple[Token, ...]:
    """12통장 is a title, 101동 a unit, 45세 neither, and 1홍길동 the first of a list."""
    if bare in words(_K.ASIDE):
        return ()
    n_digits = len(text) - len(bare)
    for end in (cut.end for cut in _cuts(bare)):
        if is_title(bare[:end]) or is_title(text[: n_digits + end]):
            return (Token(_K.TITLE, text[: n_digits + end]),)
    return (Token(_K.UNIT, text),) if bare in words(_K.UNIT) else (_LINE, *_word(bare, is_polite))


class _Cut(NamedTuple):
    """Where the word proper may end, and what leans on it."""

    end: int
    honour: str = ""
    particle: str = ""
    copula: str = ""


def _cuts(word: str) -> list[_Cut]:
    """Every way to part the word from what leans on it, the longest word first."""
    found = [_Cut(len(word))]
    if word[-1] in _LAST_OF_ENDINGS:
        for end in range(len(word) - 1, max(0, len(word) - 8), -1):
            match = _ENDING.fullmatch(word, end)
            if match:
                parts = (match[each] or "" for each in ("honour", "particle", "copula"))
                found.append(_Cut(end, *parts))
    return found


def _classified(word: str, is_polite: bool) -> tuple[Token, str]:
    """The token that a word makes, and the particle that came off it."""
    if _JAMO.fullmatch(word):
        return Token(_K.NOTE, word), ""
    cuts, whole_is_name = _cuts(word), is_name(word)
    if whole_is_name and len(cuts) == 1 and len(word) == 3 and not (is_unit(word) or word[1:] in titles()):
        return Token(_K.NAME, word), ""
    listed = _listed(word, cuts, whole_is_name)
    if listed:
        return listed
    for end, _, particle, _ in cuts:
        bare = word[:end]
        name, title = _name_and_title(bare)
        if name:
            return Token(_K.NAME, name, title=title, typed=bare if bare.endswith(title) else ""), particle
        if is_title(bare) and not whole_is_name:
            return Token(_K.TITLE, bare), particle
        if len(bare) == 3 and bare[0] in _surnames().short and is_title_ending(bare[1:]):
            return Token(_K.TITLE, bare[1:]), particle
    for end, _, particle, copula in cuts:
        said = word[:end] if copula and not particle else ""
        if len(said) == 3 and is_name(said) and is_usual_name(said) and said[-1] not in _AT_WORK:
            return Token(_K.NAME, said), copula  # 홍길동입니다; 논의중입니다 says no name
    if len(word) > (3 if whole_is_name else 2) and word.endswith(endings(_K.PROSE)):
        return Token(_K.PROSE, word), ""
    name, particle = _name(word, cuts, is_polite)
    if name:
        return Token(_K.NAME, name), particle
    if word.endswith(endings(_K.UNIT)):
        return Token(_K.UNIT, word), ""
    bare = word.rstrip("님씨") or word
    return Token(_K.TITLE if len(bare) > 2 and bare.endswith(endings(_K.ROLE_ENDING)) else _K.WORD, bare), ""


def _listed(word: str, cuts: list[_Cut], whole_is_name: bool) -> tuple[Token, str] | None:
    """What the tables say of the word, without what leans on it; nothing for a word that stands in none."""
    for end, honour, particle, _ in cuts:
        bare = word[:end].lower()
        kind = _whole_words().get(bare)
        if whole_is_name and particle in _NAMELIKE and not honour and kind not in (_K.LABEL, _K.PROMISE):
            continue
        if kind is _K.HEADCOUNT:
            return Token(_K.COUNT, bare, size=_size(bare)), particle
        if kind is _K.MODIFIER and end < len(word):
            continue  # 환경과 is a department, not "environment and"
        if kind and (end == len(word) or end > 1 or kind is _K.SELF):
            return Token(_K.WORD if kind is _K.FOREIGN else kind, word[:end]), particle
        if bare in titles():
            return Token(_K.TITLE, word[:end]), particle
    return None


def _name(word: str, cuts: list[_Cut], is_polite: bool) -> tuple[str, str]:
    """The name in the word without what leans on it, and the particle; two empty texts for any other word."""
    if len(word) > 12:
        return "", ""
    usual = 4 if word[:2] in _surnames().long else 3
    for end, honour, particle, copula in reversed(cuts[1:]):
        particle = particle or (copula if copula in _BEGINS else "")
        is_sure = end >= usual or particle in _SURE or len(word) - end > 1 or word[-1] in "씨요"
        if end >= 2 and is_name(word[:end]) and (is_sure or (honour and is_polite)):
            return word[:end], particle
    return (word, "") if is_name(word) and not is_unit(word) else ("", "")


def is_unit(word: str) -> bool:
    """True for a department or body, also where its first syllable is a surname: 기획팀, 서원학당."""
    return len(word) > 2 and word.endswith(_long_unit_endings() if len(word) > 3 else ("팀", "과", "읍", "회"))


@cache
def _long_unit_endings() -> tuple[str, ...]:
    return tuple(ending for ending in endings(_K.UNIT) if len(ending) > 1)


def _suffixes(word: str) -> Iterator[str]:
    return (word[at:] for at in range(1, len(word) - 1))


def _name_and_title(word: str) -> tuple[str, str]:
    """Name and title of 홍길동대표 or 대표홍길동; two empty texts for any other word."""
    if not 4 <= len(word) <= 16 or word.lower() in titles():
        return "", ""
    is_long = word[:2] in _surnames().long
    splits = [(word[:size], word[size:]) for size in ((4, 3, 2) if is_long else (3, 2)) if len(word) - size >= 2]
    splits += [(word[-size:], word[:-size]) for size in (3, 4) if size == 3 or word[-4:-2] in _surnames().long]
    known_end = max((len(t) for t in _suffixes(word) if is_title_ending(t)), default=0)
    for name, title in splits:
        if word.endswith(title) and len(title) < known_end:
            continue  # 심사위원장 ends in 위원장, so 심사위 is no name of a 원장
        is_place = len(name) == 2 and titles().get(title) == "office"
        if title.lower() in titles() and is_name(name) and not (is_unit(name) or is_place):
            return name, title
    return "", ""


# --- words together


def _spaced_names(listed: list[Token]) -> list[Token]:
    """The tokens with 김 하늘, 홍 길 동 and 남궁 솔 as one name each."""
    long = _surnames().long
    if not any(len(t.text) == 1 or t.text in long for t in listed):
        return listed
    listed = _given_names_first(listed)
    made: list[Token] = []
    at = 0
    while at < len(listed):
        end = at
        while end < len(listed) and _is_short(listed[end]):
            end += 1
        run = [t.text for t in listed[at:end]]
        sizes = _name_sizes(run) if any(len(r) == 1 or r in long for r in run) else []
        for size in sizes:
            made.append(listed[at] if size == 1 else _spaced("".join(t.text for t in listed[at : at + size])))
            at += size
        if not sizes:
            end = max(end, at + 1)
            made += listed[at:end]
            at = end
    return made


def _given_names_first(listed: list[Token]) -> list[Token]:
    """The tokens with 마이클 리 as one name: a foreign given name and a surname."""
    foreign, surnames = words(_K.FOREIGN), _surnames().short | _surnames().rare
    made: list[Token] = []
    for token in listed:
        is_surname = token.kind is _K.WORD and token.text in surnames
        if is_surname and made and made[-1].kind is _K.WORD and made[-1].text in foreign:
            made[-1] = Token(_K.NAME, f"{made[-1].text} {token.text}")
        else:
            made.append(token)
    return made


def _spaced(text: str) -> Token:
    kind = _whole_words().get(text)
    return Token(kind or (_K.TITLE if is_title(text) else _K.NAME), text)


def _is_short(token: Token) -> bool:
    """True for one or two syllables that may be part of a name: 전 대표 and 나 혼자 are none, the list says."""
    if not 1 <= len(token.text) <= 2 or token.title or token.text in ("님", "씨", "분"):
        return False
    is_free = token.kind in (_K.WORD, _K.NAME)
    is_listed = len(token.text) == 1 and token.kind in (_K.NOTE, _K.MODIFIER, _K.SELF)
    return (is_free or is_listed) and HANGUL.fullmatch(token.text) is not None


def _name_sizes(run: list[str]) -> list[int]:
    """How many tokens of the run make each name, or [] when the run is no row of names."""
    one, two, _ = _surnames()
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


def _grouped(listed: list[Token]) -> list[Token]:
    """The tokens with each bracket as one; a bracket left open ends where its entry does."""
    made: list[Token] = []
    at = 0
    while at < len(listed):
        token = listed[at]
        at += 1
        if token.kind is _K.OPEN:
            end = at
            while end < len(listed) and listed[end].kind not in (_K.OPEN, _K.CLOSE, _K.LINE):
                end += 1
            is_closed = end < len(listed) and listed[end].kind is _K.CLOSE
            if not is_closed:
                end = next((i for i in range(at, end) if listed[i].kind is _K.COMMA), end)
            inner = tuple(listed[at:end])
            at = end + is_closed
            # (1) before a name is a number of a list.
            is_numbering = [t.kind for t in inner] == [_K.NUMBER]
            if inner:
                made.append(_LINE if is_numbering else Token(_K.GROUP, inner=inner))
        elif token.kind is _K.CLOSE:
            made.append(_LINE)
        else:
            made.append(token)
    return made


def _tied(listed: list[Token]) -> list[Token]:
    """The tokens with names that tight marks tie together as one: 홍길동·김하늘, and after a title 홍길동/김하늘."""
    if not any(t.kind in _UNTIED for t in listed):
        return listed
    made: list[Token] = []
    at = 0
    while at < len(listed):
        token = listed[at]
        before = next((t.kind for t in reversed(made) if t.kind is not _K.COLON), _K.LINE)
        is_slashed = before is _K.TITLE and listed[at + 1 : at + 2] == [_MARKS[_K.TIGHT_SLASH]]
        tie = _K.TIGHT_SLASH if is_slashed else _K.DOT
        end = at + 1
        while end + 1 < len(listed) and listed[end].kind is tie and _can_be_tied(listed[end + 1]):
            end += 2
        if end > at + 1 and token.kind is _K.NAME and not token.title:
            made.append(Token(_K.NAME, TIE.join(t.text for t in listed[at:end:2])))
            at = end
        else:
            made.append(_MARKS[_UNTIED[token.kind]] if token.kind in _UNTIED else token)
            at += 1
    return made


def _can_be_tied(token: Token) -> bool:
    return (token.kind is _K.NAME and not token.title) or (token.kind is _K.WORD and 2 <= len(token.text) <= 4)
