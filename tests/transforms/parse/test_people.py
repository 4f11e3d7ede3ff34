"""The specification of attendee lists, and what holds for every text."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.transforms.parse.cells import ANY_TEXT, misread
from transforms.parse.people import People, Person, is_name, is_title, people
from transforms.parse.people.words import whole_words
from transforms.reference import rows

FRAGMENTS = [
    "홍길동",
    "김하늘",
    "남궁 솔",
    "선우진",
    "허준",
    "이솔",
    "임꽃님",
    "마리아",
    "솔롱고 바트",
    "John Smith",
    "Maria",
    "바람",
    "김 하늘",
    "대표",
    "간사님",
    "사무국장",
    "스님",
    "이사",
    "PM",
    "마을 활동가",
    "전 대표",
    "ESG팀 팀장",
    "12통장",
    "2학년",
    "환경과",
    "팀장",
    "홍길동대표",
    "총무박지호",
    "도시숲기획팀장",
    "김대표",
    "씨",
    "님",
    "외",
    "등",
    "포함",
    "총",
    "3명",
    "두 명",
    "2",
    "1.",
    "외 2명",
    "본인",
    "저",
    "저랑",
    "혼자",
    "상동",
    "남편",
    "아이",
    "불참",
    "못",
    "추후",
    "미정",
    "보내드릴게요",
    "참석합니다",
    "성명:",
    "직위",
    "와",
    "및",
    "겸",
    "(",
    ")",
    "[",
    "]",
    ",",
    "·",
    "/",
    "|",
    "-",
    ":",
    "\n",
    "\t",
    " ",
    "①",
    "○",
    "+",
    "☎",
    "010-0000-1234",
    "a@example.com",
    "청주",
    "오송읍",
    "베트남",
    "14시 30분",
    "오후만",
    "→",
    "대신",
    "통역 필요",
    "Nguyen Van An",
    "山田 太郎",
    "Мария",
    "푸른마을협동조합",
]
TYPED = st.lists(st.sampled_from(FRAGMENTS), max_size=14).flatmap(
    lambda parts: st.sampled_from([" ", ", ", "\n"]).map(lambda glue: glue.join(parts))
)


def shown(found: People) -> str:
    return ";".join(f"{person.name}/{person.title}" for person in found.named)


def rendered(found: People) -> str:
    return ", ".join(f"{name}({title})" if title else name for name, title in found.named)


def _read(text: str) -> tuple[str, str, str]:
    """Of the officers whom the form asks for elsewhere: false, true (the contact), head (the representative), both."""
    found = people(text)
    officers = {(False, False): "false", (True, False): "true", (False, True): "head", (True, True): "both"}
    return shown(found), str(found.n_unnamed), officers[found.is_self, found.is_head]


def test_reads_what_people_type() -> None:
    assert misread("people", _read, "named", "n_unnamed", "is_self") == []


@pytest.mark.parametrize(
    ("typed", "known", "named"),
    [
        ("구룽 아누자 총무, 김하늘", "구룽 아누자", "구룽 아누자/총무;김하늘/"),
        ("총무 슈레스타 람, 김하늘 회원", "슈레스타 람", "슈레스타 람/총무;김하늘/회원"),
        ("채리나 대표(타망 미나 통역)", "타망 미나", "채리나/대표;타망 미나/통역"),
        ("경영기획팀 유정란", "유정란", "유정란/경영기획팀"),
        ("총무 김하늘", "총무", "김하늘/총무"),
    ],
)
def test_who_is_known_from_the_same_response_is_somebody(typed: str, known: str, named: str) -> None:
    assert shown(people(typed, (known,))) == named


@pytest.mark.parametrize(
    ("typed", "known", "named"),
    [
        ("류수정이", "류수정이", "류수정이/"),
        ("함께라 간사, 공평한 국장", "함께라", "함께라/간사;공평한/국장"),
        ("함께라/간사, 공평한/국장", "함께라", "함께라/간사;공평한/국장"),
        ("함께라(간사)와 공평한", "함께라", "함께라/간사;공평한/"),
        ("총무 함께라, 공평한", "함께라", "함께라/총무;공평한/"),
        ("함께라간사, 공평한", "함께라", "함께라/간사;공평한/"),
        ("결다은총무님", "결다은", "결다은/총무"),
        ("함께라하고 결다은", "함께라", "함께라/;결다은/"),
        ("함께 갈 공평한 국장", "함께라", "공평한/국장"),
        ("이수도 대표", "이수", "이수도/대표"),
    ],
)
def test_a_name_of_the_same_response_is_that_name_to_the_letter(typed: str, known: str, named: str) -> None:
    assert shown(people(typed, (known,))) == named
    assert people(typed, (known,)).is_clear


OWN = ("배달", "정비", "접수", "실습생", "마을 등대지기", "등대지기", "자녀")


@pytest.mark.parametrize(
    ("typed", "named", "n_unnamed"),
    [
        ("나은샘 요리사, 하루방 배달", "나은샘/요리사;하루방/배달", 0),
        ("1. 손빠름-정비\n2. 느림보-접수", "손빠름/정비;느림보/접수", 0),
        ("정비: 손빠름\n접수: 나은샘", "손빠름/정비;나은샘/접수", 0),
        ("봄이슬 실습생", "봄이슬/실습생", 0),
        ("봄이슬(실습생), 하루방(배달)", "봄이슬/실습생;하루방/배달", 0),
        ("하루방 배달님과 손빠름 정비님", "하루방/배달;손빠름/정비", 0),
        ("하루방배달, 배달나은샘", "하루방/배달;나은샘/배달", 0),
        ("하루방 마을 등대지기, 나은샘 등대지기", "하루방/마을 등대지기;나은샘/등대지기", 0),
        ("나은샘 부대표, 하루방 정비팀장", "나은샘/부대표;하루방/정비팀장", 0),
        ("나은샘(자녀), 하루방", "나은샘/자녀;하루방/", 0),
        # What the words say elsewhere they still say.
        ("나은샘 총무 외 실습생 2명", "나은샘/총무", 2),
        ("접수 완료했습니다. 나은샘 총무", "나은샘/총무", 0),
        ("나은샘, 자녀", "나은샘/", 1),
        ("김배달, 나은샘", "김배달/;나은샘/", 0),
    ],
)
def test_a_title_of_the_council_s_own_is_one_wherever_a_title_may_stand(typed, named, n_unnamed) -> None:
    found = people(typed, own=OWN)
    assert (shown(found), found.n_unnamed) == (named, n_unnamed)


@pytest.mark.parametrize(
    ("typed", "known", "own", "named"),
    [
        # The longer of two titles, and the whole of what is one already.
        ("하루방등대지기", "", ("지기", "등대지기"), "하루방/등대지기"),
        ("도라희(뜨개반장)", "", ("반장",), "도라희/뜨개반장"),
        ("함께라배달", "함께라", ("배달",), "함께라/배달"),
        # Behind a title only what is a name, and surely.
        ("배달가로수, 나은샘", "", ("배달",), "나은샘/"),
        ("신입 표서준", "신입", (), "표서준/"),
    ],
)
def test_names_and_titles_that_are_told_are_parted_where_they_are_glued(typed, known, own, named) -> None:
    assert shown(people(typed, (known,), own)) == named


@given(TYPED | ANY_TEXT)
@settings(max_examples=500)
def test_a_clean_rendering_reads_as_the_same_people(text: str) -> None:
    named = people(text).named
    # Who is meant where a title has a person in it, as in '솔롱고 바트 (마리아 대표', nobody can say.
    assume(not any(people(person.title).named for person in named if person.title))
    assert people(rendered(people(text))).named == named


@given(TYPED)
@settings(max_examples=300)
def test_nobody_stands_twice(text: str) -> None:
    found = people(text)
    assert len(set(found.named)) == len(found.named)
    assert found.n_unnamed >= 0


@given(
    st.lists(st.sampled_from(["홍길동", "김하늘", "남궁솔", "선우진희", "허준", "박지호"]), unique=True),
    st.sampled_from([", ", " ", "\n", "/", "·", "; ", " 및 ", "①"]),
)
def test_order_is_the_order_typed(names: list[str], glue: str) -> None:
    assert [person.name for person in people(glue.join(names)).named] == names


@given(TYPED | ANY_TEXT)
@settings(max_examples=300)
def test_nobody_is_named_like_a_place_a_time_a_title_or_a_telephone(text: str) -> None:
    for name, _ in people(text).named:
        assert not is_title(name) and whole_words().get(name) in (None, "F")
        assert not any(letter.isdecimal() for letter in name)


@pytest.mark.parametrize(
    "aside", ["청주", "제천시", "금천동", "베트남", "오후 3시 도착", "14:30 이후", "통역 필요", "채식"]
)
@pytest.mark.parametrize("around", ["{name}({aside})", "{name} 간사({aside})", "{name}(간사, {aside})"])
def test_an_aside_is_no_title_and_nobody(aside: str, around: str) -> None:
    listed = [Person("김하늘", "간사" if "간사" in around else ""), Person("박지호", "대표")]
    assert list(people(around.format(name="김하늘", aside=aside) + ", 박지호 대표").named) == listed


@pytest.mark.parametrize("glue", ["→", " -> ", " ⇒ ", " 대신 ", "에서 "])
def test_who_is_replaced_does_not_come(glue: str) -> None:
    assert people(f"김하늘{glue}박지호, 홍길동").named == (Person("박지호", ""), Person("홍길동", ""))


@pytest.mark.parametrize("typed", ["김하늘(모르는 말)", "김하늘, 가온 모둠 뜨락", "김하늘 대표, 두 꼬마별"])
def test_words_that_are_left_are_told(typed: str) -> None:
    assert people(typed).named[0].name == "김하늘"
    assert not people(typed).is_clear


NAMES = ["정하람", "신도아", "서지우", "남궁솔", "김철수"]
SAYS_WHO_IS_GONE = ["불참", "못", "→", "대신", "변경"]


@given(
    st.lists(
        st.sampled_from(NAMES) | st.sampled_from([*FRAGMENTS, "(참석)", "(불참)", "를", "총 무", "이동"]), max_size=7
    ),
    st.sampled_from([" ", ", ", "\n", " / ", "·"]),
)
@settings(max_examples=500)
def test_nobody_who_is_typed_is_lost_without_a_word(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    assume(not any(word in text for word in SAYS_WHO_IS_GONE))
    found = people(text)
    left = [name for name in NAMES if name in text and name not in shown(found)]
    assert not (left and found.is_clear and found.named), left


@pytest.mark.parametrize(
    "typed",
    [
        "김가을, 정하람 신도아(불참)",
        "정하람 신도아 불참",
        "정하람(신도아)",
        "변가온 수행비서 신도아",
        "정하람 님(신도아 대리참석)",
        "회장, 총무\n정하람, 신도아, 서지우",
        "정하람, 신도아입니다만 회의 때문에 확정 아님",
        "바라밀다 대표, 정하람",
        "김*호, 정하람",
        "진달래팀 5명 (명단은 팀장 정하람 에게 받으세요)",
    ],
)
def test_who_is_not_understood_is_told(typed: str) -> None:
    assert not people(typed).is_clear


@pytest.mark.parametrize("glue", [", ", ",   ", "\n", "\t"])
def test_nobody_within_4000_characters_is_lost_or_cut(glue: str) -> None:
    names = [f"김{chr(0xAC00 + n)}길" for n in range(1400)]
    whole = names[: 4000 // (3 + len(glue))]
    found = [person.name for person in people(glue.join(names)).named]
    assert found[: len(whole)] == whole
    assert set(found) <= set(names)


@pytest.mark.parametrize("name", ["titles", "surnames", "people_words"])
def test_each_word_stands_once_in_its_table(name: str) -> None:
    entries = [tuple(row.values()) for row in rows(name)]
    assert len(entries) == len(set(entries))
    assert all(entry[0] == entry[0].strip() != "" for entry in entries)


def test_no_title_is_a_name() -> None:
    assert not [row["title"] for row in rows("titles") if is_name(row["title"])]
    assert all(is_title(row["title"]) for row in rows("titles"))
