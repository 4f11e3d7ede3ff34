"""Activities to goals and themes, each with the words that say so.

Two witnesses are heard: the word list, which an officer can read and edit, and the trained model for words that the
list lacks. A third set of numbers, learnt from texts that the model had not seen, weighs what both say: which goal
comes first, which others are named too, and how sure that is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from transforms.goals.matcher import Floats, Ints, Model, default_model, plain, scores, segments, summed
from transforms.goals.words import Hit, WordList, default_words, unmasked

if TYPE_CHECKING:
    from transforms.campaign.campaign import Campaign

GOALS = 17
MOST = 3
SURE, CHECK, NONE = "sure", "check", "none"
_BATCH = 2048
_REMEMBERED = 50_000
# What a word near the end of a text counts, against one for the first.
_LATE = 0.2
_LEAST_THEME = 0.04
# What goals may add to a text's field beside its themes.
_GOAL_SHARE = 0.1
# Places of three signals among those of ``signals``.
SHARE, UNSUPPORTED, UNLISTED = 3, 6, 7


class Reading(NamedTuple):
    """What one text was read to say.

    ``goals``: (number, score, basis, evidence, band), strongest first. ``themes``: (theme, weight), strongest first.
    """

    goals: tuple[tuple[int, float, str, str, str], ...]
    themes: tuple[tuple[str, float], ...]


NOTHING = Reading((), ())


def read(text: str, words: WordList | None = None) -> Reading:
    """The goals and themes that ``text`` names; empty when nothing in it says so.

    >>> [goal for goal, *_ in read("하천 수질 정화 활동").goals]
    [6]
    >>> read("ㅎㅎ").goals
    ()
    """
    return read_all([text], words)[0]


def read_all(texts: Sequence[str], words: WordList | None = None) -> list[Reading]:
    """The reading of every text, in order."""
    if words is not None and words is not default_words():
        return judged(texts, words, default_model())
    if len(_READ) + len(texts) > _REMEMBERED:
        _READ.clear()
    new = [text for text in dict.fromkeys(texts) if text not in _READ]
    for start in range(0, len(new), _BATCH):
        batch = new[start : start + _BATCH]
        _READ.update(zip(batch, judged(batch, default_words(), default_model()), strict=True))
    return [_READ[text] for text in texts]


_READ: dict[str, Reading] = {}
# A word that an officer could take as a reason: a whole syllable or a foreign word.
_READABLE = re.compile("[가-힣一-龥]|[a-z]{3}")


def match(activities: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Goals and themes of every activity.

    ``activities`` has activity_id and text. Returns activity_goals (activity_id, goal, rank, score 0–1, basis,
    evidence, band) and activity_themes (activity_id, theme, weight).
    """
    codes, distinct = pd.factorize(activities["text"], use_na_sentinel=False)
    readings = read_all([text if isinstance(text, str) else "" for text in distinct.tolist()])
    ids = activities["activity_id"]
    goals, rank = _long(
        ids,
        codes,
        [reading.goals for reading in readings],
        {"goal": "int64", "score": "float64", "basis": "str", "evidence": "str", "band": "str"},
    )
    goals.insert(2, "rank", rank)
    themes, _ = _long(ids, codes, [reading.themes for reading in readings], {"theme": "str", "weight": "float64"})
    return goals, themes


def _long(
    ids: "pd.Series[str]", codes: Ints, rows: Sequence[tuple[tuple[object, ...], ...]], types: dict[str, str]
) -> tuple[pd.DataFrame, Ints]:
    """One row an activity and item, and the item's place from one; a text's items stand for each that bears it."""
    sizes = np.fromiter((len(each) for each in rows), dtype=np.int64, count=len(rows))
    starts = np.cumsum(sizes) - sizes
    taken = sizes[codes]
    place = np.arange(int(taken.sum())) - np.repeat(np.cumsum(taken) - taken, taken)
    at = np.repeat(starts[codes], taken) + place
    # Column by column: a tuple for each row would wake the garbage collector.
    table = {
        name: pd.Series([row[n] for each in rows for row in each], dtype=kind).take(at).array
        for n, (name, kind) in enumerate(types.items())
    }
    bearers = ids.astype("str").take(np.repeat(np.arange(len(codes)), taken)).array
    return pd.DataFrame({"activity_id": bearers, **table}), place + 1


def field_of(themes: Sequence[tuple[str, float]], goals: Sequence[int], campaign: "Campaign") -> int | None:
    """The campaign's field at which a text of these themes and goals is at home; None without either."""
    total: dict[int, float] = {}
    sum_of_themes = sum(weight for _, weight in themes) or 1.0
    for each in campaign.fields:
        by_theme = sum(weight for theme, weight in themes if theme in each.themes) / sum_of_themes
        by_goal = sum(
            1 / (at + 1) / sum(g in other.goals for other in campaign.fields)
            for at, g in enumerate(goals)
            if g in each.goals
        )
        total[each.number] = by_theme + _GOAL_SHARE * by_goal
    best = min(total, key=lambda number: (-total[number], number), default=None)
    return best if best is not None and total[best] > 0 else None


