"""Said is what stands out, differs from what one would expect, or has to be done; nothing of what is covered."""

import numpy as np
import pandas as pd
import pytest

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.campaign.questions import Scale, Ticks
from transforms.publishing.counts import Counts, is_of_satisfaction
from transforms.publishing.facts import goal_names
from transforms.publishing.highlights import BODIES, PEOPLE, apart, highlights, meeting_sizes

COUNCIL = read_campaign(CAMPAIGN)
GOALS = [*goal_names(COUNCIL).values()]
FIELDS = [f"{each.number}. {each.name}" for each in COUNCIL.fields]


def facts(topics, notes=None, public=False):
    """Facts as counted: topic to its parts; the base is their sum unless the topic is in several."""
    rows = []
    for topic, parts in topics.items():
        base = None if topic == "total" else sum(n for item, n in parts.items() if item != "no_answer")
        for item, n in parts.items():
            base_of = None if item == "no_answer" else base
            rows.append((topic, item, "", n, base_of, (notes or {}).get((topic, item), ""), "one"))
    table = pd.DataFrame(rows, columns=["topic", "item", "by", "n", "base", "note", "shape"])
    table = table.astype({"n": "Int64", "base": "Int64"})
    return table if public else table.assign(n_named=0, base_named=0)


def found(topics, notes=None, public=False, meetings=None):
    table = facts(topics, notes, public)
    return {each.code: each for each in highlights(Counts(table, COUNCIL), meetings)}


def even_goals(**others):
    """Ten reach every goal but the ``others`` (by number)."""
    return {name: others.get(f"g{at}", 10) for at, name in enumerate(GOALS, 1)}


def names(highlight):
    return [part.item for part in highlight.parts]


@pytest.mark.parametrize(
    ("one", "other", "is_apart"), [(189, 157, False), (200, 120, True), (0, 0, False), (5, 0, True)]
)
def test_counts_are_apart_beyond_chance_alone(one, other, is_apart):
    assert apart(one, other) is apart(other, one) is is_apart


def test_strong_weak_and_untouched_goals_are_named_by_how_far_they_are_from_an_even_share():
    said = found({"goals_matched": even_goals(g11=37, g14=1, g9=2, g5=0)})
    assert names(said["strong"]) == [GOALS[10]]
    assert [(part.item, part.n) for part in said["weak"].parts] == [(GOALS[13], 1), (GOALS[8], 2)]
    assert names(said["untouched"]) == [GOALS[4]]
    assert names(said["weak_todo"]) == names(said["weak"])
    even = found({"goals_matched": even_goals(g3=11, g4=9)})
    assert "weak" not in even and names(even["strong"]) == [GOALS[2]]


def test_goals_that_were_ticked_are_no_call_to_invite():
    done = even_goals(g11=37, g14=1, g9=2, g5=0, g6=0)
    said = found({"goals_matched": done, "goals_declared": even_goals(g14=12, g9=0, g5=1, g6=0)})
    assert names(said["weak"]) == [GOALS[13], GOALS[8]]
    assert (names(said["weak_todo"]), names(said["untouched_todo"])) == ([GOALS[8]], [GOALS[5]])
    said = found({"goals_matched": even_goals(g5=0), "goals_declared": even_goals()})
    assert "untouched" in said and "untouched_todo" not in said
    # Before the close the public is not told what was chosen: nobody is said to lack whom activities do not tell of.
    said = found({"goals_matched": even_goals(g14=1, g5=0)}, public=True)
    assert {"untouched_todo_unsure", "weak_todo_unsure"} <= said.keys()
    assert not {"untouched_todo", "weak_todo"} & said.keys()


def test_goals_that_are_not_told_of_all_are_told_of_the_named_bodies():
    told = {"goals_matched": even_goals(g14=1)}
    table = facts(told, {("goals_matched", GOALS[13]): "at_least"}, public=True)
    by_field = [
        ("goal_field", goal, each, 2 if at else 0, 20, "", "map") for at, goal in enumerate(GOALS) for each in FIELDS
    ]
    table = pd.concat([table, pd.DataFrame(by_field, columns=table.columns)], ignore_index=True)
    said = {each.code: each for each in highlights(Counts(table, COUNCIL))}
    assert said["strong"].of == BODIES
    assert said["strong"].numbers["base"] == 140
    assert names(said["untouched"]) == [GOALS[0]]


def test_where_the_named_alone_are_told_nothing_is_said_to_be_small_or_nobodys():
    told = {
        "goals_matched": even_goals(g5=0, g9=0),
        "field": {name: 9 + 20 * (at == 2) for at, name in enumerate(FIELDS)},
    }
    by_field = [("goal_field", name, "f", n, 100, "", "map") for name, n in told["goals_matched"].items()]
    notes = {("goals_matched", GOALS[4]): "covered", ("field", FIELDS[0]): "at_least"}
    table = facts(told, notes, public=True)
    table = pd.concat([table, pd.DataFrame(by_field, columns=table.columns)], ignore_index=True)
    said = {each.code: each for each in highlights(Counts(table, COUNCIL), None)}
    assert names(said["untouched"]) == [GOALS[8]]
    assert not {"few", "room", "uneven", "balanced"} & said.keys()
    assert {"uneven", "balanced"} & found(told).keys()


