"""Everyone who may come has a seat in one of the campaign's meetings: the table ``seats``.

``seats`` is the one table that every event document is made from, one row a person who may come, in the order of
``attendee_id``:

- attendee_id: stable; of an attendee of the form, or ``g-…`` for a guest.
- participant_id: null for a guest who registered nothing.
- name (null where nobody was named yet), title (null), body (the organisation's name; null for an individual).
- group: what the person comes as, a label of the campaign (e.g. 내빈, 위원, 그린리더, 네트워크).
- protocol_order: 1, 2, … among the guests of honour, as the list gave it; null for everyone else.
- source: form, guests.
- field: the meeting's number; null for whoever sits in none (a guest of honour, an undecided person by option).
- wish_rank: 1, 2, 0 (neither wish); null without a wish or a meeting.
- reason: why this meeting, as codes separated by spaces (their sentences: messages.toml, ``seat_reason``).
- is_pinned: true where a person decided the meeting: an officer, or the guest list's own field.
- is_named: false for a chair whose person was not named.
- attendance: yes, undecided.
- phone (E.164), email, note: for the staff's own lists alone; null where there is none.
- since: which printed version held the person first: 1 = the first, 2 = its supplement, …
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.event_settings import APPLIED, SPREAD, TOGETHER, WAIT
from transforms.errors.event import (
    PlacementBoundsError,
    PlacementCrossedError,
    PlacementLeastError,
    PlacementMostError,
    PlacementPartyError,
    PlacementPinsError,
    PlacementSpreadError,
)
from transforms.event.optimum import Ints, Problem, in_turn, optimum, relaxed, spread_left, ties
from transforms.reading.columns import texts_by_key

SEATS = {
    "attendee_id": "str",
    "participant_id": "str",
    "name": "str",
    "title": "str",
    "body": "str",
    "group": "str",
    "protocol_order": "Int64",
    "source": "str",
    "field": "Int64",
    "wish_rank": "Int64",
    "reason": "str",
    "is_pinned": "bool",
    "is_named": "bool",
    "attendance": "str",
    "phone": "str",
    "email": "str",
    "note": "str",
    "since": "int64",
    "badge": "Int64",
}
# What a meeting costs a person, in hundredths: the first wish, the second, any other, any without a wish; and what is
# added for a meeting that is far from the person's goals and activities. Steps beyond the last keep wishes ahead.
_FIRST, _SECOND, _OTHER, _NO_WISH, _FAR = 0, 1_000, 10_000, 2_000, 900
# What a meeting that is neither printed nor wished costs whoever asked to move: no move for nothing.
_MOVED = 1_000
# What any meeting but the one that was free in their turn costs, where people sit in the order of application.
_OUT_OF_TURN = 100_000
# Which reasons a seat may have; sentences stand in messages.toml.
WISH_1, WISH_2, NO_WISH, NO_MEETING = "wish_1", "wish_2", "no_wish", "no_meeting"
PINNED, OWN, PRINTED, UNDECIDED_WAITS, WAITS = "pinned", "own", "printed", "undecided", "waits"
FULL, PARTY, LEAST, SPREAD_OUT = "full", "party", "least", "spread"
# What became of a person since the last printed version.
ADDED, GONE, MOVED, CHANGED = "added", "gone", "moved", "changed"
CHANGES = {
    "attendee_id": "str",
    "participant_id": "str",
    "source": "str",
    "is_named": "bool",
    "change": "str",
    "name": "str",
    "title": "str",
    "body": "str",
    "group": "str",
    "from_field": "Int64",
    "field": "Int64",
    "since": "int64",
    "badge": "Int64",
}


def as_seats(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with the columns of ``seats`` alone, typed, in the order of ids.

    Nobody has a number on their badge before they are numbered, nor on what was printed before there were numbers.
    """
    table = table if "badge" in table else table.assign(badge=None)
    return table.astype(SEATS)[list(SEATS)].sort_values("attendee_id", ignore_index=True)


