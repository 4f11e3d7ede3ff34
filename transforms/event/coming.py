"""Everyone who may come to the event, before anyone sits: those of the form, and the guests among and beside them."""

import pandas as pd

from transforms.campaign.campaign import Campaign

# What is known of a person before anyone sits; the meaning of each column stands in placement.py.
PEOPLE = {
    "attendee_id": "str",
    "participant_id": "str",
    "name": "str",
    "title": "str",
    "body": "str",
    "group": "str",
    "protocol_order": "Int64",
    "source": "str",
    "is_named": "bool",
    "attendance": "str",
    "phone": "str",
    "email": "str",
    "note": "str",
    "own_field": "Int64",
    "is_seated": "bool",
}


def registered(attendees: pd.DataFrame, participants: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """PEOPLE of the form's attendees; contacts are those of whoever registered them.

    Whoever has not decided yet and named nobody may still come: one person, whose name is known where it is an
    individual that registered.
    """
    told = participants[["participant_id", "name", "is_person", "attendance", "phone", "email"]]
    told = told.rename(columns={"name": "body"})
    table = attendees.merge(told, on="participant_id")
    may_come = told["attendance"].eq("undecided") & ~told["participant_id"].isin(table["participant_id"])
    undecided = told[may_come]
    # Of themselves alone: a table without rows takes on all rows of a column that is assigned to it.
    undecided = undecided.assign(
        attendee_id=undecided["participant_id"] + "-a1",
        name=undecided["body"].where(undecided["is_person"]),
        title=None,
        source="form",
        is_named=undecided["is_person"],
    )
    table = pd.concat([table, undecided], ignore_index=True)
    table["body"] = table["body"].mask(table["is_person"].astype("bool"), None)
    return as_people(
        table.assign(group=campaign.event.group, protocol_order=None, note=None, own_field=None, is_seated=True)
    )


def as_people(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with the columns of PEOPLE alone, typed, in the order of ids."""
    return table.astype(PEOPLE)[list(PEOPLE)].sort_values("attendee_id", ignore_index=True)
