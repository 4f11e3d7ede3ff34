"""Small numbers: nothing between 1 and k - 1 is published, nor found by subtraction."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from transforms.survey import merge_small


def table(questions: list[list[int]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(f"q{q}", f"a{i}", n, sum(counts)) for q, counts in enumerate(questions) for i, n in enumerate(counts)],
        columns=["question", "answer", "n", "base"],
    )


def test_small_answers_become_one_row_that_is_not_small():
    merged = merge_small(table([[10, 1, 2, 5]]), 3, "rest")
    assert merged[["answer", "n"]].to_numpy().tolist() == [["a0", 10], ["a3", 5], ["rest", 3]]


def test_a_lone_small_answer_takes_the_next_with_it():
    merged = merge_small(table([[10, 1, 5]]), 3, "rest")
    assert merged[["answer", "n"]].to_numpy().tolist() == [["a0", 10], ["rest", 6]]


def test_a_question_that_hardly_anybody_answered_is_not_published():
    assert merge_small(table([[1, 0, 0]]), 3, "rest").empty


@given(st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=8), min_size=1, max_size=4), st.integers(2, 5))
def test_no_published_number_is_small_and_sums_stay(questions, least):
    merged = merge_small(table(questions), least, "rest")
    assert not merged["n"].between(1, least - 1).any()
    for question, counts in enumerate(questions):
        rows = merged[merged["question"].eq(f"q{question}")]
        if sum(counts) >= least:
            assert rows["n"].sum() == sum(counts)
            assert not (rows["base"] - rows["n"].sum()).between(1, least - 1).any()
