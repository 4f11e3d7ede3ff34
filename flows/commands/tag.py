"""``sdgnet tag NAME``: name tags again, of those whose tag was lost or is wrong."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from flows.campaigns import read_campaign
from flows.stages.attending import current_tags
from flows.telling.words import words
from output.event.event_pdf import name_tags
from output.formats.files import write_file
from transforms.errors.event import UnknownAttendeeError
from transforms.parse.text import key

_FILE = "tags.pdf"


def run(wanted: Sequence[str], out: Path | None, campaign: str, data: Path) -> int:
    """0 when the file holds the tags of all ``wanted``, as the current event release seats them.

    Each is a name, the number on a badge, or an id. 1 where several have a name: they are listed, and nothing is made.
    """
    settings = read_campaign(campaign)
    tags = current_tags(settings, data)
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
