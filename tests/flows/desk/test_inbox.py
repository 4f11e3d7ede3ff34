"""What is handed in: known by what stands in it, looked over, and taken only when asked to."""

import os
import time
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from starlette.testclient import TestClient

from flows.desk.guard import Keys
from flows.desk.inbox import look
from flows.desk.office import Office
from flows.desk.runs import Heard
from flows.desk.site import Site
from output.formats.labels import labels
from output.store.book import Book, Ended
from output.store.inbox import find, put_beside
from tests.conftest import SAMPLE
from tests.flows.desk.conftest import opened
from transforms.errors.running import LockedError

SHEET = "application/octet-stream"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """Runs that would have been started, in place of the runs."""
    found: list[tuple[str, tuple[str, ...]]] = []
    monkeypatch.setattr(
        "flows.desk.runs.Runs.start", lambda self, kind, arguments, who: found.append((kind, tuple(arguments)))
    )
    return found


def hand_in(office: TestClient, name: str, content: bytes) -> tuple[str, str]:
    """Where the file waits, and the text of the page that tells what it is."""
    told = office.post("/inbox", data={"token": office.token}, files={"file": (name, content, SHEET)})  # type: ignore[attr-defined]
    return str(told.url.path), told.text


def take(office: TestClient, ticket: str, **more: str) -> str:
    return office.post(ticket, data={"token": office.token, "take": "yes", **more}).text  # type: ignore[attr-defined]


def table(*rows: tuple[object, ...]) -> bytes:
    book, buffer = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def filled(path: Path, value: str) -> bytes:
    """The review workbook with ``value`` decided for the first activity's goals."""
    words = labels("review")
    book, buffer = openpyxl.load_workbook(path), BytesIO()
    page = book[words["goals"]]
    at = next(cell for row in page.iter_rows(max_row=12) for cell in row if cell.value == words["decided_goals"])
    page.cell(at.row + 1, at.column).value = value
    book.save(buffer)
    return buffer.getvalue()


def test_responses_are_told_as_check_does_and_read_from_then_on(data, started):
    office = opened(data)
    ticket, told = hand_in(office, "../../../응답.csv", SAMPLE.read_bytes())
    assert "설문지 응답" in told and "응답 214건" in told and "모두 찾았습니다" in told
    assert "/desk/inbox/" not in told
    assert started == [] and Book(data).source() == ""
    take(office, ticket)
    kept = data / "desk" / "responses" / "응답.csv"
    assert kept.read_bytes() == SAMPLE.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    assert [(kind, f"--source={kept}" in given) for kind, given in started] == [("sync", True)]
    assert "표본" not in office.get("/").text
    assert find(data, ticket.rpartition("/")[2]) is None
    # The next office at the same folder reads them too, and a later file stands in their place.
    ticket, _ = hand_in(opened(data), "새 응답.csv", SAMPLE.read_bytes())
    assert Book(data).source() == str(kept)


def test_what_is_not_taken_leaves_nothing(data, started):
    office = opened(data)
    ticket, _ = hand_in(office, "응답.csv", SAMPLE.read_bytes())
    assert list((data / "desk" / "inbox").iterdir())
    office.post(ticket, data={"token": office.token, "take": "no"})
    assert not list((data / "desk" / "inbox").iterdir())
    hand_in(office, "응답.csv", SAMPLE.read_bytes())
    opened(data)
    assert not (data / "desk" / "inbox").exists()
    assert started == [] and "받은 파일이 없습니다" in office.get(ticket).text


@pytest.mark.long
def test_a_file_that_cannot_be_taken_is_told_again_and_one_that_waited_for_an_hour_is_gone(data):
    office, waiting = opened(data), data / "desk" / "inbox"
    ticket, told = hand_in(office, "d.xlsx", b"PK\x03\x04broken")
    assert 'role="alert"' in told and 'role="alert"' in office.get(ticket).text
    assert "한 시간까지 기다리고" in told
    office.post(ticket, data={"token": office.token, "take": "no"})
    assert not list(waiting.iterdir())
    kept, old = (hand_in(office, f"{name}.csv", SAMPLE.read_bytes())[0].rpartition("/")[2] for name in "ab")
    os.utime(waiting / old, (time.time() - 3700,) * 2)
    hand_in(office, "c.csv", SAMPLE.read_bytes())
    assert find(data, kept) and find(data, old) is None


def test_a_list_of_guests_is_gone_when_the_event_has_read_it_or_did_not_begin(data, started, monkeypatch):
    office, content = opened(data), table(("성명", "소속"), ("홍길동", "하늘연대"))
    ended = Ended("event", "김담당", datetime.now().astimezone(), datetime.now().astimezone(), 0, "")
    take(office, hand_in(office, "명단.xlsx", content)[0])
    place = data / "desk" / "guests"
    assert [path.name for path in place.iterdir()] == ["명단.xlsx"]
    site = Site(Office("cheongju-2024", "", data), Keys())
    site.run_ended(replace(ended, kind="sync"))
    assert place.exists()
    site.run_ended(ended)
    assert not place.exists()

    def refuse(*_):
        raise LockedError(holder="김담당", since="2024-05-01", data=data)

    monkeypatch.setattr("flows.desk.runs.Runs.start", refuse)
    take(office, hand_in(office, "명단.xlsx", content)[0])
    assert not place.exists()


def test_a_filled_review_workbook_lies_where_the_next_run_reads_it(data):
    office = opened(data)
    content = filled(data / "current/restricted/review.xlsx", "6, 15")
    ticket, told = hand_in(office, "검토.xlsx", content)
    assert "채운 검토 목록" in told and "결정 1건" in told
    assert "다음 실행" in told
    take(office, ticket)
    assert (data / "review" / "검토.xlsx").read_bytes() == content
    # Another's of the same name takes nothing away.
    other = filled(data / "current/restricted/review.xlsx", "없음")
    take(office, hand_in(office, "검토.xlsx", other)[0])
    assert len(list((data / "review").iterdir())) == 2


