"""Tables as files: Parquet, and CSV that is safe in a spreadsheet."""

import codecs
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from output.formats.cells import inert_table
from output.formats.files import write_file
from output.tables.arrow import arrow_table
from transforms.catalogue import Tables
from transforms.schema import by_name

# Nothing in a file may tell when it was made; this stands where a format demands a date.
FIXED_DATE = datetime(2000, 1, 1)


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path, *, private: bool) -> None:
    """``folder`` holds each table as ``<name>.parquet`` and ``<name>.csv`` (UTF-8 with BOM, CRLF).

    What stands in a catalogue is typed in Parquet as its schema says, with the meaning of each field.
    """
    for name, frame in tables.items():
        buffer = io.BytesIO()
        pq.write_table(_arrow(tables, name, frame), buffer, compression="zstd")
        write_file(folder / f"{name}.parquet", buffer.getvalue(), private=private)
        write_file(folder / f"{name}.csv", csv_of(frame), private=private)


def _arrow(tables: Mapping[str, pd.DataFrame], name: str, frame: pd.DataFrame) -> pa.Table:
    if isinstance(tables, Tables):
        return arrow_table(frame, by_name(tables.place)[name], tables.campaign.zone.key)
    return pa.Table.from_pandas(frame, preserve_index=False)


def csv_of(table: pd.DataFrame) -> bytes:
    """``table`` as a CSV file that a spreadsheet opens with a click: UTF-8 with BOM, CRLF, every text inert."""
    # As bytes from the start: text in the making takes four a letter. The codec that writes a BOM asks of every line
    # anew, in Python, whether it is the first.
    buffer = io.BytesIO()
    buffer.write(codecs.BOM_UTF8)
    inert_table(table).to_csv(buffer, index=False, lineterminator="\r\n", encoding="utf-8")
    return buffer.getvalue()