def changes(seats: pd.DataFrame, printed: pd.DataFrame | None) -> pd.DataFrame:
    """What a supplement to the printed sheets must say, empty where nothing was printed yet.

    ``change`` is added, gone, moved (another meeting), or changed (name, title, body or group); ``field`` is where the
    person sits now, ``from_field`` where the printed sheets say.
    """
    nothing = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in CHANGES.items()})
    if printed is None:
        return nothing
    both = seats.merge(printed, on="attendee_id", how="outer", suffixes=("", "_printed"), indicator=True)
    gone, added = both["_merge"].eq("right_only"), both["_merge"].eq("left_only")
    moved = both["field"].astype("Float64").fillna(-1).ne(both["field_printed"].astype("Float64").fillna(-1))
    told = ["name", "title", "body", "group"]
    changed = pd.concat([both[n].fillna("").ne(both[f"{n}_printed"].fillna("")) for n in told], axis=1).any(axis=1)
    both["change"] = (
        pd.Series("", index=both.index, dtype="str")
        .mask(changed, CHANGED)
        .mask(moved, MOVED)
        .mask(added, ADDED)
        .mask(gone, GONE)
    )
    for name in (*told, "participant_id", "source", "is_named", "since", "badge"):
        both[name] = both[name].where(~gone, both[f"{name}_printed"])
    both["from_field"] = both["field_printed"]
    both = both[both["change"].ne("")].sort_values("attendee_id", ignore_index=True)
    return both.astype(CHANGES)[list(CHANGES)]


@dataclass(frozen=True)
class Placed:
    """``seats``; ``meetings`` (field, n, least, most and how many sit there by wish); ``passed_over``.

    ``passed_over`` has a row for each wish that a person was not seated by: attendee_id, wish (1, 2), field (wished),
    blocked_by (full, party, least, spread, printed, pinned, own), limit (the bound that stood in the way), n_party (how
    many sit together with the person, who included).
    """

    seats: pd.DataFrame
    meetings: pd.DataFrame
    passed_over: pd.DataFrame


def place_people(
    people: pd.DataFrame,
    wishes: pd.DataFrame,
    affinities: pd.DataFrame,
    pins: "pd.Series[int]",
    campaign: Campaign,
    printed: pd.DataFrame | None = None,
    version: int = 1,
) -> Placed:
    """Everyone in ``people`` seated at the least cost that keeps the campaign's bounds, or in no meeting for a reason.

    ``people`` has the columns of SEATS that are known before anyone sits (all but field, wish_rank, reason, is_pinned,
    since), with ``own_field`` (Int64, the guest list's) and ``is_seated`` (bool). ``wishes``: participant_id, wish_1,
    wish_2. ``affinities``: participant_id, field, affinity 0–1. ``pins``: an officer's field by participant_id.
    ``printed`` is the ``seats`` of the last printed version: nobody on it is moved without need; who is not on it is
    of ``version``. The order of the rows does not matter. Raises a PlacementError that names the bound that cannot be
    kept. Where they sit in the order of application, ``wishes`` has submitted_at, and who finds no seat waits.
    """
    table = people.sort_values("attendee_id", ignore_index=True)
    numbers = sorted(each.number for each in campaign.fields)
    own = table["own_field"].astype("Int64")
    pinned = own.fillna(table["participant_id"].map(pins).astype("Int64"))
    waits = table["attendance"].ne("yes") & (campaign.event.seating.undecided == WAIT)
    sits = (table["is_seated"] | pinned.notna()) & ~waits
    known = wishes.columns.intersection(["participant_id", "wish_1", "wish_2", "submitted_at"])
    table = table.merge(wishes[known], on="participant_id", how="left")
    for wish in ("wish_1", "wish_2"):
        table[wish] = table[wish].astype("Int64")
    table["pin"], table["is_own"] = pinned, own.notna()
    table["was"] = _printed_fields(table, printed)
    seated = table[sits].reset_index(drop=True)
    problem, unit_of = _problem(seated, affinities, numbers, campaign, printed)
    # A share of those who applied, or of as many as there is room for: not of ever fewer as they are found to wait.
    asked = min(len(seated), campaign.event.seating.capacity or len(seated))
    most = _bounds(asked, numbers, campaign, printed)[1]
    while campaign.event.seating.order == APPLIED and numbers:
        problem = replace(problem, most=most)
        turn = in_turn(problem, *_turns(seated, unit_of, numbers), campaign.event.seating.capacity)
        if (turn >= 0).all():
            is_theirs = np.arange(len(numbers))[None, :] == turn[:, None]
            problem = replace(problem, costs=np.where(is_theirs, problem.costs, _OUT_OF_TURN))
            break
        late = turn[unit_of] < 0
        waits |= table["attendee_id"].isin(seated["attendee_id"][late])
        seated = seated[~late].reset_index(drop=True)
        problem, unit_of = _problem(seated, affinities, numbers, campaign, printed)
    _refuse_impossible(problem, seated, unit_of, numbers)
    chosen = optimum(problem)
    if chosen is None:
        raise _bounds_error(problem, numbers)
    seated["field"] = pd.array(np.array(numbers)[chosen[unit_of]], dtype="Int64")
    passed_over = _passed_over(seated, problem, unit_of, chosen, numbers)
    table["field"] = table["attendee_id"].map(seated.set_index("attendee_id")["field"]).astype("Int64")
    seats = _seats(table, waits, passed_over, printed, version)
    return Placed(seats, _meetings(seats, problem, numbers), passed_over)


