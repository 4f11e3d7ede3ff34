"""The office's overview as a workbook to work from: filters, heads that stay, A4 landscape."""

import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from output.formats.cells import WORKBOOK_OPTIONS, wrapped_lines, write_table
from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.look import SHEET_CELL, SHEET_HEADING, SHEET_TEXT
from output.tables.tables import FIXED_DATE
from transforms.campaign.campaign import Campaign
from transforms.review.participant_sheets import OWN

# Characters of Excel's standard font.
_WIDTHS = {
    "row": 6,
    "name": 24,
    "body": 24,
    "now": 24,
    "likely": 24,
    "kind": 8,
    "email": 24,
    "phone": 15,
    "address": 26,
    "attendance": 7,
    "headcount": 6,
    "field": 18,
    "wish_1": 16,
    "wish_2": 16,
    "declared": 20,
    "matched": 20,
    "goals": 24,
    "activities": 50,
    "text": 60,
    "evidence": 36,
    "reason": 44,
    "submitted_at": 16,
    "note": 20,
    "position": 6,
    "participant_id": 21,
    "attendee_id": 24,
    "band": 10,
}
_USUAL, _LINE, _MOST_LINES = 12, 12, 20
_A4, _TITLE_ROWS = 9, 2
# So many characters beside each other are still read on a landscape page.
_PAGE = 170


def write_participants(sheets: Mapping[str, pd.DataFrame], campaign: Campaign, last: str | None, path: Path) -> None:
    """``path`` holds ``sheets`` (``participant_sheets``); ``last`` is the ISO moment of the last response, or none."""
    words = labels("participants", campaign)
    about = words["subtitle"].format(campaign=campaign.name, last=(last or "")[:16].replace("T", " ") or "-")
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": FIXED_DATE, "title": words["title"]})
        cell = {**SHEET_CELL, "valign": "top", "font_size": 9}
        styles = {
            "title": book.add_format({**SHEET_TEXT, "bold": True, "font_size": 16}),
            "about": book.add_format({**SHEET_TEXT, "font_size": 9}),
            "heading": book.add_format({**SHEET_HEADING, "font_size": 9, "text_wrap": True}),
            "text": book.add_format({**cell, "text_wrap": True}),
        }
        for name, table in sheets.items():
            shown, headings = _with_own(table, words[name], campaign)
            sheet = book.add_worksheet(words["sheet"][name])
            sheet.write_string(0, 0, f"{words['title']} · {words['sheet'][name]}", styles["title"])
            sheet.write_string(1, 0, about, styles["about"])
            write_table(sheet, shown.set_axis(headings, axis=1), _TITLE_ROWS, {}, styles["heading"], styles["text"])
            _lay_out(sheet, shown, words["footer"].format(title=words["title"]))
    write_file(path, buffer.getvalue(), private=True)


def _with_own(table: pd.DataFrame, words: Mapping[str, str], campaign: Campaign) -> tuple[pd.DataFrame, list[str]]:
    """The columns that ``table`` has, in the order of ``words``, own questions before notes and ids; their headings."""
    own = {name: campaign.by_column[name.removeprefix(OWN)].short for name in table.columns if name.startswith(OWN)}
    named = {name: heading for name, heading in words.items() if name in table}
    last = [name for name in named if name in ("note", "participant_id")]
    order = [*(name for name in named if name not in last), *own, *last]
    return table[order], [{**named, **own}[name] for name in order]


def _lay_out(sheet: Any, table: pd.DataFrame, footer: str) -> None:
    last_row, last_column = _TITLE_ROWS + max(len(table), 1), len(table.columns) - 1
    for at, name in enumerate(table.columns):
        sheet.set_column(at, at, _WIDTHS.get(str(name), _USUAL))
    for row, lines in enumerate(wrapped_lines(table, _WIDTHS, _USUAL), _TITLE_ROWS + 1):
        sheet.set_row(row, _LINE * min(lines, _MOST_LINES) + 3)
    names = [at for at, name in enumerate(table.columns) if name in ("name", "body")]
    sheet.freeze_panes(_TITLE_ROWS + 1, (names[0] + 1) if names else 0)
    if names:
        sheet.repeat_columns(0, names[0])
    sheet.autofilter(_TITLE_ROWS, 0, last_row, last_column)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    whole = sum(_WIDTHS.get(str(name), _USUAL) for name in table.columns)
    sheet.fit_to_pages(math.ceil(whole / _PAGE), 0)
    sheet.repeat_rows(_TITLE_ROWS)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_footer(footer)
