"""What the source still holds of people who had their data destroyed is left out before anything of it is kept."""

import csv
import io
from pathlib import Path

import pandas as pd

from flows import sources
from output.store.identity_key import FILE as KEY
from output.store.snapshot import Snapshot
from output.store.withheld import withheld
from transforms.bodies.withheld import withheld_rows
from transforms.campaign.campaign import Campaign
from transforms.reading.answered import answered
from transforms.reading.headings import match_headings
from transforms.reading.normalise import normalise


def without_withheld(snapshot: Snapshot, data: Path, campaign: Campaign) -> tuple[Snapshot, int]:
    """The snapshot, and how many of its rows are left out: blank ones, so that all others keep their numbers.

    One that holds nobody who is withheld is the same bytes.
    """
    marks = withheld(data)
    if marks.empty:
        return snapshot, 0
    responses = responses_in(snapshot, campaign)
    return left_out(snapshot, withheld_rows(responses, marks, (data / KEY).read_bytes()), campaign)


def responses_in(snapshot: Snapshot, campaign: Campaign) -> pd.DataFrame:
    """What every row of a snapshot says of itself, before anybody decided anything; raises what it lacks."""
    raw = sources.open_snapshot(snapshot, campaign)
    headings = match_headings(raw.headings, raw.cells, campaign, snapshot.source)
    rows = answered(headings.arrange(raw.cells, campaign))
    return normalise(rows, campaign).responses.set_axis(rows.index)


def left_out(snapshot: Snapshot, rows: pd.Index, campaign: Campaign) -> tuple[Snapshot, int]:
    """The snapshot as CSV with ``rows`` blank, and how many they are; the same one where there are none."""
    if rows.empty:
        return snapshot, 0
    raw = sources.open_snapshot(snapshot, campaign)
    cells = raw.cells.copy()
    cells.loc[rows] = ""
    text = io.StringIO()
    blank = [""] * len(raw.headings)
    csv.writer(text).writerows([*[blank] * raw.n_above, raw.headings, *cells.to_numpy().tolist()])
    return Snapshot(text.getvalue().encode(), "csv", snapshot.source), len(rows)
