"""The table of facts as a report reads it: by topic, and as the values that its sentences may name."""

import re
from collections.abc import Iterable
from datetime import datetime
from string import Formatter
from typing import Any

import pandas as pd

from output.formats.labels import labels
from output.report.wording import date_of, day_of, item_name, percent, topic_name
from transforms.campaign.campaign import Campaign
from transforms.campaign.questions import Question
from transforms.campaign.words import Noun
from transforms.publishing.counts import Counts
from transforms.publishing.facts import DAY, NO_ANSWER
from transforms.publishing.small_cells import BETWEEN, REST

_RANKED = ("goals_matched", "goals_declared", "together", "cooperation", "suggestions", "field", "wish_1")
# Parts that no sentence should name as the most frequent.
_UNRANKED = (NO_ANSWER, REST, "other", "thanks")


class Numbers(Counts):
    """The counts of a report; what it tells of fields is likely before the event has seated people."""

    def __init__(self, facts: pd.DataFrame, campaign: Campaign, *, is_seated: bool = False) -> None:
        super().__init__(facts, campaign)
        self.is_seated = is_seated
        if not is_seated and "placed" in self.by_topic:
            self.by_topic["likely"] = self.by_topic.pop("placed")

    def positive(self, question: Question) -> str:
        """How many percent chose the better half of a question's scale, '' where that is not told."""
        told = self.half(question, better=True)
        return percent(told.n / told.base) if told else ""

    def scale_name(self, question: Question) -> str:
        """What is rated, of a question that is a row of a grid: ``[정보 공유]`` at the end of its title."""
        name = self.title(question.column)
        row = _GRID_ROW.search(name)
        return row[1] if row else name.split(": ")[-1]

    def title(self, topic: str) -> str:
        """What a topic is called, a campaign's own question by its title."""
        asked = self.campaign.by_column.get(topic)
        return topic_name(topic, self.campaign) or (_plain(asked.title) if asked else topic)


_GRID_ROW = re.compile(r"\[([^\]]+)\]\s*$")
_HOW_MANY = re.compile(r"\s*[(\[](?:복수|중복)\s?(?:선택|응답)(?:\s?가능)?[)\]]\s*$")


def _plain(title: str) -> str:
    """A question's title without the form's hint that several may be ticked."""
    return _HOW_MANY.sub("", title)


def values_of(numbers: Numbers, last: str | None) -> dict[str, Any]:
    """Everything that a sentence may name; ``last`` is when the last response came, ISO, None for never."""
    return _counted(numbers) | _ranked(numbers) | _settings(numbers.campaign, last)


def when_told(numbers: Numbers) -> dict[str, Any]:
    """Of which time public numbers are: until when they were counted, or when they will be."""
    as_of = next((each["as_of"].iloc[0] for each in numbers.by_topic.values()), None)
    if as_of is not None and not pd.isna(as_of):
        return {"as_of": date_of(datetime.fromisoformat(str(as_of)))}
    counting = date_of(numbers.campaign.counts_at - pd.Timedelta(microseconds=1))
    return {"counting": counting, "listed_so_far": f"{numbers.n('total', 'listed') or 0:,}"}


def _counted(numbers: Numbers) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for topic in numbers.by_topic:
        base = numbers.base(topic)
        if base:
            values[f"{topic}_base"] = f"{base:,}"
    for row in (row for part in numbers.by_topic.values() for row in part.to_dict("records")):
        if row["note"] not in ("", REST) or pd.isna(row["n"]) or row["by"] or not str(row["item"]).isascii():
            continue
        name = row["item"] if row["topic"] == "total" else f"{row['topic']}_{row['item']}"
        values[name] = f"{int(row['n']):,}"
        if not pd.isna(row["share"]):
            values[f"{name}_share"] = percent(row["share"])
    rated = [(question, positive) for question in numbers.scales() if (positive := numbers.positive(question))]
    for question, positive in rated:
        values |= {f"{question.column}_positive": positive, "scale_base": f"{numbers.base(question.column):,}"}
    if rated:
        values["scales"] = ", ".join(f"{numbers.scale_name(question)} {positive}%" for question, positive in rated)
    before = numbers.n("total", "earlier_participants")
    # Of those then by their list; without one, those now who say so stand for them.
    came = numbers.n("earlier", "returning") if "earlier" in numbers.by_topic else numbers.n("is_returning", "true")
    if came is not None and before:
        values["returned_share"] = percent(came / before)
    return values


