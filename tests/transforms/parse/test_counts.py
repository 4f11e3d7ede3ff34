"""Head-count cells: the table of what people type, and what holds for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.parse.cells import ANY_TEXT, misread
from transforms.parse.counts import count

COUNT_LIKE = st.lists(
    st.sampled_from(
        [
            "1",
            "2",
            "10",
            "명",
            " ",
            "~",
            ",",
            "+",
            "총",
            "본인",
            "외",
            "포함",
            "두",
            "세",
            "열",
            "이",
            "십",
            "(",
            ")",
            "최대",
            "→",
            "\n",
            ".",
        ]
    ),
    max_size=12,
).map("".join)


def _read(text):
    found = count(text)
    return (str(found.upper), str(found.lower)) if found else ("", "")


def test_reads_what_was_typed():
    assert misread("counts", _read, "upper", "lower") == []


@pytest.mark.parametrize(
    ("typed", "is_open"),
    [("3명", False), ("3명 (변동 가능)", True), ("약 3명", True), ("20여 명", True), ("5명+α", True)],
)
def test_says_whether_the_number_is_open(typed, is_open):
    assert count(typed).is_open == is_open


@given(st.integers(0, 9999))
def test_a_bare_number_is_itself(number):
    assert count(str(number)) == count(f"{number}명") == count(f" {number} 명 ") == (number, number, False)


@given(st.one_of(ANY_TEXT, COUNT_LIKE))
@settings(max_examples=400)
def test_reading_the_result_again_changes_nothing(text):
    found = count(text)
    if found:
        assert 0 <= found.lower <= found.upper
        if found.upper <= 9999:
            again = count(f"{found.lower}~{found.upper}명")
            assert (again.lower, again.upper) == (found.lower, found.upper)
