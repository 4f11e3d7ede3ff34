"""What a release holds: every product is one line of PRODUCTS, and its writer one module of ``output``."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd

from expectations.beside import asked, let_go, shared
from flows.campaigns import is_of_sample
from flows.stages.cleaning import Resolved
from flows.stages.covering import Covered
from flows.stages.mapping import Asked, Placed, Watched
from flows.stages.reading import Arranged, Compared, Taken
from flows.stages.run import Run
from flows.telling.log import LOG
from output.formats.labels import labels
from output.hall.poster import write_posters
from output.report.quality import write_quality
from output.report.reports import Office, write_reports
from output.report.rules_page import write_rules
from output.review.attendee_lists import write_attendees
from output.review.participant_book import write_participants
from output.review.queue import QUEUE, write_queue
from output.review.review import write_review
from output.tables.data_package import write_data_package
from output.tables.duck import write_database
from output.tables.tables import write_tables
from transforms.campaign.campaign import Campaign
from transforms.event.agreements import backed
from transforms.publishing.highlights import meeting_sizes
from transforms.publishing.office_lists import office_lists
from transforms.publishing.profile import still_asked
from transforms.reference import texts
from transforms.review.participant_sheets import participant_sheets
from transforms.review.queue import queue

# Given the run, its tables and a staging folder with the rooms public and restricted: the files of one product are
# there. What it returns is told in the manifest under the product's name.
Writer = Callable[[Run, Covered, Path], Any]


def write_products(run: Run, made: Covered, staging: Path) -> dict[str, Any]:
    """``staging`` holds every product that the run asks for; returns what the manifest tells of them, by name."""
    n = len(made.tables["participants"])
    left_out = [name for name in LISTS if n > MOST_IN_A_LIST and run.options.wants(name)]
    if left_out:
        LOG.warning(texts("messages")["notice"]["no_workbooks"].format(n=n, most=MOST_IN_A_LIST))
    if n > MOST_BESIDE:
        let_go()
    wanted = [(name, write) for name, write in PRODUCTS if run.options.wants(name) and name not in left_out]
    begun = dict[str, Future[Any]]()
    with ThreadPoolExecutor(AT_ONCE) as hands:
        for name, write in wanted:
            first = begun.get(FIRST) if name in OF_FIRST else None
            begun[name] = hands.submit(_written, write, first, run, made, staging)
    facts = {name: future.result() for name, future in begun.items()}
    return {name: fact for name, fact in facts.items() if fact is not None} | (
        {"left_out": left_out} if left_out else {}
    )


def _written(write: Writer, first: Future[Any] | None, run: Run, made: Covered, staging: Path) -> Any:
    if first:
        first.result()
    return write(run, made, staging)


def _tables(run: Run, made: Covered, staging: Path) -> None:
    write_tables(made.tables, staging / "restricted/tables", private=True)
    write_tables(made.public, staging / "public/tables", private=False)


def _workbook(run: Run, made: Covered, staging: Path) -> None:
    words = labels("participants", run.campaign) | {"answer": labels("survey", run.campaign)["answer"]}
    rows, n_above = made.at(Compared).comparison.cells, made.at(Arranged).sheet.n_above
    judged = made.at(Resolved).settled.judged
    sheets = participant_sheets(made.tables, judged, rows, n_above, run.campaign, words)
    shared(write_participants, sheets, run.campaign, made.told["last"], staging / "restricted/tables.xlsx")


def _attendees(run: Run, made: Covered, staging: Path) -> None:
    people, path = (
        (made.tables["attendees"], made.tables["participants"], made.tables["answers"]),
        staging / "restricted/attendees.xlsx",
    )
    shared(write_attendees, *people, run.campaign, path, is_seated=made.lists_seats)


def _review(run: Run, made: Covered, staging: Path) -> None:
    sheets = made.at(Asked).sheets
    shared(write_review, sheets, run.campaign, staging / "restricted/review.xlsx")
    words = {"tabs": labels("sheet_tabs", run.campaign), "review": labels("review", run.campaign)}
    write_queue(queue(sheets, made.tables, run.campaign, words), staging / QUEUE)


def _reports(run: Run, made: Covered, staging: Path) -> None:
    seats, tables = made.at(Placed).seats, made.tables
    rows = made.at(Asked).sheets["quarantined"].set_index("response_id")["row"]
    lists = office_lists(tables, made.at(Resolved).settled, run.campaign, seats, rows)
    meetings = meeting_sizes(tables["attendees"], seats, run.campaign)
    office = Office(tables["facts"], lists, meetings, made.told["last"], made.lists_seats)
    rooms, is_sample = (staging / "public", staging / "restricted"), is_of_sample(made.at(Taken).snapshot.sha256)
    told = (made.public["facts"], office, run.campaign)
    shared(write_reports, *told, *rooms, is_seated=made.tells_seats, is_sample=is_sample)


def _present(facts: pd.DataFrame, campaign: Campaign, path: Path, *, is_seated: bool, is_sample: bool) -> None:
    """The slides; what draws them is loaded only where they are made."""
    from output.hall.slides import write_slides

    write_slides(facts, campaign, path, is_seated=is_seated, is_sample=is_sample)


def _slides(run: Run, made: Covered, staging: Path) -> None:
    is_sample = is_of_sample(made.at(Taken).snapshot.sha256)
    flags = {"is_seated": made.tells_seats, "is_sample": is_sample}
    shared(_present, made.public["facts"], run.campaign, staging / "public/slides.pptx", **flags)


def _poster(run: Run, made: Covered, staging: Path) -> None:
    bodies, goals, numbers = (made.public[name] for name in ("organisations", "organisation_goals", "facts"))
    # What hangs on a wall says of nobody what their agreement leaves open.
    goals = backed(goals, made.tables, run.campaign.documents)
    full = made.tables["participants"].set_index("participant_id")["full_name"]
    bodies = bodies.assign(full_name=bodies["participant_id"].map(full))
    place, is_seated = staging / "public", made.lists_seats
    if not shared(write_posters, bodies, goals, numbers, run.campaign, place, is_seated=is_seated):
        LOG.info(texts("messages")["notice"]["no_poster"])


def _quality(run: Run, made: Covered, staging: Path) -> None:
    profile = still_asked(made.tables["profile"], made.tables["findings"], made.tables["responses"])
    moved = (profile, made.tables["alarms"], made.at(Watched).trends)
    numbers = (made.public["facts"], made.tables["facts"])
    shared(write_quality, *moved, numbers, made.told, run.campaign, staging / "restricted/quality.html")


def _rules(run: Run, made: Covered, staging: Path) -> None:
    write_rules(staging / "public/rules.html", run.campaign)


def _packages(run: Run, made: Covered, staging: Path) -> None:
    as_of = made.edition.as_of if made.edition else None
    write_data_package(staging / "public", run.campaign, as_of, made.state.release_id)
    write_data_package(staging / "restricted", run.campaign, as_of)


def _databases(run: Run, made: Covered, staging: Path) -> list[dict[str, str]]:
    return [asked(write_database, staging / room) for room in ("public", "restricted")]


# Workbooks that people read row by row: nobody does beyond so many participants, and they are half of a large run.
LISTS, MOST_IN_A_LIST = ("workbook", "attendees"), 20_000
# More are not handed to the process beside: their tables would stand in memory twice.
MOST_BESIDE = 100_000

# Two at a time: one here and one in the process beside, where none stands both here, for DuckDB and typst leave Python
# to whoever needs it. Databases and packages are made of the files of the tables, which are begun before anything else.
AT_ONCE, FIRST, OF_FIRST = 2, "tables", ("databases", "packages")

# In the order in which they are begun: the longest first, and what waits for files when they are there.
PRODUCTS: tuple[tuple[str, Writer], ...] = (
    ("tables", _tables),
    ("reports", _reports),
    ("poster", _poster),
    ("slides", _slides),
    ("review", _review),
    ("databases", _databases),
    ("workbook", _workbook),
    ("attendees", _attendees),
    ("quality", _quality),
    ("rules", _rules),
    ("packages", _packages),
)
