"""Reading an export in parts gives what reading it at once gives, wherever the borders are."""

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN, SAMPLE
from transforms.reading.normalise import chunks, joined, normalise, read_rows

COUNCIL = read_campaign(CAMPAIGN)
TITLES = {q.title: q.column for q in COUNCIL.questions}
CELLS = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False).rename(columns=TITLES)
# Equal responses on both sides of a border are told apart by their order in the whole.
CELLS = pd.concat([CELLS, CELLS.iloc[:40], CELLS.iloc[[0, 0]]], ignore_index=True).drop(index=[3, 77, 78])
WHOLE = normalise(CELLS, COUNCIL)


def same(one, two):
    for name in ("responses", "activities", "goals", "people", "own"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


# Tried in .ci/run, too.
OTHERS = (37, len(CELLS) - 1, len(CELLS) + 1)


@pytest.mark.parametrize("rows", [100, len(CELLS), *(pytest.param(n, marks=pytest.mark.long) for n in OTHERS)])
def test_any_size_of_part_gives_the_same_tables(rows):
    same(joined([read_rows(part, COUNCIL) for part in chunks(CELLS, rows)], COUNCIL), WHOLE)


@pytest.mark.long
def test_parts_of_one_row_too():
    head = CELLS.iloc[:25]
    same(joined([read_rows(part, COUNCIL) for part in chunks(head, 1)], COUNCIL), normalise(head, COUNCIL))


@pytest.mark.parametrize("n", [1, 2])
def test_ids_of_equal_rows_count_over_the_border(n):
    twins = pd.concat([CELLS.iloc[[0]]] * 4, ignore_index=True)
    ids = joined([read_rows(part, COUNCIL) for part in chunks(twins, n)], COUNCIL).responses["response_id"]
    assert list(ids) == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3", f"{ids[0]}-4"]


def test_a_part_carries_its_own_rows_alone():
    import pickle

    whole = len(pickle.dumps(CELLS, protocol=5))
    assert sum(len(pickle.dumps(part, protocol=5)) for part in chunks(CELLS, 60)) < 1.5 * whole
