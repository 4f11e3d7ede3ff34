"""Whom a question was not asked: nobody answered it who had answered another one so.

A form that asks only those who took part how it was says so to every reader, who holds the number of those who took
part against that of those who answered. Whether it did is read from the answers.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.publishing.facts import NO_ANSWER

#: By question: other questions, each with those of its answers whose givers left this one out.
Unasked = Mapping[str, "list[tuple[str, frozenset[str]]]"]
_ASKED_OF = ("choice", "coded", "scale")


def unasked(tables: Mapping[str, pd.DataFrame], campaign: Campaign) -> Unasked:
    """Of each question of the campaign's own that somebody left out, whom it may not have been asked."""
    people, answers = tables["participants"], tables["answers"]
    ids = pd.Index(people["participant_id"])
    own = {str(name): part for name, part in answers.groupby("question", sort=False)}
    said = dict(_said(people, own, ids, campaign))
    made: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for question, part in own.items():
        is_answered = ids.isin(part["participant_id"])
        if is_answered.all():
            continue
        made[question] = [
            (other, items)
            for other, (names, codes) in said.items()
            if other != question and (items := _never(names, codes, is_answered))
        ]
    return made


def _said(
    people: pd.DataFrame, own: Mapping[str, pd.DataFrame], ids: pd.Index, campaign: Campaign
) -> Iterator[tuple[str, tuple[list[str], np.ndarray]]]:
    """The answers to each question of which everybody gives one, those who gave none among them, and whose is which."""
    for question in campaign.questions:
        name = question.column
        if question.kind not in _ASKED_OF or (name not in own and name not in people.columns):
            continue
        if name in own:
            given = own[name].drop_duplicates("participant_id").set_index("participant_id")["answer"].reindex(ids)
        else:
            given = people[name].astype("str").str.lower() if question.kind == "coded" else people[name]
        given = given.astype("object").where(given.notna() & given.ne(""), NO_ANSWER)
        codes, names = pd.factorize(given.to_numpy())
        yield name, ([str(each) for each in names], codes)


def _never(names: list[str], codes: np.ndarray, is_answered: np.ndarray) -> frozenset[str]:
    n_of = np.bincount(codes[is_answered], minlength=len(names))
    return frozenset(name for name, n in zip(names, n_of.tolist(), strict=True) if n == 0)
