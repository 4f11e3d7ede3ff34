"""One DuckDB file of a place's tables: typed, with the schema's keys and references, its meanings as comments."""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from output.formats.files import take_file
from transforms.schema import Table, by_name, can_declare, parents_first, tables

DATABASE = "tables.duckdb"
# The oldest DuckDB that opens the file: by itself version 2 writes what no earlier one reads. Small blocks: each table,
# column and key takes one at least.
_STORAGE = "STORAGE_VERSION 'v1.2.0', BLOCK_SIZE 16384"
# Nothing is fetched: no extension is installed or loaded by itself.
_OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "1",
}
_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP WITH TIME ZONE",
}


def write_database(folder: Path) -> dict[str, str]:
    """``folder`` holds tables.duckdb, made of its Parquet files; returns its path and the digest of its content.

    A database file holds a number of its own and is never twice the same; the digest is of the tables in it. DuckDB
    declares references only to tables that stand already: of two tables that refer to each other, one does.
    """
    import duckdb

    place, digest = folder.name, hashlib.sha256()
    building = folder / f".{DATABASE}"
    # What a process left that died over it.
    for left in (building, folder / f".{DATABASE}.wal"):
        left.unlink(missing_ok=True)
    with _full_disk_told(building), duckdb.connect(config=_OFFLINE) as connection:
        connection.execute(f"ATTACH {_quoted(str(building))} AS made ({_STORAGE})")
        connection.execute("USE made")
        for table in parents_first(place):
            # A table in one stroke: each statement alone waits for the disk.
            connection.begin()
            file = folder / "tables" / f"{table.name}.parquet"
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            connection.execute(_definition(table))
            connection.execute(f'INSERT INTO "{table.name}" SELECT {names} FROM {_quoted(str(file))}')  # noqa: S608
            connection.execute(f'COMMENT ON TABLE "{table.name}" IS {_quoted(table.ko)}')
            for column in table.columns:
                connection.execute(f'COMMENT ON COLUMN "{table.name}"."{column.name}" IS {_quoted(column.ko)}')
            connection.commit()
        connection.execute("CHECKPOINT")
        connection.execute("USE memory")
        connection.execute("DETACH made")
    for table in tables(place):
        digest.update(f"{table.name}\n".encode())
        digest.update((folder / "tables" / f"{table.name}.parquet").read_bytes())
    take_file(building, folder / DATABASE, private=place != "public")
    return {"path": f"{place}/{DATABASE}", "content_sha256": digest.hexdigest()}


def _definition(table: Table) -> str:
    parts = [
        f'"{column.name}" {_TYPES[column.type]}{" NOT NULL" if table.never_null(column) else ""}'
        for column in table.columns
    ]
    if table.key:
        parts.append("PRIMARY KEY (" + ", ".join(f'"{name}"' for name in table.key) + ")")
    for column in table.columns:
        if can_declare(table, column):
            (key,) = by_name(table.place)[column.refers].key
            parts.append(f'FOREIGN KEY ("{column.name}") REFERENCES "{column.refers}" ("{key}")')
    return f'CREATE TABLE "{table.name}" ({", ".join(parts)})'


@contextmanager
def _full_disk_told(path: Path) -> Iterator[None]:
    """A full disk is an OSError, as it is of any other file; DuckDB says so in words alone."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        full = os.strerror(errno.ENOSPC)
        if full in str(error):
            raise OSError(errno.ENOSPC, full, str(path)) from None
        raise


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
