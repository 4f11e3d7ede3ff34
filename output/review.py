"""The review workbook: what needs a person, and why, with the cell as it was typed."""

import io
import math
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from output.cells import WORKBOOK_OPTIONS, write_table
from output.files import write_file
from output.labels import labels
from output.tables import FIXED_DATE

_WIDTH, _LINE, _MOST_LINES = 16, 14, 20
_WIDTHS = {"row": 8, "other_row": 8, "severity": 8, "submitted_at": 19, "body": 24, "other_body": 24, "typed": 40, "text": 52,
           "reason": 34, "action": 30, "evidence": 44, "cell": 22}
_WIDE = r"[\u1100-\uffe0]"


def write_review(sheets: dict[str, pd.DataFrame], path: Path) -> None:
    """``path`` holds a page of instructions and one sheet for each table of ``sheets`` (label key to table).

    Column names are label keys; what they are called on paper stands in templates/labels.toml.
    """
    words = labels("review")
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": FIXED_DATE, "title": labels("files")["review"]})
        cell = {"border": 1, "border_color": "#C3CBD3", "valign": "top", "text_wrap": True, "font_name": "맑은 고딕", "font_size": 10}
        body = book.add_format(cell)
        heading = book.add_format({**cell, "bold": True, "bg_color": "#E4EAF1", "align": "center", "valign": "vcenter"})
        title = book.add_format({"bold": True, "font_size": 14, "font_name": "맑은 고딕"})
        plain = book.add_format({"text_wrap": True, "font_name": "맑은 고딕", "font_size": 10, "valign": "top"})
        _notes(book, sheets, words, title, plain)
        for key, table in sheets.items():
            _page(book, words, key, table, heading, body)
    write_file(path, buffer.getvalue(), private=True)


def _notes(book: Any, sheets: dict[str, pd.DataFrame], words: dict[str, Any], title: Any, plain: Any) -> None:
    sheet = book.add_worksheet(words["note_title"])
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, labels("files")["review"], title)
    lines = [*words["notes"], "", *(f"{words[key]}: {len(table)}" for key, table in sheets.items())]
    for row, line in enumerate(lines, 2):
        sheet.write_string(row, 0, line, plain)


def _page(book: Any, words: dict[str, Any], key: str, table: pd.DataFrame, heading: Any, body: Any) -> None:
    sheet = book.add_worksheet(words[key])
    write_table(sheet, table.rename(columns=words), 0, {}, heading, body)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _WIDTHS.get(column, _WIDTH))
    for row, lines in enumerate(_lines(table), 1):
        sheet.set_row(row, _LINE * min(lines, _MOST_LINES) + 3)
    sheet.freeze_panes(1, 0)
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(labels("attendees")["footer"])


def _lines(table: pd.DataFrame) -> list[int]:
    """How many lines each row needs when its cells wrap: spreadsheet programs do not all work it out on opening."""
    needed = pd.Series(1, index=table.index)
    for column in table.select_dtypes(include=["str", "object"]).columns:
        text = table[column].astype("str").fillna("")
        units = text.str.len() + 0.6 * text.str.count(_WIDE)
        lines = (units / _WIDTHS.get(str(column), _WIDTH)).apply(math.ceil) + text.str.count("\n")
        needed = needed.combine(lines, max)
    return [int(n) for n in needed]
