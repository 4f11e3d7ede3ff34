"""What becomes of a full sync of a Google Sheet when Google misbehaves, at every request and at random.

    python benchmarks/sheet_faults.py table [--out table.md]
    python benchmarks/sheet_faults.py random [--n 1000] [--first 0] [--out random.md]

``table`` tries each fault once at every request of a sync, writes included, and each lasting fault from every request
on; it prints Markdown: W the release and the tabs are whole, P the release is published and the failure of the tabs is
said, F nothing was published and the failure is said. ``random`` draws one to three faults and up to two changes of
the spreadsheet for each sync. Whatever is not as it must be is listed; the exit code is 1 then.
"""

import argparse
import collections
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.sheet_faults import CHANGES, FOR_EVER, FOR_GOOD, LASTING, ONCE, WAITS, Outcome, random_trial, scene
from tests.sheets_server import Fault

LETTERS = {"whole": "W", "published": "P", "failed": "F"}


def main() -> int:
    """0 when every outcome was as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["table", "random"])
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    lines: list[str] = []
    wrong: list[str] = []
    for line in table(wrong) if options.what == "table" else at_random(options.first, options.n, wrong):
        print(line, flush=True)
        lines.append(line)
    lines += [f"- {each}" for each in wrong]
    print(*lines[len(lines) - len(wrong) :], f"wrong: {len(wrong)}", sep="\n")
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", "utf-8")
    return 1 if wrong else 0


def table(wrong: list[str]) -> Iterator[str]:
    """The lines of the table; ``wrong`` gains what is not as it must be."""
    with scene() as place:
        n = place.n_requests
        yield f"| fault | how long | {' | '.join(str(at + 1) for at in range(n))} | seconds | waits | requests |"
        yield "| --- | --- |" + " --- |" * (n + 3)
        rows = [(kind, "once", 1) for kind in ONCE] + [(kind, "for good", FOR_EVER) for kind in [*FOR_GOOD, *LASTING]]
        for kind, how_long, times in rows:
            outcomes = []
            for at in range(n):
                fault = Fault(kind, at=at, times=times, seconds=WAITS.get(kind, 0.0))
                outcomes.append(place.try_out([fault]))
                if outcomes[-1].wrong:
                    wrong.append(f"{kind} ({how_long}) at request {at + 1}: {outcomes[-1].wrong}")
            yield line(kind, how_long, outcomes)
        for what in CHANGES:
            outcomes = [place.try_out([], [(at, what)]) for at in range(n)]
            wrong += [f"{what} at request {at + 1}: {each.wrong}" for at, each in enumerate(outcomes) if each.wrong]
            yield line(what, "once", outcomes)


def line(kind: str, how_long: str, outcomes: list[Outcome]) -> str:
    """One row: what came of the fault at each request, the longest sync, the longest waits, the most requests."""
    letters = " | ".join(LETTERS[each.word] + ("!" if each.wrong else "") for each in outcomes)
    seconds, waited, sent = (max(getattr(e, name) for e in outcomes) for name in ("seconds", "waited", "n_sent"))
    return f"| {kind} | {how_long} | {letters} | {seconds:.1f} | {waited:.0f} | {sent} |"


def at_random(first: int, n: int, wrong: list[str]) -> Iterator[str]:
    """Lines that tell how far it is, and at last how many syncs came out how."""
    counts: collections.Counter[str] = collections.Counter()
    started = time.monotonic()
    with scene() as place:
        for seed in range(first, first + n):
            outcome = random_trial(place, seed, repair=seed % 5 == 0)
            counts[outcome.word] += 1
            if outcome.wrong:
                wrong.append(f"seed {seed}: {outcome.wrong}")
                yield wrong[-1]
            if (seed + 1 - first) % 100 == 0 or seed + 1 == first + n:
                told = ", ".join(f"{word} {counts[word]}" for word in LETTERS)
                yield f"{seed + 1 - first} syncs in {time.monotonic() - started:.0f} s: {told}; wrong {len(wrong)}"


if __name__ == "__main__":
    sys.exit(main())
