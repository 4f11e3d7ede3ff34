"""Who could work together: bodies of one meeting paired by their goals and by the words of their activities."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.reference import rows

Floats = npt.NDArray[np.float64]

# What each kind of evidence may add to a pair's score.
_SHARED, _WORDS, _THEMES, _FOLLOWING = 0.40, 0.25, 0.20, 0.15
_GOALS = 17
_MOST_WORDS = 3

PAIRS = {
    "field": "int64",
    "rank": "int64",
    "participant_1": "str",
    "participant_2": "str",
    "score": "float64",
    "shared": "str",
    "goal_1": "Int64",
    "goal_2": "Int64",
    "together": "str",
    "words": "str",
}


def evidence_words(activity_goals: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """participant_id, word: the words of a participant's activities that told of a goal, each once.

    ``activity_goals`` has activity_id, basis, evidence as the matcher writes it ("word+5 · word+3").
    """
    told = activity_goals.loc[activity_goals["basis"].eq("words"), ["activity_id", "evidence"]]
    told = told.merge(activities[["activity_id", "participant_id"]], on="activity_id")
    words = told.assign(word=told["evidence"].str.split(" · ")).explode("word")
    words["word"] = words["word"].str.replace(r"\+\d+$", "", regex=True).str.strip()
    words = words[words["word"].str.len().gt(1)]
    return (
        words[["participant_id", "word"]].drop_duplicates().sort_values(["participant_id", "word"], ignore_index=True)
    )


def pairs(
    members: pd.DataFrame, goals: pd.DataFrame, words: pd.DataFrame, themes: pd.DataFrame, most_each: int
) -> pd.DataFrame:
    """The pairs of every meeting, the strongest first; a participant stands in at most ``most_each`` of them.

    ``members`` has field, participant_id (each once a field); ``goals`` participant_id, goal; ``words`` participant_id,
    word; ``themes`` participant_id, theme (which only weighs). Everyone gets a first partner before anyone a second.

    Columns of PAIRS: ``shared`` are the goals of both, as numbers with spaces; ``goal_1`` and ``goal_2`` the strongest
    complementary goals of one and the other (null where none) with the sentence ``together``
    (reference/goal_pairs.csv); ``words`` stand in both activities' texts, the rarest first.
    """
    made = [
        _of_meeting(int(str(field)), sorted(group["participant_id"].unique()), goals, words, themes, most_each)
        for field, group in members.groupby("field", sort=True)
    ]
    return pd.DataFrame([row for rows_ in made for row in rows_], columns=list(PAIRS)).astype(PAIRS)


def _of_meeting(
    field: int, ids: list[str], goals: pd.DataFrame, words: pd.DataFrame, themes: pd.DataFrame, most_each: int
) -> list[tuple[object, ...]]:
    goal_of, word_of = _marks(ids, goals, "goal", list(range(1, _GOALS + 1))), _marks(ids, words, "word", None)
    following, rule = _following(goal_of[0])
    theme_of = _marks(ids, themes, "theme", None)
    score = (
        _SHARED * _likeness(goal_of[0])
        + _WORDS * _likeness(word_of[0])
        + _THEMES * _likeness(theme_of[0])
        + _FOLLOWING * following
    )
    # Rounded, so that the last bit of a sum on another machine moves nobody.
    score = np.round(score, 6)
    # A theme alone gives no reason that could be read out.
    score[(goal_of[0] @ goal_of[0].T + word_of[0] @ word_of[0].T + following) == 0] = 0.0
    chosen = _chosen(score, most_each)
    made: list[tuple[object, ...]] = []
    for rank, (one, other) in enumerate(chosen, 1):
        shared = [goal_of[1][i] for i in np.flatnonzero(goal_of[0][one] * goal_of[0][other])]
        both = np.flatnonzero(word_of[0][one] * word_of[0][other])
        rare = sorted(both.tolist(), key=lambda i: (word_of[0][:, i].sum(), -len(word_of[1][i]), word_of[1][i]))
        pair = _complements()[rule[one, other]] if rule[one, other] >= 0 else None
        first: int | None = None
        second: int | None = None
        if pair is not None:
            # The two goals in the order of the two participants.
            is_straight = goal_of[0][one, pair[0] - 1] and goal_of[0][other, pair[1] - 1]
            first, second = (pair[0], pair[1]) if is_straight else (pair[1], pair[0])
        made.append(
            (
                field,
                rank,
                ids[one],
                ids[other],
                float(score[one, other]),
                " ".join(str(goal) for goal in shared),
                first,
                second,
                pair[3] if pair is not None else "",
                " · ".join(word_of[1][i] for i in rare[:_MOST_WORDS]),
            )
        )
    return made


@cache
def _complements() -> tuple[tuple[int, int, float, str], ...]:
    return tuple((int(r["goal_1"]), int(r["goal_2"]), float(r["weight"]), r["together"]) for r in rows("goal_pairs"))


def _marks(ids: list[str], table: pd.DataFrame, column: str, values: list[int] | None) -> tuple[Floats, list[str]]:
    """A row a participant, a column a value, 1 where the participant has it; and the values."""
    here = table[table["participant_id"].isin(ids)]
    names = sorted(here[column].unique()) if values is None else values
    marks = np.zeros((len(ids), len(names)))
    at = (
        pd.Index(ids).get_indexer(pd.Index(here["participant_id"])),
        pd.Index(names).get_indexer(pd.Index(here[column])),
    )
    marks[at] = 1.0
    return marks, [str(name) for name in names]


def _likeness(marks: Floats) -> Floats:
    """0–1: the share of two participants' marks that both have, each counting the more the fewer have it."""
    if not marks.size:
        return np.zeros((len(marks), len(marks)))
    weight = np.log1p(len(marks) / np.maximum(marks.sum(axis=0), 1.0))
    own = np.sqrt(np.maximum((marks * weight).sum(axis=1), 1e-9))
    likeness: Floats = (marks * weight) @ marks.T / own[:, None] / own[None, :]
    return likeness


def _following(marks: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    """For any two participants the weight of their strongest complementary goals, and which rule that is (or -1)."""
    n = len(marks)
    best, rule = np.zeros((n, n)), np.full((n, n), -1, dtype=np.int64)
    for number, (goal_1, goal_2, weight, _) in enumerate(_complements()):
        one, other = marks[:, goal_1 - 1] > 0, marks[:, goal_2 - 1] > 0
        # What both do already is told as shared.
        alone_1, alone_2 = one & ~other, other & ~one
        holds = (alone_1[:, None] & alone_2[None, :]) | (alone_2[:, None] & alone_1[None, :])
        better = holds & (weight > best)
        best[better], rule[better] = weight, number
    return best, rule


def _chosen(score: Floats, most_each: int) -> list[tuple[int, int]]:
    """Pairs of places, the strongest first, nobody in more than ``most_each``."""
    first, second = np.triu_indices(len(score), k=1)
    strength = score[first, second]
    some = strength > 0
    first, second, strength = first[some], second[some], strength[some]
    # Places follow the ids, so equal pairs stand in an order of their own.
    order = np.lexsort((second, first, -strength))
    ranked = list(zip(first[order].tolist(), second[order].tolist(), strict=True))
    times = [0] * len(score)
    taken: dict[tuple[int, int], None] = {}
    for most in range(1, most_each + 1):
        for one, other in ranked:
            if times[one] < most and times[other] < most and (one, other) not in taken:
                taken[one, other] = None
                times[one], times[other] = times[one] + 1, times[other] + 1
    return sorted(taken, key=lambda pair: (-score[pair], pair))
