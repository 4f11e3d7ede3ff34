"""What a campaign may say about guests and seats, and what it is told when it says something else."""

import shutil

import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN, ROOT
from transforms.campaign.event_settings import GuestList, SeatBound
from transforms.errors.campaign import CampaignValueError


def read_with(tmp_path, old, new):
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, tmp_path / "council")
    path = tmp_path / "council/campaign.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return read_campaign(str(tmp_path / "council")).event


def test_people_and_percentages_and_one_field_apart(tmp_path):
    event = read_with(tmp_path, 'most = "140%"', 'most = 40\nfields.7.most = "200%"')
    assert event.seating.most == SeatBound(40)
    assert event.seating.bounds([1, 7], 70)[1] == (21, 70)
    assert event.seating.own[7] == (SeatBound(60, is_share=True), SeatBound(200, is_share=True))
    assert event.guests[0] == GuestList("내빈", "guests-honour.csv", is_in_protocol_order=True, is_seated=False)


def test_a_share_does_not_fall_when_somebody_goes_after_printing(tmp_path):
    seating = read_with(tmp_path, "least", "least").seating
    assert seating.bounds([1, 2], 90, n_printed=100) == [(27, 70), (27, 70)]
    assert seating.bounds([1, 2], 110, n_printed=100) == [(30, 77), (30, 77)]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('most = "140%"', 'most = "많이"', "event.placement.most"),
        ('most = "140%"', 'most = "140"', "event.placement.most"),
        ('most = "140%"', "most = true", "event.placement.most"),
        ('most = "140%"', "most = 1.4", "event.placement.most"),
        ('most = "140%"', "most = 40\nfields.9.most = 3", "event.placement.fields.9"),
        ('least = "60%"', 'least = "150%"', "event.placement.least"),
        ("ends_at = 2024-05-30T15:30", "ends_at = 2024-05-30T13:00", "event.ends_at"),
        ('parties = "together"', 'parties = "apart"', "event.placement.parties"),
        ("spread = 2", "spread = 0", "event.placement.spread"),
        ('undecided = "seat"', 'undecided = "gone"', "event.placement.undecided"),
        ('group = "위원"', 'group = "내빈"', "event.guests.group"),
        ('\nname = ["위원명"]', '\nnickname = ["별명"]', "event.guest_headings.nickname"),
        ("protocol = true", 'protocol = "예"', "event.guests[1].protocol"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(tmp_path, old, new, key):
    with pytest.raises(CampaignValueError) as told:
        read_with(tmp_path, old, new)
    assert key in str(told.value)
