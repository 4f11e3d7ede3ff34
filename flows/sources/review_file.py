"""The workbooks that officers saved in the review folder, as they stand: every cell as text."""

import io
import re
import zipfile
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pandas as pd

from flows.sources.export_file import read_file
from flows.sources.file_kinds import WORKBOOK
from flows.sources.workbook import read_tabs, tell
from output.store.snapshot import Snapshot
from output.tables.tables import FIXED_DATE
from transforms.errors.base import SdgnetError
from transforms.errors.decisions import ReviewFileError
from transforms.errors.source import SourceUnreadableError
from transforms.parse.text import clean
from transforms.reading.pages import Page
from transforms.reading.protected import unprotected

FOLDER = "review"
# What programs and systems put beside a workbook for themselves.
_NOT_OURS = (".", "~", "desktop.ini", "thumbs.db")
_PROPERTIES, _MOST_BYTES = "docProps/core.xml", 1 << 16
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]{10,40})<")
_MODIFIED_BY = re.compile(rb"<cp:lastModifiedBy[^>]*>([^<]{1,200})<")
# No table stands in one of these.
_NOTES = frozenset((".txt", ".md", ".pdf", ".png", ".jpg", ".jpeg"))


def read_review(data: Path) -> list[Page]:
    """Every sheet of every workbook in ``data/review``, by name; what a program put there for itself is left out.

    Raises ReviewFileError for a workbook that cannot be read, or a table saved in another format.
    """
    return read_workbooks(data / FOLDER, ReviewFileError)


def read_workbooks(folder: Path, refused: type[SdgnetError]) -> list[Page]:
    """Every sheet of every workbook in ``folder``, by name; raises ``refused`` (facts: file, detail).

    What might hold decisions and is no such workbook is refused too: they would go unread.
    """
    return [page for path in workbooks_in(folder) for page in read_workbook(path, refused)]


def workbooks_in(folder: Path) -> list[Path]:
    """What in ``folder`` might be a workbook, by name: all that is read, and all of which anybody must be left out."""
    return [
        path
        for path in sorted(folder.glob("*"), key=lambda p: p.name)
        if not path.name.lower().startswith(_NOT_OURS) and path.suffix.lower() not in _NOTES
    ]


def read_workbook(path: Path, refused: type[SdgnetError]) -> list[Page]:
    """Every sheet of one workbook, whatever its name ends with, with when and by whom it was saved.

    Raises ``refused`` (facts: file, detail).
    """
    try:
        snapshot = read_file(path)
        if snapshot.format != WORKBOOK:
            raise SourceUnreadableError.of(path, "not_a_workbook")
        at, by = _saved(snapshot.payload, path)
        return [page._replace(saved_at=at, saved_by=by) for page in pages_of(snapshot, path.name)]
    except SdgnetError as error:
        raise refused(file=path.name, detail=error.facts.get("detail", error.code)) from None


def pages_of(snapshot: Snapshot, file: str, *, is_shared: bool = False) -> list[Page]:
    """Every sheet of a workbook; raises SourceUnreadableError. What is hidden or merged in it is said.

    With ``is_shared`` the pages' reader has merged cells speak for every row that they span.
    """
    tabs = read_tabs(snapshot.payload, file)
    tell(tabs, file, is_shared=is_shared)
    tables = [unprotected(pd.DataFrame(tab.head(len(tab.cells)), dtype="str")) for tab in tabs]
    return [
        Page(file, tab.name, table.to_numpy().tolist(), merged=tab.merged)
        for tab, table in zip(tabs, tables, strict=True)
    ]


def _saved(payload: bytes, path: Path) -> tuple[datetime, str]:
    """When a workbook was saved and by whom, as the program that saved it wrote inside; else the file's own date.

    A file's date is that of a download or a copy as well, and what nobody saved since we wrote it has our fixed one.
    """
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        inside = b""
        if _PROPERTIES in archive.namelist():
            with archive.open(_PROPERTIES) as part:
                inside = part.read(_MOST_BYTES)
    named = _MODIFIED_BY.search(inside)
    by = clean(unescape(named[1].decode("utf-8", "replace"))) if named else ""
    if found := _MODIFIED.search(inside):
        try:
            at = datetime.fromisoformat(found[1].decode("ascii"))
        except ValueError:
            at = FIXED_DATE
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        if at > FIXED_DATE.replace(tzinfo=UTC):
            return at, by
    return datetime.fromtimestamp(path.stat().st_mtime, UTC), by
