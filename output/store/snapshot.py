"""The raw responses, kept as they came: compressed, once for each distinct content, with a sidecar."""

import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from output.formats.files import make_folder, replace_file

# RFC 1952: CRC-32 and size of the content end a gzip file.
_TRAILER = 8


@dataclass(frozen=True)
class Snapshot:
    """What a source gave: its bytes, their format (csv, xlsx, sheet), and where they came from.

    ``tab`` is the sheet of a workbook that was asked for, '' where the workbook itself says which it is.
    """

    payload: bytes
    format: str
    source: str
    tab: str = ""

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the payload."""
        return hashlib.sha256(self.payload).hexdigest()


def snapshot_path(data: Path, sha256: str, format_: str) -> Path:
    """Where the snapshot of that content is kept."""
    return data / "raw" / f"{sha256}.{format_}.gz"


def keep_snapshot(snapshot: Snapshot, data: Path, now: datetime) -> Path:
    """The snapshot lies in ``data/raw``; an equal one already there is left as it is, a damaged one replaced."""
    make_folder(data / "raw", private=True)
    path = snapshot_path(data, snapshot.sha256, snapshot.format)
    # The sidecar first: whoever finds the payload finds both.
    if not sidecar_of(path).is_file():
        told = {
            "source": snapshot.source,
            "read_at": now.isoformat(timespec="seconds"),
            "format": snapshot.format,
            "sha256": snapshot.sha256,
            "size": len(snapshot.payload),
        }
        replace_file(sidecar_of(path), json.dumps(told, ensure_ascii=False, indent=1).encode(), private=True)
    if trailer(path) != (zlib.crc32(snapshot.payload), len(snapshot.payload) % (1 << 32)):
        # No name and no time inside: equal content gives equal bytes.
        replace_file(path, gzip.compress(snapshot.payload, compresslevel=6, mtime=0), private=True)
    return path


def sidecar_of(path: Path) -> Path:
    """Where it is told what a kept snapshot is and where it came from."""
    return path.with_suffix(".json")


def trailer(path: Path) -> tuple[int, int] | None:
    """The CRC-32 and the size (modulo 2**32) of what a gzip file holds, by its last bytes; None where it has none."""
    try:
        with path.open("rb") as file:
            file.seek(-_TRAILER, 2)
            ends = file.read(_TRAILER)
    except OSError:
        return None
    return int.from_bytes(ends[:4], "little"), int.from_bytes(ends[4:], "little")
