"""Which response of an earlier snapshot is which of the present one.

A response has no id of its own, and neither its row nor its time stamp is one: deleting a row shifts all below, an
edit in the form changes the stamp, a sheet may be sorted anew, two people may answer in one second. So rows are known
by what they say, and their place is a hint:

1. Rows that say the same are one response, wherever they stand; among equal rows the one in the same gap is meant.
   Cells are compared letter for letter and then as they are read, because an export writes a time stamp or a list of
   ticks in another way than the sheet does.
2. Rows that keep their order are the fixed points; all other equal rows have *moved*. A gap is the stretch between
   two fixed points.
3. Of what is left, an earlier and a present row are one response that was *edited* where both have the time stamp and
   a name, an e-mail or most of the free text (someone corrected a cell), or stand in about the same place with the
   same name or most of the free text (the form rewrites a response where it stands). What "about" means grows with the
   number of rows that moved: in a sheet that was sorted anew a place says nothing.
4. Whatever is left is *deleted* or *new*. An answer that its sender deleted and sent again is therefore both.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.question import Question
from transforms.parse.choices import ticks
from transforms.parse.goals import goals
from transforms.parse.moments import moment
from transforms.parse.phones import phones
from transforms.parse.text import clean
from transforms.reading.columns import parsed

SAME, NEW, EDITED, DELETED, MOVED = "same", "new", "edited", "deleted", "moved"
# What people write themselves: two responses hardly agree in most of it by chance.
_TELLING = frozenset(("email", "body", "person", "phone", "address", "activities", "people", "text"))
# A gap may be off by as many as moved, and by a few that moved past an edited row and show it nowhere else.
_NEAR = 3
# Beyond this many pairs of a block, rows are paired in their order instead of by likeness.
_MOST_PAIRS = 400

Codes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Tier:
    """Earlier and present rows alike in ``columns`` are one response, where the rest holds."""

    columns: tuple[str, ...]
    is_near: bool
    is_alike: bool = False


# From sure to weak. Without a common time stamp, the place has to speak too.
_TIERS = (
    _Tier(("submitted_at", "email", "name"), is_near=False),
    _Tier(("submitted_at", "email"), is_near=False),
    _Tier(("submitted_at", "name"), is_near=False),
    _Tier(("submitted_at",), is_near=False, is_alike=True),
    _Tier(("email", "name"), is_near=True),
    _Tier(("name",), is_near=True),
    _Tier(("email",), is_near=True, is_alike=True),
    _Tier(("phone",), is_near=True, is_alike=True),
    _Tier((), is_near=True, is_alike=True),
)


def compare(before: pd.DataFrame, now: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """Every response of ``before`` and of ``now`` (raw cells by our columns; the index counts data rows from 0) once.

    Columns: change (same, new, edited, deleted, moved), ``now`` and ``before`` (index labels, null where there is
    none), ``columns`` (our names of what an edit changed, separated by spaces), ``is_verbatim`` (letter for letter the
    same). Only questions that both have are compared. In the order of ``now``, deleted rows last.
    """
    names = [name for name in now.columns if name in before.columns and name in campaign.by_column]
    old, new = before[names].reset_index(drop=True), now[names].reset_index(drop=True)
    verbatim = _equal(*_rows_of(*_codes(old, new)))
    left_old, left_new = _others(len(old), verbatim[0]), _others(len(new), verbatim[1])
    old_said, new_said = (_said(table.iloc[left], campaign) for table, left in ((old, left_old), (new, left_new)))
    codes = _codes(old_said, new_said)
    read = _equal(*_rows_of(*codes), fixed=verbatim, places=(left_old, left_new))
    same = _joined([verbatim, (left_old[read[0]], left_new[read[1]])])
    in_order = _in_order(*same)
    fixed = same[0][in_order], same[1][in_order]
    rest = _others(len(left_old), read[0]), _others(len(left_new), read[1])
    edited = _edited(
        codes[0][rest[0]],
        codes[1][rest[1]],
        _gaps(left_old[rest[0]], fixed[0]),
        _gaps(left_new[rest[1]], fixed[1]),
        _NEAR + int((~in_order).sum()),
        names,
        campaign,
    )
    at_old, at_new = left_old[rest[0]][edited[0]], left_new[rest[1]][edited[1]]
    what = _differing(codes[0][rest[0]][edited[0]], codes[1][rest[1]][edited[1]], names)
    pairs = pd.DataFrame(
        {
            "change": np.concatenate([np.where(in_order, SAME, MOVED), np.full(len(at_old), EDITED)]),
            "before": np.concatenate([same[0], at_old]),
            "now": np.concatenate([same[1], at_new]),
            "columns": np.concatenate([np.full(len(same[0]), "", dtype=object), what]),
            "is_verbatim": np.arange(len(same[0]) + len(at_old)) < len(verbatim[0]),
        }
    )
    gone = pd.DataFrame({"change": DELETED, "before": _others(len(old), pairs["before"].to_numpy())})
    came = pd.DataFrame({"change": NEW, "now": _others(len(new), pairs["now"].to_numpy())})
    whole = pd.concat([pairs, came, gone], ignore_index=True)
    whole["now"] = _labels(whole["now"], now.index)
    whole["before"] = _labels(whole["before"], before.index)
    whole["columns"] = whole["columns"].fillna("").astype("str")
    whole["is_verbatim"] = whole["is_verbatim"].eq(True)
    return whole.sort_values(["now", "before"], ignore_index=True).astype({"change": "str"})


def _labels(places: "pd.Series[float]", index: pd.Index) -> "pd.Series[int]":
    there = places.notna()
    labels = pd.Series(pd.NA, index=places.index, dtype="Int64")
    labels[there] = index.to_numpy()[places[there].to_numpy(dtype="int64")]
    return labels


def _others(n: int, taken: Ints) -> Ints:
    """The positions below ``n`` that are not ``taken``, ascending."""
    is_free = np.ones(n, dtype=bool)
    is_free[taken.astype("int64")] = False
    return np.flatnonzero(is_free)


def _codes(old: pd.DataFrame, new: pd.DataFrame) -> tuple[Codes, Codes]:
    """Equal numbers for equal cells of a column, 0 for blank ones: a row a response, a column a question."""
    made = np.zeros((len(old) + len(new), old.shape[1]), dtype=np.int32)
    for at, name in enumerate(old.columns):
        blank = pd.Series([""], dtype="str")
        codes, _ = pd.factorize(pd.concat([blank, old[name], new[name]], ignore_index=True), use_na_sentinel=False)
        made[:, at] = codes[1:]
    return made[: len(old)], made[len(old) :]


def _rows_of(old: Codes, new: Codes) -> tuple[Ints, Ints]:
    """Equal numbers for equal rows."""
    both = np.concatenate([old, new]).astype(np.int64)
    made = np.zeros(len(both), dtype=np.int64)
    for at in range(both.shape[1]):
        made, _ = pd.factorize(made * (both[:, at].max(initial=0) + 1) + both[:, at])
    return made[: len(old)].astype(np.int64), made[len(old) :].astype(np.int64)


def _equal(
    old: Ints, new: Ints, fixed: tuple[Ints, Ints] | None = None, places: tuple[Ints, Ints] | None = None
) -> tuple[Ints, Ints]:
    """Positions in ``old`` and ``new`` that are paired: equal numbers, each row once.

    Numbers that stand once on each side are paired first; of the others those in the same gap between the pairs that
    keep their order, then the rest as they come. ``fixed`` are pairs known already, in the whole in which ``places``
    are.
    """
    here, there = (np.arange(len(old)), np.arange(len(new))) if places is None else places
    once = _merged([old], [new], ~_is_double(old), ~_is_double(new))
    known = _joined([(here[once[0]], there[once[1]]), *([fixed] if fixed else [])])
    in_order = _in_order(*known)
    gaps = _gaps(here, known[0][in_order])[0], _gaps(there, known[1][in_order])[0]
    found = [once]
    for keys in (([old, gaps[0]], [new, gaps[1]]), ([old], [new])):
        taken = _joined(found)
        is_open = np.ones(len(old), dtype=bool), np.ones(len(new), dtype=bool)
        is_open[0][taken[0]], is_open[1][taken[1]] = False, False
        found.append(_merged(*keys, *is_open))
    return _joined(found)


def _is_double(codes: Ints) -> npt.NDArray[np.bool_]:
    return pd.Series(codes).duplicated(keep=False).to_numpy()


def _merged(
    old: Sequence[Ints], new: Sequence[Ints], is_old: npt.NDArray[np.bool_], is_new: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """Positions alike in every key, the first with the first, the second with the second, and so on."""
    tables = []
    for keys, chosen in ((old, is_old), (new, is_new)):
        table = pd.DataFrame({f"key_{at}": key[chosen] for at, key in enumerate(keys)})
        tables.append(table.assign(nth=table.groupby(list(table.columns)).cumcount(), at=np.flatnonzero(chosen)))
    by = [*(f"key_{at}" for at in range(len(old))), "nth"]
    both = tables[0].merge(tables[1], on=by)
    return both["at_x"].to_numpy(dtype=np.int64), both["at_y"].to_numpy(dtype=np.int64)


def _in_order(old: Ints, new: Ints) -> npt.NDArray[np.bool_]:
    """True for the pairs of a longest run that stands in one order on both sides; the others have moved."""
    order = np.argsort(old, kind="stable")
    ranks = np.argsort(np.argsort(new[order], kind="stable"), kind="stable")
    is_kept = ranks == np.arange(len(ranks))
    # What lies before the first and behind the last displaced row is in order as it is.
    displaced = np.flatnonzero(~is_kept)
    if len(displaced):
        first, last = displaced[0], displaced[-1] + 1
        is_kept[first:last] = _longest_rise(ranks[first:last])
    made = np.zeros(len(old), dtype=bool)
    made[order] = is_kept
    return made


def _longest_rise(values: Ints) -> npt.NDArray[np.bool_]:
    """True for the members of one longest rising subsequence (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    came_from = np.full(len(values), -1, dtype=np.int64)
    for at, value in enumerate(values.tolist()):
        place = bisect_left(tails, value)
        came_from[at] = ends[place - 1] if place else -1
        if place == len(tails):
            tails.append(value)
            ends.append(at)
        else:
            tails[place], ends[place] = value, at
    made = np.zeros(len(values), dtype=bool)
    at = ends[-1] if ends else -1
    while at >= 0:
        made[at] = True
        at = int(came_from[at])
    return made


def _gaps(places: Ints, fixed: Ints) -> tuple[Ints, Ints]:
    """How many fixed points stand before each place, and how far behind the last of them it is."""
    points = np.sort(fixed)
    gaps = np.searchsorted(points, places).astype(np.int64)
    last = np.concatenate([[-1], points])[gaps]
    return gaps, places - last


def _said(cells: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """``cells`` as they are read, so that one answer is the same text whichever way it was exported."""
    return pd.DataFrame(
        {name: _as_read(cells[name], campaign.by_column[name], campaign) for name in cells.columns}, index=cells.index
    )


def _as_read(cells: "pd.Series[str]", question: Question, campaign: Campaign) -> "pd.Series[str]":
    def said(cell: str) -> str:
        value = clean(cell)
        match question.kind:
            case "moment":
                at = moment(value, campaign.zone)
                return at.isoformat() if at else value
            case "phone":
                numbers = [phone.number for phone in phones(value, campaign.area_code)]
                return " ".join(numbers) or value
            case "goals":
                numbered_, free = goals(value, campaign.goal_labels)
                return repr((numbered_, free)) if numbered_ else value
            case "ticks" | "field":
                ticked, others = ticks(value, question.options if question.kind == "ticks" else campaign.field_options)
                return repr((ticked, others)) if ticked else value
        return value

    return parsed(cells, said).part(str, "str")


def _edited(
    old: Codes,
    new: Codes,
    old_place: tuple[Ints, Ints],
    new_place: tuple[Ints, Ints],
    near: int,
    names: Sequence[str],
    campaign: Campaign,
) -> tuple[Ints, Ints]:
    """Positions in ``old`` and ``new`` of one response before and after its edit, by the tiers.

    A place is a gap and an offset in it; places are near where their gaps are at most ``near`` apart.
    """
    telling = [at for at, name in enumerate(names) if campaign.by_column[name].kind in _TELLING]
    is_open = np.ones(len(old), dtype=bool), np.ones(len(new), dtype=bool)
    found: list[tuple[Ints, Ints]] = []
    for tier in _TIERS:
        if not set(tier.columns) <= set(names):
            continue
        columns = [names.index(name) for name in tier.columns]
        sides = []
        for codes, (gap, offset), free in ((old, old_place, is_open[0]), (new, new_place, is_open[1])):
            chosen = np.flatnonzero(free & (codes[:, columns] != 0).all(axis=1))
            keys = {f"key_{at}": codes[chosen, at] for at in columns}
            # Without any column in common, only rows of one gap are looked at.
            keys |= {} if columns else {"key_gap": gap[chosen]}
            sides.append(pd.DataFrame({**keys, "at": chosen, "gap": gap[chosen], "offset": offset[chosen]}))
        pairs = _candidates(*sides)
        if tier.is_near:
            pairs = pairs[(pairs["gap_x"] - pairs["gap_y"]).abs() <= near].reset_index(drop=True)
        one, other = old[pairs["at_x"]][:, telling], new[pairs["at_y"]][:, telling]
        pairs["alike"] = ((one == other) & (one != 0)).sum(axis=1)
        answered = ((one != 0) | (other != 0)).sum(axis=1)
        if tier.is_alike:
            pairs = pairs[(pairs["alike"] >= 2) & (pairs["alike"] * 2 >= answered)]
        at_old, at_new = _each_once(pairs)
        is_open[0][at_old], is_open[1][at_new] = False, False
        found.append((at_old, at_new))
    return _joined(found)


def _joined(pairs: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    one, other = (np.concatenate(side).astype(np.int64) for side in zip(*pairs, strict=True))
    return one, other


def _candidates(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Pairs of rows alike in every key: all of a small block, those of one order in a large one."""
    by = [name for name in old.columns if name.startswith("key_")]
    sizes = old.groupby(by).size().rename("n_old").to_frame().join(new.groupby(by).size().rename("n_new"), how="inner")
    is_large = (sizes["n_old"] * sizes["n_new"]).gt(_MOST_PAIRS).rename("is_large").reset_index()
    sides = []
    for table in (old, new):
        side = table.merge(is_large, on=by)
        side["nth"] = side.groupby(by).cumcount().where(side["is_large"], 0)
        sides.append(side.drop(columns="is_large"))
    return sides[0].merge(sides[1], on=[*by, "nth"])


def _each_once(pairs: pd.DataFrame) -> tuple[Ints, Ints]:
    """The best pairs, each row once: most alike first, then nearest in place, then in order."""
    pairs = pairs.assign(
        gaps=(pairs["gap_x"] - pairs["gap_y"]).abs(), far=(pairs["offset_x"] - pairs["offset_y"]).abs()
    )
    left = pairs.sort_values(["alike", "gaps", "far", "at_x", "at_y"], ascending=[False, True, True, True, True])
    taken = []
    while len(left):
        best = left[~left["at_x"].duplicated() & ~left["at_y"].duplicated()]
        taken.append(best)
        left = left[~left["at_x"].isin(best["at_x"]) & ~left["at_y"].isin(best["at_y"])]
    whole = pd.concat(taken) if taken else left
    return whole["at_x"].to_numpy(dtype=np.int64), whole["at_y"].to_numpy(dtype=np.int64)


def _differing(old: Codes, new: Codes, names: Sequence[str]) -> npt.NDArray[np.object_]:
    """The names of the columns that differ, row for row, separated by spaces."""
    patterns, which = np.unique(old != new, axis=0, return_inverse=True)
    words = [" ".join(name for name, differs in zip(names, row, strict=True) if differs) for row in patterns]
    return np.array(words, dtype=object)[which.reshape(-1)] if len(old) else np.empty(0, dtype=object)
