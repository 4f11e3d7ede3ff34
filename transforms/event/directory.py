"""The directory: who takes part and what each does, by district; no contact, and nobody who comes."""

from collections.abc import Mapping

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.sections import EVERYONE
from transforms.event.agreements import BACKED, TICKED, weighed_goals
from transforms.event.korean_order import order_key
from transforms.event.row_texts import Words, goal_numbers, in_short, meeting, text_of, typed
from transforms.parse.personal import has_contact, tells_of_somebody
from transforms.parse.text import key
from transforms.reading.columns import parsed, texts_by_key

# Characters of an activity that a line holds.
_ROOM = 240


def directory(tables: Mapping[str, pd.DataFrame], campaign: Campaign, words: Words) -> pd.DataFrame:
    """participant_id, district (behind its area; '' where the council tells none apart), number, body (its full name,
    and in brackets what the council shows beside), kind, activity, goals (numbers with spaces: those chosen, of who
    chose none those read surely), meeting; districts in their order, in each 가나다.

    ``tables`` holds participants, answers, activities, activity_goals, participant_goals and participant_fields.
    Nothing reaches anybody. Where it is given out to everyone, it holds whom the council names in public, and names
    nobody beside.
    """
    is_open = campaign.documents.directory_for == EVERYONE
    people, texts = tables["participants"], tables["activities"]
    people = people[people["unnamed"].isna() | (not is_open)]
    tells = parsed(text_of(texts["text"]), tells_of_somebody if is_open else has_contact)
    weighed = weighed_goals(tables, campaign.documents)
    chose = weighed["standing"].le(TICKED).groupby(weighed["participant_id"]).transform("any")
    goals = weighed[weighed["standing"].le(TICKED) | ~chose.astype("bool") & weighed["standing"].le(BACKED)]
    fields = tables["participant_fields"]
    field = fields[fields["is_assigned"]].set_index("participant_id")["field"]
    order = campaign.district_order if campaign.places.districts else ()
    told = tables["answers"][tables["answers"]["question"].isin(campaign.documents.directory_with)]
    told = told[~parsed(told["answer"], tells_of_somebody if is_open else has_contact).part(bool, "bool")]
    table = people.assign(
        part=people["district"].map({name: n for n, name in enumerate(order)}).fillna(len(order)),
        sort=parsed(people["name"], order_key).part(str, "str"),
    ).sort_values(["part", "sort", "participant_id"], ignore_index=True)
    of = table["participant_id"]
    return typed(
        {
            "participant_id": of,
            "district": text_of(table["district"].map(_in_area(campaign))) if order else "",
            "number": range(1, len(table) + 1),
            "body": _with(table["full_name"], of.map(texts_by_key(told["answer"], told["participant_id"], ", "))),
            "kind": text_of(table["kind"]),
            "activity": text_of(of.map(in_short(texts[~tells.part(bool, "bool")], _ROOM))),
            "goals": text_of(of.map(goal_numbers(goals.sort_values(["participant_id", "goal"])))),
            "meeting": meeting(of.map(field), words),
        },
        {"number": "int64"},
    )


def _in_area(campaign: Campaign) -> dict[str, str]:
    """Each district's name, behind that of its area where it does not hold it."""
    told = {name: (campaign.areas.get(name, ""), name) for name in campaign.district_order}
    return {name: name if name.startswith(f"{area} ") else f"{area} {name}".strip() for area, name in told.values()}


def _with(names: "pd.Series[str]", beside: "pd.Series[str]") -> "pd.Series[str]":
    """Names with what stands beside them in brackets, where they do not hold it."""
    both = pd.Series(list(zip(names, text_of(beside), strict=True)), index=names.index)
    return parsed(both, lambda b: f"{b[0]} ({b[1]})" if b[1] and key(b[1]) not in key(b[0]) else b[0]).part(str, "str")
