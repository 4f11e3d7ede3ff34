"""matcher.npz is written anew from the shipped activities and word list; twice gives the same bytes.

    python benchmarks/train_matcher.py [--out FILE]

Needs scikit-learn.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import hashlib
import json
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import scipy.optimize
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from transforms.match import GOALS, chances, doubt_signals, signals, weighed
from transforms.matcher import grams_of, model_from, plain, segments
from transforms.words import FORM, WordList, default_words

HERE = Path(__file__).parent
REFERENCE = HERE.parent / "transforms" / "reference"
TERM_SHARE, C_GOALS, C_FIRST = 0.4, 10.0, 10.0
# Authors whose texts cover all goals evenly; the second stage learns from what the first says of them unseen.
UNSEEN = ("four", "five")
STRENGTH = 10.0
# Where a text has a setting of its own (arts, farming, rescue …), its field follows the setting.
FAVOUR = {
    "culture": 1.2, "farming": 1.5, "books": 1.2, "disaster": 0.8, "safety": 0.6, "partnership": -0.5, "jobs": -0.4,
    "inclusion": -0.4, "village": -0.5, "water": -0.2, "industry": -0.4, "energy": -0.5,
}
# A further goal is named from here; the first is sure from here, unless another reaches the third; below the last
# nothing can be said.
LIMITS = (0.5, 0.85, 0.6, 0.35)


def read_activities(path: Path) -> list[dict[str, Any]]:
    """The labelled activities: text, sdgs, theme, author."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def term_texts(words: WordList) -> tuple[list[dict[str, Any]], list[float]]:
    """Unconditional terms as short texts, with their weight."""
    texts, weights = [], []
    for meanings in words.meanings.values():
        for m in meanings:
            if not m.goals or m.needs or m.goals[0][1] < 3:
                continue
            top = m.goals[0][1]
            texts.append({"text": m.term, "sdgs": [g for g, w in m.goals if w >= max(3, top - 1)],
                          "theme": m.theme if m.theme != FORM else ""})
            weights.append(TERM_SHARE * top / 5)
    return texts, weights


def bags(texts: list[str]) -> list[list[str]]:
    """The words of every text, as the matcher reads them."""
    return [[word for segment in segments(plain(text)) for word in segment] for text in texts]


def counted(rows: list[list[int]], width: int) -> scipy.sparse.csr_matrix:
    """How often each row holds each column."""
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    flat = np.array([each for row in rows for each in row], dtype=np.int64)
    return scipy.sparse.csr_matrix((np.ones(len(flat)), flat, starts), (len(rows), width))


def one_against_rest(x: Any, y: Any, weight: Any, c: float) -> tuple[Any, Any]:
    """Weights and biases of a yes or no for every column of ``y``."""
    coefs, biases = [], []
    for goal in range(y.shape[1]):
        yes = y[:, goal] == 1
        balance = np.where(yes, 0.5 * weight.sum() / weight[yes].sum(), 0.5 * weight.sum() / weight[~yes].sum())
        fitted = LogisticRegression(C=c, solver="liblinear", random_state=0).fit(x, yes, sample_weight=weight * balance)
        coefs.append(fitted.coef_[0])
        biases.append(fitted.intercept_[0])
    return np.array(coefs).T, np.array(biases)


def one_of(x: Any, y: Any, weight: Any, c: float, n: int, balanced: bool = True) -> tuple[Any, Any]:
    """Weights and biases of a choice among ``n``."""
    fitted = LogisticRegression(C=c, max_iter=80, class_weight="balanced" if balanced else None)
    fitted.fit(x, y, sample_weight=weight)
    coef, bias = np.zeros((x.shape[1], n)), np.full(n, -10.0)
    coef[:, fitted.classes_], bias[fitted.classes_] = fitted.coef_.T, fitted.intercept_
    return coef, bias


