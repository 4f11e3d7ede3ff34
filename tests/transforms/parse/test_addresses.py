"""Addresses: the table of what people type, the campaign's own places, and what holds for any text."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.campaigns import read_campaign
from transforms.parse.addresses import district

_TABLE = Path(__file__).parent / "specs" / "addresses.csv"
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
    "청주",
    "가경동",
    "청주시",
    "충북 ",
]
PLACES = read_campaign("cheongju-2024").places


def _district(text):
    return district(text, PLACES)


@pytest.mark.parametrize("row", SPEC, ids=[row["typed"] for row in SPEC])
def test_reads_what_was_typed(row):
    assert _district(row["typed"]) == row["district"]


def test_no_two_rows_are_alike():
    assert len({row["typed"] for row in SPEC}) == len(SPEC)


@pytest.mark.parametrize("place", PLACES.districts, ids=ascii)
def test_every_listed_place_says_its_district(place):
    where = PLACES.districts[place]
    for typed in (place, f"청주시 {place} 12-3", f"충북 청주시{place}"):
        assert _district(typed) == where


@given(ANY_TEXT)
def test_says_one_of_the_districts(text):
    assert _district(text) in {*PLACES.districts.values(), PLACES.outside, PLACES.unknown}


@given(ANY_TEXT)
def test_never_raises(text):
    _district(text)


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=40))
def test_never_raises_on_long_text(text):
    _district((text * LONGEST_CELL)[:LONGEST_CELL])


@pytest.mark.parametrize("unit", ADVERSARIAL, ids=ascii)
def test_is_quick_on_a_cell_made_to_be_slow(unit):
    cell = (unit * LONGEST_CELL)[:LONGEST_CELL]
    _district("무심천")
    started = time.process_time()
    _district(cell)
    assert time.process_time() - started < 0.05
