"""Everyone who comes has a place: named, counted or neither, decided or not."""

from collections.abc import Sequence

import pandas as pd

from transforms.publishing.participants import attendees
from transforms.reading.normalise import Answers

NOBODY = pd.DataFrame(columns=["response", "position", "name", "title", "is_self", "is_head"])
FIELDS = pd.DataFrame({"participant_id": ["yes-0"], "field": [3], "is_assigned": [True]})


def latest(*said: tuple[str, int | None, bool], is_person: bool = False) -> pd.DataFrame:
    """Bodies by what they said: whether they come, how many, and whether an officer decided that number."""
    table = pd.DataFrame(said, columns=["attendance", "headcount", "is_headcount_decided"])
    table = table.assign(
        is_person=is_person,
        name="한빛",
        name_key="한빛",
        representative="",
        contact_name="남만식",
        contact_title="대표",
    )
    table["participant_id"] = [f"{way}-{at}" for at, way in enumerate(table["attendance"])]
    return table.astype({"headcount": "Int64"})


def answers(table: pd.DataFrame, people: pd.DataFrame = NOBODY, n_unnamed: Sequence[int] = ()) -> Answers:
    """What was read of ``people`` on the lists of ``table``, who announce ``n_unnamed`` besides."""
    responses = pd.DataFrame({"n_unnamed": pd.Series(n_unnamed, table.index[: len(n_unnamed)], "int64")})
    return Answers(responses.reindex(table.index, fill_value=0), *[pd.DataFrame()] * 2, people, *[pd.DataFrame()] * 2)


def places(table: pd.DataFrame, people: pd.DataFrame = NOBODY, *, contact_comes: bool = False) -> pd.DataFrame:
    return attendees(answers(table, people), table, FIELDS, contact_comes=contact_comes)


def test_whoever_may_come_has_as_many_places_as_were_said_and_at_least_one():
    made = places(
        latest(
            ("yes", None, False),
            ("yes", 3, False),
            ("yes", 0, False),
            ("yes", 0, True),
            ("undecided", 6, False),
            ("undecided", None, False),
            ("no", 6, False),
        )
    )
    held = {"yes-0": 1, "yes-1": 3, "yes-2": 1, "undecided-4": 6, "undecided-5": 1}
    assert made["participant_id"].value_counts().to_dict() == held
    assert not made["is_named"].any() and made["attendee_id"].is_unique


def test_whom_a_list_announces_without_names_have_places_where_no_number_says_otherwise():
    listed = pd.DataFrame(
        {"response": [1, 3, 5], "position": 1, "name": "가", "title": "", "is_self": False, "is_head": False}
    )
    table = latest(
        ("yes", None, False),  # 교사 2명, 학생 20명
        ("yes", None, False),  # 가 외 3명
        ("yes", 2, False),  # 외 3명, where two are said
        ("undecided", 0, False),  # 가 외 2명
        ("yes", 0, True),  # an officer's 0 is meant
        ("yes", None, False),  # 가, 학생 500명
        ("no", None, False),
    )
    announced = (22, 3, 3, 2, 3, 500, 4)
    held = {"yes-0": 22, "yes-1": 4, "yes-2": 2, "undecided-3": 3, "yes-5": 50}
    made = attendees(answers(table, listed, announced), table, FIELDS)
    assert made["participant_id"].value_counts().to_dict() == held
    # The contact takes one of the places; an individual who comes is none of the companions.
    made = attendees(answers(table, listed, announced), table, FIELDS, contact_comes=True)
    assert made["participant_id"].value_counts().to_dict() == held
    alone = latest(("yes", None, False), is_person=True)
    assert attendees(answers(alone, listed, [2]), alone, FIELDS)["is_named"].tolist() == [True, False, False]


def test_who_is_named_needs_no_number_and_an_individual_no_list():
    listed = pd.DataFrame(
        {"response": [0, 0], "position": 1, "name": ["가", "나"], "title": "", "is_self": False, "is_head": False}
    )
    made = places(latest(("yes", None, False), ("yes", None, False)), listed)
    assert made["is_named"].tolist() == [True, True, False]
    alone = places(latest(("undecided", None, False), is_person=True))
    assert alone[["name", "is_named"]].to_numpy().tolist() == [["한빛", True]]


def test_the_contact_of_who_names_nobody_takes_the_first_place_where_the_council_says_so():
    listed = pd.DataFrame(
        {"response": [1], "position": 1, "name": ["가"], "title": "", "is_self": False, "is_head": False}
    )
    table = latest(("yes", 2, False), ("yes", 1, False), ("yes", 0, True), ("no", 2, False))
    made = places(table, listed, contact_comes=True)
    assert made[["participant_id", "name", "title"]].astype("object").fillna("").to_numpy().tolist() == [
        ["yes-0", "남만식", "대표"],
        ["yes-0", "", ""],
        ["yes-1", "가", ""],
    ]


def test_an_individual_who_comes_is_the_first_of_the_own_people_and_stands_once():
    listed = pd.DataFrame(
        {
            "response": [1, 2, 2, 3, 6],
            "position": 1,
            "name": ["가", "한 빛", "가", "가", "가"],
            "title": ["", "", "", "", ""],
            "is_self": False,
            "is_head": False,
        }
    )
    table = latest(
        ("yes", None, False),  # a blank list
        ("yes", 3, False),  # names another, and leaves places
        ("yes", 2, False),  # names the applicant too
        ("yes", 1, False),  # names as many as come, and not the applicant
        ("undecided", None, False),
        ("yes", 0, True),  # an officer's 0 is meant
        ("yes", None, False),  # the list was decided
        is_person=True,
    )
    made = attendees(answers(table, listed), table, FIELDS, decided=pd.Series(["yes-6"]))
    told = made[["participant_id", "name", "source"]].astype("object").fillna("").to_numpy().tolist()
    assert told == [
        ["undecided-4", "", "form"],
        ["yes-0", "한빛", "applicant"],
        ["yes-1", "한빛", "applicant"],
        ["yes-1", "가", "form"],
        ["yes-1", "", "form"],
        ["yes-2", "한 빛", "form"],
        ["yes-2", "가", "form"],
        ["yes-3", "가", "form"],
        ["yes-6", "가", "form"],
    ]


def test_the_representative_and_the_contact_come_by_name_and_once_where_they_are_one():
    listed = pd.DataFrame({"response": [0, 0, 1, 1, 2], "position": [1, 2, 1, 2, 1], "name": "", "title": ""})
    listed = listed.assign(is_self=[False, True] * 2 + [False], is_head=[True, False] * 2 + [True])
    table = latest(("yes", 2, False), ("yes", 2, False), ("yes", 1, False))
    made = places(table.assign(representative=["변가온", "남만식", ""]), listed)
    assert made[["participant_id", "name", "title"]].astype("object").fillna("").to_numpy().tolist() == [
        ["yes-0", "변가온", ""],
        ["yes-0", "남만식", "대표"],
        ["yes-1", "남만식", "대표"],
        ["yes-1", "", ""],
        ["yes-2", "", ""],
    ]
