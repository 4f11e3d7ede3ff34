"""The review workbook: what needs a person, why, and where the person writes a decision."""

import io
import math
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from output.formats.cells import WORKBOOK_OPTIONS, wrapped_lines, write_table
from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.look import ASKED, ASKED_PALE, SHEET_CELL, SHEET_HEADING, SHEET_TEXT, SOFT
from output.tables.tables import FIXED_DATE
from transforms.campaign.campaign import Campaign
from transforms.decisions.decisions import FORMS
from transforms.event.row_texts import named_goals
from transforms.publishing.facts import goal_names
from transforms.reading.columns import parsed
from transforms.reference import texts

_WIDTH, _LINE, _MOST_LINES = 16, 14, 20
_WIDTHS = {
    "response_id": 17,
    "kept_response_id": 18,
    "replaced_response_id": 18,
    "participant_id": 18,
    "other_participant_id": 18,
    "text_id": 18,
    "row": 6,
    "earlier_row": 8,
    "followed": 16,
    "other_row": 6,
    "replaced_row": 6,
    "severity": 8,
    "submitted_at": 19,
    "replaced_at": 20,
    "body": 20,
    "other_body": 20,
    "replaced_body": 20,
    "representative": 9,
    "contact": 9,
    "typed": 40,
    "text": 46,
    "reason": 28,
    "action": 30,
    "evidence": 30,
    "cell": 22,
    "declared": 24,
    "matched": 24,
    "band": 9,
    "need": 14,
    "proposal": 24,
    "attendance": 7,
    "said_at": 18,
    "said_by": 12,
    "door": 14,
    "phone": 15,
    "email": 22,
    "goal_number": 6,
    "goal_name": 40,
    "decided_attendance": 9,
    "decided_attendees": 26,
    "decided_consent": 14,
    "decided_test": 9,
    "decided_cancelled": 7,
    "decided_finding": 20,
    "typed_email": 22,
    "rule": 26,
    "field": 30,
    "field_reason": 18,
    "wishes": 7,
    "district": 9,
    "other_district": 9,
    "headcount": 7,
    "kind": 9,
    "kind_name": 12,
    "about": 44,
    "value": 28,
    "state": 26,
    "kind_code": 10,
    "key": 34,
    "decided_goals": 12,
    "decided_field": 26,
    "decided_district": 11,
    "public_name": 20,
    "decided_naming": 9,
    "decided_headcount": 9,
    "decided_body": 10,
    "decided_merge": 10,
    "decided_withdrawal": 9,
    "decided_name": 20,
    "decided_phone": 16,
    "decided_contact_phone": 16,
    "decided_email": 22,
    "decided_moment": 16,
    "typed_moment": 16,
}
# More than anyone reviews by hand; the tables hold the rest.
_MOST_ROWS = 10_000
# Columns whose cells stay text whatever is typed: 6/15 is no date, 010 keeps its 0.
_AS_TEXT = (
    "decided_goals",
    "decided_phone",
    "decided_contact_phone",
    "decided_name",
    "decided_email",
    "decided_moment",
    "decided_consent",
    "decided_finding",
)
_A4 = 9
# The columns that a page upright bears unshrunk, in letters.
_UPRIGHT = 95
# The column of the first page, in letters: on A4 in LibreOffice too, where they are wider and one column is not fitted.
_NOTE = 76


def write_review(sheets: dict[str, pd.DataFrame], campaign: Campaign, path: Path) -> None:
    """``path`` holds a page of instructions and one sheet for each table of ``sheets`` (label key to table).

    Column names are label keys; what they are called on paper stands in templates/labels.toml. Cells for decisions
    are coloured and offer what may be chosen; nothing is hidden and nothing is locked.
    """
    words = labels("review", campaign)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": FIXED_DATE, "title": labels("files", campaign)["review"]})
        styles = _styles(book)
        choices = _notes(book, sheets, words, campaign, styles)
        for key, table in sheets.items():
            shown = table.head(_MOST_ROWS)
            if "wish_1" not in campaign.by_column:
                shown = shown.drop(columns="wishes", errors="ignore")
            if not campaign.places.districts:
                shown = shown.drop(columns=["district", "other_district"], errors="ignore")
            _page(book, words, key, _with_names(shown, campaign) if key == "goals" else shown, styles, choices)
        _page(book, words, "goal_list", _goal_list(sheets["goals"], campaign), styles, choices)
    write_file(path, buffer.getvalue(), private=True)


