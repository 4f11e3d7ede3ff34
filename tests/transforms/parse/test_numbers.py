"""What reads one number of anything: the table of what people type, and how often in a time."""

import pytest

from tests.transforms.parse.cells import spec
from transforms.parse.numbers import number, number_in


@pytest.mark.parametrize("row", spec("numbers"), ids=lambda row: row["typed"])
def test_a_number_is_read_as_it_was_typed(row):
    assert number(row["typed"]) == (int(row["number"]) if row["number"] else None)


@pytest.mark.parametrize(
    ("title", "cell", "read"),
    [
        ("한 달에 몇 번 모이나요? (숫자)", "한 달에 두 번", 2),
        ("한 달에 몇 번 모이나요? (숫자)", "매달 한 번 정도", 1),
        ("한 달에 몇 번 모이나요? (숫자)", "월 2~3회", 3),
        ("한 달에 몇 번 모이나요? (숫자)", "일주일에 세 번", None),
        ("한 달에 몇 번 모이나요? (숫자)", "주 3회", None),
        ("한 달에 몇 번 모이나요? (숫자)", "두 달에 한 번", None),
        ("한 달에 몇 번 모이나요? (숫자)", "2주에 1번", None),
        ("한 달에 몇 번 모이나요? (숫자)", "4", 4),
        ("연간 모임 횟수", "1년에 네 번", 4),
        ("모임 횟수", "한 달에 2번", None),
        ("차", "승용차 2대", 2),
        ("몇 년째인가요?", "1년 정도", 1),
        ("몇 번 모이나요?", "1주일에 여러 번", None),
    ],
)
def test_how_often_in_another_time_than_is_asked_is_no_number(title, cell, read):
    assert number_in(title)(cell) == read
