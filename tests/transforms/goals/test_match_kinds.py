"""Kinds of texts that nobody taught: children, elders, programmes as publishers tag them, very short ones, empty ones.

Written and labelled before the matcher was changed for them, none is a training text. Misses of the short, the plain
ones, the reports and those that say nothing were looked at afterwards; of ``unlooked``, which say nothing too, none.
Programmes and reports have every goal that a publisher would tag; any may lead. Misses of the ``fresh`` ones (names,
children, citizens' answers, indicators, a budget's lines, students' stalls) were not looked at either.
"""

import json
from pathlib import Path

import pytest

from transforms.goals.match import SURE, read_all

TEXTS = [json.loads(line) for line in (Path(__file__).parent / "kinds.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def read_by_kind():
    """For each kind its labels, the goals read and whether they are called sure."""
    found = {}
    for each, reading in zip(TEXTS, read_all([each["text"] for each in TEXTS]), strict=True):
        is_sure = bool(reading.goals) and reading.goals[0][4] == SURE
        found.setdefault(each["kind"], []).append((each["sdgs"], [goal for goal, *_ in reading.goals], is_sure))
    return found


@pytest.mark.parametrize(
    ("kind", "right", "cover"),
    [
        ("child", 0.84, 0.45),
        ("elder", 0.9, 0.6),
        ("fresh", 0.9, 0.62),
        ("plain", 0.95, 0.55),
        ("programme", 0.93, 0.65),
        ("report", 0.94, 0.65),
        ("short", 0.95, 0.55),
    ],
)
def test_the_first_goal_is_among_those_labelled_and_what_is_sure_is_right(read_by_kind, kind, right, cover):
    leads = [(bool(goals) and goals[0] in wanted, is_sure) for wanted, goals, is_sure in read_by_kind[kind]]
    sure = [is_right for is_right, is_sure in leads if is_sure]
    assert sum(is_right for is_right, _ in leads) / len(leads) >= right
    assert sum(sure) / len(sure) >= 0.94
    assert len(sure) / len(leads) >= cover


@pytest.mark.parametrize(("kind", "answered", "sure"), [("nothing", 0.05, 1), ("unlooked", 0.1, 3)])
def test_what_says_nothing_is_not_answered(read_by_kind, kind, answered, sure):
    found = [(bool(goals), is_sure) for _, goals, is_sure in read_by_kind[kind]]
    assert sum(is_told for is_told, _ in found) / len(found) <= answered
    assert sum(is_sure for _, is_sure in found) <= sure
