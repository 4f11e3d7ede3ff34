"""The run before the event: from the last good release to everyone's seat and every document."""

from datetime import datetime
from pathlib import Path

from prefect import flow

from flows import event_stages as stages
from flows.campaigns import campaign_folder, read_campaign
from flows.edge import guarded
from flows.sync import sync
from output.files import make_folder
from output.lock import only_run
from output.release import current_release, sweep


@flow(name="event", persist_result=False, log_prints=False)
@guarded
def event(
    campaign: str = "cheongju-2024",
    source: str = "",
    data: str = "data",
    guests: list[str] | None = None,
    sync_first: bool = False,
) -> str:
    """Publish an event release of ``campaign`` under ``data/event``; returns its id.

    ``guests`` are paths (or ``group=path``) of guest lists, in place of the campaign's own of those groups. Responses
    are read anew (from ``source``) with ``sync_first``, and where there is no release yet. Parameters are names and
    paths, never records.
    """
    settings, folder = read_campaign(campaign), make_folder(Path(data), private=False)
    if sync_first or current_release(folder) is None:
        sync(campaign, source, data)
    with only_run(folder, datetime.now().astimezone()):
        here = make_folder(folder / "event", private=True)
        sweep(here)
        registered = stages.freeze(folder, settings)
        lists = stages.read_guests(settings, campaign_folder(campaign), guests or [], folder)
        invited = stages.invite(registered, lists, settings)
        sheets = stages.printed(here)
        placed = stages.seat(invited, registered, sheets, settings)
        return stages.release_event(placed, invited, registered, sheets, settings, here)
