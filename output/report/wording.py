"""Numbers, days and names as every body of the report shows them."""

import math
from typing import Any

import pandas as pd

from output.formats.labels import labels
from transforms.campaign.campaign import Campaign
from transforms.parse.text import without_english
from transforms.publishing.facts import NO_ANSWER
from transforms.publishing.small_cells import AT_LEAST, BETWEEN, REST
from transforms.publishing.survey import HIGHEST
from transforms.reference import texts


def shown(n: Any, note: str, campaign: Campaign | None = None) -> str:
    """A number as every body shows it: ``12``, ``12 이상`` or the word for what is not told."""
    words = labels("report", campaign)
    if pd.isna(n):
        return str(words["covered"])
    return str(words["at_least"].format(n=f"{int(n):,}")) if note == AT_LEAST else f"{int(n):,}"


def percent(share: Any) -> str:
    """Whole percents, to one digit where they would round to none or all."""
    if pd.isna(share):
        return ""
    value = 100 * float(share)
    digits = 1 if 0 < value < 1 or 99 < value < 100 else 0
    # Half goes up, as people round.
    return f"{math.floor(value * 10**digits + 0.5) / 10**digits:.{digits}f}"


def topic_name(topic: str, campaign: Campaign | None = None) -> str:
    """What a topic of the facts is called, a question by its own short name; '' where only its campaign knows it."""
    asked = campaign.by_column.get(topic) if campaign else None
    if asked and asked.label:
        return asked.label
    return str((labels("survey", campaign)["question"] | labels("report", campaign)["titles"]).get(topic, ""))


def meeting_words(campaign: Campaign, *, is_seated: bool) -> dict[str, str]:
    """What fields are called before and after the event has seated everyone, by a form that asks for wishes or not."""
    words, when = labels("report", campaign), "seated" if is_seated else "likely"
    unasked = {} if "wish_1" in campaign.by_column else words[f"{when}_unasked"]
    return {**words[when], **unasked}


def item_name(topic: str, item: str, campaign: Campaign | None = None) -> str:
    """What a part of a topic is called: options under their own words, our codes under ours."""
    words, survey = labels("report", campaign), labels("survey", campaign)
    question = campaign.by_column.get(topic) if campaign else None
    if item == REST:
        return str(survey["rest"])
    if item == NO_ANSWER:
        # Who answered that it is nothing for them is counted with those who answered nothing.
        none = [without_english(each) for each in (question.options.none[:1] if question else ())]
        return "·".join((*none, survey["no_answer"]))
    if question is not None and question.kind == "number":
        return band_name(item, str(words["at_least"]))
    named = words["themes"] | words["items"].get(topic, {})
    if topic == "disposition":
        named = texts("messages")["disposition"]
    offered = question.options.in_korean if question else {}
    own = words["answers"].get(topic, {}).get(item) or offered.get(item)
    return str(named.get(item) or own or survey["answer"].get(item, item))


def band_name(item: str, at_least: str) -> str:
    """What a band of numbers, or several joined, is called; one that goes on to the highest ends nowhere.

    >>> [band_name(item, "{n} 이상") for item in ("3", "5–9", "2~1,000–999,999", "10–19~50–99")]
    ['3', '5–9', '2 이상', '10~99']
    """
    first, _, last = item.partition(BETWEEN)
    low, high = first.partition("–")[0], (last or first).rpartition("–")[2]
    if high == HIGHEST:
        return at_least.format(n=low)
    return f"{low}{BETWEEN}{high}" if last else item


def drawn(n: Any) -> float | None:
    """A number to be drawn, None where none is told."""
    return None if pd.isna(n) else float(n)
