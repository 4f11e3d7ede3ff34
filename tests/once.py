"""What takes time and depends on nothing but its arguments, worked out once for arguments that are equal."""

import copy
import hashlib
import io
import pickle
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import wraps
from importlib import import_module
from inspect import signature
from typing import Any

import pandas as pd
import pytest
from pandas.api.extensions import ExtensionDtype
from pydantic import BaseModel

from expectations.check import Rule
from expectations.engine import ROW, Outcome

# Most of what a run takes, by the module where it is looked up.
_PURE = (
    ("flows.stages.comparison", "arrange"),
    ("flows.stages.reading", "read_all"),
    ("flows.stages.reading", "told"),
    ("expectations.responses", "check"),
    ("transforms.bodies.settle", "settle"),
    ("transforms.changes.row_pairs", "compare"),
    ("transforms.goals.match", "match"),
    ("transforms.goals.place", "place"),
    ("transforms.publishing.participants", "attendees"),
    ("transforms.publishing.public", "personal_names"),
    ("flows.stages.mapping", "survey_counts"),
    ("flows.stages.mapping", "doubts"),
    ("flows.stages.mapping", "profile"),
    ("transforms.changes.drift", "alarms"),
    ("transforms.catalogue", "breaches"),
    ("flows.stages.covering", "facts"),
    ("flows.stages.covering", "counted"),
    ("flows.stages.covering", "dimensions"),
    ("expectations.release", "audit"),
    ("expectations.release", "audit_public"),
    ("expectations.release", "broken"),
    ("flows.stages.mapping", "review_sheets"),
    ("flows.stages.seating", "read_invited"),
    ("transforms.event.placement", "place_people"),
    ("transforms.event.attended", "read_ticks"),
    ("flows.stages.seating", "event_sheets"),
)


# Of a campaign, what nothing is worked out by: whom a run tells, when it begins, how long is kept.
_ASIDE = {"notify", "nightly_at", "keep"}


class _Content(pickle.Pickler):
    """Writes what a value holds, and not what it worked out of that meanwhile."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, BaseModel):
            return list, ([getattr(value, name) for name in type(value).model_fields if name not in _ASIDE],)
        if is_dataclass(value) and not isinstance(value, type):
            return list, ([getattr(value, each.name) for each in fields(value)],)
        return (str, (repr(value),)) if isinstance(value, ExtensionDtype) else NotImplemented


def key_of(*arguments: Any) -> str:
    """The same for the same content."""
    digest = hashlib.sha256()
    for each in arguments:
        written = io.BytesIO()
        pickler = _Content(written)
        # What stands twice is written twice: a copy shares other objects, and is the same.
        pickler.fast = True
        pickler.dump(each)
        digest.update(written.getbuffer())
    return digest.hexdigest()


def once(function: Callable[..., Any], but: str = "") -> Callable[..., Any]:
    """``function``, worked out once for arguments that are equal; of the one named ``but`` it does not matter."""
    at = [*signature(function).parameters].index(but) if but else None
    made: dict[str, Any] = {}

    @wraps(function)
    def told(*arguments: Any, **named: Any) -> Any:
        key = key_of(*(each for place, each in enumerate(arguments) if place != at), sorted(named.items()))
        if key not in made:
            made[key] = function(*arguments, **named)
        return copy.deepcopy(made[key])

    return told


# Expectations that look at each value of a column by itself.
_OF_VALUES = {
    "ExpectColumnValuesToBeInSet",
    "ExpectColumnValuesToNotBeNull",
    "ExpectColumnValuesToBeBetween",
    "ExpectColumnValuesToMatchRegex",
}


def asked_once(evaluated: Callable[..., list[Outcome]]) -> Callable[..., list[Outcome]]:
    """``evaluated``, which is asked nothing of a column whose every value the same rule found good before."""
    good = defaultdict[str, set[Any]](set)

    def known_good(frame: pd.DataFrame, rule: Rule) -> bool:
        return rule.expectation in _OF_VALUES and _values(frame[rule.column]) <= good[_asks(rule)]

    def told(frame: pd.DataFrame, rules: Sequence[Rule], name: str) -> list[Outcome]:
        asked = [at for at, rule in enumerate(rules) if not known_good(frame, rule)]
        made = dict(zip(asked, evaluated(frame, [rules[at] for at in asked], name) if asked else (), strict=True))
        for at, (_, holds, positions) in made.items():
            if rules[at].expectation in _OF_VALUES and (holds or positions):
                column = frame[rules[at].column].drop(frame.index[frame[ROW].isin(positions)] if positions else [])
                good[_asks(rules[at])] |= _values(column)
        return [made.get(at, Outcome(True, True, [])) for at in range(len(rules))]

    return told


def _asks(rule: Rule) -> str:
    return f"{rule.expectation} {rule.arguments!r}"


def _values(column: "pd.Series[Any]") -> set[Any]:
    """The values that ``column`` tells apart, each with its type: 1 is not True."""
    return {(type(value), value) for value in column.astype(object).where(column.notna(), None).unique()}


def work_out_once(patch: pytest.MonkeyPatch) -> None:
    """Of runs that read the same, only the first does what depends on nothing else."""
    for place, name in _PURE:
        module = import_module(place)
        # A scene within a session has the session's memory.
        if not hasattr(getattr(module, name), "__wrapped__"):
            patch.setattr(module, name, once(getattr(module, name)))
