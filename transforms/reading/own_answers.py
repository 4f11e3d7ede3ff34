"""What a campaign asks that no other does: one row for every answer, each read as its question's kind is."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.question import Question
from transforms.campaign.questions import Headcount, within
from transforms.parse.choices import choice, is_marked_off, ticks
from transforms.parse.counts import count
from transforms.parse.moments import Stamp, stamp
from transforms.parse.numbers import number, number_in
from transforms.parse.people import is_name
from transforms.parse.phones import phones
from transforms.parse.text import answer_words, clean, is_blank, key
from transforms.reading.columns import parsed
from transforms.reading.names import person_cell

# An answer, and whether it is the person's own words.
_Read = list[tuple[str, bool]]
# Kinds whose cells are no text of people's own; of ticks each piece is told apart (parse/choices.py, unread).
_EXACT = ("number", "date", "phone", "choice", "coded", "scale")
_TYPES = {"answer": "str", "is_free_text": "bool"}


def own_answers(column: Callable[[str], "pd.Series[str]"], campaign: Campaign) -> pd.DataFrame:
    """response, position, question, answer, is_free_text: what stands in the cells of the campaign's own questions.

    An answer is an option, what a coded option means, a number's digits, a day as ISO, a phone as E.164, a name, or
    text. What cannot be read so stands as it was typed, as free text. A blank cell, and one that chooses none of the
    options, is no row.
    """
    frames = [parsed(column(""), lambda _: _Read()).rows(list, _TYPES).assign(question="")]
    for question in campaign.questions:
        if question.is_own:
            read = parsed(column(question.column), reader_of(question, campaign))
            frames.append(read.rows(list, _TYPES).assign(question=question.column))
    return pd.concat(frames, ignore_index=True).astype({**_TYPES, "question": "str"})


def unread_answers(own: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """response, question: what of ``own_answers`` stands as it was typed where no words were asked for."""
    exact = [
        question.column for question in campaign.questions if question.kind in _EXACT and not question.options.other
    ]
    return own.loc[own["is_free_text"] & own["question"].isin(exact), ["response", "question"]]


def headcounts(column: Callable[[str], "pd.Series[str]"], kinds: "pd.Series[str]", campaign: Campaign) -> pd.DataFrame:
    """upper, lower of how many come by each row, null where nothing says it: the cell, what the question adds to it,
    and of ``kinds`` that are not asked what the council says."""
    read = parsed(column("headcount"), count)
    made = pd.DataFrame(
        {
            name: read.part(lambda v, name=name: getattr(v, name) if v else None, "Int64")  # type: ignore[misc]
            for name in ("upper", "lower")
        }
    )
    asked = campaign.by_column.get("headcount")
    if isinstance(asked, Headcount):
        for name in asked.plus:
            more = parsed(column(name), number).part(lambda n: n or 0, "Int64")
            made = made.add(more, axis="index")
        made = made.apply(lambda each: each.fillna(kinds.map(asked.unasked).astype("Int64")))
    return made


# What is said of another's consent, the worst first.
_HOW_SURE = {"no": 0, "": 1, "held": 2, "yes": 3}


def further_consent(column: Callable[[str], "pd.Series[str]"], campaign: Campaign) -> "pd.Series[str]":
    """What whoever needs another's consent besides has of it: yes, no, held where it is not asked yet, '' where it is
    blank, null where none is needed.

    A name, a number or a text that denies nothing is a consent, of options the code yes.
    """
    made = pd.Series(None, index=column("").index, dtype="str")
    for question in campaign.questions:
        wanted: Mapping[str, Sequence[str]] = getattr(question, "consent_of", {})
        if not wanted:
            continue
        is_asked = pd.Series(False, index=made.index)
        for name, answers in wanted.items():
            is_asked |= parsed(column(name), _is_among(campaign.by_column[name], answers)).part(bool, "bool")
        said = parsed(column(question.column), _agreement(question, campaign)).part(str, "str")
        # Where one of several is refused, lacks or is not asked yet, so are all.
        worst = said.where(said.map(_HOW_SURE) <= made.map(_HOW_SURE).fillna(len(_HOW_SURE)), made)
        made = made.mask(is_asked, worst)
    return made


def _agreement(question: Question, campaign: Campaign) -> Callable[[str], str]:
    """What reads a further consent: yes or no, '' where neither is sure."""
    read, denials = reader_of(question, campaign), answer_words("denial") | answer_words("refusal")

    def agreed(cell: str) -> str:
        told = read(cell)
        answer, is_own_words = told[0] if told else ("", False)
        if question.kind == "coded" and not is_own_words:
            return answer
        letters = key(cell)
        if letters in answer_words("bare no") or is_marked_off(cell):
            return "no"
        if not is_name(clean(cell)) and any(word in letters for word in denials):
            return "no"
        return "yes" if answer and not (is_own_words and question.kind != "text") else ""

    return agreed


def _is_among(question: Question, answers: Sequence[str]) -> Callable[[str], bool]:
    """Whether a cell gives one of the answers: options, or of a number how far it may go, 14 미만."""

    def holds(cell: str) -> bool:
        if question.kind in ("number", "count"):
            n = number(cell)
            return n is not None and any(within(n, bound) for bound in answers)
        named = ticks(cell, question.options)[0] if question.kind == "ticks" else choice(cell, question.options)[:1]
        return any(name in named for name in answers)

    return holds


def of_the_event(text: str, campaign: Campaign) -> Stamp | None:
    """The moment or day that somebody typed of the event: who names no year means its own.

    12/5 is the fifth of December where nothing says otherwise.
    """
    year = campaign.event.starts_at.year
    tried = (stamp(text, campaign.zone, order, year) for order in (campaign.form.stamp_order, "ymd"))
    return next(filter(None, tried), None)


def reader_of(question: Question, campaign: Campaign) -> Callable[[str], _Read]:
    """What reads a cell of a campaign's own question."""
    options, codes = question.options, question.codes

    def chosen(cell: str) -> _Read:
        named, text = choice(cell, options)
        told = codes.get(named, named)
        return [(told, False)] * bool(told) + [(text, True)] * bool(text)

    def ticked(cell: str) -> _Read:
        named, texts = ticks(cell, options)
        return [*((name, False) for name in named), *((text, True) for text in texts)]

    how_many = number_in(question.title)

    def counted(cell: str) -> _Read:
        n = how_many(cell)
        return _typed(cell) if n is None else [(str(n), False)]

    def dated(cell: str) -> _Read:
        at = of_the_event(clean(cell), campaign)
        return [(at.at.date().isoformat(), False)] if at else _typed(cell)

    def called(cell: str) -> _Read:
        numbers = [(phone.number, False) for phone in phones(cell, campaign.area_code)]
        return numbers or _typed(cell)

    def named(cell: str) -> _Read:
        name = person_cell(cell, campaign.form.titles)
        return [(name, False)] if name else []

    readers = {"ticks": ticked, "number": counted, "date": dated, "phone": called, "person": named, "text": _typed}
    return readers.get(question.kind, chosen)


def _typed(cell: str) -> _Read:
    value = clean(cell)
    return [] if is_blank(value) else [(value, True)]
