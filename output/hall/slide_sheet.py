"""A presentation as it is drawn: a grid, one accent; nothing in it tells when it was made."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from output.formats.cells import printable
from output.formats.look import ACCENT, GROUND, INK, LINE, OFFICE_FONT, PALE, SOFT
from output.formats.measure import fitting, height_mm, n_lines

_WIDTH, _HEIGHT = 338.67, 190.5
SIDE, TOP, FOOT = 16.0, 46.0, 176.0
WIDE, HIGH = _WIDTH - 2 * SIDE, FOOT - TOP - 6
GAP = 6.0
_DATE = datetime(2000, 1, 1)
_ZIP_DATE = (2000, 1, 1, 0, 0, 0)
_TITLE_ONLY = 5
# How wide running text of the offices' font is beside what ``ems`` reckons: its letters and its spaces are narrower.
_HANGUL = 0.88
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Box(NamedTuple):
    """A place on a slide, in millimetres."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Any, Any, Any, Any]:
        """The same as a shape takes it."""
        return Mm(self.left), Mm(self.top), Mm(self.width), Mm(self.height)


class Line(NamedTuple):
    """A paragraph: text, points, and how it looks."""

    text: str
    size: float
    colour: str = INK
    bold: bool = False
    space: float = 4


def columns(n: int, wide: float = WIDE, *, first: float = 1.0) -> list[Box]:
    """The body of a slide in ``n`` columns, the first ``first`` times as wide as each other."""
    each = (wide - GAP * (n - 1)) / (n - 1 + first)
    boxes = [Box(SIDE, TOP, each * first, HIGH)]
    for _ in range(n - 1):
        boxes.append(Box(boxes[-1].left + boxes[-1].width + GAP, TOP, each, HIGH))
    return boxes


def size_in(texts: Sequence[str], box: Box, sizes: Sequence[float], space: float) -> float:
    """The first of ``sizes`` in which paragraphs ``space`` points apart stand in ``box``; the last where none does."""
    return next((size for size in sizes if _high(texts, box, size, space) <= box.height), sizes[-1])


def spread(texts: Sequence[str], box: Box, sizes: Sequence[float], least: float, most: float) -> tuple[float, float]:
    """The size of ``size_in`` and how far apart paragraphs then stand so that they fill ``box``, at most ``most``."""
    size = size_in(texts, box, sizes, least)
    left = (box.height - _high(texts, box, size, least)) / (len(texts) * height_mm(1, 1, 1))
    return size, min(most, max(least, least + left))


def _high(texts: Sequence[str], box: Box, size: float, space: float) -> float:
    lines = sum(n_lines(text, box.width / _HANGUL, size) for text in texts)
    return height_mm(lines, size) + len(texts) * height_mm(1, space, 1)


