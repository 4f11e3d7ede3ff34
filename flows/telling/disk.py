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


def trace_of(error: BaseException) -> str:
    """The way to ``error`` and to what it came from, by lines of code and kinds of errors, to be sent to others.

    Errors' own words are left out, for they may quote a cell; ours do not.
    """
    told = list[str]()
    each: BaseException | None = error
    while each is not None:
        kind, said = type(each).__name__, f": {each}" if isinstance(each, SdgnetError) else ""
        told.insert(0, "".join([*traceback.format_tb(each.__traceback__), f"{kind}{said}"]))
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return "\n\n".join(told)
