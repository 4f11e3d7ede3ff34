"""Goals are read by the labels of the form, and shown under them."""

import pytest

from output.formats.look import goal_tiles
from tests.transforms.campaign.changed import read_with
from transforms.campaign.files import read_goals
from transforms.errors.campaign import SettingsError
from transforms.event.row_texts import named_goals
from transforms.parse.goals import goals
from transforms.publishing.facts import goal_names

TABLE = """number,label,former
1,"가난 없는, 정든 마을",가난 없는 마을
13,기후를 지키는 마을,
11,우리 동네 살리기,마을 가꾸기|동네 돌봄
"""
COUNCIL = read_with().model_copy(update={"goals": read_goals(TABLE, "goals.csv")})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("가난 없는, 정든 마을;기후를 지키는 마을", (1, 13)),
        ("가난 없는, 정든 마을, 기후를 지키는 마을", (1, 13)),
        ("1. 가난 없는 마을", (1,)),
        ("동네 돌봄;마을 가꾸기", (11,)),
        ("14.해양생태계", (14,)),
    ],
)
def test_labels_of_the_form_are_read_now_and_formerly(typed, read):
    assert goals(typed, COUNCIL.goal_labels) == (read, ())


def test_what_is_shown_is_the_forms_own_label():
    assert goal_names(COUNCIL)[1] == "1.가난 없는, 정든 마을"
    assert [tile.name for tile in goal_tiles(COUNCIL)][10:13] == [
        "우리 동네 살리기",
        goal_tiles()[11].name,
        "기후를 지키는 마을",
    ]
    assert named_goals("13 14", COUNCIL.goal_names) == "13 기후를 지키는 마을 · 14 해양생태계"


def test_a_goal_that_is_none_or_twice_is_told_by_line():
    with pytest.raises(SettingsError) as told:
        read_goals("number,label,former\n18,달,\n", "goals.csv")
    assert [(fault.line, fault.key) for fault in told.value.faults] == [(2, "number")]
    with pytest.raises(SettingsError) as refused:
        read_goals("number,label,former\n1,달,\n1,별,\n", "goals.csv")
    # One word cannot say two goals.
    with pytest.raises(SettingsError, match=r"goals\.csv 3번째 줄 former.*두 번"):
        read_goals("number,label,former\n1,달,모두\n2,별,모두\n", "goals.csv")
    assert "[questions.goals]" in str(refused.value)
