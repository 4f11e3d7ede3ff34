"""The officer's loop: what is written into the review workbook holds from the next run on, and is told."""

import csv
import shutil
import signal
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.campaigns import read_campaign
from flows.commands.show import print_release
from flows.sources.review_file import read_review
from output.formats.labels import labels
from output.store.decisions import remember, remembered
from tests.conftest import CAMPAIGN, SAMPLE, WITH_WORKBOOK, same_but_time, same_files
from transforms.decisions import values
from transforms.decisions.corrections import _write_name, correct_participants
from transforms.decisions.decisions import LOG, ORIGIN, corrections, in_force, read_pages, remembered_with, text_id
from transforms.decisions.values import read_value
from transforms.errors.decisions import (
    DecisionsDisagreeError,
    DecisionUnreadableError,
    ReviewFileError,
    ReviewSheetError,
)
from transforms.errors.store import DecisionsDamagedError
from transforms.reading.pages import Page

NAME, PHONE, EMAIL, TEXT = "기관·단체명 (개인은 성명)", "연락처", "이메일 주소", "주요 활동 및 사업 내용"
ONE, OTHER = "무심천 사랑모임", "가경 책읽는 어머니들"

READ = read_campaign(CAMPAIGN)


@pytest.fixture(scope="session")
def source(tmp_path_factory) -> Path:
    """Some of the sample with two bodies more that share a phone, and one activity that two bodies wrote alike."""
    cells = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    cells = cells[(cells.index < 100) | cells[TEXT].str.contains("농장")].reset_index(drop=True)
    good = cells[cells["참여 구분"].eq("단체") & cells["개인정보 수집 및 이용 동의"].eq("동의합니다")].iloc[3].to_dict()
    first = {
        **good,
        "타임스탬프": "2024/05/02 1:00:00 오후 GMT+9",
        NAME: ONE,
        PHONE: "010-0000-4444",
        EMAIL: "one@example.org",
        "대표자 성명": "한가람",
        "담당자 성명": "한가람",
        TEXT: "하천 수질 정화 활동",
        "주소(소재지)": "상당구 월오동 1",
    }
    second = {
        **first,
        "타임스탬프": "2024/05/03 1:00:00 오후 GMT+9",
        NAME: OTHER,
        EMAIL: "other@example.org",
        "대표자 성명": "두나래",
        "담당자 성명": "두나래",
        "주소(소재지)": "흥덕구 가경동 2",
    }
    path = tmp_path_factory.mktemp("source") / "responses.csv"
    pd.concat([cells, pd.DataFrame([first, second])], ignore_index=True).to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def before(sync, source, tmp_path_factory) -> Path:
    """A data folder after its first run; tests copy it."""
    data = tmp_path_factory.mktemp("first")
    sync(data, source, products=WITH_WORKBOOK)
    return data


