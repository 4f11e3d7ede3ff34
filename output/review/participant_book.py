"""The office's overview as a workbook to work from: filters, heads that stay, sheets of A4."""

import io
import itertools
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

# Characters of Excel's standard font. What is printed is wide enough for a line of nearly everybody's.
_WIDTHS = {
    "row": 6,
    "name": 24,
    "body": 24,
    "now": 24,
    "likely": 24,
    "kind": 9,
    "email": 28,
    "phone": 14,
    "address": 40,
    "attendance": 6,
    "headcount": 6,
    "field": 40,
    "wish_1": 24,
    "wish_2": 24,
    "declared": 24,
    "matched": 24,
    "goals": 26,
    "activities": 80,
    "text": 80,
    "evidence": 36,
    "reason": 44,
    "submitted_at": 16,
    "note": 20,
    "position": 6,
    "participant_id": 24,
    "attendee_id": 36,
    "band": 10,
}
_USUAL, _LINE, _MOST_LINES = 12, 12, 20
_A4, _TITLE_ROWS = 9, 2
# So many characters beside each other are still read on a page: upright, and lying. Of a wider table the columns that
# fit are printed, and the others are for the screen; of those no row is made longer than so many lines.
_UPRIGHT, _LYING, _MOST_LINES_UNPRINTED = 125, 185, 3
# What only joins this workbook to others.
_IDS = ("participant_id", "attendee_id")


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
            printed = _printed(shown)
            is_cut = printed < sum(each not in _IDS for each in shown.columns)
            until = [words["printed"].format(column=headings[printed - 1])] if is_cut else []
            sheet.write_string(1, 0, " · ".join([about, *until]), styles["about"])
            write_table(sheet, shown.set_axis(headings, axis=1), _TITLE_ROWS, {}, styles["heading"], styles["text"])
            _lay_out(sheet, shown, printed, words["footer"].format(title=words["title"]))
    write_file(path, buffer.getvalue(), private=True)


def _with_own(table: pd.DataFrame, words: Mapping[str, str], campaign: Campaign) -> tuple[pd.DataFrame, list[str]]:
    """The columns that ``table`` has, in the order of ``words``, own questions before notes and ids; their headings."""
    own = {name: campaign.by_column[name.removeprefix(OWN)].short for name in table.columns if name.startswith(OWN)}
    named = {name: heading for name, heading in words.items() if name in table}
    last = [name for name in named if name in ("note", "participant_id")]
    order = [*(name for name in named if name not in last), *own, *last]
    return table[order], [{**named, **own}[name] for name in order]


def _lay_out(sheet: Any, table: pd.DataFrame, printed: int, footer: str) -> None:
    last_row, last_column = _TITLE_ROWS + max(len(table), 1), len(table.columns) - 1
    for at, width in enumerate(_widths(table)):
        sheet.set_column(at, at, width)
    shown, beside = (
        wrapped_lines(part, _WIDTHS, _USUAL) for part in (table.iloc[:, :printed], table.iloc[:, printed:])
    )
    for row, (own, other) in enumerate(zip(shown, beside, strict=True), _TITLE_ROWS + 1):
        sheet.set_row(row, _LINE * min(max(own, min(other, _MOST_LINES_UNPRINTED)), _MOST_LINES) + 3)
    names = [at for at, name in enumerate(table.columns) if name in ("name", "body")]
    sheet.freeze_panes(_TITLE_ROWS + 1, (names[0] + 1) if names else 0)
    sheet.autofilter(_TITLE_ROWS, 0, last_row, last_column)
    if sum(_widths(table)[:printed]) > _UPRIGHT:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_TITLE_ROWS)
    sheet.print_area(0, 0, last_row, printed - 1)
    sheet.set_footer(footer)


def _widths(table: pd.DataFrame) -> list[int]:
    return [_WIDTHS.get(str(name), _USUAL) for name in table.columns]


def _printed(table: pd.DataFrame) -> int:
    """How many of the first columns are printed: those that are read on one page, without the ids at the end."""
    fitting = sum(so_far <= _LYING for so_far in itertools.accumulate(_widths(table)))
    return max(1, min(fitting, sum(name not in _IDS for name in table.columns)))
