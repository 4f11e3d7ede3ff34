"""Harder texts: contrast, denial, context, misleading names and several activities in one answer.

Written and labelled by the guide before the matcher was changed for them; none is a training text. A change of words,
texts or numbers may move single answers, but none of these figures may fall.
"""

import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from flows.campaigns import read_campaign
from transforms.goals.match import SURE, field_of, read_all

HARD = [json.loads(line) for line in (Path(__file__).parent / "challenge.jsonl").read_text("utf-8").splitlines()]
CAMPAIGN = read_campaign("cheongju-2024")
# First sight, before anything was changed: 66 of 81 first goals, 61 fields, macro F1 0.866, 45 sure, of these 44 right.
# Then 72, 61, 0.884, and 55 of 56; of 52 since what is like no labelled text is not sure. Now 71, 65, and 50 of 51.
FIRST, FIELD, MACRO, COVER = 0.87, 0.75, 0.88, 0.6


@pytest.fixture(scope="module")
def answers():
    """Goals, field and whether the first goal is called sure, for every hard text."""
    return [
        (
            [goal for goal, *_ in reading.goals],
            field_of(reading.themes, [goal for goal, *_ in reading.goals], CAMPAIGN),
            bool(reading.goals) and reading.goals[0][4] == SURE,
        )
        for reading in read_all([each["text"] for each in HARD])
    ]


def f1(goal, answers):
    told = [(goal in goals, goal in each["sdgs"]) for each, (goals, *_) in zip(HARD, answers, strict=True)]
    wrong = sum(said != wanted for said, wanted in told)
    hits = sum(said and wanted for said, wanted in told)
    return 2 * hits / (2 * hits + wrong)


def test_every_goal_field_and_kind_of_difficulty_is_asked():
    assert {goal for each in HARD for goal in each["sdgs"]} == set(range(1, 18))
    assert {each["field"] for each in HARD} == {each.number for each in CAMPAIGN.fields}
    assert set(Counter(each["kind"] for each in HARD)) == {
        "contrast",
        "negation",
        "context",
        "name",
        "several",
        "plain",
    }


def test_the_figures_reached_are_held(answers):
    first = [goals[:1] == each["sdgs"][:1] for each, (goals, *_) in zip(HARD, answers, strict=True)]
    field = [number == each["field"] for each, (_, number, _) in zip(HARD, answers, strict=True)]
    assert sum(first) / len(HARD) >= FIRST
    assert sum(field) / len(HARD) >= FIELD
    assert sum(f1(goal, answers) for goal in range(1, 18)) / 17 >= MACRO


def test_what_is_called_sure_is_right_also_here(answers):
    sure = [goals[:1] == each["sdgs"][:1] for each, (goals, _, is_sure) in zip(HARD, answers, strict=True) if is_sure]
    assert sum(sure) / len(sure) >= 0.95
    assert len(sure) / len(HARD) >= COVER


@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_letters_in_another_form_are_read_alike(form, answers):
    again = read_all([unicodedata.normalize(form, each["text"]) for each in HARD])
    assert [[goal for goal, *_ in reading.goals] for reading in again] == [goals for goals, *_ in answers]


def test_hard_texts_made_strange_are_still_answered():
    strange = [f"{each['text']} 🎉" * (50_000 // len(each["text"])) for each in HARD[:8]]
    strange += [each["text"].replace(" ", "") for each in HARD]
    strange += ["\u200b".join(each["text"]) for each in HARD]
    assert len(read_all(strange)) == len(strange)
