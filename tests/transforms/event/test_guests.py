"""Guest lists: read as they are typed, told apart from those who registered, never sorted."""

import random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.check import check
from expectations.guests import guest_rules
from flows.campaigns import read_campaign
from flows.sources.guest_file import GuestSource, guest_files, read_guest_file
from tests.conftest import CAMPAIGN, ROOT
from transforms.campaign.event_settings import GuestList
from transforms.errors.guests import GuestFileError, GuestFileNotFoundError, GuestGroupError, GuestHeadingsError
from transforms.event.coming import registered
from transforms.event.guest_lines import GuestPage
from transforms.event.guests import findings_of, known_already, may_attend, merge_guests, page_findings, read_lists

HONOUR = GuestList(group="내빈", protocol=True, seated=False)
COUNCIL = GuestList(group="위원")
TITLES = ["성명", "기관", "직위", "연락처", "분야", "의전순서", "비고"]
PARTICIPANTS = pd.DataFrame(
    {
        "participant_id": ["p-1", "p-2", "p-3"],
        "name": ["푸른숲", "한빛", "고수빈"],
        "is_person": [False, False, True],
        "attendance": ["yes", "undecided", "undecided"],
        "phone": ["+821012341111", "+821012342222", "+821012343333"],
        "email": [None, None, None],
    }
).astype({"participant_id": "str", "name": "str", "phone": "str", "email": "str"})
ATTENDEES = pd.DataFrame(
    {
        "attendee_id": ["p-1-a1", "p-1-a2", "p-2-n1", "p-3-n1"],
        "participant_id": ["p-1", "p-1", "p-2", "p-3"],
        "name": ["홍길동", None, None, None],
        "title": None,
        "source": "form",
        "field": 3,
        "is_named": [True, False, False, False],
    }
).astype({"name": "str", "title": "str"})


@pytest.fixture(scope="module")
def campaign():
    return read_campaign(CAMPAIGN)


@pytest.fixture(scope="module")
def people(campaign):
    return registered(ATTENDEES, PARTICIPANTS, campaign)


def page(lines, guests=COUNCIL, titles=TITLES, file="명단.csv"):
    return GuestPage(guests, file, [titles, *lines])


def pages_of(path):
    return read_guest_file(GuestSource(COUNCIL, "given"), path.name, path)[0]


def found(read):
    told = findings_of(check(read, guest_rules(), "row_id", "guests"), read)
    return sorted(zip(told["row"], told["code"], told["column"], strict=True))


def test_every_cell_is_read_as_it_is_typed(campaign):
    lines = [
        ["홍 길 동", "(사) 푸른숲", "", "010-1234-9999", "7", "", ""],
        ["김철수 의장", "시의회", "", "043) 200-1001", "건강하고 지속가능한 농업 도시", "", "축사"],
        ["추후 통보", "가상시청", "국장", "", "", "", ""],
    ]
    read = read_lists([page(lines)], campaign)
    assert read["name"].tolist()[:2] == ["홍길동", "김철수"]
    assert read["name"].isna().tolist() == [False, False, True]
    assert read["title"].tolist()[1:] == ["의장", "국장"]
    assert read["body"].tolist() == ["푸른숲", "시의회", "가상시청"]
    assert read["phone"].tolist()[:2] == ["+821012349999", "+82432001001"]
    assert read["own_field"].tolist()[:2] == [7, 2]


