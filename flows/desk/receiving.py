"""The addresses of 접수."""

import asyncio
import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from flows.desk.reception import Reception, new_person
from output.formats.labels import labels

if TYPE_CHECKING:
    from flows.desk.site import Site

_MOST = 40
_LOOK_EVERY_SECONDS = 0.5


class Receiving:
    """The reception of the day."""

    def __init__(self, site: "Site") -> None:
        self._site, self._reception = site, Reception(site.office, site.book)

    def open(self, request: Request) -> Response:
        """The screen, with everybody."""
        return self._page("")

    async def search(self, request: Request) -> Response:
        """The screen with whom was looked for: names stand in no address."""
        fields = (await self._site.form(request)).fields
        return await run_in_threadpool(self._page, fields.get("typed", ""))

    async def mark(self, request: Request) -> Response:
        """The mark is on the disk; then it is answered."""
        fields = (await self._site.form(request)).fields
        person, is_here = fields.get("person", ""), fields.get("here") == "yes"
        mark = await run_in_threadpool(self._reception.mark, person, is_here=is_here)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"person": mark.person, "here": bool(mark.state)})
        return await run_in_threadpool(self._page, fields.get("typed", ""))

    async def walk_in(self, request: Request) -> Response:
        """Somebody who was not expected is on the disk; then it is answered."""
        fields = (await self._site.form(request)).fields
        given = (fields.get(name, "") for name in ("person", "name", "body", "field"))
        mark = await run_in_threadpool(self._reception.walk_in, *given)
        return await run_in_threadpool(self._page, "", mark.name or mark.body)

    async def events(self, request: Request) -> Response:
        """Every mark as it is made, at whatever window."""
        return StreamingResponse(self._events(), media_type="text/event-stream")

    async def _events(self) -> AsyncIterator[str]:
        told = -1
        while True:
            marks, last = await run_in_threadpool(self._site.book.marks)
            if last != told:
                here = [person for person, mark in marks.items() if mark.state]
                now = {"here": here, "counts": await run_in_threadpool(self._counts)}
                yield f"data: {json.dumps(now)}\n\n"
                told = last
            else:
                # Whoever has gone is noticed, and a window knows that it is still told.
                yield ": \n\n"
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    def _counts(self) -> dict[str, Any]:
        if not self._reception.is_there:
            return {}
        meetings, n_walked = self._reception.counts()
        came = {f"came-{each.number}": each.n_came for each in meetings}
        return came | {"came": sum(each.n_came for each in meetings), "walked": n_walked}

    def _page(self, typed: str, registered: str = "") -> Response:
        title = labels("desk")["screen"]["reception"]
        if not self._reception.is_there:
            return self._site.page("reception", title, is_there=False)
        rows, n = self._reception.found(typed, _MOST)
        meetings, n_walked = self._reception.counts()
        return self._site.page(
            "reception",
            title,
            is_there=True,
            typed=typed,
            rows=rows,
            n=n,
            most=_MOST,
            meetings=meetings,
            n_walked=n_walked,
            registered=registered,
            new_person=new_person(),
        )


def to_screen(request: Request) -> Response:
    """A reload of an answer leads back to the screen."""
    return RedirectResponse("/reception", HTTPStatus.SEE_OTHER)
