"""``sdgnet serve``: the nightly schedule inside the window, and the runs that staff start by hand."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from flows.serving.launch import named_server
from flows.serving.pools import prefect_yaml
from flows.telling.log import LOG
from flows.telling.served import serve_only
from flows.telling.words import words
from output.formats.files import make_folder, replace_file
from output.store.lock import only_run
from output.store.purge import refuse_purged
from transforms.campaign.campaign import Campaign
from transforms.campaign.nights import nights
from transforms.campaign.retention import has_passed, reminder

_POOLS = Path("prefect.yaml")


def run(
    name: str,
    source: str,
    folder: Path,
    port: int,
    *,
    force: bool,
    purge_by: str = "",
    is_lan: bool = False,
    certificate: str = "",
) -> int:
    """0 when it was told to stop, or when the personal data were destroyed on their day as ``purge_by`` asked.

    The staff's page stands beside the schedule, and its address is told.

    1 when files are left that nobody but the office may destroy; raises SdgnetError when it cannot serve.
    """
    from flows.campaigns import campaign_folder, read_campaign, source_for
    from flows.sources import check_source, from_anywhere

    settings, given = read_campaign(name), source
    if purge_by and _is_over(settings):
        return _purge(name, make_folder(folder.resolve(), private=False), purge_by)
    source = source or source_for(name, folder)
    check_source(source, settings)
    data = make_folder(folder.resolve(), private=False)
    home = make_folder(data / ".prefect", private=True)
    campaign, source = str(campaign_folder(name).resolve()), from_anywhere(source)
    # One at a time serves a data folder.
    refuse_purged(data)
    with only_run(home, datetime.now().astimezone()), _server(home, port):
        from flows.commands.desk import office_of
        from flows.desk.office import ALWAYS, WINDOW
        from flows.desk.server import Page
        from flows.serve import Served, serve

        _tell_schedule(settings, force)
        serve_only(campaign, data, source)
        office = office_of(name, given, data, ALWAYS if force else WINDOW)
        with Page(office, is_lan=is_lan, certificate=certificate) as page:
            page.tell()
            serve(Served(campaign, source, data, force, is_purged=bool(purge_by)))
        LOG.info(words("serve")["stopped"])
    return _purge(campaign, data, purge_by) if purge_by and _is_over(settings) else 0


def _is_over(campaign: Campaign) -> bool:
    return has_passed(campaign.retention_until, datetime.now(campaign.zone).date())


def _purge(campaign: str, data: Path, by: str) -> int:
    """What is personal is destroyed, now that nothing runs here any more."""
    from flows.purge import purge

    said, made = words("purge"), purge(campaign, data, by)
    LOG.info(said["done"].format(n=sum(part.files for part in made.parts), looked=made.looked))
    if made.left:
        LOG.warning(said["left"] + "\n" + "\n".join(made.left))
    return int(bool(made.left))


def write(name: str, source: str, folder: Path, *, force: bool) -> int:
    """0 when ``prefect.yaml`` in the folder where we are says what would be served; raises SdgnetError."""
    from flows.campaigns import bundled, campaign_folder, read_campaign

    settings = read_campaign(name)
    campaign = name if name in bundled() else str(campaign_folder(name).resolve())
    parameters = {"campaign": campaign, "data": str(folder.resolve())}
    if source:
        from flows.sources import from_anywhere

        parameters["source"] = from_anywhere(source)
    replace_file(_POOLS, prefect_yaml(settings, parameters, force).encode(), private=False)
    _tell_schedule(settings, force)
    LOG.info(words("serve")["written"].format(file=_POOLS))
    return 0


@contextmanager
def _server(home: Path, port: int) -> Iterator[None]:
    """The server that PREFECT_API_URL names, or one of our own whose schedules and history lie in ``home``."""
    said = words("serve")
    if url := named_server():
        LOG.info(said["named_server"].format(url=url))
        yield
        return
    from flows.serving.local_server import LocalServer

    os.environ["PREFECT_HOME"] = str(home)
    # In memory, a killed server's claims of "one run at a time" would never be given back.
    os.environ["PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE"] = "prefect.server.concurrency.lease_storage.filesystem"
    with LocalServer(with_services=True, page=home / "page", port=port) as server:
        if server.port != port:
            LOG.warning(said["port_taken"].format(port=port, other=server.port))
        server.ready()
        yield


def _tell_schedule(campaign: Campaign, force: bool) -> None:
    if reminded := reminder(campaign.retention_until, datetime.now(campaign.zone).date()):
        LOG.warning(reminded)
    said, due = words("serve"), nights(campaign)
    now = datetime.now(campaign.zone)
    which = "schedule_forced" if force else "schedule" if now <= due.last else "no_schedule"
    day = "%Y-%m-%d %H:%M"
    LOG.info(
        said[which].format(
            first=due.first.strftime(day),
            last=due.last.strftime(day),
            time=campaign.nightly_at.strftime("%H:%M"),
            zone=campaign.zone.key,
        )
    )
