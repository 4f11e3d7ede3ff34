"""The request that writes our tabs into the responses' spreadsheet: one atomic ``spreadsheets.batchUpdate``.

Everything in it is about tabs of our own. Cells are typed values and never formulas, whatever a respondent wrote; each
tab is written whole, so that no stale row stays. What the tab 검토 held is copied aside within the same request
(``retire``), so that a decision typed at the last moment is in the copy.
"""

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from output.formats.cells import plain_text
from output.formats.labels import labels
from transforms.campaign.campaign import Campaign
from transforms.errors.sheet import SheetTabsTooLargeError
from transforms.reading.columns import parsed
from transforms.reference import texts
from transforms.review.participant_sheets import OWN
from transforms.review.queue import choices
from transforms.review.sheet_tabs import CLEANED, MARK, RETIRED, REVIEW

Request = dict[str, Any]
Tabs = Mapping[str, pd.DataFrame]

# Google advises 2 MB a request for its speed; its servers turn away what is larger than 10 MiB.
MOST_BYTES = 9_500_000
MOST_CELLS = 10_000_000
_MOST_CHARACTERS = 50_000
_DAY = pd.Timedelta(days=1)
_EPOCH = pd.Timestamp("1899-12-30")
_NO_ID = (1 << 31) - 1
# Room for the sentence that says what was cut.
_SLACK = 2_000

_WIDTH = 90
_WIDTHS = {
    "row": 60,
    "number": 50,
    "submitted_at": 135,
    "name": 170,
    "body": 190,
    "title": 110,
    "contact_title": 110,
    "phone": 115,
    "email": 190,
    "address": 220,
    "activities": 340,
    "activity": 340,
    "field_name": 210,
    "likely_name": 210,
    "question": 250,
    "answer": 290,
    "participant_id": 130,
    "need": 170,
    "kind_name": 85,
    "detail": 360,
    "now": 200,
    "value": 150,
    "typed": 170,
    "hint": 240,
    "note": 110,
    "key": 130,
}
_FORMATS = {
    "submitted_at": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm"},
    "share": {"type": "PERCENT", "pattern": "0.0%"},
    "n": {"type": "NUMBER", "pattern": "#,##0"},
    "base": {"type": "NUMBER", "pattern": "#,##0"},
    # 6/15 typed here is two goals and no date, and 010 keeps its 0.
    "typed": {"type": "TEXT", "pattern": "@"},
}
_MOMENTS = ("submitted_at",)
_QUIET = ("participant_id", "kind_code", "key")
_HIDDEN = ("needs_person",)
_WRAPPED = ("by_field", REVIEW)


@dataclass(frozen=True)
class Place:
    """Where a tab of ours stands in the spreadsheet, or will stand (``is_new``)."""

    sheet_id: int
    title: str
    is_new: bool = True
    n_rows: int = 0
    n_columns: int = 0
    protections: tuple[int, ...] = ()
    marks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Book:
    """What of the spreadsheet matters to a write: our ``places`` by role, copies to delete, how much else there is.

    ``copy`` is the number and title that the copy of 검토 gets, ``editor`` who may edit what is protected ('' for
    whoever writes), ``written`` the value that marks this write.
    """

    places: Mapping[str, Place]
    copies: Sequence[int]
    copy: Place
    n_sheets: int
    n_other_cells: int
    editor: str
    written: str


def mark(role: str, written: str) -> str:
    """The value that marks a tab: what it is, and by which write.

    >>> mark("review", "20240510-0a1b2c 7")
    'review 20240510-0a1b2c 7'
    """
    return f"{role} {written}"


def write_request(tabs: Tabs, book: Book, campaign: Campaign) -> bytes:
    """The body of the request as UTF-8 JSON, at most MOST_BYTES: what of 검토 needs nobody is cut to fit, then 정제.

    A tab that is cut says so in its last row. Raises SheetTabsTooLargeError.
    """
    made = dict(tabs)
    body = _encoded(made, book, campaign)
    for role in (REVIEW, CLEANED):
        over = 0
        while len(body) > MOST_BYTES:
            # How much a row takes is known about so: once more where that was too little.
            over += len(body) - MOST_BYTES + _SLACK
            cut = _cut(tabs[role], role, over)
            if len(cut) >= len(made[role]):
                break
            made[role], body = cut, _encoded({**made, role: cut}, book, campaign)
    n_cells = book.n_other_cells + sum(len(rows) * len(_shown(rows).columns) for rows in made.values())
    n_cells += book.places[REVIEW].n_rows * book.places[REVIEW].n_columns
    if len(body) > MOST_BYTES or n_cells > MOST_CELLS:
        raise SheetTabsTooLargeError(megabytes=round(len(body) / 1e6, 1), cells=n_cells)
    return body


