"""What an event release holds: every product is one line of EVENT_PRODUCTS, its writer a module of ``output``."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd

from flows.stages.run import Run
from flows.stages.seating import DrawnUp, Invited, Registered, Seated, Ticked
from output.event.attendance_sheet import write_attendance_sheet
from output.event.event_hwpx import write_event_hwpx
from output.event.event_pdf import write_event_pdfs
from output.event.event_xlsx import write_event_workbooks
from output.event.placement_page import write_placement_page
from output.formats.files import make_folder
from output.formats.labels import labels
from output.tables.tables import write_tables
from transforms.campaign.campaign import Campaign
from transforms.event.event_sheets import Sheets, known_by_name

# Given the run, what was drawn up (and so all before it) and a staging folder: the files of one product are there.
EventWriter = Callable[[Run, DrawnUp, Path], None]


def write_event_products(run: Run, made: DrawnUp, staging: Path) -> None:
    """``staging`` holds every product that the run asks for."""
    for name, write in EVENT_PRODUCTS:
        if run.options.wants(name):
            write(run, made, staging)


def _tables(run: Run, made: DrawnUp, staging: Path) -> None:
    placed, ticked = made.at(Seated).placed, made.at(Ticked).attended
    tables = {
        "seats": placed.seats,
        "changes": made.changes,
        "agreements": made.sheets.agreements,
        "meetings": placed.meetings,
        "passed_over": placed.passed_over,
        "attendance": ticked.attendance,
        "event_findings": pd.concat([made.at(Invited).about_guests, ticked.findings], ignore_index=True),
    }
    if made.sheets.result is not None:
        tables["participants"] = made.sheets.result.bodies
    write_tables(tables, staging / "tables", private=True)


def _placement(run: Run, made: DrawnUp, staging: Path) -> None:
    seated = made.at(Seated)
    page = staging / "placement.html"
    write_placement_page(seated.placed, made.changes, run.campaign, seated.version, page)


def _attendance(run: Run, made: DrawnUp, staging: Path) -> None:
    seats, edition = made.at(Seated).placed.seats, made.sheets.edition
    # In the order and under the names of the register and the tags.
    participants, words = made.at(Registered).tables["participants"], labels("documents", run.campaign)
    seats = known_by_name(seats, participants, words)
    write_attendance_sheet(seats, run.campaign, staging / "attendance.xlsx", edition)


def _documents(write: Callable[[Sheets, Campaign, Path], None], run: Run, made: DrawnUp, staging: Path) -> None:
    write(made.sheets, run.campaign, make_folder(staging / "documents", private=True))


EVENT_PRODUCTS: tuple[tuple[str, EventWriter], ...] = (
    ("tables", _tables),
    ("placement", _placement),
    ("attendance", _attendance),
    ("pdf", partial(_documents, write_event_pdfs)),
    ("workbooks", partial(_documents, write_event_workbooks)),
    ("hwpx", partial(_documents, write_event_hwpx)),
)
