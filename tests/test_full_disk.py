"""A disk that is full at any write: said in Korean, the last release current, the next run clean."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_killed import C, assert_clean, assert_whole, copies, current, next_runs

# Long by nature: every run in it is a whole one, and many of them are killed or starved.
pytestmark = pytest.mark.long

_AFTER_POINTER = 5


def full_at(nursery, undisturbed, folder: Path, numbers: list[int]) -> None:
    before, whole, result = undisturbed
    data = copies(before, [folder / str(number) for number in numbers])
    jobs = [[{"source": str(C), "data": str(d), "full_at": n}] for n, d in zip(numbers, data, strict=True)]
    for number, d, (told,) in zip(numbers, data, nursery.runs(jobs), strict=True):
        assert told["status"] == 1, (number, told)
        kind, sentence = told["error"]
        assert kind == "DiskFullError", (number, told)
        assert "저장 공간" in sentence
        assert str(d) in sentence
        assert_whole(d)
        # Behind the pointer come its own sync and when the sync began.
        assert current(d).name == current(before).name or number >= result["changes"] - _AFTER_POINTER
    for d, told in next_runs(nursery, data):
        assert told["status"] == 0, told["error"]
        assert_clean(d, whole)
    for d in data:
        shutil.rmtree(d)


def test_full_at_some_writes(nursery, undisturbed, tmp_path):
    n = undisturbed[2]["changes"]
    full_at(nursery, undisturbed, tmp_path, [n // 2, n - 7, n])


@pytest.mark.slow
def test_full_at_every_write(nursery, undisturbed, tmp_path):
    full_at(nursery, undisturbed, tmp_path, list(range(1, undisturbed[2]["changes"] + 1)))


@pytest.fixture
def small_disk(tmp_path):
    """Mounts a file system of so many kilobytes; skipped where that is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(kilobytes: int) -> Path:
        options = f"size={kilobytes}k"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "sdgnet-test", str(place)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("no right to mount a file system here")
        return place

    yield mount
    if os.path.ismount(place):
        subprocess.run(["umount", str(place)], check=True)


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


@pytest.mark.parametrize("shares", [(0.3,), pytest.param((0.0, 0.3, 0.7), marks=pytest.mark.slow)], ids=str)
def test_a_file_system_that_is_really_full(nursery, undisturbed, small_disk, shares):
    before, whole, _ = undisturbed
    taken, needed = size(before), size(current(whole))
    # A release is written beside the one before; a database is built in a file of its own first.
    disk = small_disk((taken + 2 * needed) // 1024 + 4096)
    (data,) = copies(before, [disk / "data"])
    # What is left runs out a little later each time, from the snapshot to the last products. A database file has
    # holes, so a release takes less than its size.
    for share in shares:
        # The next run takes back what a failed one left: it would be free space beside what is counted here.
        for left in data.glob("releases/.staging-*"):
            shutil.rmtree(left)
        free = 4 + int(share * needed / 1024)
        filler = disk / "filler"
        state = os.statvfs(disk)
        filler.write_bytes(bytes(max(state.f_bavail * state.f_frsize - free * 1024, 0)))
        told = nursery.run(C, data)
        assert told["error"] is not None, free
        assert told["error"][0] == "DiskFullError", told
        assert_whole(data)
        assert current(data).name == current(before).name
        filler.unlink()
    told = nursery.run(C, data)
    assert told["status"] == 0, told["error"]
    assert_clean(data, whole)
