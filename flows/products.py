"""What a release holds: every product is one line here, and its writer one module of ``output``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from output.attendee_lists import write_attendee_lists
from output.data_package import write_data_package
from output.duck import write_database
from output.labels import labels
from output.quality import write_quality
from output.report import write_report
from output.review import write_review
from output.rules_page import write_rules
from output.tables import write_tables, write_workbook
from transforms import public
from transforms.campaign import Campaign
from transforms.profile import public_profile
from transforms.quarantine import DISPOSITIONS
from transforms.review import review_sheets
from transforms.settle import Settled
from transforms.survey import merge_small
from transforms.timeline import latest

Tables = dict[str, pd.DataFrame]
# The contract of the published tables: names and types change only with a new one.
CONTRACT = "1"


@dataclass(frozen=True)
class Made:
    """Everything that products are made of: the release's ``tables`` and what they came from.

    ``trends`` are the main numbers of the snapshots until this one. ``cells`` are the raw cells by our column names;
    ``findings`` those of the rows, before decisions are told. ``n_above`` rows stand above the sheet's headings;
    ``gone`` are the responses deleted since the snapshot before.
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


def write_products(made: Made, staging: Path) -> dict[str, Any]:
    """``staging`` holds every product; returns the facts that the manifest tells."""
    restricted, open_folder = staging / "restricted", staging / "public"
    tables, campaign = made.tables, made.campaign
    facts = _facts(tables, made.n_read)
    shown = _public_tables(made)
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
    write_report(shown["survey_counts"], facts, campaign, open_folder / "report.html")
    write_quality(shown["profile"], tables["alarms"], made.trends, facts, campaign, open_folder / "quality.html")
    write_rules(open_folder / "rules.html")
    for folder in (open_folder, restricted):
        write_data_package(folder, campaign, CONTRACT)
    facts["databases"] = [write_database(shown, open_folder), write_database(tables, restricted)]
    return facts


def _public_tables(made: Made) -> Tables:
    tables = made.tables
    organisations = public.organisations(
        tables["participants"], made.settled.judged, tables["attendees"], tables["participant_fields"]
    )
    return {
        "organisations": organisations,
        "organisation_goals": public.organisation_goals(tables["participant_goals"], organisations),
        "profile": public_profile(tables["profile"], made.campaign.small_cell),
        "survey_counts": merge_small(tables["survey_counts"], made.campaign.small_cell, labels("survey")["small"]),
    }


def _facts(tables: Mapping[str, pd.DataFrame], n_read: int) -> dict[str, Any]:
    responses, table = tables["responses"], tables["participants"]
    counts = responses["disposition"].value_counts()
    accepted = responses.loc[responses["disposition"].eq("accepted"), "submitted_at"]
    return {
        "read": n_read,
        "participants": len(table),
        "individuals": int(table["is_person"].sum()),
        "coming": int(table["attendance"].eq("yes").sum()),
        "named": int(tables["attendees"]["is_named"].sum()),
        "last": latest(accepted) or None,
        "dispositions": {name: int(counts.get(name, 0)) for name in reversed(DISPOSITIONS)},
    }
