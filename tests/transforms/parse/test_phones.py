"""Phone cells: the table of what people type, and what holds for any text."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.parse.cells import ANY_TEXT, misread
from transforms.parse.phones import national, phones

PHONE_LIKE = st.text("0123456789-. ()/~,+82공일이ㅇOl내선팩스\n", max_size=60)


def test_reads_what_was_typed():
    assert misread("phones", lambda text: (" ".join(each.number for each in phones(text, "043")),), "expected") == []


@pytest.mark.parametrize(
    ("typed", "extension"),
    [
        ("043-123-4567 (내선 102)", "102"),
        ("043-123-4567 ext.12", "12"),
        ("043-123-4567 #3", "3"),
        ("043-123-4567", ""),
        ("043-123-2929 (교환 5)", "5"),
        ("043-123-4567 내선번호: 7번", "7"),
    ],
)
def test_keeps_the_extension(typed, extension):
    assert phones(typed)[0].extension == extension


def test_a_short_number_needs_the_area_code():
    assert phones("123-4567") == []


def test_eight_digits_are_a_mobile_only_where_the_council_says_so():
    for code in ("", "043", "02"):
        assert phones("0000-1234", code) == phones("2345-6789", code) == []
    read = {cell: phones(cell, "043 010") for cell in ("0000-1234", "2345-6789 (며느리)", "333-1234", "010-1234-5678")}
    assert {
        cell: [(each.number, each.is_mobile, each.is_completed) for each in found] for cell, found in read.items()
    } == {
        "0000-1234": [("+821000001234", True, True)],
        "2345-6789 (며느리)": [("+821023456789", True, True)],
        "333-1234": [("+82433331234", False, True)],
        "010-1234-5678": [("+821012345678", True, False)],
    }
    # What lacks a digit, begins like an area code, or stands beside a whole number is none.
    assert [phones(cell, "043 010") for cell in ("0000-12", "0431-2345", "20250908")] == [[], [], []]
    assert len(phones("043-333-2999 / 1234-5678", "043 010")) == 1


@given(st.one_of(ANY_TEXT, PHONE_LIKE))
@settings(max_examples=400)
def test_reading_the_result_again_changes_nothing(text):
    numbers = [phone.number for phone in phones(text, "043")]
    assert [phone.number for phone in phones(" ".join(numbers), "043")] == numbers
    assert len(set(numbers)) == len(numbers)


@given(st.integers(0, 99_999_999), st.sampled_from(["010{}{}", "010-{}-{}"]))
def test_plain_numbers_read_alike_on_both_paths(subscriber, form):
    digits = f"{subscriber:08}"
    typed = form.format(digits[:4], digits[4:])
    assert phones(typed) == phones(f" {typed}")


@given(st.integers(0, 99_999_999))
def test_a_mobile_is_valid_and_written_as_the_library_says(subscriber):
    number = f"+8210{subscriber:08}"
    parsed = phonenumbers.parse(number)
    assert bool(phones(f"0{number[3:]}")) == phonenumbers.is_valid_number(parsed)
    assert national(number) == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
