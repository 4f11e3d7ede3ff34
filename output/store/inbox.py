"""Files that were handed to the page and not yet taken: ``desk/inbox`` in the data folder, a folder each."""

import re
import secrets
import shutil
import unicodedata
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path, PurePosixPath

from output.formats.files import make_folder, write_file
from output.store.book import FOLDER
from output.store.purge import refuse_purged

_INBOX = f"{FOLDER}/inbox"
#: Where a list of guests lies until the event has read it, and responses as long as they are what is read.
GUESTS, RESPONSES = "guests", "responses"
_TICKET = re.compile(r"[0-9a-f]{16}")
# Marks that turn the direction of writing make one file look like another.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u2028-\u202e\u2066-\u2069]')
_LONGEST, _LONGEST_KIND = 200, 40
# Whoever looks at a file decides on it within this time, or hands it in again.
_WAITS = timedelta(hours=1)


def put(data: Path, name: str, content: bytes) -> str:
    """The file lies in a folder of its own, under a name that any system takes; returns what it is found by.

    Those of which nobody has said for an hour whether to take them are gone. Raises PurgedError and PurgeBegunError:
    where all was destroyed nothing of anybody comes in again.
    """
    refuse_purged(data)
    _sweep_old(data)
    ticket = secrets.token_hex(8)
    folder = make_folder(data / _INBOX / ticket, private=True)
    write_file(folder / safe_name(name), content, private=True)
    return ticket


def find(data: Path, ticket: str) -> Path | None:
    """The file that was handed in, or None where there is none."""
    folder = data / _INBOX / ticket
    return next(iter(folder.iterdir()), None) if _TICKET.fullmatch(ticket) and folder.is_dir() else None


def keep(path: Path, data: Path, place: str, *, alone: bool) -> Path:
    """The file lies in ``desk/<place>``, ``alone`` where it takes the place of all before; later runs find it there."""
    folder = make_folder(data / FOLDER / place, private=True)
    kept = path.replace(folder / path.name)
    # What was there before is in the runs' own store since.
    for other in folder.iterdir():
        if alone and other != kept:
            other.unlink()
    return kept


def drop(data: Path, ticket: str) -> None:
    """Nothing is left of the file."""
    if _TICKET.fullmatch(ticket):
        shutil.rmtree(data / _INBOX / ticket, ignore_errors=True)


def sweep(data: Path) -> None:
    """Nothing is left of files that nobody took."""
    shutil.rmtree(data / _INBOX, ignore_errors=True)


def kept(data: Path, place: str) -> list[Path]:
    """The files in ``desk/<place>``."""
    return sorted((data / FOLDER / place).glob("*"))


def put_beside(path: Path, content: bytes) -> Path:
    """A CSV of ``content`` lies beside ``path`` under a name of its own, so that whoever is killed leaves one whole."""
    names = (path.with_name(f"{path.stem}-{n}.csv") for n in count(2))
    made = next(each for each in names if not each.exists())
    write_file(made, content, private=True)
    return made


def sweep_kept(data: Path, place: str) -> None:
    """Nothing is left in ``desk/<place>``: a run has read it, and keeps what it read, or none will."""
    shutil.rmtree(data / FOLDER / place, ignore_errors=True)


def _sweep_old(data: Path) -> None:
    latest = (datetime.now() - _WAITS).timestamp()
    for folder in (data / _INBOX).glob("*"):
        if folder.stat().st_mtime < latest:
            shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """The last part of ``name`` as a file's name: no way elsewhere, nothing hidden, not too long.

    >>> safe_name("C:\\\\응답\\\\모음.csv"), safe_name("../../.bashrc"), safe_name("/"), safe_name("a\\nb.xlsx")
    ('모음.csv', 'bashrc', '파일', 'a b.xlsx')
    >>> safe_name("\\u202egpj.csv"), len(safe_name("가" * 300 + ".xlsx").encode())
    ('gpj.csv', 203)
    """
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = _UNSAFE.sub(" ", last).strip(" .~")
    path = PurePosixPath(plain or "파일")
    return _shortened(path.stem, _LONGEST) + _shortened(path.suffix, _LONGEST_KIND)


def _shortened(text: str, most: int) -> str:
    """As much of it as systems that count bytes take."""
    return text.encode()[:most].decode(errors="ignore")
