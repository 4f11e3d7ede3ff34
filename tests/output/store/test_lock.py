"""One run at a time in a data folder, and what its lock tells the others."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from output.store.lock import Holder, only_run
from tests.conftest import ROOT
from transforms.errors.running import LockedError

NOW = datetime(2024, 5, 1, 6, tzinfo=UTC)
DIE = """
import os, sys
from datetime import datetime
from pathlib import Path
from output.store.lock import only_run
with only_run(Path(sys.argv[1]), datetime(2024, 5, 1)):
    os._exit(9)
"""


def test_the_second_is_told_who_runs_and_since_when(tmp_path: Path) -> None:
    with only_run(tmp_path, NOW) as died:
        assert died is None
        with pytest.raises(LockedError) as refused, only_run(tmp_path, NOW):
            pass
    assert refused.value.facts == {"holder": str(os.getpid()), "since": "2024-05-01T06:00:00+00:00", "data": tmp_path}
    assert (tmp_path / ".lock").stat().st_mode & 0o777 == 0o600
    with only_run(tmp_path, NOW) as died:
        assert died is None


def test_a_run_that_died_is_named_once_and_one_that_failed_is_not(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", DIE, str(tmp_path)], cwd=ROOT, check=False)
    assert ran.returncode == 9
    with pytest.raises(ZeroDivisionError), only_run(tmp_path, NOW) as died:
        assert isinstance(died, Holder) and died.since == "2024-05-01T00:00:00"
        raise ZeroDivisionError
    with only_run(tmp_path, NOW) as died:
        assert died is None


@pytest.mark.parametrize("left", [b"", b" ", b" {", b' {"process": 7}', b" [1]", b"\xff\xfe"])
def test_a_lock_that_tells_no_name_is_a_lock(tmp_path: Path, left: bytes) -> None:
    (tmp_path / ".lock").write_bytes(left)
    with only_run(tmp_path, NOW) as died:
        assert died is None
