"""Who of the form may come: everyone announced, and one person of a body that has not decided and named nobody."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.event.coming import registered

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


@pytest.mark.parametrize(
    ("attendance", "expected"),
    [
        (("yes", "no", "yes"), ["p-1-a1", "p-1-a2"]),
        (("yes", "undecided", "no"), ["p-1-a1", "p-1-a2", "p-2-n1"]),
        (("undecided", "undecided"), ["p-1-a1", "p-1-a2", "p-2-n1"]),
    ],
)
def test_one_row_a_person_whoever_is_undecided(attendance: tuple[str, ...], expected: list[str]) -> None:
    told = registered(ATTENDEES, participants(*attendance), read_campaign(CAMPAIGN))
    assert told["attendee_id"].tolist() == expected
    assert told["body"].notna().all() and told["source"].eq("form").all()


def test_an_undecided_individual_has_the_own_name_and_nobody_at_all_is_nobody() -> None:
    table = participants("no", "undecided").assign(is_person=True)
    told = registered(ATTENDEES.iloc[:0], table, read_campaign(CAMPAIGN))
    assert told[["name", "is_named"]].to_numpy().tolist() == [["모임1", True]] and told["body"].isna().all()
    assert registered(ATTENDEES.iloc[:0], table.iloc[:1], read_campaign(CAMPAIGN)).empty
