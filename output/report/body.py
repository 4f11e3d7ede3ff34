"""What a report is made of, before it has a format: sections of sentences, charts with their tables, lists of names."""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from output.formats.measure import ems

_MOST_LABELS = 10
# A list's column, in letters of Hangul, and what it needs beside its text.
_NARROWEST, _WIDEST, _BESIDE = 7, 22, 1.5


@dataclass(frozen=True)
class Chart:
    """Numbers to be drawn and the table of the same numbers.

    ``kind``: bars (one series), pair (two), days, stack (a scale per row), heat (rows by columns). ``rows`` is the
    table under ``headings``, its first cell the row's name; ``values`` are the numbers to draw, null where none is
    told; ``colours`` one a row (bars, pair) or a column (stack, heat), ``inks`` of heat its rows'; ``goals`` the number
    beside a row's name; ``said`` what a picture of it shows, for those who cannot see it; ``columns`` the full names of
    columns whose heading is short.
    """

    name: str
    kind: str
    title: str
    caption: str
    headings: list[str]
    rows: list[list[str]]
    values: list[list[float | None]]
    colours: list[str]
    inks: list[str] = field(default_factory=list)
    goals: list[int] = field(default_factory=list)
    note: str = ""
    said: str = ""
    columns: list[str] = field(default_factory=list)

    @property
    def is_wide(self) -> bool:
        """Whether it needs the width of the page."""
        return self.kind != "bars" or len(self.headings) > 3 or bool(self.goals)

    @property
    def most(self) -> float:
        """The largest number drawn, at least 1."""
        return max([1.0, *(value or 0 for values in self.values for value in values)])

    @property
    def labelled(self) -> list[int]:
        """The columns of a chart of days that bear their label: those of several days first, none over another."""
        every = math.ceil(len(self.rows) / _MOST_LABELS)
        merged = [at for at, row in enumerate(self.rows) if "~" in row[0]]
        chosen: list[int] = []
        for at in [*merged, *range(0, len(self.rows), every)]:
            if all(abs(at - other) >= every for other in chosen):
                chosen.append(at)
        return sorted(chosen)


class Line(NamedTuple):
    """A line of an office's paper: its sign (○ said, - part of it, ※ a caution) and its text."""

    sign: str
    text: str


SAID, PART, CAUTION = "○", "-", "※"


@dataclass(frozen=True)
class Section:
    """A part of the report: its finding as the heading, what else is said, then what is shown.

    ``topic`` is what it is about, in a word.
    """

    name: str
    topic: str
    title: str
    lines: list[Line]
    charts: list[Chart]
    lists: list["NameList"] = field(default_factory=list)


@dataclass(frozen=True)
class NameList:
    """A list with names, for the office alone; ``n`` are on it, of whom ``rows`` may hold the first."""

    n: int
    note: str
    headings: list[str]
    rows: list[list[str]]

    @property
    def widths(self) -> list[int]:
        """How wide each column is beside the others: by its longest text, within what a page bears."""
        columns = zip(self.headings, *self.rows, strict=True)
        wide = [math.ceil(max(ems(str(cell)) for cell in column) + _BESIDE) for column in columns]
        return [min(_WIDEST, max(_NARROWEST, each)) for each in wide]


@dataclass(frozen=True)
class Figure:
    """A key number: what it is, the number, what it is of."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Report:
    """Everything that a body of the report shows, in order.

    ``about`` are the rows of what the paper is: when, whose, as of when, which count. ``footnote`` says what stands
    where a number is not told, '' for the office.
    """

    title: str
    gist: str
    keywords: str
    mark: str
    about: list[tuple[str, str]]
    summary: list[str]
    figures: list[Figure]
    sections: list[Section]
    contact: str
    footnote: str
