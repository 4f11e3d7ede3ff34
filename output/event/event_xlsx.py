"""The event's lists as workbooks, from the rows that the PDF files are made of: to be sorted, completed and printed.

Each workbook holds its own columns alone; nothing in it is hidden or calculated.
"""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from output.event.event_texts import (
    IN_LINES,
    about,
    beside,
    chosen,
    directory_lines,
    field_title,
    headings,
    needs_note,
    printed_columns,
    register_columns,
    result_lines,
)
from output.formats.cells import WORKBOOK_OPTIONS, write_table
from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.look import INK, RULE, SHEET_HEADING, SHEET_TEXT, SOFT, field_tiles
from output.formats.measure import height_mm, n_lines
from output.tables.tables import FIXED_DATE
from transforms.campaign.campaign import Campaign
from transforms.event.event_sheets import PRINTED, Sheets
from transforms.event.result import EventResult
from transforms.parse.text import clean

_A4 = 9
# What the name of a sheet may not hold, and how long it may be.
_NO_TAB, _LONGEST_TAB = re.compile(r"[\[\]:*?/\\']"), 31
_LEAST_SIZE = 8
# Widths of columns in characters, as spreadsheets count.
_WIDTHS: dict[str, tuple[float, ...]] = {
    "staff_list": (6, 10, 29, 12, 12, 15, 7, 13),
    "register": (6, 33, 13, 13, 7, 22),
    "directory": (14, 6, 30, 14, 60, 12, 8),
    "rosters": (6, 28, 13, 13, 60, 12, 8),
    "meeting_bodies": (6, 30, 32, 56, 12, 8),
    "meeting_pairs": (6, 30, 32, 56, 12, 8),
    "open_agreements": (6, 20, 34, 11, 11, 10, 30, 34, 14, 14),
    "register_needs": (6, 28, 11, 12, 7, 20, 18),
    "needs": (30, 44, 9, 9, 12),
    "by_answer": (24, 6, 30, 13, 13, 16),
    "supplement": (6, 10, 29, 12, 12, 7, 7, 18),
    "result": (38, 10, 8, 8, 10, 8, 16, 9, 10),
    "result_absent": (6, 34, 14, 8, 10, 12),
    "result_walk_ins": (6, 34, 14, 14, 8),
}
_MM_A_CHARACTER, _POINTS_A_MM = 1.95, 72 / 25.4
_LEFT = frozenset(
    {"body", "activity", "people", "one", "other", "reason", "note", "needs", "question", "answer", "proposed", "label"}
)
_WRAPPED = frozenset({"activity", "people", "reason", "proposed", "needs", "answer"})
_LANDSCAPE = frozenset({"directory", "rosters", "meeting_bodies", "meeting_pairs", "open_agreements", "result"})
# The least height of a row that is signed on, and of one that is read.
_SIGNED_MM, _READ_MM = 9.0, 7.5


class _Top(NamedTuple):
    """What stands above a list: the title, its ground and ink, and the line below."""

    title: str
    note: str
    ground: str = ""
    ink: str = INK


def write_event_workbooks(sheets: Sheets, campaign: Campaign, folder: Path) -> None:
    """``folder`` holds every list as XLSX; the supplement and the agreements to confirm only when there are
    any."""
    made = {
        "attendee-list": staff_list(sheets.staff_list, sheets.needs, campaign, sheets.edition, sheets.by_answer),
        "register": register(sheets.register, campaign, sheets.edition),
        "directory": directory(sheets.directory, campaign, sheets.edition),
        "rosters": rosters(sheets.rosters, campaign, sheets.edition),
        "facilitators": facilitators(sheets.meeting_bodies, sheets.meeting_pairs, campaign, sheets.edition),
    }
    if len(sheets.open_agreements):
        made["agreements-to-confirm"] = open_agreements(sheets.open_agreements, campaign)
    if len(sheets.supplement):
        made["supplement"] = supplement(sheets.supplement, campaign, sheets.supplement_edition)
    if sheets.result:
        made["result"] = result(sheets.result, campaign, sheets.edition)
    for name, content in chosen(made, sheets, campaign).items():
        write_file(folder / f"{name}.xlsx", content, private=True)


