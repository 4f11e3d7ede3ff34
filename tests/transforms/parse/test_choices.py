"""Choices and ticked boxes: tables of what people type, and what holds for any text."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.campaigns import read_campaign
from transforms.parse.choices import choice, ticks

_TABLE = Path(__file__).parent / "specs" / "ticks_sheet.csv"
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
    "교육, ",
    "동의하지 ",
    "과 ",
    "공동 캠페인, ",
]
with _TABLE.with_name("ticks_form.csv").open(encoding="utf-8", newline="") as _file:
    FORM = list(csv.DictReader(_file))
with _TABLE.with_name("choices.csv").open(encoding="utf-8", newline="") as _file:
    CHOICES = list(csv.DictReader(_file))
CAMPAIGN = read_campaign("cheongju-2024")
TOGETHER = CAMPAIGN.by_column["together"].options


def _both(text):
    return choice(text, CAMPAIGN.by_column["attendance"].options), ticks(text, TOGETHER)


@pytest.mark.parametrize("row", [*SPEC, *FORM], ids=[row["typed"] for row in (*SPEC, *FORM)])
def test_reads_the_boxes_that_were_ticked(row):
    ticked, free = ticks(row["typed"], TOGETHER)
    assert (" | ".join(ticked), " | ".join(free)) == (row["options"], row["free"])


@pytest.mark.parametrize("row", CHOICES, ids=[f"{row['question']}-{row['typed']}" for row in CHOICES])
def test_reads_the_option_that_was_meant(row):
    if row["question"] == "wish":
        named = " | ".join(ticks(row["typed"], CAMPAIGN.field_options)[0])
    else:
        named = choice(row["typed"], CAMPAIGN.by_column[row["question"]].options)[0]
    assert named == row["name"]


@given(st.permutations(TOGETHER.names), st.integers(0, len(TOGETHER.names)), st.sampled_from([", ", ";"]))
def test_boxes_joined_in_any_order_are_read_back(order, n_ticked, joiner):
    ticked = order[:n_ticked]
    assert ticks(joiner.join(ticked), TOGETHER) == (tuple(n for n in TOGETHER.names if n in ticked), ())


@pytest.mark.parametrize("joiner", [", ", ";"])
def test_every_subset_of_the_boxes_is_read_back(joiner):
    names = TOGETHER.names
    for chosen in range(1 << len(names)):
        ticked = tuple(name for bit, name in enumerate(names) if chosen >> bit & 1)
        assert ticks(joiner.join(ticked), TOGETHER) == (ticked, ())


@pytest.mark.parametrize(
    "question", [q for q in CAMPAIGN.questions if q.kind in ("choice", "coded")], ids=lambda question: question.column
)
def test_every_alias_of_a_question_means_its_option(question):
    for typed, name in question.options.spellings.items():
        assert choice(typed, question.options) == (name, "")


@given(ANY_TEXT)
def test_never_raises(text):
    _both(text)


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=40))
def test_never_raises_on_long_text(text):
    _both((text * LONGEST_CELL)[:LONGEST_CELL])


@pytest.mark.parametrize("unit", ADVERSARIAL, ids=ascii)
def test_is_quick_on_a_cell_made_to_be_slow(unit):
    cell = (unit * LONGEST_CELL)[:LONGEST_CELL]
    _both("무심천")
    started = time.process_time()
    _both(cell)
    assert time.process_time() - started < 0.05
