"""One run at a time in a data folder: a lock that the kernel frees on any death."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import lock_descriptor

from output.formats.files import PRIVATE_FILE
from transforms.errors.running import LockedError

# Windows keeps the first byte of a held file from being read: the name stands behind it.
_KEPT = b" "


@dataclass(frozen=True)
class Holder:
    """Who holds a data folder, or held it when it died: the process and since when (ISO 8601)."""

    process: str
    since: str


@contextmanager
def only_run(data: Path, now: datetime) -> Iterator[Holder | None]:
    """This process alone runs in ``data`` until the block ends; raises LockedError naming the holder and since when.

    Yields the holder that died here without ending its block, if the last one did.
    """
    descriptor = os.open(data / ".lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    try:
        if not lock_descriptor(descriptor, blocking=False):
            holder = _holder(descriptor) or Holder("?", "?")
            raise LockedError(holder=holder.process, since=holder.since, data=data)
        died = _holder(descriptor)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        told = {"process": os.getpid(), "since": now.isoformat(timespec="seconds")}
        os.write(descriptor, _KEPT + json.dumps(told).encode())
        try:
            yield died
        finally:
            # Only a killed process leaves its name behind.
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def holder(data: Path) -> Holder | None:
    """Who runs in ``data`` now, for telling it: the lock itself is asked by nobody but who wants it."""
    try:
        descriptor = os.open(data / ".lock", os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    try:
        found = _holder(descriptor)
    finally:
        os.close(descriptor)
    # One that was killed left its name.
    return found if found and _is_alive(found.process) else None


def _is_alive(process: str) -> bool:
    if os.name == "nt" or not process.isdecimal():
        # There a signal of nothing ends the process.
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _holder(descriptor: int) -> Holder | None:
    try:
        os.lseek(descriptor, len(_KEPT), os.SEEK_SET)
        read = json.loads(os.read(descriptor, 1000))
        return Holder(str(read["process"]), str(read["since"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
