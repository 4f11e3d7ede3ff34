"""The last stage of the run before the event: its documents written whole, and made current."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

import pandas as pd

from flows.stages.edge import stage
from flows.stages.event_products import write_event_products
from flows.stages.run import Result, Run
from flows.stages.seating import DrawnUp, GuestLists, Registered, Seated, Ticked
from output.formats.labels import labels
from output.store.release import open_staging, publish, remove_old
from transforms.campaign.campaign import Campaign
from transforms.campaign.sections import DOCUMENTS
from transforms.event import attended, placement
from transforms.event.event_sheets import Sheets


@dataclass(frozen=True, eq=False)
class EventReleased(Result):
    """An event release that is current."""

    release: str


@stage
def release_event(run: Run, drawn: DrawnUp) -> EventReleased:
    """The event's release is written whole and made current."""
    registered, seated = drawn.at(Registered), drawn.at(Seated)
    staging = open_staging(run.event, private=True)
    write_event_products(run, drawn, staging)
    is_signed = "agreements" in run.campaign.documents.made
    manifest = {
        "campaign": run.campaign.slug,
        "code": version("sdgnet"),
        "counts": {
            **_counts(seated.placed.seats, drawn.changes),
            "agreements": len(drawn.sheets.agreements) if is_signed else 0,
            "open_agreements": len(drawn.sheets.open_agreements) if is_signed else 0,
        },
        "attendance": attended.counts(drawn.at(Ticked).attended.attendance),
        "guests": drawn.at(GuestLists).told,
        "sync_release": registered.release,
        "version": seated.version,
        "not_made": _not_made(drawn.sheets, run.campaign),
    }
    now = datetime.now(UTC)
    made = publish(staging, run.event, manifest, now, private=True)
    remove_old(run.event, run.campaign.keep.releases, run.campaign.keep.days, now)
    return EventReleased(drawn, made)


def _not_made(sheets: Sheets, campaign: Campaign) -> dict[str, str]:
    """The documents that are not made, as they are called, and why: they are ``unasked``, or nothing stands in them."""
    names, asked = labels("desk", campaign)["paper"], campaign.documents.made
    why = {each: each if each in asked else "unasked" for each in DOCUMENTS}
    return {names[each]: why[each] for each in DOCUMENTS if each not in asked or each in sheets.empty}


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
