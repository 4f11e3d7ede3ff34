"""The terminal: any text on any console, a reader that has gone, and nobody's words but ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SAY = """
from flows.telling.log import LOG, log_to_terminal
log_to_terminal()
LOG.info("응답 −5건 → 끝")
print("응답 −5건 뷁 \\U0001f600")
"""
NOISE = """
import logging, sys, threading, warnings
import flows
import prefect
from flows.telling.log import log_to_terminal
log_to_terminal()
from prefect.logging.configuration import setup_logging
setup_logging()
NAMES = ["prefect", "prefect.events", "prefect._internal.concurrency", "prefect.server", "uvicorn", "asyncio",
         "great_expectations", "httpx", "prefect.flow_runs.worker"]
for name in NAMES:
    logging.getLogger(name).error("NOISE %s", name)
warnings.warn("NOISE")
threading.Thread(target=lambda: 1 / 0).start()
"""


def python(code, redirected="", **environment):
    """The program as one line of a shell, so that its streams can be closed or led elsewhere."""
    # As users' machines have it: no variable of the test's own about noise.
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_LOGGING")}
    return subprocess.run(
        ["bash", "-c", f'"$0" -c "$1" {redirected}', sys.executable, code],
        capture_output=True,
        cwd=ROOT,
        env={**mine, **environment},
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "−5건 뷁 😀"), ("cp949", "-5건 뷁 ?"), ("ascii", "-5? ? ?"), ("latin-1", "-5? ? ?")],
)
def test_what_a_console_cannot_show_is_shown_by_what_comes_nearest(encoding, shown):
    result = python(SAY, PYTHONIOENCODING=encoding)
    assert result.returncode == 0, result.stderr
    assert shown in result.stdout.decode(encoding)
    assert "끝" in result.stderr.decode(encoding) or encoding in ("ascii", "latin-1")


@pytest.mark.parametrize("redirected", ["2>&-", ">&-", "<&- >&- 2>&-", "2>/dev/full", "2>&1 | true"])
def test_a_stream_that_is_closed_stops_nothing(redirected):
    done = SAY.replace('"응답 −5건 뷁', 'str(LOG) * 9, file=__import__("sys").stderr); print("응답')
    assert python(done, redirected).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_output_that_cannot_be_written_is_told_as_that():
    code = "from flows.commands.cli import main; import sys; sys.exit(main(['completion', 'fish']))"
    told = python(code, ">/dev/full")
    assert told.returncode == 1
    assert "출력을 다 쓰지 못했습니다" in told.stderr.decode()
    assert "배포본은 그대로" not in told.stderr.decode()


@pytest.mark.long
def test_nothing_of_others_reaches_the_terminal_but_for_debug():
    assert python(NOISE).stderr == b""
    told = python(NOISE, SDGNET_DEBUG="1", PREFECT_LOGGING_LEVEL="INFO").stderr.decode()
    assert "NOISE prefect.events" in told
    assert "ZeroDivisionError" in told
