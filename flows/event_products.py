"""What an event release holds: every document is one line here, and its writer one module of ``output``."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from output.placement_page import write_placement_page
from output.tables import write_tables
from transforms.campaign import Campaign
from transforms.placement import Placed


@dataclass(frozen=True)
class EventMade:
    """Everything that documents are made of.

    ``seats``, ``changes``: see transforms/placement.py. ``meetings`` and ``passed_over``: see placement.Placed.
    ``participants``, ``activities``, ``participant_goals``, ``participant_fields`` (scored) are the sync release's.
    ``version`` is the number that these sheets would have when printed; from 2 on they are a supplement.
    """

    seats: pd.DataFrame
    changes: pd.DataFrame
    meetings: pd.DataFrame
    passed_over: pd.DataFrame
    guest_findings: pd.DataFrame
    participants: pd.DataFrame
    activities: pd.DataFrame
    participant_goals: pd.DataFrame
    participant_fields: pd.DataFrame
    campaign: Campaign
    version: int


def write_event_products(made: EventMade, staging: Path) -> None:
    """``staging`` holds the event's tables and every document."""
    tables = {
        "seats": made.seats,
        "changes": made.changes,
        "meetings": made.meetings,
        "passed_over": made.passed_over,
        "guest_findings": made.guest_findings,
    }
    write_tables(tables, staging / "tables", private=True)
    placed = Placed(made.seats, made.meetings, made.passed_over)
    write_placement_page(placed, made.changes, made.campaign, made.version, staging / "placement.html")
    write_documents(made.seats, made, staging)


def write_documents(seats: pd.DataFrame, made: EventMade, folder: Path) -> None:
    """``folder`` holds the documents that are made of ``seats``."""
