"""Every rule, broken once: it is found under its code, listed in rules.csv, and told to staff on the page of rules."""

import re
from html import unescape

import pandas as pd
import pytest

from expectations.check import check
from expectations.responses import response_rules
from flows.campaigns import read_campaign
from output.formats.labels import labels
from output.report.rules_page import write_rules
from tests.conftest import CAMPAIGN, SAMPLE, command
from tests.expectations.test_audit import BROKEN_TABLES
from transforms.campaign.sections import Quality, StaffColumns
from transforms.changes import drift
from transforms.decisions.corrections import findings_of
from transforms.publishing.profile import TYPES
from transforms.reading.headings import match_headings
from transforms.reading.normalise import normalise
from transforms.reading.quarantine import DISPOSITIONS, set_aside
from transforms.reference import rows
from transforms.review.doubts import doubts

RULES = {row["code"]: row for row in rows("rules")}
SOUND = {
    "submitted_at": "2024. 5. 1 오후 2:03:04",
    "email": "office@example.or.kr",
    "kind": "단체",
    "name": "무심천지킴이",
    "representative": "한가람",
    "contact_name": "노을빛",
    "contact_title": "간사",
    "phone": "043-200-1234",
    "address": "청주시 서원구 사직대로 1",
    "activities": "하천 정화 활동",
    "goals": "6. 깨끗한 물과 위생",
    "wish_1": "1",
    "wish_2": "",
    "attendance": "참석",
    "headcount": "1명",
    "attendees": "노을빛 간사",
    "is_returning": "예",
    "consent": "동의합니다",
    "staff_notes": "",
}
# What a respondent types so that the rule is broken; a column of ours behind "=" where no answer can do it any more.
BROKEN = {
    "test_entry": {"name": "테스트", "representative": "테스트"},
    "consent_refused": {"consent": "동의하지 않습니다"},
    "outside_window": {"submitted_at": "2024. 6. 1 오후 2:03:04"},
    "consent_blank": {"consent": ""},
    "consent_unreadable": {"consent": "글쎄요"},
    "moment_missing": {"submitted_at": ""},
    "moment_unreadable": {"submitted_at": "어제쯤"},
    "name_broken": {"name": "#NAME?"},
    "name_missing": {"name": "", "representative": "", "contact_name": ""},
    "contact_missing": {"phone": "", "email": ""},
    "phone_unreadable": {"phone": "사무실로 전화"},
    "phone_completed": {"phone": "200-1234"},
    "phone_format": {"=phone": "043-200-1234"},
    "email_unreadable": {"email": "이메일로 주세요"},
    "email_corrected": {"email": "office@naver,com"},
    "kind_unknown": {"kind": "종친회"},
    "activities_missing": {"activities": ""},
    "goals_free_text": {"goals": "물을 아끼는 마음"},
    "goals_all_ticked": {"goals": ", ".join(f"{row['goal']}. {row['name']}" for row in rows("goals"))},
    "wish_unreadable": {"wish_1": "아무 데나"},
    "attendance_unreadable": {"attendance": "그날 봐서"},
    "headcount_unreadable": {"headcount": "2024년 기준"},
    "cancelled": {"staff_notes": "10/28 취소 전화 옴"},
    "called_off": {"activities": "참여 취소합니다"},
    "held": {"staff_notes": "보류(주소 확인)"},
    "received_by_staff": {"staff_notes": "전화접수(도경)"},
    "headcount_missing": {"headcount": "", "attendees": ""},
    "headcount_disagrees": {"headcount": "9명"},
    "headcount_large": {"headcount": "", "attendees": "교사 1명, 학생 50명"},
    "attendees_unreadable": {"attendees": "정하람 신도아 불참 예정"},
    "attendees_doubtful": {"attendees": "김하늘(뜻 모를 말)"},
    "attendees_namesakes": {"attendees": "김하늘 대표, 김하늘 간사", "headcount": "2명"},
    "district_unknown": {"address": "청주시"},
    "returning_unreadable": {"is_returning": "글쎄요"},
}
CAMPAIGN_ = read_campaign(CAMPAIGN).model_copy(
    update={
        "staff_columns": StaffColumns(titles=("처리",), withdrawn=("취소",), received=("전화접수",), held=("보류",)),
    }
)


def test_every_response_rule_stands_in_the_list_under_its_column():
    rules = response_rules(CAMPAIGN_)
    listed = {code: row["column"] for code, row in RULES.items() if row["table"] == "responses"}
    assert {rule.code: rule.column for rule in rules} == listed
    assert set(BROKEN) == set(listed)


@pytest.fixture(scope="module")
def found():
    """Findings about a sound answer (row 0) and one for each rule that breaks it."""
    cells = pd.DataFrame([SOUND, *({**SOUND, **{k: v for k, v in b.items() if k[0] != "="}} for b in BROKEN.values())])
    cells["contact_title"] = [f"간사 {number}" for number in range(len(cells))]
    responses = normalise(cells.astype("str"), CAMPAIGN_).responses
    for at, changes in enumerate(BROKEN.values(), 1):
        for column, value in changes.items():
            if column[0] == "=":
                responses.loc[at, column[1:]] = value
    responses["response_id"] = [f"r{number}" for number in range(len(responses))]
    return responses, check(responses, response_rules(CAMPAIGN_), "response_id", "responses")


def test_a_sound_answer_breaks_no_rule(found):
    _, findings = found
    assert findings[findings["response_id"].eq("r0")].empty