def _with_names(table: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """The goals of the table with their names: nobody knows seventeen numbers by heart."""
    columns = ("declared", "matched", "proposal")
    named = partial(named_goals, names=campaign.goal_names)
    return table.assign(**{name: parsed(table[name], named).part(str, "str") for name in columns})


def _goal_list(table: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    told = pd.concat([table["declared"], table["matched"]]).dropna()
    found = told.astype("str").str.findall(r"\d+").explode().dropna()
    names = goal_names(campaign, found)
    return pd.DataFrame({"goal_number": list(names), "goal_name": list(names.values())})


def _styles(book: Any) -> dict[str, Any]:
    cell = {**SHEET_CELL, "valign": "top", "text_wrap": True}
    heading = {**SHEET_HEADING, "text_wrap": True}
    asked = {**cell, "bg_color": ASKED_PALE, "locked": False}
    return {
        "body": book.add_format(cell),
        "number": book.add_format({**cell, "align": "center"}),
        "id": book.add_format({**cell, "font_size": 8, "font_color": SOFT}),
        "heading": book.add_format(heading),
        "asking": book.add_format({**heading, "bg_color": ASKED}),
        "asked": book.add_format(asked),
        "asked_text": book.add_format({**asked, "num_format": "@"}),
        "title": book.add_format({**SHEET_TEXT, "bold": True, "font_size": 14}),
        "part": book.add_format({**SHEET_TEXT, "bold": True, "font_size": 11}),
        "plain": book.add_format({**SHEET_TEXT, "text_wrap": True, "valign": "top"}),
    }


def _notes(
    book: Any,
    sheets: Mapping[str, pd.DataFrame],
    words: Mapping[str, Any],
    campaign: Campaign,
    styles: Mapping[str, Any],
) -> dict[str, str]:
    """The first page; returns where it lists what may be chosen, by column."""
    sheet = book.add_worksheet(words["note_title"])
    sheet.set_column(0, 0, _NOTE)
    sheet.write_string(0, 0, labels("files", campaign)["review"], styles["title"])
    at = 2
    for part in ("how", "notes"):
        sheet.write_string(at, 0, words[f"{part}_title"], styles["part"])
        for line in words[part]:
            at += 1
            sheet.write_string(at, 0, line, styles["plain"])
            sheet.set_row(at, _LINE * math.ceil(len(line) / (_NOTE * 0.65)) + 3)
        at += 2
    sheet.write_string(at, 0, words["counts_title"], styles["part"])
    for key, table in sheets.items():
        at += 1
        cut = words["cut"].format(shown=_MOST_ROWS) if len(table) > _MOST_ROWS else ""
        sheet.write_string(at, 0, f"{words[key]}: {len(table)}{cut}", styles["plain"])
    ranges = {}
    for column, values in (
        ("decided_field", [each.numbered for each in campaign.fields]),
        ("decided_district", list(campaign.district_order)),
    ):
        at += 2
        sheet.write_string(at, 0, words[f"{column}_title"], styles["part"])
        for value in values:
            at += 1
            sheet.write_string(at, 0, value, styles["plain"])
        ranges[column] = f"='{words['note_title']}'!$A${at - len(values) + 2}:$A${at + 1}"
    _paper(sheet, landscape=False)
    return ranges


def _page(
    book: Any,
    words: Mapping[str, Any],
    key: str,
    table: pd.DataFrame,
    styles: Mapping[str, Any],
    choices: Mapping[str, str],
) -> None:
    sheet = book.add_worksheet(words[key])
    form = FORMS.get(key)
    asks, ids = (form.asks, form.ids) if form else ({}, ())
    looks = {words[column]: styles["asked_text" if column in _AS_TEXT else "asked"] for column in asks}
    looks |= {words[column]: styles["id"] for column in ids}
    looks |= {words[column]: styles["number"] for column in table.select_dtypes("number").columns}
    write_table(sheet, table.rename(columns=dict(words)), 0, looks, styles["heading"], styles["body"])
    last = max(len(table), 1)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _WIDTHS.get(column, _WIDTH))
        if column in asks:
            sheet.write_string(0, at, words[column], styles["asking"])
            sheet.data_validation(1, at, last, at, _validation(column, asks[column], words, choices))
            sheet.ignore_errors({"number_stored_as_text": xlsxwriter.utility.xl_range(1, at, last, at)})
    for row, lines in enumerate(wrapped_lines(table, _WIDTHS, _WIDTH), 1):
        sheet.set_row(row, _LINE * min(lines, _MOST_LINES) + 3)
    sheet.freeze_panes(1, min(2, len(table.columns)))
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    sheet.repeat_rows(0)
    wide = sum(_WIDTHS.get(column, _WIDTH) for column in table.columns)
    _paper(sheet, landscape=wide > _UPRIGHT)
    if asks:
        sheet.set_tab_color(ASKED)


def _validation(column: str, kind: str, words: Mapping[str, Any], choices: Mapping[str, str]) -> dict[str, Any]:
    """What the cell offers. It only helps: what is typed past it is checked when it is read."""
    chosen = texts("messages")["choice"]
    hint = {"input_title": words[column], "input_message": words["hints"][kind], "ignore_blank": True}
    lists = {
        "merge": ["different"],
        "same_body": ["same", "different"],
        "withdrawal": ["withdraw"],
        "attendance": ["yes", "no", "undecided"],
        "naming": ["public", "hidden"],
        "test": ["true", "false"],
        "cancelled": ["true", "false"],
    }
    if kind == "goals":
        offered = [chosen["as_proposed"], chosen["none"]]
        return {**hint, "validate": "list", "source": offered, "error_type": "information", "show_error": False}
    if kind in lists:
        return {**hint, "validate": "list", "source": [chosen[name] for name in lists[kind]]}
    if column in choices:
        return {**hint, "validate": "list", "source": choices[column], "error_type": "warning"}
    return {**hint, "validate": "any"}


def _paper(sheet: Any, *, landscape: bool) -> None:
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.45, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(labels("attendees")["footer"])
