"""Exports of three councils' forms, made from a seed: nobody in them lives."""

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

_GIVEN = "가온 나래 다솜 라온 마루 바다 새롬 아람 자람 차오름 하람 도담 슬기 여울 한결 보람 은솔 찬샘".split()
_FAMILY = "김이박최정강조윤장임한오서신권황안송유홍"
Row = Callable[[int, random.Random], list[str]]


def _name(at: int, dice: random.Random) -> str:
    return dice.choice(_FAMILY) + dice.choice([g for g in _GIVEN if len(g) == 2])


HANBYEOL = [
    "타임스탬프",
    "참여 단체 이름",
    "어떤 곳인가요?",
    "대표하시는 분 성함",
    "연락하실 분 성함",
    "맡은 일",
    "휴대전화",
    "전자우편",
    "주소",
    "하려는 일 (한 줄에 하나씩)",
    "관련 있는 목표 (여러 개 선택)",
    "들어가고 싶은 분과 1순위",
    "들어가고 싶은 분과 2순위",
    "도시약속의 날에 오시나요?",
    "오시는 분 성함과 직함",
    "점심 식사",
    "차로 오시는 대수",
    "접수대에 알려 둘 것",
    "어떻게 알게 되셨나요? (여러 개 선택)",
    "개인정보 수집에 동의하시나요?",
]
HANBYEOL_GOALS = {
    1: "가난하지 않은 우리 동네",
    2: "굶주림 없는, 건강한 밥상",
    3: "몸과 마음이 튼튼한 삶",
    4: "누구나 배우는 기회",
    5: "서로 존중하는, 평등한 사이",
    8: "보람 있는 일자리",
    10: "차별 없는 이웃",
    11: "걷기 좋은, 안전한 도시",
    12: "아껴 쓰고 나눠 쓰기",
    13: "기후를 지키는 행동",
    15: "나무와 새가 사는 땅",
    17: "손잡고 함께 가기",
}
HANBYEOL_FIELDS = {
    "기후실천 분과": ("13 15", "201호", 24),
    "먹거리 분과": ("2 12", "202호", 18),
    "배움과 돌봄 분과": ("3 4 5", "203호", 24),
    "마을일자리 분과": ("1 8 10 11", "소강당", 30),
}
_DEEDS = {
    "기후실천 분과": ["동네 나무 심기", "전기 아껴 쓰기 모임", "하천 걷고 쓰레기 줍기"],
    "먹거리 분과": ["텃밭 가꾸기", "남은 음식 줄이기", "로컬푸드 장터 열기"],
    "배움과 돌봄 분과": ["어르신 글 읽기 교실", "아이 돌봄 품앗이", "마을 도서관 운영"],
    "마을일자리 분과": ["청년 가게 돕기", "협동조합 일자리 만들기", "골목 안전 살피기"],
}
_SUFFIX = ["모임", "동아리", "가게", "학교", "연구회"]


def hanbyeol(at: int, dice: random.Random) -> list[str]:
    """A response to the city's form."""
    fields = dice.sample(list(HANBYEOL_FIELDS), 2)
    goals = dice.sample(list(HANBYEOL_GOALS.values()), dice.randint(1, 3))
    place = dice.choice(["한별1동", "한별2동", "나루동", "새터동", "솔동"])
    comes = dice.choice(["네, 갑니다", "네, 갑니다", "네, 갑니다", "못 갑니다", "아직 모르겠습니다"])
    people = [f"{_name(at, dice)} {dice.choice(['회장', '총무', '회원'])}" for _ in range(dice.randint(1, 2))]
    is_coming = comes == "네, 갑니다"
    return [
        f"2026. 3. {at % 18 + 2}. 오전 {at % 11 + 1}:{at % 60:02}:00",
        f"{_GIVEN[at % 18]} {_SUFFIX[at // 18]}",
        dice.choice(["시민단체", "동아리", "학교", "가게"]),
        _name(at, dice),
        _name(at, dice),
        dice.choice(["총무", "간사", "회원"]),
        f"010-0000-{2000 + at}",
        f"han{at}@example.org",
        f"한별시 {place} {at + 1}",
        "\n".join(dice.sample(_DEEDS[fields[0]], 2)),
        ", ".join(goals),
        *fields,
        comes,
        ", ".join(people) if is_coming else "",
        dice.choice(["일반식", "일반식", "채식", "먹지 않음"]) if is_coming else "",
        dice.choice(["", "0", "1", "1대", "2"]),
        "휠체어로 갑니다" if at % 17 == 3 else "",
        dice.choice(["현수막", "소식지, 이웃 소개", "이웃 소개", "없음"]),
        "동의합니다",
    ]


SOLBAT = [
    "받은 날",
    "집이나 모임 이름",
    "전화 받은 분",
    "전화번호",
    "올해 할 일",
    "어느 모임",
    "오시나",
    "몇 분",
    "총무 메모",
    "명단에 올려도 되는지",
]


