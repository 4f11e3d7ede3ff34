"""Time stamps as Google Forms and Sheets write them in any language, and as people type them below the form's.

One cell is read alone where it can mean one moment only: the year stands first, the month is a word, or it is a sheet's
serial number (days since 1899-12-30 in the sheet's own zone). 04/05/2024 means two days, and 4/26 none without a year:
such a cell is read only when ``order`` and ``year`` are given, which ``transforms/reading/stamps.py`` takes from the
whole column. Months, halves of the day and zones in words stand in ``reference/stamp_words.csv``.
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple

from transforms.parse.text import folded
from transforms.reference import rows

# Which of day, month and year comes first where a date is three numbers.
ORDERS = ("ymd", "mdy", "dmy")
_DASHES = re.compile("[‐-―−]")
_LETTER = r"[^\W\d_]"
_HALF = re.compile("오전|오후|午前|午後|上午|下午|凌晨|早上|晚上")
_LATIN_HALF = re.compile(rf"(?<!{_LETTER})([ap])\.\s?m(?:\.|(?!{_LETTER}))")
_ABOUT = re.compile("(?<=[시분일])(?:경|쯤)")  # 3시경
_VIETNAMESE = re.compile(r"(?:thg|tháng)\s?(\d{1,2})")
_WORD = re.compile(r"[^\s\d/,:;()\[\]+@-]+")
# What is left of (전화) once its word is a sign for nothing, and 오 후 for 오후.
_HOLLOW, _APART = re.compile(r"\(\s*\)"), re.compile(r"\b오 (?=[전후]\b)")
_MASKED, _BARE = re.compile(_LETTER), re.compile(r"\d")
# Marks beside a month's word say no more than it does.
_BESIDE = re.compile(r"[\s./,-]*(@m\d+)[\s./,-]*")
_WEEKDAY = (
    r"(?:\(\s?(?:[월화수목금토일月火水木金土日](?:요일)?|mon|tue|wed|thu|fri|sat|sun)\s?\)|[월화수목금토일]요일"
    r"|[月火水木金土日]曜日?|(?:星期|周)[一二三四五六日])"
)
_FRONT = rf"(?:{_WEEKDAY}\s?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s|,\s?)?"
_TIME = (
    r"(?P<before>am|pm)?\s?(?:(?P<hour>\d{1,2})\s?:\s?(?P<minute>\d{1,2})(?:\s?:\s?(?P<second>\d{1,2})(?:[.,]\d+)?)?"
    r"|(?P<dot_hour>\d{1,2})\.(?P<dot_minute>\d{2})(?:\.(?P<dot_second>\d{2})(?:\.\d+)?)?"
    r"|(?P<spoken_hour>\d{1,2})\s?[시時时点點h](?:\s?(?P<spoken_minute>\d{1,2})(?:\s?(?:[분分]|min))?"
    r"(?:\s?(?P<spoken_second>\d{1,2})\s?[초秒s])?)?)"
    r"\s?(?P<after>am|pm)?"
)
_ZONE = (
    r"(?:\(\s?)?(?P<zone>@z-?\d+\s?(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{1,2}(?::?\d{2})?)?(?:\s?\))?"
    r"(?:\s?\[[a-z_]+/[a-z_]+\]|\s?\([a-z가-힣 ]+\))?"
)
_DATES = (
    r"(?P<year>\d{4})\s?[./년年-]\s?(?P<month>\d{1,2})\s?[./월月-]\s?(?P<day>\d{1,2})\s?[.일日]?",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
    r"(?:@m(?P<name>\d+)\s?(?P<day>\d{1,2}),?|(?P<day_first>\d{1,2})\.?[\s-]@m(?P<name_after>\d+)[,.]?)[\s-](?P<year>\d{4}),?",
    r"(?P<year>\d{4})\.? @m(?P<name>\d+) (?P<day>\d{1,2})\.?",
    r"(?P<short_year>\d{2})\s?[년年]\s?(?P<month>\d{1,2})\s?[월月]\s?(?P<day>\d{1,2})\s?[일日]",
    r"(?P<short_year>\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
    # Three numbers, or a word between two, whose order nobody knows.
    r"(?P<one>\d{1,2})(?P<mark>[./-])\s?(?P<two>\d{1,2})(?P=mark)\s?(?P<three>\d{4}|\d{1,2})(?!\d)\.?",
    r"(?P<one>\d{1,2})[\s-]@m(?P<between>\d+)[\s-](?P<three>\d{2})(?!\d)",
    # No year at all.
    r"(?P<left>\d{1,2})\s?[./-]\s?(?P<right>\d{1,2})(?!\d)\.?",
    r"(?P<month>\d{1,2})\s?[월月]\s?(?P<day>\d{1,2})\s?[일日]",
    r"@m(?P<name>\d+)\s(?P<day>\d{1,2})",
    r"(?P<day_first>\d{1,2})\s@m(?P<name_after>\d+)",
)
_STAMPS = (
    *(
        rf"{_FRONT}{date}\s?{_WEEKDAY}?(?:(?:t|,?\s|(?=[ap]m)|(?<=[)일日])){_TIME}\s?{_ZONE}|\s?(?P<half>am|pm)?)"
        for date in _DATES
    ),
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})t?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?" + _ZONE,
    *(rf"{_TIME}[\s,]+{date}\s?{_WEEKDAY}?" for date in _DATES),
)
# As the form itself writes nearly all of them, which is read as the patterns above would.
_FORMS_OWN = re.compile(
    r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2}) (?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    r" 오(?P<half>[전후]) GMT(?P<zone>[+-]\d{1,2})",
    re.ASCII,
)
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.ASCII)
_SERIAL = re.compile(r"(\d{2})[, ']?(\d{3})(?:[.,](\d+))?", re.ASCII)
# Day 0 of a spreadsheet's serial numbers, and those of the years 2000 to 2099: any other number is no moment.
_EPOCH, SERIALS = datetime(1899, 12, 30), range(36526, 73051)
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_LONGEST = 100
# Thailand counts years from the Buddha's death.
_BUDDHIST = range(2443, 2643)


class Stamp(NamedTuple):
    """A moment in the zone that was asked for; where ``has_time`` is False only its day is known, and it is midnight.

    ``is_halved`` is True where the clock said which half of the day it was, or cannot need to.
    """

    at: datetime
    has_time: bool
    is_halved: bool = True


def day_in_print(text: str) -> str:
    """A day as ISO writes it, as offices do; other text as it is.

    >>> day_in_print("2026-09-12"), day_in_print("그날 봐서")
    ('2026. 9. 12.', '그날 봐서')
    """
    day = _ISO_DAY.fullmatch(text)
    return f"{day[1]}. {int(day[2])}. {int(day[3])}." if day else text


def moment(text: str, zone: tzinfo) -> datetime | None:
    """The instant in ``zone``, midnight where a day is told alone; None where the text is no stamp or could mean two.

    >>> from datetime import timedelta, timezone
    >>> seoul = timezone(timedelta(hours=9))
    >>> moment("2024/04/22 2:05:33 오후 GMT+9", seoul).isoformat()
    '2024-04-22T14:05:33+09:00'
    >>> moment("2024. 4. 22 오후 2:05:33", seoul).isoformat()
    '2024-04-22T14:05:33+09:00'
    >>> moment("04/05/2024 14:00", seoul) is None
    True
    """
    found = stamp(text, zone)
    return found.at if found else None


def stamp(text: str, zone: tzinfo, order: str = "", year: int = 0) -> Stamp | None:
    """What the text says under an ``order`` of day, month and year and, where it names none, in a ``year``.

    >>> from datetime import timedelta, timezone
    >>> seoul = timezone(timedelta(hours=9))
    >>> str(stamp("23/04/2024 13:00:33", seoul, "dmy").at), stamp("23/04/2024 13:00:33", seoul, "mdy")
    ('2024-04-23 13:00:33+09:00', None)
    >>> str(stamp("4/26", seoul, "mdy", 2024).at.date()), stamp("4/26", seoul, "mdy", 2024).has_time
    ('2024-04-26', False)
    """
    if len(text) > _LONGEST:
        return None
    if own := _FORMS_OWN.fullmatch(text):
        return _from_parts(own.groupdict() | {"after": "am" if own["half"] == "전" else "pm"}, zone, order, year)
    value = _DASHES.sub("-", folded(text)).strip("'‘’`´\"“”")
    if serial := _SERIAL.fullmatch(value):
        return from_serial(float(f"{serial[1]}{serial[2]}.{serial[3] or 0}"), zone)
    value = _in_signs(value)
    for pattern in _STAMPS:
        if found := _compiled(pattern).fullmatch(value):
            return _from_parts(found.groupdict(), zone, order, year)
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Made when first asked for: all together take longer than the form's own stamps need."""
    return re.compile(pattern)


