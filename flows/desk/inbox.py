"""받기: what was handed in, told by what stands in it; looked over before anything is taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.desk.forms import MOST_FILES
from flows.desk.office import Office, officer
from flows.sources.guest_file import DROPPED, GuestSource, read_guest_file
from flows.sources.list_file import read_list
from flows.sources.sheet_address import is_sheet
from flows.stages.attending import keep_beside, read_ticked, take_ticked
from flows.stages.checking import Told, steps
from output.formats.files import make_folder
from output.formats.labels import labels
from output.store import inbox
from transforms.campaign.event_settings import GuestList
from transforms.decisions.decisions import read_pages
from transforms.errors.base import SdgnetError
from transforms.errors.desk import HandedInUnknownError, HandedInUnreadableError, NothingHandedInError
from transforms.errors.guests import GuestGroupError
from transforms.errors.sheet import SheetAddressError
from transforms.errors.store import NoReleaseError
from transforms.event import coming
from transforms.event.attended import counts
from transforms.event.guests import counts as guest_counts
from transforms.reading.pages import Page
from transforms.reference import texts
from transforms.review.handed_in import Kind, kind_of

if TYPE_CHECKING:
    from flows.desk.site import Site

_YES = "yes"
_REVIEW: Kind = "review"
_RESPONSES: Kind = "responses"
_GUESTS: Kind = "guests"
_MOST_TOLD = 30


@dataclass(frozen=True)
class Looked:
    """A file as the readers see it: its kind, what each step found, and why it cannot be taken, '' where it can.

    ``groups`` are the guests' groups of which it may be the list, the likely one first.
    """

    name: str
    kind: Kind
    told: tuple[Told, ...]
    problem: str
    groups: tuple[str, ...] = ()
    n_more: int = 0


def look(path: Path, office: Office, group: str = "") -> Looked:
    """What the file is, and what would become of it; of guests' lists as one of ``group``."""
    told: list[Told] = []
    kind: Kind = "unknown"
    groups = _groups(path, office, group)
    try:
        pages, _ = read_list(path, HandedInUnreadableError)
        kind = kind_of(pages, labels("attendance", office.settings), labels("review", office.settings), office.settings)
        # As far as the steps come, one that fails included.
        told.extend(_steps(kind, path, pages, office, groups))
        problem = ""
    except SdgnetError as error:
        problem = _by_name(str(error), path)
    shown = tuple((mark, _by_name(sentence, path)) for mark, sentence in told[:_MOST_TOLD])
    return Looked(path.name, kind, shown, problem, groups if kind == _GUESTS else (), len(told) - len(shown))


def look_at_sheet(address: str, office: Office) -> Looked:
    """What stands at a sheet's address, as ``sdgnet check`` tells it."""
    told: list[Told] = []
    problem = ""
    try:
        told.extend(steps(office.campaign, address))
    except SdgnetError as error:
        problem = str(error)
    return Looked(address, _RESPONSES, tuple(told), problem)


def take(path: Path, looked: Looked, office: Office) -> Path:
    """The file lies where later runs read it; returns that place."""
    if looked.kind == _REVIEW:
        return keep_beside(path, make_folder(office.data / _REVIEW, private=True))
    if looked.kind == "attendance":
        return take_ticked([path], office.settings, office.data).folder
    is_guests = looked.kind == _GUESTS
    return inbox.keep(path, office.data, inbox.GUESTS if is_guests else inbox.RESPONSES, alone=not is_guests)


def _steps(kind: Kind, path: Path, pages: list[Page], office: Office, groups: tuple[str, ...]) -> Iterable[Told]:
    match kind:
        case "responses":
            return steps(office.campaign, str(path))
        case "review":
            return _decisions(pages, office)
        case "attendance":
            return _ticked(pages, office)
        case "guests":
            return _guests(path, office, groups)
        case _:
            raise HandedInUnknownError(file=path.name)


def _decisions(pages: list[Page], office: Office) -> list[Told]:
    words, found = labels("desk")["inbox"], read_pages(pages, labels("review", office.settings), office.settings)
    if found.empty:
        return [("note", words["no_decisions"])]
    names = texts("messages")["decision"]
    n_of = found.drop_duplicates(["kind", "key"])["kind"].value_counts(sort=False)
    return [("ok", words["decisions"].format(name=names.get(kind, kind), n=n)) for kind, n in n_of.items()]


def _ticked(pages: list[Page], office: Office) -> list[Told]:
    read = read_ticked(pages, office.settings, office.data)
    notice = texts("messages")["notice"]["attendance"]
    return [("ok", notice.format(**counts(read.attendance))), *_found(read.findings)]


def _guests(path: Path, office: Office, groups: tuple[str, ...]) -> list[Told]:
    # The rules' engine takes seconds to load, and only lists of guests ask for it.
    from flows.stages.seating import read_invited

    if office.release is None:
        raise NoReleaseError(data=office.data)
    tables = office.release / "restricted" / "tables"
    attendees, participants = (pd.read_parquet(tables / f"{name}.parquet") for name in ("attendees", "participants"))
    people = coming.registered(attendees, participants, office.settings)
    source = GuestSource(_list_of(office, groups, path.name), DROPPED, ((path.name, path),))
    pages, _ = read_guest_file(source, path.name, path)
    read, found = read_invited(pages, people, participants, office.settings)
    n = sum(guest_counts(read).values())
    return [("ok", labels("desk")["inbox"]["guests_read"].format(n=n)), *_found(found)]


