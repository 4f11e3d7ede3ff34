"""The report as a 한글 document: the same body and the same charts, each with its table."""

from collections.abc import Iterator, Mapping
from typing import Any

from output.formats.hwpx import Align, Cell, Document, Line, Picture
from output.formats.labels import labels
from output.formats.look import ACCENT, ALARM, HEAT, PALE, SOFT, heat, tint
from output.formats.pdf import pngs
from output.formats.pictures import block, on_paper
from output.report.body import CAUTION, PART, SAID, Chart, Report, Section
from output.report.charts import lengths, picture_with_legend
from transforms.campaign.campaign import Campaign

# Drawings as they were asked for, by what they are of.
Pictures = Mapping[tuple[str, float], bytes]

_HEADING = "□"
# How wide a sign is with the blank behind it.
_HANG_MM = 5.2
_NUMBER_MM, _MARK_MM = 20.0, 13.0
# Of names, where the other columns are few and where they are many; what a cell keeps free at its sides.
_NAME_MM, _CELL_SIDES_MM = (52.0, 66.0), 3.7
# How high the bars of a row are; the least that is seen of one; the ground that is stretched.
_BARS, _LEAST_MM, _BLOCK_MM = {"bars": (2.6,), "pair": (1.9, 1.3)}, 0.5, 2.54


def report_hwpx(report: Report, campaign: Campaign) -> bytes:
    """The HWPX of ``report``."""
    words = labels("report", campaign)
    page = Document(report.title, subject=report.gist, keywords=report.keywords, creator=campaign.host, margin_mm=18)
    if report.mark:
        page.paragraph(report.mark, bold=True, colour=ALARM, align="right")
    _head(page, report, words)
    page.table(
        [[each.label for each in report.figures], [f"{each.value}\n{each.note}" for each in report.figures]],
        header=1,
        align=["center"] * len(report.figures),
        size=10,
    )
    charts = [chart for section in report.sections for chart in section.charts]
    pictures = pngs(each for chart in charts for each in _drawings(chart, page.width_mm))
    for section in report.sections:
        _section(page, section, words, pictures)
    page.paragraph(report.contact, align="right", size=9.5, colour=SOFT, before=8)
    page.table(
        [[words["gist_title"], report.gist], [words["keywords_title"], report.keywords]],
        [24, page.width_mm - 24],
        header=0,
        bold=[(0, 0), (1, 0)],
        shading={(0, 0): PALE, (1, 0): PALE},
        align=["center", "left"],
        size=9,
    )
    return page.to_bytes()


def _head(page: Document, report: Report, words: Mapping[str, Any]) -> None:
    """The title in its box, what the paper is, and the summary in its box."""
    title = Line(report.title, 18, bold=True, colour=ACCENT, align="center")
    page.grid([[Cell((title,), PALE)]], [page.width_mm], [16])
    page.paragraph("", size=4, after=0)
    pairs = [report.about[at : at + 2] for at in range(0, len(report.about), 2)]
    rows = [[cell for pair in row for cell in pair] + [""] * (4 - 2 * len(row)) for row in pairs]
    if rows:
        label = 22.0
        value = page.width_mm / 2 - label
        marked = [(at, over) for at in range(len(rows)) for over in (0, 2)]
        page.table(
            rows,
            [label, value, label, value],
            header=0,
            bold=marked,
            shading=dict.fromkeys(marked, PALE),
            align=["center", "left", "center", "left"],
            size=9.5,
        )
    page.heading(f"{_HEADING} {words['summary']}", 1)
    lines = tuple(Line(f"{SAID} {line}", 11, hang=_HANG_MM) for line in report.summary)
    page.grid([[Cell(lines)]], [page.width_mm], [16], leading=160)
    page.paragraph("", size=4, after=0)


def _section(page: Document, section: Section, words: Mapping[str, Any], pictures: Pictures) -> None:
    page.heading(f"{_HEADING} {section.title}", 1)
    for line in section.lines:
        is_caution = line.sign == CAUTION
        page.paragraph(
            f"{line.sign} {line.text}",
            indent_mm=6 if line.sign == PART else 2,
            size=9.5 if is_caution else 10.5,
            colour=SOFT if is_caution else "#000000",
            hang_mm=_HANG_MM,
        )
    for each in section.lists:
        page.paragraph(each.note, size=9, colour=SOFT, keep=True)
        scale = page.width_mm / sum(each.widths)
        page.table([each.headings, *each.rows], [width * scale for width in each.widths], size=9)
    for chart in section.charts:
        _chart(page, chart, words, pictures)


