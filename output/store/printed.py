"""What stands on paper already: seats and agreements of every version marked as printed, kept beside the releases."""

import io
from pathlib import Path
from typing import Any

import pandas as pd

from output.formats.files import make_folder, replace_file
from output.store.release import current_release, read_manifest
from transforms.errors.event import NoEventReleaseError, NotPrintedError
from transforms.errors.store import PrintedDamagedError
from transforms.event.placement import as_seats

_FOLDER = "printed"
_AGREEMENTS = "{version}-agreements.parquet"


def printed_version(event: Path) -> int:
    """The number of the last printed version in the folder ``event``; 0 before the first."""
    return max((int(p.stem) for p in (event / _FOLDER).glob("*.parquet") if p.stem.isdecimal()), default=0)


def has_printed(event: Path, version: int) -> bool:
    """Whether ``version`` stands on paper."""
    return (event / _FOLDER / f"{version}.parquet").is_file()


def printed_seats(event: Path) -> pd.DataFrame | None:
    """The seats of the last printed version; None before the first; raises PrintedDamagedError."""
    version = printed_version(event)
    if not version:
        return None
    return _read(event / _FOLDER / f"{version}.parquet")


def highest_badge(event: Path) -> int:
    """The highest number that any printed version has on a badge; 0 before the first; raises PrintedDamagedError."""
    highest = 0
    for path in (event / _FOLDER).glob("*.parquet"):
        if path.stem.isdecimal():
            badges = _read(path)["badge"].dropna()
            highest = max(highest, int(badges.max()) if len(badges) else 0)
    return highest


def _read(path: Path) -> pd.DataFrame:
    try:
        return as_seats(pd.read_parquet(path))
    except Exception as error:  # what a damaged file raises depends on where it is damaged
        raise PrintedDamagedError(path=path, detail=type(error).__name__) from None


def printed_agreements(event: Path) -> pd.DataFrame | None:
    """The agreements as they were printed last; None before the first, and where the version kept none."""
    path = event / _FOLDER / _AGREEMENTS.format(version=printed_version(event))
    try:
        return pd.read_parquet(path) if path.exists() else None
    except Exception as error:  # what a damaged file raises depends on where it is damaged
        raise PrintedDamagedError(path=path, detail=type(error).__name__) from None


def without_participant(event: Path, participant: str) -> None:
    """No printed version tells of the participant; what stands on paper is for people to destroy."""
    for path in sorted((event / _FOLDER).glob("*.parquet")):
        table = pd.read_parquet(path)
        kept = table[table["participant_id"].ne(participant)]
        if len(kept) < len(table):
            _write(path, kept)


def keep_printed(event: Path, version: int, seats: pd.DataFrame, agreements: pd.DataFrame | None) -> None:
    """``version`` is printed, with these seats and agreements, whatever becomes of its release."""
    folder = make_folder(event / _FOLDER, private=True)
    # The seats last: they are what makes it a version.
    kept = {_AGREEMENTS.format(version=version): agreements, f"{version}.parquet": as_seats(seats)}
    for name, table in kept.items():
        if table is not None:
            _write(folder / name, table)


def _write(path: Path, table: pd.DataFrame) -> None:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, compression="zstd")
    replace_file(path, buffer.getvalue(), private=True)


def mark_printed(event: Path) -> tuple[dict[str, Any], bool]:
    """The current event release stands on paper: later runs keep to its sheets. Its manifest, and whether that is new.

    Raises NoEventReleaseError.
    """
    current = current_release(event)
    if current is None:
        raise NoEventReleaseError(data=event)
    manifest = read_manifest(current)
    version = int(manifest["version"])
    if version <= printed_version(event):
        return manifest, False
    seats, signed = (current / "tables" / f"{name}.parquet" for name in ("seats", "agreements"))
    # A release of an earlier version of the program has no table of agreements.
    keep_printed(event, version, pd.read_parquet(seats), pd.read_parquet(signed) if signed.exists() else None)
    return manifest, True


def unmark_printed(event: Path) -> int:
    """The last printed version was not printed after all; returns its number, raises NotPrintedError for none."""
    version = printed_version(event)
    if not version:
        raise NotPrintedError(data=event)
    (event / _FOLDER / f"{version}.parquet").unlink()
    (event / _FOLDER / _AGREEMENTS.format(version=version)).unlink(missing_ok=True)
    return version
