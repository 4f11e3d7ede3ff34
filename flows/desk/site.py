"""The page's addresses, and what answers at each."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from flows.campaigns import is_sample_source, source_for
from flows.desk.closing import Closing
from flows.desk.forms import Form, read_form
from flows.desk.guard import Guard, Keys
from flows.desk.inbox import Tray
from flows.desk.matters import Deciding
from flows.desk.office import Office, officer
from flows.desk.papers import Papers
from flows.desk.reception import Receiving, to_screen
from flows.desk.runs import Runs
from flows.desk.today import today
from flows.telling.disk import of_disk, where
from output.formats.labels import labels
from output.formats.look import field_tiles, goal_tiles
from output.formats.pages import LOOK, asset, page
from output.store.book import Book
from transforms.errors.base import SdgnetError, UnexpectedError

_ASSETS = {
    "/desk.css": ((LOOK, "templates/page.css", "templates/desk/desk.css"), "text/css; charset=utf-8"),
    "/desk.js": (("templates/desk/desk.js",), "text/javascript; charset=utf-8"),
    "/fonts/NanumGothic.ttf": (("formats/fonts/NanumGothic.ttf",), "font/ttf"),
    "/fonts/NanumGothicBold.ttf": (("formats/fonts/NanumGothicBold.ttf",), "font/ttf"),
}
_RUNS_SHOWN = 6
_LOOK_EVERY_SECONDS = 0.4


class Site:
    """One office's page: what its screens share."""

    def __init__(self, office: Office, keys: Keys) -> None:
        self.office, self.keys, self.book = office, keys, Book(office.data)
        self.runs = Runs(self.book.ended)
        if office.source:
            self.book.choose_source(datetime.now().astimezone(), officer(), office.source)

    def page(self, screen: str, title: str, template: str = "", status: int = 200, **told: Any) -> HTMLResponse:
        """One screen, in the frame of all."""
        words, campaign = labels("desk", self.office.settings), self.office.settings.name
        made = page(
            f"desk/{template or screen}",
            words=words,
            campaign=campaign,
            screen=screen,
            title=title,
            token=self.keys.token,
            **told,
        )
        return HTMLResponse(made, status)

    def today(self, request: Request) -> Response:
        """오늘."""
        words, run = labels("desk", self.office.settings), self.runs.now
        source = self.book.source() or source_for(self.office.campaign, self.office.data)
        return self.page(
            "today",
            words["screen"]["today"],
            today=today(self.office),
            run=run,
            going=self.runs.is_going,
            runs=self.book.last_runs(_RUNS_SHOWN),
            source=source,
            is_sample=is_sample_source(source),
        )

    async def start(self, request: Request) -> Response:
        """A run is started, and 오늘 shows it."""
        kind = (await self.form(request)).fields.get("kind", "")
        if kind not in ("sync", "event"):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        self.run(kind)
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)

    def run(self, kind: str, *more: str) -> None:
        """The command ``kind`` runs for this office; raises LockedError where a run of ours goes on."""
        office = self.office
        given = [f"--campaign={office.campaign}", f"--data={office.data}"]
        source = [f"--source={self.book.source()}"] if self.book.source() else []
        self.runs.start(kind, [*given, *source, *more], officer())

    async def events(self, request: Request) -> Response:
        """How far the run is, as it goes on."""
        return StreamingResponse(self._events(), media_type="text/event-stream")

    async def _events(self) -> AsyncIterator[str]:
        told, preparing = "", labels("desk", self.office.settings)["run"]["preparing"]
        while self.runs.is_going and (run := self.runs.now):
            now = json.dumps({"done": run.done, "of": run.of, "stage": run.stage or preparing, "ended": False})
            if now != told:
                told = now
                yield f"data: {now}\n\n"
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        yield f"data: {json.dumps({'ended': True})}\n\n"

    def asset(self, request: Request) -> Response:
        """A style, script or font of ours; the browser asks for them with every page."""
        names, kind = _ASSETS[request.url.path]
        content = [asset(name) for name in names]
        if kind.startswith("text/css"):
            for of, tiles in (("g", goal_tiles(self.office.settings)), ("f", field_tiles(self.office.settings))):
                content += [f".{of}{t.number}{{background:{t.colour};color:{t.ink}}}".encode() for t in tiles]
        return Response(b"\n".join(content), media_type=kind, headers={"cache-control": "max-age=3600"})

    async def form(self, request: Request) -> Form:
        """What a form of ours says; raises HTTPException for one that is not."""
        form = await read_form(request)
        self.own(form.fields.get("token", ""))
        return form

    def own(self, token: str) -> None:
        """Raises HTTPException where a form does not carry this start's token."""
        if not self.keys.is_token(token):
            raise HTTPException(HTTPStatus.FORBIDDEN)

    async def failed(self, request: Request, error: Exception) -> Response:
        """What went wrong, as the commands say it, and nothing of what a stranger typed."""
        words, status = labels("desk", self.office.settings), HTTPStatus.CONFLICT
        match error:
            case SdgnetError():
                said = str(error)
            case HTTPException():
                said, status = (
                    words["entry" if error.status_code == HTTPStatus.FORBIDDEN else "not_found"],
                    HTTPStatus(error.status_code),
                )
            case OSError():
                said, status = str(of_disk(error)), HTTPStatus.INTERNAL_SERVER_ERROR
            case _:
                said = str(UnexpectedError(kind=type(error).__name__, where=where(error)))
                status = HTTPStatus.INTERNAL_SERVER_ERROR
        return await run_in_threadpool(self.page, "", words["failed"], "failed", status, said=said)


