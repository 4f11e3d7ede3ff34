"""Charts as SVG, drawn once: a page holds them as they are, a PDF as vectors, a 한글 document as pictures of them.

Colours are the CSS variables of ``look``; ``on_paper`` puts the light ones in their places. Where letters must keep
their size on a narrow screen, places are in proportion to the width (percent).
"""

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from output.formats.look import COLOURS, FONT, FURTHER_FONTS, Tile, ink_on
from output.formats.measure import ems

# The width of paper, that of what has one of its own, and the least that a screen gives.
_PAPER, _WIDE, _NARROW = 800, 640, 320
_LETTERS, _LEAST = 13, 7.5
_HIGH, _HEAD, _FOOT = 130, 22, 24
_BAR, _ROW = 22, 52
# The part of a column's place that is left free on each side of it.
_GAP = 0.14
# The network: goals on the left, fields on the right.
_STEP, _FIELD_STEP, _LEFT, _RIGHT = 20, 36, 214, 454
_TOO_MANY = 24
_FAMILY = ", ".join((FONT, *FURTHER_FONTS))
_NAMESPACE = "http://www.w3.org/2000/svg"
_FIXED = ' viewBox="0 0 '


class Drawn(NamedTuple):
    """A chart for paper: its SVG, its width and its height as parts of the width of the text."""

    svg: str
    width: float
    height: float


class Part(NamedTuple):
    """A piece of a bar: how much, what is told of it, its colour."""

    value: float
    told: str
    colour: str


def columns(values: Sequence[float | None], told: Sequence[str], labels: Sequence[str], said: str) -> str:
    """A column for each value, its number (``told``) on it and its label under it, '' for none."""
    most, step = max([1.0, *(value or 0 for value in values)]), 100 / max(1, len(values))
    floor = _HEAD + _HIGH
    marks = [f'<line x1="0" y1="{floor}" x2="100%" y2="{floor}" stroke="var(--rule)"/>']
    shown = [at for at, label in enumerate(labels) if label]
    for at, (value, number, label) in enumerate(zip(values, told, labels, strict=True)):
        height = round(_HIGH * (value or 0) / most, 1)
        x, wide = _percent((at + _GAP) * step), _percent((1 - 2 * _GAP) * step)
        marks.append(f'<rect x="{x}" y="{floor - height:g}" width="{wide}" height="{height:g}" fill="var(--accent)"/>')
        if value and (len(values) <= _TOO_MANY or label or value == most):
            place, anchor = _inside(at, len(values), number)
            marks.append(_text(place, floor - height - 5, number, "var(--ink)", anchor))
        if label:
            # A narrow screen has room for every other label.
            mark = ' class="spare"' if shown.index(at) % 2 else ""
            place, anchor = _inside(at, len(values), label)
            marks.append(_text(place, floor + 17, label, "var(--soft)", anchor, more=mark))
    return _svg(marks, floor + _FOOT, said)


def stacks(rows: Sequence[tuple[str, str, Sequence[Part]]], said: str) -> str:
    """A bar for each of ``rows`` (name, what stands at its end, its parts), all as long, parts side by side."""
    marks = []
    for at, (name, end, parts) in enumerate(rows):
        top, total, so_far = at * _ROW, sum(part.value for part in parts) or 1, 0.0
        marks.append(_text("0", top + 15, name, "var(--ink)", "start", bold=True))
        marks.append(_text("100%", top + 15, end, "var(--soft)", "end"))
        for part in parts:
            share = 100 * part.value / total
            middle = _percent(so_far + share / 2)
            # Neighbours are told apart by a gap.
            marks.append(
                f'<rect x="{_percent(so_far)}" y="{top + 21}" width="{_percent(max(0.2, share - 0.4))}" '
                f'height="{_BAR}" fill="{part.colour}"/>'
            )
            if ems(part.told) * _LETTERS + 2 <= share / 100 * _NARROW:
                marks.append(_text(middle, top + 21 + _BAR / 2 + 4.5, part.told, ink_on(part.colour)))
            so_far += share
    return _svg(marks, len(rows) * _ROW - 6, said)


