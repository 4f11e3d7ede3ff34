"""Ticked attendance, as staff and three desks fill it in."""

import io
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.campaigns import read_campaign
from flows.sources.attendance_file import read_attendance, read_one
from output.event.attendance_sheet import write_attendance_sheet
from output.formats.labels import labels
from tests.conftest import CAMPAIGN
from tests.transforms.event.seating import NO_AFFINITY, NO_PINS, people, wishes
from tests.transforms.event.seating import campaign as seating_campaign
from transforms.errors.guests import AttendanceFileError, AttendanceSheetError
from transforms.event.attended import counts, expected, read_ticks
from transforms.event.placement import place_people
from transforms.reading.pages import Page

WORDS = labels("attendance")
HEADINGS = [WORDS[n] for n in ("number", "body", "title", "name", "field", "state", "phone", "id")]
PARTICIPANTS = pd.DataFrame({"participant_id": ["p0000", "p0001"], "name": ["푸른숲", "한빛"]}).astype("str")


@pytest.fixture(scope="module")
def campaign():
    return read_campaign(CAMPAIGN)


@pytest.fixture(scope="module")
def seats():
    table = people([2, 1])
    table["name"] = ["홍길동", None, "김철수"]
    table["body"] = ["푸른숲", "푸른숲", "한빛"]
    table["is_named"] = table["name"].notna()
    return place_people(
        table.astype({"name": "str"}), wishes([(7, 3), (1, 2)]), NO_AFFINITY, NO_PINS, seating_campaign()
    ).seats


def line(state, id_="", name="", body="", title="", field="", phone=""):
    return ["", body, title, name, field, state, phone, id_]


def read(lines, seats, campaign, *more):
    pages = [Page("a.xlsx", "참석 확인", [["행사"], HEADINGS, *lines])]
    pages += [Page(f"{at}.xlsx", "참석 확인", [HEADINGS, *each]) for at, each in enumerate(more)]
    return read_ticks(pages, expected(seats, None), PARTICIPANTS, WORDS, campaign)


def state_of(attended):
    return attended.attendance.set_index("attendee_id")["state"].to_dict()


def test_what_is_ticked_is_read_and_the_rest_unknown(seats, campaign):
    told = read([line("참석", "p0000-a1"), line("x", "p0001-a1"), line("", "p0000-a2")], seats, campaign)
    assert state_of(told) == {"p0000-a1": "came", "p0000-a2": "unknown", "p0001-a1": "absent"}
    assert counts(told.attendance) == {"came": 1, "absent": 1, "walk_in": 0, "unknown": 1}
    assert told.findings.empty


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        (
            "○ ● ◯ ✓ ✔ ✔\ufe0f √ V v O o Ｏ ㅇ ㅇㅇ ✅ ◎ ∨ 참가 TRUE T Y 예 1 ☑ OK 참 지각 〇 참석함 참석(대리)",
            "came",
        ),
        ("참석. 대참 참석○ 참석-대리", "came"),
        (
            "× ✕ ✗ X x 안옴 미참석 불참석 FALSE F N 아니요 0 ☐ □ ☒ ❎ 결 병결 불참함 불참(병가) 불참（출장）",
            "absent",
        ),
        ("불참:병가 불참,출장 노쇼 당일취소 불참!", "absent"),
    ],
)
def test_marks_that_people_write(seats, campaign, marks, state):
    """Of as many people as there are marks."""
    typed = {f"p{at:04}-a1": mark for at, mark in enumerate(marks.split())}
    many = seats.take([0] * len(typed)).assign(attendee_id=list(typed), badge=range(1, len(typed) + 1))
    told = read([line(mark, id_) for id_, mark in typed.items()], many, campaign)
    assert {typed[id_]: each for id_, each in state_of(told).items()} == dict.fromkeys(typed.values(), state)
    assert told.findings.empty


def test_a_walk_in_becomes_a_row_of_its_own(seats, campaign):
    lines = [
        line("현장등록", name="이하나", body="(사)푸른숲", title="회원", field="7", phone="010-1234-9999"),
        line("", name="박두리", body="처음 온 모임"),
        line("현장등록", body="처음 온 모임"),
        line("현장등록", body="처음 온 모임"),
    ]
    told = read(lines, seats, campaign).attendance
    walked = told[told["source"].eq("walk_in")].set_index(["name", "body"])
    assert len(walked) == 4
    assert walked["state"].eq("came").all()
    one = walked.loc[("이하나", "푸른숲")]
    assert one[["participant_id", "field", "phone", "title"]].tolist() == ["p0000", 7, "+821012349999", "회원"]
    assert told["attendee_id"].is_unique
    assert told["attendee_id"].str.match(r"w-|p").all()


