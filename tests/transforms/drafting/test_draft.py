"""What a draft makes of forms of other habits: several columns of a question, refusals, numbered scales, two tabs."""

import tomllib
from datetime import date

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from flows.telling.words import words
from output.formats.look import field_tiles
from tests.conftest import CAMPAIGN
from transforms.campaign.files import read_fields, read_places
from transforms.campaign.question import KIND_OF
from transforms.drafting.draft import draft
from transforms.drafting.places import places_of
from transforms.drafting.questions import questions
from transforms.parse.choices import ticks
from transforms.reading.tabs import Part, alike, joined

TEAM = {
    "Timestamp": ["2025/11/03 1:41:03 오전 GMT+9"] * 6,
    "개인정보 이용에 동의합니까?": ["Yes, I agree", "Yes, I agree", "No", "Yes, I agree", "No", "Yes, I agree"],
    "팀 이름 / Team name": ["가", "나", "다", "라", "마", "바"],
    "활동 1 - 무엇을 하시겠습니까": ["숲을 가꾼다"] * 6,
    "활동 2 무엇을 하시겠습니까": ["옷을 고친다"] * 6,
    "테이블 1지망": ["집", "일", "집", "일", "집", "일"],
    "테이블 2지망": ["일", "집"] * 3,
    "얼마나 느끼나요? [일]": ["7 매우", "1 전혀", "4", "4", "1 전혀", "7 매우"],
    "얼마나 느끼나요? [집]": ["해당 없음", "1 전혀", "1 전혀", "해당 없음", "1 전혀", "4"],
    "필요한 것": ["휠체어 자리;통역", "없음", "통역", "없음", "휠체어 자리", "통역"],
    "팀 이름을 공개해도 되나요?": ["공개", "비공개"] * 3,
    "다짐글에 이름을 올리시겠습니까": ["올립니다", "올리지 않습니다"] * 3,
}


def asked(made):
    return {each["column"]: each for each in tomllib.loads(made.files["campaign.toml"])["questions"]}


def test_titles_and_answers_say_what_is_asked():
    made = draft(list(TEAM), pd.DataFrame(dict(enumerate(TEAM.values())), dtype="str"), "a.csv")
    questions = asked(made)
    assert {name: questions[name]["kind"] for name in questions if name in KIND_OF} == {
        name: KIND_OF[name] for name in ("submitted_at", "consent", "name", "activities", "wish_1", "wish_2")
    }
    assert questions["consent"]["codes"] == {"Yes, I agree": "yes", "No": "no"}
    assert questions["activities"]["more"] == ["활동 2 무엇을 하시겠습니까"]
    of = {each["title"]: each for each in questions.values()}
    jobs, homes = (of[f"얼마나 느끼나요? [{row}]"] for row in ("일", "집"))
    # A grid has one scale, from its highest number, and what is beside it is no step.
    assert jobs["options"] == homes["options"] == ["7 매우", "4", "1 전혀"]
    assert jobs["none"] == homes["none"] == ["해당 없음"]
    assert (of["필요한 것"]["event"], of["필요한 것"]["none"]) == (True, ["없음"])
    assert of["팀 이름을 공개해도 되나요?"]["unnamed"] == ["비공개"]
    assert of["다짐글에 이름을 올리시겠습니까"]["unsigned"] == ["올리지 않습니다"]
    assert {line.split(",")[1] for line in made.files["fields.csv"].splitlines()[1:]} == {"일", "집"}


def test_two_columns_of_one_title_are_two_people_where_a_few_others_answer_and_no_wish_hides_no_second_wish():
    n = 20
    heads = ["도아람", "방나루", "오온새", "채진달", "황보초롱"] * 4
    meeting, other = ["물결 모둠", "밥상 모둠"] * 10, ["밥상 모둠", "아직 못 정함", "없음", "물결 모둠"] * 5
    cells = pd.DataFrame({0: heads, 1: [*heads[1:9], *heads[8:]], 2: meeting, 3: other}, dtype="str")
    titles = ["성함", "성함", "먼저 가고 싶은 모둠", "다음으로 가고 싶은 모둠"]
    told, _ = questions(titles, cells, ["물결 모둠", "밥상 모둠"])
    assert [each.meant for each in told[:2]] == ["left", "right"] and len(cells) == n
    assert [(each.column, each.kind) for each in told[2:]] == [("wish_1", "field"), ("wish_2", "field")]


def test_how_many_is_a_number_though_some_say_it_in_words():
    cells = pd.DataFrame(
        {0: ["2", "２", "3~4", "매일", "한 달에 두 번", "10회 이상", "수시로", "4회", "1", "1"] * 2}, dtype="str"
    )
    [number], _ = questions(["한 달에 몇 번 활동하시나요? (숫자)"], cells)
    assert number.kind == "number"


def test_what_holds_somebodys_telephone_is_no_option_however_often_it_was_typed():
    cells = {**TEAM, "필요한 것": ["통역", "통역;김나리 대표 010-0000-7301"] * 3}
    made = draft(list(cells), pd.DataFrame(dict(enumerate(cells.values())), dtype="str"), "a.csv")
    question = next(each for each in asked(made).values() if each["title"] == "필요한 것")
    assert question["options"] == ["통역"] and question["other"] == "기타"
    assert "7301" not in made.files["campaign.toml"]


def test_two_tabs_make_one_campaign():
    parts = [
        Part(
            name,
            ("타임스탬프", "동의", "단체명", title),
            pd.DataFrame([["2025. 10. 13 오전 9:00:00", "네", name, place]] * 3),
        )
        for name, title, place in (("처음", "주소", "가구 하나동 1"), ("나중", "사는 곳", "가구"))
    ]
    assert alike({part.name: part.headings for part in parts} | {"메모": ("적은 것",)}) == ["처음", "나중"]
    whole = joined(parts, None, "a.xlsx")
    made = draft(whole.headings[:-1], whole.cells, "a.xlsx", tabs=("처음", "나중"))
    address = asked(made)["address"]
    assert {address["title"], *address["former"]} == {"주소", "사는 곳"}
    assert tomllib.loads(made.files["campaign.toml"])["form"]["tabs"] == ["처음", "나중"]


def test_every_question_that_the_program_knows_is_told():
    assert words("settings")["columns"].keys() == KIND_OF.keys()


