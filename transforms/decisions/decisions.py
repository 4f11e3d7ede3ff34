"""What an officer decided: cells of the review workbook as typed decisions, and what is in force of all ever made.

A decision is kind, key, value. Only a filled cell says something: a blank one takes nothing back.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.decisions.values import OF_THE_ROW, WITHDRAWAL, WITHDRAWN, allowed, read_value
from transforms.errors.decisions import DecisionsDisagreeError, DecisionUnreadableError, ReviewSheetError
from transforms.parse.text import clean, folded, key
from transforms.reading.pages import Page, headings_in
from transforms.reference import texts

APPLIED, UNNEEDED, UNUSED = "applied", "no_longer_needed", "does_not_apply"
# Nothing changed by it: whoever refused stays refused, nobody comes of a body that does not come, and persons are named
# by nobody.
REFUSED, NOT_COMING, NEVER_NAMED = "refused", "not_coming", "never_named"
# A list of people is in force as far as it could be read.
PARTLY_READ = "partly_read"
FINDING_OF_STATE = {
    UNNEEDED: "correction_unneeded",
    REFUSED: "correction_unneeded",
    NOT_COMING: "correction_unneeded",
    NEVER_NAMED: "correction_unneeded",
    PARTLY_READ: "correction_unread",
    UNUSED: "correction_unused",
}
COLUMNS = ["kind", "key", "value", "about"]
# When it was said, by whom where that is known, and through which of the doors.
ORIGIN = ["decided_at", "decided_by", "door"]
# What one line of the log holds; ``said`` is typed, or removed where a file holds it no longer. A line without a file
# follows a response that was edited; its sheet is the key that it had.
LOG = ["number", "said", *COLUMNS, "file", "sheet", *ORIGIN]
TYPED, REMOVED = "typed", "removed"
# The column of what the program proposes, for whoever takes it as it is.
PROPOSAL = "proposal"
# Kinds whose key is one response, or several.
_ABOUT_RESPONSES = ("name", "phone", "email", "submitted_at", "merge", "consent", "test", "cancelled")
_MOST_ABOUT = 120
_NUMBER = re.compile(r"\d+")


class Form(NamedTuple):
    """One sheet that asks: the columns that make a row's key, the kind that each column asks for, and about whom."""

    ids: tuple[str, ...]
    asks: dict[str, str]
    about: str


_ID = ("response_id",)
FORMS = {
    "quarantined": Form(
        _ID,
        {"decided_name": "name", "decided_phone": "phone", "decided_email": "email", "decided_moment": "submitted_at"},
        "body",
    ),
    "merges": Form(("kept_response_id", "replaced_response_id"), {"decided_merge": "merge"}, "body"),
    "likely": Form(("participant_id", "other_participant_id"), {"decided_body": "same_body"}, "body"),
    "goals": Form(("text_id",), {"decided_goals": "goals"}, "text"),
    "participants": Form(
        ("participant_id",),
        {
            "decided_field": "field",
            "decided_attendance": "attendance",
            "decided_headcount": "headcount",
            "decided_attendees": "attendees",
            "decided_contact_phone": "contact_phone",
            "decided_email": "contact_email",
            "decided_district": "district",
            "decided_naming": "naming",
        },
        "body",
    ),
    "unconsented": Form(_ID, {"decided_consent": "consent"}, "body"),
    "responses": Form(_ID, {"decided_cancelled": "cancelled", "decided_test": "test", "decided_name": "name"}, "body"),
    "findings": Form(("kind_code", "key"), {"decided_finding": OF_THE_ROW}, "body"),
    "decisions": Form(("kind_code", "key"), {"decided_withdrawal": WITHDRAWAL}, "about"),
}
# The form and the column that ask for each kind first.
ASKED = {kind: (form, column) for form in reversed(FORMS.values()) for column, kind in form.asks.items()}
_EVERY = dict.fromkeys(kind for form in FORMS.values() for kind in form.asks.values())
KINDS = tuple(kind for kind in _EVERY if kind not in (WITHDRAWAL, OF_THE_ROW))