def test_what_is_no_name_stays_as_it_was_typed(campaign, people):
    lines = [
        ["박위원", "충북연구원", "원장", "", "", "", ""],
        ["시장", "가상시청", "", "", "", "", ""],
        ["시장", "가상시청", "대리", "", "", "", ""],
        ["위원 두 분", "한빛", "", "", "", "", ""],
        ["박 위원", "한빛", "", "", "", "", ""],
    ]
    read = known_already(people, read_lists([page(lines)], campaign), PARTICIPANTS)
    assert read["name"].fillna("").tolist() == ["박위원", "", "시장", "위원 두 분", "박 위원"]
    assert read["title"].fillna("").tolist() == ["원장", "시장", "대리", "", ""]
    assert [row for row, code, _ in found(read) if code == "guest_name_odd"] == [2, 4, 5, 6]
    told = findings_of(check(read, guest_rules(), "row_id", "guests"), read)
    assert set(told.loc[told["code"].eq("guest_name_odd"), "severity"]) == {"warning"}
    merged = merge_guests(people, read, PARTICIPANTS)
    assert {"박위원", "시장", "위원 두 분", "박 위원"} <= set(merged["name"].dropna())


def test_a_bad_row_is_a_finding_that_names_its_row(campaign, people):
    lines = [
        ["", "", "위원", "", "", "", ""],
        ["이하나", "한빛", "", "일이삼", "9", "셋째", ""],
        ["", "한빛", "", "", "", "", ""],
        ["박 둘", "한빛", "", "", "없음", "", ""],
        ["이하나", "한빛", "", "", "", "", ""],
    ]
    read = known_already(people, read_lists([page(lines)], campaign), PARTICIPANTS)
    assert found(read) == [
        (2, "guest_nobody", "is_somebody"),
        (2, "guest_unnamed", "name"),
        (3, "guest_field_unknown", "is_field_read"),
        (3, "guest_order_unreadable", "is_order_read"),
        (3, "guest_phone_unreadable", "is_phone_read"),
        (4, "guest_unnamed", "name"),
        (6, "guest_doubled", "is_first"),
    ]
    merged = merge_guests(people, read, PARTICIPANTS)
    assert sorted(merged.loc[merged["source"].eq("guests"), "name"].fillna("")) == ["", "박둘", "이하나"]


def test_a_companion_without_a_name_is_told_and_a_proxy_has_not_the_title_of_whom_it_stands_for(campaign, people):
    lines = [
        ["홍길동 외 1명", "시의회", "의장", "", "", "", ""],
        ["홍길동(대리: 김철수)", "가상시청", "시장", "", "", "", ""],
        ["남만식(대참 이하나 국장)", "가상시청", "부시장", "", "", "", ""],
        ["박두리 대리", "한빛", "", "", "", "", ""],
    ]
    read = known_already(people, read_lists([page(lines)], campaign), PARTICIPANTS)
    assert read["name"].tolist() == ["홍길동", "김철수", "이하나", "박두리"]
    assert read["title"].fillna("").tolist() == ["의장", "", "국장", "대리"]
    assert found(read) == [(2, "guest_companions", "is_named_alone")]


def test_a_second_list_beside_the_first_is_told_column_by_column(campaign):
    rows = [["성명", "기관", "", "성명", "기관"], ["한별", "가온시청", "", "강솔", "가온시청"]]
    told = page_findings([GuestPage(COUNCIL, "a.csv", rows)], campaign)
    assert told[["code", "column"]].to_numpy().tolist() == [["guest_heading_unknown", at] for at in "DE"]


def test_a_line_that_names_a_part_of_the_list_is_nobody(campaign):
    guests = [[name, "가온시청", *[""] * 5] for name in ("한별", "강솔", "윤슬")]
    lines = [["□ 가온시청", *[""] * 6], *guests, ["【의회】", *[""] * 6]]
    assert read_lists([page(lines)], campaign)["name"].tolist() == ["한별", "강솔", "윤슬"]
    bullets = [[f"□ {name}", *[""] * 6] for name in ("한별", "강솔", "윤슬")]
    assert read_lists([page(bullets)], campaign)["name"].tolist() == ["한별", "강솔", "윤슬"]


def test_of_two_rows_of_headings_both_are_read(campaign):
    """소속 및 직위 stands merged over 소속 and 직위."""
    rows = [
        ["성명", "소속 및 직위", "", "연락처"],
        ["", "소속", "직위", ""],
        ["한별", "가온시청", "국장", "010-1111-0004"],
    ]
    read = read_lists([GuestPage(COUNCIL, "a.xlsx", rows)], campaign)
    assert read[["row", "name", "body", "title", "phone"]].to_numpy().tolist() == [
        [3, "한별", "가온시청", "국장", "+821011110004"]
    ]


