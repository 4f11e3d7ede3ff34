"""What every published table and column is: read from ``reference/tables.csv`` and ``reference/columns.csv``.

The one place that describes them. The checks of the catalogue, the suites of the audit, Parquet files, databases, data
packages and dictionaries are made from it. ``reference/contract.csv`` tells what each version of the contract (names
and types of the public tables) changed.

Columns of columns.csv beside names and words: ``type`` (string, integer, number, boolean, date, datetime); ``unit``
('1' is a share); ``is_required`` (no row lacks it); ``refers`` (the table whose key it holds); ``values`` (the codes
that it may hold, an ``@name`` for a list that stands elsewhere, see ``listed``); ``range`` (``1..17``, ``0..``, or a
column of the same row as the end: ``0..base``); ``pattern`` (a regular expression for the whole text).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import pandas as pd

from transforms.reference import rows, texts

Lists = Mapping[str, tuple[object, ...]]


@dataclass(frozen=True)
class Column:
    """One column: its Frictionless type, unit, whether every row has it, the table that it refers to ('' for none).

    ``values`` are its codes as the schema names them; ``least`` and ``most`` its range, ends included, ``within`` the
    column that it does not exceed; ``since`` is the contract version that brought it.
    """

    name: str
    type: str
    unit: str
    is_required: bool
    refers: str
    values: tuple[str, ...]
    least: float | None
    most: float | None
    within: str
    pattern: str
    ko: str
    en: str
    since: str

    @property
    def range(self) -> str:
        """The range as the schema writes it."""
        if self.least is None:
            return ""
        return f"{self.least:g}..{self.within or ('' if self.most is None else format(self.most, 'g'))}"

    def listed(self, lists: Lists) -> tuple[object, ...]:
        """Every value that it may hold, none where any may stand.

        ``lists`` are the campaign's (districts, fields, kinds); those of the program stand in the reference tables.
        """
        found: list[object] = []
        for value in self.values:
            found += {**_own_lists(), **lists}[value[1:]] if value.startswith("@") else [value]
        return tuple(found)


@dataclass(frozen=True)
class Table:
    """One table of a place (public or restricted), with the columns that tell its rows apart (none where none do)."""

    place: str
    name: str
    key: tuple[str, ...]
    ko: str
    en: str
    columns: tuple[Column, ...]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Its columns by their names."""
        return {column.name: column for column in self.columns}

    def never_null(self, column: Column) -> bool:
        """True where a database may hold it as NOT NULL. A part of a key may be an empty text, and is never null."""
        return column.is_required or column.name in self.key


@dataclass(frozen=True)
class ContractChange:
    """One change of the contract: ``change`` is first, promises (more is promised of all tables), or table_ or column_
    with added, removed or changed.
    """

    version: str
    change: str
    table: str
    column: str
    ko: str
    en: str


@cache
def contract_log() -> tuple[ContractChange, ...]:
    """Every change of the contract, oldest first."""
    return tuple(ContractChange(**row) for row in rows("contract"))


def contract() -> str:
    """The version of the contract that the public tables keep."""
    return contract_log()[-1].version


@cache
def tables(place: str) -> tuple[Table, ...]:
    """The tables of ``place`` ("public" or "restricted"), in the order of the dictionary."""
    columns: dict[str, list[Column]] = {}
    for row in rows("columns"):
        if row["place"] == place:
            columns.setdefault(row["table"], []).append(_column(row))
    return tuple(
        Table(place, row["table"], tuple(row["key"].split()), row["ko"], row["en"], tuple(columns[row["table"]]))
        for row in rows("tables")
        if row["place"] == place
    )


@cache
def by_name(place: str) -> dict[str, Table]:
    """The tables of ``place`` by their names."""
    return {table.name: table for table in tables(place)}


@cache
def parents_first(place: str) -> tuple[Table, ...]:
    """The tables of ``place``, each after those that it refers to; see ``can_declare`` for two that do so mutually."""
    left, made = list(tables(place)), list[Table]()
    while left:
        names = {table.name for table in left}
        # Where tables refer to each other, a row that need not refer to any can be told later.
        free = [t for t in left if not {c.refers for c in t.columns if c.is_required and c.refers != t.name} & names]
        best = [t for t in free if not {c.refers for c in t.columns if c.refers != t.name} & names] or free
        made.append(best[0])
        left.remove(best[0])
    return tuple(made)


def can_declare(table: Table, column: Column) -> bool:
    """True where the table that ``column`` refers to stands before ``table`` in ``parents_first``.

    The other way round the reference is true as well, but a database that declares keys only with a table cannot say
    it.
    """
    order = [each.name for each in parents_first(table.place)]
    return column.refers != "" and order.index(column.refers) < order.index(table.name)


def _column(row: Mapping[str, str]) -> Column:
    first, _, last = row["range"].partition("..")
    is_column = re.fullmatch("[a-z_]+", last) is not None
    return Column(
        name=row["column"],
        type=row["type"],
        unit=row["unit"],
        is_required=row["is_required"] == "yes",
        refers=row["refers"],
        values=tuple(row["values"].split()),
        least=float(first) if first else None,
        most=float(last) if last and not is_column else None,
        within=last if is_column else "",
        pattern=row["pattern"],
        ko=row["ko"],
        en=row["en"],
        since=row["since"],
    )


@cache
def _own_lists() -> Lists:
    return {
        "rules": tuple(row["code"] for row in rows("rules")),
        "merge_rules": tuple(texts("messages")["merge"]),
        "ended": tuple(texts("messages")["ended"]),
    }


def dictionary(place: str, lists: Lists | None = None) -> pd.DataFrame:
    """A row a column: what the schema says of it, meanings in Korean and in English.

    table, column, type, unit, is_required, is_key, refers, values, range, pattern, since, table_ko, column_ko,
    table_en, column_en. With ``lists`` the codes of the campaign and of the program are written out.
    """
    return pd.DataFrame(
        [
            {
                "table": table.name,
                "column": column.name,
                "type": column.type,
                "unit": column.unit,
                "is_required": column.is_required,
                "is_key": column.name in table.key,
                "refers": column.refers,
                "values": " | ".join(map(str, column.values if lists is None else column.listed(lists))),
                "range": column.range,
                "pattern": column.pattern,
                "since": column.since,
                "table_ko": table.ko,
                "column_ko": column.ko,
                "table_en": table.en,
                "column_en": column.en,
            }
            for table in tables(place)
            for column in table.columns
        ]
    )
