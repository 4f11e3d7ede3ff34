"""Activities to goals and themes, each with the words that say so."""

from collections import defaultdict
from typing import NamedTuple

import pandas as pd

from transforms.columns import parsed
from transforms.words import FORM, WordList, default_words

# A second or third goal must be named nearly as strongly as the first.
_SHARE = 0.6
_MOST = 3


class Reading(NamedTuple):
    """What one text was read to say: goals as (number, score, evidence), strongest first, and theme weights."""

    goals: tuple[tuple[int, float, str], ...]
    themes: tuple[tuple[str, float], ...]


def read(text: str, words: WordList) -> Reading:
    """The goals and themes that the listed words in ``text`` name; empty when none does.

    >>> [g for g, _, _ in read("하천 수질 정화 활동", default_words()).goals][:1]
    [6]
    """
    weights: dict[int, float] = defaultdict(float)
    evidence: dict[int, list[str]] = defaultdict(list)
    themes: dict[str, float] = defaultdict(float)
    for hit in words.find(text):
        for goal, weight in hit.meaning.goals:
            weights[goal] += weight
            evidence[goal].append(f"{hit.meaning.term}+{weight}")
        if hit.meaning.theme and hit.meaning.theme != FORM:
            themes[hit.meaning.theme] += max((w for _, w in hit.meaning.goals), default=1)
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    kept = [(goal, weight) for goal, weight in ranked[:_MOST] if weight >= _SHARE * ranked[0][1]]
    goals = tuple((goal, round(weight / total, 4), " · ".join(dict.fromkeys(evidence[goal]))) for goal, weight in kept)
    return Reading(goals, tuple(sorted(themes.items(), key=lambda item: (-item[1], item[0]))))


def match(activities: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Goals and themes of every activity.

    ``activities`` has activity_id and text. Returns activity_goals (activity_id, goal, rank, score 0–1, basis,
    evidence) and activity_themes (activity_id, theme, weight).
    """
    words = default_words()
    readings = parsed(activities["text"], lambda text: read(text, words))
    ids = activities["activity_id"].tolist()
    goals = pd.DataFrame(
        [(id_, goal, rank, score, "words", evidence) for id_, reading in zip(ids, readings.tolist(), strict=True)
         for rank, (goal, score, evidence) in enumerate(reading.goals, 1)],
        columns=["activity_id", "goal", "rank", "score", "basis", "evidence"],
    ).astype({"activity_id": "str", "goal": "int64", "rank": "int64", "score": "float64", "basis": "str", "evidence": "str"})
    themes = pd.DataFrame(
        [(id_, theme, weight) for id_, reading in zip(ids, readings.tolist(), strict=True)
         for theme, weight in reading.themes],
        columns=["activity_id", "theme", "weight"],
    ).astype({"activity_id": "str", "theme": "str", "weight": "float64"})
    return goals, themes