def staff_list(
    table: pd.DataFrame,
    needs: pd.DataFrame,
    campaign: Campaign,
    edition: str = "",
    by_answer: pd.DataFrame | None = None,
) -> bytes:
    """참석자 명단: for the staff, with contacts.

    A second sheet of what the event needs, where it asks for anything, and one of each question that is chosen from:
    who takes which boat.
    """
    words, book = labels("documents", campaign), _Book("staff_list", campaign, edition)
    top = _Top(words["staff_list"], words["total"].format(n=len(table)))
    book.sheet(words["staff_list"], top, "staff_list", table)
    if len(needs):
        book.sheet(words["needs"], _Top(words["needs"], needs_note(campaign)), "needs", needs)
    listed = needs.iloc[:0] if by_answer is None else by_answer
    once = {each.short for each in campaign.questions if each.is_of_sender}
    for number, (question, rows) in enumerate(listed.groupby("question", sort=False), 1):
        counts = rows["answer"].value_counts(sort=False)
        said = words["answered_once" if question in once else "answered"]
        told = " · ".join(said.format(answer=answer, n=n) for answer, n in counts.items())
        tab = _tab(words["by_answer_tab"].format(n=number, question=question))
        book.sheet(tab, _Top(str(question), told), "by_answer", rows)
    return book.to_bytes()


def _tab(text: str) -> str:
    """The text as the name of a sheet, which has a length and may not hold every sign."""
    return _NO_TAB.sub(" ", text)[:_LONGEST_TAB].strip()


