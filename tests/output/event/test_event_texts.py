"""What documents say around their rows."""

from datetime import date, time

from flows.campaigns import read_campaign
from output.event.event_texts import programme
from tests.conftest import CAMPAIGN
from transforms.campaign.event_settings import Part


def test_the_parts_of_an_event_of_two_days_stand_under_their_day() -> None:
    day, council = date(2024, 5, 31), read_campaign(CAMPAIGN)
    parts = (
        Part(at=time(14), what="여는 마당"),
        Part(at=time(9, 30), what="차 한 잔", place="마당", day=day),
        Part(at=time(10), what="이야기", day=day),
    )
    told = programme(council.model_copy(update={"event": council.event.model_copy(update={"programme": parts})}))
    assert told == [["14:00 여는 마당"], ["5. 31.(금)", "09:30 차 한 잔(마당)", "10:00 이야기"]]
