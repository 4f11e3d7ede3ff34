"""Who gave no evidence is spread over the field meetings."""

import pandas as pd

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.goals.place import place


def test_those_without_evidence_fill_up_the_smallest_fields() -> None:
    silent = [f"p-{at:02}" for at in range(14)]
    wished = pd.DataFrame({"participant_id": ["q-1", "q-2", "q-3"], "wish_1": [1, 1, 2], "wish_2": None})
    people = pd.concat([wished, pd.DataFrame({"participant_id": silent})], ignore_index=True)
    people = people.astype({"participant_id": "str", "wish_1": "Int64", "wish_2": "Int64"})
    goals = pd.DataFrame({"participant_id": [], "goal": []}).astype({"participant_id": "str", "goal": "int64"})
    themes = pd.DataFrame({"participant_id": [], "theme": [], "weight": []}).astype(
        {"participant_id": "str", "theme": "str", "weight": "float64"}
    )
    campaign = read_campaign(CAMPAIGN)
    made = place(people, goals, themes, campaign)
    assert made["participant_id"].is_unique
    sizes = made["field"].value_counts().reindex([each.number for each in campaign.fields], fill_value=0)
    assert len(made) == 17 and sizes.max() - sizes.min() == 1
    again = place(people.sample(frac=1, random_state=3), goals, themes, campaign)
    pd.testing.assert_frame_equal(again, made)
