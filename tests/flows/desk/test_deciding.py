"""확인: the same matters, readers and store as the workbook's; who decided what and when is kept."""

import getpass
import re
import shutil
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.campaigns import read_campaign
from flows.sources.staff_page import read_decided
from output.formats.labels import labels
from output.review.queue import QUEUE
from output.store.decisions import remembered
from tests.flows.desk.conftest import opened
from transforms.decisions.decisions import ORIGIN
from transforms.review.queue import side_by_side, words_that_counted

READ = read_campaign("cheongju-2024")


def first(data: Path, kind: str, n: int = 0) -> pd.Series:
    rows = pd.read_parquet(data / "current" / QUEUE)
    return rows[rows["kind_code"].eq(kind) & rows["needs_person"]].iloc[n]


def say(office, kind: str, key: str, **fields: str):
    return office.post(f"/review/{kind}/{key}", data={"token": office.token, **fields})


def said(data: Path) -> list[tuple[str, ...]]:
    from transforms.decisions.decisions import read_pages

    read = read_pages(read_decided(data, READ), labels("review", READ), READ)
    return list(read[["kind", "key", "value"]].itertuples(index=False, name=None))


def test_kinds_tell_what_is_open_and_lead_to_their_matters(office, data):
    rows = pd.read_parquet(data / "current" / QUEUE)
    told = office.get("/review").text
    for kind, of_kind in rows[rows["needs_person"]].groupby("kind_code"):
        assert f'href="/review/{kind}"' in told and f"<strong>{len(of_kind)}</strong>" in told
    listed = office.get("/review/goals").text
    assert listed.count('href="/review/goals/') == 41 and "1–40" in listed
    assert "41–" in office.get("/review/goals?from=40").text
    assert office.get("/review/goals?from=99999999999999999999").status_code == 200
    assert office.get("/review/nothing").status_code == office.get("/review/goals/t-0").status_code == 404


def test_a_matter_shows_what_is_needed_to_decide_it(office, data):
    rows = pd.read_parquet(data / "current" / QUEUE)
    rows = rows[rows["proposal"].ne("") & rows["declared"].ne("")].to_dict("records")
    # A word may be read in another form than it was typed in.
    row = next(row for row in rows if any(word in row["detail"] for word in words_that_counted(row["evidence"])))
    told = office.get(f"/review/goals/{row['key']}").text
    assert "<mark>" in told and f"제안대로 ({row['proposal']})" in told
    for goal in row["declared"].split():
        assert f'class="chip g{goal}"' in told
    field = first(data, "field")
    people = pd.read_parquet(data / "current/restricted/tables/participants.parquet").set_index("participant_id")
    assert people.loc[field["key"], "email"] in office.get(f"/review/field/{field['key']}").text
    coming = first(data, "attendance")["key"]
    assert people.loc[coming, "email"] in office.get(f"/review/attendance/{coming}").text
    # Of a response that speaks for nobody yet, what is known of it.
    phones = pd.read_parquet(data / "current" / QUEUE).query("kind_code == 'phone' and now != ''").iloc[0]
    told = office.get(f"/review/name/{phones['key']}").text
    assert phones["now"] in told and f"시트 {phones['row']}행의 응답" in told


def test_a_decision_is_said_with_who_and_when_and_the_next_matter_follows(office, data):
    row, after = first(data, "goals"), first(data, "goals", 1)
    told = say(office, "goals", row["key"], does="proposal")
    assert told.url.path == f"/review/goals/{after['key']}"
    assert said(data) == [("goals", row["key"], row["proposal"])]
    page = read_decided(data, READ)[0]
    assert getpass.getuser() in page.file and re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", page.file)
    assert "다음 실행을 기다리는 결정 1건" in office.get("/review").text
    assert row["key"] not in office.get("/review/goals").text
    assert say(office, "goals", after["key"], does="later").url.path != f"/review/goals/{after['key']}"
    assert len(said(data)) == 1


def test_the_last_word_counts_and_what_waits_is_undone(office, data):
    key = first(data, "goals")["key"]
    say(office, "goals", key, typed="6, 15번")
    say(office, "goals", key, typed="없음")
    assert said(data) == [("goals", key, "none")]
    assert say(office, "goals", key, does="take_back").url.path == f"/review/goals/{key}"
    assert said(data) == []


