"""A question that a form asks in several columns, and an answer that wishes nothing."""

import pandas as pd
import pytest

from tests.transforms.campaign.changed import faults_with, read_with
from transforms.publishing.participants import participant_goals
from transforms.reading.headings import match_headings
from transforms.reading.normalise import normalise
from transforms.reading.readable import meaningless

PHONE = 'column = "phone"'


def test_a_telephone_in_a_second_column_counts_where_the_first_has_none():
    council = read_with(PHONE, f'{PHONE}\nmore = ["사무실 전화"]')
    titles = [question.title for question in council.questions]
    cells = pd.DataFrame("", index=range(3), columns=[*titles, "사무실 전화"], dtype="str")
    cells["사무실 전화"] = ["043-200-1000", "043-200-1000", ""]
    cells.loc[1, council.by_column["phone"].title] = "010-2000-3000"
    arranged = match_headings(cells.columns.tolist(), cells, council, "a.csv").arrange(cells, council)
    assert normalise(arranged, council).responses["phone"].fillna("").tolist() == ["+82432001000", "+821020003000", ""]


def test_an_answer_that_wishes_nothing_is_no_wish_and_no_answer_that_means_nothing():
    council = read_with('column = "wish_1"', 'column = "wish_1"\nnone = ["아무 모임이나 좋습니다"]')
    cells = pd.DataFrame({"wish_1": ["아무 모임이나 좋습니다", council.fields[1].name]}, dtype="str")
    read = normalise(cells, council).responses
    assert read["wish_1"].fillna(0).tolist() == [0, 2] and read["is_wish_read"].all()
    assert meaningless(cells["wish_1"], council.by_column["wish_1"], council).empty


def test_a_text_among_goals_is_told_by_its_row_as_its_finding_is():
    council = read_with("", "")
    cells = pd.DataFrame({"goals": ["", "4.양질의 교육;동물권 보호", "4번", "동물권 보호"]}, dtype="str")
    told = meaningless(cells["goals"], council.by_column["goals"], council)
    read = normalise(cells, council).responses["is_goals_read"]
    assert told.tolist() == read.index[~read].tolist() == [1, 3]


GUARDED = """[[questions]]
column = "age"
title = "나이"
kind = "number"
required = false

[[questions]]
column = "guardian"
title = "보호자 성명"
kind = "person"
required = false
consent_of = {{ age = ["{bound}"] }}

[staff_columns]"""


def test_whoever_is_under_age_consents_with_a_guardian():
    council = read_with("[staff_columns]", GUARDED.format(bound="14 미만"))
    yes = next(name for name, code in council.by_column["consent"].codes.items() if code == "yes")
    no = next(name for name, code in council.by_column["consent"].codes.items() if code == "no")
    cells = pd.DataFrame(
        {
            "name": ["가람", "나래", "다솜", "라온", "마루"],
            "consent": [yes, yes, yes, no, yes],
            "age": ["13세", "12", "14", "13", ""],
            "guardian": ["", "김하나", "", "", ""],
        },
        dtype="str",
    )
    read = normalise(cells, council).responses
    assert read["consent"].tolist() == ["", "yes", "yes", "no", "yes"]
    assert read["is_consent_given"].tolist() == [False, True, True, True, True]


def asked_of_guardian(kind: str, more: str = "") -> str:
    """The guarded questions with the guardian asked as a question of another kind."""
    return GUARDED.format(bound="14 미만").replace('kind = "person"', f'kind = "{kind}"\n{more}')


def further(kind: str, more: str, answers: list[str]) -> list[str]:
    """Whose consent is what, of minors who consent themselves, by the guardian's cell."""
    council = read_with("[staff_columns]", asked_of_guardian(kind, more))
    yes = next(name for name, code in council.by_column["consent"].codes.items() if code == "yes")
    n = len(answers)
    cells = {"name": [f"가람{i}" for i in range(n)], "consent": [yes] * n, "age": ["12"] * n, "guardian": answers}
    return normalise(pd.DataFrame(cells, dtype="str"), council).responses["consent"].tolist()


def test_a_guardian_who_refuses_consents_to_nothing():
    words = ["동의하지 않습니다", "아니오", "거부합니다", "동의 ×", "동의합니다", "엄마 김하나", ""]
    assert further("text", "", words) == ["no", "no", "no", "no", "yes", "yes", ""]
    assert further("person", "", ["동의하지 않음", "아니오", "김하나"]) == ["no", "no", "yes"]
    assert further("phone", "", ["010-1234-5678", "동의하지 않음", "나중에"]) == ["yes", "no", ""]
    codes = 'codes = { "동의함" = "yes", "동의하지 않음" = "no" }'
    assert further("coded", codes, ["동의함", "동의하지 않음", "글쎄요", "동의함 ×"]) == ["yes", "no", "", "no"]


def test_a_guardian_who_is_not_asked_yet_is_waited_for():
    council = read_with(
        "[staff_columns]",
        asked_of_guardian("coded", 'codes = { "동의함" = "yes", "거부" = "no", "아직 여쭙지 못함" = "held" }'),
    )
    yes, no = (next(n for n, code in council.by_column["consent"].codes.items() if code == c) for c in ("yes", "no"))
    cells = {
        "name": ["가람", "나래", "다솜", "라온", "마루"],
        "consent": [yes, yes, no, yes, ""],
        "age": ["12", "12", "12", "30", "12"],
        "guardian": ["아직 여쭙지 못함", "동의함", "아직 여쭙지 못함", "아직 여쭙지 못함", "아직 여쭙지 못함"],
    }
    read = normalise(pd.DataFrame(cells, dtype="str"), council).responses
    assert read["is_held"].tolist() == [True, False, False, False, False]
    assert read["consent"].tolist() == ["", "yes", "no", "yes", ""]
    # It is waited for, and does not lack; without their own it does.
    assert read["is_consent_given"].tolist() == [True, True, True, True, False]


