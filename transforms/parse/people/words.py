"""What each word of a list of people can mean, by the reference tables titles, surnames, people_words and regions.

What it means beside its neighbours, lists.py says.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.reference import rows

# The letter that a word's kind in people_words.csv has as a token. Kinds without one are parts of words.
KINDS = {
    "self": "s",
    "alone": "a",  # "by oneself": the sender, where nobody is named
    "label": "l",
    "name_label": "j",  # the heading of names; with the next it tells in which order the columns stand
    "title_label": "k",
    "other_label": "q",  # the heading of what is neither: body, remark, car
    "alias": "y",  # the heading of another name of the same person
    "note": "x",
    "remark": "r",  # what stands before it belongs to it, and is no person or title: needs, allergy
    "reason": "b",  # why somebody does not come; elsewhere a remark
    "foreign": "F",  # a name from elsewhere: Maria, Nguyen
    "place": "P",
    "former": "f",  # heads who came before a change that the cell tells of; else a note
    "away": "z",  # behind a place it says that somebody goes there instead
    "promise": "p",  # the names come later
    "absent": "A",  # who does not come; also a heading over them
    "denial": "D",  # a word that says the same and heads nothing: cannot, none
    "undone": "d",  # what stands before it is not done, or comes not: 식사 안함, 참석 안함
    "swap": "R",  # who stands before it is replaced by whom it names: instead of
    "change": "w",  # behind "A by B" it says that B replaces A; alone a note
    "total": "t",  # the count that follows includes those named
    "others": "o",  # the count that follows is of people besides those named
    "including": "i",
    "crowd": "C",  # people without names: children, guests
    "modifier": "M",  # stands before a title, never a name: former, acting, village
    "join": "&",
    "headcount": "c",
}


class Token(NamedTuple):
    """A word, a mark, or a bracket with all that it holds.

    ``kind`` is a letter of KINDS; or N a name, H a name written together with its title, T a title, U a department,
    B a body, v a verb that this list does not expect, W any other word, n a number, G a bracket, and once that is read
    g its titles or E its people, h the representative, e the object of a sentence; or the mark itself: ; (a new line)
    , / & : and the tight . and |.
    """

    kind: str
    text: str = ""  # of several names that a tight mark ties together: all of them, with TIE between
    title: str = ""  # of H
    typed: str = ""  # of H the two as one word, where the word could be a title as well
    size: int = 0  # of c, and of E the people beside those named
    inner: "tuple[Token, ...]" = ()  # of G
    people: tuple[tuple[str, str], ...] = ()  # of E


LINE = Token(";")
HANGUL = re.compile(r"[가-힣]+")
SAID_TO = ("님", "씨", "분")
# How titles.csv says that a title ends longer ones; an office follows the name of a place.
_ENDS_TITLES = frozenset({"ending", "office"})
# Last syllables of cities, villages and houses, in no usual given name.
_NEVER_LAST = "시말집팀"
# Given names of one syllable, and surnames that begin no other word of two.
_ALONE = frozenset(
    "건결경광균근기나단린만민별범봄빈산석선설섭성솔수숙슬승아연열영온옥용우욱웅원윤율은인일재준진찬철하한해혁현형호환훈희"
)
_OFTEN = "김이박최"
_UNIT_LETTERS = "팀과국실부회단장"  # behind what a unit is named for: 복지과주무관


@cache
def titles() -> dict[str, str]:
    """Every title, in lower case, and how it is used."""
    return {row["title"].lower(): row["use"] for row in rows("titles")}


def is_kin(title: str) -> bool:
    """True for 아내 and 할머니, of whom a title says more: 안금례 부회장 할머니, 아내 변초롱(실장)."""
    return titles().get(title) == "kin"


@cache
def titles_of(*uses: str) -> tuple[str, ...]:
    """The titles of these uses, as endings of longer words."""
    return tuple(title for title, use in titles().items() if use in uses and len(title) > 1)


class _Surnames(NamedTuple):
    short: frozenset[str]
    long: frozenset[str]
    rare: frozenset[str]


@cache
def surnames() -> _Surnames:
    """Those of one syllable, of two, and those of one that also begin many other words."""
    names = {row["surname"]: row["rarity"] for row in rows("surnames")}
    long = frozenset(name for name in names if len(name) == 2)
    rare = frozenset(name for name, rarity in names.items() if rarity == "rare") - long
    return _Surnames(frozenset(names) - long - rare, long, rare)


@cache
def words(*kinds: str) -> tuple[str, ...]:
    """The words of people_words.csv that have one of the kinds; as endings of longer words too."""
    return tuple(row["word"] for row in rows("people_words") if row["kind"] in kinds)


@cache
def usual_syllables() -> frozenset[str]:
    """The syllables that are usual in given names."""
    return frozenset(words("syllable"))


@cache
def whole_words() -> dict[str, str]:
    """The letters of words that mean something standing alone, the places of the country among them."""
    regions = [row["region"] for row in rows("regions")]
    towns = [region[:-1] for region in regions if len(region) > 2 and region[-1] in "시군"]
    listed = {row["word"]: KINDS[row["kind"]] for row in rows("people_words") if row["kind"] in KINDS}
    return dict.fromkeys([*regions, *towns], "P") | listed


@lru_cache(8192)
def is_title(word: str) -> bool:
    """True when the word is a title, by the list or by its ending.

    >>> [is_title(w) for w in ("이사", "맞춤형복지팀장", "7통장", "산남동장", "이사랑")]
    [True, True, True, True, False]
    """
    bare = word.lower().lstrip("0123456789")
    return _is_listed_title(bare) or (len(word) >= 4 and bare.endswith(titles_of(*_ENDS_TITLES)))


def _is_listed_title(bare: str) -> bool:
    """True for a title of the list, and for one with what says who bears it for how long: 부감사, 이사장직무대행."""
    listed = titles()
    if bare in listed:
        return True
    ends, starts = words("title_end"), words("title_start")
    # Most words have neither: one look at all of them spares the round of each.
    if bare.endswith(ends) and any(bare[: -len(end)] in listed for end in ends if bare.endswith(end)):
        return True
    return bare.startswith(starts) and any(bare[len(start) :] in listed for start in starts if bare.startswith(start))


@cache
def known_parts() -> frozenset[str]:
    """What offices and units are named for, and whatever else can stand before a title as a part of its word."""
    listed = words("field", "modifier", "unit", "body", "crowd", "title_start", "title_end")
    places = (word for word, kind in whole_words().items() if kind == "P")
    return frozenset(word for word in (*listed, *titles(), *places) if len(word) > 1)


@cache
def _named_for() -> frozenset[str]:
    """Units, bodies and what offices are named for."""
    return frozenset(longer_than(1, "unit", "body", "field"))


@lru_cache(8192)
def is_made_title(word: str) -> bool:
    """True for a title that is put together of known words: 복지정책과장, 소비자이사, ESG팀장.

    >>> [is_made_title(w) for w in ("복지정책과장", "박서준복지정책과장", "ESG팀장", "대표")]
    [True, False, True, True]
    """
    bare = word.lower().lstrip("abcdefghijklmnopqrstuvwxyz0123456789")
    reached = {0}
    for start in range(len(bare)):
        if start not in reached:
            continue
        rest = bare[start:]
        if _is_listed_title(rest) or (start and (rest == "장" or rest in words("title_end"))):
            return True
        reached |= {start + size for size in range(2, 8) if bare[start : start + size] in known_parts()}
        reached |= {start + 1} if start and bare[start] in _UNIT_LETTERS else set()
    return False


@lru_cache(32768)
def is_name(word: str) -> bool:
    """True when the word has the shape of a Korean personal name: a surname and one to three syllables.

    A rare surname begins a name only where the syllables after it are usual in names.

    >>> [is_name(w) for w in ("김하늘", "남궁병달", "학수진", "학교장", "대표", "김대표", "무심천지킴이")]
    [True, True, True, False, False, False, False]
    """
    if not 2 <= len(word) <= 6 or not HANGUL.fullmatch(word):
        return False
    short, long, rare = surnames()
    is_rare = len(word) == 3 and word[0] in rare and is_usual_name(word) and word[-1] not in "팀과동실"
    is_short = is_rare or (len(word) <= 4 and word[0] in short)
    if not (is_short or (len(word) >= 3 and word[:2] in long)):
        return False
    is_word = (
        word[-1] in _NEVER_LAST
        or word in whole_words()
        or word in _named_for()
        or is_title(word)
        or (word[-1] == "님" and is_title(word[:-1]))
        or (is_short and len(word) == 4 and word[:2] in known_parts())
    )
    return not (is_word or (is_short and is_title_ending(word[1:])))


def is_title_ending(word: str) -> bool:
    """True when the word, itself a title, also ends longer ones."""
    return titles().get(word) in _ENDS_TITLES


def is_usual_name(word: str) -> bool:
    """True for a surname and one or two syllables that are usual in given names.

    >>> [is_usual_name(w) for w in ("김하늘", "허준", "연락책")]
    [True, True, False]
    """
    usual = usual_syllables()
    return 2 <= len(word) <= 3 and ((word[1] in usual and word[-1] in usual) or word[1:] in words("given"))


def may_be_short_name(word: str) -> bool:
    """True for two syllables that somebody may be called, beside a title or not.

    >>> [may_be_short_name(word) for word in ("허준", "이솔", "김담", "배달", "마담", "도당")]
    [True, True, True, False, False, False]
    """
    return word[0] in _OFTEN or word[-1] in _ALONE or word[:2] in surnames().long


def is_sure(name: str) -> bool:
    """True for a name that is hardly any other word."""
    return len(name) > 2 and (is_usual_name(name) or name[:2] in surnames().long)


def is_unit(word: str) -> bool:
    """True for a department or body, also where its first syllable is a surname: 기획팀, 서원학당."""
    return len(word) > 2 and word.endswith(
        longer_than(1, "unit", "body") if len(word) > 3 else ("팀", "과", "읍", "회")
    )


def is_place(word: str) -> bool:
    """True for a place of the country, by the list or by its ending: 제천, 오송읍, 금천동."""
    is_ending = 3 <= len(word) <= 5 and word.endswith(words("place_ending"))
    is_listed = whole_words().get(word) == "P" or word in words("district")  # all 시, 군, 구 of the country are
    return is_listed or (is_ending and not (len(word) == 3 and word[-1] in "시군구"))


@cache
def longer_than(n: int, *kinds: str) -> tuple[str, ...]:
    """The words of the kinds that have more than ``n`` letters, as endings of longer ones."""
    return tuple(ending for ending in words(*kinds) if len(ending) > n)
