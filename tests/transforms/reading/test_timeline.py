"""The order of answers is that of the instants, whatever the clock showed."""

import pandas as pd

from transforms.reading.timeline import in_time, latest


def test_the_hour_that_comes_twice_is_in_order():
    table = pd.DataFrame(
        {
            "submitted_at": [
                "2026-11-01T01:10:00-05:00",
                "2026-11-01T01:50:00-04:00",
                None,
                "2026-11-01T01:10:00-05:00",
                "2026-10-31T23:00:00-04:00",
            ],
            "row_number": [4, 3, 1, 2, 5],
        },
        index=[10, 20, 30, 40, 50],
    )
    assert in_time(table).index.tolist() == [50, 20, 40, 10, 30]
    assert latest(table["submitted_at"]) == "2026-11-01T01:10:00-05:00"
    assert latest(table["submitted_at"].iloc[:0]) == ""
    assert in_time(table, newest_first=True).index.tolist() == [10, 40, 20, 50, 30]


def test_the_later_answer_of_a_body_speaks_for_it_across_the_change_of_clocks():
    from flows.campaigns import read_campaign
    from tests.conftest import CAMPAIGN, SAMPLE
    from tests.transforms.reading.test_conservation import NOBODY
    from transforms.bodies.settle import settle
    from transforms.reading.normalise import normalise

    campaign = read_campaign(CAMPAIGN)
    titles = {q.title: q.column for q in campaign.questions}
    cells = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False).rename(columns=titles).iloc[[25, 25]]
    judged = normalise(cells.reset_index(drop=True), campaign).responses.assign(disposition="", reason_code="")
    judged["submitted_at"] = ["2026-11-01T01:10:00-05:00", "2026-11-01T01:50:00-04:00"]
    assert settle(judged, NOBODY, b"k" * 32).judged["disposition"].tolist() == ["accepted", "superseded"]
