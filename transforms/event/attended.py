"""What was ticked on the day: who came, who did not, and who came unannounced."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.decisions.values import read_value
from transforms.errors.guests import AttendanceSheetError
from transforms.event.coming import carried
from transforms.event.guests import FINDINGS
from transforms.parse.bodies import body
from transforms.parse.moments import stamp
from transforms.parse.people import is_name
from transforms.parse.phones import phones
from transforms.parse.text import clean, folded, key, mark
from transforms.reading.columns import parsed
from transforms.reading.own_answers import of_the_event
from transforms.reading.pages import Page, headings_in
from transforms.reference import rows, texts

CAME, ABSENT, WALK_IN, UNKNOWN = "came", "absent", "walk_in", "unknown"
_UNREADABLE, _OTHER = "attendance_unreadable_tick", "attendance_other_name"
DISPUTE = "attendance_disagrees"
# A mark is no longer than this.
_MARK = 4
# What is written behind a tick, and what shows of no sign: spaces and the choice of a sign's colour.
_REASON = re.compile(r"\s*(?:[(（]([^()（）]*)[)）]|[-–:,/]\s*([^-–:,/]+)|[.!~…]+)\s*$")
_UNSEEN = re.compile(r"[\s\ufe0e\ufe0f]+")
_ASKED = ("id", "state")
_CELLS = ("name", "body", "title", "phone", "field", "time")
_KNOWN_BY = ("name", "body", "phone")
_ATTENDANCE = {
    "attendee_id": "str",
    "participant_id": "str",
    "name": "str",
    "title": "str",
    "body": "str",
    "group": "str",
    "source": "str",
    "field": "Int64",
    "phone": "str",
    "state": "str",
}


@dataclass(frozen=True)
class Attended:
    """``attendance``: one row a person who was expected or came; ``findings`` (guests.FINDINGS) about the sheets.

    attendance has attendee_id, participant_id, name, title, body, group, source (form, guests, walk_in), field, phone,
    state (came, absent, unknown). Whoever came unannounced has an id ``w-…``.
    """

    attendance: pd.DataFrame
    findings: pd.DataFrame


def expected(seats: pd.DataFrame, printed: pd.DataFrame | None) -> pd.DataFrame:
    """Everyone who stands on any sheet: the seats, and (``is_gone``) who has gone since they were printed.

    ``printed_id`` and ``printed_name`` are what the printed sheets call a person.
    """
    if printed is None:
        return seats.assign(is_gone=False, printed_id=None, printed_name=None)
    known = pd.DataFrame(
        {
            "attendee_id": carried(printed, seats),
            "printed_id": printed["attendee_id"],
            "printed_name": printed["name"],
        }
    )
    gone = printed.assign(attendee_id=known["attendee_id"])
    gone = gone[~gone["attendee_id"].isin(seats["attendee_id"])].assign(is_gone=True)
    whole = pd.concat([seats.assign(is_gone=False), gone], ignore_index=True)
    return whole.merge(known, on="attendee_id", how="left")


def is_ticked(page: Page, words: Mapping[str, Any]) -> bool:
    """Whether the page is a sheet on which attendance is ticked, by its headings."""
    return headings_in(page.rows, {key(words[name]): name for name in _ASKED}, set(_ASKED).issubset) is not None


def people_on(page: Page, words: Mapping[str, Any], campaign: Campaign) -> pd.DataFrame:
    """Who stands on a sheet, ticked or not: name, body, phone, email (null), by the place of the row from 0.

    Nobody of a page that is no such sheet.
    """
    heading, places = _headings(page, words)
    told = {
        at: [clean(row[places[name]]) if name in places and places[name] < len(row) else "" for name in _KNOWN_BY]
        for at, row in enumerate(page.rows)
        if places and at > heading
    }
    table = pd.DataFrame.from_dict(told, orient="index", columns=list(_KNOWN_BY), dtype="str")
    bodies = parsed(table["body"], body).part(lambda read: read.name, "str")
    return table.assign(body=bodies, phone=_phones(table["phone"], campaign), email=None)


def read_ticks(
    pages: Sequence[Page],
    people: pd.DataFrame,
    participants: pd.DataFrame,
    words: Mapping[str, Any],
    campaign: Campaign,
) -> Attended:
    """What the pages say about ``people`` (see ``expected``), and who they add.

    ``words`` are the sheet's headings and what may be ticked. A row with an id is about that person; one without, which
    names somebody, is a walk-in, unless it names someone who was expected. A row whose name is not the one that belongs
    to its id says nothing of either. The last word about a person counts: by the row's own time, failing that by when
    its file was saved (of two saved at once, the one that saw the person), in one file the lower row. Whoever has gone
    and is not ticked was not expected. Raises AttendanceSheetError for a workbook in which no sheet can be ticked.
    """
    ticks = _identified(_ticks(pages, words, campaign), people, words)
    known = _known(ticks)
    last = _last_words(known)
    told = _findings(ticks, _disputes(known, last, people, words))
    state = last.set_index("attendee_id")["state"]
    table = people.assign(state=people["attendee_id"].map(state).astype("str").fillna(UNKNOWN))
    # A chair without a name has one when its person came and it was written there.
    typed = known[known["name"].ne("") & known["name"].ne(words["unnamed"])].drop_duplicates("attendee_id")
    written = table["attendee_id"].map(typed.set_index("attendee_id")["name"]).astype("str")
    table["name"] = table["name"].astype("str").fillna(written)
    walked = _walk_ins(ticks, participants, words, campaign)
    table = table[~(table["is_gone"].astype("bool") & table["state"].eq(UNKNOWN))]
    whole = pd.concat([table[list(_ATTENDANCE)], walked[list(_ATTENDANCE)]], ignore_index=True)
    return Attended(whole.astype(_ATTENDANCE).sort_values("attendee_id", ignore_index=True), told)


def counts(attendance: pd.DataFrame) -> dict[str, int]:
    """How many came, did not, came unannounced (who count among those that came), and of how many nothing is known."""
    state = attendance["state"].value_counts()
    return {
        CAME: int(state.get(CAME, 0)),
        ABSENT: int(state.get(ABSENT, 0)),
        WALK_IN: int(attendance["source"].eq(WALK_IN).sum()),
        UNKNOWN: int(state.get(UNKNOWN, 0)),
    }


def _ticks(pages: Sequence[Page], words: Mapping[str, Any], campaign: Campaign) -> pd.DataFrame:
    """One row a filled line: file, row, at (when it was said), id, typed, state ('' where it cannot be read), cells."""
    states = {_mark_key(word): state for state in (CAME, ABSENT, WALK_IN) for word in words["states"][state]}
    found, recognised = [], dict[str, bool]()
    for page in pages:
        heading, places = _headings(page, words)
        recognised[page.file] = recognised.get(page.file, False) or bool(places)
        for at, row in enumerate(page.rows[heading + 1 :] if places else [], heading + 2):
            cells = {
                name: clean(row[place]).replace("\n", " ") if place < len(row) else "" for name, place in places.items()
            }
            typed = cells["state"]
            if typed or (not cells["id"] and any(cells.get(name) for name in ("name", "body"))):
                own = {name: cells.get(name, "") for name in _CELLS}
                state = _state(typed, states) if typed else WALK_IN
                said_at = _said_at(own["time"], campaign) or page.saved_at
                line = {"file": page.file, "row": at, "at": said_at, "id": cells["id"], "typed": typed, "state": state}
                found.append({**line, **own})
    for file, is_known in recognised.items():
        if not is_known:
            raise AttendanceSheetError(file=file, missing=", ".join(words[name] for name in _ASKED))
    types = dict.fromkeys(("file", "row", "at", "id", "typed", "state", *_CELLS), "str")
    types |= {"row": "int64", "at": "datetime64[us, UTC]"}
    table = pd.DataFrame(found, columns=list(types))
    return table.assign(at=pd.to_datetime(table["at"], utc=True)).astype(types)


def _said_at(typed: str, campaign: Campaign) -> datetime | None:
    """When a row was ticked; a clock's time alone is the event's day's."""
    if not typed:
        return None
    on_the_day = stamp(f"{campaign.event.starts_at.date()} {typed}", campaign.zone)
    found = on_the_day or of_the_event(typed, campaign)
    return found.at if found else None


