"""The one place that runs Great Expectations: a table and its rules in, findings without any cell value out."""

import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from types import ModuleType
from typing import Any

import pandas as pd

from transforms.errors.audit import RuleBrokenError
from transforms.reference import rows

# Nothing that holds a cell's value may be asked for: indexes only, no partial lists, no queries.
_SAFE: dict[str, Any] = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["_row"],
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
    "partial_unexpected_count": 0,
}


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


Suite = Callable[[], Sequence[Rule]]


def check(table: pd.DataFrame, rules: Sequence[Rule], id_column: str, name: str) -> pd.DataFrame:
    """Findings (``response_id`` taken from ``id_column``, ``code``, ``column``, ``severity``), in row order.

    Raises RuleBrokenError when a rule could not be evaluated: that is never "no bad rows".
    """
    columns = list(dict.fromkeys(rule.column for rule in rules))
    frame = table[columns].reset_index(drop=True)
    frame.insert(0, "_row", range(len(frame)))
    severity = {row["code"]: row["severity"] for row in rows("rules")}
    return _findings(_validated(frame, rules, name, _SAFE), table, id_column, severity)


def broken(table: pd.DataFrame, rules: Sequence[Rule], name: str) -> list[Rule]:
    """The rules that ``table`` breaks, whichever rows do; raises RuleBrokenError as ``check`` does."""
    result = _validated(table, rules, name, {"result_format": "BOOLEAN_ONLY"})
    for each in result.results:
        _refuse_unevaluated(each)
    # Results come in an order of Great Expectations' own.
    failed = {each.expectation_config.meta["at"] for each in result.results if not each.success}
    return [rule for at, rule in enumerate(rules) if at in failed]


def _validated(frame: pd.DataFrame, rules: Sequence[Rule], name: str, result_format: dict[str, Any]) -> Any:
    gx, _, whole = _engine()
    told = {row["code"]: row for row in rows("rules")}
    expectations = [
        getattr(gx.expectations, rule.expectation)(
            **({} if {"column_list", "column_A"} & rule.arguments.keys() else {"column": rule.column}),
            **rule.arguments,
            severity=told[rule.code]["severity"],
            meta={"rule": rule.code, "at": at},
            description=told[rule.code]["sentence"],
        )
        for at, rule in enumerate(rules)
    ]
    batch = whole.get_batch({"dataframe": frame})
    return batch.validate(gx.ExpectationSuite(name=name, expectations=expectations), result_format=result_format)


def load_engine() -> None:
    """Great Expectations is imported and ready."""
    _engine()


@cache
def _engine() -> tuple[Any, Any, Any]:
    """Great Expectations, one context for the process, and the batch of whatever table is at hand.

    Importing takes seconds, so only a run that checks pays.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with warnings.catch_warnings(), _put_off("altair", "scipy.stats"):
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations as gx
        import great_expectations.expectations
        from great_expectations.data_context.types.base import ProgressBarsConfig
        from great_expectations.execution_engine import pandas_execution_engine
    # A digest of every cell of a table, twice a table, that nothing asks for.
    pandas_execution_engine.hash_pandas_dataframe = lambda _: ""
    # Set after the import, which sets its own.
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    whole = (
        context.data_sources.add_pandas("tables")
        .add_dataframe_asset("table")
        .add_batch_definition_whole_dataframe("whole")
    )
    return gx, context, whole


@contextmanager
def _put_off(*names: str) -> Iterator[None]:
    """What is imported meanwhile takes the modules of these names for imported: they are when first looked into.

    Great Expectations draws distributions and compares them with these, which no rule of ours asks for, and they are
    a third of its import.
    """
    absent = [name for name in names if name not in sys.modules]

    def looked_into(name: str, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return getattr(import_module(name), attribute)

    for name in absent:
        sys.modules[name] = stand_in = ModuleType(name)
        vars(stand_in)["__getattr__"] = partial(looked_into, name)
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)


def _findings(result: Any, table: pd.DataFrame, id_column: str, severity: dict[str, str]) -> pd.DataFrame:
    ids = table[id_column].tolist()
    found = []
    for each in result.results:
        code = each.expectation_config.meta["rule"]
        _refuse_unevaluated(each)
        column = each.expectation_config.kwargs["column"]
        positions = _positions(each.result.get("unexpected_index_list") or [])
        if not each.success and not positions:
            raise RuleBrokenError(rule=code)
        found += [(position, ids[position], code, column, severity[code]) for position in positions]
    frame = pd.DataFrame(found, columns=["row", "response_id", "code", "column", "severity"])
    ordered = frame.sort_values(["row", "code"], ignore_index=True)
    return ordered.drop(columns="row").astype("str")


def _refuse_unevaluated(each: Any) -> None:
    info = each.exception_info or {}
    if info.get("raised_exception") or any(isinstance(v, dict) and v.get("raised_exception") for v in info.values()):
        raise RuleBrokenError(rule=each.expectation_config.meta["rule"])


def _positions(items: list[Any]) -> list[int]:
    positions: list[int] = []
    for item in items:
        value = item["_row"] if isinstance(item, dict) else item
        positions += value if isinstance(value, list) else [value]
    return positions
