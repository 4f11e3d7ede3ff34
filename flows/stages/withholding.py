"""What the source still holds of people who had their data destroyed is left out before anything of it is kept."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from flows import sources
from flows.sources.attendance_file import FOLDER as ATTENDANCE
from flows.sources.attendance_file import read_one
from flows.sources.file_kinds import WORKBOOK
from flows.sources.review_file import workbooks_in
from flows.stages.comparison import arrange
from flows.telling.log import LOG
from output.event.attendance_sheet import workbook_of, write_pages
from output.formats.labels import labels
from output.store.identity_key import FILE as KEY
from output.store.snapshot import Snapshot
from output.store.withheld import withheld
from transforms.bodies.withheld import id_marks, listed_rows, standing, withheld_ids, withheld_rows
from transforms.campaign.campaign import Campaign
from transforms.decisions.decisions import text_ids, without_matters
from transforms.event.attended import people_on
from transforms.event.guest_lines import GuestPage, without_lines
from transforms.event.guests import read_lists
from transforms.parse.text import key as key_of
from transforms.reading.columns import parsed
from transforms.reading.normalise import Answers, known_by
from transforms.reading.pages import Page
from transforms.reference import texts


def without_withheld(snapshot: Snapshot, data: Path, campaign: Campaign) -> tuple[Snapshot, int]:
    """The snapshot, and how many of its rows are left out: blank ones, so that all others keep their numbers.

    One that holds nobody who is withheld is the same bytes.
    """
    marks = withheld(data)
    if marks.empty:
        return snapshot, 0
    theirs = withheld_rows(known_in(snapshot, campaign), marks, (data / KEY).read_bytes())
    return left_out(snapshot, theirs, campaign)


def without_their_matters(typed: pd.DataFrame, answers: Answers, data: Path) -> pd.DataFrame:
    """Of the decisions that stand in any of the doors those about nobody who is withheld.

    A tab or a file that was saved before the request still holds what was typed beside them.
    """
    marks = withheld(data)
    if marks.empty or typed.empty:
        return typed
    ids = {each for key in typed["key"].unique() for each in key.split()}
    present = {*answers.responses["response_id"], *text_ids(answers.activities["text"])}
    theirs = withheld_ids(ids, present, answers.responses, marks, (data / KEY).read_bytes())
    return without_matters(typed, theirs)


def without_their_guests(
    pages: list[GuestPage], snapshot: Snapshot, marks: pd.DataFrame, data: Path, campaign: Campaign
) -> tuple[list[GuestPage], Snapshot]:
    """A list of guests, and its bytes to be kept, without the lines of whom ``marks`` tell, as a workbook; says which.

    One that holds nobody of them is the same bytes.
    """
    listed = read_lists(pages, campaign, with_absent=True) if len(marks) else pd.DataFrame()
    theirs = listed.loc[listed_rows(listed, marks, (data / KEY).read_bytes())] if len(listed) else listed
    if theirs.empty:
        return pages, snapshot
    for file, rows in theirs.groupby("file"):
        _tell_listed(str(file), rows["row"])
    made = without_lines(pages, set(theirs["row_id"]), campaign)
    guests, kept = pages[0].guests, Snapshot(workbook_of(made), WORKBOOK, snapshot.source)
    return [GuestPage(guests, page.file, page.rows, page.sheet) for page in made], kept


def leave_out_ticked(data: Path, marks: pd.DataFrame, campaign: Campaign) -> None:
    """No attendance sheet that is kept has a row of whom ``marks`` tell: each that did is written anew; says which."""
    words = labels("attendance", campaign)
    for path in workbooks_in(data / ATTENDANCE) if len(marks) else ():
        pages, kept = read_one(path), list[Page]()
        for page in pages:
            key = (data / KEY).read_bytes()
            of_ids = id_marks({cell for row in page.rows for cell in row}, key)
            ids = set(of_ids.index[of_ids.isin(marks["mark"])])
            by_id = pd.Index([at for at, row in enumerate(page.rows) if not ids.isdisjoint(row)], dtype="int64")
            theirs = by_id.union(listed_rows(people_on(page, words, campaign), marks, key))
            if len(theirs):
                _tell_listed(path.name, theirs + 1)
            kept.append(page._replace(rows=[row for at, row in enumerate(page.rows) if at not in theirs]))
        if [page.rows for page in kept] != [list(page.rows) for page in pages]:
            write_pages(kept, path)


def without_earlier(listed: pd.DataFrame, marks: pd.DataFrame, data: Path, file: str) -> pd.DataFrame:
    """Of the earlier campaign's list (``read_earlier``) the bodies of whom ``marks`` do not tell; says who is not."""
    if marks.empty:
        return listed
    people = listed["is_person"].fillna(False).astype("bool")
    rows = listed.assign(name=None, body=listed["name"].mask(people), phone=None, email=None)
    theirs = listed_rows(rows, marks, (data / KEY).read_bytes())
    if len(theirs):
        _tell_listed(file, listed.loc[theirs, "row"])
    return listed.drop(index=theirs)


def still_withheld(data: Path, participants: pd.DataFrame) -> pd.DataFrame:
    """The marks of those who had their data destroyed and are none of the ``participants`` again."""
    marks = withheld(data)
    if marks.empty:
        return marks
    present = participants.assign(name_key=parsed(participants["name"].fillna(""), key_of).part(str, "str"))
    return standing(marks, present, (data / KEY).read_bytes())


def _tell_listed(file: str, rows: Iterable[int]) -> None:
    told = ", ".join(map(str, sorted(rows)))
    LOG.warning(texts("messages")["notice"]["withheld_listed"].format(file=file, rows=told))


def known_in(snapshot: Snapshot, campaign: Campaign) -> pd.DataFrame:
    """What every row of a snapshot is known by (``known_by``); raises what it lacks."""
    return known_by(arrange(snapshot, campaign).rows, campaign)


def left_out(snapshot: Snapshot, rows: pd.Index, campaign: Campaign) -> tuple[Snapshot, int]:
    """The snapshot as CSV with ``rows`` blank, and how many they are; the same one where there are none.

    Every other cell is read from it as it was read before.
    """
    if rows.empty:
        return snapshot, 0
    raw = sources.open_snapshot(snapshot, campaign)
    cells = raw.cells.copy()
    cells.loc[rows] = ""
    text = io.StringIO()
    blank = [""] * len(raw.headings)
    lines = [raw.headings, *cells.to_numpy().tolist()]
    csv.writer(text).writerows([*[blank] * raw.n_above, *([_as_read(cell) for cell in line] for line in lines)])
    return Snapshot(text.getvalue().encode(), "csv", snapshot.source), len(rows)


def _as_read(cell: str) -> str:
    """A cell of which the reader of CSV makes ``cell``: it takes an apostrophe away, and NUL for no text at all."""
    return ("'" * cell.startswith("'") + cell).replace("\x00", "")
