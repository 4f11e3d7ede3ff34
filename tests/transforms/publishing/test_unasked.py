"""Whom a question was not asked is read from who answered it."""

import pandas as pd

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.publishing.facts import NO_ANSWER
from transforms.publishing.unasked import unasked


def test_nobody_who_had_not_come_before_says_how_it_was():
    ids = [f"p-{at}" for at in range(6)]
    came = pd.Series([True, True, True, False, False, None], dtype="object")
    people = pd.DataFrame({"participant_id": ids, "is_returning": came, "kind": ["단체", "기관"] * 3})
    rows = [(who, "satisfaction_information", "만족") for who in ids[:2]]
    rows += [(who, "satisfaction_exchange", "보통") for who in ids[:3]]
    rows += [(who, "suggestions", "더 자주") for who in ids]
    said = pd.DataFrame(rows, columns=["participant_id", "question", "answer"])
    made = unasked({"participants": people, "answers": said}, read_campaign(CAMPAIGN))
    assert set(made) == {"satisfaction_information", "satisfaction_exchange"}
    assert dict(made["satisfaction_information"]) == {
        "is_returning": {"false", NO_ANSWER},
        "satisfaction_exchange": {NO_ANSWER},
    }
    assert dict(made["satisfaction_exchange"])["is_returning"] == {"false", NO_ANSWER}
