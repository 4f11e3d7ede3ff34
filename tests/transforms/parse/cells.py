"""What the tests of all parsers share: their specification tables, any text, and cells made to be slow."""

import csv
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

SPECS = Path(__file__).parent / "specs"
LONGEST_CELL = 50_000
# Code points of every kind, lone surrogates among them.
ANY_TEXT = st.text(st.characters(codec=None), max_size=300)


def spec(name: str) -> list[dict[str, str]]:
    """The rows of ``specs/<name>.csv``: what was typed, and what it says."""
    with (SPECS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def misread(name: str, read: Callable[[str], tuple[str, ...]], *columns: str) -> list[object]:
    """The rows of ``specs/<name>.csv`` whose ``columns`` are not what is read: as typed, what is right, what was read.

    One test a table: a test a row took longer than its row.
    """
    told = ((row["typed"], tuple(row[column] for column in columns), read(row["typed"])) for row in spec(name))
    return [each for each in told if each[1] != each[2]]
