"""The specification of attendee lists, and what holds for every text."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.parse.people import People, is_name, is_title, people
from transforms.reference import rows

SPECS = Path(__file__).parent / "specs" / "people.csv"
with SPECS.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))

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
]
TYPED = st.lists(st.sampled_from(FRAGMENTS), max_size=14).flatmap(
    lambda parts: st.sampled_from([" ", ", ", "\n"]).map(lambda glue: glue.join(parts))
)
# Code points of every kind, lone surrogates among them.
ANY_TEXT = st.text(st.characters(codec=None), max_size=300)

HOSTILE = {
    "digits": "1" * 50_000,
    "spaces": " " * 50_000,
    "opened": "(" * 50_000,
    "closed": ")" * 50_000,
    "nested": "(" * 25_000 + ")" * 25_000,
    "opened with names": "(홍길동," * 12_500,
    "commas": "," * 50_000,
    "Hangul": "가" * 50_000,
    "others": "외" * 50_000,
    "others apart": "외 " * 25_000,
    "courtesy": "님" * 50_000,
    "surnames apart": "김 " * 25_000,
    "surnames and a stranger": "김 " * 24_000 + "뷁",
    "numbered": "1." * 25_000,
    "dashes in numbers": "1-" * 25_000,
    "dots in an address": "a." * 25_000,
    "no host": "a" * 49_999 + "@",
    "slashes": "홍길동/" * 12_500,
    "titles": "대표 " * 16_000,
    "titles and a count": "대표 " * 1300 + "3명",
    "slashes alone": "/ " * 25_000,
    "absent": "홍길동 불참 " * 7_000,
    "fused": "홍길동대표" * 10_000,
    "counts": "두 명 " * 12_500,
    "Latin": "A'" * 25_000,
    "jamo": "ㅋ" * 50_000,
    "surrogates": "\ud800" * 50_000,
    "names": "홍길동, " * 10_000,
}


def shown(found: People) -> str:
    return ";".join(f"{person.name}/{person.title}" for person in found.named)


def rendered(found: People) -> str:
    return ", ".join(f"{name}({title})" if title else name for name, title in found.named)


def seconds(text: str) -> float:
    started = time.process_time()
    people(text)
    return time.process_time() - started


@pytest.mark.parametrize("row", ROWS, ids=[row["typed"] for row in ROWS])
def test_reads_what_people_type(row: dict[str, str]) -> None:
    found = people(row["typed"])
    assert (shown(found), str(found.n_unnamed), str(found.is_self).lower()) == (
        row["named"],
        row["n_unnamed"],
        row["is_self"],
    )


@given(ANY_TEXT)
def test_never_raises(text: str) -> None:
    people(text)


@given(TYPED | ANY_TEXT)
@settings(max_examples=500)
def test_a_clean_rendering_reads_as_the_same_people(text: str) -> None:
    named = people(text).named
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


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_costs_little(text: str) -> None:
    people("홍길동")  # the reference tables are read once, at first use
    assert min(seconds(text) for _ in range(3)) < 0.05


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
