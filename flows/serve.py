"""``sdgnet serve``: deployments on a schedule and by hand, watched so that no night is lost in silence."""

import _thread
import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import RRule, Schedule
from prefect.states import Crashed, Scheduled
from prefect.types.entrypoint import EntrypointType

from flows.campaigns import read_campaign
from flows.event import event
from flows.nightly import nightly
from flows.serving.pools import EVENT, EVENT_WAIT_MINUTES, NIGHTLY, rule
from flows.telling.log import LOG
from flows.telling.notify import tell_died
from flows.telling.served import PARAMETERS
from flows.telling.words import words
from output.store.book import chosen_source
from output.store.last_sync import last_sync
from output.store.lock import only_run
from transforms.campaign.campaign import Campaign
from transforms.campaign.nights import missed
from transforms.campaign.retention import has_passed
from transforms.errors.running import LockedError

# The second of two runs is not put in a queue that grows; the data folder's own lock stands below this limit.
_ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
_WATCH_EVERY_SECONDS = 60
_KILLED_AT_MOST = 2


@dataclass(frozen=True)
class Served:
    """What is served: a campaign by name or folder, its source, its data folder, and whether the window is ignored.

    With ``is_purged`` it is served until the last day on which personal data may be kept.
    """

    campaign: str
    source: str
    data: Path
    force: bool
    is_purged: bool = False


def deployments(served: Served) -> list[RunnerDeployment]:
    """Every deployment that is served: by schedule the nightly sync, by hand the run before the event."""
    said, campaign = words("serve"), read_campaign(served.campaign)
    common: dict[str, Any] = {
        "tags": [campaign.slug],
        "version": version("sdgnet"),
        "concurrency_limit": _ONE_AT_A_TIME,
        "entrypoint_type": EntrypointType.MODULE_PATH,
    }
    # Blank: what is served, which the page needs not name.
    parameters = dict.fromkeys(PARAMETERS, "")
    return [
        RunnerDeployment.from_flow(
            nightly,
            NIGHTLY,
            schedule=schedule(campaign, served.force),
            parameters={**parameters, "force": served.force},
            description=said["nightly"]["description"],
            **common,
        ),
        RunnerDeployment.from_flow(
            event,
            EVENT,
            parameters={**parameters, "wait_minutes": EVENT_WAIT_MINUTES},
            description=said["event"]["description"],
            **common,
        ),
    ]


def schedule(campaign: Campaign, force: bool = False) -> Schedule:
    """The nights of a campaign as a schedule in its zone; with ``force`` every night from its first."""
    return RRule(rule(campaign, force), timezone=campaign.zone.key, slug="nights")


def serve(served: Served) -> None:
    """Runs are started when they are due, until a signal stops the process, or the day on which data are purged."""
    campaign = read_campaign(served.campaign)
    runner = Runner(name="sdgnet", pause_on_shutdown=False)
    for deployment in deployments(served):
        runner.add_deployment(deployment)
    with get_client(sync_client=True) as client:
        bury_dead_runs(client, campaign, served)
    watch = threading.Thread(target=_watch, args=(campaign, served), daemon=True)
    watch.start()
    LOG.info(words("serve")["ready"])
    with suppress(asyncio.CancelledError, KeyboardInterrupt):
        asyncio.run(_run(runner))


async def _run(runner: Runner) -> None:
    """Runs until interrupted or terminated; Prefect's own handler would leave before the runs in progress are ended."""
    loop, here = asyncio.get_running_loop(), asyncio.current_task()

    def stop(*_: object) -> None:
        if here:
            loop.call_soon_threadsafe(here.cancel)

    runner.handle_sigterm = stop  # type: ignore[method-assign]
    await runner.start()


def bury_dead_runs(client: SyncPrefectClient, campaign: Campaign, served: Served) -> int:
    """Runs that the server thinks alive though nobody runs in the data folder are Crashed and told; how many.

    A killed server or machine leaves them, and each would hold the limit of one run forever.
    """
    try:
        with only_run(served.data, datetime.now().astimezone()):
            dead = client.read_flow_runs(
                flow_run_filter=FlowRunFilter(
                    state=FlowRunFilterState(
                        type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
                    )
                ),
                deployment_filter=_of(NIGHTLY, EVENT),
            )
            for run in dead:
                client.set_flow_run_state(run.id, Crashed(), force=True)
                LOG.warning(words("serve")["dead_run"].format(name=run.name))
                began = (run.start_time or run.expected_start_time or datetime.now(UTC)).astimezone(campaign.zone)
                tell_died(campaign.notify, campaign.name, began.isoformat(timespec="seconds"))
    except LockedError:
        return 0
    return len(dead)


def catch_up(client: SyncPrefectClient, campaign: Campaign, served: Served, now: datetime) -> FlowRun | None:
    """One run stands for all that were due and that nobody made, neither the server nor a hand; None when none was.

    A run that was killed made nothing; it is made up for, and not again and again where it is the killer.
    """
    due = missed(campaign, now, last_sync(served.data, chosen_source(served.data) or served.source))
    if due is None or served.force:
        return None
    made = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"after_": due})
        ),
        deployment_filter=_of(NIGHTLY),
    )
    killed = sum(run.state_type == StateType.CRASHED for run in made)
    alive = [run for run in made if run.state_type != StateType.CRASHED and (run.expected_start_time or now) <= now]
    if alive or killed > _KILLED_AT_MOST:
        return None
    LOG.info(words("serve")["catching_up"].format(due=due.strftime("%Y-%m-%d %H:%M")))
    deployment = client.read_deployment_by_name(f"{nightly.name}/{NIGHTLY}")
    return client.create_flow_run_from_deployment(
        deployment.id,
        state=Scheduled(scheduled_time=due),
        idempotency_key=f"catch-up {due.isoformat()} {killed}",
        tags=[words("runs")["began"]["late"]],
    )


def _watch(campaign: Campaign, served: Served) -> None:
    """Looks now and then whether a night was missed: by this machine asleep, or by a scheduler that stopped."""
    waiting = threading.Event()
    while not waiting.wait(_WATCH_EVERY_SECONDS):
        if served.is_purged and has_passed(campaign.retention_until, datetime.now(campaign.zone).date()):
            # As Ctrl+C does it, on every system.
            _thread.interrupt_main()
            return
        try:
            with get_client(sync_client=True) as client:
                # What fell due this minute is the scheduler's.
                catch_up(client, campaign, served, datetime.now(campaign.zone) - timedelta(minutes=1))
        except Exception:
            LOG.warning(words("serve")["catch_up_failed"])


def _of(*names: str) -> DeploymentFilter:
    return DeploymentFilter(name=DeploymentFilterName(any_=list(names)))
