"""``sdgnet sync``: the main job, once, now, for one campaign or for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.beside import beside
from flows.serving.launch import Pipeline, launch
from flows.telling.bar import bar, say
from flows.telling.words import words
from output.store.release import current_release
from transforms.errors.base import SdgnetError
from transforms.errors.running import SameCampaignError, SeveralFailedError, SourceOfSeveralError

if TYPE_CHECKING:
    from prefect.flows import Flow


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
    said = words("sync")
    with bar(words("cli")["preparing"]), beside("flows.stages.products", "output.hall.slides"):
        # Imported now that the other process loads as well: each takes seconds.
        from flows.campaigns import is_sample_source, read_campaign, source_for
        from flows.sources import check_source
        from output.store.edition import FILE as COUNTED

        # What is plainly wrong is said before anything heavy starts.
        settings = read_campaign(campaign)
        source = source or source_for(campaign, how.data)
        check_source(source, settings)
        say(said["starting"].format(campaign=campaign, source=source))
        if is_sample_source(source):
            say(said["sample"])
        before, was_counted = current_release(how.data), (how.data / COUNTED).is_file()
        release = launch(_sync, campaign, source, *_where(how), runner=how.runner, **_options(how))
    is_same = before is not None and before.name == release
    from flows.commands.show import print_release

    print(said["same" if is_same else "done"].format(release=release))
    if not was_counted and (how.data / COUNTED).is_file():
        print(said["counted"])
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
        # In processes: one council's crash or memory is not another's.
        ended = launch(_sync_many, slugs, *_where(how), runner=how.runner or "processes", **_options(how))
    for slug, result in ended.items():
        failed = isinstance(result, SdgnetError)
        print(said["failed_one" if failed else "done_one"].format(campaign=slug, result=result))
    failed_ones = [slug for slug, result in ended.items() if isinstance(result, SdgnetError)]
    if failed_ones:
        raise SeveralFailedError(failed=", ".join(failed_ones))
    return 0


def _sync() -> Pipeline[..., str]:
    from flows.sync import sync

    return sync


def _sync_many() -> "Flow[..., dict[str, str | SdgnetError]]":
    from flows.many import sync_many

    return sync_many


def _where(how: How) -> tuple[str, float]:
    return str(how.data.resolve()), how.wait


def _options(how: How) -> dict[str, bool]:
    return {"accept_fall": how.accept_fall, "write_tabs": how.write_tabs}
