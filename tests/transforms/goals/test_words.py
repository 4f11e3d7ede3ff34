import pytest

from transforms.goals.match import read
from transforms.goals.words import default_words, word_list


def row(term, goals="6:3", theme="water", needs="", unless=""):
    return {"term": term, "goals": goals, "theme": theme, "needs": needs, "unless": unless, "note": ""}


def found(words, text):
    return [(hit.meaning.term, hit.meaning.goals) for hit in words.find(text)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([row("하천", "18:3")], "goal or weight"),
        ([row("하천", "6:9")], "goal or weight"),
        ([row("하천", "six")], "goal or weight"),
        ([row("하천", theme="river")], "unknown theme"),
        ([row("물")], "can never match"),
        ([row("River")], "can never match"),
        ([row("하천  정화")], "can never match"),
        ([row("하천", needs="수질|강", unless="질|강")], "can never match"),
        ([row("하천 정화"), row("하천정화")], "doubled"),
        ([row("하천"), row("하천", needs="수질")], "shadowed"),
        ([row("하천", needs="수질"), row("하천")], "shadowed"),
        ([row("하천", needs="수질|정화"), row("하천", needs="수질", unless="새")], "shadowed"),
    ],
)
def test_a_list_that_cannot_be_right_is_refused_with_its_row(rows, told):
    with pytest.raises(ValueError, match=told):
        word_list(rows)


def test_rows_of_one_term_that_say_different_things_stand_together():
    words = word_list(
        [
            row("하천"),
            row("하천", "15:4", "nature", needs="물고기|수달"),
            row("하천", "6:5", needs="수질"),
        ]
    )
    assert found(words, "하천 수달") == [("하천", ((6, 3),)), ("하천", ((15, 4),))]
    assert found(words, "하천 수질") == [("하천", ((6, 3),)), ("하천", ((6, 5),))]


def test_the_longest_term_wins_and_a_mask_swallows():
    words = word_list([row("에너지", "7:4", "energy"), row("에너지 음료", "", "")])
    assert found(words, "에너지음료 끊기와 에너지 절약") == [("에너지 음료", ()), ("에너지", ((7, 4),))]


def test_a_space_is_optional_only_where_the_list_has_one():
    words = word_list([row("하천 정화"), row("수질")])
    assert len(found(words, "하천정화, 하천 정화, 하천\n정화")) == 3
    assert found(words, "단수 질문") == []


@pytest.mark.parametrize("text", ["윤리경영 선포", "윤리 경영을 알리기", "우리 회사 윤리\n경영"])
def test_a_long_word_is_found_where_it_is_written_in_two(text):
    assert found(word_list([row("윤리경영", "16:5", "rights")]), text) == [("윤리경영", ((16, 5),))]


@pytest.mark.parametrize("text", ["단수질 오염", "수 질오염", "수질오 염"])
def test_no_word_is_made_of_the_ends_of_others(text):
    assert found(word_list([row("수질오염")]), text) == []


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("생활 임금 조례", 8),
        ("온종일 돌봄과 숙제 봐주기", 4),
        ("무더위 쉼터 점검", 13),
        ("외래 식물 걷어 내기", 15),
        ("어린이 의회 지도교사", 16),
        ("유급휴가 쓰기", 8),
        ("정시 퇴근하는 날", 8),
        ("내부 통제와 준법 교육", 16),
        ("여성 임원 늘리기", 5),
        ("수해 의연금", 11),
        ("일하기 좋은 환경 만들기", 8),
        ("간호대학의 건강증진 주간", 3),
    ],
)
def test_words_of_working_life_and_of_offices_are_read_as_they_are_written(text, goal):
    assert read(text).goals[0][0] == goal


def test_the_shipped_list_loads_and_is_wide():
    words = default_words()
    goals = {goal for meanings in words.meanings.values() for m in meanings for goal, _ in m.goals}
    assert goals == set(range(1, 18))
    assert len(words.meanings) > 8000
