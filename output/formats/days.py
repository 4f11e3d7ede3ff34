"""Days as offices write them, and when the event is: on one day, or from one to another."""

from datetime import date, timedelta
from typing import Any

from output.formats.labels import labels
from transforms.campaign.campaign import Campaign


def date_of(at: Any) -> str:
    """A date as offices write it: ``2024. 5. 30.``."""
    return f"{at.year}. {at.month}. {at.day}."


def day_of(item: str) -> str:
    """``2024-04-27~2024-04-28`` as ``4. 27.~28.``; a lone day as ``4. 27.``."""
    first, _, last = item.partition("~")
    told = f"{int(first[5:7])}. {int(first[8:10])}."
    if not last:
        return told
    month = f"{int(last[5:7])}. " if last[5:7] != first[5:7] else ""
    return f"{told}~{month}{int(last[8:10])}."


def event_days(campaign: Campaign) -> str:
    """The day of the event, or its first and last: ``2025. 9. 26.~27.``."""
    first, last = campaign.event.starts_at.date(), _last_day(campaign)
    return date_of(first) if last == first else f"{date_of(first)}~{_beside(first, last)}"


def event_time(campaign: Campaign) -> str:
    """When the event begins and ends: ``2025. 9. 26.(금) 10:00~15:00``, or ``…10:00~27.(토) 15:00``."""
    words, at, end = labels("documents", campaign), campaign.event.starts_at, campaign.event.ends_at
    last = _last_day(campaign)
    told = words["date_time" if last == at.date() else "date_time_days"]
    return str(
        told.format(
            year=at.year,
            month=at.month,
            day=at.day,
            weekday=words["weekdays"][at.weekday()],
            start=f"{at:%H:%M}",
            last=_beside(at.date(), last),
            last_weekday=words["weekdays"][last.weekday()],
            # A day ends at 24:00 where the next would begin.
            end="24:00" if last < end.date() else f"{end:%H:%M}",
        )
    )


def _last_day(campaign: Campaign) -> date:
    return (campaign.event.ends_at - timedelta(microseconds=1)).date()


def _beside(first: date, last: date) -> str:
    """The last day without the year and the month that stand before it already."""
    if last.year != first.year:
        return date_of(last)
    return f"{last.month}. {last.day}." if last.month != first.month else f"{last.day}."