@pytest.mark.parametrize(("at", "code"), list(enumerate(BROKEN, 1)))
def test_a_row_that_breaks_a_rule_is_found_and_goes_where_the_list_says(found, at, code):
    responses, findings = found
    of_row = findings[findings["response_id"].eq(f"r{at}")].set_index("code")
    assert code in of_row.index, of_row
    assert (of_row.loc[code, "severity"], of_row.loc[code, "column"]) == (
        RULES[code]["severity"],
        RULES[code]["column"],
    )
    judged = set_aside(responses, findings).set_index("response_id").loc[f"r{at}"]
    assert judged["disposition"] == RULES[code]["disposition"]


@pytest.fixture(scope="module")
def tables(release_a):
    folder = release_a / "restricted/tables"
    return {path.stem: pd.read_parquet(path) for path in folder.glob("*.parquet")}


def profile(**n: int) -> pd.DataFrame:
    """A profile of 100 or more responses in which everything is as usual, but for ``n``."""
    usual = {"rows": 100, "blank": 5, "finding": 4, "share": 30, "unknown_answer": 0, **n}
    about = {"blank": "address", "finding": "phone_unreadable", "share": "district", "unknown_answer": "kind"}
    told = [(m, about.get(m, ""), "상당구" if m == "share" else "", count, usual["rows"]) for m, count in usual.items()]
    return pd.DataFrame(told, columns=list(TYPES)).astype(TYPES)


MOVED = {
    "rows_fell": {"rows": 80},
    "blank_rose": {"rows": 140, "blank": 40, "share": 42},
    "finding_rose": {"rows": 140, "finding": 40, "share": 42},
    "share_shifted": {"rows": 140, "share": 70},
    "answer_new": {"rows": 140, "share": 42, "unknown_answer": 6},
}


@pytest.mark.parametrize("code", MOVED)
def test_a_snapshot_that_differs_raises_the_alarm_alone(code):
    found = drift.alarms(profile(**MOVED[code]), [profile()], Quality())
    assert set(found["code"]) == {code}
    assert set(found["severity"]) == {RULES[code]["severity"]}


def heading_codes() -> set[str]:
    cells = pd.read_csv(SAMPLE, dtype="str", keep_default_na=False)
    optional = next(question.title for question in CAMPAIGN_.questions if not question.is_required)
    given = [
        cells.drop(columns=optional),
        cells.assign(**{"새로 생긴 열": "x"}),
        cells.rename(columns={"주소(소재지)": "주소 (소재지 모두)"}),
    ]
    found = [
        match_headings(tuple(table.columns), table.set_axis(range(table.shape[1]), axis=1), CAMPAIGN_, "x")
        for table in given
    ]
    return {code for headings in found for code in headings.findings()["code"]}


def doubt_codes(tables: dict[str, pd.DataFrame]) -> set[str]:
    one, other = tables["participants"]["response_id"].head(2)
    likely = pd.DataFrame({"response_id": [one], "other_response_id": [other]})
    return set(doubts(tables, likely)["code"])


def decision_codes() -> set[str]:
    states = ["no_longer_needed", "partly_read", "does_not_apply"]
    table = pd.DataFrame({"kind": "name", "key": list("abc"), "state": states})
    return set(findings_of(table, pd.DataFrame({"response_id": []}, dtype="str"))["code"])


# Rules that the tests of other stages break.
ELSEWHERE = {"cells", "changes", "earlier", "guests", "attendance"}


def test_no_rule_is_listed_that_nothing_finds(tables):
    tried = {*BROKEN, *BROKEN_TABLES, *MOVED, *heading_codes(), *doubt_codes(tables), *decision_codes()}
    left = {code for code, row in RULES.items() if row["table"] not in ELSEWHERE} - tried
    assert left <= {"question_merged", "column_untitled", "row_of_sums"}, left
    assert tried <= set(RULES)


def test_the_page_tells_every_rule(tmp_path):
    assert command("rules", "--out", str(tmp_path / "rules.html")).returncode == 0
    write_rules(tmp_path / "again.html")
    page = (tmp_path / "rules.html").read_text("utf-8")
    assert page == (tmp_path / "again.html").read_text("utf-8")
    cell = "<td[^>]*>(.*?)</td>"
    told = re.findall(rf'<tr id="(\w+)"><th scope="row">(.*?) <code>\1</code></th>{cell}{cell}{cell}</tr>', page)
    assert {code: unescape(sentence) for code, sentence, *_ in told} == {
        code: row["sentence"] for code, row in RULES.items()
    }
    assert all(severity in ("중요", "주의", "참고") and action and todo for _, _, severity, action, todo in told)
    asks = {code for each in labels("rules")["worth"] for code in each["todo"]}
    assert asks <= set(RULES)
    # What is put on the list for somebody says what to do there, once nobody has to guess it.
    listed = {code for code, row in RULES.items() if "검토 목록" in row["action"]}
    assert listed <= asks


def test_the_list_holds_together():
    for code, row in RULES.items():
        assert re.fullmatch(r"[a-z_]+", code)
        assert row["severity"] in ("critical", "warning", "info")
        assert row["disposition"] in ("", *DISPOSITIONS)
        # What sets a response or a guest aside or stops a release is grave, and nothing else is.
        is_grave = row["disposition"] or row["table"] in ("release", "guests", "attendance")
        assert (row["severity"] == "critical") <= bool(is_grave)
        assert (row["severity"] == "critical") or not (row["disposition"] or row["table"] == "release")
        assert row["sentence"]
        assert row["action"]
