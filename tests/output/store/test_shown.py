"""What a release is compared with is settled once: its snapshot run again, or older ones, change nothing of it."""

import pandas as pd

from output.store.shown import FILE, remember_shown, shown_before
from output.store.snapshot_order import remember_order
from transforms.changes.between_releases import FACT_TYPES, Shown

A, B, C = ({"format": "csv", "sha256": letter * 64} for letter in "abc")


def shows(n):
    facts = pd.DataFrame([["total", "participants", "", n, "", "total"]], columns=list(FACT_TYPES)).astype(FACT_TYPES)
    return Shown({"facts": tuple(FACT_TYPES)}, {"facts": 1}, facts)


def number(data, snapshot):
    told = shown_before(data, snapshot)
    return None if told is None else int(told.facts["n"].iloc[0])


def test_the_last_release_of_a_snapshot_stands_until_a_later_one_is_compared_with_it(tmp_path):
    assert shown_before(tmp_path, None) is shown_before(tmp_path, A) is None
    remember_order(tmp_path, A, None)
    for n in (10, 20):
        # Decisions change what is shown of a snapshot.
        remember_shown(tmp_path, A, shows(n))
    assert number(tmp_path, A) == 20
    remember_order(tmp_path, B, A)
    remember_shown(tmp_path, B, shows(30))
    remember_shown(tmp_path, A, shows(40))
    assert (number(tmp_path, A), number(tmp_path, B), number(tmp_path, C)) == (20, 30, None)
    remember_shown(tmp_path, B, shows(50))
    assert number(tmp_path, B) == 50
    assert len((tmp_path / FILE).read_text("utf-8").splitlines()) == 2


def test_numbers_that_are_not_told_come_back_as_they_were(tmp_path):
    covered = shows(10)
    covered.facts.loc[0, ["n", "note"]] = [pd.NA, "covered"]
    remember_shown(tmp_path, A, covered)
    back = shown_before(tmp_path, A)
    pd.testing.assert_frame_equal(back.facts, covered.facts)
    assert (back.columns, back.n_rows) == (covered.columns, covered.n_rows)


def test_a_line_that_cannot_be_read_is_passed_over(tmp_path):
    remember_shown(tmp_path, A, shows(10))
    path = tmp_path / FILE
    path.write_text(path.read_text("utf-8") + '{"snapshot": {}}\nnot JSON\n', "utf-8")
    assert number(tmp_path, A) == 10


def test_a_release_tells_what_differs_from_the_one_before(undisturbed):
    one, two, _ = undisturbed
    first, second = (pd.read_parquet(each / "current/public/tables/release_changes.parquet") for each in (one, two))
    assert first.empty
    told = second.set_index(["change", "table", "topic", "item"])
    for name in ("organisations", "facts"):
        n_before, n_now = (len(pd.read_parquet(each / f"current/public/tables/{name}.parquet")) for each in (one, two))
        if n_before != n_now:
            assert told.loc[("rows", name, "", ""), ["before", "now"]].tolist() == [n_before, n_now]
    # Numbers over respondents are counted once, and left as they are.
    assert not second["change"].eq("fact").any()
