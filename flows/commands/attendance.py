"""``sdgnet attendance FILE``: what was ticked on the day, checked, kept, and counted."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from flows.campaigns import read_campaign
from flows.commands.event import print_findings
from flows.serving.turn import turn
from flows.sources.attendance_file import FOLDER, read_attendance, read_one
from flows.telling.words import words
from output.formats.files import make_folder, replace_file
from output.formats.labels import labels
from output.store.printed import printed_seats
from output.store.release import current_release
from transforms.errors.event import NoEventReleaseError
from transforms.errors.store import NoReleaseError
from transforms.event.attended import DISPUTE, counts, expected, read_ticks
from transforms.reference import texts


def run(files: Sequence[Path], campaign: str, data: Path) -> int:
    """0 when the files are read and kept; their counts are printed, and what is doubtful in them."""
    settings = read_campaign(campaign)
    event, release = current_release(data / "event"), current_release(data)
    if event is None:
        raise NoEventReleaseError(data=data)
    if release is None:
        raise NoReleaseError(data=data)
    with turn(data, 0, settings):
        people = expected(pd.read_parquet(event / "tables" / "seats.parquet"), printed_seats(data / "event"))
        participants = pd.read_parquet(release / "restricted" / "tables" / "participants.parquet")
        # Read before any is kept: a file that cannot be read stops no later run.
        new = [page for path in files for page in read_one(path)]
        read_ticks(new, people, participants, labels("attendance"), settings)
        folder = make_folder(data / FOLDER, private=True)
        kept = {path: _keep(path, folder) for path in files}
        whole = read_ticks(read_attendance(data), people, participants, labels("attendance"), settings)
    said = words("attendance")
    # Of every file, for a new one may contradict one that was read before; the rest was told then.
    is_dispute = whole.findings["code"].eq(DISPUTE)
    is_new = whole.findings["file"].isin([place.name for place in kept.values()])
    print_findings(whole.findings[is_dispute | is_new])
    print(texts("messages")["notice"]["attendance"].format(**counts(whole.attendance)))
    print(said["kept"].format(folder=folder))
    if beside := [place.name for path, place in kept.items() if place.stem != path.stem]:
        print(said["beside"].format(folder=folder, files=", ".join(beside)))
    return 0


def _keep(path: Path, folder: Path) -> Path:
    """Where the file is kept: under its name, or beside another file of that name, which stays as it is."""
    content, place = path.read_bytes(), folder / f"{path.stem}.xlsx"
    if place.exists() and place.read_bytes() != content:
        place = folder / f"{path.stem}-{hashlib.sha256(content).hexdigest()[:8]}.xlsx"
    # When it was saved decides whose word is the last.
    replace_file(place, content, private=True, dated=path.stat().st_mtime)
    return place
