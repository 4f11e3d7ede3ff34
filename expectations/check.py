"""A table and its rules in, findings without any cell value out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from expectations import beside
from expectations.engine import ROW, Outcome
from transforms.errors.audit import RuleBrokenError
from transforms.reference import rows


@dataclass(frozen=True)
class Rule:
    """One expectation; ``expectation`` is the Great Expectations class name.

    ``column`` is the one that it is about, or the names of several where ``arguments`` say which (column_list, or
    column_A and column_B).
    """

    code: str
    column: str
    expectation: str
    arguments: dict[str, Any] = field(default_factory=dict)


def check(table: pd.DataFrame, rules: Sequence[Rule], id_column: str, name: str) -> pd.DataFrame:
    """Findings (``response_id`` taken from ``id_column``, ``code``, ``column``, ``severity``), in row order.

    Raises RuleBrokenError when a rule could not be evaluated: that is never "no bad rows".
    """
    columns = list(dict.fromkeys(rule.column for rule in rules))
    frame = table[columns].reset_index(drop=True)
    frame.insert(0, ROW, range(len(frame)))
    severity = {row["code"]: row["severity"] for row in rows("rules")}
    ids = table[id_column].tolist()
    found = [
        (position, ids[position], rule.code, rule.column, severity[rule.code])
        for rule, outcome in zip(rules, _evaluated(frame, rules, name), strict=True)
        for position in _rows_of(rule, outcome)
    ]
    listed = pd.DataFrame(found, columns=["row", "response_id", "code", "column", "severity"])
    return listed.sort_values(["row", "code"], ignore_index=True).drop(columns="row").astype("str")


def broken(table: pd.DataFrame, rules: Sequence[Rule], name: str) -> list[Rule]:
    """The rules that ``table`` breaks, whichever rows do; raises RuleBrokenError as ``check`` does."""
    return [rule for rule, outcome in zip(rules, _evaluated(table, rules, name), strict=True) if not outcome.holds]


def _evaluated(frame: pd.DataFrame, rules: Sequence[Rule], name: str) -> list[Outcome]:
    made = beside.validated(frame, rules, name)
    for rule, outcome in zip(rules, made, strict=True):
        if not outcome.is_evaluated:
            raise RuleBrokenError(rule=rule.code)
    return made


def _rows_of(rule: Rule, outcome: Outcome) -> list[int]:
    if not outcome.holds and not outcome.positions:
        raise RuleBrokenError(rule=rule.code)
    return outcome.positions
