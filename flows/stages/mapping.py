"""From one row a body to the tables of a release: goals, fields, who comes, who came back, what to look at."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

import transforms.goals.match
import transforms.goals.place
from flows.sources.list_file import read_list
from flows.stages.cleaning import Decided, Resolved
from flows.stages.comparison import event_seats
from flows.stages.edge import mapped, stage
from flows.stages.reading import Arranged, Compared, Normalised
from flows.stages.run import Result, Run
from flows.stages.withholding import still_withheld, without_earlier
from flows.telling.log import LOG
from output.report.quality import alarm_sentences
from output.store.profiles import profiles_until
from transforms.bodies import earlier
from transforms.bodies.earlier import LAPSED, Recalled, nothing_to_recall, read_earlier
from transforms.catalogue import Tables
from transforms.changes import drift
from transforms.decisions import corrections, decisions
from transforms.errors.guests import EarlierFileError
from transforms.goals.wishes import wishes
from transforms.publishing import participants, public
from transforms.publishing.answers import answers as answers_of
from transforms.publishing.profile import profile
from transforms.publishing.survey import survey_counts
from transforms.reading import timeline
from transforms.reading.normalise import chunks
from transforms.reference import texts
from transforms.review.doubts import doubts
from transforms.review.review import review_sheets

# A name takes a fifth of a millisecond, and a process some seconds to start.
_NAMES_OF_A_PART, _MOST_PARTS = 8_000, 16


@dataclass(frozen=True, eq=False)
class Matched(Result):
    """Activities and their goals, with evidence; ``told`` is the state of the decisions about them."""

    activities: pd.DataFrame
    activity_goals: pd.DataFrame
    participant_goals: pd.DataFrame
    themes: pd.DataFrame
    told: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Placed(Result):
    """The tables of a release that are made of its own responses, everyone in one field.

    ``seats`` is where everyone sits by the event's release; None before there is one.
    """

    tables: Tables
    seats: pd.DataFrame | None


@dataclass(frozen=True, eq=False)
class Told(Result):
    """The same tables with who of the earlier campaign came back."""

    tables: Tables
    stage = "recall"


@dataclass(frozen=True, eq=False)
class Asked(Result):
    """What a person is asked, a table a sheet of the review workbook."""

    sheets: dict[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Watched(Result):
    """This snapshot's main numbers beside those before; ``last`` is when the last response came, '' for none."""

    numbers: pd.DataFrame
    alarms: pd.DataFrame
    trends: pd.DataFrame
    last: str
    stage = "watch"


@stage
def match(run: Run, resolved: Resolved) -> Matched:
    """Activities and their goals, with evidence; declared and matched goals of each participant."""
    decided, latest = resolved.at(Decided), resolved.settled.latest
    activities = participants.activities(decided.answers, latest)
    read_goals, themes = transforms.goals.match.match(activities)
    declared = decided.answers.goals.loc[decided.answers.goals["response"].isin(latest.index), "goal"]
    read_goals = transforms.goals.match.of_council(read_goals, run.campaign, declared)
    goals, told = corrections.correct_goals(read_goals, activities, decided.decisions)
    return Matched(
        resolved,
        activities,
        goals,
        participants.participant_goals(decided.answers, latest, activities, goals, is_ranked=run.campaign.ranks_goals),
        themes.merge(activities[["activity_id", "participant_id"]], on="activity_id"),
        told,
    )


@stage
def place(run: Run, matched: Matched) -> Placed:
    """All tables of the release, everyone in one field: where they sit, once the event has seated them."""
    decided, settled, campaign = matched.at(Decided), matched.at(Resolved).settled, run.campaign
    latest, told = corrections.correct_participants(settled.latest, decided.decisions, campaign)
    answers, people_told = corrections.correct_people(decided.answers, latest, decided.decisions, campaign)
    table = participants.participants(latest)
    read_fields = transforms.goals.place.place(table, matched.participant_goals, matched.themes, campaign)
    fields, fields_told = corrections.correct_fields(read_fields, decided.decisions, campaign)
    seats = event_seats(run.data, campaign)
    if seats is not None:
        fields = transforms.goals.place.seated(fields, seats)
    own = answers_of(answers, latest)
    coming = participants.attendees(
        answers, latest, fields, seats, contact_comes=campaign.contact_comes, decided=people_told["key"]
    )
    unnamed, naming_told = public.unnamed(
        table, settled.judged, coming, own, decided.decisions, campaign, _personal_names(table, campaign.place_keys)
    )
    states = [decided.told, settled.told, matched.told, told, people_told, fields_told, naming_told]
    made = {
        "responses": participants.responses(settled.judged),
        "participants": table.assign(unnamed=unnamed),
        "activities": matched.activities,
        "activity_goals": matched.activity_goals,
        "participant_goals": matched.participant_goals,
        "participant_fields": fields,
        "attendees": coming,
        "survey_counts": survey_counts(decided.answers, latest, matched.participant_goals, fields, campaign),
        "answers": own,
        "wishes": wishes(own, campaign),
        "merges": settled.merges,
        "corrections": decisions.corrections(decided.decisions, states),
        "changes": matched.at(Normalised).changes.table,
        "identities": settled.marks,
    }
    return Placed(matched, Tables("restricted", campaign).with_(**made), seats)


