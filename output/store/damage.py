"""Whether a data folder is whole: what a power cut, a full disk or a hand did to it, named file by file."""

import gzip
import hashlib
import hmac
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from output.store.access import FILE as ACCESS
from output.store.access import broken_at
from output.store.decisions import FILE as DECISIONS
from output.store.decisions import remembered
from output.store.edition import FILE as EDITION
from output.store.edition import is_lost
from output.store.identity_key import FILE as KEY
from output.store.profiles import FILE as PROFILES
from output.store.profiles import read_line as read_profile
from output.store.purge import FORGET, purged_at
from output.store.release import (
    HISTORY,
    MANIFEST,
    current_release,
    digest_of,
    history,
    point,
    read_manifest,
    releases_of,
)
from output.store.shown import FILE as SHOWN
from output.store.shown import read_line as read_shown
from output.store.snapshot import sidecar_of, trailer
from output.store.snapshot_order import FILE as ORDER
from output.store.snapshot_order import read_line as read_order
from transforms.bodies.identities import KEY_SIZE
from transforms.decisions.decisions import ORIGIN, TYPED
from transforms.errors.store import (
    DecisionsDamagedError,
    EditionDamagedError,
    IdentityKeyDamagedError,
    ReleaseDamagedError,
)

IDENTITIES = "restricted/tables/identities.parquet"


@dataclass(frozen=True)
class Damage:
    """One thing that is wrong: ``code`` (messages.toml [damage]) and the path in the data folder."""

    code: str
    path: str


def guards(data: Path) -> dict[str, Any]:
    """What a release's manifest tells of the two files that no run can make again; keyed, so that it tells no more."""
    key, log = (data / KEY).read_bytes(), _typed(remembered(data))
    return {"identity_key": _keyed(key, b""), "decisions": len(log), "decisions_digest": _of_log(key, log, len(log))}


def look(data: Path, *, is_full: bool) -> list[Damage]:
    """Everything that is wrong in ``data``; ``is_full`` reads every byte, else names and sizes are looked at."""
    found = list[Damage]()
    for home in _homes(data):
        found += _pointer(data, home)
        for release in releases_of(home):
            found += _release(data, release, is_full)
        path = home / HISTORY
        if path.is_file() and len(path.read_bytes().splitlines()) != len(history(home)):
            found.append(Damage("history", _place(data, path)))
    for path in sorted((data / "raw").glob("*.gz")):
        found += _snapshot(data, path, is_full)
    found += _kept(data)
    if is_full and (data / ACCESS).is_file() and broken_at(data / ACCESS) is not None:
        found.append(Damage("access", ACCESS))
    ledgers: tuple[tuple[str, Callable[[str], object]], ...] = (
        (PROFILES, read_profile),
        (SHOWN, read_shown),
        (ORDER, read_order),
    )
    for name, read in ledgers:
        ledger = data / name
        lines = ledger.read_text("utf-8", errors="replace").split("\n") if ledger.is_file() else [""]
        if any(read(line) is None for line in lines[:-1]) or lines[-1]:
            found.append(Damage("ledger", name))
    return found


def recover(data: Path) -> list[Damage]:
    """``data`` is fit for a run: ``current`` is a whole release where there is one; what was found wrong is returned.

    Raises DecisionsDamagedError, IdentityKeyDamagedError or EditionDamagedError where going on would lose what people
    decided, how participants are known, or which numbers were told.
    """
    found = look(data, is_full=False)
    for damage in found:
        if damage.path == DECISIONS:
            raise DecisionsDamagedError(path=data / DECISIONS)
        if damage.path == KEY:
            raise IdentityKeyDamagedError(path=data / KEY)
        if damage.path == EDITION:
            raise EditionDamagedError(path=data / EDITION)
    point_to_whole(data, found)
    return found


def point_to_whole(data: Path, found: list[Damage]) -> None:
    """Every ``current`` in ``data`` is a whole release where there is one; ``found`` is what ``look`` tells."""
    # Without these a release is of no use; whatever else it lacks the run that comes makes anew.
    broken = {str(Path(d.path).parent) for d in found if d.code == "manifest"}
    broken |= {d.path.removesuffix(f"/{IDENTITIES}") for d in found if d.path.endswith(f"/{IDENTITIES}")}
    for home in _homes(data):
        current, link = current_release(home), home / "current"
        if not link.is_symlink() or (
            current is not None and _place(data, home / "releases" / current.name) not in broken
        ):
            continue
        whole = {release.name for release in releases_of(home) if _place(data, release) not in broken}
        last = next((name for name, _ in reversed(history(home)) if name in whole), None)
        if last is not None:
            point(home, last)
        elif current is None:
            link.unlink()


