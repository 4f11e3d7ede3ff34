"""Destroying one person's or body's data on request: out of every snapshot, release, document and decision."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from flows import sources
from flows.campaigns import read_campaign
from flows.event import event
from flows.purge import search
from flows.sources.review_file import FOLDER as REVIEW
from flows.stages.comparison import arrange, facts_of, kept_snapshot, own_release
from flows.stages.withholding import known_in, leave_out_ticked, left_out
from flows.sync import sync
from output.report.destruction import write_destruction
from output.store import inbox
from output.store import purge as store
from output.store.book import Book, forget_on_page
from output.store.decisions import forget_decisions
from output.store.identity_key import FILE as KEY
from output.store.lock import only_run
from output.store.printed import without_participant
from output.store.profiles import FILE as PROFILES
from output.store.release import current_release, read_manifest, releases_of
from output.store.shown import FILE as SHOWN
from output.store.snapshot import keep_snapshot, sidecar_of, snapshot_path
from output.store.snapshot_order import identity, remembered_order, rename_snapshots
from output.store.withheld import withheld, withhold
from transforms.bodies.withheld import id_marks, marks_of, withheld_rows
from transforms.campaign.campaign import Campaign
from transforms.decisions.decisions import text_ids
from transforms.errors.base import SdgnetError
from transforms.errors.store import ForgetBegunError, LastPersonError, NoReleaseError, UnknownPersonError
from transforms.publishing.destruction import Destroyed, Destruction, Traces, candidates, traces
from transforms.reading.normalise import normalise

Journal = dict[str, Any]


def find(campaign: str, data: Path, text: str) -> pd.DataFrame:
    """Whom ``text`` may mean: id, name, kind, district; one row where it is an id. Raises NoReleaseError."""
    tables = _tables(read_campaign(campaign), data)
    return candidates(tables["participants"], tables["responses"], text)


def forget(campaign: str, data: Path, who: str, by: str) -> Destruction:
    """Nothing of the participant or response ``who`` is in ``data``, and it stays away while it stands in the source.

    Everybody else's ids and numbers stay. Releases are made anew from what is left, the earlier ones are gone. Killed
    at any point it is taken up by the next call. Raises UnknownPersonError, ForgetBegunError while another's is open,
    LastPersonError where all goes.

    ``who`` is an id of ``find``, to be shown and confirmed before; our tabs of a spreadsheet follow at the next sync.
    """
    settings = read_campaign(campaign)
    with only_run(data, datetime.now(settings.zone)):
        store.refuse_purged(data)
        store.sweep_ended(data)
        journal = store.forgetting(data) or _begin(settings, data, who, by)
        if journal["who"] != who:
            raise ForgetBegunError(data=data, id=journal["who"])
        withhold(data, pd.Series(journal["marks"], dtype="str"), journal["began_at"])
        _rewrite_snapshots(settings, data, journal)
        _rewrite_handed_in(settings, data, journal)
        _forget_words(settings, data, journal)
    sync.fn(campaign, _source(data, journal["snapshot"]), str(data), accept_fall=True, write_tabs=False)
    if journal["has_event"]:
        event.fn(campaign, "", str(data))
    with only_run(data, datetime.now(settings.zone)):
        for home in (data, data / "event"):
            for release in releases_of(home):
                if release != (current := current_release(home)):
                    _erase_lists(data, release, current)
                    store.erase_release(release)
        looked, left = search(data, Traces.from_json(journal["traces"]), is_all=False)
        made = _recorded(settings, data, journal, looked, left)
        write_destruction(made, data / store.FOLDER)
        store.end_forgetting(data)
    return made


def _tables(campaign: Campaign, data: Path) -> dict[str, pd.DataFrame]:
    release = own_release(data, campaign)
    if release is None:
        raise NoReleaseError(data=data)
    store.refuse_purged(data)
    names = ("participants", "responses", "identities", "activities")
    return {name: pd.read_parquet(release / f"restricted/tables/{name}.parquet") for name in names}


def _begin(campaign: Campaign, data: Path, who: str, by: str) -> Journal:
    """All that has to be known of them until the end, written down before anything goes."""
    tables, now = _tables(campaign, data), datetime.now(campaign.zone)
    given = tables["responses"]
    own = given[given["participant_id"].eq(who) | given["response_id"].eq(who)]
    if own.empty:
        raise UnknownPersonError(id=who)
    current = current_release(data)
    facts = {} if current is None else dict(read_manifest(current)["snapshot"])
    facts.pop("previous", None)
    snapshot = kept_snapshot(facts, data)
    sheet = arrange(snapshot, campaign)
    responses, cells = normalise(sheet.rows, campaign).responses.set_axis(sheet.rows.index), sheet.cells
    is_theirs = responses["response_id"].isin(own["response_id"])
    theirs, others = responses[is_theirs], responses[~is_theirs]
    if others.empty:
        raise LastPersonError(data=data)
    key = (data / KEY).read_bytes()
    marks = set(marks_of(theirs, others, key))
    known = tables["identities"]
    marks |= set(known.loc[known["participant_id"].eq(who) & known["kind_of_mark"].eq("name"), "mark"])
    ids = {who, *own["response_id"], *_text_ids(tables["activities"], who), *_attendees(data, who)}
    found = traces([cells.loc[theirs.index]], campaign)
    shared = traces([cells.loc[others.index]], campaign)
    journal = {
        "who": who,
        "by": by,
        "began_at": now.isoformat(timespec="seconds"),
        "ids": sorted(ids),
        "marks": sorted(marks | set(id_marks(ids, key))),
        "snapshot": facts,
        "has_event": current_release(data / "event") is not None,
        "responses": len(own),
        "releases": len(releases_of(data)) + len(releases_of(data / "event")),
        "traces": Traces(found.contacts - shared.contacts, found.words - shared.words).to_json(),
    }
    store.begin_forgetting(data, journal)
    return journal


def _text_ids(activities: pd.DataFrame, who: str) -> set[str]:
    """The texts that nobody else wrote as well."""
    ids = text_ids(activities["text"])
    is_theirs = activities["participant_id"].eq(who)
    return set(ids[is_theirs]) - set(ids[~is_theirs])


def _attendees(data: Path, who: str) -> set[str]:
    found = set[str]()
    for path in (data / "event").glob("releases/*/tables/seats.parquet"):
        seats = pd.read_parquet(path, columns=["attendee_id", "participant_id"])
        found |= set(seats.loc[seats["participant_id"].eq(who), "attendee_id"])
    return found


def _rewrite_snapshots(campaign: Campaign, data: Path, journal: Journal) -> None:
    """No snapshot holds a row of theirs: each that did is another one now, and is known as that."""
    key, marks = (data / KEY).read_bytes(), withheld(data)
    tabs = {facts[0]: facts[1] for facts in remembered_order(data)}
    for path in sorted((data / "raw").glob("*.gz")):
        tab = tabs.get(path.name.partition(".")[0], "")
        with suppress(SdgnetError):
            # What is no list of responses (a list of guests) is passed over.
            snapshot = sources.read_source(f"{path}#{tab}" if tab else str(path))
            answers = known_in(snapshot, campaign)
            made, n = left_out(snapshot, withheld_rows(answers, marks, key), campaign)
            if not n:
                continue
            is_left = n < len(answers)
            if is_left:
                keep_snapshot(made, data, datetime.now(campaign.zone))
            if identity(journal["snapshot"]) == identity(facts_of(snapshot)):
                journal["snapshot"] = facts_of(made)
                store.begin_forgetting(data, journal)
            rename_snapshots(data, {identity(facts_of(snapshot)): facts_of(made) if is_left else None})
            store.erase(sidecar_of(path))
            store.erase(path)


def _rewrite_handed_in(campaign: Campaign, data: Path, journal: Journal) -> None:
    """Responses that were handed in on the page hold no row of theirs; they are what the next nights read."""
    key, marks = (data / KEY).read_bytes(), withheld(data)
    for path in inbox.kept(data, inbox.RESPONSES):
        with suppress(SdgnetError):
            snapshot = sources.read_source(str(path))
            made, n = left_out(snapshot, withheld_rows(known_in(snapshot, campaign), marks, key), campaign)
            if not n:
                continue
            source = inbox.put_beside(path, made.payload)
            Book(data).choose_source(datetime.now(campaign.zone), journal["by"], str(source))
            store.erase(path)


def _forget_words(campaign: Campaign, data: Path, journal: Journal) -> None:
    """What was decided about them, typed beside them or ticked for them is gone; what others need is kept."""
    forget_decisions(data, journal["ids"])
    forget_on_page(data, journal["ids"])
    inbox.sweep(data)
    inbox.sweep_kept(data, inbox.GUESTS)
    without_participant(data / "event", journal["who"])
    marks = withheld(data)
    leave_out_ticked(data, marks[marks["until"].eq(journal["began_at"])], campaign)
    # Decided is what they say: it is remembered. Numbers of earlier nights are of everybody, and of nobody needed.
    for path in [*(data / REVIEW).glob("*"), data / PROFILES, data / SHOWN]:
        if path.is_file():
            store.erase(path)


def _erase_lists(data: Path, release: Path, current: Path | None) -> None:
    """The guests' lists of an earlier ``release`` of the event are gone, those of the ``current`` one stay."""
    files, kept = (
        {snapshot_path(data, file["sha256"], file["format"]) for each in told for file in each["files"]}
        for told in (read_manifest(one).get("guests", ()) if one else () for one in (release, current))
    )
    for path in files - kept:
        for each in (sidecar_of(path), path):
            if each.is_file():
                store.erase(each)


def _source(data: Path, facts: dict[str, str]) -> str:
    path = snapshot_path(data, facts["sha256"], facts["format"])
    return f"{path}#{facts['tab']}" if facts.get("tab") else str(path)


def _recorded(campaign: Campaign, data: Path, journal: Journal, looked: int, left: tuple[str, ...]) -> Destruction:
    current = current_release(data)
    return Destruction(
        name=campaign.name,
        host=campaign.host,
        collected=campaign.collected,
        until=campaign.retention_until,
        reason="asked",
        by=journal["by"],
        began_at=datetime.fromisoformat(journal["began_at"]),
        ended_at=datetime.now(campaign.zone),
        kept=current.name if current else "",
        parts=(Destroyed("responses", journal["releases"], journal["responses"]),),
        looked=looked,
        left=left,
    )
