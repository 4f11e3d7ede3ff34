"""What every published table and column is: read from ``reference/tables.csv`` and ``reference/columns.csv``.

The one place that describes them. Data dictionaries, data packages, databases and their comments are made from it.
``reference/contract.csv`` tells what each version of the contract (names and types of the public tables) changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from transforms.reference import rows

# A pandas type that each type of the schema may have; nullable and plain forms say the same.
_HELD_AS = {
    "string": ("str", "string", "object"),
    "integer": ("int64", "Int64"),
    "number": ("float64", "Float64"),
    "boolean": ("bool", "boolean"),
}


@dataclass(frozen=True)
class Column:
    """One column: its Frictionless type, whether every row has it, the table its values refer to ('' for none).

    ``codes`` are the values it may hold, or words for them; ``since`` is the contract version that brought it.
    """

    name: str
    type: str
    is_required: bool
    refers: str
    ko: str
    en: str
    codes: str
    since: str


@dataclass(frozen=True)
class Table:
    """One table of a place (public or restricted), with the columns that tell its rows apart (none where none do)."""

    place: str
    name: str
    key: tuple[str, ...]
    ko: str
    en: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class ContractChange:
    """One change of the contract: ``change`` is first, or table_ or column_ with added, removed or changed."""

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


def same_since(table: str) -> tuple[str, ...]:
    """The contract versions, oldest first, in which a public table is what it is now."""
    versions = list(dict.fromkeys(each.version for each in contract_log()))
    last = [each.version for each in contract_log() if each.table in ("", table)][-1]
    return tuple(versions[versions.index(last) :])


@cache
def tables(place: str) -> tuple[Table, ...]:
    """The tables of ``place`` ("public" or "restricted"), in the order of the dictionary."""
    columns: dict[str, list[Column]] = {}
    for row in rows("columns"):
        if row["place"] == place:
            is_required = row["is_required"] == "yes"
            columns.setdefault(row["table"], []).append(
                Column(
                    row["column"],
                    row["type"],
                    is_required,
                    row["refers"],
                    row["ko"],
                    row["en"],
                    row["codes"],
                    row["since"],
                )
            )
    return tuple(
        Table(place, row["table"], tuple(row["key"].split()), row["ko"], row["en"], tuple(columns[row["table"]]))
        for row in rows("tables")
        if row["place"] == place
    )


def departures(place: str, made: Mapping[str, pd.DataFrame]) -> list[str]:
    """Where the tables of ``place`` depart from the schema, as ``table`` or ``table.column``; empty when they agree."""
    wanted = {table.name: table for table in tables(place)}
    found = sorted(wanted.keys() ^ made.keys())
    for name in sorted(wanted.keys() & made.keys()):
        frame, columns = made[name], wanted[name].columns
        found += [f"{name}.{column}" for column in sorted({c.name for c in columns} ^ set(frame.columns))]
        for column in columns:
            if column.name not in frame:
                continue
            values = frame[column.name]
            is_blank = values.isna() | values.eq("") if column.type == "string" else values.isna()
            if str(values.dtype) not in _HELD_AS[column.type] or (column.is_required and bool(is_blank.any())):
                found.append(f"{name}.{column.name}")
    return found


def dictionary(place: str) -> pd.DataFrame:
    """table, column, type, required, key, refers, codes, since, meaning in Korean and in English: a row a column."""
    return pd.DataFrame(
        [
            (
                table.name,
                column.name,
                column.type,
                column.is_required,
                column.name in table.key,
                column.refers,
                column.codes,
                column.since,
                table.ko,
                column.ko,
                table.en,
                column.en,
            )
            for table in tables(place)
            for column in table.columns
        ],
        columns=[
            "table",
            "column",
            "type",
            "is_required",
            "is_key",
            "refers",
            "codes",
            "since",
            "table_ko",
            "column_ko",
            "table_en",
            "column_en",
        ],
    )
