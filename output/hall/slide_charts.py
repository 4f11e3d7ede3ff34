"""Charts of a presentation: bars in the colours of goals and fields, each with its number, that can be edited."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn

from output.formats.cells import printable
from output.formats.labels import labels
from output.formats.look import ACCENT, INK, RULE, SCALE, Tile, field_tiles, ink_on
from output.formats.measure import ems
from output.hall.slide_sheet import Box, rgb, typeset
from output.report.body import Chart
from output.report.numbers import Numbers
from output.report.wording import meeting_words
from transforms.publishing.highlights import BODIES

# The second and third series beside the accent.
_SERIES = (ACCENT, SCALE[1], SCALE[3])
_LEGEND = 9.0
# Points of the names of bars; names take at most this part of a chart.
_AXIS, _AXIS_OF_MANY, _MANY, _FEW, _WIDEST = 13, 11, 10, 6, 0.42
_MM_A_POINT = 0.3528


def goals_reached(numbers: Numbers, of: str) -> Chart | None:
    """How many reach each goal: of the named bodies, or of all where that is told."""
    words, said = labels("report", numbers.campaign), labels("slides", numbers.campaign)
    counts, base = numbers.named_goals()
    if of != BODIES:
        counts, base = numbers.parts("goals_matched"), numbers.base("goals_matched") or 0
    tiles = numbers.goal_tiles()
    sizes = [counts.get(f"{tile.number}.{tile.name}", 0) for tile in tiles]
    caption = said["goals_of_bodies"] if of == BODIES else words["several"]
    return _sized(numbers, said["goals_chart"], caption.format(base=f"{base:,}"), tiles, sizes)


def fields_reached(numbers: Numbers) -> Chart | None:
    """How many each field has: of all where that is told, else of the named bodies."""
    said, tiles = labels("slides", numbers.campaign), field_tiles(numbers.campaign)
    counts, base = numbers.parts("field"), numbers.base("field") or 0
    is_of_all = bool(counts)
    if not is_of_all:
        part = numbers.by_topic.get("goal_field")
        counts = {} if part is None else {str(row["by"]): int(row["base"]) for row in part.to_dict("records")}
        base = sum(counts.values())
    sizes = [counts.get(each.numbered, 0) for each in numbers.campaign.fields]
    when = meeting_words(numbers.campaign, is_seated=numbers.is_seated)
    unasked = "" if "wish_1" in numbers.campaign.by_column else "_unasked"
    caption = when["caption"] if is_of_all else said[f"fields_of_bodies{unasked}"]
    return _sized(numbers, when["title"], caption.format(base=f"{base:,}"), tiles, sizes)


def _sized(numbers: Numbers, title: str, caption: str, tiles: Sequence[Tile], sizes: Sequence[int]) -> Chart | None:
    """A bar for each of ``tiles`` in its colour; None where all are empty."""
    words = labels("report", numbers.campaign)
    return (
        Chart(
            "sizes",
            "bars",
            title,
            caption,
            [words["item"], words["count"]],
            [[tile.name, f"{size:,}"] for tile, size in zip(tiles, sizes, strict=True)],
            [[float(size)] for size in sizes],
            [tile.colour for tile in tiles],
            goals=[tile.number for tile in tiles],
        )
        if any(sizes)
        else None
    )


def draw(slide: Any, chart: Chart, box: Box, told: str) -> None:
    """``chart`` stands in ``box``; ``told`` is what it shows, in words."""
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [printable(name) for name in _names(chart)]
    n_series = len(chart.values[0])
    for over in range(n_series):
        data.add_series(printable(chart.headings[over + 1]), [values[over] for values in chart.values])
    is_scale = chart.kind == "stack"
    kind = XL_CHART_TYPE.BAR_STACKED_100 if is_scale else XL_CHART_TYPE.BAR_CLUSTERED
    colours = chart.colours if is_scale else list(_SERIES[:n_series])
    if n_series > 1 and not is_scale:
        box = _legend(slide, box, chart.headings[1:], colours)
    frame = slide.shapes.add_chart(kind, *box.emu, data)
    describe(frame, chart.title, told)
    made = frame.chart
    made.has_title = False
    typeset(made.font, 12)
    made.has_legend = is_scale
    if made.has_legend:
        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    made.category_axis.reverse_order = True
    made.category_axis.format.line.color.rgb = rgb(RULE)
    made.category_axis.has_major_gridlines = False
    size = _AXIS if len(chart.rows) <= _MANY else _AXIS_OF_MANY
    typeset(made.category_axis.tick_labels.font, size)
    _every_label(made, max(ems(name) for name in _names(chart)) * size * _MM_A_POINT / box.width, is_scale=is_scale)
    made.value_axis.visible = False
    made.value_axis.has_major_gridlines = False
    plot = made.plots[0]
    # Few bars are no fatter for it.
    plot.gap_width = 40 + 30 * max(0, _FEW - len(chart.rows))
    if not is_scale:
        made.value_axis.minimum_scale = 0
        plot.overlap = 0
    for over, (series, colour) in enumerate(zip(plot.series, colours, strict=False)):
        texts = [row[over + 1] if values[over] else "" for row, values in zip(chart.rows, chart.values, strict=True)]
        _series(series, texts, colour, is_scale=is_scale)
        if n_series == 1:
            _each_its_own(series, chart.colours)


def _every_label(made: Any, wide: float, *, is_scale: bool) -> None:
    """Every bar has its name, on one line where there is room: names take ``wide`` of the chart's width."""
    skip = made.category_axis._element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    made.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    left, foot = min(_WIDEST, wide + 0.03), 0.14 if is_scale else 0.02
    box = {"xMode": "edge", "yMode": "edge", "x": left, "y": 0.02, "w": 0.94 - left, "h": 0.98 - foot}
    area = made._chartSpace.chart.plotArea
    layout = area.find(qn("c:layout"))
    if layout is None:
        layout = area.makeelement(qn("c:layout"), {})
        area.insert(0, layout)
    place = etree.SubElement(layout, qn("c:manualLayout"))
    etree.SubElement(place, qn("c:layoutTarget")).set("val", "inner")
    for name, value in box.items():
        etree.SubElement(place, qn(f"c:{name}")).set("val", str(value) if isinstance(value, str) else f"{value:.4f}")


