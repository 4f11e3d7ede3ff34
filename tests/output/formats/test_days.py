"""An event of several days is said with both of its ends, and in one place of the program."""

import pytest

from output.event.event_texts import about
from output.formats.days import event_days
from tests.conftest import ROOT
from tests.transforms.campaign.changed import read_with

STARTS, ENDS = "2024-05-30T14:00:00", "2024-05-30T15:30:00"


@pytest.mark.parametrize(
    "starts, ends, days, time",
    [
        (STARTS, ENDS, "2024. 5. 30.", "2024. 5. 30.(목) 14:00~15:30"),
        ("2025-09-26T10:00:00", "2025-09-27T15:00:00", "2025. 9. 26.~27.", "2025. 9. 26.(금) 10:00~27.(토) 15:00"),
        (
            "2025-09-30T10:00:00",
            "2025-10-01T15:00:00",
            "2025. 9. 30.~10. 1.",
            "2025. 9. 30.(화) 10:00~10. 1.(수) 15:00",
        ),
        (
            "2025-12-31T23:00:00",
            "2026-01-01T01:00:00",
            "2025. 12. 31.~2026. 1. 1.",
            "2025. 12. 31.(수) 23:00~2026. 1. 1.(목) 01:00",
        ),
        ("2025-09-26T10:00:00", "2025-09-27T00:00:00", "2025. 9. 26.", "2025. 9. 26.(금) 10:00~24:00"),
    ],
)
def test_both_ends_are_said_where_they_are_on_two_days(starts, ends, days, time):
    campaign = read_with(STARTS, starts, ENDS, ends)
    assert (event_days(campaign), about(campaign, "register")["event"]["time"]) == (days, time)


def test_one_place_says_when_the_event_ends():
    said = [path for path in (ROOT / "output").rglob("*.py") if "ends_at" in path.read_text("utf-8")]
    assert said == [ROOT / "output/formats/days.py"]
