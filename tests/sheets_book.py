"""Spreadsheets as Google keeps them: grids of typed cells, A1 ranges, what a reader sees and what a writer may do.

``tests/sheets_server.py`` serves them; ``tests/test_sheets_server.py`` holds both against recorded traffic.
"""

import copy
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from tests.sheets_requests import MASKED, SCHEMAS, wrong, wrong_mask

EPOCH = datetime(1899, 12, 30)
CELL_LIMIT = 10_000_000
CELL_CHARACTERS = 50_000
DATE_TIME = {"ko_KR": "yyyy. m. d am/pm h:mm:ss", "en_US": "m/d/yyyy h:mm:ss"}
HALVES = {"ko_KR": ("오전", "오후"), "en_US": ("AM", "PM")}


# --- cells ---------------------------------------------------------------------------------------------------------


@dataclass
class Cell:
    """A cell with more than a plain value: a number format, a formula as entered, or a look."""

    value: Any = None
    pattern: str = ""
    formula: str = ""
    look: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def stored(value: object, locale: str) -> Any:
    """What a cell holds for a Python value: text, number, true/false; a date as serial with the locale's format."""
    if isinstance(value, datetime):
        return Cell((value - EPOCH) / timedelta(days=1), DATE_TIME.get(locale, "yyyy-mm-dd h:mm:ss"))
    if isinstance(value, date):
        return Cell((datetime(value.year, value.month, value.day) - EPOCH).days, "yyyy-mm-dd")
    return "" if value is None else value


def raw(cell: Any) -> Any:
    value = cell.value if isinstance(cell, Cell) else cell
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def shown(cell: Any, locale: str) -> str:
    value = raw(cell)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        pattern = cell.pattern if isinstance(cell, Cell) else ""
        if re.search("[ymdhs]", pattern):
            return _date_shown(float(value), pattern, locale)
        if pattern == "#,##0":
            return f"{value:,.0f}"
        return str(value) if isinstance(value, int) else format(value, ".10g")
    return str(value)


def _date_shown(serial: float, pattern: str, locale: str) -> str:
    at = EPOCH + timedelta(seconds=round(serial * 86400))
    hour = at.hour % 12 or 12 if "am/pm" in pattern else at.hour
    half = HALVES.get(locale, HALVES["en_US"])[at.hour >= 12]
    words = {
        "yyyy": f"{at.year:04}",
        "mm": f"{at.month:02}",
        "m": str(at.month),
        "dd": f"{at.day:02}",
        "d": str(at.day),
        "am/pm": half,
        "hh": f"{hour:02}",
        "h": str(hour),
        "minute": f"{at.minute:02}",
        "ss": f"{at.second:02}",
        "s": str(at.second),
    }
    pattern = re.sub(r"(?<=h:)mm?", "minute", pattern)
    return re.sub(r"yyyy|minute|am/pm|mm|m|dd|d|hh|h|ss|s", lambda found: words[found[0]], pattern)


def formula(cell: Any) -> Any:
    return cell.formula if isinstance(cell, Cell) and cell.formula else raw(cell)


def entered(value: Any, how: str, locale: str) -> Any:
    """The cell that a JSON value makes, RAW or USER_ENTERED."""
    if not isinstance(value, str | int | float | bool):
        raise ApiError(400, f"Invalid values: {value!r}")
    if isinstance(value, str) and len(value) > CELL_CHARACTERS:
        raise ApiError(
            400, f"Your input contains more than the maximum of {CELL_CHARACTERS} characters in a single cell."
        )
    if how != "USER_ENTERED" or not isinstance(value, str):
        return value
    if value.startswith("="):
        quotient = re.fullmatch(r"=(\d+)/(\d+)", value)
        return Cell(int(quotient[1]) / int(quotient[2]) if quotient else "#NAME?", formula=value)
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        return stored(date(*map(int, found.groups())), locale)
    if re.fullmatch(r"[+-]?\d+", value):
        return int(value)
    if re.fullmatch(r"[+-]?\d*\.\d+", value):
        return float(value)
    return value.upper() == "TRUE" if value.upper() in ("TRUE", "FALSE") else value


# --- spreadsheets --------------------------------------------------------------------------------------------------


class ApiError(Exception):
    """An error reply in Google's form."""

    NAMES: ClassVar = {
        400: "INVALID_ARGUMENT",
        401: "UNAUTHENTICATED",
        403: "PERMISSION_DENIED",
        404: "NOT_FOUND",
        429: "RESOURCE_EXHAUSTED",
        500: "INTERNAL",
        502: "UNAVAILABLE",
        503: "UNAVAILABLE",
        504: "DEADLINE_EXCEEDED",
    }

    def __init__(self, code: int, message: str, status: str = "", **more: Any) -> None:
        super().__init__(message)
        self.code = code
        self.body = {"error": {"code": code, "message": message, "status": status or self.NAMES[code], **more}}