def _turns(seated: pd.DataFrame, unit_of: Ints, numbers: list[int]) -> tuple[Ints, Ints]:
    """Which meetings each unit wishes, and the units in the order in which they applied; who did not comes first."""
    first = seated.groupby(unit_of, sort=True).first()
    place = {number: at for at, number in enumerate(numbers)}
    wished = np.stack([_positions(first[wish], place) for wish in ("wish_1", "wish_2")], axis=1)
    turns = first.sort_values(["submitted_at", "attendee_id"], na_position="first").index
    return wished, turns.to_numpy(dtype=np.int64)


def _printed_fields(table: pd.DataFrame, printed: pd.DataFrame | None) -> "pd.Series[int]":
    if printed is None:
        return pd.Series(pd.NA, index=table.index, dtype="Int64")
    return table["attendee_id"].map(printed.set_index("attendee_id")["field"]).astype("Int64")


def _problem(
    seated: pd.DataFrame,
    affinities: pd.DataFrame,
    numbers: list[int],
    campaign: Campaign,
    printed: pd.DataFrame | None,
) -> tuple[Problem, Ints]:
    """The programme, and the unit of each seated person."""
    seating = campaign.event.seating
    home = seated["was"]
    unit = seated["attendee_id"]
    is_party = seated["participant_id"].notna() & ~seated["is_own"]
    if seating.parties == TOGETHER:
        # Who comes late sits where most of the party was printed.
        usual = seated[is_party].groupby("participant_id")["was"].agg(lambda was: was.mode().min())
        home = home.fillna(seated["participant_id"].map(usual).astype("Int64").where(is_party))
        unit = unit.where(~is_party, seated["participant_id"] + "@" + home.astype("str").fillna(""))
    codes, names = pd.factorize(unit, sort=True)
    unit_of = codes.astype(np.int64)
    first = seated.assign(home=home).groupby(unit_of, sort=True).first()
    place = {number: at for at, number in enumerate(numbers)}
    least, most = _bounds(len(seated), numbers, campaign, printed)
    own = seated["participant_id"].where(seated["participant_id"].notna() & ~seated["is_own"])
    party = pd.factorize(own)[0].astype(np.int64) if seating.parties == SPREAD else np.full(len(seated), -1)
    costs, was = _costs(first, affinities, place), _positions(first["home"], place)
    wished = np.stack([_positions(first[wish], place) for wish in ("wish_1", "wish_2")], axis=1)
    has_asked = (was >= 0) & (wished >= 0).any(axis=1) & (wished != was[:, None]).all(axis=1)
    is_gain = (np.arange(len(numbers))[None, None, :] == wished[:, :, None]).any(axis=1)
    is_stay = np.arange(len(numbers))[None, :] == was[:, None]
    costs = costs + np.where(has_asked[:, None] & ~is_gain & ~is_stay, _MOVED, 0)
    return (
        Problem(
            costs=costs,
            sizes=np.bincount(unit_of, minlength=len(names)).astype(np.int64),
            ties=ties(names.tolist(), numbers),
            least=least,
            most=most,
            fixed=_positions(first["pin"], place),
            printed=was,
            has_asked=has_asked,
            n_printed=np.bincount(unit_of, weights=seated["was"].notna(), minlength=len(names)).astype(np.int64),
            party=party[np.unique(unit_of, return_index=True)[1]],
            spread=seating.spread if seating.parties == SPREAD else 0,
        ),
        unit_of,
    )