def shape(text: str) -> str:
    """The form of a text that could not be read, without what it says: 00/00/0000 00:00:00 가가.

    >>> shape("04/05/2024 14:00:33 오후")
    '00/00/0000 00:00:00 오후'
    """
    value = folded(text[:_LONGEST])
    pieces = re.findall(rf"{_LETTER}+|\d|.", value)[:40]
    return "".join(each if each in _signs() else _BARE.sub("0", _MASKED.sub(_mask, each)) for each in pieces)


def _mask(found: re.Match[str]) -> str:
    return "a" if found[0].isascii() else "가"


@cache
def _signs() -> dict[str, str]:
    """Each word to what stands for it in what the patterns read."""
    fixed = {"morning": " am ", "afternoon": " pm ", "filler": " "}
    return {row["word"]: fixed.get(row["role"], f" @{row['role'][0]}{row['value']} ") for row in rows("stamp_words")}


def _in_signs(value: str) -> str:
    """``value`` with its words as signs: ``@m4`` for a month, ``am``, ``pm``, ``@z540`` for a zone in minutes."""
    signs = _signs()

    def sign(word: str) -> str:
        return signs.get(word) or signs.get(word.rstrip(".")) or word

    # These need no space beside them: 22일오후2시, 下午2:05.
    value = _LATIN_HALF.sub(r" \1m ", _APART.sub("오", value))
    value = _HALF.sub(lambda found: sign(found[0]), value)
    value = _VIETNAMESE.sub(r" @m\1 ", value)
    value = _WORD.sub(lambda found: sign(found[0]), _ABOUT.sub("", value))
    value = _HOLLOW.sub(" ", value)
    return " ".join(_BESIDE.sub(r" \1 ", value).split()).replace("@z0 ", "@z0")


