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
from transforms.publishing.facts import DAY, NO_ANSWER
from transforms.publishing.small_cells import BETWEEN, REST

_RANKED = ("goals_matched", "goals_declared", "together", "cooperation", "suggestions", "field", "wish_1")
# Parts that no sentence should name as the most frequent.
_UNRANKED = (NO_ANSWER, REST, "other", "thanks")


def _unasked(campaign: Campaign) -> set[str]:
    """The topics that say nothing of this campaign, because its form does not ask for them."""
    topics = set[str]()
    if "goals" not in campaign.by_column:
        topics |= {"goals_declared", "goals_agree"}
    if "wish_1" not in campaign.by_column:
        topics |= {"wish_1", "wish_2", "placed", "likely"}
    if not campaign.places.districts:
        topics.add("district")
    return topics


class Numbers:
    """A table of facts by topic; what it tells of fields is likely before the event has seated people."""

    def __init__(self, facts: pd.DataFrame, campaign: Campaign, *, is_seated: bool = False) -> None:
        self.campaign, self.is_seated = campaign, is_seated
        told = facts.assign(topic=facts["topic"].replace({} if is_seated else {"placed": "likely"}))
        told = told[~told["topic"].isin(_unasked(campaign))]
        self.by_topic = {str(topic): part for topic, part in told.groupby("topic", sort=False)}

    def n(self, topic: str, item: str) -> int | None:
        """How many, where that is told exactly."""
        part = self.by_topic.get(topic)
        row = part[part["item"].eq(item)] if part is not None else None
        exact = row is not None and len(row) == 1 and row["note"].iloc[0] == "" and not pd.isna(row["n"].iloc[0])
        return int(row["n"].iloc[0]) if exact and row is not None else None

    def base(self, topic: str) -> int | None:
        """Of how many a topic tells, None where it tells of nobody."""
        part = self.by_topic.get(topic)
        if part is None:
            return None
        bases = part.loc[part["item"].ne(NO_ANSWER), "base"].dropna()
        return int(bases.iloc[0]) if len(bases) else None

    def items(self, topic: str) -> dict[str, Any]:
        """The rows of a topic by item."""
        part = self.by_topic.get(topic)
        return {row["item"]: row for row in part.to_dict("records")} if part is not None else {}

    def scales(self) -> list[Question]:
        """The questions of one scale: how satisfied people are."""
        return [q for q in self.campaign.questions if q.is_scale and q.column in self.by_topic]

    def positive(self, question: Question) -> str:
        """How many percent chose the better half of a question's scale, '' where that is not told."""
        options = question.options.names
        better = options[: len(options) // 2]
        # Answers that stand together are all of the better half, or the half is not told.
        ends = {item: [item] if item in options else item.split(BETWEEN) for item in self.items(question.column)}
        told = [item for item, (first, *_) in ends.items() if first in better]
        numbers, base = [self.n(question.column, item) for item in told], self.base(question.column)
        is_told = None not in numbers and all(ends[item][-1] in better for item in told)
        return percent(sum(n or 0 for n in numbers) / base) if is_told and base else ""

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