def network(left: Sequence[Tile], right: Sequence[Tile], values: Sequence[Sequence[float | None]], said: str) -> str:
    """Lines from each tile on the left to each on the right, as thick as ``values`` (a row each of ``left``)."""
    most = max([1.0, *(value or 0 for row in values for value in row)])
    height = max(len(left) * _STEP, len(right) * _FIELD_STEP) + 4
    ys, ends = ([round(2 + (at + 0.5) * (height - 4) / n, 1) for at in range(n)] for n in (len(left), len(right)))
    middle = (_LEFT + _RIGHT) / 2
    links = [
        (round(1 + 9 * value / most, 1), ys[row], ends[at], right[at].colour)
        for row, line in enumerate(values)
        for at, value in enumerate(line)
        if value
    ]
    marks = [
        f'<path d="M{_LEFT} {y}C{middle:g} {y} {middle:g} {end} {_RIGHT} {end}" fill="none" stroke="{colour}" '
        f'stroke-width="{wide}" stroke-opacity=".5"/>'
        for wide, y, end, colour in sorted(links, key=lambda link: -link[0])
    ]
    for tile, y in zip(left, ys, strict=True):
        size = _fitting([tile.name], _LEFT - 40)
        marks.append(_text(f"{_LEFT - 38}", y + 4.5, tile.name, "var(--ink)", "end", more=size))
        marks.append(f'<rect x="{_LEFT - 32}" y="{y - 9}" width="30" height="18" rx="3" fill="{tile.colour}"/>')
        marks.append(_text(f"{_LEFT - 17}", y + 4.5, str(tile.number), tile.ink, bold=True))
    for tile, y in zip(right, ends, strict=True):
        marks.append(f'<circle cx="{_RIGHT + 13}" cy="{y}" r="13" fill="{tile.colour}"/>')
        marks.append(_text(f"{_RIGHT + 13}", y + 4.5, str(tile.number), tile.ink, bold=True))
        room = _WIDE - _RIGHT - 34
        lines = _two_lines(tile.name, room / _LETTERS)
        size = _fitting(lines, room)
        for at, line in enumerate(lines):
            marks.append(
                _text(
                    f"{_RIGHT + 32}", y + 4.5 + (at - (len(lines) - 1) / 2) * 16, line, "var(--ink)", "start", more=size
                )
            )
    return _svg(marks, height, said, fixed=True)


def block(colour: str) -> str:
    """A ground of one colour: a bar, once it is stretched."""
    return f'<svg xmlns="{_NAMESPACE}" width="8" height="8"><rect width="8" height="8" fill="{colour}"/></svg>'


def legend(names: Sequence[str], colours: Sequence[str]) -> str:
    """What each colour means, in lines, for where a page's own legend does not stand."""
    marks, x, y = [], 0.0, 0
    for name, colour in zip(names, colours, strict=True):
        wide = 36 + ems(name) * _LETTERS
        if x and x + wide > _PAPER:
            x, y = 0.0, y + 20
        marks.append(f'<rect x="{x:g}" y="{y + 3}" width="12" height="12" fill="{colour}" stroke="var(--soft)"/>')
        marks.append(_text(f"{x + 17:g}", y + 14, name, "var(--soft)", "start"))
        x += wide
    return _svg(marks, y + 20, "")


def on_paper(svg: str) -> Drawn:
    """``svg`` for a document: of a width, in the colours of paper and the documents' letters."""
    wide = _WIDE if _FIXED in svg else _PAPER
    height = float(svg.split(' height="', 1)[1].split('"', 1)[0])
    sized = svg.replace('width="100%"', f'xmlns="{_NAMESPACE}" width="{wide}" font-family="{_FAMILY}"', 1)
    inked = re.sub(r"var\(--([a-z-]+)\)", lambda name: COLOURS[name[1]].light, sized)
    return Drawn(inked, wide / _PAPER, height / _PAPER)


def _svg(marks: Sequence[str], height: float, said: str, *, fixed: bool = False) -> str:
    box = f'{_FIXED}{_WIDE} {height:g}"' if fixed else ""
    return (
        f'<svg width="100%" height="{height:g}"{box} font-size="{_LETTERS}" '
        f'role="img" aria-label={quoteattr(said)}>{"".join(marks)}</svg>'
    )


def _text(
    x: str, y: float, text: str, colour: str, anchor: str = "middle", *, bold: bool = False, more: str = ""
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x}" y="{y:g}" text-anchor="{anchor}" fill="{colour}"{weight}{more}>{escape(text)}</text>'


def _percent(value: float) -> str:
    return f"{round(value, 2):g}%"


def _inside(at: int, n: int, text: str) -> tuple[str, str]:
    """Where a text stands over or under column ``at`` of ``n`` so that none of it is outside of the picture.

    In its middle, or from the edge of it that is nearer to the picture's.
    """
    half, step = ems(text) * _LETTERS / 2, 100 / n
    middle = (at + 0.5) * step
    if half > middle / 100 * _NARROW:
        return _percent((at + _GAP) * step), "start"
    if half > (100 - middle) / 100 * _NARROW:
        return _percent((at + 1 - _GAP) * step), "end"
    return _percent(middle), "middle"


def _fitting(lines: Sequence[str], room: float) -> str:
    """A size in which the longest of ``lines`` stands in ``room``; '' where it does."""
    widest = max(ems(line) for line in lines) * _LETTERS
    return f' font-size="{max(_LEAST, _LETTERS * room / widest):.3g}"' if widest > room else ""


def _two_lines(name: str, room: float) -> list[str]:
    """A name broken at the space nearest to its middle where it is wider than ``room`` (ems)."""
    spaces = [at for at, letter in enumerate(name) if letter == " "]
    if ems(name) <= room or not spaces:
        return [name]
    middle = min(spaces, key=lambda at: abs(at - len(name) / 2))
    return [name[:middle], name[middle + 1 :]]
