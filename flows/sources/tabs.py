"""Which tab of a spreadsheet holds the responses: the one whose headings are the campaign's questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from transforms.campaign.campaign import Campaign
from transforms.errors.sheet import SheetImportUnfinishedError
from transforms.parse.text import clean
from transforms.reading.headings import heading_row
from transforms.reference import texts


@dataclass(frozen=True, eq=False)
class Candidate:
    """One tab: its first rows as text, how many it has (as far as was looked), and whether it is hidden."""

    name: str
    head: Sequence[Sequence[str]]
    n_rows: int
    is_hidden: bool = False


def fitting(candidates: Sequence[Candidate], campaign: Campaign) -> list[tuple[Candidate, int]]:
    """The tabs that hold the campaign's responses, each with how many rows stand above its headings.

    A hidden tab is no rival of a visible one, and a tab that holds headings alone none of one with responses.
    """
    rows = [(each, *heading_row(each.head, campaign)) for each in candidates]
    named = [(each, at) for each, at, n_known in rows if n_known * 2 >= len(campaign.questions)]
    ranks = [(each.n_rows > at + 1, not each.is_hidden) for each, at in named]
    best = max(ranks, default=None)
    return [pair for pair, rank in zip(named, ranks, strict=True) if rank == best]


def refuse_unfinished(candidates: Sequence[Candidate]) -> None:
    """Nothing, unless a row of a visible tab is what a spreadsheet shows while, or because, it cannot fetch its cells.

    Raises SheetImportUnfinishedError.
    """
    words = texts("sheets")["unfinished"]
    for each in candidates:
        rows = ([clean(cell) for cell in row if clean(cell)] for row in each.head if not each.is_hidden)
        for filled in rows:
            if filled and all(cell.casefold().rstrip(".… ") in words for cell in filled):
                raise SheetImportUnfinishedError(tab=each.name, shown=filled[0])