def test_a_decision_that_cannot_be_read_names_its_cell_and_is_not_taken(data):
    office = opened(data)
    content = filled(data / "current/restricted/review.xlsx", "99")
    ticket, told = hand_in(office, "검토.xlsx", content)
    assert 'role="alert"' in told and "검토.xlsx" in told and 'value="yes"' not in told
    assert 'role="alert"' in take(office, ticket)
    assert not list((data / "review").iterdir())


def test_ticked_attendance_is_counted_and_kept(data):
    office = opened(data)
    seats = pd.read_parquet(data / "event/current/tables/seats.parquet")
    content = table(("성명", "참석 확인", "번호"), (None, "참석", seats["attendee_id"].iloc[0]), (None, "△", "a-0"))
    ticket, told = hand_in(office, "접수대1.xlsx", content)
    assert "참석 확인표" in told and "참석 1명" in told and "3번째 줄" in told
    assert "참석 확인표를 받았습니다" in take(office, ticket)
    assert [path.name for path in (data / "attendance").iterdir()] == ["접수대1.xlsx"]


def test_a_list_of_guests_is_of_the_group_that_staff_name(data, started):
    office = opened(data)
    ticket, told = hand_in(
        office, "위원 명단.xlsx", table(("성명", "소속"), ("홍길동", "하늘연대"), ("김나리", "바다모임"))
    )
    assert "손님 명단" in told and "손님 2명" in told and told.index("<option>위원") < told.index("<option>내빈")
    assert "<option>내빈" in office.get(ticket, params={"group": "내빈"}).text
    take(office, ticket, group="내빈")
    kind, given = started[0]
    assert kind == "event" and given[-2:] == ("--guests", f"내빈={data}/desk/guests/위원 명단.xlsx")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04broken"),
        ("b.csv", b"x,y\r\n1,2\r\n"),
        ("c.pdf", b"%PDF-1.7"),
        ("d.xlsx", table(("제목",))),
    ],
)
def test_a_file_of_no_kind_is_said_so_and_cannot_be_taken(data, name, content):
    told = hand_in(opened(data), name, content)[1]
    assert 'role="alert"' in told and 'value="yes"' not in told and name in told


def test_markup_in_names_and_cells_is_text(data):
    office = opened(data)
    told = hand_in(office, "<img src=x onerror=alert(1)>.csv", b"<script>alert(1)</script>,y\r\n1,2\r\n")[1]
    assert "<img" not in told and "<script>alert" not in told


def test_nothing_is_handed_in_without_token_or_file(data):
    office = opened(data)
    assert office.post("/inbox", files={"file": ("a.csv", b"x", SHEET)}).status_code == 403
    assert "받은 파일이 없습니다" in office.post("/inbox", data={"token": office.token}).text


@pytest.mark.long
def test_a_file_that_a_second_click_took_meanwhile_is_there_no_more(data, started, monkeypatch):
    office = opened(data)
    ticket, _ = hand_in(office, "r.csv", SAMPLE.read_bytes())

    def look_too_long(path, *more):
        looked = look(path, *more)
        path.unlink()
        return looked

    monkeypatch.setattr("flows.desk.inbox.look", look_too_long)
    assert "받은 파일이 없습니다" in take(office, ticket)
    assert started == [] and Book(data).source() == ""


@pytest.mark.parametrize("more", [{}, {"take": "yes"}])
def test_a_file_of_this_computer_is_no_sheet(data, started, more):
    office = opened(data)
    form = {"token": office.token, "address": str(SAMPLE), **more}
    assert "구글 시트 주소를 알아볼 수 없습니다" in office.post("/inbox/sheet", data=form).text
    assert started == [] and Book(data).source() == ""


def test_a_sheet_that_cannot_be_read_is_not_chosen(data, started):
    office = opened(data)
    told = office.post(
        "/inbox/sheet", data={"token": office.token, "address": "https://docs.google.com/spreadsheets/d/x"}
    )
    assert 'role="alert"' in told.text and 'value="yes"' not in told.text
    assert started == [] and Book(data).source() == ""


@pytest.mark.long
def test_what_is_handed_in_during_a_run_waits_and_the_page_says_for_whom(data, monkeypatch):
    office = opened(data)
    ticket, _ = hand_in(office, "응답.csv", Path(SAMPLE).read_bytes())
    now = Heard("event", "박담당", datetime.now().astimezone())
    monkeypatch.setattr("flows.desk.runs.Runs.now", now)
    monkeypatch.setattr("flows.desk.runs.Runs.is_going", True)
    told = take(office, ticket)
    assert "박담당" in told and "실행이 끝나면 받을 수 있습니다" in told and "disabled" in told
    second = office.post("/runs", data={"token": office.token, "kind": "sync"}).text
    assert "새로 시작하지 않았습니다" in second and "박담당" in second
    assert Book(data).source() == "" and find(data, ticket.rpartition("/")[2])


def test_what_is_put_beside_a_file_takes_the_place_of_none(tmp_path):
    for name in ("명단-2024.csv", "명단-2024-2.csv", "명단-2025.csv"):
        (tmp_path / name).write_bytes(name.encode())
    made = put_beside(tmp_path / "명단-2024.csv", b"whole")
    assert made.name == "명단-2024-3.csv" and made.read_bytes() == b"whole"
    assert (tmp_path / "명단-2025.csv").read_text() == "명단-2025.csv"