def clean_up_request(copies: Sequence[int]) -> bytes:
    """The body of the request that deletes copies of 검토 which hold nothing that is not written elsewhere."""
    return _json({"requests": [_delete(each) for each in copies]})


def senseless_request() -> bytes:
    """The body of a request that changes nothing, because nothing has the id that it names."""
    return _json({"requests": [{"deleteProtectedRange": {"protectedRangeId": _NO_ID}}]})


def _encoded(tabs: Tabs, book: Book, campaign: Campaign) -> bytes:
    return _json({"requests": list(_requests(tabs, book, campaign))})


def _json(body: Request) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")


def _requests(tabs: Tabs, book: Book, campaign: Campaign) -> Iterator[Request]:
    review = book.places[REVIEW]
    if not review.is_new:
        # Before anything is changed: the copy is what the write replaces.
        yield from _retire(review, book)
    for copy in book.copies:
        yield _delete(copy)
    for role, table in tabs.items():
        place = book.places[role]
        yield from _sized(place, len(table) + 1, len(_shown(table).columns))
        # A protection that went since it was read fails the whole request: somebody else has written.
        for protection in place.protections:
            yield {"deleteProtectedRange": {"protectedRangeId": protection}}
        yield from _filled(place.sheet_id, role, _shown(table), campaign)
        if role == REVIEW:
            yield from _choices(place.sheet_id, table, campaign)
        yield _protected(place.sheet_id, role, table, book.editor)
        yield from _marked(place.sheet_id, place.marks, mark(role, book.written))


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop(columns=[name for name in _HIDDEN if name in table.columns])


def _retire(review: Place, book: Book) -> Iterator[Request]:
    copy = book.copy
    yield {
        "duplicateSheet": {
            "sourceSheetId": review.sheet_id,
            "insertSheetIndex": book.n_sheets,
            "newSheetId": copy.sheet_id,
            "newSheetName": copy.title,
        }
    }
    yield _properties({"sheetId": copy.sheet_id, "hidden": True}, "hidden")
    yield from _marked(copy.sheet_id, (), mark(RETIRED, book.written))


def _delete(sheet_id: int) -> Request:
    return {"deleteSheet": {"sheetId": sheet_id}}


def _properties(properties: Request, fields: str) -> Request:
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def _sized(place: Place, n_rows: int, n_columns: int) -> Iterator[Request]:
    """The tab exists and is as large as its table, the heading frozen."""
    # A frozen heading needs a row below it.
    grid = {"rowCount": max(n_rows, 2), "columnCount": n_columns, "frozenRowCount": 1}
    if place.is_new:
        yield {"addSheet": {"properties": {"sheetId": place.sheet_id, "title": place.title, "gridProperties": grid}}}
        return
    # Somebody may have frozen more than the new size leaves.
    loose = {"frozenRowCount": 0, "frozenColumnCount": 0}
    yield _properties(
        {"sheetId": place.sheet_id, "gridProperties": loose}, ",".join(f"gridProperties.{name}" for name in loose)
    )
    # What shrinks goes first: the limit of cells is checked at each step.
    names = ["columnCount", "rowCount"] if n_columns <= place.n_columns else ["rowCount", "columnCount"]
    for name in [*names, "frozenRowCount"]:
        yield _properties({"sheetId": place.sheet_id, "gridProperties": {name: grid[name]}}, f"gridProperties.{name}")


