"""Activities: the table of what people type, and what holds for any text."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.parse.activities import activities

_TABLE = Path(__file__).parent / "specs" / "activities.csv"
with _TABLE.open(encoding="utf-8", newline="") as _file:
    SPEC = list(csv.DictReader(_file))

LONGEST_CELL = 50_000
ANY_TEXT = st.text(st.characters(), max_size=300)
ADVERSARIAL = [
    " ",
    ",",
    ";",
    "(",
    "\n",
    " \n",
    "-",
    "- ",
    "1. ",
    "1~",
    "①",
    "○",
    "가. 나. ",
    "\u0301",
    "\ud800",
    "ﷺ",
    "a\u200b",
    '"',
    "[",
    "1 ",
    "1.가",
    "* ",
    "2024. 5. ",
]


@pytest.mark.parametrize("row", SPEC, ids=[row["typed"] for row in SPEC])
def test_reads_what_was_typed(row):
    assert " ¶ ".join(activities(row["typed"])) == row["expected"]


def test_no_two_rows_are_alike():
    assert len({row["typed"] for row in SPEC}) == len(SPEC)


@given(
    st.lists(st.sampled_from(["하천 정화", "3.1절 행사", "10월 장터"]), min_size=2, unique=True),
    st.sampled_from(["{n}. {a}", "{n}) {a}", "({n}) {a}", "- {a}", "● {a}", "{a}"]),
)
def test_a_list_on_lines_is_read_back(named, mark):
    cell = "\n".join(mark.format(n=n, a=a) for n, a in enumerate(named, 1))
    assert activities(cell) == tuple(named)


@given(ANY_TEXT)
def test_each_activity_stands_once_and_says_something(text):
    found = activities(text)
    assert len(set(found)) == len(found)
    assert all(found)


@given(ANY_TEXT)
def test_never_raises(text):
    activities(text)


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=40))
def test_never_raises_on_long_text(text):
    activities((text * LONGEST_CELL)[:LONGEST_CELL])


@pytest.mark.parametrize("unit", ADVERSARIAL, ids=ascii)
def test_is_quick_on_a_cell_made_to_be_slow(unit):
    cell = (unit * LONGEST_CELL)[:LONGEST_CELL]
    activities("무심천")
    started = time.process_time()
    activities(cell)
    assert time.process_time() - started < 0.05
