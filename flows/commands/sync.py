"""``sdgnet sync``: the main job, once, now."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from flows.commands import add_campaign, add_data, add_parser, add_source, words
from flows.commands.show import print_release
from transforms.errors import SdgnetError, UnexpectedError


def add(commands: Any) -> None:
    """The command's arguments."""
    parser = add_parser(commands, "sync")
    add_campaign(parser)
    add_source(parser)
    add_data(parser)
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
    release = _run_flow(options.campaign, source, options.data)
    print(words("sync")["done"].format(release=release))
    print_release(options.data / "current")
    return 0


def _run_flow(campaign: str, source: str, data: Path) -> str:
    from flows.local_server import LocalServer

    if os.environ.get("PREFECT_API_URL"):
        return _call_flow(campaign, source, data)
    with LocalServer() as server:
        from expectations.check import load_engine

        # Its seconds of importing pass while the server starts.
        load_engine()
        server.ready()
        return _call_flow(campaign, source, data)


def _call_flow(campaign: str, source: str, data: Path) -> str:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.sync import sync

    try:
        # The heartbeat's thread would hold a finished run back for a second.
        with temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            return sync(campaign, source, str(data.resolve()))
    except SdgnetError:
        raise
    except Exception as error:
        raise UnexpectedError(kind=type(error).__name__, where="prefect") from None
