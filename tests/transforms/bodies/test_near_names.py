"""Which near names are sister bodies, and which one body typed twice."""

from itertools import combinations

import pandas as pd
import pytest

from tests.transforms.bodies.test_same_body import REGION, A, kept
from transforms.bodies.customs import Customs
from transforms.bodies.near_names import contrast, core, essence
from transforms.bodies.same_body import resolve
from transforms.parse.text import key
from transforms.reference import rows

SISTERS = """
아침 산책반|저녁 산책반
가온 독서모임 오전반|가온 독서모임 오후반
월요 독서모임|화요 독서모임
청주동중학교 학부모회|청주서중학교 학부모회
청주남중학교 학부모회|청주남고등학교 학부모회
미소봉사단 A팀|미소봉사단 B팀
두드림 1팀|두드림 2팀
두드림봉사단|두드림봉사단 2기
가온 가반|가온 나반
기타 초급반|기타 중급반
두레 한국어반|두레 영어반
무지개아파트 입주자모임|무지개빌라 입주자모임
형님먼저 모임|아우먼저 모임
한결 어머니회|한결 아버지회
라라합창단|라라소년소녀합창단
맑은물 윗마을회|맑은물 아랫마을회
무심천 상류지킴이|무심천 하류지킴이
꿈터 국악반|꿈터 양악반
청주 YMCA|청주 YWCA
다온 산책모임(오전반)|다온 독서모임(오전반)
두꺼비마을1단지 입주자대표회의|두꺼비마을2단지 입주자대표회의
바르게살기운동 상당구협의회|바르게살기운동 서원구협의회
다솜유치원|다솜어린이집
한울생협 북부매장|한울생협 남부매장
새싹 동아리 1기|새싹 동아리 2기
느티나무 도서관|느티나무 작은도서관
보문암|보문암 신도회
샘터교회|샘터교회 청년부
가온교회|가온교회 봉사단
다온초등학교 학부모회|다온초등학교 학부모회 독서동아리
나루교통|나루교통 노동조합
늘품복지관|늘품복지관 자원봉사단
늘품의집|늘품의집 후원회
""".strip().splitlines()
SAME = """
무심천 지킴이|무심쳔 지킴이
푸른마을 만들기|푸른마을만들기 모임
두꺼비친구들|두꺼비칭구들
새터울초등학교 학부모회|새터울초 학부모회
도시숲연대|도시숲연데
다온초 학부모회|다온초등학교 학부모회 모임
상당산성 지킴이|상당산성지킴이들
물오름마을1단지 입주자대표회의|물오름마을 1단지아파트 입주자대표회의
""".strip().splitlines()


def paired(pairs: list[str], *officer: str) -> pd.DataFrame:
    """Both responses of every pair, under one telephone that is no other pair's, and one address and ``officer``."""
    whole = []
    for at, pair in enumerate(pairs):
        email, who = (f"{at}@example.com", f"{officer[0]}{chr(ord('가') + 28 * at)}") if officer else ("", "")
        whole += [(name, A, f"+8210123400{at:02}", email, who, who, "", "상당구") for name in pair.split("|")]
    return kept(*whole)


def test_sisters_of_one_officer_are_offered_and_never_merged() -> None:
    bodies, merges, likely = resolve(paired(SISTERS, "김하"), customs=Customs(REGION))
    assert merges.empty
    assert bodies["body"].is_unique
    offered = [[f"r-{2 * at}", f"r-{2 * at + 1}"] for at in range(len(SISTERS))]
    assert sorted(likely[["response_id", "other_response_id"]].to_numpy().tolist()) == sorted(offered)


def test_two_spellings_with_one_telephone_are_one_body() -> None:
    bodies, _, _ = resolve(paired(SAME))
    of_each = bodies["body"].to_numpy().reshape(-1, 2).tolist()
    assert {pair: len({*each}) for pair, each in zip(SAME, of_each, strict=True)} == dict.fromkeys(SAME, 1)


@pytest.mark.parametrize("name", sorted({row["set"] for row in rows("contrasts")} - {"counted", "body within"}))
def test_any_two_words_of_a_set_contrast_wherever_they_stand(name: str) -> None:
    words = [row["word"] for row in rows("contrasts") if row["set"] == name]
    assert len(words) == len(set(words))
    # A letter that stands in a word of its set is no other word: 봄 and 봄꽃.
    apart = [p for p in combinations(words, 2) if min(map(len, p)) > 1 or not (p[0] in p[1] or p[1] in p[0])]
    for one, other in apart:
        for around in ("무심천{}모임", "{}한마음회", "나눔터{}"):
            assert contrast(around.format(one), around.format(other)), (one, other, around)
            assert contrast(around.format(other), around.format(one)), (one, other, around)


@pytest.mark.parametrize("letter", ["신", "동", "남", "새"])
def test_a_letter_in_front_of_a_whole_name_names_its_sister(letter: str) -> None:
    assert contrast("가온로타리클럽", f"{letter}가온로타리클럽")
    assert contrast(f"{letter}가온로타리클럽", "가온로타리클럽")


def test_a_name_does_not_contrast_with_itself() -> None:
    for row in rows("contrasts"):
        name = essence(core(key(f"무심천 {row['word']} 모임")))
        assert not contrast(name, name)
