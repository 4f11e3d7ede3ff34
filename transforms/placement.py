"""Everyone who may come has a seat in one of the campaign's meetings: the table ``seats``.

``seats`` is the one table that every event document is made from, one row a person who may come, in the order of
``attendee_id``:

- attendee_id: stable; of an attendee of the form, or ``g-…`` for a guest.
- participant_id: null for a guest who registered nothing.
- name (null where nobody was named yet), title (null), body (the organisation's name; null for an individual).
- group: what the person comes as, a label of the campaign (e.g. 내빈, 위원, 그린리더, 네트워크).
- protocol_order: 1, 2, … among the guests of honour, as the list gave it; null for everyone else.
- source: form, guests.
- field: the meeting's number; null for whoever sits in none (a guest of honour, an undecided person by option).
- wish_rank: 1, 2, 0 (neither wish); null without a wish or a meeting.
- reason: why this meeting, as codes separated by spaces (their sentences: messages.toml, ``seat_reason``).
- is_pinned: true where a person decided the meeting: an officer, or the guest list's own field.
- is_named: false for a chair whose person was not named.
- attendance: yes, undecided.
- phone (E.164), email, note: for the staff's own lists alone; null where there is none.
- since: which printed version held the person first: 1 = the first, 2 = its supplement, …
"""

import pandas as pd

SEATS = {
    "attendee_id": "str",
    "participant_id": "str",
    "name": "str",
    "title": "str",
    "body": "str",
    "group": "str",
    "protocol_order": "Int64",
    "source": "str",
    "field": "Int64",
    "wish_rank": "Int64",
    "reason": "str",
    "is_pinned": "bool",
    "is_named": "bool",
    "attendance": "str",
    "phone": "str",
    "email": "str",
    "note": "str",
    "since": "int64",
}
# What became of a person since the last printed version.
ADDED, GONE, MOVED, CHANGED = "added", "gone", "moved", "changed"
CHANGES = {
    "attendee_id": "str",
    "change": "str",
    "name": "str",
    "title": "str",
    "body": "str",
    "group": "str",
    "from_field": "Int64",
    "field": "Int64",
    "since": "int64",
}


def as_seats(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with the columns of ``seats`` alone, typed, in the order of ids."""
    return table.astype(SEATS)[list(SEATS)].sort_values("attendee_id", ignore_index=True)


def changes(seats: pd.DataFrame, printed: pd.DataFrame | None) -> pd.DataFrame:
    """What a supplement to the printed sheets must say, empty where nothing was printed yet.

    ``change`` is added, gone, moved (another meeting), or changed (name, title, body or group); ``field`` is where the
    person sits now, ``from_field`` where the printed sheets say.
    """
    nothing = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in CHANGES.items()})
    if printed is None:
        return nothing
    both = seats.merge(printed, on="attendee_id", how="outer", suffixes=("", "_printed"), indicator=True)
    gone, added = both["_merge"].eq("right_only"), both["_merge"].eq("left_only")
    moved = both["field"].astype("Float64").fillna(-1).ne(both["field_printed"].astype("Float64").fillna(-1))
    told = ["name", "title", "body", "group"]
    changed = pd.concat([both[n].fillna("").ne(both[f"{n}_printed"].fillna("")) for n in told], axis=1).any(axis=1)
    both["change"] = (
        pd.Series("", index=both.index, dtype="str")
        .mask(changed, CHANGED)
        .mask(moved, MOVED)
        .mask(added, ADDED)
        .mask(gone, GONE)
    )
    for name in (*told, "since"):
        both[name] = both[name].where(~gone, both[f"{name}_printed"])
    both["from_field"] = both["field_printed"]
    both = both[both["change"].ne("")].sort_values("attendee_id", ignore_index=True)
    return both.astype(CHANGES)[list(CHANGES)]
