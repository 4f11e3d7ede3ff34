"""The directory of all who take part: who stands in it, in what order, and what it never tells."""

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.campaigns import read_campaign
from output.formats.labels import labels
from tests.conftest import CAMPAIGN
from transforms.campaign.campaign import Campaign
from transforms.event.directory import directory

COUNCIL = read_campaign(CAMPAIGN)
TABLES = ("participants", "answers", "activities", "activity_goals", "participant_goals", "participant_fields")
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables(release_a: Path) -> Tables:
    return {name: pd.read_parquet(release_a / f"restricted/tables/{name}.parquet") for name in TABLES}


def listed(tables: Tables, campaign: Campaign = COUNCIL, **documents: Any) -> pd.DataFrame:
    council = campaign.model_copy(update={"documents": campaign.documents.model_copy(update=documents)})
    return directory(tables, council, labels("documents", council))


def test_everyone_stands_once_by_district_whether_or_not_they_come(tables: Tables) -> None:
    made, people = listed(tables), tables["participants"].set_index("participant_id")
    assert sorted(made["participant_id"]) == sorted(people.index)
    assert (people["attendance"] == "no").any()
    of = people.loc[made["participant_id"]]
    assert made["body"].tolist() == of["full_name"].tolist() and made["district"].tolist() == of["district"].tolist()
    at = [COUNCIL.district_order.index(each) for each in made["district"]]
    assert at == sorted(at) and made["number"].tolist() == list(range(1, len(made) + 1))
    assigned = tables["participant_fields"][tables["participant_fields"]["is_assigned"]]
    field = assigned.set_index("participant_id")["field"].loc[made["participant_id"]]
    assert made["meeting"].tolist() == [f"{each}분야" for each in field]


def test_goals_are_those_chosen_by_number(tables: Tables) -> None:
    made, goals = listed(tables), tables["participant_goals"]
    ticked = goals[goals["is_declared"]].sort_values("goal").astype({"goal": str})
    told = ticked.groupby("participant_id")["goal"].agg(" ".join)
    chose = made[made["participant_id"].isin(told.index)]
    assert len(chose) and chose["goals"].tolist() == told.loc[chose["participant_id"]].tolist()


def test_what_is_given_out_holds_whom_the_council_names_in_public_alone(tables: Tables) -> None:
    people = tables["participants"]
    made = listed(tables, directory_for="everyone")
    assert 0 < len(made) < len(people)
    assert sorted(made["participant_id"]) == sorted(people.loc[people["unnamed"].isna(), "participant_id"])
    assert not people.set_index("participant_id").loc[made["participant_id"], "is_person"].any()


@pytest.mark.parametrize(
    ("text", "office", "everyone"),
    [
        ("하천 정화", "하천 정화", "하천 정화"),
        ("문의 010-1234-5678", "", ""),
        ("a@example.org 로 신청", "", ""),
        ("김철수 대표와 산책", "김철수 대표와 산책", ""),
    ],
)
def test_no_activity_reaches_anybody_and_what_is_given_out_names_nobody(
    tables: Tables, text: str, office: str, everyone: str
) -> None:
    named = tables["participants"].loc[tables["participants"]["unnamed"].isna(), "participant_id"].iloc[0]
    one = tables["activities"].iloc[[0]].assign(participant_id=named, text=text)
    for whom, told in (("office", office), ("everyone", everyone)):
        made = listed({**tables, "activities": one}, directory_for=whom).set_index("participant_id")
        assert made.loc[named, "activity"] == told


def test_where_no_districts_are_told_apart_all_stand_by_name(tables: Tables) -> None:
    places = dataclasses.replace(COUNCIL.places, districts={})
    made = listed(tables, COUNCIL.model_copy(update={"places": places}))
    assert set(made["district"]) == {""} and len(made) == len(tables["participants"])


def test_what_the_council_shows_beside_a_name_stands_behind_it_once(tables: Tables) -> None:
    named = tables["participants"][tables["participants"]["unnamed"].isna()].head(3)
    said = ["가람여자고등학교", "김철수 대표", named["full_name"].iloc[2]]
    answers = tables["answers"].head(3).assign(participant_id=named["participant_id"].tolist(), answer=said)
    answers = answers.assign(question="school", position=1)
    for whom, beside in (("office", " (김철수 대표)"), ("everyone", "")):
        made = listed({**tables, "answers": answers}, directory_for=whom, directory_with=("school",))
        told = made.set_index("participant_id").loc[named["participant_id"], "body"].tolist()
        expected = [
            f"{name}{more}" for name, more in zip(named["full_name"], [f" ({said[0]})", beside, ""], strict=True)
        ]
        assert told == expected
    plain = listed({**tables, "answers": answers}).set_index("participant_id")
    assert plain.loc[named["participant_id"], "body"].tolist() == named["full_name"].tolist()


def test_a_district_stands_behind_its_area(tables: Tables) -> None:
    made = listed(tables, COUNCIL.model_copy(update={"area_of": {"상당구": "동쪽", "청원구": "동쪽"}}))
    assert "동쪽 상당구" in set(made["district"]) and "서원구" in set(made["district"])
