"""Paragraphs and tables of a 한글 document as the XML of its section, as python-hwpx writes them.

Set through python-hwpx, each cell is looked up, laid out and checked again on every call; a document of some hundred
rows takes seconds. The shapes are few, so here they stand as text, and whole documents are checked in the tests.

Every id is a format's in the document's header; sizes are HWPUNIT (1/7200 inch).
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

_SECTION, _SECTION_END = "Contents/section0.xml", b"</hs:sec>"
_ZIP_DATE = (2000, 1, 1, 0, 0, 0)
_PARAGRAPH = (
    '<hp:p id="{}" paraPrIDRef="{}" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0">'
    '<hp:run charPrIDRef="{}">{}</hp:run></hp:p>'
)
_TABLE = (
    '<hp:tbl id="{id}" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" lock="0" '
    'dropcapstyle="None" pageBreak="TABLE" repeatHeader="{repeats}" rowCnt="{n_rows}" colCnt="{n_columns}" '
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


# A 96th of an inch.
_UNITS_A_PIXEL = 75

# What stands between a picture's place and its data, in units of the format; a reader of the screen is told ``said``.
_PICTURE = (
    '<hp:pic id="{id}" zOrder="0" numberingType="PICTURE" textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" lock="0" '
    'dropcapstyle="None" href="" groupLevel="0" instid="{id}" reverse="0"><hp:offset x="0" y="0"/>'
    '<hp:orgSz width="{width}" height="{height}"/><hp:curSz width="{width}" height="{height}"/>'
    '<hp:flip horizontal="0" vertical="0"/>'
    '<hp:rotationInfo angle="0" centerX="{middle}" centerY="{half}" rotateimage="1"/><hp:renderingInfo>'
    '<hc:transMatrix e1="1" e2="0" e3="0" e4="0" e5="1" e6="0"/>'
    '<hc:scaMatrix e1="1" e2="0" e3="0" e4="0" e5="1" e6="0"/>'
    '<hc:rotMatrix e1="1" e2="0" e3="0" e4="0" e5="1" e6="0"/></hp:renderingInfo>'
    '<hp:imgRect><hc:pt0 x="0" y="0"/><hc:pt1 x="{width}" y="0"/><hc:pt2 x="{width}" y="{height}"/>'
    '<hc:pt3 x="0" y="{height}"/></hp:imgRect><hp:imgClip left="0" right="{across}" top="0" bottom="{down}"/>'
    '<hp:inMargin left="0" right="0" top="0" bottom="0"/><hp:imgDim dimwidth="{across}" dimheight="{down}"/>'
    '<hc:img binaryItemIDRef="{item}" bright="0" contrast="0" effect="REAL_PIC" alpha="0"/><hp:effects/>'
    '<hp:sz width="{width}" widthRelTo="ABSOLUTE" height="{height}" heightRelTo="ABSOLUTE" protect="0"/>'
    '<hp:pos treatAsChar="1" affectLSpacing="0" flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" vertRelTo="PARA" '
    'horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
    '<hp:outMargin left="0" right="0" top="0" bottom="0"/><hp:shapeComment>{said}</hp:shapeComment></hp:pic>'
)


class BodyCell(NamedTuple):
    """The lines of a cell as (what stands in it, id of the paragraph's format, id of the letters'); its ground's id."""

    lines: Sequence[tuple[str, str, str]]
    fill: str


def paragraph_xml(content: str, paragraph: str, letters: str, ids: Iterator[int]) -> str:
    """A paragraph of one run; ``content`` is what ``text_xml`` or ``picture_xml`` made."""
    return _PARAGRAPH.format(next(ids), paragraph, letters, content)


def picture_xml(item: str, size: tuple[int, int], pixels: tuple[int, int], said: str, ids: Iterator[int]) -> str:
    """A picture in its line as a letter stands; ``item`` is its data's in the package, ``size`` in the format's units.

    What is kept of it is said in its own ``pixels``: by its size in the document, a reader cuts a piece out of it.
    """
    (width, height), (across, down) = size, (side * _UNITS_A_PIXEL for side in pixels)
    told = {"width": width, "height": height, "middle": width // 2, "half": height // 2, "across": across, "down": down}
    return _PICTURE.format(id=next(ids), item=item, said=escape(said), **told)


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


def text_xml(text: str) -> str:
    """Text as the format has it: it is data, and nothing in it is read as markup."""
    if not text:
        return "<hp:t/>"
    # 한글 knows a tab and a line's end as elements alone.
    marked = escape(text.replace("\r", "")).replace("\t", "<hp:tab/>").replace("\n", "<hp:lineBreak/>")
    return f"<hp:t>{marked}</hp:t>"


def packed(content: bytes, body: bytes) -> bytes:
    """The package ``content`` with ``body`` behind the first paragraph and one fixed date on every member."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, _ZIP_DATE)
            info.compress_type = member.compress_type
            info.external_attr = member.external_attr
            part = old.read(member)
            if member.filename == _SECTION:
                start, end, _ = part.rpartition(_SECTION_END)
                part = start + body + end
            new.writestr(info, part)
    return made.getvalue()
