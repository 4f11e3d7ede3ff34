"""The run before the event: from the last good release to everyone's seat and every document."""

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.campaigns import campaign_folder, read_campaign
from flows.serving.turn import turn
from flows.stages import event as stages
from flows.stages.edge import guarded
from flows.sync import sync
from flows.telling.artifacts import progress
from flows.telling.notify import on_crashed, on_failure
from flows.telling.words import words
from output.formats.files import make_folder
from output.store.release import current_release

_SAID = words("event")["parameters"]


@flow(name="event", persist_result=False, log_prints=False, on_failure=[on_failure], on_crashed=[on_crashed])
@guarded
def event(
    campaign: Annotated[str, Field(json_schema_extra=_SAID["campaign"])] = "cheongju-2024",
    source: Annotated[str, Field(json_schema_extra=_SAID["source"])] = "",
    data: Annotated[str, Field(json_schema_extra=_SAID["data"])] = "data",
    guests: Annotated[tuple[str, ...], Field(json_schema_extra=_SAID["guests"])] = (),
    sync_first: Annotated[bool, Field(json_schema_extra=_SAID["sync_first"])] = False,
    wait_minutes: Annotated[float, Field(ge=0, json_schema_extra=_SAID["wait_minutes"])] = 0,
) -> str:
    """Publish an event release of ``campaign`` under ``data/event``; returns its id.

    ``guests`` are paths (or ``group=path``) of guest lists, in place of the campaign's own of those groups, for later
    runs too; ``group=`` is nobody. Responses are read anew (from ``source``) with ``sync_first``, and where there is no
    release yet. Parameters are names and paths, never records. Another run's end is waited for.
    """
    settings, folder = read_campaign(campaign), make_folder(Path(data), private=False)
    here = make_folder(folder / "event", private=True)
    with turn(folder, wait_minutes, settings):
        stages.look_over(folder, here)
    if sync_first or current_release(folder) is None:
        # Its stages as this run's own: one run to look at, and one that tells of a failure.
        sync.fn(campaign, source, data, wait_minutes)
    with turn(folder, wait_minutes, settings), progress(f"{settings.slug}-event", stages):
        registered = stages.freeze(folder, settings)
        lists = stages.read_guests(settings, campaign_folder(campaign), guests, folder, here)
        invited = stages.invite(registered, lists, settings)
        sheets = stages.printed(here)
        placed = stages.seat(invited, registered, sheets, settings)
        attended = stages.attend(placed, sheets, registered, folder, settings)
        return stages.release_event(placed, attended, invited, registered, sheets, settings, here)
