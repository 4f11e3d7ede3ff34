"""Several tabs, or files, that took the responses of one campaign, read as one table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.parse.text import key
from transforms.reading.headings import ORIGIN_TITLE, match_headings
from transforms.reference import texts


@dataclass(frozen=True, eq=False)
class Part:
    """One tab: its name, its headings (``n_above`` rows above them), and the rows below as text, columns by position.

    ``told`` are sentences about how it was read.
    """

    name: str
    headings: tuple[str, ...]
    cells: pd.DataFrame
    n_above: int = 0
    told: tuple[str, ...] = ()


def joined(parts: Sequence[Part], campaign: Campaign | None, source: str) -> Part:
    """The rows of all ``parts`` one below the other, each question once, in whatever order a part asks them.

    What a part does not ask is blank there. The last column says of every row which part's it is, and the row in it.
    With ``campaign`` a question that a part words otherwise is known as in any sheet; raises what match_headings does
    of a part that lacks what is required, naming the part.
    """
    order, titles, tables, told = list[str](), dict[str, str](), list[pd.DataFrame](), list[str]()
    for part in parts:
        columns, said = _questions(part, campaign, source) if campaign else ({}, [])
        names = list(_numbered([columns.get(at, key(heading)) for at, heading in enumerate(part.headings)]))
        for at, name in enumerate(names):
            if name not in titles:
                order.insert(order.index(names[at - 1]) + 1 if at else 0, name)
                titles[name] = part.headings[at]
        table = part.cells.set_axis(names, axis=1)
        rows = part.cells.index + part.n_above + 2
        tables.append(table.assign(**{ORIGIN_TITLE: [f"{part.name} {row}" for row in rows]}))
        told += [*said, *part.told]
    cells = pd.concat(tables, ignore_index=True)[[*order, ORIGIN_TITLE]].fillna("").astype("str")
    counted = " · ".join(f"{part.name} {len(part.cells)}" for part in parts)
    told.insert(0, texts("messages")["notice"]["tabs_joined"].format(tabs=counted))
    headings = (*(titles[name] for name in order), ORIGIN_TITLE)
    return Part("", headings, cells.set_axis(range(len(headings)), axis=1), 0, tuple(told))


def alike(headings: Mapping[str, Sequence[str]]) -> list[str]:
    """Of tabs by name with their headings, in order, the widest and those that share half of its headings or more."""
    keys = {name: {key(each) for each in row} - {""} for name, row in headings.items()}
    widest = max(keys.values(), key=len, default=set())
    return [name for name, each in keys.items() if len(each & widest) * 2 >= len(widest)]


def _questions(part: Part, campaign: Campaign, source: str) -> tuple[dict[int, str], list[str]]:
    """The columns of the part that hold a question, by position, and a sentence about each that is worded otherwise."""
    found = match_headings(part.headings, part.cells, campaign, f"{source}#{part.name}")
    said = texts("messages")["notice"]["question_reworded"]
    columns = {at: column for column, at in found.positions.items()}
    columns |= {at: f"{column}\t{n}" for column, more in found.further.items() for n, at in enumerate(more, 2)}
    return columns, [f"{part.name}: {said.format(heading=heading)}" for _, heading in found.reworded]


def _numbered(names: Sequence[str]) -> Iterator[str]:
    """Each name, those that come again with a number behind."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}\t{seen[name]}"
