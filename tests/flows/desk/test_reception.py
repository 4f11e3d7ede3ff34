"""접수: found by what is typed, marked once and for all windows, and read as the ticked sheet is."""

import asyncio
import json
import re
import time
from io import BytesIO
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from starlette.testclient import TestClient

from flows.campaigns import read_campaign
from flows.desk.guard import Keys
from flows.desk.office import Office
from flows.desk.reception import Receiving
from flows.desk.site import Site
from flows.sources.attendance_file import read_attendance
from flows.stages.attending import read_ticked
from output.store.access import Access
from output.store.book import Book
from tests.flows.desk.conftest import opened
from transforms.event.attended import counts

CAMPAIGN = "cheongju-2024"


def person(data: Path, n: int = 0) -> pd.Series:
    seats = pd.read_parquet(data / "event/current/tables/seats.parquet")
    return seats[seats["name"].notna() & seats["field"].notna()].iloc[n]


def mark(office: TestClient, who: str, here: str = "yes", ago: str = ""):
    form = {"token": office.token, "person": who, "here": here, "ago": ago}  # type: ignore[attr-defined]
    return office.post("/reception/mark", data=form, headers={"accept": "application/json"})


def walk_in(office: TestClient, **given: str) -> str:
    shown = office.get("/reception").text
    new = re.search(r'action="/reception/walk-in".*?value="(walk_in-\w+)"', shown, re.DOTALL)
    assert new
    form = {"token": office.token, "person": new[1], **given}  # type: ignore[attr-defined]
    office.post("/reception/walk-in", data=form)
    return office.post("/reception/walk-in", data=form).text


def told(data: Path) -> pd.DataFrame:
    """The table of attendance as ``sdgnet attendance`` and the event make it."""
    return read_ticked(read_attendance(data, read_campaign(CAMPAIGN)), read_campaign(CAMPAIGN), data).attendance


def test_people_are_found_by_what_is_typed_and_no_name_is_in_an_address(office, data):
    who = person(data)
    for typed in (who["name"], who["attendee_id"], who["body"]):
        found = office.post("/reception", data={"token": office.token, "typed": typed})
        assert f'data-person="{who["attendee_id"]}"' in found.text and found.url.query == b""
    assert "찾는 사람이 없습니다" in office.post("/reception", data={"token": office.token, "typed": "없는이름"}).text
    everybody = office.get("/reception", params={"typed": who["name"]}).text
    assert everybody.count("data-person=") == 40


def test_the_list_shows_names_bodies_and_seats_and_no_way_to_reach_anybody(office, data):
    seats = pd.read_parquet(data / "event/current/tables/seats.parquet")
    shown = office.get("/reception").text
    reached = pd.concat([seats["phone"], seats["email"]]).dropna()
    assert not [each for each in reached if each in shown]


def test_one_tap_marks_a_second_undoes_and_attendance_reads_it(office, data):
    who = person(data)
    assert mark(office, who["attendee_id"]).json() == {"person": who["attendee_id"], "here": True, "last": True}
    assert mark(office, who["attendee_id"]).json()["here"] is True
    state = told(data).set_index("attendee_id")["state"]
    assert state[who["attendee_id"]] == "came" and state.value_counts()["came"] == 1
    # Without script the same button is a form, and the list comes back as it was looked for.
    form = {"token": office.token, "person": who["attendee_id"], "here": "no", "typed": who["name"]}
    assert f'value="{who["name"]}"' in office.post("/reception/mark", data=form).text
    assert told(data)["state"].eq("unknown").all()
    assert Book(data).marks()[1] == 3


def test_the_last_word_is_the_one_that_was_tapped_last_though_it_came_first(office, data):
    first, second = person(data)["attendee_id"], person(data, 1)["attendee_id"]
    assert mark(office, first, "no", ago="60000").json() == {"person": first, "here": False, "last": True}
    assert mark(office, first, "yes", ago="30000").json()["here"]
    # What waited in a tablet is older than what another window said meanwhile, and is kept as what it was.
    assert mark(office, first, "no", ago="45000").json() == {"person": first, "here": True, "last": False}
    assert mark(office, second, ago="1000").json()["last"] and mark(office, second, "no", ago="99999999").json()["here"]
    for wrong in ("-60000", "x", "9" * 30, ""):
        assert mark(office, first, "yes", ago=wrong).json() == {"person": first, "here": True, "last": True}
    marks, n = Book(data).marks()
    assert n == 9 and list(marks) == [second, first] and Book(data).mark_of(first) == marks[first]


