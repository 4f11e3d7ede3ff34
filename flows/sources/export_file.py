"""A form's own CSV download, a sheet's CSV or XLSX download, the ZIP around one, or a stored snapshot."""

import csv
import gzip
import io
import itertools
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from flows.sources.sheet_address import plain
from output.store.snapshot import Snapshot
from transforms.campaign.campaign import Campaign
from transforms.errors.source import (
    FileTabNotFoundError,
    FileTabUnclearError,
    RaggedRowError,
    SourceCutError,
    SourceNotFoundError,
    SourceUnreadableError,
)
from transforms.errors.store import SnapshotDamagedError
from transforms.reading.headings import MOST_ABOVE, heading_row

Tab = list[list[Any]]
_WORKBOOK = "xlsx"
# What Excel writes instead of a comma depends on the computer's language.
_SEPARATORS = (",", ";", "\t")
_BEGINNING = 1 << 20
_ENCODINGS = ("utf-8-sig", "cp949")
# What tells other programs' documents: names in a ZIP, streams in an old Office file, first bytes in small letters.
_INSIDE = {"Contents/section": "hangul", "word/": "word", "ppt/": "powerpoint"}
_STREAMS = {"EncryptedPackage": "locked", "HwpSummaryInformation": "hangul", "WordDocument": "word"}
_OLD = {".hwp": "hangul", ".doc": "word", ".ppt": "powerpoint"}
_STARTS = {b"%pdf-": "pdf", b"<!doctype html": "web_page", b"<html": "web_page", b"hwp document file": "hangul"}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def named_file(source: str) -> tuple[Path, str]:
    """The file that ``source`` names, and the tab behind a ``#``; a file whose own name holds one comes first."""
    whole = Path(source).expanduser()
    name, mark, tab = source.rpartition("#")
    return (Path(name).expanduser(), tab) if mark and name and not whole.is_file() else (whole, "")


def read_named(source: str) -> Snapshot:
    """What ``source`` names, a workbook with the tab that is asked for; raises as read_file does."""
    path, tab = named_file(source)
    snapshot = read_file(path)
    if tab and snapshot.format != _WORKBOOK:
        raise FileTabNotFoundError(source=path, tab=tab, tabs="-")
    return replace(snapshot, tab=plain(tab))


def read_file(path: Path) -> Snapshot:
    """The file's bytes and what they are; raises SourceNotFoundError or SourceUnreadableError."""
    if not path.is_file():
        raise SourceNotFoundError(source=path)
    try:
        payload = path.read_bytes()
    except OSError as error:
        raise SourceUnreadableError(source=path, detail=error.strerror) from None
    if path.suffix == ".gz":
        return _stored(path, payload)
    return _told_apart(payload, str(path))


def parse(snapshot: Snapshot, campaign: Campaign | None = None) -> tuple[tuple[str, ...], pd.DataFrame, int]:
    """Headings, data rows (all text, columns by position) and the number of rows above the headings.

    ``campaign`` tells by its titles which row holds the headings, which tab of a workbook and what separates the cells
    of a CSV; without it the headings are the first row, of the widest tab.
    """
    table, n_above = _csv(snapshot, campaign) if snapshot.format == "csv" else _xlsx(snapshot, campaign)
    if table.empty:
        return (), table, 0
    headings = tuple(table.iloc[0].tolist())
    cells = table.iloc[1:].reset_index(drop=True)
    # Rows below the last response that a sheet exports as blank are not responses.
    filled = (cells != "").any(axis=1)
    last = int(filled[filled].index.max()) if filled.any() else -1
    return headings, cells.iloc[: last + 1], n_above


def _stored(path: Path, payload: bytes) -> Snapshot:
    try:
        content = gzip.decompress(payload)
    except (OSError, EOFError, ValueError):
        raise SnapshotDamagedError(path=path) from None
    stem = path.name.removesuffix(".gz")
    snapshot = Snapshot(content, stem.rpartition(".")[2], str(path))
    if snapshot.sha256 != stem.partition(".")[0]:
        raise SnapshotDamagedError(path=path)
    return snapshot


