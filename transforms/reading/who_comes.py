"""Who comes: head counts, and lists of attendees as rows."""

from collections.abc import Callable
from functools import cache

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.parse.people import People, people, people_as_typed
from transforms.parse.text import clean, is_blank
from transforms.reading.columns import Parsed, is_filled, parsed
from transforms.reading.own_answers import headcounts
from transforms.reference import rows

# Between a cell and what else of its row it is read with.
BESIDE = "\x1f"
_PERSON = {"name": "str", "title": "str", "is_self": "bool", "is_head": "bool"}


def who_comes(out: pd.DataFrame, column: Callable[[str], "pd.Series[str]"], campaign: Campaign) -> pd.DataFrame:
    """``Answers.people``; in ``out`` stand the columns of ``Answers.responses`` that tell of them, beside the rest."""
    counts = headcounts(column, out["kind"], campaign)
    out["headcount"] = counts["upper"]
    says_number = parsed(column("headcount"), lambda v: any(c.isdigit() for c in v)).part(bool, "bool")
    out["is_headcount_read"] = out["headcount"].notna() | ~says_number
    listed = _listed(out, column("attendees"), campaign)
    n_listed = listed.part(lambda v: len(v.named) + v.n_unnamed + v.is_self + v.is_head, "int64")
    # 대표자와 담당자, where both are one.
    is_both = listed.part(lambda v: v.is_self and v.is_head, "bool")
    n_listed -= is_both & out["representative"].eq(out["contact_name"]) & out["representative"].ne("")
    # "저(홍길동)": the officer who says "I" and is named as well is one person.
    myself = listed.part(lambda v: v.is_self, "bool")
    names = listed.part(lambda v: "\n".join(p.name for p in v.named), "str")
    named_too = [
        name in written.split("\n") for name, written in zip(out["contact_name"][myself], names[myself], strict=True)
    ]
    n_listed.loc[myself] -= named_too
    out["n_listed"] = n_listed
    out["n_unnamed"] = listed.part(lambda v: v.n_unnamed, "int64")
    agreed = (out["n_listed"] >= counts["lower"]) & (out["n_listed"] <= out["headcount"])
    is_no = out["attendance"].eq("no")
    out["is_headcount_agreed"] = out["n_listed"].eq(0) | agreed.fillna(True).astype("bool") | is_no
    is_told = out["headcount"].ge(1).fillna(False) | out["n_listed"].gt(0) | out["is_person"]
    is_asked = "headcount" in campaign.by_column or "attendees" in campaign.by_column
    if "headcount" not in campaign.by_column:  # who comes alone is one
        out["headcount"] = out["headcount"].mask(out["is_person"] & out["n_listed"].eq(0), 1)
    # Whom the list announces without names have chairs where no head count says otherwise.
    out["n_coming"] = out["headcount"].fillna(n_listed.where(out["n_unnamed"].gt(0)).astype("Int64"))
    out["is_headcount_told"] = is_told | out["attendance"].ne("yes") | (not is_asked)
    is_clear = listed.part(lambda v: v.is_clear, "bool")
    is_put_off = is_clear & parsed(column("attendees"), _promises_only).part(bool, "bool")
    out["is_attendees_read"] = out["n_listed"].gt(0) | is_put_off
    # Where nobody at all was found, attendees_unreadable says so.
    out["is_attendees_clear"] = is_clear | ~out["is_attendees_read"]
    out["is_attendees_distinct"] = listed.part(lambda v: len({p.name for p in v.named}) == len(v.named), "bool")
    return listed.rows(_person_items, _PERSON)


def _listed(
    out: pd.DataFrame, cells: "pd.Series[str]", campaign: Campaign, read: Callable[..., People] = people
) -> Parsed[People]:
    """The lists of people, in which the names of the representative and the contact are known."""
    known = BESIDE + out["representative"] + BESIDE + out["contact_name"]

    def listed(value: str) -> People:
        cell, *names = value.rsplit(BESIDE, 2)
        return read(cell, tuple(name for name in names if name and name in cell), campaign.form.titles)

    return parsed(cells + known.where(is_filled(cells), BESIDE * 2), listed)


def people_of(
    responses: pd.DataFrame, cells: "pd.Series[str]", campaign: Campaign
) -> tuple[pd.DataFrame, "pd.Series[int]", "pd.Series[bool]"]:
    """``Answers.people`` of the lists that an officer typed for these ``responses``; how many they announce unnamed;
    which were read whole."""
    listed = _listed(responses, cells, campaign, people_as_typed)
    n_unnamed = listed.part(lambda v: v.n_unnamed, "int64")
    return listed.rows(_person_items, _PERSON), n_unnamed, listed.part(lambda v: v.is_clear, "bool")


def _promises_only(cell: str) -> bool:
    """True for an attendee cell that names nobody on purpose: blank, or put off until later."""
    value = clean(cell)
    return is_blank(value) or any(word in value for word in _later_words())


@cache
def _later_words() -> tuple[str, ...]:
    return tuple(row["word"] for row in rows("later_words"))


def _person_items(listed: People) -> list[tuple[str, str, bool, bool]]:
    officers = [("", "", False, True)] * listed.is_head + [("", "", True, False)] * listed.is_self
    return [*officers, *((person.name, person.title, False, False) for person in listed.named)]
