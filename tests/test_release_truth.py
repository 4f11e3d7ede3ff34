"""Releases against what a careful officer would make of the same responses."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests import score_release
from tests.conftest import EXPORTS, SAMPLE

# The least that every measure must reach.
LEAST = {"a": 0.995, "b": 0.97, "c": 0.97}


@pytest.fixture(scope="module")
def from_xlsx(sync, tmp_path_factory) -> Path:
    return sync(tmp_path_factory.mktemp("xlsx") / "data", EXPORTS / "responses-a.xlsx", products=("tables",))


@pytest.fixture
def releases(release_a, from_xlsx, two_nights) -> dict[str, Path]:
    """Of set A from both kinds of file, of set B, and of set C in the folder of set B."""
    b, c = (data / "current" for data in two_nights)
    return {"csv": release_a, "xlsx": from_xlsx, "b": b, "c": c}


@pytest.mark.parametrize(("of", "truth"), [("csv", "a"), ("xlsx", "a"), ("b", "b"), ("c", "c")])
def test_a_release_says_what_an_officer_would(releases, capsys, of, truth):
    given = [str(releases[of]), str(EXPORTS / f"truth-{truth}.json"), "--min", str(LEAST[truth]), "--show", "20"]
    assert score_release.main(given) == 0, capsys.readouterr().out


def test_csv_and_xlsx_of_the_same_responses_agree_in_every_table(release_a, from_xlsx):
    tables = sorted((release_a / "restricted/tables").glob("*.parquet")) + sorted(
        (release_a / "public/tables").glob("*.parquet")
    )
    assert len(tables) >= 12
    for path in tables:
        pd.testing.assert_frame_equal(
            pd.read_parquet(path), pd.read_parquet(from_xlsx / path.relative_to(release_a)), obj=path.name
        )


def test_counts_reconcile(release_a):
    manifest = json.loads((release_a / "manifest.json").read_text("utf-8"))
    truth = json.loads((EXPORTS / "truth-a.json").read_text("utf-8"))["counts"]
    assert sum(manifest["counts"].values()) == manifest["rows_read"] == truth["rows"]
    assert manifest["counts"] == {name: truth.get(name, 0) for name in manifest["counts"]}
    assert manifest["participants"] == manifest["counts"]["accepted"]


@pytest.mark.long
def test_shuffled_rows_give_the_same_bodies_and_identities(sync, release_a, tmp_path):
    cells = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    shuffled = cells.sample(frac=1, random_state=7)
    shuffled.to_csv(tmp_path / "shuffled.csv", index=False)
    other = sync(tmp_path / "data", tmp_path / "shuffled.csv", products=("tables",))
    columns = ["submitted_at", "disposition", "reason_code", "response_id", "participant_id"]
    one, two = (
        pd.read_parquet(r / "restricted/tables/responses.parquet")[columns].sort_values(columns, ignore_index=True)
        for r in (release_a, other)
    )
    pd.testing.assert_frame_equal(one, two)
