"""The words of commands, pages, notices and artifacts: ``texts/<name>.toml`` beside this file."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(name: str) -> dict[str, Any]:
    """What the command, the page or the notice ``name`` says: ``flows/telling/texts/<name>.toml``."""
    return tomllib.loads(files("flows.telling").joinpath(f"texts/{name}.toml").read_text("utf-8"))
