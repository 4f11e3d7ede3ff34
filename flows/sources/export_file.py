"""A form's own CSV download, a sheet's CSV or XLSX download, a ZIP or a folder of these, or a stored snapshot."""

import codecs
import csv
import gzip
import io
import itertools
import re
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

import pandas as pd

from flows.sources.file_kinds import BUNDLE, MOST_BYTES, WORKBOOK, bundle_members, gathered, told_apart
from flows.sources.sheet_address import plain
from flows.sources.tabs import Candidate, fitting, refuse_unfinished
from flows.sources.workbook import LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, Tab, read_tabs
from output.formats.files import as_on_disk
from output.store.snapshot import Snapshot
from transforms.campaign.campaign import Campaign
from transforms.errors.source import (
    FileTabNotFoundError,
    FileTabUnclearError,
    RaggedRowError,
    SourceCutError,
    SourceMissingError,
    SourceNotFoundError,
    SourceUnreadableError,
)
from transforms.errors.store import SnapshotDamagedError
from transforms.parse.text import clean
from transforms.reading.headings import MOST_ABOVE, ORIGIN_TITLE, heading_row, title_key
from transforms.reading.protected import unprotected
from transforms.reading.tabs import Part, joined
from transforms.reference import texts

# What Excel writes instead of a comma depends on the computer's language.
SEPARATORS = (",", ";", "\t", "|")
_BEGINNING = 1 << 20
_ENCODINGS = ("utf-8-sig", "cp949")
_SNAPSHOT = re.compile(r"[0-9a-f]{64}\..*\.gz$")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_WIDE = 4096
_MOST_NAMED = 20
_DITTO = re.compile(r"""(?:^|(?<=[,;\t|]))"(?=[,;\t|\r]|$)""")
_CHUNK = 1 << 22
# A row of the longest answers takes less; a line beyond it is no row.
_LONGEST_LINE = 1 << 22
Find = Callable[[Sequence[Sequence[str]]], tuple[int, int]]


@dataclass(frozen=True)
class Table:
    """Headings as they stand, the rows below them as text (columns by position), how many rows stand above them.

    ``tab`` is the sheet that was read, '' where a file has none, and ``is_chosen`` where there are, or may be, others;
    ``told`` are sentences about what is hidden or merged in it.
    """

    headings: tuple[str, ...]
    cells: pd.DataFrame
    n_above: int = 0
    tab: str = ""
    is_chosen: bool = False
    told: tuple[str, ...] = ()


def named_file(source: str) -> tuple[Path, str]:
    """The file that ``source`` names, and the tab behind a ``#``; a file whose own name holds one comes first.

    Raises SourceMissingError where nothing is named.
    """
    if not source.strip():
        raise SourceMissingError()
    whole = as_on_disk(Path(source).expanduser())
    name, mark, tab = source.rpartition("#")
    return (as_on_disk(Path(name).expanduser()), tab) if mark and name and not whole.exists() else (whole, "")


def check_named(source: str) -> None:
    """Nothing, where ``source`` names a file; raises as read_file does before it reads."""
    _check(named_file(source)[0])


def read_named(source: str) -> Snapshot:
    """What ``source`` names, a workbook or bundle with the tab that is asked for; raises as read_file does."""
    path, tab = named_file(source)
    snapshot = read_file(path)
    if tab and snapshot.format not in (WORKBOOK, BUNDLE):
        raise FileTabNotFoundError(source=path, tab=tab, tabs="-")
    return replace(snapshot, tab=plain(tab))


def read_file(path: Path) -> Snapshot:
    """The bytes of the file, or of a folder's, and what they are; raises SourceNotFoundError, SourceUnreadableError."""
    path = as_on_disk(path)
    _check(path)
    try:
        if path.is_dir():
            return gathered(path)
        if path.stat().st_size > MOST_BYTES:
            raise SourceUnreadableError.of(path, "too_large")
        payload = path.read_bytes()
    except OSError as error:
        raise SourceUnreadableError(source=path, detail=error.strerror) from None
    return _stored(path, payload) if _SNAPSHOT.match(path.name) else told_apart(payload, str(path))


def parse(snapshot: Snapshot, campaign: Campaign | None = None) -> Table:
    """Headings and data rows, all text.

    ``campaign`` tells by its titles which row holds the headings, which tab of a workbook and what separates the cells
    of a CSV; without it the headings are the first row, of the widest tab. Where it names several tabs, they are read
    as one.
    """
    if snapshot.format == BUNDLE or (campaign and campaign.form.tabs and not snapshot.tab):
        return _together(snapshot, campaign)
    return _alone(snapshot, campaign)


