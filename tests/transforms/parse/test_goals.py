"""Goals: the table of what people type, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.parse.cells import ANY_TEXT, misread
from transforms.parse.choices import ticks
from transforms.parse.goals import GOALS, goals, options


def _read(text):
    numbers, free = goals(text)
    return " ".join(map(str, numbers)), " | ".join(free)


def test_reads_what_was_typed():
    assert misread("goals", _read, "goals", "free") == []


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
