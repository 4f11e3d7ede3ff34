"""Great Expectations itself: a frame and its rules in, what came of each rule out, without any cell value."""

import logging
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from transforms.reference import rows

if TYPE_CHECKING:
    import pandas as pd

    from expectations.check import Rule

ROW = "_row"
# Nothing that holds a cell's value may be asked for: indexes only, no partial lists, no queries.
_SAFE: dict[str, Any] = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [ROW],
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
    "partial_unexpected_count": 0,
}
_WHETHER = {"result_format": "BOOLEAN_ONLY"}


class Outcome(NamedTuple):
    """What came of one rule: whether it could be evaluated, whether it holds, and of which rows it does not."""

    is_evaluated: bool
    holds: bool
    positions: list[int]


def validated(frame: "pd.DataFrame", rules: Sequence["Rule"], name: str) -> list[Outcome]:
    """What came of each of the ``rules``, in their order; the positions only where ``frame`` numbers its rows (ROW)."""
    gx, _, whole = engine()
    told = {row["code"]: row for row in rows("rules")}
    expectations = [
        getattr(gx.expectations, rule.expectation)(
            **({} if {"column_list", "column_A"} & rule.arguments.keys() else {"column": rule.column}),
            **rule.arguments,
            severity=told[rule.code]["severity"],
            meta={"at": at},
            description=told[rule.code]["sentence"],
        )
        for at, rule in enumerate(rules)
    ]
    suite = gx.ExpectationSuite(name=name, expectations=expectations)
    batch = whole.get_batch({"dataframe": frame})
    result = batch.validate(suite, result_format=_SAFE if ROW in frame.columns else _WHETHER)
    # Results come in an order of Great Expectations' own.
    found = {each.expectation_config.meta["at"]: each for each in result.results}
    return [_outcome(found[at]) for at in range(len(rules))]


@cache
def engine() -> tuple[Any, Any, Any]:
    """Great Expectations, one context for the process, and the batch of whatever table is at hand.

    Importing takes seconds, so only a run that checks pays.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with warnings.catch_warnings(), _put_off("altair", "scipy.stats"), _not_there("sqlalchemy", "google"):
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


@contextmanager
def _not_there(*names: str) -> Iterator[None]:
    """What is imported meanwhile takes the libraries of these names for not installed.

    Great Expectations reads databases and clouds with them where they are, and our tables without them.
    """
    absent = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def _outcome(each: Any) -> Outcome:
    info = each.exception_info or {}
    has_raised = info.get("raised_exception") or any(
        isinstance(v, dict) and v.get("raised_exception") for v in info.values()
    )
    return Outcome(not has_raised, bool(each.success), _positions(each.result.get("unexpected_index_list") or []))


def _positions(items: list[Any]) -> list[int]:
    positions: list[int] = []
    for item in items:
        value = item[ROW] if isinstance(item, dict) else item
        positions += value if isinstance(value, list) else [value]
    return positions
