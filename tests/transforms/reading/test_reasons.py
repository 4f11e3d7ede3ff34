"""True reasons: broken cells, blank consent, missing stamps, rows of sums, and what an officer decides about them."""

import pandas as pd
import pytest

from expectations.responses import check_responses
from flows.campaigns import read_campaign
from output.formats.labels import labels
from tests.conftest import with_form
from tests.transforms.reading.forms import COUNCIL, TITLE, Read, plain, read
from transforms.bodies.customs import customs_of
from transforms.bodies.identities import no_marks
from transforms.bodies.settle import identity_key, settle
from transforms.decisions import corrections, decisions
from transforms.errors.headings import ColumnUnreadableError
from transforms.parse.text import is_broken
from transforms.reading.answered import is_sum, parted
from transforms.reading.normalise import normalise
from transforms.reading.quarantine import set_aside
from transforms.review.review import every_response, quarantined, unconsented


def with_cells(*cells: tuple[int, str, str]) -> pd.DataFrame:
    table = plain()
    for row, column, value in cells:
        table.loc[row - 1, TITLE[column]] = value
    return table


@pytest.mark.parametrize(
    "error",
    [
        "#NAME?",
        "#ERROR!",
        "#REF!",
        "#VALUE!",
        "#N/A",
        "#DIV/0!",
        "#NUM!",
        "Err:502",
        "####",
        "#NOM?",
        "#BEZUG!",
        "#¡VALOR!",
        "#ССЫЛКА!",
        "오류:508",
    ],
)
def test_every_error_of_a_spreadsheet_is_known(error):
    assert is_broken(error)
    assert is_broken(f"  {error.lower()} ")


def test_an_answer_about_errors_is_an_answer():
    assert not any(
        map(is_broken, ("#1 하천 정화", "#해시태그 캠페인", "2E", "1e5", "Error 없는 마을", "#NAME? 이라고 나옵니다"))
    )


def test_a_broken_cell_is_a_finding_in_every_column_and_never_an_answer():
    names = [question.column for question in COUNCIL.questions]
    table = pd.concat([plain()] * 3, ignore_index=True).iloc[: len(names)]
    for row, name in enumerate(names):
        table.loc[row, TITLE[name]] = "#REF!"
    found = read(table.reset_index(drop=True))
    for row, name in enumerate(names, 1):
        assert ("cell_broken", name) in found.codes(row), name
    at = {name: row for row, name in enumerate(names, 1)}
    reasons = found.reasons()
    assert reasons[at["consent"]] == "consent_unreadable"
    assert reasons[at["submitted_at"]] == "moment_unreadable"
    assert reasons[at["name"]] == "name_broken"
    assert set(reasons) == {at["consent"], at["submitted_at"], at["name"]}
    told = found.judged.set_index("row_number")
    assert told.loc[at["name"], "name"] == ""
    assert told.loc[at["attendance"], "attendance"] == "undecided"
    assert pd.isna(told.loc[at["phone"], "phone"])


def test_a_number_in_powers_of_ten_is_read_only_where_no_digit_is_lost():
    found = read(
        with_cells(
            (1, "phone", "8.21012E+11"),
            (2, "phone", "1.01E+09"),
            (3, "phone", "1.012345678E+9"),
            (4, "headcount", "1E+02"),
        )
    )
    assert found.column("phone")[:3] == [None, None, "+821012345678"]
    assert found.column("headcount")[3] is None
    assert all(("cell_broken", "phone") in found.codes(row) for row in (1, 2, 3))
    assert ("cell_broken", "headcount") in found.codes(4)
    assert found.reasons() == {}


def test_a_count_that_became_a_date_is_no_count():
    found = read(with_cells((1, "headcount", "3-Feb"), (2, "headcount", "02월 03일"), (3, "headcount", "Feb-03")))
    assert found.column("headcount")[:3] == [None] * 3
    assert all(("headcount_unreadable", "is_headcount_read") in found.codes(row) for row in (1, 2, 3))


def test_ticks_of_which_a_part_is_no_option_are_told_by_row():
    campaign = read_campaign("cheongju-2024")
    cells = pd.DataFrame({"together": ["공동 캠페인, 견학", "공동 캠페인·분야별 정기 모임", "공동 캠페인 3회"]})
    noted = normalise(cells, campaign).noted
    assert noted[["response", "code", "question"]].values.tolist() == [[2, "ticks_unread", "together"]]


def test_letters_that_an_old_encoding_lost_are_told_by_row():
    found = read(
        with_cells((1, "representative", "한?람"), (2, "name", "??마을"), (3, "attendees", "네, 가도 되나요?"))
    )
    assert ("letters_lost", "representative") in found.codes(1) and ("letters_lost", "name") in found.codes(2)
    assert not any(code == "letters_lost" for code, _ in found.codes(3))
    assert found.column("representative")[0] == "한?람"


