"""The run before the event: from the last good release to everyone's seat and every document."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.serving.turn import turn
from flows.stages import event_release, seating
from flows.stages.edge import guarded, n_stages
from flows.stages.run import Options, Run
from flows.sync import sync
from flows.telling.artifacts import progress
from flows.telling.notify import on_crashed, on_failure
from flows.telling.runs import run_name, tag_run
from flows.telling.served import served
from flows.telling.words import words
from output.store.release import current_release

_SAID = words("event")["parameters"]


@flow(
    name="event",
    flow_run_name=run_name,
    persist_result=False,
    log_prints=False,
    on_running=[tag_run],
    on_failure=[on_failure],
    on_crashed=[on_crashed],
)
@guarded
def event(
    campaign: Annotated[str, Field(json_schema_extra=_SAID["campaign"])] = "cheongju-2024",
    source: Annotated[str, Field(json_schema_extra=_SAID["source"])] = "",
    data: Annotated[str, Field(json_schema_extra=_SAID["data"])] = "data",
    guests: Annotated[tuple[str, ...], Field(json_schema_extra=_SAID["guests"])] = (),
    sync_first: Annotated[bool, Field(json_schema_extra=_SAID["sync_first"])] = False,
    wait_minutes: Annotated[float, Field(ge=0, json_schema_extra=_SAID["wait_minutes"])] = 0,
    products: tuple[str, ...] = (),
) -> str:
    """Publish an event release of ``campaign`` under ``data/event``; returns its id.

    ``guests`` are paths (or ``group=path``) of guest lists, in place of the campaign's own of those groups, for later
    runs too; ``group=`` is nobody. Responses are read anew (from ``source``) with ``sync_first``, and where there is no
    release yet. Parameters are names and paths, never records, and blank for what is served. Another run's end is
    waited for. Of the ``products`` (flows/stages/event_products.py) only those named are made; none named are all.
    """
    given = {"campaign": campaign, "source": source, "data": data, "guests": guests}
    campaign, source, data, guests = served(given).values()
    run = Run.of(campaign, source, data, Options(guests=tuple(guests), products=frozenset(products) or None))
    with turn(run.data, wait_minutes, run.campaign):
        seating.look_over(run)
    if sync_first or current_release(run.data) is None:
        # Its stages as this run's own: one run to look at, and one that tells of a failure.
        sync.fn(campaign, source, data, wait_minutes)
    with (
        turn(run.data, wait_minutes, run.campaign),
        progress(f"{run.campaign.slug}-event", n_stages(seating, event_release)),
    ):
        registered = seating.freeze(run)
        lists = seating.read_guests(run, registered)
        invited = seating.invite(run, lists)
        seated = seating.seat(run, invited)
        ticked = seating.attend(run, seated)
        drawn = seating.draw_up(run, ticked)
        return event_release.release_event(run, drawn).release
