"""Paragraphs and tables of a 한글 document as the XML of its section, as python-hwpx writes them.

Set through python-hwpx, each cell is looked up, laid out and checked again on every call; a document of some hundred
rows takes seconds. The shapes are few, so here they stand as text, and whole documents are checked in the tests.

Every id is a format's in the document's header; sizes are HWPUNIT (1/7200 inch).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

_PARAGRAPH = (
    '<hp:p id="{}" paraPrIDRef="{}" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0">'
    '<hp:run charPrIDRef="{}">{}</hp:run></hp:p>'
)
_TABLE = (
    '<hp:tbl id="{id}" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" lock="0" '
    'dropcapstyle="None" pageBreak="CELL" repeatHeader="{repeats}" rowCnt="{n_rows}" colCnt="{n_columns}" '
    'cellSpacing="0" borderFillIDRef="{fill}" noAdjust="0">'
    '<hp:sz width="{width}" widthRelTo="ABSOLUTE" height="{height}" heightRelTo="ABSOLUTE" protect="0"/>'
    '<hp:pos treatAsChar="{is_letter}" affectLSpacing="0" flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" '
    'vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
    '<hp:outMargin left="0" right="0" top="0" bottom="0"/>'
    '<hp:inMargin left="510" right="510" top="141" bottom="141"/>'
    "{rows}</hp:tbl>"
)
_CELL = (
    '<hp:tc name="" header="{}" hasMargin="0" protect="0" editable="0" dirty="0" borderFillIDRef="{}">'
    '<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" '
    'linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">{}</hp:subList>'
    '<hp:cellAddr colAddr="{}" rowAddr="{}"/><hp:cellSpan colSpan="1" rowSpan="1"/>'
    '<hp:cellSz width="{}" height="{}"/><hp:cellMargin left="510" right="510" top="141" bottom="141"/></hp:tc>'
)


class BodyCell(NamedTuple):
    """The lines of a cell as (text, id of the paragraph's format, id of the letters' format); the id of its ground."""

    lines: Sequence[tuple[str, str, str]]
    fill: str


def paragraph_xml(text: str, paragraph: str, letters: str, ids: Iterator[int]) -> str:
    """A paragraph of one run; ``text`` is data."""
    return _PARAGRAPH.format(next(ids), paragraph, letters, _text(text))


def table_xml(
    rows: Sequence[Sequence[BodyCell]],
    widths: Sequence[int],
    heights: Sequence[int],
    *,
    header: int,
    fill: str,
    page_height: int,
    ids: Iterator[int],
) -> str:
    """A table in a paragraph of its own; its first ``header`` rows stand on every page that it reaches.

    ``page_height`` is what a page holds. A table that is higher flows over pages, which one that stands in its line
    as a letter does never.
    """
    paragraph, table = next(ids), next(ids)
    lines = "".join(
        "<hp:tr>"
        + "".join(
            _CELL.format(
                int(at < header),
                cell.fill,
                "".join([paragraph_xml(*line, ids) for line in cell.lines]),
                over,
                at,
                width,
                height,
            )
            for over, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + "</hp:tr>"
        for at, (row, height) in enumerate(zip(rows, heights, strict=True))
    )
    made = _TABLE.format(
        id=table,
        repeats=int(header > 0),
        n_rows=len(rows),
        n_columns=len(widths),
        fill=fill,
        width=sum(widths),
        height=sum(heights),
        is_letter=int(sum(heights) <= page_height),
        rows=lines,
    )
    return _PARAGRAPH.format(paragraph, "0", "0", made)


def _text(text: str) -> str:
    if not text:
        return "<hp:t/>"
    # 한글 knows a tab and a line's end as elements alone.
    marked = escape(text.replace("\r", "")).replace("\t", "<hp:tab/>").replace("\n", "<hp:lineBreak/>")
    return f"<hp:t>{marked}</hp:t>"
