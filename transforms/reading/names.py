"""Cells that name one: a person, or oneself."""

import re
from functools import cache

from transforms.parse.bodies import without_heading
from transforms.parse.people import is_name, people
from transforms.parse.text import clean, is_blank, key
from transforms.reference import rows

# A name in Latin letters and what stands behind it in Hangul.
_LATIN = re.compile(
    r"(?P<name>[^\W\d_가-힣一-鿿]+(?:[ .'’-]+[^\W\d_가-힣一-鿿]+)*\.?)\s*[/,·(]?\s*(?P<title>[가-힣]{2,10})\)?"
)


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
    if latin := _titled_latin(value):
        return latin[0]
    named = people(value).named
    if len(named) == 1 and is_name(named[0].name):
        return named[0].name
    return value


def title_beside(cell: str) -> str:
    """The title that stands beside the name in a cell meant for one name, '' where there is none."""
    value = clean(cell).replace("\n", " ")
    if latin := _titled_latin(value):
        return latin[1]
    named = people(value).named
    return named[0].title if len(named) == 1 else ""


def _titled_latin(value: str) -> tuple[str, str] | None:
    """A name in Latin letters and its title in Hangul; None for anything else, as for YMCA 김도윤."""
    found = _LATIN.fullmatch(value)
    if not found or is_name(found["title"]) or found["name"].isupper():
        return None
    return found["name"], found["title"]
