"""A bar on a terminal, plain lines anywhere else."""

import os
import pty
import re
import subprocess
import sys

from tests.conftest import ROOT

RUN = """
from flows.telling.bar import bar, say, stages
from flows.telling.log import LOG, log_to_terminal
from transforms.reference import texts
log_to_terminal()
with bar("시작"):
    say("한 줄")
    stages(1, 3)
    LOG.info(texts("messages")["stage"]["read"])
    LOG.warning("[bold]주의")
print("끝")
"""
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_terminal(*command: str, **environment: str) -> tuple[str, str]:
    """What the command writes to standard output, a pipe, and to standard error, a terminal."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=its,
        text=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "90", "SDGNET_DEBUG": "", **environment},
    ) as process:
        os.close(its)
        out, shown = process.communicate(timeout=60)[0], b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:
            # How Linux says that nobody writes there any more.
            pass
        os.close(ours)
    return out, CODES.sub("", shown.decode("utf-8"))


def test_on_a_terminal_a_bar_tells_the_stage_and_lines_stand_above_it() -> None:
    out, shown = on_terminal(sys.executable, "-c", RUN)
    assert out == "끝\n"
    assert "1/3" in shown and re.search(r"1/3.*응답 읽기", shown)
    assert "한 줄" in shown and re.search(r"\d\d:\d\d:\d\d \[bold\]주의", shown)


def test_a_command_shows_the_bar_before_it_imports_its_work(tmp_path: object) -> None:
    out, shown = on_terminal(sys.executable, "-m", "flows.commands.cli", "rules", "--out", f"{tmp_path}/rules.html")
    assert "준비하는 중" in shown and "rules.html" in out and "준비하는 중" not in out


def test_without_a_terminal_or_with_all_details_there_are_plain_lines() -> None:
    log = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, cwd=ROOT, check=True)
    _, shown = on_terminal(sys.executable, "-c", RUN, SDGNET_DEBUG="1")
    for told in (log.stderr, shown.replace("\r\n", "\n")):
        assert re.fullmatch(r"한 줄\n\d\d:\d\d:\d\d 응답 읽기\n\d\d:\d\d:\d\d \[bold\]주의\n", told)


def test_a_run_goes_on_when_nobody_reads_its_log() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run([sys.executable, "-c", RUN], stdout=subprocess.PIPE, stderr=writer, cwd=ROOT, check=False)
    os.close(writer)
    assert (ran.returncode, ran.stdout.decode()) == (0, "끝\n")
