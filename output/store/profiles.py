"""What each snapshot's release looked like in numbers: ``profiles.jsonl`` in the data folder, a line a snapshot.

A line is written once: what a release is compared with stays the same however often its run is repeated. Which
snapshot came before which is told by snapshot_order.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from output.store.snapshot_order import identity, keep_lines, lines_of, snapshots_until
from transforms.publishing.profile import TYPES

FILE = "profiles.jsonl"
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Remembered:
    """One snapshot's profile: ``last`` is the day of its last response (ISO) or ''."""

    snapshot: Facts
    last: str
    profile: pd.DataFrame


def profiles_until(data: Path, previous: Facts | None) -> list[Remembered]:
    """The profiles of the snapshot ``previous`` and of those that came before it, oldest first.

    A snapshot without one (its run failed late, its line cannot be read) is passed over.
    """
    known = {identity(each.snapshot): each for each in map(read_line, lines_of(data / FILE)) if each is not None}
    return [known[this] for this in snapshots_until(data, previous) if this in known]


def remember_profile(data: Path, remembered: Remembered) -> None:
    """The profile is remembered; what was remembered of this snapshot before stays as it is."""
    lines, this = lines_of(data / FILE), identity(remembered.snapshot)
    if any(each is not None and identity(each.snapshot) == this for each in map(read_line, lines)):
        return
    table = remembered.profile[list(TYPES)]
    rows = list(zip(*(table[name].tolist() for name in TYPES), strict=True))
    told = {"snapshot": dict(remembered.snapshot), "last": remembered.last, "profile": rows}
    keep_lines(data / FILE, [*lines, json.dumps(told, ensure_ascii=False, separators=(",", ":"))])


def read_line(line: str) -> Remembered | None:
    """One line of the file, None where it is damaged."""
    try:
        told = json.loads(line)
        profile = pd.DataFrame(told["profile"], columns=list(TYPES)).astype(TYPES)
        return Remembered({**told["snapshot"]}, str(told["last"]), profile)
    except (ValueError, TypeError, KeyError):
        return None
