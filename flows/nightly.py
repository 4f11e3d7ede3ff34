"""The sync that a schedule starts: it knows when there is nothing to do, and says so."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed
from pydantic import Field

from flows.campaigns import read_campaign, source_for
from flows.stages.edge import guarded
from flows.sync import sync
from flows.telling.log import LOG
from flows.telling.notify import log_failure, on_crashed, on_failure
from flows.telling.runs import run_name, tag_run
from flows.telling.served import refuse_other, served
from flows.telling.words import words
from output.store.book import chosen_source
from output.store.last_sync import last_sync
from transforms.campaign.nights import why_not

_SAID = words("serve")["nightly"]


@flow(
    name="nightly",
    flow_run_name=run_name,
    persist_result=False,
    log_prints=False,
    on_running=[tag_run],
    on_failure=[log_failure, on_failure],
    on_crashed=[on_crashed],
)
@guarded
def nightly(
    campaign: Annotated[str, Field(json_schema_extra=_SAID["campaign"])] = "",
    data: Annotated[str, Field(json_schema_extra=_SAID["data"])] = "",
    source: Annotated[str, Field(json_schema_extra=_SAID["source"])] = "",
    wait_minutes: Annotated[float, Field(ge=0, json_schema_extra=_SAID["wait_minutes"])] = 30,
    force: Annotated[bool, Field(json_schema_extra=_SAID["force"])] = False,
) -> State[str]:
    """A release is published, or a completed state named Skipped says why there was nothing to do.

    Outside the campaign's window, and where a sync began after this run was due, nothing is done unless ``force``.
    ``sdgnet sync`` by hand asks none of this. Blank are the campaign, the folder and the source that are served.
    """
    campaign, data, source = served({"campaign": campaign, "data": data, "source": source}).values()
    refuse_other(campaign, data, source)
    # On the page another may have been chosen since the schedule was made.
    source = chosen_source(Path(data)) or source
    settings = read_campaign(campaign)
    now = datetime.now(settings.zone)
    synced = last_sync(Path(data), source or source_for(campaign, Path(data)))
    reason = "" if force else why_not(settings, now, flow_run.scheduled_start_time or now, synced)
    if reason:
        told = _SAID["skipped"][reason].format(synced=synced)
        LOG.info(told)
        return Completed(name="Skipped", message=told)
    # Its stages as this run's own: one run to look at, and one that tells of a failure.
    release = sync.fn(campaign, source, data, wait_minutes)
    return Completed(message=_SAID["published"].format(release=release))
