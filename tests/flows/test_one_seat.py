"""A seat is told once: before the event no list shows one, after it all that show one show the event's own."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
import pytest

from flows.stages.mapping import Asked, Placed
from output.formats.labels import labels
from tests.conftest import CAMPAIGN, EXPORTS, ROOT
from transforms.review.sheet_tabs import sheet_tabs

LISTS = ("tables", "workbook", "attendees", "review", "reports")
Lists = dict[str, pd.DataFrame]


class Season(NamedTuple):
    """The lists before the event and after it, and the event's release."""

    before: Path
    tabs_before: Lists
    event: Path
    after: Path
    tabs_after: Lists

    @property
    def seats(self) -> pd.DataFrame:
        return pd.read_parquet(self.event / "tables/seats.parquet")


@pytest.fixture(scope="module")
def season(sync: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Season:
    """Some of set B at an event whose meetings are all of one size, so that not everybody sits where they wished."""
    from flows.event import event

    home = tmp_path_factory.mktemp("season")
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, home / CAMPAIGN)
    settings = home / CAMPAIGN / "campaign.toml"
    text = settings.read_text("utf-8")
    for bound in ('least = "60%" ', 'most = "140%"'):
        assert bound in text
        text = text.replace(bound, bound.replace("60", "90").replace("140", "110"))
    settings.write_text(text, "utf-8")
    data, campaign = home / "data", str(home / CAMPAIGN)
    made: list[Lists] = []
    with pytest.MonkeyPatch.context() as patch:
        from flows.stages import publishing

        write = publishing.write_products

        def noting(run: Any, covered: Any, staging: Path) -> dict[str, Any]:
            words = {name: labels(name) for name in ("documents", "survey", "review")} | {"tabs": labels("sheet_tabs")}
            counts, seats = covered.public["survey_counts"], covered.at(Placed).seats
            sheets, now = covered.at(Asked).sheets, datetime.now(UTC)
            made.append(sheet_tabs(covered.tables, sheets, counts, run.campaign, words, "x", now, seats))
            return write(run, covered, staging)

        patch.setattr(publishing, "write_products", noting)
        # The page says what the other bodies of the report say.
        for other in ("report_pdf", "report_hwpx"):
            patch.setattr(f"output.report.reports.{other}", lambda report, campaign: b"")
        source = home / "responses.csv"
        pd.read_csv(EXPORTS / "responses-b.csv", dtype=str, keep_default_na=False).head(100).to_csv(source, index=False)
        before = sync(data, source, campaign, products=LISTS)
        event.fn(campaign, "", str(data), (), products=("tables", "placement", "attendance", "workbooks"))
        after = sync(data, source, campaign, products=LISTS)
    return Season(before, made[0], (data / "event/current").resolve(), after, made[1])


def listed(path: Path, sheet: int = 0, heading: int = 3) -> pd.DataFrame:
    """A list of a workbook, by its headings."""
    rows = list(openpyxl.load_workbook(path).worksheets[sheet].values)
    return pd.DataFrame(rows[heading:], columns=rows[heading - 1])


@pytest.mark.long
def test_before_the_event_nobody_has_a_seat_on_any_list(season: Season) -> None:
    register = openpyxl.load_workbook(season.before / "restricted/attendees.xlsx")
    assert len(register.sheetnames) == 1
    headings = [cell.value for cell in register.worksheets[0][3]]
    assert "분야" not in headings and any(str(each).startswith("희망") for each in headings)
    titles = labels("sheet_tabs")
    for role in ("people", "by_field", "cleaned"):
        names = [titles[role].get(column, column) for column in season.tabs_before[role].columns]
        assert "분야" not in names and "모임" not in names and any("잠정" in name for name in names), role
    for report in ("restricted/report.html", "public/report.html"):
        told = (season.before / report).read_text("utf-8")
        assert "잠정 분야" in told and "희망 밖" not in told and "앉" not in told, report