@dataclass(frozen=True)
class _Cell:
    file: str
    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """As a spreadsheet names it: F12."""
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{self.row + 1}"

    def __str__(self) -> str:
        return f"{self.file} '{self.sheet}' {self.address}"


def text_id(text: str) -> str:
    """The key of a decision about an activity: equal for texts that the matcher reads as equal, whoever wrote them.

    >>> text_id("하천 정화") == text_id(" 하천  정화"), text_id("하천 정화") == text_id("숲 해설")
    (True, False)
    """
    return "t-" + hashlib.blake2b(folded(text).encode("utf-8", "replace"), digest_size=8).hexdigest()


def text_ids(column: "pd.Series[str]") -> "pd.Series[str]":
    """``text_id`` of every text, made once for each distinct one."""
    distinct = {text: text_id(text) for text in column.unique()}
    return column.map(distinct).astype("str")


def without_matters(log: pd.DataFrame, ids: Collection[str]) -> pd.DataFrame:
    """The log without what was said of responses, participants or texts of these ids."""
    is_theirs = log["key"].map(lambda each: not set(each.split()).isdisjoint(ids)).astype("bool")
    return log[~is_theirs]


def read_pages(pages: Iterable[Page], words: Mapping[str, str], campaign: Campaign) -> pd.DataFrame:
    """Every decision that the pages hold: COLUMNS, ORIGIN ('' for what no page tells), file, sheet (our name), cell.

    ``words`` gives our names of sheets and columns the names that stand on paper. Columns may be moved and rows
    sorted or deleted; other sheets and columns are the officer's own. Raises ReviewSheetError for a sheet that cannot
    be told, DecisionUnreadableError for all cells that cannot be read, DecisionsDisagreeError for two that differ.
    """
    found: list[tuple[str, ...]] = []
    unreadable: list[tuple[str, str]] = []
    for page in pages:
        name, heading, places = _recognised(page, words)
        if name:
            found += _page(page, name, heading, places, campaign, unreadable)
    if unreadable:
        raise DecisionUnreadableError.of(unreadable)
    table = pd.DataFrame(found, columns=[*COLUMNS, *ORIGIN, "file", "sheet", "cell"], dtype="str")
    return table.sort_values(["kind", "key", "file", "sheet", "cell"], ignore_index=True)


def is_asking(page: Page, words: Mapping[str, str]) -> bool:
    """Whether the page is one of ours that asks for decisions, by its headings."""
    asked = {key(words[column]): column for form in FORMS.values() for column in form.asks}
    return headings_in(page.rows, asked, bool) is not None


def _recognised(page: Page, words: Mapping[str, str]) -> tuple[str, int, dict[str, int]]:
    """Which form the page is, the row of its headings, and where our columns stand; '' for one of the officer's own."""
    columns = {key(words[c]): c for form in FORMS.values() for c in (*form.ids, *form.asks, form.about)}
    columns[key(words[PROPOSAL])] = PROPOSAL
    found = headings_in(page.rows, columns, lambda names: any(set(form.asks) & set(names) for form in FORMS.values()))
    if found:
        at, places = found
        # Forms share columns: the page is the one of which most stands there.
        name, form = max(FORMS.items(), key=lambda each: len({*each[1].ids, *each[1].asks} & set(places)))
        headings = [key(cell) for cell in page.rows[at]]
        asks = [column for column in form.asks if _is_unsure(key(words[column]), headings, page.rows[at + 1 :])]
        wrong = [column for column in form.ids if column not in places] + asks
        if wrong:
            missing = ", ".join(words[column] for column in wrong)
            raise ReviewSheetError(file=page.file, sheet=page.sheet, missing=missing)
        return name, at, places
    for name, form in FORMS.items():
        if clean(page.sheet) == words[name] and any(any(row) for row in page.rows):
            raise ReviewSheetError(file=page.file, sheet=page.sheet, missing=", ".join(words[c] for c in form.asks))
    return "", 0, {}


