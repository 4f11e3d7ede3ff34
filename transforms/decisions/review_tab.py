"""What staff typed into the tab 검토, and how what they typed last is carried into the tab's next state.

A cell is known by the kind and key of its decision, never by its place. The tab may stand twice: the live one, and the
copy that each write makes of what it replaces (``flows.sinks.sheet_tabs``); a cell of the copy speaks where the live
one is empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd

from transforms.decisions.decisions import ASKED, PROPOSAL
from transforms.decisions.values import WITHDRAWAL
from transforms.errors.decisions import ReviewSheetError
from transforms.parse.text import clean, key
from transforms.reading.pages import Page, headings_in
from transforms.reference import texts

_NEEDED = ("typed", "kind_code", "key")


class Typed(NamedTuple):
    """One filled cell of the column for new decisions; ``row`` and ``column`` count from 0.

    ``proposal`` is what the program proposes in that row, '' for nothing.
    """

    kind: str
    key: str
    text: str
    about: str
    sheet: str
    row: int
    column: int
    proposal: str = ""

    @property
    def said(self) -> tuple[str, str, str]:
        """What it decides, wherever it stands."""
        return self.kind, self.key, self.text


def typed_cells(sheet: str, rows: Sequence[Sequence[str]], words: Mapping[str, str]) -> list[Typed]:
    """Every filled cell of the column for new decisions in the tab named ``sheet``.

    ``words`` gives our names of columns the headings on paper. Raises ReviewSheetError where a heading is gone while
    something stands in the tab.
    """
    columns = {key(words[name]): name for name in (*_NEEDED, "body", "now")}
    if found := headings_in(rows, columns, set(_NEEDED).issubset):
        return _cells(sheet, rows, *found)
    if any(any(row) for row in rows):
        raise ReviewSheetError(file=sheet, sheet=sheet, missing=", ".join(words[name] for name in _NEEDED))
    return []


def _cells(sheet: str, rows: Sequence[Sequence[str]], heading: int, places: Mapping[str, int]) -> list[Typed]:
    def cell(row: Sequence[str], name: str) -> str:
        place = places.get(name, len(row))
        return clean(row[place]) if place < len(row) else ""

    return [
        # What is proposed is the last thing that the row says.
        Typed(
            cell(row, "kind_code"),
            cell(row, "key"),
            text,
            cell(row, "body"),
            sheet,
            at,
            places["typed"],
            cell(row, "now").rpartition("·")[2],
        )
        for at, row in enumerate(rows[heading + 1 :], heading + 1)
        if (text := cell(row, "typed"))
    ]


def effective(live: Iterable[Typed], copies: Iterable[Typed]) -> list[Typed]:
    """The cells that speak: every one of the live tab, and those of ``copies`` whose place in the live tab is empty."""
    cells = list(live)
    filled = {(cell.kind, cell.key) for cell in cells}
    return cells + [cell for cell in copies if (cell.kind, cell.key) not in filled]


def pages(
    cells: Iterable[Typed],
    file: str,
    words: Mapping[str, str],
    *,
    door: str,
    said_at: datetime | None = None,
    said_by: str = "",
) -> list[Page]:
    """The cells as sheets of a review workbook named ``file``, for ``decisions.read_pages``; they came by ``door``.

    ``words`` are those of the workbook. A cell stands at its own place, so that an error names the right one; a cell
    that takes a decision back stands in the form for that.
    """
    grouped: dict[tuple[str, str], list[Typed]] = {}
    for cell in cells:
        grouped.setdefault((cell.sheet, _asked_kind(cell)), []).append(cell)
    return [
        Page(file, sheet, _rows(kind, found, words), said_at, saved_by=said_by, door=door)
        for (sheet, kind), found in sorted(grouped.items())
    ]


def _asked_kind(cell: Typed) -> str:
    """The kind of decision that the cell's text is."""
    is_taken_back = key(cell.text) == key(texts("messages")["choice"]["withdraw"])
    # A row whose kind is gone has no id either: the reader of forms says so.
    return WITHDRAWAL if is_taken_back or cell.kind not in ASKED else cell.kind


def _rows(kind: str, cells: Sequence[Typed], words: Mapping[str, str]) -> list[list[str]]:
    form, column = ASKED[kind]
    first_id = max(cell.column for cell in cells) + 1
    blank = [""] * (first_id + len(form.ids) + 2)
    made = [list(blank) for _ in range(max(cell.row for cell in cells) + 1)]
    for cell in cells:
        ids = [cell.kind, cell.key] if kind == WITHDRAWAL else cell.key.split(" ")
        made[cell.row][cell.column] = cell.text
        made[cell.row][first_id:] = [*(ids + [""] * len(form.ids))[: len(form.ids)], cell.about, cell.proposal]
    made[0][cells[0].column] = words[column]
    made[0][first_id:] = [*(words[name] for name in form.ids), words[form.about], words[PROPOSAL]]
    return made


def late(now: Iterable[Typed], before: Iterable[Typed]) -> list[Typed]:
    """What is typed now and was not when the run read it: nothing has been made of it yet."""
    known = {cell.said for cell in before}
    return [cell for cell in now if cell.said not in known]


def carried(table: pd.DataFrame, cells: Sequence[Typed], need: str) -> pd.DataFrame:
    """``table`` (of ``sheet_tabs.review_rows``) with the late ``cells`` in the rows that ask for them.

    A cell whose question is asked no more, and a second one about the same, have rows of their own above the others.
    """
    made = table.copy()
    at = {pair: place for place, pair in enumerate(zip(made["kind_code"], made["key"], strict=True))}
    rest: list[dict[str, Any]] = []
    filled = made["typed"].tolist()
    for cell in cells:
        place = at.pop((cell.kind, cell.key), None)
        if place is None:
            rest.append(
                {
                    **dict.fromkeys(made.select_dtypes(exclude="number").columns, ""),
                    "need": need,
                    "body": cell.about,
                    "typed": cell.text,
                    "kind_code": cell.kind,
                    "kind_name": texts("messages")["decision"].get(cell.kind, ""),
                    "key": cell.key,
                    "needs_person": True,
                }
            )
        else:
            filled[place] = cell.text
    made["typed"] = pd.Series(filled, index=made.index, dtype="str")
    if not rest:
        return made
    return pd.concat([pd.DataFrame(rest, columns=list(made.columns)), made], ignore_index=True).astype(made.dtypes)