def register(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """등록부: a sheet a queue, with room to sign and rows for those who come unannounced."""
    words, book = labels("documents", campaign), _Book("register", campaign, edition)
    columns = register_columns(table)
    for section, rows in table.groupby("section", sort=True):
        label = rows["label"].iloc[0]
        note = words["queue_note"] if section else words["honour_note"]
        total = words["total"].format(n=int((~rows["is_walk_in"]).sum()))
        shown = rows.assign(badge=rows["badge"].astype("str").fillna(words["walk_in"]), signature="")
        # Two answers that part the register may begin alike, and a sheet's name be too short to tell them apart.
        tab = label if _tab(label) == label else _tab(f"{section} {label}")
        book.sheet(
            tab, _Top(f"{words['register']}  {label}", f"{note} · {total}"), columns, shown, _SIGNED_MM, whole=table
        )
    return book.to_bytes()


def directory(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """참여자 목록: everyone who takes part on one sheet, by districts; the office's, or to be given out."""
    words, book = labels("documents", campaign), _Book("directory", campaign, edition)
    note = " ".join([words["total_places"].format(n=len(table)), *directory_lines(table, campaign)[:1]])
    book.sheet(_tab(words["directory"]), _Top(words["directory"], note), "directory", table)
    return book.to_bytes()


def rosters(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """분야별 모임 명부: a sheet a meeting under its own colour."""
    words, book = labels("documents", campaign), _Book("rosters", campaign, edition)
    for tile in field_tiles(campaign):
        rows = table[table["field"].eq(tile.number)]
        title = field_title(tile.number, campaign)
        top = _Top(title, words["total"].format(n=len(rows)), tile.colour, tile.ink)
        book.sheet(words["meeting_number"].format(n=tile.number), top, "rosters", rows, whole=table)
    return book.to_bytes()


def facilitators(bodies: pd.DataFrame, found: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """진행자용: a sheet a meeting, who sits here and below who could work together and why."""
    words, book = labels("documents", campaign), _Book("facilitators", campaign, edition)
    for tile in field_tiles(campaign):
        here, pairs = bodies[bodies["field"].eq(tile.number)], found[found["field"].eq(tile.number)]
        total = words["total_bodies"].format(bodies=len(here), n=int(here["n_people"].sum()))
        title = field_title(tile.number, campaign)
        sheet = book.sheet(
            words["meeting_number"].format(n=tile.number),
            _Top(title, f"{words['facilitators']} · {total}", tile.colour, tile.ink),
            "meeting_bodies",
            here,
            whole=bodies,
        )
        if len(pairs):
            book.pairs(sheet, 5 + max(1, len(here)), pairs, len(printed_columns("meeting_bodies", bodies)))
    return book.to_bytes()


def open_agreements(table: pd.DataFrame, campaign: Campaign) -> bytes:
    """확인할 협약서: what nobody has confirmed, to be worked off by telephone."""
    words, book = labels("documents", campaign), _Book("open_agreements", campaign)
    top = _Top(words["open_agreements"], words["open_agreements_note"])
    book.sheet(words["open_agreements"], top, "open_agreements", table)
    return book.to_bytes()


def supplement(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """변경 명단: who came, moved, changed or went since the sheets were printed."""
    words, book = labels("documents", campaign), _Book("supplement", campaign, edition)
    shown = table.assign(signature=table["needs_signature"].map({True: "", False: "–"}))
    note = f"{words['supplement_note']} {words['total'].format(n=len(table))}"
    book.sheet(words["supplement"], _Top(words["supplement"], note), "supplement", shown, _SIGNED_MM)
    return book.to_bytes()


def result(told: EventResult, campaign: Campaign, edition: str = "") -> bytes:
    """행사 결과보고: who came by meeting and kind, where nobody came from, who just came."""
    words, book = labels("documents", campaign), _Book("result", campaign, edition)
    lines = " ".join(result_lines(told, campaign))
    counted = ("result_fields", told.fields), ("result_kinds", told.kinds), ("result_crossed", told.crossed)
    for name, table in counted:
        book.sheet(words[name], _Top(f"{words['result']}  {words[name]}", lines), "result", table)
    for name, table in (("result_absent", told.absent), ("result_walk_ins", told.walk_ins)):
        total = words["total_places" if name == "result_absent" else "total"].format(n=len(table))
        top = _Top(words[name], total if len(table) else words[f"{name}_none"])
        book.sheet(words[f"{name}_tab"], top, name, table)
    return book.to_bytes()


class _Book:
    """A workbook in the making, in the documents' look; the same calls give the same bytes."""

    def __init__(self, document: str, campaign: Campaign, edition: str = "") -> None:
        self.campaign = campaign
        self.told, self.words = about(campaign, document, edition), labels("documents", campaign)
        self.buffer = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(self.buffer, WORKBOOK_OPTIONS)
        self.book.set_properties(
            {
                "created": FIXED_DATE,
                "title": self.told["title"],
                "subject": self.told["summary"],
                "keywords": self.told["keywords"],
                "author": self.told["event"]["host"],
            }
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def to_bytes(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()

    def sheet(
        self,
        tab: str,
        top: _Top,
        columns: str,
        table: pd.DataFrame,
        least_mm: float = _READ_MM,
        whole: pd.DataFrame | None = None,
    ) -> Worksheet:
        """A sheet of A4 with ``table``, or a part of the ``whole`` one, below what ``top`` says; its headings stand on
        every printed page."""
        sheet: Worksheet = self.book.add_worksheet(tab)
        names = printed_columns(columns, table if whole is None else whole)
        widths = beside(columns, table if whole is None else whole, names, _WIDTHS[columns], _MM_A_CHARACTER)
        last, event = len(widths) - 1, self.told["event"]
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        ground = {"bg_color": top.ground} if top.ground else {}
        title = self._format(bold=True, font_size=17, align="center", font_color=top.ink, **ground)
        self._across(sheet, 0, last, top.title, title, 34)
        line = f"{event['name']}   {event['time']}   {event['place']}"
        self._across(sheet, 1, last, line, self._format(align="center", font_color=SOFT), 18)
        self._across(sheet, 2, last, top.note, self._format(align="right"), 18)
        self._list(sheet, 3, names, widths, table, least_mm)
        sheet.freeze_panes(4, 0)
        sheet.repeat_rows(3)
        sheet.set_paper(_A4)
        if columns in _LANDSCAPE:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        host = event["host"].replace("&", "&&")
        sheet.set_footer(
            self.words["xlsx_footer"].format(host=host, **{n: self.told[n] for n in ("edition", "confidential")})
        )
        sheet.print_area(0, 0, 3 + max(1, len(table)), last)
        return sheet

    def pairs(self, sheet: Worksheet, top: int, table: pd.DataFrame, n_columns: int) -> None:
        """The pairs below the bodies of a meeting, the reason over the columns that are left of the ``n_columns``."""
        names, widths = PRINTED["meeting_pairs"], _WIDTHS["meeting_pairs"][:n_columns]
        last, over = len(widths) - 1, len(names) - 1
        self._across(sheet, top, last, self.words["pairs"], self._format(bold=True, font_size=12), 24)
        self._list(sheet, top + 1, names, [*widths[:over], sum(widths[over:])], table, _READ_MM)
        texts = [headings(names, self.campaign)[-1], *_inert(table[names[-1]], in_lines=True)]
        for row, text in enumerate(texts, top + 1):
            look = self._cell(names[-1]) if row > top + 1 else self._heading()
            sheet.merge_range(row, over, row, last, "", look)
            sheet.write_string(row, over, text, look)
        sheet.print_area(0, 0, top + 1 + len(table), last)

    def _list(
        self,
        sheet: Worksheet,
        top: int,
        names: Sequence[str],
        widths: Sequence[float],
        table: pd.DataFrame,
        least_mm: float,
    ) -> None:
        shown = table[list(names)].copy()
        for name in shown.columns:
            if not pd.api.types.is_numeric_dtype(shown[name]):
                shown[name] = _inert(shown[name], in_lines=name in IN_LINES)
        told = headings(names, self.campaign)
        shown.columns = pd.Index(told)
        formats = {title: self._cell(name) for title, name in zip(told, names, strict=True)}
        write_table(sheet, shown, top, formats, self._heading(), self._cell("body"))
        sheet.set_row(top, 21)
        if shown.empty:
            self._across(sheet, top + 1, len(widths) - 1, self.words["nobody"], self._format(font_color=SOFT), 24)
            return
        asked = [least_mm] * len(shown)
        for at, (name, width) in enumerate(zip(names, widths, strict=True)):
            if name in ("number", "badge"):
                continue
            room = width * _MM_A_CHARACTER - 5
            for row, text in enumerate(shown.iloc[:, at].astype("str").fillna("").tolist()):
                # What would shrink below reading stands on several lines.
                is_long = name not in _WRAPPED and n_lines(text, room, _LEAST_SIZE) > 1
                if is_long:
                    sheet.write_string(top + 1 + row, at, text, self._cell(name, is_long=True))
                if is_long or name in _WRAPPED:
                    asked[row] = max(asked[row], height_mm(n_lines(text, room, 9), 9, 1.45) + 1.5)
        for row, height in enumerate(asked, top + 1):
            sheet.set_row(row, height * _POINTS_A_MM)

    def _across(self, sheet: Worksheet, row: int, last: int, text: str, look: Any, height: float) -> None:
        sheet.merge_range(row, 0, row, last, "", look)
        sheet.write_string(row, 0, text, look)
        sheet.set_row(row, height)

    def _heading(self) -> Any:
        return self._format(**SHEET_HEADING)

    def _cell(self, name: str, *, is_long: bool = False) -> Any:
        side = {"align": "left", "indent": 1} if name in _LEFT else {"align": "center"}
        place = {**side, "border": 1, "border_color": RULE}
        if is_long or name in _WRAPPED:
            return self._format(**place, text_wrap=True, font_size=9, bold=name == "name")
        if name == "name":
            return self._format(**place, shrink=True, bold=True, font_size=11)
        return self._format(**place, shrink=True)

    def _format(self, **wanted: Any) -> Any:
        look = {**SHEET_TEXT, **wanted}
        at = tuple(sorted(look.items()))
        if at not in self._formats:
            self._formats[at] = self.book.add_format(look)
        return self._formats[at]


def _inert(texts: "pd.Series[Any]", *, in_lines: bool) -> "pd.Series[str]":
    cleaned = (clean(text) for text in texts)
    shown = cleaned if in_lines else (" ".join(text.split()) for text in cleaned)
    return pd.Series(list(shown), index=texts.index, dtype="str")
