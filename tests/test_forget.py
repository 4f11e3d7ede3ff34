"""One person's data leave everything on request, nobody else's change, and they stay away while the sheet has them."""

import csv
import json
import random
import re
import shutil
import signal
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import flows.forget
from flows.campaigns import read_campaign
from flows.commands.cli import main
from flows.sources import open_snapshot
from flows.sources.review_file import pages_of, read_workbook
from flows.stages.withholding import left_out, without_earlier, without_their_guests
from flows.telling.words import words
from output.event.attendance_sheet import write_pages
from output.formats.files import make_folder
from output.store import purge as store
from output.store.book import Book, chosen_source
from output.store.damage import look
from output.store.decisions import remember, remembered
from output.store.identity_key import FILE as KEY
from output.store.last_sync import last_source
from output.store.release import current_release, read_manifest, releases_of
from output.store.snapshot import Snapshot, snapshot_path
from output.store.snapshot_order import remembered_order
from output.store.withheld import withheld
from tests.conftest import CAMPAIGN, same_files
from tests.disk import Disk, as_it_was, copied_at
from tests.nursery import Nursery
from tests.planted import PEOPLE, plant, plant_guests, texts
from transforms.bodies.earlier import read_earlier
from transforms.bodies.withheld import id_marks, listed_rows, marks_of, standing, withheld_ids, withheld_rows
from transforms.decisions.decisions import LOG
from transforms.errors.guests import AttendanceFileError
from transforms.errors.store import ForgetBegunError, LastPersonError, UnknownPersonError
from transforms.event.guest_lines import GuestPage
from transforms.event.guests import read_lists
from transforms.reading.pages import Page

BY = "파기담당"
# Alone, as a person; their secrets stand in nobody else's row.
WHO = PEOPLE[0]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    """The sheet on two nights: on the second WHO has another telephone, and somebody else is gone."""
    folder = tmp_path_factory.mktemp("sheets")
    first = plant(folder / "first.csv", 70)
    cells = pd.read_csv(first, dtype=str, keep_default_na=False)
    cells = cells.drop(index=1).replace(WHO.phone, "010-0000-7399")
    cells.to_csv(folder / "second.csv", index=False)
    return first, folder / "second.csv"


@pytest.fixture(scope="module")
def whole(sync, sheets, tmp_path_factory):
    """A data folder with both nights, an event, ticks and decisions."""
    from flows.event import event

    data = tmp_path_factory.mktemp("whole") / "data"
    sync(data, sheets[0], products=("tables",))
    theirs, other = found(data, WHO), found(data, PEOPLE[1])
    log = pd.DataFrame(
        [
            ["1", "typed", "headcount", theirs, "3", WHO.name, "a.xlsx", "participants", "", "", "workbook"],
            ["2", "typed", "headcount", other, "4", PEOPLE[1].name, "a.xlsx", "participants", "", "", "workbook"],
        ],
        columns=LOG,
        dtype="str",
    )
    remember(data, log)
    sync(data, sheets[1], products=("tables",))
    event.fn(CAMPAIGN, "", str(data), products=("tables", "attendance"))
    seats = pd.read_parquet(data / "event/current/tables/seats.parquet")
    rows = [
        ["이름", "번호"],
        *seats.loc[seats["participant_id"].isin([theirs, other]), ["name", "attendee_id"]].fillna("").values.tolist(),
    ]
    write_pages([Page("a.xlsx", "참석", rows)], data / "attendance/a.xlsx")
    given = make_folder(data / "desk/responses", private=True) / "올린 응답.csv"
    shutil.copy(sheets[0], given)
    Book(data).choose_source(datetime.now(UTC), BY, str(given))
    return data


def found(data, person):
    participants = pd.read_parquet(data / "current/restricted/tables/participants.parquet")
    return participants.loc[participants["email"].eq(person.email), "participant_id"].item()


@pytest.fixture
def few(only_tables, monkeypatch):
    # Attendance of this form is read by its own tests.
    monkeypatch.setattr("flows.stages.seating.read_attendance", lambda *_: [])


@pytest.fixture
def data(whole, few, tmp_path):
    return shutil.copytree(whole, tmp_path / "data", symlinks=True)


def told_of(data, person):
    return {
        path.relative_to(data).as_posix()
        for path, text in texts(data)
        if any(secret in text for secret in (*person.secrets, "00007399"))
    }