def _bounds(n: int, numbers: list[int], campaign: Campaign, printed: pd.DataFrame | None) -> tuple[Ints, Ints]:
    """The least and the most that sit in each meeting where ``n`` people sit in all."""
    n_printed = None if printed is None else int(printed["field"].notna().sum())
    least, most = np.array(campaign.event.seating.bounds(numbers, n, n_printed), dtype=np.int64).reshape(-1, 2).T
    return least, most


def _positions(fields: "pd.Series[int]", place: dict[int, int]) -> Ints:
    """Fields as places in the list of meetings; -1 for none, or for one that the campaign does not have."""
    return np.asarray(fields.map(place).fillna(-1), dtype=np.int64)


def _costs(units: pd.DataFrame, affinities: pd.DataFrame, place: dict[int, int]) -> Ints:
    """What each meeting costs a person of each unit."""
    shape = (len(units), len(place))
    wished = [_positions(units[wish], place) for wish in ("wish_1", "wish_2")]
    has_none = (wished[0] < 0) & (wished[1] < 0)
    costs: Ints = np.where(has_none[:, None], _NO_WISH, _OTHER).repeat(shape[1], axis=1).astype(np.int64)
    for positions, cost in ((wished[1], _SECOND), (wished[0], _FIRST)):
        at = np.flatnonzero(positions >= 0)
        costs[at, positions[at]] = cost
    near = np.zeros(shape)
    known = affinities[affinities["field"].isin(place)]
    row_of = units.reset_index(drop=True).reset_index().dropna(subset=["participant_id"])[["index", "participant_id"]]
    told = row_of.merge(known, on="participant_id")
    near[told["index"].to_numpy(dtype=np.int64), told["field"].map(place).to_numpy(dtype=np.int64)] = told["affinity"]
    made: Ints = costs + np.rint(_FAR * (1 - near)).astype(np.int64)
    return made