def test_what_stands_for_no_answer_here_is_blank():
    council = with_form(COUNCIL, blank_words=("총무에게 문의",))
    cells = pd.DataFrame(
        {"name": ["가나다"], "representative": ["총무에게  문의"], "phone": ["총무에게 문의."]}, dtype="str"
    )
    assert normalise(cells, council).responses[["representative", "is_phone_read"]].iloc[0].tolist() == ["", True]
    assert normalise(cells, COUNCIL).responses["representative"].iloc[0] == "총무에게 문의"


def test_a_person_whose_name_cell_broke_is_known_by_name():
    found = read(with_cells((1, "kind", "개인"), (1, "name", "#NAME?")))
    assert found.reasons() == {}
    assert found.column("name")[0] == plain()[TITLE["contact_name"]][0]
    assert ("cell_broken", "name") in found.codes(1)


def test_a_department_gives_a_body_without_a_name_none():
    people = ("representative", ""), ("contact_name", "생산부"), ("name", "")
    found = read(with_cells((1, "name", ""), *((2, column, value) for column, value in people)))
    assert found.reasons() == {2: "name_missing"}
    assert found.column("name")[:2] == [plain()[TITLE["contact_name"]][0], None]


def test_blank_consent_is_no_refusal_and_is_listed_with_whom_to_call():
    found = read(
        with_cells(
            (1, "consent", ""),
            (2, "consent", "-"),
            (3, "consent", "나중에 알려드릴게요"),
            (4, "consent", "동의하지 않습니다"),
        )
    )
    assert found.reasons() == {1: "consent_blank", 2: "consent_blank", 3: "consent_unreadable", 4: "consent_refused"}
    listed = review(found)["unconsented"]
    assert listed["row"].tolist() == [2, 3, 4]
    assert listed["typed_phone"].tolist() == plain()[TITLE["phone"]].tolist()[:3]
    assert listed["body"].tolist() == plain()[TITLE["name"]].tolist()[:3]
    assert listed["reason"].str.contains("거부한 것은 아닙니다|비어").all()


def test_a_mark_that_stands_for_yes_or_no_is_an_answer_and_no_blank():
    found = read(with_cells((1, "consent", "○"), (2, "consent", "×"), (3, "attendance", "√"), (4, "attendance", "✕")))
    assert found.reasons() == {2: "consent_refused"}
    assert found.column("attendance")[2:4] == ["yes", "no"]
    assert found.codes(1) == set()


@pytest.mark.parametrize(
    "sums",
    [
        {"submitted_at": "합계", "headcount": "21"},
        {"name": "소계", "headcount": "=SUM(O2:O13)"},
        {"name": "총 12건"},
        {"submitted_at": "계", "headcount": "21명", "phone": "12"},
        {"headcount": "21"},
        {"submitted_at": "총계: 12팀", "headcount": "1,021"},
        {"name": "Total", "headcount": "21", "consent": "12"},
        {"submitted_at": "총인원", "headcount": "#REF!"},
        {"name": "총 12개 단체", "attendance": "참석 10 / 불참 2"},
        {"submitted_at": "참석률", "attendance": "83.3%"},
    ],
    ids=str,
)
def test_a_row_of_sums_is_nobody(sums):
    row = dict.fromkeys(TITLE.values(), "") | {TITLE[column]: value for column, value in sums.items()}
    table = pd.concat([plain(), pd.DataFrame([row])], ignore_index=True).rename(
        columns={v: k for k, v in TITLE.items()}
    )
    assert is_sum(table).tolist() == [False] * 12 + [True]


@pytest.mark.parametrize(
    "answer",
    [
        {"name": "합계마을모임", "phone": "010-2000-9999"},
        {"submitted_at": "2024-05-01 10:00:00", "headcount": "21"},
        {"phone": "01020009999"},
        {"name": "총각네", "headcount": "2"},
        {"kind": "단체", "headcount": "2"},
        {"submitted_at": "전화접수", "headcount": "3"},
    ],
    ids=str,
)
def test_what_somebody_answered_is_no_sum(answer):
    row = pd.DataFrame([dict.fromkeys(TITLE, "") | answer])
    assert is_sum(row).tolist() == [False]


@pytest.mark.parametrize("said", ["- 이하 빈칸 -", "끝.", "※ 접수 마감"])
def test_a_row_that_closes_the_list_is_nobody(said):
    for column in ("submitted_at", "name"):
        row = pd.DataFrame([dict.fromkeys(TITLE.values(), "") | {TITLE[column]: said}])
        cells = pd.concat([plain(), row], ignore_index=True)
        there, sums = parted(cells)
        assert (there.index.tolist(), sums.index.tolist()) == ([*range(12)], [12])


