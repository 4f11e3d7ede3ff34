"""How much room a text takes before anything draws it: spreadsheets and 한글 draw a row as high as it is said to be."""

import math
from collections.abc import Sequence

_MM_A_POINT = 0.3528
# Words stay whole where lines break, so lines are not full.
_SLACK = 1.08
# A Latin letter is about half as wide as a Hangul one, which is as wide as it is high.
_NARROW = 0.56
_FIRST_JAMO = 0x1100


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
