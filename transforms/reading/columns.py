"""Applying a cell parser to a column: each distinct value once, whatever the number of rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from transforms.parse.text import clean

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """A parsed column: the parse of every distinct cell, and which of them stands in each row."""

    values: list[T]
    codes: npt.NDArray[np.intp]
    index: pd.Index

    def part(self, get: Callable[[T], object], dtype: str) -> "pd.Series[Any]":
        """One part of every parsed value as a typed column."""
        made = pd.Series([get(value) for value in self.values], dtype=dtype)
        column: pd.Series[Any] = made.take(self.codes)
        column.index = self.index
        return column

    def map(self, get: Callable[[T], U]) -> "Parsed[U]":
        """The same column with ``get`` of every parsed value."""
        return Parsed([get(value) for value in self.values], self.codes, self.index)

    def rows(self, items: Callable[[T], list[tuple[Any, ...]]], columns: dict[str, str]) -> pd.DataFrame:
        """One row for each item that ``items`` finds in each cell.

        Columns are ``response`` (the row's index label), ``position`` (from 1) and those named in ``columns`` (name to
        dtype), which are the parts of an item.
        """
        lists = [items(value) for value in self.values]
        lengths = np.array([len(found) for found in lists], dtype="int64")
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if len(lengths) else lengths
        flat = pd.DataFrame([item for found in lists for item in found], columns=list(columns)).astype(columns)
        counts = lengths[self.codes]
        position = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        table = flat.take(np.repeat(starts[self.codes], counts) + position).reset_index(drop=True)
        table.insert(0, "response", self.index.to_numpy().repeat(counts).astype("int64"))
        table.insert(1, "position", position + 1)
        return table


def parsed(cells: "pd.Series[str]", parser: Callable[[str], T]) -> Parsed[T]:
    """``parser`` of every cell, computed once per distinct value."""
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    return Parsed([parser(value) for value in distinct.tolist()], codes, cells.index)


def is_filled(cells: "pd.Series[str]") -> "pd.Series[bool]":
    """True for every cell in which a reader would see something."""
    return parsed(cells, clean).part(bool, "bool")


def among(texts: "pd.Series[str]", others: "pd.Series[str] | pd.Index") -> "pd.Series[bool]":
    """Which of the texts stand among the others: as ``isin``, which looks at each of many others by itself."""
    found = pc.is_in(pa.array(texts, pa.large_string()), value_set=pa.array(others, pa.large_string()))
    return pd.Series(found.to_numpy(zero_copy_only=False), index=texts.index)


def texts_by_key(texts: "pd.Series[str]", keys: "pd.Series[str]", separator: str) -> "pd.Series[str]":
    """The texts of each key in their order, as one; the index is the keys. No text may be null.

    A dictionary: pandas makes a column of every group first.
    """
    lists: dict[str, list[str]] = {}
    for key, text in zip(keys.tolist(), texts.tolist(), strict=True):
        lists.setdefault(key, []).append(text)
    made = {key: separator.join(each) for key, each in lists.items()}
    return pd.Series(made, index=pd.Index(list(made), name=keys.name, dtype="str"), dtype="str")