def _drawings(chart: Chart, width_mm: float) -> Iterator[tuple[str, float]]:
    """What is drawn of a chart, and how wide: itself, or the grounds of its bars."""
    for svg, _ in picture_with_legend(chart):
        drawn = on_paper(svg)
        yield drawn.svg, drawn.width * width_mm
    for colour in chart.colours:
        for over in range(len(_BARS.get(chart.kind, ()))):
            yield _ground(colour, over)


def _ground(colour: str, over: int) -> tuple[str, float]:
    return block(tint(colour, 0.45 * over)), _BLOCK_MM


def _chart(page: Document, chart: Chart, words: Mapping[str, Any], pictures: Pictures) -> None:
    page.heading(chart.title, 2)
    page.paragraph(chart.caption, size=9, colour=SOFT, keep=True)
    for svg, said in picture_with_legend(chart):
        drawn = on_paper(svg)
        width = drawn.width * page.width_mm
        page.picture(Picture(pictures[drawn.svg, width], width, drawn.height * page.width_mm, said))
    if chart.kind == "days":
        _days(page, chart)
    elif chart.kind in _BARS:
        _bars(page, chart, words, pictures)
    else:
        _table(page, chart, words)
    if chart.note:
        page.paragraph(chart.note, size=9, colour=SOFT, before=2)


def _bars(page: Document, chart: Chart, words: Mapping[str, Any], pictures: Pictures) -> None:
    """The rows with a bar in each, as on the page: a ground of its colour as long as its number asks for."""
    n_numbers = len(chart.headings) - 1
    mark = [words["number"]] if chart.goals else []
    name = _NAME_MM[n_numbers > 2 or bool(chart.goals)]
    bar = page.width_mm - name - _NUMBER_MM * n_numbers - _MARK_MM * len(mark)
    rows: list[list[object]] = [[*mark, chart.headings[0], "", *chart.headings[1:]]]
    for at, (row, parts) in enumerate(zip(chart.rows, lengths(chart), strict=True)):
        drawn = tuple(
            Picture(
                pictures[_ground(chart.colours[at], over)],
                max(_LEAST_MM, (bar - _CELL_SIDES_MM) * part),
                high,
                f"{row[0]} {row[1 + over]}",
            )
            for over, (part, high) in enumerate(zip(parts, _BARS[chart.kind], strict=True))
            if part
        )
        rows.append([*([str(chart.goals[at])] if mark else []), row[0], drawn or "", *row[1:]])
    widths = [*[_MARK_MM] * len(mark), name, bar, *[_NUMBER_MM] * n_numbers]
    align: list[Align] = [*["center"] * len(mark), "left", "left", *["right"] * n_numbers]  # type: ignore[list-item]
    page.table(rows, widths, row_height_mm=5.5, align=align, size=9)


def _table(page: Document, chart: Chart, words: Mapping[str, Any]) -> None:
    n_numbers = len(chart.headings) - 1
    mark = [words["number"]] if chart.goals else []
    number = _MARK_MM if chart.kind == "heat" else min(_NUMBER_MM, (page.width_mm - 70) / n_numbers)
    first = page.width_mm - number * n_numbers - _MARK_MM * len(mark)
    rows = [[*mark, *chart.headings]]
    rows += [[*([str(chart.goals[at])] if mark else []), *row] for at, row in enumerate(chart.rows)]
    shading = {}
    if chart.kind == "heat":
        for at, values in enumerate(chart.values, 1):
            for over, value in enumerate(values, 2):
                if value:
                    # Letters are black in a cell of the grid, so the darkest steps are left out.
                    shading[at, over] = HEAT[min(3, heat(value, chart.most))].light
    align: list[Align] = ["center"] * len(mark) + ["left"] + ["center" if chart.kind == "heat" else "right"] * n_numbers  # type: ignore[assignment]
    widths = [*([_MARK_MM] if mark else []), first, *[number] * n_numbers]
    page.table(rows, widths, row_height_mm=5.5, align=align, size=9, shading=shading)


def _days(page: Document, chart: Chart) -> None:
    """Two halves side by side, so that a window of weeks takes half the height."""
    half = -(-len(chart.rows) // 2)
    blank = [""] * len(chart.headings)
    left, right = chart.rows[:half], chart.rows[half:]
    right = right + [blank] * (half - len(right))
    each: list[Align] = ["left", "right", "right"]
    page.table(
        [[*chart.headings, *chart.headings], *([*one, *other] for one, other in zip(left, right, strict=True))],
        row_height_mm=5.5,
        align=[*each, *each],
        size=9,
    )
