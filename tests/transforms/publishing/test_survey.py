"""Answers as they are counted: in which order they stand."""

import pytest

from transforms.campaign.questions import Coded
from transforms.publishing.survey import _codes


@pytest.mark.parametrize(
    ("column", "codes", "order"),
    [
        ("attendance", {"갑니다": "yes", "아직": "undecided", "못 갑니다": "no"}, ("yes", "no", "undecided")),
        ("attendance", {"불참": "no", "참석": "yes"}, ("yes", "no")),
        ("is_returning", {"처음": "false", "다시": "true", "모름": ""}, ("true", "false")),
        ("meal", {"채식": "plants", "아무거나": "any", "채식요": "plants"}, ("plants", "any")),
    ],
)
def test_attendance_stands_in_one_order_and_what_only_a_council_asks_in_its_own(column, codes, order):
    asked = Coded.model_validate(
        {"kind": "coded", "column": column, "title": "물음", "required": False, "codes": codes}
    )
    assert _codes(asked) == order