@dataclass
class Signals:
    """What a batch of texts says before it is judged; arrays are texts × goals (or themes) × signals."""

    goals: Floats
    themes: Floats
    hits: list[list[Hit]]
    words: list[list[str]]
    numbers: Ints
    starts: Ints


def judged(texts: Sequence[str], words: WordList, model: Model) -> list[Reading]:
    """The reading of every text by ``words`` and ``model``, nothing remembered."""
    said = signals(texts, words, model)
    first = np.exp(_log_shares(leading(said.goals, model.stage["first"], model.stage["company"])))
    named = chances(weighed(said.goals, model.stage["named"]))
    themes = np.exp(_log_shares(weighed(said.themes, model.stage["theme"])))
    order = np.argsort(-first, axis=1, kind="stable")
    doubts = doubt_signals(said, first, named, order)
    surety = chances(doubts @ model.stage["surety"][:-1] + model.stage["surety"][-1])
    return [
        _reading(at, said, first[at], named[at], themes[at], order[at].tolist(), float(surety[at]), model)
        for at in range(len(texts))
    ]


def chances(odds: Floats) -> Floats:
    """Log odds as chances."""
    result: Floats = (1 / (1 + np.exp(-np.clip(odds, -50, 50)))).astype(np.float32)
    return result


def weighed(seen: Floats, weights: Floats) -> Floats:
    """The signals in one number each: a weight a signal, then what each goal or theme brings from the start."""
    width = seen.shape[2]
    result: Floats = seen @ weights[:width] + weights[width:]
    return result


def company(seen: Floats) -> Floats:
    """How likely the letters hold each goal to be named, text by text."""
    return chances(seen[:, :, 0])


def leading(seen: Floats, weights: Floats, beside: Floats) -> Floats:
    """The signals as odds that a goal comes first; ``beside`` has what each likely goal says of each other's order.

    Energy taught in a school is a lesson first, saved in a school it is energy: a sum of signals cannot tell.
    """
    result: Floats = weighed(seen, weights) + company(seen) @ beside.T
    return result


def doubt_signals(said: Signals, first: Floats, named: Floats, order: Ints) -> Floats:
    """What tells whether the first goal is right: margins, and whether list and model agree."""
    rows = np.arange(len(order))
    one, two = order[:, 0], order[:, 1]
    best, second = first[rows, one], first[rows, two]
    others = np.where(np.arange(GOALS) == one[:, None], 0, named).max(axis=1)
    top = said.goals[rows, one]
    return np.stack(
        [
            np.log(best / (1 - best + 1e-4) + 1e-6),
            best - second,
            named[rows, one],
            others,
            top[:, SHARE],
            top[:, SHARE] >= said.goals[:, :, SHARE].max(axis=1),
            top[:, UNSUPPORTED],
            top[:, UNLISTED],
            top[:, 0],
            top[:, 1],
            np.log1p(np.diff(said.starts)),
        ],
        axis=1,
    ).astype(np.float32)


def _reading(
    at: int, said: Signals, first: Floats, named: Floats, themes: Floats, order: list[int], surety: float, model: Model
) -> Reading:
    least, sure, doubtful = model.stage["limits"].tolist()
    chosen = order[:1] + [goal for goal in order[1:] if named[goal] >= least][: MOST - 1]
    evidence = {goal: found for goal in chosen if (found := _evidence(at, goal, said, model))[1]}
    chosen = [goal for goal in chosen if goal in evidence]
    if not chosen:
        return NOTHING
    likely = sorted((round(float(max(named[goal], first[goal])), 4) for goal in chosen), reverse=True)
    # Of two goals that a text names it is not sure which comes first.
    is_alone = all(named[goal] < least for goal in range(GOALS) if goal != order[0])
    goals = []
    for goal, score in zip(chosen, likely, strict=True):
        band = SURE if goal == order[0] and is_alone and surety >= sure and evidence[goal][0] == "words" else CHECK
        goals.append((goal + 1, score, *evidence[goal], NONE if surety < doubtful or chosen[0] != order[0] else band))
    ranked = [(model.themes[n], round(float(themes[n]), 4)) for n in np.flatnonzero(themes >= _LEAST_THEME).tolist()]
    return Reading(tuple(goals), tuple(sorted(ranked, key=lambda item: (-item[1], item[0]))))


def _evidence(at: int, goal: int, said: Signals, model: Model) -> tuple[str, str]:
    """Basis and evidence: listed terms with their weight, else the words that moved the model, with their share."""
    listed = {
        hit.meaning.term: weight for hit in said.hits[at] for number, weight in hit.meaning.goals if number == goal + 1
    }
    if listed:
        told = sorted(listed.items(), key=lambda item: (-item[1], item[0]))
        return "words", " · ".join(f"{term}+{weight}" for term, weight in told[:5])
    low, high = int(said.starts[at]), int(said.starts[at + 1])
    parts = model.reader.table[said.numbers[low:high], goal]
    gains: dict[str, float] = {}
    for word, part in zip(said.words[at], parts.tolist(), strict=True):
        if part > 0 and _READABLE.search(word):
            gains[word] = gains.get(word, 0.0) + part
    total = sum(gains.values())
    most = sorted(gains.items(), key=lambda item: (-item[1], item[0]))[:4]
    return "model", " · ".join(f"{word} {gain / total:.0%}" for word, gain in most if gain >= 0.05 * total)


