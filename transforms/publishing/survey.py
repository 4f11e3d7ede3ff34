"""Counts of every question: one table of facts that feeds the report and the public data."""

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.publishing.facts import with_positions
from transforms.reading.normalise import Answers


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
    frames = [_single("district", latest["district"], campaign.district_order)]
    for question in campaign.questions:
        if question.kind in ("choice", "coded") and question.column in latest and question.column != "consent":
            names = (
                question.options.names if question.kind == "choice" else tuple(dict.fromkeys(question.codes.values()))
            )
            values = (
                latest[question.column].astype("str").str.lower()
                if question.kind == "coded"
                else latest[question.column]
            )
            other = (question.options.other,) if question.options.other else ()
            frames.append(
                _single(
                    question.column, values.where(values.isin([*names, *other])), [*(n for n in names if n), *other]
                )
            )
        if question.kind == "ticks":
            ticked = answers.ticks[
                answers.ticks["question"].eq(question.column) & answers.ticks["response"].isin(latest.index)
            ]
            frames.append(
                _several(
                    question.column,
                    ticked.loc[~ticked["is_free_text"], "answer"],
                    ticked["response"].nunique(),
                    question.options.names,
                )
            )
    goal_names = [f"{number}.{name}" for number, name in campaign.goal_names.items()]
    label = participant_goals["goal"].map(dict(enumerate(goal_names, 1)))
    for flag in ("is_declared", "is_matched"):
        chosen = participant_goals[flag]
        frames.append(
            _several(
                f"goals_{flag.removeprefix('is_')}",
                label[chosen],
                participant_goals.loc[chosen, "participant_id"].nunique(),
                goal_names,
            )
        )
    field_names = {each.number: f"{each.number}. {each.name}" for each in campaign.fields}
    assigned = participant_fields.loc[participant_fields["is_assigned"], "field"].map(field_names)
    frames.append(_single("field", assigned, list(field_names.values())))
    for wish in ("wish_1", "wish_2"):
        counts = latest[wish].map(field_names)
        frames += [_single(wish, counts, list(field_names.values()))]
    types = {"question": "str", "answer": "str", "n": "int64", "base": "int64"}
    return with_positions(pd.concat(frames, ignore_index=True).astype(types), "question")


def _single(question: str, values: "pd.Series[str]", order: "tuple[str, ...] | list[str]") -> pd.DataFrame:
    filled = values.dropna()
    filled = filled[filled.astype("str").ne("")]
    return _several(question, filled, len(filled), order)


def _several(question: str, values: "pd.Series[str]", base: int, order: "tuple[str, ...] | list[str]") -> pd.DataFrame:
    counts = values.value_counts().reindex(list(order), fill_value=0)
    return pd.DataFrame({"question": question, "answer": counts.index, "n": counts.to_numpy(), "base": base})
