"""The table of facts as it is asked: a scale is told on steps that its questions share, in order, without a gap."""

import pandas as pd

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.publishing.counts import Counts

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
