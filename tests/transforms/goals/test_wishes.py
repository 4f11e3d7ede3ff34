"""Free answers as themes: by words, by what the activity matcher reads, or other; "none" is no wish."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from tests.transforms.campaign.changed import faults_with, read_with
from transforms.campaign.question import OTHER
from transforms.goals.wishes import wishes

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


def answers(question, text):
    return pd.DataFrame({"participant_id": ["p1"], "question": [question], "answer": [text]}, dtype="str")


@pytest.mark.parametrize(("question", "text", "themes"), CASES)
def test_themes_of_an_answer(question, text, themes):
    found = wishes(answers(question, text), read_campaign(CAMPAIGN))
    assert set(found["theme"]) == themes
    assert set(found["question"]) <= {question}


def test_a_campaign_groups_by_themes_of_its_own_or_not_at_all():
    grouped = 'themes = "request"'
    own = read_with(grouped, 'themes = { "탈것" = ["주차", "버스"], "소리" = ["마이크"] }')
    said = answers("suggestions", "버스가 없고 마이크가 작아요")
    assert wishes(said, own)["theme"].tolist() == ["소리", "탈것"]
    assert wishes(answers("suggestions", "회의 결과"), own)["theme"].tolist() == [OTHER]
    assert wishes(said, read_with(grouped, "")).empty
    assert faults_with(grouped, 'themes = { "탈것" = [] }')[0].code == "themes"


def test_every_theme_has_a_name():
    from output.formats.labels import labels

    names = [theme for question in read_campaign(CAMPAIGN).questions for theme in question.theme_names]
    assert len(names) > 20 and set(names) <= set(labels("report")["themes"])
