"""What a campaign may say about guests and seats, and what it is told when it says something else."""

import pytest

from tests.transforms.campaign.changed import faults_with, read_with
from transforms.campaign.event_settings import Bounds, GuestList, SeatBound


def test_people_and_percentages_and_one_field_apart():
    event = read_with('most = "140%"', 'most = 40\nfields.7.most = "200%"').event
    assert event.seating.most == SeatBound(40)
    assert event.seating.bounds([1, 7], 70)[1] == (21, 70)
    assert event.seating.own == {7: Bounds(most=SeatBound(200, is_share=True))}
    assert event.seating.bounds_of(7) == (SeatBound(60, is_share=True), SeatBound(200, is_share=True))
    assert event.guests[0] == GuestList(group="내빈", file="guests-honour.csv", protocol=True, seated=False)


def test_a_share_does_not_fall_when_somebody_goes_after_printing():
    seating = read_with().event.seating
    assert seating.bounds([1, 2], 90, n_printed=100) == [(27, 70), (27, 70)]
    assert seating.bounds([1, 2], 110, n_printed=100) == [(30, 77), (30, 77)]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('most = "140%"', 'most = "많이"', "event.placement.most"),
        ('most = "140%"', 'most = "140"', "event.placement.most"),
        ('most = "140%"', "most = true", "event.placement.most"),
        ('most = "140%"', "most = 1.4", "event.placement.most"),
        ('most = "140%"', "most = -3", "event.placement.most"),
        ('most = "140%"', "most = 99999999", "event.placement.most"),
        ('most = "140%"', "most = 40\nfields.9.most = 3", "event.placement.fields.9"),
        ('most = "140%"', "most = 40\nfields.x.most = 3", "event.placement.fields.x"),
        ('most = "140%"', 'most = 40\nfields.7.most = 3\nfields.7.least = "200%"', ""),
        ('most = "140%"', "most = 40\nfields.7 = { most = 3, least = 4 }", "event.placement.fields.7.least"),
        ('least = "60%"', 'least = "150%"', "event.placement.least"),
        ("ends_at = 2024-05-30T15:30", "ends_at = 2024-05-30T13:00", "event.ends_at"),
        (
            "ends_at = 2024-05-30T15:30:00",
            'ends_at = 2024-05-31T15:30:00\nprogramme = [{ at = 10:00:00, what = "마당", day = 2024-06-01 }]',
            "event.programme[1].day",
        ),
        ("queues = 3", 'queues = 3\nregister_by = "name"', "documents.register_by"),
        ("queues = 3", 'queues = 3\nregister_by = "district"', ""),
        ("queues = 3", 'queues = 3\ndirectory_with = ["together", "phone"]', "documents.directory_with[2]"),
        ("queues = 3", 'queues = 3\ndirectory_with = ["together"]', ""),
        ('parties = "together"', 'parties = "apart"', "event.placement.parties"),
        ("spread = 2", "spread = 0", "event.placement.spread"),
        ('undecided = "seat"', 'undecided = "gone"', "event.placement.undecided"),
        ('group = "위원"', 'group = "내빈"', "event.guests[2].group"),
        ('group = "위원"', 'group = "위=원"', "event.guests[2].group"),
        ('\nname = ["위원명"]', '\nnickname = ["별명"]', "event.guest_headings.nickname"),
        ("protocol = true", 'protocol = "예"', "event.guests[1].protocol"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(old, new, key):
    if key:
        assert key in [fault.key for fault in faults_with(old, new)]
    else:
        # People and shares cannot be compared before it is known who comes.
        assert read_with(old, new)