def test_a_row_of_nobody_waits_for_a_name_and_refuses_nothing():
    table = plain()
    table.loc[12] = ["--- 아래는 전화로 받음 ---", *[""] * (len(TITLE) - 1)]
    assert read(table).reasons() == {13: "moment_unreadable"}


def review(found: Read) -> dict[str, pd.DataFrame]:
    settled = settle(found.judged, no_marks(), identity_key(found.judged), customs=customs_of(COUNCIL))
    base = settled.judged.assign(row=settled.judged["row_number"] + 1)
    return {
        "quarantined": quarantined(base, found.cells, found.findings),
        "unconsented": unconsented(base, found.cells),
        "responses": every_response(base),
    }


def decided(found: Read, *typed: tuple[int, str, str], sheet: str = "quarantined") -> Read:
    """The same responses after an officer filled yellow cells of the review workbook: row, column, what is typed."""
    page, words = review(found)[sheet], labels("review", COUNCIL)
    for row, column, value in typed:
        page.loc[page["row"].eq(row + 1), column] = value
    rows = [[words[column] for column in page.columns], *page.astype("str").to_numpy().tolist()]
    table = decisions.read_pages([decisions.Page("검토.xlsx", words[sheet], rows)], words, COUNCIL)
    answers, _ = corrections.correct_answers(found.answers, table, COUNCIL)
    findings = check_responses(answers, COUNCIL)
    return Read(found.headings, found.cells, answers, findings, set_aside(answers.responses, findings))


def test_what_the_review_promises_comes_true():
    found = read(
        with_cells(
            (1, "name", "#NAME?"),
            (2, "submitted_at", ""),
            (3, "submitted_at", "전화접수"),
            (4, "submitted_at", "전화접수"), (4, "name", "#NAME?"),
            (5, "phone", ""), (5, "email", ""),
            (6, "submitted_at", ""),
        )
    )  # fmt: skip
    assert found.reasons() == {
        1: "name_broken",
        2: "moment_missing",
        3: "moment_unreadable",
        4: "moment_unreadable",
        5: "contact_missing",
        6: "moment_missing",
    }
    held = review(found)["quarantined"].set_index("row")
    assert held.loc[4, "typed_moment"] == "전화접수"
    # Every reason that stands is told, and none that does not.
    assert len(held.loc[5, "reason"].split("\n")) == 2
    assert not held["reason"].drop(6).str.contains("연락처|전화와").any()
    after = decided(
        found,
        (1, "decided_name", "가람환경연대"),
        (2, "decided_moment", "4/26"),
        (3, "decided_moment", "2024-04-26 14:00"),
        (4, "decided_name", "라온협동조합"),
        (5, "decided_phone", "043-200-1234"),
        (6, "decided_moment", "6월 3일"),
    )
    assert after.reasons() == {4: "moment_unreadable", 6: "outside_window"}
    assert after.column("name")[0] == "가람환경연대"
    assert after.column("submitted_at")[1:3] == ["2024-04-26T00:00:00+09:00", "2024-04-26T14:00:00+09:00"]


def test_who_says_to_call_it_off_waits_until_the_office_decides():
    found = read(with_cells((1, "name", "[신청취소] 가람환경연대"), (2, "activities", "저희는 참여 취소합니다")))
    assert found.reasons() == {1: "called_off", 2: "called_off"}
    asked = [(1, "decided_cancelled", "예"), (2, "decided_cancelled", "아니오")]
    assert decided(found, *asked, sheet="responses").reasons() == {1: "cancelled"}


def test_a_telephone_and_an_address_in_each_others_cells_are_read():
    table = with_cells((1, "phone", "청주시 흥덕구 봉명동 3"), (1, "address", "010-2000-1101"), (1, "email", ""))
    found = read(table)
    assert found.reasons() == {}
    told = [found.column(name)[0] for name in ("phone", "address", "district")]
    assert told == ["+821020001101", "청주시 흥덕구 봉명동 3", "흥덕구"]


def test_a_required_column_that_cannot_be_read_stops_before_any_release():
    for column, value in (
        ("phone", "8.21E+11"),
        ("consent", "수집 항목: 성명과 연락처"),
        ("email", "#NAME?"),
        ("name", "#REF!"),
    ):
        with pytest.raises(ColumnUnreadableError) as caught:
            read(plain().assign(**{TITLE[column]: value}))
        assert TITLE[column] in str(caught.value)
        assert (caught.value.facts["n_filled"], caught.value.facts["n_unread"]) == (12, 12)


def test_the_same_wish_twice_is_one():
    table = plain()
    table[TITLE["wish_2"]] = [COUNCIL.fields[0].name, COUNCIL.fields[1].name] * 6
    assert read(table).column("wish_2") == [None, COUNCIL.fields[1].number] * 6
