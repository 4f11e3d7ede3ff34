"""What is needed on the day: sheets on which staff ticked who came, kept and counted together; name tags again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.serving.turn import turn
from flows.sources.attendance_file import FOLDER, read_attendance, read_one
from flows.stages.withholding import leave_out_ticked, still_withheld
from output.formats.files import make_folder, replace_file
from output.formats.labels import labels
from output.store.printed import printed_seats
from output.store.release import current_release, read_manifest
from transforms.campaign.campaign import Campaign
from transforms.errors.event import NoEventReleaseError
from transforms.errors.store import NoReleaseError
from transforms.event import event_sheets
from transforms.event.attended import DISPUTE, Attended, expected, read_ticks
from transforms.event.placement import as_seats
from transforms.reading.pages import Page


@dataclass(frozen=True)
class Kept:
    """``whole`` is what all kept sheets say, ``findings`` what is doubtful in the new ones and between any of them;
    ``beside`` are the new names of files whose own was taken already.
    """

    whole: Attended
    findings: pd.DataFrame
    folder: Path
    beside: list[str]


def read_ticked(pages: Sequence[Page], settings: Campaign, data: Path) -> Attended:
    """What the sheets say of everyone expected at the current event; raises where there is none, or no sheet."""
    event, release = _at_hand(data)
    people = expected(pd.read_parquet(event / "tables" / "seats.parquet"), printed_seats(data / "event"))
    participants = pd.read_parquet(release / "restricted" / "tables" / "participants.parquet")
    return read_ticks(pages, people, participants, labels("attendance", settings), settings)


def current_tags(settings: Campaign, data: Path) -> pd.DataFrame:
    """The name tags of everyone seated (event_sheets.name_tags), as they were printed; raises where there are none."""
    event, _ = _at_hand(data)
    # The release that was seated; the one that is current now may hold others.
    release = data / "releases" / read_manifest(event)["sync_release"]
    if not release.is_dir():
        raise NoReleaseError(data=data)
    words = labels("documents", settings)
    seats = as_seats(pd.read_parquet(event / "tables" / "seats.parquet"))
    people = pd.read_parquet(release / "restricted" / "tables" / "participants.parquet")
    return event_sheets.name_tags(event_sheets.known_by_name(seats, people, words), words)


def take_ticked(files: Sequence[Path], settings: Campaign, data: Path) -> Kept:
    """The files are read, and kept where later runs read them."""
    _at_hand(data)
    with turn(data, 0, settings):
        # Read before any is kept: a file that cannot be read stops no later run.
        read_ticked([page for path in files for page in read_one(path)], settings, data)
        folder = make_folder(data / FOLDER, private=True)
        kept = {path: keep_beside(path, folder) for path in files}
        _, release = _at_hand(data)
        participants = pd.read_parquet(release / "restricted" / "tables" / "participants.parquet")
        leave_out_ticked(data, still_withheld(data, participants), settings)
        whole = read_ticked(read_attendance(data, settings), settings, data)
    # Of every file, for a new one may contradict one that was read before; the rest was told then.
    is_dispute = whole.findings["code"].eq(DISPUTE)
    is_new = whole.findings["file"].isin([place.name for place in kept.values()])
    beside = [place.name for path, place in kept.items() if place.stem != path.stem]
    return Kept(whole, whole.findings[is_dispute | is_new], folder, beside)


def _at_hand(data: Path) -> tuple[Path, Path]:
    event, release = current_release(data / "event"), current_release(data)
    if event is None:
        raise NoEventReleaseError(data=data)
    if release is None:
        raise NoReleaseError(data=data)
    return event, release


def keep_beside(path: Path, folder: Path) -> Path:
    """Where the file is kept: under its name, or beside another file of that name, which stays as it is."""
    content, place = path.read_bytes(), folder / f"{path.stem}.xlsx"
    if place.exists() and place.read_bytes() != content:
        place = folder / f"{path.stem}-{hashlib.sha256(content).hexdigest()[:8]}.xlsx"
    # When it was saved decides whose word is the last.
    replace_file(place, content, private=True, dated=path.stat().st_mtime)
    return place
