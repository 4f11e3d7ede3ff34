"""What each text says about goals and themes, in numbers that the second stage of the model weighs.

The word list and the trained letters are heard on the whole text and on its topic alone (``weight.py``). Words of form,
place and audience that are listed count only where no topic speaks; words that any text could hold shift an answer
and never found one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transforms.goals.matcher import GOALS, Floats, Ints, Model, plain, scores, segments, summed, votes
from transforms.goals.weight import ADDS, AIMS, ALONE, JOINS, TOPIC, term_counts
from transforms.goals.words import Hit, WordList, mark, unmasked

# What a word near the end of a text counts, against one for the first.
_LATE = 0.2
# What the letters of a word of form, place or audience count where a topic speaks: 0.4 is nearest the council's texts,
# 0 nearest those in which form and topic disagree.
_SLIGHT = 0.3
# What words count for the text's aim: of a clause that only adds something (``물도 맑게``), those that follow what they
# are for (``물을 맑히려고 나무를 심기``), and those of any clause after the first.
_ADDED, _MEANS, _LATER = 0.3, 0.5, 0.5
# Places of four signals among those of ``Signals.goals``.
SHARE, UNSUPPORTED, UNLISTED, NEAR = 3, 6, 7, 25
# The place of one among those of ``Signals.themes``.
LISTED_THEME = 1


@dataclass
class Signals:
    """What a batch of texts says before it is judged; arrays are texts × goals (or themes) × signals.

    ``words`` are those of each text, with their ``numbers`` in the reader from ``starts`` on, and ``counts``, what each
    counts as a reason. ``is_founded``: something in the text may found an answer. ``own`` has the strongest weight (0
    to 1) that each goal has from a term whose row the numbers were not made with: the office's own word since then.
    ``empty``: how much the letters sound of texts that say nothing, a proverb or a greeting.
    """

    goals: Floats
    themes: Floats
    hits: list[list[Hit]]
    words: list[list[str]]
    numbers: Ints
    starts: Ints
    counts: Ints
    is_founded: npt.NDArray[np.bool_]
    own: Floats
    empty: Floats


@dataclass
class _Cut:
    """A batch of texts cut into segments and words: where each begins, and what each word counts."""

    words: list[list[str]]
    numbers: Ints
    starts: Ints
    seg_starts: Ints
    seg_first: Ints
    counts: Ints
    roles: Ints

    @property
    def sizes(self) -> Ints:
        """Words of each text."""
        return np.diff(self.starts)

    @cached_property
    def speaks(self) -> npt.NDArray[np.bool_]:
        """Whether a word of each text speaks of a topic that the model knows."""
        is_topic = np.append(self.counts == TOPIC, False)
        return np.logical_or.reduceat(is_topic, self.starts[:-1]) & (self.sizes > 0)

    @property
    def n_segs(self) -> Ints:
        """Segments of each text."""
        return np.diff(self.seg_first)


def read_words(text: str, hits: Sequence[Hit]) -> list[list[str]]:
    """The words of a folded text, segment by segment, without those that ``hits``, the listed terms in it, settle."""
    return segments(unmasked(text, hits))


def signals(texts: Sequence[str], words: WordList, model: Model) -> Signals:
    """The signals of every text, from the word list and from the trained model."""
    plains = [plain(text) for text in texts]
    found = [[_unlearnt(hit, model) for hit in words.find(text)] for text in plains]
    cut = _cut([read_words(text, hits) or [[]] for text, hits in zip(plains, found, strict=True)], model)
    hits = [_counting(each, bool(is_told)) for each, is_told in zip(found, cut.speaks, strict=True)]
    goals, themes, empty = _weighed_signals(cut, _listed(hits, found, model), model)
    is_founded = cut.speaks | np.array([any(hit.meaning.goals for hit in each) for each in hits], dtype=bool)
    own = _own(hits, model)
    return Signals(goals, themes, hits, cut.words, cut.numbers, cut.starts, cut.counts, is_founded, own, empty)


def _unlearnt(hit: Hit, model: Model) -> Hit:
    """The term, settled where the numbers were made without its row."""
    return hit if mark(hit.meaning) in model.learnt else hit._replace(is_settled=True)


def _own(hits: list[list[Hit]], model: Model) -> Floats:
    own = np.zeros((len(hits), GOALS), dtype=np.float32)
    for at, counting in enumerate(hits):
        for hit in counting:
            if hit.is_settled and mark(hit.meaning) not in model.learnt:
                for goal, weight in hit.meaning.goals:
                    own[at, goal - 1] = max(own[at, goal - 1], weight / 5)
    return own


def log_shares(scores_: Floats) -> Floats:
    """Scores as logarithms of shares of one."""
    top = scores_.max(axis=1, keepdims=True)
    result: Floats = scores_ - top - np.log(np.exp(scores_ - top).sum(axis=1, keepdims=True))
    return result


def _counting(hits: list[Hit], is_told: bool) -> list[Hit]:
    """The terms that count: slight ones only where neither another term nor a word speaks of a topic."""
    weights = [term_counts(hit.meaning.term) for hit in hits]
    least = (
        TOPIC if is_told or any(w == TOPIC and h.meaning.goals for h, w in zip(hits, weights, strict=True)) else ALONE
    )
    return [hit for hit, weight in zip(hits, weights, strict=True) if weight >= least]


def _cut(cut: list[list[list[str]]], model: Model) -> _Cut:
    flat = [word for segs in cut for seg in segs for word in seg]
    seg_starts = np.concatenate([[0], np.cumsum([len(seg) for segs in cut for seg in segs])]).astype(np.int64)
    seg_first = np.concatenate([[0], np.cumsum([len(segs) for segs in cut])]).astype(np.int64)
    numbers = model.reader.numbers(flat)
    return _Cut(
        [[word for seg in segs for word in seg] for segs in cut],
        numbers,
        seg_starts[seg_first],
        seg_starts,
        seg_first,
        model.reader.counts[numbers],
        model.reader.roles[numbers],
    )


@dataclass
class _Listed:
    """What the terms that count in each text sum to: goals, the strongest of each, the goal of the first term.

    ``themes`` are of all terms: for whom an activity is tells where it is at home.
    """

    goals: Floats
    strongest: Floats
    lead: Floats
    themes: Floats


def _listed(hits: list[list[Hit]], found: list[list[Hit]], model: Model) -> _Listed:
    n = len(hits)
    total, strongest, lead = (np.zeros((n, GOALS), dtype=np.float32) for _ in range(3))
    themes = np.zeros((n, len(model.themes)), dtype=np.float32)
    number = {theme: at for at, theme in enumerate(model.themes)}
    for at, counting in enumerate(hits):
        is_first = True
        for hit in counting:
            for goal, weight in hit.meaning.goals:
                total[at, goal - 1] += weight
                strongest[at, goal - 1] = max(strongest[at, goal - 1], weight)
            if hit.meaning.goals and is_first:
                lead[at, hit.meaning.goals[0][0] - 1] = 1
                is_first = False
        for hit in found[at]:
            if hit.meaning.theme in number:
                themes[at, number[hit.meaning.theme]] += max((weight for _, weight in hit.meaning.goals), default=1)
    return _Listed(total, strongest, lead, themes)


def _weighed_signals(cut: _Cut, listed: _Listed, model: Model) -> tuple[Floats, Floats, Floats]:
    table, numbers, sizes = model.reader.table, cut.numbers, cut.sizes
    place = np.arange(len(numbers)) - np.repeat(cut.starts[:-1], sizes)
    early = (1 - (1 - _LATE) * place / np.maximum(np.repeat(sizes, sizes) - 1, 1)).astype(np.float32)
    # The last word of a Korean phrase is its head: of 이주노동자 산업안전 the purpose, after whom it is for.
    heads = np.zeros(len(numbers), dtype=np.float32)
    heads[cut.seg_starts[1:][np.diff(cut.seg_starts) > 0] - 1] = 1

    def heard(by: Floats, starts: Ints = cut.starts) -> Floats:
        return scores(summed(table, numbers, starts, by), model)

    topic = (cut.counts == TOPIC).astype(np.float32)
    gives_way = np.repeat(cut.speaks, sizes) & (cut.counts == ALONE)
    told = np.where(gives_way, _SLIGHT, 1).astype(np.float32)
    views = _Views(
        heard(told),
        heard(topic),
        heard(np.ones_like(topic)),
        heard(early * told),
        heard(heads * told),
        heard(told, cut.seg_starts),
        heard(told * _by_clause(cut)),
        votes(numbers, cut.starts, model),
    )
    return _of_goals(views, cut, listed), _of_themes(views, cut, listed), views.plain[:, -1]


def _by_clause(cut: _Cut) -> Floats:
    """What each word counts for the text's aim: most in the first clause, and in what a means is for."""
    n = len(cut.numbers)
    if not n:
        return np.ones(0, dtype=np.float32)
    # A clause begins with a segment and after a word that joins or tells what for.
    begins = np.zeros(n + 1, dtype=np.int64)
    begins[cut.seg_starts[:-1][np.diff(cut.seg_starts) > 0]] = 1
    begins[1:] |= np.isin(cut.roles, (JOINS, AIMS))
    clause = np.cumsum(begins[:-1]) - 1
    is_later = clause > np.repeat(clause[np.minimum(cut.starts[:-1], n - 1)], cut.sizes)
    is_added = (np.bincount(clause, cut.roles == ADDS) > 0)[clause]
    # Words that tell what for, so far within the segment.
    aims = np.cumsum(np.append(0, cut.roles == AIMS))
    is_means = aims[:-1] > np.repeat(aims[cut.seg_starts[:-1]], np.diff(cut.seg_starts))
    counts = np.where(is_added, _ADDED, 1) * np.where(is_means, _MEANS, 1) * np.where(is_later, _LATER, 1)
    return counts.astype(np.float32)


