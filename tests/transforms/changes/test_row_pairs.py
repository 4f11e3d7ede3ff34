"""Which earlier response is which present one: random edits, deletions and moves come out as they went in."""

import random
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generate import generate
from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN, EXPORTS, SAMPLE
from transforms.changes.row_pairs import compare

campaign = read_campaign(CAMPAIGN)
TITLES = {q.title: q.column for q in campaign.questions}
FREE = ["name", "representative", "contact_name", "phone", "address", "activities", "attendees", "headcount"]


def told(before, now, change):
    pairs = compare(before, now, campaign)
    return pairs[pairs["change"].eq(change)]


@cache
def sample(n, seed=1):
    return generate(n, seed).cells.rename(columns=TITLES)


def edit(row, rng, is_by_form):
    """One to three cells typed anew; an edit in the form changes the stamp as well."""
    changed = row.copy()
    columns = rng.sample(FREE, rng.randint(1, 3))
    for column in columns:
        # Another number: what is added to one would not be another as it is read.
        new = f"010-{rng.randrange(10_000):04}-{rng.randrange(10_000):04}"
        changed[column] = new if column == "phone" else f"{row[column]} 고침{rng.randrange(1000)}"
    if is_by_form:
        changed["submitted_at"] = (
            f"2024/05/09 {rng.randint(1, 11)}:{rng.randrange(60):02}:{rng.randrange(60):02} 오후 GMT+9"
        )
    return changed, {*columns, *(["submitted_at"] if is_by_form else [])}


@pytest.mark.long
@settings(max_examples=settings().max_examples // 12, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    n=st.integers(3, 80),
    n_edited=st.integers(0, 10),
    n_deleted=st.integers(0, 10),
    n_moved=st.integers(0, 3),
    n_new=st.integers(0, 10),
    n_copies=st.integers(0, 3),
)
def test_what_was_done_is_what_is_told(seed, n, n_edited, n_deleted, n_moved, n_new, n_copies):
    rng = random.Random(seed)
    picked = rng.sample(range(len(sample(400))), n)
    # Equal rows: someone sent the form twice in one second.
    picked += rng.choices(picked, k=n_copies)
    before = sample(400).iloc[picked].reset_index(drop=True)
    single = [at for at in range(n) if picked.count(picked[at]) == 1]
    rng.shuffle(single)
    edited, deleted = single[:n_edited], single[n_edited : n_edited + n_deleted]
    moved = single[n_edited + n_deleted : n_edited + n_deleted + n_moved]
    rows, what = {at: before.iloc[at] for at in before.index}, {}
    for at in edited:
        rows[at], what[at] = edit(rows[at], rng, rng.random() < 0.5)
    order = [at for at in before.index if at not in deleted and at not in moved]
    for at in moved:
        order.insert(rng.randint(0, len(order)), at)
    new = [len(before) + k for k in range(n_new)]
    for k, at in enumerate(new):
        rows[at] = sample(200, seed=2).iloc[(seed + k) % len(sample(200, seed=2))]
        # Mostly behind the last, sometimes where staff inserted a row.
        order.insert(len(order) if rng.random() < 0.7 else rng.randint(0, len(order)), at)
    now = pd.DataFrame([rows[at] for at in order], columns=before.columns).reset_index(drop=True)

    pairs = compare(before, now, campaign)
    said = {change: set(table["before"].dropna()) for change, table in pairs.groupby("change")}
    assert said.get("deleted", set()) == set(deleted)
    assert said.get("edited", set()) == set(edited)
    assert [order[at] for at in pairs.loc[pairs["change"].eq("new"), "now"]] == [at for at in order if at in new]
    for at in edited:
        row = pairs[pairs["before"].eq(at)].iloc[0]
        assert order[row["now"]] == at
        assert set(row["columns"].split()) == what[at]
    # The fewest rows whose move explains the order; which of several equal rows moved nobody can say.
    assert len(said.get("moved", set())) <= len(moved) * (1 + n_copies)
    stay = pairs[pairs["change"].eq("same")].sort_values("now")
    assert stay["before"].is_monotonic_increasing
    # Everything exactly once.
    assert sorted(pairs["before"].dropna()) == list(before.index)
    assert sorted(pairs["now"].dropna()) == list(now.index)
    equal = pairs[pairs["change"].isin(["same", "moved"])]
    one = before.loc[equal["before"].astype("int64")].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, now.loc[equal["now"].astype("int64")].reset_index(drop=True))


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32), n_edited=st.integers(0, 5), n_deleted=st.integers(0, 5))
def test_a_sheet_sorted_anew_is_the_same_responses(seed, n_edited, n_deleted):
    rng = random.Random(seed)
    before = sample(400).head(60)
    at = rng.sample(range(60), n_edited + n_deleted)
    now = before.copy()
    for place in at[:n_edited]:
        now.loc[place], _ = edit(now.loc[place], rng, is_by_form=True)
    now = now.drop(index=at[n_edited:]).sample(frac=1, random_state=seed % 1000)
    order = now.index.to_numpy()
    pairs = compare(before, now.reset_index(drop=True), campaign)
    assert set(pairs.loc[pairs["change"].eq("deleted"), "before"]) == set(at[n_edited:])
    edited = pairs[pairs["change"].eq("edited")]
    assert {order[n] for n in edited["now"]} == set(at[:n_edited]) == set(edited["before"])
    assert not pairs["change"].eq("new").any()


