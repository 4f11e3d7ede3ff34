"""One DuckDB file of a place's tables, with the dictionary's meanings as comments."""

import errno
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from output.formats.files import write_file
from transforms.schema import tables

DATABASE = "tables.duckdb"
# Nothing is fetched: no extension is installed or loaded by itself.
_OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "1",
}
_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "datetime": "VARCHAR"}


def write_database(made: Mapping[str, pd.DataFrame], folder: Path) -> dict[str, str]:
    """``folder`` holds tables.duckdb with every table of its place; returns its path and the digest of its content.

    A database file holds a number of its own and is never twice the same; the digest is of the tables in it.
    """
    place = folder.name
    building = folder / f".{DATABASE}"
    digest = hashlib.sha256()
    with _full_disk_told(building), duckdb.connect(str(building), config=_OFFLINE) as connection:
        for table in tables(place):
            frame = made[table.name]
            connection.register("frame", frame)
            columns = ", ".join(f'"{c.name}" {_TYPES[c.type]}' for c in table.columns)
            names = ", ".join(f'"{c.name}"' for c in table.columns)
            connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
            connection.execute(f'INSERT INTO "{table.name}" SELECT {names} FROM frame')  # noqa: S608 - our own names
            connection.unregister("frame")
            connection.execute(f'COMMENT ON TABLE "{table.name}" IS {_quoted(table.ko)}')
            for column in table.columns:
                connection.execute(f'COMMENT ON COLUMN "{table.name}"."{column.name}" IS {_quoted(column.ko)}')
            digest.update(f"{table.name}\n".encode())
            digest.update((folder / "tables" / f"{table.name}.parquet").read_bytes())
        connection.execute("CHECKPOINT")
    write_file(folder / DATABASE, building.read_bytes(), private=place != "public")
    building.unlink()
    return {"path": f"{place}/{DATABASE}", "content_sha256": digest.hexdigest()}


@contextmanager
def _full_disk_told(path: Path) -> Iterator[None]:
    """A full disk is an OSError, as it is of any other file; DuckDB says so in words alone."""
    try:
        yield
    except duckdb.Error as error:
        full = os.strerror(errno.ENOSPC)
        if full in str(error):
            raise OSError(errno.ENOSPC, full, str(path)) from None
        raise


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
