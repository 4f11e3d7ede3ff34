"""``sdgnet tag ID``: name tags again, of those whose tag was lost or is wrong."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from flows.campaigns import read_campaign
from flows.telling.words import words
from output.event.event_pdf import name_tags
from output.formats.files import write_file
from output.formats.labels import labels
from output.store.release import current_release, read_manifest
from transforms.errors.event import NoEventReleaseError, UnknownAttendeeError
from transforms.errors.store import NoReleaseError
from transforms.event import event_sheets

_FILE = "tags.pdf"


def run(ids: Sequence[str], out: Path | None, campaign: str, data: Path) -> int:
    """0 when the file holds the tags of all ``ids``, as the current event release seats them."""
    event = current_release(data / "event")
    if event is None:
        raise NoEventReleaseError(data=data)
    # The release that was seated; the one that is current now may hold others.
    release = data / "releases" / read_manifest(event)["sync_release"]
    if not release.is_dir():
        raise NoReleaseError(data=data)
    settings = read_campaign(campaign)
    said, wanted = labels("documents", settings), list(dict.fromkeys(ids))
    seats = pd.read_parquet(event / "tables" / "seats.parquet")
    people = pd.read_parquet(release / "restricted" / "tables" / "participants.parquet")
    tags = event_sheets.name_tags(event_sheets.known_by_name(seats, people, said), said)
    tags = tags[tags["attendee_id"].isin(wanted)].reset_index(drop=True)
    unknown = [each for each in wanted if each not in set(tags["attendee_id"])]
    if unknown:
        raise UnknownAttendeeError(ids=", ".join(unknown))
    # Beside the releases, where nobody but the office looks.
    out = out or data / "event" / _FILE
    write_file(out, name_tags(tags, settings), private=True)
    print(words("tag")["done"].format(n=len(tags), path=out))
    return 0