def test_what_another_window_decided_meanwhile_is_told_before_it_is_replaced(office, data):
    key = first(data, "goals")["key"]
    seen = re.search(r'name="seen" value="([^"]*)"', office.get(f"/review/goals/{key}").text)[1]
    say(office, "goals", key, typed="6", seen=seen)
    told = say(office, "goals", key, typed="15", seen=seen)
    assert told.status_code == 422 and "‘6’(으)로 정했습니다" in told.text and 'value="15"' in told.text
    assert said(data) == [("goals", key, "6")]
    seen = re.search(r'name="seen" value="([^"]*)"', told.text)[1]
    say(office, "goals", key, typed="15", seen=seen)
    assert said(data) == [("goals", key, "15")]


@pytest.mark.parametrize(("kind", "typed"), [("goals", "99"), ("goals", ""), ("field", ""), ("phone", "<b>1</b>")])
def test_what_cannot_be_read_is_said_with_what_may_stand_there(office, data, kind, typed):
    told = say(office, kind, first(data, kind)["key"], typed=typed, does="typed")
    assert told.status_code == 422 and "적을 수 있는 것" in told.text and "<b>1" not in told.text
    assert said(data) == []


def test_two_bodies_are_told_apart_column_by_column():
    one = {"name": "하늘연대", "phone": "043-1", "email": None}
    other = {"name": "하늘 연대", "phone": "043-2", "email": None}
    told = side_by_side(one, other, ["name", "phone", "email"])
    assert [(row["column"], row["is_same"]) for row in told] == [("name", True), ("phone", False)]


@pytest.mark.long
def test_a_run_takes_what_the_page_says_as_it_takes_the_workbook(data, sync, prepared, tmp_path):
    office = opened(data)
    chosen = [("goals", first(data, "goals")["key"], "6 15"), ("field", first(data, "field")["key"], "3")]
    chosen.append(("headcount", first(data, "field")["key"], "4"))
    for kind, key, typed in chosen:
        assert say(office, kind, key, typed=typed).status_code == 200
    workbook = tmp_path / "workbook"
    shutil.copytree(prepared, workbook, symlinks=True)
    (workbook / "review").mkdir(exist_ok=True)
    (workbook / "review/검토.xlsx").write_bytes(filled(prepared / "current/restricted/review.xlsx", chosen))
    by_page, by_workbook = (sync(folder, products=("tables", "review")) for folder in (data, workbook))
    for name in ("corrections", "activity_goals", "participant_fields", "participants"):
        page, book = (pd.read_parquet(each / f"restricted/tables/{name}.parquet") for each in (by_page, by_workbook))
        if name == "corrections":
            assert set(page["door"]) == {"screen"} and set(book["door"]) == {"workbook"}
            page, book = page.drop(columns=ORIGIN), book.drop(columns=ORIGIN)
        pd.testing.assert_frame_equal(page, book)
    applied = pd.read_parquet(by_page / "restricted/tables/corrections.parquet")
    assert applied["state"].tolist() == ["applied"] * 3
    assert remembered(data)["file"].str.contains(getpass.getuser()).all()
    # What a run has read waits no more, and is withdrawn by the same button.
    office = opened(data)
    assert "기다리는 결정 3건" not in office.get("/review").text
    kind, key, _ = chosen[0]
    assert "이미 정한 것 되돌리기" in office.get(f"/review/{kind}/{key}").text
    say(office, kind, key, does="take_back")
    after = pd.read_parquet(sync(data, products=("tables",)) / "restricted/tables/corrections.parquet")
    assert sorted(after["kind"]) == ["field", "headcount"]


def filled(path: Path, chosen: list[tuple[str, str, str]]) -> bytes:
    """The workbook with the same decisions typed into its sheets."""
    words, book, buffer = labels("review", READ), openpyxl.load_workbook(path), BytesIO()
    for kind, key, typed in chosen:
        page = book[words["goals" if kind == "goals" else "participants"]]
        cells = [cell for row in page.iter_rows() for cell in row]
        at = next(cell for cell in cells if cell.value == words[f"decided_{kind}"])
        row = next(cell for cell in cells if cell.value == key)
        page.cell(row.row, at.column).value = typed
    book.save(buffer)
    return buffer.getvalue()
