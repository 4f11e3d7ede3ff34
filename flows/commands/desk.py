"""``sdgnet desk``: the staff's page in the browser, and who may log in to it from the office's network."""

from pathlib import Path

from flows.campaigns import campaign_folder, read_campaign
from flows.desk.entry import hashed, new_password
from flows.desk.guard import RECEPTION
from flows.desk.office import Office
from flows.desk.server import serve
from flows.telling.words import words
from output.formats.files import make_folder
from output.store.book import Book
from transforms.parse.text import clean


def run(campaign: str, source: str, data: Path, *, is_opened: bool, is_lan: bool = False, certificate: str = "") -> int:
    """0 when it was told to stop; raises SdgnetError where the campaign cannot be read."""
    serve(office_of(campaign, source, data), is_opened=is_opened, is_lan=is_lan, certificate=certificate)
    return 0


def office_of(campaign: str, source: str, data: Path, nightly: str = "") -> Office:
    """What the page is about, by paths that stay right wherever its runs are started."""
    read_campaign(campaign)
    here = Path(source)
    return Office(
        str(campaign_folder(campaign).resolve()),
        str(here.resolve()) if here.is_file() else source,
        make_folder(data.resolve(), private=False),
        nightly,
    )


def add(name: str, role: str, data: Path) -> int:
    """0 when ``name`` may log in as ``role`` with the password that is printed, and with no earlier one."""
    said, given, who = words("desk"), new_password(), " ".join(clean(name).split())
    if not who:
        print(said["nameless"])
        return 2
    book, named = Book(make_folder(data.resolve(), private=False)), {word: code for code, word in said["role"].items()}
    # The lesser one where nothing is said.
    book.add_user(who, code := named.get(role, RECEPTION), hashed(given))
    print(said["added"].format(name=who, role=said["role"][code], password=given))
    return _list(book)


def remove(name: str, data: Path) -> int:
    """0 when ``name`` may not log in any more; 1 where they could not."""
    book = Book(make_folder(data.resolve(), private=False))
    was_there = book.remove_user(" ".join(clean(name).split()))
    print(words("desk")["removed" if was_there else "unknown"].format(name=name))
    _list(book)
    return int(not was_there)


def _list(book: Book) -> int:
    said, users = words("desk"), book.users()
    print(said["users"].format(n=len(users)))
    for name, (role, _) in users.items():
        print(said["user"].format(name=name, role=said["role"][role]))
    return 0
