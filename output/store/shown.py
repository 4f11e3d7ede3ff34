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

from output.formats.files import replace_file
from output.store.snapshot_order import identity, remembered_order
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
    known = _known(data)
    order, chain, seen = remembered_order(data), list[tuple[State, ...]](), set[tuple[str, ...]]()
    while previous is not None and (this := identity(previous)) not in seen:
        seen.add(this)
        chain.append(known.get(this, ()))
        previous = order.get(this)
    return tuple(state for states in reversed(chain) for state in states), known.get(identity(snapshot), ())


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
        line for line in _lines(data) if (each := read_line(line)) is None or identity(each[0]) != identity(snapshot)
    ]
    lines.append(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    replace_file(data / FILE, ("\n".join(lines) + "\n").encode(), private=True)


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


def _known(data: Path) -> dict[tuple[str, ...], tuple[State, ...]]:
    return {identity(each[0]): each[1] for each in map(read_line, _lines(data)) if each is not None}


def _plain(cell: object) -> object:
    return None if cell is pd.NA else cell


def _lines(data: Path) -> list[str]:
    path = data / FILE
    text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
    # A line may hold what a stranger typed, and so any of the marks that splitlines() cuts at.
    return text.removesuffix("\n").split("\n") if text else []
