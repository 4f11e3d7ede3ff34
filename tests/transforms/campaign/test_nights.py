"""When nights are due: inside the window, once after it, and one for many missed."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.campaign.nights import missed, nights, why_not

SEOUL = ZoneInfo("Asia/Seoul")
SAMPLE = read_campaign(CAMPAIGN)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def test_the_sample_is_run_from_the_first_morning_to_the_one_after_closing():
    due = nights(SAMPLE)
    assert (due.first, due.last) == (at("2024-04-22T06:00"), at("2024-05-11T06:00"))
    assert due.rule == "DTSTART:20240422T060000\nRRULE:FREQ=DAILY;UNTIL=20240511T060000"


@pytest.mark.parametrize(
    ("now", "upcoming", "endless"),
    [
        ("2024-04-01T00:00", "2024-04-22T06:00", "2024-04-22T06:00"),
        ("2024-04-22T06:00", "2024-04-23T06:00", "2024-04-23T06:00"),
        ("2024-05-11T05:59", "2024-05-11T06:00", "2024-05-11T06:00"),
        ("2024-05-11T06:00", None, "2024-05-12T06:00"),
        ("2024-09-01T12:00", None, "2024-09-02T06:00"),
    ],
)
def test_the_next_night_is_told_as_long_as_there_is_one(now, upcoming, endless):
    due = nights(SAMPLE)
    assert due.upcoming(at(now)) == (at(upcoming) if upcoming else None)
    assert due.upcoming(at(now), is_endless=True) == at(endless)


@pytest.mark.parametrize(
    ("opens", "closes", "clock", "first", "last"),
    [
        ("2024-04-22T09:00", "2024-05-10T18:00", time(6), "2024-04-23T06:00", "2024-05-11T06:00"),
        ("2024-04-22T05:00", "2024-05-10T05:00", time(6), "2024-04-22T06:00", "2024-05-10T06:00"),
        # A run at the very moment of closing may miss its last responses.
        ("2024-04-22T00:00", "2024-05-11T00:00", time(0), "2024-04-23T00:00", "2024-05-12T00:00"),
        ("2024-12-30T00:00", "2025-01-02T00:00", time(23, 30), "2024-12-30T23:30", "2025-01-02T23:30"),
    ],
)
def test_the_first_is_after_opening_and_the_last_after_closing(opens, closes, clock, first, last):
    due = nights(SAMPLE.model_copy(update={"opens_at": at(opens), "closes_at": at(closes), "nightly_at": clock}))
    assert (due.first, due.last) == (at(first), at(last))


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),
    st.integers(1, 60 * 24 * 40),
    st.times().map(lambda clock: clock.replace(microsecond=0)),
    st.sampled_from(["Asia/Seoul", "Europe/Berlin", "America/New_York"]),
)
def test_the_server_reads_the_rule_as_we_mean_it(opens, minutes, clock, zone):
    from dateutil.rrule import rrulestr

    where = ZoneInfo(zone)
    opens = opens.replace(microsecond=0)
    changed = {
        "zone": where,
        "opens_at": opens.replace(tzinfo=where),
        "closes_at": (opens + timedelta(minutes=minutes)).replace(tzinfo=where),
        "nightly_at": clock,
    }
    campaign = SAMPLE.model_copy(update=changed)
    due = nights(campaign)
    dates = [date.replace(tzinfo=where) for date in rrulestr(due.rule)]
    assert (dates[0], dates[-1]) == (due.first, due.last)
    assert {date.timetz().replace(tzinfo=None) for date in dates} == {clock}
    assert sum(date > campaign.closes_at for date in dates) == 1
    assert all(date > campaign.opens_at for date in dates)
    for date in dates:
        assert due.due(date) == date
        assert due.due(date + timedelta(hours=20)) == date
    assert due.due(due.first - timedelta(seconds=1)) is None
    assert due.due(due.last + timedelta(days=900)) == due.last


LATE = [at("2024-05-01T06:00"), at("2024-05-02T06:00"), at("2024-05-03T06:00")]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_of_many_missed_nights_one_is_caught_up_whichever_comes_first(order):
    synced, now, runs = at("2024-04-30T06:00"), at("2024-05-03T09:00"), []
    for which in order:
        if not why_not(SAMPLE, now, LATE[which], synced):
            runs.append(which)
            synced = now
        now += timedelta(minutes=1)
    assert runs == [order[0]]


@pytest.mark.parametrize(
    ("now", "due", "synced", "reason"),
    [
        ("2024-04-21T23:59", "2024-04-21T23:59", None, "early"),
        ("2024-04-22T00:00", "2024-04-22T00:00", None, ""),
        ("2024-05-01T06:00", "2024-05-01T06:00", "2024-04-30T06:00", ""),
        ("2024-05-01T09:00", "2024-05-01T06:00", "2024-05-01T08:00", "done"),
        ("2024-05-11T06:00", "2024-05-11T06:00", "2024-05-10T06:00", ""),
        # The machine was off for three days: the final evening is still read.
        ("2024-05-14T06:00", "2024-05-11T06:00", "2024-05-10T06:00", ""),
        ("2024-05-14T06:00", "2024-05-11T06:00", "2024-05-11T06:00", "over"),
        # By hand from the page, long after.
        ("2024-06-14T06:00", "2024-06-14T06:00", None, "over"),
    ],
)
def test_a_run_with_nothing_to_do_says_why(now, due, synced, reason):
    assert why_not(SAMPLE, at(now), at(due), synced and at(synced)) == reason


@pytest.mark.parametrize(
    ("now", "synced", "due"),
    [
        ("2024-04-22T05:00", None, None),
        ("2024-04-22T07:00", None, "2024-04-22T06:00"),
        ("2024-05-01T07:00", "2024-04-28T06:00", "2024-05-01T06:00"),
        ("2024-05-01T07:00", "2024-05-01T06:00", None),
        ("2024-05-13T07:00", "2024-05-10T06:00", "2024-05-11T06:00"),
        ("2024-05-13T07:00", "2024-05-11T06:00", None),
        ("2026-05-13T07:00", None, None),
    ],
)
def test_the_one_missed_night_is_the_latest_due(now, synced, due):
    assert missed(SAMPLE, at(now), synced and at(synced)) == (due and at(due))