def test_answers_that_do_not_fit_a_title_are_another_question():
    names = [f"김{letter}나" for letter in "가나다라마바사아자차카타파하거너"]
    island = {
        "타임스탬프": ["2025. 10. 1 오전 9:00:00"],
        "개인정보를 모아도 될까요?": ["동의함", "동의하지 않음"],
        "마을이나 모임 이름": names,
        "마을/모임/개인": ["마을", "모임", "개인"],
        "어느 배로 오시나요": ["낮 배", "아침 배"],
        "잔치에 올 수 있나요?": ["온다", "못 온다", "모르겠다"],
        "오는 분 이름 (첫째)": names,
        "오는 분 이름 (둘째)": names,
    }
    columns = {at: [each[n % len(each)] for n in range(32)] for at, each in enumerate(island.values())}
    questions = asked(draft(list(island), pd.DataFrame(columns, dtype="str"), "a.csv"))
    assert questions["attendance"]["title"] == "잔치에 올 수 있나요?"
    assert questions["attendance"]["codes"] == {"온다": "yes", "못 온다": "no", "모르겠다": "undecided"}
    assert questions["kind"]["individual"] == ["개인"]
    assert questions["attendees"]["more"] == ["오는 분 이름 (둘째)"]
    assert questions["consent"]["codes"]["동의하지 않음"] == "no"
    assert "wish_1" not in questions


_CHILDREN = "약속2. 읽고, 놀고, 떠드는 아이들"
_KEEPING = "가. 살림마당 (돈, 사람)"
LIBRARIES = {
    "타임스탬프": ["2026. 9. 7 오전 9:00:00"] * 8,
    "어떤 자격으로 오시나요?": ["사립 도서관", "개인"] * 4,
    "도서관(모임) 이름 * 개인은 성함": list("가나다라마바사아"),
    "신청하시는 분 성함": ["김하나"] * 8,
    "어느 권역에 계신가요?": ["수도권", "강원권"] * 4,
    "올해 우리가 한 일을 자유롭게 적어 주세요": ["책 읽기"] * 8,
    "지키고 싶은 약속 (여러 개 가능)": [
        "약속1. 문턱 없는 곳, 약속2. 읽고, 놀고, 떠드는 아이들",
        "약속2. 읽고, 놀고, 떠드는 아이들",
    ]
    * 4,
    "마당 1지망": ["가. 살림마당 (돈, 사람)", "나. 초록마당 (기후)", "가. 살림마당 (돈, 사람)", "나. 생태마당 (기후)"]
    * 2,
    "언제 오시나요?": ["이틀 다 갑니다", "23일만", "24일만", "못 갑니다"] * 2,
    "오시는 분들을 적어 주세요": ["본인"] * 8,
    "소식지를 얼마나 보시나요?": list("12445445"),
    "개인정보에 동의하십니까?": ["동의합니다"] * 5 + ["동의"] * 3,
    "사무국 메모": [""] * 8,
}


def test_a_national_gathering_is_drafted_as_it_asks():
    made = draft(list(LIBRARIES), pd.DataFrame(dict(enumerate(LIBRARIES.values())), dtype="str"), "a.csv")
    questions, said = asked(made), tomllib.loads(made.files["campaign.toml"])
    known = ("kind", "contact_name", "address", "activities", "wish_1", "attendance", "attendees")
    assert [name for name in known if name not in questions] == []
    # A comma is a label's own too, however many there are.
    assert questions["promises"]["options"] == ["약속1. 문턱 없는 곳", _CHILDREN]
    assert questions["news"]["options"] == ["5", "4", "3", "2", "1"]
    # What means the same is one spelling of another only in nearly its words and the same numbers.
    coming = {"이틀 다 갑니다": "yes", "23일만": "yes", "24일만": "yes", "못 갑니다": "no"}
    assert (questions["attendance"]["codes"], questions["attendance"].get("aliases")) == (coming, None)
    assert questions["consent"]["aliases"] == {"동의": "동의합니다"}
    assert said["places"]["order"][:2] == ["강원권", "수도권"]
    assert said["staff_columns"]["titles"] == ["사무국 메모"]
    # Two options of one mark are one meeting that was renamed.
    fields = read_fields(made.files["fields.csv"], "fields.csv")
    assert [(each.name, len(each.former)) for each in fields] == [
        (_KEEPING, 0),
        ("나. 초록마당 (기후)", 1),
    ]


def test_a_meeting_is_known_by_its_short_and_former_names_where_they_are_its_alone():
    rows = (
        "field,name,goals,themes,colour,former",
        "1,가. 살림마당 (돈),,,#000000,",
        "2,나. 초록마당 (돈),,,#000000,생태마당",
    )
    text = "\n".join(rows)
    fields = read_fields(text, "fields.csv")
    options = read_campaign(CAMPAIGN).model_copy(update={"fields": fields}).field_options
    typed = {"가. 살림 마당": 0, "초록마당": 1, "나": 1, "1": 0, "생태마당": 1, "나. 초록마당(돈)": 1}
    assert {name: ticks(name, options)[0] for name in typed} == {n: (fields[at].name,) for n, at in typed.items()}


ISLANDS = {
    "타임스탬프": ["2025. 10. 13 오전 9:00:00"] * 8,
    "어디서 오십니까? (마을·단체 이름, 혼자 오시는 분은 성함)": list("가나다라마바사아"),
    "어떤 곳입니까?": ["어촌계", "혼자"] * 4,
    "계신 섬": ["본섬읍(큰섬)", "솔섬면", "외달출장소", "군 밖(뭍)"] * 2,
    "하고 계신 일을 적어 주세요": ["그물 깁기"] * 8,
    "우리 바람 (셋까지)": ["뱃길, 집 살피기, 일자리", "일자리"] * 4,
    "앉고 싶은 자리 — 첫째": ["물때 1. 바다", "물때 2. 일거리"] * 3 + ["물때 1. 바다", "물때 2. 돈벌이"],
    "앉고 싶은 자리 — 둘째": ["물때 2. 일거리", "물때 1. 바다"] * 3 + ["물때 2. 돈벌이", ""],
    "한마당에 오십니까?": ["갑니다", "못 갑니다", "날씨 보고 정함", "참석"] * 2,
    "남길 말씀": ["휠체어 탑니다"] * 6 + ["", ""],
    "이름·연락처를 준비에 써도 될까요?": ["괜찮습니다", "안 됩니다"] * 4,
    "센터 처리": ["확인"] * 8,
}


