"""The stages of the run before the event: each hands its tables to the room that knows how, and hands the result on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import pandas as pd

from expectations.check import check
from expectations.guests import guest_rules
from flows.campaigns import is_sample
from flows.sources.attendance_file import FOLDER, read_attendance
from flows.sources.guest_file import GuestSource, guest_files, read_guest_file, remembered_files
from flows.stages.edge import stage
from flows.stages.event_products import EventMade, write_event_products
from flows.telling.log import LOG
from output.formats.files import make_folder
from output.formats.labels import labels
from output.store.damage import look, point_to_whole
from output.store.old_releases import remove_old
from output.store.printed import printed_seats, printed_version
from output.store.release import current_release, open_staging, publish, read_manifest, sweep
from output.store.snapshot import keep_snapshot
from transforms.campaign.campaign import Campaign
from transforms.decisions.corrections import BASIS
from transforms.errors.store import NoReleaseError, OtherCampaignError, ReleaseDamagedError
from transforms.event import attended, coming, guests, placement
from transforms.event.attended import Attended
from transforms.event.guests import GuestPage
from transforms.event.placement import Placed
from transforms.goals import place
from transforms.reference import texts

_TABLES = (
    "participants",
    "attendees",
    "activities",
    "activity_goals",
    "participant_goals",
    "participant_fields",
)


@dataclass(frozen=True)
class Registered:
    """What the last good sync release tells: its id, its tables, and everyone of the form who may come."""

    release: str
    tables: dict[str, pd.DataFrame]
    people: pd.DataFrame


@dataclass(frozen=True)
class GuestLists:
    """Every page of the guest lists, where each group's come from, and which they are, as the manifest tells it."""

    pages: list[GuestPage]
    sources: list[GuestSource]
    told: list[dict[str, Any]]


@dataclass(frozen=True)
class Invited:
    """Everyone who may come (see coming.PEOPLE), the findings about the guest lists, and which lists these are."""

    people: pd.DataFrame
    findings: pd.DataFrame
    lists: list[dict[str, Any]]


@dataclass(frozen=True)
class Version:
    """The sheets in the making: their version, and the seats of the version printed before it."""

    version: int
    printed: pd.DataFrame | None


@stage
def look_over(data: Path, event: Path) -> None:
    """Both folders hold nothing of dead runs and point to whole releases; what is damaged is said.

    What people decided is in the release already: that it is lost since stops the sync to come, and not this.
    """
    sweep(event)
    found, said = look(data, is_full=False), texts("messages")
    point_to_whole(data, found)
    for damage in found:
        LOG.warning(said["notice"]["damage"].format(what=said["damage"][damage.code], path=damage.path))


@stage
def freeze(data: Path, campaign: Campaign) -> Registered:
    """Attendance as the last good release has it: nothing that is answered later changes this run."""
    current = current_release(data)
    if current is None:
        raise NoReleaseError(data=data)
    other = read_manifest(current)["campaign"]
    if other != campaign.slug:
        raise OtherCampaignError(data=data, campaign=campaign.slug, other=other)
    tables = {name: _table(current, name) for name in _TABLES}
    people = coming.registered(tables["attendees"], tables["participants"], campaign)
    return Registered(current.name, tables, people)


@stage
def read_guests(campaign: Campaign, folder: Path, given: Sequence[str], data: Path, event: Path) -> GuestLists:
    """Every guest list as it stands, its bytes kept; ``folder`` is the campaign's.

    What was given to the run of the current event release stands for what is not given now.
    """
    current = current_release(event)
    remembered = remembered_files(read_manifest(current) if current else None, data)
    sources = guest_files(campaign, folder, given, remembered, is_sample=is_sample(folder))
    pages, told = list[GuestPage](), list[dict[str, Any]]()
    for source in sources:
        files = []
        for name, path in source.files:
            tabs, snapshot = read_guest_file(source, name, path)
            keep_snapshot(snapshot, data, datetime.now(UTC))
            files.append({"file": name, "sha256": snapshot.sha256, "format": snapshot.format})
            pages += tabs
        told.append({"group": source.guests.group, "is_given": source.is_given, "files": files})
    return GuestLists(pages, sources, told)


