"""Pairs of a meeting: by shared goals, by goals that serve each other, by words."""

import time

import numpy as np
import pandas as pd

from transforms.event.pairs import evidence_words, pairs
from transforms.reference import rows

NO_THEMES = pd.DataFrame({"participant_id": pd.Series(dtype="str"), "theme": pd.Series(dtype="str")})


def _pairs(goals: dict[str, list[int]], words: dict[str, list[str]], most: int = 1) -> pd.DataFrame:
    names = sorted({*goals, *words})
    return pairs(
        pd.DataFrame({"field": 1, "participant_id": names}),
        pd.DataFrame([(p, g) for p, gs in goals.items() for g in gs], columns=["participant_id", "goal"]),
        pd.DataFrame([(p, w) for p, ws in words.items() for w in ws], columns=["participant_id", "word"], dtype="str"),
        NO_THEMES,
        most,
    )


def test_the_rarer_shared_goal_and_the_shared_word_come_first() -> None:
    found = _pairs(
        {"a": [11, 14], "b": [11, 14], "c": [11], "d": [11], "e": [11], "f": [11]}, {"c": ["줍깅"], "d": ["줍깅"]}
    )
    told = list(zip(found["participant_1"], found["participant_2"], found["shared"], found["words"], strict=True))
    assert set(told) == {("a", "b", "11 14", ""), ("c", "d", "11", "줍깅"), ("e", "f", "11", "")}
    assert told[-1] == ("e", "f", "11", "")


def test_complementary_goals_stand_in_the_order_of_the_two() -> None:
    found = _pairs({"a": [13], "b": [4]}, {})
    assert found[["goal_1", "goal_2"]].to_numpy().tolist() == [[13, 4]]
    assert found["together"].iloc[0] == next(
        r["together"] for r in rows("goal_pairs") if (r["goal_1"], r["goal_2"]) == ("4", "13")
    )


def test_nothing_in_common_is_no_pair() -> None:
    assert _pairs({"a": [14], "b": [1]}, {"c": ["줍깅"]}).empty
    assert _pairs({}, {}).empty


def test_nobody_stands_in_more_pairs_than_asked_and_shuffled_rows_change_nothing() -> None:
    generator = np.random.default_rng(3)
    ids = [f"p-{n:03}" for n in range(300)]
    members = pd.DataFrame({"field": 1, "participant_id": ids})
    goals = pd.DataFrame(
        {"participant_id": np.repeat(ids, 3), "goal": generator.integers(1, 18, 900)}
    ).drop_duplicates()
    words = pd.DataFrame(
        {"participant_id": np.repeat(ids, 4), "word": [f"w{n}" for n in generator.integers(0, 80, 1200)]}
    ).drop_duplicates()
    start = time.perf_counter()
    found = pairs(members, goals, words, NO_THEMES, 2)
    assert time.perf_counter() - start < 5
    times = pd.concat([found["participant_1"], found["participant_2"]]).value_counts()
    assert times.max() == 2 and times.min() >= 1 and len(times) == 300
    assert not found[["participant_1", "participant_2"]].duplicated().any()
    assert found["score"].is_monotonic_decreasing
    shuffled = [table.sample(frac=1, random_state=5) for table in (members, goals, words)]
    pd.testing.assert_frame_equal(pairs(*shuffled, NO_THEMES, 2), found)


def test_words_are_those_of_the_word_list_each_once() -> None:
    told = evidence_words(
        pd.DataFrame(
            {
                "activity_id": ["a-1", "a-2", "b-1"],
                "basis": ["words", "words", "model"],
                "evidence": ["줍깅+5 · 하천 정화+3", "줍깅+2 · 숲+1", "자전거 40% · 도시 20%"],
            }
        ),
        pd.DataFrame({"activity_id": ["a-1", "a-2", "b-1"], "participant_id": ["a", "a", "b"]}),
    )
    assert told.to_numpy().tolist() == [["a", "줍깅"], ["a", "하천 정화"]]


def test_the_reference_names_each_pair_once_in_order() -> None:
    told = [(int(r["goal_1"]), int(r["goal_2"])) for r in rows("goal_pairs")]
    assert told == sorted(set(told)) and all(one < other for one, other in told)
    assert all(0 < float(r["weight"]) <= 1 and r["together"].endswith("기") for r in rows("goal_pairs"))
