"""Headings: whatever their order, reworded where that is beyond doubt, refused where it is not."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN, SAMPLE
from transforms.errors.headings import HeadingsError, QuestionGoneError
from transforms.errors.source import NotAFormExportError
from transforms.reading.headings import match_headings


@pytest.fixture(scope="module")
def campaign():
    return read_campaign(CAMPAIGN)


@pytest.fixture
def table():
    return pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)


def match(table, campaign):
    cells = table.set_axis(range(table.shape[1]), axis=1)
    return match_headings(tuple(table.columns), cells, campaign, "test")


def test_any_order_is_the_same(table, campaign):
    shuffled = table[sorted(table.columns)]
    found = match(shuffled, campaign)
    assert found.reworded == found.missing == found.passed_over == ()
    titles = {q.column: q.title for q in campaign.questions}
    assert all(shuffled.columns[at] == titles[column] for column, at in found.positions.items())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("담당자 성명", "담당자 이름"),
        ("연락처", "휴대폰 번호"),
        ("연락처", "연락처(휴대전화)"),
        ("주소(소재지)", "소재지 주소"),
        ("주요 활동 및 사업 내용", "주요 활동과 사업 내용을 적어 주세요"),
        ("참석 인원", "행사에 오시는 분은 몇 분인가요?"),
        ("개인정보 수집 및 이용 동의", "개인정보 수집·이용에 동의하십니까?"),
        ("희망 모임 분야 (2순위)", "희망 모임 분야 [2순위]"),
        ("타임스탬프", "Timestamp"),
    ],
)
def test_a_reworded_question_is_recognised_and_told(table, campaign, old, new):
    place = list(table.columns).index(old)
    found = match(table.rename(columns={old: new}), campaign)
    question = next(q for q in campaign.questions if q.title == old)
    assert found.positions[question.column] == place
    assert found.reworded in (((old, new),), ())
    if key_differs(old, new, question):
        assert found.findings()["code"].tolist() == ["question_reworded"]


def key_differs(old, new, question):
    from transforms.parse.text import key

    return key(new) not in {key(old), *(key(f) for f in question.former)}


@pytest.mark.parametrize("old", ["연락처", "기관·단체명 (개인은 성명)", "개인정보 수집 및 이용 동의", "타임스탬프"])
def test_a_required_question_that_is_gone_stops_the_run(table, campaign, old):
    with pytest.raises(HeadingsError) as caught:
        match(table.drop(columns=old), campaign)
    assert old in caught.value.facts["missing"]
    # Nothing like it is there: the column was deleted.
    assert isinstance(caught.value, QuestionGoneError)
    assert "다시 내려받아" in str(caught.value)


def test_a_doubtful_match_stops_the_run_and_names_the_nearest(table, campaign):
    with pytest.raises(HeadingsError) as caught:
        match(table.rename(columns={"연락처": "가나다", "주소(소재지)": "라마바"}), campaign)
    assert caught.value.facts["missing"] == "연락처 · 주소(소재지)"
    assert "가나다" in caught.value.facts["unknown"]


def test_one_that_is_alike_is_named_as_the_nearest(table, campaign):
    with pytest.raises(HeadingsError, match="가장 비슷한 제목: 연락 가능 번호") as caught:
        match(table.rename(columns={"연락처": "연락 가능 번호", "주소(소재지)": "라마바"}), campaign)
    assert not isinstance(caught.value, QuestionGoneError)


def test_a_new_column_in_a_lost_questions_place_is_no_answer_to_it(table, campaign):
    changed = table.rename(columns={"개인정보 수집 및 이용 동의": "비고란"})
    changed["비고란"] = "확인함"
    with pytest.raises(HeadingsError):
        match(changed, campaign)


def test_a_question_that_is_not_required_may_be_missing(table, campaign):
    found = match(table.drop(columns="건의사항"), campaign)
    assert found.missing == ("건의사항",)
    assert "suggestions" not in found.positions


def test_a_new_question_is_told_and_a_staff_column_passed_over_in_silence(table, campaign):
    found = match(table.assign(비고="", 새질문="x"), campaign)
    assert found.passed_over == ("새질문",)
    assert found.findings()["column"].tolist() == ["새질문"]


@pytest.mark.parametrize(
    "beside", [("{} [점수]", "{} [의견]"), ("{} [Score]", "{} [Feedback]"), ("{} (점수)", "{} 의견")]
)
def test_the_points_of_a_quiz_are_passed_over_and_told(table, campaign, beside):
    quiz = table.assign(점수="0 / 10")
    for title in ("연락처", "참석 인원", "이메일 주소", "개인정보 수집 및 이용 동의"):
        for name, value in zip(beside, ("5 / 5", "잘 하셨습니다"), strict=True):
            quiz.insert(list(quiz.columns).index(title) + 1, name.format(title), value)
    found = match(quiz, campaign)
    assert {quiz.columns[at] for at in found.positions.values()} == set(table.columns)
    assert len(found.passed_over) == 9
    assert found.findings()["code"].eq("question_new").all()


def test_a_question_asked_anew_is_read_from_both_of_its_columns(table, campaign):
    """Forms leaves the column of a deleted question and appends one for the question that takes its place."""
    changed = table.rename(columns={"이메일 주소": "이메일"}).assign(**{"이메일 주소": ""})
    changed.loc[10:, "이메일 주소"] = changed.loc[10:, "이메일"].to_numpy()
    changed.loc[15:, "이메일"] = ""
    changed.loc[12, "이메일"] = "old@example.org"
    found = match(changed, campaign)
    cells = found.arrange(changed.set_axis(range(changed.shape[1]), axis=1), campaign)
    both = f"{table['이메일 주소'][12]}\nold@example.org"
    assert cells["email"].tolist() == [*table["이메일 주소"][:12], both, *table["이메일 주소"][13:]]
    assert cells["other_answers"][12] == "email\told@example.org\n"
    assert found.findings()[["code", "column"]].values.tolist() == [["question_merged", "이메일 주소"]]
    assert "이메일" not in found.passed_over


def test_a_title_twice_is_one_question_where_no_row_answers_both(table, campaign):
    doubled = pd.concat([table, table[["연락처"]]], axis=1)
    early = doubled.index < 50
    doubled.iloc[early, -1] = " "
    doubled.iloc[~early, table.columns.get_loc("연락처")] = ""
    found = match(doubled, campaign)
    cells = found.arrange(doubled.set_axis(range(doubled.shape[1]), axis=1), campaign)
    assert cells["phone"].tolist() == table["연락처"].tolist()


def test_a_column_without_a_heading_is_told_where_it_holds_something(table, campaign):
    told = match(table.assign(**{" ": ["", *["O"] * (len(table) - 1)], "": ""}), campaign)
    assert told.findings()[["code", "column"]].values.tolist() == [["column_untitled", "Y"]]


@pytest.mark.parametrize(
    "form", ["{n}. {title}", "Q{n}) {title}", "({n}) {title}", "{title}\n빠짐없이 적어 주세요", "{n}번. {title}"]
)
def test_titles_that_were_only_numbered_or_explained_are_the_same(table, campaign, form):
    numbered = [form.format(n=n, title=title) for n, title in enumerate(table.columns, 1)]
    found = match(table.set_axis(numbered, axis=1), campaign)
    assert found.positions == match(table, campaign).positions
    assert found.findings().empty


def test_a_table_of_something_else_is_no_export(campaign):
    with pytest.raises(NotAFormExportError):
        match(pd.DataFrame({"품목": ["가"], "단가": ["1"]}), campaign)
