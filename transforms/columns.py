"""Applying a cell parser to a column: each distinct value once, whatever the number of rows."""

from collections.abc import Callable
from typing import TypeVar

import pandas as pd

T = TypeVar("T")


def parsed(cells: "pd.Series[str]", parser: Callable[[str], T]) -> "pd.Series[T]":  # type: ignore[type-var]
    """``parser`` of every cell, computed once per distinct value; same index as ``cells``."""
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    values = pd.Series([parser(value) for value in distinct.tolist()], dtype=object)
    result = values.take(codes)
    result.index = cells.index
    return result


def part(values: "pd.Series[T]", get: Callable[[T], object], dtype: str) -> "pd.Series[object]":  # type: ignore[type-var]
    """One part of every parsed value as a typed column."""
    return pd.Series([get(value) for value in values.tolist()], index=values.index, dtype=dtype)
