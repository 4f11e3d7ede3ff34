"""The event's documents as PDF: each from the rows of ``transforms.event.event_sheets``, its own columns alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from output.event.event_texts import (
    about,
    agreement_page,
    beside,
    chosen,
    directory_lines,
    directory_sections,
    field_title,
    headings,
    needs_note,
    printed_columns,
    register_columns,
    result_lines,
    result_sections,
    tag_rows,
    text_rows,
)
from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.look import for_templates
from output.formats.pdf import pdf
from output.formats.qr import qr_rows
from transforms.campaign.campaign import Campaign
from transforms.event.event_sheets import PRINTED, Sheets
from transforms.event.result import EventResult

# Lines of one body that stay on one page.
_MOST_TOGETHER = 8
# Widths of columns in millimetres; the lines of an upright A4 are 180 wide.
_WIDTHS: dict[str, tuple[float, ...]] = {
    "staff_list": (11, 17, 49, 21, 20, 27, 13, 22),
    # What stands above a section is no column of it.
    "directory": (0, 11, 45, 25, 54, 29, 16),
    "register": (13, 63, 26, 27, 13, 38),
    "register_needs": (13, 44, 22, 24, 13, 32, 32),
}


def write_event_pdfs(sheets: Sheets, campaign: Campaign, folder: Path) -> None:
    """``folder`` holds every document as PDF; supplements only when there is something to tell."""
    # One after the other: typst itself works on all cores.
    made = {
        "attendee-list": staff_list(sheets.staff_list, sheets.needs, campaign, sheets.edition),
        "register": register(sheets.register, campaign, sheets.edition),
        "directory": directory(sheets.directory, campaign, sheets.edition),
        "rosters": rosters(sheets.rosters, campaign, sheets.edition),
        "name-tags": name_tags(sheets.name_tags, campaign, campaign.documents.blank_tags),
        "agreements": agreements(sheets.agreements, campaign),
        "table-signs": signs(sheets.signs, campaign),
    }
    for number in [each.number for each in campaign.fields]:
        made[f"facilitator-{number}"] = facilitators(
            sheets.meeting_bodies, sheets.meeting_pairs, sheets.signs, campaign, [number], sheets.edition
        )
    if len(sheets.supplement):
        made["supplement"] = supplement(sheets.supplement, campaign, sheets.supplement_edition)
    if len(sheets.supplement_tags):
        made["supplement-tags"] = name_tags(sheets.supplement_tags, campaign)
    if len(sheets.supplement_agreements):
        made["supplement-agreements"] = agreements(sheets.supplement_agreements, campaign)
    if sheets.result:
        made["result"] = result(sheets.result, campaign, sheets.edition)
    for name, content in chosen(made, sheets, campaign).items():
        write_file(folder / f"{name}.pdf", content, private=True)


def staff_list(table: pd.DataFrame, needs: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """참석자 명단: for the staff, with contacts, and below what the event needs."""
    printed = printed_columns("staff_list", table)
    return pdf(
        "staff_list",
        {
            **_common(campaign, "staff_list", edition),
            "columns": headings(printed, campaign),
            "widths": beside("staff_list", table, printed, _WIDTHS["staff_list"]),
            **{f"has_{name}": name in printed for name in ("group", "meeting")},
            "rows": text_rows(table, printed),
            "total": labels("documents", campaign)["total"].format(n=len(table)),
            "need_columns": headings(PRINTED["needs"], campaign),
            "needs": text_rows(needs, PRINTED["needs"]),
            "needs_note": needs_note(campaign),
        },
    )


def register(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """등록부: a section a queue, each on pages of its own, with room to sign."""
    words, columns = labels("documents", campaign), register_columns(table)
    printed = printed_columns(columns, table)
    sections = [
        {
            "label": rows["label"].iloc[0],
            "note": words["queue_note"] if section else words["honour_note"],
            "total": words["total"].format(n=int((~rows["is_walk_in"]).sum())),
            "rows": text_rows(rows, printed[:-1]),
        }
        for section, rows in table.groupby("section", sort=True)
    ]
    has = {f"has_{name}": name in printed for name in ("meeting", "needs")}
    widths = beside(columns, table, printed, _WIDTHS[columns])
    data = {"columns": headings(printed, campaign), "widths": widths, "sections": sections, **has}
    return pdf("register", {**_common(campaign, "register", edition), **data})


def directory(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """참여자 목록: everyone who takes part, a section a district; the office's, or to be given out."""
    words, whole = labels("documents", campaign), printed_columns("directory", table)
    printed = [name for name in whole if name != "district"]
    data = {
        "names": printed,
        "columns": headings(printed, campaign),
        "widths": beside("directory", table, printed, _WIDTHS["directory"]),
        "total": words["total_places"].format(n=len(table)),
        "lines": directory_lines(table, campaign),
        "sections": [
            {"label": label, "total": total, "rows": text_rows(rows, printed)}
            for label, total, rows in directory_sections(table, campaign)
        ],
    }
    return pdf("directory", {**_common(campaign, "directory", edition), **data})


