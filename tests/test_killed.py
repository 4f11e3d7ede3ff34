"""A run killed at any moment leaves a whole release current, and the next run clean and the same as if never killed."""

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from output.store.damage import look
from output.store.release import DATABASES
from tests.conftest import EXPORTS, ROOT, same_files

# Long by nature: every run in it is a whole one, and many of them are killed or starved.
pytestmark = pytest.mark.long

B, C = EXPORTS / "responses-b.csv", EXPORTS / "responses-c.csv"
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]\d\d:\d\d")
# Points between which the disk changes, each the last of those that leave it the same; QUIET are the others. A release
# that is half written, one that is whole and not current, one that is current and of which nothing else is settled.
POINTS = ["tables:after", "point:before", "point:after"]
MORE_POINTS = [
    "arrange:after",
    "audit:after",
    "open_staging:after",
    "review:after",
    "remember_order:after",
    "remember_profile:after",
    "_listing:after",
    "remove_old:before",
]


QUIET = [
    "look_over:after",
    "read:before",
    "keep:after",
    "compare:after",
    "normalise:after",
    "decide:after",
    "check:after",
    "quarantine:after",
    "resolve:after",
    "match:after",
    "place:after",
    "cover:after",
]


def copies(folder: Path, places: list[Path]) -> list[Path]:
    return [Path(shutil.copytree(folder, place, symlinks=True)) for place in places]


def current(data: Path) -> Path:
    return (data / "current").resolve()


def assert_whole(data: Path) -> None:
    """A reader finds a whole release, in which every response has its place."""
    damage = {(each.code, each.path) for each in look(data, is_full=True)}
    assert damage <= {(code, path) for code, path in damage if not path.startswith(("releases", "raw/", "identity"))}
    release = current(data)
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    responses = pd.read_parquet(release / "restricted/tables/responses.parquet")
    assert len(responses) == manifest["rows_read"] == sum(manifest["counts"].values())
    assert responses["row_number"].is_unique
    assert manifest["participants"] == manifest["counts"]["accepted"]


def alike(release: Path) -> dict[str, bytes]:
    """The files of a release that are the same whenever they are made; of a database the manifest tells the content."""
    return {name: content for name, content in same_files(release).items() if not name.endswith(DATABASES)}


def assert_clean(data: Path, undisturbed: Path) -> None:
    """``data`` is as if nothing had happened: same release current, same releases, no litter, nothing damaged."""
    assert current(data).name == current(undisturbed).name
    assert alike(current(data)) == alike(current(undisturbed))
    assert {p.name for p in (data / "releases").iterdir()} == {p.name for p in (undisturbed / "releases").iterdir()}
    assert not [p for p in data.rglob(".*") if p.name != ".lock"]
    assert look(data, is_full=True) == []
    assert (data / "history.jsonl").read_text().count("\n") == (undisturbed / "history.jsonl").read_text().count("\n")


def disk_state(data: Path) -> str:
    """What lies in ``data``, but for process numbers in names and moments in files."""
    state = []
    for path in sorted(data.rglob("*")):
        held: object = path.is_dir()
        if path.is_symlink():
            held = str(path.readlink())
        elif path.is_file() and path.name != ".lock":
            held = hashlib.sha256(MOMENT.sub(b"", path.read_bytes())).hexdigest()
        state.append((re.sub(r"(staging-|\.)\d+\b", r"\1", path.relative_to(data).as_posix()), held))
    return json.dumps(state)


def next_runs(nursery, data: list[Path]) -> list[tuple[Path, dict]]:
    """The next run in each folder and its result; folders that are the same on the disk share one."""
    states = [disk_state(folder) for folder in data]
    first = dict(zip(reversed(states), reversed(data), strict=True))
    ran = nursery.runs([[{"source": str(C), "data": str(folder)}] for folder in first.values()])
    results = dict(zip(first, ran, strict=True))
    return [(first[state], results[state][0]) for state in states]


def killed_at(nursery, undisturbed, folder: Path, points: list[str]) -> set[str]:
    """The states in which the disk was left; nothing is wrong with any."""
    before, whole, _ = undisturbed
    data = copies(before, [folder / point for point in points])
    jobs = [[{"source": str(C), "data": str(d), "die": p}] for p, d in zip(points, data, strict=True)]
    for point, d, (told,) in zip(points, data, nursery.runs(jobs), strict=True):
        assert told["status"] == -signal.SIGKILL, point
        is_published = point in ("point:after", "remove_old:before")
        assert current(d).name == current(whole if is_published else before).name, point
        assert_whole(d)
    states = {disk_state(d) for d in data}
    for d, told in next_runs(nursery, data):
        assert told["status"] == 0, (d.name, told["error"])
        assert_clean(d, whole)
    return states


