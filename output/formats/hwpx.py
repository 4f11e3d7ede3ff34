"""한글 documents (HWPX): the one module that knows python-hwpx. Same calls, same bytes.

    page = Document("결과보고서", subject="문서요지 한 문장", keywords="결과, SDGs")
    page.heading("1. 개요")
    page.paragraph("2024. 5. 30.(목)", align="right")
    page.table([["연번", "기관"], ["1", "두루모임"]], widths_mm=[15, 80], header=1)
    page.page_break()
    content = page.to_bytes()

Lengths are millimetres, sizes points, colours "#RRGGBB"; all text is data: nothing in it is read as markup.
Fonts are named and not embedded (함초롬돋움 is on every machine with 한글).

python-hwpx makes the package, the page and every format; what refers to them is written by output/formats/hwpx_body.py.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any, Literal, NamedTuple
from uuid import UUID

from output.formats.cells import printable
from output.formats.hwpx_body import BodyCell, packed, paragraph_xml, picture_xml, table_xml, text_xml
from output.formats.look import ACCENT, HANGUL, HANGUL_FONT, PALE, RULE, sizes
from output.formats.measure import Block, height_mm, n_lines, page_ends
from transforms.parse.text import clean

Align = Literal["left", "center", "right", "justify"]
_UNITS_A_MM = 283.465
# Nothing in a file may tell when it was made; this stands where the format demands a date.
_DATE = "2000-01-01T00:00:00Z"
_SIZES = dict(enumerate(sizes(HANGUL)[name] for name in ("title", "section", "part", "text")))
_LEADING, _PADDING_MM, _ABOVE_MM = 1.35, 3.6, 1.2
_HEADING_LEADING, _HEADING_BEFORE, _HEADING_AFTER, _TEXT_LEADING = 1.6, 12.0, 4.0, 1.5
# What a table or a picture takes besides its height.
_AROUND_MM = 2.2
_PORTRAIT, _LANDSCAPE = (210.0, 297.0), (297.0, 210.0)

# Room that a reader leaves above and below together inside a cell of a grid.
_CELL_ENDS_MM = 1.2
_SIDES = ("left", "right", "top", "bottom")


class Line(NamedTuple):
    """A line of a cell: its text, points, weight, ink and place; further lines of it stand ``hang`` mm to the right."""

    text: str
    size: float = 9.5
    bold: bool = False
    colour: str = "#000000"
    align: Align = "left"
    hang: float = 0


class Picture(NamedTuple):
    """A picture (PNG) of a size, and what it shows in words."""

    png: bytes
    width_mm: float
    height_mm: float
    said: str


class Cell(NamedTuple):
    """A cell of a grid: its lines, the colour of its ground ('' for none), the sides that have a rule."""

    lines: tuple[Line | Picture, ...]
    fill: str = ""
    sides: tuple[str, ...] = _SIDES


class Document:
    """An A4 document in the making; ``to_bytes`` gives the file. ``sides_mm`` are the left and right margins where
    they differ. Page numbers stand at the foot where ``numbered`` ("1 / 3" is not
    known to the format, so the number alone).

    ``subject`` is the 문서요지 and ``keywords`` the 키워드 that rules for official documents ask for.
    """

    def __init__(
        self,
        title: str,
        *,
        subject: str = "",
        keywords: str = "",
        creator: str = "",
        landscape: bool = False,
        margin_mm: float = 15,
        sides_mm: float | None = None,
        numbered: bool = True,
    ) -> None:
        self.title, self.subject, self.keywords, self.creator = title, subject, keywords, creator
        self.is_landscape, self.margin = landscape, margin_mm
        self.is_numbered = numbered
        self.sides = margin_mm if sides_mm is None else sides_mm
        self.width_mm = (_LANDSCAPE if landscape else _PORTRAIT)[0] - 2 * self.sides
        # The head and the foot of a page take their room below and above the margins.
        self.edge = 8 if numbered else 0
        self.height_mm = (_LANDSCAPE if landscape else _PORTRAIT)[1] - 2 * (margin_mm + self.edge)
        self._parts: list[tuple[Callable[[_Builder], None], Block]] = []

    def heading(self, text: str, level: int = 1, *, align: Align = "left") -> None:
        """A heading: level 0 is the document's title, 1 to 3 are its sections (also in 한글's outline)."""
        height = height_mm(n_lines(text, self.width_mm, _SIZES[level]), _SIZES[level], _HEADING_LEADING)
        around = (_HEADING_BEFORE if level else 0) + _HEADING_AFTER
        self._put(lambda made: made.heading(text, level, align), height + height_mm(1, around, 1), keep=True)

    def paragraph(
        self,
        text: str,
        *,
        align: Align = "left",
        size: float = 10.5,
        bold: bool = False,
        colour: str = "#000000",
        indent_mm: float = 0,
        before: float = 0,
        after: float = 2,
        keep: bool = False,
        hang_mm: float = 0,
    ) -> None:
        """One paragraph; ``before`` and ``after`` are points of space. A line break in ``text`` starts a new one.
        All lines but the first stand ``hang_mm`` to the right of it.

        Where ``keep`` is set it stays on the page of what follows.
        """
        look = _Look(align, size, bold, colour, indent_mm, before, after, keep, hang_mm)
        for line in text.split("\n"):
            height = height_mm(n_lines(line, self.width_mm - indent_mm, size), size, _TEXT_LEADING)
            make = partial(_Builder.paragraph, text=line, look=look)
            self._put(make, height + height_mm(1, before + after, 1), keep=keep)

    def picture(self, picture: Picture, *, align: Align = "center", keep: bool = True) -> None:
        """A picture on a line of its own; where ``keep`` is set it stays on the page of what follows."""
        self._put(lambda made: made.picture(picture, align, keep), picture.height_mm + _AROUND_MM, keep=keep)

    def table(
        self,
        rows: Sequence[Sequence[object]],
        widths_mm: Sequence[float] | None = None,
        *,
        header: int = 1,
        row_height_mm: float = 7,
        align: Sequence[Align] | None = None,
        size: float = 9.5,
        shading: dict[tuple[int, int], str] | None = None,
        bold: Sequence[tuple[int, int]] = (),
    ) -> None:
        """A table whose first ``header`` rows are shaded and repeated on every page.

        ``widths_mm`` (default: equal) is scaled to the width of the page where it is wider. ``align`` is one a column.
        ``shading`` gives (row, column) a colour and ``bold`` names cells, both counted from 0 with the header.
        A row grows with what stands in it; ``row_height_mm`` is the least. A cell may be a tuple of pictures.
        """
        cells = [[cell if isinstance(cell, tuple) else printable(cell) for cell in row] for row in rows]
        if not cells or not cells[0]:
            return
        widths = list(widths_mm) if widths_mm else [self.width_mm / len(cells[0])] * len(cells[0])
        scale = min(1.0, self.width_mm / sum(widths))
        lines = [
            max(
                n_lines(cell, width * scale - _PADDING_MM, size) if isinstance(cell, str) else 1
                for cell, width in zip(row, widths, strict=True)
            )
            for row in cells
        ]
        heights = [max(row_height_mm, height_mm(n, size, _LEADING) + _ABOVE_MM) for n in lines]
        fills, bolds = dict(shading or {}), frozenset(bold)
        aligns: list[Align] = list(align) if align else ["left"] * len(widths)

        def shown(text: str | tuple[Picture, ...], at: int, over: int) -> Cell:
            if isinstance(text, tuple):
                return Cell(text, fills.get((at, over), ""))
            is_header = at < header
            look = Line("", size, is_header or (at, over) in bolds, align="center" if is_header else aligns[over])
            fill = fills.get((at, over), PALE if is_header else "")
            return Cell(tuple(look._replace(text=line) for line in text.split("\n")), fill)

        grid = _Grid(
            [[shown(text, at, over) for over, text in enumerate(row)] for at, row in enumerate(cells)],
            [round(width * scale * _UNITS_A_MM) for width in widths],
            [round(height * _UNITS_A_MM) for height in heights],
            header,
            130,
        )
        self._parts.append(
            (lambda made: made.grid(grid), Block(sum(heights) + _AROUND_MM, rows=heights, header=header))
        )

    def grid(
        self,
        rows: Sequence[Sequence[Cell]],
        widths_mm: Sequence[float],
        heights_mm: Sequence[float],
        *,
        header: int = 0,
        leading: int = 130,
    ) -> None:
        """A table whose cells each have a look of their own; its first ``header`` rows stand on every page.

        ``heights_mm`` is the least height of each row; a row is as high as its fullest cell asks for. ``leading`` is
        the distance of lines in percent.
        """
        if not rows:
            return
        shown = [[cell._replace(lines=_flat(cell.lines)) for cell in row] for row in rows]
        heights = [
            max(least, *(_asked_mm(cell, width, leading) for cell, width in zip(row, widths_mm, strict=True)))
            for row, least in zip(shown, heights_mm, strict=True)
        ]
        grid = _Grid(
            shown,
            [round(width * _UNITS_A_MM) for width in widths_mm],
            [round(height * _UNITS_A_MM) for height in heights],
            header,
            leading,
        )
        self._parts.append(
            (lambda made: made.grid(grid), Block(sum(heights) + _AROUND_MM, rows=heights, header=header))
        )

    def page_break(self) -> None:
        """What follows starts on a new page."""
        self._parts.append((lambda made: made.break_page(), Block(0, ends=True)))

    def to_bytes(self) -> bytes:
        """The file."""
        with _numbered_ids() as ids:
            made = _Builder(self, ids)
            ends = page_ends([block for _, block in self._parts], self.height_mm)
            for (make, _), is_ended in zip(self._parts, ends, strict=True):
                if is_ended:
                    made.break_page()
                make(made)
            return packed(made.document.to_bytes(), "".join(made.body).encode())

    def _put(self, make: "Callable[[_Builder], None]", height: float, *, keep: bool) -> None:
        self._parts.append((make, Block(height, keep)))


class _Look(tuple[Any, ...]):
    """align, size, bold, colour, indent_mm, before, after, keep, hang_mm of a paragraph."""

    def __new__(cls, *parts: Any) -> "_Look":
        return super().__new__(cls, parts)


class _Grid(NamedTuple):
    cells: list[list[Cell]]
    widths: list[int]
    heights: list[int]
    header: int
    leading: int


class _Builder:
    """Puts the first paragraph and every format into a document of python-hwpx, around the traps that it has, and all
    that follows into ``body``."""

    def __init__(self, of: Document, ids: Iterator[int]) -> None:
        # Loaded where a document is made: it takes as long as our own modules together.
        from hwpx import HwpxDocument

        self.document, self.body, self._ids = HwpxDocument.new(), list[str](), ids
        sides = {"left": of.sides, "right": of.sides, "top": of.margin, "bottom": of.margin}
        self._page_height = round(of.height_mm * _UNITS_A_MM)
        self.document.page.setup(
            paper_size="A4",
            orientation="landscape" if of.is_landscape else "portrait",
            margins_mm={**sides, "header": of.edge, "footer": of.edge},
        )
        if of.is_numbered:
            self.document.page.set_page_number()
        # The template's own metadata names a stranger and a day, and its preview shows nothing of ours.
        self.document.parts.clear_document_metadata()
        self.document.parts.clear_preview()
        self.document.parts.set_document_metadata(
            title=of.title,
            creator=of.creator,
            subject=of.subject,
            keyword=of.keywords,
            created_date=_DATE,
            modified_date=_DATE,
        )
        # Headings are in the outline, and their numbers are in their text.
        for header in self.document.parts.headers:
            for head in header.element.iter():
                if head.tag.endswith("}paraHead"):
                    head.text = ""
            header.mark_dirty()
        # A new document holds one empty paragraph: what comes first goes in there, or the page starts blank.
        self._first = self.document.paragraphs[0]
        self.is_blank, self.is_broken = True, False
        self._formats: dict[tuple[tuple[str, Any], ...], str] = {}
        self._runs: dict[tuple[float, bool, str], str] = {}
        self._grounds: dict[tuple[str, tuple[str, ...]], str] = {}
        self._items: dict[bytes, str] = {}

    def _run(self, size: float, bold: bool, colour: str) -> str:
        at = (size, bold, colour)
        if at not in self._runs:
            self._runs[at] = str(self.document.styles.ensure_run(bold=bold, size=size, color=colour, font=HANGUL_FONT))
        return self._runs[at]

    def _format(self, **wanted: Any) -> str:
        """The id of a paragraph's format. python-hwpx makes one on a paragraph: the first lends itself.

        Of the first they have breakNonLatinWord="BREAK_WORD", which 한글 takes as words that stay whole: to it the two
        names mean the reverse of what KS X 6101 says.
        """
        at = tuple(wanted.items())
        if at not in self._formats:
            was, self._first.para_pr_id_ref = self._first.para_pr_id_ref, "0"
            self.document.styles.apply_paragraph_format(paragraphs=[self._first], **wanted)
            self._formats[at], self._first.para_pr_id_ref = str(self._first.para_pr_id_ref), was
        return self._formats[at]

    def _ground(self, fill: str, sides: tuple[str, ...]) -> str:
        at = (fill, sides)
        if at not in self._grounds:
            self._grounds[at] = str(
                self.document.styles.ensure_border_fill(
                    border_color=RULE, fill_color=fill or None, active_borders=list(sides)
                )
            )
        return self._grounds[at]

    def _put(self, text: str, run: str, **wanted: Any) -> None:
        """A paragraph; after a break it starts the page."""
        breaks = {"page_break_before": True} if self.is_broken else {}
        format_, self.is_broken = self._format(**wanted, **breaks), False
        if self.is_blank:
            self.is_blank = False
            self._first.add_run(text, char_pr_id_ref=run)
            self._first.para_pr_id_ref = format_
        else:
            self.body.append(paragraph_xml(text_xml(text), format_, run, self._ids))

    def heading(self, text: str, level: int, align: Align) -> None:
        outline = {"outline_level": level} if level else {}
        self._put(
            printable(text),
            self._run(_SIZES[level], True, ACCENT),
            alignment=align.upper(),
            spacing_before_pt=_HEADING_BEFORE if level else 0.0,
            spacing_after_pt=_HEADING_AFTER,
            keep_with_next=True,
            **outline,
        )

    def paragraph(self, text: str, look: _Look) -> None:
        align, size, bold, colour, indent, before, after, keep, hang = look
        self._put(
            printable(text),
            self._run(size, bold, colour),
            alignment=align.upper(),
            line_spacing_percent=round(100 * _TEXT_LEADING),
            indent_left_mm=float(indent),
            **({"first_line_indent_mm": -float(hang)} if hang else {}),
            spacing_before_pt=float(before),
            spacing_after_pt=float(after),
            keep_with_next=keep,
        )

    def picture(self, picture: Picture, align: Align, keep: bool) -> None:
        self._start()
        format_ = self._format(alignment=align.upper(), line_spacing_percent=100, keep_with_next=keep)
        self.body.append(paragraph_xml(self._drawn(picture), format_, self._run(1.0, False, "#000000"), self._ids))

    def _drawn(self, picture: Picture) -> str:
        """The picture's place; its data stands in the package once, however often it is shown."""
        item = self._items.get(picture.png)
        if item is None:
            item = self._items[picture.png] = str(self.document.media.add_image(picture.png, "png"))
        size = round(picture.width_mm * _UNITS_A_MM), round(picture.height_mm * _UNITS_A_MM)
        # Where every PNG says how wide and how high it is.
        pixels = int.from_bytes(picture.png[16:20]), int.from_bytes(picture.png[20:24])
        return picture_xml(item, size, pixels, printable(picture.said), self._ids)

    def _start(self) -> None:
        """A table or a picture cannot carry a break itself, nor be the first paragraph: a line that is hardly there."""
        if self.is_broken or self.is_blank:
            self._put(" ", self._run(1.0, False, "#000000"), line_spacing_percent=100)

    def grid(self, grid: _Grid) -> None:
        self._start()
        rows = [
            [
                BodyCell([self._line(line, grid.leading) for line in lines], self._ground(fill, sides))
                for lines, fill, sides in row
            ]
            for row in grid.cells
        ]
        self.body.append(
            table_xml(
                rows,
                grid.widths,
                grid.heights,
                header=grid.header,
                fill=self._ground("", _SIDES),
                page_height=self._page_height,
                ids=self._ids,
            )
        )

    def _line(self, line: Line | Picture, leading: int) -> tuple[str, str, str]:
        if isinstance(line, Picture):
            tight = self._format(alignment="LEFT", line_spacing_percent=100)
            return self._drawn(line), tight, self._run(1.0, False, "#000000")
        letters = self._run(line.size, line.bold, line.colour)
        hang = {"first_line_indent_mm": -line.hang} if line.hang else {}
        wanted = self._format(alignment=line.align.upper(), line_spacing_percent=leading, **hang)
        return text_xml(line.text), wanted, letters

    def break_page(self) -> None:
        self.is_broken = True


def _flat(lines: Sequence[Line | Picture]) -> tuple[Line | Picture, ...]:
    """The lines as one line each, so that a stranger's line break makes no paragraph."""
    return tuple(
        line._replace(text=" ".join(printable(clean(line.text)).split())) if isinstance(line, Line) else line
        for line in lines
    )


def _asked_mm(cell: Cell, width: float, leading: int) -> float:
    room = width - _PADDING_MM
    return _CELL_ENDS_MM + sum(
        height_mm(n_lines(line.text, room, line.size), line.size, leading / 100)
        if isinstance(line, Line)
        else line.height_mm
        for line in cell.lines
    )


@contextmanager
def _numbered_ids() -> Iterator[Iterator[int]]:
    """Ids of paragraphs and objects count up from 1 instead of being random, so that equal documents are equal.

    Yields the numbers to come.
    """
    from hwpx.oxml import _document_primitives

    primitives: Any = _document_primitives
    numbers, was = count(1), primitives.uuid4
    primitives.uuid4 = lambda: UUID(int=next(numbers))
    try:
        yield numbers
    finally:
        primitives.uuid4 = was