def signals(texts: Sequence[str], words: WordList, model: Model) -> Signals:
    """The signals of every text, from the word list and from the trained model."""
    plains = [plain(text) for text in texts]
    hits = [words.find(text) for text in plains]
    cut = [segments(unmasked(text, found)) or [[]] for text, found in zip(plains, hits, strict=True)]
    flat = [word for segs in cut for seg in segs for word in seg]
    numbers = model.reader.numbers(flat)
    table = model.reader.table
    seg_sizes = np.array([len(seg) for segs in cut for seg in segs], dtype=np.int64)
    n_segs = np.array([len(segs) for segs in cut], dtype=np.int64)
    seg_starts = np.concatenate([[0], np.cumsum(seg_sizes)]).astype(np.int64)
    seg_first = np.concatenate([[0], np.cumsum(n_segs)]).astype(np.int64)
    starts = seg_starts[seg_first]
    sizes = np.diff(starts)
    place = np.arange(len(flat)) - np.repeat(starts[:-1], sizes)
    early = 1 - (1 - _LATE) * place / np.maximum(np.repeat(sizes, sizes) - 1, 1)

    # The last word of a Korean phrase is its head: of 이주노동자 산업안전 the purpose, after whom it is for.
    heads = np.zeros(len(flat), dtype=np.float32)
    heads[seg_starts[1:][seg_sizes > 0] - 1] = 1

    whole = scores(summed(table, numbers, starts), model)
    soon = scores(summed(table, numbers, starts, early.astype(np.float32)), model)
    head = scores(summed(table, numbers, starts, heads), model)
    by_seg = scores(summed(table, numbers, seg_starts), model)
    best = np.maximum.reduceat(by_seg, seg_first[:-1], axis=0)
    seg_odds = np.maximum.reduceat(_log_shares(by_seg[:, GOALS : 2 * GOALS]), seg_first[:-1], axis=0)

    listed, strongest, listed_themes, lead = _listed(hits, model)
    total = listed.sum(axis=1, keepdims=True)
    share = listed / np.maximum(total, 1)
    long = np.log1p(sizes)[:, None].astype(np.float32)
    many = np.log(n_segs)[:, None].astype(np.float32)
    own = whole[:, :GOALS]
    first = _log_shares(whole[:, GOALS : 2 * GOALS])
    goals = np.stack(
        [
            own,
            first,
            np.clip(own - _best_other(own), -5, 5),
            share,
            strongest / 5,
            np.log1p(listed),
            (total > 0) & (listed == 0),
            np.broadcast_to(total == 0, listed.shape),
            best[:, :GOALS],
            seg_odds,
            soon[:, :GOALS] - own,
            _log_shares(soon[:, GOALS : 2 * GOALS]) - first,
            lead,
            own * long,
            own * many,
            seg_odds * many,
            share * many,
            head[:, :GOALS],
            _log_shares(head[:, GOALS : 2 * GOALS]),
        ],
        axis=2,
    ).astype(np.float32)

    themed = whole[:, 2 * GOALS :]
    theme_total = listed_themes.sum(axis=1, keepdims=True)
    themes = np.stack(
        [
            _log_shares(themed),
            listed_themes / np.maximum(theme_total, 1),
            np.log1p(listed_themes),
            _log_shares(soon[:, 2 * GOALS :]) - _log_shares(themed),
            np.maximum.reduceat(_log_shares(by_seg[:, 2 * GOALS :]), seg_first[:-1], axis=0),
            _log_shares(head[:, 2 * GOALS :]),
        ],
        axis=2,
    ).astype(np.float32)
    return Signals(goals, themes, hits, [[w for seg in segs for w in seg] for segs in cut], numbers, starts)


def _listed(hits: list[list[Hit]], model: Model) -> tuple[Floats, Floats, Floats, Floats]:
    n = len(hits)
    total, strongest, lead = (np.zeros((n, GOALS), dtype=np.float32) for _ in range(3))
    themes = np.zeros((n, len(model.themes)), dtype=np.float32)
    number = {theme: at for at, theme in enumerate(model.themes)}
    for at, found in enumerate(hits):
        is_first = True
        for hit in found:
            most = 1
            for goal, weight in hit.meaning.goals:
                total[at, goal - 1] += weight
                strongest[at, goal - 1] = max(strongest[at, goal - 1], weight)
                most = max(most, weight)
            if hit.meaning.goals and is_first:
                lead[at, hit.meaning.goals[0][0] - 1] = 1
                is_first = False
            if hit.meaning.theme in number:
                themes[at, number[hit.meaning.theme]] += most
    return total, strongest, themes, lead


def _log_shares(scores: Floats) -> Floats:
    top = scores.max(axis=1, keepdims=True)
    result: Floats = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    return result


def _best_other(scores: Floats) -> Floats:
    order = np.sort(scores, axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    return np.where(scores == best, second, best)
