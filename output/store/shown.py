"""What each snapshot's releases showed in public: ``shown.jsonl`` in the data folder, a line a snapshot.

A snapshot's line tells the states (transforms/changes/states.py) that its releases had, as long as no later snapshot
was compared with it, and then stays as it is: what a release is compared with, and the states that it follows, are the
same however often its run is repeated. Which snapshot came before which is told by snapshot_order. Where somebody's
data was destroyed the file is gone, and the states begin anew.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from output.store.snapshot_order import identity, keep_lines, lines_of, remembered_order, snapshots_until
from transforms.changes.between_releases import FACT_TYPES, Shown
from transforms.changes.states import State

FILE = "shown.jsonl"
Facts = Mapping[str, Any]
_PLAIN = (
    "release_id",
    "published_at",
    "content",
    "edition",
    "data_as_of",
    "contract",
    "responses",
    "participants",
    "organisations",
)
# What a line tells that is from before there were states.
_OF_BEFORE = dict.fromkeys(_PLAIN) | {"release_id": "", "published_at": "", "content": "", "edition": 0, "contract": ""}


def states_told(data: Path, snapshot: Facts, previous: Facts | None) -> tuple[tuple[State, ...], tuple[State, ...]]:
    """The states of the snapshot ``previous`` and of all that came before it, oldest first; those of ``snapshot``."""
    known = {identity(each[0]): each[1] for each in map(read_line, lines_of(data / FILE)) if each is not None}
    before = tuple(state for this in snapshots_until(data, previous) for state in known.get(this, ()))
    return before, known.get(identity(snapshot), ())


def remember_state(data: Path, snapshot: Facts, previous: Facts | None, state: State, now: datetime) -> None:
    """``state`` is told by a release of ``snapshot``, which follows ``previous``, from ``now`` on.

    Unless it is known, or a later snapshot was compared with what is remembered of this one.
    """
    before, own = states_told(data, snapshot, previous)
    followed = {identity(each) for each in remembered_order(data).values() if each is not None}
    if state.release_id in {each.release_id for each in (*before, *own)} or (own and identity(snapshot) in followed):
        return
    own = (*own, replace(state, published_at=now.isoformat(timespec="seconds")))
    told = {"snapshot": dict(snapshot), "states": [_told(each) for each in own]}
    lines = [
        line
        for line in lines_of(data / FILE)
        if (each := read_line(line)) is None or identity(each[0]) != identity(snapshot)
    ]
    keep_lines(data / FILE, [*lines, json.dumps(told, ensure_ascii=False, separators=(",", ":"))])


def read_line(line: str) -> tuple[Facts, tuple[State, ...]] | None:
    """One line of the file: the snapshot and the states of its releases; None where it is damaged."""
    try:
        told = json.loads(line)
        identity(told["snapshot"])
        return {**told["snapshot"]}, tuple(map(_read, told.get("states", [told])))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _told(state: State) -> dict[str, Any]:
    shown = state.shown
    rows = zip(*(shown.facts[name].astype("object").tolist() for name in FACT_TYPES), strict=True)
    return {
        **{name: getattr(state, name) for name in _PLAIN},
        "tables": {name: [shown.n_rows[name], *columns] for name, columns in shown.columns.items()},
        "facts": [[_plain(cell) for cell in row] for row in rows],
    }


def _read(told: Mapping[str, Any]) -> State:
    tables, is_old = told["tables"], "content" not in told
    names = [name for name in FACT_TYPES if not (is_old and name == "base")]
    facts = pd.DataFrame(told["facts"], columns=names).reindex(columns=list(FACT_TYPES)).astype(FACT_TYPES)
    columns = {name: tuple(str(each) for each in rest) for name, (_, *rest) in tables.items()}
    n_rows = {name: int(n) for name, (n, *_) in tables.items()}
    plain = _OF_BEFORE if is_old else {name: told[name] for name in _PLAIN}
    return State(**plain, shown=Shown(columns, n_rows, facts))


def _plain(cell: object) -> object:
    return None if cell is pd.NA else cell
