"""Tables without people: bodies by name, individuals left out, small numbers merged."""

import pandas as pd

from transforms.normalise import INDIVIDUAL
from transforms.parse.text import key


def organisations(
    participants: pd.DataFrame, attendees: pd.DataFrame, participant_fields: pd.DataFrame
) -> pd.DataFrame:
    """participant_id, name, legal_form, kind, district, field of every body that may be named in public.

    Left out: individuals, and any body whose name holds the name of a person known from its own response.
    """
    people = (
        pd.concat(
            [
                participants[["participant_id", "representative"]].rename(columns={"representative": "person"}),
                participants[["participant_id", "contact_name"]].rename(columns={"contact_name": "person"}),
                attendees[["participant_id", "name"]].rename(columns={"name": "person"}),
            ]
        )
        .dropna()
        .drop_duplicates()
    )
    people["person"] = people["person"].map(key)
    people = people[people["person"].str.len() >= 2]
    names = participants.set_index("participant_id")["name"].map(key)
    people["body"] = people["participant_id"].map(names)
    holds = [person in body for person, body in zip(people["person"], people["body"], strict=True)]
    personal = set(people.loc[holds, "participant_id"])
    assigned = participant_fields[participant_fields["is_assigned"]].set_index("participant_id")["field"]
    table = participants[
        participants["kind"].ne(INDIVIDUAL).fillna(True) & ~participants["participant_id"].isin(personal)
    ]
    table = table.assign(field=table["participant_id"].map(assigned))
    return table[["participant_id", "name", "legal_form", "kind", "district", "field"]].reset_index(drop=True)


def organisation_goals(participant_goals: pd.DataFrame, organisations_: pd.DataFrame) -> pd.DataFrame:
    """participant_goals of the bodies that may be named."""
    return participant_goals[participant_goals["participant_id"].isin(organisations_["participant_id"])].reset_index(
        drop=True
    )