class Show:
    """A presentation of one council; each slide has a title that says what it shows."""

    def __init__(self, title: str, subject: str, keywords: str, author: str) -> None:
        self.show = Presentation()
        self.show.slide_width, self.show.slide_height = Mm(_WIDTH), Mm(_HEIGHT)
        about = self.show.core_properties
        about.title, about.author, about.subject = title, author, subject
        about.keywords, about.language, about.last_modified_by = keywords, "ko-KR", author
        about.created = about.modified = about.last_printed = _DATE
        about.revision = 1

    def cover(self, title: str, lines: Sequence[Line], strip: Sequence[str]) -> Any:
        """The first slide, on the accent: ``lines`` below its title, a ``strip`` of colours along its foot."""
        slide = self._slide(title, Box(SIDE, 46, WIDE, 52), GROUND, (44, 40, 36, 32), MSO_ANCHOR.BOTTOM)
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = rgb(ACCENT)
        for at, colour in enumerate(strip):
            self.bar(slide, Box(at * _WIDTH / len(strip), _HEIGHT - 9, _WIDTH / len(strip), 9), colour)
        self.bar(slide, Box(SIDE, 104, 40, 1.6), GROUND)
        self.text(slide, Box(SIDE, 110, WIDE, 62), lines)
        return slide

    def page(self, title: str, caption: str) -> Any:
        """A slide with its finding as title and what the numbers are of below it."""
        slide = self._slide(title, Box(SIDE, 13, WIDE, 22), INK, (28, 26, 24, 22), MSO_ANCHOR.MIDDLE)
        self.bar(slide, Box(SIDE, 10, 18, 1.8), ACCENT)
        self.text(slide, Box(SIDE, 36.5, WIDE, 8), [Line(caption, 12, SOFT)])
        return slide

    def foot(self, source: str, page: str) -> None:
        """Every slide but the first tells where its numbers are from, and which it is of how many."""
        slides = list(self.show.slides)
        for at, slide in enumerate(slides[1:], 2):
            self.bar(slide, Box(SIDE, FOOT, WIDE, 0.25), LINE)
            self.text(slide, Box(SIDE, FOOT + 1.5, WIDE - 30, 8), [Line(source, 10, SOFT)])
            place, told = Box(SIDE + WIDE - 30, FOOT + 1.5, 30, 8), page.format(page=at, pages=len(slides))
            number = self.text(slide, place, [Line(told, 10, SOFT)])
            number.paragraphs[0].alignment = PP_ALIGN.RIGHT

    def text(self, slide: Any, box: Box, lines: Sequence[Line]) -> Any:
        """The frame of a new text box."""
        frame = slide.shapes.add_textbox(*box.emu).text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        write(frame, lines)
        return frame

    def bar(self, slide: Any, box: Box, colour: str) -> Any:
        """A rectangle of one colour, without a line."""
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.emu)
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(colour)
        shape.line.fill.background()
        # The theme's own look of a shape has a shadow.
        shape._element.remove(shape._element.find(qn("p:style")))
        return shape

    def panel(self, slide: Any, box: Box, big: tuple[str, str] | None, lines: Sequence[str]) -> None:
        """What to remember of a slide: a large number with what it is, and some lines."""
        shape = self.bar(slide, box, PALE)
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = Mm(7)
        frame.margin_top = frame.margin_bottom = Mm(6)
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        # Bold figures of another program's letters are this much wider, and a large number on two lines is none.
        number = fitting(big[0], (box.width - 14) / 1.4, (54, 44, 36, 28, 22)) if big else 0.0
        made = [Line(big[0], number, ACCENT, True, 0), Line(big[1], 16, SOFT, space=14)] if big else []
        room = Box(0, 0, box.width - 14, box.height - 14 - (32 if big else 0))
        size = size_in(lines, room, (18, 17, 16, 15, 14, 13, 12), 10)
        write(frame, [*made, *(Line(line, size, INK, space=10) for line in lines)])

    def cells(
        self,
        slide: Any,
        box: Box,
        rows: Sequence[Sequence[Sequence[Line]]],
        shares: Sequence[float],
        fills: Sequence[Sequence[str]],
        *,
        centred: bool = False,
    ) -> Any:
        """A table: each cell its lines on its fill, columns as wide as their ``shares`` of the whole; ``centred``: all
        but the first."""
        frame = slide.shapes.add_table(len(rows), len(shares), *box.emu)
        table = frame.table
        for at, share in enumerate(shares):
            table.columns[at].width = Emu(int(Mm(box.width) * share / sum(shares)))
        for at, row in enumerate(rows):
            table.rows[at].height = Emu(int(Mm(box.height) / len(rows)))
            for over, lines in enumerate(row):
                cell = table.cell(at, over)
                cell.fill.solid()
                cell.fill.fore_color.rgb = rgb(fills[at][over])
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                cell.margin_left = cell.margin_right = Mm(1.5 if centred and over else 4)
                cell.margin_top = cell.margin_bottom = Mm(0.6)
                write(cell.text_frame, lines, centred=centred and over > 0)
        return frame

    def notes(self, slide: Any, text: str) -> None:
        """What the speaker says."""
        slide.notes_slide.notes_text_frame.text = printable(text)

    def to_bytes(self) -> bytes:
        """The file, the same for the same slides."""
        made = io.BytesIO()
        self.show.save(made)
        return _undated(made.getvalue())

    def _slide(self, title: str, box: Box, colour: str, sizes: Sequence[float], anchor: Any) -> Any:
        slide = self.show.slides.add_slide(self.show.slide_layouts[_TITLE_ONLY])
        place = slide.shapes.title
        place.left, place.top, place.width, place.height = box.emu
        frame = place.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = anchor
        # A title that needs two lines is smaller.
        write(frame, [Line(title, fitting(title, box.width * 1.06, sizes), colour, True, 0)])
        return slide


def write(frame: Any, lines: Sequence[Line], *, centred: bool = False) -> None:
    """``frame`` holds a paragraph for each of ``lines``."""
    frame.word_wrap = True
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(line.space)
        paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = printable(line.text)
        typeset(run.font, line.size, bold=line.bold, colour=line.colour)


def typeset(font: Any, size: float, *, bold: bool = False, colour: str = INK) -> None:
    """``font`` is the office's, Korean, in points and a colour."""
    font.size, font.bold, font.name = Pt(size), bold, OFFICE_FONT
    font.color.rgb = rgb(colour)
    about = font._element
    about.set("lang", "ko-KR")
    about.set("altLang", "en-US")
    for found in about.findall(qn("a:ea")):
        about.remove(found)
    east = etree.SubElement(about, qn("a:ea"))
    east.set("typeface", OFFICE_FONT)
    latin = about.find(qn("a:latin"))
    if latin is not None:
        latin.addnext(east)


def rgb(colour: str) -> Any:
    """``#rrggbb`` as python-pptx takes it."""
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