@stage
def invite(registered: Registered, lists: GuestLists, campaign: Campaign) -> Invited:
    """Everyone who may come, guests included, and what is to be said of the lists' rows."""
    participants = registered.tables["participants"]
    read = guests.known_already(registered.people, guests.read_lists(lists.pages, campaign), participants)
    sentences, n_of = texts("messages")["guests_from"], guests.counts(read)
    for source in lists.sources:
        group, files = source.guests.group, ", ".join(name for name, _ in source.files)
        LOG.info(sentences[source.origin].format(group=group, n=n_of.get(group, 0), files=files))
    found = guests.unknown_headings(lists.pages, campaign)
    if not len(read):
        return Invited(registered.people, found, lists.told)
    found = pd.concat([found, guests.findings_of(check(read, guest_rules(), "row_id", "guests"), read)])
    found = found.sort_values(["file", "row", "code", "column"], ignore_index=True)
    LOG.info(texts("messages")["notice"]["guests"].format(n=len(read), n_findings=len(found)))
    return Invited(guests.merge_guests(registered.people, read, participants), found, lists.told)


@stage
def printed(event: Path) -> Version:
    """Which version is being made, and what stands on paper already."""
    return Version(printed_version(event) + 1, printed_seats(event))


@stage
def seat(invited: Invited, registered: Registered, sheets: Version, campaign: Campaign) -> Placed:
    """Everyone in a meeting."""
    fields, participants = registered.tables["participant_fields"], registered.tables["participants"]
    decided = fields[fields["is_assigned"] & fields["reason"].eq(BASIS)]
    return placement.place_people(
        invited.people,
        participants,
        place.affinities(fields, participants),
        decided.set_index("participant_id")["field"],
        campaign,
        sheets.printed,
        sheets.version,
    )


@stage
def attend(placed: Placed, sheets: Version, registered: Registered, data: Path, campaign: Campaign) -> Attended:
    """What was ticked on the day, read back in: who came, who did not, who came unannounced."""
    make_folder(data / FOLDER, private=True)
    pages = read_attendance(data)
    known = attended.expected(placed.seats, sheets.printed)
    read = attended.read_ticks(pages, known, registered.tables["participants"], labels("attendance"), campaign)
    if pages:
        LOG.info(texts("messages")["notice"]["attendance"].format(**attended.counts(read.attendance)))
    return read


@stage
def release_event(
    placed: Placed,
    ticked: Attended,
    invited: Invited,
    registered: Registered,
    sheets: Version,
    campaign: Campaign,
    event: Path,
) -> str:
    """The event's release is written whole and made current; its id."""
    changes = placement.changes(placed.seats, sheets.printed)
    made = EventMade(
        seats=placed.seats,
        changes=changes,
        meetings=placed.meetings,
        passed_over=placed.passed_over,
        attendance=ticked.attendance,
        findings=pd.concat([invited.findings, ticked.findings], ignore_index=True),
        tables=registered.tables,
        campaign=campaign,
        version=sheets.version,
    )
    staging = open_staging(event, private=True)
    write_event_products(made, staging)
    manifest = {
        "campaign": campaign.slug,
        "code": version_of("sdgnet"),
        "counts": _counts(placed.seats, changes),
        "attendance": attended.counts(ticked.attendance),
        "guests": invited.lists,
        "sync_release": registered.release,
        "version": sheets.version,
    }
    now = datetime.now(UTC)
    made_id = publish(staging, event, manifest, registered.release.partition("-")[0], now, private=True)
    remove_old(event, campaign.keep.releases, campaign.keep.days, now)
    return made_id


def _table(release: Path, name: str) -> pd.DataFrame:
    path = release / "restricted" / "tables" / f"{name}.parquet"
    try:
        return pd.read_parquet(path)
    except Exception:  # what a damaged file raises depends on where it is damaged
        raise ReleaseDamagedError(release=release.name, file=path.name) from None


def _counts(seats: pd.DataFrame, changes: pd.DataFrame) -> dict[str, int]:
    wish, told = seats["wish_rank"], changes["change"].value_counts()
    return {
        "people": len(seats),
        "guests": int(seats["source"].eq("guests").sum()),
        "undecided": int(seats["attendance"].ne("yes").sum()),
        "seated": int(seats["field"].notna().sum()),
        "wish_1": int(wish.eq(1).sum()),
        "wish_2": int(wish.eq(2).sum()),
        "neither": int(wish.eq(0).sum()),
        **{change: int(told.get(change, 0)) for change in (placement.ADDED, placement.GONE, placement.MOVED)},
    }
