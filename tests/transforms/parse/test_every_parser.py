"""What holds for every parser: no cell is refused, none is slow, and no specification says a thing twice."""

import time
from datetime import timedelta, timezone
from itertools import cycle, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.campaigns import read_campaign
from tests.transforms.parse.cells import ANY_TEXT, LONGEST_CELL, SPECS, spec
from transforms.parse.activities import activities
from transforms.parse.addresses import district
from transforms.parse.bodies import body
from transforms.parse.choices import choice, ticks
from transforms.parse.counts import count
from transforms.parse.emails import emails
from transforms.parse.goals import goals
from transforms.parse.moments import moment
from transforms.parse.people import people
from transforms.parse.phones import phones
from transforms.parse.text import clean
from transforms.parse.withdrawals import calls_off

CAMPAIGN = read_campaign("cheongju-2024")
PARSERS = {
    "activities": activities,
    "addresses": lambda text: district(text, CAMPAIGN.places),
    "bodies": body,
    "choices": lambda text: choice(text, CAMPAIGN.by_column["attendance"].options),
    "counts": count,
    "emails": emails,
    "goals": goals,
    "moments": lambda text: moment(text, timezone(timedelta(hours=9))),
    "people": people,
    "phones": lambda text: phones(text, "043"),
    "text": clean,
    "withdrawals": calls_off,
    "ticks": lambda text: ticks(text, CAMPAIGN.by_column["together"].options),
}
# Pieces that a pattern may try again and again; a cell repeats one to its full length.
PIECES = [
    " ",
    ",",
    ";",
    "(",
    "\n",
    " \n",
    "-",
    "- ",
    "1. ",
    "1~",
    "①",
    "○",
    "가. 나. ",
    "\u0301",
    "\ud800",
    "ﷺ",
    "a\u200b",
    '"',
    "[",
    "1 ",
    "1.가",
    "* ",
    "2024. 5. ",
    "청주",
    "가경동",
    "청주시",
    "충북 ",
    "주식회사",
    "(주)",
    "(사",
    "교육, ",
    "동의하지 ",
    "과 ",
    "공동 캠페인, ",
    "1",
    "1,",
    "열",
    "열 ",
    "두 ",
    "십",
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
    "a",
    "@",
    "a@",
    "a.",
    "a@a.",
    "a@a,",
    ". ",
    "a ",
    "골뱅이",
    "a점",
    "ㅁ",
    "ㅁ@",
    "가@",
    "a#",
    "a-",
    "@ ",
    "a@b,com",
    "._%+-",
    "1.빈곤퇴치, ",
    "모두 ",
    "13번",
    "0",
    "0-",
    "0 ",
    "010-1234-",
    "공일공",
    "공 ",
    "82 ",
    "+82",
    "0o",
    "사업자 ",
    "1588 ",
    "043-123-4567~9,",
    "㍿",
    "ﷺ0",
    "043-123-4567 내선 ",
    "010,",
    "(홍길동,",
    "님",
    "김 ",
    "a'",
    "ㅋ",
    "홍길동/",
    "대표 ",
    "/ ",
    "홍길동 불참 ",
    "홍길동대표",
    "두 명 ",
    "홍길동, ",
    "2024. ",
    "2024-04-22 ",
    "오전 ",
    "+",
    "1:",
    "(a",
]
# Enough for what grows faster than a cell to take seconds.
LONG = 20_000
STARTS = ("", "저 ", "본인 외 ", "총", "가")
every_parser = pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS)


@pytest.mark.parametrize("table", sorted(SPECS.glob("*.csv")), ids=lambda path: path.stem)
def test_no_two_rows_of_a_specification_are_alike(table):
    typed = [(row.get("question", ""), row["typed"]) for row in spec(table.stem)]
    assert len(set(typed)) == len(typed)


@every_parser
@given(text=ANY_TEXT)
def test_no_text_is_refused(parse, text):
    parse(text)


@every_parser
@settings(max_examples=15, deadline=None)
@given(piece=st.text(st.characters(codec=None), min_size=1, max_size=40))
def test_no_long_text_is_refused(parse, piece):
    parse((piece * LONGEST_CELL)[:LONGEST_CELL])


@pytest.mark.long
@every_parser
def test_no_text_is_slow(parse):
    # Each piece alone, and behind one of the starts; the slow test has it behind all.
    _assert_fast(parse, [("", piece) for piece in PIECES] + list(zip(cycle(STARTS[1:]), PIECES, strict=False)))


@pytest.mark.slow
@every_parser
def test_no_text_is_slow_behind_any_start(parse):
    _assert_fast(parse, product(STARTS, PIECES))


def _assert_fast(parse, cells):
    # The reference tables are read once, at first use.
    parse("무심천")
    for start, piece in cells:
        cell = (start + piece * LONG)[:LONG]
        # A quiet machine takes a tenth of this at worst; what grows faster than the cell takes seconds.
        assert any(_seconds(parse, cell) < 0.5 for _ in range(3)), ascii((start, piece))


def _seconds(parse, cell):
    started = time.process_time()
    parse(cell)
    return time.process_time() - started