def test_ticks_without_activities_are_told_where_both_numbers_are():
    told = {"goals_matched": even_goals(g13=7, g17=3), "goals_declared": even_goals(g13=25, g17=12)}
    wanted = found(told)["wanted"]
    assert [(part.item, part.n, part.against) for part in wanted.parts] == [(GOALS[12], 25, 7), (GOALS[16], 12, 3)]
    covered = found(told, {("goals_matched", GOALS[12]): "at_least"}, public=True)["wanted"]
    assert names(covered) == [GOALS[16]]


def test_who_came_back_is_told_by_the_list_and_else_by_the_answers():
    total = {"participants": 157, "earlier_participants": 189}
    answers = {"true": 85, "false": 50, "no_answer": 22}
    by_answer = found({"total": total, "is_returning": answers})
    assert by_answer["again"].numbers["share"] == 85 / 189
    listed = {"returning": 90, "lapsed": 99}
    by_list = found(
        {"total": total, "is_returning": answers, "earlier": listed, "standing": {"returning": 90, "new": 67}}
    )
    assert "again" not in by_list
    assert by_list["returned"].numbers == {"n": 90, "base": 189, "share": 90 / 189, "lapsed": 99, "new": 67}
    assert by_list["lapsed"].about == "todo"


def test_growth_is_told_beyond_chance():
    said = [set(found({"total": {"participants": n, "earlier_participants": 189}})) for n in (157, 120, 260)]
    # A number alone, of no list, is told beside this year's where chance could make the difference.
    assert [each & {"more", "fewer", "alike_before"} for each in said] == [{"alike_before"}, {"fewer"}, {"more"}]


def test_meetings_beyond_their_bounds_are_told_in_people_and_never_in_participants():
    sizes = dict(zip(FIELDS, [19, 17, 15, 38, 18, 18, 32], strict=True))
    said = found({"field": sizes})
    assert names(said["uneven"])[0] == FIELDS[3]
    assert not said.keys() & {"over", "few", "over_todo", "full", "room"}
    assert not found({"field": dict.fromkeys(FIELDS, 20)}).keys() & {"over", "room"}
    people = pd.DataFrame({"field": np.repeat(range(1, 8), [45, 33, 23, 77, 35, 32, 62])})
    before = meeting_sizes(people.astype("Int64"), None, COUNCIL)
    said = found({"field": sizes}, meetings=before)
    assert (names(said["over"]), names(said["few"]), said["over"].of) == ([FIELDS[3]], [FIELDS[2]], PEOPLE)
    # Once seated a meeting that has reached its bound is full.
    seats = pd.DataFrame({"field": [n % 7 + 1 for n in range(62 * 5)] + [4] * 18 + [None] * 9}, dtype="Int64")
    seated = meeting_sizes(people, seats, COUNCIL)
    assert seated["n"].sum() == 328
    said = found({"field": sizes}, meetings=seated.assign(most=seated["n"].max()))
    assert names(said["full"]) == [FIELDS[3]]
    assert "over" not in said


def test_where_people_are_dissatisfied_counts_what_stands_together():
    scale = {"매우 만족": 20, "만족": 40, "보통": 20, "불만족~매우 불만족": 16, "no_answer": 60}
    good = {"매우 만족": 60, "만족": 30, "보통": 6, "불만족": 0, "매우 불만족": 0, "no_answer": 60}
    said = found({"satisfaction_exchange": scale, "satisfaction_information": good}, public=True)
    assert said["dissatisfied"].parts[0].topic == "satisfaction_exchange"
    assert (said["dissatisfied"].numbers["n"], said["dissatisfied"].numbers["base"]) == (16, 96)
    assert said["silent"].numbers["n"] == 60
    # What stands together with the middle is of neither half.
    merged = {"매우 만족": 20, "만족": 40, "보통~매우 불만족": 36}
    assert "dissatisfied" not in found({"satisfaction_exchange": merged}, public=True)


def test_how_often_is_not_how_satisfied():
    made = {"column": "rated", "kind": "scale", "required": False}
    of = {
        "소식지를 얼마나 보나요?": ["3", "2", "1"],
        "도정 만족도 [일자리]": ["좋다", "아쉽다"],
        "장소": ["만족", "불만족"],
    }
    scales = [Scale.model_validate({**made, "title": title, "options": steps}) for title, steps in of.items()]
    assert [is_of_satisfaction(each) for each in scales] == [False, True, True]


