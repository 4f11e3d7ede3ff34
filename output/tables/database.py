"""The published tables in any database that SQLAlchemy reaches: typed, with keys, swapped whole in one transaction."""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Double, ForeignKey, MetaData, Text, create_engine, inspect
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Table as SqlTable
from sqlalchemy import text as sql
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.engine.base import Connection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.types import TypeDecorator

from output.formats.files import PRIVATE_FILE
from output.tables.arrow import arrow_table
from transforms.errors.consumers import DatabaseError, DatabaseNameError, DatabaseUrlError
from transforms.schema import Column, Table, by_name, parents_first, tables


class _Moment(TypeDecorator[datetime]):
    """A time stamp with its zone; SQLite has none and holds ISO 8601 text, which its functions read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value


_TYPES: dict[str, Any] = {
    "string": Text,
    "integer": BigInteger,
    "number": Double,
    "boolean": Boolean,
    "date": Date,
    "datetime": _Moment,
}
_ROWS_AT_ONCE = 10_000
# How long a table that somebody is changing is waited for.
_PATIENCE = "30s"


def load_tables(url: str, place: str, made: Mapping[str, pd.DataFrame], prefix: str = "") -> int:
    """The database at ``url`` holds every table of ``place`` under ``prefix`` + its name; returns how many rows.

    Primary and foreign keys are declared, and columns that refer to a table have an index. A reader sees all tables
    as they were or all as they are now. A table that has columns of the same names and types already is filled anew,
    so that rights and views on it stay, and gets the keys that it lacks; another is put in its place. Other tables are
    left alone. A file that is made for people is its owner's alone.

    Raises DatabaseUrlError for a URL that SQLAlchemy does not know, DatabaseNameError for a prefix too
    long for the database, DatabaseError for what the database refuses; none tells a password.
    """
    try:
        known = make_url(url)
        engine = create_engine(known)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError, TypeError) as error:
        raise DatabaseUrlError(detail=type(error).__name__) from None
    listed = tables(place)
    most = engine.dialect.max_identifier_length
    # PostgreSQL cuts a longer name, and counts bytes.
    if max(len(f"{prefix}{table.name}".encode()) for table in listed) > most:
        raise DatabaseNameError(prefix=prefix, most=most)
    is_file = engine.dialect.name == "sqlite" and not (known.database or ":").startswith((":", "file:"))
    if place == "restricted" and is_file:
        # SQLite itself would let everybody at this computer read it; it says what is wrong with the path.
        with suppress(OSError):
            os.close(os.open(str(known.database), os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
    try:
        with engine.begin() as connection:
            _begin(connection)
            _make_room(connection, place, prefix)
            n_rows = sum(_fill(connection, table, made[table.name], prefix) for table in parents_first(place))
            _add_references(connection, place, prefix)
            _add_indexes(connection, place, prefix)
            return n_rows
    except (SQLAlchemyError, ValueError) as error:
        # Arrow refuses a null where there is none with a ValueError. The database's own text may quote a row.
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


def _make_room(connection: Connection, place: str, prefix: str) -> None:
    """Every table of the place is there with its columns and primary key, and empty."""
    look, ours = inspect(connection), _sql_tables(place, prefix, connection.dialect)
    stands = {name for name, table in ours.items() if _stands(connection, table)}
    for table in tables(place):
        name = f"{prefix}{table.name}"
        if name in stands and connection.dialect.name == "postgresql":
            # Another load waits; readers do not.
            connection.execute(sql(f'LOCK TABLE "{name}" IN EXCLUSIVE MODE'))
        for key in look.get_foreign_keys(name) if connection.dialect.supports_alter and look.has_table(name) else ():
            if key["referred_table"] in ours and key["referred_table"] not in stands:
                connection.execute(sql(f'ALTER TABLE "{name}" DROP CONSTRAINT "{key["name"]}"'))
    for name in ours.keys() - stands:
        connection.execute(sql(f'DROP TABLE IF EXISTS "{name}"'))
    for name in stands:
        connection.execute(ours[name].delete())
    for name, made in ours.items():
        _mend(connection, made) if name in stands else made.create(connection)


def _mend(connection: Connection, table: SqlTable) -> None:
    """A table that stands, and is empty, lacks values where ours does, and has its primary key."""
    look = inspect(connection)
    if not connection.dialect.supports_alter:
        return
    changes = list[str]()
    for there in look.get_columns(table.name):
        if there["nullable"] != table.columns[there["name"]].nullable:
            how = "DROP" if table.columns[there["name"]].nullable else "SET"
            changes.append(f'ALTER COLUMN "{there["name"]}" {how} NOT NULL')
    if not look.get_pk_constraint(table.name)["constrained_columns"] and len(table.primary_key):
        names = ", ".join(f'"{column.name}"' for column in table.primary_key)
        changes.append(f"ADD PRIMARY KEY ({names})")
    if changes:
        # Only then: tables of the other place under the same prefix refer to codes that are about to be filled in anew.
        _look_now(connection)
        connection.execute(sql(f'ALTER TABLE "{table.name}" {", ".join(changes)}'))


def _fill(connection: Connection, table: Table, frame: pd.DataFrame, prefix: str) -> int:
    made = _sql_tables(table.place, prefix, connection.dialect)[f"{prefix}{table.name}"]
    zones = [held.tz for held in frame.dtypes if isinstance(held, pd.DatetimeTZDtype)]
    typed = arrow_table(frame, table, str(zones[0]) if zones else "UTC")
    for start in range(0, typed.num_rows, _ROWS_AT_ONCE):
        connection.execute(made.insert(), typed.slice(start, _ROWS_AT_ONCE).to_pylist())
    return len(frame)


def _add_references(connection: Connection, place: str, prefix: str) -> None:
    """Every reference of the schema is declared, and so true; SQLite declares them with its tables alone."""
    if not connection.dialect.supports_alter:
        return
    look = inspect(connection)
    _look_now(connection)
    for table in tables(place):
        name = f"{prefix}{table.name}"
        there = {tuple(key["constrained_columns"]) for key in look.get_foreign_keys(name)}
        for column in table.columns:
            if column.refers and (column.name,) not in there:
                (key,) = by_name(place)[column.refers].key
                refers = f'FOREIGN KEY ("{column.name}") REFERENCES "{prefix}{column.refers}" ("{key}")'
                connection.execute(sql(f'ALTER TABLE "{name}" ADD {refers} DEFERRABLE INITIALLY DEFERRED'))


def _add_indexes(connection: Connection, place: str, prefix: str) -> None:
    """Every column that refers to a table has an index, its own or that of the primary key."""
    look = inspect(connection)
    for table in tables(place):
        name = f"{prefix}{table.name}"
        there = {each["column_names"][0] for each in look.get_indexes(name)} | {*table.key[:1]}
        for column in table.columns:
            if column.refers and column.name not in there:
                # PostgreSQL finds a name itself, which is not longer than it takes.
                called = "" if connection.dialect.name == "postgresql" else f'"ix_{name}_{column.name}" '
                connection.execute(sql(f'CREATE INDEX {called}ON "{name}" ("{column.name}")'))


def _look_now(connection: Connection) -> None:
    # PostgreSQL changes no table of which something is left to be looked at.
    if connection.dialect.name == "postgresql":
        connection.execute(sql("SET CONSTRAINTS ALL IMMEDIATE"))
        connection.execute(sql("SET CONSTRAINTS ALL DEFERRED"))


def _sql_tables(place: str, prefix: str, dialect: Dialect) -> dict[str, SqlTable]:
    """Our tables by their names in the database; with their references where those cannot be added later."""
    whole, made = MetaData(), dict[str, SqlTable]()
    for table in tables(place):
        columns = [_sql_column(table, column, prefix, dialect) for column in table.columns]
        name = f"{prefix}{table.name}"
        made[name] = SqlTable(name, whole, *columns, comment=f"{table.ko} / {table.en}")
    return made


def _sql_column(table: Table, column: Column, prefix: str, dialect: Dialect) -> SqlColumn[Any]:
    refers = []
    if column.refers and not dialect.supports_alter:
        key = f"{prefix}{column.refers}.{by_name(table.place)[column.refers].key[0]}"
        # Two tables refer to each other, so that keys are looked at when all are filled.
        refers.append(ForeignKey(key, deferrable=True, initially="DEFERRED"))
    return SqlColumn(
        column.name,
        _TYPES[column.type],
        *refers,
        primary_key=column.name in table.key,
        nullable=not table.never_null(column),
        autoincrement=False,
        comment=f"{column.ko} / {column.en}",
    )


def _generic(type_: Any, dialect: Dialect) -> Any:
    return type_.load_dialect_impl(dialect).as_generic() if isinstance(type_, _Moment) else type_


def _stands(connection: Connection, table: SqlTable) -> bool:
    """True where a table of that name has the columns already, or can be given what it lacks."""
    look, dialect = inspect(connection), connection.dialect
    if not look.has_table(table.name):
        return False
    there = {c["name"]: c for c in look.get_columns(table.name)}
    wanted = {c.name: type(_generic(c.type, dialect)) for c in table.columns}
    if {name: type(column["type"].as_generic()) for name, column in there.items()} != wanted:
        return False
    key = look.get_pk_constraint(table.name)["constrained_columns"]
    same_key = set(key) == {column.name for column in table.primary_key}
    if dialect.supports_alter:
        return same_key or not key
    refers = {tuple(each["constrained_columns"]) for each in look.get_foreign_keys(table.name)}
    same_nulls = all(there[column.name]["nullable"] == column.nullable for column in table.columns)
    return same_key and same_nulls and refers == {tuple(each.column_keys) for each in table.foreign_key_constraints}
