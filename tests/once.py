"""What takes time and depends on nothing but its arguments, worked out once for arguments that are equal."""

import copy
import hashlib
import pickle
from collections.abc import Callable
from typing import Any


def key_of(*arguments: Any) -> str:
    """The same for the same content."""
    return hashlib.sha256(pickle.dumps(arguments)).hexdigest()


def once(function: Callable[..., Any], but: int = 0) -> Callable[..., Any]:
    """``function``, worked out once for arguments that are equal; of the last ``but`` it does not matter."""
    made: dict[str, Any] = {}

    def told(*arguments: Any) -> Any:
        key = key_of(*arguments[: len(arguments) - but])
        if key not in made:
            made[key] = function(*arguments)
        return copy.deepcopy(made[key])

    return told
