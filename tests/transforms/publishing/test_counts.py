"""The table of facts as it is asked: a scale is told on steps that its questions share, in order, without a gap."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.campaign.tables import GoalLabel
from transforms.publishing.counts import Counts
from transforms.publishing.dimensions import of_goals
from transforms.publishing.facts import _days, goal_names, goals_told

COUNCIL = read_campaign(CAMPAIGN)
ONE, TWO = [question for question in COUNCIL.questions if question.is_scale][:2]


def counts(**told):
    rows = [
        (topic, item, "", n, 40, "covered" if n is None else "", "scale")
        for topic, parts in told.items()
        for item, n in parts.items()
    ]
    table = pd.DataFrame(rows, columns=["topic", "item", "by", "n", "base", "note", "shape"])
    return Counts(table.astype({"n": "Int64", "base": "Int64"}), COUNCIL)


def test_answers_that_stand_together_in_one_question_do_in_all():
    told = counts(
        satisfaction_information={"매우 만족": 9, "만족": 8, "보통": 7, "불만족~매우 불만족": 6, "no_answer": 10},
        satisfaction_exchange={"매우 만족~만족": 12, "보통": 8, "불만족": 5, "매우 불만족": 5, "no_answer": 10},
    )
    steps = told.steps([ONE, TWO])
    assert steps == ["매우 만족~만족", "보통", "불만족~매우 불만족"]
    assert [told.on_step(ONE, step) for step in steps] == [(17, ""), (7, ""), (6, "")]
    assert [told.on_step(TWO, step) for step in steps] == [(12, ""), (8, ""), (10, "")]


def test_a_scale_is_whole_where_nobody_gave_an_answer_and_what_is_covered_stays_so():
    told = counts(
        satisfaction_information={"매우 만족": 20, "만족": 20, "보통": 0, "불만족": None, "매우 불만족": None}
    )
    assert told.steps([ONE]) == list(ONE.options.names)
    assert [told.on_step(ONE, step)[0] for step in ONE.options.names] == [20, 20, 0, None, None]
    assert told.half(ONE, better=True) == (40, 40)
    assert told.half(ONE, better=False) is None


def counts_of(campaign, **told):
    """Counts of goals: topic to the numbers of the seventeen, and of those who gave no answer (n, note)."""
    rows = []
    for topic, (numbers, silent) in told.items():
        rows += [
            (topic, item, n, 40, "covered" if n is None else "")
            for item, n in zip(goal_names(campaign).values(), numbers, strict=True)
        ]
        rows += [(topic, "no_answer", silent[0], None, silent[1])] if silent else []
    table = pd.DataFrame(rows, columns=["topic", "item", "n", "base", "note"]).assign(by="", shape="many")
    return Counts(table.astype({"n": "Int64", "base": "Int64"}), campaign)


@pytest.fixture
def twelve():
    """A council that lists the first twelve goals."""
    own = {number: f"우리 목표 {number}" for number in range(1, 13)}
    listed = tuple(GoalLabel.model_validate({"number": n, "label": name, "former": ""}) for n, name in own.items())
    campaign = COUNCIL.model_copy(update={"goals": listed})
    # A copy keeps what the first has worked out.
    vars(campaign).pop("goal_names", None)
    return campaign


def test_a_council_with_twelve_goals_of_its_own_has_no_others_but_those_that_somebody_chose(twelve):
    assert [*goal_names(twelve)] == [*range(1, 13)] and [*goal_names(COUNCIL)] == [*range(1, 18)]
    names = goal_names(twelve, [14, 15])
    assert [*names] == [*range(1, 13), 14, 15]
    rows = [("goals_declared", name, n) for name, n in zip(names.values(), [5] * 12 + [3, None], strict=True)]
    told = pd.DataFrame(rows, columns=["topic", "item", "n"]).astype({"n": "Int64"})
    # That a number is covered would tell everyone that it is not none; a named body's choice is there to be read.
    assert [*goals_told(told, twelve)] == [*range(1, 13), 14]
    assert [*goals_told(told, twelve, [15, 16])] == [*range(1, 13), 14, 15, 16]
    shown = of_goals(told, goals_told(told, twelve))
    assert shown["item"].tolist() == [names[n] for n in (*range(1, 13), 14)]
    counted = Counts(shown.assign(by="", base=40, note="", shape="many").astype({"base": "Int64"}), twelve)
    assert counted.goals == set(shown["item"])


def test_of_how_many_is_the_same_whether_or_not_it_is_told_who_gave_no_answer():
    numbers = [5] * 17
    office = counts_of(COUNCIL, goals_declared=(numbers, (4, "")))
    public = counts_of(COUNCIL, goals_declared=(numbers, (3, "at_least")))
    assert (office.base("goals_declared"), office.asked("goals_declared")) == (40, 44)
    assert (public.base("goals_declared"), public.asked("goals_declared")) == (40, 40)
    assert [each.holds_silent("goals_declared") for each in (office, public)] == [False, True]


def test_who_is_let_in_after_the_close_counts_on_its_last_day():
    at = ["2024-05-09T10:00:00+09:00", "2024-05-10T10:00:00+09:00", "2024-06-30T10:00:00+09:00"]
    responses = pd.DataFrame({"disposition": "accepted", "submitted_at": at, "participant_id": ["p1", "p2", "p3"]})
    told = {
        item: (n, base, named)
        for _, item, _, n, base, _, named, _ in _days(responses, pd.DataFrame({"participant_id": ["p3"]}), COUNCIL)
    }
    assert (len(told), told["2024-05-09"], told["2024-05-10"]) == (19, (1, 3, 0), (2, 3, 1))