def test_an_island_gathering_is_drafted_as_it_asks():
    made = draft(list(ISLANDS), pd.DataFrame(dict(enumerate(ISLANDS.values())), dtype="str"), "a.csv")
    questions, said = asked(made), tomllib.loads(made.files["campaign.toml"])
    known = ("submitted_at", "name", "kind", "address", "activities", "wish_1", "wish_2", "suggestions", "consent")
    assert [name for name in (*known, "attendance") if name not in questions] == []
    assert questions["kind"]["individual"] == ["혼자"]
    assert questions["wishes"]["options"] == ["일자리", "뱃길, 집 살피기"]
    assert questions["consent"]["codes"] == {"괜찮습니다": "yes", "안 됩니다": "no"}
    assert questions["attendance"]["codes"]["날씨 보고 정함"] == "undecided"
    # Who chooses a region chooses among all there are.
    assert set(said["places"]["order"][:4]) == set(ISLANDS["계신 섬"])
    assert said["staff_columns"]["titles"] == ["센터 처리"]
    assert [each.former for each in read_fields(made.files["fields.csv"], "")] == [(), ("물때 2. 돈벌이",)]


def test_goals_by_rank_are_one_question_and_a_number_that_stands_twice_is_the_offices():
    labels = [f"SDG {n} {name}" for n, name in ((4, "양질의 교육"), (13, "기후변화 대응"), (1, "빈곤퇴치"))]
    form = {
        "타임스탬프": ["2025. 4. 21 오전 10:00:00"] * 6,
        "단체명": [f"{each} 모임" for each in "가나다라마바"],
        "가장 중요한 목표 - 1순위 (SDG)": labels * 2,
        "고른 이유": ["까닭"] * 6,
        "가장 중요한 목표 - 2순위 (SDG)": [*labels[1:], labels[0]] * 2,
        "가장 중요한 목표 - 3순위 (SDG)": [labels[2], *labels[:2]] * 2,
        "SDG를 얼마나 아십니까?": ["잘 안다", "모른다", "보통이다"] * 2,
        "개인정보 동의": ["동의합니다", "동의하지 않습니다"] * 3,
        "신청번호(사무국)": ["17", "17", "", "18", "", ""],
        "접수번호": ["1", "2", "3", "4", "5", "6"],
    }
    made = draft(list(form), pd.DataFrame(dict(enumerate(form.values())), dtype="str"), "a.csv")
    goals = asked(made)["goals"]
    assert goals["more"] == [f"가장 중요한 목표 - {n}순위 (SDG)" for n in (2, 3)] and goals["ranked"] is True
    assert goals["title"] == "가장 중요한 목표 - 1순위 (SDG)" and not {"wish_1", "wish_2"} & asked(made).keys()
    staff = tomllib.loads(made.files["campaign.toml"])["staff_columns"]
    assert staff["titles"] == ["신청번호(사무국)", "접수번호"] and staff["number"] == "신청번호(사무국)"


_NAMES = ["김영자", "이민서", "박태식", "정하은", "최병철", "강서연", "조은지", "윤동현", "장미란", "임가영"]
UNION = {
    "Timestamp": ["3/02/2026 10:04:05", "3/04/2026 9:00:00", "3/03/2026 9:00:00"],
    "1. 조합 이름 (정식 명칭)": [f"{each} 두레" for each in "가나다라마바사아자차"],
    "2. 조합원 수": ["12명", "약 30명", "7"],
    "3. 업종": ["돌봄", "건축", "기타: 번역"],
    "4. 대의원 성명": [f"{name} 이사" for name in _NAMES],
    "5. 대회에 오는 조합원 (이름/직책, 모두)": _NAMES,
    "6. 참가 형태": ["직접 참가", "위임장 제출", "불참"],
    "7. 담고 싶은 의제 (세 개 이하)": ["5 이주 노동자, 2 돌봄", "1 안전, 3 기금", "4 기후", "3 기금"],
    "8. 들어갈 분과 (첫 번째)": ["나조 기금", "가조 안전", "다조 돌봄"],
    "9. 들어갈 분과 (두 번째)": ["가조 안전", "다조 돌봄", "나조 기금"],
    "10. 지난 대회(3/14)는 어땠습니까": ["그저 그럼", "아주 좋았다", "아쉬웠다", "좋았다", "안 가 봄"],
    "11. 연합회 메일을 받을 곳": ["a@example.org", "b@example.org"],
    "12. 차를 가져오십니까": ["가져옴", "안 가져옴"],
    "13. 5월 9일 대회 참석 인원": ["2명", "3사람"],
    "14. 조끼 크기": ["XL", "S", "M"],
    "15. 결의문에 이름을 올립니까?": ["올립니다", "올리지 않습니다"],
    "16. 제3자 제공 동의": ["동의", "부동의"],
    "17. 개인정보 이용 동의": ["동의", "부동의"],
    "18. 덧붙일 한마디": ["함께 가자", "나부터"],
    "연합회 확인란": ["회비 확인", "전화 안 받음", "전화접수", "취소", "보류", "마감후인정"],
}


