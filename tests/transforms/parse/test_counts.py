"""Head-count cells: the table of what people type, and what holds for any text."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.parse.counts import count

_TABLE = Path(__file__).parent / "specs" / "counts.csv"
with _TABLE.open(encoding="utf-8", newline="") as _file:
    SPEC = list(csv.DictReader(_file))

ANY_TEXT = st.text(st.characters(), max_size=200)
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


@pytest.mark.parametrize("row", SPEC, ids=[row["typed"] for row in SPEC])
def test_reads_what_was_typed(row):
    found = count(row["typed"])
    assert ((str(found.upper), str(found.lower)) if found else ("", "")) == (row["upper"], row["lower"])


def test_no_two_rows_are_alike():
    assert len({row["typed"] for row in SPEC}) == len(SPEC)


@pytest.mark.parametrize(
    ("typed", "is_open"), [("3명", False), ("3명 (변동 가능)", True), ("약 3명", True), ("20여 명", True)]
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


@given(st.text(st.characters(), min_size=1, max_size=20), st.integers(1, 50_000))
@settings(max_examples=60, deadline=None)
def test_long_text_is_never_refused(piece, times):
    count((piece * times)[:50_000])


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "1~",
        "1,",
        "열",
        "열 ",
        "두 ",
        "십",
        "(",
        "()",
        "본인",
        "저만",
        "명",
        "참석",
        "총 ",
        "외 ",
        "가",
        "1. 가",
        "1명+",
        "혼자 ",
        "요",
        "\ud800",
        "ﷺ",
    ],
)
@pytest.mark.parametrize("start", ["", "저 ", "본인 외 ", "총"])
def test_no_text_is_slow(start, piece):
    text = (start + piece * 50_000)[:50_000]
    count(text)
    assert _seconds(lambda: count(text)) < 0.05


def _seconds(call):
    """The best of three, so that a busy machine does not count."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)
