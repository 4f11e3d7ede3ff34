"""A cell meant for one name, with a title beside it."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN, with_form
from transforms.reading.names import person_cell, title_beside
from transforms.reading.normalise import normalise


@pytest.mark.parametrize(
    ("cell", "name", "title"),
    [
        ("김도윤 총괄", "김도윤", "총괄"),
        ("권은호총무", "권은호", "총무"),
        ("Noah Müller 간사", "Noah Müller", "간사"),
        ("Liam O'Connor/팀장", "Liam O'Connor", "팀장"),
        ("Chen Wei대표", "Chen Wei", "대표"),
        ("YMCA 김도윤", "김도윤", ""),
        ("Emma Nguyen", "Emma Nguyen", ""),
        ("김도윤", "김도윤", ""),
        ("방서림 육상 코치", "방서림", "육상 코치"),
        ("장춘우님", "장춘우", ""),
        ("박순님", "박순님", ""),
        ("이준님", "이준", ""),
        ("김하늘 씨", "김하늘", ""),
        ("Ｍinji Ｋim", "Minji Kim", ""),
        ("봉금자네", "봉금자", ""),
        ("없음", "", ""),
    ],
)
def test_the_name_and_its_title_are_told_apart(cell, name, title):
    assert (person_cell(cell), title_beside(cell)) == (name, title)


@pytest.mark.parametrize(
    ("cell", "name", "title"),
    [
        ("함께라 간사", "함께라", "간사"),
        ("결다은 대표", "결다은", "대표"),
        ("결다은 대표님", "결다은", "대표"),
        ("둥지아/원장", "둥지아", "원장"),
        ("새벽별(팀장)", "새벽별", "팀장"),
        ("총무 나래솔", "나래솔", "총무"),
        ("봄이슬 실습생", "봄이슬", "실습생"),
        ("함께라", "함께라", ""),
        ("응우옌 티 란 간사", "응우옌 티 란", "간사"),
    ],
)
def test_an_unusual_name_beside_a_title_is_one(cell, name, title):
    assert (person_cell(cell), title_beside(cell)) == (name, title)


# Units, bodies, crowds, places, what is taught, and what somebody is.
NO_NAMES = (
    "사무국 간사|부녀회 총무|도서관 관장|작목반 반장|어린이집 원장|유치원 교사|미용실 원장|체육관 관장"
    "|보육원 원장|경로당 회장|교무실 교사|만화방 사장|교습소 원장|여행사 사장|출판사 대표|독서회 회장"
    "|여성회 총무|농민회 회장|축구부 감독|농악대 단장|운영위 위원장|시의회 의원|청년회 회장|공동체 대표"
    "|행정실 실장|복지과 과장|홍보팀 팀장|초등부 교사|중등부 부장|학부모 대표|입주민 대표|주민들 대표"
    "|청년들 대표|교사들 대표|청소년 지도사|시민 대표|학생 대표|마을 이장|동네 이장|오송읍 읍장"
    "|전주시 시장|상당구 구청장|충청도 대표|놀이터 관리인|산책로 지킴이|현장 소장|태권도 관장|컴퓨터 강사"
    "|장난감 강사|태양광 기사|다문화 강사|환경 담당|담당자 간사|새마을 지도자|자원봉사 팀장"
    "|백사장 관리인|임원회 총무"
)


@pytest.mark.parametrize("cell", NO_NAMES.split("|"))
def test_what_bodies_units_crowds_and_places_are_called_is_no_name(cell):
    assert (person_cell(cell), title_beside(cell)) == (cell, "")


@pytest.mark.parametrize(
    ("cell", "name"),
    [("마담 최은하", "최은하"), ("최은하마담", "최은하"), ("최은하/마담", "최은하"), ("김솔마담", "김솔")],
)
def test_a_title_of_the_council_s_own_stands_beside_a_name_as_any_other(cell, name):
    assert (person_cell(cell, ("마담",)), title_beside(cell, ("마담",))) == (name, "마담")


def test_titles_and_legal_forms_of_a_campaign_add_to_the_program_s():
    made = with_form(read_campaign(CAMPAIGN), titles=("반디지기",), legal_forms=("청년협의체", "협의체"))
    cells = {
        "submitted_at": "2024. 5. 2 오전 9:00:00",
        "kind": "단체",
        "name": "신림동 청년협의체",
        "representative": "김하나반디지기",
        "attendees": "김하나반디지기, 이두리 반디지기",
    }
    read = normalise(pd.DataFrame({name: [cell] for name, cell in cells.items()}, dtype="str"), made)
    first = read.responses.iloc[0]
    assert (first["name"], first["legal_form"], first["representative"]) == (cells["name"], "청년협의체", "김하나")
    cells = {**cells, "name": "두꺼비 (협의체)"}
    second = normalise(pd.DataFrame({name: [cell] for name, cell in cells.items()}, dtype="str"), made).responses.iloc[
        0
    ]
    assert tuple(second[["name", "legal_form", "full_name"]]) == ("두꺼비", "협의체", "두꺼비 협의체")
    assert read.people[["name", "title"]].values.tolist() == [["김하나", "반디지기"], ["이두리", "반디지기"]]


def test_an_individual_is_one_person_however_the_clerk_calls_them():
    """Settings alone make them one: a title of the council's, a place before the name, 님, 네 and (전화) behind it."""
    campaign = read_campaign(CAMPAIGN)
    person = campaign.individual[0]
    made = with_form(campaign, titles=("이장",)).model_copy(update={"place_keys": frozenset({"솔재면"})})
    typed = ["마은희", "마은희님", "마은희네", "마은희(전화)", "마 은희 어르신", "솔재면 마은희", "마은희이장"]
    cells = pd.DataFrame({"name": typed, "kind": person}, dtype="str")
    assert set(normalise(cells, made).responses["name_key"]) == {"마은희"}
    bodies = pd.DataFrame({"name": ["솔재면 마은희네", "한마음님"], "kind": campaign.organised[0]}, dtype="str")
    assert normalise(bodies, made).responses["name"].tolist() == ["솔재면 마은희네", "한마음님"]