@dataclass
class _Views:
    """What the letters say of a text: all told, of its topic, as it stands, of beginning, heads, segments and aim.

    ``near`` is what labelled texts vote for that it is near to.
    """

    told: Floats
    topic: Floats
    plain: Floats
    soon: Floats
    head: Floats
    by_seg: Floats
    main: Floats
    near: Floats


def _of_goals(seen: _Views, cut: _Cut, listed: _Listed) -> Floats:
    goals, firsts = slice(0, GOALS), slice(GOALS, 2 * GOALS)
    total = listed.goals.sum(axis=1, keepdims=True)
    share = listed.goals / np.maximum(total, 1)
    long = np.log1p(cut.sizes)[:, None].astype(np.float32)
    many = np.log(cut.n_segs)[:, None].astype(np.float32)
    own, first = seen.told[:, goals], log_shares(seen.told[:, firsts])
    seg_odds = np.maximum.reduceat(log_shares(seen.by_seg[:, firsts]), cut.seg_first[:-1], axis=0)
    return np.stack(
        [
            own,
            first,
            np.clip(own - _best_other(own), -5, 5),
            share,
            listed.strongest / 5,
            np.log1p(listed.goals),
            (total > 0) & (listed.goals == 0),
            np.broadcast_to(total == 0, share.shape),
            np.maximum.reduceat(seen.by_seg[:, goals], cut.seg_first[:-1], axis=0),
            seg_odds,
            seen.soon[:, goals] - own,
            log_shares(seen.soon[:, firsts]) - first,
            listed.lead,
            own * long,
            own * many,
            seg_odds * many,
            share * many,
            seen.head[:, goals],
            log_shares(seen.head[:, firsts]),
            seen.topic[:, goals] - own,
            log_shares(seen.topic[:, firsts]) - first,
            seen.plain[:, goals] - own,
            log_shares(seen.plain[:, firsts]) - first,
            seen.main[:, goals] - own,
            log_shares(seen.main[:, firsts]) - first,
            seen.near[:, :GOALS],
            seen.near[:, GOALS:],
        ],
        axis=2,
    ).astype(np.float32)


def _of_themes(seen: _Views, cut: _Cut, listed: _Listed) -> Floats:
    total = listed.themes.sum(axis=1, keepdims=True)
    views = (seen.told, seen.topic, seen.plain, seen.soon, seen.head, seen.by_seg)
    told, topic, plain_, early, last, part = (log_shares(view[:, 2 * GOALS : -1]) for view in views)
    return np.stack(
        [
            told,
            listed.themes / np.maximum(total, 1),
            np.log1p(listed.themes),
            early - told,
            np.maximum.reduceat(part, cut.seg_first[:-1], axis=0),
            last,
            topic - told,
            plain_ - told,
        ],
        axis=2,
    ).astype(np.float32)


def _best_other(scored: Floats) -> Floats:
    order = np.sort(scored, axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    return np.where(scored == best, second, best)
