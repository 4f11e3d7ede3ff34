"""A release: written whole under a temporary name, then named by its number and content, and made current at once.

A release's id (``00012-1a2b3c4d5e6f``) sorts by when it was first published, and is no clock's: the number counts the
releases that the data folder had before, the rest is the digest of all that it holds. It bears no day of a response:
the last one may be of somebody whom nobody is to find.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from output.formats.files import make_folder, replace_file, sync_folder, write_file
from transforms.errors.store import ReleaseDamagedError, UnknownReleaseError

_STAGING = ".staging-"
MANIFEST = "manifest.json"
# A database file is never twice the same; the manifest tells the digest of what it holds, under "databases".
DATABASES = ".duckdb"
HISTORY = "history.jsonl"
_ID = re.compile(r"(\d{5})-[0-9a-f]{12}")


def sweep(data: Path) -> None:
    """What a killed or failed run left in ``data`` is gone, and its space is free."""
    releases = data / "releases"
    for left in [
        *releases.glob(f"{_STAGING}*"),
        *releases.glob(".old-*"),
        *data.glob(".current.*"),
        *data.glob(".*.tmp"),
        *(data / "raw").glob(".*.tmp"),
        *(data / "printed").glob(".*.tmp"),
    ]:
        if left.is_symlink() or left.is_file():
            left.unlink()
        else:
            shutil.rmtree(left)


def open_staging(data: Path, *, private: bool = False) -> Path:
    """A fresh folder for a release in the making: with a public and a restricted room, or all of it ``private``."""
    releases = make_folder(data / "releases", private=private)
    staging = make_folder(releases / f"{_STAGING}{os.getpid()}", private=private)
    if private:
        make_folder(staging / "tables", private=True)
        return staging
    make_folder(staging / "public", private=False)
    make_folder(staging / "restricted", private=True)
    make_folder(staging / "restricted" / "tables", private=True)
    make_folder(staging / "public" / "tables", private=False)
    return staging


def publish(staging: Path, data: Path, facts: Mapping[str, Any], now: datetime, *, private: bool = False) -> str:
    """The staged release is current; returns its id.

    ``facts`` is what the manifest tells beside the files; it holds small numbers and is for the office alone. The
    history is ``private`` where all of the release is. An equal release that was published before keeps its id.
    """
    files = _listing(staging)
    release = _named(data, digest_of(facts, files))
    manifest = {"release": release, **facts, "files": files}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    write_file(staging / MANIFEST, text.encode(), private=True)
    for folder in [staging, *(p for p in staging.rglob("*") if p.is_dir())]:
        sync_folder(folder)
    place = staging.parent / release
    if not place.exists():
        staging.rename(place)
    elif _is_whole(place):
        shutil.rmtree(staging)
    else:
        _mend(place, staging, [each["path"] for each in [*files, *facts.get("databases", ())]])
    sync_folder(place.parent)
    # The pointer moves last: what fails before leaves the release before as it was.
    _remember(data, release, now, private=private)
    point(data, release)
    return release


def current_release(data: Path) -> Path | None:
    """The folder that ``data/current`` points to, or None before the first release."""
    link = data / "current"
    return link.resolve() if link.exists() else None


def current_manifest(data: Path) -> dict[str, Any] | None:
    """The manifest of the current release, or None where there is none that can be read."""
    release = current_release(data)
    try:
        return read_manifest(release) if release else None
    except ReleaseDamagedError:
        return None


def releases_of(data: Path) -> list[Path]:
    """Every release in ``data``, by name."""
    folder = data / "releases"
    return sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")) if folder.is_dir() else []


def release_named(data: Path, name: str) -> Path:
    """Where the release of that id lies, of "current" the pointer; raises UnknownReleaseError where only others lie."""
    known = [path.name for path in releases_of(data)]
    if name != "current" and known and name not in known:
        raise UnknownReleaseError(release=name)
    return data / ("current" if name == "current" else f"releases/{name}")


def history(data: Path) -> list[tuple[str, datetime]]:
    """Which release was made current when, oldest first; lines that cannot be read are passed over.

    A run that died just before the pointer moved leaves the line of a release that was not.
    """
    path, found = data / HISTORY, []
    for line in path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else []:
        try:
            told = json.loads(line)
            found.append((str(told["release"]), datetime.fromisoformat(told["published_at"])))
        except (ValueError, TypeError, KeyError):
            continue
    return found


def release_before(release: Path) -> dict[str, Any] | None:
    """The manifest of the release that was current before this one became so last; None where none can be read."""
    data = release.parents[1]
    order = [name for name, _ in history(data)]
    until = len(order) - 1 - order[::-1].index(release.name) if release.name in order else len(order)
    for name in reversed(order[:until]):
        if name != release.name and (data / "releases" / name).is_dir():
            try:
                return read_manifest(data / "releases" / name)
            except ReleaseDamagedError:
                continue
    return None


def point(data: Path, release: str) -> None:
    """``data/current`` is ``release``: the one before until this, whole, then the new one."""
    temporary = data / f".current.{os.getpid()}"
    temporary.symlink_to(Path("releases") / release, target_is_directory=True)
    temporary.replace(data / "current")
    sync_folder(data)


def retire(release: Path) -> None:
    """The release is gone; a run that dies on the way leaves it under a name that the next sweep takes."""
    leaving = release.with_name(f".old-{release.name}")
    release.rename(leaving)
    sync_folder(leaving.parent)
    shutil.rmtree(leaving)


def remove_old(data: Path, most: int, days: int, now: datetime) -> list[str]:
    """The ids of the releases that are gone: all but those to be kept.

    Kept are the ``most`` that were current last, every one that was current within the last ``days``, the current one,
    and any that a release under ``data/event`` names in its manifest. Raw snapshots stay: what is gone can be rebuilt.
    """
    when = dict(history(data))
    current = current_release(data)
    frozen = [path.read_text("utf-8", errors="replace") for path in (data / "event").glob(f"releases/*/{MANIFEST}")]
    # One that never became current is older than all that did.
    ordered = sorted(
        releases_of(data),
        key=lambda release: (
            (when[release.name].timestamp(), release.name) if release.name in when else (0, release.name)
        ),
    )
    gone = []
    for release in ordered[: max(len(ordered) - most, 0)]:
        at = when.get(release.name)
        is_recent = at is not None and now - at < timedelta(days=days)
        if release != current and not is_recent and not any(release.name in text for text in frozen):
            retire(release)
            gone.append(release.name)
    return gone


def digest_of(facts: Mapping[str, Any], files: list[dict[str, Any]]) -> str:
    """What a release's id ends with: a hash of all that its manifest tells."""
    text = json.dumps([facts, files], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release; raises ReleaseDamagedError when it cannot be read."""
    try:
        manifest: dict[str, Any] = json.loads((release / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise ReleaseDamagedError(release=release.name, file=MANIFEST) from None
    return manifest


def _named(data: Path, digest: str) -> str:
    """The id of the release with this digest: the one that it had, or the next."""
    known = [*dict.fromkeys([name for name, _ in history(data)] + [path.name for path in releases_of(data)])]
    had = next((name for name in known if _ID.fullmatch(name) and name.endswith(f"-{digest}")), None)
    numbers = [int(found[1]) for name in known if (found := _ID.fullmatch(name))]
    return had or f"{max(numbers, default=0) + 1:05d}-{digest}"


def _listing(folder: Path) -> list[dict[str, Any]]:
    return [
        {
            "path": path.relative_to(folder).as_posix(),
            "size": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST and path.suffix != DATABASES
    ]


def _is_whole(place: Path) -> bool:
    try:
        manifest = read_manifest(place)
        return bool(manifest["files"] == _listing(place)) and all(
            (place / each["path"]).is_file() for each in manifest.get("databases", ())
        )
    except ReleaseDamagedError:
        return False


def _mend(place: Path, staging: Path, paths: list[str]) -> None:
    """``place`` holds what ``staging`` held, file by file, so that a reader of ``place`` finds it at every moment."""
    for path in [*paths, MANIFEST]:
        target = place / path
        make_folder(target.parent, private=path.startswith("restricted/"))
        if target.is_dir():
            shutil.rmtree(target)
        (staging / path).replace(target)
    for left in place.rglob("*"):
        if left.is_file() and left.relative_to(place).as_posix() not in {*paths, MANIFEST}:
            left.unlink()
    for folder in [place, *(p for p in place.rglob("*") if p.is_dir())]:
        sync_folder(folder)
    shutil.rmtree(staging)


def _remember(data: Path, release: str, now: datetime, *, private: bool) -> None:
    """``history.jsonl`` ends with ``release`` and when it became current (the one place with a clock)."""
    known = history(data)
    if known and known[-1][0] == release:
        return
    path = data / HISTORY
    before = path.read_bytes() if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    line = json.dumps({"release": release, "published_at": now.isoformat(timespec="seconds")})
    replace_file(path, before + line.encode() + b"\n", private=private)
