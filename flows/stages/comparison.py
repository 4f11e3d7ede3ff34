"""An export beside the one that came before it: which that was, what it says under today's settings, what changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from flows import sources
from flows.campaigns import is_of_sample
from flows.telling.log import LOG
from output.store.release import current_release, read_manifest
from output.store.snapshot import Snapshot, snapshot_path
from output.store.snapshot_order import identity, remembered_order
from transforms.campaign.campaign import Campaign
from transforms.changes import row_pairs
from transforms.changes.between_snapshots import (
    KEEP,
    KEPT,
    changed_questions,
    deleted_cells,
    has_fallen,
    newly_deleted,
    with_kept,
)
from transforms.errors.base import SdgnetError
from transforms.errors.changes import AcceptedFallError, LargeFallError, NothingAcceptedError, SampleFallError
from transforms.errors.store import OtherCampaignError, ReleaseDamagedError
from transforms.reading.answered import answered, parted
from transforms.reading.headings import Headings, match_headings
from transforms.reference import texts

Facts = Mapping[str, Any]
_SEATS = "tables/seats.parquet"


@dataclass(frozen=True)
class Sheet:
    """An export under its questions: headings (``n_above`` rows above them) and raw cells by our column names.

    ``rows`` are the cells of the rows that somebody answered, ``sums`` those of rows that add up others. ``told``
    are sentences about how it was read.
    """

    headings: Headings
    cells: pd.DataFrame
    rows: pd.DataFrame
    sums: pd.DataFrame
    n_above: int
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """An export beside the one before it: ``cells`` with the deleted rows that are kept, the last ``n_kept``.

    ``rows`` are those of ``cells`` that somebody answered: one response each.

    ``pairs`` is None where there was nothing to compare with; ``before`` are the earlier cells, of which the last
    ``n_kept_before`` were kept, and ``questions`` the findings about headings that changed. ``previous`` is what the
    manifest tells of the earlier snapshot.
    """

    cells: pd.DataFrame
    rows: pd.DataFrame
    previous: Facts | None
    pairs: pd.DataFrame | None = None
    before: pd.DataFrame = field(default_factory=pd.DataFrame)
    questions: pd.DataFrame = field(default_factory=pd.DataFrame)
    n_kept: int = 0
    n_kept_before: int = 0


def arrange(snapshot: Snapshot, campaign: Campaign) -> Sheet:
    """Every cell under its question; raises what the source or its headings lack."""
    raw = sources.open_snapshot(snapshot, campaign)
    headings = match_headings(raw.headings, raw.cells, campaign, snapshot.source)
    cells = headings.arrange(raw.cells, campaign)
    return Sheet(headings, cells, *parted(cells), raw.n_above, raw.told)


def compare(sheet: Sheet, snapshot: Snapshot, campaign: Campaign, data: Path) -> Comparison:
    """The present responses beside those of the snapshot before.

    An earlier snapshot that is lost, or that today's settings do not read, is told and spoils no present one, unless
    deleted responses are to be kept, which would be lost with it.
    """
    previous = predecessor(facts_of(snapshot), data, campaign)
    if previous is None:
        return Comparison(sheet.cells, sheet.rows, None)
    keeps = campaign.changes.deleted == KEEP
    try:
        chain = [arrange(kept_snapshot(each, data), campaign) for each in _chain(snapshot, previous, data, keeps)]
    except SdgnetError:
        if keeps:
            raise
        LOG.warning(texts("messages")["notice"]["not_compared"])
        return Comparison(sheet.cells, sheet.rows, previous)
    whole, n_kept = chain[0].rows, 0
    for each in chain[1:]:
        gone = deleted_cells(row_pairs.compare(whole, each.rows, campaign), whole)
        whole, n_kept = answered(with_kept(each.cells, gone)), len(gone)
    pairs = row_pairs.compare(whole, sheet.rows, campaign)
    gone = deleted_cells(pairs, whole) if keeps else whole.head(0)
    questions = changed_questions(chain[-1].headings, sheet.headings)
    cells = with_kept(sheet.cells, gone)
    rows = sheet.rows if gone.empty else answered(cells)
    return Comparison(cells, rows, previous, pairs, whole, questions, len(gone), n_kept)


def refuse_large_fall(compared: Comparison, n_now: int, campaign: Campaign, data: Path) -> None:
    """Nothing, unless many of the responses behind the current release are gone: raises LargeFallError."""
    current = own_release(data, campaign)
    if current is None:
        return
    published = read_manifest(current)
    n_before = published["rows_read"] - ((published.get("changes") or {}).get(KEPT) or 0)
    n_gone = n_before - n_now
    if compared.pairs is not None and identity(compared.previous or {}) == identity(published["snapshot"]):
        n_gone = int(newly_deleted(compared.pairs, compared.before, compared.n_kept_before).sum())
    if has_fallen(n_before, n_gone, campaign):
        refused = SampleFallError if is_of_sample(published["snapshot"]["sha256"]) else LargeFallError
        raise refused(data=data, before=n_before, gone=n_gone, now=n_now)


def refuse_fewer_accepted(judged: pd.DataFrame, campaign: Campaign, data: Path) -> None:
    """Nothing, unless far fewer responses are used than in the current release: raises AcceptedFallError.

    Before a first release many responses of which none is used raise NothingAcceptedError; trial entries are no many.
    """
    current, n_now = own_release(data, campaign), int(judged["disposition"].eq("accepted").sum())
    if current is None:
        n_real = int(judged["disposition"].ne("test").sum())
        if n_now == 0 and has_fallen(n_real, n_real, campaign):
            raise NothingAcceptedError(now=len(judged), reasons=_unused(judged))
        return
    published = read_manifest(current)
    n_before = published["counts"].get("accepted", 0)
    if not has_fallen(n_before, n_before - n_now, campaign):
        return
    if is_of_sample(published["snapshot"]["sha256"]):
        raise SampleFallError(data=data, before=n_before, gone=n_before - n_now, now=n_now)
    raise AcceptedFallError(data=data, before=n_before, now=n_now, reasons=_unused(judged))


def _unused(judged: pd.DataFrame) -> str:
    """Why responses are not used, with how many each."""
    reasons = judged.loc[~judged["disposition"].isin(("accepted", "superseded")), "reason"].value_counts()
    return " · ".join(f"{reason} {n}" for reason, n in reasons.items()) or "-"


def facts_of(snapshot: Snapshot) -> dict[str, str]:
    """What a manifest tells of a snapshot."""
    return {"format": snapshot.format, "sha256": snapshot.sha256} | ({"tab": snapshot.tab} if snapshot.tab else {})


def own_release(data: Path, campaign: Campaign) -> Path | None:
    """The current release, None before the first; raises OtherCampaignError where it is another campaign's."""
    current = current_release(data)
    if current is not None and (other := read_manifest(current)["campaign"]) != campaign.slug:
        raise OtherCampaignError(data=data, campaign=campaign.slug, other=other)
    return current


