"""What officers decided on the staff's page, as the sheets that a review workbook would be."""

from pathlib import Path

from output.formats.labels import labels
from output.store.book import Said, said_on_page
from transforms.decisions.review_tab import Typed, pages
from transforms.reading.pages import Page


def read_page(data: Path) -> list[Page]:
    """A sheet for each last word about a matter; its file is when and by whom it was said, so each is a word anew."""
    return [page for said in said_on_page(data) for page in pages([_cell(said)], file_of(said), labels("review"))]


def file_of(said: Said) -> str:
    """What the log of decisions calls the place of ``said``."""
    return str(labels("desk")["review"]["file"]).format(at=f"{said.at:%Y-%m-%d %H:%M:%S}", who=said.who)


def _cell(said: Said) -> Typed:
    return Typed(said.kind, said.key, said.typed, said.about, labels("desk")["screen"]["review"], 1, 0)
