"""The event's documents for 한글 (HWPX): the same rows as the PDF files, to be changed by hand where that is needed."""

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from output.event.event_texts import (
    IN_LINES,
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
    programme,
    register_columns,
    result_lines,
    result_sections,
    tag_rows,
    text_rows,
)
from output.formats.files import write_file
from output.formats.hwpx import Align, Cell, Document, Line
from output.formats.labels import labels
from output.formats.look import INK, LINE, PALE, SOFT, Tile, field_tiles, goal_tiles
from output.formats.measure import fitting, height_mm, n_lines
from transforms.campaign.campaign import Campaign
from transforms.event.event_sheets import PRINTED, Sheets
from transforms.event.result import EventResult

# Widths of columns in millimetres; the lines of an upright A4 are 180 wide.
_WIDTHS: dict[str, tuple[float, ...]] = {
    "staff_list": (11, 17, 46, 21, 22, 30, 14, 19),
    "directory": (0, 11, 45, 25, 54, 29, 16),
    "register": (13, 60, 25, 28, 14, 40),
    "register_needs": (13, 48, 22, 24, 13, 28, 32),
    "needs": (52, 74, 16, 16, 22),
    "rosters": (11, 38, 19, 22, 58, 18, 14),
    "meeting_bodies": (11, 36, 36, 62, 20, 15),
    "meeting_pairs": (11, 39, 39, 91),
    "supplement": (11, 19, 47, 24, 24, 15, 15, 25),
    "result": (58, 16, 14, 14, 15, 15, 18, 15, 15),
    "result_absent": (11, 83, 30, 16, 18, 22),
    "result_walk_ins": (11, 87, 30, 34, 18),
}
_LEFT = frozenset(
    {"body", "activity", "people", "one", "other", "reason", "note", "needs", "question", "answer", "label"}
)
# A title beside which whoever signs has no room.
_LONGEST_TITLE = 10
# What is said once for the neighbouring lines of one body.
_SHARED = ("activity", "goals")
_DITTO = "〃"
_WHITE = "#ffffff"


def write_event_hwpx(sheets: Sheets, campaign: Campaign, folder: Path) -> None:
    """``folder`` holds every document as HWPX; supplements only when there is something to tell."""
    made = {
        "attendee-list": staff_list(sheets.staff_list, sheets.needs, campaign, sheets.edition),
        "register": register(sheets.register, campaign, sheets.edition),
        "directory": directory(sheets.directory, campaign, sheets.edition),
        "rosters": rosters(sheets.rosters, campaign, sheets.edition),
        "facilitators": facilitators(sheets.meeting_bodies, sheets.meeting_pairs, campaign, sheets.edition),
        "name-tags": name_tags(sheets.name_tags, campaign, campaign.documents.blank_tags),
        "agreements": agreements(sheets.agreements, campaign),
        "table-signs": signs(sheets.signs, campaign),
    }
    if len(sheets.supplement):
        made["supplement"] = supplement(sheets.supplement, campaign, sheets.supplement_edition)
    if len(sheets.supplement_tags):
        made["supplement-tags"] = name_tags(sheets.supplement_tags, campaign)
    if len(sheets.supplement_agreements):
        made["supplement-agreements"] = agreements(sheets.supplement_agreements, campaign)
    if sheets.result:
        made["result"] = result(sheets.result, campaign, sheets.edition)
    for name, content in chosen(made, sheets, campaign).items():
        write_file(folder / f"{name}.hwpx", content, private=True)


