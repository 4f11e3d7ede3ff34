"""Destroying what a campaign holds of people: what goes, what would betray that some stayed, what is put on record.

개인정보 보호법 제21조, 같은 법 시행령 제16조: at the end of its period data are destroyed without delay so that they
cannot be brought back, and the office can tell what, how much, when, how and by whom.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any, NamedTuple
from unicodedata import normalize

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.reference import rows

# The orders of reference/data_folder.csv are those of a record.
KINDS = tuple(dict.fromkeys(row["kind"] for row in rows("data_folder") if row["goes"] != "no"))
ACCESS = "access"
# Not in the folder: our tabs in the responses' spreadsheet.
SHEET_TABS = "sheet_tabs"
_PHONE = re.compile(r"(?<![\w.])(?:\+?82[-. ]?|0)\d{1,3}[-. )]*\d{3,4}[-. ]*\d{4}(?!\w)", re.A)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SPLIT = re.compile(r"[,;/·\n()\s]+")
# Shorter ones are words of the language as well.
_SHORTEST_NAME, _SHORTEST_TEXT = 3, 12
_CONTACTS, _PEOPLE, _TEXTS = ("phone", "email"), ("person", "people", "body"), ("text", "address", "activities")


class Fate(NamedTuple):
    """What a file of a data folder is (kind of reference/data_folder.csv, '' for none of ours) and whether it goes.

    The access record does not go with the data: it goes once the last of its lines was kept for its time.
    """

    kind: str
    goes: bool


def fate(path: str, kept_release: str) -> Fate:
    """The fate of a file by its path in the data folder; of ``kept_release`` the public part and the manifest stay.

    >>> fate("raw/1f.csv.gz", "20240510-1f"), fate("releases/20240510-1f/public/report.html", "20240510-1f")
    (Fate(kind='raw', goes=True), Fate(kind='public', goes=False))
    """
    own = f"releases/{kept_release}"
    if kept_release and (path.startswith(f"{own}/public/") or path == f"{own}/manifest.json"):
        return Fate("public", False)
    # A star stands for a folder's whole content, but for a name's part where no folder is named.
    for row in rows("data_folder"):
        if ("/" in row["path"] or "/" not in path) and fnmatchcase(path, row["path"]):
            return Fate(row["kind"], row["goes"] == "yes")
    return Fate("", False)


@dataclass(frozen=True)
class Traces:
    """What is known of people: ``contacts`` (national digits of phones, e-mails in small letters), and ``words``."""

    contacts: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, list[str]]:
        """The same as plain lists."""
        return {"contacts": sorted(self.contacts), "words": sorted(self.words)}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Traces":
        """The traces that ``to_json`` told."""
        return cls(frozenset(told["contacts"]), frozenset(told["words"]))

    def are_in(self, text: str, *, words_too: bool) -> bool:
        """Whether ``text`` holds a contact of somebody, or with ``words_too`` a name, an address, what they wrote."""
        # A Mac's names of files have their letters in parts.
        text = normalize("NFC", text)
        if any(contact in self.contacts for contact in _contacts(text)):
            return True
        if not words_too:
            return False
        lengths = sorted({len(word) for word in self.words})
        return any(text[at : at + n] in self.words for n in lengths for at in range(len(text) - n + 1))


def traces(sheets: Iterable[pd.DataFrame], campaign: Campaign) -> Traces:
    """The traces of everybody in raw responses by our column names; the office's own contacts and words are none."""
    contacts, words = set[str](), set[str]()
    kinds = {question.column: question.kind for question in campaign.questions}
    for sheet in sheets:
        for column in sheet.columns:
            kind = kinds.get(column, "")
            cells = [normalize("NFC", str(cell)).strip() for cell in sheet[column].dropna().unique()]
            if kind in _CONTACTS or not kind:
                contacts.update(contact for cell in cells for contact in _contacts(cell))
            if kind in _PEOPLE:
                words.update(part for cell in cells for part in (cell, *_SPLIT.split(cell)) if _is_name(part))
            elif kind in _TEXTS:
                words.update(cell for cell in cells if len(cell) >= _SHORTEST_TEXT)
            elif not kind:
                words.update(cell for cell in cells if _is_name(cell))
    own = " ".join((campaign.name, campaign.host, campaign.phone, campaign.event.name, campaign.event.place))
    return Traces(frozenset(contacts - set(_contacts(own))), frozenset(word for word in words if word not in own))


def candidates(participants: pd.DataFrame, responses: pd.DataFrame, text: str) -> pd.DataFrame:
    """Whom ``text`` may mean: id, name, kind, district; by an id alone, else by what stands in names and contacts."""
    told = participants.assign(id=participants["participant_id"])[["id", "name", "kind", "district"]]
    if text in set(participants["participant_id"]):
        return told[told["id"].eq(text)]
    if text in set(responses["response_id"]):
        return pd.DataFrame({"id": [text], "name": "", "kind": "", "district": ""})
    columns = ("name", "representative", "contact_name", "email", "phone")
    digits = re.sub(r"\D", "", text).removeprefix("82").lstrip("0")
    hit = pd.Series(False, index=participants.index)
    for column in columns:
        wanted = digits if column == "phone" and digits else text
        hit |= participants[column].astype("str").fillna("").str.contains(wanted, case=False, regex=False)
    return told[hit]


def _is_name(part: str) -> bool:
    return len(part) >= _SHORTEST_NAME and not part.isdecimal()


def _contacts(text: str) -> Iterator[str]:
    for found in _PHONE.findall(text):
        yield re.sub(r"\D", "", found).removeprefix("82").lstrip("0")
    yield from (found.lower() for found in _EMAIL.findall(text))


class Destroyed(NamedTuple):
    """One kind of thing that is destroyed: how many files, and of how many people or responses (None: not counted)."""

    kind: str
    files: int
    people: int | None


@dataclass(frozen=True)
class Destruction:
    """A destruction as it is put on record: no person in it but ``by``, who did it.

    ``reason`` is ``passed`` (the period is over), ``early`` (the office ended it before) or ``asked`` (by whom the data
    are about). ``kept`` is the release
    whose public part stays, '' for none. ``looked`` are the files searched afterwards, ``left`` those in which
    something was found or that nobody could look into, by their paths. ``access_until`` is how long the record of who
    looked at the data is kept, None where there is none.
    """

    name: str
    host: str
    collected: tuple[date, date]
    until: date
    reason: str
    by: str
    began_at: datetime
    ended_at: datetime
    kept: str
    parts: tuple[Destroyed, ...]
    looked: int = 0
    left: tuple[str, ...] = field(default=())
    access_until: date | None = None
