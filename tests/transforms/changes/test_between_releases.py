"""What a release shows otherwise than the one before: enough for those who build on it."""

import pandas as pd
import pytest

from transforms.changes.between_releases import FACT_TYPES, Shown, release_changes, shown


def facts(**topics):
    """Each topic's parts with their numbers (or number and note); ``total`` are totals, others parts of a whole."""
    made = [
        (topic, item, "", n, None, note, "total" if topic == "total" else "one")
        for topic, parts in topics.items()
        for item, told in parts.items()
        for n, note in [told if isinstance(told, tuple) else (told, "")]
    ]
    return pd.DataFrame(made, columns=list(FACT_TYPES)).astype(FACT_TYPES)


def told(before, now):
    made = release_changes(Shown({}, {}, facts(**before)), Shown({}, {}, facts(**now)))
    kept = made[["topic", "item", "before", "now", "note"]].astype("object")
    return [tuple(row) for row in kept.where(kept.notna(), None).to_numpy().tolist()]


def test_nothing_before_and_nothing_changed_tell_nothing():
    one = Shown({"facts": ("n",)}, {"facts": 1}, facts(kind={"단체": 9}))
    assert release_changes(None, one).empty
    assert release_changes(one, one).empty


@pytest.mark.parametrize(
    ("before", "now", "rows"),
    [
        (
            {"kind": {"단체": 10, "개인": 6}},
            {"kind": {"단체": 14, "개인": 6}},
            [("kind", "단체", 10, 14, "")],
        ),
        # What is covered on either side is told no closer.
        ({"kind": {"단체": (5, "at_least")}}, {"kind": {"단체": 14}}, [("kind", "단체", 5, 14, "")]),
        ({"kind": {"단체": 14}}, {"kind": {"단체": (None, "covered")}}, [("kind", "단체", 14, None, "covered")]),
        # A part that is new or gone.
        (
            {"kind": {"단체": 5, "기업": 4}},
            {"kind": {"단체": 5, "기관": 6}},
            [("kind", "기관", None, 6, ""), ("kind", "기업", 4, None, "")],
        ),
    ],
)
def test_a_fact_is_told_where_it_moved(before, now, rows):
    assert told(before, now) == rows


def test_rows_tables_and_columns():
    before = Shown({"a": ("x", "y"), "b": ("x",)}, {"a": 3, "b": 1}, facts())
    now = Shown({"a": ("x", "z"), "c": ("x",)}, {"a": 5, "c": 2}, facts())
    made = release_changes(before, now)[["change", "table", "column", "before", "now"]].astype("object")
    assert made.where(made.notna(), None).to_numpy().tolist() == [
        ["column_added", "a", "z", None, None],
        ["column_removed", "a", "y", None, None],
        ["rows", "a", "", 3, 5],
        ["table_added", "c", "", None, None],
        ["rows", "c", "", None, 2],
        ["table_removed", "b", "", None, None],
        ["rows", "b", "", 1, None],
    ]


def test_shown_is_what_the_tables_are():
    table = facts(kind={"단체": 9}).assign(base=9, share=1.0)
    made = shown({"facts": table, "organisations": pd.DataFrame({"name": ["가", "나"]})})
    assert made.n_rows == {"facts": 1, "organisations": 2}
    assert made.columns["organisations"] == ("name",)
    assert made.facts["n"].tolist() == [9]