@dataclass
class Tab:
    """One tab: rows of plain values or Cells, as long and as wide as they need; the grid may be larger."""

    id: int
    title: str
    rows: list[list[Any]]
    n_rows: int = 1000
    n_columns: int = 26
    is_hidden: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    frozen: dict[str, int] = field(default_factory=dict)
    protected: list[dict[str, Any]] = field(default_factory=list)
    validations: list[dict[str, Any]] = field(default_factory=list)
    sizes: dict[tuple[str, int], int] = field(default_factory=dict)
    marks: list[dict[str, Any]] = field(default_factory=list)

    def at(self, row: int, column: int) -> Any:
        """The cell (both from 0), '' where nothing is."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else ""

    def put(self, row: int, column: int, cell: Any) -> None:
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        old = cells[column]
        if isinstance(old, Cell) and not isinstance(cell, Cell) and (old.look or old.note or old.pattern):
            cell = Cell(cell, old.pattern if isinstance(cell, int | float) else "", "", old.look, old.note)
        cells[column] = cell

    def columns(self, name: str) -> list[Any]:
        """What is stored below a heading: for tests."""
        at = [raw(c) for c in self.rows[0]].index(name)
        return [raw(self.at(r, at)) for r in range(1, len(self.rows))]


@dataclass
class Book:
    """A spreadsheet and who may do what with it."""

    id: str
    title: str = "제목 없는 스프레드시트"
    locale: str = "ko_KR"
    zone: str = "Asia/Seoul"
    tabs: list[Tab] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    is_native: bool = True
    n_protected: int = 0
    n_marks: int = 0
    copies_marks: bool = False

    def add_tab(
        self,
        title: str,
        rows: Iterable[Sequence[Any]] = (),
        *,
        id: int | None = None,  # noqa: A002
        hidden: bool = False,
        grid: tuple[int, int] | None = None,
    ) -> Tab:
        cells = [[stored(value, self.locale) for value in row] for row in rows]
        n_rows = max(1000, len(cells) + 100) if grid is None else grid[0]
        n_columns = max(26, max(map(len, cells), default=0)) if grid is None else grid[1]
        tab = Tab(len(self.tabs) * 1001 if id is None else id, title, cells, n_rows, n_columns, hidden)
        self.tabs.append(tab)
        return tab

    def tab(self, title: str) -> Tab:
        return next(tab for tab in self.tabs if tab.title == title)

    def by_id(self, id: int, where: str = "") -> Tab:  # noqa: A002
        for tab in self.tabs:
            if tab.id == id:
                return tab
        raise ApiError(400, f"Invalid requests{where}: No grid with id: {id}")

    def n_cells(self) -> int:
        return sum(tab.n_rows * tab.n_columns for tab in self.tabs)


@dataclass(frozen=True)
class Range:
    """A rectangle of a tab, ends excluded; None where the range says nothing."""

    tab: Tab
    top: int
    left: int
    bottom: int
    right: int


_PLACE = re.compile(r"([A-Za-z]{1,3})?(\d+)?")


def parse_range(book: Book, text: str) -> Range:
    """A1 notation, as the real API takes it: quoted or not, whole tabs, open columns and rows."""
    quoted = re.fullmatch(r"('(?:[^']|'')*')(!?)(.*)", text, re.DOTALL)
    title, has_title, cells = quoted.groups() if quoted else text.rpartition("!")
    if not has_title:
        by_name = _tab_named(book, text)
        if by_name is not None:
            return Range(by_name, 0, 0, by_name.n_rows, by_name.n_columns)
        tab, cells = (book.tabs[0] if book.tabs else None), text
    else:
        tab = _tab_named(book, title)
    first, _, second = cells.partition(":")
    start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(second or first)
    if tab is None or not first or not start or not end:
        raise ApiError(400, f"Unable to parse range: {text}")
    top, left = int(start[2] or 1) - 1, _number(start[1]) if start[1] else 0
    bottom = int(end[2]) if end[2] else tab.n_rows
    right = _number(end[1]) + 1 if end[1] else tab.n_columns
    if top >= tab.n_rows or left >= tab.n_columns:
        raise ApiError(400, f"Range ({text}) exceeds grid limits. Max rows: {tab.n_rows}, max columns: {tab.n_columns}")
    return Range(tab, top, left, min(bottom, tab.n_rows), min(right, tab.n_columns))


def _tab_named(book: Book, title: str) -> Tab | None:
    if len(title) > 1 and title[0] == title[-1] == "'":
        title = title[1:-1].replace("''", "'")
    return next((tab for tab in book.tabs if tab.title == title), None)


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(number: int) -> str:
    number, letters = number + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def range_name(found: Range) -> str:
    title = found.tab.title
    if not re.fullmatch(r"[A-Za-z_]\w*", title, re.ASCII) or re.fullmatch(r"[A-Za-z]{1,3}\d+", title):
        title = "'" + title.replace("'", "''") + "'"
    start, end = f"{_letters(found.left)}{found.top + 1}", f"{_letters(found.right - 1)}{found.bottom}"
    return f"{title}!{start}" + ("" if start == end else f":{end}")


def value_range(found: Range, book: Book, query: dict[str, list[str]]) -> dict[str, Any]:
    render = query.get("valueRenderOption", ["FORMATTED_VALUE"])[0]
    dates = query.get("dateTimeRenderOption", ["SERIAL_NUMBER"])[0]
    major = query.get("majorDimension", ["ROWS"])[0]

    def read(cell: Any) -> Any:
        if cell == "" or type(cell) is str:
            return cell
        if render == "FORMATTED_VALUE":
            return shown(cell, book.locale)
        value = formula(cell) if render == "FORMULA" else raw(cell)
        is_date = isinstance(cell, Cell) and not isinstance(value, str) and re.search("[ymdhs]", cell.pattern)
        return shown(cell, book.locale) if dates == "FORMATTED_STRING" and is_date else value

    rows = [
        [read(cell) for cell in cells[found.left : found.right]] for cells in found.tab.rows[found.top : found.bottom]
    ]
    if major == "COLUMNS":
        width = max(map(len, rows), default=0)
        rows = [[row[i] if i < len(row) else "" for row in rows] for i in range(width)]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return {"range": range_name(found), "majorDimension": major, **({"values": rows} if rows else {})}


# --- reading -------------------------------------------------------------------------------------------------------


def _properties(tab: Tab, index: int) -> dict[str, Any]:
    return {
        "sheetId": tab.id,
        "title": tab.title,
        "index": index,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": tab.n_rows, "columnCount": tab.n_columns, **tab.frozen},
        **({"hidden": True} if tab.is_hidden else {}),
        **tab.more,
    }


def metadata(book: Book, query: dict[str, list[str]]) -> dict[str, Any]:
    sheets = []
    wanted = [parse_range(book, each) for each in query.get("ranges", [])]
    for index, tab in enumerate(book.tabs):
        sheet: dict[str, Any] = {"properties": _properties(tab, index)}
        if tab.protected:
            sheet["protectedRanges"] = copy.deepcopy(tab.protected)
        if tab.marks:
            sheet["developerMetadata"] = copy.deepcopy(tab.marks)
        if query.get("includeGridData", ["false"])[0] == "true":
            sheet["data"] = [
                {"startRow": each.top, "startColumn": each.left, "rowData": _row_data(each, book)}
                for each in wanted or [parse_range(book, f"'{tab.title}'")]
                if each.tab is tab
            ]
        sheets.append(sheet)
    return {
        "spreadsheetId": book.id,
        "properties": {"title": book.title, "locale": book.locale, "autoRecalc": "ON_CHANGE", "timeZone": book.zone},
        "sheets": sheets,
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }


def _row_data(found: Range, book: Book) -> list[dict[str, Any]]:
    return [
        {"values": [_cell_data(cell, book) for cell in row[found.left : found.right]]}
        for row in found.tab.rows[found.top : found.bottom]
    ]


def _cell_data(cell: Any, book: Book) -> dict[str, Any]:
    value = raw(cell)
    if value == "":
        return {}
    typed = (
        {"boolValue": value}
        if isinstance(value, bool)
        else ({"numberValue": value} if isinstance(value, int | float) else {"stringValue": value})
    )
    as_typed = {"formulaValue": cell.formula} if isinstance(cell, Cell) and cell.formula else typed
    return {
        "userEnteredValue": as_typed,
        "effectiveValue": typed,
        "formattedValue": shown(cell, book.locale),
        **({"userEnteredFormat": cell.look} if isinstance(cell, Cell) and cell.look else {}),
        **({"note": cell.note} if isinstance(cell, Cell) and cell.note else {}),
    }


def masked(reply: Any, mask: str) -> Any:
    """What a field mask such as ``a,b(c,d),e.f`` leaves of a reply."""
    if not mask or mask == "*":
        return reply
    tree: dict[str, Any] = {}
    _grow(tree, mask)
    return _pruned(reply, tree)


def _grow(tree: dict[str, Any], mask: str) -> None:
    for piece in re.findall(r"[^,()]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?", mask):
        path, _, inside = piece.partition("(")
        at = tree
        for name in re.split(r"[./]", path.strip()):
            at = at.setdefault(name, {})
        if inside:
            _grow(at, inside[:-1])


def _pruned(value: Any, tree: dict[str, Any]) -> Any:
    if not tree or "*" in tree:
        return value
    if isinstance(value, list):
        return [_pruned(each, tree) for each in value]
    unknown = set(tree) - set(value) - _OPTIONAL
    if unknown:
        raise ApiError(400, "Request contains an invalid argument.")
    return {name: _pruned(value[name], inside) for name, inside in tree.items() if name in value}


_OPTIONAL = {
    "hidden",
    "protectedRanges",
    "data",
    "frozenRowCount",
    "tabColor",
    "developerMetadata",
    "merges",
    "values",
    "userEnteredValue",
    "effectiveValue",
    "formattedValue",
    "userEnteredFormat",
    "note",
    "rowMetadata",
    "columnMetadata",
    "conditionalFormats",
    "basicFilter",
    "bandedRanges",
}


# --- writing -------------------------------------------------------------------------------------------------------


def _may_edit(found: Range, account: str) -> None:
    for each in found.tab.protected:
        zone = each.get("range", {})
        hit = (
            found.top < zone.get("endRowIndex", 1 << 30)
            and zone.get("startRowIndex", 0) < found.bottom
            and found.left < zone.get("endColumnIndex", 1 << 30)
            and zone.get("startColumnIndex", 0) < found.right
        )
        is_open = any(
            open_.get("startRowIndex", 0) <= found.top
            and found.bottom <= open_.get("endRowIndex", 1 << 30)
            and open_.get("startColumnIndex", 0) <= found.left
            and found.right <= open_.get("endColumnIndex", 1 << 30)
            for open_ in each.get("unprotectedRanges", [])
        )
        if hit and not is_open and not _is_editor(each, account):
            raise ApiError(400, _PROTECTED)


_PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if "
    "you need to edit."
)


def _is_editor(protected: dict[str, Any], account: str) -> bool:
    return bool(protected.get("warningOnly")) or account in protected.get("editors", {}).get("users", [])


def _written(found: Range, rows: Any, how: str, book: Book, account: str, *, may_grow: bool = False) -> dict[str, Any]:
    if not isinstance(rows, list):
        message = f"Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), {json.dumps(rows)}"
        raise ApiError(
            400,
            message,
            details=[
                {
                    "@type": "type.googleapis.com/google.rpc.BadRequest",
                    "fieldViolations": [{"field": "data.values", "description": message}],
                }
            ],
        )
    if how not in ("RAW", "USER_ENTERED"):
        raise ApiError(400, "'valueInputOption' is required but not specified")
    tab, width = found.tab, max(map(len, rows), default=0)
    if may_grow:
        tab.n_rows, tab.n_columns = max(tab.n_rows, found.top + len(rows)), max(tab.n_columns, found.left + width)
        if book.n_cells() > CELL_LIMIT:
            raise ApiError(
                400,
                "This action would increase the number of cells in the workbook above the limit of "
                f"{CELL_LIMIT} cells.",
            )
    if found.top + len(rows) > tab.n_rows or found.left + width > tab.n_columns:
        raise ApiError(
            400,
            f"Range ({range_name(found)}) exceeds grid limits. Max rows: {tab.n_rows}, max columns: {tab.n_columns}",
        )
    area = Range(tab, found.top, found.left, found.top + max(len(rows), 1), found.left + max(width, 1))
    _may_edit(area, account)
    made = [[None if value is None else entered(value, how, book.locale) for value in row] for row in rows]
    for r, row in enumerate(made):
        for c, cell in enumerate(row):
            if cell is not None:
                tab.put(found.top + r, found.left + c, cell)
    return {
        "spreadsheetId": book.id,
        "updatedRange": range_name(area),
        "updatedRows": len(rows),
        "updatedColumns": width,
        "updatedCells": sum(map(len, rows)),
    }


def update(found: Range, body: Any, how: str, book: Book, account: str) -> dict[str, Any]:
    return _written(found, body.get("values", []), how, book, account)


def values_batch_update(book: Book, body: Any, account: str) -> dict[str, Any]:
    before = copy.deepcopy(book.tabs)
    try:
        found = [parse_range(book, each["range"]) for each in body["data"]]
        replies = [
            _written(area, each["values"], body.get("valueInputOption", ""), book, account)
            for area, each in zip(found, body["data"], strict=True)
        ]
    except ApiError:
        book.tabs = before
        raise
    width = {
        c
        for area, reply in zip(found, replies, strict=True)
        for c in range(area.left, area.left + reply["updatedColumns"])
    }
    return {
        "spreadsheetId": book.id,
        "totalUpdatedRows": sum(r["updatedRows"] for r in replies),
        "totalUpdatedColumns": len(width),
        "totalUpdatedCells": sum(r["updatedCells"] for r in replies),
        "totalUpdatedSheets": len({area.tab.id for area in found}),
        "responses": replies,
    }


def clear(found: Range, book: Book, account: str) -> str:
    _may_edit(found, account)
    for row in found.tab.rows[found.top : found.bottom]:
        for c in range(found.left, min(found.right, len(row))):
            cell = row[c]
            row[c] = Cell("", cell.pattern, "", cell.look, cell.note) if isinstance(cell, Cell) else ""
    return range_name(found)


def append(found: Range, body: Any, how: str, book: Book, account: str) -> dict[str, Any]:
    table = _table(found)
    if table is None:
        return {
            "spreadsheetId": book.id,
            "updates": _written(found, body.get("values", []), how, book, account, may_grow=True),
        }
    below = Range(found.tab, table.bottom, table.left, table.bottom + 1, table.right)
    return {
        "spreadsheetId": book.id,
        "tableRange": range_name(table),
        "updates": _written(below, body.get("values", []), how, book, account, may_grow=True),
    }


def _table(found: Range) -> Range | None:
    """The block of filled cells that Google takes for the table: the one that holds the last filled cell."""
    tab = found.tab
    filled = {
        (r, c)
        for r in range(found.top, min(found.bottom, len(tab.rows)))
        for c, cell in enumerate(tab.rows[r])
        if found.left <= c < found.right and raw(cell) != ""
    }
    if not filled:
        return None
    block, edge = set(), [max(filled)]
    while edge:
        r, c = edge.pop()
        if (r, c) in filled and (r, c) not in block:
            block.add((r, c))
            edge += [(r + i, c + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    rows, columns = [r for r, _ in block], [c for _, c in block]
    return Range(tab, min(rows), min(columns), max(rows) + 1, max(columns) + 1)


def batch_update(book: Book, body: Any, account: str, new_ids: list[int]) -> dict[str, Any]:
    """All of the requests or none, as the real one does."""
    if len(body.get("requests", [])) > 100_000:
        raise ApiError(400, "Cannot exceed 100000 requests in a single batch.")
    before = copy.deepcopy((book.tabs, book.title, book.locale, book.zone, book.n_protected, book.n_marks))
    replies = []
    try:
        if not body.get("requests"):
            raise ApiError(400, "Must specify at least one request.")
        for i, request in enumerate(body["requests"]):
            ((kind, what),) = request.items()
            do = _REQUESTS.get(kind)
            if do is None:
                raise ApiError(
                    400,
                    f"Invalid JSON payload received. Unknown name \"{kind}\" at 'requests[{i}]': Cannot find field.",
                )
            if kind in SCHEMAS and (said := wrong(what, SCHEMAS[kind], f"requests[{i}].{kind}")):
                raise ApiError(400, said)
            if kind in MASKED and (said := wrong_mask(kind, what.get("fields", ""))):
                raise ApiError(400, f"Invalid requests[{i}].{kind}: {said}")
            replies.append(do(book, what, account, f"[{i}].{kind}", new_ids) or {})
            if book.n_cells() > CELL_LIMIT:
                raise ApiError(
                    400,
                    f"Invalid requests[{i}].{kind}: This action would increase the number of cells in the workbook "
                    f"above the limit of {CELL_LIMIT} cells.",
                )
    except ApiError:
        book.tabs, book.title, book.locale, book.zone, book.n_protected, book.n_marks = before
        raise
    return {"spreadsheetId": book.id, "replies": replies}


def _grid(book: Book, zone: dict[str, Any], where: str) -> Range:
    tab = book.by_id(zone.get("sheetId", 0), where)
    found = Range(
        tab,
        zone.get("startRowIndex", 0),
        zone.get("startColumnIndex", 0),
        zone.get("endRowIndex", tab.n_rows),
        zone.get("endColumnIndex", tab.n_columns),
    )
    if found.bottom > tab.n_rows or found.right > tab.n_columns or found.top >= tab.n_rows:
        raise ApiError(
            400,
            f"Invalid requests{where}: range exceeds grid limits. Max rows: {tab.n_rows}, max columns: {tab.n_columns}",
        )
    return found


def _add_sheet(book: Book, what: Any, account: str, where: str, new_ids: list[int]) -> Any:
    asked = what.get("properties", {})
    title = asked.get("title", f"시트{len(book.tabs) + 1}")
    if any(tab.title == title for tab in book.tabs):
        raise ApiError(
            400, f'Invalid requests{where}: A sheet with the name "{title}" already exists. Please enter another name.'
        )
    grid = asked.get("gridProperties", {})
    id_ = asked.get("sheetId", new_ids.pop(0) if new_ids else 100_000 + sum(tab.id for tab in book.tabs) % 900_000 + 7)
    _free_id(book, id_, where)
    tab = book.add_tab(
        title, id=id_, grid=(grid.get("rowCount", 1000), grid.get("columnCount", 26)), hidden=asked.get("hidden", False)
    )
    tab.frozen = {k: v for k, v in grid.items() if k not in ("rowCount", "columnCount")}
    _check_size(tab, where)
    tab.more = {k: v for k, v in asked.items() if k in ("tabColor", "tabColorStyle", "rightToLeft")}
    if "index" in asked:
        book.tabs.insert(asked["index"], book.tabs.pop())
    return {"addSheet": {"properties": _properties(tab, book.tabs.index(tab))}}


def _free_id(book: Book, id_: int, where: str) -> None:
    if not 0 <= id_ < 1 << 31:
        raise ApiError(400, f"Invalid requests{where}: sheetId must be non-negative: {id_}")
    if any(tab.id == id_ for tab in book.tabs):
        raise ApiError(400, f"Invalid requests{where}: A sheet with ID {id_} already exists.")


def _duplicate_sheet(book: Book, what: Any, account: str, where: str, _: Any) -> Any:
    source = book.by_id(what["sourceSheetId"], where)
    title, id_ = what.get("newSheetName") or f"{source.title}의 사본", what["newSheetId"]
    if any(tab.title == title for tab in book.tabs):
        raise ApiError(
            400, f'Invalid requests{where}: A sheet with the name "{title}" already exists. Please enter another name.'
        )
    _free_id(book, id_, where)
    if not 0 <= what.get("insertSheetIndex", 0) <= len(book.tabs):
        raise ApiError(400, f"Invalid requests{where}: insertSheetIndex is out of bounds.")
    made = copy.deepcopy(source)
    made.id, made.title = id_, title
    for each in made.protected:
        book.n_protected += 1
        each["protectedRangeId"] = 1_000_000 + book.n_protected
        each["range"] = {**each["range"], "sheetId": id_}
    for each in made.marks:
        # Whether marks go with a copy is documented nowhere: tests try both.
        book.n_marks += 1
        each["metadataId"], each["location"] = book.n_marks, {"locationType": "SHEET", "sheetId": id_}
    if not book.copies_marks:
        made.marks = []
    book.tabs.insert(what.get("insertSheetIndex", 0), made)
    return {"duplicateSheet": {"properties": _properties(made, book.tabs.index(made))}}


def _create_mark(book: Book, what: Any, account: str, where: str, _: Any) -> Any:
    made = copy.deepcopy(what["developerMetadata"])
    if not made.get("metadataKey") or "visibility" not in made:
        raise ApiError(400, f"Invalid requests{where}: metadataKey and visibility must be set.")
    tab = book.by_id(made["location"]["sheetId"], where)
    book.n_marks += 1
    made["metadataId"] = book.n_marks
    made["location"] = {"locationType": "SHEET", "sheetId": tab.id}
    tab.marks.append(made)
    return {"createDeveloperMetadata": {"developerMetadata": copy.deepcopy(made)}}


def _delete_mark(book: Book, what: Any, account: str, where: str, _: Any) -> Any:
    wanted = what["dataFilter"]["developerMetadataLookup"]
    gone = []
    for tab in book.tabs:
        found = [each for each in tab.marks if all(each.get(k) == v for k, v in wanted.items())]
        tab.marks = [each for each in tab.marks if each not in found]
        gone += found
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": gone}}


def _delete_sheet(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    tab = book.by_id(what["sheetId"], where)
    if len(book.tabs) == 1:
        raise ApiError(400, f"Invalid requests{where}: You can't remove all the sheets in a document.")
    book.tabs.remove(tab)


def _sheet_properties(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    asked = what["properties"]
    tab = book.by_id(asked["sheetId"], where)
    for name in re.split(r"\s*,\s*", what["fields"]):
        path = re.split(r"[./]", name)
        if path == ["title"]:
            title = asked["title"]
            if any(each is not tab and each.title == title for each in book.tabs):
                raise ApiError(400, f'Invalid requests{where}: A sheet with the name "{title}" already exists.')
            tab.title = title
        elif path == ["hidden"]:
            if asked.get("hidden") and all(each.is_hidden for each in book.tabs if each is not tab):
                raise ApiError(400, f"Invalid requests{where}: You can't hide all the sheets in a document.")
            tab.is_hidden = asked.get("hidden", False)
        elif path == ["index"]:
            book.tabs.remove(tab)
            book.tabs.insert(asked["index"], tab)
        elif path[0] == "gridProperties":
            for key in path[1:] or list(asked["gridProperties"]):
                _resize(tab, key, asked["gridProperties"].get(key, 0), where)
        else:
            tab.more[path[0]] = asked.get(path[0])


def _resize(tab: Tab, key: str, size: int, where: str) -> None:
    if key == "rowCount":
        tab.n_rows = size
        del tab.rows[size:]
    elif key == "columnCount":
        tab.n_columns = size
        for row in tab.rows:
            del row[size:]
    else:
        tab.frozen[key] = size
    _check_size(tab, where)


def _check_size(tab: Tab, where: str) -> None:
    if tab.n_rows < 1 or tab.n_columns < 1:
        raise ApiError(400, f"Invalid requests{where}: A sheet must have at least one row and one column.")
    if tab.frozen.get("frozenRowCount", 0) >= tab.n_rows or tab.frozen.get("frozenColumnCount", 0) >= tab.n_columns:
        raise ApiError(400, f"Invalid requests{where}: You can't freeze all visible rows on the sheet.")


def _book_properties(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    names = {"title": "title", "locale": "locale", "timeZone": "zone"}
    for name in what["fields"].split(","):
        setattr(book, names[name], what["properties"][name])


def _update_cells(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    if "start" in what:
        start = what["start"]
        tab = book.by_id(start.get("sheetId", 0), where)
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        width = max((len(row.get("values", [])) for row in what.get("rows", [])), default=0)
        area = _grid(
            book,
            {
                "sheetId": tab.id,
                "startRowIndex": top,
                "startColumnIndex": left,
                "endRowIndex": top + len(what.get("rows", [])),
                "endColumnIndex": left + width,
            },
            where,
        )
        is_whole = False
    else:
        area, is_whole = _grid(book, what["range"], where), True
    _may_edit(area, account)
    fields = {name.strip().replace("/", ".") for name in what["fields"].split(",")}
    rows = what.get("rows", [])
    if len(rows) > area.bottom - area.top or any(len(r.get("values", [])) > area.right - area.left for r in rows):
        raise ApiError(400, f"Invalid requests{where}: Attempted to write more cells than the range holds.")
    bottom = min(area.bottom, max(len(area.tab.rows), area.top + len(rows))) if is_whole else area.top + len(rows)
    for r in range(area.top, bottom):
        given = rows[r - area.top].get("values", []) if r - area.top < len(rows) else []
        have = len(area.tab.rows[r]) if r < len(area.tab.rows) else 0
        right = min(area.right, max(have, area.left + len(given))) if is_whole else area.left + len(given)
        for c in range(area.left, right):
            data = given[c - area.left] if c - area.left < len(given) else {}
            _set_cell(area.tab, r, c, data, fields, book)


def _set_cell(tab: Tab, row: int, column: int, data: Any, fields: set[str], book: Book) -> None:
    old = tab.at(row, column)
    cell = copy.copy(old) if isinstance(old, Cell) else Cell(old)
    every = "*" in fields
    if every or "userEnteredValue" in fields:
        given = data.get("userEnteredValue") or {"stringValue": ""}
        if len(given) != 1:
            raise ApiError(400, f"Invalid value: oneof field 'value' is already set: {sorted(given)}")
        ((kind, value),) = given.items()
        cell.formula = value if kind == "formulaValue" else ""
        made = entered(value, "USER_ENTERED" if kind == "formulaValue" else "RAW", book.locale)
        cell.value = made.value if isinstance(made, Cell) else made
    if every or any(each.startswith("userEnteredFormat") for each in fields):
        given = data.get("userEnteredFormat", {})
        parts = {each.partition(".")[2] for each in fields if each.startswith("userEnteredFormat.")}
        cell.look = {**cell.look, **{part: given.get(part, {}) for part in parts}} if parts else given
        cell.pattern = cell.look.get("numberFormat", {}).get("pattern", "")
    if every or "note" in fields:
        cell.note = data.get("note", "")
    plain = not (cell.look or cell.note or cell.formula or cell.pattern)
    while len(tab.rows) <= row:
        tab.rows.append([])
    cells = tab.rows[row]
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = cell.value if plain else cell


def _repeat_cell(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    area = _grid(book, what["range"], where)
    _may_edit(area, account)
    fields = {name.strip().replace("/", ".") for name in what["fields"].split(",")}
    for r in range(area.top, min(area.bottom, len(area.tab.rows))):
        for c in range(area.left, min(area.right, len(area.tab.rows[r]))):
            _set_cell(area.tab, r, c, what["cell"], fields, book)


def _dimension(book: Book, what: Any, account: str, where: str, kind: str) -> None:
    zone = what["range"]
    tab = book.by_id(zone["sheetId"], where)
    start, end, is_rows = zone["startIndex"], zone["endIndex"], zone["dimension"] == "ROWS"
    size = tab.n_rows if is_rows else tab.n_columns
    if kind == "delete" and not (0 <= start < end <= size):
        raise ApiError(
            400,
            f"Invalid requests{where}: Cannot delete a row that doesn't exist. Tried to delete row "
            f"index {start} but there are only {size} rows.",
        )
    area = Range(tab, start, 0, end, tab.n_columns) if is_rows else Range(tab, 0, start, tab.n_rows, end)
    _may_edit(area, account)
    step = (end - start) * (-1 if kind == "delete" else 1)
    if is_rows:
        if kind == "delete":
            del tab.rows[start:end]
        elif start <= len(tab.rows):
            tab.rows[start:start] = [[] for _ in range(step)]
        tab.n_rows += step
    else:
        for row in tab.rows:
            if kind == "delete":
                del row[start:end]
            elif start <= len(row):
                row[start:start] = [""] * step
        tab.n_columns += step
    if tab.n_rows < 1 or tab.n_columns < 1:
        raise ApiError(400, f"Invalid requests{where}: You can't delete all the rows on the sheet.")


def _append_dimension(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    tab = book.by_id(what["sheetId"], where)
    if what["dimension"] == "ROWS":
        tab.n_rows += what["length"]
    else:
        tab.n_columns += what["length"]


def _dimension_properties(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    zone = what["range"]
    tab = book.by_id(zone["sheetId"], where)
    if zone["dimension"] == "COLUMNS" and zone.get("endIndex", tab.n_columns) > tab.n_columns:
        raise ApiError(400, f"Invalid requests{where}: range exceeds grid limits. Max columns: {tab.n_columns}")
    if "pixelSize" in what["fields"]:
        for i in range(zone.get("startIndex", 0), zone.get("endIndex", tab.n_columns)):
            tab.sizes[zone["dimension"], i] = what["properties"]["pixelSize"]


def _add_protected(book: Book, what: Any, account: str, where: str, _: Any) -> Any:
    protected = copy.deepcopy(what["protectedRange"])
    tab = _grid(book, protected["range"], where).tab
    for open_ in protected.get("unprotectedRanges", []):
        _grid(book, open_, where)
    if set(protected["range"]) <= {"sheetId"} and any(set(each["range"]) <= {"sheetId"} for each in tab.protected):
        raise ApiError(400, f'Invalid requests{where}: Sheet "{tab.title}" already has sheet protection.')
    if protected.get("unprotectedRanges") and not set(protected["range"]) <= {"sheetId"}:
        raise ApiError(400, f"Invalid requests{where}: unprotectedRanges are only for protected sheets.")
    book.n_protected += 1
    protected.setdefault("protectedRangeId", 1_000_000 + book.n_protected)
    # Who protects a range can always edit it.
    users = protected.setdefault("editors", {}).setdefault("users", [])
    if account not in users:
        users.append(account)
    tab.protected.append(protected)
    return {"addProtectedRange": {"protectedRange": copy.deepcopy(protected)}}


def _protected(book: Book, id_: int, where: str) -> tuple[Tab, dict[str, Any]]:
    for tab in book.tabs:
        for each in tab.protected:
            if each["protectedRangeId"] == id_:
                return tab, each
    raise ApiError(400, f"Invalid requests{where}: No protected range with id: {id_}")


def _update_protected(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    _, protected = _protected(book, what["protectedRange"]["protectedRangeId"], where)
    for name in what["fields"].split(","):
        path = re.split(r"[./]", name)[0]
        protected[path] = copy.deepcopy(what["protectedRange"].get(path))


def _delete_protected(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    tab, protected = _protected(book, what["protectedRangeId"], where)
    if not _is_editor(protected, account):
        raise ApiError(400, _PROTECTED)
    tab.protected.remove(protected)


def _validation(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    area = _grid(book, what["range"], where)
    _may_edit(area, account)

    def is_within(each: dict[str, Any]) -> bool:
        other = each["range"]
        return (
            area.top <= other.get("startRowIndex", 0)
            and other.get("endRowIndex", 0) <= area.bottom
            and area.left <= other.get("startColumnIndex", 0)
            and other.get("endColumnIndex", 1 << 30) <= area.right
        )

    area.tab.validations = [each for each in area.tab.validations if not is_within(each)]
    if "rule" in what:
        area.tab.validations.append(copy.deepcopy(what))


def _accepted(book: Book, what: Any, account: str, where: str, _: Any) -> None:
    """Looks that no test asks about: taken when the tab exists."""
    zone = what.get("range") or what.get("dimensions") or (what.get("filter") or {}).get("range") or what
    book.by_id(zone.get("sheetId", 0), where)


_REQUESTS: dict[str, Callable[..., Any]] = {
    "addSheet": _add_sheet,
    "duplicateSheet": _duplicate_sheet,
    "createDeveloperMetadata": _create_mark,
    "deleteDeveloperMetadata": _delete_mark,
    "deleteSheet": _delete_sheet,
    "updateSheetProperties": _sheet_properties,
    "updateSpreadsheetProperties": _book_properties,
    "updateCells": _update_cells,
    "repeatCell": _repeat_cell,
    "deleteDimension": lambda b, w, a, at, _: _dimension(b, w, a, at, "delete"),
    "insertDimension": lambda b, w, a, at, _: _dimension(b, w, a, at, "insert"),
    "appendDimension": _append_dimension,
    "updateDimensionProperties": _dimension_properties,
    "addProtectedRange": _add_protected,
    "updateProtectedRange": _update_protected,
    "deleteProtectedRange": _delete_protected,
    "setDataValidation": _validation,
    "autoResizeDimensions": _accepted,
    "setBasicFilter": _accepted,
    "clearBasicFilter": _accepted,
    "updateBorders": _accepted,
    "mergeCells": _accepted,
    "unmergeCells": _accepted,
}