def three_scores(x: Any, texts: list[dict[str, Any]], weight: Any, themes: list[str]) -> tuple[Any, Any]:
    """Weights and biases for the goals, the first goal and the theme, side by side."""
    y = np.zeros((len(texts), GOALS))
    for n, each in enumerate(texts):
        y[n, [g - 1 for g in each["sdgs"]]] = 1
    goals, goals_bias = one_against_rest(x, y, weight, C_GOALS)
    first, first_bias = one_of(x, np.array([each["sdgs"][0] - 1 for each in texts]), weight, C_FIRST, GOALS)
    has = np.array([n for n, each in enumerate(texts) if each["theme"] in themes])
    named = np.array([themes.index(texts[n]["theme"]) for n in has])
    theme, theme_bias = one_of(x[has], named, weight[has], C_FIRST, len(themes), balanced=False)
    return np.hstack([goals, first, theme]), np.concatenate([goals_bias, first_bias, theme_bias])


def first_stage(texts: list[dict[str, Any]], words: WordList, themes: list[str]) -> dict[str, Any]:
    """Gram and piece weights, in full precision."""
    terms, term_weights = term_texts(words)
    whole = texts + terms
    weight = np.concatenate([np.ones(len(texts)), term_weights])
    read = bags([each["text"] for each in whole])
    grams = [[gram for word in text for gram in grams_of(word)] for text in read]
    seen = Counter(gram for text in grams for gram in set(text))
    names = sorted(gram for gram, n in seen.items() if n >= 2)
    row = {gram: n for n, gram in enumerate(names)}
    idf = np.array([np.log(len(whole) / seen[gram]) + 1 for gram in names]).astype(np.float32)
    distinct = sorted({word for text in read for word in text})
    at = {word: n for n, word in enumerate(distinct)}
    held = [[row[gram] for gram in grams_of(word) if gram in row] for word in distinct]
    by_word = counted(held, len(names)).multiply(idf).tocsr()
    norms = np.asarray(by_word.multiply(by_word).sum(axis=1)).ravel()
    in_text = counted([[at[word] for word in text] for text in read], len(distinct))
    norm = np.sqrt(np.maximum(in_text @ norms, 1e-9))
    x = scipy.sparse.diags(1 / norm) @ (in_text @ by_word)
    weights, bias = three_scores(x.tocsr(), whole, weight, themes)
    return {"grams": names, "weights": weights, "rarity": idf, "bias": bias}


def packed(held: dict[str, Any], themes: list[str], stage: dict[str, Any]) -> dict[str, Any]:
    """The arrays as they are written: weights in eight bits, words as one text."""
    scale = (np.abs(held["weights"]).max(axis=0) / 127).astype(np.float32)
    return {
        "themes": np.frombuffer("\n".join(themes).encode(), dtype=np.uint8),
        "grams": np.frombuffer("\n".join(held["grams"]).encode(), dtype=np.uint8),
        "weights": np.rint(held["weights"] / scale).astype(np.int8),
        "scale": scale,
        "rarity": held["rarity"].astype(np.float32),
        "bias": held["bias"].astype(np.float32),
        **{f"stage_{name}": np.asarray(value, dtype=np.float32) for name, value in stage.items()},
    }


def _size(flat: Any, width: int) -> float:
    return float(flat[:width] @ flat[:width] + 4 * flat[width:] @ flat[width:])


def _least(loss: Any, size: int) -> Any:
    return scipy.optimize.minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def choice(x: Any, y: Any, strength: float) -> Any:
    """Weights of a conditional choice: x is texts × options × signals (a bias for each option is added)."""
    n, options, width = x.shape

    def loss(flat: Any) -> tuple[float, Any]:
        score = x @ flat[:width] + flat[width:]
        score -= score.max(axis=1, keepdims=True)
        share = np.exp(score)
        share /= share.sum(axis=1, keepdims=True)
        gap = share.copy()
        gap[np.arange(n), y] -= 1
        value = -np.log(share[np.arange(n), y] + 1e-12).sum() + strength * _size(flat, width)
        slope = np.concatenate([np.einsum("no,nos->s", gap, x), gap.sum(axis=0)])
        return value, slope + 2 * strength * np.concatenate([flat[:width], 4 * flat[width:]])

    return _least(loss, width + options)


