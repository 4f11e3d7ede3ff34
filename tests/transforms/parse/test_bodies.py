"""Names of bodies: the table of what people type, and what holds for any text."""

import pytest
from hypothesis import given

from tests.transforms.parse.cells import ANY_TEXT, misread
from transforms.parse.bodies import body
from transforms.parse.text import key
from transforms.reference import rows


def test_reads_what_was_typed():
    assert misread("bodies", lambda text: body(text)[:2], "name", "legal_form") == []


def test_every_form_comes_off_at_the_head_and_set_apart_at_the_end():
    for row in rows("legal_forms"):
        assert body(f"{row['typed']} 무심천")[:2] == ("무심천", row["legal_form"])
        assert body(f"무심천 {row['typed']}")[:2] == ("무심천", row["legal_form"])


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("다시쓰다 주식회사", "다시쓰다 주식회사"),
        ("(주)다시쓰다", "주식회사 다시쓰다"),
        ("나눔밥상 사회적협동조합", "나눔밥상 사회적협동조합"),
        ("농업회사법인 들녘(주)", "농업회사법인 들녘 주식회사"),
        ("주식회사 판판(주)", "주식회사 판판"),
        ("햇빛협동조합", "햇빛협동조합"),
        ("학교법인 온누리학원 온누리고등학교", "온누리학원 온누리고등학교"),
    ],
)
def test_a_full_name_has_the_form_on_the_side_where_it_was_typed(typed, full):
    assert body(typed).full == full


@given(ANY_TEXT)
def test_the_key_is_the_key_of_the_name(text):
    found = body(text)
    assert found.key == key(found.name)