def staff_list(table: pd.DataFrame, needs: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """참석자 명단: for the staff, with contacts, and on a page of its own what the event needs."""
    page = _document("staff_list", campaign)
    words = labels("documents", campaign)
    _top(page, words["staff_list"], campaign, words["total"].format(n=len(table)), edition)
    printed = printed_columns("staff_list", table)
    _list(page, "staff_list", text_rows(table, printed), campaign, printed=printed)
    if len(needs):
        page.page_break()
        page.heading(words["needs"], 1)
        page.paragraph(needs_note(campaign), size=9.5, colour=SOFT)
        _list(page, "needs", text_rows(needs, PRINTED["needs"]), campaign)
    return page.to_bytes()


def register(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """등록부: a section a queue, each from a new page, with room to sign."""
    page, words, columns = _document("register", campaign), labels("documents", campaign), register_columns(table)
    printed = printed_columns(columns, table)
    for at, (section, rows) in enumerate(table.groupby("section", sort=True)):
        if at:
            page.page_break()
        note = words["queue_note"] if section else words["honour_note"]
        total = words["total"].format(n=int((~rows["is_walk_in"]).sum()))
        _top(page, f"{words['register']}  {rows['label'].iloc[0]}", campaign, f"{note} · {total}", edition)
        lines = [[number or words["walk_in"], *rest, ""] for number, *rest in text_rows(rows, printed[:-1])]
        _list(page, columns, lines, campaign, height=9.5, printed=printed)
    return page.to_bytes()


def directory(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """참여자 목록: everyone who takes part, a section a district; the office's, or to be given out."""
    page, words = _document("directory", campaign), labels("documents", campaign)
    _top(page, words["directory"], campaign, words["total_places"].format(n=len(table)), edition)
    for line in directory_lines(table, campaign):
        page.paragraph(line, size=9, colour=SOFT)
    printed = [name for name in printed_columns("directory", table) if name != "district"]
    for label, total, rows in directory_sections(table, campaign):
        if label:
            page.heading(f"{label}  {total}", 2)
        _list(page, "directory", text_rows(rows, printed), campaign, printed=printed)
    return page.to_bytes()


def rosters(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """분야별 모임 명부: each meeting from a new page under its own colour."""
    page, words = _document("rosters", campaign), labels("documents", campaign)
    shown = table.copy()
    for name in _SHARED:
        shown[name] = shown[name].mask(~shown["is_first"] & shown[name].ne(""), _DITTO)
    for at, tile in enumerate(field_tiles(campaign)):
        rows = shown[shown["field"].eq(tile.number)]
        if at:
            page.page_break()
        _meeting_top(page, tile, words["rosters"], campaign, words["total"].format(n=len(rows)), edition)
        printed = printed_columns("rosters", table)
        _list(page, "rosters", text_rows(rows, printed), campaign, printed=printed)
    return page.to_bytes()


def facilitators(bodies: pd.DataFrame, found: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """진행자용: of each meeting what to talk about, who sits here, who could work together and why."""
    page, words = _document("facilitators", campaign), labels("documents", campaign)
    for at, tile in enumerate(field_tiles(campaign)):
        here, pairs = bodies[bodies["field"].eq(tile.number)], found[found["field"].eq(tile.number)]
        if at:
            page.page_break()
        total = words["total_bodies"].format(bodies=len(here), n=int(here["n_people"].sum()))
        _meeting_top(page, tile, words["facilitators"], campaign, total, edition)
        if campaign.documents.talking_points:
            page.heading(words["points"], 2)
            for number, point in enumerate(campaign.documents.talking_points, 1):
                page.paragraph(f"{number}. {point}", indent_mm=4)
        page.heading(words["members"], 2)
        printed = printed_columns("meeting_bodies", bodies)
        _list(page, "meeting_bodies", text_rows(here, printed), campaign, printed=printed)
        if len(pairs):
            page.heading(words["pairs"], 2)
            _list(page, "meeting_pairs", text_rows(pairs, PRINTED["meeting_pairs"]), campaign)
    return page.to_bytes()


def name_tags(table: pd.DataFrame, campaign: Campaign, n_blank: int = 0) -> bytes:
    """명찰: two by five on A4, 95 x 54 mm each, the same as in the PDF."""
    page, rows = (
        _document("name_tags", campaign, margin_mm=12.5, sides_mm=10, numbered=False),
        tag_rows(table, n_blank, campaign),
    )
    tiles = {str(tile.number): tile for tile in field_tiles(campaign)}
    tags = [_tag(row, tiles, campaign) for row in rows]
    if len(tags) % 2:
        tags.append((Cell((Line(""),), sides=()), Cell((Line(""),), sides=())))
    grid, heights = [], []
    for left, right in zip(tags[::2], tags[1::2], strict=True):
        grid += [[left[0], right[0]], [left[1], right[1]]]
        heights += [_STRIP, _TAG - _STRIP]
    page.grid(grid, (95, 95), heights, leading=120)
    return page.to_bytes()


def agreements(table: pd.DataFrame, campaign: Campaign) -> bytes:
    """협약서: a page a participant, ready to be signed by both."""
    page = _document("agreements", campaign, margin_mm=20, sides_mm=20, numbered=False)
    for at, row in enumerate(table.to_dict("records")):
        if at:
            page.page_break()
        _agreement(page, agreement_page(row, campaign), campaign)
    return page.to_bytes()


def signs(table: pd.DataFrame, campaign: Campaign) -> bytes:
    """현판: a sheet a meeting, to be read from afar."""
    page, words = (
        _document("signs", campaign, margin_mm=14, sides_mm=14, landscape=True, numbered=False),
        labels("documents", campaign),
    )
    tiles = {tile.number: tile for tile in field_tiles(campaign)}
    for at, row in enumerate(table.itertuples()):
        if at:
            page.page_break()
        tile = tiles[int(str(row.field))]
        number = (
            Line(str(tile.number), 150, True, tile.ink, "center"),
            Line(words["field"], 32, True, tile.ink, "center"),
        )
        size = next((s for s in (48, 44, 40, 36, 32) if n_lines(tile.name, 158, s) <= 3), 30)
        name = (
            Line(campaign.event.name, 14, False, SOFT, "center"),
            Line("", 20),
            Line(tile.name, size, True, INK, "center"),
            Line(tile.room, 24, True, INK, "center"),
            Line("", 16),
            *(Line(part, 11, False, SOFT, "center") for part in chain(*programme(campaign))),
            Line(campaign.host, 14, False, SOFT, "center"),
        )
        page.grid([[Cell(number, tile.colour), Cell(name)]], (86, 182), (126,))
        page.paragraph("", size=6)
        page.grid(*_goal_grid(str(row.goals).split(), 268, 4, 20, 15, campaign))
    return page.to_bytes()


def supplement(table: pd.DataFrame, campaign: Campaign, edition: str = "") -> bytes:
    """변경 명단: who came, moved, changed or went since the sheets were printed."""
    page, words = _document("supplement", campaign), labels("documents", campaign)
    _top(page, words["supplement"], campaign, words["total"].format(n=len(table)), edition)
    page.paragraph(words["supplement_note"], size=9.5, colour=SOFT)
    lines = text_rows(table, PRINTED["supplement"][:-1])
    marks = table["needs_signature"].map({True: "", False: "–"}).tolist()
    _list(page, "supplement", [[*line, mark] for line, mark in zip(lines, marks, strict=True)], campaign, height=9.5)
    return page.to_bytes()


def result(told: EventResult, campaign: Campaign, edition: str = "") -> bytes:
    """행사 결과보고: who came by meeting and kind, where nobody came from, who just came."""
    page, words = _document("result", campaign), labels("documents", campaign)
    _top(page, words["result"], campaign, words["result_basis"], edition)
    for line in result_lines(told, campaign):
        page.paragraph(f"○ {line}", indent_mm=2, size=10.5)
    for name, columns, table in result_sections(told):
        page.heading(words[name], 2)
        if len(table):
            _list(page, columns, text_rows(table, PRINTED[columns]), campaign)
        else:
            page.paragraph(words[f"{name}_none"], size=10, colour=SOFT)
    return page.to_bytes()


_STRIP, _TAG = 12.0, 54.0


def _document(document: str, campaign: Campaign, **page: Any) -> Document:
    told = about(campaign, document)
    return Document(
        told["title"],
        subject=told["summary"],
        keywords=told["keywords"],
        creator=told["event"]["host"],
        **{"margin_mm": 11, "sides_mm": 15, **page},
    )


def _top(page: Document, title: str, campaign: Campaign, note: str, edition: str) -> None:
    told = about(campaign, "register")["event"]
    page.heading(title, 0, align="center")
    page.paragraph(f"{told['time']}  {told['place']}", align="center", size=10, colour=SOFT, after=1)
    page.paragraph(note, align="right", size=9.5, after=1 if edition else 3)
    _edition(page, edition)


def _edition(page: Document, edition: str) -> None:
    if edition:
        page.paragraph(edition, align="right", size=8, colour=SOFT, after=3)


def _meeting_top(page: Document, tile: Tile, side: str, campaign: Campaign, note: str, edition: str) -> None:
    event = about(campaign, "rosters")["event"]
    title = Line(field_title(tile.number, campaign), 17, True, tile.ink, "center")
    page.paragraph(f"{event['name']} · {side}", size=9, colour=SOFT, after=3)
    page.grid([[Cell((title,), tile.colour)]], (page.width_mm,), (14,))
    page.paragraph(f"{event['time']}  {event['place']} · {note}", align="right", size=9.5, before=4, after=2)
    for part in chain(*programme(campaign)):
        page.paragraph(part, align="right", size=9, colour=SOFT, after=1)
    _edition(page, edition)


def _list(
    page: Document,
    columns: str,
    rows: Sequence[Sequence[str]],
    campaign: Campaign,
    height: float = 8,
    printed: Sequence[str] = (),
) -> None:
    """The rows under their headings, or a line that nobody is there; of the document's columns those ``printed``."""
    names = printed or PRINTED[columns]
    if not rows:
        page.paragraph(labels("documents", campaign)["nobody"], align="center", size=10.5, colour=SOFT, before=10)
        return
    aligned: list[Align] = ["left" if name in _LEFT else "center" for name in names]
    widths = beside(columns, pd.DataFrame(rows, columns=list(names)), names, _WIDTHS[columns])
    head = [Cell((Line(text, 9.5, True, INK, "center"),), PALE) for text in headings(names, campaign)]
    body = [
        [
            Cell(
                tuple(
                    Line(line, _size(text, name, width), name == "name", INK, align)
                    for line in (text.split("\n") if name in IN_LINES else [text])
                )
            )
            for text, name, width, align in zip(row, names, widths, aligned, strict=True)
        ]
        for row in rows
    ]
    page.grid([head, *body], widths, [8, *[height] * len(body)], header=1)


def _size(text: str, name: str, width: float) -> float:
    return fitting(text, width - 4.2, (11, 10, 9, 8) if name == "name" else (9.5, 9, 8.5, 8))


def _tag(row: Sequence[str], tiles: Mapping[str, Tile], campaign: Campaign) -> tuple[Cell, Cell]:
    """The strip and the field of a tag; no line is so high that the tag would grow."""
    number, group, body, title, name, badge = row
    tile = tiles.get(number, Tile(0, "", SOFT, _WHITE))
    sign = labels("documents", campaign)["meeting_number"].format(n=number) if number else group
    sign = f"{sign} · {tile.room}" if tile.room else sign
    said = labels("documents", campaign)["badge_said"].format(n=badge)
    top = f"{campaign.event.name} · {said}" if badge else campaign.event.name
    strip = Line(sign, fitting(sign, 86, (18, 16, 14, 12)), True, tile.ink, "center")
    room = 88
    size = fitting(name, room, (36, 34, 32, 30, 28, 26))
    # A long name of a body stands on two lines sooner than in letters that nobody reads.
    of_body = next((s for s in (13, 12, 11, 10, 9, 8, 7.5) if n_lines(body, room, s) <= (1 if s > 10 else 2)), 7)
    lines = (
        Line(top, fitting(top, room, (8, 7, 6)), False, SOFT, "center"),
        Line(body, of_body, False, INK, "center"),
        # Without a name there is a line to write one on.
        Line(name, size, True, INK, "center") if name else Line("_" * 16, 26, False, LINE, "center"),
        Line(title, fitting(title, room, (12, 11, 10, 9, 8, 7)), False, SOFT, "center"),
    )
    return Cell((strip,), tile.colour, ("left", "right", "top")), Cell(lines, sides=("left", "right", "bottom"))


def _goal_grid(
    numbers: Sequence[str], width: float, across: int, height: float, size: float, campaign: Campaign
) -> tuple[list[list[Cell]], list[float], list[float]]:
    """Goals with their names on their colours, ``across`` in a row: rows, widths, heights of a grid."""
    tiles = {str(tile.number): tile for tile in goal_tiles(campaign)}
    words = labels("documents", campaign)
    cells = [
        Cell(
            (
                Line(number, size + 3, True, tiles[number].ink, "center"),
                Line(tiles[number].name, size, True, tiles[number].ink, "center"),
            ),
            tiles[number].colour,
        )
        for number in numbers
    ] or [Cell((Line(words["goal_open"], size, False, SOFT, "center"),))] * across
    cells += [Cell((Line(""),), sides=())] * (-len(cells) % across)
    rows = [cells[at : at + across] for at in range(0, len(cells), across)]
    return rows, [width / across] * across, [height] * len(rows)


def _agreement(page: Document, told: Mapping[str, Any], campaign: Campaign) -> None:
    width = page.width_mm
    page.paragraph(campaign.event.name, align="center", size=11, colour=SOFT, after=6)
    page.paragraph(campaign.agreement.title, align="center", size=30, bold=True, colour=INK, after=12)
    about_rows = [
        [
            Cell((Line(label, 11, True, INK, "center"),), PALE),
            Cell((Line(value, fitting(value, width - 44, (14, 13, 12, 11, 10)), True, INK),)),
        ]
        for label, value in told["about"]
    ]
    page.grid(about_rows, (38, width - 38), [12] * len(about_rows))
    page.paragraph(told["opening"], size=11.5, before=12, after=6)
    n_goals = len(told["goals"])
    across, height, size = (
        (max(1, n_goals), 17.0, 10.0) if 0 < n_goals <= 3 else (3, 14.0, 9.0) if n_goals <= 6 else (4, 12.0, 8.0)
    )
    goals, widths, heights = _goal_grid(told["goals"], width, across, height, size, campaign)
    for at, (number, promise) in enumerate(told["promises"]):
        page.paragraph(f"{number} {promise}".strip(), size=11.5, before=5, after=4)
        if at == 0:
            page.grid(goals, widths, heights)
            page.paragraph("", size=4)
    if told["closing"]:
        page.paragraph(told["closing"], size=11.5, before=5, after=4)
    texts = [told["opening"], *(promise for _, promise in told["promises"]), told["closing"]]
    spare = _spare(texts, width, sum(heights) + 12 * len(about_rows))
    page.paragraph(told["date"], align="center", size=15, bold=True, before=spare, after=spare)
    if parties := [_party(**each) for each in told["parties"]]:
        page.grid([parties], [width / len(parties)] * len(parties), (38,))


def _spare(texts: Sequence[str], width: float, tables: float) -> float:
    """Points above and below the date, so that the page is filled and never more than that."""
    taken = sum(height_mm(n_lines(text, width, 11.5), 11.5, 1.5) + 4 for text in texts)
    # Title, date and signatures, and what is never used so that a wider font does not start a second page.
    left = 257 - taken - tables - (34 + 8 + 42) - 10
    return float(max(6, min(90, round(left / 2 / 0.3528 / 6) * 6)))


def _party(role: str, name: str, signature: str, signer: str, mark: str) -> Cell:
    room = 78
    by_hand = f"{signer or '_' * 14}  {mark}"
    # Beside a long title the line would be broken, or a word of it.
    hands = [f"{signature}  {by_hand}"] if len(signature) <= _LONGEST_TITLE else [signature, by_hand]
    return Cell(
        (
            *([Line(role, 10, False, SOFT)] if role else []),
            Line(name, fitting(name, room, (13, 12, 11, 10, 9)), True, INK),
            Line("", 10),
            *(Line(hand, fitting(hand, room, (12, 11, 10, 9)), bool(signer), INK) for hand in hands),
        ),
        sides=(),
    )
