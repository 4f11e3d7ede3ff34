"""The summary report as one body of numbers and sentences, from which every format is made.

Numbers come from the table of facts alone, words from ``labels/report.toml`` alone: what is said of which numbers, and
when, stands there.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from string import Formatter
from typing import Any

import pandas as pd

from output.formats.labels import labels
from output.formats.look import ACCENT, field_tiles, goal_tiles, ink_on
from transforms.campaign.campaign import Campaign, Question
from transforms.publishing.facts import DAY, NO_ANSWER
from transforms.publishing.small_cells import AT_LEAST, REST, SMALL
from transforms.reference import texts

# Blue to orange; neighbours are told apart by white gaps and by the number on each (UK Analysis Function).
SCALE = ("#12436d", "#6baed6", "#d9d9d9", "#f6b26b", "#b3400a")
_DARKEST = (0x12, 0x43, 0x6D)
_RESTS = "#8a949e"
_RANKED = ("goals_matched", "goals_declared", "together", "cooperation", "suggestions", "field", "wish_1")
# Parts that no sentence should name as the most frequent.
_UNRANKED = (NO_ANSWER, REST, "other", "thanks")
_MOST_THEMES = 12
_MOST_LABELS = 10


@dataclass(frozen=True)
class Chart:
    """Numbers to be drawn and the table of the same numbers.

    ``kind``: bars (one series), pair (two), days, stack (a scale per row), heat (rows by columns). ``rows`` is the
    table under ``headings``, its first cell the row's name; ``values`` are the numbers to draw, null where none is
    told; ``colours`` one a row (bars, pair) or a column (stack, heat), ``inks`` of heat its rows'; ``goals`` the number
    beside a row's name; ``columns`` the full names of columns whose heading is short.
    """

    name: str
    kind: str
    title: str
    caption: str
    headings: list[str]
    rows: list[list[str]]
    values: list[list[float | None]]
    colours: list[str]
    inks: list[str] = field(default_factory=list)
    goals: list[int] = field(default_factory=list)
    note: str = ""
    columns: list[str] = field(default_factory=list)

    @property
    def is_wide(self) -> bool:
        """Whether it needs the width of the page."""
        return self.kind != "bars" or len(self.headings) > 3

    @property
    def most(self) -> float:
        """The largest number drawn, at least 1."""
        return max([1.0, *(value or 0 for values in self.values for value in values)])

    @property
    def labelled(self) -> list[int]:
        """The columns of a chart of days that bear their label: those of several days first, none over another."""
        every = math.ceil(len(self.rows) / _MOST_LABELS)
        merged = [at for at, row in enumerate(self.rows) if "~" in row[0]]
        chosen: list[int] = []
        for at in [*merged, *range(0, len(self.rows), every)]:
            if all(abs(at - other) >= every for other in chosen):
                chosen.append(at)
        return sorted(chosen)

    @property
    def said(self) -> str:
        """What a picture of it shows, for those who cannot see it; '' where the table is the picture."""
        if self.kind == "heat":
            return str(labels("report")["network_said"])
        if self.kind != "days":
            return ""
        busiest = max(range(len(self.values)), key=lambda at: self.values[at][0] or 0)
        return str(labels("report")["days_said"].format(day=self.rows[busiest][0], n=self.rows[busiest][1]))


@dataclass(frozen=True)
class Section:
    """A part of the report: what is said, then what is shown."""

    name: str
    title: str
    lines: list[str]
    charts: list[Chart]
    lists: list["NameList"] = field(default_factory=list)


@dataclass(frozen=True)
class NameList:
    """A list with names, for the office alone."""

    title: str
    note: str
    headings: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Figure:
    """A key number: what it is, the number, what it is of."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Report:
    """Everything that a body of the report shows, in order; ``said`` are its sentences by what they are about."""

    title: str
    basis: str
    gist: str
    keywords: str
    mark: str
    summary: list[str]
    figures: list[Figure]
    sections: list[Section]
    contact: str
    said: Mapping[str, list[str]]


