"""The Korean words on what is published: ``templates/labels/<section>.toml``, and a council's own in their places."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from transforms.campaign.campaign import Campaign
from transforms.campaign.words import Wording, over, worded

_NEUTRAL = Wording()


def labels(section: str, campaign: Campaign | None = None) -> dict[str, Any]:
    """The words of one product or of what several products share, as ``campaign`` says them (None: as any would)."""
    return _said(section, campaign.wording if campaign else _NEUTRAL)


def sections() -> Mapping[str, Mapping[str, Any]]:
    """The program's own labels by section, each word of a council's still a place."""
    names = sorted(each.name for each in files("output").joinpath("templates/labels").iterdir())
    return {
        name.removesuffix(".toml"): _program(name.removesuffix(".toml")) for name in names if name.endswith(".toml")
    }


def file_text(section: str) -> str:
    """The program's own labels of a section as their file has them; raises FileNotFoundError."""
    return files("output").joinpath(f"templates/labels/{section}.toml").read_text("utf-8")


@lru_cache
def _program(section: str) -> dict[str, Any]:
    return tomllib.loads(file_text(section))


@lru_cache(maxsize=512)
def _said(section: str, wording: Wording) -> dict[str, Any]:
    said: dict[str, Any] = worded(over(_program(section), wording.labels.get(section, {})), wording.words)
    return said