@pytest.mark.parametrize("ditto", ["″", "''", "'", "이하 동일", "위와동일", "同上", "↑"])
def test_a_body_as_above_is_the_one_above(campaign, ditto):
    lines = [["이하나", "가온시청", "", "", "", "", ""], ["박두리", ditto, "", "", "", "", ""]]
    assert read_lists([page(lines)], campaign)["body"].tolist() == ["가온시청"] * 2


@pytest.mark.parametrize(
    "row",
    [
        ["홍길동", "㈔푸른숲", "위원장", "", "5", "", "사회"],
        ["홍길동", "다른 모임", "위원장", "010 1234 1111", "5", "", "사회"],
    ],
    ids=["body", "phone"],
)
def test_a_guest_who_registered_is_one_person_with_the_guests_group_and_note(campaign, people, row):
    read = known_already(people, read_lists([page([row])], campaign), PARTICIPANTS)
    assert [code for _, code, _ in found(read)] == ["guest_attends"]
    merged = merge_guests(people, read, PARTICIPANTS)
    assert len(merged) == len(people)
    one = merged.set_index("attendee_id").loc["p-1-a1"]
    assert one[["group", "note", "title", "own_field", "source"]].tolist() == ["위원", "사회", "위원장", 5, "form"]


def test_a_namesake_elsewhere_is_somebody_else(campaign, people):
    merged = merge_guests(
        people, read_lists([page([["홍길동", "다른 모임", "", "", "", "", ""]])], campaign), PARTICIPANTS
    )
    assert len(merged) == len(people) + 1


def test_guests_of_honour_keep_the_order_that_was_written(campaign, people):
    typed = ["하", "가", "바", "나"]
    without = page([[f"{name}동주", "시청", "", "", "", "", ""] for name in typed], HONOUR)
    merged = merge_guests(people, read_lists([without], campaign), PARTICIPANTS).dropna(subset=["protocol_order"])
    assert merged.sort_values("protocol_order")["name"].tolist() == [f"{name}동주" for name in typed]
    numbered = page(
        [[f"{n}동주", "시청", "", "", "", o, ""] for n, o in zip(typed, ["2번", "", "1", "2"], strict=True)], HONOUR
    )
    read = read_lists([numbered], campaign)
    assert ("guest_order_doubled" in [code for _, code, _ in found(known_already(people, read, PARTICIPANTS))]) is True
    merged = merge_guests(people, read, PARTICIPANTS).dropna(subset=["protocol_order"])
    assert merged.sort_values("protocol_order")["name"].tolist() == ["바동주", "하동주", "나동주", "가동주"]
    assert not merged["is_seated"].any()


def test_nobody_else_has_a_place_in_protocol(campaign, people):
    merged = merge_guests(people, read_lists([page([["이하나", "한빛", "", "", "", "3", ""]])], campaign), PARTICIPANTS)
    assert merged["protocol_order"].isna().all()


def test_the_first_list_of_a_person_holds(campaign, people):
    row = ["이하나", "한빛", "", "", "", "", ""]
    read = read_lists([page([row], HONOUR, file="a.csv"), page([row], file="b.csv")], campaign)
    merged = merge_guests(people, read, PARTICIPANTS)
    assert merged.loc[merged["source"].eq("guests"), "group"].tolist() == ["내빈"]