def test_wants_that_chance_explains_are_told_as_alike():
    together = {"가": 69, "나": 62, "다": 55}
    assert "alike" in found({"together": together})
    assert "together" in found({"together": together | {"다": 20}})


def test_nothing_is_made_of_what_is_not_told():
    assert found({}) == {}
    told = {"attendance": {"yes": 20, "undecided": 2}, "total": {"participants": 22}}
    assert "call" not in found(told, {("attendance", "undecided"): "covered"}, public=True)
    listed = found({"total": {"listed": 118}}, public=True)
    assert (set(listed), listed["listed"].of) == ({"listed", "early"}, BODIES)


def test_goals_of_one_meeting_each_link_none_and_what_is_named_once_links_most():
    def linked(*fields):
        rows = [("goal_field", goal, each, 3, 9, "", "map") for goal, each in fields]
        table = pd.DataFrame(rows, columns=["topic", "item", "by", "n", "base", "note", "shape"])
        return {each.code: each for each in highlights(Counts(table.astype({"n": "Int64", "base": "Int64"}), COUNCIL))}

    assert "unlinked" in linked((GOALS[0], FIELDS[0]), (GOALS[1], FIELDS[1]))
    said = linked((GOALS[0], FIELDS[0]), (GOALS[0], FIELDS[1]), (GOALS[1], FIELDS[1]))
    assert (names(said["bridge"]), names(said["alone"])) == ([GOALS[0]], [GOALS[1]])


def test_answers_that_stand_together_are_named():
    scale = {"매우 만족": 20, "만족": 40, "보통": 20, "불만족~매우 불만족": 16}
    assert names(found({"satisfaction_exchange": scale}, public=True)["merged"]) == ["불만족~매우 불만족"]


def test_what_was_chosen_of_the_councils_own_goals_comes_before_what_is_read():
    hopes = Ticks.model_validate(
        {
            "kind": "ticks", "column": "hopes", "title": "바람", "required": False, "options": ["바다", "일", "쉼"],
            "goals": {"바다": [14, 13], "일": [8], "쉼": [3]},
        }
    )  # fmt: skip
    asked = (*(q for q in COUNCIL.questions if q.column != "goals"), hopes)
    council = read_campaign(CAMPAIGN).model_copy(update={"questions": asked})
    chosen = dict.fromkeys(GOALS, 0) | {GOALS[13]: 40, GOALS[12]: 12, GOALS[7]: 9}
    table = facts({"goals_declared": chosen, "goals_matched": even_goals(g5=0)})
    said = {each.code: each for each in highlights(Counts(table, council), None)}
    assert names(said["chosen"]) == [GOALS[13]]
    # Nobody was offered the rest.
    assert names(said["unchosen"]) == [GOALS[2]]
    assert not {"strong", "untouched", "untouched_todo"} & said.keys()


def test_of_activities_that_nobody_was_asked_for_none_is_lacking():
    asked = tuple(q for q in COUNCIL.questions if q.column != "activities")
    council = read_campaign(CAMPAIGN).model_copy(update={"questions": asked})
    agree = {"same": 0, "different": 0, "not_declared": 0, "not_matched": 60}
    none = dict.fromkeys(GOALS, 0)
    table = facts({"goals_declared": none | {GOALS[13]: 40}, "goals_matched": none, "goals_agree": agree})
    said = {each.code for each in highlights(Counts(table, council), None)}
    assert "chosen" in said and not {"wanted", "agree", "unclaimed", "untouched"} & said


def _asked(parts, notes=None):
    """What is said of the council's own question of three options, of its answers as they are told."""
    third = Ticks.model_validate(
        {"kind": "ticks", "column": "third", "title": "3순위", "required": False, "options": ["바다", "일", "쉼"]}
    )
    council = read_campaign(CAMPAIGN).model_copy(update={"questions": (third,), "by_column": {"third": third}})
    noted = {("third", item): note for item, note in (notes or {}).items()}
    told = highlights(Counts(facts({"third": parts}, noted, public=bool(notes)), council))
    return {each.code: each for each in told if each.about == "survey"}


def test_answers_are_even_where_all_that_was_offered_is():
    assert _asked({"바다": 10, "일": 9, "쉼": 8})["divided"].numbers["n"] == 3
    # Two of three are not told, or nobody chose one: nothing is even.
    assert not _asked({"바다": 4, "일": 3, "쉼": 3}, {"일": "covered", "쉼": "covered"})
    assert "divided" not in _asked({"바다": 10, "일": 10, "쉼": 0})


def test_what_most_gave_is_told_where_it_is_surely_most():
    covered = {"일": "covered", "쉼": "covered"}
    assert names(_asked({"바다": 30, "일": 9, "쉼": 8}, covered)["asked"])[1:] == ["바다"]
    assert not _asked({"바다": 20, "일": 19, "쉼": 8}, covered)
