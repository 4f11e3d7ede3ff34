"""Guest lists as people: each row read, told apart from those who registered, and in the order that protocol gave."""

import hashlib
import re
from collections.abc import Sequence
from functools import cache

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.event_settings import GUEST_COLUMNS
from transforms.decisions.values import read_value
from transforms.errors.guests import GuestHeadingsError
from transforms.event.coming import as_people
from transforms.event.guest_lines import (
    AWAY,
    NO,
    UNREAD,
    GuestPage,
    coming,
    headings_of,
    known_headings,
    lines_of,
)
from transforms.parse.bodies import body
from transforms.parse.emails import emails
from transforms.parse.people import is_name, is_title, people
from transforms.parse.phones import national, phones
from transforms.parse.text import folded, is_blank, key, mark
from transforms.reading.columns import parsed
from transforms.reading.headings import column_letters
from transforms.reference import rows, texts

_SPACED_OUT = re.compile(r"[가-힣](?: [가-힣]){1,3}")
_ORDER = re.compile(r"\d{1,4}")
_PROXY, _WORDS = re.compile("대리|대참|대신"), re.compile(r"[^\W\d_]+")
_HIDING, _HIDDEN = re.compile(r"[*x○●■□#?•]"), re.compile(r"[\d.]{9,11}")
_MAY_ATTEND = "guest_may_attend"
_ATTENDANCE = GUEST_COLUMNS.index("attendance")
# A finding about a guest list's row.
FINDINGS = ["row_id", "file", "row", "code", "column", "severity", "sentence"]


def read_lists(pages: Sequence[GuestPage], campaign: Campaign, *, with_absent: bool = False) -> pd.DataFrame:
    """Every filled row of the lists in their order, of who does not come only ``with_absent``, with the columns that
    the rules look at.

    row_id (stable within the run), file, row (as a spreadsheet numbers it), group, is_in_protocol_order, is_seated,
    name (null where nobody is named), title, body, phone, email, own_field, order, note, the ``is_…_read`` flags,
    is_somebody, is_order_own, is_first (not the second row of one person), id_body (the body that the person's id
    tells). A tab without headings is none of the list;
    raises GuestHeadingsError for a file in which no tab has them.
    """
    headings = [headings_of(page.rows, campaign) for page in pages]
    for page in pages:
        if not any(found for found, other in zip(headings, pages, strict=True) if other.file == page.file):
            usual = {row["column"]: row["heading"] for row in reversed(rows("guest_headings"))}
            raise GuestHeadingsError(file=page.file, known=" · ".join(usual[name] for name in GUEST_COLUMNS))
    read = [_page(page, found, campaign) for page, found in zip(pages, headings, strict=True) if found]
    table = pd.concat([_nothing(), *read], ignore_index=True).astype(_TYPES)
    table = table[table.pop("is_coming") | with_absent].reset_index(drop=True)
    table["row_id"] = table["file"] + ":" + table["row"].astype("str")
    ranked = table["is_in_protocol_order"] & table["order"].notna()
    table["is_order_own"] = ~(ranked & table[ranked].duplicated(["order"]).reindex(table.index, fill_value=False))
    person = _person_of(table)
    table["is_first"] = ~person.duplicated()
    table["id_body"] = _keys(table["body"]).groupby(person).transform("min")
    for column in ("phone", "email", "title"):
        table[column] = table[column].fillna(table[column].groupby(person).transform("first"))
    return table


