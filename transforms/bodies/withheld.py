"""Whoever had their data destroyed: known again by keyed marks alone, so that what the sheet holds still stays out."""

from collections.abc import Collection

import pandas as pd

from transforms.bodies.identities import keyed_mark, known_marks
from transforms.parse.text import key as key_of
from transforms.reading.columns import parsed

# ``until`` is the moment of the request: what somebody gives after it they gave anew.
WITHHELD = ("mark", "until")


def marks_of(theirs: pd.DataFrame, others: pd.DataFrame, key: bytes) -> "pd.Series[str]":
    """What whoever gave the responses ``theirs`` is known by: their names, and contacts that none of ``others`` has."""
    own = _marks(theirs, key)
    shared = set(_marks(others, key)["mark"])
    return own.loc[own["kind_of_mark"].eq("name") | ~own["mark"].isin(shared), "mark"].drop_duplicates()


def withheld_rows(responses: pd.DataFrame, withheld: pd.DataFrame, key: bytes) -> "pd.Index[int]":
    """The rows of ``responses`` that bear a mark of ``withheld`` (columns WITHHELD), given before its moment."""
    if withheld.empty or responses.empty:
        return responses.index[:0]
    found = _marks(responses, key).merge(withheld, on="mark")
    given = pd.to_datetime(responses["submitted_at"], utc=True, errors="coerce", format="ISO8601")
    is_later = found["at"].map(given) > pd.to_datetime(found["until"], utc=True, format="ISO8601")
    theirs: pd.Index[int] = pd.Index(sorted(set(found.loc[~is_later, "at"])))
    return theirs


def listed_rows(rows: pd.DataFrame, withheld: pd.DataFrame, key: bytes) -> "pd.Index[int]":
    """The rows of a list of people (name, body, phone, email; null or '' for none) that bear a mark of ``withheld``.

    A body is known by its name, a person by name and contact, either by a contact of theirs alone: of a person's name
    alone nobody can tell whose it is.
    """
    if withheld.empty or rows.empty:
        return rows.index[:0]
    contacts = rows[["phone", "email"]]
    people = contacts.assign(name_key=_keys(rows["name"]), is_person=True)
    bodies = contacts.assign(name_key=_keys(rows["body"]), is_person=False)
    found = pd.concat([_marks(people, key), _marks(bodies, key)])
    theirs: pd.Index[int] = pd.Index(sorted(set(found.loc[found["mark"].isin(withheld["mark"]), "at"])))
    return theirs


def standing(withheld: pd.DataFrame, present: pd.DataFrame, key: bytes) -> pd.DataFrame:
    """``withheld`` without those who are ``present`` (responses or participants): they gave their data anew.

    One moment in ``until`` is one request.
    """
    back = withheld.loc[withheld["mark"].isin(_marks(present, key)["mark"]), "until"]
    return withheld[~withheld["until"].isin(back)]


def id_marks(ids: Collection[str], key: bytes) -> "pd.Series[str]":
    """What the ids of people, responses and texts are known by when they are gone; the index are the ids."""
    marks = [keyed_mark(f"id:{each}", key) for each in ids]
    return pd.Series(marks, index=pd.Index(list(ids), dtype="str"), dtype="str")


def withheld_ids(
    ids: Collection[str], present: Collection[str], responses: pd.DataFrame, withheld: pd.DataFrame, key: bytes
) -> set[str]:
    """Those of ``ids`` that are of whoever asked and gave nothing anew, none that is ``present`` of somebody else.

    ``responses`` are those that are there, ``withheld`` has the marks of the ids (``id_marks``), too.
    """
    marks = id_marks(ids, key)
    return set(marks.index[marks.isin(standing(withheld, responses, key)["mark"])]) - set(present)


def _marks(responses: pd.DataFrame, key: bytes) -> pd.DataFrame:
    made = known_marks(responses.astype({"is_person": "bool"}), key)
    nameless = responses.index[responses["name_key"].eq("")]
    return made[~(made["kind_of_mark"].eq("name") & made["at"].isin(nameless))]


def _keys(cells: "pd.Series[str]") -> "pd.Series[str]":
    return parsed(cells.fillna(""), key_of).part(str, "str")
