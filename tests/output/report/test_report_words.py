"""The report is written as an office writes: findings as headings, nominal endings, counting words."""

import re

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from output.formats.labels import labels
from output.report.report_body import report_of
from tests.conftest import CAMPAIGN, facts_of
from transforms.publishing.editions import facts_told
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
