"""``sdgnet event``: the run before the event, and what was printed of it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from expectations.beside import beside
from flows.serving.launch import launch
from flows.telling.bar import bar, say
from flows.telling.words import words
from output.store.lock import only_run
from output.store.printed import mark_printed, unmark_printed
from output.store.release import read_manifest
from transforms.errors.event import NoEventReleaseError

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
    with bar(words("cli")["preparing"]), beside():
        say(said["starting"].format(campaign=campaign))
        from flows.campaigns import is_sample_source, source_for

        if is_sample_source(source or source_for(campaign, data)):
            say(said["sample"])
        release = launch(_event, campaign, source, str(data.resolve()), guests, sync_first, wait_minutes)
    print(said["done"].format(release=release))
    _print_release(data / "event" / "current")
    return 0


def mark(data: Path, *, is_printed: bool) -> int:
    """0 when the current event release is marked as printed, or its last mark taken back."""
    if not data.is_dir():
        raise NoEventReleaseError(data=data)
    event, said = data / "event", words("event")
    with only_run(data, datetime.now().astimezone()):
        if is_printed:
            manifest, is_new = mark_printed(event)
            told = said["marked" if is_new else "marked_already"]
            print(told.format(version=manifest["version"], n=manifest["counts"]["people"]))
        else:
            print(said["unmarked"].format(version=unmark_printed(event)))
    return 0


def _event() -> "Flow[..., str]":
    from flows.event import event

    return event


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
    not_made = manifest["not_made"]
    for why in dict.fromkeys(not_made.values()):
        names = ", ".join(name for name, reason in not_made.items() if reason == why)
        print(said["not_made"].format(names=names, why=said["not_made_why"][why]))
    print(said["where"].format(current=folder))
