"""Activities to goals and themes, each with the words that say so.

Two witnesses are heard: the word list, which an officer can read and edit, and the trained model for words that the
list lacks. A third set of numbers, learnt from texts that the model had not seen, weighs what both say: which goal
comes first, which others are named too, and how sure that is.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.goals.matcher import GOALS, Floats, Ints, Model, default_model
from transforms.goals.signals import LISTED_THEME, NEAR, SHARE, UNLISTED, UNSUPPORTED, Signals, log_shares, signals
from transforms.goals.weight import NEVER, TOPIC
from transforms.goals.words import WordList, default_words

if TYPE_CHECKING:
    from transforms.campaign.campaign import Campaign

MOST = 3
SURE, CHECK, NONE = "sure", "check", "none"
_BATCH = 2048
_REMEMBERED = 50_000
_LEAST_THEME = 0.04
# What a term of full weight whose row the numbers were not made with adds to a goal's odds: enough to outweigh what
# the other letters of most texts say.
_OWN = 10.0
# Below this score letters alone found no answer: of 18 that they gave so to 7,193 texts unseen seven were right.
_LEAST_HEARD = 0.25
# What goals may add to a text's field beside its themes.
_GOAL_SHARE = 0.3


class Reading(NamedTuple):
    """What one text was read to say.

    ``goals``: (number, score, basis, evidence, band), strongest first. ``themes``: (theme, weight), strongest first.
    Where nothing in the text may found an answer there are none, and ``nearest`` has goals that a person may think of.
    """

    goals: tuple[tuple[int, float, str, str, str], ...]
    themes: tuple[tuple[str, float], ...]
    nearest: tuple[int, ...] = ()


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


def of_other_goals(labels: Mapping[int, str]) -> list[str]:
    """The ``labels`` that do not say the goal whose number they bear, where those are most of them; else none.

    One label may be read otherwise; a list of which most are is no list of the seventeen goals.

    >>> of_other_goals({1: "걷기 좋은 길", 2: "타고 다니기 쉬운 교통", 4: "누구나 배우는 학교"})
    ['걷기 좋은 길', '타고 다니기 쉬운 교통']
    >>> of_other_goals({1: "가난 없는 동네", 2: "누구나 먹는 밥상", 7: "우리 약속"})
    []
    """
    said = [{goal for goal, *_ in reading.goals} for reading in read_all(list(labels.values()))]
    others = [label for (number, label), goals in zip(labels.items(), said, strict=True) if number not in goals]
    return others if 2 * len(others) > len(labels) else []


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


def of_council(activity_goals: pd.DataFrame, campaign: "Campaign", declared: "pd.Series[int]") -> pd.DataFrame:
    """``activity_goals`` of the goals that the council lists or that anybody ``declared``; all where it lists none."""
    if not campaign.goals:
        return activity_goals
    own = {each.number for each in campaign.goals} | set(declared)
    kept = activity_goals[activity_goals["goal"].isin(own)].reset_index(drop=True)
    return kept.assign(rank=kept.groupby("activity_id").cumcount() + 1)


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


def judged(texts: Sequence[str], words: WordList, model: Model) -> list[Reading]:
    """The reading of every text by ``words`` and ``model``, nothing remembered."""
    said = signals(texts, words, model)
    own = _OWN * said.own
    first = np.exp(log_shares(leading(said.goals, model.stage["first"], model.stage["company"]) + own))
    named = chances(weighed(said.goals, model.stage["named"]) + own)
    themes = np.exp(log_shares(at_home(said.themes, model.stage["theme"], model.stage["habit"])))
    order = np.argsort(-first, axis=1, kind="stable")
    doubts = doubt_signals(said, first, named, order)
    surety = chances(doubts @ model.stage["surety"][:-1] + model.stage["surety"][-1])
    # An office's own word is a reason whatever the rest of the text sounds like.
    says = chances(doubts @ model.stage["says"][:-1] + model.stage["says"][-1] + own.max(axis=1))
    least, sure, told, near = model.stage["limits"]
    rows, one, is_named = np.arange(len(order)), order[:, 0], named >= least
    # Of two goals that a text names it is not sure which comes first.
    is_alone = is_named.sum(axis=1) == is_named[rows, one]
    # Nor of what no labelled text is like, unless an office's own word tells it: of kinds of texts that nobody taught
    # one in four such answers was wrong.
    is_like = (said.goals[rows, one, NEAR] >= near) | (said.own[rows, one] > 0)
    verdicts = zip(
        (said.is_founded & (says >= told)).tolist(),
        (is_alone & is_like & (surety >= sure)).tolist(),
        order[:, :MOST].tolist(),
        _leads(order, is_named),
        np.maximum(named, first).tolist(),
        _ranked(themes, model.themes),
        strict=True,
    )
    return [_reading(at, said, _Verdict(*verdict), model) for at, verdict in enumerate(verdicts)]


class _Verdict(NamedTuple):
    """What the weighed signals say of a text: its likeliest goals, those to be named, and how likely each goal is."""

    is_told: bool
    is_sure: bool
    nearest: list[int]
    leads: list[int]
    likely: list[float]
    themes: tuple[tuple[str, float], ...]


def _leads(order: Ints, is_named: npt.NDArray[np.bool_]) -> list[list[int]]:
    """Of each text the first goal and those named after it, no more than ``MOST``."""
    held = np.take_along_axis(is_named, order, axis=1)
    held[:, 0] = True
    held &= np.cumsum(held, axis=1) <= MOST
    flat, ends = order[held].tolist(), np.cumsum(held.sum(axis=1)).tolist()
    return [flat[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def _ranked(shares: Floats, names: tuple[str, ...]) -> list[tuple[tuple[str, float], ...]]:
    """The themes of each text that have a share worth telling, strongest first."""
    found: list[list[tuple[str, float]]] = [[] for _ in shares]
    at, theme = np.nonzero(shares >= _LEAST_THEME)
    for row, column, share in zip(at.tolist(), theme.tolist(), shares[at, theme].tolist(), strict=True):
        found[row].append((names[column], round(share, 4)))
    return [tuple(sorted(each, key=lambda item: (-item[1], item[0]))) for each in found]


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


def habit(seen: Floats) -> Floats:
    """The themes that listed words name, which tell where a text is at home beside each theme's own signals.

    A council seats whoever farms with the farmers, though power or care is the purpose.
    """
    result: Floats = (seen[:, :, LISTED_THEME] > 0).astype(np.float32)
    return result


def at_home(seen: Floats, weights: Floats, beside: Floats) -> Floats:
    """The signals as odds that a text is at home with a theme; ``beside`` has what all others say of it."""
    result: Floats = weighed(seen, weights) + habit(seen) @ beside.T
    return result


def doubt_signals(said: Signals, first: Floats, named: Floats, order: Ints) -> Floats:
    """What tells whether the first goal is right: margins, whether list, model and labelled texts agree, emptiness."""
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
            top[:, NEAR],
            np.log1p(np.diff(said.starts)),
            said.empty,
        ],
        axis=1,
    ).astype(np.float32)


def _reading(at: int, said: Signals, verdict: _Verdict, model: Model) -> Reading:
    leads = verdict.leads if verdict.is_told else ()
    evidence = {goal: found for goal in leads if (found := _evidence(at, goal, said, model))}
    # What only form, place or audience speak for comes after what a topic speaks for.
    chosen = sorted(evidence, key=lambda goal: evidence[goal].rests, reverse=True)
    likely = sorted((round(verdict.likely[goal], 4) for goal in chosen), reverse=True)
    if not chosen or (evidence[chosen[0]].basis == "model" and likely[0] < _LEAST_HEARD):
        is_near = bool(said.counts[int(said.starts[at]) : int(said.starts[at + 1])].any())
        return Reading((), (), tuple(goal + 1 for goal in verdict.nearest) if is_near else ())
    goals = []
    for goal, score in zip(chosen, likely, strict=True):
        told = evidence[goal]
        is_sure = verdict.is_sure and goal == verdict.nearest[0] and told.basis == "words"
        goals.append((goal + 1, score, told.basis, told.words, SURE if is_sure else CHECK))
    return Reading(tuple(goals), verdict.themes)


class _Evidence(NamedTuple):
    basis: str
    words: str
    rests: int


def _evidence(at: int, goal: int, said: Signals, model: Model) -> _Evidence | None:
    """Listed terms with their weight, else the words that moved the model, with their share; None where none did."""
    listed = {
        hit.meaning.term: weight for hit in said.hits[at] for number, weight in hit.meaning.goals if number == goal + 1
    }
    if listed:
        told = sorted(listed.items(), key=lambda item: (-item[1], item[0]))
        return _Evidence("words", " · ".join(f"{term}+{weight}" for term, weight in told[:5]), TOPIC)
    held = slice(int(said.starts[at]), int(said.starts[at + 1]))
    parts = model.reader.table[said.numbers[held], goal].tolist()
    counts = said.counts[held].tolist()
    gains: dict[str, float] = {}
    most = max((count for part, count in zip(parts, counts, strict=True) if part > 0), default=NEVER)
    if most == NEVER:
        return None
    for word, part, count in zip(said.words[at], parts, counts, strict=True):
        if part > 0 and count == most and _READABLE.search(word):
            gains[word] = gains.get(word, 0.0) + part
    total = sum(gains.values())
    ranked = sorted(gains.items(), key=lambda item: (-item[1], item[0]))[:4]
    told_words = " · ".join(f"{word} {gain / total:.0%}" for word, gain in ranked if gain >= 0.05 * total)
    return _Evidence("model", told_words, most) if gains else None