def _refuse_impossible(problem: Problem, seated: pd.DataFrame, unit_of: Ints, numbers: list[int]) -> None:
    """Nothing, when no bound is broken at first sight; raises the PlacementError of the first that is."""
    n_people = int(problem.sizes.sum())
    for at, number in enumerate(numbers):
        if problem.least[at] > problem.most[at]:
            raise PlacementCrossedError(field=number, least=int(problem.least[at]), most=int(problem.most[at]))
        n_pinned = int(problem.sizes[problem.fixed == at].sum())
        if n_pinned > problem.most[at]:
            raise PlacementPinsError(field=number, n=n_pinned, most=int(problem.most[at]))
    if n_people and problem.least.sum() > n_people:
        raise PlacementLeastError(total=int(problem.least.sum()), n=n_people)
    if problem.most.sum() < n_people:
        raise PlacementMostError.of(dict(zip(numbers, problem.most.tolist(), strict=True)), n_people)
    free = np.flatnonzero(problem.fixed < 0)
    if len(free) and problem.sizes[free].max() > problem.most.max():
        largest = int(free[problem.sizes[free].argmax()])
        who = seated.loc[unit_of == largest, "participant_id"].iloc[0]
        raise PlacementPartyError(participant=who, n=int(problem.sizes[largest]), most=int(problem.most.max()))
    if problem.spread:
        room = np.minimum(spread_left(problem), problem.most[None, :]).sum(axis=1)
        in_party = free[problem.party[free] >= 0]
        wanted = np.bincount(problem.party[in_party], weights=problem.sizes[in_party], minlength=len(room))
        crowded = np.flatnonzero(wanted > room)
        if len(crowded):
            unit = int(np.flatnonzero(problem.party == crowded[0])[0])
            raise PlacementSpreadError(
                participant=seated.loc[unit_of == unit, "participant_id"].iloc[0],
                n=int(wanted[crowded[0]]),
                spread=problem.spread,
                most=int(room[crowded[0]]),
            )


def _bounds_error(problem: Problem, numbers: list[int]) -> PlacementBoundsError:
    """The error that tells the smallest change of bounds that would do."""
    needed = relaxed(problem)
    return PlacementBoundsError.of(
        least=[
            (numbers[at], int(problem.least[at]), int(problem.least[at] - n)) for at, n in enumerate(needed.short) if n
        ],
        most=[
            (numbers[at], int(problem.most[at]), int(problem.most[at] + n)) for at, n in enumerate(needed.beyond) if n
        ],
        spread=problem.spread if needed.is_spread_in_the_way else 0,
    )


def _passed_over(
    seated: pd.DataFrame, problem: Problem, unit_of: Ints, chosen: Ints, numbers: list[int]
) -> pd.DataFrame:
    """Each wish that a person was not seated by, and what stood in the way of moving there with nobody else moving."""
    place = {number: at for at, number in enumerate(numbers)}
    n_in = np.bincount(chosen, weights=problem.sizes, minlength=len(numbers)).astype(np.int64)
    here = chosen[unit_of]
    size = problem.sizes[unit_of]
    rank = pd.Series(0, index=seated.index).mask(seated["wish_2"].eq(seated["field"]).fillna(False), 2)
    rank = rank.mask(seated["wish_1"].eq(seated["field"]).fillna(False), 1)
    left = _left_in_party(problem, chosen)
    frames = []
    for wish in (1, 2):
        there = _positions(seated[f"wish_{wish}"], place)
        is_same = wish == 2 and seated["wish_1"].eq(seated["wish_2"]).fillna(False).to_numpy(dtype=bool)
        at = np.flatnonzero((there >= 0) & (there != here) & ~np.logical_and(rank == 1, wish == 2) & ~is_same)
        there, now, one = there[at], here[at], size[at]
        unit = unit_of[at]
        is_full = n_in[there] + one > problem.most[there]
        fits_alone = n_in[there] + 1 <= problem.most[there]
        is_least = n_in[now] - one < problem.least[now]
        is_spread = (problem.party[unit] >= 0) & (left[problem.party[unit], there] < one) & (problem.spread > 0)
        is_printed = (problem.printed[unit] == now) & (problem.fixed[unit] < 0)
        is_fixed = problem.fixed[unit] >= 0
        is_own = seated["is_own"].to_numpy()[at]
        cases = [
            (is_fixed & is_own, OWN, now),
            (is_fixed, PINNED, now),
            (is_full & fits_alone, PARTY, problem.most[there]),
            (is_full, FULL, problem.most[there]),
            (is_spread, SPREAD_OUT, np.full(len(at), problem.spread)),
            (is_least, LEAST, problem.least[now]),
            (is_printed, PRINTED, now),
        ]
        frames.append(
            pd.DataFrame(
                {
                    "attendee_id": seated["attendee_id"].to_numpy()[at],
                    "wish": wish,
                    "field": np.array(numbers, dtype=np.int64)[there],
                    "blocked_by": np.select([c[0] for c in cases], [c[1] for c in cases], default=""),
                    "limit": np.select([c[0] for c in cases], [c[2] for c in cases], default=0),
                    "n_party": one,
                }
            )
        )
    whole = pd.concat(frames, ignore_index=True)
    types = {
        "attendee_id": "str",
        "wish": "int64",
        "field": "int64",
        "blocked_by": "str",
        "limit": "int64",
        "n_party": "int64",
    }
    return whole.sort_values(["attendee_id", "wish"], ignore_index=True).astype(types)