def event_seats(data: Path, campaign: Campaign) -> pd.DataFrame | None:
    """Where everyone sits by the current event release; None before it; raises ReleaseDamagedError."""
    folder = data / "event"
    current = own_release(folder, campaign) if folder.exists() else None
    if current is None:
        return None
    try:
        return pd.read_parquet(current / _SEATS)
    except Exception:  # what a damaged file raises depends on where it is damaged
        raise ReleaseDamagedError(release=current.name, file=_SEATS) from None


def predecessor(snapshot: Facts, data: Path, campaign: Campaign) -> Facts | None:
    """The facts of the snapshot before ``snapshot``: the one remembered, else the one behind the current release."""
    current = own_release(data, campaign)
    order = remembered_order(data)
    if identity(snapshot) in order:
        return order[identity(snapshot)]
    if current is None:
        return None
    behind = read_manifest(current)["snapshot"]
    if identity(behind) == identity(snapshot):
        # A folder that remembers no order: its release knows what it was compared with.
        previous: Facts | None = behind.get("previous")
        return previous
    return {name: value for name, value in behind.items() if name != "previous"}


def _chain(snapshot: Snapshot, previous: Facts, data: Path, is_whole: bool) -> list[Facts]:
    """The snapshot before; where ``is_whole``, all that came before, the first of them first."""
    order, chain = remembered_order(data), [previous]
    seen = {identity(facts_of(snapshot)), identity(previous)}
    while is_whole and (before := order.get(identity(chain[0]))) is not None and identity(before) not in seen:
        chain.insert(0, before)
        seen.add(identity(before))
    return chain


def kept_snapshot(facts: Facts, data: Path) -> Snapshot:
    """The raw snapshot of which a manifest tells; raises SourceNotFoundError or SnapshotDamagedError."""
    path = snapshot_path(data, facts["sha256"], facts["format"])
    return sources.read_source(f"{path}#{facts['tab']}" if facts.get("tab") else str(path))