def test_two_namesakes_of_one_body_with_two_numbers_are_two(campaign, people):
    lines = [["이하나", "한빛", "", number, "", "", ""] for number in ("010-1111-2222", "010-3333-4444")]
    merged = merge_guests(people, read_lists([page(lines)], campaign), PARTICIPANTS)
    assert merged.loc[merged["source"].eq("guests"), "attendee_id"].nunique() == 2


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_ids_do_not_depend_on_the_order_of_rows_or_on_titles_of_the_named(campaign, seed, people):
    chance = random.Random(seed)
    names = ["이하나", "박두리", "최세나", ""]
    lines = [[chance.choice(names), chance.choice(["한빛", "푸른들"]), "", "", "", "", ""] for _ in range(8)]
    other = [[*line[:2], "위원" if line[0] else "", *line[3:]] for line in chance.sample(lines, len(lines))]
    one, two = (merge_guests(people, read_lists([page(each)], campaign), PARTICIPANTS) for each in (lines, other))
    assert one["attendee_id"].tolist() == two["attendee_id"].tolist()
    assert one["name"].fillna("").tolist() == two["name"].fillna("").tolist()


def test_a_title_above_the_headings_and_headings_of_the_council_are_read(campaign):
    rows = [["2024 위원 명단", ""], ["", ""], ["위원명", "소속"], ["이하나", "한빛"], ["", ""], ["박두리", "한빛"]]
    read = read_lists([GuestPage(COUNCIL, "a.csv", rows)], campaign)
    assert read["name"].tolist() == ["이하나", "박두리"]
    assert read["row"].tolist() == [4, 6]


def test_a_heading_that_says_nothing_to_us_is_told_by_its_column(campaign, people):
    rows = [
        ["내빈"],
        ["연번", "위원명", "소속", "순서", "차량번호", "", "MBTI"],
        ["1", "이하나", "한빛", "다섯", "", "", ""],
    ]
    pages = [GuestPage(HONOUR, "a.csv", rows)]
    told = page_findings(pages, campaign)
    assert told[["file", "row", "column", "code"]].to_numpy().tolist() == [
        ["a.csv", 2, "E", "guest_heading_unknown"],
        ["a.csv", 2, "G", "guest_heading_unknown"],
    ]
    assert not told["sentence"].str.contains("차량|MBTI").any()
    read = known_already(people, read_lists(pages, campaign), PARTICIPANTS)
    assert found(read) == [(3, "guest_order_unreadable", "is_order_read")]
    assert page_findings([page([])], campaign).empty


def test_sums_and_closings_are_nobody_and_told(campaign):
    lines = [
        ["이하나", "한빛", "", "", "", "", ""],
        ["소계", "", "", "", "", "", "1명"],
        ["박두리", "시의회", "", "", "", "", ""],
        ["", "합계", "", "", "", "", "2"],
        ["총 2명", "", "", "", "", "", ""],
        ["※ 명단은 바뀔 수 있습니다", "", "", "", "", "", ""],
        ["", "- 이하 여백 -", "", "", "", "", ""],
    ]
    assert read_lists([page(lines)], campaign)["name"].tolist() == ["이하나", "박두리"]
    told = page_findings([page(lines)], campaign)
    assert told["code"].unique().tolist() == ["guest_footer"]
    assert told["row"].tolist() == [3, 5, 6, 7, 8]


def test_who_does_not_come_is_no_guest_and_told(campaign):
    said = ["참석", "불참", "X", "미정", "", "못 갑니다(출장)"]
    names = ["이하나", "박두리", "최세찬", "정네온", "강다솜", "조여름"]
    lines = [[name, "한빛", answer] for name, answer in zip(names, said, strict=True)]
    pages = [page(lines, titles=["성명", "소속", "참석 여부"])]
    assert read_lists(pages, campaign)["name"].tolist() == ["이하나", "정네온", "강다솜"]
    told = page_findings(pages, campaign)
    assert told[["row", "code"]].to_numpy().tolist() == [
        [3, "guest_not_coming"],
        [4, "guest_not_coming"],
        [5, "guest_coming_unknown"],
        [7, "guest_not_coming"],
    ]


