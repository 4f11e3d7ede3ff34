"""Which district an address lies in, from the campaign's own list of places.

Sources. ``transforms/reference/regions.csv``: the first-level regions with their short forms, and every
시·군·구 (행정표준코드 법정동코드). A campaign's ``districts.csv``: 행정동 of the city, 법정동 and 리 of
행정표준코드 법정동코드, names in use before a merger, short and romanised forms. A 리 that two districts
share is left out: alone it says nothing, and with its 읍·면 the 읍·면 decides.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache, cached_property
from itertools import accumulate
from typing import NamedTuple

from transforms.parse.text import answer_words, folded
from transforms.reference import rows

_LEAST_BEGUN = 2  # letters of a district's shortened name
_LONGEST_ADDRESS = 500
# 용담·명암·산성동, 성화.개신.죽림동, Sangdang-gu: one name although a mark stands inside.
_INSIDE_A_NAME = re.compile(r"(?<=[가-힣\d])[·.ㆍ](?=[가-힣\d])|(?<=[a-z])-(?=[a-z])")
_ORDINAL = re.compile(r"(?<=[가-힣])제(?=\d동)")
_ROAD = "로길"
_FORMULA = ("=", "+", "@")
# 해율읍(본섬): what a form adds to the name of a place.
_REMARK = re.compile(r"\s*\([^()]*\)$")
_WORD = re.compile(r"[가-힣a-z\d-]+")
# 오창지구, 신도시, 역 입구, 공군: no place of a rank.
_NO_PEERS = r"[가-힣]*(?:지구|입구|출구|어구|친구|연구|도시|다시|임시|역시|즉시|육군|해군|공군|국군|장군)$"


class _Role(Enum):
    FIRST = auto()
    DISTRICT = auto()
    PLACE = auto()
    SHORT = auto()
    HOME = auto()
    PROVINCE = auto()
    OUTSIDE = auto()


_BEFORE_A_PLACE = frozenset({_Role.HOME, _Role.PROVINCE})
# What an address may say of its district, the surest first.
_SAYING = (_Role.FIRST, _Role.DISTRICT, _Role.PLACE, _Role.SHORT)


class _Name(NamedTuple):
    """What a name stands for, and whether more letters may follow it in the same word (용암동주민센터)."""

    role: _Role
    district: str
    goes_on: bool


@dataclass(frozen=True)
class Places:
    """The places of one campaign: each name to its district, and the names of city and province.

    ``first_names`` are those of ``districts`` that decide whatever else an address says.
    """

    districts: dict[str, str]
    home: tuple[str, ...]
    outside: str
    unknown: str
    short_names: dict[str, str] = field(default_factory=dict)
    province: tuple[str, ...] = ()
    first_names: frozenset[str] = frozenset()

    @property
    def region(self) -> tuple[str, ...]:
        """What city and province are called: which of its bodies one is, they do not say."""
        return (*self.province, *self.home)

    @cached_property
    def names(self) -> "dict[str, _Name]":
        """Every name that decides anything, as it stands in a compact address, to what it says."""
        named: dict[str, _Name] = {}
        for row in rows("regions"):
            region = _compact(row["region"])
            named[region] = _Name(_Role.OUTSIDE, "", row["how"] == "start")
            if region.endswith("군"):
                # 음성읍 신천리: the seat of a county bears its name, and is typed without it.
                named[f"{region[:-1]}읍"] = _Name(_Role.OUTSIDE, "", True)
        for name, where in self.short_names.items():
            named[_compact(name)] = _Name(_Role.SHORT, where, False)
        for name, where in self.districts.items():
            role = _Role.DISTRICT if name in self.districts.values() else _Role.PLACE
            role = _Role.FIRST if name in self.first_names else role
            # A council may list a neighbour, of whose places one is called like its own.
            role = _Role.OUTSIDE if where == self.outside else role
            name = _REMARK.sub("", name) or name
            named[_compact(name)] = _Name(role, where, len(name) > 2 and not name.isascii())
        for role, names in ((_Role.PROVINCE, self.province), (_Role.HOME, self.home)):
            named |= {_compact(name): _Name(role, "", len(name) > 2) for name in names}
        return named

    @cached_property
    def peers(self) -> "re.Pattern[str]":
        """A word that is called as the home's equals are: another 구, 시 or 군 of a 구, another 시 or 군 of a 시."""
        ranks = {name[-1:] for name in self.home} & set("시군구")
        known = "시군구" if "구" in ranks else "시군" if ranks else ""
        return re.compile(rf"(?!{_NO_PEERS})[가-힣]{{2,6}}[{known}]" if known else r"(?!)")

    @cached_property
    def districts_chosen(self) -> dict[str, str]:
        """Each listed place's district, each district, and what is outside, by the words of the name alone and whole,
        its brackets with it, as a form that lists them has it."""
        own = (*dict.fromkeys(self.districts.values()), self.outside)
        named = {**self.districts, **self.short_names, **{name: name for name in own}}
        return {"".join(_WORD.findall(folded(name))): where for name, where in named.items()}

    def begun(self, compact: str) -> str:
        """The one district whose name begins so (외달 of 외달출장소); '' where none does, several or the home."""
        if len(compact) < _LEAST_BEGUN or compact in map(_compact, self.region):
            return ""
        found = [name for name in dict.fromkeys(self.districts.values()) if _compact(name).startswith(compact)]
        return found[0] if len(found) == 1 else ""

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """The lengths of the names, longest first, so that 용암1동 is found before 용암."""
        return tuple(sorted({len(name) for name in self.names}, reverse=True))

    @cached_property
    def initials(self) -> frozenset[str]:
        """The characters that names start with."""
        return frozenset(name[0] for name in self.names)


