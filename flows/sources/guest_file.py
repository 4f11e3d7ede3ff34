"""Guest lists: which file is whose, and its rows."""

from collections.abc import Sequence
from pathlib import Path

from flows.sources.list_file import read_list
from output.snapshot import Snapshot
from transforms.campaign import Campaign
from transforms.errors import GuestFileError, GuestGroupError
from transforms.event_settings import GuestList
from transforms.guests import GuestPage


def guest_files(campaign: Campaign, folder: Path, given: Sequence[str]) -> list[tuple[GuestList, Path]]:
    """Every guest list with its file, in the campaign's order.

    ``folder`` is the campaign's. ``given`` are paths, or ``group=path``; one stands for the campaign's own file of its
    group, which is what the path's name says where nothing else does. Raises GuestGroupError.
    """
    named: dict[str, list[Path]] = {}
    for each in given:
        group, path = _told_apart(each, campaign)
        named.setdefault(group, []).append(path)
    found = []
    for guests in campaign.event.guests:
        own = [folder / guests.file] if guests.file else []
        found += [(guests, path) for path in named.get(guests.group, own)]
    return found


def _told_apart(given: str, campaign: Campaign) -> tuple[str, Path]:
    groups = [each.group for each in campaign.event.guests]
    group, sign, path = given.partition("=")
    if sign and group in groups:
        return group, Path(path).expanduser()
    inside = [each for each in groups if each in Path(given).stem]
    if len(inside) != 1:
        raise GuestGroupError(file=Path(given).name, groups=", ".join(groups) or "-")
    return inside[0], Path(given).expanduser()


def read_guest_file(guests: GuestList, path: Path) -> tuple[list[GuestPage], Snapshot]:
    """Every tab of the list as it stands, and its bytes; raises GuestFileError where there is no table to read."""
    pages, snapshot = read_list(path, GuestFileError)
    return [GuestPage(guests, page.file, page.rows, page.sheet) for page in pages], snapshot
