"""Who may be named in public: bodies, and nobody who can be read out of a body's name."""

from collections.abc import Sequence
from types import SimpleNamespace

import pandas as pd
import pytest

from flows.stages import covering
from transforms.publishing.public import names_of_bodies, organisations, personal_names, unwilling

PERSONAL = [
    "김영희",
    "황보 라",
    "강나루 외 3인",
    "행복마을 대표 신기루",
    "행복모임 (담당 김영희 010-7777-8888)",
    "행복가게 010-7777-8889",
    "kim.younghee@example.com",
    "나누리 작업실",
]
BODIES = [
    "무심천지킴이연대",
    "청주YWCA",
    "산들마을2단지 아파트입주자대표회의",
    "마을신문 수곡사람들",
    "재난구호봉사대 119벗",
]


def named(*names: str, kind: str | None = "단체", unwilling_: Sequence[str] = ()) -> list[str]:
    ids = [f"p{i}" for i in range(len(names))]
    participants = pd.DataFrame(
        {"participant_id": ids, "name": names, "legal_form": None, "kind": kind, "district": "미상", "is_person": False}
    )
    judged = pd.DataFrame({"participant_id": ids, "representative": "나누리", "contact_name": ""})
    attendees = pd.DataFrame({"participant_id": ids, "name": None})
    fields = pd.DataFrame({"participant_id": ids, "field": 1, "is_assigned": True})
    personal = personal_names(names_of_bodies(participants))
    left_out = pd.Series(unwilling_, dtype="str"), personal
    return organisations(participants, judged, attendees, fields, *left_out)["name"].tolist()


@pytest.mark.parametrize("name", PERSONAL)
def test_a_name_that_tells_of_a_person_is_left_out(name):
    assert named(name) == []


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_named(name):
    assert named(name) == [name]


def test_a_body_that_does_not_want_to_be_named_is_left_out():
    assert named(*BODIES, unwilling_=["p1"]) == [BODIES[0], *BODIES[2:]]


def test_only_who_agreed_is_named_where_the_form_asks():
    campaign = SimpleNamespace(unnamed={"name_public": ("비공개",)}, public_names=True)
    answers = pd.DataFrame({"participant_id": ["a", "b"], "question": "name_public", "answer": ["공개", "비공개"]})
    participants = pd.DataFrame({"participant_id": ["a", "b", "c"]})
    assert unwilling(participants, answers, campaign).tolist() == ["b", "c"]
    assert unwilling(participants, answers, SimpleNamespace(unnamed={}, public_names=True)).empty
    nobody = SimpleNamespace(unnamed={}, public_names=False)
    assert unwilling(participants, answers, nobody).tolist() == ["a", "b", "c"]


def test_a_body_without_a_kind_is_left_out():
    assert named(*BODIES, kind=None) == []


def test_many_names_are_read_in_parts_as_they_are_at_once(monkeypatch):
    names = [*PERSONAL, *BODIES, PERSONAL[0]]
    participants = pd.DataFrame({"name": names, "kind": "단체", "is_person": [each == BODIES[0] for each in names]})
    whole = covering._personal_names(participants)
    sizes = list[int]()

    def mapped(function, parts):
        sizes.extend(map(len, parts))
        return [function(part) for part in parts]

    monkeypatch.setattr(covering, "_NAMES_OF_A_PART", 5)
    monkeypatch.setattr(covering, "mapped", mapped)
    assert covering._personal_names(participants).equals(whole)
    assert whole.tolist() == PERSONAL
    assert sizes == [5, 5, 2]
