"""가나다 order and the desk's queues."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from transforms.event.korean_order import INITIALS, initial, order_key, queue_ranges


def test_the_order_is_the_dictionary_s_and_not_the_old_encoding_s() -> None:
    # EUC-KR has 갂 and 똠 outside its 2,350 syllables.
    names = ["라온", "똠방", "나루", "까치", "갑을", "갂두기", "가람"]
    assert sorted(names, key=order_key) == names[::-1]


def test_form_quotes_spaces_and_composition_do_not_order() -> None:
    same = ["무심천지킴이", "(사)무심천지킴이", "사단법인 무심천 지킴이", "'무심천 지킴이'", "무심천지킴이"]
    assert {order_key(name) for name in same} == {order_key(same[0])}


def test_korean_before_latin_before_digits() -> None:
    assert sorted(["3·1마을", "YWCA", "ㅎㅎ모임", "가온"], key=order_key) == ["가온", "ㅎㅎ모임", "YWCA", "3·1마을"]
    assert [initial(order_key(name)[1:]) for name in ("쑥골", "YWCA", "3·1마을", "")] == ["ㅅ", "", "", ""]


@given(st.lists(st.integers(0, 60), min_size=14, max_size=14), st.integers(1, 6))
def test_ranges_cover_the_alphabet_once_and_no_cut_is_more_even(counts: list[int], n: int) -> None:
    ranges = queue_ranges(counts, n)
    assert [at for first, last in ranges for at in range(first, last + 1)] == list(range(len(INITIALS)))
    assert len(ranges) == n
    longest = max(sum(counts[first : last + 1]) for first, last in ranges)
    # Every other way to cut has a queue at least as long.
    for cuts in itertools.islice(itertools.combinations(range(1, 14), n - 1), 400):
        assert longest <= max(sum(counts[a:b]) for a, b in itertools.pairwise((0, *cuts, 14)))
