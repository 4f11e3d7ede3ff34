"""When a campaign's nightly runs are due: each day inside its window, and once after the window closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from transforms.campaign.campaign import Campaign


@dataclass(frozen=True)
class Nights:
    """The first and the last run of a campaign, in its zone; one each day between them at the same time of day."""

    first: datetime
    last: datetime

    def due(self, now: datetime) -> datetime | None:
        """The latest run that should have begun by ``now``, or None before the first."""
        if now < self.first:
            return None
        # Wall time in one zone: a day is a day there, whatever a clock change does to its hours.
        local = now.astimezone(self.first.tzinfo).replace(tzinfo=None)
        days = (min(local, self.last.replace(tzinfo=None)) - self.first.replace(tzinfo=None)).days
        return self.first + timedelta(days=days)

    def upcoming(self, now: datetime, *, is_endless: bool = False) -> datetime | None:
        """The next run after ``now``, or None behind the last (``is_endless``: there is none)."""
        due = self.due(now)
        if due is None:
            return self.first
        if is_endless:
            due = self.first + timedelta(days=(now.astimezone(self.first.tzinfo) - self.first).days)
        follows = due + timedelta(days=1)
        return follows if is_endless or follows <= self.last else None

    @property
    def rule(self) -> str:
        """The same as an iCalendar rule in floating local times, to be read in the campaign's zone.

        A start with a Z would be read as local time all the same; a rule without a start begins whenever it is read.
        """
        start, until = (each.strftime("%Y%m%dT%H%M%S") for each in (self.first, self.last))
        return f"DTSTART:{start}\nRRULE:FREQ=DAILY;UNTIL={until}"


def nights(campaign: Campaign) -> Nights:
    """The runs of a campaign: from its first hour of ``schedule.time`` after opening to its first after closing."""
    return Nights(_next(campaign.opens_at, campaign), _next(campaign.closes_at, campaign))


def why_not(campaign: Campaign, now: datetime, due: datetime, synced: datetime | None) -> str:
    """The name of the reason for which a run that was due at ``due`` has nothing to do at ``now``, or ''.

    ``synced`` is when the last good sync began. A run that comes late has nothing to do when a sync began after the
    moment it was due: of many missed nights one is caught up, whichever run comes first.
    """
    if now < campaign.opens_at:
        return "early"
    if due > nights(campaign).last or (synced and synced >= campaign.closes_at):
        return "over"
    if synced and synced >= due:
        return "done"
    return ""


def missed(campaign: Campaign, now: datetime, synced: datetime | None) -> datetime | None:
    """The due time of the run that nobody made though one should have been, or None.

    A folder that was never synced is not caught up after its window: nobody has worked with it.
    """
    due = nights(campaign).due(now)
    if due is None or (synced is None and now >= campaign.closes_at) or (synced and synced >= due):
        return None
    return due


def _next(moment: datetime, campaign: Campaign) -> datetime:
    """The first moment after ``moment`` at the campaign's time of day."""
    day = moment.astimezone(campaign.zone).date()
    at = datetime.combine(day, campaign.nightly_at, campaign.zone)
    return at if at > moment else datetime.combine(day + timedelta(days=1), campaign.nightly_at, campaign.zone)
