"""Great Expectations in a process beside the run's own, which reads while that one imports for its seconds.

It is asked through pipes and dies with them, is closed to the terminal, and says nothing anywhere else.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING, Any

from expectations import engine

if TYPE_CHECKING:
    import pandas as pd

    from expectations.check import Rule

_ONE_AT_A_TIME = Lock()


class _Begun:
    """The process beside this one, if there is one."""

    process: "subprocess.Popen[bytes] | None" = None


@contextmanager
def beside() -> Iterator[None]:
    """Until the block ends or ``let_go`` is called, rules are evaluated in a process that loads from now on.

    Not where this one has Great Expectations already, or the machine no core for it.
    """
    if _Begun.process is None and "great_expectations" not in sys.modules and (os.cpu_count() or 1) > 1:
        _Begun.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "expectations.beside"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # What ends a run on its terminal ends this by the pipe: it has nothing to say there.
            start_new_session=True,
        )
    try:
        yield
    finally:
        let_go()


def let_go() -> None:
    """No process stands beside this one; what it held is free."""
    process, _Begun.process = _Begun.process, None
    if process:
        process.kill()
        process.communicate()


def validated(frame: "pd.DataFrame", rules: Sequence["Rule"], name: str) -> list[engine.Outcome]:
    """What ``engine.validated`` gives, of the process beside this one where it answers, else of this."""
    with _ONE_AT_A_TIME:
        if (process := _Begun.process) and process.stdin and process.stdout:
            # It ends at the first fault: what that is, is told by doing the same here.
            with suppress(OSError, EOFError):
                _hand_over((frame, rules, name), process.stdin)
                made: list[engine.Outcome] = pickle.load(process.stdout)  # noqa: S301 - of our own process
                return made
            let_go()
    return engine.validated(frame, rules, name)


def _hand_over(what: object, pipe: Any) -> None:
    pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _serve() -> None:
    """Answers come through the pipe that standard output was; what libraries print goes nowhere."""
    asked = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # What is imported stays: looked through for cycles, it is half as slow again.
    gc.disable()
    engine.engine()
    gc.freeze()
    gc.enable()
    with suppress(EOFError):
        while True:
            _hand_over(engine.validated(*pickle.load(asked)), answers)  # noqa: S301 - of our own run


if __name__ == "__main__":
    _serve()
