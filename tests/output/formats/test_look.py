"""Colours that can be read."""

import pytest

from flows.campaigns import bundled, read_campaign
from output.formats.look import ACCENT, INK, LEAST_CONTRAST, PALE, SOFT, contrast, field_tiles, goal_tiles


def test_contrast_is_wcag_s() -> None:
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("campaign", bundled())
def test_every_tile_s_ink_is_read_on_its_colour_and_no_two_fields_look_alike(campaign: str) -> None:
    fields = field_tiles(read_campaign(campaign))
    for tile in (*goal_tiles(), *fields):
        assert contrast(tile.ink, tile.colour) >= LEAST_CONTRAST, tile
    # A band or a number in the field's colour stands on white as well.
    assert all(contrast(tile.colour, "#ffffff") >= LEAST_CONTRAST for tile in fields)
    assert len({tile.colour.lower() for tile in fields}) == len(fields)


def test_text_is_read_on_paper_and_on_headings() -> None:
    for ink in (INK, SOFT, ACCENT):
        assert min(contrast(ink, "#ffffff"), contrast(ink, PALE)) >= LEAST_CONTRAST, ink
