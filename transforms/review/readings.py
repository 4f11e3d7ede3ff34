"""What was read of each activity, as the review workbook shows it: goals, evidence, or what is only suggested."""

from collections.abc import Mapping

import pandas as pd

from transforms.goals.match import NONE, read_all
from transforms.reading.columns import texts_by_key
from transforms.reference import texts


def readings(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """matched, evidence, band, basis of every activity, in the order of the activities; what is unread is suggested."""
    activities, goals = tables["activities"], tables["activity_goals"].sort_values(["activity_id", "rank"])
    first = goals.drop_duplicates("activity_id").set_index("activity_id")
    told = goals["goal"].astype("str") + ": " + goals["evidence"]
    by_activity = (
        pd.DataFrame(
            {
                "matched": texts_by_key(goals["goal"].astype("str"), goals["activity_id"], " "),
                "evidence": texts_by_key(told, goals["activity_id"], "\n"),
                "band": first["band"],
                "basis": first["basis"],
            }
        )
        .reindex(activities["activity_id"])
        .set_axis(activities.index)
    )
    is_unread = by_activity["matched"].isna()
    by_activity.loc[is_unread, "evidence"] = suggested(activities.loc[is_unread, "text"])
    return by_activity.fillna({"matched": "", "band": NONE, "basis": ""})


def suggested(activity_texts: "pd.Series[str]") -> list[str]:
    """The goals nearest to each text in which nothing founds an answer, told as a suggestion; empty where none is."""
    told = texts("messages")["evidence"]["nearest"]
    return [
        told.format(goals=" ".join(map(str, each.nearest))) if each.nearest else ""
        for each in read_all(activity_texts.tolist())
    ]
