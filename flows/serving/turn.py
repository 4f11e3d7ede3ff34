"""A run's turn in a data folder: at once, or after waiting for the run that holds it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from flows.telling.log import LOG
from flows.telling.notify import tell_died
from output.store.lock import only_run
from output.store.purge import refuse_purged
from transforms.campaign.campaign import Campaign
from transforms.errors.running import LockedError
from transforms.reference import texts


@contextmanager
def turn(data: Path, wait_minutes: float, campaign: Campaign) -> Iterator[None]:
    """This run alone works in ``data``; that the one before it died there was told.

    Raises LockedError, which names the holder, when the folder is still held after ``wait_minutes``; PurgedError or
    PurgeBegunError where its personal data are destroyed, or about to be.
    """
    notices = texts("messages")["notice"]
    until = time.monotonic() + wait_minutes * 60
    with ExitStack() as held:
        told = False
        while True:
            try:
                died = held.enter_context(only_run(data, datetime.now(campaign.zone)))
                break
            except LockedError as error:
                left = until - time.monotonic()
                if left <= 0:
                    raise
                if not told:
                    LOG.warning(notices["waiting"].format(minutes=wait_minutes, **error.facts))
                    told = True
                time.sleep(min(0.5, left))
        refuse_purged(data)
        if died:
            LOG.warning(notices["died"].format(process=died.process, since=died.since))
            tell_died(campaign.notify, campaign.name, died.since)
        yield
