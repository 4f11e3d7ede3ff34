"""The page's own record: how runs ended, what is read, who came; ``desk/book.sqlite`` in the data folder.

A line is on the disk when the call that wrote it returns. Lines are added, and never changed; they go
where somebody's data are destroyed, and where all were, none is written any more.
"""

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from output.formats.files import PRIVATE_FILE, make_folder
from output.store.purge import begun, purged_at
from transforms.event.attended import CAME, WALK_IN

FOLDER = "desk"
_FILE = "book.sqlite"
_TABLES = """
create table if not exists ended (kind, who, began_at, ended_at, status integer, told);
create table if not exists source (at, who, source);
create table if not exists decided (at, who, kind, key, typed, about);
create table if not exists mark (at, who, person, state, name, body, field integer);
create table if not exists badge (at, who, person);
create table if not exists walked (number integer primary key autoincrement, person unique);
create table if not exists user (name primary key, role, password);
"""
_PATIENCE = 10.0
#: Behind every number that the papers give: whoever comes unannounced has the next of these.
_WALKED_FROM = 90_000


@dataclass(frozen=True)
class Ended:
    """A run that the page started: ``told`` is what it printed, or, where ``status`` is not 0, why it failed."""

    kind: str
    who: str
    began_at: datetime
    ended_at: datetime
    status: int
    told: str


@dataclass(frozen=True)
class Said:
    """What somebody decided on the page: as it was typed, about which matter; ``about`` names it for a person."""

    at: datetime
    who: str
    kind: str
    key: str
    typed: str
    about: str


@dataclass(frozen=True)
class Mark:
    """What the reception says of ``person``: ``state`` (as of attendance), '' where an earlier mark is taken back.

    Whoever came unannounced has a name, a body and a meeting of their own here; of others the seats tell these.
    """

    at: datetime
    who: str
    person: str
    state: str
    name: str = ""
    body: str = ""
    field: int | None = None

    @property
    def is_here(self) -> bool:
        """Whether the person came."""
        return self.state in (CAME, WALK_IN)


