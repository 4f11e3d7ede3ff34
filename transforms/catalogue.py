"""The tables of a release as a catalogue: what is in it is what the schema says, or it could not be put in.

    tables = Tables("restricted", campaign).with_(responses=judged, participants=people)
    tables = tables.with_(attendees=coming)          # a new catalogue; the one before is as it was
    tables["participants"]                           # a frame of your own: changing it changes no catalogue
    public = Tables("public", campaign).with_(**shown).complete()   # complete(): every table of the place is there

``with_`` raises TableBrokenError, which names each ``table.column`` and the rule that it breaks, and no cell. Tables
that refer to each other are put in together, or in any order: a reference is looked at as soon as both are there. The
same rules stand behind ``expectations.release``, which has Great Expectations hold them against what is published.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.errors.audit import TableBrokenError
from transforms.schema import Column, Lists, Table, by_name

SHAPE, TYPE, MISSING, UNLISTED = "shape_broken", "type_broken", "value_missing", "value_unlisted"
RANGE, MALFORMED, KEY, REFERENCE = "value_out_of_range", "value_malformed", "key_doubled", "reference_broken"
# How a day and a moment stand in a table in memory and in CSV; other files hold them as such.
_ISO = {
    "date": r"\d{4}-\d\d-\d\d",
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)",
}
# The pandas types that each type of the schema may have; nullable and plain forms say the same.
_HELD_AS = {
    "string": ("str", "string", "object"),
    "integer": ("int64", "Int64"),
    "number": ("float64", "Float64"),
    "boolean": ("bool", "boolean"),
    "date": ("str", "string", "object"),
    "datetime": ("str", "string", "object"),
}


class Breach(NamedTuple):
    """A rule of rules.csv that a column breaks; ``column`` is '' where it is about the table."""

    table: str
    column: str
    code: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column} {self.code}" if self.column else f"{self.table} {self.code}"


@dataclass(frozen=True, eq=False)
class Tables(Mapping[str, pd.DataFrame]):
    """The tables of ``place`` ("public" or "restricted") made so far, each as the schema says, in the schema's order.

    What only ``campaign`` knows, its districts, fields, kinds and zone, holds for the columns that name it.
    """

    place: str
    campaign: Campaign
    _frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def with_(self, **frames: pd.DataFrame) -> "Tables":
        """A catalogue with ``frames`` as well, in the place of any of the same names; raises TableBrokenError.

        Columns stand in the schema's order.
        """
        known, lists = by_name(self.place), lists_of(self.campaign)
        found = [
            breach
            for name, frame in frames.items()
            for breach in misshapen(self.place, name, frame) or breaches(known[name], frame, lists)
        ]
        together = {**self._frames, **frames}
        if not found:
            found = broken_references(self.place, together, frames.keys())
        if found:
            raise TableBrokenError(breaches=told(found))
        made = {name: together[name][list(table.by_name)] for name, table in known.items() if name in together}
        return replace(self, _frames=made)

    def complete(self) -> "Tables":
        """This catalogue, when it has every table of its place; raises TableBrokenError with those that lack."""
        lacking = [Breach(name, "", SHAPE) for name in by_name(self.place) if name not in self._frames]
        if lacking:
            raise TableBrokenError(breaches=told(lacking))
        return self

    def __getitem__(self, name: str) -> pd.DataFrame:
        # Pandas copies when written to, so this costs nothing and keeps what was checked.
        return self._frames[name].copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


def lists_of(campaign: Campaign) -> Lists:
    """The lists that the schema leaves to the campaign: districts, numbers of fields, kinds of participants, themes."""
    kinds = campaign.by_column["kind"].options if "kind" in campaign.by_column else None
    return {
        "districts": tuple(campaign.district_order),
        "fields": tuple(each.number for each in campaign.fields),
        "kinds": kinds.answers if kinds else (),
        "wish_themes": tuple(dict.fromkeys(theme for question in campaign.questions for theme in question.theme_names)),
    }


def told(found: list[Breach]) -> str:
    """The breaches as an error tells them, each once."""
    return ", ".join(dict.fromkeys(map(str, found)))


def misshapen(place: str, name: str, frame: pd.DataFrame) -> list[Breach]:
    """Where ``frame`` has not the columns that the schema gives the table ``name``, or not of their types."""
    table = by_name(place).get(name)
    if table is None or frame.columns.has_duplicates:
        return [Breach(name, "", SHAPE)]
    found = [Breach(name, each, SHAPE) for each in sorted(set(table.by_name) ^ set(frame.columns))]
    return found or [Breach(name, c.name, TYPE) for c in table.columns if not is_held(c, frame[c.name])]


def breaches(table: Table, frame: pd.DataFrame, lists: Lists) -> list[Breach]:
    """Where ``frame``, of the table's shape, departs from it in missing values, codes, ranges, patterns and its key."""
    found = [Breach(table.name, c.name, code) for c in table.columns for code in _broken(table, c, frame, lists)]
    if table.key and bool(frame.duplicated(list(table.key)).any()):
        found.append(Breach(table.name, " ".join(table.key), KEY))
    return found


