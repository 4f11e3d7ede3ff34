"""Cells that name one: a person, or oneself."""

import re
from functools import cache

from transforms.parse.bodies import without_heading
from transforms.parse.people import is_name, people
from transforms.parse.text import clean, is_blank, key
from transforms.reference import rows

_LATIN = re.compile(r"[^\W\d_가-힣一-鿿]+(?:[ .'’-]+[^\W\d_가-힣一-鿿]+)*\.?")


def means_myself(cell: str) -> bool:
    """True for a name cell that says "myself" or "an individual" instead of a name."""
    value = without_heading(clean(cell).replace("\n", " "))
    return is_blank(value) or key(_outside(value)) in _self_words()


@cache
def _self_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("self_words"))


def own_name(cell: str) -> str:
    """The name in an individual's cell, without a title or what stands in brackets."""
    return person_cell(_outside(without_heading(clean(cell).replace("\n", " "))))


def _outside(value: str) -> str:
    return re.sub(r"\([^()]*\)", " ", value).strip() or value


def person_cell(cell: str) -> str:
    """The person named in a cell meant for one name, with a title or 님 taken off where one stands there."""
    value = clean(cell).replace("\n", " ")
    if is_blank(value) or key(value) in _self_words():
        return ""
    if is_name(value):
        return value
    named = people(value).named
    if len(named) == 1 and (is_name(named[0].name) or (named[0].title and _LATIN.fullmatch(named[0].name))):
        return named[0].name
    return value


def title_beside(cell: str) -> str:
    """The title that stands beside the name in a cell meant for one name, '' where there is none."""
    named = people(clean(cell).replace("\n", " ")).named
    return named[0].title if len(named) == 1 else ""
