"""Goals: the table of what people type, and what holds for any text."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.parse.choices import ticks
from transforms.parse.goals import GOALS, goals, options

_TABLE = Path(__file__).parent / "specs" / "goals.csv"
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
    "1.빈곤퇴치, ",
    "모두 ",
    "13번",
]


@pytest.mark.parametrize("row", SPEC, ids=[row["typed"] for row in SPEC])
def test_reads_what_was_typed(row):
    numbers, free = goals(row["typed"])
    assert (" ".join(map(str, numbers)), " | ".join(free)) == (row["goals"], row["free"])


def test_no_two_rows_are_alike():
    assert len({row["typed"] for row in SPEC}) == len(SPEC)


@given(st.lists(st.sampled_from(options().names), unique=True), st.sampled_from([", ", ";"]))
def test_boxes_joined_in_any_order_are_read_back(ticked, joiner):
    numbers = sorted(options().names.index(name) + 1 for name in ticked)
    assert goals(joiner.join(ticked)) == (tuple(numbers), ())


@pytest.mark.slow
@pytest.mark.parametrize("joiner", [", ", ";"])
def test_every_subset_of_the_boxes_is_read_back(joiner):
    names = options().names
    for chosen in range(1 << len(names)):
        ticked = tuple(name for bit, name in enumerate(names) if chosen >> bit & 1)
        assert ticks(joiner.join(ticked), options()) == (ticked, ())


@given(ANY_TEXT)
def test_only_goals_that_exist(text):
    numbers, _ = goals(text)
    assert set(numbers) <= set(GOALS)
    assert list(numbers) == sorted(set(numbers))


@given(ANY_TEXT)
def test_never_raises(text):
    goals(text)


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=40))
def test_never_raises_on_long_text(text):
    goals((text * LONGEST_CELL)[:LONGEST_CELL])


@pytest.mark.parametrize("unit", ADVERSARIAL, ids=ascii)
def test_is_quick_on_a_cell_made_to_be_slow(unit):
    cell = (unit * LONGEST_CELL)[:LONGEST_CELL]
    goals("무심천")
    started = time.process_time()
    goals(cell)
    assert time.process_time() - started < 0.05
