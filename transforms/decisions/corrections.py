"""Decisions put into force: what a person decided stands in the tables, and each decision's state is told.

Every function returns its table and the states (kind, key, state) of the decisions that it looked at; a decision that
no function found a place for does not apply any more.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.decisions.decisions import (
    APPLIED,
    FINDING_OF_STATE,
    NOT_COMING,
    PARTLY_READ,
    REFUSED,
    UNNEEDED,
    UNUSED,
    states,
    text_ids,
    values_of,
)
from transforms.decisions.values import NO_GOALS, read_value
from transforms.parse.moments import stamp
from transforms.parse.text import key
from transforms.reading.columns import among, texts_by_key
from transforms.reading.names import body_of
from transforms.reading.normalise import Answers
from transforms.reading.stamps import is_in_window
from transforms.reading.who_comes import people_of
from transforms.reference import rows, texts

BASIS = "correction"
# Which question a decision settles, so that its findings need nobody any more.
_SETTLES = {
    "district": "address",
    "headcount": "headcount",
    "field": "wish_1",
    "attendance": "attendance",
    "attendees": "attendees",
    "contact_phone": "phone",
    "contact_email": "email",
}


def correct_answers(answers: Answers, decisions: pd.DataFrame, campaign: Campaign) -> tuple[Answers, pd.DataFrame]:
    """Names, contacts, moments, consents, what is a test and what was called off as decided.

    ``response_id`` stays what the form's own answer made it. Who refused stays refused.
    """
    responses, told = answers.responses.copy(), []
    for kind, (columns, write) in _WRITERS.items():
        values = values_of(decisions, kind)
        at = responses.index[responses["response_id"].isin(values.index)]
        if not len(at):
            continue
        ids, before = responses.loc[at, "response_id"], responses.loc[at, [*columns]]
        decided = ids.map(values)
        write(responses, decided, campaign)
        after = responses.loc[at, [*columns]]
        of_each = _states(ids, _same(before.fillna(""), after.fillna("")).all(axis=1))
        if kind == "consent":
            of_each |= dict.fromkeys(ids[before["consent"].eq("no")], REFUSED)
        told.append(states(kind, of_each))
    return replace(answers, responses=responses), _joined(told)


def _states(keys: "pd.Series[str]", same: "pd.Series[bool]") -> dict[str, str]:
    return {id_: UNNEEDED if is_same else APPLIED for id_, is_same in zip(keys, same, strict=True)}


def _same(machine: Any, decided: Any) -> Any:
    """Where what was read and what was decided are one, cell by cell."""
    return machine.astype("str").eq(decided.astype("str"))


def _write_name(responses: pd.DataFrame, decided: "pd.Series[str]", campaign: Campaign) -> None:
    """A name that is part of what was read keeps the legal form that was read beside it, unless it says one."""
    is_person = responses.loc[decided.index, "is_person"]
    before = responses.loc[decided.index, ["name", "full_name", "name_key", "legal_form"]].fillna("")
    bodies = decided.map(lambda name: body_of(name, campaign.form.legal_forms))
    is_kept = [not new.legal_form and new.key in old for new, old in zip(bodies, before["name_key"], strict=True)]
    forms = bodies.map(lambda b: b.legal_form)
    forms = forms.mask(pd.Series(is_kept, index=forms.index, dtype="bool"), before["legal_form"])
    told = zip(is_kept, before["full_name"], before["name"], bodies, strict=True)
    full = [whole.replace(old, new.name) if kept else new.full for kept, whole, old, new in told]
    responses.loc[decided.index, "name"] = bodies.map(lambda b: b.name).mask(is_person, decided).astype("str")
    full_names = pd.Series(full, index=decided.index, dtype="str")
    responses.loc[decided.index, "full_name"] = full_names.mask(is_person, decided)
    responses.loc[decided.index, "legal_form"] = forms.mask(is_person, "").astype("str")
    responses.loc[decided.index, "name_key"] = responses.loc[decided.index, "name"].map(key).astype("str")
    responses.loc[decided.index, "is_name_whole"] = True


def _write_phone(responses: pd.DataFrame, decided: "pd.Series[str]", campaign: Campaign) -> None:
    _write_contact(responses, decided, "phone")
    responses.loc[decided.index, "is_phone_completed"] = False


def _write_email(responses: pd.DataFrame, decided: "pd.Series[str]", campaign: Campaign) -> None:
    _write_contact(responses, decided, "email")
    responses.loc[decided.index, "is_email_corrected"] = False


def _write_contact(responses: pd.DataFrame, decided: "pd.Series[str]", kind: str) -> None:
    responses.loc[decided.index, kind] = decided.astype("str")
    responses.loc[decided.index, [f"is_{kind}_read", "has_contact"]] = True


def _write_moment(responses: pd.DataFrame, decided: "pd.Series[str]", campaign: Campaign) -> None:
    at = decided.index
    stamps = decided.map(lambda value: stamp(value, campaign.zone))
    responses.loc[at, "submitted_at"] = decided.astype("str")
    responses.loc[at, "is_day_alone"] = stamps.map(lambda each: not each.has_time).astype("bool")
    responses.loc[at, "is_in_window"] = stamps.map(lambda each: is_in_window(each, campaign)).astype("bool")
    responses.loc[at, ["is_moment_given", "is_moment_read"]] = True


def _write_consent(responses: pd.DataFrame, decided: "pd.Series[str]", campaign: Campaign) -> None:
    given = decided.index[responses.loc[decided.index, "consent"].ne("no")]
    responses.loc[given, "consent"] = "yes"
    responses.loc[given, ["is_consent_given", "is_consent_read"]] = True


def _write_cancelled(responses: pd.DataFrame, decided: "pd.Series[str]", campaign: Campaign) -> None:
    responses.loc[decided.index, "is_cancelled"] = decided.eq("true").astype("bool")
    responses.loc[decided.index, "is_called_off"] = False


def _write_test(responses: pd.DataFrame, decided: "pd.Series[str]", campaign: Campaign) -> None:
    responses.loc[decided.index, "is_test"] = decided.eq("true").astype("bool")


# The columns that tell whether a decision changed anything, and what writes them.
_WRITERS: dict[str, tuple[tuple[str, ...], Callable[[pd.DataFrame, "pd.Series[str]", Campaign], None]]] = {
    "name": (("name",), _write_name),
    "phone": (("phone",), _write_phone),
    "email": (("email",), _write_email),
    "submitted_at": (("submitted_at",), _write_moment),
    "consent": (("consent",), _write_consent),
    "test": (("is_test",), _write_test),
    "cancelled": (("is_cancelled", "is_called_off"), _write_cancelled),
}


def correct_goals(
    activity_goals: pd.DataFrame, activities: pd.DataFrame, decisions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``activity_goals`` with the decided goals, strongest first, for every activity whose text was decided."""
    values = values_of(decisions, "goals")
    if not len(values):
        return activity_goals, _joined([])
    ids = text_ids(activities["text"])
    decided = ids.map(values).dropna()
    chosen = activities.loc[decided.index, ["activity_id"]].assign(text_id=ids[decided.index], value=decided)
    goals = activity_goals.sort_values(["activity_id", "rank"])
    read = texts_by_key(goals["goal"].astype("str"), goals["activity_id"], " ")
    machine = chosen["activity_id"].map(read).fillna(NO_GOALS)
    long = chosen[chosen["value"].ne(NO_GOALS)].assign(goal=lambda table: table["value"].str.split(" ")).explode("goal")
    made = pd.DataFrame(
        {
            "activity_id": long["activity_id"],
            "goal": long["goal"].astype("int64"),
            "rank": long.groupby("activity_id").cumcount() + 1,
            "score": 1.0,
            "basis": BASIS,
            "evidence": texts("messages")["evidence"]["decided"],
            "band": "sure",
        }
    )
    rest = activity_goals[~activity_goals["activity_id"].isin(chosen["activity_id"])]
    order = pd.Series(range(len(activities)), index=activities["activity_id"])
    whole = pd.concat([rest, made[list(rest.columns)]], ignore_index=True)
    whole = whole.astype(activity_goals.dtypes.to_dict())
    whole["place"] = whole["activity_id"].map(order)
    whole = whole.sort_values(["place", "rank"], ignore_index=True).drop(columns="place")
    return whole, states("goals", _states(chosen["text_id"], _same(machine, chosen["value"])))


