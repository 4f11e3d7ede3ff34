"""Ten minutes on stage: the report's numbers as slides with charts that can be edited; same facts, same bytes."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from output.formats.cells import printable
from output.formats.labels import labels
from output.formats.look import ACCENT, INK, PALE, SCALE, SOFT, ink_on, shade
from output.report.body import Chart, Report
from transforms.campaign.campaign import Campaign

# Named and not embedded: it is on every machine that shows the slides.
FONT = "맑은 고딕"
_WIDTH, _HEIGHT = Mm(338.67), Mm(190.5)
_LEFT, _TOP, _WIDE, _HIGH = Mm(18), Mm(40), Mm(302.67), Mm(128)
_DATE = datetime(2000, 1, 1)
_ZIP_DATE = (2000, 1, 1, 0, 0, 0)
_LIGHT = "#8fb3d5"
_TITLE_ONLY = 5
_MOST_BARS, _MOST_GOALS = 8, 8
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class _Box(NamedTuple):
    left: Any
    top: Any
    width: Any
    height: Any


def slides(report: Report, campaign: Campaign) -> bytes:
    """The presentation of ``report``: a slide for each thing to say, those without numbers left out."""
    words = labels("slides", campaign)
    whole = [chart for section in report.sections for chart in section.charts]
    charts = {chart.name: chart for chart in whole if any(value for values in chart.values for value in values)}
    lines = report.said
    show = _Show(report, campaign)
    show.first(words["subtitle"])
    show.glance(words["glance"])
    if "kind" in charts:
        show.side_by_side(
            words["kind"], [charts[name] for name in ("kind", "district") if name in charts], lines["who"]
        )
    if "goals" in charts:
        show.one(words["goals"], charts["goals"], lines["goals"])
    if "fields" in charts:
        show.one(words["fields"], charts["fields"], lines["fields"])
    if "network" in charts:
        show.network(words["network"], charts["network"], lines["network"])
    if "satisfaction" in charts:
        show.one(words["satisfaction"], charts["satisfaction"], lines["survey"])
    wanted = [charts[name] for name in ("together", "cooperation") if name in charts]
    if wanted:
        show.side_by_side(words["together"], wanted, lines["wishes"])
    if campaign.documents.talking_points:
        show.last(words["next"], campaign.documents.talking_points)
    return show.to_bytes()


class _Show:
    def __init__(self, report: Report, campaign: Campaign) -> None:
        self.report, self.campaign, self.words = report, campaign, labels("slides", campaign)
        self.silence = labels("survey", campaign)["no_answer"]
        self.show = Presentation()
        self.show.slide_width, self.show.slide_height = _WIDTH, _HEIGHT
        about = self.show.core_properties
        about.title, about.author, about.subject = report.title, campaign.host, report.gist
        about.keywords, about.language, about.last_modified_by = report.keywords, "ko-KR", campaign.host
        about.created = about.modified = about.last_printed = _DATE
        about.revision = 1

    # --- slides

    def first(self, subtitle: str) -> None:
        slide = self._slide(self.campaign.event.name, is_first=True)
        self._text(slide, _Box(_LEFT, Mm(98), _WIDE, Mm(20)), [subtitle], 28, colour="#ffffff")
        event = self.campaign.event
        at = f"{event.starts_at.year}. {event.starts_at.month}. {event.starts_at.day}. {event.starts_at:%H:%M}"
        self._text(
            slide,
            _Box(_LEFT, Mm(140), _WIDE, Mm(24)),
            [f"{at}  {event.place}", self.campaign.host],
            18,
            colour="#ffffff",
        )

    def glance(self, title: str) -> None:
        slide = self._slide(title)
        each = int((_WIDE - Mm(6) * (len(self.report.figures) - 1)) / max(1, len(self.report.figures)))
        for at, figure in enumerate(self.report.figures):
            box = _Box(Emu(int(_LEFT) + at * (each + int(Mm(6)))), _TOP, Emu(each), Mm(46))
            shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box)
            shape.fill.solid()
            shape.fill.fore_color.rgb = _rgb(PALE)
            shape.line.fill.background()
            shape.shadow.inherit = False
            frame = shape.text_frame
            frame.word_wrap = True
            frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            for n, (text, size, bold, colour) in enumerate(
                ((figure.label, 16, False, SOFT), (figure.value, 36, True, ACCENT), (figure.note, 12, False, SOFT))
            ):
                paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
                paragraph.alignment = PP_ALIGN.CENTER
                self._run(paragraph, text, size, bold=bold, colour=colour)
        self._text(slide, _Box(_LEFT, Mm(96), _WIDE, Mm(70)), [f"• {line}" for line in self.report.summary], 20)
        self._notes(slide, self.report.summary, self.report.basis)

    def side_by_side(self, title: str, charts: Sequence[Chart], lines: Sequence[str]) -> None:
        slide = self._slide(title)
        width = int((_WIDE - Mm(8)) / 2) if len(charts) > 1 else int(_WIDE)
        for at, chart in enumerate(charts[:2]):
            left = Emu(int(_LEFT) + at * (width + int(Mm(8))))
            self._text(slide, _Box(left, _TOP, Emu(width), Mm(16)), [chart.title, self._caption(chart)], 18, small=12)
            self._chart(slide, chart, _Box(left, Mm(57), Emu(width), Mm(112)))
        self._notes(slide, lines, " / ".join(chart.caption for chart in charts))

    def one(self, title: str, chart: Chart, lines: Sequence[str]) -> None:
        slide = self._slide(title)
        self._text(slide, _Box(_LEFT, Mm(33), _WIDE, Mm(8)), [self._caption(chart)], 12, colour=SOFT)
        self._chart(slide, chart, _Box(_LEFT, Mm(42), _WIDE, Mm(112)))
        self._text(slide, _Box(_LEFT, Mm(156), _WIDE, Mm(20)), lines[:2], 15)
        self._notes(slide, lines, chart.caption)

    def network(self, title: str, chart: Chart, lines: Sequence[str]) -> None:
        slide = self._slide(title)
        order = sorted(range(len(chart.rows)), key=lambda at: (-sum(v or 0 for v in chart.values[at]), at))[
            :_MOST_GOALS
        ]
        kept = sorted(order)
        self._text(
            slide, _Box(_LEFT, Mm(33), _WIDE, Mm(8)), [self.words["network_lines"].format(n=len(kept))], 12, colour=SOFT
        )
        n_columns = len(chart.headings)
        frame = slide.shapes.add_table(len(kept) + 1, n_columns, _LEFT, Mm(42), _WIDE, Mm(118))
        self._describe(frame, chart, kept)
        table = frame.table
        first = int(Mm(72))
        for at in range(n_columns):
            table.columns[at].width = Emu(first if at == 0 else int((_WIDE - first) / (n_columns - 1)))
        self._cell(table.cell(0, 0), chart.headings[0], 14, "#ffffff", INK, bold=True)
        for over, (heading, name) in enumerate(zip(chart.headings[1:], chart.columns, strict=True), 1):
            colour = chart.colours[over - 1]
            self._cell(table.cell(0, over), f"{heading}. {name}", 11, colour, ink_on(colour), bold=True, centred=True)
        for line, at in enumerate(kept, 1):
            self._cell(table.cell(line, 0), f"{chart.goals[at]}. {chart.rows[at][0]}", 14, "#ffffff", INK)
            for over, cell in enumerate(chart.rows[at][1:], 1):
                value = chart.values[at][over - 1]
                colour, ink = shade(value, chart.most)
                self._cell(table.cell(line, over), cell, 16, colour, ink, bold=bool(value), centred=True)
        self._notes(slide, lines, chart.caption)

    def last(self, title: str, lines: Sequence[str]) -> None:
        slide = self._slide(title)
        self._text(slide, _Box(_LEFT, _TOP, _WIDE, _HIGH), [f"• {line}" for line in lines], 22, space=10)
        self._notes(slide, lines, self.report.contact)

    # --- parts

    def _slide(self, title: str, *, is_first: bool = False) -> Any:
        slide = self.show.slides.add_slide(self.show.slide_layouts[_TITLE_ONLY])
        place = slide.shapes.title
        place.left, place.top, place.width, place.height = (
            (_LEFT, Mm(48), _WIDE, Mm(48)) if is_first else (_LEFT, Mm(12), _WIDE, Mm(20))
        )
        place.text_frame.word_wrap = True
        place.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if is_first else MSO_ANCHOR.MIDDLE
        paragraph = place.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        self._run(paragraph, title, 38 if is_first else 30, bold=True, colour="#ffffff" if is_first else ACCENT)
        if is_first:
            slide.background.fill.solid()
            slide.background.fill.fore_color.rgb = _rgb(ACCENT)
        else:
            footer = self.words["footer"].format(host=self.campaign.host, basis=self.report.basis.split(" · ", 1)[-1])
            self._text(slide, _Box(_LEFT, Mm(179), _WIDE, Mm(8)), [footer], 10, colour=SOFT)
        return slide

    def _text(
        self,
        slide: Any,
        box: _Box,
        lines: Sequence[str],
        size: float,
        *,
        colour: str = INK,
        small: float = 0,
        space: float = 4,
    ) -> None:
        frame = slide.shapes.add_textbox(*box).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(space)
            is_small = bool(small) and at > 0
            self._run(
                paragraph,
                line,
                small if is_small else size,
                bold=bool(small) and at == 0,
                colour=SOFT if is_small else colour,
            )

    def _run(self, paragraph: Any, text: str, size: float, *, bold: bool = False, colour: str = INK) -> None:
        run = paragraph.add_run()
        run.text = printable(text)
        _typeset(run.font, size, bold=bold, colour=colour)

    def _cell(
        self, cell: Any, text: str, size: float, fill: str, ink: str, *, bold: bool = False, centred: bool = False
    ) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(fill)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_left = cell.margin_right = Mm(1.5)
        cell.margin_top = cell.margin_bottom = Mm(0.5)
        paragraph = cell.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.LEFT
        self._run(paragraph, text, size, bold=bold, colour=ink)

    def _chart(self, slide: Any, chart: Chart, box: _Box) -> None:
        kept = self._kept(chart)
        if not kept:
            return
        data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
        data.categories = [
            printable(f"{chart.goals[at]}. {chart.rows[at][0]}" if chart.goals else chart.rows[at][0]) for at in kept
        ]
        n_series = len(chart.values[0]) if chart.values else 0
        for over in range(n_series):
            data.add_series(printable(chart.headings[over + 1]), [chart.values[at][over] for at in kept])
        is_scale = chart.kind == "stack"
        if n_series > 1 and not is_scale:
            box = self._legend(slide, chart, box, n_series)
        kind = XL_CHART_TYPE.BAR_STACKED_100 if is_scale else XL_CHART_TYPE.BAR_CLUSTERED
        frame = slide.shapes.add_chart(kind, *box, data)
        self._describe(frame, chart, kept)
        made = frame.chart
        made.has_title = False
        _typeset(made.font, 12)
        made.has_legend = is_scale
        if made.has_legend:
            made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        made.category_axis.reverse_order = True
        made.category_axis.format.line.color.rgb = _rgb(SOFT)
        made.category_axis.has_major_gridlines = False
        made.value_axis.visible = False
        made.value_axis.has_major_gridlines = False
        if not is_scale:
            made.value_axis.minimum_scale = 0
        plot = made.plots[0]
        plot.gap_width = 45
        if not is_scale:
            plot.overlap = 0
        for over, (series, colour) in enumerate(zip(plot.series, self._colours(chart, n_series), strict=False)):
            self._series(
                series, [chart.rows[at][over + 1] if chart.values[at][over] else "" for at in kept], colour, is_scale
            )

    def _kept(self, chart: Chart) -> list[int]:
        """The places of the rows that are drawn: those with a number, and of many the largest."""
        if chart.kind == "bars":
            # Silence would be the longest bar; how many gave no answer stands above.
            kept = [at for at, row in enumerate(chart.rows) if any(chart.values[at]) and row[0] != self.silence]
            return kept[:_MOST_BARS]
        return _largest(chart, _MOST_GOALS) if chart.goals else list(range(len(chart.rows)))

    def _series(self, series: Any, texts: Sequence[str], colour: str, is_scale: bool) -> None:
        """One colour of bars, each with its number; a text that is no number stands in the number's place."""
        size = 10 if len(texts) > 10 else 12
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)
        series.invert_if_negative = False
        shown = series.data_labels
        shown.show_value = True
        shown.number_format, shown.number_format_is_linked = "#,##0;;", False
        shown.position = XL_LABEL_POSITION.CENTER if is_scale else XL_LABEL_POSITION.OUTSIDE_END
        _typeset(shown.font, size, bold=is_scale, colour=ink_on(colour) if is_scale else INK)
        for place, text in enumerate(texts):
            if text and not text.replace(",", "").isdigit():
                self._run(series.points[place].data_label.text_frame.paragraphs[0], text, size)

    def _legend(self, slide: Any, chart: Chart, box: _Box, n_series: int) -> _Box:
        """What each bar's colour means stands at the foot of ``box``, in the order of the bars; the box that is left.

        A chart's own legend has the other order in some programs.
        """
        foot = Mm(9)
        left = box._replace(height=Emu(box.height - foot))
        place = box._replace(top=Emu(box.top + left.height), height=foot)
        paragraph = slide.shapes.add_textbox(*place).text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.CENTER
        for heading, colour in zip(chart.headings[1:], self._colours(chart, n_series), strict=True):
            self._run(paragraph, "■ ", 12, colour=colour)
            self._run(paragraph, f"{heading}    ", 12)
        return left

    def _colours(self, chart: Chart, n_series: int) -> list[str]:
        if chart.kind == "stack":
            return chart.colours
        return [ACCENT, _LIGHT, SCALE[3]][:n_series]

    def _caption(self, chart: Chart) -> str:
        silent = next((row for row in chart.rows if row[0] == self.silence and chart.kind == "bars"), None)
        told = [chart.caption]
        if chart.goals and len(chart.rows) > _MOST_GOALS:
            told.append(self.words["largest"].format(n=_MOST_GOALS))
        if silent:
            headings = chart.headings[1:] if len(chart.headings) > 3 else [""]
            told += [
                f"{heading} {self.silence} {cell}".strip()
                for heading, cell in zip(headings, silent[1:], strict=False)
                if cell.strip("-")
            ]
        return " · ".join(told)

    def _describe(self, frame: Any, chart: Chart, kept: Sequence[int]) -> None:
        """The shape has a name and says in words what it shows."""
        rows = "; ".join(f"{chart.rows[at][0]} {', '.join(chart.rows[at][1:])}" for at in kept)
        told = self.words["alt_chart"].format(title=chart.title, caption=chart.caption, rows=rows)
        about = frame._element.nvGraphicFramePr.cNvPr
        about.set("name", printable(chart.title))
        about.set("descr", printable(told))

    def _notes(self, slide: Any, lines: Sequence[str], caption: str) -> None:
        frame = slide.notes_slide.notes_text_frame
        frame.text = printable(self.words["notes"].format(caption=caption, lines="\n".join(lines)))

    def to_bytes(self) -> bytes:
        """The file, with nothing in it that tells when it was made."""
        made = io.BytesIO()
        self.show.save(made)
        return _undated(made.getvalue())


