"""Tables without people: bodies by name, individuals left out, small numbers merged."""

import re
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.decisions.decisions import APPLIED, NEVER_NAMED, REFUSED, UNNEEDED, states, values_of
from transforms.parse.people import is_name
from transforms.parse.people import people as people_in
from transforms.parse.people.words import is_usual_name, known_parts, words
from transforms.parse.personal import bears_title, has_contact
from transforms.parse.text import key, searchable, spelling
from transforms.reading.columns import among, parsed


def organisations(participants: pd.DataFrame, participant_fields: pd.DataFrame) -> pd.DataFrame:
    """participant_id, name, legal_form, kind, district, field of every body that is named in public (``unnamed``)."""
    table = participants[participants["unnamed"].isna()]
    assigned = participant_fields[participant_fields["is_assigned"]].set_index("participant_id")["field"]
    table = table.assign(field=table["participant_id"].map(assigned).astype("int64"))
    return table[["participant_id", "name", "legal_form", "kind", "district", "field"]].reset_index(drop=True)


def unnamed(
    participants: pd.DataFrame,
    judged: pd.DataFrame,
    attendees: pd.DataFrame,
    answers: pd.DataFrame,
    decisions: pd.DataFrame,
    campaign: Campaign,
    personal: "pd.Series[str]",
) -> tuple["pd.Series[str]", pd.DataFrame]:
    """Why each participant is not named in public, null where it is; and the states of the decisions about it.

    By the first that holds: ``nobody`` is (the council's setting), a ``person``, without a kind (``no_kind``), it
    ``refused`` by any question, an officer ``decided``, a ``word`` of the settings, ``silent`` where the form asks, a
    name that is ``personal`` (see ``personal_names``) or ``holds`` anybody's who is known from a response of the same
    body (``judged`` has them all). What an officer decides to name is named against all that stand behind it.
    """
    ids = participants["participant_id"]
    refused, silent = _unwilling(participants, answers, campaign)
    is_fixed = ~_is_body(participants) | refused | (not campaign.public_names)
    machine = pd.Series(
        np.select(
            [
                pd.Series(not campaign.public_names, index=ids.index),
                participants["is_person"],
                participants["kind"].isna(),
                refused,
                _bears_word(participants, campaign.unnamed_words),
                silent,
                among(participants["name"], personal),
                among(ids, _holding(participants, judged, attendees)),
            ],
            ["nobody", "person", "no_kind", "refused", "word", "silent", "personal", "holds"],
            default="",
        ),
        index=ids.index,
        dtype="str",
    )
    decided = ids.map(values_of(decisions, "naming"))
    is_changed = ~is_fixed & decided.notna() & decided.eq("public").ne(machine.eq(""))
    state = pd.Series(UNNEEDED, index=ids.index).mask(is_changed, APPLIED)
    state = state.mask(is_fixed & decided.eq("public"), NEVER_NAMED).mask(refused & decided.eq("public"), REFUSED)
    told = states("naming", dict(zip(ids[decided.notna()], state[decided.notna()], strict=True)))
    why = machine.mask(is_changed, decided.map({"public": "", "hidden": "decided"}))
    return why.mask(why.eq("")), told


