"""Choices and ticked boxes: tables of what people type, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.campaigns import read_campaign
from tests.transforms.parse.cells import misread, spec
from transforms.parse.choices import choice, ticks

CAMPAIGN = read_campaign("cheongju-2024")
TOGETHER = CAMPAIGN.by_column["together"].options


def _both(text):
    return choice(text, CAMPAIGN.by_column["attendance"].options), ticks(text, TOGETHER)


def _ticked(text):
    ticked, free = ticks(text, TOGETHER)
    return " | ".join(ticked), " | ".join(free)


@pytest.mark.parametrize("table", ["ticks_sheet", "ticks_form"])
def test_reads_the_boxes_that_were_ticked(table):
    assert misread(table, _ticked, "options", "free") == []


def _meant(question, text):
    if question == "wish":
        return " | ".join(ticks(text, CAMPAIGN.field_options)[0])
    return choice(text, CAMPAIGN.by_column[question].options)[0]


def test_reads_the_option_that_was_meant():
    named = {(row["question"], row["typed"]): row["name"] for row in spec("choices")}
    assert {asked: _meant(*asked) for asked in named} == named


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
