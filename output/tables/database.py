"""The published tables in any database that SQLAlchemy reaches, swapped whole in one transaction."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Boolean, Double, MetaData, Text, create_engine, inspect, text
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Table as SqlTable
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.base import Connection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from transforms.errors.consumers import DatabaseError, DatabaseNameError, DatabaseUrlError
from transforms.schema import Table, tables

_TYPES = {"string": Text, "integer": BigInteger, "number": Double, "boolean": Boolean, "datetime": Text}
_COMING = "sdgnet_coming_"
_ROWS_AT_ONCE = 10_000
# How long a table that somebody is changing is waited for.
_PATIENCE = "30s"


def load_tables(url: str, place: str, made: Mapping[str, pd.DataFrame], prefix: str = "") -> int:
    """The database at ``url`` holds every table of ``place`` under ``prefix`` + its name; returns how many rows.

    A reader sees all tables as they were or all as they are now. A table that has the same columns already is filled
    anew, so that rights and views on it stay; another is put in its place. Other tables are left alone. Raises
    DatabaseUrlError for a URL that SQLAlchemy does not know, DatabaseNameError for a prefix too long for the database,
    DatabaseError for what the database refuses; none tells a password.
    """
    try:
        known = make_url(url)
        engine = create_engine(known)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError, TypeError) as error:
        raise DatabaseUrlError(detail=type(error).__name__) from None
    listed = tables(place)
    most = engine.dialect.max_identifier_length
    # PostgreSQL cuts a longer name, and counts bytes.
    if max(len(f"{_COMING}{prefix}{table.name}".encode()) for table in listed) > most:
        raise DatabaseNameError(prefix=prefix, most=most)
    try:
        with engine.begin() as connection:
            _begin(connection)
            return sum(_fill(connection, table, made[table.name], prefix) for table in listed)
    except SQLAlchemyError as error:
        # The database's own text may quote a row.
        raise DatabaseError(url=_shown(known), detail=type(error).__name__) from None
    finally:
        engine.dispose()


def _shown(url: URL) -> str:
    """Where the database is; passwords stand in more than one part of an address."""
    return URL.create(url.drivername, host=url.host, port=url.port, database=url.database).render_as_string()


def _begin(connection: Connection) -> None:
    # Python's sqlite3 commits before DDL unless the transaction was begun by hand.
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE}'")


def _fill(connection: Connection, table: Table, frame: pd.DataFrame, prefix: str) -> int:
    name = f"{prefix}{table.name}"
    stands = _stands(connection, table, name)
    made = _sql_table(table, name if stands else f"{_COMING}{name}")
    if stands:
        if connection.dialect.name == "postgresql":
            # Another load waits; readers do not.
            connection.execute(text(f'LOCK TABLE "{name}" IN EXCLUSIVE MODE'))
        connection.execute(made.delete())
    else:
        made.drop(connection, checkfirst=True)
        made.create(connection)
    columns = [column.name for column in table.columns]
    for start in range(0, len(frame), _ROWS_AT_ONCE):
        part = frame[columns].iloc[start : start + _ROWS_AT_ONCE].astype(object)
        rows = part.where(part.notna(), None).to_dict("records")
        connection.execute(made.insert(), [{str(key): value for key, value in row.items()} for row in rows])
    if not stands:
        connection.execute(text(f'DROP TABLE IF EXISTS "{name}"'))
        connection.execute(text(f'ALTER TABLE "{made.name}" RENAME TO "{name}"'))
    return len(frame)


def _sql_table(table: Table, name: str) -> SqlTable:
    columns: list[SqlColumn[Any]] = [
        SqlColumn(c.name, _TYPES[c.type], nullable=not c.is_required, comment=f"{c.ko} / {c.en}") for c in table.columns
    ]
    return SqlTable(name, MetaData(), *columns, comment=f"{table.ko} / {table.en}")


def _stands(connection: Connection, table: Table, name: str) -> bool:
    """True where a table ``name`` has the columns of ``table`` already."""
    look = inspect(connection)
    if not look.has_table(name):
        return False
    there = [(c["name"], type(c["type"].as_generic()), c["nullable"]) for c in look.get_columns(name)]
    return there == [(c.name, _TYPES[c.type], not c.is_required) for c in table.columns]