def solbat(at: int, dice: random.Random) -> list[str]:
    """A line of the village's list, typed after a call."""
    comes = dice.choice(["오심", "오심", "못 오심"])
    return [
        f"2026-05-{at % 14 + 1:02}",
        f"{_GIVEN[at % 18]}네" if at < 18 else f"{_GIVEN[at - 18]} 두레",
        _name(at, dice),
        f"010-0000-{3000 + at}",
        dice.choice(["고추밭 매기", "콩 심기와 메주 쑤기", "아이들 글 읽어 주기", "어르신 말벗", "마을 길 쓸기"]),
        dice.choice(["밭일 모임", "배움 모임"]),
        comes,
        str(dice.randint(1, 2)) if comes == "오심" else "",
        "무릎이 안 좋아 앞자리" if at % 11 == 2 else "",
        "예",
    ]


GAON_FIELDS = (
    "탄소중립|물과 바다|숲과 생물|농업과 먹거리|건강과 복지|교육과 문화|성평등과 인권|경제와 일자리|교통과 도시".split(
        "|"
    )
)
GAON_DISTRICTS = {
    "북부권": ["하늘시", "달빛군", "별내군"],
    "중부권": ["가온시", "큰들군", "물빛시"],
    "남부권": ["바다시", "섬마을군", "포구군"],
}
_RATED = ["정책 알리기", "주민 참여", "예산 쓰기", "일자리", "환경", "교통"]
GAON = [
    "타임스탬프",
    "소속(단체) 이름",
    "종류",
    "대표자",
    "담당자 성함",
    "연락처",
    "이메일",
    "시군 주소",
    "할 일",
    "관련 SDGs 목표",
    "희망 분야 1순위",
    "희망 분야 2순위",
    "도민 한마당 참석 여부",
    "참석 인원",
    "참석자 명단",
    *(f"도정 만족도 [{each}]" for each in _RATED),
    "오시는 방법",
    "바라는 점",
    "숙박이 필요한 날",
    "통역 도와줄 분",
    "개인정보 동의",
]
_GAON_DEEDS = [
    "태양광 발전 협동조합",
    "갯벌 쓰레기 줍기",
    "숲길 돌보기",
    "친환경 벼농사",
    "건강 걷기 모임",
    "마을 책 읽기",
    "인권 교육",
    "청년 창업 돕기",
    "자전거 타기 운동",
]


def gaon(at: int, dice: random.Random) -> list[str]:
    """A response to the province's form."""
    field, second = dice.randrange(9), dice.randrange(9)
    district = dice.choice([each for inside in GAON_DISTRICTS.values() for each in inside])
    comes = dice.choice(["참석", "불참", "미정"])
    people = [_name(at, dice) for _ in range(dice.randint(1, 3))] if comes == "참석" else []
    return [
        f"2026. 6. {at % 28 + 1}. 오후 {at % 11 + 1}:{at % 60:02}:{at % 59:02}",
        f"{_GIVEN[at % 18]} {district[:2]} {at} 모임",
        dice.choice(["기관", "단체", "기업"]),
        _name(at, dice),
        _name(at, dice),
        f"010-{1000 + at // 10000:04}-{at:04}",
        f"gaon{at}@example.org",
        f"가온도 {district}",
        _GAON_DEEDS[field],
        str(dice.randint(1, 17)),
        GAON_FIELDS[field],
        GAON_FIELDS[second] if second != field else "",
        comes,
        str(len(people)) if people else "",
        ", ".join(people),
        *(dice.choice(["아주 좋다", "좋다", "아쉽다", "많이 아쉽다"]) for _ in _RATED),
        dice.choice(["버스", "기차", "자가용", "기타"]),
        dice.choice(["", "", "행사를 자주 열어 주세요", "버스를 늘려 주세요"]),
        dice.choice(["", "", "2026-09-11", "2026-09-12"]),
        _name(at, dice) if at % 40 == 7 else "",
        "동의",
    ]


# Which questions the districts' own list asks in other places than the form does.
GAON_TABS = {"설문지 응답 시트1": GAON, "시군 접수": [*GAON[:5], GAON[7], GAON[6], GAON[5], *GAON[8:]]}


def exported(path: Path, tabs: Mapping[str, Sequence[str]], row: Row, n: int) -> str:
    """``n`` responses stand in ``tabs``, each with its own order of titles: the same each time.

    One tab is a CSV file, several are a workbook, two of three responses in its first.
    """
    dice, titles = random.Random(n), next(iter(tabs.values()))
    made = [dict(zip(titles, row(at, dice), strict=True)) for at in range(n)]
    first = n if len(tabs) == 1 else n * 2 // 3
    tables = {
        name: [list(asked), *([each[title] for title in asked] for each in part)]
        for (name, asked), part in zip(tabs.items(), (made[:first], made[first:]), strict=False)
    }
    return (
        _workbook(path.with_suffix(".xlsx"), tables) if first < n else _csv(path.with_suffix(".csv"), *tables.values())
    )


def _csv(path: Path, rows: Sequence[Sequence[str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def _workbook(path: Path, tables: Mapping[str, Sequence[Sequence[str]]]) -> str:
    book = Workbook()
    for name, rows in tables.items():
        tab = book.create_sheet(name)
        for each in rows:
            tab.append(each)
    book.remove(book.worksheets[0])
    book.save(path)
    return str(path)
