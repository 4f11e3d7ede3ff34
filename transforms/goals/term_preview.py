"""What a change to the word list would move, told before it is made."""

from collections.abc import Mapping, Sequence

import pandas as pd

from transforms.goals.match import read_all
from transforms.goals.words import WordList

COLUMNS = ["activity_id", "participant_id", "text", "goals_before", "goals_after"]


def changed_rows(before: Sequence[Mapping[str, str]], changes: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows of the list with ``changes`` put in: a row of the same term and needs is replaced, another is new.

    New and changed rows stand last, in their own order, so that a row's number tells which of them it is.

    >>> old = [{"term": "하천", "needs": "", "goals": "6:3"}, {"term": "숲", "needs": "", "goals": "15:5"}]
    >>> [row["goals"] for row in changed_rows(old, [{"term": "하천", "needs": "", "goals": "15:3"}])]
    ['15:5', '15:3']
    """
    replaced = {(row["term"], row["needs"]) for row in changes}
    kept = [dict(row) for row in before if (row["term"], row["needs"]) not in replaced]
    return [*kept, *(dict(row) for row in changes)]


def preview_terms(activities: pd.DataFrame, words_before: WordList, words_after: WordList) -> pd.DataFrame:
    """The activities whose goals, or their order, would change: activity_id, participant_id, text, goals then and now.

    ``activities`` has activity_id, participant_id and text; goals are written as ``6 15``, strongest first.
    """
    texts = activities["text"].unique().tolist()
    goals = [
        {
            text: " ".join(str(goal) for goal, *_ in reading.goals)
            for text, reading in zip(texts, read_all(texts, words), strict=True)
        }
        for words in (words_before, words_after)
    ]
    before, after = (activities["text"].map(found) for found in goals)
    table = activities.assign(goals_before=before, goals_after=after)
    moved = table[table["goals_before"].ne(table["goals_after"])]
    return moved[COLUMNS].sort_values(["activity_id"], ignore_index=True).astype("str")


def moves(preview: pd.DataFrame) -> pd.DataFrame:
    """goals_before, goals_after, n: how many activities would move so, most first."""
    counts = preview.groupby(["goals_before", "goals_after"]).size().rename("n").reset_index()
    return counts.sort_values(["n", "goals_before", "goals_after"], ascending=[False, True, True], ignore_index=True)
