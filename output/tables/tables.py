"""Tables as files: Parquet, CSV that is safe in a spreadsheet, and one workbook of them all."""

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from output.formats.cells import WORKBOOK_OPTIONS, inert_table, write_table
from output.formats.files import write_file
from output.tables.arrow import arrow_table
from transforms.catalogue import Tables
from transforms.schema import by_name

# Nothing in a file may tell when it was made; this stands where a format demands a date.
FIXED_DATE = datetime(2024, 1, 1)
_EXCEL_ROWS = 1_048_576


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
    return str(inert_table(table).to_csv(index=False, lineterminator="\r\n")).encode("utf-8-sig")


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path, *, private: bool) -> None:
    """``path`` holds every table on a sheet of its own name; tables beyond a sheet's rows are left to the CSV."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": FIXED_DATE})
        heading = book.add_format({"bold": True, "bg_color": "#EAEFF5", "border": 1, "border_color": "#B8C2CC"})
        body = book.add_format({"valign": "top"})
        for name, table in tables.items():
            if len(table) >= _EXCEL_ROWS:
                continue
            sheet = book.add_worksheet(name[:31])
            write_table(sheet, table, 0, {}, heading, body)
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))
            sheet.set_column(0, max(len(table.columns) - 1, 0), 18)
    write_file(path, buffer.getvalue(), private=private)
