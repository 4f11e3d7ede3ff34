"""What was said on the staff's page, as the sheets that staff would have saved: decisions, and who came."""

from pathlib import Path

from output.formats.labels import labels
from output.store.book import Said, marks_on_page, said_on_page
from transforms.campaign.campaign import Campaign
from transforms.decisions.review_tab import Typed, pages
from transforms.event.attended import WALK_IN
from transforms.reading.pages import SCREEN, Page

_COLUMNS = ("id", "state", "time", "name", "body", "field")


def read_decided(data: Path, campaign: Campaign) -> list[Page]:
    """A sheet for each last word about a matter; its file is when and by whom it was said, so each is a word anew."""
    words = labels("review", campaign)
    return [
        page
        for said in said_on_page(data)
        for page in pages([_cell(said)], file_of(said), words, door=SCREEN, said_at=said.at, said_by=said.who)
    ]


def file_of(said: Said) -> str:
    """What the log of decisions calls the place of ``said``."""
    return str(labels("desk")["review"]["file"]).format(at=f"{said.at:%Y-%m-%d %H:%M:%S}", who=said.who)


def read_marks(data: Path, campaign: Campaign) -> list[Page]:
    """One sheet, a row a person with the moment of the mark; none where nobody was marked."""
    marks, words, said = marks_on_page(data), labels("attendance", campaign), labels("desk")
    if not marks:
        return []
    rows = [[words[name] for name in _COLUMNS]]
    for mark in marks:
        is_walk_in = mark.state == WALK_IN
        state = words["states"][mark.state][0]
        field = "" if mark.field is None else str(mark.field)
        rows.append(
            ["" if is_walk_in else mark.person, state, f"{mark.at:%Y-%m-%d %H:%M:%S}", mark.name, mark.body, field]
        )
    return [Page(said["reception"]["file"], said["screen"]["reception"], rows, marks[-1].at)]


def _cell(said: Said) -> Typed:
    return Typed(said.kind, said.key, said.typed, said.about, labels("desk")["screen"]["review"], 1, 0)
