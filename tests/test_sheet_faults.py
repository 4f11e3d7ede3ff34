"""A full sync under faults, writes included: a whole release or a clear failure, nothing doubled and nothing lost.

``benchmarks/sheet_faults.py`` prints the whole table and any number of random syncs.
"""

import pytest

from tests.sheet_faults import FOR_EVER, FOR_GOOD, LASTING, ONCE, WAITS, random_trial, scene
from tests.sheets_server import Fault

# Long by nature: every run in it is a whole one, and many of them are killed or starved.
pytestmark = pytest.mark.long

# Requests of a sync: reading 검토, the responses, again before the write, the write, reading behind it, the cleaning.
PLACES = (1, 4, 7, 8, 9, 11)


@pytest.fixture(scope="module")
def place():
    with scene() as place:
        yield place


SLOW = [pytest.param(n, marks=pytest.mark.slow) for n in range(1, 1000)]


@pytest.mark.parametrize("seed", [0, *SLOW])
def test_a_randomly_faulted_sync_is_whole_or_said(place, seed):
    assert random_trial(place, seed, repair=seed % 5 == 0).wrong == ""


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*ONCE, *FOR_GOOD])
def test_a_fault_at_every_request(place, kind):
    times = FOR_EVER if kind in FOR_GOOD else 1
    for at in range(place.n_requests):
        fault = Fault(kind, at=at, times=times, seconds=WAITS.get(kind, 0.0))
        outcome = place.try_out([fault])
        assert outcome.wrong == "", at
        assert outcome.word == "whole" or kind in FOR_GOOD, at


@pytest.mark.parametrize(
    ("kind", "at", "word"),
    [
        ("lost-503", 8, "whole"),
        ("403-shared", 8, "published"),
        ("404", 0, "failed"),
        # Every kind at every request is slow; of those that pass, one is enough here.
        *(pytest.param(*each, "whole", marks=pytest.mark.slow) for each in (("429", 11), ("500-html", 9))),
    ],
)
def test_what_comes_of_a_fault(place, kind, at, word):
    times = FOR_EVER if kind in FOR_GOOD else 1
    outcome = place.try_out([Fault(kind, at=at, times=times)])
    assert (outcome.word, outcome.wrong) == (word, "")


@pytest.mark.slow
@pytest.mark.parametrize("kind", LASTING)
def test_a_fault_that_lasts_is_said(place, kind):
    for at in PLACES:
        fault = Fault(kind, at=at, times=FOR_EVER, seconds=WAITS.get(kind, 0.0))
        assert place.try_out([fault]).wrong == "", at
