"""The only way in: each source gives a snapshot, and a snapshot gives the headings and cells it holds.

What speaks to Google is loaded only where a sheet is read: it takes most of a second.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.sources import export_file
from flows.sources.sheet_address import FORMAT, is_sheet
from output.store.snapshot import Snapshot
from transforms.campaign.campaign import Campaign
from transforms.errors.source import SourceEmptyError, SourceNotFoundError
from transforms.reading.headings import MOST_ABOVE, heading_row


@dataclass(frozen=True)
class RawResponses:
    """Headings as they stand, and every data row below them as text (columns by position).

    ``n_above`` is how many rows stand above the headings: what staff wrote there.
    """

    headings: tuple[str, ...]
    cells: pd.DataFrame
    n_above: int = 0


def read_source(source: str, campaign: Campaign | None = None) -> Snapshot:
    """What ``source`` holds now: a Google Sheet, a CSV, ZIP or XLSX export (``#tab`` behind it), or a stored snapshot.

    ``campaign`` says which account reads the sheet and which of its tabs is meant, where the source does not.
    """
    if is_online(source):
        from flows.sources import google_sheet

        return google_sheet.read(source, campaign)
    return export_file.read_named(source)


def check_source(source: str, campaign: Campaign | None = None) -> None:
    """Nothing, when there is something to read at ``source``; raises SourceNotFoundError or what a sheet lacks."""
    if is_online(source):
        from flows.sources import google_sheet

        google_sheet.check(source, campaign)
    elif not export_file.named_file(source)[0].is_file():
        raise SourceNotFoundError(source=source)


def is_online(source: str) -> bool:
    """True for a Google Sheet; a file of that name comes first."""
    return is_sheet(source) and not Path(source).expanduser().is_file()


def has_tabs(source: str, campaign: Campaign) -> bool:
    """True where the campaign keeps tabs of ours in the responses' spreadsheet, and the source is one."""
    return campaign.google.tabs and is_online(source)


def open_snapshot(snapshot: Snapshot, campaign: Campaign | None = None) -> RawResponses:
    """The responses in a snapshot; raises SourceEmptyError when there is none.

    ``campaign`` tells by its titles where the headings stand and which of a workbook's tabs is meant; without it they
    are the first row of the widest.
    """
    if snapshot.format == FORMAT:
        from flows.sources import google_sheet

        headings, cells = google_sheet.parse(snapshot)
        n_above = 0
        if campaign and (n_above := heading_row([headings, *cells.head(MOST_ABOVE).values.tolist()], campaign)[0]):
            headings, cells = tuple(cells.iloc[n_above - 1]), cells.iloc[n_above:].reset_index(drop=True)
    else:
        headings, cells, n_above = export_file.parse(snapshot, campaign)
    if not headings or cells.empty:
        raise SourceEmptyError(source=snapshot.source)
    return RawResponses(headings, cells, n_above)
