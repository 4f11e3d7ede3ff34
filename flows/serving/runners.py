"""Where the parts of a run that can be done side by side are done: here, in processes, or on a Dask cluster."""

from typing import Any

from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from transforms.errors.running import RunnerMissingError, RunnerUnknownError

KINDS = ("threads", "processes", "dask")


def task_runner(name: str) -> TaskRunner[Any]:
    """The task runner that ``name`` means: threads, processes, dask (a cluster for this run alone) or dask:ADDRESS.

    Raises RunnerUnknownError, or RunnerMissingError where the optional part is not installed.
    """
    kind, _, address = name.partition(":")
    if kind not in KINDS or (address and kind != "dask"):
        raise RunnerUnknownError(runner=name, known=", ".join([*KINDS, "dask:tcp://…"]))
    if kind == "threads":
        # One after the other: Great Expectations keeps its context for the whole process.
        return ThreadPoolTaskRunner(max_workers=1)
    if kind == "processes":
        return ProcessPoolTaskRunner()
    try:
        import dask
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError:
        raise RunnerMissingError(runner=kind) from None
    # A worker on a busy machine that is given up for silent is never asked again, and its part is waited for forever.
    dask.config.set({"distributed.comm.timeouts.tcp": "600s", "distributed.comm.timeouts.connect": "120s"})
    if address:
        return DaskTaskRunner(address=address)
    return DaskTaskRunner(cluster_kwargs={"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"})
