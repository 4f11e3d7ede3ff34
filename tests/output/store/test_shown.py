"""What a release is compared with is settled once: its snapshot run again, or older ones, change nothing of it."""

import json
from datetime import UTC, datetime

import pandas as pd

from output.store.shown import FILE, remember_state, states_told
from output.store.snapshot_order import identity, remember_order, snapshots_until
from transforms.changes.between_releases import FACT_TYPES, Shown
from transforms.changes.states import State

A, B, C = ({"format": "csv", "sha256": letter * 64} for letter in "abc")
NOW = datetime(2024, 5, 1, 6, tzinfo=UTC)


def state(n, note=""):
    row = ["total", "participants", "", n, None, note, "total"]
    facts = pd.DataFrame([row], columns=list(FACT_TYPES)).astype(FACT_TYPES)
    shown = Shown({"facts": tuple(FACT_TYPES)}, {"facts": 1}, facts)
    return State(f"{n}", 0, None, "5", None, None, 7, shown, f"0001-{n}")


def numbers(data, snapshot, previous):
    return [[each.release_id[5:] for each in states] for states in states_told(data, snapshot, previous)]


def test_the_states_of_a_snapshot_stand_until_a_later_one_is_compared_with_it(tmp_path):
    assert numbers(tmp_path, A, None) == [[], []]
    remember_order(tmp_path, A, None)
    for n in (10, 20, 10):
        # Decisions change what is shown of a snapshot.
        remember_state(tmp_path, A, None, state(n), NOW)
    assert numbers(tmp_path, A, None) == [[], ["10", "20"]]
    remember_order(tmp_path, B, A)
    remember_state(tmp_path, B, A, state(30), NOW)
    remember_state(tmp_path, A, None, state(40), NOW)
    # What was told before B is no state of its own.
    remember_state(tmp_path, B, A, state(20), NOW)
    assert numbers(tmp_path, B, A) == [["10", "20"], ["30"]]
    remember_order(tmp_path, C, B)
    assert numbers(tmp_path, C, B) == [["10", "20", "30"], []]
    assert len((tmp_path / FILE).read_text("utf-8").splitlines()) == 2


def test_a_state_comes_back_as_it_was_with_the_moment_when_it_was_first_told(tmp_path):
    covered = state(10)
    covered.shown.facts.loc[0, ["n", "note"]] = [pd.NA, "covered"]
    remember_state(tmp_path, A, None, covered, NOW)
    remember_state(tmp_path, A, None, covered, datetime(2025, 1, 1, tzinfo=UTC))
    (back,) = states_told(tmp_path, A, None)[1]
    pd.testing.assert_frame_equal(back.shown.facts, covered.shown.facts)
    assert (back.shown.columns, back.shown.n_rows) == (covered.shown.columns, covered.shown.n_rows)
    assert (back.published_at, back.organisations, back.participants) == ("2024-05-01T06:00:00+00:00", 7, None)


def test_a_line_that_cannot_be_read_is_passed_over_and_one_of_before_has_no_id(tmp_path):
    remember_state(tmp_path, A, None, state(10), NOW)
    path = tmp_path / FILE
    of_before = {"snapshot": B, "tables": {"facts": [1, "n"]}, "facts": [["total", "read", "", 4, "", "total"]]}
    path.write_text(path.read_text("utf-8") + f'{{"snapshot": {{}}}}\nnot JSON\n{json.dumps(of_before)}\n', "utf-8")
    assert numbers(tmp_path, A, None)[1] == ["10"]
    (old,) = states_told(tmp_path, B, None)[1]
    assert (old.release_id, old.shown.facts["n"].tolist(), old.shown.n_rows) == ("", [4], {"facts": 1})


def test_a_release_tells_what_differs_from_what_was_told_before(two_nights):
    one, two = two_nights
    first, second = (pd.read_parquet(each / "current/public/tables/release_changes.parquet") for each in (one, two))
    assert first.empty
    told = second.set_index(["change", "table", "topic", "item"])
    for name in ("organisations", "facts"):
        n_before, n_now = (len(pd.read_parquet(each / f"current/public/tables/{name}.parquet")) for each in (one, two))
        if n_before != n_now:
            assert told.loc[("rows", name, "", ""), ["before", "now"]].tolist() == [n_before, n_now]
    # Numbers over respondents are counted once, and left as they are.
    assert not second["change"].eq("fact").any()


def test_a_tab_is_remembered_whatever_marks_its_name_has(tmp_path):
    tab = {**B, "tab": "응답\u2028다시\x85"}
    remember_order(tmp_path, tab, A)
    remember_order(tmp_path, C, tab)
    assert snapshots_until(tmp_path, C) == [identity(each) for each in (A, tab, C)]