def test_one_export_is_the_same_whichever_way_it_came():
    """The form's CSV and the sheet's XLSX write stamps, ticks and numbers each in its own way."""
    from flows import sources
    from transforms.reading.headings import match_headings

    tables = []
    for source in (SAMPLE, EXPORTS / "responses-a.xlsx"):
        raw = sources.open_snapshot(sources.read_source(str(source)), campaign)
        tables.append(match_headings(raw.headings, raw.cells, campaign, "test").arrange(raw.cells, campaign))
    pairs = compare(*tables, campaign)
    assert pairs["change"].unique().tolist() == ["same"]
    assert not pairs["is_verbatim"].all()


def test_one_of_several_equal_rows_is_deleted_where_it_stood():
    rows = [sample(400).iloc[0], sample(400).iloc[1], sample(400).iloc[2], sample(400).iloc[1], sample(400).iloc[3]]
    before = pd.DataFrame(rows).reset_index(drop=True)
    gone = told(before, before.drop(index=1).reset_index(drop=True), "deleted")
    assert gone["before"].tolist() == [1]
    assert told(before, before.drop(index=3).reset_index(drop=True), "deleted")["before"].tolist() == [3]
    assert told(before, before.drop(index=1).reset_index(drop=True), "moved").empty


def test_two_who_answered_in_one_second_are_two():
    before = sample(400).head(4).copy()
    before["submitted_at"] = before["submitted_at"].iloc[0]
    now = before.copy()
    now.loc[2, "headcount"], now.loc[1, "name"] = "99명", "다른 이름 모임"
    edited = told(before, now, "edited")
    assert edited[["before", "now", "columns"]].values.tolist() == [[1, 1, "name"], [2, 2, "headcount"]]


def test_an_answer_deleted_and_sent_again_is_deleted_and_new():
    before = sample(400).head(20)
    again = before.iloc[[3]].assign(submitted_at="2024/05/09 3:00:00 오후 GMT+9", activities="다시 적은 활동")
    now = pd.concat([before.drop(index=3), again], ignore_index=True)
    pairs = compare(before, now, campaign)
    assert pairs.loc[pairs["change"].ne("same"), "change"].tolist() == ["new", "deleted"]


def test_a_stranger_in_the_place_of_a_deleted_row_is_no_edit_of_it():
    before = sample(400).head(20)
    now = pd.concat([before.drop(index=19), sample(200, seed=2).head(1)], ignore_index=True)
    pairs = compare(before, now, campaign)
    assert pairs.loc[pairs["change"].ne("same"), "change"].tolist() == ["new", "deleted"]


@pytest.mark.parametrize("side", ["before", "now", "both"])
def test_an_empty_side_is_no_trouble(side):
    before = sample(400).head(0 if side != "now" else 3)
    now = sample(400).head(0 if side != "before" else 3)
    assert set(compare(before, now, campaign)["change"]) <= {"new", "deleted"}


def test_questions_that_only_one_has_make_no_edit():
    before, now = sample(400).head(10), sample(400).head(10).drop(columns="headcount").assign(suggestions="새 열")
    assert compare(before.drop(columns="suggestions"), now, campaign)["change"].unique().tolist() == ["same"]


@pytest.mark.slow
def test_a_large_sheet_is_compared_in_line_with_its_rows():
    from time import perf_counter

    seconds = {}
    for n in (40_000, 160_000):
        cells = sample(n)
        now = pd.concat([cells.drop(index=range(0, n, 997)), sample(200, seed=2)], ignore_index=True)
        start = perf_counter()
        pairs = compare(cells, now, campaign)
        seconds[n] = perf_counter() - start
        assert pairs["change"].eq("deleted").sum() == len(range(0, n, 997))
    assert seconds[160_000] < 8 * seconds[40_000]
