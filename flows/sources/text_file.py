"""Texts to be matched: a column of any table that responses are read from, JSON Lines, or a text a line."""

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

import pandas as pd

from flows.sources import export_file
from flows.sources.file_kinds import BUNDLE, WORKBOOK, bundle_members, something_else
from flows.sources.workbook import read_tabs
from output.formats.json_lines import STANDARD
from output.store.snapshot import Snapshot
from transforms.errors.source import SourceUnreadableError, TextColumnError
from transforms.parse.text import clean
from transforms.reading.headings import MOST_ABOVE
from transforms.reading.protected import unprotected

_TABLES = (".csv", ".tsv", ".tab", ".zip", ".xlsx", ".xlsm", ".gz")
_PROBE = 1 << 20
_ID, _TEXT = "id", "text"


def read_texts(source: str, column: str) -> Iterator[tuple[Any, str]]:
    """Each text with its id, or its number where it has none; ``source`` may be '-' for standard input.

    Of a table it is the ``column``; lines are read while they come. Raises TextColumnError, or as read_file does.
    """
    if source == STANDARD:
        # Closed by whoever started this: nothing to answer.
        yield from _lines(sys.stdin or io.StringIO(), source, column)
        return
    path, _ = export_file.named_file(source)
    export_file.check_named(source)
    if path.is_dir():
        yield from _table(export_file.read_named(source), column)
        return
    with path.open("rb") as stream:
        start = stream.read(_PROBE)
    if path.suffix.lower() in _TABLES or start[:2] == b"PK":
        yield from _table(export_file.read_named(source), column)
        return
    # JSON Lines are texts; an array of them is one line that says nothing.
    what = something_else(start, path.name)
    if what not in ("", "json") or (what and start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")):
        raise SourceUnreadableError.of(path, what)
    encoding = export_file.encoding_of(start, source, is_whole=len(start) < _PROBE)
    if _has_column(start.decode(encoding, "replace"), column):
        yield from _table(export_file.read_named(source), column)
        return
    with path.open(encoding=encoding, newline="", errors="replace") as text:
        yield from _lines(text, source, column)


def _has_column(start: str, column: str) -> bool:
    """True where the first line names the column beside another: a table, whatever the file is called."""
    lines = (line for line in start.lstrip("\ufeff\r\n").splitlines() if not line.lower().startswith(("sep=", '"sep=')))
    first = next(lines, "")
    if len(first) > csv.field_size_limit():
        return False
    rows = (next(csv.reader([first], delimiter=each), []) for each in export_file.SEPARATORS)
    return any(_place([row], column) for row in rows if len(row) > 1)


def _lines(stream: TextIO, source: str, column: str) -> Iterator[tuple[Any, str]]:
    """JSON objects with ``id`` and the column; a line that is no object is itself a text."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        if not line.lstrip("\ufeff \t").startswith("{"):
            yield number, line.strip()
            continue
        try:
            row = json.loads(line.lstrip("\ufeff"))
        except (ValueError, RecursionError):
            raise SourceUnreadableError(source=source, detail=f"JSON, {number}") from None
        text = row.get(column, row.get(_TEXT, ""))
        yield row.get(_ID, number), text if isinstance(text, str) else ""


def _table(snapshot: Snapshot, column: str) -> Iterator[tuple[Any, str]]:
    if snapshot.format == BUNDLE:
        for each in bundle_members(snapshot).values():
            yield from _table(each, column)
        return

    def find(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
        place = _place(rows, column)
        return (place[0], 1) if place else (0, 0)

    if snapshot.format == WORKBOOK:
        shown_first = sorted(read_tabs(snapshot.payload, snapshot.source), key=lambda tab: tab.is_hidden)
        tabs = [tab.head(len(tab.cells)) for tab in shown_first]
        rows = next((each for each in tabs if _place(each[: MOST_ABOVE + 1], column)), tabs[0] if tabs else [])
    else:
        rows, _ = export_file.csv_table(snapshot, find)
    rows = unprotected(pd.DataFrame(rows, dtype="str")).to_numpy().tolist()
    place = _place(rows[: MOST_ABOVE + 1], column)
    if place is None:
        fullest = max(rows[: MOST_ABOVE + 1], key=lambda row: sum(map(bool, row)), default=[])
        headings = " · ".join(cell for cell in fullest if cell)
        raise TextColumnError(source=snapshot.source, columns=headings or "-")
    ids = _place([rows[place[0]]], _ID)
    for number, row in enumerate(rows[place[0] + 1 :], 1):
        yield (ids and row[ids[1]]) or number, row[place[1]]


def _place(rows: Sequence[Sequence[str]], column: str) -> tuple[int, int] | None:
    """Row and column of the first cell that is this heading."""
    wanted = clean(column)
    places = ((at, beside) for at, row in enumerate(rows) for beside, cell in enumerate(row) if clean(cell) == wanted)
    return next(places, None)
