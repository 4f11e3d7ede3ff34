"""Which names are one body's, written in different ways, and which are sisters' all the same."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.bodies.test_same_body import REGION, kept
from tests.transforms.parse.cells import ANY_TEXT
from transforms.bodies.customs import Customs
from transforms.bodies.same_body import resolve
from transforms.bodies.spellings import officer, spellings
from transforms.reference import rows

ONE_BODY = {
    "order, quotes and dashes": """
        연꽃 - 베트남이주여성자조모임|베트남 이주여성 자조모임 '연꽃'
        마을밥상 '도란도란'|도란도란 / 마을 밥상
        햇살마을|햇살 마을회
        「물결」 하천지킴이단|하천 지킴이단 : 물결
        청소년 기후행동 <새벽>|새벽 청소년기후행동
        무지개 그림책 모임|그림책 모임 무지개
    """,
    "a gloss that repeats the reading": """
        운학사 연등회|운학사(雲鶴寺) 연등회
        명월당|명월당(明月堂)
        노인 서예반 묵향|노인(老人) 서예반 묵향(墨香)
        여성회관 다도회|여성회관(女性會館) 다도회
        두레마당|두레마당(Duremadang)
        한빛 공방|한빛(Hanbit) 공방
    """,
    "numbers before what they count": """
        늘푸른마을 일단지 입주자 대표회의|늘푸른마을 1단지 입주자대표회의
        가람 봉사단 제3기|가람봉사단 3기
        은행나무아파트 십이동 반상회|은행나무아파트 12동 반상회
        나루터 기자단 제이기|나루터 기자단 2 기
        소리샘 삼조|소리샘 3조
        모충 청년몰 五호점|모충청년몰 5호점
    """,
    "abbreviations": """
        한울돌봄사협|한울돌봄사회적협동조합
        물오름마을 1단지아파트 입대의|물오름마을1단지 입주자대표회의
        들꽃 영농법인|들꽃영농조합법인
        오창읍 지사협|오창읍 지역사회보장협의체
        큰나무생협|큰나무 소비자 생활협동조합
        솔빛고 환경동아리 푸른솔 2기|솔빛고등학교 환경동아리 '푸른솔' 제2기
        별샘초 학운위|별샘초등학교 학교운영위원회
        은하아파트경로당|은하아파트 노인정
        한솔대 학생모임|한솔대학교 학생 모임
        느티여중 합창부|느티여자중학교 합창부
        용바위동 주민자치위원회|용바위동 주민자치회
        미루면 이장단협의회|미루면 이장협의회
        가온누리아파트 입주자대표회의|가온누리APT 입대의
        달빛종합사회복지관|달빛 종합복지관
    """,
    "the region behind": """
        (사)두꺼비친구들|두꺼비친구들 청주시
    """,
    "another vowel, loan words": """
        충북 이주민인권쉼터|충북이주민인권쉼타
        가람 장애인가족센터|가람장애인가족 쎈타
        두꺼비 네트웍|두꺼비네트워크
        푸른시 자원봉사센타|푸른시자원봉사센터
        충청북도 여성연대|충북여성연대
        한마음 요가써클|한마음요가서클
    """,
    "as it sounds": """
        그린웨이브 푸른시|Green Wave Pureunsi
        마을 스토리|Maeul Story
        에코 라이프|Eco Life
        로타리클럽 1지역|Rotary Club 1 Jiyeok
        YOLO 카페|욜로카페
        솔빛대 환경동아리 ECO|솔빛대학교 환경동아리 에코
        두드림(DoDream)|두드림
        솔빛YMCA|솔빛와이엠씨에이
        솔빛 NGO센터|솔빛엔지오센터
        오일팔기념모임|5.18기념모임
        한울대학교 그린브릿지랩|Green Bridge Lab (한울대)
        세계이웃공동체 (Global Neighbors)|글로벌네이버스 세계이웃공동체
    """,
    "the same words together": """
        청소년문화의집 꿈틀|꿈틀청소년문화의집
        산남두꺼비마을신문|두꺼비마을신문(산남)
        책과 사람|책&사람
    """,
    "what is said of a body": """
        사회적기업 (주)그린맘|그린맘 주식회사
        풀꿈환경재단 사무국|풀꿈환경재단
        대한예수교장로회 너른들교회|너른들교회(예장)
        솔밭들고 푸른숨|솔밭들고등학교 환경동아리 푸른숨
        청주시 상당구 금천동 주민자치회|금천동 주민자치회
        금천동주민센터|금천동행정복지센터
    """,
    "its former name": """
        늘푸른봉사단|늘벗봉사단(구 늘푸른봉사단)
        늘벗봉사단|늘벗봉사단 (舊 늘푸른봉사단)
    """,
    "a doubled consonant": """
        햇살마을 어린이집|햇쌀마을어린이집
    """,
}
SISTERS = """
늘푸른마을1단지 아파트 입대의|늘푸른마을2단지 입대의
늘푸른마을 일단지 입대의|늘푸른마을 2단지 입주자대표회의
가람봉사단 제1기|가람봉사단 이기
은행나무 1단지 2동|은행나무 2단지 1동
은행나무 1 동 2 반|은행나무 2 동 1 반
가온 도서관(東部)|가온 도서관(西部)
한마음 모임(男子)|한마음 모임(女子)
한마음 산악회(明月)|한마음 산악회(白雲)
두레마당(North)|두레마당(South)
이동 도서관|2동 도서관
두드림 일반|두드림 1반
햇살마을회|햇살마을 부녀회
솔빛고 환경동아리|솔빛중학교 환경동아리
솔빛여고 학부모회|솔빛고등학교 학부모회
푸른솔 A팀|팀 푸른솔 B
오창읍 지사협|오창읍 사회적협동조합
베트남 자조모임 '연꽃'|몽골 자조모임 '연꽃'
그린웨이브 청년회|Blue Wave
로타리클럽 1지역|Rotary Club 2 Jiyeok
솔빛YMCA|솔빛와이더블유씨에이
한빛 주식회사|한빛 사회적협동조합
YOLO 카페|욜라카페
제일교회|제이교회
솔빛고 환경동아리|솔빛고 과학동아리
가온누리 봉사단|나온누리 봉사단
물오름마을 2동 모임|물오름마을 3동 모임
""".strip().splitlines()


def bodies_of(pairs: Sequence[str], title: str) -> dict[str, int]:
    """How many bodies each pair is, all resolved together: telephones are one's alone, an officer is a pair's."""
    sent = []
    for at, pair in enumerate(pairs):
        who = f"김{SYLLABLES[at // 14]}{SYLLABLES[at % 14]}"
        for n, (name, known) in enumerate(zip(pair.split("|"), (who, f"{who}{title}"), strict=True)):
            sent.append((name.strip(), "단체", f"+82101234{at:03}{n}", "", known, "", "", ""))
    of_each = resolve(kept(*sent), customs=Customs(REGION))[0]["body"].to_numpy().reshape(-1, 2)
    return {pair: len({*bodies}) for pair, bodies in zip(pairs, of_each.tolist(), strict=True)}


SYLLABLES = "가나다라마바사아자차카타파하"
PAIRS = [pair.strip() for pairs in ONE_BODY.values() for pair in pairs.strip().splitlines()]


def test_one_body_under_one_representative_is_known_from_another_telephone() -> None:
    assert bodies_of(PAIRS, " 대표님") == dict.fromkeys(PAIRS, 1)


def test_sisters_under_one_representative_stay_apart() -> None:
    assert bodies_of(SISTERS, "") == dict.fromkeys(SISTERS, 2)


@pytest.mark.parametrize("title", ["스님", "님", "씨", "대표", "대표님", "선생님", "이사장"])
def test_an_officer_is_the_same_with_a_title(title: str) -> None:
    assert {officer(f"{name} {title}") == officer(name) for name in ("혜월", "김하나", "응우옌 티 흐엉")} == {True}
    assert officer(title) and officer(f"혜월 {title}") != officer(f"혜원 {title}")


@given(st.lists(st.text("가나라솔빛숲", min_size=2, max_size=4), min_size=2, max_size=5))
def test_words_in_any_order_share_a_spelling(words: list[str]) -> None:
    assert spellings(" ".join(words)) & spellings(" - ".join(reversed(words)))


@given(ANY_TEXT)
def test_any_text_has_spellings_and_an_officer(text: str) -> None:
    assert all(spellings(text))
    assert isinstance(officer(text), str)


def test_readings_stand_in_the_order_of_the_standard() -> None:
    listed = rows("hanja_readings")
    assert [row["reading"] for row in listed] == sorted(row["reading"] for row in listed)
    assert [row["first"] for row in listed] == sorted((r["first"] for r in listed), key=lambda c: c.encode("euc_kr"))
