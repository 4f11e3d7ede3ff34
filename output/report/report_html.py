"""The report as a page: one file without a script that runs or a remote request, a table under every chart."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from output.formats.labels import labels
from output.formats.look import ACCENT, RULE, heat, ink_on
from output.formats.pages import page
from output.report.body import Chart, Report, Section
from output.report.charts import lengths, picture
from transforms.campaign.campaign import Campaign

# Millimetres in print: of a line, the rows of a list that follow a heading, a chart beside its rows, a whole page.
_LINE, _LIST, _PAGE, _LETTERS = 5, 25, 240, 75
_KEPT = {"days": 20, "stack": 30, "heat": 115}


def report_page(report: Report, campaign: Campaign, dataset: Mapping[str, Any] | None = None) -> bytes:
    """The page of ``report``; ``dataset`` is what search engines are told of the tables beside it (schema.org)."""
    sections = [
        {
            "title": section.title,
            "topic": section.topic if section.topic != section.title else "",
            "name": section.name,
            "lines": section.lines,
            "lists": section.lists,
            "charts": [_drawn(chart) for chart in section.charts],
            "room": _room(section),
        }
        for section in report.sections
    ]
    return page(
        "report",
        words=labels("report", campaign),
        report=report,
        dataset=dataset,
        sections=sections,
        ink=ink_on,
        paint=_paint,
        thirds=_thirds,
    )


def _paint(colour: str) -> str:
    """The accent and the colour of what is left have a shade of their own on a dark screen."""
    return {ACCENT: "var(--accent)", RULE: "var(--rule)"}.get(colour, colour)


def _thirds(rows: list[list[str]]) -> list[list[list[str]]]:
    """Rows in three columns that are read downwards."""
    each = math.ceil(len(rows) / 3)
    return [rows[at : at + each] for at in range(0, len(rows), each)]


def _room(section: Section) -> int:
    """How much of a printed page (mm) the heading needs below it, so that its lines and first chart stand there too."""
    lines = sum(_LINE * math.ceil(len(line.text) / _LETTERS) for line in section.lines)
    if not section.charts:
        return lines + _LIST
    first = section.charts[0]
    return min(lines + _KEPT.get(first.kind, 0) + _LINE * (len(first.rows) + 3), _PAGE)


def _drawn(chart: Chart) -> dict[str, Any]:
    return {"of": chart, "picture": picture(chart), **_DRAW[chart.kind](chart)}


def _bars(chart: Chart) -> dict[str, Any]:
    return {"bars": [[round(100 * part, 1) for part in parts] for parts in lengths(chart)]}


def _stack(chart: Chart) -> dict[str, Any]:
    names = chart.headings[1 : 1 + len(chart.colours)]
    return {"legend": [{"name": name, "colour": colour} for name, colour in zip(names, chart.colours, strict=True)]}


def _heat(chart: Chart) -> dict[str, Any]:
    return {"steps": [[heat(value, chart.most) for value in values] for values in chart.values]}


_DRAW: dict[str, Callable[[Chart], dict[str, Any]]] = {
    "days": lambda chart: {},
    "bars": _bars,
    "pair": _bars,
    "stack": _stack,
    "heat": _heat,
}
