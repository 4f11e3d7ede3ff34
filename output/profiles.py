"""What each snapshot's release looked like in numbers, remembered in the order in which snapshots were first seen.

``profiles.jsonl`` in the data folder, a line a snapshot, written once: whatever a release is compared with stays the
same however often the run is repeated.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from output.files import replace_file

FILE = "profiles.jsonl"
_TYPES = {"measure": "str", "about": "str", "answer": "str", "n": "int64", "base": "int64"}


@dataclass(frozen=True)
class Remembered:
    """One snapshot's profile: ``last`` is the day of its last response (ISO) or ''."""

    snapshot: str
    last: str
    profile: pd.DataFrame


def profiles_before(data: Path, snapshot: str) -> list[Remembered]:
    """The profiles of the snapshots that were seen before ``snapshot`` was, oldest first.

    Lines that cannot be read are passed over; damage.py names them.
    """
    found = []
    for line in _lines(data):
        each = read_line(line)
        if each is None:
            continue
        if each.snapshot == snapshot:
            break
        found.append(each)
    return found


def remember_profile(data: Path, remembered: Remembered) -> None:
    """The profile is remembered; what was remembered of this snapshot before stays as it is."""
    lines = _lines(data)
    if any(each is not None and each.snapshot == remembered.snapshot for each in map(read_line, lines)):
        return
    table = remembered.profile[list(_TYPES)]
    rows = list(zip(*(table[name].tolist() for name in _TYPES), strict=True))
    told = {"snapshot": remembered.snapshot, "last": remembered.last, "profile": rows}
    lines.append(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    replace_file(data / FILE, ("\n".join(lines) + "\n").encode(), private=True)


def read_line(line: str) -> Remembered | None:
    """One line of the file, None where it is damaged."""
    try:
        told = json.loads(line)
        profile = pd.DataFrame(told["profile"], columns=list(_TYPES)).astype(_TYPES)
        return Remembered(str(told["snapshot"]), str(told["last"]), profile)
    except (ValueError, TypeError, KeyError):
        return None


def _lines(data: Path) -> list[str]:
    path = data / FILE
    return path.read_text("utf-8", errors="replace").split("\n")[:-1] if path.is_file() else []
