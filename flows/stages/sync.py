"""The stages of a run: each hands its tables to the room that knows how, and hands the result on."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import expectations.check
import expectations.release
import transforms.bodies.settle
import transforms.goals.match
import transforms.goals.place
import transforms.reading.normalise
from expectations.responses import response_rules
from flows import sources
from flows.serving.runners import rows_of_a_part
from flows.sources.list_file import read_list
from flows.sources.review_file import FOLDER, read_review
from flows.stages import comparison
from flows.stages.comparison import Arranged, Compared, facts_of
from flows.stages.edge import mapped, stage
from flows.stages.products import Made, Tables, write_products
from flows.telling.artifacts import show_release
from flows.telling.log import LOG
from flows.telling.notify import tell_success
from output.formats.files import make_folder
from output.formats.labels import labels
from output.report.quality import alarm_sentences
from output.store.damage import IDENTITIES, guards, recover
from output.store.decisions import remember, remembered
from output.store.identity_key import kept_key
from output.store.old_releases import remove_old
from output.store.profiles import Remembered, profiles_until, remember_profile
from output.store.release import open_staging, publish, read_manifest, sweep
from output.store.shown import remember_shown, shown_before
from output.store.snapshot import Snapshot, keep_snapshot
from output.store.snapshot_order import remember_order
from transforms.bodies import earlier
from transforms.bodies.earlier import LAPSED, Recalled, nothing_to_recall, read_earlier
from transforms.bodies.settle import Settled
from transforms.campaign.campaign import Campaign
from transforms.changes import drift
from transforms.changes.between_snapshots import Changes, Present, nothing_before, told
from transforms.decisions import corrections, decisions
from transforms.errors.base import SdgnetError
from transforms.errors.guests import EarlierFileError
from transforms.errors.sheet import SheetTabsNotWrittenError
from transforms.errors.source import SourceEmptyError
from transforms.errors.store import ReleaseDamagedError
from transforms.goals.wishes import wishes
from transforms.publishing import participants
from transforms.publishing.profile import profile
from transforms.publishing.survey import survey_counts
from transforms.reading import timeline
from transforms.reading.headings import Headings
from transforms.reading.normalise import Answers
from transforms.reading.quarantine import set_aside
from transforms.reference import texts
from transforms.review.doubts import doubts
from transforms.review.review import review_sheets
from transforms.review.sheet_tabs import ROLES, sheet_tabs
from transforms.schema import contract

if TYPE_CHECKING:
    from flows.sinks.sheet_tabs import SheetTabs


@dataclass(frozen=True)
class Normalised:
    """An export read as questions: its headings, its raw cells by our column names, what they say and what changed."""

    headings: Headings
    cells: pd.DataFrame
    n_above: int
    n_read: int
    answers: Answers
    changes: Changes


@dataclass(frozen=True)
class Decided:
    """The same export with what officers decided: ``answers`` as corrected, ``asked`` as the form gave them.

    ``decisions`` are all that hold; ``told`` the states of those that are used up already.
    """

    headings: Headings
    cells: pd.DataFrame
    n_above: int
    n_read: int
    answers: Answers
    asked: Answers
    changes: Changes
    decisions: pd.DataFrame
    told: pd.DataFrame


@dataclass(frozen=True)
class Watched:
    """What a release tells of its quality; ``last`` is when the last response that was used came, '' for none."""

    findings: pd.DataFrame
    numbers: pd.DataFrame
    alarms: pd.DataFrame
    trends: pd.DataFrame
    last: str


@stage
def look_over(data: Path) -> None:
    """The folder is swept of what dead runs left, and fit for this one; what is damaged in it is said."""
    sweep(data)
    said = texts("messages")
    for damage in recover(data):
        LOG.warning(said["notice"]["damage"].format(what=said["damage"][damage.code], path=damage.path))


@stage
def read(source: str, campaign: Campaign) -> Snapshot:
    """What the source holds now."""
    return sources.read_source(source, campaign)


@stage
def keep(snapshot: Snapshot, data: Path) -> None:
    """The raw bytes are safe before anything is made of them."""
    keep_snapshot(snapshot, data, datetime.now(UTC))


@stage
def arrange(snapshot: Snapshot, campaign: Campaign) -> Arranged:
    """Every cell under its question."""
    arranged = comparison.arrange(snapshot, campaign)
    _notice(arranged.headings.findings())
    if transforms.reading.normalise.answered(arranged.cells).empty:
        raise SourceEmptyError(source=snapshot.source)
    return arranged


@stage
def compare(
    arranged: Arranged, snapshot: Snapshot, campaign: Campaign, data: Path, *, accept_fall: bool = False
) -> Compared:
    """The present responses beside those of the snapshot before; raises LargeFallError unless ``accept_fall``."""
    compared = comparison.compare(arranged, snapshot, campaign, data)
    if not accept_fall:
        n_now = len(transforms.reading.normalise.answered(arranged.cells))
        comparison.refuse_large_fall(compared, n_now, campaign, data)
    return compared


@stage
def normalise(arranged: Arranged, compared: Compared, campaign: Campaign) -> Normalised:
    """Every cell read, and what changed since the snapshot before."""
    answered = transforms.reading.normalise.answered(compared.cells)
    answers = read_all(answered, campaign)
    changes = nothing_before()
    if compared.pairs is not None:
        present = Present(answers.responses, tuple(answered.columns), compared.n_kept, compared.n_kept_before)
        changes = told(compared.pairs, compared.before, present, compared.questions, campaign)
        _notice(compared.questions)
        _tell(changes)
    return Normalised(arranged.headings, compared.cells, arranged.n_above, len(answered), answers, changes)


@stage
def decide(normalised: Normalised, campaign: Campaign, data: Path, tabs: "SheetTabs | None" = None) -> Decided:
    """Officers' decisions are read and remembered, and names and contacts stand as decided."""
    make_folder(data / FOLDER, private=True)
    before = remembered(data)
    pages = [*read_review(data), *(tabs.pages if tabs else [])]
    typed = decisions.read_pages(pages, labels("review"), campaign)
    log = decisions.followed(decisions.remembered_with(before, typed), normalised.changes.table)
    remember(data, log)
    held = decisions.at_hand(decisions.in_force(log), log, normalised.answers.responses["response_id"])
    if len(held):
        LOG.info(texts("messages")["notice"]["decisions"].format(n=len(held)))
    answers, told_ = corrections.correct_answers(normalised.answers, held)
    return Decided(
        normalised.headings,
        normalised.cells,
        normalised.n_above,
        normalised.n_read,
        answers,
        normalised.answers,
        normalised.changes,
        held,
        told_,
    )


