"""From audited tables to a release: written whole, made current, told of, and laid into our tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import pandas as pd

from flows.campaigns import is_of_sample
from flows.stages.comparison import facts_of
from flows.stages.covering import Audited, Covered
from flows.stages.edge import stage
from flows.stages.mapping import Asked, Placed, Watched
from flows.stages.products import write_products
from flows.stages.reading import Compared, Looked, Normalised, Taken
from flows.stages.run import Result, Run
from flows.telling.artifacts import show_release
from flows.telling.log import LOG
from flows.telling.notify import tell_success
from output.formats.labels import labels
from output.store.damage import guards
from output.store.edition import edition_told, keep_edition
from output.store.profiles import Remembered, remember_profile
from output.store.release import open_staging, publish, read_manifest, remove_old
from output.store.shown import remember_state
from output.store.snapshot_order import remember_order
from transforms.errors.base import SdgnetError
from transforms.errors.sheet import SheetTabsNotWrittenError
from transforms.reference import texts
from transforms.review.sheet_tabs import ROLES, sheet_tabs
from transforms.schema import contract


@dataclass(frozen=True, eq=False)
class Released(Result):
    """A release that is current: its id, and its manifest."""

    release: str
    manifest: Mapping[str, Any]


@stage
def release(run: Run, audited: Audited) -> Released:
    """The release is written whole and made current, and what the next one is compared with is remembered."""
    covered, watched, compared = audited.at(Covered), audited.at(Watched), audited.at(Compared).comparison
    snapshot, changes = facts_of(audited.at(Taken).snapshot), audited.at(Normalised).changes
    staging = open_staging(run.data)
    manifest = {
        "alarms": _counts(watched.alarms["code"]),
        "campaign": run.campaign.slug,
        "changes": changes.counts,
        "code": version("sdgnet"),
        "contract": contract(),
        "counts": covered.told["dispositions"],
        **write_products(run, covered, staging),
        "decisions": _counts(covered.tables["corrections"]["state"]),
        "edition": edition_told(run.campaign.slug, covered.edition),
        "guards": guards(run.data),
        "participants": covered.told["participants"],
        "retention_until": run.campaign.retention_until.isoformat(),
        "rows_read": covered.told["read"],
        **({"sample": True} if is_of_sample(snapshot["sha256"]) else {}),
        "snapshot": {**snapshot, "previous": compared.previous},
    }
    now = datetime.now(UTC)
    remember_order(run.data, snapshot, compared.previous)
    remember_profile(run.data, Remembered(snapshot, watched.last[:10], watched.numbers))
    remember_state(run.data, snapshot, compared.previous, covered.state, now)
    if covered.edition is not None:
        keep_edition(run.data, run.campaign.slug, covered.edition)
    made = publish(staging, run.data, manifest, now)
    removed = remove_old(run.data, run.campaign.keep.releases, run.campaign.keep.days, now)
    if removed:
        LOG.info(texts("messages")["notice"]["removed"].format(n=len(removed)))
    return Released(audited, made, read_manifest(run.data / "current"))


@stage
def write_tabs(run: Run, released: Released) -> None:
    """The published release stands in our tabs of the spreadsheet; raises SheetTabsNotWrittenError.

    After the release, which is the truth: what goes wrong here takes nothing of it back.
    """
    tabs = released.at(Taken).tabs
    if tabs is None:
        return
    words = {name: labels(name, run.campaign) for name in ("documents", "survey", "review")} | {
        "tabs": labels("sheet_tabs", run.campaign)
    }
    covered, sheets = released.at(Covered), released.at(Asked).sheets
    counts, now, seats = covered.public["survey_counts"], datetime.now(UTC), released.at(Placed).seats
    try:
        made = sheet_tabs(covered.tables, sheets, counts, run.campaign, words, released.release, now, seats)
        n_waiting = tabs.write(made, released.release)
    except SdgnetError as error:
        raise SheetTabsNotWrittenError(release=released.release, cause=str(error)) from None
    notices = texts("messages")["notice"]
    LOG.info(notices["tabs_written"].format(tabs=" · ".join(words["tabs"]["title"][role] for role in ROLES)))
    if n_waiting:
        LOG.warning(notices["tabs_late"].format(n=n_waiting))


def tell(run: Run, released: Released) -> None:
    """The orchestrator's page shows the new release, and those who asked for it heard of it.

    No stage: a release is published whether or not its news arrives.
    """
    before = released.at(Looked).last
    show_release(released.manifest, before)
    tell_success(run.campaign.notify, run.campaign.name, released.manifest, before)


def _counts(column: "pd.Series[str]") -> dict[str, int]:
    return {str(value): int(n) for value, n in column.value_counts().sort_index().items()}
