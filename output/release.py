"""A release: written whole under a temporary name, then named by its content and made current at once."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from output.files import make_folder, replace_file, sync_folder, write_file
from transforms.errors import ReleaseDamagedError

_STAGING = ".staging-"
MANIFEST = "manifest.json"


def sweep(data: Path) -> None:
    """What a killed or failed run left in ``data`` is gone, and its space is free."""
    releases = data / "releases"
    for left in [
        *releases.glob(f"{_STAGING}*"),
        *releases.glob(".old-*"),
        *data.glob(".current.*"),
        *data.glob(".*.tmp"),
        *(data / "raw").glob(".*.tmp"),
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


def publish(
    staging: Path, data: Path, facts: Mapping[str, Any], dated: str, now: datetime, *, private: bool = False
) -> str:
    """The staged release is current; returns its id, made of ``dated`` (YYYYMMDD) and its content.

    ``facts`` is what the manifest tells beside the files, which is ``private`` where all of the release is. An equal
    release that exists already is made current again.
    """
    files = _listing(staging)
    digest = hashlib.sha256(json.dumps([facts, files], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    release = f"{dated}-{digest[:12]}"
    manifest = {"release": release, **facts, "files": files}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    write_file(staging / MANIFEST, text.encode(), private=private)
    for folder in [staging, *(p for p in staging.rglob("*") if p.is_dir())]:
        sync_folder(folder)
    place = staging.parent / release
    if place.exists():
        if _is_whole(place):
            shutil.rmtree(staging)
        else:
            place.rename(place.with_name(f".old-{release}"))
            staging.rename(place)
    else:
        staging.rename(place)
    sync_folder(place.parent)
    was = current_release(data)
    _point(data, release)
    if was is None or was.name != release:
        _remember(data, release, now, private=private)
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


def read_manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release; raises ReleaseDamagedError when it cannot be read."""
    try:
        manifest: dict[str, Any] = json.loads((release / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise ReleaseDamagedError(release=release.name, file=MANIFEST) from None
    return manifest


def _listing(folder: Path) -> list[dict[str, Any]]:
    return [
        {
            "path": path.relative_to(folder).as_posix(),
            "size": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    ]


def _is_whole(place: Path) -> bool:
    try:
        return bool(read_manifest(place)["files"] == _listing(place))
    except ReleaseDamagedError:
        return False


def _point(data: Path, release: str) -> None:
    temporary = data / f".current.{os.getpid()}"
    temporary.symlink_to(Path("releases") / release, target_is_directory=True)
    temporary.replace(data / "current")
    sync_folder(data)


def _remember(data: Path, release: str, now: datetime, *, private: bool) -> None:
    """``history.jsonl`` gains a line: when this release became current (the one place with a clock)."""
    path = data / "history.jsonl"
    before = path.read_bytes() if path.exists() else b""
    line = json.dumps({"release": release, "published_at": now.isoformat(timespec="seconds")})
    replace_file(path, before + line.encode() + b"\n", private=private)
