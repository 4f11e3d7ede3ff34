"""What takes time and depends on nothing but its arguments, worked out once for arguments that are equal."""

import copy
import hashlib
import pickle
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

import pytest

# Half of what a run takes, by the module where it is looked up.
_PURE = (
    ("flows.stages.reading", "read_all"),
    ("expectations.responses", "check"),
    ("transforms.bodies.settle", "settle"),
    ("transforms.changes.row_pairs", "compare"),
    ("transforms.goals.match", "match"),
    ("transforms.goals.place", "place"),
    ("flows.stages.covering", "facts"),
    ("flows.stages.covering", "counted"),
    ("expectations.release", "audit"),
    ("expectations.release", "audit_public"),
    ("expectations.release", "broken"),
    ("flows.stages.mapping", "review_sheets"),
)


def key_of(*arguments: Any) -> str:
    """The same for the same content."""
    return hashlib.sha256(pickle.dumps(arguments)).hexdigest()


def once(function: Callable[..., Any], but: int = 0) -> Callable[..., Any]:
    """``function``, worked out once for arguments that are equal; of the last ``but`` it does not matter."""
    made: dict[str, Any] = {}

    @wraps(function)
    def told(*arguments: Any, **named: Any) -> Any:
        key = key_of(*arguments[: len(arguments) - but], sorted(named.items()))
        if key not in made:
            made[key] = function(*arguments, **named)
        return copy.deepcopy(made[key])

    return told


def work_out_once(patch: pytest.MonkeyPatch) -> None:
    """Of runs that read the same, only the first does what depends on nothing else."""
    for place, name in _PURE:
        module = import_module(place)
        patch.setattr(module, name, once(getattr(module, name)))
