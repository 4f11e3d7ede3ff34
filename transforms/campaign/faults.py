"""What pydantic found wrong, as faults that staff can mend: key, line, what is allowed, an example."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from transforms.campaign.json_schema import Node, Path, allowed, dotted, example, kinds, schema_of, walk
from transforms.campaign.settings import listed_names, nearest
from transforms.errors.campaign import Fault

Line = Callable[[Path], int | None]
_LONGEST_VALUE = 60


def faults_of(error: ValidationError, model: type[BaseModel], file: str, line: Line) -> list[Fault]:
    """A fault for each thing that is wrong with the settings of ``file``; ``line`` says where a path stands."""
    return [_fault(dict(each), schema_of(model), file, line) for each in error.errors(include_url=False)]


def _fault(error: Mapping[str, Any], schema: Node, file: str, line: Line) -> Fault:
    """``facts`` of our own errors: ``at`` leads from the error's location to the key, ``value`` is what stands there,
    ``known`` what may."""
    code, facts, value = str(error["type"]), dict(error.get("ctx", {})), error["input"]
    path, nodes = walk(schema, error["loc"])
    if code.startswith("union_tag"):
        facts["at"], facts["known"] = ("kind",), " · ".join(kinds(schema, nodes[-1]))
        code, value = ("literal_error", facts["tag"]) if "tag" in facts else ("missing", None)
    elif code == "extra_forbidden":
        code, facts = _unread(str(path[-1]), schema, nodes)
    at = facts.pop("at", ())
    if at and "value" in facts:
        value = facts.pop("value")
    more, below = walk({**nodes[-1], "$defs": schema.get("$defs", {})}, at)
    node = below[-1]
    whole = path + more
    return Fault(
        file=file,
        key=dotted(whole),
        code=code,
        line=line(whole),
        value="" if code in ("missing", "extra_forbidden", "unread") else _shown(value),
        allowed=facts.pop("known", "") or allowed(node),
        example=example(node, whole[-1] if whole else ""),
        facts=facts,
    )


def _unread(name: str, schema: Node, nodes: list[Node]) -> tuple[str, dict[str, Any]]:
    """Why a setting is not read: another kind's, or nobody's."""
    rivals = kinds(schema, nodes[-3]) if len(nodes) > 2 else {}
    reading = [kind for kind, node in rivals.items() if name in node["properties"]]
    if reading:
        return "unread", {"kind": nodes[-2]["properties"]["kind"]["const"], "reading": " · ".join(reading)}
    known = nodes[-2].get("properties", {})
    return "extra_forbidden", {"nearest": nearest(name, known), "known": listed_names(known)}


def _shown(value: Any) -> str:
    """What was typed, in short; '' for what is no single value, and for an address, which may hold a password."""
    if isinstance(value, Mapping | list | tuple) or value is None:
        return ""
    told = str(value).lower() if isinstance(value, bool) else str(value) or '""'
    return "" if "://" in told else told if len(told) <= _LONGEST_VALUE else f"{told[:_LONGEST_VALUE]}…"


def line_of(text: str) -> Line:
    """Where in TOML a path stands, counted from 1: where the statement starts that brings it in; None for nowhere.

    >>> where = line_of('[a]\\nb = [\\n 1,\\n]\\n# c\\nd = 2\\n')
    >>> where(("a", "b")), where(("a", "d")), where(("a", "e")), where(("x",))
    (2, 6, 1, None)
    """
    lines = text.split("\n")

    @cache
    def whole(n: int) -> tuple[int, Mapping[str, Any]]:
        """The longest beginning of at most ``n`` lines that is TOML by itself, and what it says."""
        for end in range(n, 0, -1):
            try:
                return end, tomllib.loads("\n".join(lines[:end]))
            except (tomllib.TOMLDecodeError, RecursionError):
                # Inside a value of several lines.
                continue
        return 0, {}

    def line(path: Path) -> int | None:
        low, high = 0, len(lines)
        if not path or not _holds(whole(high)[1], path):
            return line(path[:-1]) if path else None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if _holds(whole(middle)[1], path) else (middle, high)
        return whole(low)[0] + 1

    return line


def _holds(said: Any, path: Path) -> bool:
    for part in path:
        try:
            said = said[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True
