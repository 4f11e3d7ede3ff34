"""Normalise, check and resolve for growing numbers of responses: seconds, peak memory, growth, and the pandas floor.

    python benchmarks/scale.py [--sizes 4000 40000 400000]

Each size runs in a process of its own. The floor is reading and writing the same table with pandas alone. The growth
exponent is the slope of log seconds over log responses between the smallest and largest size.
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def measure(n: int) -> dict[str, float]:
    """Seconds of each stage and of the floor, and peak memory in MB, for ``n`` responses."""
    import pandas as pd

    import flows.telling.quiet  # noqa: F401
    from benchmarks.generate import generate
    from expectations.check import check, load_engine
    from expectations.responses import response_rules
    from flows.campaigns import read_campaign
    from transforms.bodies.settle import identity_key, settle
    from transforms.reading.normalise import normalise
    from transforms.reading.quarantine import set_aside

    campaign = read_campaign("cheongju-2024")
    cells = generate(n).cells
    columns = {q.title: q.column for q in campaign.questions}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        cells.to_csv(path, index=False)
        del cells
        start = time.perf_counter()
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table.to_csv(path.with_suffix(".out"), index=False)
        floor = time.perf_counter() - start
    table = table.rename(columns=columns)
    load_engine()
    marks = [time.perf_counter()]
    answers = normalise(table, campaign)
    marks.append(time.perf_counter())
    findings = check(answers.responses, response_rules(campaign), "response_id", "responses")
    marks.append(time.perf_counter())
    judged = set_aside(answers.responses, findings)
    known = pd.DataFrame({name: pd.Series(dtype="str") for name in ("participant_id", "mark", "kind_of_mark")})
    settled = settle(judged, known, identity_key(judged))
    marks.append(time.perf_counter())
    assert len(settled.judged) == n
    return {
        "normalise": marks[1] - marks[0],
        "check": marks[2] - marks[1],
        "resolve": marks[3] - marks[2],
        "total": marks[3] - marks[0],
        "floor": floor,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Print one line a size, then the growth exponent."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[4000, 40_000, 400_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one)))
        return
    results = {}
    for n in options.sizes:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.scale", "--one", str(n)],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        results[n] = r = json.loads(done.stdout.splitlines()[-1])
        print(
            f"{n:>7} responses: normalise {r['normalise']:.1f} s, check {r['check']:.1f} s, resolve {r['resolve']:.1f} s, "
            f"total {r['total']:.1f} s = {r['total'] / r['floor']:.1f} x pandas floor ({r['floor']:.1f} s), "
            f"peak {r['peak_mb']:.0f} MB",
            flush=True,
        )
    small, large = min(results), max(results)
    if small < large:
        slope = math.log(results[large]["total"] / results[small]["total"]) / math.log(large / small)
        print(f"growth exponent {slope:.2f}")


if __name__ == "__main__":
    main()