def _is_unsure(asked: str, headings: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether decisions may stand in another column than the one headed ``asked``, where they would go unread."""
    if asked in headings:
        return headings.count(asked) > 1
    untitled = [place for place, heading in enumerate(headings) if not heading]
    filled = any(clean(row[place]) for row in below for place in untitled if place < len(row))
    return filled or any(asked in heading for heading in headings)


def _page(
    page: Page,
    name: str,
    heading: int,
    places: Mapping[str, int],
    campaign: Campaign,
    unreadable: list[tuple[str, str]],
) -> list[tuple[str, ...]]:
    """The decisions of one page; where a cell cannot be read and what may stand there comes into ``unreadable``."""
    form, found = FORMS[name], list[tuple[str, ...]]()
    at_moment = page.saved_at.astimezone(campaign.zone).isoformat(timespec="seconds") if page.saved_at else ""
    origin = (at_moment, page.saved_by, page.door)
    for at, row in enumerate(page.rows[heading + 1 :], heading + 1):
        for column, asked in form.asks.items():
            place = places.get(column)
            typed = clean(row[place]) if place is not None and place < len(row) else ""
            if not typed or place is None:
                continue
            cell = _Cell(page.file, page.sheet, at, place)
            ids = [clean(row[places[each]]) if places[each] < len(row) else "" for each in form.ids]
            if not all(ids):
                unreadable.append((str(cell), texts("messages")["allowed"]["row_without_id"]))
                continue
            kind = ids[0] if asked == OF_THE_ROW and ids[0] in KINDS else asked
            if kind == "goals" and key(typed) == key(texts("messages")["choice"]["as_proposed"]):
                proposed = row[places[PROPOSAL]] if PROPOSAL in places and places[PROPOSAL] < len(row) else ""
                typed = " ".join(_NUMBER.findall(proposed))
            value = read_value(kind, typed, campaign)
            if value is None or (kind == WITHDRAWAL and ids[0] not in KINDS):
                unreadable.append((str(cell), allowed(kind, campaign)))
                continue
            about = row[places[form.about]] if form.about in places and places[form.about] < len(row) else ""
            about = " ".join(clean(about).split())[:_MOST_ABOUT]
            is_taken_back = kind == WITHDRAWAL
            is_named = asked in (WITHDRAWAL, OF_THE_ROW)
            whose = ids[1] if is_named else " ".join(sorted(ids) if kind == "same_body" else ids)
            found.append((ids[0] if is_taken_back else kind, whose, value, about, *origin, page.file, name, str(cell)))
    return found


def remembered_with(log: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """``log`` with what the files say now and did not when they were read last; as it was, when nothing is new.

    A file that stays in its folder says a thing once, so an old one never overrules what was decided after it.
    Raises DecisionsDisagreeError where two new cells differ about one thing.
    """
    place = ["file", "sheet", "kind", "key"]
    held = log.drop_duplicates(place, keep="last")
    held = held[held["said"].eq(TYPED) & held["file"].ne("")]
    _refuse_disagreement(read, place)
    now = read.drop_duplicates(place)
    both = now.merge(held[[*place, "value"]], on=place, how="left", suffixes=("", "_held"), indicator=True)
    new = both[both["_merge"].eq("left_only") | both["value"].ne(both["value_held"])]
    _refuse_disagreement(new, ["kind", "key"])
    gone = held.merge(now[place], on=place, how="left", indicator=True)
    gone = gone[gone["_merge"].eq("left_only")].assign(said=REMOVED)
    added = pd.concat([gone, new.assign(said=TYPED)])[[c for c in LOG if c != "number"]]
    return _with(log, added.sort_values(["said", "kind", "key", "file", "sheet"], ignore_index=True))


def followed(log: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """``log`` where what holds about a response that was edited is said of the response as it reads now, too.

    ``changes`` has response_id and previous_response_id (of Changes). The lines added stand in no file; their sheet is
    the key that they follow. Each is added once, so that what was withdrawn since stays so.
    """
    edited = changes.dropna(subset=["response_id", "previous_response_id"])
    now = dict(zip(edited["previous_response_id"].tolist(), edited["response_id"].tolist(), strict=True))
    held = in_force(log)
    held = held[held["kind"].isin(_ABOUT_RESPONSES)]
    keys = held["key"].map(lambda ids: " ".join(now.get(each, each) for each in ids.split(" "))).astype("str")
    moved = held[keys.ne(held["key"])].assign(said=TYPED, file="", sheet=lambda rows: rows["key"])
    moved = moved.assign(key=keys[moved.index])
    place = ["file", "sheet", "kind", "key"]
    known = pd.MultiIndex.from_frame(log[place])
    return _with(log, moved[~pd.MultiIndex.from_frame(moved[place]).isin(known)])


def at_hand(held: pd.DataFrame, log: pd.DataFrame, responses: "pd.Series[str]") -> pd.DataFrame:
    """``held`` (of in_force) where of a decision that followed edits only what is about the present ``responses`` is
    left: an earlier snapshot that is read again has the earlier key. Where none is present one stays.
    """
    root: dict[tuple[str, str], str] = {}
    lines = log[log["file"].eq("") & log["said"].eq(TYPED)]
    for kind, new, old in zip(lines["kind"].tolist(), lines["key"].tolist(), lines["sheet"].tolist(), strict=True):
        root[kind, new] = root.get((kind, old), old)
    if not root:
        return held
    present = set(responses)
    is_present = held["key"].map(lambda ids: all(each in present for each in ids.split(" "))).astype("bool")
    roots = [root.get(each, each[1]) for each in zip(held["kind"].tolist(), held["key"].tolist(), strict=True)]
    group = held["kind"] + "\n" + pd.Series(roots, index=held.index, dtype="str")
    any_present = is_present.groupby(group).transform("any")
    return held[is_present | (~any_present & ~group.duplicated(keep="last"))].reset_index(drop=True)


def _with(log: pd.DataFrame, added: pd.DataFrame) -> pd.DataFrame:
    first = int(log["number"].astype("int64").max()) + 1 if len(log) else 1
    added = added.assign(number=[str(number) for number in range(first, first + len(added))])
    return pd.concat([log, added[LOG]], ignore_index=True)[LOG].astype("str")


def _refuse_disagreement(said: pd.DataFrame, by: list[str]) -> None:
    differing = said[said.groupby(by)["value"].transform("nunique").gt(1)].drop_duplicates([*by, "value"])
    if len(differing):
        first = differing[(differing[by] == differing[by].iloc[0]).all(axis=1)]["cell"].tolist()
        raise DecisionsDisagreeError(one=first[0], other=first[1])


def in_force(log: pd.DataFrame) -> pd.DataFrame:
    """COLUMNS and ORIGIN of every decision that holds: the last said of each thing, unless withdrawn."""
    last = log[log["said"].eq(TYPED)].drop_duplicates(["kind", "key"], keep="last")
    held = last.loc[last["value"].ne(WITHDRAWN), [*COLUMNS, *ORIGIN]]
    return held.sort_values(["kind", "key"], ignore_index=True).astype("str")


def values_of(decisions: pd.DataFrame, kind: str) -> "pd.Series[str]":
    """The values decided of one kind, by key."""
    chosen = decisions[decisions["kind"].eq(kind)]
    return pd.Series(chosen["value"].to_numpy(), index=pd.Index(chosen["key"], dtype="str"), dtype="str")


def nothing_decided() -> pd.DataFrame:
    """The table of decisions where there is none."""
    return pd.DataFrame({column: pd.Series(dtype="str") for column in (*COLUMNS, *ORIGIN)})


def states(kind: str, told: Mapping[str, str]) -> pd.DataFrame:
    """kind, key, state of the decisions of one kind, from key to state."""
    return pd.DataFrame({"kind": kind, "key": list(told), "state": list(told.values())}).astype("str")


def corrections(decisions: pd.DataFrame, told: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """COLUMNS, state and ORIGIN of every decision in force; one that no stage could use does not apply."""
    known = pd.concat([*told, states("", {})], ignore_index=True)
    table = decisions.merge(known, on=["kind", "key"], how="left")
    table["state"] = table["state"].fillna(UNUSED)
    table = table.sort_values(["kind", "key"], ignore_index=True)[[*COLUMNS, "state", *ORIGIN]].astype("str")
    # Logs of before its moments were kept do not tell them.
    return table.assign(decided_at=table["decided_at"].mask(table["decided_at"].eq("")))
