"""The run before the event, killed at any moment or on a full disk: the last event release stays current and whole,
nothing of the sync's is touched, and the next run is clean without help."""

import random
import shutil
import signal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from output.store.damage import look
from tests.conftest import same_files
from tests.nursery import Nursery
from tests.test_killed import C, copies, current, disk_state

# Long by nature: every run in it is a whole one, and many of them are killed or starved.
pytestmark = pytest.mark.long

# Points between which the disk changes, each the last of those that leave it the same; QUIET are the others.
POINTS = ["tables:after", "point:before", "point:after"]
MORE_POINTS = [
    "draw_up:after",
    "open_staging:after",
    "attendance:after",
    "workbooks:after",
    "_listing:after",
    "_remember:after",
    "remove_old:before",
]


QUIET = ["look_over:after", "freeze:after", "read_guests:after", "invite:after", "seat:after", "attend:after"]


class Folders(NamedTuple):
    """Data whose responses are newer than its event release; the same after the next event; what that run told."""

    before: Path
    whole: Path
    told: dict[str, Any]


def made(nursery: Nursery, one: Path, folder: Path, **how: Any) -> Folders:
    before, whole = folder / "before", folder / "whole"
    shutil.copytree(one, before, symlinks=True)
    for source in ("", C):
        assert nursery.run(source, before, **how)["status"] == 0
    nursery.learn(before)
    shutil.copytree(before, whole, symlinks=True)
    told = nursery.run("", whole, **how)
    assert told["status"] == 0 and current(before / "event").name != current(whole / "event").name
    return Folders(before, whole, told)


@pytest.fixture(scope="module")
def folders(nursery: Nursery, undisturbed: Any, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Of an event whose lists are written as workbooks alone: PDF and 한글 documents are files as these are."""
    return made(nursery, undisturbed[0], tmp_path_factory.mktemp("event"))


def assert_whole(data: Path, folders: Folders) -> None:
    """A reader finds one of the two event releases, whole, and the sync's release as it was."""
    assert [each for each in look(data, is_full=True) if each.path.startswith(("releases", "event/"))] == []
    assert current(data).name == current(folders.before).name
    assert current(data / "event").name in {current(each / "event").name for each in folders[:2]}


def assert_clean(data: Path, folders: Folders) -> None:
    """``data`` is as if nothing had happened."""
    here, there = data / "event", folders.whole / "event"
    assert current(here).name == current(there).name
    assert same_files(current(here)) == same_files(current(there))
    assert {p.name for p in (here / "releases").iterdir()} == {p.name for p in (there / "releases").iterdir()}
    assert not [p for p in data.rglob(".*") if p.name != ".lock"]
    assert look(data, is_full=True) == []
    assert (here / "history.jsonl").read_text().count("\n") == (there / "history.jsonl").read_text().count("\n")


def next_runs(nursery: Nursery, data: list[Path], folders: Folders, **how: Any) -> None:
    """The next run in each folder is clean; folders that are the same on the disk share one, and all are gone."""
    first = {disk_state(folder): folder for folder in data}
    for (told,) in nursery.runs([[{"source": "", "data": str(folder), **how}] for folder in first.values()]):
        assert told["status"] == 0, told["error"]
    for folder in first.values():
        assert_clean(folder, folders)
    for folder in data:
        shutil.rmtree(folder)


def killed(
    nursery: Nursery, folders: Folders, where: Path, jobs: list[dict[str, Any]], n_states: int = 0, **how: Any
) -> list[str]:
    """Which event release is current after each job was killed; then the next run is clean.

    The disk was left in ``n_states`` ways, where that is said.
    """
    data = copies(folders.before, [where / str(number) for number in range(len(jobs))])
    runs = [[{"source": "", "data": str(d), **how, **job}] for d, job in zip(data, jobs, strict=True)]
    for job, (told,) in zip(jobs, nursery.runs(runs), strict=True):
        assert told["status"] in (-signal.SIGKILL, *([] if job.get("die") else [0])), (job, told["error"])
    for d in data:
        assert_whole(d, folders)
    assert not n_states or len({disk_state(d) for d in data}) == n_states
    found = [current(d / "event").name for d in data]
    next_runs(nursery, data, folders, **how)
    return found


def at_random(folders: Folders, n: int, seed: int) -> list[dict[str, Any]]:
    """Half at a random moment, half at a random change on the disk."""
    chance, seconds, changes = random.Random(seed), folders.told["seconds"], folders.told["changes"]
    moments = [{"kill_after": chance.uniform(0.01, 1.2 * seconds)} for _ in range(n - n // 2)]
    return moments + [{"die_at": chance.randint(1, changes)} for _ in range(n // 2)]


def full_at(nursery: Nursery, folders: Folders, where: Path, numbers: list[int], **how: Any) -> None:
    data = copies(folders.before, [where / str(number) for number in numbers])
    jobs = [[{"source": "", "data": str(d), "full_at": n, **how}] for n, d in zip(numbers, data, strict=True)]
    for number, d, (told,) in zip(numbers, data, nursery.runs(jobs), strict=True):
        assert told["status"] == 1 and told["error"][0] == "DiskFullError", (number, told)
        assert "저장 공간" in told["error"][1] and str(d) in told["error"][1]
        assert_whole(d, folders)
        # The pointer's own folder is synced last, when the pointer has moved.
        is_old = current(d / "event").name == current(folders.before / "event").name
        assert is_old or number == folders.told["changes"], number
    next_runs(nursery, data, folders, **how)


@pytest.mark.parametrize("points", [POINTS, pytest.param(MORE_POINTS, marks=pytest.mark.slow)], ids=["some", "more"])
def test_killed_at_a_stage(nursery: Nursery, folders: Folders, tmp_path: Path, points: list[str]) -> None:
    found = killed(nursery, folders, tmp_path, [{"die": point} for point in points])
    old, new = (current(each / "event").name for each in folders[:2])
    assert found == [new if point in ("point:after", "remove_old:before") else old for point in points]


@pytest.mark.slow
def test_killed_before_anything_is_written(nursery: Nursery, folders: Folders, tmp_path: Path) -> None:
    found = killed(nursery, folders, tmp_path, [{"die": point} for point in [*MORE_POINTS[:1], *QUIET]], n_states=1)
    assert set(found) == {current(folders.before / "event").name}


def test_killed_at_random(nursery: Nursery, folders: Folders, tmp_path: Path) -> None:
    killed(nursery, folders, tmp_path, at_random(folders, 2, seed=530))


def test_full_at_some_writes(nursery: Nursery, folders: Folders, tmp_path: Path) -> None:
    n = folders.told["changes"]
    full_at(nursery, folders, tmp_path, sorted({n // 2, n - 1, n}))


@pytest.fixture(scope="module")
def with_papers(nursery: Nursery, undisturbed: Any, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Of an event with every document."""
    return made(nursery, undisturbed[0], tmp_path_factory.mktemp("papers"), papers=True)


@pytest.mark.slow
def test_whole_events_killed(nursery: Nursery, with_papers: Folders, tmp_path: Path) -> None:
    for seed in (1, 2):
        killed(nursery, with_papers, tmp_path, at_random(with_papers, 20, seed), papers=True)


@pytest.mark.slow
def test_full_at_every_write(nursery: Nursery, folders: Folders, with_papers: Folders, tmp_path: Path) -> None:
    numbers = list(range(1, folders.told["changes"] + 1))
    for start in range(0, len(numbers), 20):
        full_at(nursery, folders, tmp_path, numbers[start : start + 20])
    full_at(nursery, with_papers, tmp_path, list(range(1, with_papers.told["changes"] + 1, 8)), papers=True)
