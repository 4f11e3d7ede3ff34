"""Which responses are one body: pairs as an officer would judge them."""

import pandas as pd
import pytest

from transforms.bodies.customs import Customs
from transforms.bodies.same_body import resolve
from transforms.bodies.unions import Apart
from transforms.parse.bodies import body
from transforms.parse.text import key

# name, kind, phone, email, representative, contact, address, district; two rows; one body?
A, B, C, D = "단체", "개인", "+821012340001", "+821012340002"
PAIRS = [
    (
        "same name",
        ("무심천 지킴이", A, C, "", "김하나", "", "", "상당구"),
        ("무심천지킴이", A, D, "", "이두리", "", "", "상당구"),
        True,
    ),
    (
        "legal form dropped",
        ("(사)무심천 지킴이", A, C, "", "", "", "", "상당구"),
        ("무심천지킴이", A, D, "", "", "", "", "상당구"),
        True,
    ),
    (
        "co-op before and after",
        ("협동조합 판판", "기업", C, "", "", "", "", "미상"),
        ("판판협동조합", "기업", D, "", "", "", "", "서원구"),
        True,
    ),
    (
        "branch dropped, same phone",
        ("참교육학부모회 청주지회", A, C, "", "", "", "", "미상"),
        ("참교육학부모회", A, C, "", "", "", "", "미상"),
        True,
    ),
    (
        "school shortened, same officer",
        ("청주새터초등학교", "학교", C, "", "박교장", "", "", "상당구"),
        ("새터초", "학교", D, "", "박교장", "", "", "상당구"),
        True,
    ),
    (
        "renamed slightly, same phone",
        ("청주 환경 사랑 모임", A, C, "", "", "", "", "상당구"),
        ("청주 환경사랑 시민모임", A, C, "", "", "", "", "상당구"),
        True,
    ),
    (
        "the other name in brackets, same phone",
        ("여성노동자연대(여노연)", A, C, "", "", "", "", "상당구"),
        ("여노연", A, C, "", "", "", "", "상당구"),
        True,
    ),
    (
        "the other name in brackets, nothing shared",
        ("여성노동자연대(여노연)", A, C, "", "김", "", "", "상당구"),
        ("여노연", A, D, "", "이", "", "", "상당구"),
        False,
    ),
    (
        "a school's club and the school, same phone",
        ("그린나래(새터중)", A, C, "", "", "", "", "상당구"),
        ("새터중학교", A, C, "", "", "", "", "상당구"),
        False,
    ),
    (
        "a number in brackets",
        ("한마음봉사단(2)", A, C, "", "", "", "", "상당구"),
        ("2", A, C, "", "", "", "", "상당구"),
        False,
    ),
    (
        "YMCA and YWCA",
        ("청주YMCA", A, C, "", "", "", "", "상당구"),
        ("청주YWCA", A, C, "", "", "", "", "상당구"),
        False,
    ),
    (
        "districts",
        ("흥덕구 자원봉사센터", "기관", C, "", "", "", "", "흥덕구"),
        ("서원구 자원봉사센터", "기관", C, "", "", "", "", "서원구"),
        False,
    ),
    (
        "numbers",
        ("용암1동 부녀회", A, C, "", "", "", "", "상당구"),
        ("용암2동 부녀회", A, C, "", "", "", "", "상당구"),
        False,
    ),
    (
        "schools",
        ("한빛솔초등학교", "학교", C, "", "", "", "", "서원구"),
        ("한빛솔중학교", "학교", C, "", "", "", "", "서원구"),
        False,
    ),
    (
        "blocks",
        ("산들마을2단지 입주자대표회의", A, C, "", "", "", "", "흥덕구"),
        ("산들마을3단지 입주자대표회의", A, C, "", "", "", "", "흥덕구"),
        False,
    ),
    (
        "one name, all else different",
        ("한마음봉사단", A, C, "a@example.com", "김", "", "", "청원구"),
        ("한마음 봉사단", A, D, "", "이", "", "", "흥덕구"),
        False,
    ),
    (
        "company and co-op of one name",
        ("(주)한걸음", "기업", C, "", "김", "", "", "청원구"),
        ("사회적협동조합 한걸음", A, D, "", "이", "", "", "서원구"),
        False,
    ),
    (
        "two people of one name",
        ("김하늘", B, C, "a@example.com", "", "김하늘", "", "상당구"),
        ("김하늘", B, D, "b@example.com", "", "김하늘", "", "상당구"),
        False,
    ),
    (
        "one person, same phone",
        ("김하늘", B, C, "", "", "", "", "상당구"),
        ("김하늘", B, C, "", "", "", "", "미상"),
        True,
    ),
    (
        "one officer, two bodies",
        ("두꺼비친구들", A, C, "", "", "나", "", "서원구"),
        ("산남동 작은도서관", A, C, "", "", "나", "", "서원구"),
        False,
    ),
]
REGION = ("충청북도", "충북", "청주시", "청주")
COLUMNS = ["typed", "kind", "phone", "email", "representative", "contact_name", "address", "district"]


