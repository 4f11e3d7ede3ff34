"""The one place that writes a stranger's text: inert in a spreadsheet, a CSV file and a web page."""

import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

# A cell that starts so is run as a formula by spreadsheet programs (OWASP, CSV Injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MAY_RUN = f"^[{re.escape(''.join(_FORMULA_STARTS))}']"
# What a text looks like that got an apostrophe, as every language's regular expressions write it.
MADE_INERT = "^'+[=+\\-@\\t\\r＝＋－＠]"
# Numbers with a sign are typed columns of ours, not text from strangers.
_SIGNED_NUMBER = r"^[+-]\d+(?:\.\d+)?$"
_XML_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_EXCEL_CELL = 32_767
# Characters that take the room of 1.6 Latin ones.
_WIDE = re.compile("[\u1100-\uffe0]")

# Set once for every workbook: no text becomes a formula, a link or a number by its looks.
WORKBOOK_OPTIONS: dict[str, Any] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def inert(cells: "pd.Series[str]") -> "pd.Series[str]":
    """Text for CSV: what would run as a formula gets an apostrophe in front; the rest is unchanged.

    What is written as if it had got one gets one more: of a text that ``MADE_INERT`` matches, one is taken off again.
    """
    text = cells.astype("str")
    runs = text.str.startswith((*_FORMULA_STARTS, "'")).fillna(False).astype("bool")
    if not runs.any():
        return text
    some = text[runs]
    really = some.str.lstrip("'").str.startswith(_FORMULA_STARTS) & ~some.str.fullmatch(_SIGNED_NUMBER)
    runs[runs] = really.to_numpy(dtype="bool")
    return text.mask(runs, "'" + text)


def inert_table(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with every text column inert."""
    made = dict[str, "pd.Series[str]"]()
    for name, column in table.items():
        text = column.astype("str") if column.dtype == object else column
        if isinstance(text.dtype, pd.StringDtype) and _may_run(text):
            made[str(name)] = inert(text)
        elif text is not column:
            made[str(name)] = text
    return table.assign(**made) if made else table


def _may_run(text: "pd.Series[str]") -> bool:
    """Most columns hold nothing that looks like a formula, and one look at the whole says so."""
    return bool(pc.any(pc.match_substring_regex(pa.array(text, pa.large_string()), _MAY_RUN)).as_py())


def printable(value: object) -> str:
    """A cell as text that XML may hold and a spreadsheet cell can take."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    return re.sub(_XML_FORBIDDEN, "", str(value))[:_EXCEL_CELL]


def plain_text(column: "pd.Series[Any]", most: int) -> "pd.Series[str]":
    """``column`` as text for a cell, '' where it is null: no control character, at most ``most`` UTF-16 units."""
    text = column.astype("str").fillna("").str.replace(_XML_FORBIDDEN, "", regex=True)
    long = text.str.len().gt(most // 2)
    return text.mask(long, text[long].map(lambda value: _cut(value, most))).astype("str") if long.any() else text


def _cut(text: str, most: int) -> str:
    units = text.encode("utf-16-le", "replace")
    return text if len(units) <= 2 * most else units[: 2 * most - 2].decode("utf-16-le", "ignore") + "…"


def write_table(
    sheet: Worksheet, table: pd.DataFrame, top: int, formats: Mapping[str, Any], heading: Any, body: Any
) -> None:
    """``table`` stands on ``sheet`` from row ``top``: heading, then every cell typed, text always as text."""
    for at, name in enumerate(table.columns):
        sheet.write_string(top, at, str(name), heading)
        style = formats.get(str(name), body)
        column = table.iloc[:, at]
        if pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column):
            for row, value in enumerate(plain_text(column, _EXCEL_CELL).tolist(), top + 1):
                sheet.write_string(row, at, value, style) if value else sheet.write_blank(row, at, None, style)
        else:
            for row, value in enumerate(column.tolist(), top + 1):
                blank = value is pd.NA or value != value
                sheet.write_blank(row, at, None, style) if blank else sheet.write_number(row, at, value, style)


def wrapped_lines(table: pd.DataFrame, widths: Mapping[str, int], usual: int) -> list[int]:
    """How many lines each row needs when its cells wrap: spreadsheet programs do not all work it out on opening.

    ``widths`` are of columns in characters, ``usual`` that of the rest.
    """
    needed = [1] * len(table)
    for column in table.select_dtypes(include=["str", "object"]).columns:
        width = widths.get(str(column), usual)
        text = table[column].astype("str").fillna("")
        lines = {value: _wrapped(value, width) for value in text.unique()}
        needed = [max(n, lines[value]) for n, value in zip(needed, text.tolist(), strict=True)]
    return needed


def _wrapped(text: str, width: int) -> int:
    return sum(max(1, math.ceil((len(line) + 0.6 * len(_WIDE.findall(line))) / width)) for line in text.split("\n"))


__all__ = [
    "WORKBOOK_OPTIONS",
    "inert",
    "inert_table",
    "plain_text",
    "printable",
    "wrapped_lines",
    "write_table",
    "xlsxwriter",
]
