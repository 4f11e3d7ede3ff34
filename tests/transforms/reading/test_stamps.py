"""Time stamps as a column: every order and language that Google writes, what stays doubtful, days alone, mixtures."""

import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.reading.forms import COUNCIL, MOMENTS, TITLE, plain, read
from transforms.errors.headings import StampsDoubtfulError, StampsUnreadError
from transforms.parse.moments import moment, shape
from transforms.reading.stamps import settle_stamps
from transforms.reading.timeline import in_time

SECONDS = MOMENTS.strftime("%Y-%m-%d %H:%M:%S").tolist()
MINUTES = MOMENTS.strftime("%Y-%m-%d %H:%M:00").tolist()
DAYS = MOMENTS.strftime("%Y-%m-%d 00:00:00").tolist()


def settled(cells):
    column = pd.Series(cells, dtype="str")
    made = settle_stamps(column, COUNCIL, "타임스탬프").settled(column, COUNCIL)
    read_ = [moment(cell, COUNCIL.zone) for cell in made]
    return [f"{at:%Y-%m-%d %H:%M:%S}" if at else None for at in read_]


def in_halves(morning, afternoon, form):
    return [
        f"{at:{form}}".replace("@", morning if at.hour < 12 else afternoon).replace("#", str(at.hour % 12 or 12))
        for at in MOMENTS
    ]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (MOMENTS.strftime("%-m/%-d/%Y %-H:%M:%S"), SECONDS),
        (MOMENTS.strftime("%d/%m/%Y %H:%M:%S"), SECONDS),
        (MOMENTS.strftime("%d.%m.%Y %H:%M:%S"), SECONDS),
        (MOMENTS.strftime("%d-%m-%Y %H:%M:%S"), SECONDS),
        (MOMENTS.strftime("%-d.%-m.%Y klo %-H.%M.%S"), SECONDS),
        (MOMENTS.strftime("%H:%M:%S %d/%m/%Y"), SECONDS),
        (MOMENTS.strftime("%d/%m/%Y %H:%M"), MINUTES),
        (MOMENTS.strftime("%m/%d/%y %H:%M"), MINUTES),
        (MOMENTS.strftime("%y. %-m. %-d %H:%M"), MINUTES),
        (MOMENTS.strftime("%d-%b-%y %H:%M"), MINUTES),
        (MOMENTS.strftime("%B %d, %Y at %-I:%M %p"), MINUTES),
        (in_halves("午前", "午後", "%Y/%m/%d #:%M:%S @ GMT+9"), SECONDS),
        (in_halves("上午", "下午", "%Y/%-m/%-d @ #:%M:%S"), SECONDS),
        (in_halves("AM", "PM", "%-m/%-d/%Y #:%M:%S @"), SECONDS),
        (in_halves("a. m.", "p. m.", "%d/%m/%Y #:%M:%S @"), SECONDS),
        (MOMENTS.strftime("%d.%m.%Y, %H.%M"), MINUTES),
        (MOMENTS.strftime("%Y/%m/%d %H:%M:%S (GMT+9)"), SECONDS),
        (MOMENTS.strftime("(화) %Y-%m-%d %H:%M"), MINUTES),
        (MOMENTS.strftime("Dienstag, %-d. %B 2024 um %H:%M:%S Uhr"), SECONDS),
        (MOMENTS.strftime("%d/%m/%Y à %Hh%M"), MINUTES),
        (MOMENTS.strftime("%Y年%-m月%-d日 %H時%M分%S秒"), SECONDS),
        (in_halves("上午", "下午", "%Y年%-m月%-d日@#点%M分"), MINUTES),
        (in_halves("오 전", "오 후", "%Y. %-m. %-d @ #:%M:%S"), SECONDS),
        (in_halves("ص", "م", "%-d/%-m/%Y #:%M:%S @"), SECONDS),
        (in_halves("am", "pm", "%d/%m/%Y,\u202f#:%M:%S\u202f@"), SECONDS),
        (MOMENTS.strftime("%y%m%d"), DAYS),
        (MOMENTS.strftime("%d-%b"), DAYS),
        (MOMENTS.strftime("’%y.%m.%d."), DAYS),
        (MOMENTS.strftime("%-m/%-d (전화)"), DAYS),
        (MOMENTS.strftime("%d.%m.%Y"), DAYS),
        (MOMENTS.strftime("%Y. %-m. %-d"), DAYS),
        (MOMENTS.strftime("%-m/%-d"), DAYS),
        (MOMENTS.strftime("%-m월 %-d일"), DAYS),
        ([str((at - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1)) for at in MOMENTS], SECONDS),
    ],
    ids=lambda value: str(value[0]),
)
def test_the_column_settles_what_a_cell_leaves_open(cells, said):
    assert settled(cells) == said


