"""What an agreement says of its signer: the goals that somebody stands behind, and what nobody has confirmed yet."""

from collections.abc import Mapping

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.sections import CHOSEN, Agreement, Documents
from transforms.decisions.corrections import BASIS
from transforms.decisions.decisions import UNUSED, text_ids
from transforms.event.korean_order import order_key
from transforms.event.row_texts import (
    Words,
    goal_numbers,
    in_short,
    joined,
    named_goals,
    shortened,
    text_of,
)
from transforms.goals.match import SURE
from transforms.goals.matcher import GOALS
from transforms.parse.phones import national
from transforms.publishing.answers import who_chose
from transforms.reading.columns import among, parsed

# Who stands behind a goal, the strongest first; what the last two bring is on no paper before somebody confirmed it.
BOTH, TICKED, BACKED, READ = range(4)
# Characters of an activity that the wording and the list to work off hold.
_ROOM = 120


def weighed_goals(tables: Mapping[str, pd.DataFrame], documents: Documents) -> pd.DataFrame:
    """participant_id, goal, rank, standing: every goal that was ticked or read, the one most stood behind first.

    ``tables`` holds participant_goals, activities and activity_goals. ``standing`` is one of BOTH (ticked and read),
    TICKED, BACKED (not ticked, but read as sure or decided by an officer) and READ (not sure, not decided). Where a
    council agrees only what was chosen, what was read stands for nothing beside ticks, however sure. Within a standing
    the strongest reading is first, then what comes first in a text.
    """
    read = tables["activity_goals"].merge(tables["activities"][["activity_id", "participant_id"]], on="activity_id")
    ticked = tables["participant_goals"]
    ticked = ticked.loc[ticked["is_declared"], ["participant_id", "goal"]]
    is_beside = among(read["participant_id"], ticked["participant_id"]) & (documents.agreed == CHOSEN)
    read = read.assign(
        is_ticked=False,
        is_read=True,
        is_backed=(read["band"].eq(SURE) & ~is_beside) | read["basis"].eq(BASIS),
        place=read["rank"],
    )
    ticked = ticked.assign(is_ticked=True, is_read=False, is_backed=False, score=0.0, place=GOALS)
    table = pd.concat([ticked, read[list(ticked.columns)]], ignore_index=True)
    flags = dict.fromkeys(("is_ticked", "is_read", "is_backed"), "any")
    table = table.groupby(["participant_id", "goal"], as_index=False).agg({**flags, "score": "max", "place": "min"})
    standing = pd.Series(READ, index=table.index).mask(table["is_backed"], BACKED)
    standing = standing.mask(table["is_ticked"], TICKED).mask(table["is_ticked"] & table["is_read"], BOTH)
    table = table.assign(standing=standing)
    by = ["participant_id", "standing", "score", "place", "goal"]
    table = table.sort_values(by, ascending=[True, True, False, True, True], ignore_index=True)
    table["rank"] = table.groupby("participant_id").cumcount() + 1
    columns = ["participant_id", "goal", "rank", "standing"]
    return table[columns].astype({"goal": "int64", "rank": "int64", "standing": "int64"})


def agreed_goals(tables: Mapping[str, pd.DataFrame], documents: Documents) -> pd.DataFrame:
    """participant_id, goal, rank: the first ``goals_each`` of each that somebody stands behind (weighed_goals)."""
    weighed = weighed_goals(tables, documents)
    is_printed = weighed["standing"].le(BACKED) & weighed["rank"].le(documents.goals_each)
    return weighed.loc[is_printed, ["participant_id", "goal", "rank"]]


def backed(goals: pd.DataFrame, tables: Mapping[str, pd.DataFrame], documents: Documents) -> pd.DataFrame:
    """Those of ``goals`` (participant_goals, or what of it anyone may read) that somebody stands behind, as on an
    agreement: ticked there, read as sure, or decided."""
    weighed = weighed_goals({**tables, "participant_goals": goals}, documents)
    stands = weighed.loc[weighed["standing"].le(BACKED), ["participant_id", "goal"]]
    return goals.merge(stands, on=["participant_id", "goal"])


