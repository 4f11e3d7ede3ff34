"""What the orchestrator's page calls a run: whose it is, whether a night or a hand began it, and which edition."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.campaigns import campaign_folder, read_campaign
from flows.telling.served import served
from flows.telling.words import words
from output.store.printed import printed_version
from transforms.errors.base import SdgnetError

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.context import FlowRunContext
    from prefect.flows import Flow

_EVENT = "event"


def flow_run() -> "FlowRunContext | None":
    """The orchestrator's run that is going on here; it is not imported to find that there is none."""
    if "prefect" not in sys.modules:
        return None
    from prefect.context import FlowRunContext

    return FlowRunContext.get()


def run_name() -> str:
    """The name of the run that begins here, as ``@flow`` asks for it: ``cheongju-2024 예약 2024-05-01 06:00``."""
    running = flow_run()
    if running is None or running.flow_run is None or running.parameters is None:
        return ""
    run, parameters = running.flow_run, served(running.parameters)
    said, slugs = words("runs"), _slugs(parameters)
    due = (run.expected_start_time or datetime.now(UTC)).astimezone(_zone(parameters))
    more = {"first": slugs[0], "n": len(slugs) - 1}
    return str(said["name"]).format(
        campaigns=said["several"].format(**more) if more["n"] else slugs[0],
        began=" ".join(_kind(running.flow, run, parameters)),
        due=due.strftime("%Y-%m-%d %H:%M"),
    )


def tag_run(flow: "Flow[..., Any]", flow_run: "FlowRun", state: "State[Any]") -> None:
    """Prefect's hook: the run bears its campaign and what began it as tags, by which the page is searched."""
    from prefect.client.orchestration import get_client

    parameters = served(flow_run.parameters)
    tags = {*flow_run.tags, *_slugs(parameters), *_kind(flow, flow_run, parameters)}
    with get_client(sync_client=True) as client:
        client.update_flow_run(flow_run.id, tags=sorted(tags))


def _kind(flow: "Flow[..., Any] | None", run: "FlowRun", parameters: Mapping[str, Any]) -> list[str]:
    """What began a run, and of the event's runs the edition that it makes, in words."""
    said = words("runs")
    kind = [said["began"]["late" if said["began"]["late"] in run.tags else "night" if run.auto_scheduled else "hand"]]
    if flow and flow.name == _EVENT:
        kind.append(said["edition"].format(n=printed_version(Path(parameters.get("data", "")) / _EVENT) + 1))
    return kind


def _slugs(parameters: Mapping[str, Any]) -> list[str]:
    if several := parameters.get("campaigns"):
        return list(several)
    named = str(parameters.get("campaign", ""))
    try:
        return [campaign_folder(named).resolve().name]
    except SdgnetError:
        return [Path(named).name]


def _zone(parameters: Mapping[str, Any]) -> Any:
    """The zone of the one campaign that is run; None, this machine's, for several and for one that cannot be read."""
    try:
        return read_campaign(str(parameters.get("campaign", ""))).zone
    except SdgnetError:
        return None
