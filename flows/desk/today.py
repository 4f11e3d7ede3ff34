"""오늘: what is current, what changed and by whose response, what is wrong, and how the last runs ended."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from flows.desk.matters import Queue
from flows.desk.office import ALWAYS, Office
from flows.telling.released import Told, tell_release
from output.store.lock import Holder, holder
from output.store.purge import refuse_purged
from output.store.release import history, read_manifest
from transforms.campaign.nights import nights
from transforms.campaign.retention import reminder
from transforms.changes.named import named_changes
from transforms.errors.store import PurgeBegunError, PurgedError, ReleaseDamagedError
from transforms.reference import texts

_MOST_NAMED = 12


@dataclass(frozen=True)
class Changed:
    """The responses that changed in one way: how many, and the names of the first bodies among them."""

    name: str
    n: int
    bodies: tuple[str, ...]

    @property
    def n_more(self) -> int:
        """How many are not named."""
        return self.n - len(self.bodies)


@dataclass(frozen=True)
class Prepared:
    """The current release of the event; ``is_old`` where the registrations have a later release than it was made of."""

    version: int
    counts: dict[str, int]
    is_old: bool


@dataclass(frozen=True)
class Today:
    """All that the screen shows. ``running`` holds the data folder now, whoever started it.

    ``n_open`` matters need a person, ``n_waiting`` decisions a run. ``damaged`` says why there is nothing to tell;
    ``reminder`` that the day is near on which what is personal goes, ``next_night`` when the schedule runs next.
    """

    told: Told | None
    published_at: str
    changed: tuple[Changed, ...]
    event: Prepared | None
    running: Holder | None
    damaged: str
    reminder: str
    n_open: int = 0
    n_waiting: int = 0
    next_night: datetime | None = None


def today(office: Office) -> Today:
    """What stands in the data folder now."""
    told, damaged = None, ""
    changed: tuple[Changed, ...] = ()
    event, n_open, n_waiting = None, 0, 0
    try:
        refuse_purged(office.data)
        if office.release:
            told, changed = tell_release(office.release), _changed(office.release)
            queue = Queue(office)
            n_open, n_waiting = sum(kind.n_open for kind in queue.kinds()), len(queue.waiting)
        event = _event(office)
    except (ReleaseDamagedError, PurgedError, PurgeBegunError) as error:
        damaged = str(error)
    at = dict(history(office.data)).get(told.release) if told else None
    published = f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""
    until = office.settings.retention_until
    now = datetime.now(office.settings.zone)
    reminded = reminder(until, now.date()) if told else ""
    night = nights(office.settings).upcoming(now, is_endless=office.nightly == ALWAYS) if office.nightly else None
    return Today(told, published, changed, event, holder(office.data), damaged, reminded, n_open, n_waiting, night)


def _changed(release: Path) -> tuple[Changed, ...]:
    tables = release / "restricted" / "tables"
    try:
        changes, responses, participants = (
            pd.read_parquet(tables / f"{name}.parquet") for name in ("changes", "responses", "participants")
        )
    except (OSError, ValueError):
        raise ReleaseDamagedError(release=release.name, file="restricted/tables") from None
    named, made = named_changes(changes, responses, participants), []
    for kind, name in texts("messages")["change"].items():
        of_kind = named[named["change"].eq(kind)]
        bodies = of_kind["name"].dropna().drop_duplicates()
        if len(of_kind):
            made.append(Changed(name, len(of_kind), tuple(bodies.head(_MOST_NAMED))))
    return tuple(made)


def _event(office: Office) -> Prepared | None:
    if office.event is None:
        return None
    manifest: dict[str, Any] = read_manifest(office.event)
    is_old = office.release is not None and manifest["sync_release"] != office.release.name
    return Prepared(int(manifest["version"]), dict(manifest["counts"]), is_old)
