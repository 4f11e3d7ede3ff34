"""The result of the event: every person who was expected or came is counted once, where they belong."""

import io

import hwpxkit
import openpyxl
import pandas as pd
import pytest

from flows.campaigns import read_campaign
from output.event import event_hwpx, event_pdf, event_xlsx
from output.formats.labels import labels
from tests.conftest import CAMPAIGN
from transforms.event.result import event_result

CAMPAIGN_ = read_campaign(CAMPAIGN)
WORDS = labels("documents")
PARTICIPANTS = pd.DataFrame({"participant_id": ["p1", "p2"], "name": ["푸른숲", "한빛"], "kind": ["단체", "기업"]})
# attendee_id, participant_id, name, body, group, source, field, state, attendance (null: no seat any more)
PEOPLE = [
    ("1", "p1", "홍길동", "푸른숲", "네트워크", "form", 3, "came", "yes"),
    ("2", "p1", None, "푸른숲", "네트워크", "form", 3, "unknown", "yes"),
    ("3", "p2", "김철수", "한빛", "네트워크", "form", 5, "absent", "yes"),
    ("4", "p2", None, "한빛", "네트워크", "form", 5, "unknown", "undecided"),
    ("5", None, "이의장", "시의회", "내빈", "guests", None, "came", "yes"),
    ("6", "p1", "박가고", "푸른숲", "네트워크", "form", 3, "came", None),
    ("7", None, "최세나", "새 모임", "현장등록", "walk_in", 3, "came", None),
    ("8", "p1", "정함께", "푸른숲", "현장등록", "walk_in", None, "came", None),
]


@pytest.fixture(scope="module")
def told():
    names = ["attendee_id", "participant_id", "name", "body", "group", "source", "field", "state", "attendance"]
    people = pd.DataFrame(PEOPLE, columns=names).assign(title=None)
    people = people.astype({name: "Int64" if name == "field" else "str" for name in people})
    return event_result(people, people.dropna(subset=["attendance"]), PARTICIPANTS, CAMPAIGN_, WORDS)


def test_who_came_is_counted_against_who_had_said_so(told):
    sums = told.summary.iloc[0].to_dict()
    assert {name: sums[name] for name in ("said", "came", "absent", "unknown", "more", "walk_in", "total")} == {
        "said": 4,
        "came": 2,
        "absent": 1,
        "unknown": 1,
        "more": 1,
        "walk_in": 2,
        "total": 5,
    }
    for table in (told.fields, told.kinds, told.crossed):
        parts = table.iloc[:-1]
        assert (parts.sum(numeric_only=True) == table.iloc[-1][parts.select_dtypes("number").columns]).all()
    fields = told.fields.set_index("label")
    assert fields.index.tolist()[-2:] == [WORDS["no_meeting"], WORDS["sum"]]
    assert fields.loc[f"3. {CAMPAIGN_.fields[2].name}", ["said", "came", "rate", "more", "walk_in"]].tolist() == [
        2,
        1,
        "50%",
        1,
        1,
    ]
    assert told.kinds.set_index("label")["total"].to_dict() == {
        "단체": 3,
        "기업": 0,
        "내빈": 1,
        "현장등록": 1,
        "합계": 5,
    }


def test_who_came_is_told_by_kind_within_each_meeting(told):
    counts = told.crossed.set_index("label")[["said", "came", "walk_in", "total"]]
    assert counts.loc["3분야 · 단체"].tolist() == [2, 1, 0, 2]
    assert counts.loc["3분야 · 현장등록"].tolist() == [0, 0, 1, 1]
    in_order = [label.partition(" · ")[0] for label in told.crossed["label"].iloc[:-1]]
    assert list(dict.fromkeys(in_order)) == ["3분야", "5분야", WORDS["no_meeting"]]


def test_absent_bodies_walk_ins_and_bodies_with_their_source(told):
    assert told.absent[["body", "kind", "meeting", "note"]].to_numpy().tolist() == [["한빛", "기업", "5분야", "불참"]]
    assert sorted(told.walk_ins["name"]) == ["정함께", "최세나"]
    bodies = told.bodies.set_index("name")
    assert bodies["source"].to_dict() == {"푸른숲": "form", "한빛": "form", "시의회": "guests", "새 모임": "walk_in"}
    assert bodies["n_came"].to_dict() == {"푸른숲": 3, "한빛": 0, "시의회": 1, "새 모임": 1}


def test_nothing_ticked_is_no_result(told):
    names = ["attendee_id", "participant_id", "name", "title", "body", "group", "source", "field", "state"]
    nobody = pd.DataFrame({name: ["1"] for name in names}).assign(state="unknown", field=1)
    assert event_result(nobody, nobody.assign(attendance="yes"), PARTICIPANTS, CAMPAIGN_, WORDS) is None


def test_the_papers_say_the_same(told, tmp_path):
    assert event_pdf.result(told, CAMPAIGN_).startswith(b"%PDF")
    (tmp_path / "result.hwpx").write_bytes(event_hwpx.result(told, CAMPAIGN_))
    written = hwpxkit.parse_file(str(tmp_path / "result.hwpx")).get_text()
    book = openpyxl.load_workbook(io.BytesIO(event_xlsx.result(told, CAMPAIGN_)))
    cells = "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    for text in ("온다고 한 4명 가운데 2명이 왔습니다(참석률 50%)", "최세나", "한빛", "50%"):
        assert text in written and text in cells, text