def test_a_walk_in_who_was_expected_came(seats, campaign):
    told = read([line("현장등록", name="홍길동", body="㈔ 푸른숲")], seats, campaign)
    assert state_of(told)["p0000-a1"] == "came"
    assert not told.attendance["source"].eq("walk_in").any()
    both = read([line("현장등록", "p0001-a1")], seats, campaign)
    assert state_of(both)["p0001-a1"] == "came"


def test_one_person_at_two_desks_is_one(seats, campaign):
    walked = line("현장등록", name="이하나", body="새 모임")
    told = read([walked], seats, campaign, [walked]).attendance
    assert told["source"].eq("walk_in").sum() == 1


def test_a_chair_without_a_name_has_the_one_that_was_written(seats, campaign):
    told = read([line("참석", "p0000-a2", name="최세나"), line("참석", "p0000-a1", name="딴이름")], seats, campaign)
    names = told.attendance.set_index("attendee_id")["name"]
    assert names[["p0000-a1", "p0000-a2"]].tolist() == ["홍길동", "최세나"]


def test_what_cannot_be_is_a_finding_with_file_and_row(seats, campaign):
    lines = [
        line("참석", "p7777-a1"),
        line("글쎄요", "p0000-a1"),
        line("현장등록"),
        line("불참", "p0001-a1"),
    ]
    told = read(lines, seats, campaign, [line("참석", "p0001-a1")])
    found = set(zip(told.findings["file"], told.findings["row"], told.findings["code"], strict=True))
    assert found == {
        ("a.xlsx", 3, "attendance_unknown_id"),
        ("a.xlsx", 4, "attendance_unreadable_tick"),
        ("a.xlsx", 5, "walk_in_nameless"),
        ("0.xlsx", 2, "attendance_disagrees"),
    }
    said = told.findings.set_index("code").loc["attendance_disagrees", "sentence"]
    assert "김철수 · 한빛(0.xlsx 2번째 줄 참석, a.xlsx 6번째 줄 불참). 나중 표시(참석)를 씁니다" in said
    assert state_of(told) == {"p0000-a1": "unknown", "p0000-a2": "unknown", "p0001-a1": "came"}


def test_the_last_word_about_a_person_counts(seats, campaign):
    first, late = (datetime(2024, 5, 30, hour, tzinfo=UTC) for hour in (5, 6))
    headings = [*HEADINGS, WORDS["time"]]

    def said(*pages):
        told = read_ticks(
            [Page(f"{at}.xlsx", "s", [headings, *lines], saved) for at, (saved, lines) in enumerate(pages)],
            expected(seats, None),
            PARTICIPANTS,
            WORDS,
            campaign,
        )
        return state_of(told), told.findings["code"].tolist()

    came, absent = [*line("참석", "p0001-a1"), ""], [*line("불참", "p0001-a1"), ""]
    for pages, state in (
        (((late, [absent]), (first, [came])), "absent"),
        (((first, [absent]), (late, [came])), "came"),
        (((late, [absent]), (late, [came])), "came"),
        (((first, [came, absent]),), "absent"),
        # The row's own time goes before the file's: 16:30 in Seoul is after both.
        *(
            (((late, [came]), (first, [[*absent[:-1], typed]])), "absent")
            for typed in ("16:30", "오후 4:30", "16시 30분", "5/30 16:30")
        ),
    ):
        states, codes = said(*pages)
        assert (states["p0001-a1"], codes) == (state, ["attendance_disagrees"]), pages
    walked, never = ([*line(each, name="이하나", body="새 모임"), ""] for each in ("현장등록", "불참"))
    assert len(said((first, [walked]), (late, [never]))[0]) == len(seats)
    assert len(said((late, [walked]), (first, [never]))[0]) == len(seats) + 1


def test_who_has_gone_since_the_sheets_were_printed_may_still_come(seats, campaign):
    left = seats[seats["attendee_id"].ne("p0001-a1")]
    told = read_ticks(
        [Page("a.xlsx", "s", [HEADINGS, line("참석", "p0001-a1")])],
        expected(left, seats),
        PARTICIPANTS,
        WORDS,
        campaign,
    )
    assert state_of(told)["p0001-a1"] == "came"
    assert told.findings.empty
    # Not ticked, they are not among those of whom nothing is known.
    told = read_ticks([], expected(left, seats), PARTICIPANTS, WORDS, campaign)
    assert set(state_of(told)) == {"p0000-a1", "p0000-a2"}
    assert counts(told.attendance)["unknown"] == 2


