"""What a campaign alone asks: read by its kind, shown on lists, and counted among those who come."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.transforms.campaign.changed import faults_with, read_with
from transforms.campaign.event_settings import Seating
from transforms.publishing.answers import COLUMNS, answering, by_answer, expected, needed, needs, told
from transforms.publishing.editions import counted
from transforms.publishing.survey import _bands, _own
from transforms.reading.normalise import normalise
from transforms.reading.own_answers import reader_of

FORM = """
[[questions]]
column = "lunch"
title = "점심 (복수 선택)"
kind = "choice"
required = false
event = true
options = ["일반식", "채식", "먹지 않음"]
none = ["먹지 않음"]

[[questions]]
column = "cars"
title = "차"
kind = "number"
required = false
event = true

[[questions]]
column = "remark"
title = "알릴 것"
kind = "text"
required = false
event = true

[[questions]]
column = "helper"
title = "도울 분 전화"
kind = "phone"
required = false
event = true

[[questions]]
column = "night"
title = "묵는 날"
kind = "date"
required = false

[[questions]]
column = "taste"
title = "맛 [국]"
kind = "scale"
required = false
options = ["좋다", "아쉽다"]

[[questions]]
column = "way"
title = "오는 길"
kind = "coded"
required = false
codes = { "시내버스" = "버스", "시외버스" = "버스", "걸어서" = "" }

