"""The raw responses, kept as they came: compressed, once for each distinct content, with a sidecar."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from output.files import make_folder, replace_file


@dataclass(frozen=True)
class Snapshot:
    """What a source gave: its bytes, their format (csv, xlsx, sheet), and where they came from."""

    payload: bytes
    format: str
    source: str

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the payload."""
        return hashlib.sha256(self.payload).hexdigest()


def keep_snapshot(snapshot: Snapshot, data: Path, now: datetime) -> Path:
    """The snapshot lies in ``data/raw``; an equal one already there is left as it is."""
    folder = make_folder(data / "raw", private=True)
    path = folder / f"{snapshot.sha256}.{snapshot.format}.gz"
    if not path.exists():
        # No name and no time inside: equal content gives equal bytes.
        replace_file(path, gzip.compress(snapshot.payload, compresslevel=6, mtime=0), private=True)
        sidecar = {
            "source": snapshot.source,
            "read_at": now.isoformat(timespec="seconds"),
            "format": snapshot.format,
            "sha256": snapshot.sha256,
            "size": len(snapshot.payload),
        }
        replace_file(
            path.with_suffix(".json"), json.dumps(sidecar, ensure_ascii=False, indent=1).encode(), private=True
        )
    return path
