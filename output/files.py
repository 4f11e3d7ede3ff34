"""Files as they land on disk: private or public, whole and synced."""

import os
from pathlib import Path

PRIVATE_FILE, PUBLIC_FILE = 0o600, 0o644
PRIVATE_FOLDER, PUBLIC_FOLDER = 0o700, 0o755


def make_folder(path: Path, *, private: bool) -> Path:
    """The folder exists; one that is made gets the mode its content asks for, one that was there keeps its own."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(PRIVATE_FOLDER if private else PUBLIC_FOLDER)
    return path


def write_file(path: Path, content: bytes, *, private: bool) -> None:
    """``path`` holds ``content``, and is on the disk when this returns."""
    mode = PRIVATE_FILE if private else PUBLIC_FILE
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


def replace_file(path: Path, content: bytes, *, private: bool) -> None:
    """``path`` holds ``content`` whole or still what it held before."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    write_file(temporary, content, private=private)
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Names made or changed in ``path`` are on the disk (a no-op where folders cannot be synced)."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
