"""What a page may ask of runs, and show of them: of the campaign and the data folder that are served, by no path.

A folder's path may hold the name of whoever's home it is in, so a served run's parameters are blank, and its errors
name files as they lie in the two folders. A run by hand on a server that others look at records names for paths.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from transforms.errors.base import SdgnetError
from transforms.errors.running import NotServedError

SERVED = "SDGNET_SERVED"
_HOMES = ("campaign", "data")
PARAMETERS = (*_HOMES, "source")
# What the run that this process began by hand was given, by what is recorded of it.
_BY_HAND = dict[str, str]()


def serve_only(campaign: str, data: Path, source: str) -> None:
    """Runs that this process starts are of this campaign's folder, in ``data``, and read ``source`` or what lies there.

    The environment bears it, which whoever writes a run's parameters cannot change.
    """
    os.environ[SERVED] = as_served(campaign, str(data), source)


def as_served(campaign: str, data: str, source: str) -> str:
    """What the environment says is served."""
    return json.dumps({"campaign": campaign, "data": data, "source": source}, ensure_ascii=False)


def served(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A run's parameters as it was meant: the blank ones are what is served, and files lie where they do here."""
    told = _told()
    whole = {name: _here(value) for name, value in parameters.items()}
    return whole | {name: told[name] for name in PARAMETERS if told and not whole.get(name)}


@contextmanager
def recorded(given: Iterable[Any]) -> Iterator[list[Any]]:
    """What a run that begins inside is given, as it may be recorded: blank for what is served, files by ``shown_path``.

    By hand, where nothing is served, folders and files are recorded by their names alone, a sheet as one; inside,
    ``served`` knows what they are.
    """
    told = _told()
    if not told:
        before = {*_BY_HAND}
        try:
            yield [_by_name(each) for each in given]
        finally:
            for name in _BY_HAND.keys() - before:
                del _BY_HAND[name]
        return
    made = ["" if isinstance(each, str) and each in told.values() else each for each in given]
    yield [tuple(map(shown_path, each)) if isinstance(each, tuple) else shown_path(each) for each in made]


def shown(error: SdgnetError) -> SdgnetError:
    """``error`` as a page may show it: of a path what lies in a served folder, else the last name."""
    if not _told() and not _BY_HAND:
        return error

    def short(fact: object) -> object:
        if not isinstance(fact, str | Path) or not Path(fact).is_absolute():
            return fact
        name = shown_path(str(fact))
        return Path(name).name if Path(name).is_absolute() else name

    return type(error)(**{name: short(fact) for name, fact in error.facts.items()})


def shown_path(given: Any) -> Any:
    """``data/…`` or ``campaign/…`` for a file (``group=path`` too) of the folders served; anything else as it is."""
    told = _told()
    if not isinstance(given, str):
        return given
    group, mark, name = given.rpartition("=") if not given.startswith("http") else ("", "", given)
    for home in _HOMES if told and Path(name).is_absolute() else ():
        if Path(name).is_relative_to(told[home]):
            return group + mark + Path(home, Path(name).relative_to(told[home])).as_posix()
    return given


def _by_name(given: Any) -> Any:
    """A path (``group=path`` too) by its last name, numbered where two have it, and an address by its host."""
    if isinstance(given, dict):
        return {name: _by_name(each) for name, each in given.items()}
    if isinstance(given, tuple):
        return tuple(map(_by_name, given))
    if not isinstance(given, str) or not {"/", os.sep} & {*given}:
        return given
    is_online = given.startswith("http")
    group, mark, path = given.rpartition("=") if not is_online else ("", "", given)
    name = urlsplit(path).hostname or "" if is_online else Path(path).name
    # No name that somebody gives begins so: a folder may be called as a campaign of the program's own is.
    shown, n = f"{group}{mark}…/{name}", 1
    while _BY_HAND.get(shown, given) != given:
        n += 1
        shown = f"{group}{mark}…/{n}/{name}"
    _BY_HAND[shown] = given
    return shown


def _here(given: Any) -> Any:
    """The file that ``shown_path`` shows, or a run by hand was given."""
    if isinstance(given, dict):
        return {name: _here(each) for name, each in given.items()}
    if isinstance(given, tuple | list):
        return tuple(map(_here, given))
    told = _told()
    if not told and isinstance(given, str):
        return _BY_HAND.get(given, given)
    if not told or not isinstance(given, str):
        return given
    group, mark, name = given.rpartition("=")
    home, _, rest = name.partition("/")
    return group + mark + str(Path(told[home], rest)) if home in _HOMES and rest else given


def refuse_other(campaign: str, data: str, source: str, files: Iterable[str] = ()) -> None:
    """Nothing, where all is served or nothing was said of it; raises NotServedError, which names no path.

    Files may lie in the data folder or in the campaign's; a sheet may be any that our account may read.
    """
    if not (told := _told()):
        return
    homes = [Path(told[name]).resolve() for name in _HOMES]
    if Path(campaign).expanduser().resolve() != homes[0]:
        raise NotServedError(parameter="campaign")
    if Path(data).resolve() != homes[1]:
        raise NotServedError(parameter="data")
    # A tab's name stands behind the last of them, and a file may be called with one.
    files_read = (source, source.rpartition("#")[0] or source)
    if source and source != told["source"] and not all(_is_within(each, homes) for each in files_read):
        raise NotServedError(parameter="source")
    if any(each and not _is_within(each, homes) for each in files):
        raise NotServedError(parameter="guests")


def _told() -> dict[str, str]:
    told: dict[str, str] = json.loads(os.environ.get(SERVED) or "{}")
    return told


def _is_within(name: str, homes: list[Path]) -> bool:
    if name.startswith("https://docs.google.com/"):
        return True
    place = Path(name).expanduser().resolve()
    return any(place.is_relative_to(home) for home in homes)
