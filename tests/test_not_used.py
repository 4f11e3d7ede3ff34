"""What the office sees of responses that are not used: who may still be called, and nobody who refused."""

import pandas as pd

from transforms.review.participant_sheets import held_responses
from transforms.review.review import every_response

WAYS = ["out_of_window", "quarantined", "no_consent", "withdrawn", "test"]
RESPONSES = pd.DataFrame(
    {
        "response_id": [f"r-{at}" for at in range(5)],
        "row": range(2, 7),
        "row_number": range(1, 6),
        "submitted_at": "2025-11-02T06:02:00+09:00",
        "disposition": WAYS,
        "reason": "까닭",
        "participant_id": None,
    }
)
JUDGED = RESPONSES.assign(
    name=[f"곳{at}" for at in range(5)],
    contact_name=["유용택", "", "남희정", "공희정", "도경"],
    representative="대표",
    phone="+821000000001",
    email="a@example.org",
    consent=["yes", "yes", "no", "yes", "yes"],
)


def test_who_was_late_or_is_held_back_can_be_called_and_nobody_else():
    made = held_responses(RESPONSES, JUDGED).fillna("")
    assert made["body"].tolist() == ["곳0", "곳1", "", "", ""]
    assert made["contact_name"].tolist() == ["유용택", "대표", "", "", ""]
    assert made["phone"].ne("").tolist() == made["email"].ne("").tolist() == [True, True, False, False, False]


def test_who_refused_stands_among_all_responses_without_a_name():
    made = every_response(JUDGED).set_index("response_id")["body"]
    assert made[["r-2", "r-3"]].tolist() == ["", "곳3"]
