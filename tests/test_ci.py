"""What .ci/run does from nothing, on machines that differ in what they have and may."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PACKAGES = (ROOT / ".ci/packages").read_text("utf-8").split()


@pytest.fixture
def machine(tmp_path):
    """Runs a step where only the given programs stand; returns its exit, what it said, and what apt was asked."""
    if shutil.which("bash") is None:
        pytest.skip("needs bash")

    def run(step="packages", **programs):
        for name in ("bash", "dirname", "tr", "grep", "mktemp", "cat", "rm"):
            (tmp_path / name).symlink_to(shutil.which(name))
        for name, body in programs.items():
            path = tmp_path / name.replace("_", "-")
            path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
            path.chmod(0o755)
        environment = {"PATH": str(tmp_path), "ASKED": str(tmp_path / "asked"), "PYTHON": sys.executable}
        told = subprocess.run(
            [ROOT / ".ci/run", step], env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        asked = tmp_path / "asked"
        return told.returncode, told.stdout + told.stderr, asked.read_text("utf-8") if asked.exists() else ""

    return run


APT = 'echo "$*" >> "$ASKED"'
# As Debian's: of a package that was never installed it says only that, and fails; one that was removed is known.
NEVER = "echo 'no packages found matching it' >&2; exit 1"
REMOVED = "echo config-files"
THERE = "echo installed"


@pytest.mark.parametrize("known", [NEVER, REMOVED])
def test_what_was_never_installed_is_installed_by_root(machine, known):
    status, told, asked = machine(dpkg_query=known, apt_get=APT, id="echo 0")
    assert (status, asked.splitlines()[0]) == (0, "update -qq")
    assert asked.splitlines()[1].split()[-len(PACKAGES) :] == PACKAGES
    assert "== packages: done" in told


def test_nothing_is_asked_where_all_is_there(machine):
    assert machine(dpkg_query=THERE, apt_get=APT, id="echo 0")[2] == ""


def test_without_rights_it_says_what_to_ask_an_administrator_for_and_goes_on(machine):
    status, told, asked = machine(dpkg_query=NEVER, apt_get=APT, id="echo 1000")
    assert (status, asked) == (0, "")
    assert "apt-get install --no-install-recommends " + " ".join(PACKAGES) in told


def test_another_system_is_told_what_will_be_skipped(machine):
    status, told, _ = machine(id="echo 0")
    assert status == 0
    assert "will be skipped: " + " ".join(PACKAGES) in told


def test_a_failed_installation_ends_the_run_with_its_reason_and_its_step(machine):
    status, told, _ = machine(dpkg_query=NEVER, apt_get="echo 'E: no such mirror' >&2; exit 100", id="echo 0")
    assert status == 1
    assert "E: no such mirror" in told
    assert "== packages: FAILED" in told


@pytest.mark.parametrize(
    ("apt", "setup", "fails"),
    [("", "echo locked", False), ("", "echo no network; exit 1", True), ("exit 100", "echo locked", True)],
)
def test_of_two_steps_side_by_side_both_are_told_and_either_fails_the_run(machine, apt, setup, fails):
    status, told, asked = machine(
        "ground", dpkg_query=NEVER, apt_get=f"{APT}; echo 'apt was here'; {apt}", id="echo 0", sh=setup
    )
    assert (status, "== ground: FAILED" in told) == (int(fails), fails)
    assert "apt was here" in told and setup.split(";")[0].removeprefix("echo ") in told and asked


def test_an_unknown_step_is_wrong_use():
    told = subprocess.run(
        [ROOT / ".ci/run", "testing"], env=os.environ, capture_output=True, text=True, check=False, timeout=60
    )
    assert (told.returncode, "packages environment" in told.stderr) == (2, True)
