"""The page about the seating says of its seats what is true of them."""

import pandas as pd
import pytest

from output.event.placement_page import write_placement_page
from output.formats.labels import labels
from tests.transforms.event.seating import NO_AFFINITY, NO_PINS, campaign, people, wishes
from transforms.event.placement import changes, place_people


@pytest.mark.parametrize("order, note", [("fit", "meetings_note"), ("applied", "applied_note")])
def test_only_seats_by_fit_are_called_the_best_there_are(order, note, tmp_path):
    settings = campaign(order=order)
    asked = wishes([(1, 2), (2, 1)])
    asked["submitted_at"] = pd.to_datetime(["2026-09-01T09:00+09:00", "2026-09-02T09:00+09:00"])
    placed = place_people(people([1, 1]), asked, NO_AFFINITY, NO_PINS, settings)
    write_placement_page(placed, changes(placed.seats, None), settings, 1, tmp_path / "page.html")
    words, page = labels("placement", settings), (tmp_path / "page.html").read_text("utf-8")
    assert [name for name in ("meetings_note", "applied_note", "supplement_note") if words[name] in page] == [note]
