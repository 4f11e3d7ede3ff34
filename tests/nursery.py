"""A process that has imported everything and forks a child for each run: killing hundreds of runs costs seconds each.

The children run the flow's own function outside of any flow run, its stages plain calls without Prefect, which does
not write into the data folder. Jobs and results are JSON lines on standard input and output; ``Nursery`` is the other
end.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
CAMPAIGN = "cheongju-2024"
#: What its runs make unless they are asked for papers.
SOME = ("tables", "review", "quality")


class Nursery:
    """Starts at once, ready after some seconds of imports; ``runs`` does a batch, two jobs at a time.

    Most jobs read ``source`` in a copy of ``before``: what such a run works out every child knows at birth.
    """

    def __init__(self, before: Path, source: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), str(before), str(source)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def runs(self, jobs: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
        """For each job, the results of its runs, which start together.

        A run has ``source`` ('' for the run before the event, which takes what was released) and ``data`` and may have
        papers (every product is made, not only some tables and lists), campaign (a folder), kill_after (seconds),
        die_at or full_at (number of a change on the disk), copies (folders, each with the number of a change before
        which ``data`` is copied into it), die (a stage or product and "before" or "after"), record (a file for what was
        done to the disk), purge (who destroys what is personal in ``data``, in place of a run), forget (whose alone).
        A result has ``status`` (-9 when killed), ``error`` (class and sentence), ``seconds``, ``changes``.
        """
        results: list[list[dict[str, Any]]] = self._asked(jobs)
        return results

    def run(self, source: Path | str, data: Path, **options: Any) -> dict[str, Any]:
        """The result of one run alone."""
        return self.runs([[{"source": str(source), "data": str(data), **options}]])[0][0]

    def learn(self, data: Path) -> None:
        """What the run before the event works out in ``data`` every child knows at birth from now on."""
        self._asked(str(data))

    def close(self) -> None:
        """No process is left."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)

    def _asked(self, what: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the nursery died"
        return json.loads(line)


def _main() -> None:
    import flows.telling.quiet  # noqa: F401 - settings before anything imports Prefect

    _warm(Path(sys.argv[1]), sys.argv[2])
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(_learn(asked) if isinstance(asked, str) else _batch(asked)), file=answers, flush=True)


def _rooms(*, is_event: bool | None = None) -> list[Any]:
    """The modules of stages: of the run before the event, of a sync, or of both."""
    from flows.stages import cleaning, covering, event_release, mapping, publishing, reading, seating

    of_event, of_sync = [seating, event_release], [reading, cleaning, mapping, covering, publishing]
    return [*of_event, *of_sync] if is_event is None else of_event if is_event else of_sync


def _warm(before: Path, source: str) -> None:
    """What a run loads once is loaded: Prefect, Great Expectations, the matcher, word lists. No thread may live on."""
    import pyarrow.parquet  # noqa: F401
    import scipy.optimize  # noqa: F401
    import tqdm

    import flows.forget  # noqa: F401 - with the flows and all that they import
    from expectations import check
    from flows.stages import cleaning, covering, mapping, reading
    from flows.stages.run import Options, Run
    from tests.once import asked_once, work_out_once

    tqdm.tqdm.monitor_interval = 0
    patch = pytest.MonkeyPatch()
    work_out_once(patch)
    patch.setattr(check, "_evaluated", asked_once(check._evaluated))
    with tempfile.TemporaryDirectory() as folder:
        data = shutil.copytree(before, Path(folder, "data"), symlinks=True)
        run = Run.of(CAMPAIGN, source, str(data), Options(accept_fall=True))
        made = reading.look_over(run)
        for stage in (
            *(reading.read, reading.arrange, reading.keep, reading.compare, reading.normalise),
            *(cleaning.decide, cleaning.check, cleaning.quarantine, cleaning.resolve),
            *(mapping.match, mapping.place, mapping.recall, mapping.ask, mapping.watch),
            *(covering.cover, covering.audit),
        ):
            made = stage(run, made)


def _learn(data: str) -> None:
    from flows.stages import seating
    from flows.stages.run import Options, Run

    with tempfile.TemporaryDirectory() as folder:
        run = Run.of(CAMPAIGN, "", str(shutil.copytree(data, Path(folder, "data"), symlinks=True)), Options())
        seating.look_over(run)
        made = seating.freeze(run)
        for stage in (seating.read_guests, seating.invite, seating.seat, seating.attend, seating.draw_up):
            made = stage(run, made)