def _personal_names(participants: pd.DataFrame, places: Collection[str] = ()) -> "pd.Series[str]":
    """The names that tell of a person, read in parts side by side where there are many."""
    names = public.names_of_bodies(participants).to_frame()
    parts = chunks(names, max(_NAMES_OF_A_PART, len(names) // _MOST_PARTS))
    return pd.concat(mapped(partial(public.personal_names, places=places), [part["name"] for part in parts]))


@stage
def recall(run: Run, placed: Placed) -> Told:
    """The tables with who of the earlier campaign's participants came back, where there is a list of them."""
    recalled, told = nothing_to_recall(), run.campaign.earlier
    if told and told.file:
        pages, _ = read_list(Path(told.file), EarlierFileError)
        marks = still_withheld(run.data, placed.tables["participants"])
        listed = without_earlier(read_earlier(pages, run.campaign), marks, run.data, Path(told.file).name)
        judged = placed.at(Resolved).settled.judged
        recalled = earlier.recall(listed, placed.tables["participants"], judged, run.campaign.places.region)
        _tell_earlier(recalled, len(listed), told.participants)
    return Told(placed, placed.tables.with_(earlier_participants=recalled.table), found=recalled.findings)


@stage
def ask(run: Run, told: Told) -> Asked:
    """What a person should look at and decide, with its reasons, from the findings up to here."""
    sheet, beside, settled = told.at(Arranged).sheet, told.at(Compared).comparison, told.at(Resolved).settled
    gone, found = told.at(Normalised).changes.gone, told.findings()
    asked = review_sheets(settled, beside.cells, found, told.tables, run.campaign, gone, beside.before, sheet.n_above)
    return Asked(told, asked)


@stage
def watch(run: Run, asked: Asked) -> Watched:
    """What is doubtful is found too, and the main numbers are held against those before; alarms are said."""
    tables, compared = asked.at(Told).tables, asked.at(Compared).comparison
    about_decisions = corrections.findings_of(tables["corrections"], tables["responses"])
    found = pd.concat([doubts(tables, asked.at(Resolved).settled.likely), about_decisions], ignore_index=True)
    n_unused = int(tables["corrections"]["state"].eq(decisions.UNUSED).sum())
    if n_unused:
        LOG.warning(texts("messages")["notice"]["decisions_unused"].format(n=n_unused))
    last = timeline.latest(tables["participants"]["submitted_at"])
    seen = profiles_until(run.data, compared.previous)
    numbers = profile(tables, compared.cells, pd.concat([asked.findings(), found], ignore_index=True), run.campaign)
    alarms = drift.alarms(numbers, [each.profile for each in seen], run.campaign.quality)
    for sentence in alarm_sentences(alarms, run.campaign):
        LOG.warning(texts("messages")["notice"]["alarm"].format(sentence=sentence))
    trends = drift.trends(numbers, last[:10], [(each.last, each.profile) for each in seen])
    return Watched(asked, numbers, alarms, trends, last, found=found)


def _tell_earlier(recalled: Recalled, n_rows: int, n_told: int) -> None:
    notices, table = texts("messages")["notice"], recalled.table
    n, lapsed = len(table), int(table["status"].eq(LAPSED).sum())
    likely = int(table["likely_participant_id"].notna().sum())
    LOG.info(notices["earlier"].format(n_rows=n_rows, n=n, returning=n - lapsed, lapsed=lapsed, likely=likely))
    if n_told not in (0, n):
        LOG.warning(notices["earlier_differs"].format(listed=n, told=n_told))