def _from_parts(parts: dict[str, str | None], zone: tzinfo, order: str, year: int) -> Stamp | None:
    date = _date(parts, order, year)
    if date is None:
        return None
    clock = _hour(parts)
    minute = parts.get("minute") or parts.get("dot_minute") or parts.get("spoken_minute")
    second = parts.get("second") or parts.get("dot_second") or parts.get("spoken_second")
    try:
        if clock is None:
            return Stamp(datetime(*date, tzinfo=zone), has_time=False)
        hour, is_halved = clock
        wall = datetime(*date, hour, int(minute or 0), int(second or 0))
        at = wall.replace(tzinfo=_zone(parts.get("zone"), zone)).astimezone(zone)
    except (ValueError, OverflowError):
        return None
    # A day that a spreadsheet shows with a clock stands at midnight to the second.
    return Stamp(at, bool(wall.hour or wall.minute or wall.second), is_halved)


def _date(parts: dict[str, str | None], order: str, year: int) -> tuple[int, int, int] | None:
    """Year, month and day; None where the order or the year is not known."""
    named = parts.get("name") or parts.get("name_after") or parts.get("month")
    day = parts.get("day") or parts.get("day_first")
    if parts.get("one"):
        one, three = int(parts["one"] or 0), parts["three"] or ""
        between = parts.get("between") or parts.get("two")
        if not order or (len(three) == (4 if order == "ymd" else 1)):
            return None
        if parts.get("between") and order == "mdy":
            return None
        two = int(between or 0)
        placed = {
            "ymd": (2000 + one, two, int(three)),
            "dmy": (_full(three), two, one),
            "mdy": (_full(three), one, two),
        }
        return placed[order]
    if parts.get("left"):
        if not order or not year:
            return None
        left, right = int(parts["left"] or 0), int(parts["right"] or 0)
        return (year, right, left) if order == "dmy" else (year, left, right)
    told = parts.get("year") or parts.get("short_year")
    whole = _full(told) if told else year
    return (whole, int(named or 0), int(day or 0)) if whole else None


def _full(year: str) -> int:
    number = int(year)
    if number in _BUDDHIST:
        return number - 543
    return number if len(year) == 4 else 2000 + number


def _hour(parts: dict[str, str | None]) -> tuple[int, bool] | None:
    """The hour and whether its half of the day is sure; None where no hour is told or it may be either half.

    24 (no hour at all) where the half is said twice or belied.
    """
    before, after, spoken = (parts.get(each) for each in ("before", "after", "spoken_hour"))
    typed = parts.get("hour") or parts.get("dot_hour") or spoken
    if typed is None:
        return None
    half, hour = before or after, int(typed)
    if half is None:
        # "2시" may be either half of the day; "14시" and "02시" may not.
        return None if spoken and len(spoken) == 1 else (hour, hour == 0 or hour > 12 or typed[0] == "0")
    if (before and after) or hour > 12:
        return 24, True
    return hour % 12 + (0 if half == "am" else 12), True


def from_serial(days: float, zone: tzinfo) -> Stamp | None:
    """The moment of a spreadsheet's serial number, None for a number that is none."""
    if not SERIALS.start <= days < SERIALS.stop:
        return None
    # Rounded, never floored: a serial is a binary fraction; flooring is a second early for a third of them.
    at = (_EPOCH + timedelta(seconds=round(days * 86400))).replace(tzinfo=zone)
    return Stamp(at, days != int(days))


def _zone(typed: str | None, zone: tzinfo) -> tzinfo:
    """The zone that was typed, ``zone`` where none was; ValueError where no clock on earth shows it."""
    if not typed:
        return zone
    named = re.match(r"@z(-?\d+)", typed)
    offset = _OFFSET.search(typed[named.end() :] if named else typed)
    ahead = timedelta(minutes=int(named[1])) if named else timedelta()
    if offset:
        told = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        ahead += -told if offset["sign"] == "-" else told
    if abs(ahead) > timedelta(hours=14):
        raise ValueError(typed)
    return timezone(ahead)