def others(data, who):
    """Ids, names and contacts of everybody else."""
    participants = pd.read_parquet(data / "current/restricted/tables/participants.parquet")
    kept = participants[participants["participant_id"].ne(who)]
    return kept[["participant_id", "response_id", "name", "phone", "headcount"]].reset_index(drop=True)


def rows_of(data):
    return pd.read_parquet(data / "current/restricted/tables/responses.parquet").set_index("response_id")["row_number"]


def assert_forgotten(data, who, before):
    assert told_of(data, WHO) == set()
    assert found(data, PEOPLE[1]) and told_of(data, PEOPLE[1])
    pd.testing.assert_frame_equal(others(data, who), before)
    assert look(data, is_full=True) == []
    assert set(remembered(data)["key"]) == {found(data, PEOPLE[1])}
    # What was handed in on the page is still what its next night reads.
    assert [path.name for path in (data / "desk/responses").iterdir()] == [Path(chosen_source(data)).name]
    # The nights before are still what today is compared with.
    kept = {path.name.partition(".")[0] for path in (data / "raw").glob("*.gz")}
    assert len(remembered_order(data)) == 2 and {sha for sha, _ in remembered_order(data)} <= kept


@pytest.mark.long
@pytest.mark.parametrize("with_old_copies", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_nobody_finds_them_and_everybody_else_is_as_before(
    whole, data, sync, sheets, caplog, tmp_path, with_old_copies
):
    who, numbers = found(data, WHO), rows_of(data)
    before = others(data, who)
    assert len(told_of(data, WHO)) > 10
    made = flows.forget.forget(CAMPAIGN, data, who, BY)
    assert made.left == () and made.parts[0].people == 1 and made.reason == "asked"
    assert_forgotten(data, who, before)
    # The next night reads the sheet, not what was made anew here.
    assert last_source(data) == str(sheets[1])
    assert len(releases_of(data)) == len(releases_of(data / "event")) == 1
    now = rows_of(data)
    assert now.equals(numbers.drop(numbers.index.difference(now.index))) and len(now) == len(numbers) - 1
    if with_old_copies:
        lists_put_back(whole, data, tmp_path)
        assert "명단에 있어" in caplog.text
        assert told_of(data, WHO) == set()
    release = sync(data, sheets[1], products=("tables",))
    assert "아직 시트에 있어" in caplog.text
    assert_forgotten(data, who, before)
    rows = list(csv.DictReader((data / "destruction/ledger.csv").read_text("utf-8-sig").splitlines()))
    assert [row["파기 사유"] for row in rows] == ["정보주체의 요구(같은 법 제36조·제37조)"]
    if not with_old_copies:
        return
    # An older copy of the sheet does not bring them back either, under the telephone that they had then.
    sync(data, sheets[0], products=("tables",))
    assert told_of(data, WHO) == set() and release.is_dir()
    # Nor does a folder that was lost and brought back from what the guide says to keep a copy of.
    (line,) = [line for line in words("guide")["topics"]["품질"]["text"].splitlines() if "꼭 백업할 것" in line]
    for name in re.findall(r"`data/([^`]+)`", line):
        if (data / name).is_dir():
            shutil.copytree(data / name, tmp_path / "back" / name)
        elif (data / name).exists():
            shutil.copy(data / name, tmp_path / "back" / name)
    sync(tmp_path / "back", sheets[1], products=("tables",))
    assert told_of(tmp_path / "back", WHO) == set()


def lists_put_back(whole, data, folder):
    """Lists from before the request: of guests (twice, the second time as remembered) and ticks."""
    from flows.event import event

    for name in ("old.xlsx", "older.XLSX", "oldest.xlsm"):
        shutil.copy(whole / "attendance/a.xlsx", data / "attendance" / name)
    event.fn(CAMPAIGN, "", str(data), (f"내빈={plant_guests(folder / 'guests.csv')}",), products=("tables",))
    event.fn(CAMPAIGN, "", str(data), products=("tables",))
    seats = pd.read_parquet(data / "event/current/tables/seats.parquet")
    assert seats.loc[seats["group"].eq("내빈"), "name"].nunique() == 8
    for name in ("old.xlsx", "older.XLSX", "oldest.xlsm"):
        names = {row[0] for row in read_workbook(data / "attendance" / name, AttendanceFileError)[0].rows}
        assert PEOPLE[1].name in names and WHO.name not in names


@pytest.mark.long
def test_a_night_of_theirs_alone_is_gone_and_who_is_alone_is_purged_whole(few, sync, sheets, tmp_path):
    data, alone = tmp_path / "data", tmp_path / "alone.csv"
    cells = pd.read_csv(sheets[0], dtype=str, keep_default_na=False)
    cells[cells["이메일 주소"].eq(WHO.email)].to_csv(alone, index=False)
    sync(data, alone, products=("tables",))
    who = found(data, WHO)
    with pytest.raises(LastPersonError, match="모두"):
        flows.forget.forget(CAMPAIGN, data, who, BY)
    sync(data, sheets[0], products=("tables",))
    flows.forget.forget(CAMPAIGN, data, who, BY)
    assert told_of(data, WHO) == set() and len(list((data / "raw").glob("*.gz"))) == 1
    assert [*remembered_order(data).values()] == [None]


@pytest.fixture
def forgotten(whole, few, tmp_path):
    """A copy of the folder after WHO's purge, and a nursery that knows its tables."""
    data = shutil.copytree(whole, tmp_path / "forgotten", symlinks=True)
    who = found(data, WHO)
    flows.forget.forget(CAMPAIGN, data, who, BY)
    assert_forgotten(data, who, others(whole, who))
    facts = read_manifest(current_release(data))["snapshot"]
    started = Nursery(data, snapshot_path(data, facts["sha256"], facts["format"]))
    yield data, started
    started.close()


def assert_as(data, whole_one):
    """The folder holds what that of a purge holds that nothing stopped."""
    assert {path.name for path in data.iterdir()} == {path.name for path in whole_one.iterdir()}
    assert len(releases_of(data)) == len(releases_of(data / "event")) == 1
    n_public, n_whole = (len(same_files((each / "current").resolve() / "public")) for each in (data, whole_one))
    assert n_public == n_whole
    assert set(withheld(data)["mark"]) == set(withheld(whole_one)["mark"])
    assert len(list((data / "destruction").glob("*.pdf"))) == 1


def shape(data):
    """The kinds of files with their number; times and hashes are in names."""
    return Counter(path.suffix for path in data.rglob("*"))


@pytest.mark.long
def test_killed_anywhere_it_is_taken_up_again(whole, few, tmp_path):
    """From what the folder holds before some change on the disk; the slow test holds that a kill leaves that."""
    data, who = shutil.copytree(whole, tmp_path / "data", symlinks=True), found(whole, WHO)
    before, chance = others(whole, who), random.Random(36)
    at = chance.randrange(5, 120)
    copies = {at: tmp_path / f"copy {at}"}
    with as_it_was():
        Disk(data, copied_at(data, copies))
        flows.forget.forget(CAMPAIGN, data, who, BY)
    for copy in copies.values():
        assert store.forgetting(copy)
        with pytest.raises(ForgetBegunError):
            flows.forget.forget(CAMPAIGN, copy, found(whole, PEOPLE[1]), BY)
        flows.forget.forget(CAMPAIGN, copy, who, BY)
        assert_forgotten(copy, who, before)
        assert_as(copy, data)


@pytest.mark.slow
def test_killed_at_thirty_random_points_it_is_taken_up_again(forgotten, whole, tmp_path):
    """A run takes seconds: six of them are killed there, the other points are copies, taken of one run."""
    whole_one, nursery = forgotten
    chance, n_killed = random.Random(20241231), 6
    who, other = found(whole, WHO), found(whole, PEOPLE[1])
    before = others(whole, who)
    counted, copied = (shutil.copytree(whole, tmp_path / name, symlinks=True) for name in ("counted", "copied"))
    told = nursery.run("", counted, purge=BY, forget=who)
    assert told["status"] == 0, told["error"]
    # Before the fifth nothing was written but the journal.
    points = chance.sample(range(5, told["changes"]), 30)
    copies = {str(tmp_path / f"copy {point}"): point for point in points}
    dead = {shutil.copytree(whole, tmp_path / f"dead {at}", symlinks=True): at for at in points[:n_killed]}
    jobs = [[{"source": "", "data": str(data), "purge": BY, "forget": who, "die_at": at}] for data, at in dead.items()]
    jobs.append([{"source": "", "data": str(copied), "purge": BY, "forget": who, "copies": copies}])
    *told_of_dead, (told,) = nursery.runs(jobs)
    assert told["status"] == 0, told
    assert [told["status"] for (told,) in told_of_dead] == [-signal.SIGKILL] * n_killed
    for data, at in dead.items():
        assert shape(data) == shape(tmp_path / f"copy {at}")
    folders = [*dead, *(tmp_path / f"copy {point}" for point in points[n_killed:])]
    for data in folders:
        if store.forgetting(data):
            with pytest.raises(ForgetBegunError):
                flows.forget.forget(CAMPAIGN, data, other, BY)
    for (told,) in nursery.runs([[{"source": "", "data": str(d), "purge": BY, "forget": who}] for d in folders]):
        # Killed when all was done, nobody has that id any more.
        assert told["status"] == 0 or told["error"][0] == "UnknownPersonError", told["error"]
    for data in folders:
        assert_forgotten(data, who, before)
        assert_as(data, whole_one)


@pytest.mark.long
def test_the_command_shows_whom_it_may_mean_and_asks_for_the_id(data, capsys, monkeypatch):
    before = sorted(data.rglob("*"))
    assert main(["purge", "--person", WHO.name, "--data", str(data)]) == 0
    told = capsys.readouterr().out
    assert found(data, WHO) in told and "--by" in told
    # A name alone destroys nothing.
    assert main(["purge", "--person", WHO.name, "--by", BY, "--data", str(data)]) == 1
    monkeypatch.setattr("sys.stdin.readline", lambda: "아니\n", raising=False)
    assert main(["purge", "--person", found(data, WHO), "--by", BY, "--data", str(data)]) == 1
    assert main(["purge", "--person", "없는사람", "--data", str(data)]) == 1
    assert sorted(data.rglob("*")) == before
    # What a killed end leaves is nobody's journal, and goes.
    (data / store.FORGET).write_bytes(bytes(40))
    with pytest.raises(UnknownPersonError):
        flows.forget.forget(CAMPAIGN, data, "p-0", BY)
    assert not (data / store.FORGET).exists()


def responses(*rows):
    columns = ["name_key", "is_person", "phone", "email", "submitted_at"]
    return pd.DataFrame(rows, columns=columns).astype("str").assign(is_person=[row[1] for row in rows])


def test_marks_are_of_them_and_of_nobody_else():
    key = b"k" * 32
    theirs = responses(("가나", False, "+821000000001", "a@x.org", "2024-05-01T00:00:00+09:00"))
    neighbour = responses(("다라", False, "+821000000001", "b@x.org", "2024-05-01T00:00:00+09:00"))
    marks = marks_of(theirs, neighbour, key)
    known = pd.DataFrame({"mark": marks, "until": "2024-06-01T00:00:00+09:00"})
    seen = responses(
        ("가나", False, "+821000000009", "c@x.org", "2024-05-02T00:00:00+09:00"),
        ("다라", False, "+821000000001", "b@x.org", "2024-05-02T00:00:00+09:00"),
        ("마바", False, "", "a@x.org", ""),
        # Who answers again after the request gives it anew.
        ("가나", False, "+821000000001", "a@x.org", "2024-06-02T00:00:00+09:00"),
        ("", False, "", "", "2024-05-02T00:00:00+09:00"),
    )
    assert withheld_rows(seen, known, key).tolist() == [0, 2]


def test_a_list_of_people_tells_them_by_contact_or_body_and_never_by_a_name_alone():
    key = b"k" * 32
    theirs = responses(("가나", False, "+821000000001", "a@x.org", "2024-05-01T00:00:00+09:00"))
    person = responses(("마바", True, "+821000000003", "c@x.org", "2024-05-01T00:00:00+09:00"))
    marks = [*marks_of(theirs, person, key), *marks_of(person, theirs, key)]
    known = pd.DataFrame({"mark": marks, "until": "2024-06-01T00:00:00+09:00"})
    rows = [
        ("김 하나", "가 나", None, None),
        ("이둘", "다라", "+821000000001", None),
        ("마바", None, None, "c@x.org"),
        ("마바", None, None, None),
        ("마바", "다라", "+821000000009", None),
        (None, None, None, None),
    ]
    listed = pd.DataFrame(rows, columns=["name", "body", "phone", "email"], dtype="str")
    assert listed_rows(listed, known, key).tolist() == [0, 1, 2]
    assert listed_rows(listed, standing(known, theirs, key), key).tolist() == []
    later = known.assign(until=[*["2024-06-01"] * (len(marks) - 3), *["2024-07-01"] * 3])
    assert listed_rows(listed, standing(later, theirs, key), key).tolist() == [2]


@pytest.mark.parametrize("comes", ["참석", "불참"])
def test_a_guest_list_keeps_everybody_else_where_they_stood(comes, tmp_path):
    campaign = read_campaign(CAMPAIGN)
    key, guests = b"k" * 32, campaign.event.guests[0]
    (tmp_path / KEY).write_bytes(key)
    cells = [
        ["내빈 명단", "", "", ""],
        ["성명", "기관", "연락처", "참석 여부"],
        ["가나다", "한빛회", "010-0000-0001", comes],
        ["라마바", "〃", "010-0000-0002", "참석"],
        ["사아자", "〃", "=1+1", ""],
    ]
    page = GuestPage(guests, "a.xlsx", cells, "명단")
    gone = responses(("가나다", True, "+821000000001", "", "2024-05-01T00:00:00+09:00"))
    marks = pd.DataFrame({"mark": marks_of(gone, gone.head(0), key), "until": "2024-06-01T00:00:00+09:00"})
    given = Snapshot(b"PK", "xlsx", "a.xlsx")
    assert without_their_guests([page], given, marks.head(0), tmp_path, campaign) == ([page], given)
    (made,), kept = without_their_guests([page], given, marks, tmp_path, campaign)
    assert "가나다" not in str([page.rows for page in pages_of(kept, "a.xlsx")])
    before, after = (read_lists([each], campaign, with_absent=True) for each in (page, made))
    pd.testing.assert_frame_equal(after, before.drop(index=0).reset_index(drop=True))
    again = GuestPage(guests, "a.xlsx", pages_of(kept, "a.xlsx")[0].rows, "명단")
    pd.testing.assert_frame_equal(read_lists([again], campaign), after)


def test_of_last_years_list_a_body_is_passed_over_and_told(tmp_path, caplog):
    campaign, key = read_campaign(CAMPAIGN), b"k" * 32
    (tmp_path / KEY).write_bytes(key)
    gone = responses(("가나", False, "+821000000001", "", "2024-05-01T00:00:00+09:00"))
    marks = pd.DataFrame({"mark": marks_of(gone, gone.head(0), key), "until": "2024-06-01T00:00:00+09:00"})
    listed = read_earlier([Page("2023.csv", "", [["단체명"], ["(사)가나"], ["다라"], ["가나다"]])], campaign)
    kept = without_earlier(listed, marks, tmp_path, "2023.csv")
    assert kept["name"].tolist() == ["다라", "가나다"]
    assert "2023.csv 2번째" in caplog.text


def test_what_was_typed_beside_them_stays_away_until_they_answer_anew():
    key = b"k" * 32
    theirs = responses(("가나", False, "+821000000001", "a@x.org", "2024-05-01T00:00:00+09:00"))
    other = responses(("다라", False, "+821000000002", "b@x.org", "2024-05-01T00:00:00+09:00"))
    ids = ["p-1", "r-1", "t-1"]
    marks = [*marks_of(theirs, other, key), *id_marks(ids, key)]
    known = pd.DataFrame({"mark": marks, "until": "2024-06-01T00:00:00+09:00"})
    asked = [*ids, "p-2"]
    assert withheld_ids(asked, [], other, known, key) == {*ids}
    # Somebody else wrote the same text later.
    assert withheld_ids(asked, ["t-1"], other, known, key) == {"p-1", "r-1"}
    assert withheld_ids(asked, [], pd.concat([other, theirs], ignore_index=True), known, key) == set()


@example(["가", "나", "다"], "\x00")
@example(["가", "나", "다"], "'")
@settings(max_examples=10)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=3, max_size=3),
    st.sampled_from(["", "'", "\r", "\n", "\x00", "\ufeff", '"', ";", "\t", "=", "''", "\x1a"]),
)
def test_everybody_elses_cells_are_read_as_they_were(texts_, start):
    campaign = read_campaign(CAMPAIGN)
    titles = [question.title for question in campaign.questions]
    row = ["2024. 5. 1 오전 9:00:00", *[start + text for text in texts_], *[""] * (len(titles) - 4)]
    book = {"properties": {"timeZone": "Asia/Seoul"}, "timeZone": "Asia/Seoul", "tab": "응답", "stampColumn": 0}
    ranges = [{"values": [titles, row, row, row]}, {"values": []}]
    sheet = Snapshot(json.dumps({**book, "valueRanges": ranges}).encode(), "sheet", "x")
    before = open_snapshot(sheet, campaign)
    made, n = left_out(sheet, before.cells.index[1:2], campaign)
    after = open_snapshot(made, campaign)
    assert (n, after.headings) == (1, before.headings)
    kept = before.cells.replace("\x00", "", regex=True)
    kept.loc[1] = ""
    pd.testing.assert_frame_equal(after.cells, kept)