@pytest.mark.parametrize("form", ["%-m/%-d/%Y %H:%M:%S", "%-d/%-m/%Y %H:%M:%S"])
def test_the_window_settles_days_below_thirteen(form):
    days = pd.date_range("2024-05-01 10:00:00", periods=10, freq="D")
    assert settled(days.strftime(form)) == days.strftime("%Y-%m-%d %H:%M:%S").tolist()


def test_one_cell_of_another_form_is_read_by_itself_and_decides_for_nobody():
    typed = ["4/26", "24.4.28 14:00", "2024-04-27(토)", "26/4", "전화접수", "", "5/4/2024"]
    column = [*(f"2024. {at.month}. {at.day} 오후 1:00:33" for at in MOMENTS), *typed]
    assert settled(column)[12:] == [
        "2024-04-26 00:00:00",
        "2024-04-28 14:00:00",
        "2024-04-27 00:00:00",
        "2024-04-26 00:00:00",
        None,
        None,
        "2024-05-04 00:00:00",
    ]


def test_a_clock_without_halves_tells_days_alone():
    assert settled([f"{at:%Y. %-m. %-d} {at.hour % 12 or 12}:{at:%M:%S}" for at in MOMENTS]) == DAYS
    # One that passes twelve is whole.
    assert settled(MOMENTS.strftime("%Y. %-m. %-d %-H:%M:%S")) == SECONDS


def test_an_xlsx_column_of_days_numbers_and_texts():
    cells = ["2024-04-23 00:00:00", "2024-04-24 13:00:33", "45407", "45408.5", "2024. 4. 27 오후 1:00:33", "4/28"]
    assert settled(cells) == [
        "2024-04-23 00:00:00",
        "2024-04-24 13:00:33",
        "2024-04-25 00:00:00",
        "2024-04-26 12:00:00",
        "2024-04-27 13:00:33",
        "2024-04-28 00:00:00",
    ]


def test_what_stays_doubtful_stops_with_the_form_and_the_mend():
    # Neither order reaches the window, and neither ascends.
    cells = [f"0{day}/0{month}/2023 10:00" for day, month in ((5, 4), (4, 5), (6, 7), (7, 6), (1, 2), (3, 1))]
    with pytest.raises(StampsDoubtfulError) as caught:
        settled(cells)
    assert "00/00/0000 00:00" in str(caught.value)
    assert "stamp_order" in str(caught.value)
    assert not any(cell in str(caught.value) for cell in cells)


def test_two_orders_in_one_column_stop_and_late_dates_do_not():
    """Half of the rows were pasted from a sheet of another language: 05/01 would be a day in January."""
    mixed = [f"{at:%d/%m/%Y %H:%M}" if at < MOMENTS[6] else f"{at:%m/%d/%Y %H:%M}" for at in MOMENTS]
    with pytest.raises(StampsDoubtfulError):
        settled(mixed)
    late = [*MOMENTS.strftime("%d/%m/%Y %H:%M"), *(f"{day:02}/06/2024 10:00" for day in range(5, 9))]
    assert settled(late)[-1] == "2024-06-08 10:00:00"


@pytest.mark.parametrize("shown", ["확인함", "########", "#VALUE!"])
def test_a_column_of_something_else_stops_before_any_release(shown):
    table = plain()
    table[TITLE["submitted_at"]] = shown
    with pytest.raises(StampsUnreadError):
        read(table)


def test_days_alone_are_accepted_and_come_in_the_order_of_rows():
    table = plain()
    table[TITLE["submitted_at"]] = MOMENTS.strftime("%d/%m/%Y").tolist()
    found = read(table)
    assert found.reasons() == {}
    assert found.column("is_day_alone") == [True] * 12
    mixed = pd.DataFrame(
        {
            "submitted_at": [f"2024-04-2{day}T{clock}+09:00" for day, clock in
                             ((3, "15:00:00"), (3, "00:00:00"), (3, "09:00:00"), (4, "00:00:00"), (3, "00:00:00"))],
            "row_number": [1, 2, 3, 4, 5],
            "is_day_alone": [False, True, False, True, True],
        }
    )  # fmt: skip
    assert in_time(mixed)["row_number"].tolist() == [3, 1, 2, 5, 4]


@given(st.randoms(use_true_random=False), st.sampled_from(["%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S"]))
def test_a_sorted_sheet_says_the_same(rng: random.Random, form: str):
    order = rng.sample(range(12), 12)
    cells = MOMENTS.strftime(form).tolist()
    assert settled([cells[at] for at in order]) == [SECONDS[at] for at in order]


@given(st.text(max_size=120))
def test_the_form_of_a_stamp_tells_nothing_of_what_it_says(text):
    assert not any(letter.isdigit() and letter != "0" for letter in shape(text) if letter.isascii())
    assert shape("홍길동 010-1234-5678") == "가가가 000-0000-0000"