def test_a_federation_is_drafted_by_what_is_answered_where_titles_say_little():
    cells = pd.DataFrame({at: [each[n % len(each)] for n in range(30)] for at, each in enumerate(UNION.values())})
    made = draft(list(UNION), cells.astype("str"), "a.csv")
    questions, said = asked(made), tomllib.loads(made.files["campaign.toml"])
    assert {each["title"].partition(".")[0]: name for name, each in questions.items()} == {
        "Timestamp": "submitted_at", "1": "name", "2": "members", "3": "kind", "4": "contact_name", "5": "attendees",
        "6": "attendance", "7": "agenda", "8": "wish_1", "9": "wish_2", "10": "last_time", "11": "email", "12": "car",
        "13": "headcount", "14": "vest", "15": "signs", "16": "third_party", "17": "consent", "18": "own_19",
    }  # fmt: skip
    assert (questions["members"]["kind"], questions["own_19"]["kind"]) == ("number", "text")
    # What a form's author numbers, letters or sizes stands in that order; a scale from good to bad.
    assert questions["agenda"]["options"] == ["1 안전", "2 돌봄", "3 기금", "4 기후", "5 이주 노동자"]
    assert questions["vest"]["options"] == ["S", "M", "XL"]
    assert questions["last_time"]["options"] == ["아주 좋았다", "좋았다", "그저 그럼", "아쉬웠다"]
    assert questions["last_time"]["none"] == ["안 가 봄"]
    assert [each.name for each in read_fields(made.files["fields.csv"], "")] == ["가조 안전", "나조 기금", "다조 돌봄"]
    assert questions["attendance"]["codes"] == {"직접 참가": "yes", "위임장 제출": "no", "불참": "no"}
    assert said["staff_columns"] == {
        "titles": ["연합회 확인란"],
        "withdrawn": ["취소"],
        "received": ["전화접수"],
        "in_time": ["마감후인정"],
        "held": ["보류"],
    }
    assert said["event"]["starts_at"].date() == date(2026, 5, 9)
    assert (said["campaign"]["opens_at"].date(), questions["vest"]["event"]) == (date(2026, 3, 2), True)
    # What a council calls its goals waits for their numbers.
    filled = made.files["campaign.toml"].replace("# [questions.goals]", "[questions.goals]")
    filled = filled.replace('# "5 이주 노동자" = [  ]', '"5 이주 노동자" = [8, 10]')
    assert tomllib.loads(filled)["questions"][7]["goals"] == {"5 이주 노동자": [8, 10]}


def test_a_list_of_meetings_may_have_a_line_of_headings():
    answers = pd.DataFrame({0: ["2025. 3. 1 오후 3:00:00"] * 3, 1: ["가람회", "나루회", "다솜회"]})
    listed = [("물때 1. 바다밭", "14 13"), ("물때 2. 쓰레기", "12")]
    for first in (("이야기 자리", "목표"), ("분야 이름", ""), ("모둠명", "SDGs")):
        made = draft(["타임스탬프", "단체명"], answers, "x.csv", [first, *listed])
        assert [each.name for each in read_fields(made.files["fields.csv"], "")] == [name for name, _ in listed]
        assert any(first[0] in told for told in made.doubts)
    made = draft(["타임스탬프", "단체명"], answers, "x.csv", listed)
    assert len(read_fields(made.files["fields.csv"], "")) == 2
    assert "# counted_at = 2025-" in made.files["campaign.toml"]


_ROOMS = ["쓰레기 없는 교실, 남김없는 급식", "바다와 하천, 기후", "다르지만 같이 크는 우리"]
WARD = {
    "타임스탬프": ["2026. 9. 1 오전 9:00:00"],
    "이메일 주소": ["a@example.org", "b@example.org"],
    "답장 받을 이메일 (계정과 다를 때만)": ["없음", "c@example.org", "", "d@example.org"],
    "[1] 누구로 신청하십니까?": ["학교(초·중·고)", "시민(혼자 신청)"],
    "[2] 신청하는 곳의 이름 (혼자 오시는 분은 본인 이름)": [f"{each} 모임" for each in "가나다라마바사아자차"],
    "[3] 신청하시는 분의 이름과 맡은 일": [f"{name} 교사" for name in _NAMES],
    "[4] 신청하시는 분 전화": ["010-0000-0001", "010-0000-0002"],
    "[5] 보호자 전화 (14세 미만)": ["-", "", "", "010-0000-0003"],
    "[6] 어느 권역에서 활동하십니까?": [
        "새도심권(새빛1동, 한들동)",
        "바닷길권(나루동, 등대동)",
        "구 밖",
        "잘 모르겠어요",
    ],
    "[7] 활동하는 동네": ["한들동", "나루동 3통", "등대동 방파제 앞", "새빛1동", "한들동 뒤"],
    "[8] 한마당(10월 17일)에 오십니까?": ["네, 갑니다", "X", "시험 일정 나와 봐야 압니다", "취소"],
    "[9] 들어가고 싶은 이야기방 [첫째]": _ROOMS,
    "[9] 들어가고 싶은 이야기방 [둘째]": _ROOMS[::-1],
    "[10] 옷 크기": ["XL(105 이상)", "S(85~90)", "필요 없음", "M(95)"],
    "[11] 겨울 모임으로 좋은 날": ["2026. 11. 14", "11.21", "12/12(토)", "11월 28일 토요일"],
    "[12] 실천 약속 한 줄": ["계단으로 오르기", "남기지 않기"],
    "[13] 개인정보에 동의하십니까?": ["예, 동의합니다", "아니요"],
}


def test_a_ward_is_drafted_with_its_regions_towns_and_second_columns():
    cells = pd.DataFrame({at: [each[n % len(each)] for n in range(60)] for at, each in enumerate(WARD.values())})
    made = draft(list(WARD), cells.astype("str"), "a.csv")
    questions, said = asked(made), tomllib.loads(made.files["campaign.toml"])
    assert list(questions) == [
        "submitted_at", "email", "kind", "name", "contact_name", "phone", "guardian", "address", "town", "attendance",
        "wish_1", "wish_2", "shirt", "meeting_day", "promises", "consent",
    ]  # fmt: skip
    assert (questions["email"]["title"], questions["email"]["more"]) == (list(WARD)[2], ["이메일 주소"])
    assert (questions["address"]["more"], questions["kind"]["individual"]) == ([list(WARD)[9]], ["시민(혼자 신청)"])
    assert (said["places"]["order"], said["places"]["outside"]) == (["바닷길권", "새도심권", "구 밖", "미상"], "구 밖")
    places = {each.place: each.district for each in read_places(made.files["districts.csv"], "")}
    assert (places["한들동"], places["나루동"]) == ("새도심권", "바닷길권")
    meant = ["yes", "no", "undecided", "no"]
    assert questions["attendance"]["codes"] == dict(zip(WARD["[8] 한마당(10월 17일)에 오십니까?"], meant, strict=True))
    assert [questions[name]["kind"] for name in ("guardian", "meeting_day", "promises")] == ["phone", "date", "text"]
    assert questions["shirt"]["options"] == ["S(85~90)", "M(95)", "XL(105 이상)"]


