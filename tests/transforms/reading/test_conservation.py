"""Nothing is lost and order means nothing: on generated responses and on fuzzed ones.

The long forms run with ``-m slow``.
"""

import random
import sys
import unicodedata

import numpy as np
import pandas as pd
import pytest

from benchmarks.generate import generate
from expectations.check import check
from expectations.responses import response_rules
from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.bodies.settle import Settled, identity_key, settle
from transforms.reading.normalise import normalise
from transforms.reading.quarantine import DISPOSITIONS, set_aside

NOBODY = pd.DataFrame({name: pd.Series(dtype="str") for name in ("participant_id", "mark", "kind_of_mark")})
campaign = read_campaign(CAMPAIGN)
TITLES = {q.title: q.column for q in campaign.questions}


def settled(cells: pd.DataFrame) -> Settled:
    answers = normalise(cells.rename(columns=TITLES), campaign)
    findings = check(answers.responses, response_rules(campaign), "response_id", "responses")
    judged = set_aside(answers.responses, findings)
    return settle(judged, NOBODY, identity_key(judged))


def assert_conserved(result: Settled, n: int) -> None:
    responses = result.judged
    assert responses["row_number"].tolist() == list(range(1, n + 1))
    assert responses["response_id"].is_unique
    assert set(responses["disposition"]) <= set(DISPOSITIONS)
    accepted = responses["disposition"].eq("accepted")
    assert len(result.latest) == accepted.sum() == responses["participant_id"].nunique()
    spoken = responses["disposition"].isin(["accepted", "superseded"])
    assert responses["participant_id"].notna().equals(spoken)
    assert responses.loc[~accepted, "reason"].ne("").all()


def assert_generated(n: int) -> None:
    cells, body = generate(n, seed=11)
    result = settled(cells)
    assert_conserved(result, n)
    order = np.random.default_rng(5).permutation(n)
    shuffled = settled(cells.iloc[order].reset_index(drop=True))
    one = result.judged.set_index("response_id")[["disposition", "reason_code", "participant_id"]].sort_index()
    two = shuffled.judged.set_index("response_id")[["disposition", "reason_code", "participant_id"]].sort_index()
    pd.testing.assert_frame_equal(one, two)
    # And the bodies found are the bodies made.
    spoken = result.judged["participant_id"].notna().to_numpy()
    found = pd.factorize(result.judged.loc[spoken, "participant_id"])[0]
    made = body[spoken]
    pairs = pd.DataFrame({"found": found, "made": made})
    # Among a hundred thousand the generator gives a few bodies one name, place and officer by chance.
    merged = pairs.drop_duplicates().groupby("found").size().gt(1).mean()
    assert merged < 0.001
    split = pairs.drop_duplicates().groupby("made").size().gt(1).mean()
    assert split < 0.01


def test_generated_responses_are_conserved_in_any_order():
    assert_generated(600)


@pytest.mark.slow
def test_a_hundred_thousand_generated_responses_are_conserved_in_any_order():
    assert_generated(100_000)


_POOL = (
    [chr(c) for c in range(32, 127)]
    + list(
        "가각힣ㄱㅏ１２＠＝，．·ㆍ①⑳㈜㈔ﬁﷺ\u200b\u202e\u00a0\ufeff\u3164\U0001f469\u200d\U0001f33e\n\t\r\x00\x1f\ud800\ue000"
    )
    + [
        "대표 ",
        "님 ",
        "외 2명",
        "010-",
        "@",
        "주식회사 ",
        "1.",
        "①",
        ";",
        ", ",
        "=HYPERLINK(",
        "오전 ",
        "2024/04/25 ",
        "구 ",
        "동 ",
    ]
)


def fuzzed(n: int, longest: int, seed: int) -> pd.DataFrame:
    rng = random.Random(seed)
    columns = list(TITLES)
    good = generate(min(n, 500), seed).cells

    def cell(row: int, column: str) -> str:
        draw = rng.random()
        if draw < 0.5:
            return str(good[column].iloc[row % len(good)])
        if draw < 0.55:
            return rng.choice(_POOL) * rng.randint(1, longest)
        if draw < 0.6:
            return "".join(chr(rng.randrange(sys.maxunicode + 1)) for _ in range(rng.randint(0, 30)))
        text = "".join(rng.choices(_POOL, k=rng.randint(0, 40)))
        return unicodedata.normalize("NFD", text) if draw > 0.95 else text

    table = pd.DataFrame({c: pd.Series([cell(r, c) for r in range(n)], dtype=object) for c in columns})
    # What a file can hold: a lone surrogate cannot be written as UTF-8.
    return table.map(lambda v: v.encode("utf-8", "replace").decode()).astype("str")


@pytest.mark.long
def test_fuzzed_responses_are_conserved():
    assert_conserved(settled(fuzzed(300, 2000, 1)), 300)


@pytest.mark.slow
def test_two_hundred_thousand_fuzzed_responses_are_conserved():
    for seed in range(20):
        assert_conserved(settled(fuzzed(10_000, 50_000 if seed == 0 else 500, seed)), 10_000)
