"""``sdgnet load URL``: a release's tables in a database, swapped whole."""

from pathlib import Path

import pandas as pd

from flows.telling.words import words
from output.store.purge import refuse_purged
from output.store.release import read_manifest, release_named
from output.tables.database import load_tables
from transforms.errors.consumers import OtherContractError
from transforms.errors.store import NoReleaseError
from transforms.schema import contract, tables


def run(url: str, name: str, data: Path, prefix: str, *, restricted: bool) -> int:
    """0 when the database holds the release's tables; raises NoReleaseError, UnknownReleaseError, OtherContractError,
    or what load_tables does."""
    place = "restricted" if restricted else "public"
    # The pointer is followed once: a release that is published meanwhile is no part of this one.
    release = release_named(data, name).resolve()
    folder = release / place / "tables"
    if not folder.is_dir():
        refuse_purged(data)
        raise NoReleaseError(data=data)
    if (version := read_manifest(release)["contract"]) != contract():
        raise OtherContractError(release=release.name, version=version, known=contract())
    made = {table.name: pd.read_parquet(folder / f"{table.name}.parquet") for table in tables(place)}
    n_rows = load_tables(url, place, made, prefix)
    print(words("load")["done"].format(n_tables=len(made), n_rows=n_rows))
    return 0
