"""A question that stands twice, a reworded one among new columns, and staff columns."""

import pytest

from tests.transforms.reading.forms import COUNCIL, TITLE, plain, read
from transforms.errors.headings import HeadingsError
from transforms.reading.headings import match_headings

AT = {column: place for place, column in enumerate(TITLE)}


def doubled(column, other, place=None, title=""):
    """The plain table with a second column of the question, its title too; ``other`` holds its cells."""
    table = plain()
    titles = [*table.columns]
    table.insert(AT[column] + 1 if place is None else place, "second", other)
    titles.insert(AT[column] + 1 if place is None else place, title or TITLE[column])
    return table, titles


def test_two_branches_are_one_question():
    table, titles = doubled("phone", "")
    odd = table.index % 2 == 1
    table.loc[odd, "second"] = table.loc[odd, TITLE["phone"]]
    table.loc[odd, TITLE["phone"]] = ""
    found = read(table, titles)
    assert found.cells["phone"].tolist() == plain()[TITLE["phone"]].tolist()
    assert found.findings.empty
    assert found.headings.findings()["code"].tolist() == ["question_merged"]


def test_one_row_that_answered_both_branches_keeps_both_and_is_told():
    table, titles = doubled("phone", "")
    table.loc[3, "second"] = "043-200-1234"
    table.loc[4, "second"] = table.loc[4, TITLE["phone"]].replace("-", " ")
    found = read(table, titles)
    assert found.reasons() == {}
    row = found.judged.iloc[3]
    assert {row["phone"], row["other_phones"]} == {"+821020001104", "+82432001234"}
    assert found.codes(4) == {("answers_differ", "phone")}
    # Two ways to write one number are one answer.
    assert found.codes(5) == set()


def test_a_collected_and_an_asked_address_are_one_where_equal_and_the_asked_one_counts():
    for title in ("", "이메일"):
        table, titles = doubled("email", plain()[TITLE["email"]].str.upper(), AT["contact_title"] + 1, title)
        table.loc[0, "second"] = "office@example.org"
        found = read(table, titles)
        assert found.reasons() == {}
        assert found.column("email") == ["office@example.org", *plain()[TITLE["email"]][1:]]
        assert found.findings[["code", "column"]].values.tolist() == [["answers_differ", "email"]]
        assert "member01@example.org" in found.cells.loc[0, "other_answers"]


def test_a_setting_names_the_column_that_is_meant():
    question = COUNCIL.by_column["email"].model_copy(update={"meant": "left"})
    questions = tuple(question if each.column == "email" else each for each in COUNCIL.questions)
    campaign = COUNCIL.model_copy(update={"questions": questions, "by_column": {q.column: q for q in questions}})
    table, titles = doubled("email", "office@example.org", AT["contact_title"] + 1)
    cells = table.set_axis(range(table.shape[1]), axis=1)
    found = match_headings(titles, cells, campaign, "test").arrange(cells, campaign)
    assert found["email"].str.split("\n").str[0].tolist() == plain()[TITLE["email"]].tolist()


def test_two_columns_of_one_title_are_two_questions_where_one_means_each():
    own = COUNCIL.by_column["phone"].model_copy(update={"meant": "left"})
    other = own.model_copy(update={"column": "guardian_phone", "meant": "right", "is_required": False})
    questions = (*(own if each.column == "phone" else each for each in COUNCIL.questions), other)
    campaign = COUNCIL.model_copy(update={"questions": questions, "by_column": {q.column: q for q in questions}})
    table, titles = doubled("phone", "043-200-1234")
    cells = table.set_axis(range(table.shape[1]), axis=1)
    headings = match_headings(titles, cells, campaign, "test")
    found = headings.arrange(cells, campaign)
    assert found["phone"].tolist() == plain()[TITLE["phone"]].tolist()
    assert set(found["guardian_phone"]) == {"043-200-1234"}
    assert headings.findings().empty and "other_answers" not in found
    # The second column has gone from the form: what is left is the first one's.
    alone = match_headings([*plain()], plain().set_axis(range(len(TITLE)), axis=1), campaign, "test")
    assert alone.positions["phone"] == AT["phone"] and "guardian_phone" not in alone.positions


