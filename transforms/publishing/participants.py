"""From resolved responses to the published tables about participants."""

import pandas as pd

from transforms.parse.text import key, mark
from transforms.reading.columns import among, parsed
from transforms.reading.normalise import Answers

# Beyond this many of a body nobody has a row without a name; the finding headcount_large says so.
_MOST_CHAIRS = 50


def participants(latest: pd.DataFrame) -> pd.DataFrame:
    """One row a participant, from the latest response of each body (with ``participant_id``, ``n_responses``)."""
    table = latest.assign(
        **{
            column: latest[column].mask(latest[column].eq(""), None)
            for column in ("legal_form", "kind", "representative", "contact_name", "contact_title", "address")
        }
    )
    columns = [
        "participant_id",
        "name",
        "legal_form",
        "full_name",
        "kind",
        "kind_typed",
        "is_person",
        "representative",
        "contact_name",
        "contact_title",
        "phone",
        "other_phones",
        "email",
        "address",
        "district",
        "is_returning",
        "attendance",
        "headcount",
        "wish_1",
        "wish_2",
        "submitted_at",
        "n_responses",
        "response_id",
    ]
    return table[columns].sort_values("participant_id", ignore_index=True)


def activities(answers: Answers, latest: pd.DataFrame) -> pd.DataFrame:
    """activity_id, participant_id, position, text of every participant's activities."""
    table = answers.activities.merge(latest[["participant_id"]], left_on="response", right_index=True)
    table["activity_id"] = table["participant_id"] + "-" + table["position"].astype("str")
    return table[["activity_id", "participant_id", "position", "text"]].sort_values(
        ["participant_id", "position"], ignore_index=True
    )


def participant_goals(
    answers: Answers,
    latest: pd.DataFrame,
    activities_: pd.DataFrame,
    activity_goals: pd.DataFrame,
    *,
    is_ranked: bool = False,
) -> pd.DataFrame:
    """participant_id, goal, rank, score, is_declared, is_matched: what was ticked and what was read, kept apart.

    Where the form ``is_ranked``, what was ticked stands in its order before what was read alone.
    """
    declared = answers.goals.merge(latest[["participant_id"]], left_on="response", right_index=True)
    declared = declared[["participant_id", "goal", "position"]].assign(is_declared=True)
    matched = activity_goals.merge(activities_[["activity_id", "participant_id"]], on="activity_id")
    matched = matched.groupby(["participant_id", "goal"], as_index=False)["score"].max().assign(is_matched=True)
    table = declared.merge(matched, on=["participant_id", "goal"], how="outer")
    table["score"] = table["score"].fillna(0.0)
    for flag in ("is_declared", "is_matched"):
        table[flag] = table[flag].eq(True)
    table["both"] = table["is_declared"] & table["is_matched"]
    by = {"participant_id": True, "position": True} if is_ranked else {"participant_id": True}
    by |= {"both": False, "score": False, "goal": True}
    table = table.sort_values([*by], ascending=[*by.values()])
    table["rank"] = table.groupby("participant_id").cumcount() + 1
    return (
        table[["participant_id", "goal", "rank", "score", "is_declared", "is_matched"]]
        .astype({"goal": "int64", "rank": "int64"})
        .reset_index(drop=True)
    )


def attendees(
    answers: Answers,
    latest: pd.DataFrame,
    participant_fields: pd.DataFrame,
    seats: pd.DataFrame | None = None,
    *,
    contact_comes: bool = False,
    decided: "pd.Series[str] | None" = None,
) -> pd.DataFrame:
    """One row for each person who comes, named or not; nobody of a body that does not come.

    "본인" is the officer, with the officer's title where a body answered. An individual who comes is the first of the
    own people (``source`` applicant), but where the list has as many names as the head count says, or an officer
    ``decided`` the list (participant_ids). Where ``contact_comes`` a body that names nobody has its contact's name.
    Where the head count says more people than are named, each has a row without a name, so that chairs, meals and
    sheets suffice, whoever has not decided yet included; where it says nothing, each whom the list announces without a
    name (외 3명) has one, and of who announces nobody one. ``field`` is where the person
    sits by the event's ``seats``, null for who came since; before the event it is the participant's.
    """
    coming = latest[latest["attendance"].ne("no")]
    named = _listed(answers.people, coming)
    by_id = coming.set_index("participant_id")
    # Whoever may come is at least one, also where the form says no number or none; an officer's 0 is meant.
    counts = by_id["headcount"].astype("Int64")
    counts = counts.mask(counts.eq(0).fillna(False) & ~by_id["is_headcount_decided"])
    nameless = coming[~among(coming["participant_id"], named["participant_id"])]
    nameless = nameless[nameless["participant_id"].map(counts).fillna(1).gt(0)].assign(title=None, is_named=True)
    if answers.people.empty:
        # A form that asks for no names knows those of individuals.
        named = pd.concat([named, nameless.loc[nameless["is_person"]].assign(source="form")[list(named.columns)]])
    else:
        is_settled = among(coming["participant_id"], pd.Series([], dtype="str") if decided is None else decided)
        named = pd.concat([_applicants(coming[~is_settled], named, counts), named])
    listed = named.groupby("participant_id").size().reindex(by_id.index, fill_value=0)
    listed += answers.responses["n_unnamed"].reindex(coming.index).set_axis(by_id.index)
    wanted = counts.fillna(listed.clip(lower=1)).clip(upper=_MOST_CHAIRS)
    if contact_comes:
        contacts = nameless[~nameless["is_person"] & nameless["contact_name"].ne("")]
        titles = contacts["contact_title"].mask(contacts["contact_title"].eq(""), None)
        contacts = contacts.assign(name=contacts["contact_name"], title=titles, source="form")
        named = pd.concat([named, contacts[list(named.columns)]])
    n_named = named.groupby("participant_id").size()
    lacking = (wanted - n_named.reindex(wanted.index).fillna(0)).clip(lower=0).astype("int64")
    unnamed = pd.DataFrame({"participant_id": lacking.index.repeat(lacking)}).assign(
        name=None, title=None, source="form", is_named=False
    )
    table = pd.concat([named, unnamed], ignore_index=True)
    table["position"] = table.groupby("participant_id").cumcount() + 1
    table["attendee_id"] = attendee_ids(table)
    assigned = participant_fields[participant_fields["is_assigned"]].set_index("participant_id")["field"]
    table["field"] = table["participant_id"].map(assigned)
    if seats is not None:
        table["field"] = table["attendee_id"].map(seats.set_index("attendee_id")["field"])
    types = {
        "attendee_id": "str",
        "participant_id": "str",
        "name": "str",
        "title": "str",
        "source": "str",
        "field": "Int64",
        "is_named": "bool",
    }
    return table.sort_values(["participant_id", "position"], ignore_index=True)[list(types)].astype(types)