def _largest(chart: Chart, most: int) -> list[int]:
    """The places of the rows with the largest numbers, in their own order."""
    order = sorted(range(len(chart.rows)), key=lambda at: (-sum(v or 0 for v in chart.values[at]), at))
    return sorted(order[:most])


def _typeset(font: Any, size: float, *, bold: bool = False, colour: str = INK) -> None:
    font.size, font.bold, font.name = Pt(size), bold, FONT
    font.color.rgb = _rgb(colour)
    about = font._element
    about.set("lang", "ko-KR")
    about.set("altLang", "en-US")
    for found in about.findall(qn("a:ea")):
        about.remove(found)
    east = etree.SubElement(about, qn("a:ea"))
    east.set("typeface", FONT)
    latin = about.find(qn("a:latin"))
    if latin is not None:
        latin.addnext(east)


def _rgb(colour: str) -> Any:
    made: Any = RGBColor
    return made(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


def _undated(content: bytes) -> bytes:
    """The same archive, and every workbook in it, with one fixed date."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            inner = old.read(member)
            if member.filename.endswith(".xlsx"):
                inner = _undated(inner)
            elif member.filename == "docProps/core.xml":
                inner = _STAMP.sub(b"2000-01-01T00:00:00Z", inner)
            info = zipfile.ZipInfo(member.filename, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, inner)
    return made.getvalue()