def test_whoever_says_what_they_are_is_known_by_their_name():
    campaign = read_campaign(CAMPAIGN)
    rows = [("개인", "회사원", "변희수"), ("개인", "한울전자 직원", "노을"), ("단체", "한울전자 직원", "노을")]
    cells = [
        {"submitted_at": "2024. 5. 2 오전 9:00:00", "kind": kind, "name": name, "contact_name": contact}
        for kind, name, contact in rows
    ]
    read = normalise(pd.DataFrame(cells, dtype="str"), campaign)
    assert read.responses["name"].tolist() == ["변희수", "노을", "한울전자 직원"]


def test_a_body_without_a_name_is_its_officers_or_waits():
    campaign = read_campaign(CAMPAIGN)
    kinds = [campaign.organised[0], campaign.individual[0]]
    cells = pd.DataFrame({"name": "", "kind": kinds, "contact_name": "정다온 총무"}, dtype="str")
    held = normalise(cells, with_form(campaign, nameless="held")).responses["name"]
    assert normalise(cells, campaign).responses["name"].tolist() == ["정다온", "정다온"]
    assert held.fillna("").tolist() == ["", "정다온"]


def test_a_body_is_read_by_the_name_and_the_form_that_its_council_says():
    campaign = read_campaign(CAMPAIGN)
    typed = ["가람연대", "가람 연대(주)", "다올마을 총무 정다온", "라온협동조합"]
    cells = pd.DataFrame({"name": typed, "kind": campaign.organised[0], "contact_name": "정다온 총무"}, dtype="str")
    own = with_form(campaign, other_names={"가람연대": "(사)가람환경연대"}, legal_forms=("협동조합",))
    read = normalise(cells, own).responses
    assert read[["name", "legal_form", "full_name"]].to_numpy().tolist() == [
        ["가람환경연대", "사단법인", "사단법인 가람환경연대"],
        ["가람환경연대", "사단법인", "사단법인 가람환경연대"],
        ["다올마을", "", "다올마을"],
        ["라온", "협동조합", "라온협동조합"],
    ]
    assert normalise(cells, campaign).responses["name"].tolist()[::3] == ["가람연대", "라온협동조합"]
