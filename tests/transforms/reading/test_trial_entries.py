"""Entries made to try the form out, and real ones that only look like them."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN, with_form
from transforms.reading.normalise import normalise
from transforms.reading.trial_entries import reads_as_test
from transforms.reference import rows


@pytest.mark.parametrize(
    "cell", ["테스트", "테스트 2", "테스트 테스트", "시험용 입력입니다", "dummy", "ㅁㄴㅇㄹ", "111"]
)
def test_entries_made_to_try_the_form_out(cell: str) -> None:
    assert reads_as_test(cell)


@pytest.mark.parametrize(
    "cell", ["테스트베드 랩", "시험관 아기 모임", "데모크라시 연구회", "연습실 나눔터", "", "가나안 교회"]
)
def test_real_names_that_begin_alike(cell: str) -> None:
    assert not reads_as_test(cell)


def test_a_campaign_adds_words_of_its_own() -> None:
    cells = pd.DataFrame({"name": ["홍보팀 연습 2", "홍보팀"]}, dtype="str")
    campaign = read_campaign(CAMPAIGN)
    own = with_form(campaign, test_words=("홍보팀 연습",))
    assert normalise(cells, campaign).responses["is_test"].tolist() == [False, False]
    assert normalise(cells, own).responses["is_test"].tolist() == [True, False]


def test_each_word_stands_once() -> None:
    words = [row["word"] for row in rows("test_words")]
    assert len(words) == len(set(words))


def test_a_campaign_says_how_test_entries_begin_and_from_which_address_they_come() -> None:
    cells = pd.DataFrame(
        {
            "name": ["Test 공방", "한빛모임", "한빛모임", "한빛테스트모임", ""],
            "contact_name": ["", "홍보팀 연습", "", "", ""],
            "email": ["", "", "office@example.org", "office2@example.org", ""],
        },
        dtype="str",
    )
    own = with_form(read_campaign(CAMPAIGN), test_words=("test*", "홍보팀 연습", "office@example.org"))
    assert normalise(cells, own).responses["is_test"].tolist() == [True, True, True, False, False]
