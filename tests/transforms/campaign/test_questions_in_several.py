"""A question that a form asks in several columns, and an answer that wishes nothing."""

import pandas as pd

from tests.transforms.campaign.changed import read_with
from transforms.reading.headings import match_headings
from transforms.reading.normalise import normalise
from transforms.reading.readable import n_meaningless

PHONE = 'column = "phone"'


def test_a_telephone_in_a_second_column_counts_where_the_first_has_none():
    council = read_with(PHONE, f'{PHONE}\nmore = ["사무실 전화"]')
    titles = [question.title for question in council.questions]
    cells = pd.DataFrame("", index=range(3), columns=[*titles, "사무실 전화"], dtype="str")
    cells["사무실 전화"] = ["043-200-1000", "043-200-1000", ""]
    cells.loc[1, council.by_column["phone"].title] = "010-2000-3000"
    arranged = match_headings(cells.columns.tolist(), cells, council, "a.csv").arrange(cells, council)
    assert normalise(arranged, council).responses["phone"].fillna("").tolist() == ["+82432001000", "+821020003000", ""]


def test_an_answer_that_wishes_nothing_is_no_wish_and_no_answer_that_means_nothing():
    council = read_with('column = "wish_1"', 'column = "wish_1"\nnone = ["아무 모임이나 좋습니다"]')
    cells = pd.DataFrame({"wish_1": ["아무 모임이나 좋습니다", council.fields[1].name]}, dtype="str")
    read = normalise(cells, council).responses
    assert read["wish_1"].fillna(0).tolist() == [0, 2] and read["is_wish_read"].all()
    assert n_meaningless(cells["wish_1"], council.by_column["wish_1"], council) == 0
