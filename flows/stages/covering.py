"""What anyone may read of a release: the numbers that are told once, and the last look at every table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd

import expectations.release
from flows.campaigns import is_of_sample
from flows.stages.comparison import facts_of, own_release
from flows.stages.edge import stage
from flows.stages.mapping import Placed, Told, Watched
from flows.stages.reading import Compared, Taken
from flows.stages.run import Result, Run
from flows.telling.log import LOG
from output.formats.labels import labels
from output.report.wording import item_name, topic_name
from output.store.edition import read_edition
from output.store.shown import states_told
from output.store.snapshot_order import remembered_order
from transforms.campaign.campaign import Campaign
from transforms.catalogue import Tables
from transforms.changes.between_releases import release_changes
from transforms.changes.states import State, facts_history, releases, state_of, told_until
from transforms.publishing import public
from transforms.publishing.dimensions import dimensions, measures, of_goals
from transforms.publishing.editions import Edition, counted, facts_told, organisations_told, tells_seats
from transforms.publishing.facts import facts, goal_names, goals_told, with_positions
from transforms.publishing.small_cells import REST, public_survey
from transforms.reading.quarantine import DISPOSITIONS
from transforms.reading.timeline import latest
from transforms.reference import texts


@dataclass(frozen=True, eq=False)
class Covered(Result):
    """All tables of the release: ``tables`` for the office, ``public`` for everyone.

    ``edition`` holds the numbers that are told once, None before the window has closed; ``told`` is what the manifest
    tells; ``state`` what everybody reads of it. ``tells_seats``: its public numbers of meetings are of the seats;
    ``lists_seats``: so are the meetings of the organisations by name, which move with every release.
    """

    tables: Tables
    public: Tables
    edition: Edition | None
    told: dict[str, Any]
    state: State
    tells_seats: bool
    lists_seats: bool


@dataclass(frozen=True, eq=False)
class Audited(Result):
    """The same tables, known to be whole and to agree."""


@stage
def cover(run: Run, watched: Watched) -> Covered:
    """Every number of the release, and of them what anyone may read."""
    told, campaign = watched.at(Told).tables, run.campaign
    organisations = public.organisations(told["participants"], told["participant_fields"])
    tables = told.with_(findings=watched.findings(), profile=watched.numbers, alarms=watched.alarms)
    n_read = len(watched.at(Compared).comparison.rows)
    exact = facts(tables, organisations, n_read, campaign)
    used = goal_names(campaign, told["participant_goals"]["goal"])
    tables = tables.with_(facts=exact, measures=measures(), **_dimensions(exact, [exact], campaign, used)).complete()
    # Where the sample's results were given up for a council's own, so were its numbers.
    is_seated = watched.at(Placed).seats is not None
    edition = None if _leaves_sample(run) else read_edition(run.data, campaign.slug)
    if edition is None and datetime.now(campaign.zone) >= campaign.counts_at:
        edition = counted(tables, organisations, campaign, is_seated=is_seated)
    snapshot, compared = facts_of(watched.at(Taken).snapshot), watched.at(Compared).comparison
    before, own = states_told(run.data, snapshot, compared.previous)
    named = organisations_told(edition, organisations)
    tables = tables.with_(participants=public.not_listed(tables["participants"], named))
    _tell_unnamed(tables["participants"])
    shown = _public(tables, named, edition, before)
    states = told_until(before, own, state_of(shown))
    shown = shown.with_(**_times(states)).complete()
    is_told_so = tells_seats(edition, is_seated=is_seated)
    return Covered(watched, tables, shown, edition, _told(tables), states[-1], is_told_so, is_seated)


@stage
def audit(run: Run, covered: Covered) -> Audited:
    """Nothing but whole tables that agree goes on; raises AuditFailedError."""
    expectations.release.audit(covered.tables, len(covered.at(Compared).comparison.rows), run.campaign)
    expectations.release.audit_public(covered.public, run.campaign, covered.tables)
    return Audited(covered)


def _tell_unnamed(participants: pd.DataFrame) -> None:
    """Said of how many bodies the name reads as a person's, for staff to decide, and where nobody is named in public
    and some might be: by a mistake in the settings everything is hidden."""
    why = participants["unnamed"]
    if n := int(why.isin(("personal", "holds")).sum()):
        LOG.info(texts("messages")["notice"]["names_withheld"].format(n=n))
    if len(why) and why.notna().all() and not why.isin(("person", "nobody")).all():
        said, counts = texts("messages"), why.value_counts()
        reasons = " · ".join(f"{said['unnamed'][code]} {n}" for code, n in counts.items())
        LOG.warning(said["notice"]["nobody_named"].format(reasons=reasons))


def _leaves_sample(run: Run) -> bool:
    """Whether the numbers that were told are of the sample: where other responses were read before it, they are theirs,
    and counted twice they would tell of whoever came or went between.
    """
    if not run.options.accept_fall or own_release(run.data, run.campaign) is None:
        return False
    return all(is_of_sample(sha256) for sha256, *_ in remembered_order(run.data))


def _public(tables: Tables, organisations: pd.DataFrame, edition: Edition | None, before: Sequence[State]) -> Tables:
    """What anyone may read but for what was told when, which has topics of the states ``before`` too."""
    campaign, questions = tables.campaign, set(tables["survey_counts"]["question"])
    of_bodies = public.organisation_goals(tables["participant_goals"], organisations)
    told = facts_told(edition, tables["facts"])
    used = goals_told(told, campaign, of_bodies["goal"])
    told = with_positions(of_goals(told, used).reset_index(drop=True), "topic")
    return Tables("public", campaign).with_(
        facts=told,
        organisations=organisations,
        organisation_goals=of_bodies,
        survey_counts=_answers(told, questions, campaign),
        **_dimensions(tables["facts"], [told, *(each.shown.facts for each in before)], campaign, used),
    )


def _times(states: Sequence[State]) -> dict[str, pd.DataFrame]:
    """The public tables of what was told when, of which the last state is this release's."""
    changed = release_changes(states[-2].shown if len(states) > 1 else None, states[-1].shown)
    return {"release_changes": changed, "releases": releases(states), "facts_history": facts_history(states)}


def _dimensions(
    exact: pd.DataFrame, told: Sequence[pd.DataFrame], campaign: Campaign, goals: Mapping[int, str]
) -> dict[str, pd.DataFrame]:
    """What the codes of a place's tables mean, of which ``told`` are those of facts and ``goals`` what they name."""
    topics = dict.fromkeys(str(topic) for each in told for topic in each["topic"].unique())
    title, label = partial(topic_name, campaign=campaign), partial(item_name, campaign=campaign)
    return dimensions(campaign, exact, title, label, list(topics), goals)


def _answers(told: pd.DataFrame, questions: Collection[str], campaign: Campaign) -> pd.DataFrame:
    """The public answers to the ``questions``, of the same edition as the facts."""
    survey = public_survey(told, questions)
    return survey.assign(answer=survey["answer"].replace(REST, labels("survey", campaign)["rest"]))


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