def _state(typed: str, states: Mapping[str, str]) -> str:
    """What a tick says, with or without a reason behind it; '' where it says nothing that is known, or two things.

    >>> _state("불참(병가)", {"불참": "absent"}), _state("✔︎", {"✔": "came"}), _state("(대리)", {"불참": "absent"})
    ('absent', 'came', '')
    >>> _state("불참-출장", {"불참": "absent"}), _state("참석/불참", {"불참": "absent", "참석": "came"})
    ('absent', '')
    """
    if said := states.get(_mark_key(typed)):
        return said
    reason = _REASON.search(typed)
    beside = [part for part in reason.groups() if part] if reason else []
    if reason is None or any(_mark_key(part) in states for part in beside):
        return ""
    return states.get(_mark_key(typed[: reason.start()]), "")


def _mark_key(typed: str) -> str:
    """A mark as it is compared: letters in any case and width, signs as themselves, which ``key`` leaves out."""
    return _UNSEEN.sub("", folded(typed)).casefold()


def _headings(page: Page, words: Mapping[str, Any]) -> tuple[int, dict[str, int]]:
    columns = {key(words[name]): name for name in (*_ASKED, *_CELLS)}
    at, places = headings_in(page.rows, columns, set(_ASKED).issubset) or (0, {})
    if places:
        # A tick in the other of two columns would go unread.
        headings = [key(cell) for cell in page.rows[at]]
        twice = [words[name] for name in _ASKED if headings.count(key(words[name])) > 1]
        if twice:
            raise AttendanceSheetError(file=page.file, missing=", ".join(twice))
    return at, places


