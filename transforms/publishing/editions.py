"""Numbers over all respondents are told once: counted when the window has closed, and left as they are.

Two releases differ by those who came, left or answered otherwise between them; told every night, of one who answered
overnight all answers would follow by subtraction. So until the close nothing is told but the organisations that may be
named, night by night, and what follows from their table. At the close the numbers are counted, and whatever is
corrected later changes the restricted tables alone.

An organisation that may be named only later was hidden when the numbers were counted, and fewer would be left with whom
to hide: it is listed no more. One that is withdrawn leaves the list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.publishing.facts import with_positions
from transforms.publishing.small_cells import named_facts, public_facts
from transforms.publishing.unasked import unasked
from transforms.reading.columns import among


@dataclass(frozen=True, eq=False)
class Edition:
    """The numbers that were counted: ``facts`` as anyone may read them, of the responses until the day ``as_of`` (ISO).

    ``listed`` are the organisations that every reader knew by name then, by participant_id; ``is_seated``: its numbers
    of meetings are of where people sit. An edition holds nothing but what was public, so it may stay when personal data
    goes.
    """

    as_of: str
    listed: tuple[str, ...]
    facts: pd.DataFrame
    is_seated: bool = False


def counted(
    tables: Mapping[str, pd.DataFrame], organisations: pd.DataFrame, campaign: Campaign, *, is_seated: bool
) -> Edition:
    """The edition of a campaign whose window has closed; ``tables`` are the office's, ``is_seated`` of seats."""
    last = (campaign.closes_at - timedelta(microseconds=1)).date().isoformat()
    listed = tuple(sorted(organisations["participant_id"]))
    inside = {question.column for question in campaign.questions if not question.is_public}
    facts_ = tables["facts"][~tables["facts"]["topic"].isin(inside)]
    told = public_facts(facts_, campaign.small_cell, campaign.individual, unasked(tables, campaign))
    return Edition(last, listed, told, is_seated)


def facts_told(edition: Edition | None, facts: pd.DataFrame) -> pd.DataFrame:
    """The public facts, with ``edition`` (0 before the close, 1), ``as_of`` (null before) and ``position``."""
    told = named_facts(facts) if edition is None else edition.facts
    as_of = pd.Series(None if edition is None else edition.as_of, index=told.index, dtype="str")
    return with_positions(told.assign(edition=int(edition is not None), as_of=as_of), "topic")


def tells_seats(edition: Edition | None, *, is_seated: bool) -> bool:
    """Whether the numbers of meetings that are told are of where people sit, who are seated by now or not.

    It depends on when they were counted alone: held against today's it would tell whether anybody hidden was moved.
    """
    return is_seated if edition is None else edition.is_seated


def organisations_told(edition: Edition | None, organisations: pd.DataFrame) -> pd.DataFrame:
    """Of the ``organisations`` that may be named those that are: all before the close, then none that was not."""
    if edition is None:
        return organisations
    return organisations[among(organisations["participant_id"], pd.Index(edition.listed, dtype="str"))].reset_index(
        drop=True
    )
