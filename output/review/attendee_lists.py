"""The attendee workbook: a register for the reception desk and a roster for each field meeting, ready for A4."""

import io
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from output.formats.cells import WORKBOOK_OPTIONS, write_table
from output.formats.files import write_file
from output.formats.labels import labels
from output.tables.tables import FIXED_DATE
from transforms.campaign.campaign import Campaign

_WALK_INS = 10
_A4 = 9


def write_attendee_lists(
    attendees: pd.DataFrame,
    participants: pd.DataFrame,
    goals: pd.DataFrame,
    activities: pd.DataFrame,
    campaign: Campaign,
    path: Path,
) -> None:
    """``path`` holds the register and the rosters, in 가나다 order, without any contact.

    ``attendees`` carries ``field``; nobody of a body that does not come is in it.
    """
    words = labels("attendees")
    people = _people(attendees, participants, words)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": FIXED_DATE, "title": words["title"]})
        styles = _styles(book)
        _register(book, styles, people, words, campaign)
        for each in campaign.fields:
            roster = people[people["field"].eq(each.number)]
            _roster(book, styles, roster, goals, activities, words, campaign, each)
    write_file(path, buffer.getvalue(), private=True)


def _people(attendees: pd.DataFrame, participants: pd.DataFrame, words: dict[str, Any]) -> pd.DataFrame:
    columns = ["participant_id", "name", "attendance", "wish_1", "wish_2"]
    people = attendees.merge(participants[columns].rename(columns={"name": "body"}), on="participant_id")
    people["sort"] = people["body"].str.replace(r"[^0-9A-Za-z가-힣]", "", regex=True).str.casefold()
    people["is_unnamed"] = ~people["is_named"]
    people = people.sort_values(["sort", "participant_id", "is_unnamed", "name", "attendee_id"], ignore_index=True)
    people["name"] = people["name"].where(people["is_named"], words["unnamed"])
    people["note"] = people["attendance"].map({"undecided": words["undecided"]}).fillna("")
    return people


def _styles(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "border_color": "#8A949E", "valign": "vcenter", "font_name": "맑은 고딕", "font_size": 10}
    return {
        "title": book.add_format({"bold": True, "font_size": 18, "font_name": "맑은 고딕", "align": "center"}),
        "subtitle": book.add_format({"font_size": 10, "font_name": "맑은 고딕", "align": "right"}),
        "heading": book.add_format({**cell, "bold": True, "bg_color": "#E4EAF1", "align": "center"}),
        "middle": book.add_format({**cell, "align": "center"}),
        "text": book.add_format({**cell, "shrink": True}),
        "wrap": book.add_format({**cell, "text_wrap": True, "font_size": 9}),
    }


def _register(
    book: Any, styles: dict[str, Any], people: pd.DataFrame, words: dict[str, Any], campaign: Campaign
) -> None:
    table = pd.DataFrame(
        {
            words["number"]: range(1, len(people) + 1),
            words["body"]: people["body"],
            words["job"]: people["title"],
            words["name"]: people["name"],
            words["meeting"]: people["field"],
            words["signature"]: "",
            words["note"]: people["note"],
        }
    )
    walk_ins = pd.DataFrame(
        {words["number"]: range(len(people) + 1, len(people) + 1 + _WALK_INS), words["note"]: words["walk_in"]}
    )
    table = pd.concat([table, walk_ins], ignore_index=True)
    table[words["meeting"]] = table[words["meeting"]].astype("Int64")
    formats = {
        words["number"]: styles["middle"],
        words["name"]: styles["middle"],
        words["meeting"]: styles["middle"],
        words["note"]: styles["middle"],
    }
    _sheet(
        book,
        styles,
        words["desk"],
        f"{campaign.event.name}",
        _when(campaign),
        table,
        formats,
        [6, 30, 14, 12, 6, 18, 10],
        row_height=24,
    )


def _roster(
    book: Any,
    styles: dict[str, Any],
    roster: pd.DataFrame,
    goals: pd.DataFrame,
    activities: pd.DataFrame,
    words: dict[str, Any],
    campaign: Campaign,
    each: Any,
) -> None:
    first = activities.sort_values(["participant_id", "position"]).drop_duplicates("participant_id")
    does = roster["participant_id"].map(
        first.set_index("participant_id")["text"].str.replace("\n", " ").str.slice(0, 90)
    )
    numbers = (
        goals.sort_values(["participant_id", "rank"])
        .groupby("participant_id")["goal"]
        .agg(lambda g: " ".join(str(n) for n in g.head(3)))
    )
    wish = (
        pd.Series(words["wish_other"], index=roster.index)
        .mask(roster["wish_2"].eq(roster["field"]).fillna(False).astype(bool), words["wish_2"])
        .mask(roster["wish_1"].eq(roster["field"]).fillna(False).astype(bool), words["wish_1"])
    )
    table = pd.DataFrame(
        {
            words["number"]: range(1, len(roster) + 1),
            words["body"]: roster["body"],
            words["job"]: roster["title"],
            words["name"]: roster["name"],
            words["activities"]: does.fillna(""),
            words["goals"]: roster["participant_id"].map(numbers).fillna(""),
            words["wish"]: wish,
        }
    )
    formats = {
        words["number"]: styles["middle"],
        words["name"]: styles["middle"],
        words["activities"]: styles["wrap"],
        words["goals"]: styles["middle"],
        words["wish"]: styles["middle"],
    }
    _sheet(
        book,
        styles,
        words["field"].format(number=each.number),
        f"{each.number}. {each.name}",
        _when(campaign),
        table,
        formats,
        [6, 24, 12, 11, 42, 9, 7],
        row_height=26,
    )


def _sheet(
    book: Any,
    styles: dict[str, Any],
    tab: str,
    title: str,
    subtitle: str,
    table: pd.DataFrame,
    formats: dict[str, Any],
    widths: list[int],
    row_height: int,
) -> None:
    sheet = book.add_worksheet(tab)
    last = len(table.columns) - 1
    sheet.merge_range(0, 0, 0, last, "", styles["title"])
    sheet.write_string(0, 0, title, styles["title"])
    sheet.merge_range(1, 0, 1, last, "", styles["subtitle"])
    sheet.write_string(1, 0, subtitle, styles["subtitle"])
    sheet.set_row(0, 30)
    write_table(sheet, table, 2, formats, styles["heading"], styles["text"])
    for row in range(3, 3 + len(table)):
        sheet.set_row(row, row_height)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(3, 0)
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.45, right=0.45, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.center_horizontally()
    sheet.set_footer(labels("attendees")["footer"])
    sheet.print_area(0, 0, max(2 + len(table), 3), last)


def _when(campaign: Campaign) -> str:
    at, until = campaign.event.starts_at, campaign.event.ends_at
    return f"{at.year}. {at.month}. {at.day}. {at:%H:%M}~{until:%H:%M}  {campaign.event.place}"