def report_of(
    facts: pd.DataFrame, last: str | None, campaign: Campaign, lists: Sequence[Section] = (), *, is_public: bool = True
) -> Report:
    """The report of ``facts`` (the public ones, or all of them with ``lists`` for the office)."""
    words = labels("report")
    told = _Told(facts, last, campaign)
    said = {about: told.lines(about) for about in words["said"]}
    sections = [
        Section("who", words["sections"]["who"], said["who"], told.who()),
        Section("goals", words["sections"]["goals"], said["goals"], told.goals()),
        Section("fields", words["sections"]["fields"], said["fields"], told.fields()),
        Section("network", words["sections"]["network"], said["network"], told.network(is_public)),
        Section("survey", words["sections"]["survey"], said["together"] + said["satisfaction"], told.survey()),
        Section("wishes", words["sections"]["wishes"], said["wishes"], told.wishes()),
        Section("todo", words["sections"]["todo"], said["todo"], []),
        *lists,
        Section(
            "limits",
            words["sections"]["limits"],
            said["limits_public" if is_public else "limits_office"] + said["limits"],
            told.dispositions(),
        ),
    ]
    sections = [replace(each, charts=[_explained(chart) for chart in each.charts]) for each in sections]
    return Report(
        title=told.filled(words["title" if is_public else "office_title"]),
        basis=told.filled(words["basis"]),
        gist=" ".join(said["gist"]),
        keywords=", ".join([campaign.name, *words["keywords"]]),
        mark="" if is_public else words["office_mark"],
        summary=said["summary"],
        figures=[
            Figure(told.filled(each["label"]), told.values[value], (told.sayable(each["note"]) or [""])[0])
            for each in words["figures"]
            if (value := next((name for name in each["value"] if name in told.values), None))
        ],
        sections=[each for each in sections if each.lines or each.charts or each.lists],
        contact=told.filled(words["contact"]),
        said=said,
    )


def _explained(chart: Chart) -> Chart:
    """The chart, with a word under it on the counts that are of named bodies alone, where it shows one."""
    words = labels("report")
    end = words["at_least"].format(n="")
    if not any(cell.endswith(end) for row in chart.rows for cell in row[1:]):
        return chart
    return replace(chart, note=" ".join(filter(None, [chart.note, words["at_least_note"]])))


class Noun(str):
    """Text that takes the particle it needs: ``{name:은}`` is 은 after a consonant and 는 after a vowel.

    >>> "{:은} {:이} {:을} {:과}".format(Noun("교육"), Noun("복지"), Noun("물"), Noun("문화"))
    '교육은 복지가 물을 문화와'
    """

    _PAIRS: Mapping[str, str] = {"은": "는", "이": "가", "을": "를", "과": "와"}

    def __format__(self, particle: str) -> str:
        if particle not in self._PAIRS:
            return str.__format__(self, particle)
        end = self.rstrip(")\"'」’” ")[-1:]
        closed = (ord(end) - 0xAC00) % 28 != 0 if "가" <= end <= "힣" else end in "013678LMNRlmnr"
        return str(self) + (particle if closed else self._PAIRS[particle])


def shown(n: Any, note: str) -> str:
    """A number as every body shows it: ``12``, ``12 이상`` or the word for a few."""
    words = labels("report")
    if note == SMALL or pd.isna(n):
        return str(words["few"])
    return str(words["at_least"].format(n=f"{int(n):,}")) if note == AT_LEAST else f"{int(n):,}"


def shade(value: float | None, most: float) -> tuple[str, str]:
    """A blue, darker the more of ``most``, white for nothing, and the ink that is read on it."""
    part = 0.12 + 0.88 * value / most if value else 0.0
    colour = "#" + "".join(f"{round(255 + (dark - 255) * part):02x}" for dark in _DARKEST)
    return colour, ink_on(colour)