def yes_no(x: Any, y: Any, strength: float) -> Any:
    """Weights of a yes or no for each option, with a bias for each option."""
    _, options, width = x.shape

    def loss(flat: Any) -> tuple[float, Any]:
        score = x @ flat[:width] + flat[width:]
        share = 1 / (1 + np.exp(-score))
        value = -(y * np.log(share + 1e-12) + (1 - y) * np.log(1 - share + 1e-12)).sum()
        value += strength * _size(flat, width)
        gap = share - y
        slope = np.concatenate([np.einsum("no,nos->s", gap, x), gap.sum(axis=0)])
        return value, slope + 2 * strength * np.concatenate([flat[:width], 4 * flat[width:]])

    return _least(loss, width + options)


def surety_weights(x: Any, right: Any) -> Any:
    """Weights and bias of the chance that the first goal is right."""
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(x, right)
    return np.concatenate([fitted.coef_[0], fitted.intercept_])


def second_stage(seen: list[tuple[Any, list[dict[str, Any]]]], themes: list[str]) -> dict[str, Any]:
    """How to weigh the signals, learnt from texts that gave them unseen."""
    texts = [each for _, part in seen for each in part]
    goals = np.concatenate([said.goals for said, _ in seen]).astype(float)
    by_theme = np.concatenate([said.themes for said, _ in seen]).astype(float)
    wanted = np.zeros((len(texts), GOALS))
    for n, each in enumerate(texts):
        wanted[n, [goal - 1 for goal in each["sdgs"]]] = 1
    first = choice(goals, np.array([each["sdgs"][0] - 1 for each in texts]), STRENGTH)
    named = yes_no(goals, wanted, STRENGTH)
    theme = choice(by_theme, np.array([themes.index(each["theme"]) for each in texts]), STRENGTH)
    for at, name in enumerate(themes):
        theme[by_theme.shape[2] + at] += FAVOUR.get(name, 0.0)
    chance = shares(weighed(goals, first)).astype(np.float32)
    odds = chances(weighed(goals, named))
    order = np.argsort(-chance, axis=1, kind="stable")
    doubts, start = [], 0
    for said, part in seen:
        rows = slice(start, start + len(part))
        doubts.append(doubt_signals(said, chance[rows], odds[rows], order[rows]))
        start += len(part)
    right = order[:, 0] == np.array([each["sdgs"][0] - 1 for each in texts])
    surety = surety_weights(np.concatenate(doubts), right)
    return {"first": first, "named": named, "theme": theme, "surety": surety, "limits": LIMITS}


def shares(scores: Any) -> Any:
    """Scores as shares of one."""
    share = np.exp(scores - scores.max(axis=1, keepdims=True))
    return share / share.sum(axis=1, keepdims=True)


def signals_unseen(texts: list[dict[str, Any]], held_out: str, words: WordList, themes: list[str]) -> tuple[Any, Any]:
    """The signals of one author's texts from a model that never saw that author."""
    model = model_from(packed(first_stage([t for t in texts if t["author"] != held_out], words, themes), themes, {}))
    mine = [text for text in texts if text["author"] == held_out]
    return signals([text["text"] for text in mine], words, model), mine


def train(texts: list[dict[str, Any]], words: WordList) -> bytes:
    """The content of matcher.npz."""
    themes = sorted({text["theme"] for text in texts})
    stage = second_stage([signals_unseen(texts, author, words, themes) for author in UNSEEN], themes)
    arrays = packed(first_stage(texts, words, themes), themes, stage)
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            cell = BytesIO()
            np.lib.format.write_array(cell, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            # A fixed date: the bytes say nothing about when.
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, cell.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return content.getvalue()


def main() -> None:
    """Train and write; the file's SHA-256 is printed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=REFERENCE / "matcher.npz")
    options = parser.parse_args()
    content = train(read_activities(REFERENCE / "activities.jsonl"), default_words())
    options.out.write_bytes(content)
    print(f"{options.out} {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
