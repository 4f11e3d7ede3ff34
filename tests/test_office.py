"""A whole run on machines as offices have them: proxies, consoles of another code page, homes and disks of no use."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, head

PROXY = "http://127.0.0.1:9"
MACHINES = {
    "nothing at all": {},
    "http_proxy": {"http_proxy": PROXY, "HTTP_PROXY": PROXY},
    "https_proxy": {"https_proxy": PROXY},
    "ALL_PROXY": {"ALL_PROXY": PROXY},
    "socks5": {"all_proxy": "socks5://127.0.0.1:9"},
    "GNOME": {"ALL_PROXY": "socks://127.0.0.1:9/", "no_proxy": "localhost,127.0.0.0/8,::1"},
    "cp949": {"PYTHONIOENCODING": "cp949"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "utf-8": {"PYTHONIOENCODING": "utf-8"},
    "no home": {"HOME": "/nonexistent"},
    "no home that can be": {"HOME": "/dev/null"},
}
# All at once: what each of them alone does wrong shows here too.
WORST = {**MACHINES["http_proxy"], **MACHINES["GNOME"], **MACHINES["ascii"], **MACHINES["no home that can be"]}


def runs(tmp_path, machine):
    source = head(tmp_path / "a.csv", 6)
    return subprocess.run(
        [sys.executable, "-m", "flows.commands.cli", "sync", "--source", source, "--data", tmp_path / "data"],
        capture_output=True,
        cwd=ROOT,
        env=machine,
        timeout=300,
        check=False,
    )


def assert_ran(tmp_path, machine):
    result = runs(tmp_path, machine)
    encoding = machine.get("PYTHONIOENCODING", "utf-8")
    told = result.stderr.decode(encoding)
    assert result.returncode == 0, told
    assert (tmp_path / "data/current").is_dir()
    assert "restricted/review.xlsx" in result.stdout.decode(encoding)
    # A line begins with the time, or with the office's own words: nothing of the orchestrator's.
    assert not [line for line in told.splitlines() if "ERROR" in line or "Traceback" in line or "prefect" in line]


@pytest.mark.long
def test_a_run_where_everything_is_against_it(tmp_path):
    assert_ran(tmp_path, WORST)


@pytest.mark.slow
@pytest.mark.parametrize("name", MACHINES)
def test_a_run_on_each_machine(tmp_path, name):
    assert_ran(tmp_path, MACHINES[name])


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_summary_that_cannot_be_written_takes_back_no_release(tmp_path):
    command = (
        f'"{sys.executable}" -m flows.commands.cli sync --source "{head(tmp_path / "a.csv", 6)}" --data "{tmp_path}/d"'
    )
    for redirected, status in ((">/dev/full", 1), ("2>&1 | true; exit ${PIPESTATUS[0]}", 0), (">&- 2>&-", 0)):
        done = subprocess.run(
            ["bash", "-c", f"{command} {redirected}"], capture_output=True, cwd=ROOT, timeout=300, check=False
        )
        assert done.returncode == status, done.stderr.decode()
        assert "마지막 배포본은 그대로" not in done.stderr.decode()
        assert (tmp_path / "d/current").is_dir()
