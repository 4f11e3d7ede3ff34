"""Ten minutes on stage: one finding a slide, with charts that can be edited and what to say; same facts, same bytes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from pptx.enum.text import MSO_ANCHOR

from output.formats.days import event_days
from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.look import ACCENT, GROUND, INK, PALE, SOFT, ink_on, shade
from output.hall.slide_charts import describe, draw, fields_reached, goals_reached
from output.hall.slide_sheet import GAP, HIGH, SIDE, TOP, WIDE, Box, Line, Show, columns, size_in, spread
from output.hall.slide_words import Words
from output.report import charts
from output.report.body import Chart
from output.report.numbers import Numbers
from output.report.sentences import values_of, when_told
from transforms.campaign.campaign import Campaign
from transforms.campaign.tables import numbered
from transforms.publishing.counts import Counts
from transforms.publishing.highlights import apart, highlights

_MOST_ROWS, _MOST_LINES, _MOST_TODO = 12, 3, 6
# Rows of a table on which a name may stand in two lines.
_FEW_ROWS = 9
_OF_WHOM = ("kind", "district", "standing", "is-returning", "attendance")
# What has to be done at a desk, and not in a hall.
_OF_THE_OFFICE = ("unnamed", "held", "check")
# How much wider an answer is than its question.
_ANSWERS = 3.1
# What has to be done takes more room than what is talked about.
_FIRST = 1.7
_BODY = Box(SIDE, TOP, WIDE, HIGH)
# Beside the chart stands a panel with what to remember; above one of two charts its name.
_PANEL, _HEADED = 96.0, 18.0
_CHART = Box(SIDE, TOP, WIDE - _PANEL - GAP, HIGH)
_PANEL_BOX = Box(SIDE + WIDE - _PANEL, TOP, _PANEL, HIGH)


def write_slides(
    facts: pd.DataFrame,
    campaign: Campaign,
    path: Path,
    *,
    is_seated: bool,
    is_sample: bool,
) -> None:
    """``path`` holds the presentation of public ``facts`` (see ``slides``)."""
    flags = {"is_seated": is_seated, "is_sample": is_sample}
    write_file(path, slides(facts, campaign, **flags), private=False)


def slides(facts: pd.DataFrame, campaign: Campaign, *, is_seated: bool, is_sample: bool) -> bytes:
    """The presentation of public ``facts``: at most ten slides, none where there is nothing to show.

    ``is_seated``: fields are where people sit, and not what is likely before the event. ``is_sample``: the responses
    are invented.
    """
    stage = _Stage(facts, campaign, is_seated=is_seated)
    stage.cover(is_sample=is_sample)
    for slide in (
        stage.questions,
        stage.who,
        stage.goals,
        stage.wanted,
        stage.fields,
        stage.network,
        stage.satisfaction,
        stage.together,
        stage.closing,
    ):
        slide()
    stage.show.foot(stage.source, stage.labels["page"])
    return stage.show.to_bytes()


class _Stage:
    def __init__(self, facts: pd.DataFrame, campaign: Campaign, *, is_seated: bool) -> None:
        self.campaign, self.labels = campaign, labels("slides", campaign)
        self.numbers = Numbers(facts, campaign, is_seated=is_seated)
        # Of one meeting nothing can be said beside another.
        is_divided = len(campaign.fields) > 1
        found = highlights(Counts(facts, campaign))
        self.found = [each for each in found if is_divided or each.about != "fields"]
        self.by_code = {each.code: each for each in self.found}
        self.values = values_of(self.numbers, self.found, None) | when_told(self.numbers)
        if n_persons := self.numbers.n("form", "individual"):
            self.values["persons"] = f"{n_persons:,}"
        self.words = Words(self.values, campaign)
        self.is_counted = "as_of" in self.values
        self.source = self._filled("source_counted" if self.is_counted else "source_later")
        self.show = Show(campaign.event.name, self._filled("about"), ", ".join(self.labels["keywords"]), campaign.host)

    # --- slides

    def cover(self, *, is_sample: bool) -> None:
        event = self.campaign.event
        lines = [
            Line(self._filled("subtitle" if self.is_counted else "subtitle_later"), 26, GROUND, space=16),
            Line(f"{event_days(self.campaign)} {event.starts_at:%H:%M}  {event.place}", 18, GROUND),
            Line(self.campaign.host, 18, GROUND),
            *([Line(self.labels["sample"], 14, GROUND)] if is_sample else []),
        ]
        slide = self.show.cover(event.name, lines, [tile.colour for tile in self.numbers.goal_tiles()])
        self._notes(slide, self._filled("hello"))

    def questions(self) -> None:
        """What a mayor asks first, each with its answer."""
        told, rows = self._known("turnout", "listed"), []
        for each in self.labels["questions"]:
            if answers := self._answers(each):
                rows.append((each["ask"], answers))
                told += self._known(*each["codes"])[: each.get("most", 1)]
        title = self.words.told.sayable(self.labels["whole"])
        if not rows or not title:
            return
        slide = self.show.page(title[0], self.labels["asked"])
        every = [line for _, lines in rows for line in lines]
        room = Box(0, 0, WIDE * _ANSWERS / (1 + _ANSWERS) - 9, HIGH - 4 * len(rows))
        size = size_in(every, room, (22, 20, 18, 17, 16, 15, 14), 2)
        cells = [
            [[Line(ask, 18, ACCENT, True, 0)], [Line(line, size, INK, True, 2) for line in lines]]
            for ask, lines in rows
        ]
        frame = self.show.cells(slide, _BODY, cells, (1, _ANSWERS), [[PALE, GROUND]] * len(rows))
        describe(frame, self.labels["asked"], "; ".join(f"{ask}: {' · '.join(lines)}" for ask, lines in rows))
        asked = [code for code in told if self.by_code[code].about == "todo"]
        said = [self.words.say([code for code in told if code not in asked])]
        self._notes(slide, " ".join([*said, *([self.labels["help"], self.words.say(asked)] if asked else [])]))

    def who(self) -> None:
        shown = [kept for each in charts.who(self.numbers) if each.name in _OF_WHOM and (kept := self._kept(each))]
        # How many take part has been said.
        told = [*(code for code in self._of("who") if code != "turnout"), *self._known("turnout")]
        self._beside(shown[:2], told, ("coming", "turnout"))

    def goals(self) -> None:
        """Every goal in its colour, of those of whom the finding is."""
        told = self._known("strong", "weak", "untouched", "agree")
        if told and (chart := goals_reached(self.numbers, self.by_code[told[0]].of)):
            self._beside([chart], told, ("untouched", "weak", "strong"))

    def wanted(self) -> None:
        """Goals of which more is wanted than done, or more done than is known."""
        told = self._known("wanted", "unclaimed")
        pair = next((each for each in charts.goals(self.numbers) if each.name == "goals"), None)
        if told and pair:
            # Of those of which both are told exactly the ones that the finding is of, and no others.
            exact = [at for at, row in enumerate(pair.rows) if all(n.replace(",", "").isdigit() for n in row[1:])]
            is_wanted = told[0] == "wanted"
            both = {at: [n or 0.0 for n in pair.values[at]] for at in exact}
            kept = [at for at, (read, chosen) in both.items() if apart(read, chosen) and (chosen > read) == is_wanted]
            chart = replace(self._largest(_only(pair, kept)), title=self.labels["wanted_chart"])
            self._beside([chart] if kept else [], told, ("wanted", "unclaimed"))

    def fields(self) -> None:
        if chart := fields_reached(self.numbers):
            # How large they are says nothing more where some are too large or too small.
            told = self._known("full", "over", "few") or self._known("uneven", "balanced")
            self._beside([chart], [*told, *self._known("first_wish")], ("full", "over", "few", "uneven", "balanced"))

    def network(self) -> None:
        """Where goals and fields meet, as a table that is read across."""
        made, told = charts.network(self.numbers, is_public=True), self._of("network")
        if not made or not told:
            return
        chart = made[0]
        reached = _only(chart, [at for at, values in enumerate(chart.values) if any(values)])
        chart = self._largest(replace(reached, caption=self._filled("network_lines")))
        caption, size = chart.caption, 13 if len(chart.rows) <= _FEW_ROWS else 11
        slide = self.show.page(self.words.finding(told[0]), caption)
        heads = [
            [Line(numbered(int(number), name), 10.5, ink_on(colour), True, 0)]
            for number, name, colour in zip(chart.headings[1:], chart.columns, chart.colours, strict=True)
        ]
        cells, fills = [[[Line(chart.headings[0], 13, INK, True, 0)], *heads]], [[GROUND, *chart.colours]]
        for number, row, values in zip(chart.goals, chart.rows, chart.values, strict=True):
            looks = [shade(value, chart.most) for value in values]
            numbers = [[Line(cell, 15, ink, True, 0)] for cell, (_, ink) in zip(row[1:], looks, strict=True)]
            cells.append([[Line(f"{number}. {row[0]}", size, INK, False, 0)], *numbers])
            fills.append([GROUND, *(colour for colour, _ in looks)])
        frame = self.show.cells(slide, _BODY, cells, (2.2, *([1.0] * len(chart.columns))), fills, centred=True)
        describe(frame, chart.title, self._described(chart))
        self._notes(slide, self.words.say(told), caption)

    def satisfaction(self) -> None:
        told = self._known("dissatisfied", "satisfied", "silent")
        made = [each for each in charts.survey(self.numbers) if each.kind == "stack"]
        if made and told:
            self._beside([made[0]], told, ("dissatisfied", "satisfied"))

    def together(self) -> None:
        made = {each.name: each for each in [*charts.survey(self.numbers), *charts.wishes(self.numbers)]}
        shown = [kept for name in ("together", "cooperation") if name in made and (kept := self._kept(made[name]))]
        self._beside(shown, self._known("together", "alike", "partners", "requests"), ("together", "alike", "partners"))

    def closing(self) -> None:
        """What comes next."""
        urgent = [code for code in self._of("todo") if code not in _OF_THE_OFFICE]
        todo = [line for code in urgent for line in self.words.line(code)][:_MOST_TODO]
        points = list(self.campaign.documents.talking_points)
        dates = [] if self.is_counted else [self._text(each) for each in self.labels["dates"]]
        told = [
            (self.labels["next"], todo),
            (self._filled("meetings"), points),
            (self.labels["dates_title"], dates),
        ]
        told = [(head, lines) for head, lines in told if lines]
        if not told:
            return
        title = next((head for code in urgent for head in self.words.told.head(code)), told[0][1][0])
        slide = self.show.page(title, self._filled("ask"))
        for box, (head, lines) in zip(columns(len(told), first=_FIRST), told, strict=True):
            self.show.bar(slide, box, PALE)
            inner = Box(box.left + 7, box.top + 7, box.width - 14, box.height - 14)
            texts = [f"{at}. {line}" for at, line in enumerate(lines, 1)]
            room, sizes = inner._replace(height=inner.height - 14), (28, 26, 24, 22, 20, 18, 17, 16, 15, 14, 13)
            size, space = spread(texts, room, sizes, 12, 32)
            numbered = [Line(text, size, space=space) for text in texts]
            frame = self.show.text(slide, inner, [Line(head, 20, ACCENT, True, 14), *numbered])
            frame.vertical_anchor = MSO_ANCHOR.MIDDLE if len(told) == 1 else MSO_ANCHOR.TOP
        said = [self.labels["now"], self.words.say(urgent)] if todo else []
        talked = [self.labels["talk"].format_map(self.values | {"points": ", ".join(points)})] if points else []
        self._notes(slide, " ".join([*said, *talked, *(f"{date}." for date in dates)]))

    # --- parts

    def _beside(self, shown: Sequence[Chart], told: Sequence[str], big: Sequence[str]) -> None:
        """A slide of one or two charts and of what to remember of them, none without both; ``told`` are codes."""
        titles = [title for code in told if (title := self.words.finding(code))]
        if not shown or not titles:
            return
        title = titles[0]
        lines = [line for code in told for line in self.words.beside(code) if line != title]
        number = next((made for code in self._known(*big) if code in told and (made := self.words.big(code))), None)
        is_lone = len(shown) == 1
        slide = self.show.page(title, self._caption(shown[0]) if is_lone else self.source)
        for chart, box in zip(shown, columns(len(shown), _CHART.width), strict=True):
            place = box
            if not is_lone:
                self.show.text(
                    slide, box, [Line(chart.title, 15, INK, True, 1), Line(self._caption(chart), 10.5, SOFT)]
                )
                place = Box(box.left, box.top + _HEADED, box.width, box.height - _HEADED)
            draw(slide, chart, place, self._described(chart))
        self.show.panel(slide, _PANEL_BOX, number, lines[:_MOST_LINES] or [self.words.say(told[:1])])
        self._notes(slide, self.words.say(told), " / ".join(chart.caption for chart in shown))

    def _answers(self, asked: dict[str, Any]) -> list[str]:
        """The answer to one of the first questions: what can be said first, or when it will be told."""
        answers = [said for code in self._known(*asked["codes"]) if (said := self.words.finding(code))]
        is_waited_for = "later" in asked and not self.is_counted and any(map(self._asks, asked["asks"]))
        return answers[: asked.get("most", 1)] or ([self._text(asked["later"])] if is_waited_for else [])

    def _asks(self, column: str) -> bool:
        """Whether the form asks for what will be told later."""
        if column == "scale":
            return any(question.is_scale for question in self.campaign.questions)
        return column in self.campaign.by_column

    def _known(self, *codes: str) -> list[str]:
        return [code for code in codes if code in self.by_code]

    def _of(self, about: str) -> list[str]:
        return [each.code for each in self.found if each.about == about]

    def _kept(self, chart: Chart) -> Chart | None:
        """The rows that are drawn: those with a number; silence would be the longest bar."""
        silence = labels("survey", self.campaign)["no_answer"]
        kept = [at for at, row in enumerate(chart.rows) if any(chart.values[at]) and not row[0].endswith(silence)]
        silent = [f"{row[0]} {row[1]}" for row in chart.rows if row[0].endswith(silence)]
        drawn = self._largest(replace(_only(chart, kept), caption=" · ".join([chart.caption, *silent])))
        return drawn if drawn.rows else None

    def _largest(self, chart: Chart) -> Chart:
        """All rows where they have room, else the largest ones in their order, and above them that it is these."""
        order = sorted(range(len(chart.rows)), key=lambda at: (-sum(v or 0 for v in chart.values[at]), at))
        if len(order) <= _MOST_ROWS:
            return chart
        said = self.labels["largest"].format(n=_MOST_ROWS, whole=len(order))
        return replace(_only(chart, sorted(order[:_MOST_ROWS])), caption=f"{chart.caption} · {said}")

    def _caption(self, chart: Chart) -> str:
        return " ".join(filter(None, [chart.caption, chart.note if chart.kind == "bars" else ""]))

    def _described(self, chart: Chart) -> str:
        rows = "; ".join(f"{row[0]} {', '.join(row[1:])}" for row in chart.rows)
        return str(self.labels["alt_chart"].format(title=chart.title, caption=chart.caption, rows=rows))

    def _notes(self, slide: Any, said: str, caption: str = "") -> None:
        """A minute's words, and what the numbers are of."""
        about = "\n".join(filter(None, [caption, self.source]))
        self.show.notes(slide, self.labels["notes"].format(say=said, about=about))

    def _filled(self, name: str) -> str:
        return self._text(self.labels[name])

    def _text(self, text: str) -> str:
        return str(text.format_map(self.values))


def _only(chart: Chart, kept: Sequence[int]) -> Chart:
    """``chart`` with the rows of those places."""
    by_row = len(chart.colours) == len(chart.rows)
    return replace(
        chart,
        rows=[chart.rows[at] for at in kept],
        values=[chart.values[at] for at in kept],
        colours=[chart.colours[at] for at in kept] if by_row and chart.kind != "heat" else chart.colours,
        inks=[chart.inks[at] for at in kept] if len(chart.inks) == len(chart.rows) else chart.inks,
        goals=[chart.goals[at] for at in kept] if chart.goals else [],
    )
