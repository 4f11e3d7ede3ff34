"""Whom the office has to look at or to call, by name: each list with its own columns alone."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from transforms.bodies.earlier import LAPSED, standing
from transforms.bodies.settle import Settled
from transforms.campaign.campaign import Campaign
from transforms.parse.phones import national
from transforms.reading.columns import among, parsed
from transforms.reference import texts


def office_lists(
    tables: Mapping[str, pd.DataFrame],
    settled: Settled,
    campaign: Campaign,
    seats: pd.DataFrame | None,
    rows_: "pd.Series[Any]",
) -> dict[str, pd.DataFrame]:
    """Tables by our names of them; columns are named for labels, rows are in the order of the names.

    held: responses that could not be used, by their row in the sheet (``rows_``, by response_id). check: participants
    whose place or goals nobody could tell.
    undecided: those who do not know yet whether they come. neither: those who sit outside their wishes by the event's
    ``seats`` (nobody before it). lapsed: participants
    of the earlier campaign who are none of this one. declared: participants whose answer about the earlier campaign is
    not what its list says. Then the answers in free words of each question, as written.
    """
    participants = tables["participants"]
    names = participants.set_index("participant_id")["name"]
    numbers = {each.number: each.numbered for each in campaign.fields}
    table = participants.assign(
        body=participants["name"],
        field=participants["participant_id"].map(_outside(seats, numbers)),
        contact=participants["contact_name"],
        phone=parsed(participants["phone"].fillna(""), national).part(str, "str"),
        wishes=_wished(participants, numbers),
    )
    held = settled.judged[settled.judged["disposition"].eq("quarantined")]
    held = held.assign(row=held["response_id"].map(rows_), body=held["name"].fillna(""), contact=held["contact_name"])
    # Where a council tells no districts apart nobody's is unknown.
    is_placed = table["district"].ne(campaign.places.unknown) | (not campaign.places.districts)
    matched = tables["participant_goals"].loc[tables["participant_goals"]["is_matched"], "participant_id"]
    is_read = among(table["participant_id"], matched)
    why = texts("messages")["office"]
    reasons = (
        pd.Series(why["district"], index=table.index).where(~is_placed, "")
        + pd.Series(" · ", index=table.index).where(~is_placed & ~is_read, "")
        + pd.Series(why["goals"], index=table.index).where(~is_read, "")
    )
    made = {
        "held": held.sort_values("row_number")[["row", "body", "contact", "reason"]],
        "check": table.assign(reason=reasons)[reasons.ne("")][["body", "contact", "phone", "address", "reason"]],
        "undecided": table[table["attendance"].eq("undecided")][["body", "contact", "phone", "email"]],
        "neither": table[table["field"].notna()][["body", "contact", "phone", "wishes", "field"]],
        **_of_earlier(table, tables["earlier_participants"]),
    }
    made = {name: each if name == "held" else each.sort_values("body", kind="stable") for name, each in made.items()}
    for question in campaign.questions:
        if question.is_own and question.is_reported and question.kind == "text":
            said = tables["answers"][tables["answers"]["question"].eq(question.column)]
            quoted = said.assign(body=said["participant_id"].map(names), text=said["answer"])[["body", "text"]]
            made[question.column] = quoted.sort_values(["body", "text"], kind="stable")
    return {name: each.astype("str").fillna("").replace("<NA>", "") for name, each in made.items()}


def _of_earlier(table: pd.DataFrame, earlier: pd.DataFrame) -> dict[str, pd.DataFrame]:
    if earlier.empty:
        return {}
    said = texts("messages")["standing"]
    lapsed = earlier[earlier["status"].eq(LAPSED)]
    names = table.set_index("participant_id")["body"]
    alike = lapsed["likely_participant_id"].map(names)
    lapsed = lapsed.assign(body=lapsed["name"], list_row=lapsed["row"], alike=alike)
    is_listed, declared = standing(table, earlier), table["is_returning"].astype("boolean")
    differs = (declared.notna() & declared.ne(is_listed)).fillna(False).astype("bool")
    answers = table.assign(
        declared=declared.map({True: said["returning"], False: said["new"]}),
        listed=is_listed.map({True: said["listed"], False: said["not_listed"]}),
    )
    return {
        "lapsed": lapsed[["body", "kind", "list_row", "alike"]],
        "declared": answers[differs][["body", "contact", "phone", "declared", "listed"]],
    }


def _outside(seats: pd.DataFrame | None, numbers: dict[int, str]) -> "pd.Series[str]":
    """The meetings outside their wishes in which people of a participant sit, by participant_id."""
    if seats is None:
        return pd.Series(dtype="str")
    outside = seats[seats["wish_rank"].eq(0).fillna(False)].sort_values(["participant_id", "field"])
    each = outside.drop_duplicates(["participant_id", "field"])
    return each["field"].map(numbers).groupby(each["participant_id"]).agg(" / ".join)


def _wished(participants: pd.DataFrame, numbers: dict[int, str]) -> "pd.Series[str]":
    one, two = (participants[wish].map(numbers).astype("str").fillna("") for wish in ("wish_1", "wish_2"))
    both = pd.Series(" / ", index=participants.index).where(one.ne("") & two.ne(""), "")
    return one + both + two
