"""The numbers that are told once: ``edition.json`` in the data folder, written before any release shows them.

No run can make it again once corrections came, so the file bears its own digest, and a release's manifest tells it.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from output.formats.files import replace_file
from transforms.errors.store import EditionDamagedError, OtherCampaignError
from transforms.publishing.editions import Edition
from transforms.publishing.facts import TYPES
from transforms.publishing.small_cells import PUBLIC

FILE = "edition.json"


def read_edition(data: Path, campaign: str) -> Edition | None:
    """What was told in ``data``, None before; raises EditionDamagedError, OtherCampaignError for another campaign's."""
    path = data / FILE
    if not path.is_file():
        return None
    try:
        told = json.loads(path.read_text("utf-8"))
        facts = pd.DataFrame(told["facts"], columns=PUBLIC).astype({name: TYPES[name] for name in PUBLIC})
        listed, is_seated = tuple(map(str, told["listed"])), bool(told.get("is_seated"))
        edition, whose = Edition(str(told["as_of"]), listed, facts, is_seated), str(told["campaign"])
        is_whole = told["sha256"] == _digest({name: each for name, each in told.items() if name != "sha256"})
    except (OSError, ValueError, TypeError, KeyError):
        raise EditionDamagedError(path=path) from None
    if not is_whole:
        raise EditionDamagedError(path=path)
    if whose != campaign:
        raise OtherCampaignError(data=data, campaign=campaign, other=whose)
    return edition


def keep_edition(data: Path, campaign: str, edition: Edition) -> None:
    """``data`` remembers the edition."""
    told = _told(campaign, edition)
    content = json.dumps(told | {"sha256": _digest(told)}, ensure_ascii=False, indent=1).encode()
    if not (data / FILE).is_file() or (data / FILE).read_bytes() != content:
        replace_file(data / FILE, content, private=True)


def edition_told(campaign: str, edition: Edition | None) -> dict[str, str] | None:
    """What a manifest tells of the edition that its release shows."""
    return None if edition is None else {"as_of": edition.as_of, "sha256": _digest(_told(campaign, edition))}


def is_lost(data: Path, told: dict[str, Any] | None) -> bool:
    """Whether the edition that a manifest tells of is not the one in ``data``."""
    if not told:
        return False
    try:
        return bool(json.loads((data / FILE).read_text("utf-8"))["sha256"] != told["sha256"])
    except (OSError, ValueError, TypeError, KeyError):
        return True


def _told(campaign: str, edition: Edition) -> dict[str, Any]:
    columns = (edition.facts[name].astype("object") for name in PUBLIC)
    rows = zip(*(column.where(column.notna(), None).tolist() for column in columns), strict=True)
    return {
        "campaign": campaign,
        "as_of": edition.as_of,
        "listed": list(edition.listed),
        "facts": [list(row) for row in rows],
        # Of the editions from before it was kept, whose digest stands in manifests, nobody knows.
        **({"is_seated": True} if edition.is_seated else {}),
    }


def _digest(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
