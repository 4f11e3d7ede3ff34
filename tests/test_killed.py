"""A run killed at any stage boundary leaves the last release current, and the next run clean."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import EXPORTS, ROOT
from tests.test_same_bytes import files

POINTS = [
    "read:before",
    "keep:before",
    "keep:after",
    "normalise:after",
    "decide:after",
    "check:after",
    "quarantine:after",
    "resolve:after",
    "match:after",
    "place:after",
    "audit:after",
    "open_staging:after",
    "write_tables:after",
    "write_review:after",
    "_listing:after",
    "_point:before",
    "_point:after",
]


def killed(point: str, source: Path, data: Path) -> int:
    return subprocess.run(
        [sys.executable, str(ROOT / "tests/killed_run.py"), point, str(source), str(data)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=300,
    ).returncode


@pytest.fixture(scope="module")
def wreck(sync, tmp_path_factory):
    """After set B was released: for every point, a data folder where a run on set C was killed there."""
    data = {point: tmp_path_factory.mktemp("killed") for point in POINTS}
    before = {point: sync(folder, EXPORTS / "responses-b.csv") for point, folder in data.items()}
    with ThreadPoolExecutor(2) as pool:
        codes = dict(
            zip(POINTS, pool.map(lambda p: killed(p, EXPORTS / "responses-c.csv", data[p]), POINTS), strict=True)
        )
    return {point: (data[point], before[point], codes[point]) for point in POINTS}


@pytest.mark.parametrize("point", POINTS)
def test_the_last_release_stays_and_the_next_run_is_clean(wreck, sync, point):
    data, before, code = wreck[point]
    assert code == -9
    current = (data / "current").resolve()
    assert (current == before) is (point != "_point:after")
    assert "manifest.json" in files(current)
    after = sync(data, EXPORTS / "responses-c.csv")
    releases = {p.name for p in (data / "releases").iterdir()}
    assert releases == {before.name, after.name}
    assert not [p for p in data.iterdir() if p.name.startswith(".current")]
