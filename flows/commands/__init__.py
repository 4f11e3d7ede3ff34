"""The commands of ``sdgnet``, a module each: ``add`` declares its arguments, ``run`` does it, for an exit code."""

import argparse
from pathlib import Path
from typing import Any

from flows.telling.words import words

DEFAULT_CAMPAIGN = "cheongju-2024"


def add_parser(commands: Any, name: str) -> argparse.ArgumentParser:
    """The parser of one command, with its help and ``--debug``."""
    said = words(name)["help"]
    parser: argparse.ArgumentParser = commands.add_parser(name, help=said["command"], description=said["command"])
    parser.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=words("cli")["help"]["debug"])
    return parser


def add_campaign(parser: argparse.ArgumentParser) -> None:
    """``--campaign``: a bundled campaign's name or a folder."""
    parser.add_argument("--campaign", default=DEFAULT_CAMPAIGN, help=words("cli")["help"]["campaign"])


def add_source(parser: argparse.ArgumentParser) -> None:
    """``--source``: where the responses are; '' is the campaign's own."""
    parser.add_argument("--source", default="", help=words("cli")["help"]["source"])


def add_data(parser: argparse.ArgumentParser) -> None:
    """``--data``: the folder of releases."""
    parser.add_argument("--data", default="data", type=Path, help=words("cli")["help"]["data"])
