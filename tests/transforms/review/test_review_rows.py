"""What a person may decide as rows: in which order, with what was decided, and the same in however many parts."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from output.formats.labels import labels
from output.review.queue import write_queue
from tests.conftest import CAMPAIGN
from transforms.decisions.corrections import told_states
from transforms.decisions.decisions import UNUSED
from transforms.reference import texts
from transforms.review import sheet_tabs

COLUMNS = {
    "quarantined": (
        "row",
        "body",
        "response_id",
        "typed_phone",
        "typed_email",
        "typed_moment",
        "submitted_at",
        "reason",
    ),
    "unconsented": ("row", "body", "response_id"),
    "likely": (
        "row",
        "body",
        "participant_id",
        "other_participant_id",
        "other_row",
        "other_body",
        "other_district",
        "rule",
    ),
    "merges": (
        "row",
        "body",
        "kept_response_id",
        "replaced_response_id",
        "replaced_row",
        "replaced_body",
        "replaced_at",
        "rule",
    ),
    "decisions": ("kind_code", "key", "about", "value"),
}
STATES = texts("messages")["decision_state"]


@pytest.fixture(scope="module")
def given():
    sheets = {name: pd.DataFrame({each: pd.Series(dtype="str") for each in names}) for name, names in COLUMNS.items()}
    sheets["goals"] = pd.DataFrame(
        {"row": [2, 3, 3], "body": ["가", "나", "나"], "text_id": ["t-1", "t-2", "t-1"], "text": ["숲", "물", "숲"]}
    ).assign(need=[texts("messages")["need"]["unread"], *[texts("messages")["need"]["settled"]] * 2])
    sheets["goals"][["matched", "declared", "proposal"]] = "6"
    sheets["participants"] = pd.DataFrame(
        {
            "row": [2, 3],
            "participant_id": ["p-1", "p-2"],
            "body": ["가", "나"],
            "headcount": pd.array([3, None], "Int64"),
        }
    )
    sheets["participants"][
        ["field_reason", "wishes", "attendance", "phone", "email", "field", "district", "public_name"]
    ] = "말"
    sheets["responses"] = pd.DataFrame({"row": [2, 3], "body": ["가", "나"], "response_id": ["r-1", "r-2"]})
    sheets["responses"][["submitted_at", "followed"]] = "말"
    decided = pd.DataFrame({"kind_code": ["headcount", "headcount"], "key": ["p-2", "p-9"]})
    sheets["decisions"] = decided.assign(about=["나", "마"], value=["4", "5"])
    corrections = decided.rename(columns={"kind_code": "kind"}).assign(state=["applied", UNUSED])
    unsure = pd.DataFrame({"field": [False, True], "district": [False, False]}, index=["p-1", "p-2"])
    campaign = read_campaign(CAMPAIGN)
    words = {"tabs": labels("sheet_tabs", campaign), "review": labels("review", campaign)}
    return sheets, corrections, unsure, words


def test_what_needs_a_person_stands_first_and_what_was_decided_beside_its_question(given):
    rows = sheet_tabs.review_rows(*given)
    assert rows.loc[rows["needs_person"], "key"].tolist() == ["t-1", "p-2", "p-9"]
    assert not rows.duplicated(["kind_code", "key"]).any()
    counts = rows[rows["kind_code"].eq("headcount")].set_index("key")
    assert counts["value"].to_dict() == {"p-1": "", "p-2": "4", "p-9": "5"}
    assert counts.loc["p-9", ["need", "body"]].tolist() == [texts("messages")["decision_unused"]["body"], "마"]
    assert counts.loc["p-2", "need"] == STATES["applied"]
    assert counts["hint"].nunique() == 2
    assert rows["row"].dtype == "Int64"


def test_in_parts_it_is_the_same(given, monkeypatch, tmp_path):
    whole = sheet_tabs.review_rows(*given)
    monkeypatch.setattr(sheet_tabs, "_ROWS_OF_A_PART", 0)
    parts = list(sheet_tabs.review_parts(*given))
    assert len(parts) > 10
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
    write_queue(parts, tmp_path / "queue.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "queue.parquet"), whole)


@pytest.mark.parametrize(
    "decided, told",
    [
        # Two are one by the name that was decided of one of them.
        (
            [
                ("name", "r-1", "푸른숲", "applied", "푸른 숲(모임)"),
                ("same_body", "p-1 p-2", "different", UNUSED, "푸른숲"),
            ],
            "renamed",
        ),
        # Of a folder of another's numbers no body is found.
        ([("field", "p-1", "1", UNUSED, "가"), ("naming", "p-2", "public", UNUSED, "나")], "elsewhere"),
        ([("field", "p-1", "1", "applied", "가"), ("naming", "p-2", "public", UNUSED, "나")], "body"),
        ([("phone", "r-1", "010-0000-0000", UNUSED, "가")], "response"),
        ([("goals", "t-1", "6", UNUSED, "숲")], "text"),
    ],
)
def test_why_a_decision_does_not_apply_is_said_where_it_is_known(decided, told):
    table = pd.DataFrame(decided, columns=["kind", "key", "value", "state", "about"])
    assert told_states(table).iloc[-1] == texts("messages")["decision_unused"][told]