def _listed(people: pd.DataFrame, coming: pd.DataFrame) -> pd.DataFrame:
    """Who stands on the lists of ``coming``: participant_id, name, title, is_named.

    "본인" is the officer, 대표자 the representative, who stands there once where the officer is the same.
    """
    people = people.merge(
        coming[["participant_id", "name", "representative", "contact_name", "contact_title", "is_person"]].rename(
            columns={"name": "body"}
        ),
        left_on="response",
        right_index=True,
    )
    self_name = people["contact_name"].mask(people["contact_name"].eq(""), people["body"])
    self_title = people["contact_title"].mask(people["is_person"], "")
    # "저(빙소연)와 …": whoever is named stands there already.
    written = people[["response"]].assign(name=people["name"].where(~people["is_self"])).dropna()
    twice = pd.MultiIndex.from_arrays([people["response"], self_name]).isin(pd.MultiIndex.from_frame(written))
    people = people[~(people["is_self"] & twice)]
    people["name"] = people["name"].mask(people["is_self"], self_name)
    people["title"] = people["title"].mask(people["is_self"], self_title)
    people["name"] = people["name"].mask(people["is_head"], people["representative"])
    is_there = people.duplicated(["response", "name"], keep=False) | people["name"].eq("")
    people = people[~(people["is_head"] & is_there)]
    people["title"] = people["title"].mask(people["title"].eq(""), None)
    people = people[["participant_id", "name", "title"]].drop_duplicates()
    return people.assign(source="form", is_named=True)


def _applicants(coming: pd.DataFrame, named: pd.DataFrame, counts: "pd.Series[int]") -> pd.DataFrame:
    """As ``named``: individuals who come and do not stand on their own list, which leaves them a place (``counts``)."""
    own = coming[coming["is_person"] & coming["attendance"].eq("yes")]
    n_listed = own["participant_id"].map(named.groupby("participant_id").size()).astype("Int64").fillna(0)
    own = own[~n_listed.ge(own["participant_id"].map(counts).astype("Int64")).fillna(False).astype("bool")]
    written = zip(named["participant_id"], parsed(named["name"], key).part(str, "str"), strict=True)
    is_written = pd.MultiIndex.from_arrays([own["participant_id"], own["name_key"]]).isin(list(written))
    return own[~is_written].assign(title=None, source="applicant", is_named=True)[list(named.columns)]


def attendee_ids(people: pd.DataFrame) -> "pd.Series[str]":
    """The id of each person (participant_id, name, title), whoever else stands on the list and in whatever order.

    It is made of the participant and the name. Namesakes in a body all tell their title too, so that a tick beside the
    id that one of them had alone is nobody's rather than the other's; those of one title are numbered in order. A chair
    without a name is its body's first, second, …
    """
    names, titles = (parsed(people[column].fillna(""), key).part(str, "str") for column in ("name", "title"))
    is_named = names.ne("")
    named = people["participant_id"] + "-" + parsed(names, mark).part(str, "str")
    made = named.mask(is_named & named.duplicated(keep=False), named + "-" + parsed(titles, mark).part(str, "str"))
    repeat = made.groupby(made).cumcount()
    made = made.mask(repeat > 0, made + "-" + (repeat + 1).astype("str"))
    chairs = people["participant_id"].groupby([people["participant_id"], is_named]).cumcount() + 1
    return made.mask(~is_named, people["participant_id"] + "-n" + chairs.astype("str"))


def responses(judged: pd.DataFrame) -> pd.DataFrame:
    """The table of dispositions: one row for every data row of the snapshot."""
    return judged[
        ["response_id", "row_number", "submitted_at", "disposition", "participant_id", "reason_code", "reason"]
    ]
