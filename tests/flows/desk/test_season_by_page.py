"""A whole season by the page alone, in a real Chromium, and the same by the commands: equal tables."""

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from flows.campaigns import read_campaign
from flows.stages.attending import take_ticked
from output.formats.labels import labels
from output.review.queue import QUEUE
from output.store.identity_key import FILE as KEY
from output.store.printed import mark_printed
from tests.conftest import CAMPAIGN, SAMPLE
from tests.flows.desk.test_deciding import filled
from tests.flows.desk.test_desk_in_browser import Served, chromium, in_chromium, launched
from transforms.review.queue import choices

__all__ = ["chromium", "launched"]
READ = read_campaign(CAMPAIGN)
WALKED = [("현장인", "온마을", "3"), ("늦은이", "하늘연대", "")]
PATIENCE = 180_000
#: What says when and through which door something was said, and what is drawn by lot in each folder.
TOLD_APART = {"corrections", "profile"}


def ran(page: Any) -> None:
    """The run that was started came to a good end."""
    page.wait_for_selector("#ended", timeout=PATIENCE)
    assert "마쳤습니다" in page.inner_text("#ended"), page.inner_text("#ended")


def twelve(release: Path) -> list[tuple[str, str, str]]:
    """Twelve matters of four kinds, and what is decided of each."""
    rows = pd.read_parquet(release / QUEUE)
    asked = {kind: of_kind["key"].tolist() for kind, of_kind in rows[rows["needs_person"]].groupby("kind_code")}
    coming = choices("attendance", READ)[0]
    chosen = [
        ("goals", key, typed) for key, typed in zip(asked["goals"], ("6 15", "4", "없음", "1 2", "17"), strict=False)
    ]
    chosen += [("field", key, typed) for key, typed in zip(asked["field"], choices("field", READ)[2:5], strict=False)]
    chosen += [("headcount", key, "2") for key in asked["field"][3:5]]
    return chosen + [("attendance", key, coming) for key in asked["attendance"][:2]]


def decide(page: Any, base: str, kind: str, key: str, typed: str) -> None:
    """Typed and sent with Enter."""
    page.goto(f"{base}/review/{kind}/{key}")
    if page.locator("select#typed").count():
        page.select_option("#typed", label=typed)
        page.get_by_role("button", name="정하기", exact=True).press("Enter")
    else:
        page.fill("#typed", typed)
        page.press("#typed", "Enter")
    page.wait_for_url(lambda url: not url.endswith(key))


def receive(tablets: list[Any], people: pd.DataFrame) -> None:
    """Each badge is scanned at one of the tablets, and its person marked."""
    for at, who in enumerate(people.itertuples()):
        tablet = tablets[at % len(tablets)]
        tablet.fill("#typed", str(who.badge))
        tablet.press("#typed", "Enter")
        tablet.locator(f"[data-person='{who.attendee_id}']").get_by_role("button").click()
        tablet.wait_for_selector(f"[data-person='{who.attendee_id}'].here")


@in_chromium
@pytest.mark.slow
def test_the_page_and_the_commands_make_the_same_tables(sync, tmp_path, chromium):
    by_page, by_command = tmp_path / "page", tmp_path / "command"
    served = Served(by_page)
    try:
        page = chromium.new_context().new_page()
        page.goto(served.address)
        page.goto(served.base + "/inbox")
        page.set_input_files("#file", SAMPLE)
        page.get_by_role("button", name="이 응답으로 받기").click()
        ran(page)
        first = (by_page / "current").resolve()
        chosen = twelve(first)
        for kind, key, typed in chosen:
            decide(page, served.base, kind, key, typed)
        page.goto(served.base + "/review")
        page.get_by_role("button", name="지금 받기로 반영하기").click()
        ran(page)
        page.get_by_role("button", name="행사 준비").click()
        ran(page)
        page.goto(served.base + "/papers")
        page.get_by_role("button", name="인쇄함", exact=True).click()
        page.wait_for_selector("text=인쇄한 것으로 표시했습니다")
        seats = pd.read_parquet(by_page / "event/current/tables/seats.parquet")
        coming = seats[seats["name"].notna()].head(58)
        tablets = [chromium.new_context().new_page() for _ in range(3)]
        for tablet in tablets:
            tablet.goto(served.address)
            tablet.goto(served.base + "/reception")
        receive(tablets, coming)
        for (name, body, field), tablet in zip(WALKED, tablets, strict=False):
            tablet.fill("#name", name)
            tablet.fill("#body", body)
            tablet.select_option("#field", field)
            tablet.get_by_role("button", name="등록하기").click()
            tablet.wait_for_selector("[role=status]:has-text('현장등록했습니다')")
        page.goto(served.base + "/closing")
        page.get_by_role("button", name="결과보고 만들기").click()
        ran(page)
        page.goto(served.base + "/closing")
        assert page.locator("#result-paper").count() == 1 and "지금 표시와 같습니다" in page.inner_text("main")
    finally:
        served.end()
    commands(sync, by_command, by_page / KEY, chosen, coming["attendee_id"].tolist())
    for name in ("current/restricted/tables", "event/current/tables"):
        made = sorted(path.name for path in (by_page / name).glob("*.parquet") if path.stem not in TOLD_APART)
        assert made == sorted(p.name for p in (by_command / name).glob("*.parquet") if p.stem not in TOLD_APART)
        for each in made:
            tables = [pd.read_parquet(data / name / each) for data in (by_page, by_command)]
            pd.testing.assert_frame_equal(*tables, obj=each)


def commands(sync: Any, data: Path, key: Path, chosen: list[tuple[str, str, str]], came: list[str]) -> None:
    """The same season as the commands make it."""
    from flows.event import event

    data.mkdir()
    shutil.copy(key, data / KEY)
    release = sync(data, products=("tables", "review"))
    (data / "review").mkdir(exist_ok=True)
    (data / "review/검토.xlsx").write_bytes(filled(release / "restricted/review.xlsx", chosen))
    sync(data, products=("tables", "review"))
    event.fn(CAMPAIGN, "", str(data), products=("tables", "attendance"))
    mark_printed(data / "event")
    words = labels("attendance", READ)
    book = openpyxl.load_workbook(data / "event/current/attendance.xlsx")
    sheet = book[words["sheet"]]
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    place = {name: cells[words[name]].column for name in ("state", "name", "body", "field")}
    for each in came:
        sheet.cell(cells[each].row, place["state"]).value = words["states"]["came"][0]
    last = max(cells[each].row for each in pd.read_parquet(data / "event/current/tables/seats.parquet")["attendee_id"])
    for at, (name, body, field) in enumerate(WALKED, last + 1):
        for column, typed in (
            ("state", words["states"]["walk_in"][0]),
            ("name", name),
            ("body", body),
            ("field", field),
        ):
            sheet.cell(at, place[column]).value = typed
    book.save(data / "표시.xlsx")
    take_ticked([data / "표시.xlsx"], READ, data)
    event.fn(CAMPAIGN, "", str(data), products=("tables", "attendance"))
