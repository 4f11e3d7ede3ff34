"""Choices and ticked boxes: tables of what people type, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.campaigns import read_campaign
from tests.transforms.parse.cells import misread, spec
from transforms.parse.choices import Options, choice, ticks, unread

CAMPAIGN = read_campaign("cheongju-2024")
TOGETHER = CAMPAIGN.by_column["together"].options


def _both(text):
    return choice(text, CAMPAIGN.by_column["attendance"].options), ticks(text, TOGETHER)


def _ticked(text):
    ticked, free = ticks(text, TOGETHER)
    return " | ".join(name for name in ticked if name != TOGETHER.other), " | ".join(free)


@pytest.mark.parametrize("table", ["ticks_sheet", "ticks_form"])
def test_reads_the_boxes_that_were_ticked(table):
    assert misread(table, _ticked, "options", "free") == []


PROMISES = Options(
    ("1. 물길 지키기", "2. 씨앗, 밥상", "3. 햇빛 나누기"),
    {"물길": "1. 물길 지키기", "씨앗": "2. 씨앗, 밥상", "약속1": "1. 물길 지키기", "약속3": "3. 햇빛 나누기"},
    other="기타",
)


def test_short_forms_of_several_boxes_are_read_together_or_not_at_all():
    def told(text):
        ticked, free = ticks(text, PROMISES)
        return " | ".join(name for name in ticked if name != PROMISES.other), " | ".join(free)

    assert misread("ticks_typed", told, "options", "free") == []


def test_a_piece_of_short_forms_that_names_no_box_is_told_and_own_words_are_not():
    unknown = {"약속1 약속9": True, "④": True, "13": True, "물길 청소": True, "마을 신문": False, "물길·씨앗": False}
    assert {typed: bool(unread(typed, PROMISES)) for typed in unknown} == unknown
    assert unread("마을 신문", Options(PROMISES.names)) == ("마을 신문",)


def test_a_word_for_other_answers_that_is_an_option_too_is_told_once():
    assert Options(("단체", "기타"), other="기타").answers == ("단체", "기타")
    assert Options(("단체",), other="기타").answers == ("단체", "기타") and Options(("단체",)).answers == ("단체",)


def _meant(question, text):
    if question == "wish":
        return " | ".join(ticks(text, CAMPAIGN.field_options)[0])
    return choice(text, CAMPAIGN.by_column[question].options)[0]


def test_reads_the_option_that_was_meant():
    named = {(row["question"], row["typed"]): row["name"] for row in spec("choices")}
    assert {asked: _meant(*asked) for asked in named} == named


@given(st.permutations(TOGETHER.names), st.integers(0, len(TOGETHER.names)), st.sampled_from([", ", ";"]))
def test_boxes_joined_in_any_order_are_read_back(order, n_ticked, joiner):
    ticked = order[:n_ticked]
    assert ticks(joiner.join(ticked), TOGETHER) == (tuple(n for n in TOGETHER.names if n in ticked), ())


@pytest.mark.parametrize("joiner", [", ", ";"])
def test_every_subset_of_the_boxes_is_read_back(joiner):
    names = TOGETHER.names
    for chosen in range(1 << len(names)):
        ticked = tuple(name for bit, name in enumerate(names) if chosen >> bit & 1)
        assert ticks(joiner.join(ticked), TOGETHER) == (ticked, ())


@pytest.mark.parametrize(
    "question", [q for q in CAMPAIGN.questions if q.kind in ("choice", "coded")], ids=lambda question: question.column
)
def test_every_alias_of_a_question_means_its_option(question):
    for typed, name in question.options.spellings.items():
        assert choice(typed, question.options) == (name, "")


def test_a_sign_as_an_option_is_itself_alone():
    signs = Options(("동의합니다", "거부"), {"✓": "동의합니다", "✗": "거부"}, none=("☆",))
    told = {typed: choice(typed, signs)[0] for typed in ("✓", " ✓ ", "✗", "-", ".", "?", "○", "☆", "동의합니다 ✓")}
    assert told == {"✓": "동의합니다", " ✓ ": "동의합니다", "✗": "거부"} | dict.fromkeys("-.?○☆", "") | {
        "동의합니다 ✓": "동의합니다"
    }
    assert signs.is_none("☆") and not signs.is_none("★")
    assert ticks("✓, -", signs) == (("동의합니다",), ())
