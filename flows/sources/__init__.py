"""The only way in: each source gives a snapshot, and a snapshot gives the headings and cells it holds."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.sources import export_file
from output.snapshot import Snapshot
from transforms.errors import SourceEmptyError, SourceNotFoundError


@dataclass(frozen=True)
class RawResponses:
    """Headings as they stand, and every data row below them as text (columns by position)."""

    headings: tuple[str, ...]
    cells: pd.DataFrame


def read_source(source: str) -> Snapshot:
    """What ``source`` holds now: a CSV, ZIP or XLSX export, or a stored snapshot."""
    return export_file.read_file(Path(source).expanduser())


def check_source(source: str) -> None:
    """Nothing, when there is something to read at ``source``; raises SourceNotFoundError."""
    if not Path(source).expanduser().is_file():
        raise SourceNotFoundError(source=source)


def open_snapshot(snapshot: Snapshot) -> RawResponses:
    """The responses in a snapshot; raises SourceEmptyError when there is none."""
    headings, cells = export_file.parse(snapshot)
    if not headings or cells.empty:
        raise SourceEmptyError(source=snapshot.source)
    return RawResponses(headings, cells)
