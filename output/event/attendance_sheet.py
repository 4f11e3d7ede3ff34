"""The sheet on which staff tick who came: one row a person, read back by ``transforms.event.attended``."""

import io
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

import pandas as pd
import xlsxwriter

from output.formats.cells import WORKBOOK_OPTIONS, printable, write_table
from output.formats.files import replace_file, write_file
from output.formats.labels import labels
from output.formats.look import ASKED_PALE, SHEET_CELL, SHEET_HEADING, SHEET_TEXT, SOFT
from output.tables.tables import FIXED_DATE
from transforms.campaign.campaign import Campaign
from transforms.event.korean_order import in_order
from transforms.event.row_texts import body_as_told
from transforms.reading.pages import Page

_A4 = 9
_WALK_INS = 30


def write_attendance_sheet(seats: pd.DataFrame, campaign: Campaign, path: Path, edition: str = "") -> None:
    """``path`` holds everyone of ``seats`` with a cell to tick, and empty rows for those who come unannounced.

    No contact stands on it; the id at the end is what the row is known by when it is read again.
    """
    words, people = labels("attendance", campaign), in_order(seats)
    unnamed = people["name"].fillna(words["unnamed"])
    told = pd.DataFrame(
        {
            words["number"]: people["badge"],
            words["group"]: people["group"],
            words["body"]: body_as_told(people, words["individual"]),
            words["title"]: people["title"],
            words["name"]: unnamed,
            words["field"]: people["field"],
            words["state"]: None,
            words["phone"]: None,
            words["id"]: people["attendee_id"],
        }
    )
    empty = told.iloc[:0].reindex(range(_WALK_INS))
    empty[words["group"]] = words["walk_in"]
    table = pd.concat([told, empty], ignore_index=True).astype(told.dtypes.to_dict())
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": FIXED_DATE, "title": words["sheet"]})
        heading = book.add_format(SHEET_HEADING)
        middle, text = (
            book.add_format({**SHEET_CELL, "align": "center"}),
            book.add_format({**SHEET_CELL, "shrink": True}),
        )
        ticked = book.add_format({**SHEET_CELL, "align": "center", "bg_color": ASKED_PALE})
        grey = book.add_format({**SHEET_CELL, "font_color": SOFT, "font_size": 8})
        title = book.add_format({**SHEET_TEXT, "bold": True, "font_size": 16})
        note = book.add_format({**SHEET_TEXT, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(words["sheet"])
        last = len(table.columns) - 1
        sheet.write_string(0, 0, f"{campaign.event.name} {words['sheet']}", title)
        sheet.merge_range(1, 0, 1, last, "", note)
        sheet.write_string(1, 0, words["how"], note)
        sheet.set_row(1, 32)
        formats = {words[name]: middle for name in ("number", "group", "name", "field")}
        formats |= {words["state"]: ticked, words["id"]: grey}
        write_table(sheet, table, 2, formats, heading, text)
        for at, width in enumerate([6, 10, 30, 14, 12, 7, 12, 16, 22]):
            sheet.set_column(at, at, width)
        place = list(table.columns).index(words["state"])
        choices = [words["states"][name][0] for name in ("came", "absent", "walk_in")]
        sheet.data_validation(3, place, 2 + len(table), place, {"validate": "list", "source": choices})
        sheet.freeze_panes(3, 0)
        sheet.autofilter(2, 0, 2 + len(table), last)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer(f"{labels('attendees', campaign)['footer']}&L{edition}")
    write_file(path, buffer.getvalue(), private=True)


def write_pages(pages: Sequence[Page], path: Path) -> None:
    """``path`` is a workbook of ``pages``, cells as text, saved when the first of them was."""
    replace_file(path, workbook_of(pages), private=True)


def workbook_of(pages: Sequence[Page]) -> bytes:
    """A workbook of ``pages``, as ``write_pages`` writes it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        at = pages[0].saved_at if pages else None
        book.set_properties({"created": at.astimezone(UTC).replace(tzinfo=None) if at else FIXED_DATE})
        for page in pages:
            sheet = book.add_worksheet(page.sheet or None)
            for n, row in enumerate(page.rows):
                sheet.write_row(n, 0, map(printable, row))
    return buffer.getvalue()
