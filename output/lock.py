"""One run at a time in a data folder: a lock that the kernel frees on any death."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from output.files import PRIVATE_FILE
from transforms.errors import LockedError

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


@contextmanager
def only_run(data: Path, now: datetime) -> Iterator[None]:
    """This process alone runs in ``data`` until the block ends; raises LockedError naming the holder and since when."""
    path = data / ".lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        if not _try_lock(descriptor):
            holder = _holder(path)
            raise LockedError(holder=holder.get("process", "?"), since=holder.get("since", "?"), data=data)
        os.truncate(descriptor, 0)
        os.write(descriptor, json.dumps({"process": os.getpid(), "since": now.isoformat(timespec="seconds")}).encode())
        yield
    finally:
        os.close(descriptor)


def _holder(path: Path) -> dict[str, object]:
    try:
        read = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
