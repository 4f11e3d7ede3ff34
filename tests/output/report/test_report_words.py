"""The report is written as an office writes: findings as headings, nominal endings, counting words."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from output.formats.labels import file_text, labels
from output.report.numbers import Numbers
from output.report.report_body import report_of
from output.report.sentences import Sentences
from output.report.wording import item_name, topic_name
from tests.conftest import CAMPAIGN, facts_of
from transforms.publishing.editions import facts_told
from transforms.publishing.facts import NO_ANSWER
from transforms.publishing.highlights import meeting_sizes

READ = read_campaign(CAMPAIGN)


@pytest.fixture(scope="module", params=["counted", "later", "office"])
def report(request, release_a):
    whole = facts_of(release_a, "restricted")
    if request.param == "office":
        people = pd.read_parquet(release_a / "restricted/tables/attendees.parquet")
        sizes = meeting_sizes(people, None, READ)
        return report_of(whole, "2024-05-10T23:59:00+09:00", READ, meetings=sizes, is_public=False)
    if request.param == "later":
        return report_of(facts_told(None, whole), None, READ)
    return report_of(facts_of(release_a), None, READ)


def sentences(report):
    lines = [line.text for each in report.sections for line in each.lines]
    return [*report.summary, *(each.title for each in report.sections), *lines]


def test_every_sentence_ends_as_an_office_ends_it(report):
    said = sentences(report)
    assert said
    for text in said:
        end = re.sub(r"[\s.]*(\([^)]*\))?\.?$", "", text)[-1]
        # 함, 임, 음, 셈 … end in ㅁ; 필요; or a list stands behind a colon.
        assert (ord(end) - 0xAC00) % 28 == 16 or end == "요" or re.search(r": ‘[^:]+$", text), text
        assert not re.search(r"곳\(명\)|습니다|입니다|–|\{|의 의 |  ", text), text


def test_no_heading_is_its_topic(report):
    topics = set(labels("report", READ)["sections"].values())
    assert [each.title for each in report.sections if each.title in topics or each.title == each.topic] == []


def test_the_first_page_answers_what_a_mayor_asks(report):
    page = " ".join([*report.summary, *(f"{each.label} {each.value} {each.note}" for each in report.figures)])
    assert len(report.summary) == 3
    is_counted = "이름을 공개하는 단체는" not in page
    assert "45%" in page or not is_counted
    for name in ("해양생태계", "산업, 혁신, 사회기반시설", "행복한 삶이 보장되는 복지 공동체 청주"):
        assert name in page
    assert ("교류와 협력" in page and "18%" in page and "미정 36" in page) or not is_counted


def test_the_paper_says_when_whose_and_which_count_it_is(report):
    told = dict(report.about)
    assert told["담당"] == READ.host
    assert told["연락처"] == READ.phone
    assert ("사무국용" in told["판"]) == ("사무국용" in report.title)
    assert told["작성일"].startswith("2024. 5. 10.") or "전" in told["작성일"]


def test_every_finding_is_worded():
    worded = labels("report", READ)["found"]
    assert all(set(each) <= {"head", "say", "more", "caution"} and each for each in worded.values())


def test_a_meeting_whose_name_ends_in_the_word_is_not_called_so_twice():
    wording = replace(READ.wording, words=READ.wording.words.model_copy(update={"meeting": "모둠"}))
    council = READ.model_copy(update={"wording": wording})
    told = Sentences({"few": "‘밥상 모둠’, ‘돌보는 모둠’", "full": "‘밥상 모둠’ 외 2개", "over": "‘밥상’"}, council)
    said = [told.filled(text) for text in ("{few} 모둠에", "{full} 모둠이", "{over} 모둠의")]
    assert said == ["‘밥상 모둠’, ‘돌보는 모둠’에", "‘밥상 모둠’ 외 2개 모둠이", "‘밥상’ 모둠의"]


def test_the_offices_report_is_called_as_the_public_one_of_that_moment(release_a):
    whole = facts_of(release_a, "restricted")
    titles = [report_of(whole, None, READ, is_public=False, is_counted=counted).title for counted in (True, False)]
    assert [("결과보고" in title, "중간보고" in title) for title in titles] == [(True, False), (False, True)]


@pytest.mark.parametrize("section", ["review", "sheet_tabs", "attendance", "rules"])
def test_lists_for_the_office_call_bodies_by_the_council_s_word(section):
    assert "기관·단체명" not in file_text(section)


def test_what_a_council_asked_of_last_year_bears_the_questions_short_name():
    asked = READ.by_column["is_returning"].model_copy(update={"label": "지난 공론장 참석"})
    council = READ.model_copy(update={"by_column": {**READ.by_column, "is_returning": asked}})
    told = [topic_name("is_returning", each) for each in (council, READ)]
    assert told == ["지난 공론장 참석", "지난 네트워크 참여(응답 기준)"]


def test_without_a_short_name_it_bears_its_own_title_and_no_network(release_a):
    asked = READ.by_column["is_returning"].model_copy(
        update={"label": "", "title": "2024년 회원이었나요? (Member in 2024?)"}
    )
    council = READ.model_copy(update={"by_column": {**READ.by_column, "is_returning": asked}})
    assert Numbers(facts_of(release_a), council, is_seated=False).title("is_returning") == "2024년 회원이었나요?"


def test_an_answer_that_is_told_in_two_languages_stands_in_the_reports_own():
    pair = {"options": ["공동 캠페인 / Joint campaign", "교육 / Talks"], "none": ["잘 모르겠음 / Not sure"]}
    asked = type(READ.by_column["together"]).model_validate(
        {"kind": "ticks", "column": "together", "title": "함께 (Together)", "required": False, **pair}
    )
    council = READ.model_copy(update={"by_column": {**READ.by_column, "together": asked}})
    told = [item_name("together", each, council) for each in (*pair["options"], "적어 넣은 것", NO_ANSWER)]
    assert told == ["공동 캠페인", "교육", "적어 넣은 것", "잘 모르겠음·무응답"]
