"""What became of the event: who came against who had said so, by meeting and kind, who stayed away, who just came."""

from typing import NamedTuple

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.event.attended import ABSENT, CAME, WALK_IN
from transforms.event.korean_order import order_key
from transforms.event.row_texts import Words, counted, meeting, text_of
from transforms.reading.columns import parsed

_COUNTS = ("said", "came", "absent", "unknown", "more", "walk_in", "total")
# A source that says more about a body than another.
_SOURCES = ("form", "guests", WALK_IN)


class EventResult(NamedTuple):
    """``summary``, ``fields``, ``kinds`` and ``crossed`` (kinds within each meeting) count people (see ``_counted``).

    The others are lists, as they are printed.

    ``bodies`` are the participants of the event: who registered, was invited, or came unannounced, a row each, with
    participant_id, name, kind, source (form, guests, walk_in), field, n_said, n_came.
    """

    summary: pd.DataFrame
    fields: pd.DataFrame
    kinds: pd.DataFrame
    crossed: pd.DataFrame
    absent: pd.DataFrame
    walk_ins: pd.DataFrame
    bodies: pd.DataFrame


def event_result(
    attendance: pd.DataFrame, seats: pd.DataFrame, participants: pd.DataFrame, campaign: Campaign, words: Words
) -> EventResult | None:
    """The result of the event from what was ticked (``attended.Attended.attendance``); None where nothing was.

    Who had said so is who is seated as coming; of an undecided person, and of one that had withdrawn, it is told apart
    when they came nevertheless.
    """
    if not attendance["state"].isin((CAME, ABSENT)).any():
        return None
    said = seats.set_index("attendee_id")["attendance"].eq("yes")
    own = participants.set_index("participant_id")
    is_registered = attendance["participant_id"].notna()
    people = pd.DataFrame(
        {
            # A guest is of a body, an individual themselves.
            "group": attendance["participant_id"].fillna("=" + attendance["body"]).fillna(attendance["attendee_id"]),
            "participant_id": attendance["participant_id"],
            "name": attendance["participant_id"]
            .map(own["name"])
            .astype("str")
            .fillna(attendance["body"])
            .fillna(attendance["name"]),
            "kind": attendance["participant_id"]
            .map(own["kind"])
            .astype("str")
            .fillna(attendance["group"].mask(is_registered, words["kind_open"])),
            "source": attendance["source"],
            "field": attendance["field"],
            "is_said": attendance["attendee_id"].map(said).eq(True),
            "state": attendance["state"],
        }
    )
    names = {each.number: each.numbered for each in campaign.fields}
    by_field = people["field"].map(names).astype("str").fillna(words["no_meeting"])
    fields = _counted(people, by_field).reindex([*names.values(), words["no_meeting"]])
    fields = fields[fields.index.isin(names.values()) | fields["total"].notna()]
    kinds = _counted(people, people["kind"]).sort_values(["said", "total"], ascending=False, kind="stable")
    whole = _counted(people, pd.Series(words["sum"], index=people.index, dtype="str"))
    within = counted(people["field"].fillna(0), words["meeting_number"]).replace("", words["no_meeting"])
    crossed = _counted(people, within + " · " + people["kind"])
    in_order = within.loc[people["field"].sort_values().index].unique()
    order = [f"{each} · {kind}" for each in in_order for kind in kinds.index]
    crossed = crossed.reindex([label for label in order if label in crossed.index])
    bodies = _bodies(people)
    return EventResult(
        summary=_told(whole),
        fields=_told(pd.concat([fields, whole])),
        kinds=_told(pd.concat([kinds, whole])),
        crossed=_told(pd.concat([crossed, whole])),
        absent=_absent(bodies, words),
        walk_ins=_walk_ins(attendance, words),
        bodies=bodies.drop(columns=["group", "n_absent"]),
    )


def _counted(people: pd.DataFrame, label: "pd.Series[str]") -> pd.DataFrame:
    """By label: of those who had ``said`` so who ``came``, was ``absent`` or bears no mark (``unknown``).

    ``more`` came without having said so, ``walk_in`` were on no list, ``total`` are all that came.
    """
    is_said, state, is_walk_in = people["is_said"], people["state"], people["source"].eq(WALK_IN)
    came = state.eq(CAME)
    flags = {
        "said": is_said,
        "came": is_said & came,
        "absent": is_said & state.eq(ABSENT),
        "unknown": is_said & ~came & state.ne(ABSENT),
        "more": came & ~is_said & ~is_walk_in,
        "walk_in": is_walk_in,
        "total": came,
    }
    return pd.DataFrame(flags, index=people.index).groupby(label, sort=True).sum().astype("int64")


def _told(counted: pd.DataFrame) -> pd.DataFrame:
    """``counted`` as it is printed, with the share of those who had said so that came."""
    table = counted.reindex(columns=list(_COUNTS)).fillna(0).astype("int64").rename_axis("label").reset_index()
    share = table["came"].div(table["said"]).mul(100).round()
    table["rate"] = parsed(text_of(share), lambda n: f"{int(float(n))}%" if n and n != "nan" else "–").part(str, "str")
    return table.astype({"label": "str"})


def _bodies(people: pd.DataFrame) -> pd.DataFrame:
    """One row a body or individual, in dictionary order."""
    # What registered counts before what a guest list says of the same body.
    first = people.assign(rank=people["source"].map(_SOURCES.index)).sort_values("rank", kind="stable")
    told = first.groupby("group", sort=False)[["participant_id", "name", "kind", "source", "field"]].first()
    came, is_said = people["state"].eq(CAME), people["is_said"]
    counts = pd.DataFrame({"n_said": is_said, "n_came": came, "n_absent": people["state"].eq(ABSENT)})
    table = told.join(counts.groupby(people["group"]).sum().astype("int64")).reset_index()
    table["key"] = parsed(table["name"].fillna(""), order_key).part(str, "str")
    table = table.sort_values(["key", "group"], ignore_index=True).drop(columns="key")
    return table.astype({"field": "Int64"})


def _absent(bodies: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The bodies that had said they would come and of which nobody did."""
    table = bodies[bodies["n_said"].gt(0) & bodies["n_came"].eq(0)].reset_index(drop=True)
    note = pd.Series(words["not_marked"], index=table.index, dtype="str").mask(table["n_absent"].gt(0), words["absent"])
    return pd.DataFrame(
        {
            "number": range(1, len(table) + 1),
            "body": text_of(table["name"]),
            "kind": text_of(table["kind"]),
            "meeting": meeting(table["field"], words),
            "said": table["n_said"],
            "note": note,
        }
    )


def _walk_ins(attendance: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Who came and stood on no list."""
    table = attendance[attendance["source"].eq(WALK_IN)]
    table = table.assign(key=parsed(table["body"].fillna(table["name"]).fillna(""), order_key).part(str, "str"))
    table = table.sort_values(["key", "attendee_id"], ignore_index=True)
    return pd.DataFrame(
        {
            "number": range(1, len(table) + 1),
            "body": text_of(table["body"].fillna(words["individual"])),
            "title": text_of(table["title"]),
            "name": text_of(table["name"]),
            "meeting": meeting(table["field"], words),
        }
    )
