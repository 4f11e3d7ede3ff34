"""What a form does not ask leaves nothing in the report: no column, no chart, no section."""

import pandas as pd
import pytest

from output.report import charts
from output.report.numbers import Numbers
from output.report.wording import meeting_words
from tests.transforms.campaign.changed import read_with
from transforms.campaign.campaign import Campaign
from transforms.publishing.facts import TYPES, goal_names

GOALS = (
    '[[questions]]\ncolumn = "goals"\ntitle = "관련 지속가능발전목표(SDGs) (복수 선택)"\n'
    'kind = "goals"\nrequired = true\n'
)
FIRST = '[[questions]]\ncolumn = "wish_1"\ntitle = "희망 모임 분야 (1순위)"\nkind = "field"\nrequired = true\n'
SECOND = '[[questions]]\ncolumn = "wish_2"\ntitle = "희망 모임 분야 (2순위)"\nkind = "field"\nrequired = true\n'


def facts(campaign: Campaign) -> pd.DataFrame:
    names, fields = goal_names(campaign).values(), [f"{each.number}. {each.name}" for each in campaign.fields]
    rows = [
        *(
            (topic, item, "", 5, 9, 5 / 9, "", "many")
            for topic in ("goals_matched", "goals_declared")
            for item in names
        ),
        *((topic, item, "", 2, 14, 1 / 7, "", "one") for topic in ("field", "wish_1", "wish_2") for item in fields),
        *(("goal_field", item, by, 0, 0, None, "", "map") for item in names for by in fields),
    ]
    return pd.DataFrame(rows, columns=list(TYPES)[:8]).astype(
        {k: v for k, v in TYPES.items() if not k.endswith("named")}
    )


@pytest.mark.parametrize(("gone", "n_goals", "n_fields"), [("", 3, 4), (GOALS, 3, 4), (SECOND, 3, 3)])
def test_a_question_that_is_not_asked_is_no_column(gone, n_goals, n_fields):
    campaign = read_with(gone, "") if gone else read_with()
    numbers = Numbers(facts(campaign), campaign)
    goals, fields = charts.goals(numbers)[0], charts.fields(numbers)[0]
    assert (goals.name, len(goals.headings), len(fields.headings)) == ("goals", n_goals, n_fields)
    assert len(goals.rows) == 17 and goals.kind == ("bars" if gone == GOALS else "pair")
    # Each goal is its number on its colour, whether or not the form asks for it.
    assert goals.is_wide and goals.goals == list(range(1, 18)) and len(set(goals.colours)) == 17
    assert all(cell for row in [*goals.rows, *fields.rows] for cell in row)
    # Nobody is in any cell of the map.
    assert charts.network(numbers, is_public=True) == []


def test_a_form_without_activities_shows_the_goals_that_were_ticked_alone():
    campaign = read_with()
    asked = tuple(each for each in campaign.questions if each.column != "activities")
    (chart,) = charts.goals(Numbers(facts(campaign), campaign.model_copy(update={"questions": asked})))
    assert (chart.name, chart.kind, len(chart.headings), len(chart.rows)) == ("goals", "bars", 3, 17)


def test_bands_above_the_highest_that_anybody_is_in_are_no_rows():
    items, counts = ["0", "1", "2", "3", "5–9", "no_answer"], [3, 0, None, 0, 0, 2]
    part = pd.DataFrame({"item": items, "n": pd.array(counts, dtype="Int64")})
    # What is not told may be somebody.
    assert charts.reached(part)["item"].tolist() == ["0", "1", "2", "no_answer"]


def test_who_is_asked_for_no_wish_reads_of_none():
    asked, unasked = (
        meeting_words(campaign, is_seated=True) for campaign in (read_with(), read_with(FIRST, "", SECOND, ""))
    )
    assert "희망" in asked["title"] and "희망" in asked["caption"]
    assert "희망" not in unasked["title"] + unasked["caption"]


def test_what_became_of_no_response_is_no_row():
    campaign = read_with()
    rows = [
        ("disposition", item, "", n, 30, None, "", "one")
        for item, n in (("accepted", 28), ("test", 0), ("superseded", 2))
    ]
    table = pd.DataFrame(rows, columns=list(TYPES)[:8]).astype({"n": "Int64", "base": "Int64", "share": "Float64"})
    (chart,) = charts.dispositions(Numbers(table, campaign))
    assert [row[1] for row in chart.rows] == ["28", "2"]


@pytest.mark.parametrize(
    ("n", "base", "silent", "said"),
    [
        (9, 40, (6, ""), "답한 참여자 40 기준"),
        (9, 46, (None, "covered"), "기준 46 · 긍정: 좋은 쪽 답의 비율. 무응답 수를 싣지 않은 항목은"),
        # However many answered: of what stands beside it few would be told.
        (None, None, (None, "covered"), "3 미만인 수가 드러날 수 있어 기준을 싣지 않음"),
    ],
)
def test_a_scale_says_of_whom_it_tells_and_why_where_it_does_not(n, base, silent, said):
    campaign = read_with()
    question = next(each for each in campaign.questions if each.is_scale)
    note = "" if n else "covered"
    rows = [(question.column, name, n, base, note) for name in question.options.names]
    told = pd.DataFrame([*rows, (question.column, "no_answer", silent[0], None, silent[1])])
    told = told.set_axis(["topic", "item", "n", "base", "note"], axis=1)
    told = told.assign(by="", shape="scale", share=None).astype({"n": "Int64", "base": "Int64", "share": "Float64"})
    (chart,) = [each for each in charts.survey(Numbers(told, campaign)) if each.kind == "stack"]
    assert said in chart.caption