def _filled(sheet_id: int, role: str, table: pd.DataFrame, campaign: Campaign) -> Iterator[Request]:
    """Every cell of the tab, its look and its widths."""
    words = labels("sheet_tabs", campaign)
    titles = {OWN + question.column: question.short for question in campaign.questions} | words[role]
    heading = [_text(titles[name]) for name in table.columns]
    if role == REVIEW:
        heading[list(table.columns).index("typed")]["note"] = words["notes"]["typed"]
    columns = [_cells(table[name], name) for name in table.columns]
    rows = [heading, *([*cells] for cells in zip(*columns, strict=True))]
    yield {
        "updateCells": {
            "range": {"sheetId": sheet_id},
            "rows": [{"values": _trimmed(row)} for row in rows],
            "fields": "userEnteredValue,note",
        }
    }
    wrap = "WRAP" if role in _WRAPPED else "CLIP"
    plain = {"verticalAlignment": "TOP", "wrapStrategy": wrap, "textFormat": {"fontSize": 10}}
    yield _look(sheet_id, {"startRowIndex": 1}, plain, "userEnteredFormat")
    bold = {
        "backgroundColorStyle": _colour(0xE4EAF1),
        "horizontalAlignment": "CENTER",
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP",
        "textFormat": {"bold": True, "fontSize": 10},
    }
    yield _look(sheet_id, {"startRowIndex": 0, "endRowIndex": 1}, bold, "userEnteredFormat")
    for at, name in enumerate(table.columns):
        column = {"startColumnIndex": at, "endColumnIndex": at + 1}
        below = {"startRowIndex": 1, **column}
        if name in _FORMATS:
            yield _look(sheet_id, below, {"numberFormat": _FORMATS[name]}, "userEnteredFormat.numberFormat")
        if name == "typed":
            for rows_, colour in (({"startRowIndex": 0, "endRowIndex": 1}, 0xF2C94C), ({"startRowIndex": 1}, 0xFFF8DC)):
                look = {"backgroundColorStyle": _colour(colour)}
                yield _look(sheet_id, {**rows_, **column}, look, "userEnteredFormat.backgroundColorStyle")
        if name in _QUIET:
            grey = {"textFormat": {"fontSize": 8, "foregroundColorStyle": _colour(0x7A858F)}}
            yield _look(sheet_id, below, grey, "userEnteredFormat.textFormat")
        yield {
            "updateDimensionProperties": {
                "range": {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1},
                "properties": {"pixelSize": _WIDTHS.get(name, _WIDTH)},
                "fields": "pixelSize",
            }
        }


def _look(sheet_id: int, area: Mapping[str, int], look: Request, fields: str) -> Request:
    return {
        "repeatCell": {"range": {"sheetId": sheet_id, **area}, "cell": {"userEnteredFormat": look}, "fields": fields}
    }


def _colour(rgb: int) -> Request:
    parts = {"red": rgb >> 16, "green": rgb >> 8 & 255, "blue": rgb & 255}
    return {"rgbColor": {name: round(part / 255, 4) for name, part in parts.items()}}


def _cells(column: "pd.Series[Any]", name: str) -> list[Request]:
    """The column's cells as typed values, {} where nothing stands."""
    if name in _MOMENTS:
        # Wall time as a serial number: a date to the spreadsheet, the same on every clock.
        at = pd.to_datetime(column.str.slice(0, 19), format="ISO8601", errors="coerce")
        column = ((at - _EPOCH) / _DAY).astype("Float64")
    if pd.api.types.is_numeric_dtype(column):
        return [
            {} if value is pd.NA or value != value else {"userEnteredValue": {"numberValue": value}}
            for value in column.tolist()
        ]
    cleaned = plain_text(column, _MOST_CHARACTERS)
    made = {text: _text(text) for text in cleaned.unique()}
    return [made[text] for text in cleaned.tolist()]


def _text(text: str) -> Request:
    return {"userEnteredValue": {"stringValue": text}} if text else {}


def _trimmed(row: list[Request]) -> list[Request]:
    last = next((at for at in range(len(row), 0, -1) if row[at - 1]), 0)
    return row[:last]