def rosters(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """분야별 모임 명부: a section a meeting; lines of one body share what it does."""
    words = labels("documents", campaign)
    by_field = dict(list(table.groupby("field")))
    sections = [
        {
            "field": str(each.number),
            "side": words["rosters"],
            "title": field_title(each.number, campaign),
            "total": words["total"].format(n=len(by_field.get(each.number, ()))),
            "rows": _together(by_field.get(each.number, table.iloc[:0])),
        }
        for each in campaign.fields
    ]
    printed = printed_columns("rosters", table)
    data = {"columns": headings(printed, campaign), "has_wish": "wish" in printed, "sections": sections}
    return pdf("rosters", {**_common(campaign, "rosters", edition), **data})


def facilitators(
    bodies: pd.DataFrame,
    found: pd.DataFrame,
    meetings: pd.DataFrame,
    campaign: Campaign,
    numbers: Sequence[int],
    edition: str = "",
) -> bytes:
    """진행자용: of the meetings ``numbers``, what to talk about, who sits here, who could work together and why."""
    words = labels("documents", campaign)
    here, printed = meetings.set_index("field"), printed_columns("meeting_bodies", bodies)
    sections = [
        {
            "field": str(each.number),
            "side": field_title(each.number, campaign),
            "title": field_title(each.number, campaign),
            "total": words["total_bodies"].format(
                bodies=here.loc[each.number, "n_bodies"], n=here.loc[each.number, "n_people"]
            ),
            "goals": str(here.loc[each.number, "goals"]).split(),
            "bodies": text_rows(bodies[bodies["field"].eq(each.number)], printed),
            "pairs": text_rows(found[found["field"].eq(each.number)], PRINTED["meeting_pairs"]),
        }
        for each in campaign.fields
        if each.number in numbers
    ]
    data = {
        "sections": sections,
        "points": list(campaign.documents.talking_points),
        "body_columns": headings(printed, campaign),
        "pair_columns": headings(PRINTED["meeting_pairs"], campaign),
    }
    return pdf("facilitators", {**_common(campaign, "facilitators", edition), **data})


def name_tags(table: pd.DataFrame, campaign: Campaign, n_blank: int = 0) -> bytes:
    """명찰: two by five on A4, then ``n_blank`` without a name for walk-ins and as many as fill the last sheet."""
    rows = [[*row, qr_rows(row[-1]) if row[-1] else []] for row in tag_rows(table, n_blank, campaign)]
    return pdf("name_tags", {**_common(campaign, "name_tags"), "rows": rows})


def agreements(table: pd.DataFrame, campaign: Campaign) -> bytes:
    """협약서: a page a participant, ready to be signed by both."""
    pages = [agreement_page(row, campaign) for row in table.to_dict("records")]
    data = {
        "title_of_page": campaign.agreement.title,
        "rows": pages,
    }
    return pdf("agreements", {**_common(campaign, "agreements"), **data})


def signs(table: pd.DataFrame, campaign: Campaign) -> bytes:
    """현판: a sheet a meeting, to be read from afar."""
    rows = [[str(row.field), str(row.goals).split()] for row in table.itertuples()]
    return pdf("signs", {**_common(campaign, "signs"), "rows": rows})


def supplement(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """변경 명단: who came, moved, changed or went since the sheets were printed."""
    words = labels("documents", campaign)
    printed = tuple(name for name in PRINTED["supplement"] if name not in ("change", "signature"))
    sections = [
        {
            "title": words["change_title"].format(change=change, n=len(rows)),
            "rows": [
                [*line, signs_here]
                for line, signs_here in zip(text_rows(rows, printed), rows["needs_signature"].tolist(), strict=True)
            ],
        }
        for change, rows in table.groupby("change", sort=False)
    ]
    data = {"columns": headings((*printed, "signature"), campaign), "sections": sections}
    return pdf("supplement", {**_common(campaign, "supplement", edition), **data})


def result(told: EventResult, campaign: Campaign, edition: str = "") -> bytes:
    """행사 결과보고: who came by meeting and kind, where nobody came from, who just came."""
    words = labels("documents", campaign)
    sections = [
        {
            "title": words[name],
            "columns": headings(PRINTED[columns], campaign),
            "rows": text_rows(table, PRINTED[columns]),
            "is_counted": columns == "result",
            "none": words.get(f"{name}_none", ""),
        }
        for name, columns, table in result_sections(told)
    ]
    counts = told.summary.astype("str").iloc[0]
    figures = [
        [label, counts[name]]
        for name, label in zip(PRINTED["result"][1:], headings(PRINTED["result"], campaign)[1:], strict=True)
    ]
    return pdf(
        "result",
        {
            **_common(campaign, "result", edition),
            "sections": sections,
            "figures": figures,
            "lines": result_lines(told, campaign),
        },
    )


def _common(campaign: Campaign, document: str, edition: str = "") -> dict[str, Any]:
    return {
        **about(campaign, document, edition),
        "look": for_templates(campaign),
        "words": labels("documents", campaign),
    }


def _together(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Lines of one body as a group, a long one in several, so that no group is higher than a page."""
    made: list[dict[str, Any]] = []
    for row in table.to_dict("records"):
        if row["is_first"] or len(made[-1]["people"]) == _MOST_TOGETHER:
            made.append({"body": row["body"], "activity": row["activity"], "goals": row["goals"], "people": []})
        made[-1]["people"].append(
            {"number": str(row["badge"]), "title": row["title"], "name": row["name"], "wish": row["wish"]}
        )
    return made
