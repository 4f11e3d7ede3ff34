"""Last year's list beside this year's participants: spellings are one body, likeness a question, people stay apart."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.bodies.earlier import read_earlier, recall, standing
from transforms.campaign.sections import Earlier
from transforms.errors.guests import EarlierEmptyError, EarlierHeadingsError
from transforms.reading.normalise import normalise
from transforms.reading.pages import Page

CAMPAIGN_ = read_campaign(CAMPAIGN)
FOUND = ["name", "status", "now", "rule"]


def present(*bodies, returning=""):
    """participants and judged of responses: (name, kind) or (name, kind, another name that it gave before)."""
    asked = [(name, kind, at) for at, (name, kind, *others) in enumerate(bodies) for name in (*others, name)]
    cells = pd.DataFrame(
        [(name, kind, returning) for name, kind, _ in asked], columns=["name", "kind", "is_returning"], dtype="str"
    )
    judged = normalise(cells, CAMPAIGN_).responses.assign(participant_id=[f"p{at}" for *_, at in asked])
    judged["response_id"] = [f"r{at}" for at in range(len(judged))]
    latest = judged.drop_duplicates("participant_id", keep="last")
    return latest.sort_values("participant_id", ignore_index=True), judged


def listed(*rows, headings=("기관·단체명", "구분", "다른 이름"), campaign=CAMPAIGN_):
    return read_earlier([Page("2023.csv", "", [headings, *rows])], campaign)


def recalled(rows, bodies, returning=""):
    participants, judged = present(*bodies, returning=returning)
    made = recall(listed(*rows), participants, judged, ("청주시", "청주"))
    names = participants.set_index("participant_id")["name"]
    now = made.table["participant_id"].fillna(made.table["likely_participant_id"]).map(names)
    table = made.table.assign(now=now)
    return table[FOUND].astype("object").where(table[FOUND].notna(), None).to_numpy().tolist(), made, participants


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("(사)무심천 지킴이", "무심천지킴이"),
        ("무심천지킴이", "사단법인 무심천-지킴이"),
        ("햇살이음 사회적협동조합", "햇살이음"),
        ("청주새터울초등학교", "청주 새터울초"),
        ("ＹＷＣＡ 청주", "YWCA청주"),
        ("㈜초록살림", "주식회사 초록살림"),
    ],
)
def test_spellings_of_one_name_are_one_body(then, now):
    found, made, participants = recalled([(then, "단체")], [(now, "단체"), ("다른모임", "단체")])
    assert [row[1:] for row in found] == [["returning", participants["name"][0], "same_name"]]
    assert standing(participants, made.table).tolist() == [True, False]
    assert made.findings.empty


@pytest.mark.parametrize(
    ("then", "now", "rule"),
    [
        ("(주)햇살이음", "햇살이음 협동조합", "other_form"),
        ("청주환경사랑모임", "환경사랑모임", "same_essence"),
        ("무심천가꾸기시민모임", "무심천가꾸기시민모임들", "close_name"),
    ],
)
def test_what_is_alike_is_a_question_and_not_counted(then, now, rule):
    found, made, participants = recalled([(then, "단체")], [(now, "단체")])
    assert [row[1:] for row in found] == [["lapsed", participants["name"][0], rule]]
    assert made.findings[["response_id", "code"]].to_numpy().tolist() == [["r0", "earlier_likely"]]
    # The officer settles it in the list.
    found, made, _ = recalled([(then, "단체", now)], [(now, "단체")])
    assert [row[1::2] for row in found] == [["returning", "other_name"]]
    assert made.findings.empty


@pytest.mark.parametrize(
    ("then", "now"),
    [("충북여성연대", "충북남성연대"), ("한빛솔초등학교", "한빛솔중학교"), ("상당구모임", "서원구모임")],
)
def test_others_are_others(then, now):
    found, made, _ = recalled([(then, "단체")], [(now, "단체")])
    assert [row[1:] for row in found] == [["lapsed", None, None]]
    assert made.findings.empty


def test_people_and_bodies_of_one_name_are_two():
    found, _, _ = recalled([("한마음", "단체"), ("김노을", "개인")], [("한마음", "개인"), ("김노을", "개인")])
    assert found == [["한마음", "lapsed", None, None], ["김노을", "returning", "김노을", "same_name"]]


def test_a_name_of_an_earlier_answer_is_a_name():
    found, _, _ = recalled([("옛이름모임", "단체")], [("새이름모임", "단체", "옛이름모임")])
    assert found == [["옛이름모임", "returning", "새이름모임", "same_name"]]


def test_rows_of_one_body_are_one_body():
    rows = [("무심천지킴이", "단체"), ("(사)무심천 지킴이", ""), ("지킴이들", "단체", "무심천지킴이")]
    found, made, _ = recalled(rows, [("무심천지킴이", "단체")])
    assert found == [["무심천지킴이", "returning", "무심천지킴이", "same_name"]]
    assert made.table["n_rows"].tolist() == [3]


def test_several_of_one_name_are_told_and_one_is_taken():
    found, made, _ = recalled([("한마음회", "단체")], [("한마음회", "기업"), ("한마음회", "단체")])
    assert [row[1] for row in found] == ["returning"]
    assert made.table["participant_id"].tolist() == ["p1"]
    assert sorted(made.findings["response_id"]) == ["r0", "r1"]
    assert set(made.findings["code"]) == {"earlier_several"}


def test_of_several_alike_the_one_who_says_so_came_back():
    participants, judged = present(("김노을", "개인"), ("김노을", "개인"))
    for at in (0, 1):
        said = participants.assign(is_returning=pd.Series([at == 0, at == 1], dtype="boolean"))
        made = recall(listed(("김노을", "개인")), said, judged, ("청주시", "청주"))
        assert made.table["participant_id"].tolist() == [f"p{at}"]


@pytest.mark.parametrize(
    ("then", "answer", "codes"),
    [
        ("무심천지킴이", "예", []),
        ("무심천지킴이", "아니오", ["returning_disagrees"]),
        ("다른모임", "예", ["returning_disagrees"]),
        ("다른모임", "아니오", []),
        ("무심천지킴이", "모름", []),
    ],
)
def test_an_answer_that_the_list_contradicts_is_a_finding_and_stays(then, answer, codes):
    _, made, participants = recalled([(then, "단체")], [("무심천지킴이", "단체")], returning=answer)
    assert made.findings["code"].tolist() == codes
    assert participants["is_returning"].astype("object").tolist() == [{"예": True, "아니오": False}.get(answer, pd.NA)]


def test_headings_titles_sums_and_blanks_of_a_kept_list():
    rows = [
        ["2023 지속가능청주 참여자 명단", "", "", ""],
        ["연번", "참여 구분", "기관·단체명", "성명"],
        ["1", "단체", "무심천지킴이", "한가람"],
        ["", "", "", ""],
        ["2", "개인", "", "노을빛"],
        ["3", "개인(시민)", "개인", "하늘별"],
        ["", "합계", "", ""],
        ["", "", "합 계", ""],
    ]
    table = read_earlier([Page("2023.xlsx", "안내", [["읽어 주세요"]]), Page("2023.xlsx", "명단", rows)], CAMPAIGN_)
    assert table[["row", "name"]].to_numpy().tolist() == [[3, "무심천지킴이"], [5, "노을빛"], [6, "하늘별"]]
    assert table["is_person"].tolist() == [False, True, True]


def test_own_headings_of_the_campaign():
    earlier = Earlier(year=2023, file="x", headings={"name": ("함께한 곳",)})
    own = CAMPAIGN_.model_copy(update={"earlier": earlier})
    assert listed(("무심천지킴이",), headings=("함께한 곳",), campaign=own)["name"].tolist() == ["무심천지킴이"]
    with pytest.raises(EarlierHeadingsError, match=r"2023\.csv.*\n.*기관·단체명"):
        listed(("무심천지킴이",), headings=("함께한 곳",))
    with pytest.raises(EarlierEmptyError, match=r"2023\.csv"):
        listed(("", "", ""))


def test_the_order_of_the_list_and_of_the_responses_is_of_no_account():
    rows = [
        ("무심천지킴이", "단체"),
        ("김노을", "개인"),
        ("청주환경사랑모임", "단체"),
        ("지킴이들", "", "무심천지킴이"),
    ]
    bodies = [("무심천 지킴이", "단체"), ("김노을", "개인"), ("환경사랑모임", "단체")]
    one = recalled(rows, bodies)[1].table
    other = recalled(rows[::-1], bodies)[1].table
    kept = ["status", "participant_id", "likely_participant_id", "is_person", "n_rows"]
    assert sorted(one[kept].astype("str").to_numpy().tolist()) == sorted(other[kept].astype("str").to_numpy().tolist())
