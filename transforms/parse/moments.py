"""Time stamps as Google Forms and Sheets write them; anything that could be read two ways is refused.

The forms are those of the form's own CSV download (``2024/04/22 2:05:33 오후 GMT+9``), of a sheet in Korean
(``2024. 4. 22 오후 2:05:33``) or another locale, ISO 8601, and a sheet's serial number (days since
1899-12-30 in the sheet's own zone). Year first always: 04/05/2024 is refused, not guessed.
"""

import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from transforms.parse.text import folded

_MORNING = {"오전", "am", "a.m."}
_HALF = r"(오전|오후|am|pm|a\.m\.|p\.m\.)"
_STAMP = re.compile(
    r"(\d{4})\s?[./년-]\s?(\d{1,2})\s?[./월-]\s?(\d{1,2})\s?[.일]?\s?(?:\([일월화수목금토]\)|[일월화수목금토]요일)?"
    rf"(?:[t\s,]\s?|(?={_HALF}))\s?{_HALF}?\s?(\d{{1,2}})\s?[:시]\s?(\d{{1,2}})\s?분?(?:\s?:?\s?(\d{{1,2}})(?:\.\d+)?\s?초?)?"
    rf"\s?{_HALF}?\s?(z|(?:gmt|utc)?\s?[+-]\d{{1,2}}(?::?\d{{2}})?|gmt|utc|kst)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall-clock origin; the zone is the sheet's


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
    if len(text) > 60:
        return None
    value = folded(text)
    if _SERIAL.fullmatch(value):
        return _from_serial(float(value), zone)
    found = _STAMP.fullmatch(value)
    if not found:
        return None
    year, month, day, _ahead, before, hour, minute, second, after, offset = found.groups()
    if before and after:
        return None
    half, hours = before or after, int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (0 if half in _MORNING else 12)
    try:
        wall = datetime(int(year), int(month), int(day), hours, int(minute), int(second or 0))  # noqa: DTZ001
        return wall.replace(tzinfo=_zone(offset, zone)).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def _from_serial(days: float, zone: tzinfo) -> datetime | None:
    # Rounded, never floored: a serial is a binary fraction, and flooring is a second early for a third of them.
    if not math.isfinite(days) or not 36526 <= days < 73051:
        return None
    return (_EPOCH + timedelta(seconds=round(days * 86400))).replace(tzinfo=zone)


def _zone(offset: str | None, zone: tzinfo) -> tzinfo:
    if not offset:
        return zone
    if offset in ("z", "gmt", "utc"):
        return UTC
    if offset == "kst":
        return timezone(timedelta(hours=9))
    sign, hours, minutes = re.fullmatch(r"[a-z\s]*([+-])(\d{1,2}):?(\d{2})?", offset).groups()  # type: ignore[union-attr]
    delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-delta if sign == "-" else delta)
