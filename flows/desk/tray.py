"""The addresses of 받기."""

from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.desk.inbox import Looked, look, look_at_sheet, take
from flows.desk.office import officer
from output.formats.labels import labels
from output.store import inbox
from transforms.errors.desk import NothingHandedInError

if TYPE_CHECKING:
    from flows.desk.site import Site

_YES = "yes"


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
        form = await self._site.form(request)
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
        if "take" not in fields:
            looked = await run_in_threadpool(look_at_sheet, address, self._site.office)
            return self._looked(looked, "/inbox/sheet", address)
        if fields["take"] != _YES:
            return RedirectResponse("/inbox", HTTPStatus.SEE_OTHER)
        return await run_in_threadpool(self._read_from, address)

    def _looked(self, looked: Looked, action: str, address: str = "") -> Response:
        title = labels("desk")["screen"]["inbox"]
        return self._site.page("inbox", title, "looked", looked=looked, action=action, address=address)

    def _take(self, ticket: str, group: str) -> Response:
        office, path = self._site.office, self._file(ticket)
        looked = look(path, office, group)
        if looked.problem:
            return self._looked(looked, f"/inbox/{ticket}")
        if looked.kind in ("responses", "guests"):
            self._site.runs.refuse_second()
        place = take(path, looked, office)
        inbox.drop(office.data, ticket)
        if looked.kind == "responses":
            return self._read_from(str(place))
        if looked.kind == "guests":
            self._site.run("event", "--guests", f"{looked.groups[0]}={place}")
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
