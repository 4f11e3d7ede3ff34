"""The command line: ``sdgnet``."""

import argparse
import logging
import os
import sys
import tomllib
import traceback
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from transforms.errors import NoReleaseError, SdgnetError, UnexpectedError
from transforms.reference import texts

DEFAULT_CAMPAIGN = "cheongju-2024"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 1 for a run that failed, 2 for wrong use."""
    options = _parser().parse_args(arguments)
    if options.debug:
        os.environ["SDGNET_DEBUG"] = "1"
        os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"
    _log_to_terminal()
    try:
        return int(options.run(options))
    except SdgnetError as error:
        print(_words()["failed"] + str(error), file=sys.stderr)
        return 1
    except Exception as error:
        if options.debug:
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        told = UnexpectedError(kind=type(error).__name__, where=f"{Path(last.filename).name}:{last.lineno}")
        print(_words()["failed"] + str(told), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _log_to_terminal() -> None:
    log = logging.getLogger("sdgnet")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log.handlers, log.propagate = [handler], False
    log.setLevel(logging.INFO)


def _parser() -> argparse.ArgumentParser:
    words = _words()
    parser = argparse.ArgumentParser(prog="sdgnet", description=words["description"])
    parser.add_argument("--debug", action="store_true", help=words["debug"])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    sync = commands.add_parser("sync", help=words["sync"], description=words["sync"])
    sync.add_argument("--campaign", default=DEFAULT_CAMPAIGN, help=words["campaign"])
    sync.add_argument("--source", default="", help=words["source"])
    sync.set_defaults(run=_sync)
    show = commands.add_parser("show", help=words["show"], description=words["show"])
    show.add_argument("release", nargs="?", default="current", help=words["release"])
    show.set_defaults(run=_show)
    goals = commands.add_parser("goals", help=words["goals"], description=words["goals"])
    goals.add_argument("file", help=words["goals_file"])
    goals.add_argument("--out", default="-", help=words["goals_out"])
    goals.add_argument("--column", default="text", help=words["goals_column"])
    goals.add_argument("--campaign", default=DEFAULT_CAMPAIGN, help=words["campaign"])
    goals.set_defaults(run=_goals)
    check = commands.add_parser("check", help=words["check"], description=words["check"])
    check.add_argument("--campaign", default=DEFAULT_CAMPAIGN, help=words["campaign"])
    check.add_argument("--source", default="", help=words["source"])
    check.set_defaults(run=_check)
    terms = commands.add_parser("terms", help=words["terms"], description=words["terms"])
    terms.add_argument("file", help=words["terms_file"])
    terms.add_argument("--out", default="", help=words["terms_out"])
    terms.set_defaults(run=_terms)
    for command in (sync, show, terms):
        command.add_argument("--data", default="data", type=Path, help=words["data"])
    for command in (sync, show, goals, check, terms):
        command.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=words["debug"])
    return parser


def _sync(options: argparse.Namespace) -> int:
    from flows.campaigns import default_source, read_campaign
    from flows.sources import check_source

    # What is plainly wrong is said before anything heavy starts.
    settings = read_campaign(options.campaign)
    source = options.source or default_source(options.campaign)
    check_source(source, settings)
    print(_words()["starting"].format(campaign=options.campaign, source=source), file=sys.stderr)
    release = _run_flow(options.campaign, source, options.data)
    print(_words()["done"].format(release=release))
    _print_release(options.data / "current")
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


def _show(options: argparse.Namespace) -> int:
    name = options.release
    folder = options.data / ("current" if name == "current" else f"releases/{name}")
    if not folder.is_dir():
        raise NoReleaseError(data=options.data)
    _print_release(folder)
    return 0


def _goals(options: argparse.Namespace) -> int:
    from flows.goals_command import run

    run(options.file, options.out, options.campaign, options.column)
    return 0


def _check(options: argparse.Namespace) -> int:
    from flows.check_command import run

    return run(options.campaign, options.source)


def _terms(options: argparse.Namespace) -> int:
    from flows.terms_command import run

    run(options.file, options.data, options.out)
    return 0


def _print_release(folder: Path) -> None:
    from output.release import read_manifest

    names = texts("messages")["disposition"]
    for disposition, n in sorted(read_manifest(folder)["counts"].items(), key=lambda item: list(names).index(item[0])):
        print(_words()["counts"].format(name=names[disposition], n=n))
    print(_words()["where"].format(current=folder))


def _words() -> dict[str, str]:
    text = files("flows").joinpath("texts.toml").read_text("utf-8")
    words: dict[str, str] = tomllib.loads(text)["cli"]
    return words


if __name__ == "__main__":
    sys.exit(main())