@pytest.mark.parametrize("points", [POINTS, pytest.param(MORE_POINTS, marks=pytest.mark.slow)], ids=["some", "more"])
def test_killed_at_a_stage_the_last_release_stays_and_the_next_run_is_clean(nursery, undisturbed, tmp_path, points):
    killed_at(nursery, undisturbed, tmp_path, points)


@pytest.mark.slow
def test_killed_where_nothing_was_written_since_it_is_the_same(nursery, undisturbed, tmp_path):
    assert len(killed_at(nursery, undisturbed, tmp_path, [*MORE_POINTS[:2], *QUIET])) == 2


def killed_at_random(nursery, undisturbed, folder: Path, n: int, seed: int) -> dict[str, int]:
    """``n`` runs killed, half at a random moment, half at a random change on the disk; counts of what was found."""
    before, whole, result = undisturbed
    chance, found = random.Random(seed), {"killed": 0, "through": 0, "old": 0, "new": 0}
    for start in range(0, n, 20):
        numbers = range(start, min(start + 20, n))
        data = copies(before, [folder / str(number) for number in numbers])
        jobs = []
        for number, d in zip(numbers, data, strict=True):
            when = (
                {"kill_after": chance.uniform(0.01, 1.2 * result["seconds"])}
                if number % 2
                else {"die_at": chance.randint(1, result["changes"])}
            )
            jobs.append([{"source": str(C), "data": str(d), **when}])
        for (told,) in nursery.runs(jobs):
            assert told["status"] in (0, -signal.SIGKILL), told["error"]
            found["killed" if told["status"] else "through"] += 1
        for d in data:
            assert_whole(d)
            found["old" if current(d).name == current(before).name else "new"] += 1
        for d, told in next_runs(nursery, data):
            assert told["status"] == 0, told["error"]
            assert_clean(d, whole)
        for d in data:
            shutil.rmtree(d)
    return found


def two_killed_at_random(nursery, undisturbed, folder: Path, n: int, seed: int) -> dict[str, int]:
    """``n`` times two runs at once in one folder, both killed at random moments."""
    before, whole, result = undisturbed
    chance, found = random.Random(seed), {"killed": 0, "through": 0, "locked": 0}
    for number in range(n):
        (data,) = copies(before, [folder / str(number)])
        runs = [
            {"source": str(C), "data": str(data), "kill_after": chance.uniform(0.01, 2.0 * result["seconds"])}
            for _ in range(2)
        ]
        for told in nursery.runs([runs])[0]:
            if told["status"] == 1:
                assert told["error"][0] == "LockedError"
                found["locked"] += 1
            else:
                assert told["status"] in (0, -signal.SIGKILL), told["error"]
                found["killed" if told["status"] else "through"] += 1
        assert_whole(data)
        assert nursery.run(C, data)["status"] == 0
        assert_clean(data, whole)
        shutil.rmtree(data)
    return found


def test_killed_at_random_moments(nursery, undisturbed, tmp_path):
    found = killed_at_random(nursery, undisturbed, tmp_path, 2, seed=7)
    assert found["killed"] >= 1


def test_two_at_a_time_killed_at_random_moments(nursery, undisturbed, tmp_path):
    found = two_killed_at_random(nursery, undisturbed, tmp_path, 1, seed=7)
    assert found["locked"] + found["killed"] >= 1


@pytest.mark.slow
def test_three_hundred_runs_killed_at_random_moments(nursery, undisturbed, tmp_path):
    alone = killed_at_random(nursery, undisturbed, tmp_path / "one", 200, seed=20240510)
    pairs = two_killed_at_random(nursery, undisturbed, tmp_path / "two", 100, seed=20240511)
    print(alone, pairs)
    assert alone["killed"] > 150


@pytest.mark.slow
@pytest.mark.parametrize("number", range(10))
def test_the_command_itself_killed_at_a_random_moment(undisturbed, tmp_path, number):
    before, whole, _ = undisturbed
    (data,) = copies(before, [tmp_path / "data"])
    call = [
        sys.executable,
        "-m",
        "flows.commands.cli",
        "sync",
        "--accept-fall",
        "--source",
        str(C),
        "--data",
        str(data),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    environment["PYTHONPATH"] = str(ROOT)
    process = subprocess.Popen(call, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.Random(number).uniform(4, 16))
    process.kill()
    process.wait()
    assert_whole(data)
    after = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert after.returncode == 0, after.stderr
    assert_clean(data, whole)
