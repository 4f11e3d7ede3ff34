"""A person is told how a run ended: counts and codes, to the addresses that the campaign names."""

import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.campaigns import read_campaign
from flows.telling.artifacts import changes
from flows.telling.log import LOG
from flows.telling.served import served
from flows.telling.words import words
from output.store.lock import only_run
from transforms.campaign.sections import Notify
from transforms.errors.base import SdgnetError, UnexpectedError
from transforms.errors.running import LockedError

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.flows import Flow


def tell(settings: Notify, subject: str, text: str) -> None:
    """Every address got ``text``; those that did not are logged, and never fail a run."""
    urls = [*settings.urls, *os.environ.get(settings.urls_from, "").split()]
    if not urls:
        return
    import apprise

    # What it logs may hold an address with its password.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    for url in urls:
        try:
            room = apprise.Apprise()
            sent = room.add(url) and room.notify(title=subject, body=text)
        except Exception:
            sent = False
        if not sent:
            scheme, is_address, _ = url.partition("://")
            # Of one that was typed without its beginning nothing is told: all of it may be a password.
            LOG.warning(words("notify")["unsent"].format(scheme=scheme if is_address else "?"))


def tell_success(settings: Notify, name: str, now: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
    """What was published, and what changed, was told to those who want to hear of success, and alarms to everyone."""
    if not settings.on_success and not now["alarms"]:
        return
    said = words("notify")
    lines = [said["line"].format(**row) for row in changes(now, before)]
    lines += [said["alarm"].format(code=code, n=n) for code, n in now["alarms"].items()]
    tell(settings, said["succeeded"].format(name=name), "\n".join([said["release"].format(**now), *lines]))


def tell_died(settings: Notify, name: str, since: str) -> None:
    """That the run of ``since`` died without a word was told."""
    said = words("notify")
    tell(settings, said["failed"].format(name=name), said["died"].format(since=since))


def on_failure(flow: "Flow[..., Any]", flow_run: "FlowRun", state: "State[Any]") -> None:
    """Prefect's hook: the failed run's code was told."""
    tell_failure(_named(flow_run), state.result(raise_on_failure=False))


def log_failure(flow: "Flow[..., Any]", flow_run: "FlowRun", state: "State[Any]") -> None:
    """Prefect's hook: why a run failed that no command is there to tell of was logged."""
    error = state.result(raise_on_failure=False)
    if isinstance(error, SdgnetError):
        LOG.error(words("cli")["failed"] + str(error))


def tell_failure(campaign: str, error: object) -> None:
    """The code of what failed a run of ``campaign`` was told."""
    code = error.code if isinstance(error, SdgnetError) else UnexpectedError.code
    settings, name, _ = _whom(campaign)
    said = words("notify")
    tell(settings, said["failed"].format(name=name), said["why"].format(code=code))


def on_crashed(flow: "Flow[..., Any]", flow_run: "FlowRun", state: "State[Any]") -> None:
    """Prefect's hook, called by whoever watches the run's process: that it was killed was told, once."""
    settings, name, zone = _whom(_named(flow_run))
    began = flow_run.start_time or flow_run.expected_start_time or datetime.now(UTC)
    tell_died(settings, name, began.astimezone(zone).isoformat(timespec="seconds"))
    try:
        # Taking the folder clears the dead run's name, which the next run would tell again.
        with only_run(Path(served(flow_run.parameters)["data"]), datetime.now().astimezone()):
            pass
    except (LockedError, OSError, KeyError):
        return


def _named(run: "FlowRun") -> str:
    return str(served(run.parameters).get("campaign", ""))


def _whom(campaign: str) -> tuple[Notify, str, tzinfo | None]:
    """Who hears of a campaign's run, the campaign's name, and its zone; None, the machine's own, where none is read."""
    try:
        settings = read_campaign(campaign)
    except SdgnetError:
        # A broken campaign file is itself a failure that somebody must hear of.
        return Notify(), Path(campaign).name, None
    return settings.notify, settings.name, settings.zone
