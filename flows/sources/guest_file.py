"""Guest lists: which file is whose, and its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.sources.list_file import read_list
from flows.sources.sheet_address import plain
from output.formats.files import as_on_disk
from output.store.snapshot import Snapshot, snapshot_path
from transforms.campaign.campaign import Campaign
from transforms.campaign.event_settings import GuestList
from transforms.errors.guests import GuestFileError, GuestFileNotFoundError, GuestGroupError, GuestRememberedError
from transforms.event.guest_lines import GuestPage

# Where a group's people come from; each has its sentence in messages.toml, [guests_from].
GIVEN, REMEMBERED, OWN, SAMPLE, DROPPED, NONE = "given", "remembered", "own", "sample", "dropped", "none"


@dataclass(frozen=True)
class GuestSource:
    """The files of one group with their names, and where they come from; a group without any has nobody."""

    guests: GuestList
    origin: str
    files: tuple[tuple[str, Path], ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether staff gave them, now or earlier: later runs keep to that."""
        return self.origin in (GIVEN, REMEMBERED, DROPPED)


def guest_files(
    campaign: Campaign,
    folder: Path,
    given: Sequence[str],
    remembered: Mapping[str, Sequence[tuple[str, Path]]],
    *,
    is_sample: bool = False,
) -> list[GuestSource]:
    """Every group's guest lists, in the campaign's order.

    ``given`` are paths, ``group=path``, or ``group=`` for nobody; a path's name says the group where nothing else does.
    A group that is not among them keeps what was given to an earlier run (``remembered``: files with their names), and
    has the campaign's own file in ``folder`` where nothing ever was. Raises GuestGroupError.
    """
    named: dict[str, list[tuple[str, Path]]] = {}
    for each in given:
        group, path = _told_apart(each, campaign)
        named.setdefault(group, []).extend([(path.name, path)] if path else [])
    found = []
    for guests in campaign.event.guests:
        own = [(Path(guests.file).name, as_on_disk(folder / guests.file))] if guests.file else []
        if guests.group in named:
            origin, files = GIVEN, named[guests.group]
        elif guests.group in remembered:
            origin, files = REMEMBERED, list(remembered[guests.group])
        else:
            origin, files = (SAMPLE if is_sample else OWN) if own else NONE, own
        is_dropped = not files and origin != NONE
        found.append(GuestSource(guests, DROPPED if is_dropped else origin, tuple(files)))
    return found


def remembered_files(manifest: Mapping[str, Any] | None, data: Path) -> dict[str, list[tuple[str, Path]]]:
    """Each group's lists that were given to the run of an event release: their names, and where the copies are."""
    return {
        str(each["group"]): [
            (str(file["file"]), snapshot_path(data, file["sha256"], file["format"])) for file in each["files"]
        ]
        for each in (manifest or {}).get("guests", ())
        if each["is_given"]
    }


def _told_apart(given: str, campaign: Campaign) -> tuple[str, Path | None]:
    groups = [each.group for each in campaign.event.guests]
    typed, sign, path = given.partition("=")
    group = next((each for each in groups if plain(each) == plain(typed)), None)
    if sign and group is not None:
        return group, as_on_disk(Path(path).expanduser()) if path else None
    whole = as_on_disk(Path(given).expanduser())
    inside = [each for each in groups if plain(each) in plain(whole.stem)]
    # A sign in a file's own name is no group's.
    if len(inside) != 1 or (sign and not whole.exists()):
        raise GuestGroupError(file=whole.name, groups=", ".join(groups) or "-")
    return inside[0], whole


def read_guest_file(source: GuestSource, name: str, path: Path) -> tuple[list[GuestPage], Snapshot]:
    """Every tab of one list as it stands, and its bytes.

    Raises GuestFileNotFoundError, GuestFileError where there is no table to read, GuestRememberedError for a lost copy.
    """
    is_remembered = source.origin == REMEMBERED
    if not is_remembered and not path.is_file():
        raise GuestFileNotFoundError(file=path)
    try:
        pages, snapshot = read_list(path, GuestFileError, name, is_shared=True)
    except GuestFileError:
        if is_remembered:
            raise GuestRememberedError(file=name, group=source.guests.group) from None
        raise
    made = [GuestPage(source.guests, page.file, page.rows, page.sheet, page.merged) for page in pages]
    return made, snapshot
