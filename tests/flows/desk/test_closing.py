"""마침: who has no mark is told, the result is made of the last word, and nothing is destroyed by mistake."""

import re
import sys
from datetime import datetime, timedelta

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from flows.desk.runs import Runs
from flows.purge import purge
from flows.sources.attendance_file import read_attendance
from flows.stages.attending import read_ticked
from output.store.access import FILE, Access, Line
from output.store.book import Book
from tests.conftest import head
from tests.flows.desk.conftest import opened
from transforms.event.attended import counts

READ = read_campaign("cheongju-2024")
# The command in a process of its own, of whose releases nothing is looked at but their tables.
OF_TABLES = """
import sys
from flows.commands.cli import main
from tests.nursery import only_tables
only_tables()
sys.exit(main(sys.argv[1:]))
"""


def told(data) -> dict[str, int]:
    return counts(read_ticked(read_attendance(data, READ), READ, data).attendance)


def people(data) -> list[str]:
    return pd.read_parquet(data / "event/current/tables/seats.parquet")["attendee_id"].tolist()


def mark(office, person: str) -> None:
    office.post("/reception/mark", data={"token": office.token, "person": person, "here": "yes"})


def asked_for(office, people: pd.DataFrame) -> tuple[pd.Series, dict[str, str]]:
    """Somebody of ``people`` who is found and stays as long as their number is not typed; the form in which it is."""
    who = people[~people["name"].duplicated(keep=False)].iloc[3]
    shown = office.post("/closing/person", data={"token": office.token, "text": who["name"]})
    assert who["participant_id"] in shown.text and shown.url.query == b"" and "아직 아무것도" in shown.text
    assert "그런 분이 없습니다" in office.post("/closing/person", data={"token": office.token, "text": "없는이"}).text
    form = {"token": office.token, "who": who["participant_id"], "by": "김담당"}
    told = office.post("/closing/person/purge", data=form | {"word": "x"})
    assert told.status_code == 422 and "파기하지 않았습니다" in told.text
    return who, form | {"word": who["participant_id"]}


@pytest.fixture
def started(monkeypatch):
    found = []
    monkeypatch.setattr(Runs, "start", lambda self, kind, arguments, who, typed="": found.append((kind, typed)))
    return found


def test_who_has_no_mark_is_named_and_did_not_come_once_that_is_said(office, data):
    n = len(people(data))
    assert "표시한 사람이 아직 없어" in office.get("/closing").text
    mark(office, people(data)[0])
    shown = office.get("/closing").text
    assert f"표시가 없는 사람 {n - 1}명" in shown and "결과보고 만들기" in shown
    office.post("/closing/absent", data={"token": office.token, "person": people(data)[1]})
    assert told(data) == {"came": 1, "absent": 1, "walk_in": 0, "unknown": n - 2}
    shown = office.post("/closing/absent", data={"token": office.token}).text
    assert "모든 사람에게 표시가 있습니다" in shown
    assert told(data) == {"came": 1, "absent": n - 1, "walk_in": 0, "unknown": 0}
    # Who is late after all came.
    mark(office, people(data)[1])
    assert told(data)["came"] == 2 and 'class="here"' in office.get("/reception").text


def test_a_result_is_opened_and_said_to_be_old_once_a_mark_changed(office, data):
    from flows.event import event

    mark(office, people(data)[0])
    event.fn("cheongju-2024", "", str(data), products=("tables", "workbooks"))
    shown = office.get("/closing").text
    assert "documents/result.xlsx" in shown and "지금 표시와 같습니다" in shown
    mark(office, people(data)[1])
    assert "1명의 표시가 바뀌었습니다" in office.get("/closing").text


def test_our_tabs_go_with_the_rest_where_that_is_asked(data, monkeypatch):
    given = []
    monkeypatch.setattr(
        Runs, "start", lambda self, kind, arguments, who, typed="": given.append((arguments[2:], typed))
    )
    office = opened(data)
    for more in ({}, {"tabs": "yes"}):
        office.post("/closing/purge", data={"token": office.token, "by": "담당", "word": READ.slug, **more})
    assert given == [(["--by=담당"], f"{READ.slug}\n"), (["--by=담당", "--tabs"], f"{READ.slug}\n")]
    assert 'name="tabs"' not in office.get("/closing").text
    monkeypatch.setattr(
        "flows.desk.closing.last_source", lambda data: "https://docs.google.com/spreadsheets/d/" + "x" * 44
    )
    assert 'name="tabs"' in office.get("/closing").text