@stage
def read_tabs(source: str, campaign: Campaign, may_write: bool) -> "SheetTabs":
    """Our tabs in the source's spreadsheet, and what staff typed there up to now."""
    from flows.sinks.sheet_tabs import open_tabs

    tabs = open_tabs(source, campaign, may_write=may_write)
    tabs.read()
    return tabs


@stage
def check(decided: Decided, campaign: Campaign) -> pd.DataFrame:
    """Findings about every row, before any row is set aside."""
    found = expectations.check.check(decided.answers.responses, response_rules(campaign), "response_id", "responses")
    return pd.concat([decided.headings.findings(), decided.changes.findings, found], ignore_index=True)


@stage
def quarantine(decided: Decided, findings: pd.DataFrame) -> pd.DataFrame:
    """Every response with the disposition that the findings give it, '' where it is kept."""
    return set_aside(decided.answers.responses, findings)


@stage
def resolve(judged: pd.DataFrame, decided: Decided, campaign: Campaign, data: Path) -> Settled:
    """One response speaks for each body, under the identity that the body had before."""
    # From what the form gave: a decision changes nobody's identity.
    key = kept_key(data, lambda: transforms.bodies.settle.identity_key(decided.asked.responses))
    known = _known_identities(data, campaign)
    return transforms.bodies.settle.settle(judged, known, key, decided.decisions, decided.changes.former)


@stage
def match(decided: Decided, settled: Settled) -> Tables:
    """Activities and their goals, with evidence; declared and matched goals of each participant."""
    activities = participants.activities(decided.answers, settled.latest)
    read_goals, themes = transforms.goals.match.match(activities)
    activity_goals, told = corrections.correct_goals(read_goals, activities, decided.decisions)
    return {
        "activities": activities,
        "activity_goals": activity_goals,
        "activity_themes": themes.merge(activities[["activity_id", "participant_id"]], on="activity_id"),
        "participant_goals": participants.participant_goals(
            decided.answers, settled.latest, activities, activity_goals
        ),
        "told": told,
    }