def test_a_meeting_is_told_with_its_room_and_its_time():
    told = "field,name,goals,themes,colour,room,time\n1,살림,,,#000000,온돌방,10:00–11:30\n2,아이,,,#000000,,09:40\n"
    fields = read_fields(told, "fields.csv")
    council = read_campaign(CAMPAIGN).model_copy(update={"fields": fields})
    assert [tile.room for tile in field_tiles(council)] == ["온돌방 · 10:00–11:30", "09:40"]


def test_the_kind_of_a_place_may_be_blank():
    [place] = read_places("place,district,kind\n큰여,큰여면,\n", "districts.csv")
    assert place.kind == "district"


def test_a_draft_takes_the_forms_own_words_for_bodies_and_fields_and_says_what_each_word_is():
    form = {
        "타임스탬프": ["2025. 10. 13 오전 9:00:00"] * 4,
        "학교명": ["가람초", "나래중", "다솜고", "라온초"],
        "희망하는 분과를 골라 주세요": ["물", "숲"] * 2,
        "개인정보 수집 동의": ["동의함"] * 4,
    }
    made = draft(list(form), pd.DataFrame(dict(enumerate(form.values())), dtype="str"), "a.csv")
    said = tomllib.loads(made.files["campaign.toml"])["words"]
    assert (said["body"], said["field"], said["participant"]) == ("학교", "분과", "참여자")
    # One mark for all of them: what may stay needs no edit.
    block = made.files["campaign.toml"].partition("[words]")[2].partition("[event]")[0]
    assert block.count("# 확인") == 1 and block.count("  # ") == 1 + len(said)


def test_goals_are_no_further_column_of_activities_and_a_house_telephone_is_one_of_the_phone():
    labels = ["좋은 일자리와 경제성장", "성평등", "기후변화 대응"]
    form = {
        "타임스탬프": ["2025. 10. 13 오전 9:00:00"] * 6,
        "단체명": list("가나다라마바"),
        "휴대전화": ["010-0000-1000", "", "010-0000-1002", "", "010-0000-1004", "010-0000-1005"],
        "집·사무실 전화 (휴대전화가 없을 때)": ["", "061-780-1000", "", "061-780-1001", "061-780-1002", ""],
        "실천 내용": ["강을 살핀다", "옷을 고친다", "책을 읽는다", "숲을 가꾼다", "밥을 나눈다", "길을 쓴다"],
        "실천 내용과 가까운 목표를 골라 주세요 (여러 개 가능)": [", ".join(labels[: n % 3 + 1]) for n in range(6)],
        "개인정보 수집 동의": ["동의함"] * 6,
    }
    questions = asked(draft(list(form), pd.DataFrame(dict(enumerate(form.values())), dtype="str"), "a.csv"))
    assert "more" not in questions["activities"] and questions["goals"]["title"].startswith("실천 내용과 가까운")
    assert questions["phone"]["more"] == ["집·사무실 전화 (휴대전화가 없을 때)"]


def test_a_metropolis_is_home_and_its_wards_and_county_are_the_districts():
    told = "울산광역시 남구 삼산동 1|울산 남구|울산광역시 울주군 언양읍|울산시 울주군|울산 중구 우정동"
    made = places_of(
        pd.Series(
            [*told.split("|"), "울산 중구 혁신도시", "서울특별시 강남구 1", "서울특별시 강남구 2", "산동", "북구"]
        )
    )
    assert made.home == ("울산광역시", "울산시", "울산") and made.province == ()
    assert made.districts == ("남구", "울주군", "중구")


def test_what_is_left_without_its_ending_is_no_district_of_its_own():
    told = "구례군 산동면 1|구례군 산동면 2|산동 3|산동 4|구례읍 5|구례읍 6"
    assert places_of(pd.Series(told.split("|"))).districts == ("구례읍", "산동면")


def test_a_second_choice_of_the_same_meetings_is_the_second_wish():
    form = {
        "타임스탬프": ["2025. 10. 13 오전 9:00:00"] * 6,
        "단체명": list("가나다라마바"),
        "앉고 싶은 두레상": ["가(정)", "나(길)", "다(밥)"] * 2,
        "두 번째로 앉고 싶은 두레상": ["나(길)", "", "나(길)", "가(정)", "", "가(정)"],
        "개인정보 수집 동의": ["동의함"] * 6,
    }
    questions = asked(draft(list(form), pd.DataFrame(dict(enumerate(form.values())), dtype="str"), "a.csv"))
    assert questions["wish_2"]["title"] == "두 번째로 앉고 싶은 두레상"


def test_rows_of_a_grid_that_offer_the_same_things_are_wishes_and_steps_are_none():
    form = {
        "단체명": list("가나다라마바"),
        "방 신청 [맨 먼저]": ["햇빛방: 햇빛", "밥상방: 밥상", "돈줄방: 이웃"] * 2,
        "방 신청 [그다음]": ["밥상방: 밥상", "햇빛방: 햇빛", "돈줄방: 이웃"] * 2,
        "지난해 어떠셨나요? [첫 소식]": ["좋았어요", "그저 그랬어요", "아쉬웠어요"] * 2,
        "지난해 어떠셨나요? [만남]": ["좋았어요", "그저 그랬어요", "아쉬웠어요"] * 2,
        "지난해(2025) 짝꿍이셨나요?": ["네", "올해가 처음이에요", "잘 모르겠어요"] * 2,
        "무슨 일을 하시는지 들려주세요": ["꽃 심기", "꽃 심기, 청소", "청소"] * 2,
        "[사무처] 처리": ["연장 인정"] + [""] * 5,
    }
    made = draft(list(form), pd.DataFrame(dict(enumerate(form.values())), dtype="str"), "a.csv")
    questions = asked(made)
    kinds = {each["title"]: column for column, each in questions.items()}
    known = ["wish_1", "wish_2", "is_returning", "activities"]
    assert [kinds[title] for title in form if kinds.get(title) in known] == known
    assert "[사무처] 처리" not in kinds
    assert {each["kind"] for each in questions.values() if "어떠셨나요" in each["title"]} == {"scale"}