def _ranked(numbers: Numbers) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for topic in _RANKED:
        part = numbers.by_topic.get(topic)
        if part is None:
            continue
        ranked = part[part["n"].gt(0).fillna(False) & ~part["item"].isin(_UNRANKED)]
        ranked = ranked.assign(order=range(len(ranked))).sort_values(["n", "order"], ascending=[False, True])
        for at, row in enumerate(ranked.head(5).to_dict("records"), 1):
            values[f"{topic}_{at}"] = Noun(_bare(topic, row["item"], numbers.campaign))
            if row["note"] == "":
                values[f"{topic}_{at}_n"] = f"{int(row['n']):,}"
        if topic == "field" and len(ranked) > 1 and ranked["note"].iloc[-1] == "":
            values["field_last"] = Noun(_bare(topic, ranked["item"].iloc[-1], numbers.campaign))
            values["field_last_n"] = f"{int(ranked['n'].iloc[-1]):,}"
    days = numbers.by_topic.get(DAY)
    if days is not None and days["note"].eq("").all() and not days["item"].str.contains(BETWEEN).any():
        busiest = days.sort_values("n", ascending=False, kind="stable").to_dict("records")[0]
        values |= {"busiest_day": day_of(busiest["item"]), "busiest_day_n": f"{int(busiest['n']):,}"}
    return values


def _settings(campaign: Campaign, last: str | None) -> dict[str, Any]:
    event = campaign.event
    until = campaign.retention_until
    values: dict[str, Any] = {
        "name": Noun(campaign.name),
        "host": Noun(campaign.host),
        "phone": campaign.phone,
        "event": Noun(event.name),
        "event_day": date_of(event.starts_at),
        "event_time": f"{event.starts_at:%H:%M}",
        "place": event.place,
        "opens": date_of(campaign.opens_at),
        "closes": date_of(campaign.closes_at - pd.Timedelta(microseconds=1)),
        "retention": f"{until.year}. {until.month}. {until.day}.",
        "small": campaign.small_cell,
        "n_fields": len(campaign.fields),
    }
    if campaign.earlier:
        values["earlier_year"] = campaign.earlier.year
    if last:
        at = datetime.fromisoformat(last)
        values["last"] = f"{date_of(at)} {at:%H:%M}"
    return values


def _bare(topic: str, item: str, campaign: Campaign) -> str:
    """A goal's or field's name without its number."""
    name = item_name(topic, item, campaign)
    return name.split(".", 1)[1].strip() if name[:1].isdigit() and "." in name else name


class Sentences:
    """The report's words with the values in their places."""

    def __init__(self, values: dict[str, Any], campaign: Campaign) -> None:
        self.values, self.campaign = values, campaign

    def filled(self, text: str) -> str:
        """``text`` with its values; one that a small campaign does not have stands as a dash."""
        return text.format_map(_Known(self.values))

    def sayable(self, sentences: Iterable[str]) -> list[str]:
        """The first of ``sentences`` of which every number is known."""
        for text in sentences:
            names = {name for _, name, _, _ in Formatter().parse(text) if name}
            if names <= self.values.keys():
                return [self.filled(text)]
        return []

    def lines(self, section: str) -> list[str]:
        """What is said in a section: each entry's first sayable sentence, where its ``when`` is not nought."""
        made = []
        for entry in labels("report", self.campaign)["said"].get(section, ()):
            if self.values.get(entry["when"], "0") != "0" if "when" in entry else True:
                made += self.sayable(entry["say"])
        return made


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "–"
