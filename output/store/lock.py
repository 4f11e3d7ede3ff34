"""One run at a time in a data folder: a lock that the kernel frees on any death."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from output.formats.files import PRIVATE_FILE
from transforms.errors.running import LockedError

if os.name == "nt":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


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
    path = data / ".lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        if not _try_lock(descriptor):
            holder = _holder(path) or Holder("?", "?")
            raise LockedError(holder=holder.process, since=holder.since, data=data)
        died = _holder(path)
        os.truncate(descriptor, 0)
        os.write(descriptor, json.dumps({"process": os.getpid(), "since": now.isoformat(timespec="seconds")}).encode())
        try:
            yield died
        finally:
            # Only a killed process leaves its name behind.
            os.truncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _holder(path: Path) -> Holder | None:
    try:
        read = json.loads(path.read_text("utf-8"))
        return Holder(str(read["process"]), str(read["since"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
