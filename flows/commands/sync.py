"""``sdgnet sync``: the main job, once, now, for one campaign or for many."""

import argparse
import sys
from typing import Any

from flows.commands import DEFAULT_CAMPAIGN, add_data, add_parser, add_source
from flows.commands.show import print_release
from flows.serving.launch import on_server
from flows.telling.words import words
from output.store.release import current_release
from transforms.errors.base import SdgnetError
from transforms.errors.running import SameCampaignError, SeveralFailedError, SourceOfSeveralError


def add(commands: Any) -> None:
    """The command's arguments."""
    said = words("sync")["help"]
    parser = add_parser(commands, "sync")
    parser.add_argument("--campaign", action="append", metavar="CAMPAIGN", help=said["campaign"])
    add_source(parser)
    add_data(parser)
    parser.add_argument("--accept-fall", action="store_true", help=said["accept_fall"])
    parser.add_argument("--no-tabs", action="store_true", help=said["no_tabs"])
    parser.add_argument("--wait", type=float, default=0, metavar="MINUTES", help=said["wait"])
    parser.add_argument("--runner", default="", metavar="RUNNER", help=said["runner"])
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when every campaign's release is published; raises SdgnetError when not."""
    campaigns = options.campaign or [DEFAULT_CAMPAIGN]
    return _one(campaigns[0], options) if len(campaigns) == 1 else _many(campaigns, options)


def _one(campaign: str, options: argparse.Namespace) -> int:
    from flows.campaigns import default_source, read_campaign
    from flows.sources import check_source

    # What is plainly wrong is said before anything heavy starts.
    settings = read_campaign(campaign)
    source = options.source or default_source(campaign)
    check_source(source, settings)
    print(words("sync")["starting"].format(campaign=campaign, source=source), file=sys.stderr)
    before = current_release(options.data)
    release = on_server(lambda: _sync(campaign, source, options))
    is_same = before is not None and before.name == release
    print(words("sync")["same" if is_same else "done"].format(release=release))
    print_release(options.data / "current")
    return 0


def _many(campaigns: list[str], options: argparse.Namespace) -> int:
    from flows.campaigns import read_campaign

    if options.source:
        raise SourceOfSeveralError()
    slugs = {}
    for campaign in campaigns:
        slug = read_campaign(campaign).slug
        if slug in slugs:
            raise SameCampaignError(campaign=slug)
        slugs[slug] = campaign
    said = words("sync")
    print(said["starting_many"].format(campaigns=", ".join(slugs)), file=sys.stderr)
    ended = on_server(lambda: _sync_many(slugs, options))
    for slug, result in ended.items():
        failed = isinstance(result, SdgnetError)
        print(said["failed_one" if failed else "done_one"].format(campaign=slug, result=result))
    failed_ones = [slug for slug, result in ended.items() if isinstance(result, SdgnetError)]
    if failed_ones:
        raise SeveralFailedError(failed=", ".join(failed_ones))
    return 0


def _sync(campaign: str, source: str, options: argparse.Namespace) -> str:
    from flows.sync import sync

    run = sync
    if options.runner:
        from flows.serving.runners import task_runner

        run = sync.with_options(task_runner=task_runner(options.runner))
    return run(
        campaign,
        source,
        str(options.data.resolve()),
        options.wait,
        accept_fall=options.accept_fall,
        write_tabs=not options.no_tabs,
    )


def _sync_many(campaigns: dict[str, str], options: argparse.Namespace) -> dict[str, str | SdgnetError]:
    from flows.many import sync_many
    from flows.serving.runners import task_runner

    # In processes: one council's crash or memory is not another's.
    run = sync_many.with_options(task_runner=task_runner(options.runner or "processes"))
    return run(
        campaigns,
        str(options.data.resolve()),
        options.wait,
        accept_fall=options.accept_fall,
        write_tabs=not options.no_tabs,
    )
