"""The attendee workbook: a register by body, ready for A4."""

import io
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from output.formats.cells import WORKBOOK_OPTIONS, write_table
from output.formats.days import event_time
from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.look import SHEET_CELL, SHEET_HEADING, SHEET_TEXT
from output.tables.tables import FIXED_DATE
from transforms.campaign.campaign import Campaign
from transforms.event.coming import named_alone
from transforms.event.korean_order import order_key
from transforms.publishing.answers import answering, needed
from transforms.reading.columns import parsed

_WALK_INS = 10
_A4 = 9


def write_attendees(
    attendees: pd.DataFrame,
    participants: pd.DataFrame,
    answers: pd.DataFrame,
    campaign: Campaign,
    path: Path,
    *,
    is_seated: bool,
) -> None:
    """``path`` holds the register by body, in 가나다 order, without any contact.

    Nobody of a body that does not come is in it; what the event needs for a person stands in the note. Where the event
    has seated everyone (``is_seated``), each stands with the meeting (``field`` of ``attendees``); before that nobody
    has a meeting, only wishes.
    """
    words = labels("attendees", campaign)
    people = _people(attendees, participants, words)
    needs = needed(answers, people["participant_id"], answering(people, participants), campaign)
    people["note"] = people["note"].str.cat(needs, sep=" · ").str.strip(" ·")
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": FIXED_DATE, "title": words["title"]})
        _register(book, people, words, campaign, is_seated=is_seated)
    write_file(path, buffer.getvalue(), private=True)


def _people(attendees: pd.DataFrame, participants: pd.DataFrame, words: dict[str, Any]) -> pd.DataFrame:
    columns = ["participant_id", "name", "is_person", "attendance", "wish_1", "wish_2"]
    people = attendees.merge(participants[columns].rename(columns={"name": "body"}), on="participant_id")
    people = named_alone(people)
    people["sort"] = parsed(people["body"], order_key).part(str, "str")
    people["is_unnamed"] = ~people["is_named"]
    people = people.sort_values(["sort", "participant_id", "is_unnamed", "name", "attendee_id"], ignore_index=True)
    people["name"] = people["name"].where(people["is_named"], words["unnamed"])
    people["note"] = people["attendance"].map({"undecided": words["undecided"]}).fillna("")
    wishes = [people[wish].astype("Int64").astype("str").fillna("") for wish in ("wish_1", "wish_2")]
    people["wishes"] = (wishes[0] + " / " + wishes[1]).str.strip(" /")
    return people


def _styles(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({**SHEET_TEXT, "bold": True, "font_size": 18, "align": "center"}),
        "subtitle": book.add_format({**SHEET_TEXT, "align": "right"}),
        "heading": book.add_format(SHEET_HEADING),
        "middle": book.add_format({**SHEET_CELL, "align": "center"}),
        "text": book.add_format({**SHEET_CELL, "shrink": True}),
    }


def _register(book: Any, people: pd.DataFrame, words: dict[str, Any], campaign: Campaign, *, is_seated: bool) -> None:
    styles = _styles(book)
    is_placed = is_seated or "wish_1" in campaign.by_column
    place, told = (
        (words["meeting"], people["field"].astype("Int64")) if is_seated else (words["wish"], people["wishes"])
    )
    table = pd.DataFrame(
        {
            words["number"]: range(1, len(people) + 1),
            words["body"]: people["body"],
            words["job"]: people["title"],
            words["name"]: people["name"],
            **({place: told} if is_placed else {}),
            words["signature"]: "",
            words["note"]: people["note"],
        }
    )
    walk_ins = pd.DataFrame(
        {words["number"]: range(len(people) + 1, len(people) + 1 + _WALK_INS), words["note"]: words["walk_in"]}
    )
    table = pd.concat([table, walk_ins], ignore_index=True)
    if is_seated:
        table[place] = table[place].astype("Int64")
    middle = (words["number"], words["name"], *([place] if is_placed else []), words["note"])
    _sheet(
        book,
        styles,
        words["desk"],
        f"{campaign.event.name}",
        "  ·  ".join([f"{event_time(campaign)}  {campaign.event.place}", *_sums(people, words)]),
        table,
        dict.fromkeys(middle, styles["middle"]),
        [
            *(6, 28, 13, 11, *([13] if is_placed else []), 17),
            24 if any(question.is_of_event for question in campaign.questions) else 10,
        ],
        row_height=24,
    )


def _sums(people: pd.DataFrame, words: dict[str, Any]) -> list[str]:
    """How many there are, and of these the undecided and those without a name, where there are any."""
    counts = {
        "total": len(people),
        "total_undecided": int(people["attendance"].eq("undecided").sum()),
        "total_unnamed": int((~people["is_named"]).sum()),
    }
    return [words[name].format(n=n) for name, n in counts.items() if n or name == "total"]


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
