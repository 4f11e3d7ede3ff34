"""A council's words stand on everything that is shown, and a label that cannot stand is told."""

import re

import pytest

from flows.campaigns import campaign_folder, read_campaign
from output.formats.labels import labels, sections
from tests.conftest import CAMPAIGN
from tests.transforms.campaign.changed import read_with
from transforms.campaign.files import read_labels, read_settings
from transforms.campaign.words import Sentence, Wording, Words, worded
from transforms.errors.campaign import SettingsError

# What only the sample's council says, with its goals' heading and the themes of its scale.
FIRST = ("네트워크", "협약", "내빈", "청주", "정보 공유", "교류와 협력", "홍보 지원")


def test_the_programs_own_words_are_no_councils():
    said = repr([labels(section) for section in sections()])
    assert [word for word in FIRST if word in said] == []
    assert "{words." not in said


def test_a_councils_words_stand_with_their_particles():
    ours = read_with(
        '"분야별 모임"', '"분과 모임"', 'field = "분야"\n', 'field = "분과"\n', 'district = "구"', 'district = "읍면동"'
    )
    assert labels("sheet_tabs", ours)["cleaned"]["district"] == "읍면동"
    assert any(
        "분과를 넘는 연결" in line for entry in labels("report", ours)["said"]["network"] for line in entry["say"]
    )
    assert labels("review", ours)["decided_field"] == "정한 분과"
    assert "분야" not in repr(labels("documents", ours))


def test_who_takes_part_is_called_as_the_council_does_wherever_it_is_shown():
    ours = read_with("[words]", '[words]\nparticipant = "참가 학교"\nbody = "학교"\nindividual = "시민"')
    shown = repr([labels(name, ours) for name in ("report", "slides", "poster", "documents", "participants")])
    told = re.sub(r"시민단체|단체 (?:소개|정보)|개인정보", "", shown)
    assert [word for word in ("참여자", "단체", "개인") if word in told] == []
    assert labels("documents", ours)["columns"]["body"] == "학교명" and "학교와 시민" in told


def test_a_council_that_says_the_neutral_word_means_it():
    said = labels("documents", read_with("[words]", '[words]\nbody = "단체"'))["columns"]["body"]
    assert (said, labels("documents", read_campaign(CAMPAIGN))["columns"]["body"]) == ("단체명", "기관·단체명")


def test_the_office_is_called_as_the_council_calls_it_on_all_that_is_drawn():
    ours = read_with("[words]", '[words]\noffice = "총무과"')
    told = {section: str(labels(section, ours)) for section in sections() if section != "desk"}
    assert [section for section, said in told.items() if "사무국" in said] == []
    assert "총무과 내부용" in told["report"] and "총무과가 답하겠습니다" in told["slides"]
    # 사무국 is also what may log in, and the name of the page.
    assert labels("desk", ours)["shelf"]["restricted"] == "총무과 문서 (개인정보 있음)"


@pytest.mark.parametrize(
    ("noun", "told"), [("마을", "마을은 마을을 마을로"), ("강", "강은 강을 강으로"), ("모두", "모두는 모두를 모두로")]
)
def test_particles_follow_the_last_letter(noun, told):
    assert worded("{words.field:은} {words.field:을} {words.field:으}로", Words(field=noun)) == told
    assert Sentence("{:은} {:을} {:으}로").format(noun, noun, noun) == told


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0은 0이 0으로"),
        (2, "2는 2가 2로"),
        (6, "6은 6이 6으로"),
        (18, "18은 18이 18로"),
        ("1,230", "1,230은 1,230이 1,230으로"),
        ("45%", "45%는 45%가 45%로"),
    ],
)
def test_a_council_writes_a_particle_behind_any_place_and_a_numbers_is_as_it_is_read(number, told):
    council = read_campaign(CAMPAIGN)
    settings = read_settings((campaign_folder(CAMPAIGN) / "campaign.toml").read_text("utf-8"))
    own = read_labels({"documents": "total = '{n:은} {n:이} {n:으}로'"}, sections(), settings)
    said = labels("documents", council.model_copy(update={"wording": Wording(Words(), own)}))["total"]
    assert said.format(n=number) == str(said).format_map({"n": number}) == told


def test_a_folder_says_some_of_the_programs_sentences_otherwise(tmp_path):
    council = read_campaign(CAMPAIGN)
    assert labels("report", council)["sections"]["goals"] == "협약 목표"
    assert labels("report", council)["sections"]["who"] == labels("report")["sections"]["who"]
    assert labels("survey", council)["question"]["satisfaction_exchange"] == "만족도: 교류와 협력"


def faults(**texts):
    settings = read_settings((campaign_folder(CAMPAIGN) / "campaign.toml").read_text("utf-8"))
    with pytest.raises(SettingsError) as told:
        read_labels(texts, sections(), settings)
    return [(fault.file, fault.line, fault.key, fault.code) for fault in told.value.faults]


def test_labels_that_nobody_reads_or_that_lose_a_place_are_told_with_their_line():
    report, survey = "templates/labels/report.toml", "templates/labels/survey.toml"
    assert faults(
        report='titel = "결과"\ntitle = "결과"\ncontact = "{host} {red} {phone}"\nsummary = ["요약"]\n',
        survey='[question]\nown_meal = "식사"\ntogether = "함께"\n',
        postcard='title = "엽서"\n',
    ) == [
        (report, 1, "titel", "extra_forbidden"),
        (report, 2, "title", "label_lacks"),
        (report, 3, "contact", "label_place"),
        (report, 4, "summary", "label_shape"),
        (survey, 2, "question.own_meal", "extra_forbidden"),
        ("templates/labels/postcard.toml", None, "postcard", "extra_forbidden"),
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        # A thousand million letters wherever it stands; what is behind a place; a form that fails when it is filled.
        ("total = '총 {n:>999999999}명'", "label_place"),
        ("total = '총 {n:{n}}명'", "label_place"),
        ("total = '총 {n!r}명'", "label_place"),
        ("total = '{n}{kind_x.__class__.__init__.__globals__}'", "label_place"),
        ("total = '{n}{words.network:>999999999}'", "label_place"),
        ("result_lines = [1]", "label_shape"),
        ("columns = 5", "label_shape"),
    ],
)
def test_a_place_is_filled_as_it_is_and_a_table_stays_one(said, code):
    assert code in {each for *_, each in faults(documents=said)}


def test_every_fault_of_a_label_has_a_sentence():
    settings = read_settings((campaign_folder(CAMPAIGN) / "campaign.toml").read_text("utf-8"))
    with pytest.raises(SettingsError) as told:
        read_labels({"files": 'review = "검토 {"\nattendees = "{x}"'}, sections(), settings)
    assert "중괄호" in str(told.value) and "{x}" in str(told.value)
