"""Destroying a campaign's personal data in a data folder: a journal first, so that a killed purge is taken up again."""

import codecs
import gzip
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from output.formats.files import replace_file, sync_folder
from output.store import access
from output.store.release import MANIFEST, current_release, read_manifest
from transforms.errors.store import PurgeBegunError, PurgedError
from transforms.publishing.destruction import ACCESS, KINDS, Fate, Traces, fate

JOURNAL = ".purge.json"
# What is searched for afterwards; a sync sweeps it where no purge came of it.
_TRACES = ".purge-traces.tmp"
FOLDER = "destruction"
FORGET = ".forget.json"
_AT_ONCE = bytes(1 << 20)
_TOLD = ("campaign", "code", "contract", "release", "retention_until")
_PUBLIC = "public/"
# What no reader here opens: text in them is set as glyphs or closed by a password.
_CLOSED = (b"%PDF", b"\xd0\xcf\x11\xe0")


def what_goes(data: Path) -> dict[str, list[Path]]:
    """Every file of ``data`` that is destroyed, by its kind, in the order of a record."""
    found: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    for path, kind, goes in _files(data):
        if goes or (kind == ACCESS and access_kept_until(data) is None):
            found[kind].append(path)
    return {kind: paths for kind, paths in found.items() if paths}


def access_kept_until(data: Path) -> date | None:
    """The day until which the record of who looked at the data stays though they go; None where nothing has to."""
    path = data / access.FILE
    until = access.kept_until(path) if path.is_file() else None
    return until if until is not None and until >= date.today() else None


def of_others(data: Path) -> list[Path]:
    """Files in ``data`` that are none of ours, and links that lead out of it: nobody but the office destroys them."""
    return [path for path, kind, _ in _files(data) if not kind]


def begin(data: Path, journal: Mapping[str, Any], traces: Traces) -> None:
    """From here there is no way back: ``journal`` tells what is destroyed, and whatever is killed goes on with it.

    ``traces`` are what will be searched for. They are the last thing to go.
    """
    replace_file(data / _TRACES, json.dumps(traces.to_json(), ensure_ascii=False).encode(), private=True)
    keep_journal(data, journal)


def keep_journal(data: Path, journal: Mapping[str, Any]) -> None:
    """``journal`` is what the purge that was begun destroys."""
    replace_file(data / JOURNAL, json.dumps(dict(journal), ensure_ascii=False).encode(), private=True)