[staff_columns]"""
HELP = """
[[questions]]
column = "help"
title = "필요한 도움"
kind = "ticks"
required = false
options = ["강사 소개"]
other = "기타"
aliases = { "그늘막" = "기타" }
"""
CAMPAIGN = read_with("[staff_columns]", FORM)
SAID = pd.DataFrame(
    [
        ("p1", "lunch", 1, "채식", False),
        ("p1", "cars", 1, "2", False),
        ("p1", "helper", 1, "+821012345678", False),
        ("p2", "lunch", 1, "일반식", False),
        ("p2", "remark", 1, "휠체어", True),
        ("p3", "cars", 1, "7", False),
        ("p4", "lunch", 1, "채식", False),
    ],
    columns=COLUMNS,
)
# Two of p1, one of p2 and p3, a guest; p4 does not come.
KEPT = ("participants", "answers", "facts")
SAMPLE = read_campaign("cheongju-2024")
COMING = pd.Series(["p1", "p1", "p2", "p3", None], dtype="str")
FIRST = pd.Series([True, False, True, True, False])
WHOSE = pd.DataFrame({"participant_id": COMING.to_numpy(), "is_answering": FIRST.to_numpy()}, index=list("abcde"))


def test_an_answer_that_is_no_number_no_day_and_no_option_is_told_by_row():
    cells = pd.DataFrame(
        {"cars": ["두어 대쯤", "3", ""], "night": ["그날 봐서", "", ""], "taste": ["그저", "좋다", ""]}
    )
    noted = normalise(cells.astype("str"), CAMPAIGN).noted
    assert noted[["response", "code", "question"]].to_numpy().tolist() == [
        [0, "answer_unread", name] for name in ("cars", "night", "taste")
    ]


@pytest.mark.parametrize(
    ("column", "cell", "read"),
    [
        ("lunch", "채식", [("채식", False)]),
        ("lunch", "먹지 않음", []),
        ("lunch", "도시락", [("도시락", True)]),
        ("cars", "승용차 2대", [("2", False)]),
        ("cars", "모름", []),
        ("cars", "두어 대쯤", [("두어 대쯤", True)]),
        ("night", "5월 30일", [("2024-05-30", False)]),
        ("night", "2024. 5. 29", [("2024-05-29", False)]),
        ("night", "5/30(목)", [("2024-05-30", False)]),
        ("night", "5.3", [("2024-05-03", False)]),
        ("night", "그날 봐서", [("그날 봐서", True)]),
        ("helper", "010-1234-5678", [("+821012345678", False)]),
        ("taste", "아쉽다", [("아쉽다", False)]),
        ("way", "시외버스", [("버스", False)]),
        ("way", "걸어서", []),
        ("remark", "없음", []),
    ],
)
def test_a_cell_is_read_as_its_kind_of_question(column, cell, read):
    assert reader_of(CAMPAIGN.by_column[column], CAMPAIGN)(cell) == read


def test_what_the_event_needs_is_counted_among_those_who_come():
    assert [tuple(row) for row in needs(SAID, COMING, CAMPAIGN, "-").astype("object").fillna("").to_numpy()] == [
        ("점심", "일반식", 1, 1, ""),
        ("점심", "채식", 1, 2, ""),
        ("점심", "먹지 않음·-", "", 2, ""),
        ("차", "", 2, "", 9),
        ("알릴 것", "휠체어", 1, "", ""),
        ("도울 분 전화", "010-1234-5678", 1, "", ""),
    ]


def test_what_whoever_answered_is_asked_alone_is_told_of_one_for_each_participant():
    asked = read_with("[staff_columns]", FORM.replace('column = "lunch"', 'column = "lunch"\nonce = true'))
    counted = needs(SAID, COMING, asked, "-").query("question == '점심'")
    assert counted[["answer", "n_people"]].to_numpy().tolist() == [["일반식", 1], ["채식", 1], ["먹지 않음·-", 1]]
    assert needed(SAID, COMING, FIRST, asked).tolist() == ["채식 · 차 2", "", "일반식 · 알릴 것: 휠체어", "차 7", ""]
    listed = pd.DataFrame({"attendee_id": list("abcde"), "name": list("가나다라마")})
    made = by_answer(listed, SAID, WHOSE, asked)
    assert made.loc[made["question"].eq("점심"), "name"].tolist() == ["다", "가"]


@pytest.mark.parametrize(("undecided", "n_people"), [("seat", [1, 2, 2]), ("wait", [2, 2])])
def test_who_waits_undecided_is_not_among_those_the_event_prepares_for(undecided, n_people):
    people = pd.DataFrame({"participant_id": COMING, "attendance": ["yes", "yes", "undecided", "yes", "yes"]})
    asked = CAMPAIGN.model_copy(
        update={"event": CAMPAIGN.event.model_copy(update={"seating": Seating(undecided=undecided)})}
    )
    counted = needs(SAID, expected(people, asked)["participant_id"], asked, "-").query("question == '점심'")
    assert counted["n_people"].tolist() == n_people


def test_an_answer_that_nobody_need_be_told_of_is_counted_and_stands_beside_nobody():
    asked = read_with("[staff_columns]", FORM.replace('"먹지 않음"]\n', '"먹지 않음"]\nuntold = ["일반식"]\n', 1))
    counted = needs(SAID, COMING, asked, "-").query("question == '점심'")
    assert counted["answer"].tolist() == ["일반식", "채식", "먹지 않음·-"]
    assert needed(SAID, COMING, FIRST, asked).tolist() == ["채식 · 차 2", "채식", "알릴 것: 휠체어", "차 7", ""]
    listed = pd.DataFrame({"attendee_id": list("abcde"), "name": list("가나다라마")})
    assert "일반식" not in by_answer(listed, SAID, WHOSE, asked)["answer"].tolist()
    unlisted = FORM.replace('"먹지 않음"]\n', '"먹지 않음"]\nuntold = ["굶음"]\n', 1)
    assert faults_with("[staff_columns]", unlisted)[0].code == "no_option"


def test_whoever_answered_is_the_contact_and_else_the_first_of_a_participant():
    people = pd.DataFrame({"participant_id": COMING, "name": ["가나다", "마바 사", "다라마", "라", "손님"]})
    contacts = pd.DataFrame({"participant_id": ["p1", "p2", "p3"], "contact_name": ["마바사", "없는이", None]})
    assert answering(people, contacts).tolist() == [False, True, True, True, False]


def test_what_the_office_asks_for_its_own_work_is_no_result():
    lunch = 'column = "lunch"\n'
    for setting in ("report = false\n", 'unnamed = ["채식"]\n', 'unsigned = ["채식"]\n'):
        assert not read_with("[staff_columns]", FORM.replace(lunch, lunch + setting)).by_column["lunch"].is_reported
    assert CAMPAIGN.by_column["lunch"].is_reported


def test_what_somebody_writes_beside_ticks_counts_as_the_option_for_any_other():
    asked = read_with("[staff_columns]", FORM.replace("[staff_columns]", HELP + "\n[staff_columns]"))
    question = asked.by_column["help"]
    cells = pd.DataFrame({"help": ["강사 소개, 선풍기 2대, 멀티탭", "기타", "강사 소개", "", "그늘막"]}, dtype="str")
    said = normalise(cells, asked).own.assign(participant_id=lambda each: each["response"].astype("str"))
    [counted_] = _own(said, question)
    assert counted_[["answer", "n", "base"]].to_numpy().tolist() == [["강사 소개", 2, 4], ["기타", 3, 4]]
    assert told(said, question).tolist() == ["강사 소개 · 선풍기 2대, 멀티탭", "기타", "강사 소개", "기타"]


def test_who_answered_what_is_listed_as_often_as_it_is_counted():
    listed = pd.DataFrame({"attendee_id": list("abcde"), "name": ["가", "나", "다", "라", "손님"]})
    made = by_answer(listed, SAID, WHOSE, CAMPAIGN)
    lunch = made[made["question"].eq("점심")]
    assert lunch[["answer", "name"]].to_numpy().tolist() == [["일반식", "다"], ["채식", "가"], ["채식", "나"]]
    counted = needs(SAID, COMING, CAMPAIGN, "-").query("question == '점심' and answer != '먹지 않음·-'")
    assert lunch["answer"].value_counts().to_dict() == dict(zip(counted["answer"], counted["n_people"], strict=True))


def test_beside_each_person_stands_what_is_needed_and_no_phone_on_the_register():
    assert needed(SAID, COMING, FIRST, CAMPAIGN).tolist() == [
        "채식 · 차 2",
        "채식",
        "일반식 · 알릴 것: 휠체어",
        "차 7",
        "",
    ]
    assert "010-1234-5678" in needed(SAID, COMING, FIRST, CAMPAIGN, with_phones=True)[0]
    assert told(SAID, CAMPAIGN.by_column["helper"]).to_dict() == {"p1": "010-1234-5678"}


NIGHT = 'title = "묵는 날"\nkind = "date"\nrequired = false\n'
OWN = """
[[questions]]
column = "guide"
title = "길잡이"
kind = "person"
required = false
event = true
"""


def test_a_name_and_a_day_bear_the_name_of_their_question_and_count_no_people():
    form = FORM.replace(NIGHT, f"{NIGHT}event = true\n").replace("[staff_columns]", f"{OWN}\n[staff_columns]")
    asked = read_with("[staff_columns]", form)
    said = pd.DataFrame([("p1", "night", 1, "2024-05-30", False), ("p1", "guide", 1, "김나래", False)], columns=COLUMNS)
    assert needed(said, COMING, FIRST, asked)[0] == "묵는 날 2024. 5. 30. · 길잡이: 김나래"
    counted = needs(said, COMING, asked, "-").query("question in ('묵는 날', '길잡이')")
    assert counted.astype("object").fillna("").to_numpy().tolist() == [
        ["묵는 날", "2024. 5. 30.", 1, "", ""],
        ["길잡이", "김나래", 1, "", ""],
    ]


def test_numbers_are_told_in_bands():
    order, each = _bands(pd.Series([2, 7, 7, 4]))
    assert (order[:6], each.tolist()) == (("0", "1", "2", "3", "4", "5–9"), ["2", "5–9", "5–9", "4"])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('column = "lunch"', 'column = "total"', "string_pattern_mismatch"),
        ('kind = "number"', 'kind = "number"\nthemes = "request"', "unread"),
        ('"아쉽다"]', '"아쉽다"]\nother = "기타"', "unread"),
    ],
)
def test_what_such_a_question_cannot_say_is_refused(old, new, code):
    assert faults_with("[staff_columns]", FORM.replace(old, new))[0].code == code


def test_what_the_program_shows_already_is_nothing_that_the_event_needs():
    assert faults_with('column = "phone"', 'event = true\ncolumn = "phone"')[0].code == "event_of_ours"


def test_of_what_is_kept_from_reports_the_public_reads_no_number(release_a):
    tables = {name: pd.read_parquet(release_a / f"restricted/tables/{name}.parquet") for name in KEPT}
    tables["organisations"] = pd.read_parquet(release_a / "public/tables/organisations.parquet")
    inside = [
        each.model_copy(update={"report": False}) if each.column == "together" else each for each in SAMPLE.questions
    ]
    within = SAMPLE.model_copy(update={"questions": tuple(inside)})
    told, kept = (counted(tables, tables["organisations"], each, is_seated=False).facts for each in (SAMPLE, within))
    assert set(told["topic"]) - set(kept["topic"]) == {"together"}
