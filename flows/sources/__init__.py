"""The only way in: each source gives a snapshot, and a snapshot gives the headings and cells it holds.

What speaks to Google is loaded only where a sheet is read: it takes most of a second.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.sources import export_file
from flows.sources.sheet_address import FORMAT, is_sheet
from output.snapshot import Snapshot
from transforms.campaign import Campaign
from transforms.errors import SourceEmptyError, SourceNotFoundError


@dataclass(frozen=True)
class RawResponses:
    """Headings as they stand, and every data row below them as text (columns by position)."""

    headings: tuple[str, ...]
    cells: pd.DataFrame


def read_source(source: str, campaign: Campaign | None = None) -> Snapshot:
    """What ``source`` holds now: a Google Sheet, a CSV, ZIP or XLSX export, or a stored snapshot.

    ``campaign`` says which account reads the sheet and which of its tabs is meant, where the source does not.
    """
    if is_online(source):
        from flows.sources import google_sheet

        return google_sheet.read(source, campaign)
    return export_file.read_file(Path(source).expanduser())


def check_source(source: str, campaign: Campaign | None = None) -> None:
    """Nothing, when there is something to read at ``source``; raises SourceNotFoundError or what a sheet lacks."""
    if is_online(source):
        from flows.sources import google_sheet

        google_sheet.check(source, campaign)
    elif not Path(source).expanduser().is_file():
        raise SourceNotFoundError(source=source)


def is_online(source: str) -> bool:
    """True for a Google Sheet; a file of that name comes first."""
    return is_sheet(source) and not Path(source).expanduser().is_file()


def open_snapshot(snapshot: Snapshot) -> RawResponses:
    """The responses in a snapshot; raises SourceEmptyError when there is none."""
    if snapshot.format == FORMAT:
        from flows.sources import google_sheet

        headings, cells = google_sheet.parse(snapshot)
    else:
        headings, cells = export_file.parse(snapshot)
    if not headings or cells.empty:
        raise SourceEmptyError(source=snapshot.source)
    return RawResponses(headings, cells)