@pytest.fixture
def data(before, tmp_path) -> Path:
    shutil.copytree(before, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


def table(data: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(data / f"current/restricted/tables/{name}.parquet")


def sheet_rows(data: Path, sheet: str) -> pd.DataFrame:
    heading, *rows = _rows((data / "current").resolve(), sheet)
    return pd.DataFrame(rows, columns=heading)


@cache
def _rows(release: Path, sheet: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(release / "restricted/review.xlsx", read_only=True)
    return list(book[sheet].iter_rows(values_only=True))


def write(data: Path, *cells: tuple[str, int, str, object], name: str = "검토.xlsx") -> Path:
    """The current review workbook with cells (sheet, data row from 0, heading, value) filled, saved in its folder."""
    book = openpyxl.load_workbook(data / "current/restricted/review.xlsx")
    for sheet, row, heading, value in cells:
        headings = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row + 2, headings.index(heading) + 1).value = value
    (data / "review").mkdir(exist_ok=True)
    book.save(data / "review" / name)
    return data / "review" / name


def place_of(data: Path, sheet: str, **wanted: object) -> int:
    rows = sheet_rows(data, sheet)
    for heading, value in wanted.items():
        rows = rows[rows[heading.replace("_", " ")].eq(value)]
    return int(rows.index[0])


def states(data: Path) -> dict[tuple[str, str], str]:
    return {(row.kind, row.value): row.state for row in table(data, "corrections").itertuples()}


def test_every_kind_is_applied_remembered_and_told(sync, source, data):
    held = sheet_rows(data, "보류 응답")
    nameless, unreachable = (
        int(held.index[held["이유"].str.contains(word)][0]) for word in ("이름이 모두", "전화와 이메일")
    )
    nobody, lost = held["응답 번호"][nameless], held["응답 번호"][unreachable]
    people = sheet_rows(data, "참여자")
    who = people["참여자 번호"][0]
    district = "청원구" if people["구"][0] != "청원구" else "서원구"
    other_field = 5 if not people["분야(행사 전에는 잠정)"][1].startswith("5") else 6
    joined = sheet_rows(data, "합친 응답")
    alone = int(joined.index[~joined["남긴 응답 번호"].duplicated(keep=False)][0])
    merged = joined.iloc[alone]
    activity = place_of(data, "목표 비교", 활동_내용="하천 수질 정화 활동")
    old_ids = set(table(data, "participants")["participant_id"])
    write(
        data,
        ("보류 응답", nameless, "정한 이름", "(사)새로운 모임"),
        ("보류 응답", unreachable, "정한 전화", "01000001234"),
        ("보류 응답", unreachable, "정한 이메일", "Lost@Example.org"),
        ("목표 비교", activity, "정한 목표", "13, 4번"),
        ("참여자", 0, "정한 분야", "2. 건강하고 지속가능한 농업 도시"),
        ("참여자", 1, "정한 분야", other_field),
        ("참여자", 0, "정한 구", district),
        ("참여자", 0, "정한 인원", 17),
        ("합친 응답", alone, "다른 단체면", "다름"),
        ("같은 단체일 수 있음", 0, "같은 단체?", "같음"),
    )
    pair = sheet_rows(data, "같은 단체일 수 있음").iloc[0]
    sync(data, source, products=WITH_WORKBOOK)

    responses = table(data, "responses").set_index("response_id")
    participants = table(data, "participants").set_index("participant_id")
    assert responses.loc[[nobody, lost], "disposition"].tolist() == ["accepted", "accepted"]
    named = participants.loc[responses.loc[nobody, "participant_id"]]
    assert (named["name"], named["legal_form"]) == ("새로운 모임", "사단법인")
    reached = participants.loc[responses.loc[lost, "participant_id"]]
    assert (reached["phone"], reached["email"]) == ("+821000001234", "lost@example.org")
    assert (participants.loc[who, "district"], participants.loc[who, "headcount"]) == (district, 17)
    fields = table(data, "participant_fields").query("is_assigned").set_index("participant_id")
    assert fields.loc[who, ["field", "rank", "reason"]].tolist() == [2, 1, "correction"]
    assert fields.loc[people["참여자 번호"][1], "field"] == other_field
    assert fields.index.is_unique
    texts, goals = table(data, "activities"), table(data, "activity_goals")
    decided = goals[goals["activity_id"].isin(texts.loc[texts["text"].eq("하천 수질 정화 활동"), "activity_id"])]
    assert {tuple(goals) for _, goals in decided.groupby("activity_id")["goal"]} == {(13, 4)}
    assert set(decided["basis"]) == {"correction"}
    assert set(decided["score"]) == {1.0}
    assert decided["evidence"].str.contains("담당자").all()
    # Told apart: both speak for themselves, and the one that spoke before keeps the identity.
    kept, replaced = (responses.loc[merged[column]] for column in ("남긴 응답 번호", "이전 응답 번호"))
    assert kept["disposition"] == replaced["disposition"] == "accepted"
    assert kept["participant_id"] in old_ids
    assert replaced["participant_id"] not in old_ids
    # Joined: the older body's id, the newer one's answer.
    assert pair["참여자 번호"] in participants.index
    assert participants.loc[pair["참여자 번호"], ["name", "n_responses"]].tolist() == [OTHER, 2]
    gone = old_ids - set(participants.index)
    assert gone == {pair["다른 참여자 번호"]}
    assert sheet_rows(data, "같은 단체일 수 있음").empty
    assert states(data) == dict.fromkeys(states(data), "applied")
    told = sheet_rows(data, "결정")
    assert len(told) == len(states(data)) == 10
    assert set(told["상태"]) == {"적용"}

    # The same again without the file, of which nothing is lost.
    release = (data / "current").resolve()
    bytes_ = same_files(release)
    (data / "review/검토.xlsx").unlink()
    assert sync(data, source, products=WITH_WORKBOOK) == release
    assert same_files(release) == bytes_
    assert (
        oct((data / "decisions.csv").stat().st_mode & 0o077) == oct((data / "review").stat().st_mode & 0o077) == "0o0"
    )


@pytest.mark.long
def test_decisions_hold_in_a_folder_that_starts_anew(sync, source, data, tmp_path):
    write(
        data,
        ("참여자", 0, "정한 인원", 9),
        ("같은 단체일 수 있음", 0, "같은 단체?", "같음"),
        ("합친 응답", 0, "다른 단체면", "다름"),
        ("보류 응답", 0, "정한 이름", "새로운 모임"),
    )
    first = same_files(sync(data, source, products=WITH_WORKBOOK))
    anew = tmp_path / "anew"
    anew.mkdir()
    shutil.copy(data / "decisions.csv", anew)
    # The public numbers were counted before the decisions, once.
    shutil.copy(data / "edition.json", anew)
    raw = next((data / "raw").glob("*.csv.gz"))
    assert same_but_time(same_files(sync(anew, raw, products=WITH_WORKBOOK))) == same_but_time(first)


@pytest.mark.long
def test_a_text_decided_once_holds_for_whoever_writes_it_later(sync, source, data, tmp_path):
    row = place_of(data, "목표 비교", 활동_내용="하천 수질 정화 활동")
    write(data, ("목표 비교", row, "정한 목표", "없음"))
    cells = pd.read_csv(source, dtype=str, keep_default_na=False)
    cells.loc[int(sheet_rows(data, "참여자")["시트 행"][0]) - 2, TEXT] = "하천  수질 정화 활동 "
    cells.to_csv(tmp_path / "later.csv", index=False)
    sync(data, tmp_path / "later.csv")
    texts, goals = table(data, "activities"), table(data, "activity_goals")
    ids = texts.loc[texts["text"].eq("하천 수질 정화 활동"), "activity_id"]
    assert len(ids) == 3
    assert not goals["activity_id"].isin(ids).any()


@pytest.mark.long
def test_two_bodies_told_apart_stay_apart_when_new_evidence_would_join_them(sync, source, data, tmp_path):
    write(data, ("같은 단체일 수 있음", 0, "같은 단체?", "다름"))
    pair = set(sheet_rows(data, "같은 단체일 수 있음").iloc[0][["참여자 번호", "다른 참여자 번호"]])
    sync(data, source, products=WITH_WORKBOOK)
    assert sheet_rows(data, "같은 단체일 수 있음").empty
    assert states(data) == {("same_body", "different"): "applied"}
    cells = pd.read_csv(source, dtype=str, keep_default_na=False)
    again = cells[cells[NAME].eq(OTHER)].iloc[0].to_dict() | {
        NAME: ONE + "회",
        "타임스탬프": "2024/05/04 1:00:00 오후 GMT+9",
    }
    pd.concat([cells, pd.DataFrame([again])], ignore_index=True).to_csv(tmp_path / "later.csv", index=False)
    for _ in range(2):
        sync(data, tmp_path / "later.csv")
        assert pair <= set(table(data, "participants")["participant_id"])
        assert states(data) == {("same_body", "different"): "applied"}


@pytest.mark.long
def test_what_is_gone_and_what_is_needless_is_reported(sync, source, data, tmp_path, capsys):
    people, held = sheet_rows(data, "참여자"), sheet_rows(data, "보류 응답")
    same = int(people.index[people["구"].eq("상당구")][0])
    one = place_of(data, "참여자", **{"기관·단체명": ONE})
    text = place_of(data, "목표 비교", 활동_내용="하천 수질 정화 활동")
    write(
        data,
        ("참여자", same, "정한 구", "상당구"),
        ("참여자", one, "정한 인원", 3),
        ("목표 비교", text, "정한 목표", "1"),
        ("보류 응답", 0, "정한 이름", "누군가"),
        ("같은 단체일 수 있음", 0, "같은 단체?", "같음"),
    )
    cells = pd.read_csv(source, dtype=str, keep_default_na=False)
    cells = cells[~cells[NAME].isin([ONE, OTHER])].drop(index=int(held["시트 행"][0]) - 2)
    cells.to_csv(tmp_path / "later.csv", index=False)
    sync(data, tmp_path / "later.csv", products=WITH_WORKBOOK)
    assert states(data) == {
        ("district", "상당구"): "no_longer_needed",
        ("headcount", "3"): "does_not_apply",
        ("goals", "1"): "does_not_apply",
        ("name", "누군가"): "does_not_apply",
        ("same_body", "same"): "does_not_apply",
    }
    codes = table(data, "findings")["code"].value_counts()
    assert (codes["correction_unused"], codes["correction_unneeded"]) == (4, 1)
    told = sheet_rows(data, "결정")
    assert told["상태"].str.startswith("적용되지 않음").tolist() == [True] * 4 + [False]
    assert ONE in told["누구·무엇에 대해"].tolist()
    print_release(data / "current")
    assert "사람이 정한 것 5건: 바뀐 것 없음 1 · 적용되지 않음 4" in capsys.readouterr().out
    # Back in the sheet, back in force.
    sync(data, source)
    assert set(states(data).values()) == {"applied", "no_longer_needed"}


@pytest.mark.long
def test_a_decision_is_taken_back_in_its_own_sheet_and_later_files_win(sync, source, data):
    old = table(data, "participants").set_index("participant_id")["headcount"]
    who = sheet_rows(data, "참여자")["참여자 번호"][0]

    def count() -> object:
        sync(data, source, products=WITH_WORKBOOK)
        value = table(data, "participants").set_index("participant_id")["headcount"][who]
        return None if pd.isna(value) else int(value)

    write(data, ("참여자", 0, "정한 인원", 41), name="가.xlsx")
    assert count() == 41
    place = place_of(data, "참여자", 참여자_번호=who)
    write(data, ("참여자", place, "정한 인원", 42), name="나.xlsx")
    # The first file still lies there and says 41: it has said so already.
    assert count() == 42
    log = (data / "decisions.csv").read_bytes()
    assert count() == 42
    assert (data / "decisions.csv").read_bytes() == log
    write(data, ("결정", 0, "철회", "철회"), name="다.xlsx")
    assert count() == (None if pd.isna(old[who]) else old[who])
    assert table(data, "corrections").empty
    write(data, ("참여자", place_of(data, "참여자", 참여자_번호=who), "정한 인원", 41), name="다.xlsx")
    assert count() == 41


BAD = [
    ("목표 비교", 2, "정한 목표", "6 18", "1~17"),
    ("목표 비교", 0, "정한 목표", datetime(2024, 6, 15), "1~17"),
    ("참여자", 10, "정한 분야", 8, "1. 행복한"),
    ("참여자", 10, "정한 구", "달나라구", "상당구"),
    ("참여자", 10, "정한 인원", "여럿", "0~9999"),
    ("보류 응답", 0, "정한 전화", "1234", "043-123-4567"),
    ("보류 응답", 1, "정한 전화", "010-0000-1234, 010-0000-1235", "하나"),
    ("보류 응답", 0, "정한 이메일", "없음", "name@example.org"),
    ("보류 응답", 0, "정한 이름", "···", "성명"),
    ("합친 응답", 0, "다른 단체면", "같음", "다름"),
    ("같은 단체일 수 있음", 0, "같은 단체?", "글쎄", "같음, 다름"),
]


def test_cells_that_cannot_be_read_are_named_and_nothing_is_published(sync, source, data):
    write(data, *(each[:4] for each in BAD), ("참여자", 0, "정한 인원", 5))
    release = (data / "current").resolve()
    with pytest.raises(DecisionUnreadableError) as error:
        sync(data, source)
    said = dict(line.split(" →", 1) for line in str(error.value).splitlines() if " →" in line)
    headings = {sheet: list(sheet_rows(data, sheet).columns) for sheet in {each[0] for each in BAD}}
    for sheet, row, heading, _, says in BAD:
        column = openpyxl.utils.get_column_letter(headings[sheet].index(heading) + 1)
        assert says in said[f"검토.xlsx '{sheet}' {column}{row + 2}"]
    assert len(said) == len(BAD)
    assert (data / "current").resolve() == release
    assert not (data / "decisions.csv").exists()


def test_all_cells_that_cannot_be_read_are_named_at_once():
    words = labels("review", READ)
    heading = [words[name] for name in ("participant_id", "decided_field", "decided_headcount")]
    pages = [
        Page("가.xlsx", "참여자", [heading, ["p1", "8", "여럿"], ["p2", "1", "3"], ["", "2", ""]]),
        Page("나.xlsx", "참여자", [heading, ["p3", "", "많이"]]),
    ]
    with pytest.raises(DecisionUnreadableError) as error:
        read_pages(pages, words, read_campaign(CAMPAIGN))
    lines = str(error.value).splitlines()
    assert [line.partition(" →")[0] for line in lines[1:-1]] == [
        "가.xlsx '참여자' B2",
        "가.xlsx '참여자' C2",
        "가.xlsx '참여자' B4",
        "나.xlsx '참여자' C2",
    ]
    assert "0~9999 숫자" in lines[2]
    assert "번호가 있는 줄" in lines[3]


def test_two_files_that_disagree_are_both_named(sync, source, data):
    write(data, ("참여자", 0, "정한 인원", 5), name="가.xlsx")
    write(data, ("참여자", 0, "정한 인원", 6), name="나.xlsx")
    with pytest.raises(DecisionsDisagreeError, match=r"가.xlsx '참여자' [A-Z]+2\n나.xlsx '참여자' [A-Z]+2"):
        sync(data, source)


@pytest.mark.long
def test_rows_sorted_deleted_and_columns_moved_mean_the_same(sync, source, data):
    book = openpyxl.load_workbook(data / "current/restricted/review.xlsx")
    sheet = book["참여자"]
    headings = [cell.value for cell in sheet[1]]
    who = sheet.cell(5, headings.index("참여자 번호") + 1).value
    sheet.cell(5, headings.index("정한 인원") + 1).value = 33
    sheet.insert_cols(1)
    sheet.delete_rows(2, 2)
    sheet.insert_rows(1)
    sheet["A1"] = "내 메모"
    sheet.title = "참여자 (김)"
    del book["확인할 점"], book["결정"]
    book.create_sheet("메모")["A1"] = "정한 것 아님"
    book.save(data / "review/고친 것.xlsx")
    sync(data, source)
    assert table(data, "participants").set_index("participant_id")["headcount"][who] == 33


@pytest.mark.long
def test_files_that_are_no_review_workbook_are_told(sync, source, data):
    (data / "review/~$검토.xlsx").write_bytes(b"lock")
    (data / "review/메모.txt").write_text("메모")
    sync(data, source, products=WITH_WORKBOOK)
    (data / "review/깨짐.xlsx").write_bytes(b"PK\x03\x04" + b"x" * 99)
    with pytest.raises(ReviewFileError, match=r"깨짐.xlsx"):
        sync(data, source)
    (data / "review/깨짐.xlsx").rename(data / "review/검토.ods")
    with pytest.raises(ReviewFileError, match=r"검토.ods"):
        sync(data, source)
    (data / "review/검토.ods").rename(data / "review/검토.xlsx.bak")
    with pytest.raises(ReviewFileError, match=r"검토.xlsx.bak"):
        sync(data, source)
    (data / "review/검토.xlsx.bak").unlink()
    (data / "review/2차").mkdir()
    with pytest.raises(ReviewFileError, match=r"2차"):
        sync(data, source)
    (data / "review/2차").rmdir()
    path = write(data, ("참여자", 0, "정한 인원", 5))
    book = openpyxl.load_workbook(path)
    book["참여자"].delete_cols([cell.value for cell in book["참여자"][1]].index("참여자 번호") + 1)
    book.save(path)
    with pytest.raises(ReviewSheetError, match="참여자 번호"):
        sync(data, source)


def page(headings: list[str], *rows: list[str]) -> list[Page]:
    return [Page("가.xlsx", "참여자", [headings, *rows])]


@pytest.mark.long
def test_a_decision_follows_a_response_that_is_edited(sync, source, data, tmp_path):
    held, joined = sheet_rows(data, "보류 응답"), sheet_rows(data, "합친 응답")
    nameless = int(held.index[held["이유"].str.contains("이름이 모두")][0])
    alone = int(joined.index[~joined["남긴 응답 번호"].duplicated(keep=False)][0])
    write(data, ("보류 응답", nameless, "정한 이름", "새로운 모임"), ("합친 응답", alone, "다른 단체면", "다름"))
    sync(data, source)
    n_accepted = int(table(data, "responses")["disposition"].eq("accepted").sum())
    assert set(states(data).values()) == {"applied"}
    ids = [held["응답 번호"][nameless], joined["남긴 응답 번호"][alone], joined["이전 응답 번호"][alone]]
    responses = table(data, "responses").set_index("response_id")
    cells = pd.read_csv(source, dtype=str, keep_default_na=False)
    cells.loc[responses.loc[ids, "row_number"] - 1, TEXT] += " 1층"
    edited = tmp_path / "edited.csv"
    cells.to_csv(edited, index=False)
    for _ in range(2):
        sync(data, edited)
        assert not set(ids) & set(table(data, "responses")["response_id"])
        assert set(states(data).values()) == {"applied"}
        assert int(table(data, "responses")["disposition"].eq("accepted").sum()) == n_accepted
    log = (data / "decisions.csv").read_bytes()
    sync(data, source)
    assert set(states(data).values()) == {"applied"}
    assert (data / "decisions.csv").read_bytes().startswith(log)


def test_headings_are_known_without_their_spaces():
    found = read_pages(
        page(["참여자번호", "정한분야"], ["p1", "3"]),
        labels("review", READ),
        read_campaign(CAMPAIGN),
    )
    assert found[["kind", "key", "value"]].to_numpy().tolist() == [["field", "p1", "3"]]


@pytest.mark.parametrize(
    "headings",
    [
        ["참여자 번호", "담당자 정한 분야", "정한 인원"],
        ["참여자 번호", "정한 분야", "정한 분야"],
        ["참여자 번호", "", "정한 인원"],
    ],
)
def test_a_column_that_might_hold_unread_decisions_stops_the_run(headings):
    with pytest.raises(ReviewSheetError, match="정한 분야"):
        read_pages(page(headings, ["p1", "3", ""]), labels("review", READ), read_campaign(CAMPAIGN))


@pytest.mark.long
def test_a_damaged_memory_stops_the_run(sync, source, data):
    write(data, ("참여자", 0, "정한 인원", 5))
    sync(data, source)
    whole = (data / "decisions.csv").read_bytes()
    (data / "decisions.csv").write_bytes(whole[:-30])
    with pytest.raises(DecisionsDamagedError):
        sync(data, source)


@pytest.mark.long
@pytest.mark.parametrize(
    "point",
    ["remember:after", *(pytest.param(point, marks=pytest.mark.slow) for point in ("remember:before", "decide:after"))],
)
def test_a_run_killed_around_remembering_loses_nothing(sync, nursery, source, data, point):
    write(data, ("참여자", 0, "정한 인원", 29))
    assert nursery.run(source, data, die=point)["status"] == -signal.SIGKILL
    assert (data / "decisions.csv").exists() is (point != "remember:before")
    sync(data, source)
    assert states(data) == {("headcount", "29"): "applied"}
    assert len((data / "decisions.csv").read_text("utf-8-sig").splitlines()) == 2


def test_the_workbook_hides_nothing_and_offers_choices(before):
    book = openpyxl.load_workbook(before / "current/restricted/review.xlsx")
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 12
    for sheet in book:
        assert not any(d.hidden for d in [*sheet.column_dimensions.values(), *sheet.row_dimensions.values()])
        assert not sheet.protection.sheet
    # On paper each is as wide as a page, and lies on its side only where it has to.
    assert {sheet.page_setup.fitToHeight for sheet in book} == {0} and book["목표 비교"].print_title_rows == "$1:$1"
    turned = {sheet.title for sheet in book if sheet.page_setup.orientation == "landscape"}
    assert {"참여자", "목표 비교"} <= turned and "이 파일 보는 법" not in turned
    offered = {str(v.sqref): v.formula1 for v in book["참여자"].data_validations.dataValidation if v.type == "list"}
    assert offered.pop(next(at for at, said in offered.items() if "!" not in said)) == '"참석,불참,미정"'
    assert offered.pop(next(at for at, said in offered.items() if "!" not in said)) == '"공개,비공개"'
    assert len(offered) == 2
    choices = [book["이 파일 보는 법"].cell(row, 1).value for row in range(1, 70)]
    for formula in offered.values():
        first, last = (int(part.rpartition("$")[2]) for part in formula.rpartition("!")[2].split(":"))
        assert {choices[first - 1], choices[last - 1]} in (
            {"1. 행복한 삶을 위해 지속가능한 일자리 창출", "7. 자연과 공존하는 생명의 도시 청주"},
            {"상당구", "미상"},
        )
    goals = pd.DataFrame(book["목표 비교"].values)
    need = goals[list(goals.iloc[0]).index("볼 까닭")].iloc[1:].tolist()
    assert need == sorted(
        need, key=["읽은 목표 없음", "확실하지 않고 고른 목표와 다름", "확실하지 않음", "고른 목표와 다름", "–"].index
    )


def test_strange_text_comes_back_from_memory_as_it_was(tmp_path):
    said = ["=1+1", "'quoted", "+821012345678", "@x", '"a",\nb', ""]
    log = pd.DataFrame(
        [
            [str(i), "typed", "name", f"r-{i}", value, value, "가.xlsx", "quarantined", "", value, "workbook"]
            for i, value in enumerate(said, 1)
        ],
        columns=LOG,
        dtype="str",
    )
    remember(tmp_path, log)
    pd.testing.assert_frame_equal(remembered(tmp_path), log)
    raw = list(csv.reader((tmp_path / "decisions.csv").read_text("utf-8-sig").splitlines()))
    assert not any(cell.startswith(("=", "@")) for row in raw for cell in row)


def test_the_name_of_any_response_may_be_decided():
    words = labels("review", READ)
    heading = [words[name] for name in ("response_id", "decided_cancelled", "decided_test", "decided_name", "body")]
    page = Page("가.xlsx", words["responses"], [heading, ["r-1", "", "", "여울 들깨", "여울들깨법인"]])
    read = read_pages([page], words, READ)
    assert read[["kind", "key", "value"]].to_numpy().tolist() == [["name", "r-1", "여울 들깨"]]


def test_a_name_decided_to_be_shorter_keeps_the_legal_form_that_was_read():
    read = pd.DataFrame({"name": ["두물사과", "모아"], "legal_form": ["영농조합법인", "주식회사"], "is_person": False})
    read = read.assign(name_key=["두물사과", "모아"], full_name=["두물사과 영농조합법인", "모아"], is_name_whole=True)
    _write_name(read, pd.Series(["두물", "모두 사단법인"], index=read.index, dtype="str"), READ)
    assert read["legal_form"].tolist() == ["영농조합법인", "사단법인"]
    assert read["full_name"].tolist() == ["두물 영농조합법인", "모두 사단법인"]


def test_a_decision_keeps_when_by_whom_and_where_it_was_written(tmp_path):
    words = labels("review", READ)
    rows = [[words["response_id"], words["decided_name"], words["decided_phone"], words["decided_email"]]]
    rows[0].append(words["decided_moment"])
    book = openpyxl.Workbook()
    book.active.title = words["quarantined"]
    for row in (*rows, ["r-1", "가람모임", "", "", ""]):
        book.active.append(row)
    book.properties.lastModifiedBy = "김 주임"
    (tmp_path / "review").mkdir()
    book.save(tmp_path / "review" / "검토.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "review" / "검토.xlsx").properties.modified.replace(tzinfo=UTC)
    read = read_pages(read_review(tmp_path), words, READ)
    log = remembered_with(remembered(tmp_path), read)
    assert log[ORIGIN].iloc[0].tolist() == [saved.astimezone(READ.zone).isoformat(), "김 주임", "workbook"]
    assert corrections(in_force(log), [])[ORIGIN].iloc[0].tolist() == log[ORIGIN].iloc[0].tolist()


def test_a_log_of_before_that_was_kept_is_read_and_goes_on(tmp_path):
    former = [name for name in LOG if name not in ORIGIN]
    line = ["1", "typed", "name", "r-1", "가람모임", "", "가.xlsx", "quarantined"]
    (tmp_path / "decisions.csv").write_text(",".join(former) + "\r\n" + ",".join(line) + "\r\n", "utf-8-sig")
    log = remembered(tmp_path)
    assert log.iloc[0].tolist() == [*line, "", "", ""]
    assert corrections(in_force(log), [])["decided_at"].isna().all()
    remember(tmp_path, pd.concat([log, log.assign(number="2", key="r-2", decided_by="김 주임")], ignore_index=True))
    assert remembered(tmp_path)["decided_by"].tolist() == ["", "김 주임"]


def test_of_who_does_not_come_nobody_is_counted_whatever_was_typed_or_decided():
    latest = pd.DataFrame(
        {"participant_id": list("abcd"), "attendance": ["undecided", "yes", "no", "no"], "headcount": [3, 2, 6, None]}
    ).assign(district="상당구", phone="", email="", is_district_known=True)
    held = pd.DataFrame({"kind": "headcount", "key": list("abc"), "value": "3", "about": ""}, dtype="str")
    made, told = correct_participants(latest.astype({"headcount": "Int64"}), held, READ)
    assert told["state"].tolist() == ["no_longer_needed", "applied", "not_coming"]
    assert made["headcount"].astype("object").fillna("").tolist() == [3, 3, 0, ""]


def test_remembering_twice_is_remembering_once():
    read = pd.DataFrame(
        [["goals", text_id("숲 해설"), "15", "숲 해설", "", "", "workbook", "가.xlsx", "goals", "가.xlsx 'x' A1"]],
        columns=["kind", "key", "value", "about", *ORIGIN, "file", "sheet", "cell"],
        dtype="str",
    )
    nothing = pd.DataFrame({column: pd.Series(dtype="str") for column in LOG})
    once = remembered_with(nothing, read)
    assert len(once) == 1
    pd.testing.assert_frame_equal(remembered_with(once, read), once)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("goals", "6 15", "6 15"),
        ("goals", "15,6", "15 6"),
        ("goals", "SDG 6 / 15번", "6 15"),
        ("goals", "6", "6"),
        ("goals", "6 6", "6"),
        ("goals", "없음", "none"),
        ("goals", "615", None),
        ("goals", "6.5.", "6 5"),
        ("goals", "물", None),
        ("goals", "0", None),
        ("field", "3", "3"),
        ("field", "3분야", "3"),
        ("field", "건강하고 지속가능한 농업 도시", "2"),
        ("field", "3. 다른 이름", None),
        ("field", "9", None),
        ("field", "12", None),
        ("district", " 상당구", "상당구"),
        ("district", "청주시외", "청주시 외"),
        ("district", "상당", None),
        ("headcount", "0", "0"),
        ("headcount", "12명", "12"),
        ("headcount", "1.5", None),
        ("headcount", "-1", None),
        ("headcount", "10000", None),
        ("phone", "043-123-4567", "+82431234567"),
        ("same_body", "같음", "same"),
        ("merge", "같음", None),
        ("name", "홍길동", "홍길동"),
        ("name", "없음", None),
        ("withdrawal", "철회", ""),
        ("naming", " 공개", "public"),
        ("naming", "비공개 요청", "hidden"),
        ("naming", "공개하지 않음", "hidden"),
        ("naming", "미공개", "hidden"),
        ("naming", "공개 안 함", "hidden"),
        ("naming", "예", None),
    ],
)
def test_typed_values(kind, typed, value):
    from flows.campaigns import read_campaign

    assert read_value(kind, typed, read_campaign(CAMPAIGN)) == value


def test_a_changed_term_shows_what_it_would_move(before, tmp_path, capsys):
    from flows.commands.terms import preview
    from transforms.errors.campaign import TermsUnreadableError

    release = (before / "current").resolve()
    bytes_ = same_files(release)
    (tmp_path / "terms.csv").write_text("term,goals,theme,needs,unless,note\n농장,16:5,,,,\n", "utf-8-sig")
    moved = preview(str(tmp_path / "terms.csv"), before, str(tmp_path / "moved.csv"))
    listed = pd.read_csv(tmp_path / "moved.csv", dtype=str, keep_default_na=False)
    assert moved == len(listed) > 0
    assert listed["goals_before"].ne(listed["goals_after"]).all()
    assert listed["text"].str.contains("농장").all()
    printed = capsys.readouterr().out
    assert f"{moved}건" in printed
    assert "→" in printed
    assert same_files(release) == bytes_
    (tmp_path / "bad.csv").write_text(
        "term,goals,theme,needs,unless,note\n하천,6:3,water,,,\n수질,99:5,water,,,\n", "utf-8-sig"
    )
    with pytest.raises(TermsUnreadableError, match="3번째 줄"):
        preview(str(tmp_path / "bad.csv"), before, "")


@pytest.mark.parametrize("kind", values._READERS)
def test_what_may_stand_in_a_cell_is_told_of_every_kind(kind):
    """A name that was typed into any of them stops the run with a sentence, and not as a fault of the program."""
    assert values.allowed(kind, READ)
