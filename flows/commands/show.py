"""``sdgnet show``: what a release holds."""

import argparse
from pathlib import Path
from typing import Any

from flows.commands import add_data, add_parser, words
from output.release import read_manifest
from transforms.errors import NoReleaseError
from transforms.reference import texts


def add(commands: Any) -> None:
    """The command's arguments."""
    parser = add_parser(commands, "show")
    parser.add_argument("release", nargs="?", default="current", help=words("show")["help"]["release"])
    add_data(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the release's counts and files; raises NoReleaseError where there is none."""
    name = options.release
    folder = options.data / ("current" if name == "current" else f"releases/{name}")
    if not folder.is_dir():
        raise NoReleaseError(data=options.data)
    print_release(folder)
    return 0


def print_release(folder: Path) -> None:
    """The release's counts per disposition and where its files are, on the terminal."""
    names = texts("messages")["disposition"]
    for disposition, n in sorted(read_manifest(folder)["counts"].items(), key=lambda item: list(names).index(item[0])):
        print(words("show")["counts"].format(name=names[disposition], n=n))
    print(words("show")["where"].format(current=folder))
