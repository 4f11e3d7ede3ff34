"""What the program is not sure of, as findings: bodies that may be one, goals and fields that a person should see."""

from collections.abc import Mapping

import pandas as pd

from transforms.decisions.corrections import BASIS
from transforms.goals.match import NONE
from transforms.goals.place import SEATED
from transforms.reading.columns import among
from transforms.reference import rows

_SURE = "sure"
_NO_EVIDENCE = "no_evidence"


def doubts(tables: Mapping[str, pd.DataFrame], likely: pd.DataFrame) -> pd.DataFrame:
    """Findings about accepted responses, one a response and code; ``column`` is the question that they are about.

    ``likely`` are the open pairs of bodies. What a person decided is not doubtful.
    """
    by_id = tables["participants"].set_index("participant_id")["response_id"]
    pairs = pd.concat([likely["response_id"], likely["other_response_id"]])
    activities, wishes = _activities(tables), tables["participants"].set_index("participant_id")["wish_1"]
    fields = tables["participant_fields"]
    fields = fields[fields["is_assigned"] & ~fields["reason"].isin((BASIS, SEATED))].set_index("participant_id")
    wish = wishes.reindex(fields.index).astype("Int64")
    elsewhere = (wish.notna() & wish.ne(fields["field"])).fillna(False).astype("bool")
    found = {
        ("duplicate_likely", "name"): pairs[among(pairs, by_id)],
        ("goal_doubtful", "activities"): activities.loc[activities["is_doubtful"], "participant_id"].map(by_id),
        ("goal_disagrees", "goals"): activities.loc[activities["differs"], "participant_id"].map(by_id),
        ("field_doubtful", "wish_1"): fields.index.to_series()[elsewhere | fields["reason"].eq(_NO_EVIDENCE)].map(
            by_id
        ),
    }
    severity = {row["code"]: row["severity"] for row in rows("rules")}
    frames = [
        pd.DataFrame({"response_id": ids.unique(), "code": code, "column": column, "severity": severity[code]})
        for (code, column), ids in found.items()
    ]
    order = tables["responses"].set_index("response_id")["row_number"]
    whole = pd.concat(frames, ignore_index=True).astype("str")
    whole["row"] = whole["response_id"].map(order)
    return whole.sort_values(["row", "code"], ignore_index=True).drop(columns="row")


def _activities(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """participant_id of every activity nobody decided on, whether its first goal is doubtful, and not one declared."""
    goals = tables["activity_goals"].sort_values(["activity_id", "rank"]).drop_duplicates("activity_id")
    table = tables["activities"].merge(goals[["activity_id", "goal", "band", "basis"]], on="activity_id", how="left")
    table = table[table["basis"].ne(BASIS)]
    declared = tables["participant_goals"].query("is_declared")[["participant_id", "goal"]]
    has_declared = among(table["participant_id"], declared["participant_id"])
    pairs = pd.MultiIndex.from_frame(declared.astype({"goal": "Int64"}))
    first = pd.MultiIndex.from_frame(table[["participant_id", "goal"]].astype({"goal": "Int64"}))
    return table.assign(
        is_doubtful=table["band"].fillna(NONE).ne(_SURE),
        differs=table["goal"].notna() & has_declared & ~first.isin(pairs),
    )
