"""What was public, state by state: a new one only where what everybody reads changed, and by no clock."""

from dataclasses import replace

import pandas as pd
import pytest

from tests.sound_tables import sound_tables
from transforms.changes.states import facts_history, releases, state_of, told_until

OF_TIME = ("releases", "facts_history", "release_changes")


def tables(**changed):
    return {name: each for name, each in sound_tables("public").items() if name not in OF_TIME} | changed


def state(n=1):
    """A state of which an organisation is called after ``n``."""
    made = sound_tables("public")["organisations"].assign(name=f"단체 {n}")
    return state_of(tables(organisations=made))


def ids(states):
    return [each.release_id[:4] for each in states]


def test_a_state_is_what_everybody_reads_and_of_nothing_else():
    one = state_of(tables())
    assert one.content == state_of(tables()).content != state().content
    assert (one.edition, one.data_as_of, one.responses, one.participants) == (1, "2024-05-10", 4, None)
    covered = tables()["facts"].assign(n=pd.array([pd.NA], "Int64"), note="covered", edition=0, as_of=None)
    told = state_of(tables(facts=covered))
    assert (told.edition, told.data_as_of, told.responses) == (0, None, None)


def test_only_what_is_told_otherwise_makes_a_new_state():
    (first,) = told_until([], [], state(1))
    assert first.release_id == f"0001-{first.content}"
    # A night in which only hidden things changed.
    assert told_until([first], [], state(1)) == (first,)
    second = told_until([first], [], state(2))[-1]
    third = told_until([first], [second], state(3))[-1]
    assert ids([first, second, third]) == ["0001", "0002", "0003"]
    # The same snapshot again, with the decisions that it had first.
    assert told_until([first], [second, third], state(2)) == (first, second)
    assert told_until([first], [second, third], state(1)) == (first,)
    # What was told long ago is told anew.
    assert ids(told_until([first, second], [], state(1))) == ["0001", "0002", "0003"]


def test_ids_sort_by_publication():
    states = []
    for n in range(12):
        states = told_until(states, [], state(n))
    assert releases(states)["release_id"].is_monotonic_increasing
    assert len(states) == 12


def test_when_it_was_published_is_told_from_the_next_state_on():
    states = told_until([], [], state(1))
    at = "2024-05-01T06:00:00+00:00"
    known = tuple(replace(each, published_at=at) for each in states)
    assert releases(known)["published_at"].isna().tolist() == [True]
    assert releases(told_until(known, [], state(2)))["published_at"].fillna("").tolist() == [at, ""]


def test_the_history_has_every_number_of_every_state_with_an_id():
    old = replace(state(0), release_id="")
    states = told_until([old], [], state(1))
    states = told_until(states, [], state(2))
    history = facts_history(states)
    assert history["release_id"].drop_duplicates().tolist() == releases(states)["release_id"].tolist()
    assert ids(states) == ["", "0001", "0002"]
    for _, told in history.groupby("release_id"):
        assert told[["topic", "item", "n", "position"]].to_numpy().tolist() == [["total", "read", 4, 1]]


@pytest.mark.parametrize("name", ["goals", "topics", "organisations"])
def test_a_word_that_is_changed_makes_a_new_state(name):
    column = {"goals": "label", "topics": "title", "organisations": "name"}[name]
    made = tables()[name]
    assert state_of(tables(**{name: made.assign(**{column: "다른 말"})})).content != state_of(tables()).content
