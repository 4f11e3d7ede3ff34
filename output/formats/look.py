"""One visual language for everything that is printed or shown: colours with an ink that can be read, fonts, sizes.

The colours of goals stand in reference/goals.csv, those of fields in the campaign. No meaning rests on colour alone:
each stands beside its number.
"""

import math
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from transforms.campaign.campaign import Campaign
from transforms.campaign.tables import numbered
from transforms.reference import rows

# Embedded in what is printed; named in spreadsheets and slides; named in 한글 documents.
FONT, OFFICE_FONT, HANGUL_FONT = "NanumGothic", "맑은 고딕", "함초롬돋움"
FURTHER_FONTS = ("Noto Sans", "Noto Sans Thai")


class Colour(NamedTuple):
    """A colour on paper and in the light, and what stands for it on a dark screen."""

    light: str
    dark: str


# What each colour is for. Pages name them as CSS variables (``--soft``); paper has the light ones.
COLOURS: Final[Mapping[str, Colour]] = {
    "ground": Colour("#ffffff", "#14191f"),
    "ink": Colour("#1d2733", "#e6ebf0"),
    # Text of second rank; borders and axes that carry meaning; rules of tables; the lightest rule, between rows.
    "soft": Colour("#5a6672", "#a9b5c1"),
    "rule": Colour("#8a949e", "#76828e"),
    "line": Colour("#aab4be", "#55616d"),
    "hair": Colour("#dfe5ea", "#2f3942"),
    # Ground of headings, boxes and the track behind a bar.
    "pale": Colour("#eef2f6", "#1f272f"),
    # The one accent, what is read on it, its neighbour where a pointer is on it.
    "accent": Colour("#1f4e79", "#8cb8e6"),
    "on-accent": Colour("#ffffff", "#10202f"),
    "accent-near": Colour("#2c6299", "#b3d1f0"),
    # A page's head, and what is read on it.
    "bar": Colour("#1f4e79", "#1b3550"),
    "on-bar": Colour("#ffffff", "#e6ebf0"),
    # To be looked at; not to be passed on, or wrong.
    "warn": Colour("#9a3412", "#f2a884"),
    "warn-pale": Colour("#fdf4ef", "#33221a"),
    "alarm": Colour("#8f1d1d", "#ff9f97"),
    # Done, here; to be filled in by somebody; where the keyboard is.
    "done": Colour("#1f6b3a", "#7fd09b"),
    "done-pale": Colour("#eaf4ec", "#1b3023"),
    "asked": Colour("#f2c94c", "#c79a22"),
    "asked-pale": Colour("#fff6d6", "#3a3115"),
    "focus": Colour("#b35f00", "#ffb454"),
    # A first wish, a second, neither: of seats.
    "second": Colour("#4a84b8", "#5f93c4"),
    "neither": Colour("#c2571a", "#d9773d"),
}
GROUND, INK, SOFT, RULE, LINE, PALE, ACCENT, ALARM, ASKED, ASKED_PALE = (
    COLOURS[name].light
    for name in ("ground", "ink", "soft", "rule", "line", "pale", "accent", "alarm", "asked", "asked-pale")
)
# Steps of a scale, blue to orange; neighbours are told apart by white gaps and by the number on each (UK Analysis
# Function). Several campaigns side by side. Counts in a grid, from few to many, after none.
SCALE: Final = ("#12436d", "#6baed6", "#d9d9d9", "#f6b26b", "#b3400a")
SERIES: Final = ("#1f4e79", "#b3400a", "#2b6e4f", "#6f3f8f", "#7a5b00", "#3d4852")
HEAT: Final = (
    Colour("#ffffff", "#14191f"),
    Colour("#dbe6f0", "#1d3448"),
    Colour("#b3cde3", "#275075"),
    Colour("#7fa9cf", "#3a74a6"),
    Colour("#3d75a8", "#74aadb"),
    Colour("#12436d", "#b9d7f3"),
)
# Sizes as parts of the text's, and the text in points: on screens (15 px), in PDFs, in 한글 documents.
SIZES: Final[Mapping[str, float]] = {
    "title": 1.7,
    "section": 1.25,
    "part": 1.05,
    "text": 1.0,
    "table": 0.92,
    "small": 0.84,
}
_SCREEN_REM, PAPER, HANGUL = 0.9375, 9.5, 10.5
# Text, cells and headings of a workbook, as XlsxWriter's formats.
SHEET_TEXT: Final[Mapping[str, Any]] = {
    "font_name": OFFICE_FONT,
    "font_size": 10,
    "font_color": INK,
    "valign": "vcenter",
}
SHEET_CELL: Final[Mapping[str, Any]] = {**SHEET_TEXT, "border": 1, "border_color": RULE}
SHEET_HEADING: Final[Mapping[str, Any]] = {**SHEET_CELL, "bold": True, "bg_color": PALE, "align": "center"}
# Between parts, between paragraphs, inside of a box: millimetres on paper.
SPACES: Final[Mapping[str, float]] = {"wide": 5.0, "gap": 3.2, "tight": 1.6}
_MM_A_REM = 4.0
# WCAG 2.2, 1.4.3: the least contrast of text.
LEAST_CONTRAST = 4.5


