"""Seats as the event flow makes them, from a release's own tables: what document tests stand on."""

from collections.abc import Mapping

import pandas as pd

from output.formats.labels import labels
from transforms.event.event_sheets import known_by_name, numbered
from transforms.event.placement import as_seats


def seats_of(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Everyone of the release in the field of their body, and three guests of honour without a meeting."""
    people = tables["participants"].set_index("participant_id")
    seats = tables["attendees"].copy()
    of = seats["participant_id"].map
    seats["body"] = of(people["name"].where(~people["is_person"]))
    seats["attendance"] = of(people["attendance"])
    seats["phone"], seats["email"] = of(people["phone"]), of(people["email"])
    wishes = [seats["field"].eq(of(people[wish])).fillna(False).astype(bool) for wish in ("wish_1", "wish_2")]
    seats["wish_rank"] = pd.Series(0, index=seats.index).mask(wishes[1], 2).mask(wishes[0], 1)
    seats = seats.assign(
        group="네트워크", protocol_order=pd.NA, reason="activities", is_pinned=False, note=None, since=1
    )
    seats = as_seats(pd.concat([seats, _guests()], ignore_index=True))
    listed = known_by_name(seats, tables["participants"], labels("documents"))
    return seats.assign(badge=numbered(listed, None, 0)["badge"])


def _guests() -> pd.DataFrame:
    guests = [
        ("g-1", "한누리", "시장", "푸른시", 1),
        ("g-2", "도마루", "의장", "푸른시의회", 2),
        ("g-3", "선우가람", "상임위원장", "지속가능발전위원회", 3),
    ]
    table = pd.DataFrame(guests, columns=["attendee_id", "name", "title", "body", "protocol_order"])
    return table.assign(group="내빈", source="guests", is_named=True, is_pinned=False, attendance="yes", since=1)