def not_listed(participants: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """``participants`` of whom those are told that may be named and are not among the ``named``: they came too late."""
    is_late = participants["unnamed"].isna() & ~among(participants["participant_id"], named["participant_id"])
    return participants.assign(unnamed=participants["unnamed"].mask(is_late, "counted"))


def _unwilling(
    participants: pd.DataFrame, answers: pd.DataFrame, campaign: Campaign
) -> tuple["pd.Series[bool]", "pd.Series[bool]"]:
    """Who refused to be named by any question that asks, and who left any such question unanswered."""
    ids = participants["participant_id"]
    refused = silent = pd.Series(False, index=participants.index)
    for column, options in campaign.unnamed.items():
        # A kind is the participant's own and stands among no other answers.
        of_it = answers[answers["question"].eq(column) & ~answers["is_free_text"]].set_index("participant_id")
        said = participants["kind"] if column == "kind" else ids.map(of_it["answer"])
        refused, silent = refused | said.isin(options), silent | said.isna()
    return refused, silent


def _bears_word(participants: pd.DataFrame, own_words: Sequence[str]) -> "pd.Series[bool]":
    """Whether a name holds one of the words, however either is spaced."""
    sought = [spelling(word) for word in own_words]
    names = parsed(participants["name"], searchable)
    return names.part(lambda said: any(word in said for word in sought), "bool")


def _holding(participants: pd.DataFrame, judged: pd.DataFrame, attendees: pd.DataFrame) -> "pd.Series[str]":
    """participant_id of those whose name holds the name of anybody known from a response of the same body."""
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
    return people.loc[holds, "participant_id"]


def names_of_bodies(participants: pd.DataFrame) -> "pd.Series[str]":
    """Every name that a body might be told under in public."""
    return _bodies(participants)["name"].drop_duplicates()


def personal_names(names: "pd.Series[str]", places: Collection[str] = ()) -> "pd.Series[str]":
    """Those of the names that read as a person's, hold a contact or name someone with a title.

    What the council's ``places`` are called is nobody in brackets or in a row of names.
    """
    return names[parsed(names, lambda name: _reads_personal(name, places)).part(bool, "bool")]


def _bodies(participants: pd.DataFrame) -> pd.DataFrame:
    return participants[_is_body(participants)]


def _is_body(participants: pd.DataFrame) -> "pd.Series[bool]":
    return ~participants["is_person"] & participants["kind"].notna()


def _reads_personal(name: str, places: Collection[str]) -> bool:
    """True for a body's name that is a person's or nothing but names, or holds a contact, a name in brackets at its
    end, or a person beside a title or "외 3인"."""
    several, bracket = _BETWEEN.split(name.strip()), _BRACKET.search(name)
    told = several if len(several) > 1 else [bracket[1]] if bracket else []
    if told and all(_is_whole_name(each, places) for each in told):
        return True
    # 우리의 숲, 김하늘의 숲: whose it is stands before the blank.
    owner, of, _ = name.partition("의 ")
    is_owned = bool(of) and len(owner) > 2 and is_usual_name(owner)
    is_one = not of and is_name(name.replace(" ", "")) and not _is_of_trade(name)
    if is_owned or is_one or has_contact(name) or _DIGITS.search(name):
        return True
    listed = people_in(name)
    is_foreign = (
        len(name) > 3 and [person.name for person in listed.named] == [name] and name.startswith(words("foreign_start"))
    )
    return is_foreign or bears_title(name, listed) or (bool(listed.named) and listed.n_unnamed > 0)


def _is_of_trade(name: str) -> bool:
    """Whether four syllables are a house's (태화정밀, 은내교회): hardly anybody's given name has three."""
    return len(name) == 4 and name[2:] in known_parts()


_BETWEEN = re.compile(r"\s*[,·ㆍ、/&+\n]\s*")
_BRACKET = re.compile(r"\w\s?[(（]\s?([가-힣]+)\s?[)）]$")
# 무심천·미호강
_LANDSCAPE = ("천", "강", "산", "숲", "길")


def _is_whole_name(word: str, places: Collection[str]) -> bool:
    """Whether a word beside others can be a surname and a given name alone; a shorter one may be any word."""
    return len(word) > 2 and is_name(word) and key(word) not in places and not word.endswith(_LANDSCAPE)


# Numbers this long are contacts even where no numbering plan knows them.
_DIGITS = re.compile(r"\d[\d\s.-]{5,}\d")


def organisation_goals(participant_goals: pd.DataFrame, organisations_: pd.DataFrame) -> pd.DataFrame:
    """participant_goals of the bodies that may be named."""
    return participant_goals[among(participant_goals["participant_id"], organisations_["participant_id"])].reset_index(
        drop=True
    )
