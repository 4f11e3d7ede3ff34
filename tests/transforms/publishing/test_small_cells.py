"""Small numbers: no part, no difference and nothing beside the named organisations tells of fewer than k people."""

import random
from collections import defaultdict
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attacker import Reader, Told, found
from transforms.publishing.facts import DAY, MANY, MAP, NO_ANSWER, ONE, SCALE, TOTAL, TYPES
from transforms.publishing.small_cells import (
    AT_LEAST,
    COVERED,
    REST,
    covered_beside,
    covered_size,
    covered_together,
    named_facts,
    public_facts,
)

PART = st.tuples(st.integers(0, 9), st.integers(0, 9))


def one(*numbers: int, named: tuple[int, ...] = (), silent: int = 0, shape: str = ONE) -> pd.DataFrame:
    names = named or (0,) * len(numbers)
    base, base_named = sum(numbers), sum(names)
    rows = [("q", f"a{i}", n, base, k, base_named) for i, (n, k) in enumerate(zip(numbers, names, strict=True))]
    if silent:
        rows.append(("q", NO_ANSWER, silent, None, 0, base_named))
    return table(rows, shape)


def table(rows: list[tuple], shape: str) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["topic", "item", "n", "base", "n_named", "base_named"])
    made = made.assign(by="", note="", shape=shape, share=pd.NA)
    return made[list(TYPES)].astype(TYPES)


def shown(facts: pd.DataFrame, least: int = 3) -> list[tuple]:
    public = public_facts(facts, least)
    return [(r.item, None if pd.isna(r.n) else int(r.n), r.note) for r in public.itertuples()]


def gone(*items: str) -> list[tuple]:
    return [(item, None, COVERED) for item in items]


@pytest.mark.parametrize(
    ("numbers", "named", "told"),
    [
        ((10, 1, 2, 5), (), [("a0", 10, ""), *gone("a1", "a2"), ("a3", 5, ""), (REST, 3, REST)]),
        ((10, 1, 5), (), [("a0", 10, ""), *gone("a1", "a2"), (REST, 6, REST)]),
        # Three of one each: their sum alone would tell each of them.
        ((10, 1, 1, 1), (), [*gone("a0", "a1", "a2", "a3"), (REST, 13, REST)]),
        ((1, 0, 0), (), gone("a0", "a1", "a2")),
        # One hidden body beside fifteen named ones, and four individuals: the individuals cover it.
        ((16, 4), (15, 0), [("a0", 15, AT_LEAST), *gone("a1"), (REST, 5, REST)]),
        ((16, 9, 8), (15, 7, 0), [("a0", 15, AT_LEAST), ("a1", 7, AT_LEAST), ("a2", 8, ""), (REST, 3, REST)]),
        # Two named organisations and nobody hidden: every reader can count them.
        ((20, 2, 6), (20, 2, 6), [("a0", 20, ""), ("a1", 2, ""), ("a2", 6, "")]),
    ],
)
def test_parts_of_one_whole(numbers, named, told):
    assert shown(one(*numbers, named=named)) == told


def test_two_who_gave_no_answer_are_not_found_from_the_base():
    public = public_facts(one(50, 40, 9, silent=2), 3)
    assert public.loc[public["item"].eq(NO_ANSWER), "note"].tolist() == [COVERED]
    assert set(public["base"]) == {101}
    exact = public[public["note"].isin(("", REST))]
    assert exact["share"].sum() == pytest.approx(1)


def test_ticks_tell_neither_of_few_who_did_nor_of_few_who_did_not():
    rows = [("t", "most", 99, 100, 0, 0), ("t", "half", 50, 100, 0, 0), ("t", "two", 2, 100, 0, 0)]
    rows += [("t", "ten", 10, 100, 0, 0)]
    assert shown(table(rows, MANY)) == [("most", None, COVERED), ("half", 50, ""), *gone("two", "ten")]


