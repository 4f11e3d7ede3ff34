"""The cheapest seating that keeps every bound, exactly: a mixed-integer programme, solved by HiGHS."""

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy import sparse

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Problem:
    """Units (a person, or people who sit together) and meetings, both counted from 0.

    ``costs`` (unit × meeting) are whole points for each of a unit's ``sizes`` people. ``ties`` (same shape) decide
    between seatings of equal cost; all of them together weigh less than one point. ``fixed`` is a unit's decided
    meeting or -1. ``printed`` is the meeting where ``n_printed`` of its people were printed, or -1; ``has_asked`` is
    true where they wish to sit elsewhere by now. ``party`` tells
    units of one body (-1: none), of whom at most ``spread`` sit in one meeting (0: any number).
    """

    costs: Ints
    sizes: Ints
    ties: Floats
    least: Ints
    most: Ints
    fixed: Ints
    printed: Ints
    n_printed: Ints
    has_asked: Flags
    party: Ints
    spread: int = 0


@dataclass(frozen=True)
class Relaxed:
    """The least by which bounds would have to give way: people short of ``least`` and beyond ``most``, by meeting."""

    short: Ints
    beyond: Ints
    is_spread_in_the_way: bool


def optimum(problem: Problem) -> Ints | None:
    """Each unit's meeting; None when no seating keeps the bounds.

    Whoever was printed keeps the printed meeting, as far as bounds allow. Where they do not, whoever has asked for
    another goes first: of the others the fewest are moved, then the cost is the least. Gap 0, and the same for any
    order of the units.
    """
    if not len(problem.sizes):
        return np.zeros(0, dtype=np.int64) if not (problem.least > 0).any() else None
    was_printed = (problem.printed >= 0) & (problem.fixed < 0)
    if was_printed.any():
        kept = _solved(replace(problem, fixed=np.where(was_printed, problem.printed, problem.fixed)))
        if kept is not None and not _is_crowded(problem, kept):
            return kept
        fewest = _solved(problem, _moves(problem), is_counted=True)
        if fewest is None:
            return None
        n_moved = int((_moves(problem)[np.arange(len(fewest)), fewest]).sum())
        return _solved(problem, n_moved=n_moved)
    return _solved(problem)


def ties(names: list[str], numbers: list[int]) -> Floats:
    """A part of a point for each unit and meeting, from the unit's name alone: all together less than one point."""
    length = 4 * len(numbers)
    digests = b"".join(hashlib.shake_128(name.encode()).digest(length) for name in names)
    drawn = np.frombuffer(digests, dtype="<u4").reshape(len(names), len(numbers)) / 2**32
    made: Floats = drawn * (0.9 / max(len(names), 1))
    return made


def in_turn(problem: Problem, wished: Ints, turns: Ints, capacity: int | None = None) -> Ints:
    """Each unit's meeting where the units choose one after the other: of those it has ``wished`` the first that has
    room for all of it, else the meeting with the most room; -1 where none has, or where ``capacity`` people sit. Who
    was decided on or printed is there.
    """
    chosen = np.where(problem.fixed >= 0, problem.fixed, problem.printed)
    left = problem.most - np.bincount(
        chosen[chosen >= 0], weights=problem.sizes[chosen >= 0], minlength=len(problem.most)
    ).astype(np.int64)
    whole = np.inf if capacity is None else capacity - int(problem.sizes[chosen >= 0].sum())
    for unit in turns[chosen[turns] < 0]:
        if problem.sizes[unit] > whole:
            continue
        roomy = np.argsort(-left, kind="stable")
        # Without a wish, goals and activities say where there is room: the cheapest of the meetings.
        others = roomy if (wished[unit] >= 0).any() else np.argsort(problem.costs[unit], kind="stable")
        fits = (m for m in (*wished[unit][wished[unit] >= 0], *others) if problem.sizes[unit] <= left[m])
        if (meeting := next(fits, None)) is not None:
            chosen[unit] = meeting
            left[meeting] -= problem.sizes[unit]
            whole -= problem.sizes[unit]
    return chosen


def _is_crowded(problem: Problem, seating: Ints) -> bool:
    """True where too many of one body share a meeting; who was decided on is no fault."""
    if not problem.spread:
        return False
    free = (problem.fixed < 0) & (problem.party >= 0)
    left = spread_left(problem)
    counts = np.zeros_like(left)
    np.add.at(counts, (problem.party[free], seating[free]), problem.sizes[free])
    return bool(((counts > 0) & (counts > left)).any())


def relaxed(problem: Problem) -> Relaxed:
    """Where and by how much the bounds of an impossible problem are too tight, by the smallest change that suffices."""
    wide = replace(
        problem,
        printed=np.full_like(problem.printed, -1),
        costs=np.zeros_like(problem.costs),
        ties=np.zeros_like(problem.ties),
    )
    for each in (wide, replace(wide, spread=0)):
        slack = _slack(each)
        if slack is not None:
            return Relaxed(*slack, is_spread_in_the_way=each is not wide)
    raise AssertionError("without bounds every seating is possible")


def _moves(problem: Problem) -> Ints:
    """What each unit's seat in each meeting moves: its printed people, anywhere else than where they were printed.

    Where a person decided on the meeting or asked for another, nothing counts as moved.
    """
    elsewhere = problem.printed[:, None] != np.arange(problem.costs.shape[1])[None, :]
    may_stay = (problem.printed >= 0) & (problem.fixed < 0) & ~problem.has_asked
    moved: Ints = np.where(elsewhere & may_stay[:, None], problem.n_printed[:, None], 0)
    return moved


