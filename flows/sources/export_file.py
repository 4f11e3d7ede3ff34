"""A form's own CSV download, a sheet's CSV or XLSX download, the ZIP around one, or a stored snapshot."""

import csv
import gzip
import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from output.snapshot import Snapshot
from transforms.errors import (
    RaggedRowError,
    SnapshotDamagedError,
    SourceCutError,
    SourceNotFoundError,
    SourceUnreadableError,
)

_ENCODINGS = ("utf-8-sig", "cp949")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


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


def parse(snapshot: Snapshot) -> tuple[tuple[str, ...], pd.DataFrame]:
    """Headings and data rows (all text, columns by position) of a CSV or XLSX snapshot."""
    table = _csv(snapshot) if snapshot.format == "csv" else _xlsx(snapshot)
    if table.empty:
        return (), table
    headings = tuple(table.iloc[0].tolist())
    cells = table.iloc[1:].reset_index(drop=True)
    # Rows below the last response that a sheet exports as blank are not responses.
    filled = (cells != "").any(axis=1)
    last = int(filled[filled].index.max()) if filled.any() else -1
    return headings, cells.iloc[: last + 1]


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
    if payload[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(io.BytesIO(payload)) as archive:
                names = archive.namelist()
                if "[Content_Types].xml" in names:
                    return Snapshot(payload, "xlsx", source)
                inside = [n for n in names if n.lower().endswith(".csv") and not n.startswith("__MACOSX")]
                if len(inside) == 1:
                    return Snapshot(archive.read(inside[0]), "csv", source)
        except (zipfile.BadZipFile, RuntimeError, OSError):
            raise SourceUnreadableError(source=source, detail="ZIP") from None
        raise SourceUnreadableError(source=source, detail=f"ZIP: CSV {len(inside)}")
    if payload[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise SourceUnreadableError(source=source, detail=".xls")
    if payload[:5] == b"%PDF-" or payload.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise SourceUnreadableError(source=source, detail="PDF/HTML")
    return Snapshot(payload, "csv", source)


def _decoded(snapshot: Snapshot) -> str:
    if snapshot.payload[:2] in _UTF16:
        return snapshot.payload.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return snapshot.payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceUnreadableError(source=snapshot.source, detail="UTF-8/CP949")


def _csv(snapshot: Snapshot) -> pd.DataFrame:
    text = _decoded(snapshot)
    if not text.strip():
        return pd.DataFrame()
    if "\x00" in text[:4096]:
        raise SourceUnreadableError(source=snapshot.source, detail="NUL")
    first = text[: 1 << 16]
    separator = "\t" if first.partition("\n")[0].count("\t") > first.partition("\n")[0].count(",") else ","
    csv.field_size_limit(1 << 27)
    # Strict, so that a file cut inside a quoted cell does not pass for a whole one.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        headings, *rows = [row for row in reader if row]
    except csv.Error:
        raise SourceCutError(source=snapshot.source, row=max(reader.line_num - 1, 0)) from None
    width = len(headings)
    short = [number for number, row in enumerate(rows, 1) if len(row) < width]
    if short == [len(rows)]:
        # A program that trims rows trims many; one short row at the very end is a file that was cut.
        raise SourceCutError(source=snapshot.source, row=len(rows))
    for number, row in enumerate(rows, 1):
        if any(row[width:]):
            raise RaggedRowError(source=snapshot.source, row=number, n_cells=len(row), n_headings=width)
        row[width:] = [""] * (width - len(row))
    return pd.DataFrame([headings, *rows], dtype="str")


def _xlsx(snapshot: Snapshot) -> pd.DataFrame:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(snapshot.payload)) as book:
            sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise SourceUnreadableError(source=snapshot.source, detail=f"XLSX: {type(error).__name__}") from None
    # Staff keep tabs of their own; the responses are the tab with the widest first row.
    rows = max(sheets, key=lambda sheet: sum(1 for cell in sheet[0] if cell != "") if sheet else 0, default=[])
    return pd.DataFrame([[shown(cell) for cell in row] for row in rows], dtype="str")


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
