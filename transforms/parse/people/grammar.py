"""The grammar of lists: patterns over one letter a token, and what a run that matches becomes."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter

from transforms.parse.people.words import Token

_KIND = attrgetter("kind")
Rule = tuple[re.Pattern[str], Callable[[list[Token]], list[Token]]]


class Rules:
    """Rules in their order. Most lists say one of few things, so which rule is the next to match letters is kept."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules
        self.next_of = lru_cache(32768)(self._next_of)

    def _next_of(self, said: str, start: int) -> int:
        """The place of the first rule from ``start`` on that matches; -1 for none."""
        return next((at for at in range(start, len(self.rules)) if self.rules[at][0].search(said)), -1)


def codes(listed: Iterable[Token]) -> str:
    """One letter a token."""
    return "".join(map(_KIND, listed))


def rewritten(listed: list[Token], rules: Rules) -> list[Token]:
    """The tokens with every run whose letters match a rule's pattern made into others, rule after rule."""
    said = codes(listed)
    place = rules.next_of(said, 0)
    while place >= 0:
        pattern, make = rules.rules[place]
        at, made = 0, list[Token]()
        for match in pattern.finditer(said):
            made += [*listed[at : match.start()], *make(listed[match.start() : match.end()])]
            at = match.end()
        if at:
            listed = [*made, *listed[at:]]
            said = codes(listed)
        place = rules.next_of(said, place + 1)
    return listed


def gone(run: list[Token]) -> list[Token]:
    """Nothing of the run."""
    return []