def percent(share: Any) -> str:
    """Whole percents, to one digit where they would round to none or all."""
    if pd.isna(share):
        return ""
    value = 100 * float(share)
    digits = 1 if 0 < value < 1 or 99 < value < 100 else 0
    # Half goes up, as people round.
    return f"{math.floor(value * 10**digits + 0.5) / 10**digits:.{digits}f}"


def topic_name(topic: str) -> str:
    """What a topic of the facts is called; '' for a question that only its campaign knows."""
    return str((labels("survey")["question"] | labels("report")["titles"]).get(topic, ""))


def item_name(topic: str, item: str) -> str:
    """What a part of a topic is called: options under their own words, our codes under ours."""
    words, survey = labels("report"), labels("survey")
    if item in (REST, NO_ANSWER):
        return str(survey["small" if item == REST else "no_answer"])
    named = words["themes"] | words["items"].get(topic, {})
    if topic == "disposition":
        named = texts("messages")["disposition"]
    return str(named.get(item) or words["answers"].get(topic, {}).get(item) or survey["answer"].get(item, item))


class _Told:
    """What can be said of a table of facts."""

    def __init__(self, facts: pd.DataFrame, last: str | None, campaign: Campaign) -> None:
        self.campaign, self.words = campaign, labels("report")
        self.by_topic = {str(topic): part for topic, part in facts.groupby("topic", sort=False)}
        self.values: dict[str, Any] = {}
        self._numbers()
        self._ranks()
        self._settings(last)

    # --- values that sentences may name

    def _numbers(self) -> None:
        for topic in self.by_topic:
            base = self._base(topic)
            if base:
                self.values[f"{topic}_base"] = f"{base:,}"
        for row in (row for part in self.by_topic.values() for row in part.to_dict("records")):
            if row["note"] not in ("", REST) or pd.isna(row["n"]) or row["by"] or not str(row["item"]).isascii():
                continue
            name = row["item"] if row["topic"] == "total" else f"{row['topic']}_{row['item']}"
            self.values[name] = f"{int(row['n']):,}"
            if not pd.isna(row["share"]):
                self.values[f"{name}_share"] = percent(row["share"])
        for question in self._scales():
            self._scale(question)
        before = self._n("total", "earlier_participants")
        # Of those then by their list; without one, those now who say so stand for them.
        came = self._n("earlier", "returning") if "earlier" in self.by_topic else self._n("is_returning", "true")
        if came is not None and before:
            self.values["returned_share"] = percent(came / before)

    def _ranks(self) -> None:
        for topic in _RANKED:
            part = self.by_topic.get(topic)
            if part is None:
                continue
            ranked = part[part["n"].gt(0).fillna(False) & ~part["item"].isin(_UNRANKED)]
            ranked = ranked.assign(order=range(len(ranked))).sort_values(["n", "order"], ascending=[False, True])
            for at, row in enumerate(ranked.head(5).to_dict("records"), 1):
                self.values[f"{topic}_{at}"] = Noun(self._bare(topic, row["item"]))
                if row["note"] == "":
                    self.values[f"{topic}_{at}_n"] = f"{int(row['n']):,}"
            if topic == "field" and len(ranked) > 1 and ranked["note"].iloc[-1] == "":
                self.values["field_last"] = Noun(self._bare(topic, ranked["item"].iloc[-1]))
                self.values["field_last_n"] = f"{int(ranked['n'].iloc[-1]):,}"
        days = self.by_topic.get(DAY)
        if days is not None and days["n"].notna().any():
            busiest = days.sort_values("n", ascending=False, kind="stable").to_dict("records")[0]
            self.values |= {"busiest_day": _day(busiest["item"]), "busiest_day_n": f"{int(busiest['n']):,}"}

    def _settings(self, last: str | None) -> None:
        campaign, event = self.campaign, self.campaign.event
        until = campaign.retention_until
        self.values |= {
            "name": Noun(campaign.name),
            "host": Noun(campaign.host),
            "phone": campaign.phone,
            "event": Noun(event.name),
            "event_day": _date(event.starts_at),
            "event_time": f"{event.starts_at:%H:%M}",
            "place": event.place,
            "opens": _date(campaign.opens_at),
            "closes": _date(campaign.closes_at - pd.Timedelta(microseconds=1)),
            "retention": f"{until.year}. {until.month}. {until.day}.",
            "small": campaign.small_cell,
            "n_fields": len(campaign.fields),
            "last": "-",
        }
        if campaign.earlier:
            self.values["earlier_year"] = campaign.earlier.year
        if last:
            at = datetime.fromisoformat(last)
            self.values["last"] = f"{_date(at)} {at:%H:%M}"

    def _scales(self) -> list[Question]:
        return [
            q
            for q in self.campaign.questions
            if q.kind == "choice" and q.column.startswith("satisfaction_") and q.column in self.by_topic
        ]

    def _scale(self, question: Question) -> None:
        numbers = [self._n(question.column, name) for name in question.options.names]
        base = self._base(question.column)
        half = len(numbers) // 2
        if base and None not in numbers[:half]:
            self.values[f"{question.column}_positive"] = percent(sum(n or 0 for n in numbers[:half]) / base)
            self.values["scale_base"] = f"{base:,}"

    def _n(self, topic: str, item: str) -> int | None:
        part = self.by_topic.get(topic)
        row = part[part["item"].eq(item)] if part is not None else None
        exact = row is not None and len(row) == 1 and row["note"].iloc[0] == "" and not pd.isna(row["n"].iloc[0])
        return int(row["n"].iloc[0]) if exact and row is not None else None

    def _base(self, topic: str) -> int | None:
        part = self.by_topic.get(topic)
        if part is None:
            return None
        bases = part.loc[part["item"].ne(NO_ANSWER), "base"].dropna()
        return int(bases.iloc[0]) if len(bases) else None

    # --- sentences

    def filled(self, text: str) -> str:
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
        for entry in self.words["said"].get(section, ()):
            if self.values.get(entry["when"], "0") != "0" if "when" in entry else True:
                made += self.sayable(entry["say"])
        return made

    # --- charts

    def who(self) -> list[Chart]:
        return [
            *self._bars("kind"),
            *self._bars("district"),
            *self._bars("standing"),
            *self._bars("earlier"),
            *self._bars("is_returning"),
            *self._bars("attendance"),
            *self._days(),
        ]

    def goals(self) -> list[Chart]:
        matched, declared = (self._items(f"goals_{way}") for way in ("matched", "declared"))
        if not matched and not declared:
            return []
        tiles = goal_tiles()
        rows, values = [], []
        for tile in tiles:
            name = f"{tile.number}.{tile.name}"
            pair = [side.get(name) for side in (matched, declared)]
            rows.append([tile.name, *(shown(row["n"], row["note"]) if row else "-" for row in pair)])
            values.append([_value(row["n"]) if row else None for row in pair])
        bases = [self._base(f"goals_{way}") for way in ("matched", "declared")]
        caption = self.words["goals_caption"].format(
            matched=f"{bases[0]:,}" if bases[0] else "-", declared=f"{bases[1]:,}" if bases[1] else "-"
        )
        return [
            Chart(
                "goals",
                "pair",
                self.words["goals_title"],
                caption,
                [self.words["goal"], self.words["matched"], self.words["declared"]],
                rows,
                values,
                [tile.colour for tile in tiles],
                [tile.ink for tile in tiles],
                [tile.number for tile in tiles],
                self.words["goals_note"],
            ),
            *self._bars("goals_agree"),
        ]

    def fields(self) -> list[Chart]:
        topics = [topic for topic in ("field", "wish_1", "wish_2") if topic in self.by_topic]
        if "field" not in topics:
            return []
        items = {topic: self._items(topic) for topic in topics}
        tiles = field_tiles(self.campaign)
        names = [f"{tile.number}. {tile.name}" for tile in tiles]
        extra = [item for item in (REST, NO_ANSWER) if any(item in items[topic] for topic in topics)]
        rows = [
            [item_name("field", name)]
            + [shown(row["n"], row["note"]) if (row := items[topic].get(name)) else "-" for topic in topics]
            for name in [*names, *extra]
        ]
        values = [
            [_value(row["n"]) if (row := items[topic].get(name)) else None for topic in topics]
            for name in [*names, *extra]
        ]
        return [
            Chart(
                "fields",
                "bars",
                self.words["fields_title"],
                self.words["fields_caption"].format(base=f"{self._base('field') or 0:,}"),
                [self.words["field"], *(self.words["field_columns"][topic] for topic in topics)],
                rows,
                values,
                [*(tile.colour for tile in tiles), *([_RESTS] * len(extra))],
            ),
            *self._bars("placed"),
        ]

    def network(self, is_public: bool) -> list[Chart]:
        part = self.by_topic.get("goal_field")
        if part is None:
            return []
        names = [f"{each.number}. {each.name}" for each in self.campaign.fields]
        cells = {(row["item"], row["by"]): row for row in part.to_dict("records")}
        tiles = goal_tiles()
        rows, values = [], []
        for tile in tiles:
            line = [cells[f"{tile.number}.{tile.name}", name] for name in names]
            rows.append([tile.name, *("·" if cell["n"] == 0 else shown(cell["n"], cell["note"]) for cell in line)])
            values.append([_value(cell["n"]) for cell in line])
        bases = {row["by"]: int(row["base"]) for row in part.to_dict("records")}
        return [
            Chart(
                "network",
                "heat",
                self.words["network_title"],
                self.words["network_caption" if is_public else "network_office_caption"].format(
                    base=f"{sum(bases.values()):,}"
                ),
                [self.words["goal"], *(str(each.number) for each in self.campaign.fields)],
                rows,
                values,
                [each.colour for each in self.campaign.fields],
                [tile.colour for tile in tiles],
                [tile.number for tile in tiles],
                self.words["network_note"] + " " + " · ".join(names),
                [each.name for each in self.campaign.fields],
            )
        ]

    def survey(self) -> list[Chart]:
        made = [self._stack(self._scales())] if self._scales() else []
        for question in self.campaign.questions:
            if question.kind == "ticks" or question.column.startswith("own_"):
                made += self._bars(question.column)
        return made

    def wishes(self) -> list[Chart]:
        asked = [q.column for q in self.campaign.questions if q.kind == "text" and not q.column.startswith("own_")]
        return [chart for column in asked if column in self.by_topic for chart in self._themes(column)]

    def dispositions(self) -> list[Chart]:
        return self._bars("disposition")

    def _items(self, topic: str) -> dict[str, Any]:
        part = self.by_topic.get(topic)
        return {row["item"]: row for row in part.to_dict("records")} if part is not None else {}

    def _bars(self, topic: str) -> list[Chart]:
        part = self.by_topic.get(topic)
        if part is None or not part["n"].gt(0).fillna(False).any():
            return []
        rows, values, colours = [], [], []
        for row in part.to_dict("records"):
            share = percent(row["share"]) if row["item"] != NO_ANSWER else ""
            rows.append([item_name(topic, row["item"]), shown(row["n"], row["note"]), f"{share}%" if share else ""])
            values.append([_value(row["n"])])
            colours.append(_RESTS if row["item"] in (REST, NO_ANSWER) else ACCENT)
        base = self._base(topic)
        way = "several" if part["shape"].iloc[0] == "many" else "base"
        caption = self.words[way].format(base=f"{base:,}") if base else self.words["no_base"]
        headings = [self.words["item"], self.words["count"], self.words["share"]]
        return [Chart(topic.replace("_", "-"), "bars", self._title(topic), caption, headings, rows, values, colours)]

    def _themes(self, topic: str) -> list[Chart]:
        part = self.by_topic[topic]
        told = part[part["n"].gt(0).fillna(False) & part["item"].ne(NO_ANSWER)]
        told = told.assign(last=told["item"].eq("other"), order=range(len(told)))
        told = told.sort_values(["last", "n", "order"], ascending=[True, False, True]).head(_MOST_THEMES)
        kept = pd.concat([told[part.columns], part[part["item"].eq(NO_ANSWER)]])
        was, self.by_topic[topic] = part, kept
        try:
            return self._bars(topic)
        finally:
            self.by_topic[topic] = was

    def _days(self) -> list[Chart]:
        part = self.by_topic.get(DAY)
        if part is None:
            return []
        days, numbers = part["item"].tolist(), part["n"].astype("Int64")
        total = int(numbers.fillna(0).sum())
        running = numbers.fillna(0).cumsum().tolist()
        rows = [
            [_day(day), shown(n, note), f"{int(so_far):,}"]
            for day, n, note, so_far in zip(days, numbers, part["note"], running, strict=True)
        ]
        return [
            Chart(
                "day",
                "days",
                self._title(DAY),
                self.words["base"].format(base=f"{total:,}"),
                [self.words["day"], self.words["count"], self.words["so_far"]],
                rows,
                [[_value(n)] for n in numbers],
                [ACCENT] * len(rows),
            )
        ]

    def _stack(self, questions: list[Question]) -> Chart:
        names = list(questions[0].options.names)
        is_merged = any(REST in self._items(q.column) for q in questions)
        columns = [*names, *([REST] if is_merged else []), NO_ANSWER]
        rows, values = [], []
        for question in questions:
            items = self._items(question.column)
            cells = [items.get(name) for name in columns]
            positive = self.values.get(f"{question.column}_positive")
            rows.append(
                [self._title(question.column).split(": ")[-1]]
                + [shown(cell["n"], cell["note"]) if cell else "-" for cell in cells]
                + [f"{positive}%" if positive else "-"]
            )
            values.append([_value(cell["n"]) if cell else None for cell in cells[:-1]])
        colours = [*SCALE[: len(names)], *([_RESTS] if is_merged else [])]
        bases = sorted({base for q in questions if (base := self._base(q.column))})
        return Chart(
            "satisfaction",
            "stack",
            self.words["satisfaction_title"],
            self.words["satisfaction_caption"].format(base="~".join(f"{b:,}" for b in (bases[:1] + bases[1:][-1:]))),
            [self.words["item"], *(item_name("", name) for name in columns), self.words["positive"]],
            rows,
            values,
            colours,
            [ink_on(colour) for colour in colours],
        )

    def _title(self, topic: str) -> str:
        asked = self.campaign.by_column.get(topic)
        return topic_name(topic) or (asked.title if asked else topic)

    def _bare(self, topic: str, item: str) -> str:
        """A goal's or field's name without its number."""
        name = item_name(topic, item)
        return name.split(".", 1)[1].strip() if name[:1].isdigit() and "." in name else name


def _value(n: Any) -> float | None:
    return None if pd.isna(n) else float(n)


def _date(at: Any) -> str:
    return f"{at.year}. {at.month}. {at.day}."


def _day(item: str) -> str:
    """``2024-04-27~2024-04-28`` as ``4. 27.~28.``; a lone day as ``4. 27.``."""
    first, _, last = item.partition("~")
    told = f"{int(first[5:7])}. {int(first[8:10])}."
    if not last:
        return told
    month = f"{int(last[5:7])}. " if last[5:7] != first[5:7] else ""
    return f"{told}~{month}{int(last[8:10])}."


class _Known(dict[str, Any]):
    """Numbers by name; one that a small campaign does not have stands as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"
