"""``sdgnet compare DATA DATA [DATA …]``: several campaigns' public numbers side by side, as a page and a CSV."""

import argparse
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from flows.commands import add_parser
from flows.sources.public_release import read_public
from flows.telling.words import words
from output.report.compare_page import write_comparison
from transforms.errors.consumers import TooManyComparedError
from transforms.publishing.side_by_side import side_by_side


def add(commands: Any) -> None:
    """The command's arguments."""
    said = words("compare")["help"]
    parser = add_parser(commands, "compare")
    parser.add_argument("first", type=Path, metavar="DATA", help=said["first"])
    parser.add_argument("others", type=Path, metavar="DATA", nargs="+", help=said["others"])
    parser.add_argument("--out", type=Path, default=Path("compare.html"), help=said["out"])
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when page and CSV are written; raises TooManyComparedError or what read_public does."""
    n, most = 1 + len(options.others), len(ascii_uppercase)
    if n > most:
        raise TooManyComparedError(n=n, most=most)
    releases = [read_public(path) for path in (options.first, *options.others)]
    table = side_by_side([each.facts for each in releases])
    page, rows = write_comparison(table, [each.name for each in releases], options.out)
    print(words("compare")["done"].format(n=len(releases), page=page, rows=rows))
    return 0
