"""What anyone may read of a release: its numbers, the small ones covered, and the last look at every table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

import expectations.release
from flows.stages.cleaning import Resolved
from flows.stages.edge import stage
from flows.stages.mapping import Told, Watched
from flows.stages.reading import Compared
from flows.stages.run import Result, Run
from output.formats.labels import labels
from output.store.shown import shown_before
from transforms.campaign.campaign import Campaign
from transforms.catalogue import Tables
from transforms.changes import between_releases
from transforms.changes.between_releases import Shown, release_changes
from transforms.publishing import public
from transforms.publishing.facts import facts
from transforms.publishing.profile import broken_by_named, public_profile
from transforms.publishing.small_cells import REST, public_facts, public_survey
from transforms.reading.answered import answered
from transforms.reading.quarantine import DISPOSITIONS
from transforms.reading.timeline import latest


@dataclass(frozen=True, eq=False)
class Covered(Result):
    """All tables of the release: ``tables`` for the office, ``public`` for everyone, with the small numbers covered.

    ``told`` is what the manifest tells of them; ``shown`` what the next release will be compared with.
    """

    tables: Tables
    public: Tables
    told: dict[str, Any]
    shown: Shown


@dataclass(frozen=True, eq=False)
class Audited(Result):
    """The same tables, known to be whole and to agree."""


@stage
def cover(run: Run, watched: Watched) -> Covered:
    """Every number of the release, and of them what anyone may read."""
    told, settled, campaign = watched.at(Told).tables, watched.at(Resolved).settled, run.campaign
    organisations = public.organisations(
        told["participants"], settled.judged, told["attendees"], told["participant_fields"]
    )
    tables = told.with_(findings=watched.findings(), profile=watched.numbers, alarms=watched.alarms)
    n_read = len(answered(watched.at(Compared).comparison.cells))
    tables = tables.with_(facts=facts(tables, organisations, n_read, campaign)).complete()
    shown = _public(tables, organisations, campaign)
    now = between_releases.shown(shown)
    before = shown_before(run.data, watched.at(Compared).comparison.previous)
    shown = shown.with_(release_changes=release_changes(before, now, campaign.small_cell)).complete()
    return Covered(watched, tables, shown, _told(tables), now)


@stage
def audit(run: Run, covered: Covered) -> Audited:
    """Nothing but whole tables that agree goes on; raises AuditFailedError."""
    expectations.release.audit(covered.tables, len(answered(covered.at(Compared).comparison.cells)), run.campaign)
    expectations.release.audit_public(covered.public, run.campaign)
    return Audited(covered)


def _public(tables: Tables, organisations: pd.DataFrame, campaign: Campaign) -> Tables:
    least, words = campaign.small_cell, labels("survey")
    shown = public_facts(tables["facts"], least)
    survey = public_survey(shown, tables["survey_counts"])
    broken = broken_by_named(tables["findings"], tables["participants"], organisations)
    return Tables("public", campaign).with_(
        facts=shown,
        organisations=organisations,
        organisation_goals=public.organisation_goals(tables["participant_goals"], organisations),
        profile=public_profile(tables["profile"], shown, broken, least),
        survey_counts=survey.assign(answer=survey["answer"].replace(REST, words["small"])),
    )


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
