"""When the last good sync of a data folder began: what a schedule has to know, whether or not the release changed."""

import json
from datetime import datetime
from pathlib import Path

from output.formats.files import replace_file

_FILE = "last_sync.json"


def remember_sync(data: Path, began_at: datetime, source: str, release: str) -> None:
    """``data`` tells that a sync of ``source`` that began at ``began_at`` ended well.

    One of a snapshot that ``data`` itself keeps reads no source: which that was stays known.
    """
    if (data / "raw").resolve() in Path(source).resolve().parents:
        return
    told = {"began_at": began_at.isoformat(timespec="seconds"), "source": source, "release": release}
    replace_file(data / _FILE, json.dumps(told, ensure_ascii=False, indent=1).encode(), private=True)


def last_sync(data: Path, source: str) -> datetime | None:
    """When the last good sync of ``source`` began, or None where the last one read another source or none is known."""
    told = _told(data)
    try:
        return datetime.fromisoformat(told["began_at"]) if told["source"] == source else None
    except (KeyError, ValueError):
        return None


def last_source(data: Path) -> str:
    """What the last good sync read, '' where none is known."""
    return _told(data).get("source", "")


def _told(data: Path) -> dict[str, str]:
    try:
        told = json.loads((data / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}
