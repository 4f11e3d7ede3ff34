"""``sdgnet compare DATA DATA [DATA …]``: several campaigns' public numbers side by side, as a page and a CSV."""

from collections.abc import Sequence
from pathlib import Path
from string import ascii_uppercase

from flows.sources.public_release import read_public
from flows.telling.words import words
from output.report.compare_page import write_comparison
from transforms.errors.consumers import TooManyComparedError
from transforms.publishing.side_by_side import side_by_side


def run(folders: Sequence[Path], out: Path) -> int:
    """0 when page and CSV are written; raises TooManyComparedError or what read_public does."""
    n, most = len(folders), len(ascii_uppercase)
    if n > most:
        raise TooManyComparedError(n=n, most=most)
    releases = [read_public(path) for path in folders]
    table = side_by_side([each.facts for each in releases])
    # What the last campaign calls a question is what all are told under.
    titles = {topic: title for each in releases for topic, title in each.titles.items()}
    page, rows = write_comparison(table, [each.named for each in releases], out, titles)
    print(words("compare")["done"].format(n=len(releases), page=page, rows=rows))
    return 0
