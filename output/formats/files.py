"""Files as they land on disk: private or public, whole and synced."""

import os
import unicodedata
from pathlib import Path

PRIVATE_FILE, PUBLIC_FILE = 0o600, 0o644
PRIVATE_FOLDER, PUBLIC_FOLDER = 0o700, 0o755


def make_folder(path: Path, *, private: bool) -> Path:
    """The folder exists, on the disk too; one that is made gets the mode its content asks for, others keep theirs."""
    if not path.is_dir():
        if not path.parent.is_dir():
            make_folder(path.parent, private=private)
        # Never wider than asked for, not even for a moment; the second call undoes what the umask took away.
        path.mkdir(mode=PRIVATE_FOLDER if private else PUBLIC_FOLDER, exist_ok=True)
        path.chmod(PRIVATE_FOLDER if private else PUBLIC_FOLDER)
        sync_folder(path.parent)
    return path


def write_file(path: Path, content: bytes, *, private: bool) -> None:
    """``path`` holds ``content``, and is on the disk when this returns (its name is, once its folder is synced)."""
    mode = PRIVATE_FILE if private else PUBLIC_FILE
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            path.chmod(mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        # A full disk is met while writing, when the system no longer says where.
        error.filename = error.filename or str(path)
        raise


def take_file(made: Path, path: Path, *, private: bool) -> None:
    """``path`` is the file that another program made at ``made``, as ``write_file`` would have left it."""
    made.chmod(PRIVATE_FILE if private else PUBLIC_FILE)
    with made.open("r+b") as file:
        os.fsync(file.fileno())
    made.replace(path)


def replace_file(path: Path, content: bytes, *, private: bool, dated: float | None = None) -> None:
    """``path`` holds ``content`` whole or still what it held before; its date is ``dated`` where that is given."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    write_file(temporary, content, private=private)
    if dated is not None:
        os.utime(temporary, (dated, dated))
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Names made or changed in ``path`` are on the disk (a no-op where folders cannot be synced)."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        error.filename = str(path)
        raise
    finally:
        os.close(descriptor)


def as_on_disk(path: Path) -> Path:
    """``path`` in the spelling that the disk has: a Mac writes the syllables of a file's name in parts."""
    if path.exists() or path.parent == path:
        return path
    parent = as_on_disk(path.parent)
    wanted = unicodedata.normalize("NFC", path.name)
    try:
        names = sorted(each.name for each in parent.iterdir())
    except OSError:
        return path
    return parent / next((name for name in names if unicodedata.normalize("NFC", name) == wanted), path.name)
