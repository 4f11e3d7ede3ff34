"""The published tables in any database that SQLAlchemy reaches, swapped whole in one transaction."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Boolean, Double, MetaData, Text, create_engine, text
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Table as SqlTable
from sqlalchemy.engine import make_url
from sqlalchemy.engine.base import Connection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from transforms.errors import DatabaseError, DatabaseUrlError
from transforms.schema import Table, tables

_TYPES = {"string": Text, "integer": BigInteger, "number": Double, "boolean": Boolean}
_COMING = "sdgnet_coming_"
_ROWS_AT_ONCE = 10_000


def load_tables(url: str, place: str, made: Mapping[str, pd.DataFrame], prefix: str = "") -> int:
    """The database at ``url`` holds every table of ``place`` under ``prefix`` + its name; returns how many rows.

    A reader sees all tables as they were or all as they are now. Other tables are left alone. Raises DatabaseUrlError
    for a URL that SQLAlchemy does not know, DatabaseError for what the database refuses; neither tells the password.
    """
    try:
        shown = make_url(url).render_as_string(hide_password=True)
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseUrlError(detail=type(error).__name__) from None
    try:
        with engine.begin() as connection:
            _begin(connection)
            return sum(_swap(connection, table, made[table.name], prefix) for table in tables(place))
    except SQLAlchemyError as error:
        # The database's own text may quote a row.
        raise DatabaseError(url=shown, detail=type(error).__name__) from None
    finally:
        engine.dispose()


def _begin(connection: Connection) -> None:
    # Python's sqlite3 commits before DDL unless the transaction was begun by hand.
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _swap(connection: Connection, table: Table, frame: pd.DataFrame, prefix: str) -> int:
    coming = f"{_COMING}{prefix}{table.name}"
    connection.execute(text(f'DROP TABLE IF EXISTS "{coming}"'))
    columns: list[SqlColumn[Any]] = [
        SqlColumn(c.name, _TYPES[c.type], nullable=not c.is_required, comment=f"{c.ko} / {c.en}") for c in table.columns
    ]
    made = SqlTable(coming, MetaData(), *columns, comment=f"{table.ko} / {table.en}")
    made.create(connection)
    names = [column.name for column in table.columns]
    for start in range(0, len(frame), _ROWS_AT_ONCE):
        part = frame[names].iloc[start : start + _ROWS_AT_ONCE].astype(object)
        rows = part.where(part.notna(), None).to_dict("records")
        connection.execute(made.insert(), [{str(name): value for name, value in row.items()} for row in rows])
    connection.execute(text(f'DROP TABLE IF EXISTS "{prefix}{table.name}"'))
    connection.execute(text(f'ALTER TABLE "{coming}" RENAME TO "{prefix}{table.name}"'))
    return len(frame)
