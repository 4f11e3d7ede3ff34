"""Colours that can be read."""

import re
from pathlib import Path

import pytest

from flows.campaigns import bundled, read_campaign
from output.formats.look import COLOURS, LEAST_CONTRAST, contrast, field_tiles, goal_tiles, ink_on


def test_contrast_is_wcag_s() -> None:
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("colour", "ink"), [("#00838F", "#ffffff"), ("#1F4E79", "#ffffff"), ("#00A0B0", "#000000"), ("#FCC30B", "#000000")]
)
def test_what_is_small_on_a_dark_colour_is_white(colour: str, ink: str) -> None:
    assert ink_on(colour) == ink and contrast(ink, colour) >= LEAST_CONTRAST


@pytest.mark.parametrize("campaign", bundled())
def test_every_tile_s_ink_is_read_on_its_colour_and_no_two_fields_look_alike(campaign: str) -> None:
    fields = field_tiles(read_campaign(campaign))
    for tile in (*goal_tiles(), *fields):
        assert contrast(tile.ink, tile.colour) >= LEAST_CONTRAST, tile
    # A band or a number in the field's colour stands on white as well.
    assert all(contrast(tile.colour, "#ffffff") >= LEAST_CONTRAST for tile in fields)
    assert len({tile.colour.lower() for tile in fields}) == len(fields)


@pytest.mark.parametrize("tone", ["light", "dark"])
def test_text_is_read_on_paper_and_on_screens_of_either_kind(tone: str) -> None:
    of = {name: getattr(colour, tone) for name, colour in COLOURS.items()}
    grounds = {"warn": ("warn-pale",), "alarm": (), "done": (), "ink": ("asked-pale", "done-pale", "warn-pale")}
    for name in ("ink", "soft", "accent", "warn", "alarm", "done"):
        for ground in ("ground", "pale", *grounds.get(name, ())):
            assert contrast(of[name], of[ground]) >= LEAST_CONTRAST, (tone, name, ground)
    for ground in ("accent", "accent-near", "done"):
        assert contrast(of["on-accent"], of[ground]) >= LEAST_CONTRAST, (tone, ground)
    assert contrast(of["on-bar"], of["bar"]) >= LEAST_CONTRAST, tone
    # WCAG 2.2, 1.4.11: what carries meaning without being text.
    for name in ("rule", "focus", "accent"):
        assert contrast(of[name], of["ground"]) >= 3, (tone, name)


def test_no_colour_is_said_anywhere_else() -> None:
    output = Path(__file__).parents[3] / "output"
    said = [
        (path.name, *found)
        for path in sorted(output.rglob("*"))
        if path.suffix in (".py", ".typ", ".html", ".css") and path.name != "look.py"
        if (found := re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text("utf-8")))
    ]
    # Black and white are no choice.
    assert [each for each in said if set(each[1:]) - {"#000000", "#ffffff"}] == []
