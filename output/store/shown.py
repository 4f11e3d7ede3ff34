"""What each snapshot's release showed in public: ``shown.jsonl`` in the data folder, a line a snapshot.

A snapshot's line tells its last release as long as no later snapshot was compared with it, and then stays as it is:
what a release is compared with is the same however often its run is repeated. Which snapshot came before which is told
by snapshot_order.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from output.formats.files import replace_file
from output.store.snapshot_order import identity, remembered_order
from transforms.changes.between_releases import FACT_TYPES, Shown

FILE = "shown.jsonl"
Facts = Mapping[str, Any]


def shown_before(data: Path, previous: Facts | None) -> Shown | None:
    """What was shown of the snapshot ``previous``, None where nothing is remembered of it."""
    if previous is None:
        return None
    told = {identity(each[0]): each[1] for each in map(read_line, _lines(data)) if each is not None}
    return told.get(identity(previous))


def remember_shown(data: Path, snapshot: Facts, shown: Shown) -> None:
    """What is shown of ``snapshot`` is remembered, unless a later one was compared with what is remembered of it."""
    this, lines = identity(snapshot), _lines(data)
    known = [at for at, each in enumerate(map(read_line, lines)) if each is not None and identity(each[0]) == this]
    followed = {identity(before) for before in remembered_order(data).values() if before is not None}
    if known and this in followed:
        return
    rows = list(zip(*(shown.facts[name].astype("object").tolist() for name in FACT_TYPES), strict=True))
    tables = {name: [shown.n_rows[name], *columns] for name, columns in shown.columns.items()}
    told = {"snapshot": dict(snapshot), "tables": tables, "facts": [[_plain(cell) for cell in row] for row in rows]}
    lines = [line for at, line in enumerate(lines) if at not in known]
    lines.append(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    replace_file(data / FILE, ("\n".join(lines) + "\n").encode(), private=True)


def read_line(line: str) -> tuple[Facts, Shown] | None:
    """One line of the file: the snapshot and what was shown of it; None where it is damaged."""
    try:
        told = json.loads(line)
        facts = pd.DataFrame(told["facts"], columns=list(FACT_TYPES)).astype(FACT_TYPES)
        tables = told["tables"]
        columns = {name: tuple(str(each) for each in rest) for name, (_, *rest) in tables.items()}
        n_rows = {name: int(n) for name, (n, *_) in tables.items()}
        identity(told["snapshot"])
        return {**told["snapshot"]}, Shown(columns, n_rows, facts)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _plain(cell: object) -> object:
    return None if cell is pd.NA else cell


def _lines(data: Path) -> list[str]:
    path = data / FILE
    text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
    # A line may hold what a stranger typed, and so any of the marks that splitlines() cuts at.
    return text.removesuffix("\n").split("\n") if text else []
