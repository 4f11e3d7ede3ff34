"""The responses of a form where they live: a tab of a Google Sheet, read whole and in one piece, changing nothing.

The text of the whole tab comes in one request, as displayed, because the numbers that Sheets stores have lost what
was typed (a phone's zero). The time stamps come beside it as serial numbers, because their display depends on the
sheet's language and may hide the time. They are read before the text and after it: where both readings agree, no row
came, went, moved or was edited in between, and text and stamps belong together.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from gspread.utils import absolute_range_name, rowcol_to_a1

from flows.sources.export_file import Table, as_one
from flows.sources.sheet_address import FORMAT, Address, address, plain
from flows.sources.sheets_answers import NO_SUCH_RANGE
from flows.sources.sheets_client import SheetsClient, connect
from flows.sources.tabs import Candidate, fitting, refuse_unfinished
from output.store.snapshot import Snapshot
from transforms.campaign.campaign import Campaign
from transforms.errors.sheet import (
    SheetRefusedError,
    SheetServerError,
    SheetTabNotFoundError,
    SheetTabUnclearError,
    SheetTornError,
    SheetZoneError,
)
from transforms.errors.store import SnapshotDamagedError
from transforms.parse.moments import from_serial, moment
from transforms.parse.text import spelling as title_key
from transforms.reading.headings import MOST_ABOVE, heading_row
from transforms.reading.protected import unprotected
from transforms.reference import texts
from transforms.review.sheet_tabs import MARK

_CUSTOM_ZONE = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2}):?(\d{2})?", re.ASCII)
#: What is asked of a spreadsheet besides its cells.
METADATA = (
    "spreadsheetId,properties(title,locale,timeZone),sheets(properties,"
    "protectedRanges(protectedRangeId,range),developerMetadata(metadataId,metadataKey,metadataValue))"
)
_SHOWN = {"valueRenderOption": "FORMATTED_VALUE"}
_STORED = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}
_READINGS = 5
# What staff write above the headings, the headings, and below them enough to see that there are responses.
_HEAD_ROWS = MOST_ABOVE + 10
_LONE_HALF = re.compile("[\ud800-\udfff]")

Properties = Mapping[str, Any]
#: Tells which of the tabs hold the campaign's questions.
Heads = Callable[[list[Properties], Address], list[Properties]]
#: Tells which tabs of a spreadsheet are read.
Choose = Callable[[Mapping[str, Any], Address], list[Properties]]


@dataclass(frozen=True)
class Stamps:
    """The headings and one column as stored; ``column`` is the raw value range of it."""

    at: int
    headings: list[Any]
    cells: list[Any]
    column: Mapping[str, Any]


def check(source: str, campaign: Campaign | None = None) -> None:
    """Nothing, when ``source`` is an address and there are credentials; asks Google nothing."""
    address(source)
    open_client(campaign)


def open_client(campaign: Campaign | None = None, **options: Any) -> SheetsClient:
    """A client that may only read, with the campaign's account or this computer's."""
    return connect(campaign.google.service_account if campaign else "", **options)


def read_forms(source: str, client: SheetsClient | None = None) -> dict[str, Table]:
    """Every tab of a form in the spreadsheet by its name, for whoever has no campaign yet; raises as ``read``."""
    snapshot = _snapshot(source, client or open_client(), None, _form_tabs)
    return tables_of(snapshot)


def read(source: str, campaign: Campaign | None = None, client: SheetsClient | None = None) -> Snapshot:
    """The tab as it stands at one moment: Google's replies as canonical JSON.

    Raises an SdgnetError for every reason why it cannot be had whole; SheetTornError when rows kept changing.
    """
    client = client or open_client(campaign)
    heads = _by_headings(client, campaign) if campaign else None
    return _snapshot(source, client, campaign, lambda book, where: choose_tabs(book, where, campaign, heads))


def _snapshot(source: str, client: SheetsClient, campaign: Campaign | None, choose: Choose) -> Snapshot:
    try:
        return Snapshot(_read(client, address(source), campaign, choose), FORMAT, source)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        # JSON that is none of Google's.
        raise SheetServerError(detail=type(error).__name__, n_tries=1, seconds=0) from None


def _read(client: SheetsClient, where: Address, campaign: Campaign | None, choose: Choose) -> bytes:
    for _ in range(2):
        book = metadata(client, where)
        try:
            pieces = [
                _piece(book, tab, *_in_one_piece(client, where.key, tab["title"], _stamp_titles(campaign)))
                for tab in choose(book, where)
            ]
        except SheetRefusedError as error:
            # The tab was renamed or deleted since its name was read.
            if error.facts["reason"] != NO_SUCH_RANGE:
                raise
            continue
        return _payload(pieces[0] if len(pieces) == 1 else {"tabs": pieces})
    raise SheetTornError(n_readings=2)


def metadata(client: SheetsClient, where: Address) -> Mapping[str, Any]:
    """Title, locale, time zone and tabs of the spreadsheet: one request."""
    book: Mapping[str, Any] = client.fetch_sheet_metadata(where.key, {"includeGridData": "false", "fields": METADATA})
    return book


def choose_tabs(
    book: Mapping[str, Any], where: Address, campaign: Campaign | None, heads: Heads | None = None
) -> list[Properties]:
    """The tabs that are read: those that the campaign reads as one, unless the address names another; else one."""
    if campaign and campaign.form.tabs and not where.tab:
        return [choose_tab(book, replace(where, tab=plain(name))) for name in campaign.form.tabs]
    return [choose_tab(book, where, campaign.google.tab if campaign else "", heads)]


def _form_tabs(book: Mapping[str, Any], where: Address) -> list[Properties]:
    """All visible tabs that are a form's own by their names, unless the address names one; else the one meant."""
    shown = [each["properties"] for each in book.get("sheets", []) if not each["properties"].get("hidden")]
    forms = [] if where.tab else [each for each in shown if is_form_tab(each["title"])]
    return forms if len(forms) > 1 else [choose_tab(book, where)]


