"""A release in numbers, and what of them still asks something of somebody."""

import pandas as pd

from transforms.publishing.profile import FINDING, still_asked


def test_what_set_a_response_aside_alone_is_counted_of_it():
    responses = pd.DataFrame(
        {"response_id": ["a", "b", "c", "d"], "disposition": ["accepted", "quarantined", "test", "superseded"]}
    )
    found = [
        ("a", "district_unknown"),
        ("b", "contact_missing"),
        ("b", "district_unknown"),
        ("c", "contact_missing"),
        ("c", "test_entry"),
        ("d", "kind_unknown"),
        ("", "question_new"),
        ("", "question_new"),
    ]
    findings = pd.DataFrame(found, columns=["response_id", "code"])
    counted = findings["code"].value_counts().rename_axis("about").reset_index(name="n")
    profile = pd.concat(
        [counted.assign(measure=FINDING), pd.DataFrame([("rows", "", 4)], columns=["measure", "about", "n"])]
    )
    told = still_asked(profile, findings, responses).set_index("about")["n"].to_dict()
    assert told == {"district_unknown": 1, "contact_missing": 1, "test_entry": 1, "question_new": 2, "": 4}
