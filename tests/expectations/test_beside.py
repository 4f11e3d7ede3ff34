"""A process beside the run's own: it gives the same, and nothing is lost with it."""

import os
import subprocess
import sys
import time

import pandas as pd
import pytest

from expectations import beside, engine
from expectations.check import Rule, check
from output.formats.files import write_file
from tests.conftest import ROOT
from transforms.errors.audit import RuleBrokenError

TABLE = pd.DataFrame({"id": ["a", "b", "c"], "name": ["모임", None, "모임"], "headcount": [1, 2, 900]})
RULES = [
    Rule("name_missing", "name", "ExpectColumnValuesToNotBeNull"),
    Rule("headcount_large", "headcount", "ExpectColumnValuesToBeBetween", {"min_value": 0, "max_value": 50}),
]
FOUND = [["b", "name_missing"], ["c", "headcount_large"]]
# Says which process stands beside it, and is gone without a word to it.
DIES = """
import os
from expectations import beside
block = beside.beside()
block.__enter__()
print(beside._Begun.process.pid, flush=True)
os._exit(9)
"""


@pytest.fixture(scope="module")
def answering():
    """The process beside this one, which may know Great Expectations itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "great_expectations", raising=False)
        patch.setattr(os, "cpu_count", lambda: 2)
        block = beside.beside()
        block.__enter__()
        process = beside._Begun.process
    yield process
    block.__exit__(None, None, None)
    assert beside._Begun.process is None


def found():
    return check(TABLE, RULES, "id", "told")[["response_id", "code"]].to_numpy().tolist()


def test_it_answers_for_this_process(answering, monkeypatch):
    monkeypatch.setattr(engine, "engine", None)
    assert found() == FOUND


def test_a_rule_that_it_could_not_evaluate_is_never_no_bad_rows(answering, monkeypatch):
    monkeypatch.setattr(engine, "engine", None)
    with pytest.raises(RuleBrokenError):
        check(TABLE, [Rule("headcount_large", "name", "ExpectColumnValuesToBeBetween", {"min_value": 0})], "id", "told")
    assert found() == FOUND


def test_it_does_what_it_is_asked_and_this_process_what_comes_meanwhile(answering):
    assert beside.asked(os.getpid) == beside.shared(os.getpid) == answering.pid
    with beside._ONE_AT_A_TIME:
        assert beside.shared(os.getpid) == os.getpid()


@pytest.mark.long
def test_what_it_fails_at_is_told_by_this_process_which_does_the_rest_itself(answering, tmp_path):
    missing = tmp_path / "none" / "such"
    with pytest.raises(FileNotFoundError, match=str(missing)):
        beside.shared(write_file, missing, b"", private=True)
    assert found() == FOUND
    assert found() == FOUND
    assert beside._Begun.process is None
    assert answering.returncode is not None


def test_it_does_not_outlive_a_run_that_was_killed():
    done = subprocess.run([sys.executable, "-c", DIES], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    left, until = int(done.stdout), time.monotonic() + 60
    while time.monotonic() < until:
        try:
            os.kill(left, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the process beside a run stays when the run is gone")
