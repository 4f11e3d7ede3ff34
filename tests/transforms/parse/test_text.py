"""Cleaning: the table of what people type, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.parse.cells import ANY_TEXT, misread
from transforms.parse.text import clean, is_blank, is_broken, key
from transforms.reference import rows


def test_reads_what_was_typed():
    assert misread("text", lambda text: (clean(text),), "expected") == []


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


_AFFIX = st.text(st.sampled_from("0eE+1.()!~-: 가무a"), max_size=3)
_NEAR = st.builds("{}{}{}".format, _AFFIX, st.sampled_from([row["word"] for row in rows("blank_words")]), _AFFIX)


@given(_NEAR | _AFFIX | ANY_TEXT.map(lambda text: text[:30]), st.sampled_from(["", "name", "number"]))
def test_what_is_read_at_first_sight_is_what_a_closer_look_says(text, asked):
    # An invisible character before it hides what a text begins with.
    assert is_blank(text, asked) == is_blank("\u200b" + text, asked)
    assert is_broken(text) == is_broken("\u200b" + text)