def test_ticks_of_whom_two_gave_no_answer_stand_on_everyone():
    rows = [("t", "a", 60, 100, 0, 0), ("t", "b", 50, 100, 0, 0), ("t", NO_ANSWER, 2, None, 0, 0)]
    public = public_facts(table(rows, MANY), 3).set_index("item")
    assert public["base"].dropna().unique().tolist() == [102]
    assert public.loc[NO_ANSWER, "note"] == COVERED


def test_few_days_join_their_neighbours():
    rows = [("d", f"2024-05-0{i}", n, 15, 0, 0) for i, n in enumerate([5, 1, 0, 4, 0, 4, 1], 1)]
    told = shown(table(rows, DAY))
    assert told == [
        ("2024-05-01~2024-05-03", 6, ""),
        ("2024-05-04~2024-05-05", 4, ""),
        ("2024-05-06~2024-05-07", 5, ""),
    ]


def test_a_day_on_which_one_hidden_person_came_beside_named_bodies_is_not_told():
    rows = [("d", "2024-05-01", 9, 19, 2, 6), ("d", "2024-05-02", 10, 19, 9, 6)]
    assert shown(table(rows, DAY)) == [("2024-05-01~2024-05-02", 19, "")]


def test_dissatisfaction_stays_visible():
    told = shown(one(20, 30, 10, 2, 1, silent=9, shape=SCALE))
    assert told == [("a0", 20, ""), ("a1", 30, ""), ("a2", 10, ""), ("a3~a4", 3, ""), (NO_ANSWER, 9, "")]


def test_a_scale_that_few_left_out_tells_of_its_middle_with_them_and_of_what_is_good_and_bad():
    told = shown(one(20, 30, 10, 5, 3, silent=1, shape=SCALE))
    rest = [(REST, 11, REST), *gone(NO_ANSWER)]
    assert told == [("a0", 20, ""), ("a1", 30, ""), *gone("a2"), ("a3", 5, ""), ("a4", 3, ""), *rest]


def test_totals_are_told_where_their_difference_is_not_few():
    rows = [("total", name, n, None, 0, 0) for name, n in (("read", 10), ("participants", 9), ("listed", 1))]
    assert shown(table(rows, TOTAL)) == [("read", None, COVERED), ("participants", 9, ""), ("listed", 1, "")]


def test_responses_that_are_not_used_are_no_fewer_for_their_being_counted_with_the_participants():
    def told(*numbers: int) -> list[tuple]:
        names = ("accepted", "superseded", "test")
        return shown(
            table([("disposition", a, n, sum(numbers), 0, 0) for a, n in zip(names, numbers, strict=True)], ONE)
        )

    assert told(90, 7, 5) == [("accepted", 90, ""), ("superseded", 7, ""), ("test", 5, "")]
    assert told(90, 7, 1) == [("accepted", 90, ""), *gone("superseded", "test"), (REST, 8, REST)]
    assert told(90, 1, 0) == [("accepted", 90, ""), *gone("superseded", "test")]


@pytest.mark.parametrize(
    ("individuals", "told"),
    [((30, 30), [("organisation", 8, ""), ("individual", 30, "")]), ((30, 31), [*gone("organisation", "individual")])],
)
def test_individuals_are_told_where_they_are_those_of_the_kinds(individuals, told):
    by_kind, by_form = individuals
    kinds = [("kind", "단체", 38 - by_kind, 38, 0, 0), ("kind", "개인", by_kind, 38, 0, 0)]
    forms = [("form", "organisation", 38 - by_form, 38, 0, 0), ("form", "individual", by_form, 38, 0, 0)]
    public = public_facts(table(kinds + forms, ONE), 3, ("개인",))
    public = public[public["topic"].eq("form")]
    assert [(r.item, None if pd.isna(r.n) else int(r.n), r.note) for r in public.itertuples()] == told


