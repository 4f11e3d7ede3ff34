"""Reading the rows of one large export under each runner: seconds, and whether the answers are the same.

    python -m benchmarks.runners [--rows 400000] [--runners threads processes dask]

The runners are given the same table one after the other, on one Prefect server that runs already, as ``sdgnet sync``
gives it to them; the seconds are those of the stage that reads rows, the start of processes and workers included.
"""

import argparse
import hashlib
import os
import time

import pandas as pd

import flows.telling.quiet  # noqa: F401 - settings before anything imports Prefect


def digest(answers: object) -> str:
    """A hash of every table of the answers, rows in order."""
    whole = hashlib.sha256()
    for name in ("responses", "activities", "goals", "people", "own", "noted"):
        table = getattr(answers, name)
        whole.update(repr(table.dtypes.to_dict()).encode())
        whole.update(pd.util.hash_pandas_object(table).to_numpy().tobytes())
    return whole.hexdigest()[:16]


def main() -> None:
    """Print one line a runner."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--runners", nargs="+", default=["threads", "processes", "dask"])
    options = parser.parse_args()

    from benchmarks.generate import generate
    from flows.campaigns import read_campaign
    from flows.serving.local_server import LocalServer

    campaign = read_campaign("cheongju-2024")
    cells = generate(options.rows).cells.rename(columns={q.title: q.column for q in campaign.questions})
    with LocalServer(with_services=True) as server:
        server.ready()
        from prefect import flow

        from flows.serving.runners import task_runner
        from flows.stages.reading import read_all

        results = {}
        for name in options.runners:

            @flow(name="read", persist_result=False)
            def reading() -> None:
                start, busy = time.perf_counter(), sum(os.times()[:4])
                answers = read_all(cells, campaign)
                seconds = time.perf_counter() - start
                results[name] = (seconds, sum(os.times()[:4]) - busy, digest(answers))  # noqa: B023

            reading.with_options(task_runner=task_runner(name))()
            seconds, busy, told = results[name]
            print(
                f"{name:>9}: {seconds:.1f} s ({busy:.0f} s of CPU here and in ended children), answers {told}",
                flush=True,
            )
    first = next(iter(results.values()))
    print("same answers under every runner:", len({told for *_, told in results.values()}) == 1)
    for name, (seconds, *_) in results.items():
        print(f"{name}: {seconds / first[0]:.2f} of {options.runners[0]}")


if __name__ == "__main__":
    main()