class Book:
    """The page's own record in one data folder."""

    def __init__(self, data: Path) -> None:
        self._data, self._path = data, data / FOLDER / _FILE
        self._marks: tuple[tuple[int, int], dict[str, Mark]] | None = None
        if not self._is_over:
            make_folder(self._path.parent, private=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
            with self.open() as book:
                book.executescript(_TABLES)

    @property
    def _is_over(self) -> bool:
        """Whether the page's record was destroyed with everything else, or is about to be."""
        return not self._path.is_file() and bool(begun(self._data) or purged_at(self._data))

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept, on the disk, when the block ends, or not made at all."""
        is_over = self._is_over
        with closing(sqlite3.connect(":memory:" if is_over else self._path, timeout=_PATIENCE)) as book:
            if is_over:
                book.executescript(_TABLES)
            book.execute("pragma journal_mode = wal")
            book.execute("pragma synchronous = full")
            with book:
                yield book

    def ended(self, run: Ended) -> None:
        """A run has ended."""
        kind, who, began, at, status, told = astuple(run)
        self._add("ended", (kind, who, _text(began), _text(at), status, told))

    def last_runs(self, n: int) -> list[Ended]:
        """The ``n`` runs that ended last, the latest first."""
        with self.open() as book:
            found = book.execute("select * from ended order by rowid desc limit ?", (n,)).fetchall()
        moment = datetime.fromisoformat
        return [
            Ended(kind, who, moment(began), moment(at), status, told) for kind, who, began, at, status, told in found
        ]

    def decide(self, said: Said) -> None:
        """``said`` is the last word about its matter; nothing typed takes back what was said last."""
        self._add("decided", (_text(said.at), *astuple(said)[1:]))

    def mark(self, mark: Mark) -> Mark:
        """``mark`` is on the disk; returns the last word about its person, which another is only if it is later."""
        with self.open() as book:
            values = (mark.at.isoformat(timespec="milliseconds"), *astuple(mark)[1:])
            book.execute("insert into mark values (?, ?, ?, ?, ?, ?, ?)", values)
            return _last_of(book, mark.person) or mark

    def marks(self) -> tuple[dict[str, Mark], int]:
        """The last mark of each person in the order of time, and the number of the last line."""
        with self.open() as book:
            state = book.execute("select coalesce(max(rowid), 0), count(*) from mark").fetchone()
            # Every window asks after every mark: what nobody changed is read once.
            if self._marks and self._marks[0] == state:
                return self._marks[1], state[0]
            found = book.execute("select rowid, * from mark order by julianday(at), rowid").fetchall()
        last: dict[str, Mark] = {}
        for _, at, *rest in found:
            made = Mark(datetime.fromisoformat(at), *rest)
            last.pop(made.person, None)
            last[made.person] = made
        n_last = max((int(row) for row, *_ in found), default=0)
        self._marks = (n_last, len(found)), last
        return last, n_last

    def mark_of(self, person: str) -> Mark | None:
        """The last mark of one person."""
        with self.open() as book:
            return _last_of(book, person)

    def last_mark(self) -> int:
        """The number of the last line about anybody."""
        with self.open() as book:
            return int(book.execute("select coalesce(max(rowid), 0) from mark").fetchone()[0])

    def number_of(self, person: str) -> int:
        """The number of somebody who came unannounced, the next one where they have none."""
        with self.open() as book:
            # What is ignored would take a number too.
            again = "where not exists (select 1 from walked where person = ?)"
            book.execute(f"insert into walked (person) select ? {again}", (person, person))
            (n,) = book.execute("select number from walked where person = ?", (person,)).fetchone()
            return _WALKED_FROM + int(n)

    def numbers(self) -> dict[str, int]:
        """The numbers of all who came unannounced."""
        with self.open() as book:
            return {person: _WALKED_FROM + n for n, person in book.execute("select number, person from walked")}

    def print_badges(self, at: datetime, who: str, persons: Iterable[str]) -> None:
        """These people have a badge on paper."""
        with self.open() as book:
            book.executemany("insert into badge values (?, ?, ?)", [(_text(at), who, person) for person in persons])

    def badges(self) -> set[str]:
        """Who has one that was printed on the day."""
        with self.open() as book:
            return {person for (person,) in book.execute("select person from badge").fetchall()}

    def choose_source(self, at: datetime, who: str, source: str) -> None:
        """From now on responses are read from ``source``."""
        self._add("source", (_text(at), who, source))

    def source(self) -> str:
        """Where responses are read from, '' where nobody chose."""
        with self.open() as book:
            found = book.execute("select source from source order by rowid desc limit 1").fetchone()
        return str(found[0]) if found else ""

    def users(self) -> dict[str, tuple[str, str]]:
        """Everybody who may log in: role and hashed password by name."""
        with self.open() as book:
            found = book.execute("select name, role, password from user order by name").fetchall()
        return {name: (role, password) for name, role, password in found}

    def add_user(self, name: str, role: str, password: str) -> None:
        """``name`` may log in with the password of that hash, and with no earlier one."""
        with self.open() as book:
            book.execute("insert or replace into user values (?, ?, ?)", (name, role, password))

    def remove_user(self, name: str) -> bool:
        """``name`` may not log in any more; whether they could."""
        with self.open() as book:
            return book.execute("delete from user where name = ?", (name,)).rowcount > 0

    def _add(self, table: str, values: Sequence[Any]) -> None:
        marks = ", ".join("?" * len(values))
        with self.open() as book:
            book.execute(f"insert into {table} values ({marks})", values)  # noqa: S608 - names are our own


def _last_of(book: sqlite3.Connection, person: str) -> Mark | None:
    order = "order by julianday(at) desc, rowid desc limit 1"
    found = book.execute(f"select * from mark where person = ? {order}", (person,)).fetchone()  # noqa: S608 - our own
    return Mark(datetime.fromisoformat(found[0]), *found[1:]) if found else None


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _kept(data: Path) -> Book | None:
    """The record of a folder that a page served, None of any other."""
    return Book(data) if (data / FOLDER / _FILE).is_file() else None


def chosen_source(data: Path) -> str:
    """Where responses are read from, as it was chosen on the page; '' in a folder where nobody chose."""
    book = _kept(data)
    return book.source() if book else ""


def said_on_page(data: Path) -> list[Said]:
    """The last word about each matter, in the order of time; nothing in a folder that no page ever served."""
    if not (kept := _kept(data)):
        return []
    with kept.open() as book:
        found = book.execute("select * from decided order by rowid").fetchall()
    last = {(kind, key): (at, who, kind, key, typed, about) for at, who, kind, key, typed, about in found}
    said = [Said(datetime.fromisoformat(at), *rest) for at, *rest in last.values()]
    return sorted((each for each in said if each.typed), key=lambda each: each.at)


def marks_on_page(data: Path) -> list[Mark]:
    """The last mark of each person, in the order of time, those taken back left out."""
    book = _kept(data)
    return [mark for mark in book.marks()[0].values() if mark.state] if book else []


def forget_on_page(data: Path, ids: Collection[str]) -> None:
    """Nothing is left of what was decided about these ids or ticked for them, in the file's free pages neither."""
    if not (kept := _kept(data)):
        return
    with kept.open() as book:
        book.execute("pragma secure_delete = on")
        for table, column in (("decided", "key"), ("mark", "person"), ("badge", "person"), ("walked", "person")):
            rows = book.execute(f"select rowid, {column} from {table}").fetchall()  # noqa: S608 - names are our own
            theirs = [(row,) for row, about in rows if not set(str(about).split()).isdisjoint(ids)]
            book.executemany(f"delete from {table} where rowid = ?", theirs)  # noqa: S608 - names are our own
