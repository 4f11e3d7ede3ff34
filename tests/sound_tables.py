"""The restricted tables of four responses, as sound as can be: what a test breaks, one thing at a time."""

from functools import cache

import pandas as pd

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.campaign.campaign import Campaign
from transforms.schema import by_name

_TYPES = {
    "string": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "str",
    "datetime": "str",
}
_AT = "2024-05-08T07:16:09+09:00"
_DIMENSIONS = {
    "goals": [(n, "목표", "Goal", f"{n}.목표", "#E5243B") for n in (4, 6)],
    "fields": [(n, "분야", f"{n}. 분야", "#8A1538") for n in (1, 2)],
    "districts": [("상당구", 1, True), ("미상", 2, False)],
    "kinds": [("단체", 1, False)],
    "questions": [("attendance", 1, "참석", "coded", False), ("cooperation", 2, "협력", "text", False)],
    "topics": [("total", 1, "전체 수", None, None)],
    "items": [("total", "read", 1, "읽은 응답", None, None)],
}
_ROWS = _DIMENSIONS | {
    "responses": [
        ("r-1", 1, _AT, "superseded", "p-1", "same_name", "같은 이름으로 다시 낸 응답이 있습니다"),
        ("r-2", 2, _AT, "accepted", "p-1", "", ""),
        ("r-3", 3, _AT, "accepted", "p-2", "", ""),
        ("r-4", 4, "", "test", None, "test_entry", "시험 삼아 넣은 응답으로 보입니다"),
    ],
    "participants": [
        {"participant_id": "p-1", "name": "가", "is_person": False, "phone": "+821012345678", "attendance": "yes"}
        | {"headcount": 2, "district": "상당구", "wish_1": 1, "submitted_at": _AT, "n_responses": 2}
        | {"response_id": "r-2", "kind": "단체", "full_name": "가"},
        {"participant_id": "p-2", "name": "나", "is_person": True, "attendance": "no", "district": "미상"}
        | {"submitted_at": _AT, "n_responses": 1, "response_id": "r-3", "full_name": "나"},
    ],
    "activities": [("p-1-1", "p-1", 1, "하천 정화")],
    "activity_goals": [("p-1-1", 6, 1, 0.9, "words", "하천+5", "sure")],
    "participant_goals": [("p-1", 6, 1, 0.9, False, True), ("p-2", 4, 1, 0.0, True, False)],
    "participant_fields": [
        ("p-1", 1, 1, 0.9, True, "wish_1"),
        ("p-1", 2, 2, 0.1, False, "goals"),
        ("p-2", 2, 1, 0.5, True, "goals"),
    ],
    "attendees": [("p-1-a1", "p-1", "다", "간사", "form", 1, True), ("p-1-a2", "p-1", None, None, "form", 1, False)],
    "survey_counts": [("attendance", "yes", 1, 2, 1), ("attendance", "no", 1, 2, 2)],
    "facts": [("total", "read", "", 4, None, None, "", "total", 0, 0, 1)],
    "merges": [("r-2", "r-1", "same_name")],
    "findings": [
        ("r-4", "test_entry", "is_test", "critical", "check"),
        ("", "question_new", "비고", "info", "arrange"),
    ],
    "corrections": [("district", "p-2", "미상", "", "no_longer_needed", _AT, None, "workbook")],
    "profile": [("rows", "", "", 4, 4)],
    "measures": [("rows", 1, "읽은 자료 행", "response")],
    "identities": [("p-1", "aa", "name"), ("p-2", "bb", "name")],
    "earlier_participants": [("e-1", "가", None, False, "returning", "p-1", None, "same_name", 2, 1)],
    "answers": [("p-1", "cooperation", 1, "학교와 함께", True)],
    "wishes": [("p-1", "cooperation", "schools", "학교와 함께")],
}
_PUBLIC = _DIMENSIONS | {
    "organisations": [("p-1", "가", None, "단체", "상당구", 1)],
    "organisation_goals": [("p-1", 6, 1, 0.9, False, True)],
    "survey_counts": [("attendance", "yes", 3, 5, "", 1, "2024-05-10", 1)],
    "facts": [("total", "read", "", 4, None, None, "", "total", 1, "2024-05-10", 1)],
    "releases": [("0001-0123456789ab", 1, None, "2024-05-10", "5", 4, None, 1)],
    "facts_history": [("0001-0123456789ab", "total", "read", "", 4, None, None, "", 1)],
    "release_changes": [("rows", "facts", "", "", "", "", 3, 4, "")],
}


@cache
def campaign() -> Campaign:
    """The sample campaign."""
    return read_campaign(CAMPAIGN)


def sound_tables(place: str = "restricted") -> dict[str, pd.DataFrame]:
    """Every table of the place."""
    return {name: table.copy(deep=False) for name, table in _made(place).items()}


@cache
def _made(place: str) -> dict[str, pd.DataFrame]:
    rows = _ROWS if place == "restricted" else _PUBLIC
    made = {}
    for name, table in by_name(place).items():
        columns = [column.name for column in table.columns]
        told = [row if isinstance(row, dict) else dict(zip(columns, row, strict=True)) for row in rows.get(name, [])]
        types = {column.name: _TYPES[column.type] for column in table.columns}
        made[name] = pd.DataFrame(told, columns=columns).astype(types)
    return made
