"""Settings from TOML, looked up with their types: what cannot be used, or nobody asks for, is named by file and key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rapidfuzz.distance import Indel

from transforms.campaign.event_settings import SeatBound
from transforms.errors.campaign import CampaignValueError, UnknownNameError


class Settings:
    """Typed look-ups in parsed TOML that name the file and key when a value cannot be used.

    What was never looked up (``known`` is looked up elsewhere) is unknown: a misspelt setting would have no effect.
    """

    def __init__(self, file: str, settings: Mapping[str, Any], prefix: str = "", known: Sequence[str] = ()) -> None:
        self.file, self.settings, self.prefix = file, settings, prefix
        self.known = set(known)
        self.within: list[Settings] = []

    def refuse_unknown(self) -> None:
        """Raises UnknownNameError at the first setting that nothing looked up."""
        for name in _names(self.settings, self.known):
            # Of the same section, at the same depth.
            section, depth = name.rpartition(".")[0], name.count(".") + 1
            rivals = {".".join(each.split(".")[:depth]) for each in self.known}
            rivals = {each for each in rivals if each.rpartition(".")[0] == section}
            raise UnknownNameError(
                file=self.file, name=self.prefix + name, nearest=nearest(name, rivals), known=listed_names(rivals)
            )
        for each in self.within:
            each.refuse_unknown()

    def refuse(self, name: str, value: object, allowed: str) -> None:
        """Raises CampaignValueError: ``value`` is not ``allowed`` here."""
        raise CampaignValueError(file=self.file, key=self.prefix + name, value=value, allowed=allowed)

    def _get(self, name: str, default: object, allowed: str) -> Any:
        self.known.add(name)
        value: Any = self.settings
        for piece in name.split("."):
            value = value.get(piece) if isinstance(value, Mapping) else None
        if value is None:
            if default is None:
                self.refuse(name, "-", allowed)
            return default
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without ``default`` one is asked for, as with every kind below."""
        value = self._get(name, default, '"…"')
        if not isinstance(value, str):
            self.refuse(name, value, '"…"')
        return str(value)

    def flag(self, name: str, default: bool | None = None) -> bool:
        """True or false."""
        value = self._get(name, default, "true · false")
        if not isinstance(value, bool):
            self.refuse(name, value, "true · false")
        return bool(value)

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self._get(name, default, f"{low}-{high}")
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(name, value, f"{low}-{high}")
        return int(value)

    def share(self, name: str, default: float) -> float:
        """A part of one."""
        value = self._get(name, default, "0-1")
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            self.refuse(name, value, "0-1")
        return float(value)

    def moment(self, name: str, zone: ZoneInfo) -> datetime:
        """A date with a time, in ``zone`` where it names none."""
        value = self._get(name, None, "2024-04-22T00:00:00")
        if not isinstance(value, datetime):
            self.refuse(name, value, "2024-04-22T00:00:00")
        moment: datetime = value
        return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)

    def day(self, name: str) -> date:
        """A date."""
        value = self._get(name, None, "2024-12-31")
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(name, value, "2024-12-31")
        day: date = value
        return day

    def clock(self, name: str, default: time) -> time:
        """A time of day, to the second."""
        value = self._get(name, default, "06:00:00")
        if not isinstance(value, time):
            self.refuse(name, value, "06:00:00")
        clock: time = value
        return clock.replace(microsecond=0)

    def zone(self, name: str) -> ZoneInfo:
        """A time zone by its IANA name."""
        value = self.text(name)
        try:
            return ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            raise CampaignValueError(file=self.file, key=name, value=value, allowed="Asia/Seoul") from None

    def strings(self, name: str, default: Sequence[str] | None = None) -> list[str]:
        """A list of texts."""
        value = self._get(name, default, '["…"]')
        if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(v, str) for v in value):
            self.refuse(name, value, '["…"]')
        return list(value)

    def table(self, name: str) -> dict[str, str]:
        """A table of texts, empty where there is none."""
        value = self._get(name, {}, "{ … }")
        if not isinstance(value, Mapping):
            self.refuse(name, value, "{ … }")
        return {str(k): str(v) for k, v in value.items()}

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A table as it is, empty where there is none."""
        value = self._get(name, {}, f"[{name}]")
        if not isinstance(value, Mapping):
            self.refuse(name, value, f"[{name}]")
        return dict(value)

    def one_of(self, name: str, allowed: Sequence[str]) -> str:
        """One of ``allowed``; the first where nothing is said."""
        value = self.text(name, default=allowed[0])
        if value not in allowed:
            self.refuse(name, value, " · ".join(allowed))
        return value

    def bound(self, name: str) -> SeatBound | None:
        """A number of people (12) or a percentage of the even share ("120%"); None where nothing is said."""
        value = self._get(name, "", '12 · "120%"')
        if value == "":
            return None
        number = str(value).removesuffix("%").strip()
        is_share = isinstance(value, str)
        if isinstance(value, bool) or not number.isdecimal() or is_share is not str(value).endswith("%"):
            self.refuse(name, value, '12 · "120%"')
        return SeatBound(int(number), is_share)

    def listed(self, name: str, default: Sequence[Mapping[str, Any]] | None = None) -> "list[Settings]":
        """A reader for each table of an array of tables; ``default`` where there is none."""
        value = self._get(name, default, f"[[{name}]]")
        is_list = isinstance(value, Sequence) and all(isinstance(each, Mapping) for each in value)
        if not is_list or (default is None and not value):
            self.refuse(name, value, f"[[{name}]]")
        readers = [Settings(self.file, each, f"{self.prefix}{name}[{at}].") for at, each in enumerate(value, 1)]
        self.within += readers
        return readers


def _names(settings: Mapping[str, Any], known: set[str], within: str = "") -> Iterator[str]:
    """The dotted names of settings that are not ``known``; what is known as a whole alone is not looked into."""
    for key_, value in settings.items():
        name = within + key_
        if isinstance(value, Mapping) and any(each.startswith(f"{name}.") for each in known):
            yield from _names(value, known, f"{name}.")
        elif name not in known:
            yield name


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is written most like ``name``."""
    return max(sorted(known), key=lambda each: Indel.normalized_similarity(name, each), default="-")


def listed_names(names: Iterable[str]) -> str:
    """``names`` in order, for a sentence."""
    return " · ".join(sorted(names))
