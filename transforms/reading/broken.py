"""Cells that say no answer: what a spreadsheet, an old encoding or a second column put in its place."""

import re

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.parse.choices import unread
from transforms.parse.text import clean, has_lost_letters, is_broken, key
from transforms.reading.columns import parsed
from transforms.reading.headings import OTHER_ANSWERS

# 1.012345678E+9 is a number in powers of ten that lost nothing.
_POWERS = re.compile(r"(\d)\.(\d+)e\+0?(\d+)", re.IGNORECASE)

# What may be noted of a cell: a spreadsheet broke it, another column of its question says something else, an old
# encoding lost letters of a name, or part of what was ticked is no option.
BROKEN, DIFFER, LOST, UNREAD = "cell_broken", "answers_differ", "letters_lost", "ticks_unread"
# Kinds of questions for names, in which no question mark stands.
_NAMES = ("body", "person", "people")


def unbroken(cells: pd.DataFrame, campaign: Campaign) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``cells`` without what a spreadsheet put in the place of an answer, and response, code, question of what it is.

    A telephone number in powers of ten that lost no digit is that number again.
    """
    made, noted = {}, []
    nothing = {key(word) for word in campaign.form.blank_words}
    for question in campaign.questions:
        if question.column not in cells.columns:
            continue
        typed = cells[question.column]
        if nothing:
            typed = typed.mask(parsed(typed, lambda v: key(v) in nothing).part(bool, "bool"), "")
            made[question.column] = typed
        is_lost = parsed(typed, is_broken).part(bool, "bool")
        if is_lost.any():
            noted += [(at, BROKEN, question.column) for at in cells.index[is_lost]]
            again = parsed(typed[is_lost], _restored if question.kind == "phone" else lambda _: "").part(str, "str")
            made[question.column] = typed.mask(is_lost, again.reindex(cells.index))
        if question.kind in _NAMES:
            is_cut = parsed(typed, has_lost_letters).part(bool, "bool")
            noted += [(at, LOST, question.column) for at in cells.index[is_cut]]
        elif question.kind == "ticks":
            is_partly = parsed(typed, lambda v, q=question: bool(unread(v, q.options))).part(bool, "bool")  # type: ignore[misc]
            noted += [(at, UNREAD, question.column) for at in cells.index[is_partly & ~is_lost]]
    if OTHER_ANSWERS in cells.columns:
        for at, lines in cells.loc[cells[OTHER_ANSWERS].ne(""), OTHER_ANSWERS].items():
            noted += [(at, DIFFER, line.partition("\t")[0]) for line in lines.splitlines()]
    table = pd.DataFrame(noted, columns=["response", "code", "question"]).drop_duplicates()
    table = table.astype({"response": "int64", "code": "str", "question": "str"})
    return cells.assign(**made), table.sort_values(["response", "code", "question"], ignore_index=True)


def _restored(cell: str) -> str:
    """The digits of a number in powers of ten, '' where some are lost.

    >>> _restored("1.012345678E+9"), _restored("1.01E+09")
    ('1012345678', '')
    """
    found = _POWERS.fullmatch(clean(cell))
    return found[1] + found[2] if found and len(found[2]) == int(found[3]) else ""