def _identified(ticks: pd.DataFrame, people: pd.DataFrame, words: Mapping[str, Any]) -> pd.DataFrame:
    """``ticks`` with attendee_id, whom the row is about (null: nobody expected), and other_name.

    It is known by its id, or by name and body where it has none, or one that nobody has, or a chair's without a name.
    ``other_name`` is the name that belongs to the id where another stands beside it.
    """
    printed = people.dropna(subset=["printed_id"]).set_index("printed_id")["attendee_id"]
    now = ticks["id"].map(printed).astype("str")
    by_id = ticks["id"].where(ticks["id"].isin(people["attendee_id"]), now).astype("str")
    names = pd.DataFrame(
        {"attendee_id": people["attendee_id"], "n": _keys(people["name"]), "b": _body_keys(people["body"])}
    )
    # Of namesakes in one body a name alone means neither.
    names = names[names["n"].ne("")].drop_duplicates(["n", "b"], keep=False)
    typed = pd.DataFrame({"n": _keys(ticks["name"]), "b": _body_keys(ticks["body"])})
    typed["n"] = typed["n"].mask(typed["n"].eq(key(words["unnamed"])), "")
    by_name = typed.merge(names, on=["n", "b"], how="left")["attendee_id"].astype("str")
    own = people.set_index("attendee_id")[["name", "printed_name"]].reindex(by_id)
    known = [_keys(own[column]).set_axis(ticks.index) for column in own]
    is_chair = known[0].eq("") & known[1].eq("")
    said = [
        typed["n"].eq("") | pd.Series([bool(n) and n in t for n, t in zip(each, typed["n"], strict=True)], ticks.index)
        for each in known
    ]
    is_other = by_id.notna() & ~is_chair & ~said[0] & ~said[1]
    found = by_id.mask(is_chair, by_name.fillna(by_id)).mask(is_other, None)
    other = own["name"].fillna(own["printed_name"]).set_axis(ticks.index).where(is_other)
    return ticks.assign(attendee_id=found, other_name=other)


