"""What the tests of all parsers share: their specification tables, any text, and cells made to be slow."""

import csv
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
