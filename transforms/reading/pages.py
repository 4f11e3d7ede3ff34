"""Sheets that people fill in: their cells as text, and where their headings stand."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from transforms.parse.text import spelling
from transforms.reading.headings import MOST_ABOVE

WORKBOOK, TAB, SCREEN = "workbook", "tab", "screen"


class Page(NamedTuple):
    """One sheet that people fill in: every cell as text, from A1; when it was saved, where that is known, and by whom.

    ``door`` is how it came: a saved workbook, our tab of the spreadsheet, the staff's page.
    ``merged`` are ranges of merged cells: first row, first column, last row, last column, from 0.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[str]]
    saved_at: datetime | None = None
    merged: Sequence[tuple[int, int, int, int]] = ()
    saved_by: str = ""
    door: str = WORKBOOK


def headings_in(
    rows: Sequence[Sequence[str]], columns: Mapping[str, str], is_enough: Callable[[Collection[str]], bool]
) -> tuple[int, dict[str, int]] | None:
    """The first row that names enough of our columns, and the first place of each that it names; None where none does.

    ``columns`` gives the ``spelling`` of a heading the name of our column. Both numbers count from 0.

    >>> headings_in([["우리 명단"], ["연번", "성 명", "직위"]], {"성명": "name"}, lambda found: "name" in found)
    (1, {'name': 1})
    """
    for at, row in enumerate(rows[: MOST_ABOVE + 1]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            if column := columns.get(spelling(cell)):
                places.setdefault(column, place)
        if is_enough(places):
            return at, places
    return None
