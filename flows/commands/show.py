"""``sdgnet show``: what a release holds, what changed since the one before, what is wrong in the data folder."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from unicodedata import normalize

from flows.campaigns import campaign_folder
from flows.telling.released import Count, tell_release
from flows.telling.words import words
from output.store.damage import Damage, look
from output.store.purge import begun, purged_at
from output.store.release import current_release, history, read_manifest, release_named, releases_of
from transforms.campaign.retention import reminder
from transforms.errors.store import (
    NoReleaseError,
    OtherCampaignError,
    PurgeBegunError,
    ReleaseDamagedError,
)
from transforms.reference import texts

_MOST_DAMAGE = 20


def run(name: str, data: Path, campaign: str = "", *, with_all: bool, verify: bool) -> int:
    """0 when the release and the data folder are whole, 1 when not.

    The folder says whose it is; a ``campaign`` that is named all the same has to be that one. Raises NoReleaseError,
    UnknownReleaseError, OtherCampaignError or CampaignNotFoundError.
    """
    said = words("show")
    damage = look(data, is_full=verify)
    folder = release_named(data, name)
    if not folder.is_dir() and not damage:
        raise NoReleaseError(data=data)
    if campaign:
        _refuse_other(campaign, data)
    if begun(data) is not None:
        print(PurgeBegunError(data=data))
        return 1
    if at := purged_at(data):
        print(said["purged"].format(release=folder.resolve().name, at=at[:10], public=folder / "public", data=data))
    elif folder.is_dir():
        print("\n".join(_title(folder, data)))
        # One that cannot be told is named below.
        with suppress(ReleaseDamagedError):
            print_release(folder)
            _remind(folder)
    if with_all and not at:
        print("\n".join(["", said["earlier"], *_all(data)]))
    if not damage:
        print("\n" + said["whole"].format(how=said["by_hash" if verify else "by_size"]))
        return 0
    print("\n".join(["", said["wrong"], *_damage(damage), said["mend"]]))
    return 1


def _refuse_other(campaign: str, data: Path) -> None:
    slug, current = normalize("NFC", campaign_folder(campaign).resolve().name), current_release(data)
    if current is not None and (other := read_manifest(current)["campaign"]) != slug:
        raise OtherCampaignError(data=data, campaign=slug, other=other)


def print_release(folder: Path) -> None:
    """The release's counts, how they differ from the release before, its alarms, and where its files are."""
    print("\n".join(_release(folder)))


def _remind(folder: Path) -> None:
    """That the day is near on which what is personal has to go, by what the release knows of it."""
    until = read_manifest(folder).get("retention_until")
    if until and (said := reminder(date.fromisoformat(until), datetime.now().date())):
        print(f"\n{said}")


def _title(folder: Path, data: Path) -> Iterator[str]:
    said, current = words("show"), current_release(data)
    release = folder.resolve().name
    if current is not None and current.name == release:
        yield said["is_current"].format(release=release, at=_at(dict(history(data)).get(release)))
    else:
        yield said["is_old"].format(release=release)


def _release(folder: Path) -> Iterator[str]:
    said, told = words("show"), tell_release(folder)
    for count in told.dispositions:
        yield said["counts"].format(name=count.name, n=count.n, change=_change(count))
    yield said["participants"].format(n=told.participants.n, change=_change(told.participants))
    yield told.compared
    if told.changes:
        yield said["changes"].format(told=told.changes)
    if told.decisions:
        yield told.decisions
    if told.alarms:
        yield said["alarms"]
        yield from (f"  {alarm}" for alarm in told.alarms)
    yield said["where"].format(current=folder)


def _all(data: Path) -> Iterator[str]:
    said, when, current = words("show"), dict(history(data)), current_release(data)
    never = datetime.min.replace(tzinfo=datetime.now().astimezone().tzinfo)
    for release in sorted(releases_of(data), key=lambda r: (when.get(r.name, never), r.name), reverse=True):
        try:
            manifest = read_manifest(release)
        except ReleaseDamagedError as error:
            yield f"  ! {release.name}  {str(error).splitlines()[0]}"
            continue
        n = sum((manifest.get("alarms") or {}).values())
        yield said["earlier_line"].format(
            mark="*" if release == current else " ",
            release=release.name,
            at=_at(when.get(release.name)),
            participants=manifest["participants"],
            read=manifest["rows_read"],
            alarms=said["earlier_alarms"].format(n=n) if n else "",
        )


def _damage(damage: list[Damage]) -> Iterator[str]:
    said, names = words("show"), texts("messages")["damage"]
    for each in damage[:_MOST_DAMAGE]:
        yield said["damage"].format(what=names[each.code], path=each.path)
    if len(damage) > _MOST_DAMAGE:
        yield said["more"].format(n=len(damage) - _MOST_DAMAGE)


def _change(count: Count) -> str:
    return f" ({count.change})" if count.change else ""


def _at(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else str(words("show")["unknown_time"])
