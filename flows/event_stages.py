"""The stages of the run before the event: each hands its tables to the room that knows how, and hands the result on."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from pathlib import Path

import pandas as pd

from flows.edge import stage
from flows.event_products import EventMade, write_event_products
from output.printed import printed_seats, printed_version
from output.release import current_release, open_staging, publish, read_manifest
from transforms import coming, place, placement
from transforms.campaign import Campaign
from transforms.corrections import BASIS
from transforms.errors import NoReleaseError, OtherCampaignError, ReleaseDamagedError
from transforms.placement import Placed

_TABLES = ("participants", "attendees", "activities", "participant_goals", "participant_fields")


@dataclass(frozen=True)
class Registered:
    """What the last good sync release tells: its id, its tables, and everyone of the form who may come."""

    release: str
    tables: dict[str, pd.DataFrame]
    people: pd.DataFrame


@dataclass(frozen=True)
class Sheets:
    """The sheets in the making: their version, and the seats of the version printed before it."""

    version: int
    printed: pd.DataFrame | None


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
def printed(event: Path) -> Sheets:
    """Which version is being made, and what stands on paper already."""
    return Sheets(printed_version(event) + 1, printed_seats(event))


@stage
def seat(people: pd.DataFrame, registered: Registered, sheets: Sheets, campaign: Campaign) -> Placed:
    """Everyone in a meeting."""
    fields, participants = registered.tables["participant_fields"], registered.tables["participants"]
    decided = fields[fields["is_assigned"] & fields["reason"].eq(BASIS)]
    return placement.place_people(
        people,
        participants,
        place.affinities(fields, participants),
        decided.set_index("participant_id")["field"],
        campaign,
        sheets.printed,
        sheets.version,
    )


@stage
def release_event(placed: Placed, registered: Registered, sheets: Sheets, campaign: Campaign, event: Path) -> str:
    """The event's release is written whole and made current; its id."""
    changes = placement.changes(placed.seats, sheets.printed)
    made = EventMade(
        seats=placed.seats,
        changes=changes,
        meetings=placed.meetings,
        passed_over=placed.passed_over,
        participants=registered.tables["participants"],
        activities=registered.tables["activities"],
        participant_goals=registered.tables["participant_goals"],
        participant_fields=registered.tables["participant_fields"],
        campaign=campaign,
        version=sheets.version,
    )
    staging = open_staging(event, private=True)
    write_event_products(made, staging)
    manifest = {
        "campaign": campaign.slug,
        "code": version_of("sdgnet"),
        "counts": _counts(placed.seats, changes),
        "sync_release": registered.release,
        "version": sheets.version,
    }
    return publish(staging, event, manifest, registered.release.partition("-")[0], datetime.now(UTC), private=True)


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
