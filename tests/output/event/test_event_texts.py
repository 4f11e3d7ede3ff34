"""What documents say around their rows."""

from datetime import date, time

import pandas as pd

from flows.campaigns import read_campaign
from output.event.event_texts import about, directory_lines, programme
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


def test_a_directory_says_whose_it_is() -> None:
    council = read_campaign(CAMPAIGN)
    given_out = council.model_copy(
        update={"documents": council.documents.model_copy(update={"directory_for": "everyone"})}
    )
    table = pd.DataFrame({"meeting": ["1분야"]})
    told = [
        (about(each, "directory")["confidential"], directory_lines(table, each)[0]) for each in (council, given_out)
    ]
    assert told == [
        ("개인정보 포함 · 행사 뒤 파기", "사무국용입니다. 이름을 공개하지 않는 곳과 사람도 있으니 밖에 내지 않습니다."),
        ("", "이름을 공개할 수 있는 곳만 실었습니다."),
    ]
    assert about(given_out, "staff_list")["confidential"]
    assert len(directory_lines(table.assign(meeting=""), council)) == 1
