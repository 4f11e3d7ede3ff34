"""Counts of every question: one table of facts that feeds the report and the public data."""

from itertools import pairwise

import numpy as np
import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.question import CODES, Question
from transforms.publishing.facts import goal_names, with_positions
from transforms.publishing.small_cells import AREA
from transforms.reading.normalise import Answers

# Where bands of numbers begin: small ones stand alone, and the parser reads none beyond the last.
_EDGES = (0, 1, 2, 3, 4, 5, 10, 20, 50, 100, 1_000, 1_000_000)
# How the end of the last band is written.
HIGHEST = f"{_EDGES[-1] - 1:,}"


def survey_counts(
    answers: Answers,
    latest: pd.DataFrame,
    participant_goals: pd.DataFrame,
    participant_fields: pd.DataFrame,
    campaign: Campaign,
) -> pd.DataFrame:
    """question, answer, n, base, position: participants per answer, and how many answered the question at all.

    Answers stand in the form's own order; those that nobody gave are there with 0. Where several boxes could be
    ticked, the counts add up to more than the base.
    """
    frames = []
    if areas := campaign.areas:
        upper = [areas.get(name, name) for name in campaign.district_order]
        frames.append(
            _single(AREA, latest["district"].map(lambda name: areas.get(name, name)), [*dict.fromkeys(upper)])
        )
    if campaign.places.districts:
        frames.append(_single("district", latest["district"], campaign.district_order))
    own = answers.own[answers.own["response"].isin(latest.index)]
    for question in campaign.questions:
        if question.is_own:
            frames += _own(own[own["question"].eq(question.column)], question)
        elif question.kind == "choice":
            names = question.options.answers
            values = latest[question.column].where(latest[question.column].isin(names))
            frames.append(_single(question.column, values, names))
        elif question.kind == "coded" and question.column != "consent":
            values = latest[question.column].astype("str").str.lower()
            frames.append(_single(question.column, values, _codes(question)))
    goals = goal_names(campaign, participant_goals["goal"])
    label = participant_goals["goal"].map(goals)
    for flag in ("is_declared", "is_matched"):
        chosen = participant_goals[flag]
        frames.append(
            _several(
                f"goals_{flag.removeprefix('is_')}",
                label[chosen],
                participant_goals.loc[chosen, "participant_id"].nunique(),
                list(goals.values()),
            )
        )
    field_names = {each.number: each.numbered for each in campaign.fields}
    assigned = participant_fields.loc[participant_fields["is_assigned"], "field"].map(field_names)
    frames.append(_single("field", assigned, list(field_names.values())))
    for wish in (name for name in ("wish_1", "wish_2") if name in campaign.by_column):
        counts = latest[wish].map(field_names)
        frames += [_single(wish, counts, list(field_names.values()))]
    types = {"question": "str", "answer": "str", "n": "int64", "base": "int64"}
    return with_positions(pd.concat(frames, ignore_index=True).astype(types), "question")


def _own(said: pd.DataFrame, question: Question) -> list[pd.DataFrame]:
    """The answers to one of the campaign's own questions; none to what is not counted."""
    if not question.is_counted:
        return []
    read = said.loc[~said["is_free_text"], "answer"]
    order = question.options.answers
    if question.kind == "coded":
        order = _codes(question)
    elif question.kind == "date":
        order = tuple(sorted(read.unique()))
    elif question.kind == "number":
        numbers = read.astype("int64")
        order, read = _bands(numbers)
    if question.kind == "ticks":
        return [_several(question.column, read, said["response"].nunique(), order)]
    return [_single(question.column, read, order)]


def _codes(question: Question) -> tuple[str, ...]:
    """What answers mean, in the council's order; of what every council asks in one: yes, no, undecided."""
    known = CODES.get(question.column, ((), ""))[0]
    meant = dict.fromkeys((*(code for code in known if code in question.codes.values()), *question.codes.values()))
    return tuple(filter(None, meant))


def _bands(numbers: "pd.Series[int]") -> "tuple[tuple[str, ...], pd.Series[str]]":
    """Every band, for which of them there are tells of answers, and each number's."""
    names = [f"{low:,}" if high - low == 1 else f"{low:,}–{high - 1:,}" for low, high in pairwise(_EDGES)]
    place = pd.Series(np.searchsorted(_EDGES, numbers, side="right") - 1, index=numbers.index)
    return tuple(names), place.map(dict(enumerate(names))).astype("str")


def _single(question: str, values: "pd.Series[str]", order: "tuple[str, ...] | list[str]") -> pd.DataFrame:
    filled = values.dropna()
    filled = filled[filled.astype("str").ne("")]
    return _several(question, filled, len(filled), order)


def _several(question: str, values: "pd.Series[str]", base: int, order: "tuple[str, ...] | list[str]") -> pd.DataFrame:
    counts = values.value_counts().reindex(list(order), fill_value=0)
    return pd.DataFrame({"question": question, "answer": counts.index, "n": counts.to_numpy(), "base": base})
