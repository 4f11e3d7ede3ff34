"""Whether a column holds what its question asks for: a column that cannot be read stops the run, a cell does not."""

import re
from collections import Counter
from collections.abc import Callable, Mapping

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.question import Question
from transforms.errors.headings import ColumnUnreadableError
from transforms.parse.addresses import district, first_district
from transforms.parse.choices import Options, choice, ticks, unread
from transforms.parse.counts import count
from transforms.parse.emails import emails
from transforms.parse.goals import goals
from transforms.parse.moments import ORDERS, stamp
from transforms.parse.numbers import number_in
from transforms.parse.people import is_name, people
from transforms.parse.phones import MOBILE_CODE, phones
from transforms.parse.text import answer_words, clean, is_blank, is_broken, key
from transforms.reading.columns import parsed

# So few cells prove nothing about a column.
_LEAST = 5
# Enough to know what most of a column holds.
_SAMPLE = 2000
# Kinds of questions that leave nobody a choice of words.
_STRICT = ("email", "phone", "choice", "scale", "coded", "field", "number", "date")
# Kinds whose answers mean something to the program.
_MEANING = ("coded", "field", "goals")
# A year to try dates without one in; whether any day is meant is all that is asked.
_ANY_YEAR = 2024


def reader(question: Question, campaign: Campaign) -> Callable[[str], bool] | None:
    """What tells an answer to the question from something else; None where any text may be one."""
    options, how_many = question.options, number_in(question.title)
    readers: dict[str, Callable[[str], bool]] = {
        "moment": lambda c: any(stamp(c, campaign.zone, order, _ANY_YEAR) for order in ORDERS),
        "email": lambda c: bool(emails(c)),
        "phone": lambda c: bool(phones(c, campaign.area_code)),
        **dict.fromkeys(("choice", "coded", "scale"), lambda c: _is_chosen(c, options)),
        "field": lambda c: bool(ticks(c, campaign.field_options)[0]) or campaign.field_options.is_none(c),
        "ticks": lambda c: any(name in options.names for name in ticks(c, options)[0]) or options.is_none(c),
        "goals": lambda c: bool(goals(c, campaign.goal_labels)[0]),
        "count": lambda c: count(c) is not None,
        "number": lambda c: how_many(c) is not None,
        "date": lambda c: any(stamp(c, campaign.zone, order, _ANY_YEAR) for order in ORDERS),
        "people": lambda c: people(c).says_who or bool(people(c).n_unnamed),
    }
    return readers.get(question.kind)


def _is_chosen(cell: str, options: Options) -> bool:
    return choice(cell, options)[0] in options.names or options.is_none(cell)


def n_unread(cells: "pd.Series[str]", question: Question, campaign: Campaign) -> tuple[int, int]:
    """How many cells are filled, and how many of those are no answer to the question; of a long column, a sample.

    A blank answer says nothing; a cell that a spreadsheet broke was an answer once.
    """
    return _n_unread(cells, reader(question, campaign))


