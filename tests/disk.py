"""Every change that a run makes to its data folder, seen one by one: to die there, to find the disk full, to record.

``os`` is patched for good: for a process of its own, or within ``as_it_was``.
"""

import errno
import io
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR
_NAMES = ("open", "fsync", "fdopen", "mkdir", "rename", "replace", "unlink", "remove", "rmdir", "symlink")


@contextmanager
def as_it_was() -> Iterator[None]:
    """What ``os`` was before the block it is again behind it."""
    real = {name: getattr(os, name) for name in _NAMES}
    try:
        yield
    finally:
        for name, function in real.items():
            setattr(os, name, function)


class Disk:
    """Calls ``before(kind, paths)`` ahead of each change below ``data`` and ``after`` behind it.

    Kinds: create, mkdir, rename, symlink, unlink, rmdir, write (before its bytes), fsync (of a file or a folder).
    """

    def __init__(self, data: Path, before: Callable[..., None], after: Callable[..., None] | None = None) -> None:
        self.data, self.before, self.after = str(data), before, after or (lambda *_: None)
        self._real = {name: getattr(os, name) for name in ("open", "fsync", "fdopen")}
        for name, kind in {
            "mkdir": "mkdir",
            "rename": "rename",
            "replace": "rename",
            "unlink": "unlink",
            "remove": "unlink",
            "rmdir": "rmdir",
        }.items():
            setattr(os, name, self._seen(getattr(os, name), kind))
        os.symlink = self._seen(os.symlink, "symlink", at=1)
        os.open, os.fsync, os.fdopen = self._open, self._fsync, self._fdopen

    def _seen(self, real: Callable[..., Any], kind: str, at: int = 0) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            paths = [
                _whole(path, kwargs.get("dir_fd")) for path in args[at : 2 if kind in ("rename", "symlink") else 1]
            ]
            if not paths[0].startswith(self.data):
                return real(*args, **kwargs)
            told = [*paths, str(args[0])] if kind == "symlink" else paths
            self.before(kind, *told)
            made = real(*args, **kwargs)
            self.after(kind, *told)
            return made

        return call

    def _open(self, path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        whole = _whole(path, kwargs.get("dir_fd"))
        if not flags & WRITING or not whole.startswith(self.data) or Path(whole).name == ".lock":
            return self._real["open"](path, flags, *args, **kwargs)
        self.before("create", whole)
        descriptor = self._real["open"](path, flags, *args, **kwargs)
        self.after("create", whole)
        return descriptor

    def _fsync(self, descriptor: int) -> None:
        path = str(Path(f"/proc/self/fd/{descriptor}").readlink())
        if path.startswith(self.data):
            self.before("fsync", path)
        self._real["fsync"](descriptor)
        if path.startswith(self.data):
            self.after("fsync", path)

    def _fdopen(self, descriptor: int, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        path = str(Path(f"/proc/self/fd/{descriptor}").readlink())
        if "w" not in mode or not path.startswith(self.data):
            return self._real["fdopen"](descriptor, mode, *args, **kwargs)
        return _File(descriptor, self.before, path)


class _File(io.FileIO):
    """A file whose bytes are written half, then ``before`` is asked, then the rest."""

    def __init__(self, descriptor: int, before: Callable[..., None], path: str) -> None:
        super().__init__(descriptor, "wb")
        self._before, self._path = before, path

    def write(self, content: Any) -> int:
        half = len(content) // 2
        super().write(content[:half])
        self._before("write", self._path)
        written = half
        while written < len(content):
            written += super().write(content[written:]) or 0
        return written


def dies_at(number: int) -> Callable[..., None]:
    """SIGKILL before the change of this number, from 1."""
    return _at(number, lambda _: os.kill(os.getpid(), signal.SIGKILL))


def copied_at(data: Path, folders: Mapping[int, Path]) -> Callable[..., None]:
    """``data`` as SIGKILL before the changes of these numbers would leave it, each in its folder."""

    def copy(number: int) -> Callable[..., None]:
        return _at(number, lambda _: shutil.copytree(data, folders[number], symlinks=True))

    each_at = [copy(number) for number in folders]

    def before(kind: str, *paths: str) -> None:
        for each in each_at:
            each(kind, *paths)

    return before


def is_full_at(number: int) -> Callable[..., None]:
    """No space left from the change of this number on (what frees space goes on working)."""

    def fail(paths: tuple[str, ...]) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), *([paths[0]] if paths else []))

    seen = 0

    def before(kind: str, *paths: str) -> None:
        nonlocal seen
        seen += 1
        if seen >= number and kind not in ("unlink", "rmdir"):
            fail(() if kind in ("write", "fsync") else paths)

    return before


def _at(number: int, act: Callable[..., None]) -> Callable[..., None]:
    seen = 0

    def before(_kind: str, *paths: str) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            act(paths)

    return before


def _whole(path: Any, folder: int | None) -> str:
    text = os.fspath(path)
    return f"{Path(f'/proc/self/fd/{folder}').readlink()}/{text}" if folder is not None else os.path.abspath(text)  # noqa: PTH100