def _told_apart(payload: bytes, source: str) -> Snapshot:
    if not payload:
        raise SourceUnreadableError.of(source, "no_bytes")
    if payload[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(io.BytesIO(payload)) as archive:
                names = archive.namelist()
                for start, what in _INSIDE.items():
                    if any(name.startswith(start) for name in names):
                        raise SourceUnreadableError.of(source, what)
                if "[Content_Types].xml" in names:
                    return Snapshot(payload, _WORKBOOK, source)
                inside = [n for n in names if n.lower().endswith((".csv", ".xlsx")) and not n.startswith("__MACOSX")]
                if len(inside) == 1:
                    return _told_apart(archive.read(inside[0]), source)
        except (zipfile.BadZipFile, RuntimeError, OSError):
            raise SourceUnreadableError.of(source, "damaged_zip") from None
        raise SourceUnreadableError.of(source, "zip_of_many" if inside else "zip_of_none", n=len(inside))
    if payload[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        streams = (what for name, what in _STREAMS.items() if name.encode("utf-16-le") in payload)
        raise SourceUnreadableError.of(source, next(streams, _OLD.get(Path(source).suffix.lower(), "old_excel")))
    for beginning, what in _STARTS.items():
        if payload.lstrip()[:20].lower().startswith(beginning):
            raise SourceUnreadableError.of(source, what)
    return Snapshot(payload, "csv", source)


def _decoded(snapshot: Snapshot) -> str:
    if snapshot.payload[:2] in _UTF16:
        return snapshot.payload.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return snapshot.payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceUnreadableError.of(snapshot.source, "encoding")


def _csv(snapshot: Snapshot, campaign: Campaign | None) -> tuple[pd.DataFrame, int]:
    text = _decoded(snapshot)
    if not text.strip():
        return pd.DataFrame(), 0
    if "\x00" in text[:4096]:
        raise SourceUnreadableError.of(snapshot.source, "no_text")
    csv.field_size_limit(1 << 27)
    separator, n_above = _layout(text, campaign)
    # Strict, so that a file cut inside a quoted cell does not pass for a whole one.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        headings, *rows = [row for row in reader if row][n_above:]
    except csv.Error:
        raise SourceCutError(source=snapshot.source, row=max(reader.line_num - 1, 0)) from None
    width = len(headings)
    if _is_cut(rows, width, is_open=not text.endswith(("\n", "\r"))):
        raise SourceCutError(source=snapshot.source, row=len(rows))
    for number, row in enumerate(rows, 1):
        if any(row[width:]):
            raise RaggedRowError(source=snapshot.source, row=number, n_cells=len(row), n_headings=width)
        row[width:] = [""] * (width - len(row))
    return pd.DataFrame([headings, *rows], dtype="str"), n_above


def _is_cut(rows: list[list[str]], width: int, *, is_open: bool) -> bool:
    """True where the last row alone is short, and its line ``is_open`` or lacks an answer that every other row has.

    Programs leave out the blank cells at a row's end, Excel of each block of sixteen rows.
    """
    last, others = rows[-1] if rows else [""] * width, rows[:-1]
    if len(last) >= width or any(len(row) < width for row in others):
        return False
    return is_open or any(all(row[at].strip() for row in others) for at in range(len(last), width))


def _layout(text: str, campaign: Campaign | None) -> tuple[str, int]:
    """What separates the cells, and how many rows stand above the headings.

    The separator is the one under which most questions are named; failing that, the one that makes most cells.
    """
    found = []
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(text[:_BEGINNING], newline=""), delimiter=separator)
        try:
            rows = list(itertools.islice((row for row in reader if row), MOST_ABOVE + 1))
        except csv.Error:
            continue
        at, n_known = heading_row(rows, campaign) if campaign else (0, 0)
        if rows:
            found.append((n_known, len(rows[at]), -_SEPARATORS.index(separator), at))
    _, _, order, at = max(found, default=(0, 0, 0, 0))
    return _SEPARATORS[-order], at


def _xlsx(snapshot: Snapshot, campaign: Campaign | None) -> tuple[pd.DataFrame, int]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(snapshot.payload)) as book:
            tabs = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError):
        raise SourceUnreadableError.of(snapshot.source, "damaged_xlsx") from None
    rows, n_above = _meant(tabs, snapshot, campaign)
    return pd.DataFrame([[shown(cell) for cell in row] for row in rows[n_above:]], dtype="str"), n_above


def _meant(tabs: Mapping[str, Tab], snapshot: Snapshot, campaign: Campaign | None) -> tuple[Tab, int]:
    """The tab that holds the responses, and how many rows stand above its headings.

    It is the one asked for, else the one with responses whose headings are the campaign's. Raises FileTabNotFoundError,
    or FileTabUnclearError where several are.
    """
    if snapshot.tab:
        tabs = {name: rows for name, rows in tabs.items() if plain(name) == snapshot.tab} or _no_tab(tabs, snapshot)
    if campaign:
        heads = {name: [[shown(c) for c in row] for row in rows[: MOST_ABOVE + 1]] for name, rows in tabs.items()}
        found = {name: heading_row(head, campaign) for name, head in heads.items()}
        named = [name for name, (_, n_known) in found.items() if n_known * 2 >= len(campaign.questions)]
        # A tab that holds headings alone is no rival of one with responses.
        meant = [name for name in named if len(tabs[name]) > found[name][0] + 1] or named
        if len(meant) > 1:
            raise FileTabUnclearError(source=snapshot.source, tabs=" · ".join(meant))
        if meant:
            return tabs[meant[0]], found[meant[0]][0]
    # Staff keep tabs of their own; the responses are the tab with the widest first row.
    return max(tabs.values(), key=lambda rows: sum(1 for c in rows[0] if c != "") if rows else 0, default=[]), 0


def _no_tab(tabs: Mapping[str, Tab], snapshot: Snapshot) -> NoReturn:
    raise FileTabNotFoundError(source=snapshot.source, tab=snapshot.tab, tabs=" · ".join(tabs) or "-")


def shown(cell: object) -> str:
    """A typed cell as text: whole numbers without a point, dates in ISO form on the sheet's own clock."""
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
    return "" if cell is None else str(cell)
