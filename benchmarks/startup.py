"""A whole run on the sample against its floor: a process that imports GX and runs an empty Prefect flow.

    python -m benchmarks.startup [--times 3] [--with-server]

With ``--with-server`` both find a server that runs already, as under ``sdgnet serve``; else each starts its own.
Both are started the way a user starts them, one after the other in the same moment, each with Prefect's home warm and
its modules compiled.
Prints seconds and the ratio of the medians.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOOR = "import flows.telling.quiet, great_expectations\nfrom prefect import flow\n@flow\ndef nothing():\n    pass\nnothing()\n"


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print one line a pair of runs and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--with-server", action="store_true")
    options = parser.parse_args()
    times = options.times
    os.environ.pop("PREFECT_API_URL", None)
    # Else our own modules, and no library's, would be compiled at every start, which a user's are once.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        os.environ["PREFECT_HOME"] = f"{folder}/prefect"
        if options.with_server:
            from flows.serving.local_server import LocalServer

            running.enter_context(LocalServer(with_services=True)).ready()
        environment = dict(os.environ)
        floor = [sys.executable, "-c", FLOOR]
        # Makes the home, so that neither pays for its first migration, and compiles.
        seconds(floor, environment)
        seconds([sys.executable, "-c", "import flows.sync, expectations.beside"], environment)
        floors, runs = [], []
        for turn in range(times):
            floors.append(seconds(floor, environment))
            runs.append(
                seconds([sys.executable, "-m", "flows.commands.cli", "sync", "--data", f"{folder}/{turn}"], environment)
            )
            print(f"floor {floors[-1]:.1f} s, sdgnet sync {runs[-1]:.1f} s")
    print(f"median ratio {statistics.median(runs) / statistics.median(floors):.2f}")


if __name__ == "__main__":
    main()
