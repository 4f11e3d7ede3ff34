"""A workbook's tabs as text, read only where they fit: what it would unpack to is looked at before a reader unpacks it.

The reader makes a full table of every tab, from its first cell to its last one that holds something. So a small file
with two cells far apart, or one long text that a million cells name, would take all memory.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any
from xml.etree import ElementTree

import numpy as np
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from flows.sources.file_kinds import BROKEN_ZIP, MOST_BYTES
from flows.telling.log import LOG
from transforms.errors.source import SourceUnreadableError
from transforms.parse.moments import SERIALS
from transforms.reading.headings import column_letters
from transforms.reference import texts

#: Google's sizes: cells of one spreadsheet, columns of a tab, characters of a cell.
MOST_CELLS, MOST_COLUMNS, LONGEST_CELL = 10_000_000, 18_278, 50_000
_CHUNK = 1 << 22
# No tag and no text of one cell takes more, marked up letter by letter or not.
_LONGEST_PIECE = 1 << 22
# Blank cells that only have a colour count for nothing, but looking at each takes its time.
_MOST_STYLED = 2 * MOST_CELLS
# A cell of text takes six tags and a row two.
_MOST_TAGS = 12 * MOST_CELLS
_BLANK = re.compile(rb"""<c r="[A-Z]+[0-9]+"(?: [a-z]+="[^"<>]*")*/>""")
_REFERENCE = re.compile(rb"""r\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_CELLS = [start + end for start in (b"<c", b":c") for end in (b" ", b">", b"/", b"\n", b"\t", b"\r")]
_TAG = re.compile(rb"""<(?:[\w.-]+:)?(row|c)\b((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
# A row of no height and a column of no width are hidden as well.
_UNSEEN = rb"""\s(?:hidden\s*=\s*["'](?:1|true)|%b\s*=\s*["']0(?:\.0*)?)["']"""
_HIDDEN = re.compile(rb"<(?:[\w.-]+:)?row\b[^<>]*" + _UNSEEN % b"ht" + rb"[^<>]*>")
_HIDDEN_COLUMNS = re.compile(rb"<(?:[\w.-]+:)?col\b[^<>]*" + _UNSEEN % b"width" + rb"[^<>]*>")
_MAY_HIDE = (b"hidden", b'ht="0', b"ht='0", b'width="0', b"width='0")
_ENDS = [re.compile(rb"""\s%b\s*=\s*["'](\d{1,5})["']""" % name) for name in (b"min", b"max")]
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_ERROR = re.compile(rb"""<(?:[\w.-]+:)?c(\s[^<>]*\bt\s*=\s*["']e["'][^<>]*)>""")
# A formula that no program has worked out yet; one that comes to an empty text says that it is text.
_UNTOLD = re.compile(
    rb"""<(?:[\w.-]+:)?c(\s(?:(?!\bt\s*=\s*["']str)[^<>])*)>\s*<(?:[\w.-]+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:[\w.-]+:)?f>)"""
    rb"""\s*(?:<(?:[\w.-]+:)?v\s*/>|<(?:[\w.-]+:)?v\s*></(?:[\w.-]+:)?v>)?\s*</(?:[\w.-]+:)?c>"""
)
_FORMULAS, _NO_VALUE = (b"<f", b":f"), "#GETTING_DATA"
_SAID = re.compile(rb"<(?:[\w.-]+:)?v[^<>]*>([^<]{1,40})<")
_LONGEST_PREFIX, _LONGEST_FORMULA = 64, 1 << 14
_SHARED_END = re.compile(rb"</(?:[\w.-]+:)?si\s*>")
_NUMBER = re.compile(rb"<(?:[\w.-]+:)?v[^<>]*>0*(\d{1,9})<")
_MOST_NAMED = 20
_OF_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
# From 2000 to 2100, counted from 1904.
_DAYS, _FROM_1904 = range(35064, 71589), 1462


@dataclass(frozen=True)
class Tab:
    """One tab: its cells as the reader gives them, whether staff hid it, which rows and columns, and what is merged."""

    name: str
    cells: list[list[Any]]
    is_hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: tuple[str, ...] = ()

    def head(self, n_rows: int) -> list[list[str]]:
        """The first rows as text."""
        return [[shown(cell) for cell in row] for row in self.cells[:n_rows]]

    def told(self, file: str, *, is_shared: bool = False) -> list[str]:
        """Sentences about what a reader of the tab does not see as it is read.

        Where ``is_shared`` every row that a merged cell spans has what it says, else the first alone.
        """
        said, found = texts("messages")["notice"], []
        if self.is_hidden:
            found.append(said["hidden_tab"].format(file=file, tab=self.name))
        if self.hidden_rows:
            named = ", ".join(map(str, self.hidden_rows[:_MOST_NAMED]))
            rows = named + (" …" if len(self.hidden_rows) > _MOST_NAMED else "")
            found.append(said["hidden_rows"].format(file=file, tab=self.name, n=len(self.hidden_rows), rows=rows))
        if self.hidden_columns:
            columns = ", ".join(self.hidden_columns[:_MOST_NAMED])
            n = len(self.hidden_columns)
            found.append(said["hidden_columns"].format(file=file, tab=self.name, n=n, columns=columns))
        merged = [each for each in self.merged if (not is_shared or each[0] < each[2]) and not self._is_line(each)]
        if merged:
            sentence = said["merged_lines" if is_shared else "merged_cells"]
            found.append(sentence.format(file=file, tab=self.name, n=len(merged)))
        return found

    def _is_line(self, merged: tuple[int, int, int, int]) -> bool:
        """True of a title over a table: a line in which nothing else stands."""
        first, _, last, _ = merged
        row = self.cells[first] if first < len(self.cells) else []
        return first == last and sum(cell not in ("", None) for cell in row) <= 1


def read_tabs(payload: bytes, source: str) -> list[Tab]:
    """Every tab with what it holds; raises SourceUnreadableError for a workbook that is damaged or too large."""
    looked, is_1904 = _look_over(payload, source)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(payload)) as book:
            tabs = []
            for about in book.sheets_metadata:
                sheet = book.get_sheet_by_name(about.name)
                cells = sheet.to_python(skip_empty_area=False)
                about_part = looked.get(about.name, _Part())
                _put(about_part.errors, cells)
                if is_1904:
                    _as_of_1900(cells)
                is_hidden = about.visible != SheetVisibleEnum.Visible
                merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or [])
                columns = _hidden_columns(cells, about_part.hidden_columns)
                tabs.append(Tab(about.name, cells, is_hidden, tuple(about_part.hidden), merged, columns))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # the reader's own errors are many, and a panic in it is no Exception
        raise SourceUnreadableError.of(source, "damaged_xlsx") from None
    for tab in tabs:
        _refuse_long(tab, source)
    return tabs


def _put(errors: dict[tuple[int, int], str], cells: list[list[Any]]) -> None:
    """What the reader gives as a blank cell, or leaves out at the end, as it is shown: an answer stood there."""
    width = max([len(cells[0]) if cells else 0, *(column + 1 for _, column in errors)])
    n_rows = max([len(cells), *(row + 1 for row, _ in errors)]) if errors else 0
    cells.extend([""] * width for _ in range(n_rows - len(cells)))
    for row in cells if errors else []:
        row.extend([""] * (width - len(row)))
    for (row_at, column), error in errors.items():
        cells[row_at][column] = error


def _is_of_1904(archive: zipfile.ZipFile) -> bool:
    book = archive.read("xl/workbook.xml") if "xl/workbook.xml" in archive.namelist() else b""
    return _OF_1904.search(book) is not None


def _as_of_1900(cells: list[list[Any]]) -> None:
    """Days that the workbook counts from 1904 and does not show as days, as from 1900.

    They are shown as hours gone by, or stand as plain numbers in a column of nothing else.
    """
    for row in cells:
        for at, cell in enumerate(row):
            if isinstance(cell, timedelta) and cell.days in _DAYS:
                row[at] = cell + timedelta(days=_FROM_1904)
    for at in range(max(map(len, cells), default=0)):
        found = [(row, row[at]) for row in cells if at < len(row) and isinstance(row[at], float)]
        numbers = [number for _, number in found]
        is_days = all(number in _DAYS for number in map(int, numbers)) and any(number % 1 for number in numbers)
        for row, number in found if is_days else []:
            row[at] = number + _FROM_1904


def _hidden_columns(cells: list[list[Any]], ranges: list[tuple[int, int]]) -> tuple[str, ...]:
    """The letters of the hidden columns that hold something."""
    width = max(map(len, cells), default=0)
    hidden = sorted({at for first, last in ranges for at in range(max(first, 1) - 1, min(last, width))})
    is_filled = (any(at < len(row) and row[at] not in ("", None) for row in cells) for at in hidden)
    return tuple(column_letters(at) for at, each in zip(hidden, is_filled, strict=True) if each)


def tell(tabs: list[Tab], file: str, *, is_shared: bool = False) -> None:
    """What is hidden or merged in them is said (see ``Tab.told``)."""
    for tab in tabs:
        for sentence in tab.told(file, is_shared=is_shared) if tab.cells else []:
            LOG.warning(sentence)


def shown(cell: object) -> str:
    """A typed cell as text: whole numbers without a point, dates in ISO form on the sheet's own clock.

    A moment that the sheet shows as hours gone by stands as its serial number.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    # A moment that is shown as hours since 1900 is a moment all the same.
    if isinstance(cell, timedelta) and cell.days in SERIALS:
        return repr(cell / timedelta(days=1))
    return "" if cell is None else str(cell)


def _refuse_long(tab: Tab, source: str) -> None:
    for number, row in enumerate(tab.cells, 1):
        for at, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                place = f"'{tab.name}' {column_letters(at)}{number}"
                raise SourceUnreadableError.of(source, "long_cell", place=place, most=LONGEST_CELL)


def _look_over(payload: bytes, source: str) -> "tuple[dict[str, _Part], bool]":
    """What each tab hides and which errors it holds, and whether days are counted from 1904.

    Raises SourceUnreadableError for more than a reader should get.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES:
                raise SourceUnreadableError.of(source, "too_large")
            seen: dict[str, _Part] = {}
            n_cells = 0
            for part in parts:
                looked = _Part()
                with archive.open(part) as stream:
                    for piece in _pieces(stream, source):
                        looked.take(piece)
                        if looked.n_blank + looked.n_cells > _MOST_STYLED or looked.n_tags > _MOST_TAGS:
                            raise SourceUnreadableError.of(source, "many_cells", most=MOST_CELLS)
                rows, columns = looked.extent
                if looked.is_unclear or rows * columns + n_cells > MOST_CELLS or columns > MOST_COLUMNS:
                    with archive.open(part) as stream:
                        rows, columns = _exact_extent(stream, source)
                n_cells += rows * columns
                if n_cells > MOST_CELLS or columns > MOST_COLUMNS:
                    raise SourceUnreadableError.of(source, "many_cells", most=MOST_CELLS)
                seen[part.filename] = looked
            _refuse_repeated(archive, parts, source)
            names, is_1904 = _tab_names(archive), _is_of_1904(archive)
    except BROKEN_ZIP:
        raise SourceUnreadableError.of(source, "damaged_xlsx") from None
    return {names[part]: looked for part, looked in seen.items() if part in names}, is_1904


class _Part:
    """What one part of a workbook holds, as far as it was read: never less than there is."""

    def __init__(self) -> None:
        self.n_tags = self.n_blank = self.n_cells = self.n_references = 0
        self.columns: set[bytes] = set()
        self.last_row = 0
        self.hidden: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.errors: dict[tuple[int, int], str] = {}
        self._left = b""

    def take(self, piece: bytes) -> None:
        self.n_tags += piece.count(b"<")
        piece, n_blank = _BLANK.subn(b"", piece)
        found = _REFERENCE.findall(piece)
        self.n_blank += n_blank
        self.n_cells += sum(piece.count(start) for start in _CELLS)
        self.n_references += len(found)
        if found:
            letters, rows = zip(*found, strict=True)
            self.columns |= set(letters)
            self.last_row = max(self.last_row, max(map(int, set(rows))))
        if any(sign in piece for sign in _MAY_HIDE):
            numbers = (_ROW_NUMBER.search(tag[0]) for tag in _HIDDEN.finditer(piece))
            self.hidden += [int(number[1]) for number in numbers if number]
            for tag in _HIDDEN_COLUMNS.finditer(piece):
                first, last = (end.search(tag[0]) for end in _ENDS)
                self.hidden_columns += [(int(first[1]), int(last[1]))] if first and last else []
        self._take_errors(piece)

    def _take_errors(self, piece: bytes) -> None:
        """Every cell with an error or no value, by row and column from 0; one that goes on in the next piece waits."""
        text = self._left + piece
        for tag in _ERROR.finditer(text):
            end = tag.end() + _LONGEST_FORMULA
            following = _CELL.search(text, tag.end(), end)
            place = _REFERENCE.search(tag[1])
            value = _SAID.search(text, tag.end(), following.start() if following else end)
            if place and value:
                at = int(place[2]) - 1, _column(place[1]) - 1
                self.errors[at] = unescape(value[1].decode("utf-8", "replace"))
        for tag in _UNTOLD.finditer(text) if any(sign in text for sign in _FORMULAS) else ():
            if place := _REFERENCE.search(tag[1]):
                self.errors[int(place[2]) - 1, _column(place[1]) - 1] = _NO_VALUE
        last = max(text.rfind(b"<c "), text.rfind(b":c "))
        self._left = text[max(last - _LONGEST_PREFIX, 0) :] if last >= 0 and len(text) - last < _LONGEST_PIECE else b""

    @property
    def extent(self) -> tuple[int, int]:
        return self.last_row, max(map(_column, self.columns), default=0)

    @property
    def is_unclear(self) -> bool:
        """True where cells stand without saying where."""
        return self.n_cells > self.n_references


def _pieces(stream: Any, source: str) -> Iterator[bytes]:
    """The stream in pieces that end before a tag; raises SourceUnreadableError for one that is endless."""
    left = b""
    while chunk := stream.read(_CHUNK):
        left += chunk
        end = left.rfind(b"<")
        # What is no markup at all, a picture, is passed over as it comes.
        end = len(left) if end < 0 else end
        if end > 0:
            yield left[:end]
            left = left[end:]
        if len(left) > _LONGEST_PIECE + _CHUNK:
            raise SourceUnreadableError.of(source, "long_text", most=LONGEST_CELL)
    yield left


def _exact_extent(stream: Any, source: str) -> tuple[int, int]:
    """Rows and columns up to the last cell that is not closed at once, placed as the reader places it."""
    row = column = rows = columns = 0
    for piece in _pieces(stream, source):
        for tag, attributes in _TAG.findall(piece):
            if tag == b"row":
                number = _ROW_NUMBER.search(b" " + attributes)
                row, column = int(number[1]) if number else row + 1, 0
                continue
            reference = _REFERENCE.search(b" " + attributes)
            if reference:
                column, row = _column(reference[1]), int(reference[2])
            else:
                column += 1
            if not attributes.endswith(b"/"):
                rows, columns = max(rows, row), max(columns, column)
        if rows * columns > MOST_CELLS:
            break
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number


def _refuse_repeated(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], source: str) -> None:
    """Nothing, unless the cells name shared texts of more than MOST_BYTES together, each as often as it is named."""
    shared = next((part for part in parts if part.filename.lower().endswith("sharedstrings.xml")), None)
    if shared is None:
        return
    sizes: list[int] = []
    left = 0
    with archive.open(shared) as stream:
        for piece in _pieces(stream, source):
            ends = [found.end() for found in _SHARED_END.finditer(piece)]
            sizes += np.diff([-left, *ends]).tolist()
            left = len(piece) - ends[-1] if ends else left + len(piece)
            if left > _LONGEST_PIECE or max(sizes, default=0) > _LONGEST_PIECE:
                raise SourceUnreadableError.of(source, "long_text", most=LONGEST_CELL)
    lengths, total = np.array([*sizes, 0], dtype="int64"), 0
    longest = int(lengths.max())
    for part in parts:
        # A part that could name the longest one in every cell without being too much needs no counting.
        if part is shared or part.file_size // 20 * longest <= MOST_BYTES // len(parts):
            continue
        with archive.open(part) as stream:
            for piece in _pieces(stream, source):
                named = np.array(_NUMBER.findall(piece), dtype="S9").astype("int64")
                total += int(lengths[named[named < len(lengths)]].sum())
                if total > MOST_BYTES:
                    raise SourceUnreadableError.of(source, "long_text", most=LONGEST_CELL)


def _tab_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the archive is which tab; nothing where the workbook does not say so plainly."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - bounded, and expat bounds entities
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {link.get("Id"): f"xl/{link.get('Target', '')}".replace("xl//xl/", "xl/") for link in links}
    sheets = [each for each in book.iter() if each.tag.rpartition("}")[2] == "sheet"]
    found = {}
    for sheet in sheets:
        relation = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
        if relation in targets:
            found[targets[relation]] = sheet.get("name", "")
    return found
