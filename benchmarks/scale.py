"""Whole syncs of growing numbers of responses: seconds and peak memory by stage, growth, and the pandas floor.

    python -m benchmarks.scale [--sizes 4000 40000 400000] [--runner processes|dask]

Each size runs in a process of its own, with all products, as ``sdgnet sync`` does. The floor is reading and writing the
same table with pandas alone. The growth exponent is the slope of log seconds over log responses between the smallest
and the largest size. ``peak`` is of the largest process.
"""

import argparse
import json
import logging
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CAMPAIGN = "cheongju-2024"


class Marks(logging.Handler):
    """When each stage began, by its name: every stage says its sentence in the log."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__()
        self.names = {sentence: name for name, sentence in sentences.items()}
        self.marks: list[tuple[str, float]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the moment of a stage's sentence."""
        if name := self.names.get(record.getMessage()):
            self.marks.append((name, time.perf_counter()))


def measure(n: int, runner: str) -> dict[str, Any]:
    """Seconds of the floor, of the whole sync of ``n`` responses and of its stages, CPU seconds and peak memory in MB."""
    import flows.telling.quiet  # noqa: F401 - settings before anything imports Prefect

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "responses.csv"
        # Made in a process of its own: its memory is none of a run's.
        code = "import sys; from benchmarks.generate import generate; generate(int(sys.argv[1])).cells.to_csv(sys.argv[2], index=False)"
        subprocess.run([sys.executable, "-c", code, str(n), source], cwd=ROOT, check=True)
        floor = subprocess.run([sys.executable, "-c", _FLOOR, source], check=True, stdout=subprocess.PIPE, text=True)
        started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        from expectations.beside import beside
        from flows.serving.launch import launch
        from flows.telling.log import LOG
        from transforms.reference import texts

        told = Marks(texts("messages")["stage"])
        LOG.addHandler(told)
        LOG.setLevel(logging.INFO)
        with beside():
            from flows.sync import sync

            launch(lambda: sync, CAMPAIGN, str(source), str(Path(folder) / "data"), runner=runner)
        ended = time.perf_counter()
    mine, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    ends = [at for _, at in told.marks[1:]] + [ended]
    return {
        "stages": {name: end - at for (name, at), end in zip(told.marks, ends, strict=True)},
        "total": ended - started,
        "cpu": sum(each.ru_utime + each.ru_stime for each in (mine, others)) - before.ru_utime - before.ru_stime,
        "floor": float(floor.stdout),
        "peak_mb": max(mine.ru_maxrss, others.ru_maxrss) / 1024,
    }


_FLOOR = """
import sys, time
import pandas as pd
start = time.perf_counter()
pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False).to_csv(sys.argv[1] + ".out", index=False)
print(time.perf_counter() - start)
"""


def main() -> None:
    """Print one line a size and its stages, then the growth exponent."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[4000, 40_000, 400_000])
    parser.add_argument("--runner", default="")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.runner)))
        return
    totals = {}
    for n in options.sizes:
        command = [sys.executable, "-m", "benchmarks.scale", "--one", str(n), "--runner", options.runner]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        r = json.loads(done.stdout.splitlines()[-1])
        totals[n] = r["total"]
        print(
            f"{n:>7} responses: {r['total']:.1f} s = {r['total'] / r['floor']:.1f} x pandas floor ({r['floor']:.1f} s), "
            f"{r['cpu']:.0f} s of CPU, peak {r['peak_mb']:.0f} MB"
        )
        print("        " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in r["stages"].items()), flush=True)
    small, large = min(totals), max(totals)
    if small < large:
        slope = math.log(totals[large] / totals[small]) / math.log(large / small)
        print(f"growth exponent {slope:.2f}")


if __name__ == "__main__":
    main()
