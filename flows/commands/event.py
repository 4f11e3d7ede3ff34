"""``sdgnet event``: the run before the event, and what was printed of it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from flows.serving.launch import launch
from flows.telling.bar import bar, say
from flows.telling.words import words
from output.store.lock import only_run
from output.store.printed import forget_printed, keep_printed, printed_version
from output.store.release import current_release, read_manifest
from transforms.errors.event import NoEventReleaseError, NotPrintedError

if TYPE_CHECKING:
    from prefect.flows import Flow

# So many findings are told on the screen, the rest by their number; all stand in the release's table.
_FEW = 10
_ORDER = ("critical", "warning", "info")


def run(
    campaign: str, source: str, data: Path, guests: tuple[str, ...], wait_minutes: float, *, sync_first: bool
) -> int:
    """0 when an event release is published."""
    said = words("event")
    with bar(words("cli")["preparing"]):
        say(said["starting"].format(campaign=campaign))
        release = launch(_event, campaign, source, str(data.resolve()), guests, sync_first, wait_minutes)
    print(said["done"].format(release=release))
    _print_release(data / "event" / "current")
    return 0


def mark(data: Path, *, is_printed: bool) -> int:
    """0 when the current event release is marked as printed, or its last mark taken back."""
    if not data.is_dir():
        raise NoEventReleaseError(data=data)
    with only_run(data, datetime.now().astimezone()):
        (_mark if is_printed else _unmark)(data / "event")
    return 0


def _event() -> "Flow[..., str]":
    from flows.event import event

    return event


def _mark(event: Path) -> None:
    """The current event release is printed: later runs keep to its sheets."""
    current = current_release(event)
    if current is None:
        raise NoEventReleaseError(data=event)
    manifest, said = read_manifest(current), words("event")
    version = int(manifest["version"])
    if version <= printed_version(event):
        print(said["marked_already"].format(version=version))
        return
    seats, signed = (current / "tables" / f"{name}.parquet" for name in ("seats", "agreements"))
    # A release of an earlier version of the program has no table of agreements.
    keep_printed(event, version, pd.read_parquet(seats), pd.read_parquet(signed) if signed.exists() else None)
    print(said["marked"].format(version=version, n=manifest["counts"]["people"]))


def _unmark(event: Path) -> None:
    """The last printed version was not printed after all."""
    version = printed_version(event)
    if not version:
        raise NotPrintedError(data=event)
    forget_printed(event, version)
    print(words("event")["unmarked"].format(version=version))


def print_findings(found: pd.DataFrame) -> None:
    """The first findings (guests.FINDINGS), the gravest first, and how many more there are."""
    said = words("event")
    ordered = found.sort_values("severity", key=lambda names: names.map(_ORDER.index), kind="stable")
    if len(found):
        print(said["findings"].format(n=len(found)))
    for row in ordered.head(_FEW).itertuples():
        # A spreadsheet's column, beside those of our own tables, is a place to look at.
        place = "finding_column" if str(row.column).isupper() else "finding"
        print(said[place].format(file=row.file, row=row.row, column=row.column, sentence=row.sentence))
    if len(found) > _FEW:
        print(said["more"].format(n=len(found) - _FEW))


def _print_release(folder: Path) -> None:
    said, manifest = words("event"), read_manifest(folder)
    print(said["first" if manifest["version"] == 1 else "supplement"].format(version=manifest["version"]))
    counts = manifest["counts"]
    print(said["sum"].format(**counts, registered=counts["people"] - counts["undecided"] - counts["guests"]))
    for name, word in said["count"].items():
        if counts[name] or name == "seated":
            print(said["counts"].format(name=word, n=counts[name]))
    if counts["open_agreements"]:
        print(said["open_agreements"].format(n=counts["open_agreements"], agreements=counts["agreements"]))
    print_findings(pd.read_parquet(folder / "tables" / "event_findings.parquet"))
    print(said["where"].format(current=folder))