def topics(**parts: dict[str, tuple[int, int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Topics of one whole, each part as (all, named)."""
    rows = [
        (topic, item, n, sum(all_ for all_, _ in numbers.values()), named, sum(known for _, known in numbers.values()))
        for topic, numbers in parts.items()
        for item, (n, named) in numbers.items()
    ]
    totals = {"participants": rows[0][3], "earlier_participants": rows[-1][3]}
    return table([("total", name, n, None, 0, 0) for name, n in totals.items()], TOTAL), table(rows, ONE)


def pinned(least: int, known: dict[str, dict[str, int]], **parts: dict[str, tuple[int, int]]) -> dict:
    """What a reader works out of what is told of the topics."""
    asked = pd.concat(topics(**parts), ignore_index=True)
    told = Told(public_facts(asked, least), {("total", "participants"): 0} | known)
    return found([Reader(told, asked, ()).pinned()], least)


def test_two_lists_of_who_came_back_tell_of_no_few():
    def lists(n_new: int, n_lapsed: int) -> dict[str, dict[str, tuple[int, int]]]:
        came = {"returning": (20, 0)}
        return {"standing": came | {"new": (n_new, 0)}, "earlier": came | {"lapsed": (n_lapsed, 0)}}

    # Who has the public lists of both years knows nineteen of twenty.
    known = lists(9, 9) | {"standing": {"returning": (20, 19), "new": (9, 0)}}
    for parts in (lists(1, 9), lists(9, 1), known):
        assert pinned(3, {}, **parts) == {}
        public = public_facts(topics(**parts)[1], 3)
        assert public["n"].isna().all() and public["note"].eq(COVERED).all()
        # A base beside one of them would say of which the few are.
        assert public["base"].isna().all()
    assert public_facts(topics(**lists(9, 9))[1], 3)["n"].tolist() == [20, 9, 20, 9]


def test_a_total_that_is_not_told_is_no_base_either():
    """Two take part, one of them listed: everything is covered, whatever it is covered for."""
    alone = {"a": (1, 1), "개인": (1, 0)}
    parts = {"form": {"organisation": (1, 1), "individual": (1, 0)}, "kind": alone, "field": alone}
    parts |= {"placed": {"wish_1": (1, 0), "other": (1, 0)}, "standing": {"returning": (1, 0), "new": (1, 0)}}
    public = public_facts(pd.concat(topics(**parts, earlier={"returning": (1, 0), "lapsed": (1, 0)})), 3, ("개인",))
    assert public.loc[public["item"].eq("participants"), "n"].isna().all()
    assert public["base"].isna().all()


def test_who_has_the_field_of_their_wish_is_not_found_by_the_wishes():
    """All have the field that they wished for: the wishes of all would tell of whom the fields are."""
    named = {"f1": 9, "f2": 8, "f3": 7}
    fields = {"f1": (10, 9), "f2": (12, 8), "f3": (10, 7)}
    parts = {
        "field": fields,
        "wish_1": {item: (n, 0) for item, (n, _) in fields.items()},
        "placed": {"wish_1": (32, 0), "wish_2": (0, 0), "no_wish": (0, 0), "other": (0, 0)},
    }
    assert pinned(3, {("field", item): n for item, n in named.items()}, **parts) == {}
    public = public_facts(topics(**parts)[1], 3)
    assert public.loc[public["topic"].eq("placed"), "n"].isna().all()
    assert public.loc[public["topic"].eq("wish_1"), "n"].tolist() == [10, 12, 10]
    exact = parts | {"field": {"f1": (10, 0), "f2": (12, 0), "f3": (10, 0)}}
    public = public_facts(topics(**exact)[1], 3)
    assert public.loc[public["topic"].eq("placed"), "n"].tolist() == [32, 0, 0, 0]


def told_of(least: int, named: dict[str, dict[str, int]] | None = None, unasked=None, **parts: tuple) -> dict:
    """What a reader works out who uses what questions state of each other; a topic is (shape, base, its numbers)."""
    rows = [
        (
            topic,
            item,
            n,
            None if item == NO_ANSWER or shape == TOTAL else base,
            (named or {}).get(topic, {}).get(item, 0),
            0,
        )
        for topic, (shape, base, numbers) in parts.items()
        for item, n in numbers.items()
    ]
    shapes = [shape for shape, _, numbers in parts.values() for _ in numbers]
    asked = table(rows, ONE).assign(shape=shapes)
    known = {(topic, item): n for topic, part in (named or {}).items() for item, n in part.items()}
    public = public_facts(asked, least, (), unasked or {})
    told = Told(public, {("total", "participants"): 0} | known)
    return found([Reader(told, asked, (), unasked).pinned()], least)


@pytest.mark.parametrize("name", ["attendees", "named_attendees", "activities"])
def test_who_brings_more_than_one_is_not_told_by_a_total(name):
    def told(n: int, n_coming: int) -> int | None:
        rows = [("total", "participants", 30, None, 0, 0), ("total", name, n, None, 0, 0)]
        coming = table([("attendance", "yes", n_coming, 30, 0, 0), ("attendance", "no", 30 - n_coming, 30, 0, 0)], ONE)
        public = public_facts(pd.concat([table(rows, TOTAL), coming]), 3).set_index(["topic", "item"])["n"]
        return None if pd.isna(public["total", name]) else int(public["total", name])

    assert told(31, 20) is None and told(30, 20) == 30 and told(35, 20) == 35
    assert (told(21, 20) is None) is (name != "activities")
    for n in (31, 32, 35):
        total = {"participants": 30, "activities": n, "attendees": n - 10}
        coming = (ONE, 30, {"yes": 20, "no": 10})
        read = (MANY, 30, {"1": 20, NO_ANSWER: 0})
        assert told_of(3, total=(TOTAL, 30, total), attendance=coming, goals_matched=read) == {}


def of_goals(same: int, different: int, unchosen: int, alone: int, neither: int) -> dict[str, tuple]:
    n, n_chosen, n_read = (
        same + different + unchosen + alone + neither,
        same + different + alone,
        same + different + unchosen,
    )
    agree = {"same": same, "different": different, "not_declared": unchosen, "not_matched": alone + neither}
    return {
        "total": (TOTAL, n, {"participants": n}),
        "goals_declared": (MANY, n_chosen, {"1": n_chosen, NO_ANSWER: n - n_chosen}),
        "goals_matched": (MANY, n_read, {"1": n_read, NO_ANSWER: n - n_read}),
        "goals_agree": (ONE, n, agree),
    }


@pytest.mark.parametrize(
    "cells", [(40, 1, 9, 0, 0), (40, 5, 2, 0, 9), (40, 0, 2, 9, 5), (40, 2, 0, 0, 9), (40, 9, 9, 9, 9)]
)
def test_whose_goals_agree_is_told_beside_those_chosen_and_those_read(cells):
    parts = of_goals(*cells)
    assert told_of(3, **parts) == {}


def facts_of(parts: dict[str, tuple]) -> pd.DataFrame:
    made = [
        table([(topic, item, n, base, 0, 0) for item, n in numbers.items()], shape)
        for topic, (shape, base, numbers) in parts.items()
    ]
    return pd.concat(made, ignore_index=True)


def of_routed(asked: int, left: int, steps: tuple[int, ...], shape: str = SCALE) -> tuple[dict[str, tuple], dict]:
    """Who took part was asked how it was; so many left it out."""
    n, n_answered = asked + 20, asked - left
    items = {f"a{at}": share for at, share in enumerate(steps)}
    parts = {
        "total": (TOTAL, n, {"participants": n}),
        "returning": (ONE, n, {"true": asked, "false": 20}),
        "how": (shape, n_answered, items | {NO_ANSWER: n - n_answered}),
    }
    return parts, {"how": [("returning", frozenset({"false"}))]}


@pytest.mark.parametrize("shape", [SCALE, ONE, MANY])
@pytest.mark.parametrize("least", [3, 5])
def test_who_was_asked_and_left_a_question_out_is_not_told_by_those_who_took_part(shape, least):
    for left in range(1, least):
        parts, unasked = of_routed(40, left, (20 - left, 9, 6, 5), shape)
        assert told_of(least, unasked=unasked, **parts) == {}
        # The same without it: so the reader can find them.
        assert found(
            [
                Reader(
                    Told(public_facts(facts_of(parts), least), {("total", "participants"): 0}),
                    facts_of(parts),
                    (),
                    unasked,
                ).pinned()
            ],
            least,
        )
    parts, unasked = of_routed(40, 0, (20, 9, 6, 5), shape)
    pd.testing.assert_frame_equal(
        public_facts(facts_of(parts), least, (), unasked), public_facts(facts_of(parts), least)
    )


def test_who_was_asked_and_left_two_questions_out_is_not_told_by_either():
    """Whoever left the one out left the other out: this explains all of it, and hides nobody."""
    parts, unasked = of_routed(40, 1, (19, 9, 6, 5))
    parts["well"] = parts["how"]
    unasked = {one: [*unasked["how"], (two, frozenset({NO_ANSWER}))] for one, two in (("how", "well"), ("well", "how"))}
    assert told_of(3, unasked=unasked, **parts) == {}


def test_a_question_that_few_left_out_of_whom_it_was_asked_tells_of_its_parts():
    parts, unasked = of_routed(40, 1, (19, 9, 6, 5))
    public = public_facts(facts_of(parts), 3, (), unasked).query("topic == 'how'")
    told = [(r.item, None if pd.isna(r.n) else int(r.n), r.note) for r in public.itertuples()]
    assert told == [("a0", 19, ""), *gone("a1"), ("a2", 6, ""), ("a3", 5, ""), (REST, 30, REST), *gone(NO_ANSWER)]
    assert set(public["base"].dropna()) == {60}


def test_where_those_who_were_asked_are_not_told_their_answers_are_not():
    parts, unasked = of_routed(40, 0, (20, 9, 6, 5))
    parts["returning"] = (ONE, 60, {"true": 40, "false": 19, "maybe": 1})
    unasked = {"how": [("returning", frozenset({"false", "maybe"}))]}
    assert told_of(3, unasked=unasked, **parts) == {}
    parts["returning"] = (ONE, 60, {"true": 4, "false": 55, "maybe": 1})
    parts["how"] = (SCALE, 4, {"a0": 4, "a1": 0, NO_ANSWER: 56})
    assert told_of(3, unasked=unasked, **parts) == {}
    assert public_facts(facts_of(parts), 3, (), unasked).query("topic == 'how'")["n"].isna().all()


def test_days_of_named_bodies_alone_are_told_together_where_few_came():
    rows = [("day", f"2024-05-0{at}", n, 9, n, 9) for at, n in enumerate([4, 1, 4], 1)]
    assert shown(table(rows, DAY)) == [("2024-05-01~2024-05-02", 5, ""), ("2024-05-03", 4, "")]


def test_who_named_no_date_is_no_neighbour_of_the_last():
    rows = [
        ("when", "2024-05-01", 9, 11, 0, 0),
        ("when", "2024-05-02", 2, 11, 0, 0),
        ("when", NO_ANSWER, 5, None, 0, 0),
    ]
    assert shown(table(rows, DAY)) == [("2024-05-01~2024-05-02", 11, ""), (NO_ANSWER, 5, "")]


@pytest.mark.long
@pytest.mark.parametrize("least", [2, 3, 5])
@pytest.mark.parametrize("n", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_nobody_is_found_by_what_questions_state_of_each_other(n, least):
    chance = random.Random(least)

    def few(n: int) -> list[int]:
        return [chance.choice((0, 1, 2, 3, 5, 9, 14)) for _ in range(n)]

    for _ in range(n):
        goals = few(5)
        assert not sum(goals) or told_of(least, **of_goals(*goals)) == {}, goals
        steps = tuple(few(5))
        left = chance.randrange(7)
        parts, unasked = of_routed(sum(steps) + left, left, steps, chance.choice((SCALE, ONE)))
        assert not sum(steps) or told_of(least, unasked=unasked, **parts) == {}, (steps, left)


def test_what_follows_from_two_public_tables_is_told():
    rows = [("total", "read", 9, None, 0, 0), ("total", "listed", 4, None, 0, 0)]
    mapped = table([("goal_field", "1.빈곤퇴치", 5, 9, 1, 2)], MAP)
    facts = pd.concat([table(rows, TOTAL), mapped], ignore_index=True)
    assert [(r.item, r.n, r.base, r.note) for r in public_facts(facts, 3).itertuples()][-1] == ("1.빈곤퇴치", 1, 2, "")
    assert named_facts(facts)["n"].tolist() == [4, 1]


@settings(deadline=None)
@given(st.lists(PART, min_size=1, max_size=8), st.integers(0, 5), st.integers(2, 5))
def test_what_a_reader_can_subtract_is_never_small(parts, silent, least):
    """``parts`` are (named, hidden): a reader knows the named ones."""
    numbers, named = [a + b for a, b in parts], tuple(a for a, _ in parts)
    public = public_facts(one(*numbers, named=named, silent=silent), least)
    known = {f"a{i}": n for i, n in enumerate(named)}
    for row in public[public["note"].eq("")].itertuples():
        assert not 0 < row.n - known.get(row.item, 0) < least
    for row in public[public["note"].eq(AT_LEAST)].itertuples():
        assert row.n == known[row.item]
    rest = public.loc[public["note"].eq(REST), "n"]
    assert not rest.lt(least).any()
    told = public[public["base"].notna()]
    assert told["base"].nunique() <= 1
    if len(told):
        assert told["n"].sum() == told["base"].iloc[0]


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(2, 5))
def test_hidden_parts_cover_each_other(numbers, least):
    numbers = pd.Series(numbers)
    for cover in (covered_together, covered_beside):
        covered = cover(numbers, least)
        assert not numbers[~covered].between(1, least - 1).any()
        left = numbers[covered]
        assert left.empty or covered.all() or (left.sum() >= least and left.sum() > left.size > 1)


def tables(parts, most):
    """Every table of so many parts, whose sums are at most ``most``."""
    return [
        (*table_, last)
        for table_ in (tables(parts - 1, most) if parts > 1 else [()])
        for last in range(most - sum(table_) + 1)
    ]


def only_one(outputs, least):
    """What is told of which one part can only be one number that is few; ``outputs`` are tables with what is told."""
    values = defaultdict(list)
    for parts, told in outputs:
        values[told].append(parts)
    found = {told: [{*part} for part in zip(*whole, strict=True)] for told, whole in values.items()}
    return {told for told, parts in found.items() if any(len(part) == 1 and 0 < min(part) < least for part in parts)}


MORE = (((4, 30), pytest.mark.long), ((5, 22), pytest.mark.slow), ((6, 16), pytest.mark.slow))


@pytest.mark.parametrize(
    ("parts", "most"),
    [(2, 30), (3, 30), (4, 20), *(pytest.param(*each, marks=mark) for each, mark in MORE)],
)
@pytest.mark.parametrize("least", [2, 3, 5])
def test_who_knows_the_rule_works_out_no_few(parts, most, least):
    """Every table that gives what is told, by a reader who covers as we do and knows the sum."""

    def told(numbers):
        size = covered_size(numbers, least)
        return sum(numbers), tuple(n if size is not None and not 0 < n <= size else None for n in numbers)

    assert only_one(((numbers, told(numbers)) for numbers in tables(parts, most)), least) == set()


@pytest.mark.long
@pytest.mark.parametrize("shape", [ONE, SCALE])
@pytest.mark.parametrize("most", [4, pytest.param(7, marks=pytest.mark.slow)])
def test_who_knows_the_rule_works_out_nobody_who_gave_no_answer(most, shape):
    """The same with those who gave no answer, of whom nothing stands where there are none."""
    made = (
        (numbers, (sum(numbers), *shown(one(*numbers[:-1], silent=numbers[-1], shape=shape))))
        for numbers in tables(4, most)
        if sum(numbers) >= 3 and any(numbers[:-1])
    )
    assert only_one(made, 3) == set()


@pytest.mark.long
@pytest.mark.parametrize(("n", "sizes"), [(7, (3, 4, 7)), pytest.param(9, (3, 4, 5, 6, 9), marks=pytest.mark.slow)])
def test_who_knows_the_rule_works_out_no_few_beside_those_who_were_not_asked(n, sizes):
    """Every table of three options beside one that says who was asked, by a reader who knows who was not.

    Options are as good as each other: of tables that differ in their order alone one is covered.
    """
    made = []
    for asked in sizes:
        parts = {"total": (TOTAL, n, {"participants": n}), "came": (ONE, n, {"true": asked, "false": n - asked})}
        for *answers, left in (each for each in tables(4, asked) if sum(each) == asked and sum(each[:-1])):
            if not left + n - asked:
                continue
            order = sorted(range(3), key=lambda at: -answers[at])
            numbers = {f"a{place}": answers[at] for place, at in enumerate(order)}
            parts["how"] = (ONE, sum(answers), numbers | {NO_ANSWER: left + n - asked})
            told = _told(tuple((name, *part[:2], *part[2].items()) for name, part in parts.items()))
            names = {f"a{place}": f"a{at}" for place, at in enumerate(order)}
            told = frozenset((topic, names.get(item, item), *rest) for topic, item, *rest in told)
            made.append(((*answers, left, sum(answers)), told))
    assert len(made) > 100
    assert only_one(made, 3) == set()


@pytest.mark.long
@pytest.mark.parametrize("unasked", [{"b"}, {"b", "c"}])
@pytest.mark.parametrize("n", [6, pytest.param(8, marks=pytest.mark.slow)])
def test_who_knows_the_rule_works_out_no_few_where_it_is_not_told_how_many_were_asked(n, unasked):
    """Every table of who was asked, told or not, and of one answer, by a reader who knows whom it was not asked."""
    made = []
    for came in (each for each in tables(3, n) if sum(each) == n):
        asked = sum(each for name, each in zip("abc", came, strict=True) if name not in unasked)
        for answered in range(1, asked + 1 if asked < n else 1):
            parts = (
                ("total", TOTAL, n, ("participants", n)),
                ("came", ONE, n, *zip("abc", came, strict=True)),
                ("how", ONE, answered, ("yes", answered), (NO_ANSWER, n - answered)),
            )
            told = frozenset(_told(parts, frozenset(unasked)))
            made.append(((*came, answered, asked, asked - answered, n - answered), told))
    assert len(made) > 40
    assert only_one(made, 3) == set()


@pytest.mark.long
@pytest.mark.parametrize("n", [6, pytest.param(13, marks=pytest.mark.slow)])
def test_who_knows_the_rule_works_out_no_few_of_several_ticks(n):
    """Every table of who ticked one, the other, both and none."""
    made = []
    for first, second, both, left in (each for each in tables(4, n) if sum(each) == n and sum(each[:3])):
        ticked, answered = (first + both, second + both), n - left
        rows = [("q", f"a{at}", each, answered, 0, 0) for at, each in enumerate(ticked)]
        rows += [("q", NO_ANSWER, left, None, 0, 0)] * (left > 0)
        public = public_facts(table(rows, MANY), 3)
        told = tuple(
            (r.item, r.note, *(None if pd.isna(n) else int(n) for n in (r.n, r.base))) for r in public.itertuples()
        )
        made.append(((first, second, both, left, *ticked, answered), told))
    assert only_one(made, 3) == set()


@cache
def _told(parts, unasked=frozenset({"false"})):
    """What is told of topics (name, shape, base, *numbers of items), where who has not come is not asked."""
    facts = facts_of({name: (shape, base, dict(numbers)) for name, shape, base, *numbers in parts})
    public = public_facts(facts, 3, (), {"how": [("came", unasked)]})
    columns = ["topic", "item", "n", "base", "note"]
    return [tuple(row) for row in public[columns].astype("object").where(public[columns].notna(), None).to_numpy()]


@pytest.mark.parametrize(("numbers", "topics"), [((4, 6, 9), {"area", "district"}), ((4, 1, 9), {"district"})])
def test_areas_are_told_only_where_all_of_their_districts_are(numbers, topics):
    districts = [("district", f"북부권 {at}", n, sum(numbers), 0, 0) for at, n in enumerate(numbers)]
    areas = [
        ("area", "북부권", sum(numbers[:2]), sum(numbers), 0, 0),
        ("area", "남부권", numbers[2], sum(numbers), 0, 0),
    ]
    public = public_facts(table([*areas, *districts], ONE), 3)
    assert set(public["topic"]) == topics
