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
    nearness = affinities(placed, wishes, campaign)
    assert nearness["affinity"].tolist()[0] == nearness[nearness["participant_id"].eq("p2")]["affinity"].tolist()[0]


def test_nothing_outweighs_a_wish_where_whoever_applied_first_sits_there():
    campaign = read_campaign(CAMPAIGN)
    first, second, third = campaign.fields[:3]
    wishes = pd.DataFrame({"participant_id": ["p1"], "wish_1": [first.number], "wish_2": [second.number]})
    goals = pd.DataFrame({"participant_id": ["p1"], "goal": [min(third.goals - first.goals - second.goals)]})
    themes = pd.DataFrame({"participant_id": ["p1"], "theme": [min(third.themes)], "weight": 1.0})
    fit = place(wishes, goals, themes, campaign)
    seating = campaign.event.seating.model_copy(update={"order": "applied"})
    event = campaign.event.model_copy(update={"seating": seating})
    applied = place(wishes, goals, themes, campaign.model_copy(update={"event": event}))
    assert fit["field"].tolist()[:3] == [third.number, first.number, second.number]
    assert applied["field"].tolist()[:3] == [first.number, second.number, third.number]
    near = [
        affinities(placed, wishes, each).set_index("field")["affinity"].round(4).to_dict()
        for placed, each in ((fit, campaign), (applied, campaign.model_copy(update={"event": event})))
    ]
    assert near[0] == near[1]
