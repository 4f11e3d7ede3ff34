"""Time stamps: the table of what sheets and people write, and what holds for any text."""

from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.parse.cells import ANY_TEXT, misread
from transforms.parse.moments import moment

SEOUL = timezone(timedelta(hours=9))

STAMP_LIKE = st.text("0123456789.:/-T Z+오전후년월일시분초()GMT", max_size=40)
SECONDS = st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)).map(lambda each: each.replace(microsecond=0))


def _read(text):
    found = moment(text, SEOUL)
    return (found.isoformat() if found else "",)


def test_reads_what_was_typed():
    assert misread("moments", _read, "expected") == []


@given(st.one_of(ANY_TEXT, STAMP_LIKE))
@settings(max_examples=400)
def test_reading_the_result_again_changes_nothing(text):
    found = moment(text, SEOUL)
    if found:
        assert moment(found.isoformat(), SEOUL) == found
        assert found.utcoffset() == timedelta(hours=9)


@given(SECONDS)
def test_every_form_of_one_second_is_the_same_moment(wall):
    half = f"{'오전' if wall.hour < 12 else '오후'} {wall.hour % 12 or 12}:{wall:%M:%S}"
    expected = wall.replace(tzinfo=SEOUL)
    for typed in (
        wall.isoformat(),
        f"{wall.year}. {wall.month}. {wall.day} {half}",
        f"{wall:%Y/%m/%d} {half.split()[1]} {half.split()[0]} GMT+9",
        f"{wall:%Y%m%dT%H%M%S}",
        f"{wall:%a %b %d %Y %H:%M:%S} GMT+0900 (한국 표준시)",
        repr((wall - datetime(1899, 12, 30)).total_seconds() / 86400),
    ):
        assert moment(typed, SEOUL) == expected, typed