def _solved(
    problem: Problem, points: Ints | None = None, *, is_counted: bool = False, n_moved: int | None = None
) -> Ints | None:
    """The cheapest seating by ``points`` (or by cost and ties), moving at most ``n_moved`` printed people."""
    free = np.flatnonzero(problem.fixed < 0)
    least, most = _left(problem)
    if not len(free):
        return problem.fixed if (least <= 0).all() and (most >= 0).all() else None
    if (most < 0).any():
        return None
    weights = points if points is not None else problem.costs * problem.sizes[:, None]
    objective = weights[free].astype(np.float64) + (0.0 if is_counted else problem.ties[free])
    rows = _rows(problem, free, least, most)
    if n_moved is not None:
        from scipy import sparse

        rows.append((sparse.csr_array(_moves(problem)[free].reshape(1, -1)), np.zeros(1), np.full(1, float(n_moved))))
    answer = _milp(objective.ravel(), rows)
    if answer is None:
        return None
    chosen = problem.fixed.copy()
    chosen[free] = answer.reshape(len(free), -1).argmax(axis=1)
    return chosen


def _slack(problem: Problem) -> tuple[Ints, Ints] | None:
    """People short of each meeting's least and beyond its most, fewest in all."""
    from scipy import sparse

    free = np.flatnonzero(problem.fixed < 0)
    n_meetings = problem.costs.shape[1]
    least, most = _left(problem)
    rows = _rows(problem, free, least, most)
    sizes, low, high = rows.pop(1)
    nothing, give = sparse.csr_array((n_meetings, n_meetings)), sparse.eye_array(n_meetings)
    bounded = [
        (sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], 2 * n_meetings))]), *limits)
        for matrix, *limits in rows
    ]
    bounded.append((sparse.hstack([sizes, give, nothing]), low, np.full(n_meetings, np.inf)))
    bounded.append((sparse.hstack([sizes, nothing, -give]), np.full(n_meetings, -np.inf), high))
    objective = np.concatenate([np.zeros(len(free) * n_meetings), np.ones(2 * n_meetings)])
    answer = _milp(objective, bounded, n_wide=2 * n_meetings)
    if answer is None:
        return None
    slack = answer[-2 * n_meetings :].round().astype(np.int64)
    return slack[:n_meetings], slack[n_meetings:]


def _left(problem: Problem) -> tuple[Ints, Ints]:
    """What the bounds leave to those who are not fixed."""
    is_fixed = problem.fixed >= 0
    taken = np.bincount(
        problem.fixed[is_fixed], weights=problem.sizes[is_fixed], minlength=problem.costs.shape[1]
    ).astype(np.int64)
    return problem.least - taken, problem.most - taken


def _rows(problem: Problem, free: Ints, least: Ints, most: Ints) -> list[tuple["sparse.csr_array", Floats, Floats]]:
    """One meeting for each unit; each meeting within its bounds; at most ``spread`` of a body in one meeting."""
    from scipy import sparse

    n_meetings = problem.costs.shape[1]
    one = np.ones(len(free))
    made = [
        (sparse.csr_array(sparse.kron(sparse.eye_array(len(free)), np.ones((1, n_meetings)))), one, one),
        (
            sparse.csr_array(sparse.kron(problem.sizes[free][None, :], sparse.eye_array(n_meetings))),
            least.astype(np.float64),
            most.astype(np.float64),
        ),
    ]
    if not problem.spread or not (problem.party[free] >= 0).any():
        return made
    codes, index = np.unique(problem.party[free], return_inverse=True)
    left = spread_left(problem)[codes]
    # Those who are fixed take of the room, so that few more may be too many.
    crowded = np.flatnonzero((codes >= 0) & (np.bincount(index, weights=problem.sizes[free]) > left.min(axis=1)))
    if len(crowded):
        member = (index[None, :] == crowded[:, None]) * problem.sizes[free][None, :]
        matrix = sparse.csr_array(sparse.kron(sparse.csr_array(member), sparse.eye_array(n_meetings)))
        limit = left[crowded].astype(np.float64).ravel()
        made.append((matrix, np.zeros(len(limit)), limit))
    return made


def spread_left(problem: Problem) -> Ints:
    """How many more of each party (row) may sit in each meeting beside those who are fixed there."""
    n_parties = int(problem.party.max(initial=-1)) + 1
    taken = np.zeros((n_parties, problem.costs.shape[1]), dtype=np.int64)
    is_fixed = (problem.fixed >= 0) & (problem.party >= 0)
    np.add.at(taken, (problem.party[is_fixed], problem.fixed[is_fixed]), problem.sizes[is_fixed])
    left: Ints = np.maximum(problem.spread - taken, 0)
    return left


def _milp(objective: Floats, rows: list[tuple[Any, Floats, Floats]], n_wide: int = 0) -> Floats | None:
    """The best assignment of 0 and 1 (and of the last ``n_wide`` whole numbers); None when there is none."""
    # Imported late: nine runs in ten never seat anybody.
    from scipy.optimize import Bounds, LinearConstraint, milp

    upper = np.ones(len(objective))
    upper[len(objective) - n_wide :] = np.inf
    result = milp(
        objective,
        integrality=np.ones(len(objective)),
        bounds=Bounds(0, upper),
        constraints=[LinearConstraint(matrix, low, high) for matrix, low, high in rows],
        options={"mip_rel_gap": 0},
    )
    if result.x is None:
        return None
    answer: Floats = result.x
    return answer
