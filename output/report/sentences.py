"""The report's sentences: the words of labels/report.toml with what is known in their places."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from string import Formatter
from typing import Any

import pandas as pd

from output.formats.days import date_of, event_days
from output.formats.labels import labels
from output.report.body import CAUTION, PART, SAID, Line
from output.report.numbers import Numbers
from output.report.wording import item_name, percent
from transforms.campaign.campaign import Campaign
from transforms.publishing.highlights import BODIES, PEOPLE, Highlight, Part
from transforms.publishing.small_cells import REST


def values_of(numbers: Numbers, found: Iterable[Highlight], last: str | None) -> dict[str, Any]:
    """Everything that a sentence may name; ``last`` is when the last response came, ISO, None for never.

    Of each highlight ``<code>_<number>``, its parts in words (``_parts`` with their numbers, ``_names`` without,
    ``_top`` those that have as many as the first, ``_1``, ``_2`` alone), what its numbers count (``_unit``), and
    ``_named`` where they are of the named bodies alone.
    """
    campaign = numbers.campaign
    units = _units(numbers)
    values = _counted(numbers) | _settings(campaign, last) | {"unit": units[""]}
    for each in found:
        values |= _of(each, numbers, units)
    return values


def _units(numbers: Numbers) -> dict[str, str]:
    """What participants are counted in, under '': bodies, people, or both where there are both or nobody can tell."""
    words = labels("report", numbers.campaign)["counting"]
    bodies, people = numbers.n("form", "organisation"), numbers.n("form", "individual")
    are_named_alone = numbers.n("total", "participants") is None
    # Where no person can say that he is one, they are bodies, though how many is not told.
    is_of_bodies = people == 0 or (
        people is None and "kind" in numbers.campaign.by_column and not numbers.campaign.individual
    )
    alone = "bodies" if is_of_bodies or are_named_alone else "people" if bodies == 0 else "both"
    return {"": words[alone], BODIES: words["bodies"], PEOPLE: words["people"]}


def _of(found: Highlight, numbers: Numbers, units: Mapping[str, str]) -> dict[str, Any]:
    words, code = labels("report", numbers.campaign)["counting"], found.code
    unit = units.get(found.of, units[""])
    # Both bodies and people have no word of their own short enough to stand behind every number.
    short = unit if unit != words["both"] else ""
    told: dict[str, Any] = {name: _number(n) for name, n in found.numbers.items()}
    if {"least", "most"} <= found.numbers.keys():
        ends = dict.fromkeys((told["least"], told["most"]))
        told["range"] = "~".join(ends)
    told["unit"] = unit
    if found.of == BODIES and "base" in told:
        told["named"] = told["base"]
    names = [_name(part, numbers) for part in found.parts]
    if names:
        more = words["more"].format(n=len(names) + found.n_more) if found.n_more else ""
        pairs = zip(names, found.parts, strict=True)
        parts = [words["part"].format(name=name, n=f"{part.n:,}", unit=short) for name, part in pairs]
        quoted = [words["name"].format(name=name) for name in names]
        against = [
            words["pair"].format(name=name, n=f"{part.n:,}", against=f"{part.against:,}")
            for name, part in zip(names, found.parts, strict=True)
        ]
        for about, each in (("parts", parts), ("names", quoted), ("pairs", against)):
            told[about] = words["joint"].join(each) + more
        first = [name for name, part in zip(quoted, found.parts, strict=True) if part.n == found.parts[0].n]
        told["top"] = words["joint"].join(first)
        told |= {f"{at}": name for at, name in enumerate(names, 1)}
    return {f"{code}_{name}": value for name, value in told.items()}


def _number(n: float) -> str:
    return percent(n) if isinstance(n, float) else f"{n:,}"


def _name(part: Part, numbers: Numbers) -> str:
    """A part by its name alone: a goal or a field without its number, a question of a scale by what it rates."""
    asked = numbers.campaign.by_column.get(part.topic)
    if asked and not part.item:
        return numbers.scale_name(asked)
    name = item_name(part.topic, part.item, numbers.campaign)
    return name.split(".", 1)[1].strip() if name[:1].isdigit() and "." in name else name


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
    for topic, row in ((each, row) for each in numbers.by_topic for row in numbers.rows(each)):
        if row["note"] not in ("", REST) or pd.isna(row["n"]) or row["by"] or not str(row["item"]).isascii():
            continue
        # Nobody says of how many persons a body's campaign is.
        if topic == "form" and row["n"] == 0:
            continue
        name = row["item"] if topic == "total" else f"{topic}_{row['item']}"
        values[name] = f"{int(row['n']):,}"
        if not pd.isna(row["share"]):
            values[f"{name}_share"] = percent(row["share"])
    return values


def _settings(campaign: Campaign, last: str | None) -> dict[str, Any]:
    event = campaign.event
    until, closes = campaign.retention_until, campaign.closes_at
    is_midnight = (closes.hour, closes.minute) == (0, 0)
    values: dict[str, Any] = {
        "name": campaign.name,
        "host": campaign.host,
        "phone": campaign.phone,
        "event": event.name,
        "event_day": event_days(campaign),
        "event_first": date_of(event.starts_at),
        "event_time": f"{event.starts_at:%H:%M}",
        "place": event.place,
        "opens": date_of(campaign.opens_at),
        "closes": date_of(closes - pd.Timedelta(microseconds=1)),
        # A day ends at 24:00 where the next would begin.
        "closes_time": "24:00" if is_midnight else f"{closes:%H:%M}",
        "retention": date_of(until),
        "small": campaign.small_cell,
        "n_fields": len(campaign.fields),
        "unknown": campaign.places.unknown,
    }
    if campaign.earlier:
        values["earlier_year"] = campaign.earlier.year
    if last:
        at = datetime.fromisoformat(last)
        values |= {"last": f"{date_of(at)} {at:%H:%M}", "last_day": date_of(at)}
    return values


class Sentences:
    """The report's words with the values in their places."""

    def __init__(self, values: dict[str, Any], campaign: Campaign) -> None:
        self.values, self.words = values, labels("report", campaign)
        one = re.escape(campaign.wording.words.one)
        # A meeting whose name ends in the word is not called so twice: ‘돌보는 모둠’ 모둠의.
        self._twice = re.compile(rf"({one}’) {one}")

    def filled(self, text: str) -> str:
        """``text`` with its values; one that a small campaign does not have stands as a dash."""
        return self._twice.sub(r"\1", text.format_map(_Known(self.values)))

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
        for entry in self.words["said"].get(section, ()):
            if self.values.get(entry["when"], "0") != "0" if "when" in entry else True:
                made += self.sayable(entry["say"])
        return made

    def head(self, code: str) -> list[str]:
        """The heading of a section that opens with the highlight."""
        return self.sayable(self.words["found"].get(code, {}).get("head", ()))

    def said_of(self, code: str) -> list[Line]:
        """What is said of a highlight below a heading: the sentence, what belongs to it, a caution."""
        told = self.words["found"].get(code, {})
        signs = (("say", SAID), ("more", PART), ("caution", CAUTION))
        return [Line(sign, text) for about, sign in signs for text in self.sayable(told.get(about, ()))]


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "–"
