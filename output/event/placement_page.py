"""The page about the seating: each meeting's size and bounds, wishes met, and why anybody sits in neither wish."""

from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pandas as pd

from output.formats.days import event_time
from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.look import ink_on
from output.formats.pages import page
from transforms.campaign.campaign import Campaign
from transforms.campaign.event_settings import APPLIED
from transforms.campaign.words import worded
from transforms.event.placement import MOVED, Placed
from transforms.event.row_texts import body_as_told
from transforms.reference import texts


def write_placement_page(placed: Placed, changes: pd.DataFrame, campaign: Campaign, version: int, path: Path) -> None:
    """``path`` holds one HTML file for staff, without script or remote request.

    ``changes``: see placement.changes; told from the second ``version`` on.
    """
    words, seats = labels("placement", campaign), placed.seats
    seated = seats[seats["field"].notna()]
    rank = seated["wish_rank"]
    n = {
        "n_wished": int(rank.notna().sum()),
        "n_wish_1": int(rank.eq(1).sum()),
        "n_wish_2": int(rank.eq(2).sum()),
        "n_neither": int(rank.eq(0).sum()),
        "n_no_wish": int(rank.isna().sum()),
        "n_pinned": int(seated["is_pinned"].sum()),
        "n_undecided": int(seated["attendance"].ne("yes").sum()),
        "n_standing": len(seats) - len(seated),
    }
    said = {
        **n,
        "share_1": round(100 * n["n_wish_1"] / max(n["n_wished"], 1)),
        "share_2": round(100 * n["n_wish_2"] / max(n["n_wished"], 1)),
    }
    is_asked = "wish_1" in campaign.by_column
    columns = ["n", "n_wish_1", "n_wish_2", "n_neither", "n_no_wish", "n_undecided"]
    content = page(
        "placement",
        words=words,
        title=words["title"].format(name=campaign.event.name),
        basis=words["basis"].format(
            day=event_time(campaign),
            place=campaign.event.place,
            n=len(seated),
            version=words["first" if version == 1 else "supplement"].format(version=version),
        ),
        wishes=is_asked,
        lines=[
            line.format(**said)
            for line in words["lines"]
            if said[_first_number(line)] and (is_asked or "{n_wish" not in line)
        ],
        meetings=_meetings(placed.meetings, campaign),
        total=placed.meetings[columns].sum().to_dict(),
        neither=_neither(seats, placed.passed_over, campaign),
        note=words[_note(version, campaign)],
        is_supplement=version > 1,
        changes=_changes(changes, seats, campaign),
        contact=words["contact"].format(host=campaign.host, phone=campaign.phone),
    )
    write_file(path, content, private=True)


def _first_number(line: str) -> str:
    return next(name for _, name, _, _ in Formatter().parse(line) if name)


def _note(version: int, campaign: Campaign) -> str:
    """What is true of how people were seated: only the first edition of the order by fit is the best there is."""
    if version > 1:
        return "supplement_note"
    return "applied_note" if campaign.event.seating.order == APPLIED else "meetings_note"


def _meetings(meetings: pd.DataFrame, campaign: Campaign) -> list[dict[str, Any]]:
    words = labels("placement", campaign)
    field = {each.number: each for each in campaign.fields}
    largest = max(1, int(meetings["n"].max()))
    made: list[dict[str, Any]] = []
    for row in meetings.to_dict("records"):
        each = field[row["field"]]
        mark = words["full"] if row["n"] == row["most"] else words["lowest"] if 0 < row["n"] == row["least"] else ""
        wishes = ("n_wish_1", "n_wish_2", "n_neither", "n_no_wish")
        made.append(
            {
                **{str(name): value for name, value in row.items()},
                "number": each.number,
                "name": each.name,
                "colour": each.colour,
                "ink": ink_on(each.colour),
                "mark": mark,
                "widths": [round(100 * row[name] / largest, 2) for name in wishes],
            }
        )
    return made


def _neither(seats: pd.DataFrame, passed_over: pd.DataFrame, campaign: Campaign) -> list[dict[str, Any]]:
    words = labels("placement", campaign)
    sentences = worded(texts("messages")["passed_over"], campaign.wording.words)
    outside = seats[seats["wish_rank"].eq(0).fillna(False)]
    told = passed_over[passed_over["attendee_id"].isin(outside["attendee_id"])]
    why = {
        (row["attendee_id"], row["wish"]): sentences[row["blocked_by"]].format(
            number=row["wished"], n=row["n_party"], limit=row["limit"]
        )
        for row in told.rename(columns={"field": "wished"}).to_dict("records")
    }
    return [
        {
            **_who(row, words),
            "why": [why.get((row["attendee_id"], wish), words["no_second"]) for wish in (1, 2)],
            "field": words["field"].format(number=row["field"]),
        }
        for row in _told(outside, campaign).sort_values(["field", "body", "attendee_id"]).to_dict("records")
    ]


def _changes(changes: pd.DataFrame, seats: pd.DataFrame, campaign: Campaign) -> list[dict[str, Any]]:
    words = labels("placement", campaign)
    wished = set(seats.loc[seats["wish_rank"].gt(0).fillna(False), "attendee_id"])
    return [
        {
            **_who(row, words),
            "change": words[_change(row, wished)],
            "from_field": words["none"]
            if pd.isna(row["from_field"])
            else words["field"].format(number=row["from_field"]),
            "field": words["none"] if pd.isna(row["field"]) else words["field"].format(number=row["field"]),
        }
        for row in _told(changes, campaign).sort_values(["change", "body", "attendee_id"]).to_dict("records")
    ]


def _change(row: dict[Any, Any], wished: set[str]) -> str:
    """What the change is called: whoever moved to where they wish is told from whoever made room."""
    return "moved_as_wished" if row["change"] == MOVED and row["attendee_id"] in wished else str(row["change"])


def _told(people: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    return people.assign(told_body=body_as_told(people, labels("placement", campaign)["individual"]))


def _who(row: dict[Any, Any], words: Mapping[str, Any]) -> dict[str, str]:
    return {
        "name": words["unnamed"] if pd.isna(row["name"]) else row["name"],
        "body": row["told_body"],
    }