def choose_tab(book: Mapping[str, Any], where: Address, preferred: str = "", heads: Heads | None = None) -> Properties:
    """The properties of the tab that is meant.

    It is the one named; else of those whose headings are the campaign's, which ``heads`` tells, the one whose number
    the address bears, or the only one; else the form's own by its name, or the first that is visible. Raises
    SheetTabNotFoundError, SheetTabUnclearError where several are meant, or SheetImportUnfinishedError.
    """
    tabs: list[Properties] = [
        each["properties"]
        for each in book.get("sheets", [])
        if each["properties"].get("sheetType", "GRID") == "GRID" and not marks(each)
    ]
    names = " · ".join(tab["title"] for tab in tabs)
    if name := where.tab or plain(preferred):
        for tab in tabs:
            if plain(tab["title"]) == name:
                return tab
        raise SheetTabNotFoundError(tab=name, tabs=names or "-")
    forms = (heads(tabs, where) if heads and len(tabs) > 1 else []) or [t for t in tabs if is_form_tab(t["title"])]
    # An address copied from the browser names whichever tab was open: taken only where it is a form's, and was not
    # hidden since beside another.
    shown = [tab for tab in forms if not tab.get("hidden")] or forms
    meant = [tab for tab in shown if tab["sheetId"] == where.gid] or shown
    if len(meant) > 1:
        raise SheetTabUnclearError.of([tab["title"] for tab in meant])
    meant = meant or [tab for tab in tabs if not tab.get("hidden")] or tabs
    if not meant:
        raise SheetTabNotFoundError(tab="-", tabs="-")
    return meant[0]


