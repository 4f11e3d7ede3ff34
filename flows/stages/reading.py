"""From a source to questions and answers: what was read, kept, laid under its questions and compared with the last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from flows import sources
from flows.sources import has_tabs
from flows.stages import comparison
from flows.stages.comparison import Comparison, Sheet
from flows.stages.edge import mapped, stage
from flows.stages.run import Result, Run
from flows.stages.withholding import without_withheld
from flows.telling.log import LOG
from output.store.damage import recover
from output.store.release import current_manifest, sweep
from output.store.snapshot import Snapshot, keep_snapshot
from transforms.campaign.campaign import Campaign
from transforms.campaign.retention import has_passed, reminder
from transforms.changes.between_snapshots import Changes, Present, nothing_before, told
from transforms.errors.source import SourceEmptyError
from transforms.errors.store import RetentionPassedError
from transforms.reading.answered import sums_told
from transforms.reading.normalise import Answers, chunks, joined, read_rows
from transforms.reading.readable import refuse_newly_unreadable
from transforms.reference import texts

if TYPE_CHECKING:
    from flows.sinks.sheet_tabs import SheetTabs

# A part costs some tenths of a second to hand over, and a process some seconds to start.
ROWS_OF_A_PART = 20_000


@dataclass(frozen=True, eq=False)
class Looked(Result):
    """A data folder fit for this run; ``last`` is the manifest of the release that is current there, None at first."""

    last: Mapping[str, Any] | None


@dataclass(frozen=True, eq=False)
class Taken(Result):
    """What the source holds now; ``tabs`` are ours in its spreadsheet, with what staff typed there up to now."""

    snapshot: Snapshot
    tabs: "SheetTabs | None"


@dataclass(frozen=True, eq=False)
class Arranged(Result):
    """Every cell of it under its question."""

    sheet: Sheet
    stage = "arrange"


@dataclass(frozen=True, eq=False)
class Kept(Result):
    """Its raw bytes lie in the data folder."""


@dataclass(frozen=True, eq=False)
class Compared(Result):
    """The present responses beside those of the snapshot before."""

    comparison: Comparison


@dataclass(frozen=True, eq=False)
class Normalised(Result):
    """What every row says, and what changed since the snapshot before."""

    answers: Answers
    changes: Changes
    stage = "compare"


@stage
def look_over(run: Run) -> Looked:
    """The folder is swept of what dead runs left, and fit for this one; what is damaged in it is said.

    Raises RetentionPassedError once personal data may be kept no more: nothing new is read then.
    """
    today, until = datetime.now(run.campaign.zone).date(), run.campaign.retention_until
    if has_passed(until, today):
        raise RetentionPassedError(until=until)
    if said_of_day := reminder(until, today):
        LOG.warning(said_of_day)
    sweep(run.data)
    said = texts("messages")
    for damage in recover(run.data):
        LOG.warning(said["notice"]["damage"].format(what=said["damage"][damage.code], path=damage.path))
    return Looked(None, current_manifest(run.data))


@stage
def read(run: Run, looked: Looked) -> Taken:
    """What staff typed into our tabs, where the campaign keeps such tabs in the source, and then what it holds."""
    if not has_tabs(run.source, run.campaign):
        return Taken(looked, _read(run), None)
    # Only for a sheet: its client takes its seconds.
    from flows.sinks import sheet_tabs

    tabs = sheet_tabs.open_tabs(run.source, run.campaign, may_write=run.options.write_tabs)
    tabs.read()
    return Taken(looked, _read(run), tabs)


@stage
def arrange(run: Run, taken: Taken) -> Arranged:
    """Every cell under its question; raises what the source or its headings lack."""
    sheet = comparison.arrange(taken.snapshot, run.campaign)
    found = pd.concat([sheet.headings.findings(), sums_told(sheet.sums, sheet.n_above)], ignore_index=True)
    for sentence in sheet.told:
        LOG.info(sentence)
    _notice(found)
    if sheet.rows.empty:
        raise SourceEmptyError(source=taken.snapshot.source)
    return Arranged(taken, sheet, found=found)


@stage
def keep(run: Run, arranged: Arranged) -> Kept:
    """The raw bytes are safe before anything is made of them; what was refused is not kept."""
    keep_snapshot(arranged.at(Taken).snapshot, run.data, datetime.now(UTC))
    return Kept(arranged)


@stage
def compare(run: Run, kept: Kept) -> Compared:
    """The present responses beside those of the snapshot before.

    Raises LargeFallError, or ColumnUnreadableError for a question that was read before, unless a fall is accepted.
    """
    sheet, snapshot = kept.at(Arranged).sheet, kept.at(Taken).snapshot
    compared = comparison.compare(sheet, snapshot, run.campaign, run.data)
    if not run.options.accept_fall:
        comparison.refuse_large_fall(compared, len(sheet.rows), run.campaign, run.data)
        refuse_newly_unreadable(compared.before, sheet.cells, run.campaign, sheet.headings.titles)
    return Compared(kept, compared)


@stage
def normalise(run: Run, compared: Compared) -> Normalised:
    """Every cell read, and what changed since the snapshot before."""
    beside = compared.comparison
    answers = read_all(beside.rows, run.campaign)
    changes = nothing_before()
    if beside.pairs is not None:
        present = Present(answers.responses, tuple(beside.rows.columns), beside.n_kept, beside.n_kept_before)
        changes = told(beside.pairs, beside.before, present, beside.questions, run.campaign)
        _notice(beside.questions)
        _tell(changes)
    return Normalised(compared, answers, changes, found=changes.findings)


def read_all(rows: pd.DataFrame, campaign: Campaign) -> Answers:
    """What every row says, read in parts side by side where there are many."""
    parts = chunks(rows, ROWS_OF_A_PART)
    return joined(mapped(read_rows, parts, campaign), campaign)


def _read(run: Run) -> Snapshot:
    """What the source holds, without whoever had their data destroyed; that they still stand in it is said."""
    snapshot, n = without_withheld(sources.read_source(run.source, run.campaign), run.data, run.campaign)
    if n:
        LOG.warning(texts("messages")["notice"]["withheld"].format(n=n))
    return snapshot


def _notice(findings: pd.DataFrame) -> None:
    notices = texts("messages")["notice"]
    for found in findings.itertuples():
        LOG.warning(notices[found.code].format(heading=found.column))


def _tell(changes: Changes) -> None:
    notices, names = texts("messages")["notice"], texts("messages")["change"]
    counted = " · ".join(f"{names[change]} {n}" for change, n in (changes.counts or {}).items() if n)
    LOG.info(notices["changes"].format(told=counted) if counted else notices["no_changes"])
