"""What counts as drift: sizeable, sure, and never an artefact of few responses."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.campaign.sections import Quality
from transforms.changes.drift import alarms, trends
from transforms.publishing.profile import TYPES

RULE = ("finding", "phone_unreadable", "")


def profile(rows: int, *told: tuple[str, str, str, int, int]) -> pd.DataFrame:
    return pd.DataFrame([("rows", "", "", rows, rows), *told], columns=list(TYPES)).astype(TYPES)


def codes(now: pd.DataFrame, *before: pd.DataFrame) -> list[str]:
    return alarms(now, before, Quality())["code"].tolist()


def test_nothing_moved_from_nothing():
    assert codes(profile(100, ("blank", "address", "", 90, 100))) == []


@pytest.mark.parametrize(
    ("n_before", "n_now", "expected"),
    [(100, 100, []), (100, 130, []), (100, 96, []), (100, 95, ["rows_fell"]), (20, 19, []), (20, 18, ["rows_fell"])],
)
def test_rows_that_are_gone(n_before, n_now, expected):
    assert codes(profile(n_now), profile(n_before)) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        # 20 added, all of them blank: 10 % to 25 % of all, but 10 % to 100 % of those added.
        ((10, 100), (30, 120), ["blank_rose"]),
        # Added as blank as ever.
        ((10, 100), (12, 120), []),
        # Nine added say nothing.
        ((10, 100), (19, 109), []),
        # A question that was left out altogether.
        ((0, 100), (100, 100), ["blank_rose"]),
        # Of few there were before nothing follows.
        ((0, 9), (40, 60), []),
        # Fewer blanks are no alarm.
        ((60, 100), (60, 160), []),
    ],
)
def test_blanks_of_the_added_responses_count(before, now, expected):
    old = profile(before[1], ("blank", "address", "", *before))
    new = profile(now[1], ("blank", "address", "", *now))
    assert codes(new, old) == expected


def test_small_steps_add_up():
    """Three a night, all blank: no night's are enough, the week's are."""
    nights = [profile(100 + n, ("blank", "address", "", 10 + n, 100 + n)) for n in range(0, 16, 3)]
    assert codes(nights[1], nights[0]) == []
    assert codes(nights[-1], *nights[:-1]) == ["blank_rose"]


def test_a_rule_that_nothing_broke_before_had_none():
    assert codes(profile(150, (*RULE, 40, 150)), profile(100)) == ["finding_rose"]


def test_late_responses_are_no_news():
    assert codes(profile(150, ("finding", "outside_window", "", 50, 150)), profile(100)) == []


def test_goals_that_shift_either_way():
    before = profile(100, ("share", "goals_matched", "13.기후변화 대응", 50, 100))
    up = profile(160, ("share", "goals_matched", "13.기후변화 대응", 105, 160))
    down = profile(160, ("share", "goals_matched", "13.기후변화 대응", 55, 160))
    assert codes(up, before) == codes(down, before) == ["share_shifted"]


def test_an_answer_that_is_known_to_be_unknown_is_told_once():
    new = profile(120, ("unknown_answer", "kind", "사회적 협동조합", 6, 120))
    again = profile(140, ("unknown_answer", "kind", "사회적협동조합", 9, 140))
    assert codes(new, profile(100)) == ["answer_new"]
    assert codes(again, new) == []


@settings(max_examples=30, deadline=None)
@given(st.integers(10, 400), st.integers(10, 400), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_one_and_the_same_share_raises_hardly_ever_an_alarm(n_before, n_added, share, seed):
    import random

    chance = random.Random(seed)
    one, other = (sum(chance.random() < share for _ in range(n)) for n in (n_before, n_added))
    before = profile(n_before, ("blank", "address", "", one, n_before))
    now = profile(n_before + n_added, ("blank", "address", "", one + other, n_before + n_added))
    found = alarms(now, [before], Quality())
    # 3.5 standard errors: less than one in two thousand.
    assert found.empty or abs(one / n_before - other / n_added) >= Quality().blank_rise


def test_trends_run_in_the_order_of_first_sight():
    told = trends(
        profile(120, ("disposition", "accepted", "", 90, 120), ("blank", "address", "", 9, 90)),
        "2024-05-02",
        [("2024-05-01", profile(100, ("disposition", "accepted", "", 80, 100), (*RULE, 4, 100)))],
    )
    assert told.values.tolist() == [["2024-05-01", 100, 80, 0, 0, 4], ["2024-05-02", 120, 90, 9, 90, 0]]
