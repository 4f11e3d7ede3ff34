"""What a release shows otherwise than the one before it, for those who build on the public tables; no person in it.

Both are public, so whoever keeps them knows the difference already.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

ROWS, FACT = "rows", "fact"
TABLE_ADDED, TABLE_REMOVED, COLUMN_ADDED, COLUMN_REMOVED = (
    f"{what}_{how}" for what in ("table", "column") for how in ("added", "removed")
)
_TYPES = {
    "change": "str",
    "table": "str",
    "column": "str",
    "topic": "str",
    "item": "str",
    "by": "str",
    "before": "Int64",
    "now": "Int64",
    "note": "str",
}
_PART = ["topic", "item", "by"]
FACT_TYPES = {
    "topic": "str",
    "item": "str",
    "by": "str",
    "n": "Int64",
    "base": "Int64",
    "note": "str",
    "shape": "str",
}


@dataclass(frozen=True)
class Shown:
    """What a release shows: columns and number of rows of each public table by its name, and its public facts.

    ``facts`` has the columns of FACT_TYPES.
    """

    columns: Mapping[str, tuple[str, ...]]
    n_rows: Mapping[str, int]
    facts: pd.DataFrame


def shown(tables: Mapping[str, pd.DataFrame]) -> Shown:
    """What the public ``tables`` show; "facts" is among them."""
    return Shown(
        {name: tuple(table.columns) for name, table in tables.items()},
        {name: len(table) for name, table in tables.items()},
        tables["facts"][list(FACT_TYPES)].astype(FACT_TYPES).reset_index(drop=True),
    )


def release_changes(before: Shown | None, now: Shown) -> pd.DataFrame:
    """change, table, column, topic, item, by, before, now, note: a row for each thing that is not as it was.

    change: table_added, table_removed, column_added, column_removed, rows (numbers of rows), fact (a number of facts;
    null where it was not there or is not told). note: how to read ``now``, as in facts. Without a release before there
    is nothing to tell.
    """
    if before is None:
        return _table([])
    return pd.concat([_table(_structure(before, now)), _facts(before.facts, now.facts)], ignore_index=True)


def _table(made: list[dict[str, object]]) -> pd.DataFrame:
    blank = {name: "" if kind == "str" else None for name, kind in _TYPES.items()}
    return pd.DataFrame([blank | row for row in made], columns=list(_TYPES)).astype(_TYPES)


def _structure(before: Shown, now: Shown) -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    for name in [*now.columns, *(each for each in before.columns if each not in now.columns)]:
        was, is_ = before.columns.get(name), now.columns.get(name)
        n_was, n_is = before.n_rows.get(name), now.n_rows.get(name)
        if was is None or is_ is None:
            made.append({"change": TABLE_ADDED if was is None else TABLE_REMOVED, "table": name})
        else:
            made += [{"change": COLUMN_ADDED, "table": name, "column": each} for each in is_ if each not in was]
            made += [{"change": COLUMN_REMOVED, "table": name, "column": each} for each in was if each not in is_]
        if n_was != n_is:
            made.append({"change": ROWS, "table": name, "before": n_was, "now": n_is})
    return made


def _facts(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    order = pd.concat([now[_PART], before[_PART]]).drop_duplicates(ignore_index=True)
    both = order.merge(now, on=_PART, how="left").merge(before, on=_PART, how="left", suffixes=("", "_was"))
    same = both["n"].fillna(-1).eq(both["n_was"].fillna(-1)) & both["note"].fillna("-").eq(both["note_was"].fillna("-"))
    moved = both[~same.astype("bool")]
    made = moved.assign(change=FACT, table="facts", column="n", before=moved["n_was"], now=moved["n"])
    return made.reindex(columns=list(_TYPES)).fillna({"note": ""}).astype(_TYPES)