def test_of_three_columns_of_one_title_each_is_reached_by_its_number():
    own = COUNCIL.by_column["phone"].model_copy(update={"meant": "1"})
    others = [own.model_copy(update={"column": f"why_{n}", "meant": f"{n}", "is_required": False}) for n in (2, 3, 4)]
    questions = (*(own if each.column == "phone" else each for each in COUNCIL.questions), *others)
    campaign = COUNCIL.model_copy(update={"questions": questions, "by_column": {q.column: q for q in questions}})
    table, titles = doubled("phone", "043-200-1234")
    cells = table.assign(third="043-200-9999").set_axis(range(table.shape[1] + 1), axis=1)
    headings = match_headings([*titles, TITLE["phone"]], cells, campaign, "test")
    found = headings.arrange(cells, campaign)
    assert found["phone"].tolist() == plain()[TITLE["phone"]].tolist()
    assert set(found["why_2"]) == {"043-200-1234"} and set(found["why_3"]) == {"043-200-9999"}
    assert "why_4" not in found and headings.passed_over == () and "other_answers" not in found


@pytest.mark.parametrize("column", ["kind", "name", "attendance", "consent"])
def test_of_other_questions_the_right_answer_counts_and_the_other_is_told(column):
    other = {"kind": "기업", "name": "푸른내일", "attendance": "불참", "consent": "동의하지 않습니다"}[column]
    table, titles = doubled(column, "")
    table.loc[2, "second"] = other
    found = read(table, titles)
    assert found.cells[column][2] == other
    assert ("answers_differ", column) in found.codes(3)
    assert found.cells.loc[2, "other_answers"].startswith(f"{column}\t")
    assert [row for row in found.reasons() if row != 3] == []


@pytest.mark.parametrize(
    ("column", "title"),
    [
        ("phone", "핸드폰으로 알려 주세요"),
        ("consent", "아래 내용을 읽고 답해 주세요"),
        ("submitted_at", "응답한 때"),
        ("email", "메일"),
        ("kind", "어떤 자격으로 오시나요"),
        ("name", "어디에서 오시나요"),
    ],
)
def test_a_reworded_question_is_known_by_its_place_whatever_else_is_new(column, title):
    table = plain().rename(columns={TITLE[column]: title})
    table["접수 메모"] = ["확인함", *[""] * 11]
    table.insert(3, "담당", ["김", "이", *[""] * 10])
    table["새로 물은 것"] = "예"
    found = read(table)
    assert found.headings.positions[column] == table.columns.get_loc(title)
    assert found.headings.reworded == ((TITLE[column], title),)
    assert found.reasons() == {}


def test_a_mark_that_staff_set_in_every_row_is_no_answer():
    table = plain().rename(columns={TITLE["address"]: "사는 곳", TITLE["name"]: "어디에서 오시나요"})
    table.insert(AT["address"], "담당자 확인", "O")
    table.insert(AT["name"], "서류", ["O", "X"] * 6)
    assert {title for title, _ in read(table).headings.reworded} == {TITLE["address"], TITLE["name"]}


def test_two_that_went_from_one_place_stop_and_are_named():
    with pytest.raises(HeadingsError) as caught:
        read(plain().rename(columns={TITLE["representative"]: "가나다", TITLE["contact_name"]: "라마바"}))
    assert caught.value.facts["missing"] == f"{TITLE['representative']} · {TITLE['contact_name']}"


def test_staff_columns_of_the_settings_are_passed_over_in_silence():
    table = plain()
    for title in COUNCIL.staff_columns.titles:
        table[title] = "확인"
    assert read(table).headings.findings().empty


def test_the_rows_that_differ_are_shown_with_both_answers():
    table, titles = doubled("name", "")
    table.loc[2, "second"] = "푸른내일"
    found = read(table, titles)
    assert found.cells.loc[2, "other_answers"] == "name\t" + plain()[TITLE["name"]][2] + "\n"


def test_two_that_went_from_one_place_are_told_apart_by_what_their_columns_hold():
    """The headings that Google gives to whoever made the form in another language."""
    table = plain().rename(columns={TITLE["submitted_at"]: "タイムスタンプ", TITLE["email"]: "メールアドレス"})
    table.insert(2, "スコア", "0 / 0")
    found = read(table)
    assert {named: title for title, named in found.headings.reworded} == {
        "タイムスタンプ": TITLE["submitted_at"],
        "メールアドレス": TITLE["email"],
    }
    assert found.reasons() == {}