def _legend(slide: Any, box: Box, headings: Sequence[str], colours: Sequence[str]) -> Box:
    """What each bar's colour means stands at the foot of ``box``, in the order of the bars; the box that is left.

    A chart's own legend has the other order in some programs.
    """
    left = box._replace(height=box.height - _LEGEND)
    foot = slide.shapes.add_textbox(*Box(box.left, box.top + left.height, box.width, _LEGEND).emu)
    paragraph = foot.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    for heading, colour in zip(headings, colours, strict=True):
        for text, ink in (("■ ", colour), (f"{printable(heading)}    ", INK)):
            run = paragraph.add_run()
            run.text = text
            typeset(run.font, 13, colour=ink)
    return left


def describe(frame: Any, name: str, told: str) -> None:
    """The shape has a name and says in words what it shows."""
    about = frame._element.nvGraphicFramePr.cNvPr
    about.set("name", printable(name))
    about.set("descr", printable(told))


def _names(chart: Chart) -> list[str]:
    return (
        [f"{n}. {row[0]}" for n, row in zip(chart.goals, chart.rows, strict=True)]
        if chart.goals
        else [row[0] for row in chart.rows]
    )


def _series(series: Any, texts: Sequence[str], colour: str, *, is_scale: bool) -> None:
    """One colour of bars, each with its number; a text that is no number stands in the number's place."""
    size = 12 if len(texts) <= 12 else 11
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb(colour)
    series.invert_if_negative = False
    shown = series.data_labels
    shown.show_value = True
    shown.number_format, shown.number_format_is_linked = "#,##0;;", False
    shown.position = XL_LABEL_POSITION.CENTER if is_scale else XL_LABEL_POSITION.OUTSIDE_END
    typeset(shown.font, 14 if is_scale else size, bold=True, colour=ink_on(colour) if is_scale else INK)
    for place, text in enumerate(texts):
        if text and not text.replace(",", "").isdigit():
            run = series.points[place].data_label.text_frame.paragraphs[0].add_run()
            run.text = printable(text)
            typeset(run.font, size, bold=True)


def _each_its_own(series: Any, colours: Sequence[str]) -> None:
    for at, colour in enumerate(colours):
        fill = series.points[at].format.fill
        fill.solid()
        fill.fore_color.rgb = rgb(colour)
