"""Cleaning: the table of what people type, and what holds for any text."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.parse.text import clean, is_blank, key

_TABLE = Path(__file__).parent / "specs" / "text.csv"
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
]


@pytest.mark.parametrize("row", SPEC, ids=[ascii(row["typed"]) for row in SPEC])
def test_reads_what_was_typed(row):
    assert clean(row["typed"]) == row["expected"]


def test_no_two_rows_are_alike():
    assert len({row["typed"] for row in SPEC}) == len(SPEC)


@pytest.mark.parametrize("value", [None, 3, 1.5, float("nan"), b"x"])
def test_what_is_no_text_is_empty(value):
    assert clean(value) == ""


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_spelling_does_not_change_the_key(text):
    assert key(clean(text)) == key(text)


@given(st.text(st.sampled_from("-·./ \n\t")))
def test_marks_alone_are_no_answer(text):
    assert is_blank(clean(text))


@given(ANY_TEXT)
def test_never_raises(text):
    clean(text)


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=40))
def test_never_raises_on_long_text(text):
    clean((text * LONGEST_CELL)[:LONGEST_CELL])


@pytest.mark.parametrize("unit", ADVERSARIAL, ids=ascii)
def test_is_quick_on_a_cell_made_to_be_slow(unit):
    cell = (unit * LONGEST_CELL)[:LONGEST_CELL]
    clean("무심천")
    started = time.process_time()
    clean(cell)
    assert time.process_time() - started < 0.05
