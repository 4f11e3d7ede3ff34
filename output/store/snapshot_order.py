"""Which snapshot came before which: ``snapshots.jsonl`` in the data folder, a line a snapshot, written once.

A snapshot that is run again, be it after a decision, with other settings or years later, is compared with the one that
it was compared with first, whatever else was run since and whichever old releases have left.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from output.formats.files import replace_file

FILE = "snapshots.jsonl"
Facts = Mapping[str, Any]
_IDENTITY = ("sha256", "tab")


def identity(snapshot: Facts) -> tuple[str, ...]:
    """What tells snapshots apart: their content, and the tab of a workbook that was asked for."""
    return tuple(str(snapshot.get(name, "")) for name in _IDENTITY)


def remembered_order(data: Path) -> dict[tuple[str, ...], Facts | None]:
    """Every snapshot that was run (by identity) and what came before it; lines that cannot be read are passed over."""
    order: dict[tuple[str, ...], Facts | None] = {}
    for told in filter(None, map(read_line, lines_of(data / FILE))):
        order.setdefault(identity(told["snapshot"]), told["previous"])
    return order


def snapshots_until(data: Path, previous: Facts | None) -> list[tuple[str, ...]]:
    """The snapshot ``previous`` and those that came before it, by identity, oldest first."""
    order, chain = remembered_order(data), dict[tuple[str, ...], None]()
    while previous is not None and (this := identity(previous)) not in chain:
        chain[this] = None
        previous = order.get(this)
    return [*chain][::-1]


def remember_order(data: Path, snapshot: Facts, previous: Facts | None) -> None:
    """``previous`` came before ``snapshot``, for good; what was remembered of it before stays as it is."""
    if identity(snapshot) in remembered_order(data):
        return
    keep_lines(data / FILE, [*lines_of(data / FILE), _line(snapshot, previous)])


def rename_snapshots(data: Path, renamed: Mapping[tuple[str, ...], Facts | None]) -> None:
    """Snapshots (by identity) are called what they are now that rows left them; of two that are equal now one stays.

    One that nobody is left in (None) came before nothing.
    """

    def now(facts: Facts | None) -> Facts | None:
        return None if facts is None else renamed.get(identity(facts), facts)

    order = dict[tuple[str, ...], tuple[Facts, Facts | None]]()
    for told in filter(None, map(read_line, lines_of(data / FILE))):
        snapshot, previous = now(told["snapshot"]), now(told["previous"])
        if snapshot is not None and (previous is None or identity(previous) != identity(snapshot)):
            order.setdefault(identity(snapshot), (snapshot, previous))
    if order:
        keep_lines(data / FILE, [_line(*each) for each in order.values()])


def read_line(line: str) -> dict[str, Any] | None:
    """One line of the file, None where it is damaged."""
    try:
        told: dict[str, Any] = json.loads(line)
        facts = [each for each in (told["snapshot"], told["previous"]) if each is not None]
        return (
            told if all(isinstance(each["sha256"], str) and isinstance(each["format"], str) for each in facts) else None
        )
    except (ValueError, TypeError, KeyError):
        return None


def lines_of(path: Path) -> list[str]:
    """The lines of a file that has one a snapshot; none where there is no such file."""
    text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
    # A line may hold what a stranger typed, and so any of the marks that splitlines() cuts at.
    return text.removesuffix("\n").split("\n") if text else []


def keep_lines(path: Path, lines: Sequence[str]) -> None:
    """The file has these lines."""
    replace_file(path, "".join(f"{line}\n" for line in lines).encode(), private=True)


def _line(snapshot: Facts, previous: Facts | None) -> str:
    return json.dumps({"snapshot": dict(snapshot), "previous": previous}, sort_keys=True, ensure_ascii=False)