def _n_unread(cells: "pd.Series[str]", read: Callable[[str], bool] | None) -> tuple[int, int]:
    step = max(len(cells) // _SAMPLE, 1)

    def state(cell: str) -> str:
        value = clean(cell)
        if is_broken(value):
            return "unread"
        if is_blank(value):
            return "blank"
        return "read" if read is None or read(value) else "unread"

    states = parsed(cells.iloc[::step], state).part(str, "str")
    return int(states.ne("blank").sum()), int(states.eq("unread").sum())


def meaningless(cells: "pd.Series[str]", question: Question, campaign: Campaign) -> "pd.Index[int]":
    """Which answers mean none of what the question's answers may mean: a code, a meeting; or hold, among goals, a text
    that names none (the finding goals_free_text); none of other kinds."""
    read = reader(question, campaign) if question.kind in _MEANING else None
    if question.kind == "goals":
        read = lambda cell: not goals(cell, campaign.goal_labels)[1]  # noqa: E731
    if read is None:
        return cells.index[:0]
    is_read = parsed(cells, lambda cell: is_blank(clean(cell)) or read(clean(cell))).part(bool, "bool")
    return cells.index[~is_read]


def read_as(cells: "pd.Series[str]", question: Question, campaign: Campaign) -> dict[str, int]:
    """What the answers of a question are read as that decides where a response goes, with how often: options with
    their codes, meetings, districts; nothing for other kinds."""
    if question.kind not in ("coded", "field", "address"):
        return {}
    places, options = campaign.places, campaign.field_options if question.kind == "field" else question.options
    place = first_district if question.column in campaign.further else district

    def told(cell: str) -> str:
        if question.kind == "address":
            return place(cell, places)
        name = ticks(cell, options)[0][:1] if question.kind == "field" else [choice(cell, options)[0]]
        return " → ".join(filter(None, [*name, *map(question.codes.get, name if question.kind == "coded" else [])]))

    read = parsed(cells, lambda cell: "" if is_blank(clean(cell)) else told(clean(cell))).part(str, "str")
    return {str(name): int(n) for name, n in read[read.ne("")].value_counts().items()}


def ticks_unread(cells: "pd.Series[str]", question: Question) -> "pd.Series[str]":
    """What stands in the cells of a question with ticks that names no option though it should, a row a cell."""
    told = parsed(cells, lambda cell: ", ".join(unread(cell, question.options))).part(str, "str")
    return told[told.ne("")]


def n_short_mobiles(cells: "pd.Series[str]", campaign: Campaign) -> int:
    """How many cells hold no number but one of eight digits, which the campaign does not say is a mobile's."""

    def is_short(cell: str) -> bool:
        return not phones(cell, campaign.area_code) and bool(phones(cell, MOBILE_CODE))

    return int(parsed(cells, is_short).part(bool, "bool").sum())


def is_lost(n_filled: int, n_lost: int) -> bool:
    """True where most of what stands in a column cannot be read."""
    return n_lost >= _LEAST and n_lost * 2 > n_filled


def refuse_unreadable(cells: pd.DataFrame, campaign: Campaign, titles: Mapping[str, str]) -> None:
    """Nothing where every required question can be read in most of its cells; else ColumnUnreadableError.

    ``cells`` under our names, ``titles`` their headings. What people write as they like is lost only where spreadsheets
    broke it.
    """
    for question in campaign.questions:
        if not question.is_required or question.column not in cells.columns:
            continue
        column = cells[question.column]
        if question.kind in _STRICT and not question.options.other:
            n_filled, n_lost = n_unread(column, question, campaign)
        else:
            n_filled, _ = _n_unread(column, None)
            n_lost = int(parsed(column, is_broken).part(bool, "bool").sum())
        if is_lost(n_filled, n_lost):
            raise ColumnUnreadableError(title=titles[question.column], n_filled=n_filled, n_unread=n_lost)


def refuse_newly_unreadable(
    before: pd.DataFrame, now: pd.DataFrame, campaign: Campaign, titles: Mapping[str, str]
) -> None:
    """Nothing where what most people answered before is read now as well; else ColumnUnreadableError.

    ``before`` and ``now`` are the cells of two exports under our names, ``titles`` the present headings.
    """
    for question in campaign.questions:
        column = question.column
        if column not in before.columns or column not in now.columns:
            continue
        n_filled, n_lost = n_unread(now[column], question, campaign)
        n_filled_before, n_lost_before = n_unread(before[column], question, campaign)
        was_read = n_filled_before >= _LEAST and n_lost_before * 4 <= n_filled_before
        if was_read and is_lost(n_filled, n_lost):
            raise ColumnUnreadableError(title=titles[column], n_filled=n_filled, n_unread=n_lost)


def unplaced(cells: "pd.Series[str]", campaign: Campaign) -> tuple["pd.Index[int]", tuple[str, ...]]:
    """Which addresses say no district of the campaign's, and the words in them that are places, the most frequent
    first: no name, street or number of a person's."""
    places = campaign.places
    read = first_district if "address" in campaign.further else district
    is_unknown = parsed(cells, lambda cell: not is_blank(clean(cell)) and read(cell, places) == places.unknown)
    at = cells.index[is_unknown.part(bool, "bool")]
    unknown = [clean(cell) for cell in cells[at]]
    words = Counter(word for cell in unknown for word in set(_PLACE.findall(cell)) if not is_name(word))
    # An answer that a form lists is a word or two, and whole: 물 건너편. What one alone wrote may be anything.
    whole = Counter(cell for cell in unknown if _LISTED.fullmatch(cell) and not is_name(cell.replace(" ", "")))
    words |= Counter({cell: n for cell, n in whole.items() if n > 1})
    said = {key(name) for name in (*places.home, *places.province)} | answer_words("no place")
    return at, tuple(word for word, _ in words.most_common() if key(word) not in said)[:_MOST_PLACES]


_MOST_PLACES = 6
_PLACE = re.compile(r"(?<![가-힣0-9])[가-힣0-9]{1,6}(?:특별시|광역시|도|시|군|구|읍|면|동|리|섬|권)(?![가-힣])")
_LISTED = re.compile(r"[가-힣]{1,6}(?: [가-힣]{1,4})?")