def _together(snapshot: Snapshot, campaign: Campaign | None) -> Table:
    """Several tabs or files as one table: those that the campaign names; of a bundle that asked for, or the only one
    that is the campaign's."""
    named = [snapshot.tab] if snapshot.tab else [plain(name) for name in campaign.form.tabs] if campaign else []
    tables = tables_of(snapshot, campaign, named)
    if snapshot.format == "csv":
        table = tables[""]
        # One that was made of the tabs before says of each row whose it is.
        if ORIGIN_TITLE in table.headings:
            return table
        raise FileTabNotFoundError(source=snapshot.source, tab=" · ".join(named), tabs="-")
    if gone := [name for name in named if name not in tables]:
        raise FileTabNotFoundError(source=snapshot.source, tab=" · ".join(gone), tabs=" · ".join(tables) or "-")
    if snapshot.tab:
        return replace(tables[snapshot.tab], tab=snapshot.tab, is_chosen=True)
    if campaign and named:
        return as_one({name: tables[name] for name in named}, campaign, snapshot.source)
    heads = [Candidate(name, [each.headings], len(each.cells) + 1) for name, each in tables.items()]
    found = [each.name for each, _ in fitting(heads, campaign)] if campaign else []
    if len(found) > 1:
        raise FileTabUnclearError.of(snapshot.source, found)
    if not found:
        raise SourceUnreadableError.of(snapshot.source, "zip_of_many", n=len(tables))
    return replace(tables[found[0]], tab=found[0], is_chosen=True)


def as_one(tables: Mapping[str, Table], campaign: Campaign | None, source: str) -> Table:
    """Tables, by the names of their tabs, as one (transforms/reading/tabs.py)."""
    parts = [Part(name, each.headings, each.cells, each.n_above, each.told) for name, each in tables.items()]
    whole = joined(parts, campaign, source)
    return Table(whole.headings, whole.cells, told=whole.told)


def tables_of(snapshot: Snapshot, campaign: Campaign | None, named: Collection[str] = ()) -> dict[str, Table]:
    """Every visible tab of a workbook and every file of a bundle as a table, of ``named`` ones those; a CSV's is ''."""
    if snapshot.format == BUNDLE:
        members = {plain(name): each for name, each in bundle_members(snapshot).items()}
        return {name: _alone(each, campaign) for name, each in members.items() if not named or name in named}
    if snapshot.format != WORKBOOK:
        return {"": _alone(snapshot, campaign)}
    tabs = read_tabs(snapshot.payload, snapshot.source)
    names = [plain(tab.name) for tab in tabs if (tab.cells and not tab.is_hidden) or plain(tab.name) in named]
    return {name: _alone(replace(snapshot, tab=name), campaign, tabs) for name in names if not named or name in named}


def _alone(snapshot: Snapshot, campaign: Campaign | None, tabs: Sequence[Tab] = ()) -> Table:
    tab = Tab("", [])
    if snapshot.format == WORKBOOK:
        tabs = tabs or read_tabs(snapshot.payload, snapshot.source)
        tab, n_above = _meant(tabs, snapshot, campaign)
        rows = tab.head(len(tab.cells))[n_above:]
    else:
        asked = (lambda heading: title_key(heading, campaign) in campaign.by_title) if campaign else bool
        find: Find = (lambda head: heading_row(head, campaign)) if campaign else (lambda head: (0, 0))
        rows, n_above = csv_table(snapshot, find, asked, is_typed=campaign is None)
    table = unprotected(pd.DataFrame(rows, dtype="str"))
    if table.empty:
        return Table((), table, tab=tab.name, is_chosen=len(tabs) > 1)
    headings = tuple(table.iloc[0].tolist())
    cells = table.iloc[1:].reset_index(drop=True)
    # Rows below the last response that a sheet exports as blank are not responses.
    filled = (cells != "").any(axis=1)
    last = int(filled[filled].index.max()) if filled.any() else -1
    told = tab.told(Path(snapshot.source).name)
    cells, repeated = _without_headings(cells.iloc[: last + 1], headings)
    if repeated:
        numbers = ", ".join(str(number + n_above + 1) for number in repeated[:_MOST_NAMED])
        told.append(texts("messages")["notice"]["headings_again"].format(n=len(repeated), rows=numbers))
    return Table(headings, cells, n_above, tab.name, len(tabs) > 1, tuple(told))


def _without_headings(cells: pd.DataFrame, headings: Sequence[str]) -> tuple[pd.DataFrame, list[int]]:
    """The rows with those blank that say the headings again, as two exports put together do, and their numbers."""
    known = [clean(heading) for heading in headings]
    again = [
        at for at in cells.index[cells.iloc[:, -1].isin({headings[-1]})] if [clean(c) for c in cells.loc[at]] == known
    ]
    if again:
        cells = cells.copy()
        cells.loc[again] = ""
    return cells, [at + 1 for at in again]