def correct_participants(
    latest: pd.DataFrame, decisions: pd.DataFrame, campaign: Campaign
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Attendance, contacts, districts and head counts as decided; of who does not come nobody is counted.

    One column more: ``is_headcount_decided``, for an officer's 0 is meant.
    """
    made, told = latest.copy(), []
    for kind, column in _OF_PARTICIPANTS.items():
        values = _usable(decisions, kind, campaign)
        chosen = made["participant_id"].isin(values.index)
        ids, before = made.loc[chosen, "participant_id"], made.loc[chosen, column]
        decided = ids.map(values).astype(made[column].dtype)
        made.loc[chosen, column] = decided
        of_each = _states(ids, _same(before.astype("str").fillna(""), decided))
        if kind == "district":
            made.loc[chosen, "is_district_known"] = decided.ne(campaign.places.unknown)
        if kind == "headcount":
            made["is_headcount_decided"] = chosen
            of_each |= dict.fromkeys(ids[made.loc[chosen, "attendance"].eq("no")], NOT_COMING)
        told.append(states(kind, of_each))
    made["headcount"] = made["headcount"].mask(made["attendance"].eq("no") & made["headcount"].notna(), 0)
    return made, _joined(told)


# Head counts after attendance: whether they are of use depends on it.
_OF_PARTICIPANTS = {
    "district": "district",
    "attendance": "attendance",
    "headcount": "headcount",
    "contact_phone": "phone",
    "contact_email": "email",
}


def correct_people(
    answers: Answers, latest: pd.DataFrame, decisions: pd.DataFrame, campaign: Campaign
) -> tuple[Answers, pd.DataFrame]:
    """The lists of who comes as decided, each read as the form's cell is, and its names believed.

    ``latest`` are the responses that speak.
    """
    values = _usable(decisions, "attendees", campaign)
    here = latest[latest["participant_id"].isin(values.index)]
    if here.empty:
        return answers, _joined([])
    responses = answers.responses.copy()
    listed, n_unnamed, is_whole = people_of(here, here["participant_id"].map(values), campaign)
    before = answers.people[answers.people["response"].isin(here.index)]
    same = _lists(before).reindex(here.index, fill_value="").eq(_lists(listed).reindex(here.index, fill_value=""))
    same &= n_unnamed.eq(responses.loc[here.index, "n_unnamed"])
    responses.loc[here.index, "n_unnamed"] = n_unnamed
    ids = here["participant_id"]
    of_each = {id_: UNNEEDED if is_same else APPLIED for id_, is_same in zip(ids, same, strict=True)}
    of_each |= dict.fromkeys(ids[~is_whole], PARTLY_READ)
    of_each |= dict.fromkeys(ids[here["attendance"].eq("no")], NOT_COMING)
    rest = answers.people[~answers.people["response"].isin(here.index)]
    whole = pd.concat([rest, listed], ignore_index=True).astype(answers.people.dtypes.to_dict())
    return replace(answers, responses=responses, people=whole), states("attendees", of_each)


def _lists(listed: pd.DataFrame) -> "pd.Series[str]":
    line = (
        listed["name"]
        + "\t"
        + listed["title"]
        + "\t"
        + listed["is_self"].astype("str")
        + listed["is_head"].astype("str")
    )
    return line.groupby(listed["response"]).agg("\n".join)


def correct_fields(
    participant_fields: pd.DataFrame, decisions: pd.DataFrame, campaign: Campaign
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``participant_fields`` in which whoever was decided on is assigned to the decided field, first in rank."""
    assigned = participant_fields[participant_fields["is_assigned"]].set_index("participant_id")["field"]
    usable = _usable(decisions, "field", campaign)
    values = usable[among(usable.index.to_series(), assigned.index)].astype("int64")
    if not len(values):
        return participant_fields, _joined([])
    ids = values.index.to_series()
    told = states("field", _states(ids, _same(assigned.reindex(values.index), values)))
    made = pd.DataFrame(
        {
            "participant_id": values.index,
            "field": values.to_numpy(),
            "rank": 0,
            "score": 1.0,
            "is_assigned": True,
            "reason": BASIS,
        }
    )
    is_decided = participant_fields["field"].eq(participant_fields["participant_id"].map(values))
    others = participant_fields[~is_decided.fillna(False)]
    others = others.assign(is_assigned=others["is_assigned"] & ~others["participant_id"].isin(values.index))
    # What stood only for want of evidence is no field of anyone who was decided on.
    others = others[others["score"].gt(0) | ~others["participant_id"].isin(values.index)]
    whole = pd.concat([others, made], ignore_index=True).sort_values(["participant_id", "rank"], ignore_index=True)
    whole["rank"] = whole.groupby("participant_id").cumcount() + 1
    return whole.astype(participant_fields.dtypes.to_dict()), told


def decided_fields(corrections: pd.DataFrame) -> "pd.Series[int]":
    """The field that an officer decided on, by participant_id, of the release's table of decisions."""
    held = corrections[corrections["kind"].eq("field") & corrections["state"].ne(UNUSED)]
    return held.set_index("key")["value"].astype("int64")


def _usable(decisions: pd.DataFrame, kind: str, campaign: Campaign) -> "pd.Series[str]":
    """The values of one kind that this campaign knows: another year may have other fields and districts."""
    values = values_of(decisions, kind)
    return values[[read_value(kind, value, campaign) == value for value in values]]


def _joined(told: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([states("", {}), *told], ignore_index=True)


def findings_of(corrections: pd.DataFrame, responses: pd.DataFrame) -> pd.DataFrame:
    """A finding for each decision that is not needed any more or does not apply; ``column`` is its kind."""
    severity = {row["code"]: row["severity"] for row in rows("rules")}
    told = corrections[corrections["state"].ne(APPLIED)]
    code = told["state"].map(FINDING_OF_STATE)
    known = among(told["key"], responses["response_id"])
    return (
        pd.DataFrame(
            {
                "response_id": told["key"].where(known, ""),
                "code": code,
                "column": told["kind"],
                "severity": code.map(severity),
            }
        )
        .reset_index(drop=True)
        .astype("str")
    )


def told_states(corrections: pd.DataFrame) -> "pd.Series[str]":
    """The state of each decision as a sentence, and of one that does not apply why, where that is known."""
    words, kind, unused = texts("messages"), corrections["kind"], corrections["state"].eq(UNUSED)
    of_bodies = corrections["key"].str.startswith("p-")
    why = pd.Series("response", index=corrections.index, dtype="str")
    why = why.mask(of_bodies, "body").mask(kind.eq("goals"), "text")
    # Bodies are numbered in their folder: of several decisions none would find one in another.
    if of_bodies.sum() > 1 and unused[of_bodies].all():
        why = why.mask(of_bodies, "elsewhere")
    renaming = corrections[kind.eq("name") & ~unused]
    renamed = {key(name) for name in (*renaming["about"], *renaming["value"])}
    why = why.mask(of_bodies & corrections["about"].map(key).isin(renamed), "renamed")
    return (
        corrections["state"].map(words["decision_state"]).mask(unused, why.map(words["decision_unused"])).astype("str")
    )


def settled_questions(corrections: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """response_id and question of every answer about which a person decided."""
    table = corrections[corrections["state"].ne(UNUSED) & corrections["kind"].isin(_SETTLES)]
    by_id = participants.set_index("participant_id")["response_id"]
    return pd.DataFrame({"response_id": table["key"].map(by_id), "about": table["kind"].map(_SETTLES)}).dropna()