def test_two_columns_of_one_title_that_say_two_things_are_two_questions():
    phones = [f"010-0000-73{n:02}" for n in range(12)]
    titles = [*TEAM, "휴대전화", "휴대전화"]
    columns = [*([each[n % 6] for n in range(12)] for each in TEAM.values()), phones, phones[::-1]]
    for other, meant in ((columns[-1], ["left", "right"]), ([""] * 12, [None]), (phones, [None])):
        cells = pd.DataFrame(dict(enumerate([*columns[:-1], other])), dtype="str")
        made = tomllib.loads(draft(titles, cells, "a.csv").files["campaign.toml"])["questions"]
        assert [each.get("meant") for each in made if each["title"] == "휴대전화"] == meant
    # Two ask two things: a third does too, though few answer it.
    third = ["010-1111-7300"] + [""] * 11
    cells = pd.DataFrame(dict(enumerate([*columns, third])), dtype="str")
    made = tomllib.loads(draft([*titles, "휴대전화"], cells, "a.csv").files["campaign.toml"])["questions"]
    assert [each.get("meant") for each in made if each["title"] == "휴대전화"] == ["1", "2", "3"]


def test_how_good_a_place_the_town_is_says_not_where_anybody_lives():
    steps, places = [str(n % 7 + 1) for n in range(12)], ["대덕구 오정동 12", "대덕구 법동 3"] * 6
    titles = [*TEAM, "어느 동네에서 활동하세요? (행정동까지)", "우리 동네는 오래 살 만한 동네다 (1–7)"]
    columns = [*([each[n % 6] for n in range(12)] for each in TEAM.values()), places, steps]
    made = tomllib.loads(
        draft(titles, pd.DataFrame(dict(enumerate(columns)), dtype="str"), "a.csv").files["campaign.toml"]
    )
    questions = {each["column"]: each for each in made["questions"]}
    assert questions["address"].get("more", []) == []


def drafted(columns, read=lambda texts: [()] * len(texts)):
    made = draft(list(columns), pd.DataFrame(dict(enumerate(columns.values())), dtype="str"), "a.csv", read=read)
    return asked(made), tomllib.loads(made.files["campaign.toml"]), made


def test_what_staff_write_beside_the_form_is_no_question():
    form = {
        "단체 이름": [f"{n}번 모임" for n in range(20)],
        "개인정보 이용에 동의합니까?": ["동의합니다"] * 18 + ["동의하지 않습니다"] * 2,
        "단체대화방에 초대해도 될까요?": ["네", "아니요"] * 10,
    }
    staff = {
        "담당 장학사": ["문장학사", "신장학사"] * 10,
        "배정": ["가팀", "나팀"] * 10,
        "이어 줄 사람": ["도한솔", "마은결"] * 10,
        "처리": [""] * 20,
    }
    questions, settings, made = drafted(form | staff)
    assert settings["staff_columns"]["titles"] == list(staff)
    assert "단체대화방에 초대해도 될까요?" in {each["title"] for each in questions.values()}
    # What was told by its place alone is asked about.
    assert [title for title in staff if any(f"'{title}' 칸" in doubt for doubt in made.doubts)] == [
        "배정",
        "이어 줄 사람",
    ]
    assert not any(name in text for text in made.files.values() for name in ("도한솔", "문장학사"))
    # Behind the consent, with which a form ends, what is filled in for some.
    _, settings, _ = drafted(dict(list(form.items())[:2]) | {"연락함": ["예"] * 5 + [""] * 15})
    assert settings["staff_columns"]["titles"] == ["연락함"]
    # Another question of the form, which everybody answered.
    _, settings, _ = drafted(dict(list(form.items())[:2]) | {"응원의 색": ["빨강", "파랑"] * 10})
    assert settings["staff_columns"]["titles"] == []


def test_who_comes_alone_is_asked_for_the_name_in_a_branch_of_their_own():
    form = {
        "회사 이름": ["가람정밀", "나래푸드", "", "", "", ""],
        "단체·마을 이름": ["", "", "다온회", "라온회", "", ""],
        "성함": ["", "", "", "", "도한솔", "마은결"],
    }
    questions, _, _ = drafted(form)
    assert questions["name"]["former"] == ["단체·마을 이름", "성함"] and len(questions) == 1
    # Whoever answers both is asked for two things.
    questions, _, _ = drafted(form | {"성함": ["배이룸", "", "", "", "도한솔", "마은결"]})
    assert questions["name"]["former"] == ["단체·마을 이름"] and len(questions) == 2


def test_what_is_to_be_written_is_not_ticked_and_no_need_of_the_event():
    acts = [
        "자전거 주차장 고치기",
        "우산 고쳐 쓰기",
        "우산 고쳐 쓰기",
        *(f"{n}월에 나무 심기, 물 주기" for n in range(1, 10)),
    ]
    questions, _, _ = drafted({"올해 하려는 실천 (여러 가지면 모두 적어 주세요)": acts})
    assert questions["activities"]["kind"] == "activities"
    questions, _, _ = drafted({"올해의 다짐거리 (여러 가지면 모두 적어 주세요)": acts})
    # Nothing else asks what they do.
    assert [(each["kind"], "event" in each) for each in questions.values()] == [("activities", False)]


def test_goals_in_the_forms_own_words_are_the_goals():
    names = [
        "가난 없는 세상",
        "배고픔 없는 밥상",
        "튼튼한 몸",
        "모두의 배움",
        "맑은 물",
        "햇빛 에너지",
        "즐거운 일",
        "새 기술, 새 길",
    ]
    cells = [f"{one}, {other}" for one, other in zip(names, names[1:] + names[:1], strict=True)] * 3 + names * 2
    form = {"실천과 이어지는 지구약속 (3개까지)": cells}
    questions, _, made = drafted(form, lambda told: [(names.index(name) + 1,) for name in told])
    assert questions["goals"]["kind"] == "goals"
    assert sorted(made.files["goals.csv"].splitlines()[1:]) == sorted(
        [f",{name}," for name in names[:-1]] + [',"새 기술, 새 길",']
    )
    # Several that tell of one goal are promises of the council's own.
    questions, _, made = drafted(form, lambda told: [(12,)] * len(told))
    assert questions["promises"]["kind"] == "ticks" and "goals.csv" not in made.files


