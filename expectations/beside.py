"""A process beside the run's own, for the other core: Great Expectations, which imports there while the run reads,
and whatever else the run hands over that needs nothing but what it is given, and leaves nothing but its files.

It is asked through pipes and dies with them, is closed to the terminal, and says nothing anywhere else.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from expectations import engine

if TYPE_CHECKING:
    import pandas as pd

    from expectations.check import Rule

P = ParamSpec("P")
T = TypeVar("T")
_ONE_AT_A_TIME = Lock()


class _NoAnswerError(Exception):
    """No process stands beside this one, or it ended over what it was asked."""


class _Begun:
    """The process beside this one, if there is one."""

    process: "subprocess.Popen[bytes] | None" = None


@contextmanager
def beside(*modules: str) -> Iterator[None]:
    """Until the block ends or ``let_go`` is called, a process stands beside this one, which loads from now on.

    When it has answered for the first time it imports the ``modules``, of which it is asked later. None stands where
    this one has Great Expectations already, or the machine no core for it.
    """
    if _Begun.process is None and "great_expectations" not in sys.modules and (os.cpu_count() or 1) > 1:
        _Begun.process = subprocess.Popen(  # noqa: S603 - modules of our own
            [sys.executable, "-P", "-m", "expectations.beside", *modules],
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
    """What ``engine.validated`` gives, of the process beside this one where one stands."""
    return asked(engine.validated, frame, rules, name)


def asked(function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What ``function`` gives, of the process beside this one where it answers, else of this: waits until it is free.

    It ends at the first fault: what that is, is told by doing the same here. So ``function`` may be called again.
    """
    with _ONE_AT_A_TIME:
        try:
            return _answer(function, given, named)
        except _NoAnswerError:
            return function(*given, **named)


def shared(function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What ``function`` gives, of the process beside this one where it is free and answers, else of this."""
    if _ONE_AT_A_TIME.acquire(blocking=False):
        try:
            return _answer(function, given, named)
        except _NoAnswerError:
            pass
        finally:
            _ONE_AT_A_TIME.release()
    return function(*given, **named)


def _answer(function: Callable[..., T], given: Sequence[Any], named: dict[str, Any]) -> T:
    process = _Begun.process
    if process is None or process.stdin is None or process.stdout is None:
        raise _NoAnswerError
    try:
        _hand_over((function, given, named), process.stdin)
        made: T = pickle.load(process.stdout)  # noqa: S301 - of our own process
    except (OSError, EOFError, pickle.UnpicklingError):
        let_go()
        raise _NoAnswerError from None
    return made


def _hand_over(what: object, pipe: Any) -> None:
    pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _serve(modules: Sequence[str]) -> None:
    """Answers come through the pipe that standard output was; what libraries print goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        # What is imported stays: looked through for cycles, it is half as slow again.
        gc.set_threshold(100_000, 50, 100)
        engine.engine()
        gc.freeze()
        heard = SimpleQueue[tuple[Callable[..., Any], Sequence[Any], dict[str, Any]]]()
        Thread(target=_listen, args=(os.fdopen(os.dup(0), "rb"), heard), daemon=True).start()
        while True:
            _hand_over(_done(*heard.get()), answers)
            for name in modules:
                import_module(name)
    finally:
        os._exit(1)


def _done(function: Callable[..., Any], given: Sequence[Any], named: dict[str, Any]) -> Any:
    """What it gives; of what it was given nothing is held while the next is waited for."""
    return function(*given, **named)


def _listen(asked: Any, heard: "SimpleQueue[Any]") -> None:
    """All that is asked is heard; when the run is gone, so is this process, whatever it is at."""
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            heard.put(pickle.load(asked))  # noqa: S301 - of our own run
    os._exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1:])