def _homes(data: Path) -> list[Path]:
    """The folders in ``data`` that hold releases: its own, and those of events."""
    return [data, data / "event"]


def _place(data: Path, path: Path) -> str:
    return path.relative_to(data).as_posix()


def _pointer(data: Path, home: Path) -> Iterator[Damage]:
    link = home / "current"
    if (link.is_symlink() and not link.exists()) or (link.exists() and not link.is_symlink()):
        yield Damage("current", _place(data, link))


def _release(data: Path, release: Path, is_full: bool) -> Iterator[Damage]:
    place = _place(data, release)
    try:
        manifest = read_manifest(release)
        files = {each["path"]: (each["size"], each["sha256"]) for each in manifest["files"]}
        facts = {name: told for name, told in manifest.items() if name not in ("release", "files")}
        # After a purge it tells of the public files alone: they are held against their own digests.
        is_own = "purged_at" in manifest or release.name.endswith(f"-{digest_of(facts, manifest['files'])}")
    except (ReleaseDamagedError, KeyError, TypeError):
        is_own, files = False, {}
    if not is_own:
        yield Damage("manifest", f"{place}/{MANIFEST}")
        return
    there = {p.relative_to(release).as_posix(): p for p in release.rglob("*") if p.is_file()}
    for name, (size, digest) in files.items():
        path = there.get(name)
        if path is None:
            yield Damage("file_missing", f"{place}/{name}")
        elif path.stat().st_size != size:
            yield Damage("file_size", f"{place}/{name}")
        elif is_full and hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield Damage("file_changed", f"{place}/{name}")
    databases = {each["path"] for each in manifest.get("databases", ())}
    for name in sorted(databases - there.keys()):
        yield Damage("file_missing", f"{place}/{name}")
    # A file manager's litter is no harm, and worth a word only when asked.
    for name in sorted(there.keys() - files.keys() - databases - {MANIFEST}) if is_full else ():
        yield Damage("file_unknown", f"{place}/{name}")


def _snapshot(data: Path, path: Path, is_full: bool) -> Iterator[Damage]:
    place = _place(data, path)
    try:
        size = json.loads(sidecar_of(path).read_text("utf-8"))["size"]
    except (OSError, ValueError, KeyError, TypeError):
        yield Damage("sidecar", _place(data, sidecar_of(path)))
        size = None
    ends = trailer(path)
    if ends is None or (size is not None and ends[1] != size % (1 << 32)):
        yield Damage("snapshot", place)
    elif is_full:
        try:
            content = gzip.decompress(path.read_bytes())
        except (OSError, EOFError, ValueError, zlib.error):
            content = b""
        if hashlib.sha256(content).hexdigest() != path.name.partition(".")[0]:
            yield Damage("snapshot", place)


def _kept(data: Path) -> Iterator[Damage]:
    """The decisions, the key and the public numbers against what the current release saw of them."""
    path, current = data / KEY, current_release(data)
    try:
        manifest = read_manifest(current) if current else {}
    except ReleaseDamagedError:
        manifest = {}
    told = manifest.get("guards", {})
    if is_lost(data, manifest.get("edition")):
        yield Damage("edition", EDITION)
    key = path.read_bytes() if path.is_file() else None
    if current is not None and purged_at(data):
        return
    if (key is not None and len(key) != KEY_SIZE) or (key is None and current is not None):
        yield Damage("identity_key", KEY)
        return
    if told and not hmac.compare_digest(_keyed(key or b"", b""), told["identity_key"]):
        yield Damage("identity_key", KEY)
        return
    if (data / FORGET).is_file():
        # Lines leave with the person; the release that comes sees what is left.
        return
    try:
        log = _typed(remembered(data))
    except DecisionsDamagedError:
        yield Damage("decisions", DECISIONS)
        return
    # Lines are only ever added: those that the release saw are still the first.
    if told and _of_log(key or b"", log, told["decisions"]) != told["decisions_digest"]:
        yield Damage("decisions", DECISIONS)


def _typed(log: pd.DataFrame) -> pd.DataFrame:
    """What was decided: that a file no longer says a thing changes no release, so no release tells it."""
    return log[log["said"].eq(TYPED)]


def _of_log(key: bytes, log: pd.DataFrame, n: int) -> str:
    # A line of before its moment, person and door were kept is guarded as it was.
    lines, of_before = log.head(n).to_numpy().tolist(), -len(ORIGIN)
    said = [line if any(line[of_before:]) else line[:of_before] for line in lines]
    return _keyed(key, json.dumps(said, ensure_ascii=False).encode())


def _keyed(key: bytes, content: bytes) -> str:
    return hashlib.blake2b(content, key=key, digest_size=8, person=b"sdgnet guards").hexdigest()