def test_after_the_event_every_list_shows_the_event_s_seat(season: Season) -> None:
    seats = season.seats
    assert seats["wish_rank"].eq(0).any()
    of_person = seats.set_index("attendee_id")["field"]
    attendees = pd.read_parquet(season.after / "restricted/tables/attendees.parquet").set_index("attendee_id")
    assert len(attendees) and attendees["field"].equals(of_person.reindex(attendees.index))
    # Everyone of a body sits together: one number a body is what each list may show.
    seated = seats.dropna(subset=["participant_id", "field"]).drop_duplicates("participant_id")
    of_body = seated.set_index("participant_id")["field"]
    tables = season.after / "restricted/tables"
    fields = pd.read_parquet(tables / "participant_fields.parquet").query("is_assigned").set_index("participant_id")
    names = pd.read_parquet(tables / "participants.parquet").set_index("participant_id")["name"]
    by_name = of_body.rename(names)
    by_name = by_name[~by_name.index.duplicated(keep=False)]
    public = pd.read_parquet(season.after / "public/tables/organisations.parquet").set_index("participant_id")["field"]
    assert fields["field"].reindex(of_body.index).eq(of_body).all()
    assert public[public.index.isin(of_body.index)].eq(of_body.reindex(public.index).dropna()).all()

    def same(shown: "pd.Series[Any]", where: str, least: int = 20) -> None:
        """``shown`` has bodies as its index and what tells their meeting."""
        shown = shown[shown.index.isin(by_name.index) & shown.notna()]
        numbers = shown.astype("str").str.extract(r"(\d+)", expand=False).astype("int64")
        assert len(shown) >= least and numbers.eq(by_name.reindex(shown.index).astype("int64")).all(), where

    register = listed(season.after / "restricted/attendees.xlsx").set_index("기관·단체명")
    same(register["분야"], "attendees.xlsx")
    tabs = season.tabs_after
    same(tabs["people"].set_index("body")["meeting"], "참석자")
    same(tabs["by_field"].set_index("body")["field"], "분야별")
    same(tabs["cleaned"].set_index("participant_id")["field"].reindex(of_body.index).rename(names), "정제")
    book = listed(season.after / "restricted/tables.xlsx").set_index("참여자 번호")
    same(book["분야(행사 전에는 잠정)"].reindex(of_body.index).rename(names), "tables.xlsx")
    now = tabs["review"].query("kind_code == 'field'").set_index("key")["now"]
    same(now.reindex(of_body.index).rename(names), "검토")
    staff = listed(season.event / "documents/attendee-list.xlsx", heading=4).set_index("기관·단체명")
    same(staff["분야"], "attendee-list.xlsx")
    same(listed(season.event / "attendance.xlsx").set_index("기관·단체명")["분야"], "attendance.xlsx")
    for document, body in (("rosters", "기관·단체명"), ("facilitators", "기관·단체명")):
        book = openpyxl.load_workbook(season.event / f"documents/{document}.xlsx")
        for sheet in book:
            shown = [row[1] for row in list(sheet.values)[4:] if row[1]]
            same(pd.Series(sheet.title, index=shown), f"{document} {sheet.title}", 0)
            assert body in [cell.value for cell in sheet[4]]


def test_the_report_and_the_page_of_seats_agree_on_who_sits_outside_their_wishes(season: Season) -> None:
    outside = season.seats[season.seats["wish_rank"].eq(0)]
    names = pd.read_parquet(season.after / "restricted/tables/participants.parquet").set_index("participant_id")["name"]
    bodies = sorted(set(outside["participant_id"].map(names)))
    report = (season.after / "restricted/report.html").read_text("utf-8")
    section = report.split('id="part-neither"', 1)[1].split("</section>", 1)[0]
    assert sorted(re.findall(r'<th scope="row">(.*?)</th>', section)) == bodies
    page = (season.event / "placement.html").read_text("utf-8")
    assert all(name in page for name in outside["name"].dropna())
