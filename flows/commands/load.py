"""``sdgnet load URL``: a release's tables in a database, swapped whole."""

import argparse
from pathlib import Path
from typing import Any

import pandas as pd

from flows.commands import add_data, add_parser
from flows.telling.words import words
from output.store.release import releases_of
from output.tables.database import load_tables
from transforms.errors.store import NoReleaseError, UnknownReleaseError
from transforms.schema import tables


def add(commands: Any) -> None:
    """The command's arguments."""
    said = words("load")["help"]
    parser = add_parser(commands, "load")
    parser.add_argument("url", help=said["url"])
    parser.add_argument("--release", default="current", help=said["release"])
    parser.add_argument("--restricted", action="store_true", help=said["restricted"])
    parser.add_argument("--prefix", default="", help=said["prefix"])
    add_data(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when the database holds the release's tables; raises NoReleaseError, UnknownReleaseError, or what load_tables
    does."""
    name, place = options.release, "restricted" if options.restricted else "public"
    known = [path.name for path in releases_of(options.data)]
    if name != "current" and known and name not in known:
        raise UnknownReleaseError(release=name)
    # The pointer is followed once: a release that is published meanwhile is no part of this one.
    release: Path = (options.data / ("current" if name == "current" else f"releases/{name}")).resolve()
    folder = release / place / "tables"
    if not folder.is_dir():
        raise NoReleaseError(data=options.data)
    made = {table.name: pd.read_parquet(folder / f"{table.name}.parquet") for table in tables(place)}
    n_rows = load_tables(options.url, place, made, options.prefix)
    print(words("load")["done"].format(n_tables=len(made), n_rows=n_rows))
    return 0
