"""Tables as Arrow, typed as the schema says: what Parquet files hold and databases are filled with.

In memory and in CSV a moment is ISO 8601 text with its offset and a day ISO text; here they are what they mean. What is
absent is null, whether it was so or an empty text in memory; only a part of a key that is not there is an empty text,
for no database takes a null in a key.
"""

from typing import Any

import pandas as pd
import pyarrow as pa

from transforms.schema import Column, Table, contract


def arrow_table(frame: pd.DataFrame, table: Table, zone: str) -> pa.Table:
    """``frame`` (of the catalogue) with the types, units and meanings of ``table``; moments stand in ``zone``."""
    values = {
        column.name: _values(frame[column.name], column, zone, may_lack=not table.never_null(column))
        for column in table.columns
    }
    return pa.Table.from_pandas(pd.DataFrame(values), arrow_schema(table, zone), preserve_index=False)


def arrow_schema(table: Table, zone: str) -> pa.Schema:
    """The Arrow schema of ``table``: what each field means and counts, and that it lacks nowhere, stands with it."""
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", tz=zone),
    }
    fields = [
        pa.field(column.name, types[column.type], not table.never_null(column), _told(column))
        for column in table.columns
    ]
    return pa.schema(fields, {"title": table.ko, "description": table.en, "contract": contract()})


def _told(column: Column) -> dict[str, str]:
    return {"title": column.ko, "description": column.en} | ({"unit": column.unit} if column.unit else {})


def _values(values: "pd.Series[Any]", column: Column, zone: str, *, may_lack: bool) -> "pd.Series[Any]":
    if column.type == "datetime" and not isinstance(values.dtype, pd.DatetimeTZDtype):
        return pd.to_datetime(values.mask(values.eq(""), None), utc=True, format="ISO8601").dt.tz_convert(zone)
    if column.type == "date":
        return pd.to_datetime(values.mask(values.eq(""), None), format="%Y-%m-%d").dt.date
    if column.type == "string" and may_lack:
        blank = values.eq("")
        return values.mask(blank, None) if blank.any() else values
    return values
