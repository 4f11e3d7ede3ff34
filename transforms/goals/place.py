"""One field meeting for each participant, from its activities' themes, its goals and its own wish."""

import numpy as np
import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.event_settings import APPLIED
from transforms.goals.matcher import Ints
from transforms.reading.columns import among

# What each kind of evidence may add to a field's score: but for the second wish they sum to 1. Where whoever applied
# first sits where they wished, nothing outweighs a wish.
_WEIGHTS = {"themes": 0.45, "goals": 0.15, "wish_1": 0.40, "wish_2": 0.20}
_OF_WISHES = {"themes": 0.15, "goals": 0.05, "wish_1": 0.80, "wish_2": 0.40}
# The reason of a field where somebody sits in the event's own table.
SEATED = "seat"


def place(
    participants: pd.DataFrame, participant_goals: pd.DataFrame, activity_themes: pd.DataFrame, campaign: Campaign
) -> pd.DataFrame:
    """participant_fields: every field with any evidence, ranked; exactly one a participant is assigned.

    ``activity_themes`` has participant_id, theme, weight. Participants without any evidence are spread, each to the
    field that has the fewest by then (then the lowest number), and the reason says so.
    """
    table = _scored(participants, participant_goals, activity_themes, campaign)
    table = table.sort_values(["participant_id", "score", "field"], ascending=[True, False, True])
    table["rank"] = table.groupby("participant_id").cumcount() + 1
    table["is_assigned"] = table["rank"].eq(1)
    is_known = among(participants["participant_id"], table["participant_id"])
    without = participants.loc[~is_known, "participant_id"].sort_values()
    counts = (
        table.loc[table["is_assigned"], "field"]
        .value_counts()
        .reindex([f.number for f in campaign.fields], fill_value=0)
    )
    rest = pd.DataFrame(
        {
            "participant_id": without,
            "field": _filled_up(counts.sort_index(), len(without)),
            "rank": 1,
            "score": 0.0,
            "is_assigned": True,
            "reason": "no_evidence",
        }
    )
    whole = pd.concat([table, rest], ignore_index=True)
    return (
        whole[["participant_id", "field", "rank", "score", "is_assigned", "reason"]]
        .sort_values(["participant_id", "rank"], ignore_index=True)
        .astype({"field": "int64", "rank": "int64", "reason": "str"})
    )


def _scored(
    participants: pd.DataFrame, participant_goals: pd.DataFrame, activity_themes: pd.DataFrame, campaign: Campaign
) -> pd.DataFrame:
    """participant_id, field, what each kind of evidence gives, score and reason of every field with any evidence."""
    fields = pd.DataFrame(
        [(each.number, theme) for each in campaign.fields for theme in sorted(each.themes)], columns=["field", "theme"]
    )
    goals = pd.DataFrame(
        [(each.number, goal) for each in campaign.fields for goal in sorted(each.goals)], columns=["field", "goal"]
    )
    table = pd.DataFrame(
        {
            "themes": _shares(
                activity_themes.merge(fields, on="theme").groupby(["participant_id", "field"])["weight"].sum()
            ),
            "goals": _shares(_goal_shares(participant_goals.merge(goals, on="goal"))),
        }
    )
    for wish in ("wish_1", "wish_2"):
        wished = participants.dropna(subset=[wish])[["participant_id", wish]].rename(columns={wish: "field"})
        marked = wished.astype({"field": "int64"}).assign(**{wish: 1.0}).set_index(["participant_id", "field"])
        table = table.join(marked, how="outer")
    # The same field wished twice is one wish.
    table["wish_2"] = table["wish_2"].where(table["wish_1"].isna())
    table = table.fillna(0.0).rename_axis(["participant_id", "field"]).reset_index()
    weights = pd.Series(_weights(campaign))
    table["score"] = (table[[*weights.index]] * weights).sum(axis=1).round(6)
    words = {"wish_1": "wish_1", "wish_2": "wish_2", "themes": "activities", "goals": "goals"}
    told = [
        pd.Series(f"{word} ", index=table.index, dtype="str").where(table[column] > 0, "")
        for column, word in words.items()
    ]
    table["reason"] = sum(told[1:], start=told[0]).str.strip()
    return table


