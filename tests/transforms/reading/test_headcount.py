"""How many come, of one cell or several, and of whom nobody asks it."""

import pandas as pd

from tests.transforms.campaign.changed import faults_with, read_with
from transforms.reading.normalise import normalise

COUNTED = """column = "headcount"
title = "참석 인원"
kind = "count"
required = true
"""
CHILDREN = """plus = ["children"]
unasked = { "개인" = 1 }

[[questions]]
column = "children"
title = "어린이"
kind = "number"
required = false
"""


def test_a_head_count_adds_other_numbers_and_knows_whom_it_does_not_ask():
    campaign = read_with(COUNTED, COUNTED + CHILDREN)
    cells = pd.DataFrame(
        [
            ("2", "1", "단체"),
            ("2", "", "단체"),
            ("", "1", "단체"),
            ("", "", "개인"),
            ("3", "없음", "개인"),
            ("2+1", "", "단체"),
        ],
        columns=["headcount", "children", "kind"],
        dtype="str",
    )
    assert normalise(cells, campaign).responses["headcount"].fillna(-1).tolist() == [3, 2, -1, 1, 3, 3]
    own = normalise(cells, campaign).own
    assert own.loc[own["question"].eq("children"), "answer"].tolist()[:2] == ["1", "1"]


def test_an_individual_who_is_asked_for_no_number_is_one():
    campaign = read_with(f"[[questions]]\n{COUNTED}", "")
    cells = pd.DataFrame({"kind": ["개인", "개인", "단체"], "attendees": ["", "김하나, 이두리", ""]}, dtype="str")
    assert normalise(cells, campaign).responses["headcount"].fillna(-1).tolist() == [1, -1, -1]


def test_whom_a_list_announces_are_no_head_count_but_told_where_they_are_too_many_for_chairs():
    campaign = read_with(f"[[questions]]\n{COUNTED}", f"[[questions]]\n{COUNTED}")
    cells = pd.DataFrame(
        [("", "교사 2명, 학생 20명"), ("", "홍길동 외 60명"), ("3", "홍길동 외 60명"), ("", "홍길동, 김철수")],
        columns=["headcount", "attendees"],
        dtype="str",
    )
    read = normalise(cells, campaign).responses.fillna({"headcount": -1, "n_coming": -1})
    assert read["headcount"].tolist() == [-1, -1, 3, -1]
    assert read["n_unnamed"].tolist() == [22, 60, 60, 0]
    assert read["n_coming"].tolist() == [22, 61, 3, -1]


def test_what_a_head_count_adds_is_a_number_and_whom_it_does_not_ask_a_kind():
    wrong = COUNTED + 'plus = ["wish_1"]\nunasked = { "학생" = 1 }\n'
    assert [(each.code, each.value) for each in faults_with(COUNTED, wrong)] == [
        ("no_number", "wish_1"),
        ("no_option", "학생"),
    ]
