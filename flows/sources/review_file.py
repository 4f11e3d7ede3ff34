"""The workbooks that officers saved in the review folder, as they stand: every cell as text."""

import io
from pathlib import Path

from python_calamine import CalamineWorkbook

from flows.sources.export_file import shown
from transforms.errors.base import SdgnetError
from transforms.errors.decisions import ReviewFileError
from transforms.reading.pages import Page

FOLDER = "review"
_WORKBOOK = ".xlsx"
# What programs and systems put beside a workbook for themselves.
_NOT_OURS = (".", "~", "desktop.ini", "thumbs.db")
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
    pages: list[Page] = []
    for path in sorted(folder.glob("*"), key=lambda p: p.name):
        if path.name.lower().startswith(_NOT_OURS) or path.suffix.lower() in _NOTES:
            continue
        if path.suffix.lower() != _WORKBOOK or not path.is_file():
            raise refused(file=path.name, detail=path.suffix or "-")
        pages += read_workbook(path, refused)
    return pages


def read_workbook(path: Path, refused: type[SdgnetError]) -> list[Page]:
    """Every sheet of one workbook; raises ``refused`` (facts: file, detail)."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise refused(file=path.name, detail=error.strerror) from None
    return pages_of(content, path.name, refused)


def pages_of(content: bytes, file: str, refused: type[SdgnetError]) -> list[Page]:
    """Every sheet of the workbook that ``content`` is; raises ``refused`` (facts: file, detail)."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = [
                (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
            ]
    except Exception as error:  # the reader's own errors are many, and a panic in it is none of them
        raise refused(file=file, detail=type(error).__name__) from None
    return [Page(file, name, [[shown(cell) for cell in row] for row in rows]) for name, rows in sheets]
