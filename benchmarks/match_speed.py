"""Activities a second, cold and remembered, and the seconds and memory that loading takes.

python benchmarks/match_speed.py [N]
"""

import json
import random
import resource
import sys
import time
from pathlib import Path

import pandas as pd

ACTIVITIES = Path(__file__).parent.parent / "transforms" / "reference" / "activities.jsonl"


def distinct_texts(n: int) -> list[str]:
    """``n`` different texts in the words of the shipped activities, of their lengths."""
    chance = random.Random(1)
    texts = [json.loads(line)["text"] for line in ACTIVITIES.read_text("utf-8").splitlines()]
    return [f"{texts[at % len(texts)]} {chance.choice(texts).split()[0]} {at}" for at in range(n)]


def main() -> None:
    """Measure and print."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    started = time.perf_counter()
    from transforms.goals.match import match

    imported = time.perf_counter()
    match(pd.DataFrame({"activity_id": ["a"], "text": ["하천 정화"]}))
    loaded = time.perf_counter()
    texts = distinct_texts(n)
    table = pd.DataFrame({"activity_id": [str(at) for at in range(n)], "text": texts})
    cold = time.perf_counter()
    match(table)
    warm = time.perf_counter()
    match(table)
    done = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"import {imported - started:.2f} s, load {loaded - imported:.2f} s, memory {memory:.0f} MB")
    print(
        f"{n} distinct activities of {sum(map(len, texts)) / n:.0f} characters: "
        f"cold {n / (warm - cold):,.0f}/s, remembered {n / (done - warm):,.0f}/s"
    )


if __name__ == "__main__":
    main()
