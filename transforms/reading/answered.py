"""Which rows of a sheet somebody answered: not the blank ones, not the staff's own, not the sums under the last."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.sections import StaffColumns
from transforms.parse.moments import Stamp
from transforms.parse.text import answer_words, clean, folded, is_broken, key, searchable, spelling
from transforms.reading.columns import is_filled, parsed
from transforms.reading.headings import ORIGIN, REGISTRATION, STAFF_NOTES, about_headings
from transforms.reading.stamps import dated, is_in_window

# A row with a date in front is a response; what a sum takes is short and small.
_DATED = re.compile(r"\s*'?\d{4}\s?[-./년]")
_LONGEST_SUM, _MOST_DIGITS = 30, 6
# What people put before a remark below a table.
_REMARKS = ("※", "*", "☞", "주)", "주:")
# Columns beside the questions.
_NO_ANSWERS = [ORIGIN, STAFF_NOTES, REGISTRATION]
_LETTERS = re.compile(r"[^\W\d_]+")
_DAY = re.compile(
    r"(?<![\d./-])(?:\d{2,4}\s?[./년-]\s?)?\d{1,2}\s?[./월-]\s?\d{1,2}(?![\d/-])\s?일?(?:\s?\([월화수목금토일]\))?"
)
# "취소 아님", "취소 문의", "취소한다더니 오신다": the office noted the word, and not that it is so.
_UNLESS = (
    "(?!(?:[은는를가]|하지)?"
    "(?:아[니님]|안|않|못|철회|해제|번복|문의|여부|할수도|한다더니|하겠다더니|했다가|하려다|하려했))"
)


def answered(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``cells`` (index from 0) in which anybody answered anything.

    Blank rows in the middle, rows that hold only what staff put into columns of their own, and rows under the responses
    that add them up or close the list are no responses.
    """
    return parted(cells)[0]


