"""The word list at work: which listed terms a text holds, and what each says about goals and theme.

A term is matched as a piece of text, longest first and never overlapping, so a mask (``에너지 음료``) swallows the
word inside it. A space in a listed term is optional in the text, and a long word may stand in two. A row counts only
where its ``needs`` stand in the same text and its ``unless`` do not.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from operator import add
from typing import NamedTuple

from transforms.parse.text import folded
from transforms.reference import rows, themes

THEMES = themes()
FORM = "form"
# A word of so many letters may be made of two.
_COMPOUND = 4


class Meaning(NamedTuple):
    """What one row of the list says: goals with weights, theme, and the words it needs or must not meet."""

    term: str
    goals: tuple[tuple[int, int], ...]
    theme: str
    needs: tuple[str, ...]
    unless: tuple[str, ...]


class Hit(NamedTuple):
    """A listed term found in a text, with the meaning that applies there.

    ``is_settled``: what it says here is not asked of the letters: it may mean several things, and other words of the
    text told which; or the list was changed after the numbers were made.
    """

    start: int
    end: int
    meaning: Meaning
    is_settled: bool = False


@lru_cache(maxsize=50_000)
def mark(meaning: Meaning) -> int:
    """A number that stands for the row: another row, or the same one changed, has another."""
    return zlib.crc32(repr(tuple(meaning)).encode())


@dataclass(frozen=True)
class WordList:
    """Every meaning by its term without spaces."""

    meanings: dict[str, tuple[Meaning, ...]]

    @cached_property
    def lengths_by_start(self) -> dict[str, tuple[int, ...]]:
        """First three characters of a term (of a short one both) to the lengths that such terms have, longest first."""
        found: dict[str, set[int]] = {}
        for term in self.meanings:
            found.setdefault(term[:3], set()).add(len(term))
        return {start: tuple(sorted(lengths, reverse=True)) for start, lengths in found.items()}

    @cached_property
    def spaced(self) -> frozenset[str]:
        """Terms (without spaces) that may stretch over a space in the text."""
        return frozenset(m.term.replace(" ", "") for rows_ in self.meanings.values() for m in rows_ if " " in m.term)

    def find(self, text: str) -> list[Hit]:
        """The terms in ``text`` that count there, in order; positions are in the text without spaces."""
        plain = folded(text)
        packed, breaks = _packed(plain)
        found: list[Hit] = []
        lengths, end = self.lengths_by_start, 0
        twos = list(map(add, packed, packed[1:]))
        starts = zip(map(add, twos, f"{packed[2:]} "), twos, strict=True)
        for at in [at for at, (three, two) in enumerate(starts) if three in lengths or two in lengths]:
            if at < end:
                continue
            for length in (*lengths.get(packed[at : at + 3], ()), *lengths.get(packed[at : at + 2], ())):
                term = packed[at : at + length]
                meanings = self.meanings.get(term)
                if meanings is None or not self._may_stretch(term, at, breaks):
                    continue
                applying = [m for m in meanings if _applies(m, packed, at, at + length)]
                if applying:
                    end = at + length
                    found += [Hit(at, end, m, bool(m.needs) and len(meanings) > 1) for m in applying]
                    break
        return found

    def _may_stretch(self, term: str, at: int, breaks: frozenset[int]) -> bool:
        if breaks.isdisjoint(range(at + 1, at + len(term))) or term in self.spaced:
            return True
        return len(term) >= _COMPOUND and _stands_in_pieces(term, at, breaks)


def _stands_in_pieces(term: str, at: int, breaks: frozenset[int]) -> bool:
    """Whether a long Korean word of the list stands in pieces: from a word's start on, none of a single letter.

    Who writes 윤리 경영 means 윤리경영.
    """
    if (at and at not in breaks) or not term.isalpha() or term.isascii():
        return False
    cuts = [at, *(place for place in range(at + 1, at + len(term)) if place in breaks), at + len(term)]
    return all(end - start > 1 for start, end in pairwise(cuts))


def unmasked(text: str, hits: Sequence[Hit]) -> str:
    """``text``, in which ``hits`` were found, without the words whose meaning the list has settled.

    These are masks, which mean nothing, and terms of several meanings of which other words chose one: of a river with
    otters the letters would still say water. A mask inside a word only guards the list's own pieces; the word
    itself stays.

    >>> words = word_list([{"term": "에너지 음료", "goals": "", "theme": "", "needs": "", "unless": ""}])
    >>> unmasked("에너지음료 끊기와 절약", words.find("에너지음료 끊기와 절약")).split()
    ['끊기와', '절약']
    """
    masks = [hit for hit in hits if hit.is_settled or not (hit.meaning.goals or hit.meaning.theme)]
    if not masks:
        return text
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    kept, at = [], 0
    for mask in masks:
        if mask.end > len(places):
            break
        start = places[mask.start]
        if start >= at and not (start and text[start - 1].isalnum()):
            kept.append(text[at:start])
            at = places[mask.end - 1] + 1
    left = " ".join([*kept, text[at:]])
    # A text of which nothing would be left is still read, but for one that is a mask and nothing else.
    is_mask = not any(hit.meaning.goals or hit.meaning.theme for hit in hits)
    return left if is_mask or sum(letter.isalnum() for letter in left) >= 2 else text


def _packed(text: str) -> tuple[str, frozenset[int]]:
    if " " not in text and "\n" not in text:
        return text, frozenset()
    pieces = text.split()
    breaks, at = set(), 0
    for piece in pieces[:-1]:
        at += len(piece)
        breaks.add(at)
    return "".join(pieces), frozenset(breaks)


def _applies(meaning: Meaning, packed: str, start: int, end: int) -> bool:
    if not meaning.needs and not meaning.unless:
        return True
    around = packed[:start] + "\n" + packed[end:]
    if meaning.needs and not any(word in around for word in meaning.needs):
        return False
    return not any(word in around for word in meaning.unless)


def word_list(table: Sequence[dict[str, str]]) -> WordList:
    """The list that rows of term, goals, theme, needs, unless, note describe.

    Raises ValueError with the row number for an unknown goal, weight or theme, a doubled term, a term that can never
    match (it changes under cleaning, is one character long, or what it needs is what it must not meet), and a term
    shadowed by another row of the same term that says the same in every text where this one counts.
    """
    meanings: dict[str, list[Meaning]] = {}
    seen: set[tuple[str, str]] = set()
    told: dict[str, tuple[tuple[int, int], ...]] = {}
    lists: dict[str, tuple[str, ...]] = {"": ()}
    plain = _folded_column(table, "term")
    for number, (row, folded_term) in enumerate(zip(table, plain, strict=True), 2):
        term = folded_term.replace(" ", "")
        goals = told.get(row["goals"])
        if goals is None:
            goals = told[row["goals"]] = _goals(row["goals"], number)
        if row["theme"] and row["theme"] not in THEMES:
            raise ValueError(f"terms row {number}: unknown theme {row['theme']}")
        if len(term) < 2 or folded_term != row["term"]:
            raise ValueError(f"terms row {number}: can never match: {row['term']}")
        if (term, row["needs"]) in seen:
            raise ValueError(f"terms row {number}: doubled term {row['term']}")
        seen.add((term, row["needs"]))
        for cell in (row["needs"], row["unless"]):
            if cell not in lists:
                lists[cell] = tuple(folded(cell).replace(" ", "").split("|"))
        meaning = Meaning(row["term"], goals, row["theme"], lists[row["needs"]], lists[row["unless"]])
        if meaning.needs and meaning.unless and all(any(no in word for no in meaning.unless) for word in meaning.needs):
            raise ValueError(f"terms row {number}: can never match: {row['term']} needs what it must not meet")
        same = meanings.setdefault(term, [])
        for other in same:
            if _shadows(other, meaning) or _shadows(meaning, other):
                raise ValueError(f"terms row {number}: term shadowed by another: {row['term']}")
        same.append(meaning)
    return WordList({term: tuple(found) for term, found in meanings.items()})


def _folded_column(table: Sequence[dict[str, str]], column: str) -> list[str]:
    # All at once is ten times as fast; cell by cell only if folding moves a line.
    cells = [row[column] for row in table]
    whole = folded("\n".join(cells)).split("\n")
    return whole if len(whole) == len(cells) else [folded(cell) for cell in cells]


def _goals(cell: str, number: int) -> tuple[tuple[int, int], ...]:
    try:
        goals = tuple((int(goal), int(weight)) for goal, weight in (pair.split(":") for pair in cell.split()))
    except ValueError:
        goals = ((0, 0),)
    if not all(1 <= goal <= 17 and 1 <= weight <= 5 for goal, weight in goals):
        raise ValueError(f"terms row {number}: goal or weight out of range: {cell}")
    return goals


def _shadows(other: Meaning, meaning: Meaning) -> bool:
    """True when ``other`` counts wherever ``meaning`` does and says the same."""
    return (
        other.goals == meaning.goals
        and other.theme == meaning.theme
        and set(other.unless) <= set(meaning.unless)
        and (not other.needs or (bool(meaning.needs) and set(other.needs) >= set(meaning.needs)))
    )


@cache
def default_words() -> WordList:
    """The list in reference/terms.csv."""
    return word_list(rows("terms"))