def _by_headings(client: SheetsClient, campaign: Campaign) -> Heads:
    """Asks for the first rows of every tab, and tells which hold the campaign's questions."""

    def found(tabs: list[Properties], where: Address) -> list[Properties]:
        ranges = [absolute_range_name(tab["title"], f"1:{_HEAD_ROWS}") for tab in tabs]
        read = client.values_batch_get(where.key, ranges, dict(_SHOWN))["valueRanges"]
        rows = [[[str(cell) for cell in row] for row in _values(each)] for each in read]
        candidates = [
            Candidate(tab["title"], head, len(head), bool(tab.get("hidden")))
            for tab, head in zip(tabs, rows, strict=True)
        ]
        numbered = [each for each, tab in zip(candidates, tabs, strict=True) if tab["sheetId"] == where.gid]
        chosen = fitting([each for each in numbered if not each.is_hidden], campaign) or fitting(candidates, campaign)
        if not chosen:
            refuse_unfinished(candidates)
        titles = [each.name for each, _ in chosen]
        return [tab for tab in tabs if tab["title"] in titles]

    return found


def marks(sheet: Mapping[str, Any]) -> list[str]:
    """What marks a tab as one that we keep, nothing for any other."""
    metadata = sheet.get("developerMetadata", [])
    return [str(each.get("metadataValue", "")) for each in metadata if each.get("metadataKey") == MARK]


def is_form_tab(title: str) -> bool:
    """True for the name that Google gives to a form's tab.

    >>> is_form_tab("설문지 응답 시트2"), is_form_tab("정제")
    (True, False)
    """
    stem = re.sub(r"\s*\d*$", "", plain(title))
    return stem in texts("sheets")["form_tabs"]


def zone_of(book: Mapping[str, Any]) -> tzinfo:
    """The spreadsheet's own clock; raises SheetZoneError."""
    name = str(book.get("timeZone", ""))
    if custom := _CUSTOM_ZONE.fullmatch(name):
        ahead = timedelta(hours=int(custom[2]), minutes=int(custom[3] or 0))
        return timezone(-ahead if custom[1] == "-" else ahead)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise SheetZoneError(zone=name or "-") from None


def parse(snapshot: Snapshot, campaign: Campaign | None = None) -> Table:
    """Headings and data rows (all text, columns by position) of a sheet's snapshot, every row as wide as the widest.

    ``campaign`` tells by its titles which row holds the headings; without it they are the first row. A time stamp that
    is stored as one stands in ISO form with its offset, on the sheet's own clock. Several tabs are read as one.
    """
    tables = tables_of(snapshot, campaign)
    return as_one(tables, campaign, snapshot.source) if len(tables) > 1 else next(iter(tables.values()))


def tables_of(snapshot: Snapshot, campaign: Campaign | None = None) -> dict[str, Table]:
    """Every tab that was read, by its name; raises SnapshotDamagedError."""
    try:
        book = json.loads(snapshot.payload.decode("utf-8", "replace"))
        return {str(each.get("tab", "")): _table(each, snapshot, campaign) for each in book.get("tabs") or [book]}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SnapshotDamagedError(path=snapshot.source) from None


def _table(book: Mapping[str, Any], snapshot: Snapshot, campaign: Campaign | None) -> Table:
    try:
        shown, stored = (_values(each) for each in book["valueRanges"])
        at, tab = int(book["stampColumn"]), str(book.get("tab", ""))
    except (ValueError, KeyError, TypeError):
        raise SnapshotDamagedError(path=snapshot.source) from None
    if not shown:
        return Table((), pd.DataFrame(), tab=tab, is_chosen=True)
    width = max(map(len, shown))
    rows = [[str(cell) for cell in row] + [""] * (width - len(row)) for row in shown]
    while len(rows) > 1 and not any(rows[-1]):
        rows.pop()
    zone = zone_of(book)
    for row, cells in zip(rows[1:], stored[1:], strict=False):
        if cells and at < width:
            row[at] = _stamp(cells[0], row[at], zone)
    n_above = heading_row(rows[: MOST_ABOVE + 1], campaign)[0] if campaign else 0
    cells_ = pd.DataFrame(rows[n_above + 1 :], columns=range(width), dtype="str")
    return Table(tuple(rows[n_above]), unprotected(cells_), n_above, tab, is_chosen=True)