def page_findings(pages: Sequence[GuestPage], campaign: Campaign) -> pd.DataFrame:
    """FINDINGS about the pages themselves: columns that nobody reads, cells that say what stands above, sums below, and
    who does not come or may not.

    ``column`` of a heading is the spreadsheet's letter: what stands in the heading itself may be anything.
    """
    rule, known = {row["code"]: row for row in rows("rules")}, known_headings(campaign)
    found = []
    for page in pages:
        if not (heading := headings_of(page.rows, campaign)):
            continue
        at, places = heading
        unread = [
            (at + 1, UNREAD, column_letters(place))
            for place, cell in enumerate(page.rows[at])
            if key(cell) and place not in places.values() and known.get(key(cell), key(cell)) in {key(cell), *places}
        ]
        lines = lines_of(page, at, places)
        said = ((row, coming(cells[_ATTENDANCE])) for row, cells in zip(lines.numbers, lines.cells, strict=True))
        unsure = [(row, AWAY if told == NO else told, "attendance") for row, told in said if told]
        for row, code, column in [*unread, *lines.found, *unsure]:
            told = {"row_id": f"{page.place}:{row}", "file": page.place, "row": row, "column": column}
            found.append({**told, "code": code, **{name: rule[code][name] for name in ("severity", "sentence")}})
    table = pd.DataFrame(found, columns=FINDINGS)
    return table.astype({name: "int64" if name == "row" else "str" for name in FINDINGS})