def _filled_up(counts: "pd.Series[int]", n: int) -> Ints:
    """The fields of ``n`` who come one after the other, each into the field with the fewest by then."""
    level = (counts.to_numpy()[:, None] + np.arange(n)[None, :]).ravel()
    field = counts.index.to_numpy(dtype=np.int64).repeat(n)
    chosen: Ints = field[np.lexsort((field, level))[:n]]
    return chosen


def seated(participant_fields: pd.DataFrame, seats: pd.DataFrame) -> pd.DataFrame:
    """``participant_fields`` in which whoever sits in a meeting of the event has that one, whatever spoke for another.

    ``seats`` has participant_id and field. People of one participant who sit in several count as in the one with most
    of them, of equal ones the first.
    """
    held = seats[seats["field"].notna() & seats["participant_id"].isin(participant_fields["participant_id"])]
    counts = held.groupby(["participant_id", "field"]).size().rename("n").reset_index()
    counts = counts.sort_values(["participant_id", "n", "field"], ascending=[True, False, True])
    seat = counts.drop_duplicates("participant_id").set_index("participant_id")["field"].astype("int64")
    mine = participant_fields["participant_id"].map(seat)
    is_here = participant_fields["field"].eq(mine).fillna(False).astype("bool")
    table = participant_fields.assign(
        is_assigned=participant_fields["is_assigned"].where(mine.isna(), is_here),
        reason=participant_fields["reason"].mask(is_here, SEATED),
    )
    told = table.loc[is_here, "participant_id"]
    rest = seat[~seat.index.isin(told)]
    added = pd.DataFrame(
        {
            "participant_id": rest.index,
            "field": rest.to_numpy(),
            "rank": 0,
            "score": 0.0,
            "is_assigned": True,
            "reason": SEATED,
        }
    )
    whole = pd.concat([table, added], ignore_index=True)
    whole = whole[whole["is_assigned"] | whole["score"].gt(0)]
    whole = whole.sort_values(
        ["participant_id", "is_assigned", "rank"], ascending=[True, False, True], ignore_index=True
    )
    whole["rank"] = whole.groupby("participant_id").cumcount() + 1
    return whole.astype(participant_fields.dtypes.to_dict())


def _weights(campaign: Campaign) -> dict[str, float]:
    return _OF_WISHES if campaign.event.seating.order == APPLIED else _WEIGHTS


def affinities(participant_fields: pd.DataFrame, participants: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """participant_id, field, affinity: how near goals and activities alone stand to each field, 0 to 1.

    What a wish added to the score is taken off again.
    """
    table = participant_fields.merge(participants[["participant_id", "wish_1", "wish_2"]], on="participant_id")
    wished = [table[wish].eq(table["field"]).fillna(False).astype("float64") for wish in ("wish_1", "wish_2")]
    weights = _weights(campaign)
    of_wishes = wished[0] * weights["wish_1"] + wished[1] * (1 - wished[0]) * weights["wish_2"]
    told = (table["score"] - of_wishes) / (weights["themes"] + weights["goals"])
    return table[["participant_id", "field"]].assign(affinity=told.clip(0, 1))


def _goal_shares(goals: pd.DataFrame) -> "pd.Series[float]":
    """Each goal's one vote, divided among the fields that name it."""
    share = 1 / goals.groupby(["participant_id", "goal"])["field"].transform("size")
    return goals.assign(share=share).groupby(["participant_id", "field"])["share"].sum()


def _shares(weights: "pd.Series[float]") -> "pd.Series[float]":
    """Weights of each participant's fields, summing to 1."""
    return weights / weights.groupby("participant_id").transform("sum")