def _found(findings: pd.DataFrame) -> list[Told]:
    said = labels("desk")["inbox"]["finding"]
    return [("note", said.format(row=row.row, sentence=row.sentence)) for row in findings.itertuples()]


def _by_name(sentence: str, path: Path) -> str:
    """Staff know the file's name, and not where it waits."""
    return sentence.replace(str(path), path.name)


def _groups(path: Path, office: Office, group: str) -> tuple[str, ...]:
    """The guests' groups, first the one that is asked for or that the file's name holds."""
    known = [each.group for each in office.settings.event.guests]
    likely = [each for each in known if each == group] or [each for each in known if each in path.stem]
    return tuple(dict.fromkeys([*likely, *known]))


def _list_of(office: Office, groups: tuple[str, ...], name: str) -> GuestList:
    found = next((each for each in office.settings.event.guests if groups and each.group == groups[0]), None)
    if found is None:
        raise GuestGroupError(file=name, groups="-")
    return found


class Tray:
    """What is handed in, and has not been taken yet."""

    def __init__(self, site: "Site") -> None:
        self._site = site
        inbox.sweep(site.office.data)

    def open(self, request: Request) -> Response:
        """The screen on which files are dropped."""
        words, done = labels("desk"), request.query_params.get("done", "")
        return self._site.page("inbox", words["screen"]["inbox"], done=done if done in words["inbox"]["done"] else "")

    async def hand_in(self, request: Request) -> Response:
        """A file waits to be looked at."""
        form = await self._site.form(request, MOST_FILES)
        if not form.files:
            raise NothingHandedInError()
        ticket = await run_in_threadpool(inbox.put, self._site.office.data, *form.files[0])
        return RedirectResponse(f"/inbox/{ticket}", HTTPStatus.SEE_OTHER)

    def look(self, request: Request) -> Response:
        """What the file is, before anything is taken."""
        ticket = request.path_params["ticket"]
        looked = look(self._file(ticket), self._site.office, request.query_params.get("group", ""))
        return self._looked(looked, f"/inbox/{ticket}")

    async def decide(self, request: Request) -> Response:
        """The file is taken, or nothing is left of it."""
        form, ticket = await self._site.form(request), request.path_params["ticket"]
        if form.fields.get("take") != _YES:
            await run_in_threadpool(inbox.drop, self._site.office.data, ticket)
            return RedirectResponse("/inbox", HTTPStatus.SEE_OTHER)
        return await run_in_threadpool(self._take, ticket, form.fields.get("group", ""))

    async def sheet(self, request: Request) -> Response:
        """A sheet's address is looked at, and from then on read where that was asked for."""
        fields = (await self._site.form(request)).fields
        address = fields.get("address", "").strip()
        # Whoever logged in from the network names no file of this computer.
        if not is_sheet(address):
            raise SheetAddressError(source=address)
        if "take" not in fields:
            looked = await run_in_threadpool(look_at_sheet, address, self._site.office)
            return self._looked(looked, "/inbox/sheet", address)
        if fields["take"] != _YES:
            return RedirectResponse("/inbox", HTTPStatus.SEE_OTHER)
        if self._site.runs.is_going:
            looked = await run_in_threadpool(look_at_sheet, address, self._site.office)
            return self._looked(looked, "/inbox/sheet", address)
        return await run_in_threadpool(self._read_from, address)

    def _looked(self, looked: Looked, action: str, address: str = "") -> Response:
        title = labels("desk")["screen"]["inbox"]
        self._site.record("looked", about=[looked.kind])
        # While a run goes on nothing is begun: what is here waits until it has ended.
        run, is_going = self._site.runs.now, self._site.runs.is_going and looked.kind in (_RESPONSES, _GUESTS)
        told: dict[str, Any] = {"looked": looked, "address": address, "run": run, "going": is_going}
        return self._site.page("inbox", title, "looked", action=action, **told)

    def _take(self, ticket: str, group: str) -> Response:
        office, path = self._site.office, self._file(ticket)
        looked = look(path, office, group)
        if looked.problem:
            return self._looked(looked, f"/inbox/{ticket}")
        if looked.kind in (_RESPONSES, _GUESTS) and self._site.runs.is_going:
            return self._looked(looked, f"/inbox/{ticket}")
        self._site.record("taken", about=[looked.kind])
        try:
            place = take(path, looked, office)
        except FileNotFoundError:
            # A second click, or another window, took it while it was looked at.
            raise NothingHandedInError() from None
        inbox.drop(office.data, ticket)
        if looked.kind == "responses":
            return self._read_from(str(place))
        if looked.kind == "guests":
            try:
                self._site.run("event", "--guests", f"{looked.groups[0]}={place}")
            except (SdgnetError, OSError):
                inbox.sweep_kept(office.data, inbox.GUESTS)
                raise
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        return RedirectResponse(f"/inbox?done={looked.kind}", HTTPStatus.SEE_OTHER)

    def _read_from(self, source: str) -> Response:
        self._site.runs.refuse_second()
        self._site.book.choose_source(datetime.now().astimezone(), officer(), source)
        self._site.run("sync")
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)

    def _file(self, ticket: str) -> Path:
        found = inbox.find(self._site.office.data, ticket)
        if found is None:
            raise NothingHandedInError()
        return found
