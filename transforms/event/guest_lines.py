"""The lines of a guest list as they are meant: merged cells and 〃 say what stands above, sums and closings nobody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.event_settings import GUEST_COLUMNS, GuestList
from transforms.parse.choices import Options, choice
from transforms.parse.text import answer_words, clean, folded, key, spelling
from transforms.reading.answered import closes, is_sum
from transforms.reading.headings import column_letters
from transforms.reading.pages import Page, headings_in
from transforms.reference import rows

UNREAD, SHARED, FOOTER = "guest_heading_unknown", "guest_cell_shared", "guest_footer"
AWAY, UNKNOWN = "guest_not_coming", "guest_coming_unknown"
# What people put before the name of a part of a list, which stands alone in its row.
_PARTS = ("□", "■", "▣", "◆", "◇", "▶", "▷", "○", "●", "【", "<", "[")
# A name, a place in an order or whether they come is nobody else's.
_OWN = frozenset({"name", "order", "attendance"})
_YES, NO, _UNSURE = "참석", "불참", "미정"
_TYPED = {
    _YES: "o 예 네 예정 참가 대리참석",
    NO: "x 아니오 아니요 참석못함 참석불가 참가불가 못옴 못감 못갑니다 못오심 부득이불참",
    _UNSURE: "아직모름 미회신 확인중",
}
_COMING = Options(tuple(_TYPED), {word: said for said, words in _TYPED.items() for word in words.split()})


@dataclass(frozen=True)
class GuestPage:
    """One table of a guest list: whose it is, the file's name, every row as text from the first, the tab it is on.

    ``merged`` are ranges of merged cells: first row, first column, last row, last column, from 0.
    """

    guests: GuestList
    file: str
    rows: Sequence[Sequence[str]]
    tab: str = ""
    merged: Sequence[tuple[int, int, int, int]] = ()

    @property
    def place(self) -> str:
        """The file, and the tab where there is one."""
        return f"{self.file} '{self.tab}'" if self.tab else self.file


@dataclass
class Lines:
    """The lines that name somebody: their rows (as a spreadsheet numbers them) and the cells of GUEST_COLUMNS.

    ``found`` is what is to be said of the page: row, code, column (a spreadsheet's letter or one of ours).
    """

    numbers: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    found: list[tuple[int, str, str]] = field(default_factory=list)


def lines_of(page: GuestPage, heading: int, places: Mapping[str, int]) -> Lines:
    """The lines of ``page`` below its ``heading`` (from 0), ``places`` the place of each of our columns."""
    made, above = Lines(), dict[int, str]()
    shared = _merged_cells(page, heading)
    ends = _ends(page, heading, places)
    own = [name for name in GUEST_COLUMNS if name in places]
    for at, row in enumerate(page.rows):
        if at <= heading:
            continue
        cells = {name: clean(row[places[name]]) if places[name] < len(row) else "" for name in own}
        if not any(cells.values()):
            continue
        if at in ends:
            made.found.append((at + 1, FOOTER, next(name for name in own if cells[name])))
            continue
        for name in own:
            place = places[name]
            is_ditto = name not in _OWN and _is_ditto(cells[name])
            told = shared.get((at, place)) or (above.get(place, "") if is_ditto else "")
            if told and told != cells[name]:
                made.found.append((at + 1, SHARED, column_letters(place)))
                cells[name] = told
            above[place] = cells[name]
        made.numbers.append(at + 1)
        made.cells.append([cells.get(name, "") for name in GUEST_COLUMNS])
    return made


@cache
def coming(cell: str) -> str:
    """What a cell says of whether somebody comes: NO, a sentence's code where that is not known, '' for yes or blank.

    >>> [coming(cell) for cell in ("참석", "", "불참", "X", "못 갑니다", "미정", "차량 1대")]
    ['', '', '불참', '불참', '불참', 'guest_coming_unknown', 'guest_coming_unknown']
    """
    chosen, rest = choice(cell, _COMING)
    return NO if chosen == NO else UNKNOWN if chosen == _UNSURE or rest else ""


def without_lines(pages: Sequence[GuestPage], left_out: Collection[str], campaign: Campaign) -> list[Page]:
    """The lists of ``pages`` without the lines ``left_out`` (``file:row``): every other cell, in the row that it had.

    Headings are the usual ones; what merged cells and 〃 say is written out.
    """
    usual = {row["column"]: row["heading"] for row in reversed(rows("guest_headings"))}
    made = list[Page]()
    for page in pages:
        if (found := headings_of(page.rows, campaign)) is None:
            continue
        lines = lines_of(page, *found)
        table: list[list[str]] = [[] for _ in page.rows]
        table[found[0]] = [usual[name] for name in GUEST_COLUMNS]
        for at, cells in zip(lines.numbers, lines.cells, strict=True):
            table[at - 1] = cells if f"{page.place}:{at}" not in left_out else []
        made.append(Page(page.file, page.tab, table))
    return made


def is_list(page: Page, campaign: Campaign) -> bool:
    """Whether the page lists people as a guest list does, by its headings."""
    return headings_of(page.rows, campaign) is not None


def headings_of(table: Sequence[Sequence[str]], campaign: Campaign) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, which names people and one thing more, and the place of each of our columns.

    Of two rows of headings, 소속 및 직위 over 소속 and 직위, it is the lower one.
    """
    known = known_headings(campaign)
    columns = {heading: name for heading, name in known.items() if name in GUEST_COLUMNS}
    found = headings_in(table, columns, lambda places: "name" in places and len(places) > 1)
    if found is None:
        return None
    at, places = found
    below = [key(cell) for cell in table[at + 1]] if at + 1 < len(table) else []
    named = {columns[cell]: place for place, cell in reversed([*enumerate(below)]) if cell in columns}
    if named and all(cell in known for cell in below if cell):
        return at + 1, places | {name: place for name, place in named.items() if name not in places}
    return found


def known_headings(campaign: Campaign) -> dict[str, str]:
    """The column that each heading is, by the list and the campaign's added ones; a running number is none."""
    usual = {key(row["heading"]): row["column"] for row in rows("guest_headings")}
    return usual | {spelling(heading): name for name, own in campaign.event.guest_headings.items() for heading in own}


def _merged_cells(page: GuestPage, heading: int) -> dict[tuple[int, int], str]:
    """By row and column what a merged cell below the headings says to every row that it spans."""
    told = dict[tuple[int, int], str]()
    for top, left, bottom, _ in page.merged:
        cell = clean(page.rows[top][left]) if top < len(page.rows) and left < len(page.rows[top]) else ""
        if top > heading and cell:
            told |= {(at, left): cell for at in range(top + 1, bottom + 1)}
    return told


def _ends(page: GuestPage, heading: int, places: Mapping[str, int]) -> frozenset[int]:
    """The rows that add up others or close the list."""
    width = max(map(len, page.rows), default=0)
    order = places.get("order", -1)
    body = [
        [clean(cell) if at != order else "" for at, cell in enumerate(row)] + [""] * (width - len(row))
        for row in page.rows[heading + 1 :]
    ]
    table = pd.DataFrame(body, dtype="str")
    sums = set(table.index[is_sum(table)]) if len(table) and width else set()
    alone = {at: cells[0] for at, row in enumerate(body) if len(cells := [cell for cell in row if cell]) == 1}
    closings = {at for at, cell in alone.items() if closes(cell)}
    return frozenset(at + heading + 1 for at in sums | closings | _parts(body))


def _parts(body: Sequence[Sequence[str]]) -> set[int]:
    """The rows that name a part of the list: a sign before the only cell. Where most lines bear it, it is a bullet."""
    filled = {at: cells for at, row in enumerate(body) if (cells := [cell for cell in row if cell])}
    marked = {at: cells for at, cells in filled.items() if cells[0].startswith(_PARTS)}
    is_apart = all(len(cells) == 1 for cells in marked.values()) and len(marked) * 2 < len(filled)
    return set(marked) if is_apart else set()


def _is_ditto(cell: str) -> bool:
    """Whether a cell says what the one above says.

    >>> [_is_ditto(cell) for cell in ("〃", "상동", "위와 같음", "동상면", "")]
    [True, True, True, False, False]
    """
    return "".join(folded(cell).split()) in answer_words("ditto")
