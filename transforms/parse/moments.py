"""Time stamps as Google Forms and Sheets write them; anything that could be read two ways is refused.

The forms are those of the form's own CSV download (``2024/04/22 2:05:33 오후 GMT+9``), of a sheet in Korean
(``2024. 4. 22 오후 2:05:33``) or another locale, ISO 8601, a browser's ``Mon Apr 22 2024 14:05:33
GMT+0900``, and a sheet's serial number (days since 1899-12-30 in the sheet's own zone). The year is first
or the month is a word: 04/05/2024 is refused, not guessed.
"""

import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from transforms.parse.text import folded

_DASHES = re.compile("[‐-―−]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_HALF = r"(?:오전|오후|am|pm|a\.m\.|p\.m\.)"
_WEEKDAY = r"(?:\([월화수목금토일](?:요일)?\)|[월화수목금토일]요일)"
_TIME = (
    rf"(?P<before>{_HALF})?\s?(?:(?P<hour>\d{{1,2}})\s?:\s?(?P<minute>\d{{1,2}})(?:\s?:\s?(?P<second>\d{{1,2}})(?:[.,]\d+)?)?"
    r"|(?P<spoken_hour>\d{1,2})\s?시(?:\s?(?P<spoken_minute>\d{1,2})\s?분(?:\s?(?P<spoken_second>\d{1,2})\s?초)?)?)"
    rf"\s?(?P<after>{_HALF})?"
)
_ZONE = (
    r"(?P<zone>z|(?:gmt|utc)?\s?[+-]\d{1,2}(?::?\d{2})?|gmt|utc|kst)?"
    r"(?:\s?\[[a-z_]+/[a-z_]+\]|\s?\([a-z가-힣 ]+\))?"
)
_YEAR_FIRST = (
    r"(?P<year>\d{4})\s?[./년年-]\s?(?P<month>\d{1,2})\s?[./월月-]\s?(?P<day>\d{1,2})\s?[.일日]?"
    rf"\s?{_WEEKDAY}?(?:[t\s,]\s?|(?={_HALF}))"
)
_MONTH_IN_WORDS = (
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s)?"
    rf"(?:(?P<name>{_MONTH})\s?(?P<day>\d{{1,2}}),?|(?P<day_first>\d{{1,2}})\s(?P<name_after>{_MONTH}),?)"
    r"\s(?P<year>\d{4}),?\s(?:at\s)?"
)
_STAMPS = tuple(
    re.compile(date + time + r"\s?" + _ZONE, re.ASCII)
    for date, time in (
        (_YEAR_FIRST, _TIME),
        (_MONTH_IN_WORDS, _TIME),
        (
            r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})t?",
            r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?",
        ),
    )
)
_OFFSET = re.compile(r"(?:gmt|utc)?\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_EPOCH = datetime(1899, 12, 30)
_MORNING = ("오전", "am", "a.m.")
_LONGEST = 100


def moment(text: str, zone: tzinfo) -> datetime | None:
    """The instant in ``zone``, or None where the text is no time stamp or could mean two.

    >>> from datetime import timedelta, timezone
    >>> seoul = timezone(timedelta(hours=9))
    >>> moment("2024/04/22 2:05:33 오후 GMT+9", seoul).isoformat()
    '2024-04-22T14:05:33+09:00'
    >>> moment("2024. 4. 22 오후 2:05:33", seoul).isoformat()
    '2024-04-22T14:05:33+09:00'
    >>> moment("04/05/2024 14:00", seoul) is None
    True
    """
    if len(text) > _LONGEST:
        return None
    value = _DASHES.sub("-", folded(text)).removeprefix("'")
    if _SERIAL.fullmatch(value):
        return _from_serial(float(value), zone)
    for pattern in _STAMPS:
        if found := pattern.fullmatch(value):
            return _from_parts(found.groupdict(), zone)
    return None


def _from_parts(parts: dict[str, str | None], zone: tzinfo) -> datetime | None:
    name = parts.get("name") or parts.get("name_after")
    month = _MONTHS.index(name[:3]) + 1 if name else int(parts["month"] or 0)
    hour = _hour(parts)
    if hour is None:
        return None
    try:
        wall = datetime(
            int(parts["year"] or 0),
            month,
            int(parts.get("day") or parts.get("day_first") or 0),
            hour,
            int(parts["minute"] or parts.get("spoken_minute") or 0),
            int(parts["second"] or parts.get("spoken_second") or 0),
        )
        return wall.replace(tzinfo=_zone(parts["zone"], zone)).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def _hour(parts: dict[str, str | None]) -> int | None:
    """The hour of the day, or None where the half is said twice, belied, or missing where it matters."""
    before, after, spoken = (parts.get(each) for each in ("before", "after", "spoken_hour"))
    half, hour = before or after, int(parts["hour"] or spoken or 0)
    if half is None:
        # "2시" may be either half of the day; "14시" and "02시" may not.
        return None if spoken and len(spoken) == 1 else hour
    if (before and after) or hour > 12:
        return None
    return hour % 12 + (0 if half in _MORNING else 12)


def _from_serial(days: float, zone: tzinfo) -> datetime | None:
    # Rounded, never floored: a serial is a binary fraction; flooring is a second early for a third of them.
    if not math.isfinite(days) or not 36526 <= days < 73051:
        return None
    return (_EPOCH + timedelta(seconds=round(days * 86400))).replace(tzinfo=zone)


def _zone(typed: str | None, zone: tzinfo) -> tzinfo:
    """The zone that was typed, ``zone`` where none was; ValueError where no clock on earth shows it."""
    if not typed:
        return zone
    if typed == "kst":
        return timezone(timedelta(hours=9))
    offset = _OFFSET.fullmatch(typed)
    if not offset:
        return UTC
    ahead = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
    if ahead > timedelta(hours=14):
        raise ValueError(typed)
    return timezone(-ahead if offset["sign"] == "-" else ahead)
