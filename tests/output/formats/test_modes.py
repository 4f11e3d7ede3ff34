"""Modes are what the content asks for, whatever the umask of whoever runs us."""

import os

import pytest

from output.formats.files import make_folder, replace_file, write_file
from tests.conftest import CAMPAIGN, EXPORTS


@pytest.fixture(params=[0o000, 0o027, 0o077])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.parametrize(("private", "folder", "file"), [(True, 0o700, 0o600), (False, 0o755, 0o644)])
def test_modes_under_any_umask(tmp_path, umask, private, folder, file):
    place = make_folder(tmp_path / "a/b", private=private)
    write_file(place / "c", b"", private=private)
    replace_file(place / "d", b"", private=private)
    modes = [path.stat().st_mode & 0o777 for path in (place.parent, place, place / "c", place / "d")]
    assert modes == [folder, folder, file, file]


# What anyone on the machine may see beside the public folders: that there are releases, and when they were made.
SEEN = {".", "releases", "history.jsonl"}


@pytest.mark.long
# That every product of a folder is its owner's alone, tests/test_same_bytes.py looks at too.
@pytest.mark.parametrize(
    ("umask", "products"),
    [
        *((umask, ("tables", "databases")) for umask in (0o000, 0o077)),
        pytest.param(0o000, (), marks=pytest.mark.slow),
    ],
    indirect=["umask"],
)
def test_a_folders_modes_after_a_sync_and_an_event_under_any_umask(tmp_path, umask, products, sync):
    from flows.event import event

    data = tmp_path / "data"
    sync(data, EXPORTS / "responses-b.csv", products=products)
    event.fn(CAMPAIGN, "", str(data), products=products and ("tables",))
    modes: dict[tuple[bool, bool], set[int]] = {}
    for path in (data, *data.rglob("*")):
        name = path.relative_to(data).as_posix()
        is_open = name in SEEN or "public" in path.parts or (path.parent == data / "releases")
        if not path.is_symlink():
            modes.setdefault((is_open, path.is_dir()), set()).add(path.stat().st_mode & 0o777)
    assert modes == {(True, True): {0o755}, (True, False): {0o644}, (False, True): {0o700}, (False, False): {0o600}}
    manifest = (data / "current").resolve() / "manifest.json"
    assert manifest.stat().st_mode & 0o777 == 0o600
