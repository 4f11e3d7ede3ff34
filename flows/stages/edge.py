"""The edge between our stages and the orchestrator: what may cross it, and in what words.

Prefect keeps the text and the pickle of every exception. Our own errors carry no cell of a respondent; any other
is replaced here by its type and place. Where no run of its is going on it is not imported: that takes it seconds.

Under a flow a stage is a task: for its time, its place in the run's progress, and its parts by the flow's task runner.
It has no retry: with the same input it fails the same way, and what may succeed later, a request to Google, is asked
again by its own client. It has no result and no cache: both would keep rows of people in the orchestrator's storage,
and a release is whole or not at all, so that nothing goes on from the middle of a run.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial, wraps
from itertools import repeat
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

from flows.telling.artifacts import stage_done
from flows.telling.disk import of_disk, trace_of, where
from flows.telling.log import LOG
from flows.telling.runs import flow_run
from flows.telling.served import shown
from transforms.errors.base import SdgnetError, UnexpectedError
from transforms.reference import texts

P = ParamSpec("P")
R = TypeVar("R")
DEBUG = "SDGNET_DEBUG"


def guarded(function: Callable[P, R]) -> Callable[P, R]:
    """``function``, raising nothing but SdgnetError and no chained cause that might hold a row."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except SdgnetError as error:
            _show_if_asked(error)
            raise shown(error).with_traceback(None) from None
        except OSError as error:
            _show_if_asked(error)
            raise shown(of_disk(error)) from None
        except Exception as error:
            _show_if_asked(error)
            raise UnexpectedError(kind=type(error).__name__, where=where(error)) from None

    return run


_STAGES: set[Callable[..., Any]] = set()


def stage(function: Callable[P, R]) -> Callable[P, R]:
    """``function`` as a stage: under a flow a Prefect task that stores nothing, elsewhere a plain call.

    Either way nothing personal leaves it. So ``sync.fn(...)`` is the whole pipeline without an orchestrator.
    """
    sentence = texts("messages")["stage"][function.__name__]

    @wraps(function)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        LOG.info(sentence)
        made = guarded(function)(*args, **kwargs)
        stage_done()
        return made

    @cache
    def as_task() -> Any:
        return _task(told, task_run_name=sentence)

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not flow_run():
            return told(*args, **kwargs)
        from prefect.utilities.annotations import opaque

        # A result holds all results before it, and Prefect would look through each of them twice for futures.
        made: R = as_task()(*map(opaque, args), **{name: opaque(value) for name, value in kwargs.items()})
        return made

    _STAGES.add(run)
    return run


def n_stages(*rooms: ModuleType) -> int:
    """How many stages the modules hold."""
    return sum(each in _STAGES for room in rooms for each in vars(room).values() if callable(each))


def mapped(function: Callable[..., R], parts: Sequence[Any], *others: object) -> list[R]:
    """``function(part, *others)`` of every part, in order, by the flow's task runner where it has more than one core.

    Where none was asked for, parts are done side by side in processes of this run's own.
    """
    if len(parts) == 1:
        return [function(part, *others) for part in parts]
    running = flow_run()
    if running is None or _in_threads(running.task_runner):
        # Spawned: a fork of a process with threads may hang.
        n = min(len(parts), os.cpu_count() or 1)
        with ProcessPoolExecutor(n, multiprocessing.get_context("spawn")) as pool:
            return list(pool.map(partial(_guarded_call, function), parts, *map(repeat, others)))
    from prefect import unmapped

    each = _task(guarded(function))
    futures = each.map(parts, *(unmapped(other) for other in others))
    # One by one: as a list they wait for call-backs that Dask's futures never make.
    return [future.result() for future in futures]


def _task(function: Callable[..., Any], **settings: Any) -> Any:
    """``function`` as a task that stores nothing."""
    from prefect import task
    from prefect.cache_policies import NO_CACHE

    return task(persist_result=False, cache_policy=NO_CACHE, log_prints=False, **settings)(function)


def _in_threads(task_runner: object) -> bool:
    from prefect.task_runners import ThreadPoolTaskRunner

    return isinstance(task_runner, ThreadPoolTaskRunner)


def _guarded_call(function: Callable[..., R], *args: object) -> R:
    return guarded(function)(*args)


def _show_if_asked(error: Exception) -> None:
    if os.environ.get(DEBUG):
        print(trace_of(error), file=sys.stderr)
