"""The districts of a campaign as the addresses of an export name them."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from transforms.reference import rows

_WORD = re.compile(r"[가-힣0-9]+")
_CITY, _WARD = re.compile(r"^(?![가-힣]+도시$)[가-힣]{1,5}(?:시|군)$"), re.compile(r"^[가-힣]{1,5}구$")
_METROPOLIS = re.compile(r"^([가-힣]{2})(?:광역|특별|특별자치)시$")
# So many of the addresses name the metropolis that they are of it.
_MOSTLY = 1 / 3
_TOWN = re.compile(r"^[가-힣][가-힣0-9]{0,5}(?:읍|면|동)$")
_VILLAGE = re.compile(r"^[가-힣][가-힣0-9]{0,5}(?<!거)리$")
_PROVINCE = re.compile(r"^(?:[가-힣]{2,4}도|[가-힣]{2,6}(?:특별자치시|특별자치도|광역시|특별시)|[가-힣]{2})$")
# 새도심권(새빛1동, 한들동): an option that says which towns are in it.
_TOWNS = re.compile(r"^([^(（]+)[(（]([^()（）]*[,·][^()（）]*)[)）]$")
# What is no district, and what is outside of all.
_UNTOLD, _OUTSIDE = (
    re.compile(r"모르|모름|기타|없음|미정"),
    re.compile(r"(?:밖|\s외|[외타] ?지역|다른 지역)(?:\s?[(].*[)])?$"),
)
_LEAST, _MOST = 2, 60
_SHARE, _LONGEST = 0.75, 12


@dataclass(frozen=True)
class DraftPlaces:
    """What home and province are called, the districts in 가나다 order, and each town with its district."""

    home: tuple[str, ...]
    province: tuple[str, ...]
    districts: tuple[str, ...]
    towns: tuple[tuple[str, str], ...] = ()
    outside: str = ""

    def section(self, mark: str) -> str:
        """The same as a section of ``campaign.toml``; what a person has to look at bears the ``mark``."""
        beyond = self.outside or f"{self.home[0]} 외"
        home, province, outside, order = (
            json.dumps(each, ensure_ascii=False)
            for each in (self.home, self.province, beyond, [*self.districts, beyond, "미상"])
        )
        return "\n".join(
            [
                "[places]",
                f'file = "{"districts.csv" if self.districts else ""}"',
                f"home = {home}  # {mark}",
                f"province = {province}",
                f"outside = {outside}",
                'unknown = "미상"',
                f"order = {order}",
                "",
            ]
        )

    def table(self) -> str:
        """The same as ``districts.csv``."""
        lines = [f"{name},{name},district" for name in self.districts]
        lines += [f"{town},{of},{'village' if _VILLAGE.match(town) else 'legal'}" for town, of in self.towns]
        # 홍동 문당리: people leave out what a town or a township ends in.
        named = [(name[:-1], name) for name in self.districts if _TOWN.match(name) and len(name) > _LEAST]
        named += [(town[:-1], of) for town, of in self.towns if _TOWN.match(town) and len(town) > _LEAST]
        often = Counter(short for short, _ in named)
        taken = {*self.home, *self.province, *self.districts, *(town for town, _ in self.towns)}
        lines += [f"{short},{of},short" for short, of in named if often[short] == 1 and short not in taken]
        return "\n".join(["place,district,kind", *lines]) + "\n"


def places_of(addresses: "pd.Series[str]") -> DraftPlaces:
    """The places of ``addresses``: wards of the most frequent city, else cities and counties where there are several,
    else towns.

    >>> places_of(pd.Series(["푸른시 가구 하늘동 1", "푸른시 가구", "푸른시 나구 바다동", "나구 바다동"])).towns
    (('바다동', '나구'), ('하늘동', '가구'))
    >>> places_of(pd.Series(["등대구 돌담동 2", "등대구 나루동", "돌담동", "나루동 3", "경남 남해군 남면"])).home
    ('등대구',)
    >>> places_of(pd.Series(["돌담동 2", "나루동", "돌담동", "나루동 3", "경남 남해군 남면"])).home
    ('우리 지역',)
    """
    words = [_WORD.findall(address) for address in addresses]
    metropolis = _metropolis(words)
    if metropolis:
        # Others have wards of the same names.
        elsewhere = {row["region"] for row in rows("regions") if row["region"][-1] not in "구군읍면"} - {*metropolis}
        words = [row for row in words if elsewhere.isdisjoint(row[:1])]
    cities = Counter(word for row in words for word in row if _CITY.match(word) and not _METROPOLIS.match(word))
    wards = Counter(word for row in words for word in row if _WARD.match(word))
    if metropolis:
        wards += Counter({word: n for word, n in cities.items() if word.endswith("군")})
        cities = Counter[str]()
    towns = Counter(word for row in words for word in row if _TOWN.match(word))
    several = [name for name, n in cities.items() if n >= _LEAST]
    if sum(n >= _LEAST for n in wards.values()) > 1 and len(several) <= 2:
        level, below = wards, _TOWN
    elif len(several) > 2:
        level, below = cities, _TOWN
    else:
        level, below = towns, _VILLAGE
    districts = _whole(sorted(name for name, n in level.most_common(_MOST) if n >= _LEAST))
    # Whoever is let choose chooses among all there are, whatever they end in.
    chosen = _chosen(addresses)
    says_towns = any(told[1].strip() in chosen for told in map(_TOWNS.match, addresses) if told)
    districts = chosen if says_towns else max(districts, chosen, key=len)
    # A council of a ward has towns below it; whom one address names is an outsider's.
    homes = Counter() if level is cities else cities + wards if level is towns else cities
    city = next((name for name, n in homes.most_common(1) if n >= _LEAST), "")
    inside = Counter[tuple[str, str]]()
    for row in words:
        here = next((word for word in row if word in districts), None)
        # Another city may have a township of the same name.
        is_ours = level is not towns or not any(_CITY.match(word) and word != city for word in row)
        inside.update((word, here) for word in row if here and is_ours and below.match(word))
    for told in filter(None, map(_TOWNS.match, addresses)):
        inside.update((town, told[1].strip()) for town in _WORD.findall(told[2]) if told[1].strip() in districts)
    # A name that stands in two districts says of neither.
    where = Counter(town for town, _ in inside)
    named = tuple(sorted(pair for pair in inside if where[pair[0]] == 1 and pair[0] not in districts))
    before = Counter(row[0] for row in words if len(row) > 1 and (row[1] == city or row[1] in districts))
    province = tuple(
        name for name, n in before.most_common(3) if n >= _LEAST and _PROVINCE.match(name) and name != city
    )
    home = (
        (city, city[:-1])
        if len(city) > 2 and not _WARD.match(city)
        else (city,)
        if city
        else province[:1] or ("우리 지역",)
    )
    outside = next((name for name in districts if _OUTSIDE.search(name)), "")
    home, province = (metropolis, ()) if metropolis else (home, province)
    return DraftPlaces(home, province, tuple(name for name in districts if name != outside), named, outside)


def _chosen(addresses: "pd.Series[str]") -> tuple[str, ...]:
    """The options of a question that asks for the region alone, () where the cells are no few and short answers."""
    counts = addresses[addresses.ne("")].value_counts()
    often = [str(name) for name, n in counts.items() if n >= _LEAST]
    is_choice = 1 < len(often) <= _MOST and counts[often].sum() >= _SHARE * counts.sum()
    often = [name for name in often if not _UNTOLD.search(name)]
    named = sorted(told[1].strip() if (told := _TOWNS.match(name)) else name for name in often)
    named = [*_whole(named)]
    return tuple(named) if is_choice and all(len(name) <= _LONGEST for name in named) else ()


def _whole(names: Sequence[str]) -> tuple[str, ...]:
    """The names without those that are another's left without what it ends in: 달내 is 달내면."""
    ends = {name[:-1] for name in names if _TOWN.match(name)}
    return tuple(name for name in names if name not in ends)


def _metropolis(words: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names of the metropolis that the addresses are of, () where they are of none: 울산광역시, 울산시, 울산."""
    named = Counter(found[1] for row in words for found in map(_METROPOLIS.match, row) if found)
    for stem, n in named.most_common(1):
        whole = next(word for row in words for word in row if word.startswith(stem) and _METROPOLIS.match(word))
        names = (whole, f"{stem}시", stem)
        told = sum(bool({*names}.intersection(row)) for row in words)
        # People leave out what their wards are of, but hardly what others are.
        cities = Counter(word for row in words for word in row if _CITY.match(word) and word not in names)
        wards = Counter(word for row in words for word in row if _WARD.match(word))
        is_of_wards = sum(n >= _LEAST for n in wards.values()) > 1 and told > max(cities.values(), default=0)
        return names if n >= _LEAST and (told >= _MOSTLY * sum(map(bool, words)) or is_of_wards) else ()
    return ()