def test_merged_cells_and_ditto_say_what_stands_above(campaign, people):
    titles = ["연번", "소속", "직위", "성명"]
    rows = [
        ["내빈 명단"],
        titles,
        ["1", "가온시청", "국장", "나한결"],
        ["2", "", "〃", "도한별"],
        ["3", "상동", "", "류한솔"],
    ]
    merged = [(0, 0, 0, 3), (1, 0, 1, 1), (2, 1, 3, 1)]
    pages = [GuestPage(COUNCIL, "a.xlsx", rows, merged=merged)]
    read = read_lists(pages, campaign)
    assert read["body"].tolist() == ["가온시청"] * 3
    assert read["title"].fillna("").tolist() == ["국장", "국장", ""]
    told = page_findings(pages, campaign)
    assert told[["row", "column", "code"]].to_numpy().tolist() == [
        [4, "B", "guest_cell_shared"],
        [4, "C", "guest_cell_shared"],
        [5, "B", "guest_cell_shared"],
    ]
    # In a CSV a merged cell is a blank: nobody knows whether it is the body above.
    blank = known_already(people, read_lists([GuestPage(COUNCIL, "a.csv", rows)], campaign), PARTICIPANTS)
    assert found(blank) == [(row, "guest_body_blank", "is_body_told") for row in (4, 5)]


@pytest.mark.parametrize(
    ("phone", "note", "is_asked"),
    [
        ("", "", True),
        ("010-****-1111", "", True),
        ("010-12XX-1111", "", True),
        ("010-****-9999", "", False),
        ("010-7777-8888", "", False),
        ("", "동명이인", False),
    ],
)
def test_a_guest_who_may_be_a_registrant_is_asked_about(campaign, people, phone, note, is_asked):
    read = read_lists([page([["홍길동", "다른 모임", "", phone, "", "", note]])], campaign)
    told = may_attend(people, read, PARTICIPANTS)
    assert len(told) == is_asked
    assert not is_asked or "홍길동(푸른숲)" in told.loc[0, "sentence"]
    assert len(merge_guests(people, read, PARTICIPANTS)) == len(people) + 1


def test_a_list_without_headings_or_without_rows(campaign, people):
    with pytest.raises(GuestHeadingsError, match=r"a\.csv"):
        read_lists([GuestPage(COUNCIL, "a.csv", [["이하나", "한빛"]])], campaign)
    assert read_lists([page([])], campaign).empty
    assert len(merge_guests(people, read_lists([], campaign), PARTICIPANTS)) == len(people)


def test_whose_list_a_file_is(campaign, tmp_path):
    folder = ROOT / "flows/campaigns" / CAMPAIGN

    def told(given, remembered=None, **how):
        sources = guest_files(campaign, folder, given, remembered or {}, **how)
        return [(each.guests.group, each.origin, [name for name, _ in each.files]) for each in sources]

    honour, leaders = ("내빈", "own", ["guests-honour.csv"]), ("그린리더", "own", ["guests-leaders.csv"])
    assert told([]) == [honour, ("위원", "own", ["guests-council.csv"]), leaders]
    assert {origin for _, origin, _ in told([], is_sample=True)} == {"sample"}
    given_ = ["위원=x.csv", str(tmp_path / "2024 그린리더 명단.xlsx")]
    assert told(given_) == [honour, ("위원", "given", ["x.csv"]), ("그린리더", "given", ["2024 그린리더 명단.xlsx"])]
    kept = {"내빈": [], "위원": [("y.csv", tmp_path / "0.csv.gz")]}
    assert told([], kept) == [("내빈", "dropped", []), ("위원", "remembered", ["y.csv"]), leaders]
    assert told(["위원=", "내빈=z.csv"], kept) == [("내빈", "given", ["z.csv"]), ("위원", "dropped", []), leaders]
    for unknown in ("명단.csv", "손님=명단.csv", "손님=내빈명단.csv"):
        with pytest.raises(GuestGroupError, match="내빈, 위원, 그린리더"):
            guest_files(campaign, folder, [unknown], {})
    bare = campaign.model_copy(update={"event": campaign.event.model_copy(update={"guests": ()})})
    assert guest_files(bare, folder, [], {}) == []


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04xxxx", bytes(99)])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path, content):
    path = tmp_path / "a.xlsx"
    with pytest.raises(GuestFileNotFoundError, match="파일을 찾을 수 없습니다"):
        pages_of(path)
    path.write_bytes(content)
    with pytest.raises(GuestFileError, match="손님 명단을 읽을 수 없습니다"):
        pages_of(path)


