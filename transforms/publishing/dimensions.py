"""What the codes in the tables mean, as tables of their own: each stands in its order, and every code refers to it.

They are made of the campaign's settings and of which topics the facts have, never of who answered what: a reader who
compares them from night to night learns nothing. Words come from whoever calls, for this room knows no labels.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.publishing.facts import DAY, NO_ANSWER, OF_GOALS, goal_names, with_positions
from transforms.reference import rows

# Questions that nobody is asked: their answers are read from others', or made by the program.
DERIVED = ("area", "district", "goals_declared", "goals_matched", "field", "wish_1", "wish_2")
# What is counted of all stands before what is counted of the answers.
_HEAD = ("total", "disposition", DAY, "form", "area", "district", "kind")
_UNITS = {"disposition": "response", "activity": "activity", "earlier": "earlier_participant"}
Title = Callable[[str], str]
Label = Callable[[str, str], str]


def dimensions(
    campaign: Campaign,
    facts: pd.DataFrame,
    title: Title,
    label: Label,
    topics: Collection[str],
    goals: Mapping[int, str],
) -> dict[str, pd.DataFrame]:
    """goals, fields, districts, kinds, questions, topics and items, by name.

    ``facts`` are the exact ones: every answer that could be given has its row there. ``topics`` are those that the
    table to be published tells of, which may be of a question that is asked no more. ``title`` names a topic, ``label``
    one of its items. ``goals`` are those that the place's tables tell of, by number.
    """
    asked = _questions(campaign, title)
    return {
        "goals": _goals(goals),
        "fields": _fields(campaign),
        "districts": _districts(campaign),
        "kinds": _kinds(campaign),
        "questions": asked,
        "topics": _topics(facts, campaign, asked, title, topics),
        "items": _items(of_goals(facts, goals), asked, campaign, label),
    }


def measures() -> pd.DataFrame:
    """measure, position, label, unit: what the profile counts."""
    listed = rows("measures")
    return pd.DataFrame(
        {
            "measure": [row["measure"] for row in listed],
            "position": range(1, len(listed) + 1),
            "label": [row["ko"] for row in listed],
            "unit": [row["unit"] for row in listed],
        }
    ).astype({"measure": "str", "label": "str", "unit": "str"})


def of_goals(facts: pd.DataFrame, goals: Mapping[int, str]) -> pd.DataFrame:
    """The ``facts`` without those of any goal but ``goals``."""
    return facts[~facts["topic"].isin(OF_GOALS) | facts["item"].isin([*goals.values(), NO_ANSWER])]


def _goals(goals: Mapping[int, str]) -> pd.DataFrame:
    listed = [row for row in rows("goals") if int(row["goal"]) in goals]
    return _table(
        {
            "goal": [int(row["goal"]) for row in listed],
            "name_ko": [row["name"] for row in listed],
            "name_en": [row["name_en"] for row in listed],
            "label": list(goals.values()),
            "colour": [row["colour"] for row in listed],
        }
    )


def _fields(campaign: Campaign) -> pd.DataFrame:
    return _table(
        {
            "field": [each.number for each in campaign.fields],
            "name": [each.name for each in campaign.fields],
            "label": [each.numbered for each in campaign.fields],
            "colour": [each.colour for each in campaign.fields],
        }
    )


def _districts(campaign: Campaign) -> pd.DataFrame:
    names, places = list(campaign.district_order), campaign.places
    is_home = [name not in (places.outside, places.unknown) for name in names]
    return _table({"district": names, "position": _count(names), "is_home": is_home})


def _kinds(campaign: Campaign) -> pd.DataFrame:
    asked = campaign.by_column.get("kind")
    names = list(asked.options.answers) if asked else []
    is_individual = [name in campaign.individual for name in names]
    return _table({"kind": names, "position": _count(names), "is_individual": is_individual})


def _questions(campaign: Campaign, title: Title) -> pd.DataFrame:
    made = [(q.column, q.title, q.kind, q.is_scale) for q in campaign.questions]
    # What a council does not ask, or tell apart, is no question of it.
    unmade = {*campaign.by_column, "wish_1", "wish_2"}
    unmade |= {name for name, told in (("area", campaign.areas), ("district", campaign.places.districts)) if not told}
    made += [(name, title(name) or name, "derived", False) for name in DERIVED if name not in unmade]
    table = pd.DataFrame(made, columns=["question", "title", "question_kind", "is_scale"])
    return table.assign(position=range(1, len(table) + 1)).astype({"question": "str", "title": "str"})


def _topics(
    facts: pd.DataFrame, campaign: Campaign, questions: pd.DataFrame, title: Title, also: Collection[str]
) -> pd.DataFrame:
    # Days are counted from the first answer on; that one has come is told nobody, by no row and by no order.
    days = [DAY, *(each.column for each in campaign.questions if each.kind == "date")]
    order = [*_HEAD, *campaign.by_column, *DERIVED]
    there = {*facts["topic"], *days}
    names = [name for name in dict.fromkeys([*order, *facts["topic"], *also]) if name in there or name in also]
    asked = dict(zip(questions["question"].tolist(), questions["title"].tolist(), strict=True))
    return _table(
        {
            "topic": names,
            "position": _count(names),
            "title": [title(name) or asked.get(name, name) for name in names],
            "unit": [None if name == "total" else _UNITS.get(name, "participant") for name in names],
            "question": [name if name in asked else None for name in names],
        }
    )


def _items(facts: pd.DataFrame, questions: pd.DataFrame, campaign: Campaign, label: Label) -> pd.DataFrame:
    told = facts[facts["shape"].ne(DAY) & facts["item"].ne(NO_ANSWER)][["topic", "item"]].drop_duplicates()
    asked = told.loc[told["topic"].isin(questions["question"]), "topic"].drop_duplicates()
    told = pd.concat([told, pd.DataFrame({"topic": asked, "item": NO_ANSWER})], ignore_index=True)
    told = told.iloc[pd.Series(pd.factorize(told["topic"])[0]).argsort(kind="stable")].reset_index(drop=True)
    goals = {name: number for number, name in goal_names(campaign, campaign.goal_names).items()}
    fields = {each.numbered: each.number for each in campaign.fields}
    is_goal, is_field = told["topic"].isin(OF_GOALS), told["topic"].isin(_OF_FIELDS)
    made = told.assign(
        label=[label(topic, item) for topic, item in zip(told["topic"], told["item"], strict=True)],
        goal=told["item"].where(is_goal).map(goals).astype("Int64"),
        field=told["item"].where(is_field).map(fields).astype("Int64"),
    )
    return with_positions(made, "topic").astype({"topic": "str", "item": "str", "label": "str"})


_OF_FIELDS = ("field", "wish_1", "wish_2")
_TYPES = {"goal": "int64", "field": "int64", "position": "int64"} | dict.fromkeys(
    ("is_home", "is_individual", "is_scale"), "bool"
)


def _count(names: Sequence[object]) -> list[int]:
    return list(range(1, len(names) + 1))


def _table(columns: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    return pd.DataFrame(columns).astype({name: _TYPES.get(name, "str") for name in columns})
