"""What a page may ask of runs: the campaign and the data folder that are served, nothing else of this machine."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from transforms.errors.running import NotServedError

_NAME = "SDGNET_SERVED"


def serve_only(campaign: str, data: Path, source: str) -> None:
    """Runs that this process starts are of this campaign's folder, in ``data``, and read ``source`` or what lies there.

    The environment bears it, which whoever writes a run's parameters cannot change.
    """
    os.environ[_NAME] = json.dumps({"campaign": campaign, "data": str(data), "source": source})


def refuse_other(campaign: str, data: str, source: str, files: Iterable[str] = ()) -> None:
    """Nothing, where all is served or nothing was said of it; raises NotServedError, which names no path.

    Files may lie in the data folder or in the campaign's; a sheet may be any that our account may read.
    """
    if not (told := os.environ.get(_NAME)):
        return
    served = json.loads(told)
    homes = [Path(served[name]).resolve() for name in ("campaign", "data")]
    if Path(campaign).expanduser().resolve() != homes[0]:
        raise NotServedError(parameter="campaign")
    if Path(data).resolve() != homes[1]:
        raise NotServedError(parameter="data")
    if source and source != served["source"] and not _is_within(source.partition("#")[0], homes):
        raise NotServedError(parameter="source")
    if any(each and not _is_within(each, homes) for each in files):
        raise NotServedError(parameter="guests")


def _is_within(name: str, homes: list[Path]) -> bool:
    if name.startswith("https://docs.google.com/"):
        return True
    place = Path(name).expanduser().resolve()
    return any(place.is_relative_to(home) for home in homes)
