"""What the codes mean stands beside the tables: in order, whatever was answered, and once for everybody."""

import pandas as pd
import pytest

from output.report.wording import item_name, topic_name
from tests.sound_tables import campaign, sound_tables
from transforms.campaign.campaign import Campaign
from transforms.publishing.dimensions import dimensions, measures
from transforms.publishing.facts import DAY, goal_names
from transforms.publishing.profile import BLANK, DECISION, DISPOSITION, FINDING, ROWS, SHARE, UNKNOWN
from transforms.schema import by_name, tables

DIMENSIONS = {"goals", "fields", "districts", "kinds", "questions", "topics", "items"}
# Codes that tell what is counted, and columns that hold texts of the office or of a list.
OF_THEIR_OWN = {("earlier_participants", "kind"), ("corrections", "kind"), ("release_changes", "topic")}


def table_of(release, place, name):
    return pd.read_parquet(release / place / "tables" / f"{name}.parquet")


@pytest.mark.parametrize("place", ["public", "restricted"])
def test_every_code_that_a_dimension_explains_refers_to_it(place):
    keys = {by_name(place)[name].key[0]: name for name in DIMENSIONS - {"items"}} | {"wish_1": "fields"}
    keys |= {"wish_2": "fields", "measure": "measures"}
    for table in tables(place):
        for column in table.columns:
            if keys.get(column.name, table.name) != table.name and (table.name, column.name) not in OF_THEIR_OWN:
                assert column.refers == keys[column.name], (table.name, column.name)


def test_a_column_of_a_table_means_the_same_for_the_office_and_for_everybody():
    public, office = by_name("public"), by_name("restricted")
    assert DIMENSIONS | {"facts", "survey_counts"} == public.keys() & office.keys()
    for name in public.keys() & office.keys():
        for column, told in public[name].by_name.items():
            if kept := office[name].by_name.get(column):
                for what in ("type", "unit", "refers", "values", "range", "pattern", "ko", "en"):
                    assert getattr(told, what) == getattr(kept, what), (name, column, what)


def test_dimensions_are_the_same_for_both_places_and_hold_every_answer(release_a):
    for name in DIMENSIONS:
        one, other = (table_of(release_a, place, name) for place in ("public", "restricted"))
        pd.testing.assert_frame_equal(one, other)
    items, facts = table_of(release_a, "public", "items"), table_of(release_a, "restricted", "facts")
    told = facts[facts["shape"].ne(DAY)][["topic", "item"]].drop_duplicates()
    assert len(told.merge(items, on=["topic", "item"])) == len(told)
    # In the order of the form, so that a scale goes from good to bad.
    scale = items[items["topic"].eq("satisfaction_exchange")].sort_values("position")["item"]
    assert scale.tolist() == ["매우 만족", "만족", "보통", "불만족", "매우 불만족", "no_answer"]
    survey = table_of(release_a, "restricted", "survey_counts")
    both = survey.merge(items, left_on=["question", "answer"], right_on=["topic", "item"])
    assert len(both) == len(survey)
    assert both["position_x"].eq(both["position_y"]).all()
    goals = table_of(release_a, "public", "goals")
    assert goals["goal"].tolist() == list(range(1, 18))
    assert items[items["topic"].eq("goals_declared")]["goal"].dropna().tolist() == goals["goal"].tolist()
    assert goals.loc[12, ["name_ko", "name_en", "colour"]].tolist() == ["기후위기 대응", "Climate Action", "#3F7E44"]


def test_what_is_asked_no_more_keeps_its_topic_and_days_are_one_before_any_came():
    facts = sound_tables()["facts"]
    made = dimensions(campaign(), facts, topic_name, item_name, ["total", "own_gone"], goal_names(campaign()))
    assert made["topics"]["topic"].tolist() == ["total", DAY, "own_gone"]
    assert made["topics"]["title"].tolist()[2] == "own_gone"


def test_a_form_without_kinds_of_participants_has_none():
    asked = tuple(q for q in campaign().questions if q.column != "kind")
    plain = Campaign.model_construct(**{**dict(campaign()), "questions": asked})
    made = dimensions(plain, sound_tables()["facts"], topic_name, item_name, [], goal_names(plain))
    assert made["kinds"].empty
    assert made["kinds"].dtypes.astype(str).to_dict() == {"kind": "str", "position": "int64", "is_individual": "bool"}


def test_every_measure_of_the_profile_is_told():
    assert measures()["measure"].tolist() == [ROWS, DISPOSITION, BLANK, FINDING, DECISION, SHARE, UNKNOWN]
