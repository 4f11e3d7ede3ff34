"""What the source still holds of people who had their data destroyed is left out before anything of it is kept."""

import csv
import io
from pathlib import Path

import pandas as pd

from flows import sources
from output.store.identity_key import FILE as KEY
from output.store.snapshot import Snapshot
from output.store.withheld import withheld
from transforms.bodies.withheld import withheld_ids, withheld_rows
from transforms.campaign.campaign import Campaign
from transforms.decisions.decisions import text_ids, without_matters
from transforms.reading.answered import answered
from transforms.reading.headings import match_headings
from transforms.reading.normalise import Answers, normalise


def without_withheld(snapshot: Snapshot, data: Path, campaign: Campaign) -> tuple[Snapshot, int]:
    """The snapshot, and how many of its rows are left out: blank ones, so that all others keep their numbers.

    One that holds nobody who is withheld is the same bytes.
    """
    marks = withheld(data)
    if marks.empty:
        return snapshot, 0
    responses = responses_in(snapshot, campaign)
    return left_out(snapshot, withheld_rows(responses, marks, (data / KEY).read_bytes()), campaign)


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


def responses_in(snapshot: Snapshot, campaign: Campaign) -> pd.DataFrame:
    """What every row of a snapshot says of itself, before anybody decided anything; raises what it lacks."""
    raw = sources.open_snapshot(snapshot, campaign)
    headings = match_headings(raw.headings, raw.cells, campaign, snapshot.source)
    rows = answered(headings.arrange(raw.cells, campaign))
    return normalise(rows, campaign).responses.set_axis(rows.index)


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