def _check(path: Path) -> None:
    if not (path.is_file() or path.is_dir()):
        raise SourceNotFoundError(source=path)


def _stored(path: Path, payload: bytes) -> Snapshot:
    try:
        with gzip.open(io.BytesIO(payload)) as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, EOFError, ValueError, zlib.error):
        raise SnapshotDamagedError(path=path) from None
    if len(content) > MOST_BYTES:
        raise SourceUnreadableError.of(path, "too_large")
    stem = path.name.removesuffix(".gz")
    snapshot = Snapshot(content, stem.rpartition(".")[2], str(path))
    if snapshot.sha256 != stem.partition(".")[0]:
        raise SnapshotDamagedError(path=path)
    return snapshot


def encoding_of(payload: bytes, source: str, *, is_whole: bool = True) -> str:
    """How the text that ``payload`` is (or begins with) is written; raises SourceUnreadableError with the bad line."""
    if payload[:2] in _UTF16:
        return "utf-16"
    if wide := _wide(payload):
        return wide
    broken = 0
    for encoding in _ENCODINGS:
        stop = _undecodable(payload, encoding, is_whole)
        if stop is None:
            return encoding
        broken = max(broken, stop)
    line = payload.count(b"\n", 0, broken) or payload.count(b"\r", 0, broken)
    raise SourceUnreadableError.of(source, "encoding", line=line + 1)


