"""``sdgnet tag NAME``: name tags again, of those whose tag was lost or is wrong."""

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
from transforms.event.placement import as_seats
from transforms.parse.text import key

_FILE = "tags.pdf"


def run(wanted: Sequence[str], out: Path | None, campaign: str, data: Path) -> int:
    """0 when the file holds the tags of all ``wanted``, as the current event release seats them.

    Each is a name, the number on a badge, or an id. 1 where several have a name: they are listed, and nothing is made.
    """
    event = current_release(data / "event")
    if event is None:
        raise NoEventReleaseError(data=data)
    # The release that was seated; the one that is current now may hold others.
    release = data / "releases" / read_manifest(event)["sync_release"]
    if not release.is_dir():
        raise NoReleaseError(data=data)
    settings = read_campaign(campaign)
    said = labels("documents", settings)
    seats = as_seats(pd.read_parquet(event / "tables" / "seats.parquet"))
    people = pd.read_parquet(release / "restricted" / "tables" / "participants.parquet")
    tags = event_sheets.name_tags(event_sheets.known_by_name(seats, people, said), said)
    found = {each: _meant(each, tags) for each in dict.fromkeys(wanted)}
    if unknown := [each for each, those in found.items() if those.empty]:
        raise UnknownAttendeeError(ids=", ".join(unknown))
    if several := {each: those for each, those in found.items() if len(those) > 1}:
        for each, those in several.items():
            _print_several(each, those)
        return 1
    tags = tags[tags["attendee_id"].isin(pd.concat(list(found.values()))["attendee_id"])].reset_index(drop=True)
    # Beside the releases, where nobody but the office looks.
    out = out or data / "event" / _FILE
    write_file(out, name_tags(tags, settings), private=True)
    print(words("tag")["done"].format(n=len(tags), path=out))
    return 0


def _meant(typed: str, tags: pd.DataFrame) -> pd.DataFrame:
    """Those of ``tags`` whom an id, the number on a badge, or a name means."""
    if typed.isdecimal():
        return tags[tags["badge"].eq(int(typed))]
    by_id = tags[tags["attendee_id"].eq(typed)]
    return by_id if len(by_id) else tags[tags["name"].ne("") & tags["name"].map(key).eq(key(typed))]


def _print_several(typed: str, those: pd.DataFrame) -> None:
    said = words("tag")
    print(said["several"].format(name=typed, n=len(those)))
    for line in those.astype("str").fillna("").to_dict("records"):
        print(said["one"].format(number=line["badge"], body=line["body"], title=line["title"], name=line["name"]))
