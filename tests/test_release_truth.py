"""Releases against what a careful officer would make of the same responses."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import EXPORTS, ROOT, SAMPLE

# The least that every measure must reach.
LEAST = {"a": 0.995, "b": 0.97, "c": 0.97}


def score(release: Path, truth: Path, least: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            str(ROOT / "tests/score_release.py"),
            str(release),
            str(truth),
            "--min",
            str(least),
            "--show",
            "20",
        ],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "source",
    [SAMPLE, EXPORTS / "responses-a.xlsx", EXPORTS / "responses-b.csv", EXPORTS / "responses-c.csv"],
    ids=lambda path: path.name,
)
def test_a_release_says_what_an_officer_would(sync, tmp_path, source):
    set_ = source.stem[-1] if source.stem != "responses" else "a"
    result = score(sync(tmp_path, source), EXPORTS / f"truth-{set_}.json", LEAST[set_])
    assert result.returncode == 0, result.stdout


def test_csv_and_xlsx_of_the_same_responses_agree_in_every_table(sync, release_a, tmp_path):
    other = sync(tmp_path, EXPORTS / "responses-a.xlsx")
    tables = sorted((release_a / "restricted/tables").glob("*.parquet")) + sorted(
        (release_a / "public/tables").glob("*.parquet")
    )
    assert len(tables) >= 12
    for path in tables:
        pd.testing.assert_frame_equal(
            pd.read_parquet(path), pd.read_parquet(other / path.relative_to(release_a)), obj=path.name
        )


def test_counts_reconcile(release_a):
    manifest = json.loads((release_a / "manifest.json").read_text("utf-8"))
    truth = json.loads((EXPORTS / "truth-a.json").read_text("utf-8"))["counts"]
    assert sum(manifest["counts"].values()) == manifest["rows_read"] == truth["rows"]
    assert manifest["counts"] == {name: truth[name] for name in manifest["counts"]}
    assert manifest["participants"] == manifest["counts"]["accepted"]


def test_shuffled_rows_give_the_same_bodies_and_identities(sync, release_a, tmp_path):
    cells = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    shuffled = cells.sample(frac=1, random_state=7)
    shuffled.to_csv(tmp_path / "shuffled.csv", index=False)
    other = sync(tmp_path / "data", tmp_path / "shuffled.csv")
    columns = ["submitted_at", "disposition", "reason_code", "response_id", "participant_id"]
    one, two = (
        pd.read_parquet(r / "restricted/tables/responses.parquet")[columns].sort_values(columns, ignore_index=True)
        for r in (release_a, other)
    )
    pd.testing.assert_frame_equal(one, two)