def begun(data: Path) -> dict[str, Any] | None:
    """The journal of a purge that did not end, None where there is none."""
    try:
        told: dict[str, Any] = json.loads((data / JOURNAL).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return told


def destroy(data: Path, at: str) -> Iterator[None]:
    """Nothing of what goes is left; yields once for each file. What the last release shows in public stays as it is.

    ``at`` (ISO) is since when, for its manifest, which from here tells of its public files alone.
    """
    kept = current_release(data)
    if kept is not None:
        manifest = read_manifest(kept)
        told: dict[str, Any] = {name: manifest[name] for name in _TOLD if name in manifest}
        for name in ("files", "databases"):
            told[name] = [each for each in manifest.get(name, ()) if each["path"].startswith(_PUBLIC)]
        told["purged_at"] = manifest.get("purged_at", at)
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
        # Whole at every moment, so that the next try finds it: it holds numbers and no person.
        replace_file(kept / MANIFEST, text.encode(), private=True)
    for paths in what_goes(data).values():
        for path in paths:
            erase(path)
            yield
    _remove_empty(data)


def traces_of(data: Path) -> Traces | None:
    """What a purge that was begun searches for; None where that is done, and only its end is open."""
    try:
        return Traces.from_json(json.loads((data / _TRACES).read_text("utf-8")))
    except (OSError, ValueError):
        return None


def erase(path: Path) -> None:
    """The file is overwritten once, on the disk, and gone; of a link only the link."""
    if path.is_symlink():
        path.unlink()
        return
    _overwrite(path)
    path.unlink()


def end(data: Path) -> None:
    """What was searched for is gone too, and then the journal."""
    if (data / _TRACES).exists():
        erase(data / _TRACES)
        sync_folder(data)
    (data / JOURNAL).unlink()
    sync_folder(data)


def purged_at(data: Path) -> str:
    """Since when (ISO) nothing personal is in ``data``; '' where nothing was destroyed, or not all of it yet."""
    release = current_release(data)
    try:
        manifest = json.loads((release / MANIFEST).read_text("utf-8")) if release else {}
    except (OSError, ValueError):
        return ""
    return str(manifest.get("purged_at", ""))


def refuse_purged(data: Path) -> None:
    """Nothing, where what is personal is in ``data`` still; else raises PurgedError or PurgeBegunError."""
    if begun(data) is not None:
        raise PurgeBegunError(data=data)
    if at := purged_at(data):
        raise PurgedError(data=data, at=at[:10])


def begin_forgetting(data: Path, journal: Mapping[str, Any]) -> None:
    """One person's data go: ``journal`` tells whose, until the end."""
    replace_file(data / FORGET, json.dumps(dict(journal), ensure_ascii=False).encode(), private=True)


def forgetting(data: Path) -> dict[str, Any] | None:
    """The journal of one person's destruction that did not end, None where there is none."""
    try:
        told: dict[str, Any] = json.loads((data / FORGET).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        # Zeros are what a killed end left.
        return None
    return told


def sweep_ended(data: Path) -> None:
    """The journal of a destruction that was killed at its very end is gone: nothing is in it any more."""
    if forgetting(data) is None:
        (data / FORGET).unlink(missing_ok=True)


def end_forgetting(data: Path) -> None:
    """Nothing tells any more who it was."""
    erase(data / FORGET)
    sync_folder(data)


def erase_release(release: Path) -> None:
    """The release is gone, and was overwritten; a killed run leaves it under a name that the next sweep takes."""
    leaving = release.with_name(f".old-{release.name}")
    release.rename(leaving)
    for path in leaving.rglob("*"):
        if path.is_file():
            _overwrite(path)
    shutil.rmtree(leaving)


def texts_left(data: Path) -> Iterator[tuple[Path, bool, list[str] | None]]:
    """Every file that is left: its path, whether it is ours, and all text in it; None where that cannot be read, or
    lies behind a link that leads out."""
    for path, kind, _ in _files(data):
        if path.is_symlink():
            if not kind:
                yield path, False, None
        elif path.name not in (JOURNAL, _TRACES, FORGET, ".lock"):
            yield path, bool(kind), _texts(path, is_ours=bool(kind))


def _files(data: Path) -> Iterator[tuple[Path, str, bool]]:
    release = current_release(data)
    kept = release.name if release else ""
    for folder, folders, names in os.walk(data):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*names, *links]):
            path = Path(folder, name)
            leads_out = path.is_symlink() and data.resolve() not in path.resolve().parents
            yield path, *(Fate("", False) if leads_out else fate(path.relative_to(data).as_posix(), kept))


def _overwrite(path: Path) -> None:
    """Its bytes are zeros on the disk; one that bears another name as well (a copy by hard links) is left to that."""
    told = path.stat()
    if told.st_nlink > 1 or not told.st_size:
        return
    path.chmod(0o600)
    with path.open("r+b") as file:
        for at in range(0, told.st_size, len(_AT_ONCE)):
            file.write(_AT_ONCE[: told.st_size - at])
        file.flush()
        os.fsync(file.fileno())


def _remove_empty(data: Path) -> None:
    release = current_release(data)
    for folder, _, _ in os.walk(data, topdown=False):
        path = Path(folder)
        inside = f"{path.relative_to(data).as_posix()}/-"
        if fate(inside, release.name if release else "").goes and not any(path.iterdir()):
            path.rmdir()
    sync_folder(data)


def _texts(path: Path, *, is_ours: bool) -> list[str] | None:
    try:
        raw = path.read_bytes()
        if raw.startswith(_CLOSED):
            return None
        if path.suffix == ".parquet":
            return [pd.read_parquet(path).to_csv(index=False)]
        if path.suffix == ".duckdb":
            # A tenth of a second, and every command asks this module whether a purge began.
            import duckdb

            with duckdb.connect(str(path), read_only=True) as database:
                names = [name for (name,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
                return [database.table(name).df().to_csv(index=False) for name in names]
        if raw.startswith(b"SQLite format 3"):
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
                return list(connection.iterdump())
        return list(_unpacked(raw, with_pictures=is_ours))
    except Exception:  # what a file that is none of ours raises depends on what it is
        return None


def _unpacked(raw: bytes, *, with_pictures: bool) -> Iterator[str]:
    """All text in it; raises ValueError for a picture (it may show a list), ``with_pictures`` for none."""
    if zipfile.is_zipfile(BytesIO(raw)):
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            for name in archive.namelist():
                yield name
                yield from _unpacked(archive.read(name), with_pictures=with_pictures)
    elif raw.startswith(b"\x1f\x8b"):
        yield from _unpacked(gzip.decompress(raw), with_pictures=with_pictures)
    elif raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield raw.decode("utf-16")
    elif b"\0" in raw and not with_pictures:
        raise ValueError
    else:
        yield raw.decode("utf-8", "ignore")
        # As office programs of Windows write it.
        yield raw.decode("cp949", "ignore")
