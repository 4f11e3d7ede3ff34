"""What a release holds: every product is one line here, and its writer one module of ``output``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from output.formats.labels import labels
from output.report.quality import write_quality
from output.report.reports import write_reports
from output.report.rules_page import write_rules
from output.review.attendee_lists import write_attendee_lists
from output.review.review import write_review
from output.tables.data_package import write_data_package
from output.tables.duck import write_database
from output.tables.tables import write_tables, write_workbook
from transforms.bodies.settle import Settled
from transforms.campaign.campaign import Campaign
from transforms.changes.between_releases import Shown, release_changes
from transforms.changes.between_releases import shown as shown_now
from transforms.publishing import public
from transforms.publishing.facts import facts
from transforms.publishing.office_lists import office_lists
from transforms.publishing.profile import broken_by_named, public_profile
from transforms.publishing.small_cells import REST, public_facts, public_survey
from transforms.reading.quarantine import DISPOSITIONS
from transforms.reading.timeline import latest
from transforms.review.review import review_sheets

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Made:
    """Everything that products are made of: the release's ``tables`` and what they came from.

    ``trends`` are the main numbers of the snapshots until this one. ``cells`` are the raw cells by our column names;
    ``findings`` those of the rows, before decisions are told. ``n_above`` rows stand above the sheet's headings;
    ``gone`` are the responses deleted since the snapshot before; ``before`` is what the release before showed.
    """

    tables: Tables
    cells: pd.DataFrame
    settled: Settled
    findings: pd.DataFrame
    n_read: int
    trends: pd.DataFrame
    campaign: Campaign
    n_above: int
    gone: pd.DataFrame
    before: Shown | None


def write_products(made: Made, staging: Path) -> dict[str, Any]:
    """``staging`` holds every product; returns the facts that the manifest tells, and as ``shown`` what is public."""
    restricted, open_folder = staging / "restricted", staging / "public"
    campaign = made.campaign
    organisations = public.organisations(
        made.tables["participants"], made.settled.judged, made.tables["attendees"], made.tables["participant_fields"]
    )
    tables = {**made.tables, "facts": facts(made.tables, organisations, made.n_read, campaign)}
    shown = _public_tables(tables, organisations, campaign)
    told = {**_told(tables), "shown": shown_now(shown)}
    shown["release_changes"] = release_changes(made.before, told["shown"], campaign.small_cell)
    write_tables(tables, restricted / "tables", private=True)
    write_workbook({n: t for n, t in tables.items() if n != "identities"}, restricted / "tables.xlsx", private=True)
    write_attendee_lists(
        tables["attendees"],
        tables["participants"],
        tables["participant_goals"],
        tables["activities"],
        campaign,
        restricted / "attendees.xlsx",
    )
    sheets = review_sheets(made.settled, made.cells, made.findings, tables, campaign, made.gone, made.n_above)
    write_review(sheets, campaign, restricted / "review.xlsx")
    write_tables(shown, open_folder / "tables", private=False)
    lists = office_lists(tables, made.settled, campaign)
    write_reports(shown["facts"], tables["facts"], lists, told["last"], campaign, open_folder, restricted)
    write_quality(shown["profile"], tables["alarms"], made.trends, told, campaign, open_folder / "quality.html")
    write_rules(open_folder / "rules.html")
    for folder in (open_folder, restricted):
        write_data_package(folder, campaign)
    told["databases"] = [write_database(shown, open_folder), write_database(tables, restricted)]
    return told


def _public_tables(tables: Tables, organisations: pd.DataFrame, campaign: Campaign) -> Tables:
    shown = public_facts(tables["facts"], campaign.small_cell)
    survey = public_survey(shown, tables["survey_counts"])
    return {
        "facts": shown,
        "organisations": organisations,
        "organisation_goals": public.organisation_goals(tables["participant_goals"], organisations),
        "profile": public_profile(
            tables["profile"],
            shown,
            broken_by_named(tables["findings"], tables["participants"], organisations),
            campaign.small_cell,
        ),
        "survey_counts": survey.assign(answer=survey["answer"].replace(REST, labels("survey")["small"])),
    }


def _told(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """What the manifest tells: the same numbers, and when the last response that was used came."""
    responses, table = tables["responses"], tables["facts"]
    accepted = responses.loc[responses["disposition"].eq("accepted"), "submitted_at"]
    numbers = table[table["by"].eq("")].set_index(["topic", "item"])["n"]
    return {
        "read": int(numbers["total", "read"]),
        "participants": int(numbers["total", "participants"]),
        "last": latest(accepted) or None,
        "dispositions": {name: int(numbers["disposition", name]) for name in reversed(DISPOSITIONS)},
    }
