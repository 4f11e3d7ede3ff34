"""Destroying personal data: what would go, and then all of it, with a record, until nothing is found any more."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from flows import sources
from flows.campaigns import read_campaign
from flows.sinks.sheet_tabs import SheetTabs, open_tabs
from flows.stages.comparison import arrange, own_release
from flows.telling.bar import stages
from flows.telling.log import LOG
from flows.telling.words import words
from output.report.destruction import write_destruction
from output.store import purge as store
from output.store.damage import look, point_to_whole
from output.store.last_sync import last_source
from output.store.lock import only_run
from output.store.release import current_manifest, current_release, read_manifest, releases_of
from transforms.campaign.campaign import Campaign
from transforms.campaign.retention import has_passed
from transforms.errors.base import SdgnetError
from transforms.errors.store import NothingToPurgeError, PurgeTabsError, PurgeTabsLateError, ReleaseDamagedError
from transforms.publishing.destruction import SHEET_TABS, Destroyed, Destruction, Traces, traces


@dataclass(frozen=True)
class Plan:
    """What a purge of a data folder destroys: the kinds of things with their numbers, and what it leaves to people.

    ``kept`` is the release whose public part stays, '' for none. ``others`` are files that are none of ours.
    """

    campaign: Campaign
    data: Path
    parts: tuple[Destroyed, ...]
    kept: str
    others: tuple[str, ...]
    is_begun: bool
    access_until: date | None = None


def plan(campaign: str, data: Path, *, with_tabs: bool = False) -> Plan:
    """What ``purge`` would destroy; changes nothing. Raises NothingToPurgeError, or OtherCampaignError.

    ``with_tabs``: our tabs in the responses' spreadsheet go as well; raises PurgeTabsError where there is none, and
    PurgeTabsLateError where all else is gone, and with it what the spreadsheet is called. To be shown to whoever
    decides, before ``purge`` with the same arguments.
    """
    settings = read_campaign(campaign)
    journal = store.begun(data) if data.is_dir() else None
    if journal is not None:
        parts = tuple(Destroyed(*each) for each in journal["parts"])
    else:
        own_release(data, settings)
        parts = _counted(data)
    if with_tabs and SHEET_TABS not in {part.kind for part in parts}:
        parts += _our_tabs(settings, data, journal) if parts or store.purged_at(data) else ()
    if not parts:
        store.refuse_purged(data)
        raise NothingToPurgeError(data=data)
    kept, others = current_release(data), [path.relative_to(data).as_posix() for path in store.of_others(data)]
    until = store.access_kept_until(data)
    return Plan(settings, data, parts, kept.name if kept else "", tuple(others), journal is not None, until)


def purge(campaign: str, data: Path, by: str, *, with_tabs: bool = False) -> Destruction:
    """Nothing personal of the campaign is in ``data``; a record tells what was destroyed, by whom (``by``) and when.

    ``with_tabs``: nor in our tabs of the responses' spreadsheet, which are gone before anything else is.

    Killed at any point it is taken up by the next call, which ends what was begun, and takes our tabs as well where
    either call asks for them. The folder's last edition for the
    public stays byte for byte. Raises LockedError while a run or ``sdgnet serve`` works in the folder, and
    ReleaseDamagedError where no whole release is there though there should be one.
    """
    settings = read_campaign(campaign)
    with ExitStack() as held:
        for place in (data, data / ".prefect"):
            if place.is_dir():
                held.enter_context(only_run(place, datetime.now(settings.zone)))
        journal = store.begun(data)
        if journal is None:
            journal = _begin(plan(campaign, data, with_tabs=with_tabs), by)
        elif with_tabs:
            journal = {**journal, "parts": [list(part) for part in plan(campaign, data, with_tabs=True).parts]}
            store.keep_journal(data, journal)
        if SHEET_TABS in {kind for kind, _, _ in journal["parts"]}:
            _tabs(settings, journal["source"]).remove()
        n_files = sum(files for kind, files, _ in journal["parts"] if kind != SHEET_TABS)
        for n, _ in enumerate(store.destroy(data, journal["began_at"]), 1):
            stages(n, n_files)
        known = store.traces_of(data)
        looked, left = search(data, known or Traces())
        made = _recorded(settings, journal, looked, left, store.access_kept_until(data))
        if known is not None:
            write_destruction(made, data / store.FOLDER)
        store.end(data)
    return made


def _our_tabs(campaign: Campaign, data: Path, journal: Mapping[str, Any] | None) -> tuple[Destroyed]:
    if store.traces_of(data) is None and (journal is not None or store.purged_at(data)):
        raise PurgeTabsLateError(data=data)
    source = last_source(data) if journal is None else journal["source"]
    return (Destroyed(SHEET_TABS, len(_tabs(campaign, source).ours()), None),)


def _tabs(campaign: Campaign, source: str) -> SheetTabs:
    if not sources.is_online(source):
        raise PurgeTabsError(source=source)
    return open_tabs(source, campaign, may_write=True)


def _begin(planned: Plan, by: str) -> dict[str, Any]:
    """The journal: all that is told and searched for when the data themselves are gone.

    ``source`` tells where our tabs are, for whoever thinks of them only when it is taken up again.
    """
    data, campaign = planned.data, planned.campaign
    point_to_whole(data, look(data, is_full=False))
    if current_release(data) is None and releases_of(data):
        raise ReleaseDamagedError(release="current", file=data / "current")
    now = datetime.now(campaign.zone)
    journal = {
        "began_at": now.isoformat(timespec="seconds"),
        "by": by,
        "reason": "passed" if has_passed(campaign.retention_until, now.date()) else "early",
        "kept": planned.kept,
        "parts": [list(part) for part in planned.parts],
        "source": last_source(data),
    }
    store.begin(data, journal, traces(_sheets(data, campaign), campaign))
    return journal


def _counted(data: Path) -> tuple[Destroyed, ...]:
    """What goes, by kind, with the number of the people or responses in it where a manifest tells it."""
    current, event = current_manifest(data) or {}, current_release(data / "event")
    people = {"raw": current.get("rows_read"), "restricted": current.get("participants")}
    if event is not None:
        people["event"] = read_manifest(event)["counts"]["people"]
    return tuple(Destroyed(kind, len(paths), people.get(kind)) for kind, paths in store.what_goes(data).items())


def _sheets(data: Path, campaign: Campaign) -> Iterator[pd.DataFrame]:
    """Every snapshot's cells, by question where today's settings know them; of a damaged one nothing."""
    for path in sorted((data / "raw").glob("*.gz")):
        try:
            snapshot = sources.read_source(str(path))
            try:
                yield arrange(snapshot, campaign).cells
            except SdgnetError:
                # A list of guests, or of a form that had other headings.
                yield sources.open_snapshot(snapshot).cells
        except SdgnetError:
            LOG.warning(words("purge")["not_read"].format(file=path.name))


def search(data: Path, known: Traces, *, is_all: bool = True) -> tuple[int, tuple[str, ...]]:
    """How many files are left and were looked into; those that still tell of somebody, or that nobody could open.

    Where not all went (``is_all`` is off) documents that nobody can look into stay, for they are made anew.
    """
    looked, left = 0, list[str]()
    for path, is_ours, found in store.texts_left(data):
        looked += found is not None
        where = path.relative_to(data).as_posix()
        if found is None:
            # Our own documents for the public hold what the page beside them holds, which was looked into.
            left += [] if is_ours or not is_all else [where]
        elif any(known.are_in(text, words_too=not is_ours) for text in (where, *found)):
            left.append(where)
    return looked, tuple(left)


def _recorded(
    campaign: Campaign, journal: dict[str, Any], looked: int, left: tuple[str, ...], access_until: date | None
) -> Destruction:
    return Destruction(
        name=campaign.name,
        host=campaign.host,
        collected=campaign.collected,
        until=campaign.retention_until,
        reason=journal["reason"],
        by=journal["by"],
        began_at=datetime.fromisoformat(journal["began_at"]),
        ended_at=datetime.now(campaign.zone),
        kept=journal["kept"],
        parts=tuple(Destroyed(*each) for each in journal["parts"]),
        looked=looked,
        left=left,
        access_until=access_until,
    )
