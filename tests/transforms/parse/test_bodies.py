"""Names of bodies: the table of what people type, and what holds for any text."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.parse.bodies import body
from transforms.parse.text import key
from transforms.reference import rows

_TABLE = Path(__file__).parent / "specs" / "bodies.csv"
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
    "주식회사",
    "(주)",
    "(사",
]


@pytest.mark.parametrize("row", SPEC, ids=[row["typed"] for row in SPEC])
def test_reads_what_was_typed(row):
    assert body(row["typed"])[:2] == (row["name"], row["legal_form"])


def test_no_two_rows_are_alike():
    assert len({row["typed"] for row in SPEC}) == len(SPEC)


@pytest.mark.parametrize("row", rows("legal_forms"), ids=[row["typed"] for row in rows("legal_forms")])
def test_every_form_comes_off_at_the_head_and_set_apart_at_the_end(row):
    assert body(f"{row['typed']} 무심천")[:2] == ("무심천", row["legal_form"])
    assert body(f"무심천 {row['typed']}")[:2] == ("무심천", row["legal_form"])


@given(ANY_TEXT)
def test_the_key_is_the_key_of_the_name(text):
    found = body(text)
    assert found.key == key(found.name)


@given(ANY_TEXT)
def test_never_raises(text):
    body(text)


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=40))
def test_never_raises_on_long_text(text):
    body((text * LONGEST_CELL)[:LONGEST_CELL])


@pytest.mark.parametrize("unit", ADVERSARIAL, ids=ascii)
def test_is_quick_on_a_cell_made_to_be_slow(unit):
    cell = (unit * LONGEST_CELL)[:LONGEST_CELL]
    body("무심천")
    started = time.process_time()
    body(cell)
    assert time.process_time() - started < 0.05
