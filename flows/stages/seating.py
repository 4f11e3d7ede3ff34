"""The stages of the run before the event, up to its documents: who comes, where everyone sits, who was ticked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

import expectations.check
from expectations.guests import guest_rules
from flows.campaigns import is_sample
from flows.sources.attendance_file import FOLDER, read_attendance
from flows.sources.guest_file import GuestSource, guest_files, read_guest_file, remembered_files
from flows.stages.comparison import own_release
from flows.stages.edge import stage
from flows.stages.run import Result, Run
from flows.stages.withholding import leave_out_ticked, still_withheld, without_their_guests
from flows.telling.log import LOG
from output.formats.files import make_folder
from output.formats.labels import labels
from output.store.damage import look, point_to_whole
from output.store.printed import highest_badge, printed_agreements, printed_seats, printed_version
from output.store.release import current_release, read_manifest, sweep
from output.store.snapshot import keep_snapshot
from transforms.campaign.campaign import Campaign
from transforms.decisions.corrections import decided_fields
from transforms.errors.store import NoReleaseError, OlderReleaseError, ReleaseDamagedError
from transforms.event import attended, coming, guests, placement
from transforms.event.attended import Attended
from transforms.event.event_sheets import Sheets, event_sheets, known_by_name, numbered
from transforms.event.guest_lines import GuestPage
from transforms.event.placement import Placed
from transforms.event.result import event_result
from transforms.event.row_texts import editions
from transforms.goals.place import affinities
from transforms.reference import texts
from transforms.schema import by_name

_TABLES = (
    "participants",
    "attendees",
    "activities",
    "answers",
    "activity_goals",
    "participant_goals",
    "participant_fields",
    "corrections",
)


@dataclass(frozen=True, eq=False)
class Registered(Result):
    """What the last good sync release tells: its id, its tables, and everyone of the form who may come."""

    release: str
    tables: dict[str, pd.DataFrame]
    people: pd.DataFrame


@dataclass(frozen=True, eq=False)
class GuestLists(Result):
    """Every page of the guest lists, where each group's come from, and which they are, as the manifest tells it."""

    pages: list[GuestPage]
    sources: list[GuestSource]
    told: list[dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Invited(Result):
    """Everyone who may come (see coming.PEOPLE), and the findings about the guest lists (guests.FINDINGS)."""

    people: pd.DataFrame
    about_guests: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Seated(Result):
    """Everyone in a meeting, on sheets of ``version``; ``printed`` are the seats of the version printed before it.

    ``kept`` are the same seats by the ids that their people have now.
    """

    placed: Placed
    version: int
    printed: pd.DataFrame | None
    kept: pd.DataFrame | None


@dataclass(frozen=True, eq=False)
class Ticked(Result):
    """What was ticked on the day, read back in: who came, who did not, who came unannounced."""

    attended: Attended


@dataclass(frozen=True, eq=False)
class DrawnUp(Result):
    """The rows of every document; ``changes``: who was added, moved or taken off since the printed version."""

    sheets: Sheets
    changes: pd.DataFrame


@stage
def look_over(run: Run) -> None:
    """Both folders hold nothing of dead runs and point to whole releases; what is damaged is said.

    What people decided is in the release already: that it is lost since stops the sync to come, and not this.
    """
    sweep(run.event)
    found, said = look(run.data, is_full=False), texts("messages")
    point_to_whole(run.data, found)
    for damage in found:
        LOG.warning(said["notice"]["damage"].format(what=said["damage"][damage.code], path=damage.path))


@stage
def freeze(run: Run) -> Registered:
    """Attendance as the last good release has it: nothing that is answered later changes this run."""
    current = own_release(run.data, run.campaign)
    if current is None:
        raise NoReleaseError(data=run.data)
    tables = {name: _table(current, name) for name in _TABLES}
    people = coming.registered(tables["attendees"], tables["participants"], run.campaign)
    people = coming.seated(people, tables["answers"], run.campaign)
    return Registered(None, current.name, tables, people)


@stage
def read_guests(run: Run, registered: Registered) -> GuestLists:
    """Every guest list as it stands, its bytes kept.

    What was given to the run of the current event release stands for what is not given now.
    """
    current = current_release(run.event)
    remembered = remembered_files(read_manifest(current) if current else None, run.data)
    given, is_invented = run.options.guests, is_sample(run.folder)
    marks = still_withheld(run.data, registered.tables["participants"])
    sources = guest_files(run.campaign, run.folder, given, remembered, is_sample=is_invented)
    pages, told = list[GuestPage](), list[dict[str, Any]]()
    for source in sources:
        files = []
        for name, path in source.files:
            tabs, snapshot = without_their_guests(*read_guest_file(source, name, path), marks, run.data, run.campaign)
            keep_snapshot(snapshot, run.data, datetime.now(UTC))
            files.append({"file": name, "sha256": snapshot.sha256, "format": snapshot.format})
            pages += tabs
        told.append({"group": source.guests.group, "is_given": source.is_given, "files": files})
    return GuestLists(registered, pages, sources, told)


@stage
def invite(run: Run, lists: GuestLists) -> Invited:
    """Everyone who may come, guests included, and what is to be said of the lists' rows."""
    registered = lists.at(Registered)
    participants = registered.tables["participants"]
    read, found = read_invited(lists.pages, registered.people, participants, run.campaign)
    sentences, n_of = texts("messages")["guests_from"], guests.counts(read)
    for source in lists.sources:
        group, files = source.guests.group, ", ".join(name for name, _ in source.files)
        LOG.info(sentences[source.origin].format(group=group, n=n_of.get(group, 0), files=files))
    if not len(read):
        return Invited(lists, registered.people, found)
    LOG.info(texts("messages")["notice"]["guests"].format(n=len(read), n_findings=len(found)))
    return Invited(lists, guests.merge_guests(registered.people, read, participants), found)


def read_invited(
    pages: Sequence[GuestPage], people: pd.DataFrame, participants: pd.DataFrame, campaign: Campaign
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of guest lists beside the ``people`` who registered, and what is to be said of them."""
    read = guests.known_already(people, guests.read_lists(pages, campaign), participants)
    found = guests.page_findings(pages, campaign)
    if not len(read):
        return read, found
    broken = expectations.check.check(read, guest_rules(), "row_id", "guests")
    doubtful = guests.may_attend(people, read, participants)
    return read, guests.in_order(found, doubtful, guests.findings_of(broken, read))


@stage
def seat(run: Run, invited: Invited) -> Seated:
    """Everyone in a meeting; who stands on a printed sheet moves only where they must."""
    tables = invited.at(Registered).tables
    fields, participants = tables["participant_fields"], tables["participants"]
    version, printed = printed_version(run.event) + 1, printed_seats(run.event)
    kept = None
    if printed is not None:
        kept = printed.assign(attendee_id=coming.carried(printed, invited.people, with_named=True))
    placed = placement.place_people(
        invited.people,
        participants,
        affinities(fields, participants, run.campaign),
        decided_fields(tables["corrections"]),
        run.campaign,
        kept,
        version,
    )
    listed = known_by_name(placed.seats, participants, labels("documents", run.campaign))
    badges = numbered(listed, kept, highest_badge(run.event))["badge"]
    return Seated(invited, replace(placed, seats=placed.seats.assign(badge=badges)), version, printed, kept)


@stage
def attend(run: Run, seated: Seated) -> Ticked:
    """What was ticked on the day, read back in: who came, who did not, who came unannounced."""
    make_folder(run.data / FOLDER, private=True)
    registered = seated.at(Registered).tables["participants"]
    leave_out_ticked(run.data, still_withheld(run.data, registered), run.campaign)
    pages = read_attendance(run.data, run.campaign)
    known = attended.expected(seated.placed.seats, seated.printed)
    read = attended.read_ticks(pages, known, registered, labels("attendance", run.campaign), run.campaign)
    if pages:
        LOG.info(texts("messages")["notice"]["attendance"].format(**attended.counts(read.attendance)))
    return Ticked(seated, read)


@stage
def draw_up(run: Run, ticked: Ticked) -> DrawnUp:
    """The rows of every document, made once for all formats."""
    seats, kept, tables = ticked.at(Seated).placed.seats, ticked.at(Seated).kept, ticked.at(Registered).tables
    changes, signed = placement.changes(seats, kept), printed_agreements(run.event)
    sheets = event_sheets(seats, changes, tables, run.campaign, labels("documents", run.campaign), signed)
    came = event_result(
        ticked.attended.attendance, seats, tables["participants"], run.campaign, labels("documents", run.campaign)
    )
    edition, supplement_edition = _editions(run, ticked.at(Registered), ticked.at(Seated).version)
    sheets = sheets._replace(result=came, edition=edition, supplement_edition=supplement_edition)
    return DrawnUp(ticked, sheets, changes)


def _editions(run: Run, registered: Registered, version: int) -> tuple[str, str]:
    moments = registered.tables["participants"]["submitted_at"].dropna()
    until = moments.max().tz_convert(run.campaign.zone) if len(moments) else run.campaign.opens_at
    return editions(version, printed_version(run.event), until, registered.release, labels("documents", run.campaign))


def _table(release: Path, name: str) -> pd.DataFrame:
    path = release / "restricted" / "tables" / f"{name}.parquet"
    try:
        table = pd.read_parquet(path)
    except Exception:  # what a damaged file raises depends on where it is damaged
        raise ReleaseDamagedError(release=release.name, file=path.name) from None
    if not {*by_name("restricted")[name].by_name}.issubset(table):
        raise OlderReleaseError(release=release.name)
    return table
