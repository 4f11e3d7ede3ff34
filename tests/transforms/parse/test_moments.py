"""Time stamps: the table of what sheets and people write, and what holds for any text."""

import csv
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.parse.moments import moment

SEOUL = timezone(timedelta(hours=9))
_TABLE = Path(__file__).parent / "specs" / "moments.csv"
with _TABLE.open(encoding="utf-8", newline="") as _file:
    SPEC = list(csv.DictReader(_file))

ANY_TEXT = st.text(st.characters(), max_size=100)
STAMP_LIKE = st.text("0123456789.:/-T Z+오전후년월일시분초()GMT", max_size=40)
SECONDS = st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)).map(lambda each: each.replace(microsecond=0))


@pytest.mark.parametrize("row", SPEC, ids=[row["typed"] for row in SPEC])
def test_reads_what_was_typed(row):
    found = moment(row["typed"], SEOUL)
    assert (found.isoformat() if found else "") == row["expected"]


def test_no_two_rows_are_alike():
    assert len({row["typed"] for row in SPEC}) == len(SPEC)


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


@given(st.text(st.characters(), min_size=1, max_size=20), st.integers(1, 50_000))
@settings(max_examples=60, deadline=None)
def test_long_text_is_never_refused(piece, times):
    moment((piece * times)[:50_000], SEOUL)


@pytest.mark.parametrize("length", [100, 50_000])
@pytest.mark.parametrize(
    "piece", ["1", "2024. ", "2024-04-22 ", " ", "오전 ", "(", "a", "+", "1:", "\ud800", "2024-04-22 1:1 (a"]
)
def test_no_text_is_slow(piece, length):
    text = (piece * length)[:length]
    moment(text, SEOUL)
    assert _seconds(lambda: moment(text, SEOUL)) < 0.05


def _seconds(call):
    """The best of three, so that a busy machine does not count."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)