def kept(*rows) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=COLUMNS)
    parsed = [body(name) for name in table["typed"]]
    return table.assign(
        name=[b.name for b in parsed],
        name_key=[key(b.name) for b in parsed],
        legal_form=[b.legal_form for b in parsed],
        response_id=[f"r-{i}" for i in range(len(table))],
        row_number=range(1, len(table) + 1),
        submitted_at=[f"2024-05-01T10:{i // 60:02}:{i % 60:02}+09:00" for i in range(len(table))],
        is_district_known=table["district"].ne("미상"),
        is_person=table["kind"].eq(B),
    ).astype(dict.fromkeys([*COLUMNS, "name"], "str"))


@pytest.mark.parametrize(("_name", "one", "two", "same"), PAIRS, ids=[p[0] for p in PAIRS])
def test_a_pair_is_judged_as_an_officer_would(_name, one, two, same):
    bodies, merges, _ = resolve(kept(one, two), customs=Customs(REGION))
    assert (bodies["body"].nunique() == 1) is same
    assert len(merges) == (1 if same else 0)


def test_the_latest_response_wins_wherever_its_row_stands():
    table = kept(PAIRS[0][1], PAIRS[0][2])
    table["submitted_at"] = table["submitted_at"].to_numpy()[::-1]
    bodies, merges, _ = resolve(table, customs=Customs(REGION))
    assert bodies["is_latest"].tolist() == [True, False]
    assert merges.loc[0, ["kept_response_id", "replaced_response_id"]].tolist() == ["r-0", "r-1"]


@pytest.mark.parametrize("name", ["one officer, two bodies", "one name, all else different"])
def test_what_is_only_likely_is_shown_and_not_merged(name):
    pair = next(p for p in PAIRS if p[0] == name)
    _, merges, likely = resolve(kept(pair[1], pair[2]), customs=Customs(REGION))
    assert merges.empty
    assert likely[["response_id", "other_response_id"]].to_numpy().tolist() == [["r-0", "r-1"]]


def test_names_within_one_another_of_one_officer_are_asked_about():
    sent = [
        ("북다리 윗섬어촌계", A, "", "a@example.org", "", "변아인", "", "상당구"),
        ("윗섬어촌계", A, "", "b@example.org", "", "변아인", "", "서원구"),
        ("윗섬부녀회", A, "", "c@example.org", "", "변아인", "", "서원구"),
    ]
    _, merges, likely = resolve(kept(*sent), customs=Customs(REGION))
    assert merges.empty
    assert likely.to_numpy().tolist() == [["r-0", "r-1", "same_officer"]]


def test_order_of_rows_changes_nothing():
    rows = [row for pair in PAIRS for row in pair[1:3]]
    table = kept(*rows)
    table["submitted_at"] = [f"2024-05-01T10:{i:02}:00+09:00" for i in range(len(table))]
    one, _, likely = resolve(table, customs=Customs(REGION))
    shuffled = table.sample(frac=1, random_state=3)
    two, _, likely_too = resolve(shuffled, customs=Customs(REGION))
    pd.testing.assert_frame_equal(one, two.reindex(one.index))
    pd.testing.assert_frame_equal(likely, likely_too)


def test_what_several_people_send_for_a_body_speaks_for_as_many_where_the_council_says_so():
    sent = [
        ("물빛도서관", A, C, "", "", "변아인", "", "상당구"),
        ("물빛도서관", A, "", "b@example.org", "", "고다인", "", "상당구"),
        ("물빛 도서관", A, "", "c@example.org", "", "변아인 관장", "", "상당구"),
        ("물빛도서관", A, "", "b@example.org", "", "", "", "상당구"),
    ]
    bodies, merges, likely = resolve(kept(*sent), customs=Customs(REGION))
    assert bodies["body"].nunique() == 1
    bodies, merges, likely = resolve(kept(*sent), customs=Customs(REGION, is_by_person=True))
    assert bodies["body"].tolist() == [0, 1, 0, 1]
    assert merges["replaced_response_id"].tolist() == ["r-0", "r-1"]
    # That they are of one body is known, and no question.
    assert likely.empty
    apart = Apart({"r-0": frozenset(("r-0",)), "r-2": frozenset(("r-2",))}, frozenset((frozenset(("r-0", "r-2")),)))
    bodies, _, _ = resolve(kept(*sent), apart, Customs(REGION, is_by_person=True))
    assert bodies["body"].tolist() == [0, 1, 2, 1]


def test_a_name_that_one_body_bears_is_its_wherever_it_says_that_it_is():
    sent = [
        ("누리솔초", A, C, "", "", "", "", "상당구"),
        ("누리솔초등학교", A, D, "", "", "", "", "서원구"),
        ("물빛도서관", A, "", "a@example.org", "", "", "", "상당구"),
        ("물빛 도서관", A, "", "b@example.org", "", "", "", "서원구"),
        ("물빛도서관(주)", A, "", "c@example.org", "", "", "", "서원구"),
    ]
    for unique, told in (((), [0, 1, 2, 3, 3]), (("누리솔초등학교",), [0, 0, 1, 2, 2]), (None, [0, 0, 1, 1, 1])):
        bodies, _, _ = resolve(kept(*sent), customs=Customs(REGION, unique=unique))
        assert bodies["body"].tolist() == told


def test_two_with_one_word_in_brackets_are_not_both_known_by_it():
    rows = [(name, A, C, "", "", "", "", "상당구") for name in ("푸른극회(새터마을)", "산책반(새터마을)")]
    bodies, _, _ = resolve(kept(*rows, ("새터마을", A, D, "", "", "", "", "상당구")))
    assert bodies["body"].nunique() == 3