def _known(ticks: pd.DataFrame) -> pd.DataFrame:
    """The readable ticks about somebody expected, and as what."""
    found = ticks.dropna(subset=["attendee_id"]).copy()
    # Whoever was expected and is written down as a walk-in came.
    found["state"] = found["state"].mask(found["state"].eq(WALK_IN), CAME)
    return found[found["state"].ne("")]


def _last_words(known: pd.DataFrame) -> pd.DataFrame:
    """Of the ticks about each person (attendee_id) the last."""
    ordered = known.sort_values(["at", "row"], na_position="first", kind="stable")
    of_files = ordered.drop_duplicates(["attendee_id", "file", "at"], keep="last")
    ordered = of_files.assign(saw=of_files["state"].ne(ABSENT)).sort_values(["at", "saw", "file"], na_position="first")
    return ordered.drop_duplicates("attendee_id", keep="last")


def _disputes(
    known: pd.DataFrame, last: pd.DataFrame, people: pd.DataFrame, words: Mapping[str, Any]
) -> "pd.Series[str]":
    """By the index of the last word about a person of whom others say otherwise: who it is, and who said what."""
    differing = known[known.groupby("attendee_id")["state"].transform("nunique").gt(1)].sort_values(
        ["at", "file", "row"]
    )
    said, notice = {state: words["states"][state][0] for state in (CAME, ABSENT)}, texts("messages")["notice"]
    who = people["name"].fillna(words["unnamed"]).str.cat(people["body"].fillna(""), sep=" · ").str.removesuffix(" · ")
    names = dict(zip(people["attendee_id"], who, strict=True))
    told: dict[str, list[str]] = {}
    for line in differing.to_dict("records"):
        word = notice["two_words_of"].format(file=line["file"], row=line["row"], state=said[line["state"]])
        told.setdefault(line["attendee_id"], []).append(word)
    of = last[last["attendee_id"].isin(told)]
    sentences = [
        notice["two_words"].format(who=names[id_], words=", ".join(told[id_]), state=said[state])
        for id_, state in zip(of["attendee_id"], of["state"], strict=True)
    ]
    return pd.Series(sentences, index=of.index, dtype="str")


def _walk_ins(
    ticks: pd.DataFrame, participants: pd.DataFrame, words: Mapping[str, Any], campaign: Campaign
) -> pd.DataFrame:
    """Whoever came unannounced, once each, with the participant that the body is."""
    new = ticks[ticks["id"].eq("") & ticks["attendee_id"].isna() & ticks["state"].ne("")]
    # Written down by mistake, they are taken back by the same name with a later word.
    new = new[new["name"].ne("") | new["body"].ne("") & new["state"].ne(ABSENT)]
    own = participants.assign(b=_body_keys(participants["name"])).drop_duplicates("b").set_index("b")
    fields = parsed(new["field"], lambda cell: read_value("field", cell, campaign))
    made = pd.DataFrame(
        {
            "name": new["name"].mask(new["name"].eq(""), None),
            "title": new["title"].mask(new["title"].eq(""), None),
            "body": parsed(new["body"], body).part(lambda read: read.name or None, "str"),
            "participant_id": _body_keys(new["body"]).map(own["participant_id"]),
            "phone": _phones(new["phone"], campaign),
            "field": fields.part(lambda number: int(number) if number else None, "Int64"),
            "group": words["states"][WALK_IN][0],
            "source": WALK_IN,
            "state": CAME,
        },
        index=new.index,
    )
    digests = [
        hashlib.blake2b(f"{name}\x1f{body_key}".encode(), digest_size=8).hexdigest()
        for name, body_key in zip(_keys(new["name"]), _body_keys(new["body"]), strict=True)
    ]
    made.insert(0, "attendee_id", pd.Series([f"w-{digest}" for digest in digests], index=new.index, dtype="str"))
    # Two desks may write one person down; two numbers are two people, and so are two nameless ones of one body.
    repeat = made.groupby("attendee_id").cumcount()
    nameless = made["name"].isna()
    first = made["phone"].groupby(made["attendee_id"]).transform("first")
    other = ~nameless & made["phone"].notna() & made["phone"].ne(first)
    numbers = made["phone"].map(mark, na_action="ignore").astype("str")
    made["attendee_id"] = made["attendee_id"].mask(other, made["attendee_id"] + "-" + numbers)
    made["attendee_id"] = made["attendee_id"].mask(
        nameless & repeat.gt(0), made["attendee_id"] + "-" + (repeat + 1).astype("str")
    )
    last = _last_words(new[["file", "row", "at", "state"]].assign(attendee_id=made["attendee_id"]))
    made = made[made["attendee_id"].isin(last.loc[last["state"].ne(ABSENT), "attendee_id"])]
    # What one desk left out, the other may have written.
    return made.groupby("attendee_id", as_index=False, sort=False).first()


