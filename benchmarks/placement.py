"""Seating: the exact optimum beside what a desk would do, seconds and who sits where: ``python -m benchmarks.placement``.

Greedy by arrival: each in turn takes the best meeting with room, then meetings short of their least take whom it costs
least. LSA: linear_sum_assignment over single chairs, an optimum by another way, for people alone. LP: the relaxation,
a bound that nothing can beat.
"""

import time

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import csr_array, eye_array, kron, vstack

from tests.transforms.event.seating import NO_PINS, campaign, drawn, people, shares, wishes
from transforms.event.optimum import Problem, optimum
from transforms.event.placement import Placed, _problem, changes, place_people

BOUNDS = shares(70, 125)
FAR = 10**9


def main() -> None:
    """Measure and print."""
    seats_of(*drawn(20, 0))  # scipy is imported
    print("people parties  seconds  milp      greedy          lp      lsa  first/second/neither milp | greedy")
    for n, sizes in ((200, (1,)), (500, (1,)), (1000, (1,)), (250, (1, 2, 3)), (500, (1, 2, 3))):
        for seed in (1, 2, 3):
            show(n, sizes, seed)
    late_change()


def show(n: int, sizes: tuple[int, ...], seed: int) -> None:
    """One line: the optimum of these parties beside its peers."""
    table, pairs, near = drawn(n, seed, sizes)
    began = time.perf_counter()
    placed = seats_of(table, pairs, near)
    seconds = time.perf_counter() - began
    problem = problem_of(table, pairs, near)
    exact = optimum(problem)
    assert exact is not None
    best = price(problem, exact)
    quick = greedy(problem)
    least = relaxation(problem)
    chairs = by_chairs(problem) if problem.sizes.max() == 1 else None
    assert best <= price(problem, quick) and best >= least - 1e-3
    assert chairs is None or chairs == best
    rank = placed.seats["wish_rank"]
    mine = "/".join(str(int(rank.eq(r).sum())) for r in (1, 2, 0))
    more = 100 * (price(problem, quick) / best - 1)
    lsa = "-" if chairs is None else "equal"
    print(
        f"{len(table):6} {n:7} {seconds:8.3f} {best:9} {price(problem, quick):9} +{more:3.0f}% {least:11.0f} {lsa:>6}"
        f"  {mine} | {told(problem, quick)}"
    )


def late_change() -> None:
    """One person more after 500 seats were printed, and one fewer: who is moved, with the sheets in mind and without."""
    table, pairs, near = drawn(500, 1)
    printed = seats_of(table, pairs, near).seats
    late = people([1]).assign(participant_id="p9999", attendee_id="p9999-a1")
    pairs = pd.concat([pairs, wishes([(7, 3)]).assign(participant_id="p9999")], ignore_index=True)
    now = pd.concat([table.iloc[1:], late], ignore_index=True)
    for name, before in (("kept to the printed seats", printed), ("placed afresh", None)):
        began = time.perf_counter()
        after = place_people(now, pairs, near, NO_PINS, campaign(**BOUNDS), before, 2).seats
        n = int(changes(after, printed)["change"].eq("moved").sum())
        print(f"one late, one gone of 500, {name}: {n} moved, {time.perf_counter() - began:.3f} s")


def seats_of(table: pd.DataFrame, pairs: pd.DataFrame, near: pd.DataFrame) -> Placed:
    """Everyone seated within the bounds of this benchmark."""
    return place_people(table, pairs, near, NO_PINS, campaign(**BOUNDS))


def problem_of(table: pd.DataFrame, pairs: pd.DataFrame, near: pd.DataFrame) -> Problem:
    """The programme that place_people solves, with nobody pinned."""
    seated = table.sort_values("attendee_id", ignore_index=True).merge(pairs, on="participant_id", how="left")
    nobody = pd.Series(pd.NA, index=seated.index, dtype="Int64")
    seated = seated.assign(pin=nobody, was=nobody, is_own=False)
    return _problem(seated, near, list(range(1, 8)), campaign(**BOUNDS), None)[0]


def price(problem: Problem, seating: np.ndarray) -> int:
    """What a seating costs all people, in hundredths."""
    return int((problem.costs[np.arange(len(seating)), seating] * problem.sizes).sum())


def told(problem: Problem, seating: np.ndarray) -> str:
    """First, second and neither wish, counted by what a seat costs (a tenth of a wish is how near it is)."""
    costs = problem.costs[np.arange(len(seating)), seating]
    n = [
        int(problem.sizes[(costs >= low) & (costs < high)].sum())
        for low, high in ((0, 1000), (1000, 2000), (10_000, FAR))
    ]
    return "/".join(str(each) for each in n)


def greedy(problem: Problem) -> np.ndarray:
    """Each unit in turn to the best meeting with room; then those short of their least take whom it costs least."""
    room, seating = problem.most.copy(), np.full(len(problem.sizes), -1)
    for unit, size in enumerate(problem.sizes):
        costs = np.where(room >= size, problem.costs[unit], FAR)
        seating[unit] = int(costs.argmin())
        room[seating[unit]] -= size
    counts = np.bincount(seating, weights=problem.sizes, minlength=len(problem.most)).astype(int)
    for meeting in np.flatnonzero(counts < problem.least):
        while counts[meeting] < problem.least[meeting]:
            may_go = counts[seating] - problem.sizes >= problem.least[seating]
            extra = problem.costs[:, meeting] - problem.costs[np.arange(len(seating)), seating]
            unit = int(np.where(may_go & (seating != meeting), extra, FAR).argmin())
            counts[seating[unit]] -= problem.sizes[unit]
            counts[meeting] += problem.sizes[unit]
            seating[unit] = meeting
    return seating


def relaxation(problem: Problem) -> float:
    """The cost below which no seating can be, parties cut at will."""
    n, g = problem.costs.shape
    sizes = csr_array(kron(problem.sizes[None, :], eye_array(g)))
    answer = linprog(
        (problem.costs * problem.sizes[:, None]).ravel(),
        A_ub=vstack([sizes, -sizes]),
        b_ub=np.concatenate([problem.most, -problem.least]),
        A_eq=csr_array(kron(eye_array(n), np.ones((1, g)))),
        b_eq=np.ones(n),
    )
    return float(answer.fun)


def by_chairs(problem: Problem) -> int:
    """The optimum for single people: ``most`` chairs a meeting, of which ``least`` are never left to nobody."""
    n, _ = problem.costs.shape
    chairs = np.repeat(np.arange(len(problem.most)), problem.most)
    must = np.concatenate([np.arange(most) < least for most, least in zip(problem.most, problem.least, strict=True)])
    costs = np.zeros((len(chairs), len(chairs)))
    costs[:n] = problem.costs[:, chairs]
    costs[n:, must] = FAR
    rows, columns = linear_sum_assignment(costs)
    return int(costs[rows, columns].sum())


if __name__ == "__main__":
    main()