def test_another_consent_is_asked_where_its_meaning_is_sure():
    options = 'options = ["동의함", "동의하지 않음"]'
    own = 'codes = { "동의함" = "agreed", "동의하지 않음" = "refused" }'
    for kind, more in (("choice", options), ("ticks", options), ("date", ""), ("coded", own)):
        told = faults_with("[staff_columns]", asked_of_guardian(kind, more))
        assert [each.code for each in told] == ["no_consent_kind"]


def test_a_condition_that_nobody_can_meet_is_told():
    for bound in ("어림", "14"):
        faults = faults_with("[staff_columns]", GUARDED.format(bound=bound))
        assert [each.code for each in faults] == ["no_bound"]
    assert [
        each.code
        for each in faults_with("[staff_columns]", GUARDED.replace("{{ age", "{{ years").format(bound="14 미만"))
    ] == ["no_condition"]


RANKED = 'column = "goals"\nmore = ["2순위", "3순위", "그 밖에"]\nranked = {ranked}'


@pytest.mark.parametrize(
    ("ranked", "told"), [("true", [[13, 4, 1], [11], [4, 2], [16, 1]]), ("false", [[1, 4, 13], [11], [2, 4], [1, 16]])]
)
def test_goals_are_asked_in_several_columns_and_stand_in_their_order_where_the_form_asks_it(ranked, told):
    council = read_with('column = "goals"', RANKED.format(ranked=ranked))
    titles = [question.title for question in council.questions]
    cells = pd.DataFrame("", index=range(4), columns=[*titles, "2순위", "3순위", "그 밖에"], dtype="str")
    cells[council.by_column["goals"].title] = ["SDG 13 기후변화 대응", "11번", "", "16번"]
    cells["2순위"] = ["4번", "11번", "SDG 4 양질의 교육", ""]
    cells["3순위"] = ["13번", "", "2번", "1번"]
    cells["그 밖에"] = ["1번, 4번", "", "", ""]
    arranged = match_headings(cells.columns.tolist(), cells, council, "a.csv").arrange(cells, council)
    answers = normalise(arranged, council)
    assert answers.goals.groupby("response")["goal"].agg(list).tolist() == told
    assert answers.goals.groupby("response")["position"].agg(list).tolist() == [[1, 2, 3], [1], [1, 2], [1, 2]]
    latest = pd.DataFrame({"participant_id": list("abcd")}, index=range(4))
    activities = pd.DataFrame({"activity_id": ["a-1"], "participant_id": ["a"]})
    read = pd.DataFrame({"activity_id": ["a-1"] * 2, "goal": [1, 7], "score": [0.9, 0.8]})
    table = participant_goals(answers, latest, activities, read, is_ranked=council.ranks_goals)
    assert table.query("participant_id == 'a'")["goal"].tolist() == (
        [13, 4, 1, 7] if ranked == "true" else [1, 7, 4, 13]
    )


def test_what_an_option_of_another_question_means_comes_behind_ranked_goals():
    asked = (
        '[[questions]]\ncolumn = "themes"\ntitle = "주제"\nkind = "ticks"\nrequired = false\noptions = ["물", "길"]\n'
    )
    meant = f'{asked}goals = {{ "물" = [6], "길" = [11] }}\n\n[staff_columns]'
    council = read_with("[staff_columns]", meant)
    cells = pd.DataFrame({"goals": ["13번\n4번"], "themes": ["물;길"]}, dtype="str")
    assert normalise(cells, council).goals["goal"].tolist() == [4, 6, 11, 13]
    ranked = council.by_column["goals"].model_copy(update={"ranked": True})
    questions = tuple(ranked if each.column == "goals" else each for each in council.questions)
    ranking = read_with("[staff_columns]", meant).model_copy(update={"questions": questions})
    assert normalise(cells, ranking).goals["goal"].tolist() == [13, 4, 6, 11]


NAMELESS = (
    '[[questions]]\ncolumn = "school"\ntitle = "소속 학교"\nkind = "text"\nrequired = false\n\n'
    "[form]\n{said}\n\n[staff_columns]"
)


def test_a_body_without_a_name_is_called_by_what_another_question_says():
    said = 'name_from = "{school} 동아리"\nblank_words = ["저희는 아직 이름을 못 정했어요"]'
    council = read_with("[staff_columns]", NAMELESS.replace("{said}", said))
    person, group = council.individual[0], council.organised[0]
    cells = {
        "kind": [group, group, group, person, group, group],
        "name": ["동아리 이름 없음", "저희는 아직 이름을 못 정했어요", "", "없음", "이름없는 들꽃", "이름 없음"],
        "school": ["온고을중학교"] * 5 + [""],
        "contact_name": ["김나래"] * 6,
    }
    names = normalise(pd.DataFrame(cells, dtype="str"), council).responses
    club = "온고을중학교 동아리"
    assert names["name"].tolist() == [club, club, club, "김나래", "이름없는 들꽃", "김나래"]
    assert names["full_name"].tolist()[:3] == [club] * 3
