"""The page's addresses, and what answers at each."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import astuple
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from flows.campaigns import is_sample_source, source_for
from flows.desk.closing import Closing
from flows.desk.entry import Entry
from flows.desk.forms import MOST_FORM, Form, read_form
from flows.desk.guard import ASKING, HEADERS, Guard, Keys
from flows.desk.inbox import Tray
from flows.desk.matters import Deciding
from flows.desk.office import Office, officer
from flows.desk.papers import Papers
from flows.desk.reception import Receiving, to_screen
from flows.desk.records import Records
from flows.desk.runs import Runs
from flows.desk.today import today
from flows.telling.disk import of_disk, where
from output.formats.labels import labels
from output.formats.look import field_tiles, goal_tiles
from output.formats.pages import LOOK, asset, page
from output.store.access import Access, Line
from output.store.book import Book, Ended
from output.store.inbox import GUESTS, sweep_kept
from output.store.release import current_manifest
from transforms.errors.base import SdgnetError, UnexpectedError

_ASSETS = {
    "/desk.css": ((LOOK, "templates/page.css", "templates/desk/desk.css"), "text/css; charset=utf-8"),
    "/desk.js": (("templates/desk/desk.js",), "text/javascript; charset=utf-8"),
    "/fonts/NanumGothic.ttf": (("formats/fonts/NanumGothic.ttf",), "font/ttf"),
    "/fonts/NanumGothicBold.ttf": (("formats/fonts/NanumGothicBold.ttf",), "font/ttf"),
}
_RUNS_SHOWN, _MOST_IDS = 6, 100
_LOOKS = ("today", "looked", "review_list", "review", "searched", "closing", "badge", "shown")
#: Seconds in which the same look of the same person at the same people stands once.
_ONE_LOOK, _MOST_LOOKS = 60, 1000
_LOOK_EVERY_SECONDS = 0.4


class Site:
    """One office's page: what its screens share."""

    def __init__(self, office: Office, keys: Keys) -> None:
        self.office, self.keys = office, keys
        self.book, self.access = Book(office.data), Access(office.data)
        self.access.sweep(datetime.now(office.settings.zone).date())
        self.runs, self._looks = Runs(self.run_ended), dict[tuple[object, ...], datetime]()
        if office.source:
            self.book.choose_source(datetime.now().astimezone(), officer(), office.source)

    def page(self, screen: str, title: str, template: str = "", status: int = 200, **told: Any) -> HTMLResponse:
        """One screen, in the frame of all."""
        words, campaign = labels("desk", self.office.settings), self.office.settings.name
        session = ASKING.get()
        made = page(
            f"desk/{template or screen}",
            words=words,
            campaign=campaign,
            screen=screen,
            title=title,
            token=session.token if session else "",
            user=session.name if session and self.keys.users else "",
            is_office=session is not None and session.is_office,
            is_known=session is not None,
            **told,
        )
        return HTMLResponse(made, status)

    def today(self, request: Request) -> Response:
        """오늘."""
        words, run, now = labels("desk", self.office.settings), self.runs.now, today(self.office)
        if n := sum(len(each.bodies) for each in now.changed):
            self.record("today", about=[now.told.release] if now.told else [], n=n)
        source = source_for(self.office.campaign, self.office.data)
        return self.page(
            "today",
            words["screen"]["today"],
            today=now,
            run=run,
            going=self.runs.is_going,
            is_second="second" in request.query_params,
            runs=self.book.last_runs(_RUNS_SHOWN),
            source=source,
            is_sample=is_sample_source(source),
            is_nightly=bool(self.office.nightly),
        )

    async def start(self, request: Request) -> Response:
        """A run is started, and 오늘 shows it."""
        kind = (await self.form(request)).fields.get("kind", "")
        if kind not in ("sync", "event"):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        if self.runs.is_going:
            return RedirectResponse("/?second", HTTPStatus.SEE_OTHER)
        self.run(kind)
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)

    def run(self, kind: str, *more: str) -> None:
        """The command ``kind`` runs for this office; raises LockedError where a run of ours goes on."""
        office = self.office
        given = [f"--campaign={office.campaign}", f"--data={office.data}"]
        source = [f"--source={self.book.source()}"] if self.book.source() else []
        self.runs.start(kind, [*given, *source, *more], officer())

    def run_ended(self, run: Ended) -> None:
        """It stands in the page's book, and nothing is left of what was handed in for it."""
        if run.kind == "event":
            # A list of guests that was read stands with the event's snapshots, one that was not is handed in again.
            sweep_kept(self.office.data, GUESTS)
        self.book.ended(run)

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

    def token(self, request: Request) -> Response:
        """What forms carry now: what was typed before somebody logged in again is sent with it."""
        session = ASKING.get()
        return PlainTextResponse(session.token if session else "")

    def asset(self, request: Request) -> Response:
        """A style, script or font of ours; the browser asks for them with every page."""
        names, kind = _ASSETS[request.url.path]
        content = [asset(name) for name in names]
        if kind.startswith("text/css"):
            for of, tiles in (("g", goal_tiles(self.office.settings)), ("f", field_tiles(self.office.settings))):
                content += [f".{of}{t.number}{{background:{t.colour};color:{t.ink}}}".encode() for t in tiles]
        return Response(b"\n".join(content), media_type=kind, headers={"cache-control": "max-age=3600"})

    async def form(self, request: Request, most: int = MOST_FORM) -> Form:
        """What a form of ours says, in at most so many bytes; raises HTTPException for one that is not."""
        form, session = await read_form(request, most), ASKING.get()
        given = form.fields.get("token", "")
        if session is None or not hmac.compare_digest(given.encode(), session.token.encode()):
            raise HTTPException(HTTPStatus.FORBIDDEN)
        return form

    def record(
        self,
        did: str,
        *,
        about: Iterable[str] = (),
        n: int | None = None,
        reason: str = "",
        who: str = "",
        place: str = "",
    ) -> None:
        """On record: who asks now, from where, did ``did`` to whom (ids, never a name)."""
        session, ids = ASKING.get(), list(about)
        now, whom = datetime.now().astimezone(), " ".join(ids[:_MOST_IDS])
        place = place or (session.place if session else "")
        line = Line(now, who or officer(), place, did, whom, len(ids) if n is None else n, reason)
        if did in _LOOKS and self._is_told(line):
            return
        try:
            n_people = int((current_manifest(self.office.data) or {}).get("rows_read", 0))
        except SdgnetError:
            n_people = 0
        self.access.add(line, n_people)

    def _is_told(self, line: Line) -> bool:
        """Whether the same stands there since less than a minute: a screen is opened again with every letter."""
        same, since = astuple(line)[1:], line.at - timedelta(seconds=_ONE_LOOK)
        if self._looks.get(same, since) > since:
            return True
        if len(self._looks) >= _MOST_LOOKS:
            self._looks = {each: at for each, at in self._looks.items() if at > since}
        self._looks[same] = line.at
        return False

    async def failed(self, request: Request, error: Exception) -> Response:
        """What went wrong, as the commands say it, and nothing of what a stranger typed."""
        words, status = labels("desk", self.office.settings), HTTPStatus.CONFLICT
        match error:
            case SdgnetError():
                said = str(error)
            case HTTPException():
                said, status = (
                    refused(self.keys) if error.status_code == HTTPStatus.FORBIDDEN else words["not_found"],
                    HTTPStatus(error.status_code),
                )
            case OSError():
                said, status = str(of_disk(error)), HTTPStatus.INTERNAL_SERVER_ERROR
            case _:
                said = str(UnexpectedError(kind=type(error).__name__, where=where(error)))
                status = HTTPStatus.INTERNAL_SERVER_ERROR
        answer = await run_in_threadpool(self.page, "", words["failed"], "failed", status, said=said)
        # What nobody foresaw is answered outside of the guard.
        answer.headers.update(HEADERS)
        return answer


