"""접속기록: who looked at whom on the staff's page; ``desk/access.sqlite`` in the data folder, kept when the data go.

개인정보의 안전성 확보조치 기준 제8조: identifier, time, place, whose data, what was done, and the reason of a download;
one year at least, two where 50,000 people or more are told of. Lines are added. The file itself refuses to change one,
and to let one go before its time; each bears a seal over itself and the line before, so that what was changed by force
is noticed, and whoever noted a seal on paper knows of everything up to it. People stand in them by their ids alone,
which tell of nobody once the data are gone.
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from output.formats.files import PRIVATE_FILE, make_folder
from transforms.campaign.retention import access_until

FILE = "desk/access.sqlite"
_TABLES = """
create table if not exists access (
  at text not null, who text not null, place text not null, did text not null, about text not null,
  n integer not null, reason text not null, until text not null, seal text not null default ''
);
create table if not exists ends (one integer primary key check (one = 1), swept text not null, last text not null);
insert or ignore into ends values (1, '', '');
create trigger if not exists never_changed before update on access
begin select raise(abort, 'access records are never changed'); end;
create trigger if not exists never_replaced before insert on access
when exists (select 1 from access where rowid = new.rowid)
begin select raise(abort, 'access records are never changed'); end;
create trigger if not exists kept before delete on access when old.until >= date('now')
begin select raise(abort, 'kept until its day'); end;
"""
_PATIENCE = 10.0
_COLUMNS = "at, who, place, did, about, n, reason, until"


@dataclass(frozen=True)
class Line:
    """``who`` did ``did`` (labels/desk.toml [records.did]) from ``place``, to ``n`` people or bodies.

    ``about`` are their ids, or the release of all of them; ``reason`` is why a document that names people was opened.
    ``seal`` is what the record puts over it and everything before.
    """

    at: datetime
    who: str
    place: str
    did: str
    about: str = ""
    n: int = 0
    reason: str = ""
    seal: str = ""


class Access:
    """The access record of one data folder."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        make_folder(self._path.parent, private=True)
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
        with self._open() as record:
            record.executescript(_TABLES)
            if "seal" not in {column[1] for column in record.execute("pragma table_info(access)")}:
                record.execute("alter table access add column seal text not null default ''")

    def add(self, line: Line, n_people: int) -> None:
        """The line is kept, as long as the rule says of a folder that tells of ``n_people``."""
        until = access_until(line.at.date(), n_people).isoformat()
        at = line.at.isoformat(timespec="seconds")
        told = (at, line.who, line.place, line.did, line.about, line.n, line.reason, until)
        with self._open() as record:
            record.execute("begin immediate")
            (before,) = record.execute("select last from ends").fetchone()
            seal = _seal(before, told)
            record.execute("insert into access values (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*told, seal))
            record.execute("update ends set last = ?", (seal,))

    def lines(self, first: int = 0, most: int = -1) -> tuple[list[Line], int]:
        """At most so many lines from ``first`` on, the latest first, and how many there are."""
        with self._open() as record:
            found = record.execute(
                "select at, who, place, did, about, n, reason, seal from access order by rowid desc limit ? offset ?",
                (most, first),
            ).fetchall()
            n = int(record.execute("select count(*) from access").fetchone()[0])
        return [Line(datetime.fromisoformat(at), *rest) for at, *rest in found], n

    def sweep(self, today: date) -> None:
        """Lines whose time is over are gone, from the first to the last before one that has to stay."""
        with self._open() as record:
            record.execute("pragma secure_delete = on")
            record.execute("begin immediate")
            first_kept = "select min(rowid) from access where until >= min(?, date('now'))"
            (kept,) = record.execute(first_kept, (today.isoformat(),)).fetchone()
            gone = "select rowid, seal from access where rowid < coalesce(?, rowid + 1) order by rowid desc limit 1"
            if found := record.execute(gone, (kept,)).fetchone():
                record.execute("update ends set swept = ?", (found[1],))
                record.execute("delete from access where rowid <= ?", (found[0],))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as record, record:
            # A power cut may take the last moment; a killed page takes nothing.
            record.execute("pragma synchronous = normal")
            yield record


def kept_until(path: Path) -> date | None:
    """The day until which a record has to be kept; None for one without a line. One that is damaged never goes."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=_PATIENCE)) as record:
            (last,) = record.execute("select max(until) from access").fetchone()
    except sqlite3.Error:
        return date.max
    return date.fromisoformat(last) if last else None


def broken_at(path: Path) -> str | None:
    """The moment of the first line that was changed or follows on one that is gone, '' for the end of the record or all
    of it; None where the record stands as it was written."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=_PATIENCE)) as record:
            before, last = record.execute("select swept, last from ends").fetchone()
            for *told, seal in record.execute(f"select {_COLUMNS}, seal from access order by rowid"):  # noqa: S608 - our own
                # Lines of before there were seals come first.
                if not seal and not before:
                    continue
                if seal != _seal(before, told):
                    return str(told[0])
                before = seal
    except (sqlite3.Error, TypeError):
        return ""
    return None if before == last else ""


def _seal(before: str, told: Sequence[object]) -> str:
    return sha256(json.dumps([before, *told], ensure_ascii=False).encode()).hexdigest()[:32]
