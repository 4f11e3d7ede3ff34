"""``sdgnet rules``: every rule in one page for staff."""

import argparse
from pathlib import Path
from typing import Any

from flows.commands import add_parser
from flows.telling.words import words
from output.report.rules_page import write_rules


def add(commands: Any) -> None:
    """The command's arguments."""
    parser = add_parser(commands, "rules")
    parser.add_argument("--out", type=Path, default=Path("rules.html"), help=words("rules")["help"]["out"])
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when the page is written."""
    write_rules(options.out)
    print(words("rules")["written"].format(out=options.out))
    return 0
