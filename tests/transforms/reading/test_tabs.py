"""Several tabs of one campaign read as one table: order, differing questions, where each row stands."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.errors.headings import QuestionGoneError
from transforms.reading.answered import answered, sheet_rows
from transforms.reading.headings import ORIGIN, match_headings
from transforms.reading.tabs import Part, joined
from transforms.review.participant_sheets import texts_filled

TITLES = ["타임스탬프", "개인정보 수집·이용 동의", "기관·단체명", "주소", "점심"]
BEFORE = [["2024. 4. 22 오전 9:00:00", "동의합니다", "가나모임", "상당구 1", ""], ["", "", "", "", ""]]
LATER = [["2024. 5. 2 오전 9:00:00", "새길", "동의합니다", "김밥"]]


@pytest.fixture(scope="module")
def campaign():
    made = read_campaign(CAMPAIGN)
    kept = ("submitted_at", "consent", "name", "address")
    asked = tuple(
        q.model_copy(update={"title": title, "former": (), "is_required": q.column != "address"})
        for q, title in zip((made.by_column[name] for name in kept), TITLES, strict=False)
    )
    return made.model_copy(update={"questions": asked})


def part(name, headings, rows, n_above=0):
    return Part(name, tuple(headings), pd.DataFrame(rows, dtype="str"), n_above)


def test_each_question_stands_once_whatever_a_tabs_order_and_wording(campaign):
    parts = [
        part("처음", TITLES[:4], [row[:4] for row in BEFORE]),
        part("나중", [TITLES[0], "기관 단체명(이름)", TITLES[1], TITLES[4]], LATER, 1),
    ]
    whole = joined(parts, campaign, "a.xlsx")
    found = match_headings(whole.headings, whole.cells, campaign, "a.xlsx")
    cells = found.arrange(whole.cells, campaign)
    assert cells["name"].tolist() == ["가나모임", "", "새길"]
    assert cells["address"].tolist() == ["상당구 1", "", ""]
    assert cells["consent"].tolist() == ["동의합니다", "", "동의합니다"]
    assert found.passed_over == (TITLES[4],)
    assert "처음 2 · 나중 1" in whole.told[0]
    assert "나중" in whole.told[1]
    assert "기관 단체명(이름)" in whole.told[1]
    # A blank row is none, though it has its place; every row is named by its own tab, in their order.
    assert answered(cells).index.tolist() == [0, 2]
    rows = sheet_rows(pd.Series([3, 1]), cells, 0)
    assert rows.tolist() == ["나중 3", "처음 2"]
    assert rows.sort_values().tolist() == ["처음 2", "나중 3"]
    assert texts_filled(pd.DataFrame({"row": rows}))["row"].tolist() == ["나중 3", "처음 2"]
    assert sheet_rows(pd.Series([3, 1]), cells.drop(columns=ORIGIN), 1).tolist() == [5, 3]


def test_a_tab_that_lacks_what_is_required_stops_the_reading(campaign):
    with pytest.raises(QuestionGoneError, match=TITLES[2].replace("·", ".")):
        joined(
            [part("처음", TITLES[:4], [BEFORE[0][:4]]), part("나중", [*TITLES[:2], "사는 곳"], [LATER[0][:3]])],
            campaign,
            "a.xlsx",
        )


def test_a_question_in_several_columns_is_one_answer(campaign):
    made = read_campaign(CAMPAIGN).by_column["activities"]
    several = made.model_copy(
        update={"title": "활동 1", "former": (), "more": ("활동 2", "활동 3"), "is_required": False}
    )
    asked_ = read_campaign(CAMPAIGN).model_copy(update={"questions": (*campaign.questions, several)})
    headings = [*TITLES[:4], "활동 3", "활동 1", "활동 2"]
    rows = [[*BEFORE[0][:4], "셋", "하나", ""], [*BEFORE[0][:4], "", "하나", "둘"]]
    cells = pd.DataFrame(rows, dtype="str")
    found = match_headings(headings, cells, asked_, "a.csv")
    assert found.arrange(cells, asked_)["activities"].tolist() == ["하나\n셋", "하나\n둘"]
    assert found.findings().empty
    # In two tabs the columns may be others.
    whole = joined(
        [part("가", headings, rows), part("나", headings[:4] + headings[5:6], [[*rows[0][:4], "넷"]])], asked_, "a"
    )
    again = match_headings(whole.headings, whole.cells, asked_, "a").arrange(whole.cells, asked_)
    assert again["activities"].tolist() == ["하나\n셋", "하나\n둘", "넷"]