def _wide(payload: bytes) -> str:
    """UTF-16 without its mark: of every two bytes of commas, digits and line ends one is null, always the same one."""
    head = payload[:_WIDE]
    n_null = [head[at::2].count(0) for at in (0, 1)]
    if max(n_null) <= max(len(head) // 40, 1) or min(n_null) * 10 > max(n_null):
        return ""
    return "utf-16-le" if n_null[1] > n_null[0] else "utf-16-be"


def _undecodable(payload: bytes, encoding: str, is_whole: bool) -> int | None:
    """The first byte that is no text in this encoding, None where all are; a last character may be cut."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for at in range(0, len(payload), _CHUNK):
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(payload[at : at + _CHUNK], final=is_whole and at + _CHUNK >= len(payload))
        except UnicodeDecodeError as error:
            return max(at - kept + error.start, 0)
    return None


def csv_table(
    snapshot: Snapshot, find: Find, asked: Callable[[str], bool] = bool, *, is_typed: bool = False
) -> tuple[list[list[str]], int]:
    """The headings and the rows below them, each as wide, and how many rows stand above them.

    ``find`` tells which of the first rows holds the headings, and how many of them it knows; ``asked`` whether a
    heading is a question's, behind the last of which staff write; ``is_typed`` of a list that somebody may
    have written by hand.
    """
    encoding = encoding_of(snapshot.payload, snapshot.source)
    # Never the whole at once: as a string a large file takes four times its bytes.
    # Programs of the days of DOS end a file with this mark.
    payload = snapshot.payload.removesuffix(b"\x1a")
    text = io.TextIOWrapper(io.BytesIO(payload), encoding=encoding, errors="replace", newline="")
    beginning = text.read(_BEGINNING)
    if "\x00" in beginning[:4096]:
        raise SourceUnreadableError.of(snapshot.source, "no_text")
    if not beginning.strip():
        return [], 0
    separator, n_above = _layout(_with_dittos(beginning) if is_typed else beginning, find)
    text.seek(0)
    typed = io.StringIO(_with_dittos(text.read()), newline="") if is_typed else text
    headings, *rows = csv_rows(typed, separator, snapshot.source)[n_above:]
    if any(heading.startswith(' "') for heading in headings):
        typed.seek(0)
        headings, *rows = csv_rows(typed, separator, snapshot.source, is_spaced=True)[n_above:]
    width = len(headings)
    if width * (len(rows) + 1) > MOST_CELLS or width > MOST_COLUMNS:
        raise SourceUnreadableError.of(snapshot.source, "many_cells", most=MOST_CELLS)
    n_asked = 1 + max((at for at, heading in enumerate(headings) if asked(heading)), default=width - 1)
    if _is_cut(rows, width, n_asked, is_open=payload[-2:].strip(b"\x00")[-1:] not in (b"\n", b"\r")):
        raise SourceCutError(source=snapshot.source, row=len(rows))
    for number, row in enumerate(rows, 1):
        if any(row[width:]):
            raise RaggedRowError(source=snapshot.source, row=number, n_cells=len(row), n_headings=width)
        row[width:] = [""] * (width - len(row))
    return [headings, *rows], n_above


def csv_rows(text: TextIO, separator: str, source: str, *, is_spaced: bool = False) -> list[list[str]]:
    """Every row that is not blank; raises SourceCutError, or SourceUnreadableError for more than a sheet may hold.

    Where ``is_spaced`` a space stands before each cell and is none of it.
    """
    csv.field_size_limit(LONGEST_CELL)
    # Strict, so that a file cut inside a quoted cell does not pass for a whole one.
    reader = csv.reader(_lines(text, source), delimiter=separator, strict=True, skipinitialspace=is_spaced)
    rows, n_cells = [], 0
    try:
        for row in reader:
            n_cells += len(row) or 1
            if n_cells > MOST_CELLS or len(row) > MOST_COLUMNS:
                raise SourceUnreadableError.of(source, "many_cells", most=MOST_CELLS)
            if row:
                rows.append(row)
    except csv.Error as error:
        if "field limit" in str(error):
            place = f"{reader.line_num}번째 줄"
            raise SourceUnreadableError.of(source, "long_cell", place=place, most=LONGEST_CELL) from None
        raise SourceCutError(source=source, row=max(reader.line_num - 1, 0)) from None
    return rows


def _with_dittos(text: str) -> str:
    """The text with each " that stands alone between separators, as above, written as a CSV writes it."""
    is_open, made = False, []
    for line in text.split("\n"):
        n_quotes = line.count('"')
        if not is_open and n_quotes and (n_quotes % 2 or len(_DITTO.findall(line)) == n_quotes):
            line = "".join(_quoted_dittos(line))
            n_quotes = line.count('"')
        is_open ^= bool(n_quotes % 2)
        made.append(line)
    return "\n".join(made)


def _quoted_dittos(line: str) -> Iterator[str]:
    """The parts of the line; a quotation mark inside a quoted cell is left as it is."""
    at, is_inside = 0, False
    for quote in re.finditer('"', line):
        is_ditto = not is_inside and _DITTO.match(line, quote.start())
        is_inside ^= not is_ditto
        yield line[at : quote.start()] + ('""""' if is_ditto else '"')
        at = quote.end()
    yield line[at:]


def _lines(text: TextIO, source: str) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise SourceUnreadableError.of(source, "long_text", most=LONGEST_CELL)
        yield line


def _is_cut(rows: list[list[str]], width: int, n_asked: int, *, is_open: bool) -> bool:
    """True where the last row alone is short, and its line ``is_open`` or lacks what every other row has.

    Only the first ``n_asked`` columns count: what staff wrote beside them may end anywhere.
    Programs leave out the blank cells at a row's end, Excel of each block of sixteen rows.
    """
    last, others = rows[-1] if rows else [""] * width, rows[:-1]
    if len(last) >= width or any(len(row) < width for row in others):
        return False
    return is_open or any(all(row[at].strip() for row in others) for at in range(len(last), n_asked))


def _layout(beginning: str, find: Find) -> tuple[str, int]:
    """What separates the cells, and how many rows stand above the headings.

    The separator is the one under which most questions are named; failing that, the one that makes most cells.
    """
    found = []
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(beginning, newline=""), delimiter=separator)
        try:
            rows = list(itertools.islice((row for row in reader if row), MOST_ABOVE + 1))
        except csv.Error:
            continue
        at, n_known = find(rows)
        if at == 0 and len(rows) > 1 and rows[0][0].lower().startswith("sep="):
            # What Excel is told of the separator is no row of the table.
            at = 1
        if rows:
            found.append((n_known, len(rows[at]), -SEPARATORS.index(separator), at))
    _, _, order, at = max(found, default=(0, 0, 0, 0))
    return SEPARATORS[-order], at


def _meant(tabs: Sequence[Tab], snapshot: Snapshot, campaign: Campaign | None) -> tuple[Tab, int]:
    """The tab that holds the responses, and how many rows stand above its headings.

    It is the one asked for, else the one with responses whose headings are the campaign's. Raises FileTabNotFoundError,
    or FileTabUnclearError where several are.
    """
    listed = " · ".join(tab.name for tab in tabs) or "-"
    if snapshot.tab:
        tabs = [tab for tab in tabs if plain(tab.name) == snapshot.tab]
        if not tabs:
            raise FileTabNotFoundError(source=snapshot.source, tab=snapshot.tab, tabs=listed)
    if campaign:
        candidates = [Candidate(tab.name, tab.head(MOST_ABOVE + 1), len(tab.cells), tab.is_hidden) for tab in tabs]
        found = fitting(candidates, campaign)
        if len(found) > 1:
            raise FileTabUnclearError.of(snapshot.source, [each.name for each, _ in found])
        if found:
            return tabs[candidates.index(found[0][0])], found[0][1]
        refuse_unfinished(candidates)
    # Staff keep tabs of their own; the responses are the tab with the widest first row.
    widest = max(tabs, key=lambda tab: sum(1 for c in tab.cells[0] if c != "") if tab.cells else 0, default=None)
    return widest or Tab("", []), 0
