"""Our tabs in the responses' own spreadsheet, read and written so that nothing a person typed is lost.

Writing goes in rounds. A round reads where our tabs stand and what is typed in 검토; sends one atomic request, which
first copies 검토 aside and then writes every tab whole, with what was typed since the run began carried into the new
rows; and reads again. What was typed between the round's read and its write is in the copy: then one more round
carries it too. The copy is deleted once it holds nothing that is not in the live tab or remembered; where a run ends
before that, the next one reads the copy as well. So there is no moment at which a decision that stands in a cell of
the spreadsheet is in neither.

A request that went wrong is never repeated as it was. Each names the protections that it replaces, which the next
write replaces again: of two requests made from one reading, only one can go in.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pandas as pd
from gspread.utils import absolute_range_name

from flows.sources.google_sheet import METADATA, marks
from flows.sources.sheet_address import Address, address, plain
from flows.sources.sheets_answers import NO_SUCH_RANGE, READ, WRITE
from flows.sources.sheets_client import SheetsClient, connect
from output.formats.labels import labels
from output.review.sheet_tabs import Book, Place, clean_up_request, senseless_request, write_request
from transforms.campaign.campaign import Campaign
from transforms.decisions.review_tab import Typed, carried, effective, late, pages, typed_cells
from transforms.errors.base import SdgnetError
from transforms.errors.sheet import (
    SheetRefusedError,
    SheetServerError,
    SheetTabNotOursError,
    SheetTabsUnsettledError,
    SheetWriteUnknownError,
)
from transforms.reading.pages import TAB, Page
from transforms.review.sheet_tabs import MARK, RETIRED, REVIEW, ROLES

_ROUNDS = 5
_BAD_REQUEST = 400
_FIRST_ID = 7_310_001
_SHOWN = {"valueRenderOption": "FORMATTED_VALUE"}


@dataclass(frozen=True)
class State:
    """Our tabs as they stand: places by role, copies of 검토 by sheet id, every tab, and what is typed."""

    places: Mapping[str, Place]
    copies: Mapping[int, str]
    sheets: tuple[Mapping[str, Any], ...]
    written: Mapping[str, str]
    live: tuple[Typed, ...] = ()
    copied: tuple[Typed, ...] = ()

    @property
    def typed(self) -> list[Typed]:
        """What is typed in 검토, the live tab before its copies."""
        return effective(self.live, self.copied)


class SheetTabs:
    """The tabs of one spreadsheet, for one run."""

    def __init__(self, source: str, campaign: Campaign, client: SheetsClient, *, may_write: bool) -> None:
        self.where: Address = address(source)
        self.campaign, self.client, self.may_write = campaign, client, may_write
        self.words: Mapping[str, Any] = labels("sheet_tabs", campaign)
        self.pages: list[Page] = []
        self._begun: list[Typed] = []

    def read(self) -> None:
        """``pages`` hold what is typed in 검토 now, for ``decisions.read_pages``; none where the tab is not there."""
        try:
            state = self._state()
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise _strange(error) from None
        self._begun = state.typed
        self.pages = pages(state.typed, self.words["title"][REVIEW], labels("review", self.campaign), door=TAB)

    def write(self, tabs: Mapping[str, pd.DataFrame], release: str) -> int:
        """The tabs hold ``tabs``; how many decisions were typed since ``read`` and wait there for the next run.

        Raises an SdgnetError, and then each tab is as it was or as it should be, never in between.
        """
        try:
            return self._write(tabs, release)
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise _strange(error) from None

    def ours(self) -> list[int]:
        """Sheet ids of our tabs and of the copies that a write left."""
        state = self._state()
        return [place.sheet_id for place in state.places.values() if not place.is_new] + list(state.copies)

    def remove(self) -> None:
        """Our tabs are gone with all that was typed in them; every other tab stays as it is."""
        if found := self.ours():
            self.client.batch_update_bytes(self.where.key, clean_up_request(found))

    def check(self) -> list[str]:
        """Titles of our tabs that are there. Raises what a write would; changes nothing.

        What it sends is bound to be refused, whole: to whoever may not edit as forbidden, to an editor as senseless.
        """
        state = self._state()
        try:
            self.client.batch_update_bytes(self.where.key, senseless_request())
        except SheetRefusedError as error:
            if error.facts["status"] != _BAD_REQUEST:
                raise
        return [place.title for place in state.places.values() if not place.is_new]

    def _write(self, tabs: Mapping[str, pd.DataFrame], release: str) -> int:
        state, is_in = self._state(), False
        for n in range(1, _ROUNDS + 1):
            waiting = late(state.typed, self._begun)
            written = f"{release} {_last_number(state) + 1}"
            self._send(tabs, state, waiting, written)
            state = self._state()
            is_in = all(state.written.get(role) == written for role in ROLES)
            if is_in and not late(state.typed, [*self._begun, *waiting]):
                self._clean_up(state)
                return len(waiting)
            if not is_in:
                self.client.pause(n)
        if is_in:
            # Staff typed through every round: the copy that holds it stays for the next run.
            return len(late(state.typed, self._begun))
        raise SheetTabsUnsettledError(sheet=self._link(), n_tries=_ROUNDS)

    def _send(self, tabs: Mapping[str, pd.DataFrame], state: State, waiting: list[Typed], written: str) -> None:
        """One write was sent: it went in whole or not at all, and only the next reading tells which."""
        need = self.words["review_rows"]["late"]
        made = {**tabs, REVIEW: carried(tabs[REVIEW], waiting, need)}
        body = write_request(made, self._book(state, written), self.campaign)
        try:
            self.client.batch_update_bytes(self.where.key, body)
        except SheetWriteUnknownError:
            return
        except SheetRefusedError as error:
            # Nothing was done. Where something that the request names went since it was read, reading anew helps.
            if error.facts["status"] != _BAD_REQUEST or self._state().sheets == state.sheets:
                raise

    def _clean_up(self, state: State) -> None:
        """The copies are gone; where that fails they stay, hidden, for the next run to read and delete."""
        if state.copies:
            with suppress(SdgnetError):
                self.client.batch_update_bytes(self.where.key, clean_up_request(list(state.copies)))

    def _book(self, state: State, written: str) -> Book:
        ours = {place.sheet_id for place in state.places.values() if not place.is_new} | set(state.copies)
        taken = {sheet["properties"]["sheetId"] for sheet in state.sheets} | {
            place.sheet_id for place in state.places.values()
        }
        titles = {plain(sheet["properties"]["title"]) for sheet in state.sheets}
        number = _last_number(state) + 1
        while (title := self.words["title"][RETIRED].format(n=number)) in titles:
            number += 1
        grids = [
            sheet["properties"].get("gridProperties", {})
            for sheet in state.sheets
            if sheet["properties"]["sheetId"] not in ours
        ]
        account = self.client.account
        return Book(
            places=state.places,
            copies=tuple(state.copies),
            copy=Place(_free(taken), title),
            n_sheets=len(state.sheets),
            n_other_cells=sum(grid.get("rowCount", 0) * grid.get("columnCount", 0) for grid in grids),
            editor=account if "@" in account else "",
            written=written,
        )

    def _state(self) -> State:
        """Where our tabs stand and what is typed: two requests, read anew where a tab went between them."""
        for _ in range(_ROUNDS):
            book = self.client.fetch_sheet_metadata(self.where.key, {"includeGridData": "false", "fields": METADATA})
            state = _placed(book, self.words["title"])
            review = state.places[REVIEW]
            titles = [] if review.is_new else [review.title]
            titles += state.copies.values()
            if not titles:
                return state
            try:
                ranges = [absolute_range_name(title) for title in titles]
                found = self.client.values_batch_get(self.where.key, ranges, dict(_SHOWN))["valueRanges"]
            except SheetRefusedError as error:
                if error.facts["reason"] != NO_SUCH_RANGE:
                    raise
                continue
            cells = [
                typed_cells(title, _texts(values), self.words[REVIEW])
                for title, values in zip(titles, found, strict=True)
            ]
            live = () if review.is_new else tuple(cells.pop(0))
            return State(
                state.places,
                state.copies,
                state.sheets,
                state.written,
                live,
                tuple(c for found in cells for c in found),
            )
        raise SheetTabsUnsettledError(sheet=self._link(), n_tries=_ROUNDS)

    def _link(self) -> str:
        return f"https://docs.google.com/spreadsheets/d/{self.where.key}"


def open_tabs(source: str, campaign: Campaign, *, may_write: bool) -> SheetTabs:
    """The tabs of the spreadsheet at ``source``; asks for the right to write only where ``may_write``."""
    client = connect(campaign.google.service_account, WRITE if may_write else READ)
    return SheetTabs(source, campaign, client, may_write=may_write)


def _placed(book: Mapping[str, Any], titles: Mapping[str, str]) -> State:
    """Our tabs, known by their marks whatever staff call them; of two with one mark, the one of our title."""
    sheets = tuple(book.get("sheets", []))
    taken = {sheet["properties"]["sheetId"] for sheet in sheets}
    found: dict[str, list[Mapping[str, Any]]] = {}
    for sheet in sheets:
        # A copy made by duplicating may bear the mark of its original as well.
        roles = {each.partition(" ")[0] for each in marks(sheet)}
        role = RETIRED if RETIRED in roles else next((each for each in ROLES if each in roles), "")
        found.setdefault(role, []).append(sheet)
    places, written = {}, {}
    for role in ROLES:
        ours = sorted(found.get(role, []), key=lambda sheet: plain(sheet["properties"]["title"]) != titles[role])
        if ours:
            places[role] = _place(ours[0])
            written[role] = next(each for each in marks(ours[0]) if each.startswith(role)).partition(" ")[2]
            continue
        if any(plain(sheet["properties"]["title"]) == titles[role] for sheet in sheets):
            raise SheetTabNotOursError(tab=titles[role])
        places[role] = Place(_free(taken), titles[role])
        taken.add(places[role].sheet_id)
    copies = {sheet["properties"]["sheetId"]: sheet["properties"]["title"] for sheet in found.get(RETIRED, [])}
    return State(places, copies, sheets, written)


def _place(sheet: Mapping[str, Any]) -> Place:
    properties = sheet["properties"]
    grid = properties["gridProperties"]
    # A sheet has at most one protection of the whole of it, ours or a person's: ours takes its place.
    whole = [each["protectedRangeId"] for each in sheet.get("protectedRanges", []) if set(each["range"]) <= {"sheetId"}]
    metadata = sheet.get("developerMetadata", [])
    return Place(
        sheet_id=properties["sheetId"],
        title=properties["title"],
        is_new=False,
        n_rows=grid["rowCount"],
        n_columns=grid["columnCount"],
        protections=tuple(whole),
        marks=tuple(each["metadataId"] for each in metadata if each.get("metadataKey") == MARK),
    )


def _last_number(state: State) -> int:
    numbers = [value.rpartition(" ")[2] for value in state.written.values()]
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def _free(taken: set[int]) -> int:
    return next(number for number in range(_FIRST_ID, _FIRST_ID + len(taken) + 1) if number not in taken)


def _texts(values: Mapping[str, Any]) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in values.get("values", [])]


def _strange(error: Exception) -> SheetServerError:
    # JSON that is none of Google's.
    return SheetServerError(detail=type(error).__name__, n_tries=1, seconds=0)