@pytest.mark.parametrize("typed", [{}, {"by": "담당"}, {"by": " ", "word": READ.slug}, {"by": "담당", "word": "네"}])
def test_nothing_is_destroyed_without_a_name_and_the_word(office, started, typed):
    answer = office.post("/closing/purge", data={"token": office.token, **typed})
    assert answer.status_code == 422 and "파기하지 않았습니다" in answer.text and started == []


@pytest.mark.long
def test_what_goes_is_shown_first_and_then_is_gone_with_a_record(data):
    office = opened(data)
    Book(data).choose_source(pd.Timestamp.now(), "누구", "어디")
    seats = pd.read_parquet(data / "event/current/tables/seats.parquet")
    names = set(seats["name"].dropna())
    assert any(name in office.get("/reception").text for name in names)
    shown = office.get("/closing").text
    assert "아직 아무것도 지우지 않았습니다" in shown and "응답 원본" in shown
    office.post("/closing/purge", data={"token": office.token, "by": "김담당", "word": READ.slug})
    while '"ended": true' not in office.get("/runs/events").text:
        pass
    shown = office.get("/").text
    assert "파기: 마쳤습니다" in shown, re.findall(r'<p class="said">(.*?)</p>', shown, re.DOTALL)
    assert not (data / "raw").exists() and not (data / "desk/book.sqlite").exists()
    shown = office.get("/closing").text
    name = next(path.name for path in (data / "destruction").glob("*.pdf"))
    assert (
        f"/closing/records/{name}" in shown and "김담당" in office.get("/closing/records/ledger.csv").content.decode()
    )
    assert office.get(f"/closing/records/{name}").content.startswith(b"%PDF")
    for screen in ("/", "/inbox", "/review", "/reception", "/papers"):
        assert office.get(screen).status_code == 200
    # The page has nobody in mind any more, and takes nobody in.
    assert not [name for name in names if name in office.get("/reception").text]
    form = {"token": office.token, "person": seats["attendee_id"].iloc[0], "here": "yes"}
    assert office.post("/reception/mark", data=form).status_code == 409
    given = office.post("/inbox", data={"token": office.token}, files={"file": ("a.csv", b"x")})
    assert given.status_code == 409 and "파기되었습니다" in given.text
    # Who looked at the data stays on record, by ids that tell of nobody now.
    assert [path.name for path in (data / "desk").glob("*")] == ["access.sqlite"]
    assert "파기 시작" in office.get("/records").text and "접속기록" in shown
    # Until its year is over: then it goes by the same command, and that is on record too.
    (data / FILE).unlink()
    Access(data).add(Line(datetime.now().astimezone() - timedelta(days=400), "김담당", "", "review"), 157)
    assert [part.kind for part in purge(READ.slug, data, "김담당").parts] == ["access"]
    assert not (data / FILE).exists() and "접속기록" in (data / "destruction/ledger.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    "name", ["..%2fidentity.key", "../identity.key", ".lock", "manifest.json", "20240101-000000.pdf"]
)
def test_no_record_but_our_own_is_opened(office, name):
    assert office.get(f"/closing/records/{name}").status_code == 404


@pytest.mark.long
def test_one_person_is_found_and_goes_by_the_command_once_their_number_is_typed(office, started, data):
    people = pd.read_parquet(data / "current/restricted/tables/participants.parquet")
    who, form = asked_for(office, people)
    assert started == []
    office.post("/closing/person/purge", data=form)
    assert started == [("purge", f"{who['participant_id']}\n")]
    assert "한 사람 파기 시작" in office.get("/records").text


@pytest.mark.slow
def test_one_person_is_found_and_goes_once_their_number_is_typed(sync, tmp_path, monkeypatch):
    from flows.event import event

    monkeypatch.setattr("flows.desk.runs.COMMAND", (sys.executable, "-c", OF_TABLES))
    data = tmp_path / "data"
    sync(data, head(tmp_path / "few.csv", 40), products=("tables", "review", "rules"))
    event.fn(READ.slug, "", str(data), products=("tables", "attendance"))
    office = opened(data)
    people = pd.read_parquet(data / "current/restricted/tables/participants.parquet")
    who, form = asked_for(office, people)
    office.post("/closing/person/purge", data=form)
    while '"ended": true' not in office.get("/runs/events").text:
        pass
    shown = office.get("/").text
    assert "파기: 마쳤습니다" in shown and "파기했습니다: 응답" in shown
    assert who["name"] not in shown and who["name"] not in str(Book(data).last_runs(9))
    after = pd.read_parquet(data / "current/restricted/tables/participants.parquet")
    assert set(people["participant_id"]) - set(after["participant_id"]) == {who["participant_id"]}
    assert "한 사람 파기 시작" in office.get("/records").text