def _choices(sheet_id: int, table: pd.DataFrame, campaign: Campaign) -> Iterator[Request]:
    """The lists to choose from in 검토; they only help: what is typed past them is checked when it is read."""
    column = list(_shown(table).columns).index("typed")
    area = {"sheetId": sheet_id, "startColumnIndex": column, "endColumnIndex": column + 1}
    yield {"setDataValidation": {"range": {**area, "startRowIndex": 1}}}
    withdraw = texts("messages")["choice"]["withdraw"]
    of_row = pd.DataFrame({"kind": table["kind_code"], "is_decided": table["value"].ne("")})
    for (kind, is_decided), first, last in _runs(of_row):
        # Goals are typed by their numbers: a list of one word would mark every one of them as wrong.
        offered = [] if kind == "goals" else choices(kind, campaign)
        offered += [withdraw] if is_decided else []
        if offered:
            yield {
                "setDataValidation": {
                    "range": {**area, "startRowIndex": first + 1, "endRowIndex": last + 1},
                    "rule": {
                        "condition": {
                            "type": "ONE_OF_LIST",
                            "values": [{"userEnteredValue": choice} for choice in offered],
                        },
                        "strict": False,
                        "showCustomUi": True,
                    },
                }
            }


def _runs(table: pd.DataFrame) -> Iterator[tuple[tuple[str, bool], int, int]]:
    """Each run of equal rows: its values, first row, and the row behind its last."""
    starts = [*table.index[table.ne(table.shift()).any(axis=1)], len(table)] if len(table) else []
    for first, last in itertools.pairwise(starts):
        kind, is_decided = table.iloc[first]
        yield (str(kind), bool(is_decided)), first, last


def _protected(sheet_id: int, role: str, table: pd.DataFrame, editor: str) -> Request:
    protected: Request = {
        "range": {"sheetId": sheet_id},
        "description": labels("sheet_tabs")["notes"]["protection"],
        "warningOnly": False,
    }
    if editor:
        protected["editors"] = {"users": [editor]}
    if role == REVIEW and len(table):
        column = list(_shown(table).columns).index("typed")
        protected["unprotectedRanges"] = [
            {
                "sheetId": sheet_id,
                "startRowIndex": 1,
                "endRowIndex": len(table) + 1,
                "startColumnIndex": column,
                "endColumnIndex": column + 1,
            }
        ]
    return {"addProtectedRange": {"protectedRange": protected}}


def _marked(sheet_id: int, old: Sequence[int], value: str) -> Iterator[Request]:
    for each in old:
        lookup = {"developerMetadataLookup": {"metadataId": each}}
        yield {"deleteDeveloperMetadata": {"dataFilter": lookup}}
    yield {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataKey": MARK,
                "metadataValue": value,
                "location": {"sheetId": sheet_id},
                "visibility": "DOCUMENT",
            }
        }
    }


def _cut(table: pd.DataFrame, role: str, over: int) -> pd.DataFrame:
    """``table`` without so many of its last rows as hold ``over`` bytes, and a row that says so.

    Of 검토 nothing is cut that needs a person or holds a decision.
    """
    shown = _shown(table)
    sizes = pd.concat([_sizes(shown[name]) for name in shown.columns], axis=1).sum(axis=1)
    if role == REVIEW:
        must_stay = table["needs_person"] | table["typed"].ne("") | table["value"].ne("")
    else:
        must_stay = pd.Series(False, index=table.index)
    loose = sizes.mask(must_stay.to_numpy(), 0)
    # From the end: how much each row and those below it would save.
    saved_below = loose[::-1].cumsum()[::-1] - loose
    stays = must_stay.to_numpy() | saved_below.ge(over).to_numpy()
    if stays.all():
        return table
    words = labels("sheet_tabs")["notes"]
    note = words["cut"].format(shown=int(stays.sum()), left=int((~stays).sum()), file=words[f"cut_{role}"])
    text = "detail" if role == REVIEW else "name"
    last = pd.DataFrame([{**dict.fromkeys(table.select_dtypes(exclude="number").columns, ""), text: note}])
    last = last.reindex(columns=table.columns)
    if role == REVIEW:
        last["needs_person"] = False
    return pd.concat([table[stays], last.astype(table.dtypes)], ignore_index=True)


def _sizes(column: "pd.Series[Any]") -> "pd.Series[int]":
    """How many bytes each cell takes in the request, about so where it is a number."""
    if pd.api.types.is_numeric_dtype(column):
        return pd.Series(len(_json({"userEnteredValue": {"numberValue": 100_000}})), index=column.index)
    return parsed(column, lambda text: len(_json(_text(text))) + 1).part(int, "int64")
