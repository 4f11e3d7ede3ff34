"""From answers to one row a body: decisions put in force, every row checked, set aside or settled."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

import transforms.bodies.settle
from expectations.responses import check_responses
from flows.sources.review_file import FOLDER, read_review
from flows.sources.staff_page import read_decided
from flows.stages import comparison
from flows.stages.edge import stage
from flows.stages.reading import Normalised, Taken
from flows.stages.run import Result, Run
from flows.stages.withholding import without_their_matters
from flows.telling.log import LOG
from output.formats.files import make_folder
from output.formats.labels import labels
from output.store.damage import IDENTITIES
from output.store.decisions import remember, remembered
from output.store.identity_key import kept_key
from transforms.bodies.customs import customs_of
from transforms.bodies.identities import no_marks
from transforms.bodies.settle import Settled
from transforms.decisions import corrections, decisions
from transforms.errors.store import ReleaseDamagedError
from transforms.reading.normalise import Answers
from transforms.reading.quarantine import set_aside
from transforms.reference import texts


@dataclass(frozen=True, eq=False)
class Decided(Result):
    """The answers as officers corrected them; ``decisions`` hold, ``told`` is the state of those used up already."""

    answers: Answers
    decisions: pd.DataFrame
    told: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Checked(Result):
    """Findings about every row, before any row is set aside."""

    stage = "check"


@dataclass(frozen=True, eq=False)
class Judged(Result):
    """Every response with the disposition that the findings give it, '' where it is kept."""

    responses: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Resolved(Result):
    """One response speaks for each body, under the identity that the body had before."""

    settled: Settled


@stage
def decide(run: Run, normalised: Normalised) -> Decided:
    """Officers' decisions are read and remembered, and names and contacts stand as decided."""
    make_folder(run.data / FOLDER, private=True)
    before, tabs = remembered(run.data), normalised.at(Taken).tabs
    pages = [*read_review(run.data), *read_decided(run.data, run.campaign), *(tabs.pages if tabs else [])]
    typed = decisions.read_pages(pages, labels("review", run.campaign), run.campaign)
    typed = without_their_matters(typed, normalised.answers, run.data)
    # Of a tab nobody knows when a cell was typed: it was there when it was read.
    seen = datetime.now(run.campaign.zone).isoformat(timespec="seconds")
    typed["decided_at"] = typed["decided_at"].mask(typed["decided_at"].eq(""), seen)
    log = decisions.followed(decisions.remembered_with(before, typed), normalised.changes.table)
    remember(run.data, log)
    held = decisions.at_hand(decisions.in_force(log), log, normalised.answers.responses["response_id"])
    if len(held):
        LOG.info(texts("messages")["notice"]["decisions"].format(n=len(held)))
    answers, told = corrections.correct_answers(normalised.answers, held, run.campaign)
    return Decided(normalised, answers, held, told)


@stage
def check(run: Run, decided: Decided) -> Checked:
    """Every row is held against the rules; raises RuleBrokenError where one could not be evaluated."""
    return Checked(decided, found=check_responses(decided.answers, run.campaign))


@stage
def quarantine(run: Run, checked: Checked) -> Judged:
    """What the findings set aside is set aside, with its reason."""
    return Judged(checked, set_aside(checked.at(Decided).answers.responses, checked.findings()))


@stage
def resolve(run: Run, judged: Judged) -> Resolved:
    """One response speaks for each body, under the identity that it had before; raises AcceptedFallError."""
    normalised, decided = judged.at(Normalised), judged.at(Decided)
    # From what the form gave: a decision changes nobody's identity.
    key = kept_key(run.data, lambda: transforms.bodies.settle.identity_key(normalised.answers.responses))
    known, former = _known_identities(run), normalised.changes.former
    settled = transforms.bodies.settle.settle(
        judged.responses, known, key, decided.decisions, former, customs_of(run.campaign)
    )
    if not run.options.accept_fall:
        comparison.refuse_fewer_accepted(settled.judged, run.campaign, run.data)
    return Resolved(judged, settled)


def _known_identities(run: Run) -> pd.DataFrame:
    current = comparison.own_release(run.data, run.campaign)
    if current is None:
        return no_marks()
    try:
        return pd.read_parquet(current / IDENTITIES)
    except (OSError, ValueError):
        raise ReleaseDamagedError(release=current.name, file=IDENTITIES) from None
