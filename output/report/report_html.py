"""The report as a page: one file without a script that runs or a remote request, a table under every chart."""

import math
from collections.abc import Mapping
from typing import Any

from output.formats.labels import labels
from output.formats.look import ACCENT, RULE, heat, ink_on
from output.formats.pages import page
from output.report.body import Chart, Report, Section
from transforms.campaign.campaign import Campaign

_WIDTH, _HEIGHT, _FLOOR = 640, 190, 160
_LONGEST = 13
# Millimetres in print: of a line, the rows of a list that follow a heading, a chart beside its rows, a whole page.
_LINE, _LIST, _PAGE, _LETTERS = 5, 25, 240, 75
_KEPT = {"days": 20, "stack": 30, "heat": 115}
# The network's picture: goals on the left, fields on the right.
_STEP, _LEFT, _RIGHT, _HEAD = 24, 212, 452, 14


def report_page(report: Report, campaign: Campaign, dataset: Mapping[str, Any] | None = None) -> bytes:
    """The page of ``report``; ``dataset`` is what search engines are told of the tables beside it (schema.org)."""
    sections = [
        {
            "title": section.title,
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
        two_lines=_two_lines,
    )


def _paint(colour: str) -> str:
    """The accent and the colour of what is left have a shade of their own on a dark screen."""
    return {ACCENT: "var(--accent)", RULE: "var(--rule)"}.get(colour, colour)


def _thirds(rows: list[list[str]]) -> list[list[list[str]]]:
    """Rows in three columns that are read downwards."""
    each = math.ceil(len(rows) / 3)
    return [rows[at : at + each] for at in range(0, len(rows), each)]


def _two_lines(name: str) -> list[str]:
    """A name broken at the space nearest to its middle where it is long."""
    spaces = [at for at, letter in enumerate(name) if letter == " "]
    if len(name) <= _LONGEST or not spaces:
        return [name]
    middle = min(spaces, key=lambda at: abs(at - len(name) / 2))
    return [name[:middle], name[middle + 1 :]]


def _room(section: Section) -> int:
    """How much of a printed page (mm) the heading needs below it, so that its lines and first chart stand there too."""
    lines = sum(_LINE * math.ceil(len(line) / _LETTERS) for line in section.lines)
    if not section.charts:
        return lines + _LIST
    first = section.charts[0]
    return min(lines + _KEPT.get(first.kind, 0) + _LINE * (len(first.rows) + 3), _PAGE)


def _drawn(chart: Chart) -> dict[str, Any]:
    return {"of": chart, **_DRAW[chart.kind](chart)}


def _bars(chart: Chart) -> dict[str, Any]:
    widths = _widths([values[0] for values in chart.values])
    return {"bars": [[{"width": width}] for width in widths]}


def _pair(chart: Chart) -> dict[str, Any]:
    flat = _widths([value for values in chart.values for value in values])
    return {"bars": [[{"width": flat[2 * at]}, {"width": flat[2 * at + 1]}] for at in range(len(chart.values))]}


def _widths(values: list[float | None]) -> list[float]:
    most = max([1.0, *(value or 0 for value in values)])
    return [round(100 * (value or 0) / most, 1) for value in values]


def _days(chart: Chart) -> dict[str, Any]:
    values = [values[0] or 0 for values in chart.values]
    most = max([1.0, *values])
    step = _WIDTH / len(values)
    columns = []
    for at, value in enumerate(values):
        height = round((_FLOOR - 22) * value / most, 1)
        columns.append(
            {
                "x": round(at * step + step * 0.14, 1),
                "middle": round((at + 0.5) * step, 1),
                "y": round(_FLOOR - height, 1),
                "width": round(step * 0.72, 1),
                "height": height,
                "n": chart.rows[at][1] if value else "",
                "label": chart.rows[at][0] if at in chart.labelled else "",
            }
        )
    return {"columns": columns, "box": (_WIDTH, _HEIGHT), "floor": _FLOOR}


def _stack(chart: Chart) -> dict[str, Any]:
    rows = []
    for values, cells in zip(chart.values, chart.rows, strict=True):
        total = sum(value or 0 for value in values) or 1
        rows.append(
            {
                "label": cells[0],
                "parts": [
                    {"width": round(100 * value / total, 2), "n": cells[at + 1], "colour": colour, "ink": ink}
                    for at, (value, colour, ink) in enumerate(zip(values, chart.colours, chart.inks, strict=True))
                    if value
                ],
            }
        )
    legend = [
        {"name": name, "colour": colour}
        for name, colour in zip(chart.headings[1 : 1 + len(chart.colours)], chart.colours, strict=True)
    ]
    return {"stacks": rows, "legend": legend}


def _heat(chart: Chart) -> dict[str, Any]:
    most = chart.most
    n_goals, n_fields = len(chart.rows), len(chart.colours)
    height = _HEAD + n_goals * _STEP
    gap = (n_goals * _STEP) / n_fields
    goals = [round(_HEAD + (at + 0.5) * _STEP, 1) for at in range(n_goals)]
    fields = [round(_HEAD + (at + 0.5) * gap, 1) for at in range(n_fields)]
    middle = (_LEFT + _RIGHT) / 2
    links = [
        {
            "path": f"M{_LEFT} {goals[goal]}C{middle} {goals[goal]} {middle} {fields[at]} {_RIGHT} {fields[at]}",
            "width": round(1 + 9 * value / most, 1),
            "colour": chart.colours[at],
        }
        for goal, values in enumerate(chart.values)
        for at, value in enumerate(values)
        if value
    ]
    return {
        "steps": [[heat(value, chart.most) for value in values] for values in chart.values],
        "links": sorted(links, key=lambda link: -float(str(link["width"]))),
        "goal_marks": [
            {"y": y, "number": number, "name": row[0], "colour": ink}
            for y, number, row, ink in zip(goals, chart.goals, chart.rows, chart.inks, strict=True)
        ],
        "field_marks": [
            {"y": y, "number": heading, "colour": colour, "name": name}
            for y, heading, colour, name in zip(fields, chart.headings[1:], chart.colours, chart.columns, strict=True)
        ],
        "box": (_WIDTH, height),
    }


_DRAW = {"bars": _bars, "pair": _pair, "days": _days, "stack": _stack, "heat": _heat}