@stage
def place(decided: Decided, settled: Settled, matched: Tables, campaign: Campaign) -> Tables:
    """All tables of the release, everyone in one field."""
    latest, told = corrections.correct_participants(settled.latest, decided.decisions, campaign)
    table = participants.participants(latest)
    read_fields = transforms.goals.place.place(
        table, matched["participant_goals"], matched["activity_themes"], campaign
    )
    fields, fields_told = corrections.correct_fields(read_fields, decided.decisions, campaign)
    people = participants.attendees(decided.answers, latest, fields)
    return {
        "responses": participants.responses(settled.judged),
        "participants": table,
        "activities": matched["activities"],
        "activity_goals": matched["activity_goals"],
        "participant_goals": matched["participant_goals"],
        "participant_fields": fields,
        "attendees": people,
        "survey_counts": survey_counts(decided.answers, latest, matched["participant_goals"], fields, campaign),
        "wishes": wishes(latest, campaign),
        "merges": settled.merges,
        "corrections": decisions.corrections(
            decided.decisions, [decided.told, settled.told, matched["told"], told, fields_told]
        ),
        "changes": decided.changes.table,
        "identities": settled.marks,
    }


@stage
def recall(tables: Tables, settled: Settled, findings: pd.DataFrame, campaign: Campaign) -> tuple[Tables, pd.DataFrame]:
    """``tables`` with who of the earlier campaign's participants came back, where there is a list, and ``findings``."""
    recalled = nothing_to_recall()
    if campaign.earlier and campaign.earlier.file:
        pages, _ = read_list(Path(campaign.earlier.file), EarlierFileError)
        listed = read_earlier(pages, campaign)
        recalled = earlier.recall(listed, tables["participants"], settled.judged)
        _tell_earlier(recalled, len(listed), campaign.earlier.participants)
    found = pd.concat([findings, recalled.findings], ignore_index=True)
    return {**tables, "earlier_participants": recalled.table}, found


@stage
def audit(tables: Tables, decided: Decided, campaign: Campaign) -> None:
    """Nothing, when the tables are whole and agree."""
    expectations.release.audit(tables, decided.n_read, campaign)


@stage
def watch(
    tables: Tables,
    decided: Decided,
    settled: Settled,
    findings: pd.DataFrame,
    compared: Compared,
    campaign: Campaign,
    data: Path,
) -> Watched:
    """All findings, and this snapshot's main numbers beside those of the snapshots before; alarms are said."""
    about_decisions = corrections.findings_of(tables["corrections"], tables["responses"])
    found = pd.concat([findings, doubts(tables, settled.likely), about_decisions], ignore_index=True)
    n_unused = int(tables["corrections"]["state"].eq(decisions.UNUSED).sum())
    if n_unused:
        LOG.warning(texts("messages")["notice"]["decisions_unused"].format(n=n_unused))
    last = timeline.latest(tables["participants"]["submitted_at"])
    seen = profiles_until(data, compared.previous)
    numbers = profile(tables, decided.cells, found, campaign)
    alarms = drift.alarms(numbers, [each.profile for each in seen], campaign.quality)
    for sentence in alarm_sentences(alarms, campaign):
        LOG.warning(texts("messages")["notice"]["alarm"].format(sentence=sentence))
    trends = drift.trends(numbers, last[:10], [(each.last, each.profile) for each in seen])
    return Watched(found, numbers, alarms, trends, last)


@stage
def release(
    tables: Tables,
    decided: Decided,
    settled: Settled,
    findings: pd.DataFrame,
    watched: Watched,
    snapshot: Snapshot,
    compared: Compared,
    campaign: Campaign,
    data: Path,
) -> str:
    """The release is written whole and made current; its id."""
    last, alarms = watched.last, watched.alarms
    whole = {**tables, "findings": watched.findings, "profile": watched.numbers, "alarms": alarms}
    staging = open_staging(data)
    products = Made(
        whole,
        decided.cells,
        settled,
        findings,
        decided.n_read,
        watched.trends,
        campaign,
        decided.n_above,
        decided.changes.gone,
        shown_before(data, compared.previous),
    )
    facts = write_products(products, staging)
    manifest = {
        "alarms": _counts(alarms["code"]),
        "campaign": campaign.slug,
        "changes": decided.changes.counts,
        "code": version("sdgnet"),
        "contract": contract(),
        "counts": facts["dispositions"],
        "databases": facts["databases"],
        "decisions": _counts(tables["corrections"]["state"]),
        "guards": guards(data),
        "participants": facts["participants"],
        "rows_read": facts["read"],
        "snapshot": {**facts_of(snapshot), "previous": compared.previous},
    }
    now = datetime.now(UTC)
    remember_order(data, facts_of(snapshot), compared.previous)
    remember_profile(data, Remembered(facts_of(snapshot), last[:10], watched.numbers))
    remember_shown(data, facts_of(snapshot), facts["shown"])
    made = publish(staging, data, manifest, last[:10].replace("-", "") or "undated", now)
    removed = remove_old(data, campaign.keep.releases, campaign.keep.days, now)
    if removed:
        LOG.info(texts("messages")["notice"]["removed"].format(n=len(removed)))
    return made


