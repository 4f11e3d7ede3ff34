"""Bodies joined or kept apart by decision: whatever evidence would join rows, what a person told apart stays apart."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True)
class Apart:
    """``camps``: what a response stands for (itself, a participant). ``pairs``: camps that are never one body.

    ``numbers``: under which number the office has a response; of two numbers it never is one body.
    """

    camps: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pairs: frozenset[frozenset[str]] = frozenset()
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def says_any(self) -> bool:
        """Whether any two may be told apart."""
        return bool(self.pairs or self.numbers)


def of_numbers(kept: pd.DataFrame) -> Apart:
    """What the office's numbers tell apart, of responses with response_id and ``registration``, if any."""
    if "registration" not in kept.columns:
        return Apart()
    given = kept[kept["registration"].ne("")]
    return Apart(numbers=dict(zip(given["response_id"], given["registration"], strict=True)))


class Unions(Generic[Node]):
    """Sets that grow by joining, except where two camps that were told apart, or two ``numbers``, would meet."""

    def __init__(
        self,
        camps: Mapping[Node, frozenset[str]],
        pairs: Iterable[frozenset[str]],
        numbers: Mapping[Node, str] | None = None,
    ) -> None:
        self._above: dict[Node, Node] = {}
        self._camps, self._numbers = dict(camps), dict(numbers or {})
        self._foes: dict[str, set[str]] = {}
        for one, other in (sorted(pair) for pair in pairs):
            self._foes.setdefault(one, set()).add(other)
            self._foes.setdefault(other, set()).add(one)

    def root(self, node: Node) -> Node:
        """The node that stands for the set of ``node``."""
        above = self._above.get(node, node)
        if above == node:
            return node
        self._above[node] = top = self.root(above)
        return top

    def join(self, one: Node, other: Node) -> bool:
        """True when both are one set now; False when a person told them apart."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return True
        here, there = self._camps.get(one, frozenset()), self._camps.get(other, frozenset())
        if any(not there.isdisjoint(self._foes.get(camp, ())) for camp in here):
            return False
        number, other_number = self._numbers.get(one, ""), self._numbers.get(other, "")
        if number and other_number and number != other_number:
            return False
        self._above[other] = one
        self._camps[one], self._numbers[one] = here | there, number or other_number
        return True


def labels_apart(labels: pd.Series, pairs: pd.DataFrame, response_ids: pd.Series, apart: Apart) -> pd.Series:
    """``labels`` in which no set holds two camps that were told apart, nor two numbers.

    ``labels`` numbers the sets that ``pairs`` (a, b, rule: row numbers, in order of strength) make of the rows from 0,
    which stand in order of time. Only sets in which such camps meet are made anew: rule by rule each row joins the
    newest earlier row alike that it may. Costs nothing where no decision is met.
    """
    ids = response_ids.tolist()
    camps = {at: apart.camps[id_] for at, id_ in enumerate(ids) if id_ in apart.camps}
    numbers = {at: apart.numbers[id_] for at, id_ in enumerate(ids) if id_ in apart.numbers}
    touched = _meeting(labels, camps, apart) | _numbered_twice(labels, numbers)
    if not touched:
        return labels
    inside = labels.isin(touched)
    unions = Unions[int](camps, apart.pairs, numbers)
    here = pairs[pairs["a"].map(inside)]
    for _, edges in here.groupby("rule", sort=False):
        for group in _groups(edges):
            heads: list[int] = []
            for row in group:
                joined = next((head for head in heads if unions.join(head, row)), None)
                if joined is not None:
                    heads.remove(joined)
                heads.insert(0, row)
    made = [
        len(labels) + unions.root(row) if is_inside else label
        for row, (label, is_inside) in enumerate(zip(labels.tolist(), inside.tolist(), strict=True))
    ]
    return pd.Series(made, index=labels.index, dtype="int64")


def _meeting(labels: pd.Series, camps: Mapping[int, frozenset[str]], apart: Apart) -> set[int]:
    """The labels of sets in which two camps meet that were told apart."""
    held: dict[int, set[str]] = {}
    for row, own in camps.items():
        held.setdefault(int(labels[row]), set()).update(own)
    return {label for label, found in held.items() if any(pair <= found for pair in apart.pairs)}


def _numbered_twice(labels: pd.Series, numbers: Mapping[int, str]) -> set[int]:
    """The labels of sets in which two numbers meet."""
    given = pd.Series(numbers, dtype="str")
    of_set = given.groupby(labels.reindex(given.index)).nunique()
    return set(of_set.index[of_set.gt(1)].tolist())


def _groups(edges: pd.DataFrame) -> list[list[int]]:
    """The rows that ``edges`` connect, each group in order of rows."""
    rows = np.unique(edges[["a", "b"]].to_numpy())
    one, other = np.searchsorted(rows, edges["a"]), np.searchsorted(rows, edges["b"])
    graph = coo_matrix((np.ones(len(edges)), (one, other)), shape=(len(rows), len(rows)))
    _, label = connected_components(graph, directed=False)
    found: dict[int, list[int]] = {}
    for row, group in zip(rows.tolist(), label.tolist(), strict=True):
        found.setdefault(group, []).append(row)
    return list(found.values())
