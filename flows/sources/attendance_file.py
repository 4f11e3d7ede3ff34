"""The attendance sheets that staff ticked and saved in the attendance folder, as they stand."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from flows.sources.review_file import read_workbook, read_workbooks
from flows.sources.staff_page import read_marks
from output.tables.tables import FIXED_DATE
from transforms.campaign.campaign import Campaign
from transforms.errors.guests import AttendanceFileError
from transforms.reading.pages import Page

FOLDER = "attendance"
_PROPERTIES, _MODIFIED = "docProps/core.xml", re.compile(rb"<dcterms:modified[^>]*>([^<]{10,40})<")
_MOST_BYTES = 1 << 16


def read_attendance(data: Path, campaign: Campaign) -> list[Page]:
    """Every sheet of every workbook in ``data/attendance``, by name, and what the reception marked on the page.

    Raises AttendanceFileError.
    """
    return [*_dated(read_workbooks(data / FOLDER, AttendanceFileError), data / FOLDER), *read_marks(data, campaign)]


def read_one(path: Path) -> list[Page]:
    """Every sheet of one workbook, wherever it is; raises AttendanceFileError."""
    return _dated(read_workbook(path, AttendanceFileError), path.parent)


def _dated(pages: list[Page], folder: Path) -> list[Page]:
    """``pages`` with the moment at which their workbook was saved."""
    moments = {name: _saved_at(folder / name) for name in dict.fromkeys(page.file for page in pages)}
    return [page._replace(saved_at=moments[page.file]) for page in pages]


def _saved_at(path: Path) -> datetime:
    """When a workbook was saved, as the program that saved it wrote inside; failing that the file's own date.

    A file's date is that of a download or a copy as well, and what nobody saved since we wrote it has our fixed one.
    """
    with zipfile.ZipFile(path) as archive:
        inside = b""
        if _PROPERTIES in archive.namelist():
            with archive.open(_PROPERTIES) as part:
                inside = part.read(_MOST_BYTES)
    if found := _MODIFIED.search(inside):
        try:
            at = datetime.fromisoformat(found[1].decode("ascii"))
        except ValueError:
            at = FIXED_DATE
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        if at > FIXED_DATE.replace(tzinfo=UTC):
            return at
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