@stage
def write_tabs(
    tabs: "SheetTabs",
    release: str,
    tables: Tables,
    decided: Decided,
    settled: Settled,
    findings: pd.DataFrame,
    campaign: Campaign,
    data: Path,
) -> None:
    """The published release stands in our tabs of the spreadsheet; raises SheetTabsNotWrittenError."""
    words = {name: labels(name) for name in ("documents", "survey", "review")} | {"tabs": labels("sheet_tabs")}
    gone, n_above = decided.changes.gone, decided.n_above
    sheets = review_sheets(settled, decided.cells, findings, tables, campaign, gone, n_above)
    counts = pd.read_parquet(data / "current/public/tables/survey_counts.parquet")
    facts = pd.read_parquet(data / "current/restricted/tables/facts.parquet")
    try:
        made = sheet_tabs({**tables, "facts": facts}, sheets, counts, campaign, words, release, datetime.now(UTC))
        n_waiting = tabs.write(made, release)
    except SdgnetError as error:
        raise SheetTabsNotWrittenError(release=release, cause=str(error)) from None
    notices = texts("messages")["notice"]
    LOG.info(notices["tabs_written"].format(tabs=" · ".join(words["tabs"]["title"][role] for role in ROLES)))
    if n_waiting:
        LOG.warning(notices["tabs_late"].format(n=n_waiting))


def _known_identities(data: Path, campaign: Campaign) -> pd.DataFrame:
    current = comparison.own_release(data, campaign)
    if current is None:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in ("participant_id", "mark", "kind_of_mark")})
    try:
        return pd.read_parquet(current / IDENTITIES)
    except (OSError, ValueError):
        raise ReleaseDamagedError(release=current.name, file=IDENTITIES) from None


def read_all(answered: pd.DataFrame, campaign: Campaign) -> Answers:
    """What every row says, read in parts side by side where the flow's task runner has more than one core."""
    parts = transforms.reading.normalise.chunks(answered, rows_of_a_part() or len(answered))
    return transforms.reading.normalise.joined(
        mapped(transforms.reading.normalise.read_rows, parts, campaign), campaign
    )


def tell(before: dict[str, Any] | None, campaign: Campaign, data: Path) -> None:
    """The orchestrator's page shows the new release, and those who asked for it heard of it; ``before`` it: a manifest.

    No stage: a release is published whether or not its news arrives.
    """
    now = read_manifest(data / "current")
    show_release(now, before, data / "current")
    tell_success(campaign.notify, campaign.name, now, before)


def _counts(column: "pd.Series[str]") -> dict[str, int]:
    return {str(value): int(n) for value, n in column.value_counts().sort_index().items()}


def _notice(findings: pd.DataFrame) -> None:
    notices = texts("messages")["notice"]
    for found in findings.itertuples():
        LOG.warning(notices[found.code].format(heading=found.column))


def _tell_earlier(recalled: Recalled, n_rows: int, n_told: int) -> None:
    notices, table = texts("messages")["notice"], recalled.table
    n, lapsed = len(table), int(table["status"].eq(LAPSED).sum())
    likely = int(table["likely_participant_id"].notna().sum())
    LOG.info(notices["earlier"].format(n_rows=n_rows, n=n, returning=n - lapsed, lapsed=lapsed, likely=likely))
    if n_told not in (0, n):
        LOG.warning(notices["earlier_differs"].format(listed=n, told=n_told))


def _tell(changes: Changes) -> None:
    notices, names = texts("messages")["notice"], texts("messages")["change"]
    counted = " · ".join(f"{names[change]} {n}" for change, n in (changes.counts or {}).items() if n)
    LOG.info(notices["changes"].format(told=counted) if counted else notices["no_changes"])
