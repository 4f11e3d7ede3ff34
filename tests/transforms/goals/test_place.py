"""Each participant's field meeting, from themes, goals and wishes."""

import pandas as pd

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.goals.place import affinities, place


def test_the_same_field_wished_twice_is_one_wish():
    campaign = read_campaign(CAMPAIGN)
    number = campaign.fields[0].number
    wishes = pd.DataFrame({"participant_id": ["p1", "p2"], "wish_1": [number] * 2, "wish_2": [number, None]})
    wishes = wishes.astype({"wish_1": "Int64", "wish_2": "Int64"})
    goals = pd.DataFrame({"participant_id": ["p1", "p2"], "goal": [sorted(campaign.fields[0].goals)[0]] * 2})
    themes = pd.DataFrame(
        {"participant_id": ["p1", "p2"], "theme": [sorted(campaign.fields[0].themes)[0]] * 2, "weight": 1.0}
    )
    placed = place(wishes, goals, themes, campaign)
    scores = placed[placed["is_assigned"]].set_index("participant_id")
    assert scores["field"].tolist() == [number, number]
    assert scores.loc["p1", "score"] == scores.loc["p2", "score"] <= 1
    nearness = affinities(placed, wishes)
    assert nearness["affinity"].tolist()[0] == nearness[nearness["participant_id"].eq("p2")]["affinity"].tolist()[0]