def desk(office: Office, keys: Keys, hosts: Sequence[str]) -> Starlette:
    """The page of ``office``, for whoever holds ``keys`` and asks by one of ``hosts`` (host:port)."""
    site = Site(office, keys)
    tray, deciding, papers, closing = Tray(site), Deciding(site), Papers(site), Closing(site)
    return Starlette(
        routes=[
            Route("/", site.today),
            Route("/runs", site.start, methods=["POST"]),
            Route("/runs/events", site.events),
            Route("/favicon.ico", _no_icon),
            Route("/inbox", tray.open),
            Route("/inbox", tray.hand_in, methods=["POST"]),
            Route("/inbox/sheet", tray.sheet, methods=["POST"]),
            Route("/inbox/{ticket}", tray.look),
            Route("/inbox/{ticket}", tray.decide, methods=["POST"]),
            Route("/review", deciding.kinds),
            Route("/review/{kind}", deciding.kind),
            Route("/review/{kind}/{key}", deciding.matter),
            Route("/review/{kind}/{key}", deciding.decide, methods=["POST"]),
            *_of_reception(Receiving(site)),
            Route("/papers", papers.open),
            Route("/papers/printed", papers.printed, methods=["POST"]),
            Route("/papers/{of}/{release}/{path:path}", papers.one),
            Route("/closing", closing.open),
            Route("/closing/absent", closing.absent, methods=["POST"]),
            Route("/closing/purge", closing.purge, methods=["POST"]),
            Route("/closing/records/{name}", closing.record),
            *(Route(address, site.asset) for address in _ASSETS),
        ],
        middleware=[Middleware(Guard, keys=keys, hosts=hosts, refused=labels("desk")["entry"])],
        exception_handlers=dict.fromkeys((HTTPException, SdgnetError, OSError, Exception), site.failed),
    )


def _of_reception(receiving: Receiving) -> list[Route]:
    return [
        Route("/reception", receiving.open),
        Route("/reception", receiving.search, methods=["POST"]),
        Route("/reception/events", receiving.events),
        *(Route(address, to_screen) for address in ("/reception/mark", "/reception/walk-in")),
        Route("/reception/mark", receiving.mark, methods=["POST"]),
        Route("/reception/walk-in", receiving.walk_in, methods=["POST"]),
    ]


def _no_icon(request: Request) -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT)
