"""``sdgnet sync``: the main job, once, now, for one campaign or for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.commands.show import print_release
from flows.serving.launch import on_server
from flows.telling.bar import bar, say
from flows.telling.words import words
from output.store.release import current_release
from transforms.errors.base import SdgnetError
from transforms.errors.running import SameCampaignError, SeveralFailedError, SourceOfSeveralError


@dataclass(frozen=True)
class How:
    """Where to and in what manner; ``wait`` in minutes, ``runner`` '' is the command's own choice."""

    data: Path
    wait: float
    runner: str
    accept_fall: bool
    write_tabs: bool


def run(campaigns: Sequence[str], source: str, how: How) -> int:
    """0 when every campaign's release is published; raises SdgnetError when not."""
    return _one(campaigns[0], source, how) if len(campaigns) == 1 else _many(campaigns, source, how)


def _one(campaign: str, source: str, how: How) -> int:
    from flows.campaigns import default_source, read_campaign
    from flows.sources import check_source

    said = words("sync")
    with bar(words("cli")["preparing"]):
        # What is plainly wrong is said before anything heavy starts.
        settings = read_campaign(campaign)
        source = source or default_source(campaign)
        check_source(source, settings)
        say(said["starting"].format(campaign=campaign, source=source))
        before = current_release(how.data)
        release = on_server(lambda: _sync(campaign, source, how))
    is_same = before is not None and before.name == release
    print(said["same" if is_same else "done"].format(release=release))
    print_release(how.data / "current")
    return 0


def _many(campaigns: Sequence[str], source: str, how: How) -> int:
    from flows.campaigns import read_campaign

    if source:
        raise SourceOfSeveralError()
    slugs = {}
    for campaign in campaigns:
        slug = read_campaign(campaign).slug
        if slug in slugs:
            raise SameCampaignError(campaign=slug)
        slugs[slug] = campaign
    said = words("sync")
    with bar(words("cli")["preparing"]):
        say(said["starting_many"].format(campaigns=", ".join(slugs)))
        ended = on_server(lambda: _sync_many(slugs, how))
    for slug, result in ended.items():
        failed = isinstance(result, SdgnetError)
        print(said["failed_one" if failed else "done_one"].format(campaign=slug, result=result))
    failed_ones = [slug for slug, result in ended.items() if isinstance(result, SdgnetError)]
    if failed_ones:
        raise SeveralFailedError(failed=", ".join(failed_ones))
    return 0


def _sync(campaign: str, source: str, how: How) -> str:
    from flows.sync import sync

    run = sync
    if how.runner:
        from flows.serving.runners import task_runner

        run = sync.with_options(task_runner=task_runner(how.runner))
    return run(
        campaign,
        source,
        str(how.data.resolve()),
        how.wait,
        accept_fall=how.accept_fall,
        write_tabs=how.write_tabs,
    )


def _sync_many(campaigns: dict[str, str], how: How) -> dict[str, str | SdgnetError]:
    from flows.many import sync_many
    from flows.serving.runners import task_runner

    # In processes: one council's crash or memory is not another's.
    run = sync_many.with_options(task_runner=task_runner(how.runner or "processes"))
    return run(
        campaigns,
        str(how.data.resolve()),
        how.wait,
        accept_fall=how.accept_fall,
        write_tabs=how.write_tabs,
    )
