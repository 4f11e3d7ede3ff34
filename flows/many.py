"""Many campaigns at once, each a run of its own."""

from pathlib import Path

from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE

from flows.stages.edge import guarded
from flows.sync import sync
from flows.telling.runs import run_name, tag_run
from flows.telling.served import recorded, served
from transforms.errors.base import SdgnetError, UnexpectedError


@task(persist_result=False, cache_policy=NO_CACHE, log_prints=False, task_run_name="{slug}")
def one(slug: str, campaign: str, data: str, wait_minutes: float, accept_fall: bool, write_tabs: bool) -> str:
    """A release of ``campaign`` is published in its own folder of ``data``."""
    with recorded((campaign, "", str(Path(data) / slug), wait_minutes)) as told:
        return sync(*told, accept_fall=accept_fall, write_tabs=write_tabs)


@flow(name="sync-many", flow_run_name=run_name, persist_result=False, log_prints=False, on_running=[tag_run])
@guarded
def sync_many(
    campaigns: dict[str, str],
    data: str,
    wait_minutes: float = 0,
    *,
    accept_fall: bool = False,
    write_tabs: bool = True,
) -> dict[str, str | SdgnetError]:
    """Each campaign's (slug to name or folder) release, or what went wrong: one's failure stops no other."""
    campaigns, data = served({"campaigns": campaigns, "data": data}).values()
    shared = map(unmapped, (data, wait_minutes, accept_fall, write_tabs))
    runs = one.map(list(campaigns), list(campaigns.values()), *shared)
    return {slug: _ended(run.result(raise_on_failure=False)) for slug, run in zip(campaigns, runs, strict=True)}


def _ended(result: object) -> str | SdgnetError:
    if isinstance(result, str | SdgnetError):
        return result
    return UnexpectedError(kind=type(result).__name__, where="prefect")