def district(text: str, places: Places) -> str:
    """The district that the address says; the word for ``outside``, or the one for ``unknown`` when it does not say.

    >>> here = Places({"상당구": "상당구", "용암동": "상당구"}, ("청주시", "청주"), "청주시 외", "미상")
    >>> [district(a, here) for a in ("청주 상당구 문의면", "용암동 123", "대전 서구 둔산동", "청주시", "")]
    ['상당구', '상당구', '청주시 외', '미상', '미상']
    """
    plain = folded(text[:_LONGEST_ADDRESS])
    if plain.startswith(_FORMULA):
        return places.unknown
    words = _WORD.findall(_ORDINAL.sub("", _INSIDE_A_NAME.sub("", plain)))
    if "".join(words) in places.districts_chosen:
        return places.districts_chosen["".join(words)]
    named = list(_at_home(_named(words, places)))
    first_of = {name.role: name for name in reversed(named)}
    deciding = [name.role for name in named if name.role in (*_SAYING[:-1], _Role.OUTSIDE)]
    if deciding and deciding[0] is _Role.OUTSIDE and _Role.HOME not in first_of:
        return places.outside
    for role in _SAYING:
        if role in first_of:
            return first_of[role].district
    return places.begun("".join(words)) or places.unknown


def first_district(text: str, places: Places) -> str:
    """The district of the first line that says one or says that it is outside, of a place asked in several columns.

    >>> here = Places({"상당구": "상당구", "용암동": "상당구"}, ("청주시", "청주"), "청주시 외", "미상")
    >>> first_district("모르겠어요\\n용암동", here), first_district("청주시 외\\n용암동", here)
    ('상당구', '청주시 외')
    """
    found = (district(line, places) for line in text.splitlines())
    return next((each for each in found if each != places.unknown), places.unknown)


def _at_home(named: Iterable[_Name]) -> Iterator[_Name]:
    """Those named, without the places of another region: in 서울 중구, 울산 남구 the first 중구 is not of 울산."""
    is_elsewhere = False
    for name in named:
        is_elsewhere = name.role is _Role.OUTSIDE or (is_elsewhere and name.role not in _BEFORE_A_PLACE)
        if not is_elsewhere or name.role is _Role.OUTSIDE:
            yield name


def _named(words: list[str], places: Places) -> Iterator[_Name]:
    """What the words name, in order: at a word's start, or right behind another name (청주시상당구용암동)."""
    compact = "".join(words)
    starts = list(accumulate(map(len, words), initial=0))
    reached, named = 0, None
    for word, start, behind in zip(words, starts, starts[1:], strict=False):
        if start < reached:
            continue
        held_back: _Name | None = None
        here = start
        while (found := _name_at(compact, here, starts, places)) is not None:
            named, here, is_whole = found
            if held_back:
                yield held_back
            # 청주 at the head of a longer word (청주상회) is the city only when a place follows.
            held_back = None if is_whole or named.goes_on else named
            if held_back is None:
                yield named
            reached = here
        # 갈매구 나루동: behind another of the home's rank a place that is called like ours is that one's.
        if here == start and places.peers.fullmatch(word):
            is_behind = reached == start and named is not None and named.role is _Role.PROVINCE
            if is_behind or _name_at(compact, behind, starts, places):
                yield _Name(_Role.OUTSIDE, "", True)


def _name_at(compact: str, start: int, starts: list[int], places: Places) -> tuple[_Name, int, bool] | None:
    """The longest name at ``start``, where it stops, and whether the word stops there too."""
    if compact[start : start + 1] not in places.initials:
        return None
    for length in places.lengths:
        stop = start + length
        name = places.names.get(compact[start:stop])
        if name is None or stop > len(compact):
            continue
        is_whole = _ends_here(compact, stop, starts)
        runs_over = any(start < each < stop for each in starts)
        is_head = name.goes_on and not runs_over and compact[stop : stop + 1] not in _ROAD
        if is_whole or is_head or name.role in _BEFORE_A_PLACE:
            return name, stop, is_whole
    return None


def _ends_here(compact: str, stop: int, starts: list[int]) -> bool:
    """True when no letter of the same word follows but a particle or a verb's ending."""
    if stop in starts or compact[stop].isdigit() or compact[stop] == "-":
        return True
    rest = compact[stop : starts[bisect_right(starts, stop)]]
    return rest in answer_words("ending") and rest[0] not in _ROAD


@cache
def _compact(name: str) -> str:
    return re.sub(r"[\s·.-]", "", folded(name))
