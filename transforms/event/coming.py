"""Everyone who may come to the event, before anyone sits: those of the form, and the guests among and beside them."""

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.parse.text import key
from transforms.publishing.answers import who_chose
from transforms.reading.columns import parsed

# What is known of a person before anyone sits; the meaning of each column stands in placement.py.
PEOPLE = {
    "attendee_id": "str",
    "participant_id": "str",
    "name": "str",
    "title": "str",
    "body": "str",
    "group": "str",
    "protocol_order": "Int64",
    "source": "str",
    "is_named": "bool",
    "attendance": "str",
    "phone": "str",
    "email": "str",
    "note": "str",
    "own_field": "Int64",
    "is_seated": "bool",
}


def registered(attendees: pd.DataFrame, participants: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """PEOPLE of the form's attendees; contacts are those of whoever registered them.

    Of an individual who has not decided yet and named nobody, the name is known all the same.
    """
    told = participants[["participant_id", "name", "is_person", "attendance", "phone", "email"]]
    table = attendees.merge(told.rename(columns={"name": "body"}), on="participant_id")
    table = named_alone(table)
    table["body"] = table["body"].mask(table["is_person"].astype("bool"), None)
    return as_people(
        table.assign(
            group=campaign.event.group, source="form", protocol_order=None, note=None, own_field=None, is_seated=True
        )
    )


def named_alone(people: pd.DataFrame) -> pd.DataFrame:
    """``people`` (of one table with is_person, attendance and the participant's name as body), where an undecided
    individual who named nobody stands under the own name."""
    is_nameless = ~people.groupby("participant_id")["is_named"].transform("any").astype("bool")
    is_own = is_nameless & people["is_person"] & people["attendance"].eq("undecided")
    is_own &= ~people.duplicated("participant_id")
    return people.assign(name=people["name"].mask(is_own, people["body"]), is_named=people["is_named"] | is_own)


def seated(people: pd.DataFrame, answers: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """The ``people``, those as not to be seated who said that they are not there when the meetings are."""
    is_away = people["participant_id"].isin(who_chose(answers, campaign.unseated))
    return people.assign(is_seated=people["is_seated"] & ~is_away)


def as_people(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with the columns of PEOPLE alone, typed, in the order of ids."""
    return table.astype(PEOPLE)[list(PEOPLE)].sort_values("attendee_id", ignore_index=True)


def carried(printed: pd.DataFrame, people: pd.DataFrame, *, with_named: bool = False) -> "pd.Series[str]":
    """The id that each of ``printed`` has now, by place: another than was printed where ids were made otherwise.

    Who is printed under an id that nobody has is the one of ``people``, printed under none, of the same participant and
    name (and title, where two have it), failing that of the same name and body. A chair without a name is its body's
    next one, and ``with_named`` failing that whoever was named since. Where two may be meant, neither is.
    """
    ids = printed["attendee_id"].astype("str")
    ways = (("participant_id", "name", "title"), ("participant_id", "name"), ("name", "body"), ("participant_id",))
    for way in (*ways, *([("participant_id", "")] if with_named else [])):
        is_chair = "name" not in way
        old = printed[~ids.isin(people["attendee_id"]) & (printed["name"].isna() == is_chair)]
        new = people[~people["attendee_id"].isin(ids) & (people["name"].isna() == (is_chair and "" not in way))]
        by_key = pd.Series(new["attendee_id"].to_numpy(), index=_keys(new, way), dtype="str")
        by_key = by_key[by_key.index.notna() & ~by_key.index.duplicated(keep=False)]
        keys = _keys(old, way)
        found = keys.mask(keys.duplicated(keep=False)).map(by_key).astype("str")
        ids = found.reindex(ids.index).fillna(ids)
    return ids


def _keys(people: pd.DataFrame, way: tuple[str, ...]) -> "pd.Series[str]":
    """What people are known by in one way; null where they lack it. Those without a name are counted in their body."""
    cells = [parsed(people[name].fillna(""), key).part(str, "str") for name in way if name]
    if "name" not in way:
        cells.append(people.groupby("participant_id").cumcount().astype("str"))
    made = pd.Series(cells[0], dtype="str").mask(cells[0].eq(""))
    for cell in cells[1:]:
        made = made + "\x1f" + cell
    return made
