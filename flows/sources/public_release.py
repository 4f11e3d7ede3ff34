"""What a release tells everybody: its public package and facts, as anyone may read them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from transforms.catalogue import breaches, misshapen
from transforms.errors.consumers import ContractError, NoPublicReleaseError, PublicReleaseDamagedError
from transforms.publishing.side_by_side import Named, of_earlier
from transforms.schema import by_name, contract, contract_log

_PACKAGE, _FACTS = "datapackage.json", "facts"


@dataclass(frozen=True)
class PublicRelease:
    """One campaign's public facts: what it is told by, ``facts`` of the schema, what it calls their topics."""

    named: Named
    facts: pd.DataFrame
    titles: Mapping[str, str]


def read_public(path: Path) -> PublicRelease:
    """The release at ``path``: a data folder (its current one), a release's folder or its public one.

    One of an earlier contract is read as one of ours. Raises NoPublicReleaseError, PublicReleaseDamagedError, or
    ContractError for a contract that we do not know.
    """
    folder = next(
        (each for each in (path / "current/public", path / "public", path) if (each / _PACKAGE).is_file()), None
    )
    if folder is None:
        raise NoPublicReleaseError(path=path)
    try:
        package = json.loads((folder / _PACKAGE).read_text("utf-8"))
        version, title = str(package["version"]), str(package["title"])
        about, days = package.get("campaign", {}), package.get("temporal", {})
        name = str(about.get("name") or title.rpartition(":")[0] or title)
        start, end, host = (str(each or "") for each in (days.get("start"), days.get("end"), about.get("host")))
        named = Named(name, start, end, host, path.resolve().name)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise PublicReleaseDamagedError(path=folder, file=_PACKAGE) from None
    if version not in (known := [each.version for each in contract_log()]):
        raise ContractError(path=path, version=version, known=known[-1])
    file = f"tables/{_FACTS}.parquet"
    try:
        facts = pd.read_parquet(folder / file)
        facts = facts if version == contract() else of_earlier(facts)
        facts = facts.assign(note=facts["note"].fillna(""))
    except (OSError, ValueError, KeyError):
        raise PublicReleaseDamagedError(path=folder, file=file) from None
    if misshapen("public", _FACTS, facts) or breaches(by_name("public")[_FACTS], facts, {}):
        raise PublicReleaseDamagedError(path=folder, file=file)
    return PublicRelease(named, facts, _titles(folder / "tables/topics.parquet"))


def _titles(path: Path) -> dict[str, str]:
    """Topic to its title; nothing where a release is older than the table, whose contract may be another."""
    try:
        topics = pd.read_parquet(path, columns=["topic", "title"]).dropna()
    except (OSError, ValueError, KeyError):
        return {}
    return {str(topic): str(title) for topic, title in zip(topics["topic"], topics["title"], strict=True)}
