"""What the office wrote beside a response: called off, or received by telephone."""

import pandas as pd

from tests.transforms.reading.forms import COUNCIL, TITLE, plain, read
from transforms.campaign.sections import StaffColumns

SAID = StaffColumns(titles=("처리", "둘째 처리"), withdrawn=("취소",), received=("전화접수",))
OFFICE = COUNCIL.model_copy(update={"staff_columns": SAID})


def noted(*notes: str) -> pd.DataFrame:
    """The plain responses with a note of the office beside each of the first."""
    table = plain().assign(처리="", **{"둘째 처리": "확인"})
    table.loc[: len(notes) - 1, "처리"] = notes
    return table


def test_who_called_it_off_is_withdrawn_in_whatever_words_the_office_said_so():
    found = read(noted("취소 10.30.", "10/28 취소 전화 옴", "통화함", "본인이 취소하심"), campaign=OFFICE)
    assert found.reasons() == {1: "cancelled", 2: "cancelled", 4: "cancelled"}
    assert found.judged["disposition"].value_counts().to_dict() == {"": 9, "withdrawn": 3}
    assert read(noted("취소"), campaign=COUNCIL).reasons() == {}


def test_a_note_that_nothing_was_called_off_calls_nothing_off():
    found = read(noted("취소 아님", "취소하지 않는다고 함", "취소 문의 옴(10/28)", "취소 철회"), campaign=OFFICE)
    assert found.reasons() == {}
    found = read(
        noted("확인(취소한다더니 다시 오신다 함)", "취소했다가 다시 신청", "취소했다가 또 취소함"), campaign=OFFICE
    )
    assert found.reasons() == {3: "cancelled"}


def test_who_called_needs_no_moment_and_consents_to_staff_unless_refused():
    table = noted("", "전화접수(도경)", "전화접수", "전화접수")
    table.loc[1:3, TITLE["submitted_at"]] = ""
    table.loc[0, TITLE["submitted_at"]] = "2024-06-30 10:00:00"
    table.loc[1:2, TITLE["consent"]] = ""
    table.loc[3, TITLE["consent"]] = "동의하지 않습니다"
    found = read(table, campaign=OFFICE)
    assert found.reasons() == {1: "outside_window", 4: "consent_refused"}
    # Nothing above stands in the window: the row below says when.
    assert found.answers.responses["submitted_at"][1:4].tolist() == [found.answers.responses["submitted_at"][4]] * 3
    told = found.findings.query("code == 'received_by_staff'")
    assert len(told) == 3 and found.answers.responses["response_id"].is_unique


def test_a_row_that_only_staff_wrote_in_is_no_response():
    table = noted("취소")
    table.loc[len(table)] = {**dict.fromkeys(table.columns, ""), "처리": "전화접수"}
    assert len(read(table, campaign=OFFICE).answers.responses) == 12


def test_who_stays_and_does_not_come_is_no_cancellation():
    said = SAID.model_copy(update={"absent": ("행사 취소", "불참")})
    office = COUNCIL.model_copy(update={"staff_columns": said})
    found = read(noted("행사 취소(등록 유지)", "한마당만 불참", "불참 아님", "취소"), campaign=office)
    assert found.reasons() == {4: "cancelled"}
    assert found.judged["attendance"].tolist()[:3] == ["no", "no", "yes"]


def test_a_word_of_one_column_says_nothing_of_a_word_in_another():
    office = COUNCIL.model_copy(update={"staff_columns": SAID.model_copy(update={"withdrawn": ("X",)})})
    table = noted("X", "X", "X 아님")
    table.loc[0, "둘째 처리"] = "철회(두 줄 다)"
    assert read(table, campaign=office).reasons() == {1: "cancelled", 2: "cancelled"}


def test_what_came_late_counts_where_the_office_lets_it():
    office = COUNCIL.model_copy(update={"staff_columns": SAID.model_copy(update={"in_time": ("연장 인정",)})})
    table = noted("연장 인정", "연장을 물으심", "연장 인정 아님")
    table.loc[:2, TITLE["submitted_at"]] = "2024-06-30 10:00:00"
    found = read(table, campaign=office)
    assert found.reasons() == {2: "outside_window", 3: "outside_window"}
    assert found.answers.responses["submitted_at"][0].startswith("2024-06-30")


def test_what_the_office_holds_back_waits_until_the_word_is_gone():
    office = COUNCIL.model_copy(update={"staff_columns": SAID.model_copy(update={"held": ("보류",)})})
    found = read(noted("보류(주소 확인)", "보류 해제", "보류 아님", "취소, 보류", ""), campaign=office)
    assert found.reasons() == {1: "held", 4: "cancelled"}


def test_a_day_beside_the_word_for_a_call_says_when_it_was_received():
    table = noted(
        "4/30 전화접수", "전화접수(05.02)", "전화접수 6월 30일", "전화접수 5.3(금), 5.7 확인", "전화접수 4/25"
    )
    table.loc[:3, TITLE["submitted_at"]] = ""
    # Typed after the close: it was told before.
    table.loc[4, TITLE["submitted_at"]] = "2024-06-30 10:00:00"
    found = read(table, campaign=OFFICE)
    at = found.answers.responses["submitted_at"].str.slice(0, 10).tolist()
    assert at[:3] == ["2024-04-30", "2024-05-02", "2024-06-30"] and at[4] == "2024-04-25"
    # Of two days nobody knows which: it stands where its row does.
    assert at[3] == "2024-05-02"
    assert found.reasons() == {3: "outside_window"}


def test_a_sign_as_the_word_of_the_office_is_that_sign_alone():
    signs = StaffColumns(titles=("처리", "둘째 처리"), withdrawn=("⊗",), received=("☎",))
    found = read(
        noted("⊗", "10/28 ⊗ 전화 옴", "※ 확인", "○"), campaign=COUNCIL.model_copy(update={"staff_columns": signs})
    )
    assert found.reasons() == {1: "cancelled", 2: "cancelled"}
    table = noted("☎ 도경", "☎", "○", "")
    table.loc[:3, TITLE["consent"]] = ""
    read_by_sign = read(table, campaign=COUNCIL.model_copy(update={"staff_columns": signs}))
    assert read_by_sign.answers.responses["consent"][:4].tolist() == ["yes", "yes", "", ""]
