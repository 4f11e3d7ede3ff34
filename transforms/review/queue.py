"""What a person may decide, one row a matter, with what is needed to decide it: the page's own view of the review."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.decisions.values import DIFFERENT, NO_GOALS, SAME
from transforms.parse.text import key
from transforms.reference import texts
from transforms.review.review import unsure
from transforms.review.sheet_tabs import review_parts

_OF_GOALS = ["declared", "matched", "evidence", "proposal"]
_WEIGHT = re.compile(r"[+−-]\d+$")
_CHOICES = {
    "same_body": (SAME, DIFFERENT),
    "merge": (DIFFERENT,),
    "goals": (NO_GOALS,),
    "attendance": ("yes", "no", "undecided"),
    "naming": ("public", "hidden"),
    "test": ("true", "false"),
    "cancelled": ("true", "false"),
}


def queue(
    sheets: Mapping[str, pd.DataFrame],
    tables: Mapping[str, pd.DataFrame],
    campaign: Campaign,
    words: Mapping[str, Mapping[str, Any]],
) -> Iterator[pd.DataFrame]:
    """The parts of ``review_parts`` in their order, and of goals: declared, matched, proposal (numbers by spaces, ''
    for none) and evidence (a goal and its words a line); elsewhere these are ''.
    """
    of_goals = sheets["goals"].drop_duplicates("text_id").set_index("text_id")[_OF_GOALS]
    for part in review_parts(sheets, tables["corrections"], unsure(dict(tables), campaign), words):
        is_goals = part["kind_code"].eq("goals")
        told = {name: part["key"].where(is_goals).map(of_goals[name]).fillna("").astype("str") for name in _OF_GOALS}
        yield part.drop(columns="typed").assign(**told)


def choices(kind: str, campaign: Campaign) -> list[str]:
    """What may be chosen where only some answers are possible; empty where anything may be typed."""
    if kind == "field":
        return [each.numbered for each in campaign.fields]
    if kind == "district":
        return list(campaign.district_order)
    names: dict[str, str] = texts("messages")["choice"]
    return [names[each] for each in _CHOICES.get(kind, ())]


def words_that_counted(evidence: str) -> list[str]:
    """The words for which goals were read, the longest first.

    >>> words_that_counted("15: 서식지+5 · 두꺼비 산란지+5\\n6: 하천 정화+4")
    ['두꺼비 산란지', '하천 정화', '서식지']
    """
    found = [_WEIGHT.sub("", each) for line in evidence.splitlines() for each in line.partition(": ")[2].split(" · ")]
    return sorted({each for each in found if each}, key=lambda each: (-len(each), each))


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """``text`` in pieces, true for those that are one of the ``words``.

    >>> marked("마을 하천 정화와 산책", ["하천 정화"])
    [('마을 ', False), ('하천 정화', True), ('와 산책', False)]
    """
    if not words:
        return [(text, False)]
    pieces = re.split("(" + "|".join(map(re.escape, words)) + ")", text)
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]


def side_by_side(one: Mapping[str, Any], other: Mapping[str, Any], columns: Sequence[str]) -> list[dict[str, Any]]:
    """column, one, other, is_same of what two bodies say; a column that neither fills is left out."""
    made = []
    for name in columns:
        here, there = ("" if pd.isna(each.get(name)) else str(each.get(name)) for each in (one, other))
        if here or there:
            is_same = bool(here) and key(here) == key(there)
            made.append({"column": name, "one": here, "other": there, "is_same": is_same})
    return made
