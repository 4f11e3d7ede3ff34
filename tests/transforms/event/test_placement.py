"""Seats: wishes, bounds, parties, pins, printed sheets, and what is said when it cannot be."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.event.seating import NO_AFFINITY, NO_PINS, campaign, drawn, people, shares, wishes
from transforms.campaign.event_settings import Bounds, SeatBound
from transforms.errors.event import (
    PlacementBoundsError,
    PlacementCrossedError,
    PlacementLeastError,
    PlacementMostError,
    PlacementPartyError,
    PlacementPinsError,
    PlacementSpreadError,
)
from transforms.event.placement import ADDED, GONE, MOVED, SEATS, changes, place_people

FEW = [(7, 3)] * 6 + [(1, 2)] * 4 + [(2, 1)] * 2 + [(None, None)] * 2


def seat(sizes, pairs, pins=None, printed=None, version=1, near=NO_AFFINITY, **seating):
    pinned = NO_PINS if pins is None else pd.Series(pins)
    return place_people(people(sizes), wishes(pairs), near, pinned, campaign(**seating), printed, version)


def where(seats):
    return seats.set_index("attendee_id")["field"].to_dict()


def test_everyone_has_the_first_wish_where_nothing_stands_against_it():
    placed = seat([1] * len(FEW), FEW)
    assert placed.seats["wish_rank"].dropna().eq(1).all()
    assert placed.seats["wish_rank"].isna().sum() == 2
    assert placed.passed_over.empty
    assert {name: str(kind) for name, kind in placed.seats.dtypes.items()} == SEATS


def test_whoever_cannot_have_the_first_wish_has_the_second_and_is_told_why():
    placed = seat([1] * len(FEW), FEW, most=SeatBound(4))
    assert placed.meetings.set_index("field")["n"][7] == 4
    assert placed.seats["wish_rank"].value_counts().to_dict() == {1: 10, 2: 2}
    told = placed.passed_over
    assert told["blocked_by"].tolist() == ["full", "full"]
    assert told["field"].tolist() == [7, 7]
    assert told["limit"].tolist() == [4, 4]


def test_of_two_with_one_wish_the_one_whose_work_belongs_there_stays():
    near = pd.DataFrame({"participant_id": ["p0001"], "field": [7], "affinity": [0.8]})
    placed = seat([1, 1], [(7, 1), (7, 1)], near=near, most=SeatBound(1))
    assert where(placed.seats) == {"p0000-a1": 1, "p0001-a1": 7}


def test_in_neither_wish_the_bound_that_stood_in_the_way_is_named():
    placed = seat([1] * 6, [(7, 3)] * 6, most=SeatBound(2))
    neither = placed.seats[placed.seats["wish_rank"].eq(0)]
    assert len(neither) == 2
    told = placed.passed_over[placed.passed_over["attendee_id"].isin(neither["attendee_id"])]
    assert told["field"].tolist() == [7, 3] * 2 or told["field"].tolist() == [7, 3, 7, 3]
    assert set(told["blocked_by"]) == {"full"}
    filling = seat([1] * 3, [(7, 3)] * 3, least=SeatBound(0), fields={5: Bounds(least=SeatBound(1))})
    assert filling.passed_over["blocked_by"].unique().tolist() == ["least"]
    assert filling.seats["wish_rank"].tolist().count(0) == 1


def test_a_party_sits_together_is_spread_or_free():
    together = seat([4, 1], [(7, 3), (7, 3)], most=SeatBound(4)).seats
    assert together[together["participant_id"].eq("p0000")]["field"].nunique() == 1
    spread = seat([4, 1], [(7, 3), (7, 3)], parties="spread", spread=2).seats
    assert spread[spread["participant_id"].eq("p0000")]["field"].value_counts().to_dict() == {7: 2, 3: 2}
    free = seat([4, 1], [(7, 3), (7, 3)], parties="free", most=SeatBound(3)).seats
    assert free["field"].value_counts().to_dict() == {7: 3, 3: 2}


def test_a_party_too_large_for_what_is_left_is_told_so():
    placed = seat([3, 2], [(7, 3), (7, 3)], most=SeatBound(4))
    # The two would leave no room for the three; one of them might still sit there alone.
    assert placed.passed_over["blocked_by"].unique().tolist() == ["party"]


def test_an_officers_pin_and_a_guests_own_field_hold():
    table = people([1, 1])
    table.loc[1, "own_field"] = 5
    placed = place_people(
        table, wishes([(7, 3), (7, 3)]), NO_AFFINITY, pd.Series({"p0000": 2}), campaign(most=SeatBound(1))
    )
    assert where(placed.seats) == {"p0000-a1": 2, "p0001-a1": 5}
    assert placed.seats["reason"].tolist() == ["pinned", "own"]
    assert placed.seats["is_pinned"].all()
    assert placed.passed_over["blocked_by"].tolist() == ["pinned", "pinned", "own", "own"]


def test_a_guest_of_honour_need_not_sit_and_the_undecided_may_wait():
    table = people([1, 1, 1])
    table.loc[0, "is_seated"] = False
    table.loc[1, "attendance"] = "undecided"
    pairs = wishes([(7, 3)] * 3)
    held = place_people(table, pairs, NO_AFFINITY, NO_PINS, campaign()).seats
    assert held["field"].isna().tolist() == [True, False, False]
    waiting = place_people(table, pairs, NO_AFFINITY, NO_PINS, campaign(undecided="wait")).seats
    assert waiting["field"].isna().tolist() == [True, True, False]
    assert waiting["reason"].tolist() == ["no_meeting", "undecided", "wish_1"]


def test_nobody_at_all_and_three_hundred_in_one():
    assert seat([], [], least=SeatBound(0, is_share=True), most=SeatBound(100, is_share=True)).seats.empty
    whole = seat([300, 1], [(7, 3), (1, 2)])
    assert whole.meetings.set_index("field")["n"][7] == 300
    assert (whole.meetings["n"] == 0).sum() == 5


IMPOSSIBLE = {
    "least": ([1] * 3, {}, {"least": SeatBound(1)}, PlacementLeastError, "7명"),
    "most": ([1] * 8, {}, {"most": SeatBound(1)}, PlacementMostError, "8명"),
    "crossed": ([1] * 8, {}, {"least": SeatBound(3), "most": SeatBound(2)}, PlacementCrossedError, "1번 모임"),
    "pins": ([2, 2], {"p0000": 4, "p0001": 4}, {"most": SeatBound(3)}, PlacementPinsError, "4번 모임"),
    "party": ([5], {}, {"most": SeatBound(4)}, PlacementPartyError, "p0000"),
    "spread": ([9], {}, {"parties": "spread", "spread": 1}, PlacementSpreadError, "7명만"),
    "packing": ([3] * 8, {}, {"most": SeatBound(4)}, PlacementBoundsError, "상한 4 → 6명"),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_cannot_be_names_its_bound_and_the_mend(case):
    sizes, pins, seating, kind, says = IMPOSSIBLE[case]
    with pytest.raises(kind, match=says) as told:
        seat(sizes, [(7, 3)] * len(sizes), pins=pins, **seating)
    assert "[event.placement]" in str(told.value)
    assert "홍길동" not in str(told.value)
    assert "푸른숲" not in str(told.value)


@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from([(1,), (1, 2, 3)]),
    st.sampled_from(["together", "free", "spread"]),
    st.integers(0, 99),
)
def test_the_order_of_rows_moves_nobody(seed, sizes, parties, order):
    table, pairs, near = drawn(60, seed, sizes)
    rules = campaign(**shares(40, 180), parties=parties)
    one = place_people(table, pairs, near, NO_PINS, rules)
    two = place_people(*(t.sample(frac=1, random_state=order) for t in (table, pairs, near)), NO_PINS, rules)
    pd.testing.assert_frame_equal(one.seats, two.seats)
    pd.testing.assert_frame_equal(one.meetings, two.meetings)
    pd.testing.assert_frame_equal(one.passed_over, two.passed_over)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([(1,), (1, 2, 3, 4)]), st.sampled_from(["together", "free", "spread"]))
def test_every_wish_passed_over_has_a_bound_that_stood_in_the_way(seed, sizes, parties):
    table, pairs, near = drawn(50, seed, sizes)
    placed = place_people(table, pairs, near, NO_PINS, campaign(**shares(40, 180), parties=parties))
    assert placed.passed_over["blocked_by"].ne("").all()
    sat = placed.seats[placed.seats["wish_rank"].eq(0)]
    assert set(sat["attendee_id"]) <= set(placed.passed_over["attendee_id"])
    counted = placed.seats.groupby("field").size()
    assert placed.meetings.set_index("field")["n"].to_dict() == counted.reindex(range(1, 8), fill_value=0).to_dict()
    assert (placed.meetings["n"].between(placed.meetings["least"], placed.meetings["most"])).all()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 6), st.integers(1, 7), st.sampled_from(["together", "free"]))
def test_after_printing_a_late_change_moves_only_whom_it_must(seed, n_gone, wish, parties):
    table, pairs, near = drawn(50, seed, (1, 2))
    rules = campaign(**shares(60, 140), parties=parties)
    printed = place_people(table, pairs, near, NO_PINS, rules).seats
    late = people([1]).assign(participant_id="p9999", attendee_id="p9999-a1")
    pairs = pd.concat([pairs, wishes([(wish, None)]).assign(participant_id="p9999")], ignore_index=True)
    now = pd.concat([table.iloc[n_gone:], late], ignore_index=True)
    placed = place_people(now, pairs, near, NO_PINS, rules, printed, version=2)
    told = changes(placed.seats, printed)
    sizes = printed[printed["attendee_id"].isin(now["attendee_id"])].groupby("field").size().reindex(range(1, 8))
    must = int((placed.meetings["least"] - sizes.fillna(0).to_numpy()).clip(lower=0).sum())
    # The late one may fill one of the gaps; whatever else is short must come from elsewhere.
    assert (told["change"] == MOVED).sum() <= must + (1 if parties == "together" and must else 0)
    assert (told["change"] == GONE).sum() == n_gone
    assert told.loc[told["change"].eq(ADDED), "attendee_id"].tolist() == ["p9999-a1"]
    assert placed.seats.set_index("attendee_id")["since"]["p9999-a1"] == 2


def test_nothing_printed_needs_no_supplement_and_a_rerun_changes_nothing():
    first = seat([1] * len(FEW), FEW, most=SeatBound(4)).seats
    assert changes(first, None).empty
    again = seat([1] * len(FEW), FEW, most=SeatBound(4), printed=first, version=2)
    pd.testing.assert_frame_equal(again.seats.drop(columns="reason"), first.drop(columns="reason"))
    assert changes(again.seats, first).empty


def test_a_wish_that_came_free_after_printing_is_not_taken():
    first = seat([1] * 5, [(7, 3)] * 5, most=SeatBound(4)).seats
    second = first[first["field"].eq(3)]["attendee_id"].tolist()
    left = people([1] * 5)
    gone = next(a for a in left["attendee_id"] if a not in second)
    placed = place_people(
        left[left["attendee_id"].ne(gone)],
        wishes([(7, 3)] * 5),
        NO_AFFINITY,
        NO_PINS,
        campaign(most=SeatBound(4)),
        first,
        2,
    )
    assert where(placed.seats)[second[0]] == 3
    assert placed.passed_over["blocked_by"].tolist() == ["printed"]


def test_a_printed_seat_gives_way_to_an_officers_decision():
    first = seat([1] * 3, [(7, 3)] * 3).seats
    placed = seat([1] * 3, [(7, 3)] * 3, pins={"p0001": 2}, printed=first, version=2)
    assert where(placed.seats) == {"p0000-a1": 7, "p0001-a1": 2, "p0002-a1": 7}
    assert changes(placed.seats, first)["change"].tolist() == [MOVED]


def test_a_late_member_of_a_printed_party_sits_with_it():
    first = seat([2, 1], [(7, 3), (1, 2)]).seats
    placed = seat([3, 1], [(2, 3), (1, 2)], printed=first, version=2)
    assert placed.seats[placed.seats["participant_id"].eq("p0000")]["field"].tolist() == [7, 7, 7]


def test_a_campaign_without_rules_bounds_nothing():
    rules = campaign()
    assert rules.event.seating.bounds([1, 2], 9) == [(0, 9), (0, 9)]


def test_who_asked_to_move_goes_first_where_somebody_must():
    """Five of meeting 4 wish for 5 since, which has room; somebody late must sit in 4, which is full."""
    pairs = [(4, 6)] * 10 + [(5, 6)] * 2
    first = seat([1] * 12, pairs, most=SeatBound(10)).seats
    changed = [(5, 6)] * 5 + [(4, 6)] * 5 + [(5, 6)] * 2
    same = seat([1] * 12, changed, printed=first, version=2, most=SeatBound(10)).seats
    assert where(same) == where(first)
    late = seat([1] * 13, [*changed, (4, 6)], pins={"p0012": 4}, printed=first, version=2, most=SeatBound(10))
    now = where(late.seats)
    assert [now[f"p{at:04}-a1"] for at in range(5)] == [5] * 5
    assert all(
        now[each] == place for each, place in where(first).items() if each not in [f"p{n:04}-a1" for n in range(5)]
    )


def test_who_asked_for_what_is_full_stays_where_they_were_printed():
    first = seat([1] * 4, [(4, 6)] * 4, most=SeatBound(4)).seats
    full = [(5, 5)] * 2 + [(4, 6)] * 2
    rules = {"most": SeatBound(4), "fields": {5: Bounds(most=SeatBound(0))}}
    late = seat([1] * 5, [*full, (4, 6)], pins={"p0004": 4}, printed=first, version=2, **rules)
    moved = [each for each, place in where(late.seats).items() if where(first).get(each, place) != place]
    assert len(moved) == 1 and moved[0] in ("p0000-a1", "p0001-a1")


def test_who_applied_first_sits_first_and_who_finds_no_seat_waits():
    sizes, pairs = [1, 2, 1, 2, 1, 1], [(1, 2), (1, 2), (1, 2), (2, 1), (None, None), (1, None)]
    table, asked = people(sizes), wishes(pairs)
    # The last of the list applied first.
    asked["submitted_at"] = pd.to_datetime([f"2026-09-0{day}T09:00+09:00" for day in (2, 3, 4, 5, 6, 1)])
    two = campaign(most=SeatBound(3), order="applied")
    rooms = two.model_copy(update={"fields": two.fields[:2]})
    placed = place_people(table, asked, NO_AFFINITY, NO_PINS, rooms).seats
    of = placed.groupby("participant_id", sort=True)["field"].first().astype("object").where(lambda f: f.notna(), 0)
    # p5 and p0 fill two of the first room's three seats, p1 are two; p2 takes the last; p3 would be two.
    assert of.astype(int).tolist() == [1, 2, 1, 0, 2, 1]
    assert set(placed.loc[placed["participant_id"].eq("p0003"), "reason"]) == {"waits"}
    shuffled = place_people(table.sample(frac=1, random_state=2), asked, NO_AFFINITY, NO_PINS, rooms).seats
    pd.testing.assert_frame_equal(placed, shuffled)


def test_a_share_of_those_who_applied_does_not_shrink_as_they_are_found_to_wait():
    table, asked = people([1] * 20), wishes([(1, 2)] * 20)
    asked["submitted_at"] = pd.to_datetime([f"2026-09-{day:02}T09:00+09:00" for day in range(1, 21)])
    two = campaign(most=SeatBound(80, is_share=True), order="applied")
    rooms = two.model_copy(update={"fields": two.fields[:2]})
    placed = place_people(table, asked, NO_AFFINITY, NO_PINS, rooms)
    assert placed.meetings[["most", "n"]].to_numpy().tolist() == [[8, 8], [8, 8]]
    assert placed.seats["reason"].eq("waits").sum() == 4


def test_as_many_as_the_whole_event_holds_sit_in_the_order_of_application():
    table, asked = people([1, 2, 1, 1]), wishes([(1, None)] * 4)
    asked["submitted_at"] = pd.to_datetime([f"2026-09-0{day}T09:00+09:00" for day in (4, 2, 1, 3)])
    placed = place_people(table, asked, NO_AFFINITY, NO_PINS, campaign(order="applied", capacity=3)).seats
    # Three seats go to the third and the second; a party of one that applied later finds none.
    assert sorted(placed.loc[placed["field"].notna(), "participant_id"].unique()) == ["p0001", "p0002"]
