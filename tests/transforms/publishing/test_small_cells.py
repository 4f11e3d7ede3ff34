"""Small numbers: no part, no difference and nothing beside the named organisations tells of fewer than k people."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.publishing.facts import DAY, MANY, NO_ANSWER, ONE, TYPES
from transforms.publishing.small_cells import AT_LEAST, REST, SMALL, hidden_together, public_facts

PART = st.tuples(st.integers(0, 9), st.integers(0, 9))


def one(*numbers: int, named: tuple[int, ...] = (), silent: int = 0) -> pd.DataFrame:
    names = named or (0,) * len(numbers)
    base, base_named = sum(numbers), sum(names)
    rows = [("q", f"a{i}", n, base, k, base_named) for i, (n, k) in enumerate(zip(numbers, names, strict=True))]
    if silent:
        rows.append(("q", NO_ANSWER, silent, base + silent, 0, base_named))
    return table(rows, ONE)


def table(rows: list[tuple], shape: str) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["topic", "item", "n", "base", "n_named", "base_named"])
    made = made.assign(by="", note="", shape=shape, share=pd.NA)
    return made[list(TYPES)].astype(TYPES)


def shown(facts: pd.DataFrame, least: int = 3) -> list[tuple]:
    public = public_facts(facts, least)
    return [(r.item, None if pd.isna(r.n) else int(r.n), r.note) for r in public.itertuples()]


@pytest.mark.parametrize(
    ("numbers", "named", "told"),
    [
        ((10, 1, 2, 5), (), [("a0", 10, ""), ("a3", 5, ""), (REST, 3, REST)]),
        ((10, 1, 5), (), [("a0", 10, ""), (REST, 6, REST)]),
        ((1, 0, 0), (), [("a1", 0, ""), ("a2", 0, "")]),
        # One hidden body beside fifteen named ones, and four individuals: the individuals cover it.
        ((16, 4), (15, 0), [("a0", 15, AT_LEAST), (REST, 5, REST)]),
        ((16, 9, 8), (15, 7, 0), [("a0", 15, AT_LEAST), ("a1", 7, AT_LEAST), ("a2", 8, ""), (REST, 3, REST)]),
        # Two named organisations and nobody hidden: few, so they stand with the next.
        ((20, 2, 6), (20, 2, 6), [("a0", 20, ""), (REST, 8, REST)]),
    ],
)
def test_parts_of_one_whole(numbers, named, told):
    assert shown(one(*numbers, named=named)) == told


def test_two_who_gave_no_answer_are_not_found_from_the_base():
    public = public_facts(one(50, 40, 9, silent=2), 3)
    assert NO_ANSWER not in public["item"].tolist()
    assert set(public["base"]) == {101}


def test_ticks_tell_neither_of_few_who_did_nor_of_few_who_did_not():
    rows = [("t", "most", 99, 100, 0, 0), ("t", "half", 50, 100, 0, 0), ("t", "two", 2, 100, 0, 0)]
    assert shown(table(rows, MANY)) == [("most", 98, AT_LEAST), ("half", 50, ""), ("two", None, SMALL)]


def test_few_days_join_their_neighbours():
    rows = [("d", f"2024-05-0{i}", n, 15, 0, 0) for i, n in enumerate([5, 1, 0, 4, 0, 4, 1], 1)]
    told = shown(table(rows, DAY))
    assert told == [
        ("2024-05-01", 5, ""),
        ("2024-05-02~2024-05-04", 5, ""),
        ("2024-05-05", 0, ""),
        ("2024-05-06~2024-05-07", 5, ""),
    ]


@settings(deadline=None)
@given(st.lists(PART, min_size=1, max_size=8), st.integers(0, 5), st.integers(2, 5))
def test_what_a_reader_can_subtract_is_never_small(parts, silent, least):
    """``parts`` are (named, hidden): a reader knows the named ones."""
    numbers, named = [a + b for a, b in parts], tuple(a for a, _ in parts)
    public = public_facts(one(*numbers, named=named, silent=silent), least)
    known = {f"a{i}": n for i, n in enumerate(named)}
    assert not public["n"].between(1, least - 1).any()
    for row in public[public["note"].eq("")].itertuples():
        assert not 0 < row.n - known.get(row.item, 0) < least
    for row in public[public["note"].eq(AT_LEAST)].itertuples():
        assert row.n == known[row.item]
    bases = public["base"].dropna()
    asked = public[public["item"].ne(NO_ANSWER) & public["base"].notna()]
    if len(asked):
        exact = asked[asked["note"].eq("")]
        rest = int(asked["base"].iloc[0]) - int(exact["n"].sum())
        # What is left of the base, less the named ones in it.
        outside = sum(n for item, n in known.items() if item not in set(exact["item"]))
        assert not 0 < rest - outside < least
    assert bases.nunique() <= 2


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(2, 5))
def test_hidden_parts_cover_each_other(numbers, least):
    numbers = pd.Series(numbers)
    gone = hidden_together(numbers, least)
    assert not numbers[~gone].between(1, least - 1).any()
    left = numbers[gone]
    assert left.empty or (left.sum() >= least and len(left) > 1) or numbers[numbers > 0].size == left.size
