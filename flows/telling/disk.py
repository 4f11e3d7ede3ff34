"""What the operating system refuses, as errors that tell the user what to do."""

import errno
import traceback
from pathlib import Path

from transforms.errors.base import SdgnetError, UnexpectedError
from transforms.errors.running import DiskFullError, NotWritableError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOENT)


def of_disk(error: OSError) -> SdgnetError:
    """``error`` as one of ours."""
    if error.errno in _FULL:
        return DiskFullError(data=error.filename or "-")
    if error.errno in _CLOSED and error.filename:
        return NotWritableError(path=error.filename, detail=error.strerror)
    return UnexpectedError(kind=type(error).__name__, where=where(error))


def where(error: BaseException) -> str:
    """File and line in which ``error`` arose: nothing that might hold a row."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
