"""The Korean words that stand on what is published, by their place; the words are in templates/labels.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def labels(section: str) -> dict[str, Any]:
    """One section of labels.toml."""
    text = files("output").joinpath("templates/labels.toml").read_text("utf-8")
    found: dict[str, Any] = tomllib.loads(text)[section]
    return found