class Tile(NamedTuple):
    """A number with its name on its colour, the ink that is read on it, and the room of a meeting."""

    number: int
    name: str
    colour: str
    ink: str
    room: str = ""

    @property
    def numbered(self) -> str:
        """A meeting's name behind its number, once."""
        return numbered(self.number, self.name)


def goal_tiles(campaign: Campaign | None = None) -> tuple[Tile, ...]:
    """The 17 goals under the campaign's names (None: the plan's), in the colours of the UN."""
    names = campaign.goal_names if campaign else {int(row["goal"]): row["name"] for row in rows("goals")}
    return tuple(Tile(n, names[n], r["colour"], ink_on(r["colour"])) for r in rows("goals") if (n := int(r["goal"])))


def field_tiles(campaign: Campaign) -> tuple[Tile, ...]:
    """The campaign's meetings."""
    return tuple(Tile(f.number, f.name, f.colour, ink_on(f.colour), f.where) for f in campaign.fields)


def for_templates(campaign: Campaign) -> dict[str, Any]:
    """The same language as plain values for a template, with the campaign's goals and meetings."""
    return {
        **on_paper(),
        "goals": {str(tile.number): tile._asdict() for tile in goal_tiles(campaign)},
        "fields": {str(tile.number): tile._asdict() for tile in field_tiles(campaign)},
    }


def on_paper() -> dict[str, Any]:
    """The same language as plain values for a template of no campaign."""
    return {
        # The second and third for names and words of who came from elsewhere; numbers and Hangul are never of these.
        "font": [FONT, *FURTHER_FONTS],
        **{name: colour.light for name, colour in COLOURS.items()},
        "sizes": sizes(PAPER),
        "spaces": SPACES,
    }


def ink_on(colour: str) -> str:
    """White where it is read on ``colour`` (#rrggbb), else black or white, whichever contrasts more: on a teal on which
    black has the greater number by a little small print is read in white.

    >>> ink_on("#FCC30B"), ink_on("#19486A")
    ('#000000', '#ffffff')
    """
    white, black = "#ffffff", "#000000"
    is_read = contrast(white, colour) >= LEAST_CONTRAST
    return white if is_read else max((white, black), key=lambda ink: contrast(ink, colour))


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


def heat(value: float | None, most: float) -> int:
    """The step of HEAT that ``value`` has where ``most`` is the largest: 0 for none.

    >>> heat(None, 9), heat(0, 9), heat(1, 9), heat(9, 9)
    (0, 0, 1, 5)
    """
    steps = len(HEAT) - 1
    return min(steps, math.ceil(steps * value / most)) if value else 0


def shade(value: float | None, most: float) -> tuple[str, str]:
    """The colour of that step on paper, and the ink that is read on it."""
    colour = HEAT[heat(value, most)].light
    return colour, ink_on(colour)


def tint(colour: str, part: float) -> str:
    """``colour`` (#rrggbb) with ``part`` of it white.

    >>> tint("#000000", 0.6)
    '#999999'
    """
    return "#" + "".join(f"{round(255 * part + int(colour[i : i + 2], 16) * (1 - part)):02x}" for i in (1, 3, 5))


def sizes(text: float) -> dict[str, float]:
    """The points of each size where the text has ``text``, to half a point.

    >>> sizes(10.5)["title"], sizes(10.5)["small"]
    (18.0, 9.0)
    """
    return {name: round(2 * part * text) / 2 for name, part in SIZES.items()}


def css() -> str:
    """The same language as CSS variables, for light and for dark screens; paper is always light."""
    return (
        f":root {{ color-scheme: light dark; {_variables('light')}; {_measures()} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables('dark')} }} }}"
    )


def _variables(tone: Literal["light", "dark"]) -> str:
    told = {name: getattr(colour, tone) for name, colour in COLOURS.items()}
    for step, colour in enumerate(HEAT):
        told |= {f"heat-{step}": (ground := getattr(colour, tone)), f"on-heat-{step}": ink_on(ground)}
    return "; ".join(f"--{name}: {value}" for name, value in told.items())


def _measures() -> str:
    told = {f"size-{name}": part * _SCREEN_REM for name, part in SIZES.items()}
    told |= {f"space-{name}": space / _MM_A_REM for name, space in SPACES.items()}
    return "; ".join(f"--{name}: {value:.3g}rem" for name, value in told.items())