def _in_one_piece(
    client: SheetsClient, key: str, title: str, titles: frozenset[str]
) -> tuple[Mapping[str, Any], Stamps]:
    """The tab as displayed and its stamps as stored, both of one moment."""
    before, only_grown = _stamps(client, key, title, titles), None
    for n in range(1, _READINGS + 1):
        shown = client.values_batch_get(key, [absolute_range_name(title)], dict(_SHOWN))["valueRanges"][0]
        after = _stamps(client, key, title, titles, before.at)
        if (before.at, before.headings, before.cells) == (after.at, after.headings, after.cells):
            return shown, after
        if _only_grown(before, after, len(_values(shown))):
            only_grown = shown, after
        before = after
        client.pause(n)
    if only_grown:
        # Answers come in faster than we read: what was read is whole, as of its moment.
        return only_grown
    raise SheetTornError(n_readings=_READINGS)


def _stamps(client: SheetsClient, key: str, title: str, titles: frozenset[str], at: int = 0) -> Stamps:
    for _ in range(_READINGS):
        letter = re.sub(r"\d", "", rowcol_to_a1(1, at + 1))
        ranges = [absolute_range_name(title, each) for each in ("1:1", f"{letter}:{letter}")]
        headings, column = client.values_batch_get(key, ranges, dict(_STORED))["valueRanges"]
        first = (_values(headings) or [[]])[0]
        found = next((i for i, heading in enumerate(first) if title_key(str(heading)) in titles), 0)
        if found == at:
            return Stamps(at, first, _values(column), column)
        at = found
    raise SheetTornError(n_readings=_READINGS)


def _only_grown(before: Stamps, after: Stamps, n_shown: int) -> bool:
    n_before, n_after = len(before.cells), len(after.cells)
    same = (before.at, before.headings) == (after.at, after.headings) and after.cells[:n_before] == before.cells
    return same and n_before <= n_shown <= n_after


def _piece(book: Mapping[str, Any], tab: Mapping[str, Any], shown: Mapping[str, Any], stamps: Stamps) -> dict[str, Any]:
    properties = book["properties"]
    return {
        "spreadsheetId": book.get("spreadsheetId", ""),
        "title": properties.get("title", ""),
        "locale": properties.get("locale", ""),
        "timeZone": properties.get("timeZone", ""),
        "tab": tab["title"],
        "sheetId": tab["sheetId"],
        "gridProperties": tab.get("gridProperties", {}),
        "stampColumn": stamps.at,
        "valueRanges": [shown, stamps.column],
    }


def _payload(kept: Mapping[str, Any]) -> bytes:
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _LONE_HALF.sub("\ufffd", text).encode()


def _values(value_range: Mapping[str, Any]) -> list[list[Any]]:
    # A blank range has no values at all.
    values: list[list[Any]] = value_range.get("values", [])
    return values


def _stamp(stored: object, shown: str, zone: tzinfo) -> str:
    """The stored stamp in ISO form; what is shown where it is no stamp, or already says its own zone."""
    if isinstance(stored, bool) or not isinstance(stored, int | float):
        typed = moment(shown, zone)
        return shown if typed is None else typed.isoformat()
    at = from_serial(stored, zone)
    return shown if at is None or shown.replace(",", "") == f"{stored:.10g}" else at.at.isoformat()


def _stamp_titles(campaign: Campaign | None) -> frozenset[str]:
    asked = campaign.by_column["submitted_at"] if campaign else None
    titles: Sequence[str] = (asked.title, *asked.former) if asked else ()
    return frozenset(title_key(title) for title in (*titles, *texts("sheets")["stamps"]))
