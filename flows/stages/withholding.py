"""What the source still holds of people who had their data destroyed is left out before anything of it is kept."""

import csv
import io
from pathlib import Path

import pandas as pd

from flows import sources
from flows.stages.comparison import arrange
from output.store.identity_key import FILE as KEY
from output.store.snapshot import Snapshot
from output.store.withheld import withheld
from transforms.bodies.withheld import withheld_ids, withheld_rows
from transforms.campaign.campaign import Campaign
from transforms.decisions.decisions import text_ids, without_matters
from transforms.reading.normalise import Answers, known_by


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
