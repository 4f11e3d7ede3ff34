"""Modes are what the content asks for, whatever the umask of whoever runs us."""

import os

import pytest

from output.formats.files import make_folder, replace_file, write_file


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
