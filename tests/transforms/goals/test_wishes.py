"""Free answers as themes: by words, by what the activity matcher reads, or other; "none" is no wish."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.goals.wishes import OTHER, PARTNER, REQUEST, themes_about, wishes

CASES = [
    ("cooperation", "문화재단, 작은도서관", {"culture", "schools"}),
    ("cooperation", "보건소, 정신건강 관련 기관", {"health"}),
    ("cooperation", "시민햇빛발전소와 공동 교육", {"environment"}),
    ("cooperation", "수달 서식지를 지키는 곳", {"environment"}),
    ("cooperation", "없음", set()),
    ("cooperation", "아직 생각해보지 못했습니다", set()),
    ("cooperation", "=1+1", set()),
    ("cooperation", "@SUM(A1)", {OTHER}),
    ("suggestions", "행사장 주차 공간이 부족합니다", {"place"}),
    ("suggestions", "회의 결과를 메일로 보내주세요", {"sharing"}),
    ("suggestions", "수어통역 부탁드립니다.", {"access"}),
    ("suggestions", "없습니다", set()),
    ("suggestions", "<script>alert(1)</script>", {OTHER}),
]


@pytest.mark.parametrize(("question", "text", "themes"), CASES)
def test_themes_of_an_answer(question, text, themes):
    latest = pd.DataFrame({"participant_id": ["p1"], "cooperation": "", "suggestions": ""}, dtype="str")
    latest[question] = text
    found = wishes(latest, read_campaign(CAMPAIGN))
    assert set(found["theme"]) == themes
    assert set(found["question"]) <= {question}


def test_every_theme_has_a_name():
    from output.formats.labels import labels

    for about in (PARTNER, REQUEST):
        assert set(themes_about(about)) <= set(labels("report")["themes"])
