"""What a source says of a Google Sheet, read without asking anyone: is it one, which, and which tab."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from transforms.errors.sheet import SheetAddressError

#: The format of a snapshot that was read from one.
FORMAT = "sheet"
_KEY = re.compile(r"[\w-]{25,}", re.ASCII)
_URL = re.compile(r"(?:https?://)?docs\.google\.com/", re.ASCII | re.IGNORECASE)
_KEY_IN_URL = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([\w-]{25,})", re.ASCII)
_OLD_URL = re.compile(r"[?&]key=([\w-]{25,})", re.ASCII)


@dataclass(frozen=True)
class Address:
    """What a source says: the spreadsheet's key, and the tab by name or number where it says so."""

    key: str
    tab: str = ""
    gid: int | None = None


def is_sheet(source: str) -> bool:
    """True for a spreadsheet's key or an address at docs.google.com, either with ``#tab`` behind it.

    >>> is_sheet("1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms#설문지 응답 시트1")
    True
    >>> is_sheet("responses.csv")
    False
    """
    return bool(_URL.match(source)) or bool(_KEY.fullmatch(source.partition("#")[0]))


def address(source: str) -> Address:
    """The key and tab that a source names; raises SheetAddressError.

    >>> address("https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit?gid=7#gid=7")
    Address(key='1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms', tab='', gid=7)
    """
    base, *pieces = source.strip().split("#")
    found = [_KEY.fullmatch(base)] if not _URL.match(base) else [_KEY_IN_URL.search(base), _OLD_URL.search(base)]
    key = next((each for each in found if each), None)
    if key is None:
        raise SheetAddressError(source=source)
    numbers = parse_qs(urlsplit(base).query).get("gid", [])
    names = []
    for piece in pieces:
        if number := re.match(r"gid=(\d+)", piece, re.ASCII):
            numbers.append(number[1])
        elif not piece.startswith("range="):
            names.append(unquote(piece))
    gid = int(numbers[-1]) if numbers and numbers[-1].isdecimal() else None
    return Address(key.group(key.lastindex or 0), plain("#".join(names)), gid)


def plain(title: str) -> str:
    """A tab's title in composed syllables: some keyboards type them in parts."""
    return unicodedata.normalize("NFC", title).strip()
