"""Tables without people: bodies by name, individuals left out, small numbers merged."""

import re

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.parse.emails import emails
from transforms.parse.people import is_name
from transforms.parse.people import people as people_in
from transforms.parse.phones import phones
from transforms.parse.text import key
from transforms.reading.columns import among, parsed


def organisations(
    participants: pd.DataFrame,
    judged: pd.DataFrame,
    attendees: pd.DataFrame,
    participant_fields: pd.DataFrame,
    unwilling: "pd.Series[str]",
    personal: "pd.Series[str]",
) -> pd.DataFrame:
    """participant_id, name, legal_form, kind, district, field of every body that may be named in public.

    Left out: individuals, bodies without a kind, names that are ``personal`` (see ``personal_names``), names that hold
    the name of anybody known from a response of the same body (``judged`` has them all), and who is ``unwilling`` to be
    named (participant_id).
    """
    people = pd.concat(
        [
            judged[["participant_id", "representative"]].set_axis(["participant_id", "person"], axis=1),
            judged[["participant_id", "contact_name"]].set_axis(["participant_id", "person"], axis=1),
            attendees[["participant_id", "name"]].set_axis(["participant_id", "person"], axis=1),
        ]
    )
    people = people.dropna().drop_duplicates()
    people["person"] = parsed(people["person"], key).part(str, "str")
    people = people[people["person"].str.len() >= 2]
    names = participants.set_index("participant_id")["name"]
    people["body"] = parsed(people["participant_id"].map(names).fillna(""), key).part(str, "str")
    holds = [person in body for person, body in zip(people["person"], people["body"], strict=True)]
    table = _bodies(participants)
    table = table[~among(table["participant_id"], people.loc[holds, "participant_id"])]
    table = table[~among(table["participant_id"], unwilling)]
    table = table[~among(table["name"], personal)]
    assigned = participant_fields[participant_fields["is_assigned"]].set_index("participant_id")["field"]
    table = table.assign(field=table["participant_id"].map(assigned).astype("int64"))
    return table[["participant_id", "name", "legal_form", "kind", "district", "field"]].reset_index(drop=True)


def unwilling(participants: pd.DataFrame, answers: pd.DataFrame, campaign: Campaign) -> "pd.Series[str]":
    """participant_id of everyone who did not agree to be named, where the form asks: who refused or did not answer.

    Everyone, where the council names nobody.
    """
    ids = participants["participant_id"]
    refused = pd.Series(not campaign.public_names, index=participants.index)
    for column, options in campaign.unnamed.items():
        said = answers[answers["question"].eq(column)]
        refused |= ~among(ids, said.loc[~said["answer"].isin(options), "participant_id"])
    return ids[refused]


def names_of_bodies(participants: pd.DataFrame) -> "pd.Series[str]":
    """Every name that a body might be told under in public."""
    return _bodies(participants)["name"].drop_duplicates()


def personal_names(names: "pd.Series[str]") -> "pd.Series[str]":
    """Those of the names that read as a person's, hold a contact or name someone with a title."""
    return names[parsed(names, _reads_personal).part(bool, "bool")]


def _bodies(participants: pd.DataFrame) -> pd.DataFrame:
    return participants[~participants["is_person"] & participants["kind"].notna()]


def _reads_personal(name: str) -> bool:
    """True for a body's name that is a person's, or holds a contact, or a person beside a title or "외 3인"."""
    if is_name(name.replace(" ", "")) or phones(name) or emails(name) or _DIGITS.search(name):
        return True
    listed = people_in(name)
    return bool(listed.named) and (listed.n_unnamed > 0 or any(p.title and is_name(p.name) for p in listed.named))


# Numbers this long are contacts even where no numbering plan knows them.
_DIGITS = re.compile(r"\d[\d\s.-]{5,}\d")


def organisation_goals(participant_goals: pd.DataFrame, organisations_: pd.DataFrame) -> pd.DataFrame:
    """participant_goals of the bodies that may be named."""
    return participant_goals[among(participant_goals["participant_id"], organisations_["participant_id"])].reset_index(
        drop=True
    )