def _findings(ticks: pd.DataFrame, disputes: "pd.Series[str]") -> pd.DataFrame:
    """FINDINGS about the lines: an id of nobody or of another, a tick or a line that says nothing, a dispute."""
    ticks = ticks.assign(dispute=disputes.reindex(ticks.index).fillna(""))
    has_id, is_other = ticks["id"].ne(""), ticks["other_name"].notna()
    cases = [
        ("attendance_unknown_id", "id", has_id & ticks["attendee_id"].isna() & ~is_other),
        (_OTHER, "name", is_other),
        (_UNREADABLE, "state", ticks["state"].eq("")),
        ("walk_in_nameless", "name", ~has_id & ticks["name"].eq("") & ticks["body"].eq("")),
        (DISPUTE, "state", ticks["dispute"].ne("")),
    ]
    rule, notices = {row["code"]: row for row in rows("rules")}, texts("messages")["notice"]
    shown, both = notices["typed"], notices["two_names"]
    found = [
        {
            "row_id": f"{line['file']}:{line['row']}",
            "file": line["file"],
            "row": line["row"],
            "code": code,
            "column": column,
            "severity": rule[code]["severity"],
            "sentence": rule[code]["sentence"]
            + (shown.format(typed=line["typed"]) if code == _UNREADABLE and _is_mark(line["typed"]) else "")
            + (both.format(typed=line["name"], known=line["other_name"]) if code == _OTHER else "")
            + (line["dispute"] if code == DISPUTE else ""),
        }
        for code, column, applies in cases
        for line in ticks[applies].to_dict("records")
    ]
    table = pd.DataFrame(found, columns=FINDINGS)
    return table.astype({n: "int64" if n == "row" else "str" for n in FINDINGS}).sort_values(
        ["file", "row", "code"], ignore_index=True
    )


def _is_mark(typed: str) -> bool:
    """Whether what was typed is short, no name and no number: nobody can be known by it.

    >>> [_is_mark(typed) for typed in ("△", "늦음", "홍길동", "1234", "홍길동 대신 옴")]
    [True, True, False, False, False]
    """
    return len(typed) <= _MARK and not is_name(typed.replace(" ", "")) and not re.search(r"\d\D*\d\D*\d", typed)


def _keys(cells: "pd.Series[str]") -> "pd.Series[str]":
    return parsed(cells.fillna(""), key).part(str, "str")


def _body_keys(cells: "pd.Series[str]") -> "pd.Series[str]":
    return parsed(cells.fillna(""), body).part(lambda read: read.key, "str")


def _phones(cells: "pd.Series[str]", campaign: Campaign) -> "pd.Series[str]":
    found = parsed(cells, lambda cell: phones(cell, campaign.area_code))
    return found.part(lambda read: read[0].number if read else None, "str")