def is_held(column: Column, values: "pd.Series[Any]") -> bool:
    """True where ``values`` have a pandas type of the column's; a text column holds nothing but texts."""
    if str(values.dtype) not in _HELD_AS[column.type]:
        return column.type == "datetime" and isinstance(values.dtype, pd.DatetimeTZDtype)
    # A day read from a file is one.
    are = ("string", "empty", "date") if column.type == "date" else ("string", "empty")
    return values.dtype != object or pd.api.types.infer_dtype(values, skipna=True) in are


def filled(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """The values that say something: an empty text says as little as null."""
    there = values.dropna()
    return there[there.ne("")] if _is_text(there) else there


def _is_text(values: "pd.Series[Any]") -> bool:
    return values.dtype == object or isinstance(values.dtype, pd.StringDtype)


def pattern_of(column: Column) -> str:
    """What every text of the column must be as a whole, '' for any."""
    return column.pattern or _ISO.get(column.type, "")


def _broken(table: Table, column: Column, frame: pd.DataFrame, lists: Lists) -> Iterator[str]:
    there = filled(frame[column.name])
    is_lacking = len(there) < len(frame) if column.is_required else bool(frame[column.name].isna().any())
    if is_lacking and table.never_null(column):
        yield MISSING
    listed = column.listed(lists)
    if listed and not bool(there.isin(listed).all()):
        yield UNLISTED
    if column.least is not None and not _is_in_range(column, there, frame):
        yield RANGE
    pattern = pattern_of(column)
    if pattern and _is_text(there) and not bool(there.astype("str").str.fullmatch(pattern).all()):
        yield MALFORMED


def _is_in_range(column: Column, there: "pd.Series[Any]", frame: pd.DataFrame) -> bool:
    if not bool(there.ge(column.least).all()):
        return False
    if column.within:
        both = frame[[column.name, column.within]].dropna()
        return bool(both[column.name].le(both[column.within]).all())
    return column.most is None or bool(there.le(column.most).all())


def broken_references(
    place: str, frames: Mapping[str, pd.DataFrame], among: Collection[str] | None = None
) -> list[Breach]:
    """The columns of ``frames`` that hold a key which the table referred to has not; only where both tables are there.

    Of references from or to the tables ``among``, or of all.
    """
    known, found = by_name(place), list[Breach]()
    for name, frame in frames.items():
        for column in known[name].columns:
            if column.refers not in frames or (among is not None and not {name, column.refers} & set(among)):
                continue
            (key,) = known[column.refers].key
            if not are_among(filled(frame[column.name]), frames[column.refers][key]):
                found.append(Breach(name, column.name, REFERENCE))
    return found


def are_among(values: "pd.Series[Any]", known: "pd.Series[Any]") -> bool:
    """True where each of ``values`` is one of ``known``."""
    # Numbered in the order in which they first stand; isin() makes a Python list of each text.
    codes, _ = pd.factorize(pd.concat([known, values], ignore_index=True))
    return bool(codes[len(known) :].max(initial=-1) <= codes[: len(known)].max(initial=-1))