def signing(participants: pd.DataFrame, answers: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """The ``participants`` who did not say that they sign nothing."""
    is_out = participants["participant_id"].isin(who_chose(answers, campaign.unsigned))
    return participants[~is_out].reset_index(drop=True)


def agreements(
    participants: pd.DataFrame, goals: pd.DataFrame, activities: pd.DataFrame, agreement: Agreement
) -> pd.DataFrame:
    """participant_id, body (its full name), is_person, representative, goals, activities: a page each, 가나다.

    ``goals`` are numbers with spaces, the strongest first, '' where none was found: they are then agreed on at the
    table. ``activities`` is '' where the wording leaves no place for it: nothing of it is on the paper.
    """
    table = participants.assign(sort=parsed(participants["name"], order_key).part(str, "str"))
    table = table.sort_values(["sort", "participant_id"], ignore_index=True)
    representative = text_of(table["representative"])
    of = table["participant_id"]
    is_said = "{activities" in f"{agreement.organisation}{agreement.individual}"
    does = of.map(in_short(activities, _ROOM)) if is_said else pd.Series("", index=table.index)
    made = {
        "participant_id": of,
        "body": table["full_name"],
        "is_person": table["is_person"],
        "representative": representative.mask(table["is_person"], table["name"]),
        "goals": text_of(of.map(goal_numbers(goals))),
        "activities": text_of(does),
    }
    return pd.DataFrame(made).astype({column: "bool" if column == "is_person" else "str" for column in made})


def supplement_agreements(agreements_: pd.DataFrame, printed: pd.DataFrame | None) -> pd.DataFrame:
    """The agreements that differ from the ``printed`` ones, or are of somebody new; none before the first printing."""
    if printed is None:
        return agreements_.iloc[:0]
    both = agreements_.merge(printed[list(agreements_.columns)], how="left", indicator=True)
    return agreements_[both["_merge"].eq("left_only").to_numpy()].reset_index(drop=True)


def open_agreements(tables: Mapping[str, pd.DataFrame], campaign: Campaign, words: Words) -> pd.DataFrame:
    """The agreements that nobody confirmed, to be worked off: number, participant_id, body, activity, ticked, read,
    printed, proposed, reason, contact, phone (else the e-mail).

    ``tables`` holds corrections too. An agreement is open while it is empty, while a goal was read that nobody is sure
    of and the paper has room for, where it bears one that was not ticked, and where more were ticked than it holds;
    and is confirmed once an officer decided what every activity of the participant means. ``proposed`` is what it
    would say if all that was read were right. Where only what was chosen is agreed, a reading beside ticks opens none.
    """
    most, weighed = campaign.documents.goals_each, weighed_goals(tables, campaign.documents)
    agreed = weighed[weighed["standing"].le(BACKED) & weighed["rank"].le(most)]
    people = tables["participants"].set_index("participant_id")

    def of(chosen: pd.DataFrame) -> "pd.Series[str]":
        return text_of(goal_numbers(chosen).reindex(people.index))

    first = weighed[weighed["rank"].le(most)]
    is_ticked = weighed["standing"].le(TICKED)
    is_settled = among(first["participant_id"], weighed.loc[is_ticked, "participant_id"])
    is_settled &= campaign.documents.agreed == CHOSEN
    why: dict[str, str] = words["open_reason"]
    held = {
        "unsure": of(first[first["standing"].gt(BACKED) & ~is_settled]),
        "not_ticked": of(agreed[agreed["standing"].eq(BACKED)]),
        "too_many": of(weighed[is_ticked & weighed["rank"].gt(most)]),
    }
    reasons = [_told(why[name], numbers) for name, numbers in held.items()]
    printed = of(agreed)
    empty = pd.Series("", index=people.index).mask(printed.eq(""), why["empty"])
    ticks = weighed[is_ticked].sort_values(["participant_id", "goal"])
    # An individual is their own contact, and to be one is no title.
    contact = people["contact_name"].fillna(people["name"].where(people["is_person"].astype("bool")))
    title = people["contact_title"].mask(people["contact_title"].eq(words["individual"]))
    table = pd.DataFrame(
        {
            "body": people["name"],
            "activity": text_of(in_short(tables["activities"], _ROOM).reindex(people.index)),
            "ticked": of(ticks),
            "read": of(weighed[weighed["standing"].ne(TICKED)]),
            "printed": printed,
            "proposed": parsed(of(first), lambda numbers: named_goals(numbers, campaign.goal_names)).part(str, "str"),
            "reason": joined(empty, *reasons, between="\n"),
            "contact": joined(text_of(contact), text_of(title), between=" "),
            "phone": parsed(text_of(people["phone"].fillna(people["email"])), national).part(str, "str"),
        }
    )
    is_open = table["reason"].ne("") & ~table.index.isin(_confirmed(tables))
    table = table.assign(sort=parsed(table["body"], order_key).part(str, "str"))[is_open]
    table = table.rename_axis("participant_id").reset_index().sort_values(["sort", "participant_id"], ignore_index=True)
    table.insert(0, "number", range(1, len(table) + 1))
    return shortened(table.drop(columns="sort"), {"body": 80, "contact": 60})


def _confirmed(tables: Mapping[str, pd.DataFrame]) -> "pd.Index[str]":
    """Participants about all of whose activities an officer decided."""
    decided = tables["corrections"]
    decided = decided[decided["kind"].eq("goals") & decided["state"].ne(UNUSED)]
    activities = tables["activities"]
    of_each = text_ids(activities["text"]).isin(decided["key"]).groupby(activities["participant_id"]).all()
    confirmed: pd.Index[str] = of_each[of_each].index
    return confirmed


def _told(sentence: str, numbers: "pd.Series[str]") -> "pd.Series[str]":
    return parsed(numbers, lambda some: sentence.format(goals=" · ".join(some.split())) if some else "").part(
        str, "str"
    )
