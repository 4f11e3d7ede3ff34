"""What programs put around a cell's text is no part of it."""

import pandas as pd
import pytest

from transforms.reading.protected import unprotected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (['="010-0000-1101"', "한빛"], ["010-0000-1101", "한빛"]),
        (['="김 ""봄"" 회"', "=1+1"], ['김 "봄" 회', "=1+1"]),
        (["첫째_x000D_\n둘째", "첫째_x000D__x000A_둘째"], ["첫째\n둘째", "첫째\n둘째"]),
        (["첫째_x000a_둘째_x0009_셋째", "x000D"], ["첫째\n둘째 셋째", "x000D"]),
        (["\t'김하늘", " '이바다"], ["김하늘", "이바다"]),
        (["'김하늘'", "'이바다'"], ["김하늘", "이바다"]),
        (["'나무'를 심는다", "김하늘", "이바다"], ["'나무'를 심는다", "김하늘", "이바다"]),
        (["'010", "김하늘", "이바다"], ["010", "김하늘", "이바다"]),
        (["`010", "김하늘", "이바다", "`나무`를"], ["010", "김하늘", "이바다", "`나무`를"]),
        (["'24 신입 김하늘", "'24년 회원", "이바다", "김바람"], ["'24 신입 김하늘", "'24년 회원", "이바다", "김바람"]),
        (["김하늘_x200B_", "이_xFEFF_바다_x00A0_", "a_x005F_b", "_x2013_"], ["김하늘", "이바다 ", "a_b", "_x2013_"]),
    ],
)
def test_what_a_program_put_around_the_text_goes(typed, meant):
    assert unprotected(pd.DataFrame({0: typed}, dtype="str"))[0].tolist() == meant
