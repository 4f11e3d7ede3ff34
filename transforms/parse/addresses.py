"""Which district an address lies in, from the campaign's own list of places."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from transforms.parse.text import clean, folded, is_blank

# The seventeen first-level regions and their short forms (지방자치법; 행정구역), with the cities that people
# name alone. Whatever names one of them, and not the home city, lies outside.
_REGIONS = (
    "서울 서울시 서울특별시 부산 부산시 부산광역시 대구 대구시 대구광역시 인천 인천시 인천광역시 광주광역시 광주시 대전 대전시 "
    "대전광역시 울산 울산시 울산광역시 세종 세종시 세종특별자치시 경기 경기도 강원 강원도 강원특별자치도 충남 충청남도 전북 전라북도 "
    "전북특별자치도 전남 전라남도 경북 경상북도 경남 경상남도 제주 제주도 제주시 제주특별자치도 "
    "진천 진천군 증평 증평군 괴산 괴산군 음성 음성군 보은 보은군 옥천 옥천군 영동군 단양 단양군 충주 충주시 제천 제천시 천안 천안시 "
    "아산 아산시 공주 공주시 조치원 조치원읍 수원 수원시 성남 성남시 용인 용인시 고양 고양시 전주 전주시 창원 창원시 포항 포항시 원주 원주시 "
    "춘천 춘천시 강릉 강릉시"
).split()
_BUILDING = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[가-힣]+(?:[\d·.,]*[가-힣]+)*\d*가?|[a-z]+")
_ROAD = re.compile(r"[가-힣\d]+(?:로|길)(?=\s?\d|\s|$|번길)")


@dataclass(frozen=True)
class Places:
    """The places of one campaign: every place name to its district, the home city's names and two labels."""

    districts: dict[str, str]
    home: tuple[str, ...]
    outside: str
    unknown: str
    short_names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def by_length(self) -> tuple[str, ...]:
        """Place names, longest first, so that 용암1동 is found before 용암."""
        return tuple(sorted(self.districts, key=lambda name: (-len(name), name)))

    @cached_property
    def district_names(self) -> frozenset[str]:
        """The districts themselves (구)."""
        return frozenset(self.districts.values())

    @cached_property
    def pattern(self) -> "re.Pattern[str]":
        """Any place name standing as a word or at a word's end (청주시상당구용암동)."""
        names = "|".join(re.escape(folded(name)) for name in self.by_length)
        return re.compile(rf"({names})(?![로길])")


def district(text: str, places: Places) -> str:
    """The district that the address says, ``places.outside``, or ``places.unknown`` when it does not say.

    >>> here = Places({"상당구": "상당구", "용암동": "상당구"}, ("청주시", "청주"), "청주시 외", "미상")
    >>> [district(a, here) for a in ("청주 상당구 문의면", "용암동 123", "대전 서구 둔산동", "청주시", "")]
    ['상당구', '상당구', '청주시 외', '미상', '미상']
    """
    value = clean(text[:500])
    if not value or is_blank(value) or value.startswith(("=", "+", "@")):
        return places.unknown
    value = folded(value)
    words = value.split()
    at_home = any(folded(home) in value for home in places.home)
    for name in sorted(places.district_names):
        if re.search(rf"(?:^|[^가-힣]|시|도){re.escape(name)}", value) and not _names_region(words, places, at_home):
            return name
    if not at_home and _names_region(words, places, at_home):
        return places.outside
    for candidate in (_BUILDING.sub(" ", value), value):
        plain = candidate.replace(" ", "") if re.search(r"\d\s동(?:\s|$)", candidate) else candidate
        for match in places.pattern.finditer(plain):
            start = match.start()
            if start == 0 or not plain[start - 1].isalpha() or plain[:start].endswith(_home_endings(places)):
                return places.districts[_original(match.group(1), places)]
    for word in words:
        short = places.short_names.get(word.rstrip(",."))
        if short:
            return short
    for word in words:
        if re.search(r"[가-힣](?:특별시|광역시|시|군|도)$", word) and word not in places.home and not at_home and word not in _HOME_PROVINCE:
            return places.outside
    return places.unknown


_HOME_PROVINCE = frozenset({"충북", "충청북도", "충북도"})


def _names_region(words: list[str], places: Places, at_home: bool) -> bool:
    if at_home:
        return False
    first = [w.strip("(),.") for w in words if not re.fullmatch(r"[\d()\-]+", w)][:2]
    return any(
        w in _REGIONS or any(len(r) > 2 and w.startswith(r) for r in _REGIONS) for w in first
    )


def _home_endings(places: Places) -> tuple[str, ...]:
    return (*(folded(h) for h in places.home), *(folded(d) for d in places.district_names), "구", "시", "읍", "면")


def _original(found: str, places: Places) -> str:
    return found if found in places.districts else next(n for n in places.districts if folded(n) == found)
