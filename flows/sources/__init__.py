"""The only way in: each source gives a snapshot, and a snapshot gives the headings and cells it holds.

What speaks to Google is loaded only where a sheet is read: it takes most of a second.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.sources import export_file
from flows.sources.sheet_address import FORMAT, is_sheet
from flows.sources.tabs import Candidate, refuse_unfinished
from output.formats.files import as_on_disk
from output.store.snapshot import Snapshot
from transforms.campaign.campaign import Campaign
from transforms.errors.source import FormTabNotFoundError, NotAFormExportError, SourceEmptyError
from transforms.reading.headings import MOST_ABOVE, heading_row
from transforms.reference import texts


@dataclass(frozen=True)
class RawResponses:
    """Headings as they stand, and every data row below them as text (columns by position).

    ``n_above`` is how many rows stand above the headings: what staff wrote there. ``told`` are sentences that whoever
    runs the program should hear: which tab was read, what is hidden in it.
    """

    headings: tuple[str, ...]
    cells: pd.DataFrame
    n_above: int = 0
    told: tuple[str, ...] = ()


def read_source(source: str, campaign: Campaign | None = None) -> Snapshot:
    """What ``source`` holds now: a Google Sheet, a CSV, ZIP or XLSX export (``#tab`` behind it), a folder of
    these, or a stored snapshot.

    ``campaign`` says which account reads the sheet and which of its tabs is meant, where the source does not.
    """
    if is_online(source):
        from flows.sources import google_sheet

        return google_sheet.read(source, campaign)
    return export_file.read_named(source)


def check_source(source: str, campaign: Campaign | None = None) -> None:
    """Nothing, when there is something to read at ``source``; raises what a file or a sheet lacks."""
    if is_online(source):
        from flows.sources import google_sheet

        google_sheet.check(source, campaign)
    else:
        export_file.check_named(source)


def is_online(source: str) -> bool:
    """True for a Google Sheet; a file of that name comes first."""
    return is_sheet(source) and not as_on_disk(Path(source).expanduser()).is_file()


def from_anywhere(source: str) -> str:
    """A file or folder by its whole path, with the ``#tab`` behind it: a run may be started elsewhere than here."""
    file, mark, tab = (source, "", "") if source and as_on_disk(Path(source)).exists() else source.rpartition("#")
    path = as_on_disk(Path(file))
    return str(path.resolve()) + mark + tab if file and path.exists() else source


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

        table = google_sheet.parse(snapshot, campaign)
    else:
        table = export_file.parse(snapshot, campaign)
    if campaign and table.is_chosen and table.headings:
        _refuse_other(table, snapshot.source, campaign)
    if campaign and table.headings:
        _refuse_nothing(table, snapshot.source, campaign)
    if not table.headings or table.cells.empty:
        raise SourceEmptyError(source=_named(snapshot.source, table))
    read = [texts("messages")["notice"]["tab_read"].format(tab=table.tab)] if table.is_chosen else []
    return RawResponses(table.headings, table.cells, table.n_above, (*read, *table.told))


def _refuse_other(table: export_file.Table, source: str, campaign: Campaign) -> None:
    """Nothing, where the tab that was read holds the campaign's questions; raises FormTabNotFoundError."""
    n_known = heading_row([table.headings], campaign)[1]
    if n_known * 2 < len(campaign.questions):
        refuse_unfinished([Candidate(table.tab, [table.headings, *table.cells.head(MOST_ABOVE).values.tolist()], 0)])
        raise FormTabNotFoundError(source=source, tab=table.tab, n_known=n_known, n_questions=len(campaign.questions))


def _refuse_nothing(table: export_file.Table, source: str, campaign: Campaign) -> None:
    """Nothing, unless what was read is a text of something else, or a tab whose import under its headings failed."""
    if table.cells.empty:
        n_known = heading_row([table.headings], campaign)[1]
        if n_known == 0 and any(table.headings):
            raise NotAFormExportError(source=source, n_known=n_known, n_questions=len(campaign.questions))
    elif table.tab and (table.cells != "").any(axis=1).sum() == 1:
        refuse_unfinished([Candidate(table.tab, table.cells.to_numpy().tolist(), 0)])


def _named(source: str, table: export_file.Table) -> str:
    """The source with the tab that was read, where it may have several."""
    return texts("messages")["tab_of"].format(source=source, tab=table.tab) if table.is_chosen else source