def merge_guests(people_: pd.DataFrame, guests: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """``people_`` (see coming.py) with the guests: who is there already gains group, order and note, the rest rows.

    A guest is an attendee with the same name and the same body or phone. Rows without anybody, and a person's second
    row, are not used. Guests of honour are numbered as their lists give them.
    """
    used = guests[guests["is_somebody"] & guests["is_first"]]
    used = used.assign(protocol_order=_protocol_order(used))
    at = _among(people_, used, participants)
    both = used.assign(attendee_id=at).dropna(subset=["attendee_id"]).drop_duplicates("attendee_id")
    both = both.set_index("attendee_id")
    made = people_.set_index("attendee_id")
    for name in ("group", "protocol_order", "note", "own_field", "phone", "email"):
        told = both[name].dropna()
        told = told[told.ne("")] if name in ("phone", "email", "note") else told
        made.loc[told.index, name] = told
    untitled = both.loc[made.loc[both.index, "title"].isna(), "title"].dropna()
    made.loc[untitled.index, "title"] = untitled
    rest = used[at.isna()]
    new = rest.assign(
        attendee_id=_ids(rest),
        participant_id=None,
        source="guests",
        is_named=rest["name"].notna(),
        attendance="yes",
    )
    return as_people(pd.concat([made.reset_index(), new], ignore_index=True))


def known_already(people_: pd.DataFrame, guests: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """``guests`` with is_beside_form: false where the guest is one of ``people_`` and becomes one person with them."""
    return guests.assign(is_beside_form=_among(people_, guests, participants).isna())


def may_attend(people_: pd.DataFrame, guests: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """FINDINGS: a guest who is no attendee, but has the name of one and no whole telephone number that says otherwise.

    Whether they are one is for a person to say: in the list, by the body that the attendee is registered with, or by
    a note that they are namesakes.
    """
    rule = next(row for row in rows("rules") if row["code"] == _MAY_ATTEND)
    apart = guests[guests["is_somebody"] & guests["is_first"] & guests["phone"].isna()]
    apart = apart[_among(people_, guests, participants).isna().reindex(apart.index)]
    apart = apart[~_keys(apart["note"]).str.contains(key(_namesake()))]
    names = participants.set_index("participant_id")["name"]
    known = pd.DataFrame(
        {
            "who": _keys(people_["name"]),
            "said_name": people_["name"],
            "said_body": people_["participant_id"].map(names),
            "number": parsed(people_["phone"].fillna(""), national).part(str, "str"),
        }
    )
    both = apart.assign(who=_keys(apart["name"])).merge(known[known["who"].ne("")], on="who")
    fits = pd.Series(
        [
            not hidden or re.fullmatch(hidden, re.sub(r"\D", "", number)) is not None
            for hidden, number in zip(both["hidden_phone"], both["number"], strict=True)
        ],
        index=both.index,
        dtype="bool",
    )
    both = both[fits].drop_duplicates("row_id")
    sentence = texts("messages")["notice"]["may_attend"]
    told = [
        rule["sentence"] + sentence.format(name=name, body=body_)
        for name, body_ in zip(both["said_name"], both["said_body"], strict=True)
    ]
    made = both.assign(code=_MAY_ATTEND, column="name", severity=rule["severity"], sentence=told)
    return made[FINDINGS].astype({name: "int64" if name == "row" else "str" for name in FINDINGS})


def counts(guests: pd.DataFrame) -> dict[str, int]:
    """How many people each group's lists name, one who stands in two of them in the first."""
    used = guests[guests["is_somebody"] & guests["is_first"]]
    return {str(group): int(n) for group, n in used["group"].value_counts().items()}


def in_order(*found: pd.DataFrame) -> pd.DataFrame:
    """All FINDINGS as one table, in the order of the lists' rows."""
    return pd.concat(found).sort_values(["file", "row", "code", "column"], ignore_index=True)


def findings_of(found: pd.DataFrame, guests: pd.DataFrame) -> pd.DataFrame:
    """FINDINGS from what the rules found (response_id is the row's id), with the Korean sentence of each."""
    sentences = {row["code"]: row["sentence"] for row in rows("rules")}
    table = found.rename(columns={"response_id": "row_id"}).merge(guests[["row_id", "file", "row"]], on="row_id")
    table["sentence"] = table["code"].map(sentences)
    return table[FINDINGS].astype({"row": "int64"}).sort_values(["file", "row", "code"], ignore_index=True)


_TYPES = {
    "file": "str",
    "row": "int64",
    "group": "str",
    "is_in_protocol_order": "bool",
    "is_seated": "bool",
    "name": "str",
    "title": "str",
    "body": "str",
    "phone": "str",
    "email": "str",
    "own_field": "Int64",
    "order": "Int64",
    "note": "str",
    "is_coming": "bool",
    "is_somebody": "bool",
    "is_name_read": "bool",
    "is_named_alone": "bool",
    "is_phone_read": "bool",
    "is_email_read": "bool",
    "is_field_read": "bool",
    "is_order_read": "bool",
    "is_body_told": "bool",
    "hidden_phone": "str",
}


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _TYPES.items()})


def _page(page: GuestPage, headings: tuple[int, dict[str, int]], campaign: Campaign) -> pd.DataFrame:
    lines = lines_of(page, *headings)
    typed = pd.DataFrame(lines.cells, columns=list(GUEST_COLUMNS), dtype="str")
    said = parsed(typed["title"], lambda cell: "" if is_blank(cell) else cell).part(str, "str")
    # A post among the names tells nobody's; beside another it would be lost.
    is_untitled = pd.Series(list(zip(typed["name"], said.eq(""), strict=True)), index=typed.index, dtype="object")
    who = parsed(is_untitled, lambda cell: _person(*cell))
    is_proxy = parsed(typed["name"], _names_proxy).part(bool, "bool")
    bodies = parsed(typed["body"], lambda cell: body(cell).name)
    numbers = parsed(typed["phone"], lambda cell: phones(cell, campaign.area_code))
    addresses = parsed(typed["email"], emails)
    fields = parsed(typed["field"], lambda cell: None if is_blank(cell) else read_value("field", cell, campaign))
    orders = parsed(typed["order"], lambda cell: int(found.group()) if (found := _ORDER.search(cell)) else None)
    blank = {name: parsed(typed[name], is_blank).part(bool, "bool") for name in ("phone", "email", "field", "order")}
    table = pd.DataFrame(
        {
            "row": lines.numbers,
            "name": who.part(lambda person: person[0] or None, "str"),
            # The row's title is of whom a proxy stands for.
            "title": said.mask(said.eq("") | is_proxy, who.part(lambda person: person[1], "str")),
            "body": bodies.part(lambda name: name or None, "str"),
            "phone": numbers.part(lambda found: found[0].number if found else None, "str"),
            "email": addresses.part(lambda found: found[0].address if found else None, "str"),
            "own_field": fields.part(lambda number: int(number) if number else None, "Int64"),
            "order": orders.part(lambda number: number, "Int64"),
            "note": parsed(typed["note"], lambda cell: None if is_blank(cell) else cell).part(lambda v: v, "str"),
            "is_name_read": who.part(lambda person: not person[0] or _is_read(person[0]), "bool"),
            "is_named_alone": parsed(typed["name"], _is_named_alone).part(bool, "bool"),
        }
    )
    table["title"] = table["title"].mask(table["title"].eq(""), None)
    table["is_somebody"] = table["name"].notna() | table["body"].notna()
    # Where the list asks for a body, a blank below one may mean the same.
    table["is_body_told"] = table["body"].notna() | table["name"].isna() | ("body" not in headings[1])
    table["hidden_phone"] = parsed(typed["phone"], _hidden_phone).part(str, "str").mask(table["phone"].notna(), "")
    for flag, column in (("phone", "phone"), ("email", "email"), ("field", "own_field"), ("order", "order")):
        table[f"is_{flag}_read"] = table[column].notna() | blank[flag]
    return table.assign(
        is_coming=parsed(typed["attendance"], coming).part(str, "str").ne(NO),
        file=page.place,
        group=page.guests.group,
        is_in_protocol_order=page.guests.is_in_protocol_order,
        is_seated=page.guests.is_seated,
    )


def _person(cell: str, is_untitled: bool = True) -> tuple[str, str]:
    """The name in a cell meant for one, and a title that was typed with it; what is no name stays as it was typed.

    A post alone names nobody where the row has no other title (``is_untitled``).

    >>> _person("홍 길 동"), _person("홍길동 의장"), _person("시장"), _person("추후 통보")
    (('홍길동', ''), ('홍길동', '의장'), ('', '시장'), ('', ''))
    >>> _person("박위원"), _person("시장", is_untitled=False)
    (('박위원', ''), ('시장', ''))
    """
    value = cell.replace("\n", " ")
    if _SPACED_OUT.fullmatch(value):
        value = value.replace(" ", "")
    if is_blank(value, asked="name"):
        return "", ""
    if is_name(value):
        return value, ""
    found = people(value)
    if len(found.named) == 1:
        return found.named[0].name, found.named[0].title
    if is_untitled and all(is_title(word) for word in value.split()):
        return "", value
    is_later = not found.n_unnamed and any(row["word"] in value for row in rows("later_words"))
    return ("", "") if is_later else (value, "")


def _names_proxy(cell: str) -> bool:
    """Whether somebody is named who stands for another.

    >>> _names_proxy("홍길동(대리: 김철수)"), _names_proxy("홍길동 대신 김철수"), _names_proxy("홍길동 대리")
    (True, True, False)
    """
    if not _PROXY.search(cell):
        return False
    named = {person.name for person in people(cell).named}
    others = set(filter(is_name, _WORDS.findall(_PROXY.sub(" ", cell)))) - named
    return len(named) == 1 and bool(others)


def _is_named_alone(cell: str) -> bool:
    """False where others come with whoever is named: 홍길동 외 1명."""
    found = people(cell)
    return not found.named or not found.n_unnamed


def _hidden_phone(cell: str) -> str:
    """What a telephone number that was typed with signs over some of its digits may be, as a pattern; '' for others.

    >>> _hidden_phone("010-****-1234"), _hidden_phone("010-12XX-1234"), _hidden_phone("010-1234-5678")
    ('010....1234', '01012..1234', '')
    """
    signs = _HIDING.sub(".", "".join(folded(cell).split()).replace("-", ""))
    return signs if _HIDDEN.fullmatch(signs) and "." in signs else ""


@cache
def _namesake() -> str:
    return str(texts("messages")["notice"]["namesake"])


def _is_read(name: str) -> bool:
    """Whether it is one person's name, a foreign one too.

    >>> _is_read("홍길동"), _is_read("JANE DOE"), _is_read("박위원"), _is_read("홍길동, 김철수")
    (True, True, False, False)
    """
    return is_name(name) or len(people(name).named) == 1


def _protocol_order(used: pd.DataFrame) -> "pd.Series[int]":
    """1, 2, … for the guests of honour: by the number that was written, then as the lists stand."""
    honoured = used[used["is_in_protocol_order"]]
    ordered = honoured.sort_values("order", kind="stable", na_position="last").index
    return pd.Series(range(1, len(ordered) + 1), index=ordered, dtype="Int64").reindex(used.index)


def _person_of(table: pd.DataFrame) -> "pd.Series[str]":
    """What all rows of one person share and no other row has: name and phone, failing that name and body.

    Two numbers for one name in one body are two people; a row of theirs without a number is the one whose number comes
    first, wherever the rows stand.
    """
    names, bodies = _keys(table["name"]), _keys(table["body"])
    told = table["phone"].where(bodies.ne(""))
    phone = table["phone"].fillna(told.groupby([names, bodies]).transform("min")).fillna("")
    by = ("p\x1f" + phone).mask(phone.eq(""), "b\x1f" + bodies)
    row = "r\x1f" + pd.Series(table.index, index=table.index).astype("str")
    return (names + "\x1f" + by).mask(names.eq("") | phone.eq("") & bodies.eq(""), row)


def _among(people_: pd.DataFrame, guests: pd.DataFrame, participants: pd.DataFrame) -> "pd.Series[str]":
    """The attendee that each guest is, null for those who are none; of two guests (is_first) one is an attendee.

    The one whose number it is comes before the one of the same body, then as the lists stand.
    """
    bodies = people_["participant_id"].map(participants.set_index("participant_id")["name"])
    known = pd.DataFrame(
        {
            "attendee_id": people_["attendee_id"],
            "name": _keys(people_["name"]),
            "body": _keys(bodies),
            "phone": people_["phone"].fillna(""),
        }
    ).sort_values("attendee_id")
    wanted = pd.DataFrame(
        {"name": _keys(guests["name"]), "body": _keys(guests["body"]), "phone": guests["phone"].fillna("")},
        index=guests.index,
    )
    found = pd.Series(None, index=guests.index, dtype="str")
    for by in ("phone", "body"):
        told = known[known["name"].ne("") & known[by].ne("")].drop_duplicates(["name", by])
        same = wanted[["name", by]].merge(told, on=["name", by], how="left")["attendee_id"]
        fresh = pd.Series(same.to_numpy(), index=guests.index, dtype="str").mask(found.notna())
        own = fresh[guests["is_first"] & guests["is_somebody"]].dropna()
        beside = own.index[own.isin(found) | own.duplicated()]
        found = found.fillna(fresh.drop(beside).reindex(guests.index))
    return found


def _ids(guests: pd.DataFrame) -> "pd.Series[str]":
    """``g-…``, the same for the same name and body (for the nameless, group and title), whatever the rows' order.

    Of a person's several bodies the first by letters counts. Namesakes of one body all tell their number too: a tick
    beside the id that one of them had alone is nobody's rather than the other's.
    """
    beside = guests["group"].fillna("") + "\x1f" + _keys(guests["title"])
    parts = zip(_keys(guests["name"]), guests["id_body"], beside.where(guests["name"].isna(), ""), strict=True)
    digest = pd.Series(
        [hashlib.blake2b("\x1f".join(part).encode(), digest_size=8).hexdigest() for part in parts],
        index=guests.index,
        dtype="str",
    )
    told = digest.duplicated(keep=False) & guests["name"].notna() & guests["phone"].notna()
    number = parsed(guests["phone"].fillna(""), mark).part(str, "str")
    made = ("g-" + digest).mask(told, "g-" + digest + "-" + number)
    repeat = made.groupby(made).cumcount()
    return made.mask(repeat > 0, made + "-" + (repeat + 1).astype("str"))


def _keys(cells: "pd.Series[str]") -> "pd.Series[str]":
    return parsed(cells.fillna(""), key).part(str, "str")