def test_since_when_is_who_came_back_and_a_few_numbers_of_how_much_are_a_scale():
    questions, _, _ = drafted(
        {
            "언제부터 함께하셨나요?": ["2025년이 처음", "2024년부터", "잘 모름", "2023년에 하고 쉬었다가 다시"] * 3,
            "지난해 사무국 지원은 도움이 되었나요?": ["5", "4", "2", "5"] * 3,
            "이웃에게 권하고 싶은 정도 (0~10)": ["10", "0", "7", "8"] * 3,
            "아이는 몇 명입니까?": ["1", "2", "0", "3"] * 3,
        }
    )
    assert questions["is_returning"]["codes"] == {
        "2025년이 처음": "false",
        "2024년부터": "true",
        "잘 모름": "",
        "2023년에 하고 쉬었다가 다시": "true",
    }
    helped, recommended, children = (each for each in questions.values() if each["column"] != "is_returning")
    assert (helped["kind"], helped["options"]) == ("scale", ["5", "4", "3", "2", "1"])
    assert (recommended["kind"], len(recommended["options"]), children["column"]) == ("scale", 11, "headcount")


def test_a_metropolis_is_home_though_most_leave_it_out():
    wards = ["미추홀구 용현동", "부평구 산곡동", "연수구 동춘동", "서구 청라동"] * 5
    told = [
        "인천광역시 남동구 구월동",
        "인천광역시",
        *["인천 중구"] * 4,
        *["강화군 길상면"] * 4,
        "경기도 부천시 심곡동",
    ]
    made = places_of(pd.Series(wards + told))
    assert made.home == ("인천광역시", "인천시", "인천")
    assert {"강화군", "부평구"} <= set(made.districts)
    # Another's wards, and those of a city, are of no metropolis.
    assert places_of(pd.Series(["푸른시 가구", "푸른시 나구"] * 5 + ["대구광역시 북구", "대구광역시"])).home == (
        "푸른시",
        "푸른",
    )
    # A ward of another metropolis is none of ours though it is called alike, however short the other is written.
    made = places_of(pd.Series([*wards, *["인천광역시 서구 청라동"] * 9, "대전 서구 둔산동", "부천시 서구 심곡동"]))
    assert {town for town, _ in made.towns}.isdisjoint({"둔산동", "심곡동"})


def test_villages_are_of_their_township_where_one_alone_has_them():
    told = [
        "한들군 한들읍 읍내리",
        "새재읍 중리",
        "가온면 중리",
        "가온면 오룡리 사거리",
        "김천시 가온면 먼리",
        "한들군",
    ]
    made = places_of(pd.Series([f"{each} {n}번지" for n in range(3) for each in told]))
    assert made.towns == (("오룡리", "가온면"), ("읍내리", "한들읍"))
    assert "오룡리,가온면,village" in made.table() and "오룡,가온면" not in made.table()


NAMES = ["도한솔", "마은결", "배이룸", "서다온", "안여울", "하늘솔"]
DONE = [f"전기를 아끼는 설비를 들입니다 {n}" for n in range(6)]
# What each title asks, by columns of ours: of a park of factories, of schools, of a campus (another maker's form).
FORMS = (
    {
        "응답일시": ("submitted_at", [f"2025.03.0{n} 09:00:00" for n in range(1, 7)]),
        "참여기업 상호": ("name", [f"(주)가람{n}정밀" for n in range(6)]),
        "사업자등록번호": ("", [f"12{n}-81-1234{n}" for n in range(6)]),
        "실무책임자(성명, 직급)": ("contact_name", [f"{name} 과장" for name in NAMES]),
        "사무실 TEL": ("phone", [f"052-200-100{n}" for n in range(6)]),
        "실무책임자 H.P": ("phone", [f"010-0000-100{n}" for n in range(6)]),
        "ESG 추진 내용": ("activities", DONE),
        "협약식 참석(O/X)": ("attendance", ["O", "O", "X", "X", "△", "△"]),
        "전년도 참여(Y/N)": ("is_returning", ["Y", "N"] * 3),
        "개인정보 수집 이용": ("consent", ["동의"] * 6),
        "회사명 공개": ("name_public", ["공개", "비공개"] * 3),
        "요청사항": ("suggestions", ["", "주차장을 넓혀 주세요", "-"] * 2),
    },
    {
        "타임스탬프": ("submitted_at", ["2025. 5. 1 오전 9:00:00"] * 6),
        "이메일 주소": ("email", [f"t{n}@example.org" for n in range(6)]),
        "학교(기관)명": ("name", [f"가람{n}초등학교" for n in range(6)]),
        "소속청": ("address", ["물빛교육지원청", "너른교육지원청"] * 3),
        "업무 담당 교사": ("contact_name", NAMES),
        "답장은 어디로": ("email", [f"u{n}@example.org" for n in range(6)]),
        "교무실 직통": ("phone", [f"033-200-100{n}" for n in range(6)]),
        "관리자(교장) 성함": ("representative", NAMES[::-1]),
        "생태전환교육 운영 계획": ("activities", DONE),
        "성과 나눔회(11/20) 참가": ("attendance", ["참가", "참가", "불참", "불참", "협의 중", "협의 중"]),
        "참가 교원 수": ("headcount", list("123123")),
        "참가 학생 수": ("members", list("456456")),
        "이름표에 적을 분 (이름과 직함)": ("attendees", [f"{name} 교사" for name in NAMES]),
        "2024학년도 운영교 여부": ("is_returning", ["운영교", "신규"] * 3),
        "개인정보 제공": ("consent", ["제공에 동의"] * 6),
        "결과 자료집에 학교명 게재 동의": ("name_public", ["동의", "미동의"] * 3),
    },
    {
        "ID": ("", list("123456")),
        "시작 시간": ("", [f"2025-09-01 09:1{n}:00" for n in range(6)]),
        "완료 시간": ("submitted_at", [f"2025-09-01 09:2{n}:00" for n in range(6)]),
        "전자 메일": ("", ["anonymous"] * 6),
        "이름": ("name", [""] * 6),
        "팀(학과·부서) 이름": ("name", [f"{each}모임" for each in "가나다라마바"]),
        "팀장": ("contact_name", NAMES),
        "연락 메일": ("email", [f"s{n}@example.org" for n in range(6)]),
        "활동하는 캠퍼스": ("address", ["인문캠퍼스", "공학캠퍼스"] * 3),
        "한 학기 동안 우리 팀이 해 볼 일": ("activities", DONE),
        "듣고 싶은 세션 1순위": (
            "wish_1",
            ["물 지키기", "물 지키기", "숲 지키기", "숲 지키기", "어디든 좋아요", "모름"],
        ),
        "발대식 참석이 가능한가요": ("attendance", ["참석 가능", "참석 불가", "온라인으로 참석"] * 2),
        "나오시는 분 수": ("headcount", list("123123")),
        "1기 서포터즈였나요": ("is_returning", ["예", "아니요", "기억 안 남"] * 2),
        "개인정보 활용": ("consent", ["동의함", "동의하지 않음"] * 3),
        "아이 돌봄이 필요하신가요": ("childcare", ["네", "네", "네", "아니요", "아니요", "아니요"]),
    },
    # Hardly a title says what it asks: the answers do.
    {
        "답변 제출일": ("submitted_at", [f"2025-06-0{n} 09:00:00" for n in range(1, 7)]),
        "개인정보 처리방침": ("consent", ["네, 동의해요", "네, 동의해요", "아니요"] * 2),
        "팀 이름": ("name", [f"{each}공방" for each in "가나다라마바"]),
        "시설장 성함 및 직위": ("representative", [f"{name} 관장" for name in NAMES]),
        "실무자 직급": ("contact_title", ["팀장", "과장"] * 3),
        "대표번호": ("phone", [f"02-300-100{n}" for n in range(6)]),
        "실무자 휴대전화": ("phone", [f"010-0000-100{n}" for n in range(6)]),
        "주 활동 동네": ("address", ["중앙동", "남산동"] * 3),
        "하반기에 해보고 싶은 프로젝트": ("activities", DONE),
        "네트워킹 데이 함께하실래요?": ("attendance", ["현장 참여", "참여 어려움", "고민 중"] * 2),
        "이 모임과의 인연": ("is_returning", ["처음이에요", "작년에 함께했어요"] * 3),
        "홈페이지에 팀 이름을 올려도 될까요?": ("name_public", ["올려도 돼요", "비공개"] * 3),
        "주차권": ("parking", ["필요", "불필요"] * 3),
        "하고픈 말": ("suggestions", ["", "기대돼요"] * 3),
    },
)


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_other_houses_are_drafted_as_they_ask(form):
    questions, _, made = drafted({title: cells for title, (_, cells) in form.items()})
    told = {
        title: column
        for column, each in questions.items()
        for title in (each["title"], *each.get("former", ()), *each.get("more", ()))
    }
    assert {title: told.get(title) for title, (column, _) in form.items() if column} == {
        title: column for title, (column, _) in form.items() if column
    }
    ours = {each for each, _ in form.values()}
    assert not [title for title, (column, _) in form.items() if not column and told.get(title) in ours]
    for setting, said in {"unnamed": ["비공개"], "plus": ["members"], "none": ["모름", "어디든 좋아요"]}.items():
        holding = [each[setting] for each in questions.values() if setting in each]
        assert not holding or holding in ([said], [["미동의"]])
    # Nobody is asked which meeting of none it is, and of what was not found a person is told.
    assert "어디든" not in made.files["fields.csv"]
    assert [each for each in made.doubts if "찾지 못했습니다: " in each and " wish_1" in each] or "wish_1" in questions


