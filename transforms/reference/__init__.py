"""What every council shares, as CSV and TOML beside this file; each is read once and checked when read."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Every row of ``<name>.csv`` in file order, each as heading -> cell."""
    text = files(__name__).joinpath(f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def texts(name: str) -> dict[str, Any]:
    """The parsed ``<name>.toml``."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def lines(name: str) -> tuple[str, ...]:
    """Every line of ``name`` as it stands."""
    return tuple(files(__name__).joinpath(name).read_text("utf-8").splitlines())


@cache
def themes() -> frozenset[str]:
    """What a text can be about, finer than goals; fields and the word list are told by these (``themes.csv``)."""
    return frozenset(row["theme"] for row in rows("themes"))
