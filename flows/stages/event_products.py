"""What an event release holds: every document is one line here, and its writer one module of ``output``."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from output.event.attendance_sheet import write_attendance_sheet
from output.event.event_hwpx import write_event_hwpx
from output.event.event_pdf import write_event_pdfs
from output.event.event_xlsx import write_event_workbooks
from output.event.placement_page import write_placement_page
from output.formats.files import make_folder
from output.formats.labels import labels
from output.tables.tables import write_tables
from transforms.campaign.campaign import Campaign
from transforms.event.event_sheets import event_sheets
from transforms.event.placement import Placed


@dataclass(frozen=True)
class EventMade:
    """Everything that documents are made of.

    ``seats``, ``changes``: see transforms/event/placement.py. ``meetings`` and ``passed_over``: see placement.Placed.
    ``attendance`` and ``findings`` (of guest lists and ticked sheets): see attended.py and guests.py. ``tables`` are
    the sync release's participants, attendees, activities, activity_goals, participant_goals and participant_fields
    (scored). ``version`` is the number that these sheets would have when printed; from 2 on they are a supplement.
    """

    seats: pd.DataFrame
    changes: pd.DataFrame
    meetings: pd.DataFrame
    passed_over: pd.DataFrame
    attendance: pd.DataFrame
    findings: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    campaign: Campaign
    version: int


def write_event_products(made: EventMade, staging: Path) -> None:
    """``staging`` holds the event's tables and every document."""
    tables = {
        "seats": made.seats,
        "changes": made.changes,
        "meetings": made.meetings,
        "passed_over": made.passed_over,
        "attendance": made.attendance,
        "event_findings": made.findings,
    }
    write_tables(tables, staging / "tables", private=True)
    placed = Placed(made.seats, made.meetings, made.passed_over)
    write_placement_page(placed, made.changes, made.campaign, made.version, staging / "placement.html")
    write_attendance_sheet(made.seats, made.campaign, staging / "attendance.xlsx")
    write_documents(made.seats, made, make_folder(staging / "documents", private=True))


def write_documents(seats: pd.DataFrame, made: EventMade, folder: Path) -> None:
    """``folder`` holds the documents that are made of ``seats``."""
    sheets = event_sheets(seats, made.changes, made.tables, made.campaign, labels("documents"))
    write_event_pdfs(sheets, made.campaign, folder)
    write_event_workbooks(sheets, made.campaign, folder)
    write_event_hwpx(sheets, made.campaign, folder)