def parted(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of ``cells`` that are answered, and its rows of sums and closings."""
    filled = pd.DataFrame({name: is_filled(cells[name]) for name in cells.columns if name not in _NO_ANSWERS})
    sums = is_sum(cells)
    is_alone = filled.sum(axis=1).eq(1)
    for name in filled.columns:
        alone = cells.loc[is_alone & filled[name], name]
        sums.loc[alone.index] |= parsed(alone, closes).part(bool, "bool")
    there = filled.any(axis=1) & ~sums
    return cells if there.all() else cells[there], cells[sums]


def is_sum(cells: pd.DataFrame) -> "pd.Series[bool]":
    """True for every row of ``cells`` that adds up others: nothing but numbers, or 합계, 총 12건 and numbers beside."""
    rest = cells = cells.drop(columns=_NO_ANSWERS, errors="ignore")
    if "submitted_at" in cells.columns:
        rest = cells[~cells["submitted_at"].str.match(_DATED)]
    seen = pd.DataFrame(False, index=rest.index, columns=["sum", "number", "beside"])
    for name in cells.columns:
        if rest.empty:
            break
        kind = parsed(rest[name], _adds_up).part(str, "str")
        rest = rest[kind.ne("other")]
        seen = seen.loc[rest.index]
        for each in seen.columns:
            seen[each] |= kind[rest.index].eq(each)
    adds_up = seen["sum"] | (seen["number"] & ~seen["beside"])
    return adds_up.reindex(cells.index, fill_value=False)


def closes(alone: str) -> bool:
    """Whether what alone stands in a row is a remark or says that the list ends.

    >>> [closes(cell) for cell in ("- 끝 -", "※ 바뀔 수 있음", "이상", "이상민")]
    [True, True, True, False]
    """
    said = clean(alone)
    return said.startswith(_REMARKS) or key(said) in answer_words("closing")


def sums_told(sums: pd.DataFrame, n_above: int) -> pd.DataFrame:
    """A finding about each row of sums or closings, named as the sheet does, its headings ``n_above`` rows down."""
    at = sums.index.to_series() + 1
    return about_headings([("row_of_sums", str(row)) for row in sheet_rows(at, sums, n_above).tolist()])


def sheet_rows(row_numbers: "pd.Series[int]", cells: pd.DataFrame, n_above: int) -> "pd.Series[Any]":
    """How the sheet calls the rows of ``cells`` (index from 0) with those numbers (from 1), under the same index.

    By number, the headings ``n_above`` rows down; of several tabs read as one each row says its own tab and row, in
    order.
    """
    if ORIGIN not in cells.columns:
        return row_numbers + n_above + 1
    named = cells[ORIGIN].reindex(row_numbers - 1).set_axis(row_numbers.index)
    return named.astype(pd.CategoricalDtype(list(dict.fromkeys(cells[ORIGIN])), ordered=True))


def _adds_up(cell: str) -> str:
    """A cell that names a ``sum``, a word that may stand ``beside`` one, a ``number``, ``blank``, or any ``other``."""
    value = folded(cell) if len(cell) <= _LONGEST_SUM else cell
    if not value:
        return "blank"
    # An export can show a formula in place of what it adds up.
    if is_broken(value) or value.startswith("="):
        return "number"
    if len(value) > _LONGEST_SUM or any(len(each) > _MOST_DIGITS for each in re.findall(r"\d+", value)):
        return "other"
    words = _LETTERS.findall(value)
    if not words:
        return "number" if any(map(str.isdigit, value)) and not set(value) & set("@-/:~") else "other"
    if not all(_sum_words().fullmatch(word) for word in words):
        return "other"
    return "sum" if any(_sum_words(beside=False).match(word) for word in words) else "beside"


@cache
def _sum_words(*, beside: bool = True) -> re.Pattern[str]:
    words = answer_words("sum") | (answer_words("sum filler") if beside else frozenset())
    return re.compile(f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})+")


def note_staff(out: pd.DataFrame, notes: "pd.Series[str]", campaign: Campaign) -> None:
    """What the office says of each response: is_cancelled, is_doubled, is_held, is_received, and who does not come.

    Who called gave no moment to a form, and the consent to whoever typed; a day beside the word is when they called.
    ``is_doubled``: what is called off is said to be one too many, so that it ends nothing else. Words of ``absent`` are
    read before those of ``withdrawn``: "행사 취소" may be one. Words of ``in_time`` take in what came out of time.
    """
    said = campaign.staff_columns
    absent, withdrawn, in_time, held = map(_said_so, (said.absent, said.withdrawn, said.in_time, said.held))
    doubled = answer_words("doubled")
    read = parsed(notes, _by_column)
    out["is_cancelled"] = read.map(lambda v: bool(withdrawn.search(absent.sub(" ", v)))).part(bool, "bool")
    out["is_doubled"] = read.map(lambda v: any(word in v for word in doubled)).part(bool, "bool")
    out["is_held"] = read.map(lambda v: bool(held.search(v))).part(bool, "bool")
    out["is_received"] = received(notes.to_frame(STAFF_NOTES), said)
    is_absent = read.map(lambda v: bool(absent.search(v))).part(bool, "bool")
    out["attendance"] = out["attendance"].mask(is_absent, "no")
    out["is_attendance_read"] |= is_absent
    for name in ("is_moment_given", "is_moment_read"):
        out[name] |= out["is_received"]
    called = parsed(notes.where(out["is_received"], ""), lambda v: _day_called(v, campaign))
    called_at = called.part(lambda v: v.at.isoformat() if v else None, "str")
    is_inside = called.part(lambda v: v is not None and is_in_window(v, campaign), "bool")
    # Typed from the office's notes after the close, it was received when they say.
    is_placed = called_at.notna() & (out["submitted_at"].isna() | (~out["is_in_window"] & is_inside))
    out["submitted_at"] = out["submitted_at"].mask(is_placed, called_at)
    out["is_day_alone"] |= is_placed
    out["is_in_window"] = out["is_in_window"].mask(is_placed, is_inside)
    out["is_in_window"] |= read.map(lambda v: bool(in_time.search(v))).part(bool, "bool")
    is_told = out["is_received"] & ~out["is_consent_given"]
    out["consent"] = out["consent"].mask(is_told, "yes")
    out["is_consent_given"] |= is_told


def received(cells: pd.DataFrame, said: StaffColumns) -> "pd.Series[bool]":
    """Which rows staff say they typed for who called, who gave no moment to a form."""
    if STAFF_NOTES not in cells.columns:
        return pd.Series(False, index=cells.index)
    words = _said_so(said.received)
    return parsed(cells[STAFF_NOTES], lambda v: bool(words.search(_by_column(v)))).part(bool, "bool")


def _by_column(notes: str) -> str:
    """Where words are looked for: what one column says tells nothing of a word in another (X beside 철회)."""
    return "\n".join(map(searchable, notes.splitlines()))


def _said_so(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{re.escape(spelling(word))}){_UNLESS}" for word in words) or "(?!)")


def _day_called(notes: str, campaign: Campaign) -> Stamp | None:
    """The one day that stands with the word for a call: 9/30 전화 받음."""
    called = _said_so(campaign.staff_columns.received)
    for note in notes.splitlines():
        if not called.search(searchable(note)):
            continue
        found = [at for each in _DAY.finditer(note) if (at := dated(each[0].strip(), campaign))]
        if len({each.at for each in found}) == 1:
            return found[0]
    return None