def test_what_an_answer_means_is_said_where_it_is_doubtful():
    campus, _, made = drafted({title: cells for title, (_, cells) in FORMS[2].items()})
    assert campus["attendance"]["codes"] == {"참석 가능": "yes", "참석 불가": "no", "온라인으로 참석": "no"}
    assert any("온라인으로 참석" in each and "no" in each for each in made.doubts)
    assert campus["childcare"]["untold"] == ["아니요"]
    park, _, _ = drafted({title: cells for title, (_, cells) in FORMS[0].items()})
    assert park["attendance"]["codes"] == {"O": "yes", "X": "no", "△": "undecided"}
    assert park["is_returning"]["codes"] == {"Y": "true", "N": "false"}
    youth, _, _ = drafted({title: cells for title, (_, cells) in FORMS[3].items()})
    assert youth["attendance"]["codes"] == {"현장 참여": "yes", "참여 어려움": "no", "고민 중": "undecided"}
    assert (youth["parking"]["kind"], youth["parking"]["untold"]) == ("choice", ["불필요"])
    days = ["이틀 다 옵니다", "첫날(9/26)만", "못 갑니다"] * 2
    _, _, made = drafted({"잔치에 언제 오십니까?": days, "단체 이름": list("가나다라마바")})
    assert [each for each in made.doubts if "첫날(9/26)만" in each and "unseated" in each]


def test_what_a_form_asks_of_guardians_lists_and_first_wishes_is_known_by_its_title():
    form = {
        "모임 이름": [f"{n}번 모임" for n in range(20)],
        "[학생만] 보호자 동의": ["해당 없음(성인)"] * 15 + ["보호자가 동의했습니다"] * 5,
        "가장 중요한 목표 - 1순위 (SDG)": ["4. 양질의 교육", "13. 기후변화 대응"] * 10,
        "가장 중요한 목표 - 2순위 (SDG)": ["1. 빈곤 종식", "5. 성평등"] * 10,
        "참여하고 싶은 이야기판 [1희망]": ["1판 돌봄", "2판 배움"] * 10,
        "참여하고 싶은 이야기판 [2희망]": ["2판 배움", "1판 돌봄"] * 10,
        "오시는 분 명단\n(성함, 맡은 일, 연령대)": ["김나래 대표 40대"] * 20,
        "개인정보 수집·이용에 동의하시나요?": ["동의합니다"] * 18 + ["동의하지 않습니다"] * 2,
        "남기실 말": ["반갑습니다"] * 20,
        "신청번호(사무국)": ["가-1"] * 2 + [""] * 18,
    }
    questions, settings, _ = drafted(form)
    titled = {each["title"]: column for column, each in questions.items()}
    assert [titled[title] for title in form if title in titled][1:7] == [
        "guardian", "goals", "wish_1", "wish_2", "attendees", "consent",
    ]  # fmt: skip
    assert questions["goals"]["more"] == ["가장 중요한 목표 - 2순위 (SDG)"]
    assert settings["staff_columns"]["titles"] == ["신청번호(사무국)"]