def test_what_was_typed_is_told_where_nobody_can_be_known_by_it(seats, campaign):
    typed = ["△", "늦음", "홍길동", "010-1234-9999", "어머니가 대신 옴", "9999"]
    told = read([line(each, "p0000-a1") for each in typed], seats, campaign).findings
    assert [
        sentence.endswith(f"(적힌 것: {each})") for each, sentence in zip(typed, told["sentence"], strict=True)
    ] == [True, True, False, False, False, False]
    assert not [each for each in typed[2:] if told["sentence"].str.contains(each).any()]


def test_no_sheet_no_seats_and_a_workbook_without_our_columns(seats, campaign):
    assert read_ticks([], expected(seats, None), PARTICIPANTS, WORDS, campaign).attendance["state"].eq("unknown").all()
    assert read_ticks([], expected(seats.iloc[:0], None), PARTICIPANTS, WORDS, campaign).attendance.empty
    with pytest.raises(AttendanceSheetError, match="번호, 참석 확인"):
        read_ticks([Page("a.xlsx", "s", [["성명"], ["홍길동"]])], expected(seats, None), PARTICIPANTS, WORDS, campaign)


def test_the_sheet_that_is_written_is_the_sheet_that_is_read(seats, campaign, tmp_path):
    (tmp_path / "attendance").mkdir()
    path = tmp_path / "attendance/대1.xlsx"
    write_attendance_sheet(seats, campaign, path)
    first = path.read_bytes()
    write_attendance_sheet(seats, campaign, path)
    assert path.read_bytes() == first
    book = openpyxl.load_workbook(io.BytesIO(first))
    sheet = book.active
    headings = [cell.value for cell in sheet[3]]
    places = {name: headings.index(WORDS[name]) + 1 for name in ("id", "state", "name", "body")}
    ids = [sheet.cell(row, places["id"]).value for row in range(4, 4 + len(seats))]
    assert sorted(ids) == sorted(seats["attendee_id"])
    # Empty rows say nothing; staff sort, tick, and add one.
    assert read_ticks(
        read_attendance(tmp_path, read_campaign(CAMPAIGN)), expected(seats, None), PARTICIPANTS, WORDS, campaign
    ).findings.empty
    sheet.cell(4 + ids.index("p0001-a1"), places["state"]).value = "참석"
    sheet.cell(4 + len(ids), places["name"]).value = "이하나"
    sheet.cell(4 + len(ids), places["state"]).value = "현장등록"
    book.save(path)
    told = read_ticks(
        read_attendance(tmp_path, read_campaign(CAMPAIGN)), expected(seats, None), PARTICIPANTS, WORDS, campaign
    )
    assert counts(told.attendance) == {"came": 2, "absent": 0, "walk_in": 1, "unknown": 2}


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    (tmp_path / "attendance").mkdir()
    (tmp_path / "attendance/a.csv").write_text("번호,참석 확인")
    with pytest.raises(AttendanceFileError, match=r"a\.csv"):
        read_attendance(tmp_path, read_campaign(CAMPAIGN))
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04nothing")
    for path in (tmp_path / "b.xlsx", tmp_path / "none.xlsx"):
        with pytest.raises(AttendanceFileError, match=path.name):
            read_one(path)


@settings(
    max_examples=settings().max_examples // 6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["최새별", "한가람", ""]),
            st.sampled_from(["새모임", ""]),
            st.sampled_from(["", "010-1000-0001", "010-1000-0002"]),
        ),
        max_size=7,
    )
)
def test_no_walk_in_is_lost(seats, campaign, rows):
    told = read([line("현장등록", "", name, body, phone=phone) for name, body, phone in rows], seats, campaign)
    walked = told.attendance.query("source == 'walk_in'")[["attendee_id", "name", "body", "phone"]].fillna("")
    assert walked["attendee_id"].is_unique
    for name, body, phone in rows:
        same = walked[walked["name"].eq(name) & walked["body"].eq(body)]
        if name and phone:
            assert same["phone"].str[-4:].eq(phone[-4:]).sum() == 1
        elif name:
            assert len(same)
    nameless = [body for name, body, _ in rows if not name and body]
    assert len(walked[walked["name"].eq("")]) == len(nameless)
    silent = sum(not name and not body for name, body, _ in rows)
    assert told.findings["code"].eq("walk_in_nameless").sum() == silent