def _batch(jobs: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    open_, results = {}, [[] for _ in jobs]
    with tempfile.TemporaryDirectory() as folder:
        for number, job in enumerate(jobs):
            if len(open_) == 2:
                open_.pop(os.wait()[0])
            pid = os.fork()
            if pid == 0:
                Path(folder, str(number)).write_text(json.dumps(_job(job)))
                os._exit(0)
            open_[pid] = number
        while open_:
            open_.pop(os.wait()[0])
        for number in range(len(jobs)):
            results[number] = json.loads(Path(folder, str(number)).read_text())
    return results


def _job(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    started = time.monotonic()
    children = {}
    for at, run in enumerate(runs):
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            told = _run(run)
            os.write(writing, json.dumps(told).encode())
            os._exit(0 if told["error"] is None else 1)
        os.close(writing)
        children[pid] = (at, reading)
    results: list[dict[str, Any]] = [{} for _ in runs]
    deadlines = {
        pid: started + runs[at]["kill_after"] for pid, (at, _) in children.items() if runs[at].get("kill_after")
    }
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid:
            at, reading = children.pop(pid)
            with os.fdopen(reading, "rb") as pipe:
                told = json.loads(pipe.read() or b"{}")
            deadlines.pop(pid, None)
            results[at] = {
                "error": None,
                **told,
                "status": os.waitstatus_to_exitcode(status),
                "seconds": time.monotonic() - started,
            }
            continue
        for due in [pid for pid, at in deadlines.items() if time.monotonic() >= at]:
            del deadlines[due]
            os.kill(due, signal.SIGKILL)
        time.sleep(0.001)
    return results


def _run(run: dict[str, Any]) -> dict[str, Any]:
    """In the child: the run, with what was asked for."""
    from flows.event import event
    from flows.forget import forget
    from flows.purge import purge
    from flows.stages import seating
    from flows.sync import sync
    from tests.disk import Disk, copied_at, dies_at, is_full_at
    from tests.lost_power import Recorder

    data, changes = Path(run["data"]), 0

    def count(*_: str) -> None:
        nonlocal changes
        changes += 1

    recorder = Recorder(data) if run.get("record") else None
    if run.get("die"):
        _die_at_stage(run["die"], is_event=not run["source"])
    if recorder:
        Disk(data, lambda *_: None, recorder.seen)
    elif run.get("die_at"):
        Disk(data, dies_at(run["die_at"]))
    elif run.get("full_at"):
        Disk(data, is_full_at(run["full_at"]))
    elif run.get("copies"):
        Disk(data, copied_at(data, {number: Path(folder) for folder, number in run["copies"].items()}))
    else:
        Disk(data, count)
    error = None
    try:
        if run.get("forget"):
            only_tables()
            # Who came is read by its own tests.
            seating.read_attendance = lambda *_: []
            forget(run.get("campaign", CAMPAIGN), data, run["forget"], run["purge"])
        elif run.get("purge"):
            purge(run.get("campaign", CAMPAIGN), data, run["purge"])
        elif run["source"]:
            # The sets are of different bodies: each takes the place of the one before.
            made = () if run.get("papers") else SOME
            sync.fn(run.get("campaign", CAMPAIGN), run["source"], str(data), accept_fall=True, products=made)
        else:
            without_papers = ("tables", "placement", "attendance", "workbooks")
            event.fn(run.get("campaign", CAMPAIGN), "", str(data), products=() if run.get("papers") else without_papers)
    except Exception as raised:
        error = [type(raised).__name__, str(raised)]
    if recorder:
        Path(run["record"]).write_text(json.dumps(recorder.told()))
    return {"error": error, "changes": changes}


def only_tables() -> None:
    """Documents are made of the same tables."""
    from flows.stages import event_products, products

    products.PRODUCTS = tuple(each for each in products.PRODUCTS if each[0] == "tables")
    event_products.EVENT_PRODUCTS = tuple(each for each in event_products.EVENT_PRODUCTS if each[0] == "tables")


def _die_at_stage(point: str, *, is_event: bool) -> None:
    from flows.stages import event_products, products
    from output.store import release

    name, _, when = point.partition(":")

    def deadly(real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> None:
            if when == "after":
                real(*args, **kwargs)
            os.kill(os.getpid(), signal.SIGKILL)

        return call

    for holder in (*_rooms(is_event=is_event), release):
        if (real := getattr(holder, name, None)) is not None:
            setattr(holder, name, deadly(real))
            return
    holder, listed = (event_products, "EVENT_PRODUCTS") if is_event else (products, "PRODUCTS")
    made = getattr(holder, listed)
    if name not in dict(made):
        raise LookupError(point)
    setattr(holder, listed, [(each, deadly(write) if each == name else write) for each, write in made])


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    with contextlib.suppress(KeyboardInterrupt):
        _main()
