"""The key of the identities: made once for a data folder, readable by its owner alone."""

from collections.abc import Callable
from pathlib import Path

from output.formats.files import replace_file

FILE = "identity.key"


def kept_key(data: Path, make: Callable[[], bytes]) -> bytes:
    """The folder's key; ``make`` gives it where there is none yet."""
    path = data / FILE
    if not path.exists():
        replace_file(path, make(), private=True)
    return path.read_bytes()
