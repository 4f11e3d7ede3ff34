"""What a release holds: every product is one line of PRODUCTS, and its writer one module of ``output``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows.stages.cleaning import Resolved
from flows.stages.covering import Covered
from flows.stages.mapping import Asked, Watched
from flows.stages.run import Run
from output.report.quality import write_quality
from output.report.reports import write_reports
from output.report.rules_page import write_rules
from output.review.attendee_lists import write_attendee_lists
from output.review.review import write_review
from output.tables.data_package import write_data_package
from output.tables.duck import write_database
from output.tables.tables import write_tables, write_workbook
from transforms.publishing.office_lists import office_lists

# Given the run, its tables and a staging folder with the rooms public and restricted: the files of one product are
# there. What it returns is told in the manifest under the product's name.
Writer = Callable[[Run, Covered, Path], Any]


def write_products(run: Run, made: Covered, staging: Path) -> dict[str, Any]:
    """``staging`` holds every product that the run asks for; returns what the manifest tells of them, by name."""
    told = {name: write(run, made, staging) for name, write in PRODUCTS if run.options.wants(name)}
    return {name: facts for name, facts in told.items() if facts is not None}


def _tables(run: Run, made: Covered, staging: Path) -> None:
    write_tables(made.tables, staging / "restricted/tables", private=True)
    write_tables(made.public, staging / "public/tables", private=False)


def _workbook(run: Run, made: Covered, staging: Path) -> None:
    shown = {name: table for name, table in made.tables.items() if name != "identities"}
    write_workbook(shown, staging / "restricted/tables.xlsx", private=True)


def _attendees(run: Run, made: Covered, staging: Path) -> None:
    tables, path = made.tables, staging / "restricted/attendees.xlsx"
    people, goals = (tables["attendees"], tables["participants"]), tables["participant_goals"]
    write_attendee_lists(*people, goals, tables["activities"], run.campaign, path)


def _review(run: Run, made: Covered, staging: Path) -> None:
    write_review(made.at(Asked).sheets, run.campaign, staging / "restricted/review.xlsx")


def _reports(run: Run, made: Covered, staging: Path) -> None:
    lists = office_lists(made.tables, made.at(Resolved).settled, run.campaign)
    numbers = (made.public["facts"], made.tables["facts"])
    write_reports(*numbers, lists, made.told["last"], run.campaign, staging / "public", staging / "restricted")


def _quality(run: Run, made: Covered, staging: Path) -> None:
    numbers = (made.public["profile"], made.tables["alarms"], made.at(Watched).trends)
    write_quality(*numbers, made.told, run.campaign, staging / "public/quality.html")


def _rules(run: Run, made: Covered, staging: Path) -> None:
    write_rules(staging / "public/rules.html")


def _packages(run: Run, made: Covered, staging: Path) -> None:
    for room in ("public", "restricted"):
        write_data_package(staging / room, run.campaign)


def _databases(run: Run, made: Covered, staging: Path) -> list[dict[str, str]]:
    return [write_database(staging / room) for room in ("public", "restricted")]


# In the order in which they are written: packages describe the tables' files, databases are made of them.
PRODUCTS: tuple[tuple[str, Writer], ...] = (
    ("tables", _tables),
    ("workbook", _workbook),
    ("attendees", _attendees),
    ("review", _review),
    ("reports", _reports),
    ("quality", _quality),
    ("rules", _rules),
    ("packages", _packages),
    ("databases", _databases),
)
