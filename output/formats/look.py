"""One visual language for everything that is printed or shown: colours with an ink that can be read, fonts, sizes.

The colours of goals stand in reference/goals.csv, those of fields in the campaign. No meaning rests on colour alone:
each stands beside its number.
"""

from typing import Any, NamedTuple

from transforms.campaign.campaign import Campaign
from transforms.reference import rows

FONT = "NanumGothic"
# Text, text of second rank (7:1 and 5:1 on white), rules of tables, ground of headings, the one accent.
INK, SOFT, LINE, PALE, ACCENT = "#1d2733", "#5a6672", "#aab4be", "#eef2f6", "#1f4e79"
# WCAG 2.2, 1.4.3: the least contrast of text.
LEAST_CONTRAST = 4.5


class Tile(NamedTuple):
    """A number with its name on its colour, and the ink that is read on it."""

    number: int
    name: str
    colour: str
    ink: str


_DARKEST = (0x12, 0x43, 0x6D)


def goal_tiles(campaign: Campaign | None = None) -> tuple[Tile, ...]:
    """The 17 goals under the campaign's names (None: the plan's), in the colours of the UN."""
    names = campaign.goal_names if campaign else {int(row["goal"]): row["name"] for row in rows("goals")}
    return tuple(Tile(n, names[n], r["colour"], ink_on(r["colour"])) for r in rows("goals") if (n := int(r["goal"])))


def field_tiles(campaign: Campaign) -> tuple[Tile, ...]:
    """The campaign's meetings."""
    return tuple(Tile(f.number, f.name, f.colour, ink_on(f.colour)) for f in campaign.fields)


def for_templates(campaign: Campaign) -> dict[str, Any]:
    """The same language as plain values for a template."""
    return {
        "font": FONT,
        "ink": INK,
        "soft": SOFT,
        "line": LINE,
        "pale": PALE,
        "accent": ACCENT,
        "goals": {str(tile.number): tile._asdict() for tile in goal_tiles(campaign)},
        "fields": {str(tile.number): tile._asdict() for tile in field_tiles(campaign)},
    }


def ink_on(colour: str) -> str:
    """Black or white, whichever contrasts more with ``colour`` (#rrggbb).

    >>> ink_on("#FCC30B"), ink_on("#19486A")
    ('#000000', '#ffffff')
    """
    return max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast of two colours (#rrggbb), 1 to 21.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def shade(value: float | None, most: float) -> tuple[str, str]:
    """A blue, darker the more of ``most``, white for nothing, and the ink that is read on it."""
    part = 0.12 + 0.88 * value / most if value else 0.0
    colour = "#" + "".join(f"{round(255 + (dark - 255) * part):02x}" for dark in _DARKEST)
    return colour, ink_on(colour)
