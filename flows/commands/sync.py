"""``sdgnet sync``: the main job, once, now."""

import argparse
import sys
from pathlib import Path
from typing import Any

from flows.commands import add_campaign, add_data, add_parser, add_source, words
from flows.commands.show import print_release
from flows.launch import on_server


def add(commands: Any) -> None:
    """The command's arguments."""
    parser = add_parser(commands, "sync")
    add_campaign(parser)
    add_source(parser)
    add_data(parser)
    parser.add_argument("--accept-fall", action="store_true", help=words("sync")["help"]["accept_fall"])
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when a release is published; raises SdgnetError when not."""
    from flows.campaigns import default_source, read_campaign
    from flows.sources import check_source

    # What is plainly wrong is said before anything heavy starts.
    settings = read_campaign(options.campaign)
    source = options.source or default_source(options.campaign)
    check_source(source, settings)
    print(words("sync")["starting"].format(campaign=options.campaign, source=source), file=sys.stderr)
    release = on_server(lambda: _sync(options.campaign, source, options.data, options.accept_fall))
    print(words("sync")["done"].format(release=release))
    print_release(options.data / "current")
    return 0


def _sync(campaign: str, source: str, data: Path, accept_fall: bool) -> str:
    from flows.sync import sync

    return sync(campaign, source, str(data.resolve()), accept_fall=accept_fall)
