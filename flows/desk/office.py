"""What one page is about: whose campaign, where its responses come from, and the folder of its releases."""

import getpass
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flows.campaigns import read_campaign
from flows.desk.guard import ASKING
from output.store.release import current_release
from transforms.campaign.campaign import Campaign

WINDOW, ALWAYS = "window", "always"


@dataclass(frozen=True)
class Office:
    """``campaign`` by name or folder, ``source`` as it was given ('' for the campaign's own), ``data`` whole.

    ``nightly`` where the page stands beside the nightly schedule: WINDOW or ALWAYS, whatever the campaign's window.
    """

    campaign: str
    source: str
    data: Path
    nightly: str = ""

    @cached_property
    def settings(self) -> Campaign:
        """The campaign's settings, as they stood when the page was opened."""
        return read_campaign(self.campaign)

    @property
    def release(self) -> Path | None:
        """The current release."""
        return current_release(self.data)

    @property
    def event(self) -> Path | None:
        """The current release of the event."""
        return current_release(self.data / "event")


def officer() -> str:
    """Who asks: whoever logged in, or who sits at this computer, as the system names them."""
    if asking := ASKING.get():
        return asking.name
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