def test_every_tab_that_is_a_list_is_read_and_named(campaign, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["안내", "이 파일은 위원 명단입니다", "", "", "", "", "", "", ""])
    for tab, name in (("1분과", "이하나"), ("2분과", "박두리")):
        sheet = book.create_sheet(tab)
        sheet.append(["2024 위원 명단"])
        sheet.append(["성명", "기관"])
        sheet.append([name, "한빛"])
    book.save(tmp_path / "위원.xlsx")
    read = read_lists(pages_of(tmp_path / "위원.xlsx"), campaign)
    assert read["name"].tolist() == ["이하나", "박두리"]
    assert read["row_id"].tolist() == ["위원.xlsx '1분과':3", "위원.xlsx '2분과':3"]


def test_csv_and_workbook_give_the_same_people(campaign, tmp_path):
    import openpyxl

    lines = [["이하나", "한빛", "위원", "010-1111-2222", "3", "1", "비고"], ["박두리", "한빛", "", "", "", "", ""]]
    (tmp_path / "a.csv").write_bytes(("\r\n".join(",".join(each) for each in [TITLES, *lines])).encode("cp949"))
    book = openpyxl.Workbook()
    for each in [TITLES, *lines]:
        book.active.append([int(cell) if cell.isdecimal() else cell for cell in each])
    book.save(tmp_path / "a.xlsx")
    one, two = (
        read_lists(pages_of(tmp_path / name), campaign).drop(columns=["file", "row_id"]) for name in ("a.csv", "a.xlsx")
    )
    pd.testing.assert_frame_equal(one, two)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["홍길동", "이하나", ""]),
        st.sampled_from(["푸른숲", "한빛", ""]),
        st.sampled_from(["", "010-1234-1111", "010-1234-5555", "010-1000-0001"]),
    ),
    max_size=7,
)


def _merged(rows, campaign, people):
    read = read_lists(
        [page([[name, body, "", phone, "", "", str(at)] for at, (name, body, phone) in enumerate(rows)])], campaign
    )
    return read, merge_guests(people, read, PARTICIPANTS)


@pytest.mark.long
@settings(
    max_examples=settings().max_examples // 10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(rows=ROWS)
def test_every_guest_is_one_attendee_or_a_row_of_their_own(campaign, people, rows):
    read, merged = _merged(rows, campaign, people)
    used = read[read["is_somebody"] & read["is_first"]]
    assert merged["attendee_id"].is_unique
    # Each row's note is its number: every row that is used stands on exactly one attendee.
    assert sorted(merged["note"].dropna()) == sorted(used["note"])
    left = check(known_already(people, read, PARTICIPANTS), guest_rules(), "row_id", "guests")
    assert set(read.loc[~read["is_somebody"] | ~read["is_first"], "row_id"]) <= set(left["response_id"])


@pytest.mark.long
@settings(
    max_examples=settings().max_examples // 10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(rows=ROWS, added=ROWS)
def test_a_guest_added_below_changes_nobodys_id(campaign, people, rows, added):
    # But for a namesake: who one of them is, may be known by a number or a body that only the row below tells.
    added = [row for row in added if not row[0] or row[0] not in {name for name, *_ in rows}]
    before, after = (_merged(each, campaign, people)[1].dropna(subset=["note"]) for each in (rows, rows + added))
    late = after.set_index("note")["attendee_id"]
    for note, id_ in zip(before["note"], before["attendee_id"], strict=True):
        assert late.get(note) == id_
