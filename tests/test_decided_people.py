"""What an officer hears on the telephone: who comes, with whom, how they are reached, who agreed, what was a try."""

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN, EXPORTS, WITH_WORKBOOK, with_form
from transforms.decisions.corrections import correct_answers, correct_people
from transforms.decisions.decisions import text_id
from transforms.decisions.values import read_value
from transforms.reading.normalise import Answers

CONSENT = "개인정보 수집 및 이용 동의"
LISTED = "홍가람 회장, 김나래 간사"


def table(data: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(data / f"current/restricted/tables/{name}.parquet")


class Workbook:
    """The current review workbook, to be filled in."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.book = openpyxl.load_workbook(data / "current/restricted/review.xlsx")

    def rows(self, sheet: str) -> pd.DataFrame:
        heading, *rows = self.book[sheet].iter_rows(values_only=True)
        return pd.DataFrame(rows, columns=heading)

    def fill(self, sheet: str, row: int, heading: str, value: object) -> None:
        headings = [cell.value for cell in self.book[sheet][1]]
        self.book[sheet].cell(row + 2, headings.index(heading) + 1).value = value

    def save(self, name: str = "검토.xlsx") -> None:
        (self.data / "review").mkdir(exist_ok=True)
        self.book.save(self.data / "review" / name)


@pytest.fixture(scope="module")
def decided(sync, tmp_path_factory):
    """Two data folders of one export, before and after an officer's calls; who was decided on; the states told."""
    home = tmp_path_factory.mktemp("calls")
    cells = pd.read_csv(EXPORTS / "responses-b.csv", dtype=str, keep_default_na=False).head(70)
    agreed = cells.index[cells[CONSENT].eq("동의합니다")]
    cells.loc[agreed[0], CONSENT] = ""
    source = home / "responses.csv"
    cells.to_csv(source, index=False)
    data = home / "data"
    sync(data, source, products=WITH_WORKBOOK)
    people, book = table(data, "participants").set_index("participant_id"), Workbook(data)
    listed = book.rows("참여자")
    attendance = listed["참여자 번호"].map(people["attendance"])
    waiting = [int(at) for at in listed.index[attendance.eq("undecided")]]
    coming = [int(at) for at in listed.index[attendance.eq("yes")]]
    away = int(listed.index[attendance.eq("no")][0])
    who = {
        "comes": waiting[0],
        "chairs": waiting[1],
        "list": coming[0],
        "contact": coming[1],
        "leaves": coming[2],
        "away": away,
    }
    for row, heading, value in (
        (who["comes"], "정한 참석", "참석"),
        (who["comes"], "정한 참석자 명단", LISTED),
        (who["chairs"], "정한 인원", 3),
        (who["list"], "정한 참석자 명단", LISTED),
        (who["contact"], "정한 연락처", "043-222-3333"),
        (who["contact"], "정한 이메일", "new@example.org"),
        (who["leaves"], "정한 참석", "불참"),
        (who["away"], "정한 인원", 4),
    ):
        book.fill("참여자", row, heading, value)
    responses = book.rows("모든 응답")
    tries = responses.index[responses["처리"].eq("시험 응답")]
    # Of a body that answered once and is decided on nowhere else.
    others = people[~people.index.isin([listed.loc[row, "참여자 번호"] for row in who.values()])]
    real = others.loc[others["n_responses"].eq(1), "response_id"].iloc[-1]
    book.fill("모든 응답", int(responses.index[responses["응답 번호"].eq(real)][0]), "시험 응답?", "예")
    book.fill("모든 응답", int(tries[0]), "시험 응답?", "아니오")
    book.fill("동의 확인", 0, "동의 받음(날짜)", "5/3")
    goals = book.rows("목표 비교")
    proposed = int(goals.index[goals["제안"].fillna("").ne("")][0])
    book.fill("목표 비교", proposed, "정한 목표", "제안대로")
    ids = {name: listed.loc[row, "참여자 번호"] for name, row in who.items()}
    told = {
        **ids,
        "try": responses.loc[tries[0], "응답 번호"],
        "asked": book.rows("동의 확인").loc[0, "응답 번호"],
        "text": goals.loc[proposed, "활동 내용"],
        "proposal": goals.loc[proposed, "제안"],
        "real": real,
    }
    book.save()
    before = home / "before"
    shutil.copytree(data, before, symlinks=True)
    sync(data, source, products=WITH_WORKBOOK)
    corrections = table(data, "corrections").set_index(["kind", "key"])["state"]
    return before, data, told, corrections


@pytest.mark.long
def test_who_comes_and_with_whom_is_as_the_officer_heard(decided):
    before, data, told, states = decided
    people = table(data, "participants").set_index("participant_id")
    attendees = table(data, "attendees")
    names = attendees.groupby("participant_id")["name"].agg(lambda each: sorted(each.dropna()))
    assert people.loc[told["comes"], "attendance"] == "yes" == people.loc[told["list"], "attendance"]
    for name in ("comes", "list"):
        assert names[told[name]] == ["김나래", "홍가람"]
        titles = attendees[attendees["participant_id"].eq(told[name])].set_index("name")["title"]
        assert titles["홍가람"] == "회장"
    # Who has not decided holds the chairs that the officer said, and held none before.
    was = table(before, "attendees")["participant_id"].value_counts()
    now = attendees["participant_id"].value_counts()
    assert now[told["chairs"]] == 3 > was.get(told["chairs"], 0)
    assert told["leaves"] not in now.index and told["leaves"] in was.index
    for kind, name in (
        ("attendance", "comes"),
        ("attendees", "list"),
        ("headcount", "chairs"),
        ("attendance", "leaves"),
    ):
        assert states[kind, told[name]] == "applied"


@pytest.mark.long
def test_applied_is_said_only_where_a_table_changed(decided):
    before, data, told, states = decided
    assert states["headcount", told["away"]] == "not_coming"
    unchanged = table(before, "attendees").query("participant_id == @told['away']")
    assert unchanged.equals(table(data, "attendees").query("participant_id == @told['away']")) and unchanged.empty
    shown = Workbook(data).rows("결정")
    assert "바뀐 것 없음(오지 않는 참여자)" in set(shown["상태"]) and "적용" in set(shown["상태"])


@pytest.mark.long
def test_contacts_consent_tries_and_the_proposal_are_taken(decided):
    before, data, told, _ = decided
    row = table(data, "participants").set_index("participant_id").loc[told["contact"]]
    assert (row["phone"], row["email"]) == ("+82432223333", "new@example.org")
    was, now = (table(each, "responses").set_index("response_id")["disposition"] for each in (before, data))
    assert (was[told["try"]], was[told["asked"]]) == ("test", "no_consent")
    assert (was[told["real"]], now[told["real"]]) == ("accepted", "test")
    assert now[told["try"]] != "test" and now[told["asked"]] not in ("no_consent", "test")
    decision = table(data, "corrections").set_index(["kind", "key"]).loc[("goals", text_id(told["text"])), "value"]
    assert decision.split() == [each.split()[0] for each in told["proposal"].split(" · ")]
    assert Workbook(data).rows("목표 번호").shape == (17, 2)


@pytest.mark.parametrize(
    ("typed", "listed", "state"),
    [
        ("홍가람 회장", "홍가람/회장", "no_longer_needed"),
        ("홍가람 회장, 함께라/간사", "홍가람/회장;함께라/간사", "applied"),
        ("홍가람 회장\n결다은(국장)\n둥지아 총무", "홍가람/회장;결다은/국장;둥지아/총무", "applied"),
        # Titles of the council's own, and whom the row names.
        ("홍가람 회장, 봄이슬 배달", "홍가람/회장;봄이슬/배달", "applied"),
        ("홍가람 회장, 류수정이", "홍가람/회장;류수정이/", "applied"),
        ("홍가람 회장, 어린이집/간사", "홍가람/회장", "partly_read"),
        ("홍가람 회장\n작목반 반장", "홍가람/회장", "partly_read"),
        ("홍가람(회장), 외 2명", "홍가람/회장", "applied"),
        ("홍가람님 회장, 함께라 간사님", "홍가람/회장;함께라/간사", "applied"),
        ("회장 홍가람", "홍가람/회장", "no_longer_needed"),
    ],
)
def test_a_list_typed_by_an_officer_is_believed_and_what_is_not_read_is_told(typed, listed, state) -> None:
    campaign = with_form(read_campaign(CAMPAIGN), titles=("배달",))
    latest = pd.DataFrame(
        {"participant_id": ["p-1"], "attendance": "yes", "representative": "홍가람", "contact_name": "류수정이"}
    )
    person = {"response": 0, "position": 1, "name": "홍가람", "title": "회장", "is_self": False, "is_head": False}
    nothing = pd.DataFrame()
    responses = pd.DataFrame({"n_unnamed": [0]})
    answers = Answers(responses, nothing, nothing, pd.DataFrame([person]), nothing, nothing)
    value = read_value("attendees", typed, campaign)
    said = pd.DataFrame({"kind": ["attendees"], "key": "p-1", "value": value, "about": ""}, dtype="str")
    made, told = correct_people(answers, latest, said, campaign)
    assert ";".join(made.people["name"] + "/" + made.people["title"]) == listed
    assert told["state"].tolist() == [state]


def test_a_refusal_wins_over_a_consent_that_was_noted() -> None:
    responses = pd.DataFrame(
        {"response_id": ["r-1", "r-2"], "consent": ["no", ""], "is_consent_given": [True, False]}
    ).assign(is_consent_read=True)
    nothing = pd.DataFrame()
    answers = Answers(responses, nothing, nothing, nothing, nothing, nothing)
    day = pd.DataFrame({"kind": "consent", "key": ["r-1", "r-2"], "value": "2024-05-03", "about": ""})
    made, told = correct_answers(answers, day, read_campaign(CAMPAIGN))
    assert made.responses["consent"].tolist() == ["no", "yes"]
    assert dict(zip(told["key"], told["state"], strict=True)) == {"r-1": "refused", "r-2": "applied"}
