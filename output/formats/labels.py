"""The Korean words that stand on what is published: ``templates/labels/<section>.toml``."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def labels(section: str) -> dict[str, Any]:
    """The words of one product or of what several products share."""
    return tomllib.loads(files("output").joinpath(f"templates/labels/{section}.toml").read_text("utf-8"))
