"""Who of the form may come: everyone announced."""

from types import SimpleNamespace

import pandas as pd

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.event.coming import registered, seated

ATTENDEES = pd.DataFrame(
    {
        "attendee_id": ["p-1-a1", "p-1-a2"],
        "participant_id": "p-1",
        "name": ["홍길동", None],
        "title": None,
        "source": "form",
        "is_named": [True, False],
    }
).astype({"name": "str", "title": "str"})


def participants(*attendance: str) -> pd.DataFrame:
    n = len(attendance)
    ids = [f"p-{at}" for at in range(1, n + 1)]
    table = pd.DataFrame({"participant_id": ids, "name": [f"모임{at}" for at in range(n)]})
    return table.assign(is_person=False, attendance=attendance, phone="+821012341111", email=None)


def test_one_row_a_person_that_the_form_announced() -> None:
    told = registered(ATTENDEES, participants("yes", "no", "yes"), read_campaign(CAMPAIGN))
    assert told["attendee_id"].tolist() == ["p-1-a1", "p-1-a2"]
    assert told["body"].notna().all() and told["source"].eq("form").all()


def test_an_undecided_individual_has_the_own_name_and_nobody_at_all_is_nobody() -> None:
    table, chairs = participants("no", "undecided").assign(is_person=True), ATTENDEES.assign(participant_id="p-2")
    nameless = chairs.assign(name=None, is_named=False).astype({"name": "str"})
    told = registered(nameless, table, read_campaign(CAMPAIGN))
    assert told["is_named"].tolist() == [True, False] and told["name"].tolist()[0] == "모임1"
    assert registered(chairs, table, read_campaign(CAMPAIGN))["name"].tolist()[0] == "홍길동"
    assert registered(ATTENDEES.iloc[:0], table, read_campaign(CAMPAIGN)).empty


def test_who_is_away_when_the_meetings_are_comes_and_sits_in_none() -> None:
    people = pd.DataFrame({"attendee_id": ["a", "b", "g"], "participant_id": ["p-1", "p-2", None], "is_seated": True})
    answers = pd.DataFrame({"participant_id": ["p-1", "p-2"], "question": "days", "answer": ["첫날만", "이틀 다"]})
    first_day = SimpleNamespace(unseated={"days": ("첫날만",)})
    assert seated(people, answers, first_day)["is_seated"].tolist() == [False, True, True]
    assert seated(people, answers, SimpleNamespace(unseated={}))["is_seated"].all()