def _left_in_party(problem: Problem, chosen: Ints) -> Ints:
    """How many more of each party might sit in each meeting, as everyone sits."""
    counts = np.zeros((int(problem.party.max(initial=-1)) + 1, problem.costs.shape[1]), dtype=np.int64)
    member = problem.party >= 0
    np.add.at(counts, (problem.party[member], chosen[member]), problem.sizes[member])
    left: Ints = problem.spread - counts
    return left if len(left) else np.zeros((1, problem.costs.shape[1]), dtype=np.int64)


def _seats(
    table: pd.DataFrame,
    waits: "pd.Series[bool]",
    passed_over: pd.DataFrame,
    printed: pd.DataFrame | None,
    version: int,
) -> pd.DataFrame:
    has_wish = table["wish_1"].notna() | table["wish_2"].notna()
    sits = table["field"].notna()
    first = table["wish_1"].eq(table["field"]).fillna(False)
    second = table["wish_2"].eq(table["field"]).fillna(False) & ~first
    rank = pd.Series(0, index=table.index, dtype="Int64").mask(second, 2).mask(first, 1).where(has_wish & sits)
    blocked = passed_over[["attendee_id", "blocked_by"]].drop_duplicates()
    why = texts_by_key(blocked["blocked_by"], blocked["attendee_id"], " ")
    reason = (
        table["attendee_id"]
        .map(why)
        .astype("str")
        .fillna("")
        .mask(~has_wish, NO_WISH)
        .mask(second, WISH_2)
        .mask(first, WISH_1)
    )
    reason = reason.mask(table["pin"].notna(), PINNED).mask(table["is_own"], OWN)
    reason = reason.mask(~sits, NO_MEETING).mask(waits & ~sits, UNDECIDED_WAITS)
    reason = reason.mask(waits & ~sits & table["attendance"].eq("yes"), WAITS)
    since = pd.Series(1, index=table.index)
    if printed is not None:
        known = printed.set_index("attendee_id")["since"]
        since = table["attendee_id"].map(known).fillna(version)
    return as_seats(table.assign(wish_rank=rank, reason=reason, is_pinned=table["pin"].notna() & sits, since=since))


def _meetings(seats: pd.DataFrame, problem: Problem, numbers: list[int]) -> pd.DataFrame:
    """One row a meeting: field, n, least, most, n_wish_1, n_wish_2, n_neither, n_no_wish, n_pinned, n_undecided."""
    counted = pd.DataFrame(
        {
            "field": seats["field"],
            "n": 1,
            "n_wish_1": seats["wish_rank"].eq(1).fillna(False),
            "n_wish_2": seats["wish_rank"].eq(2).fillna(False),
            "n_neither": seats["wish_rank"].eq(0).fillna(False),
            "n_no_wish": seats["wish_rank"].isna(),
            "n_pinned": seats["is_pinned"],
            "n_undecided": seats["attendance"].ne("yes"),
        }
    ).dropna(subset=["field"])
    made = counted.groupby("field").sum().reindex(numbers, fill_value=0).astype("int64")
    made.insert(1, "least", problem.least)
    made.insert(2, "most", problem.most)
    return made.rename_axis("field").reset_index()
