"""What a page may ask of runs, and show of them: of the campaign and the data folder that are served, by no path.

A folder's path may hold the name of whoever's home it is in, so a served run's parameters are blank, and its errors
name files as they lie in the two folders.
"""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from transforms.errors.base import SdgnetError
from transforms.errors.running import NotServedError

SERVED = "SDGNET_SERVED"
_HOMES = ("campaign", "data")
PARAMETERS = (*_HOMES, "source")


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


def recorded(given: Iterable[Any]) -> list[Any]:
    """What a run is given as it may be recorded: blank for what is served, files by ``shown_path``."""
    told = _told()
    made = ["" if isinstance(each, str) and each in told.values() else each for each in given]
    return [tuple(map(shown_path, each)) if isinstance(each, tuple) else shown_path(each) for each in made]


def shown(error: SdgnetError) -> SdgnetError:
    """``error`` as a page may show it: of a path what lies in a served folder, else the last name."""
    if not _told():
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


def _here(given: Any) -> Any:
    """The file that ``shown_path`` shows."""
    if isinstance(given, tuple | list):
        return tuple(map(_here, given))
    told = _told()
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
    if source and source != told["source"] and not _is_within(source.partition("#")[0], homes):
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
