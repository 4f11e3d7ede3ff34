"""How much room a text takes before anything draws it: spreadsheets and 한글 draw a row as high as it is said to be."""

import math
from collections.abc import Sequence
from typing import NamedTuple

_MM_A_POINT = 0.3528
# Words stay whole where lines break, so lines are not full.
_SLACK = 1.08
# A Latin letter is about half as wide as a Hangul one, which is as wide as it is high.
_NARROW = 0.56
_FIRST_JAMO = 0x1100
# How wrong the heights that are guessed on a page may be together.
_DOUBT_MM = 2.0


class Block(NamedTuple):
    """A part of a document: how high it is (mm), whether it stays with what follows, whether it ends the page.

    ``rows`` are the heights of a table's, of which the first ``header`` stand on every page that it reaches.
    """

    height: float
    keep: bool = False
    ends: bool = False
    rows: Sequence[float] = ()
    header: int = 0


def ems(text: str) -> float:
    """The width of a line in its own size.

    >>> ems("가나 A")
    3.12
    """
    return sum(1.0 if ord(letter) >= _FIRST_JAMO else _NARROW for letter in text)


def n_lines(text: str, width_mm: float, size: float) -> int:
    """Lines that ``text``, ``size`` points high, takes in ``width_mm``; an empty one is a line too."""
    most = max(1.0, width_mm / (size * _MM_A_POINT))
    wide = [ems(line) for line in text.split("\n")]
    return sum(1 if each <= most else math.ceil(each * _SLACK / most) for each in wide)


def fitting(text: str, width_mm: float, sizes: Sequence[float]) -> float:
    """The first of ``sizes`` in which ``text`` stands on one line of ``width_mm``; the last where none does."""
    widest = max(ems(line) for line in text.split("\n")) * _MM_A_POINT
    return next((size for size in sizes if widest * size <= width_mm), sizes[-1])


def height_mm(lines: int, size: float, leading: float = 1.3) -> float:
    """The height of ``lines`` of ``size`` points."""
    return lines * size * leading * _MM_A_POINT


def page_ends(blocks: Sequence[Block], page_mm: float) -> list[bool]:
    """Before which blocks a page has to end, so that what is kept together stands on one.

    한글 sees to it by itself, other readers of its documents do not. A wrong guess leaves some lines of a page empty.

    >>> page_ends([Block(200), Block(10, keep=True), Block(60), Block(5)], 250)
    [False, True, False, False]
    """
    ended, used = [], 0.0
    for at, block in enumerate(blocks):
        is_first = block.keep and not (at and blocks[at - 1].keep)
        last = next((n for n in range(at, len(blocks)) if not blocks[n].keep), len(blocks) - 1)
        together = sum(each.height for each in blocks[at:last]) + _least(blocks[last], page_mm)
        ended.append(is_first and used > 0 and used + together > page_mm - _DOUBT_MM and together <= page_mm)
        used = 0.0 if block.ends else _after(block, 0.0 if ended[-1] else used, page_mm)
    return ended


def _least(block: Block, page_mm: float) -> float:
    """What of a block has to stand below its heading: all of it, or the first rows of a table of several pages."""
    return block.height if block.height <= page_mm else sum(block.rows[: block.header + 1])


def _after(block: Block, used: float, page_mm: float) -> float:
    """How much of the page is used behind ``block``."""
    if block.height <= page_mm:
        # What does not fit goes to the next page whole, as a letter does.
        return block.height + (used if used + block.height <= page_mm else 0.0)
    for row in block.rows:
        used = used + row if used + row <= page_mm else sum(block.rows[: block.header]) + row
    return used if block.rows else (used + block.height) % page_mm
