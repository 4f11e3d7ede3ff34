"""What is told of a release wherever staff meet it: its counts, how they differ from the one before, its alarms."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.telling.words import words
from output.store.release import read_manifest, release_before
from transforms.reference import rows, texts


@dataclass(frozen=True)
class Count:
    """How many of what, and the signed difference to the release before, '' where there is none."""

    name: str
    n: int
    change: str


@dataclass(frozen=True)
class Told:
    """A release in words: ``dispositions`` in their order, ``compared`` with what; ``changes`` and ``decisions`` are
    '' where there is nothing to say of them, and ``alarms`` are whole sentences.
    """

    release: str
    dispositions: tuple[Count, ...]
    participants: Count
    compared: str
    changes: str
    decisions: str
    alarms: tuple[str, ...]


def tell_release(folder: Path) -> Told:
    """What the release in ``folder`` holds; raises ReleaseDamagedError where it cannot be told."""
    said, names = words("show"), texts("messages")
    place = folder.resolve()
    manifest, before = read_manifest(place), release_before(place)
    earlier: dict[str, Any] = before["counts"] if before else {}
    was = before["participants"] if before else None
    is_same = before is not None and (earlier, was) == (manifest["counts"], manifest["participants"])
    changes, decisions = manifest.get("changes") or {}, manifest.get("decisions") or {}
    states = [f"{name} {decisions[state]}" for state, name in said["decision"].items() if state in decisions]
    return Told(
        release=place.name,
        dispositions=tuple(
            _count(name, manifest["counts"].get(code, 0), earlier.get(code))
            for code, name in names["disposition"].items()
        ),
        participants=_count(said["participants_name"], manifest["participants"], was),
        compared=said["first"]
        if before is None
        else said["same" if is_same else "since"].format(before=before["release"]),
        changes=" · ".join(f"{name} {changes[kind]}" for kind, name in names["change"].items() if changes.get(kind)),
        decisions=said["decisions"].format(n=sum(decisions.values()), told=" · ".join(states)) if decisions else "",
        alarms=tuple(_alarms(manifest.get("alarms") or {})),
    )


def _alarms(alarms: Mapping[str, int]) -> list[str]:
    sentences = {row["code"]: row["sentence"] for row in rows("rules")}
    return [words("show")["alarm"].format(sentence=sentences.get(code, code), n=n) for code, n in alarms.items()]


def _count(name: str, n: int, before: int | None) -> Count:
    is_changed = before is not None and n != before
    return Count(name, n, f"{'+' if n > (before or 0) else '−'}{abs(n - (before or 0))}" if is_changed else "")