def test_a_walk_in_sits_in_a_meeting_and_is_one_though_sent_twice(office, data):
    assert "현장등록했습니다: 현장인" in walk_in(office, name=" 현장인 ", body="온마을", field="3")
    assert "성명과 기관·단체가 모두" in walk_in(office, name=" ", body="")
    came = told(data)
    walked = came[came["source"].eq("walk_in")]
    assert walked[["name", "body", "field"]].values.tolist() == [["현장인", "온마을", 3]]
    assert counts(came) | {"unknown": 0} == {"came": 1, "absent": 0, "walk_in": 1, "unknown": 0}
    found = re.search(r'data-person="(walk_in-\w+)"', office.get("/reception").text)
    assert found
    for here, n in (("no", 0), ("yes", 1), ("no", 0)):
        mark(office, found[1], here)
        assert told(data)["source"].eq("walk_in").sum() == n


@pytest.mark.parametrize("who", ["nobody", "", "walk_in-0123456789ab", "'; drop table mark; --"])
def test_nobody_who_is_not_expected_is_marked(office, data, who):
    assert mark(office, who).status_code == 409
    assert Book(data).marks() == ({}, 0)
    # A mark that waited in a tablet until its person had left the list is on record, as far as it names anybody.
    on_record = [line.about for line in Access(data).lines()[0] if line.did == "unlisted"]
    assert on_record == [who] * who.replace("_", "").replace("-", "").isalnum()


def text_of(answer) -> str:
    """The text of a PDF, without the spaces in which letters are set."""
    return "".join(pypdf.PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())


def n_waiting(shown: str) -> int:
    """How many badges are still to print."""
    return int(re.search(r'data-count="badges">(\d+)<', shown)[1])  # type: ignore[index]


def test_a_scanned_badge_finds_its_person_alone(office, data):
    who = person(data, 5)
    for typed in (str(who["badge"]), f"{who['badge']:05d}", f"{who['badge']}번"):
        shown = office.post("/reception", data={"token": office.token, "typed": typed}).text
        assert re.findall(r'data-person="([^"]+)"', shown) == [who["attendee_id"]], typed
    assert f"/reception/badges/{who['attendee_id']}" in shown
    assert who["name"] in text_of(office.get(f"/reception/badges/{who['attendee_id']}"))


def test_badges_of_walk_ins_wait_until_they_are_printed(office, data):
    walk_in(office, name="현장인", body="온마을", field="3")
    shown = walk_in(office, name="다른이", body="")
    assert n_waiting(shown) == n_waiting(office.get("/reception").text) == 2
    read = text_of(office.get("/reception/badges"))
    assert all(each in read for each in ("현장인", "온마을", "다른이", "90001", "90002"))
    assert "명찰 90002" in shown
    # The number on the badge finds its person alone, as everybody's does.
    scanned = office.post("/reception", data={"token": office.token, "typed": "90001"}).text
    assert len(re.findall(r"data-person=", scanned)) == 1 and "현장인" in scanned
    waiting = re.search(r'name="persons" value="([^"]+)"', shown)[1]  # type: ignore[index]
    # Whoever comes meanwhile waits still, and nobody who is none of these is printed.
    walk_in(office, name="늦은이", body="")
    told = office.post("/reception/badges", data={"token": office.token, "persons": f"{waiting} f-1"}).text
    assert n_waiting(told) == 1
    assert len(Book(data).badges()) == 2
    for nobody in ("f-0", "walk_in-0123456789ab", "%2e%2e"):
        assert office.get(f"/reception/badges/{nobody}").status_code in (404, 409)


def test_every_window_hears_of_every_mark(data):
    site = Site(Office(CAMPAIGN, "", data), Keys())
    receiving, who = Receiving(site), person(data)

    async def two() -> list[dict]:
        events = receiving._events()
        first = await anext(events)
        await asyncio.to_thread(receiving._reception.mark, who["attendee_id"], is_here=True)
        async for line in events:
            if line.startswith("data"):
                return [json.loads(each.removeprefix("data: ")) for each in (first, line)]
        raise AssertionError

    before, after = asyncio.run(two())
    assert before["here"] == [] and after["here"] == [who["attendee_id"]]
    field = int(who["field"])
    assert (before["counts"][f"came-{field}"], after["counts"][f"came-{field}"], after["counts"]["came"]) == (0, 1, 1)


def test_a_strangers_text_is_text(office):
    told = walk_in(office, name="<img src=x onerror=alert(1)>", body="=HYPERLINK(1)" + "가" * 50_000)
    assert "<img" not in told and "가" * 61 not in told


def test_without_an_event_the_screen_says_what_to_do(tmp_path):
    assert "행사 준비를 하면" in opened(tmp_path).get("/reception").text


def test_a_name_of_a_book_holds_up_nobody(data):
    path = data / "event/current/tables/seats.parquet"
    pd.read_parquet(path).assign(name="가나" * 25_000, body="다" * 50_000).to_parquet(path, index=False)
    began = time.process_time()
    shown = opened(data).get("/reception").text
    assert "가나" * 60 in shown and "가나" * 61 not in shown and time.process_time() - began < 3