def desk(office: Office, keys: Keys, hosts: Sequence[str]) -> Starlette:
    """The page of ``office``, for whoever holds ``keys`` and asks by one of ``hosts`` (host:port)."""
    site, told = Site(office, keys), {"refused": refused(keys), "hasty": labels("desk")["hasty"]}
    entry, records = Entry(site), Records(site)
    tray, deciding, papers, closing = Tray(site), Deciding(site), Papers(site), Closing(site)
    return Starlette(
        routes=[
            Route("/", site.today),
            Route("/runs", site.start, methods=["POST"]),
            Route("/runs/events", site.events),
            Route("/favicon.ico", _no_icon),
            Route("/token", site.token),
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
            Route("/papers/reason", papers.reason, methods=["POST"]),
            Route("/closing", closing.open),
            Route("/closing/absent", closing.absent, methods=["POST"]),
            Route("/closing/purge", closing.purge, methods=["POST"]),
            Route("/closing/person", closing.person, methods=["POST"]),
            Route("/closing/person/purge", closing.purge_person, methods=["POST"]),
            *(Route(address, closing.open) for address in ("/closing/person", "/closing/person/purge")),
            Route("/closing/records/{name}", closing.record),
            Route("/records", records.open),
            Route("/records/access.csv", records.download),
            Route("/login", entry.open),
            Route("/login", entry.enter, methods=["POST"]),
            Route("/logout", entry.leave, methods=["POST"]),
            *(Route(address, site.asset) for address in _ASSETS),
        ],
        middleware=[Middleware(Guard, keys=keys, hosts=hosts, me=officer(), **told)],
        exception_handlers=dict.fromkeys((HTTPException, SdgnetError, OSError, Exception), site.failed),
    )


def refused(keys: Keys) -> str:
    """What is said to who may not ask."""
    return str(labels("desk")["entry" if keys.users is None else "not_allowed"])


def _of_reception(receiving: Receiving) -> list[Route]:
    return [
        Route("/reception", receiving.open),
        Route("/reception", receiving.search, methods=["POST"]),
        Route("/reception/events", receiving.events),
        Route("/reception/badges", receiving.badges),
        Route("/reception/badges", receiving.printed, methods=["POST"]),
        Route("/reception/badges/{person}", receiving.badge),
        *(Route(address, to_screen) for address in ("/reception/mark", "/reception/walk-in")),
        Route("/reception/mark", receiving.mark, methods=["POST"]),
        Route("/reception/walk-in", receiving.walk_in, methods=["POST"]),
    ]


def _no_icon(request: Request) -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT)
