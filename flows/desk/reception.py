"""접수: who is expected, who was marked, and how many came, by meeting."""

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from flows.desk.guard import ASKING, OF_RELEASE
from flows.desk.office import Office, officer
from flows.stages.attending import current_tags
from output.event.event_pdf import name_tags
from output.formats.labels import labels
from output.formats.look import Tile, field_tiles
from output.store.book import Book, Mark
from output.store.printed import printed_seats
from transforms.errors.desk import NobodyExpectedError, WalkInNamelessError
from transforms.errors.store import ReleaseDamagedError
from transforms.event.attended import CAME, WALK_IN, expected
from transforms.event.found import found, searchable
from transforms.event.placement import as_seats
from transforms.parse.text import clean

if TYPE_CHECKING:
    from flows.desk.site import Site

_MOST, _FEW = 40, 3
_LOOK_EVERY_SECONDS, _PING_EVERY = 0.5, 4
_SHOWN = ["attendee_id", "badge", "name", "title", "body", "group", "field", "is_gone"]
_TAG = {"attendee_id": "str", "badge": "Int64", "field": "Int64"} | dict.fromkeys(
    ("group", "body", "title", "name"), "str"
)
_LONGEST, _LONGEST_SHOWN = 60, 120
_ID = re.compile("[a-z0-9_-]{3,60}")
_WALKED = re.compile(f"{WALK_IN}-[0-9a-f]{{12}}")
#: Milliseconds since a tap that waited in a tablet without network; of a day before none is sent.
_AGO, _LONGEST_AGO = re.compile("[0-9]{1,8}"), timedelta(hours=12)


@dataclass(frozen=True)
class Meeting:
    """One meeting now: how many came, how many were expected, how many seats are left; no ``tile`` for no meeting."""

    number: int
    tile: Tile | None
    n_came: int
    n_expected: int
    n_free: int


class Reception:
    """The list of one event release; marks are asked of the book anew each time."""

    def __init__(self, office: Office, book: Book) -> None:
        self._office, self._book = office, book
        self._release = ""
        self._people = self._meetings = pd.DataFrame()

    @property
    def is_there(self) -> bool:
        """Whether there is a list."""
        self._refresh()
        return bool(self._release)

    def found(self, typed: str, most: int) -> tuple[list[dict[str, Any]], int]:
        """Whom ``typed`` may mean, at most so many with their marks, and how many there are."""
        self._refresh()
        marks, _ = self._book.marks()
        people = pd.concat([self._walk_ins(marks), self._people], ignore_index=True) if marks else self._people
        whom = found(people, typed[:_LONGEST])
        shown = whom.head(most).astype("object")
        rows = shown.where(shown.notna(), None).to_dict("records")
        for row in rows:
            row["mark"] = _held(marks, str(row["attendee_id"]))
        return [{str(name): cell for name, cell in row.items()} for row in rows], len(whom)

    def counts(self) -> tuple[list[Meeting], int]:
        """Every meeting, those without one last, and how many came unannounced."""
        self._refresh()
        marks, _ = self._book.marks()
        held = [mark for mark in marks.values() if mark.is_here]
        where = dict(zip(self._people["attendee_id"], self._people["field"], strict=True))
        came: dict[int, int] = {}
        for mark in held:
            field = mark.field if mark.state == WALK_IN else where.get(mark.person)
            at = 0 if field is None or pd.isna(field) else int(field)
            came[at] = came.get(at, 0) + 1
        staying = self._people[~self._people["is_gone"].astype("bool")]
        on_list = staying["field"].fillna(0).astype("int64").value_counts().to_dict()
        most = dict(zip(self._meetings["field"].astype("int64"), self._meetings["most"], strict=True))
        walked = [int(mark.field or 0) for mark in held if mark.state == WALK_IN]
        made = [
            Meeting(
                tile.number,
                tile,
                came.get(tile.number, 0),
                int(on_list.get(tile.number, 0)),
                max(int(most.get(tile.number, 0)) - int(on_list.get(tile.number, 0)) - walked.count(tile.number), 0),
            )
            for tile in field_tiles(self._office.settings)
        ]
        return [*made, Meeting(0, None, came.get(0, 0), int(on_list.get(0, 0)), 0)], len(walked)

    def mark(self, person: str, *, is_here: bool, ago: timedelta = timedelta()) -> tuple[Mark, bool]:
        """The person was marked or not any more so long ago, and it is on the disk; raises NobodyExpectedError.

        Returns the word that holds, and whether it is this one: a later one of another window is the last.
        """
        self._refresh()
        at, state = datetime.now().astimezone() - min(ago, _LONGEST_AGO), CAME if is_here else ""
        made = Mark(at.replace(microsecond=at.microsecond // 1000 * 1000), officer(), person, state)
        if _WALKED.fullmatch(person) and (before := self._book.mark_of(person)):
            state = WALK_IN if is_here else ""
            made = replace(made, state=state, name=before.name, body=before.body, field=before.field)
        elif not self._people["attendee_id"].eq(person).any():
            raise NobodyExpectedError()
        held = self._book.mark(made)
        return held, held == made

    def walk_in(self, person: str, name: str, body: str, field: str) -> Mark:
        """Somebody who was not expected is written down, on the disk; raises WalkInNamelessError.

        ``person`` is the id that the form came with: a form that is sent twice writes one person down.
        """
        if not _WALKED.fullmatch(person):
            raise NobodyExpectedError()
        who, where = (" ".join(clean(each).split())[:_LONGEST] for each in (name, body))
        if not who and not where:
            raise WalkInNamelessError()
        number = next((each.number for each in self._office.settings.fields if str(each.number) == field), None)
        self._book.number_of(person)
        made = Mark(datetime.now().astimezone(), officer(), person, WALK_IN, who, where, number)
        self._book.mark(made)
        return made

    def unprinted(self) -> list[Mark]:
        """Who came unannounced and has no badge yet, in the order in which they came."""
        marks, printed = self._book.marks()[0], self._book.badges()
        walked = [mark for mark in marks.values() if mark.state == WALK_IN]
        return [mark for mark in walked if mark.person not in printed]

    def badges(self, persons: Sequence[str]) -> bytes:
        """Their name tags as PDF; raises NobodyExpectedError where one of them is nobody on the list."""
        office, marks = self._office, self._book.marks()[0]
        walked = [mark for mark in marks.values() if mark.is_here and mark.state == WALK_IN and mark.person in persons]
        numbers = self._book.numbers()
        rows = [
            [
                mark.person,
                numbers.get(mark.person),
                mark.field,
                labels("documents", office.settings)["walk_in_tag"],
                mark.body,
                "",
                mark.name,
            ]
            for mark in walked
        ]
        tags = pd.DataFrame(rows, columns=list(_TAG)).astype(_TAG)
        if len(walked) < len(persons):
            known = current_tags(office.settings, office.data)
            tags = pd.concat([tags, known[known["attendee_id"].isin(persons)]], ignore_index=True)
        if set(tags["attendee_id"]) != set(persons):
            raise NobodyExpectedError()
        return name_tags(tags, office.settings)

    def _walk_ins(self, marks: Mapping[str, Mark]) -> pd.DataFrame:
        numbers = self._book.numbers()
        rows = [
            [mark.person, numbers.get(mark.person), mark.name or None, None, mark.body, "", mark.field, False]
            for mark in marks.values()
            if mark.person.startswith(WALK_IN) and mark.is_here
        ]
        return searchable(pd.DataFrame(rows, columns=_SHOWN))

    def _refresh(self) -> None:
        event = self._office.event
        if event is None:
            # All that is personal may have been destroyed since: nobody is remembered either.
            self._release, self._people = "", searchable(pd.DataFrame(columns=_SHOWN))
            return
        if event.name == self._release:
            return
        try:
            seats = as_seats(pd.read_parquet(event / "tables" / "seats.parquet"))
            self._meetings = pd.read_parquet(event / "tables" / "meetings.parquet")
        except (OSError, ValueError):
            raise ReleaseDamagedError(release=event.name, file="tables") from None
        people = expected(seats, printed_seats(self._office.data / "event"))
        people = people[_SHOWN].drop_duplicates("attendee_id")
        # Nobody is called so; who wrote more would hold up every search.
        shortened = {
            column: people[column].str.slice(0, _LONGEST_SHOWN) for column in ("name", "title", "body", "group")
        }
        self._people = searchable(people.assign(**shortened))
        self._release = event.name


def new_person() -> str:
    """The id of somebody who comes unannounced."""
    return f"{WALK_IN}-{secrets.token_hex(6)}"


def _held(marks: Mapping[str, Mark], person: str) -> Mark | None:
    mark = marks.get(person)
    return mark if mark is not None and mark.is_here else None


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
        given = fields.get("ago", "")
        ago = timedelta(milliseconds=int(given) if _AGO.fullmatch(given) else 0)
        mark, is_last = await run_in_threadpool(self._mark, person, is_here, ago)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"person": mark.person, "here": mark.is_here, "last": is_last})
        return await run_in_threadpool(self._page, fields.get("typed", ""))

    async def walk_in(self, request: Request) -> Response:
        """Somebody who was not expected is on the disk; then it is answered."""
        fields = (await self._site.form(request)).fields
        given = (fields.get(name, "") for name in ("person", "name", "body", "field"))
        mark = await run_in_threadpool(self._reception.walk_in, *given)
        return await run_in_threadpool(self._registered, mark)

    def _mark(self, person: str, is_here: bool, ago: timedelta) -> tuple[Mark, bool]:
        try:
            told = self._reception.mark(person, is_here=is_here, ago=ago)
        except NobodyExpectedError:
            # Of what only looks like an id there is no person to put on record.
            if _ID.fullmatch(person):
                self._site.record("unlisted", about=[person])
            raise
        self._site.record("marked" if is_here else "unmarked", about=[person])
        return told

    def _registered(self, mark: Mark) -> Response:
        self._site.record("registered", about=[mark.person])
        return self._page("", mark)

    def badge(self, request: Request) -> Response:
        """One person's badge, to be printed."""
        return self._badges([request.path_params["person"]])

    def badges(self, request: Request) -> Response:
        """The badges of all who came unannounced and have none yet."""
        return self._badges([mark.person for mark in self._reception.unprinted()])

    async def printed(self, request: Request) -> Response:
        """These badges are on paper."""
        given = (await self._site.form(request)).fields.get("persons", "").split()
        await run_in_threadpool(self._printed, set(given))
        return RedirectResponse("/reception", HTTPStatus.SEE_OTHER)

    def _printed(self, given: set[str]) -> None:
        waiting = [mark.person for mark in self._reception.unprinted() if mark.person in given]
        self._site.book.print_badges(datetime.now().astimezone(), officer(), waiting)

    def _badges(self, persons: list[str]) -> Response:
        if not persons or not self._reception.is_there:
            raise NobodyExpectedError()
        content = self._reception.badges(persons)
        self._site.record("badge", about=persons)
        return Response(content, media_type="application/pdf", headers={"content-security-policy": OF_RELEASE})

    async def events(self, request: Request) -> Response:
        """Every mark as it is made, at whatever window."""
        return StreamingResponse(self._events(), media_type="text/event-stream")

    async def _events(self) -> AsyncIterator[str]:
        told, session, looked = -1, ASKING.get(), 0
        while session is None or self._site.keys.holds(session):
            if await run_in_threadpool(self._site.book.last_mark) != told:
                marks, last = await run_in_threadpool(self._site.book.marks)
                here = [person for person, mark in marks.items() if mark.is_here]
                now = {"here": here, "counts": await run_in_threadpool(self._counts)}
                yield f"data: {json.dumps(now)}\n\n"
                told = last
            else:
                # Whoever has gone is noticed; and a window that hears none of these for long knows that it is cut off.
                yield "event: ping\ndata: 1\n\n" if looked % _PING_EVERY == 0 else ": \n\n"
            looked += 1
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    def _counts(self) -> dict[str, Any]:
        if not self._reception.is_there:
            return {}
        meetings, n_walked = self._reception.counts()
        came = {f"came-{each.number}": each.n_came for each in meetings}
        badges = len(self._reception.unprinted())
        return came | {"came": sum(each.n_came for each in meetings), "walked": n_walked, "badges": badges}

    def _page(self, typed: str, registered: Mark | None = None) -> Response:
        title = labels("desk")["screen"]["reception"]
        if not self._reception.is_there:
            return self._site.page("reception", title, is_there=False)
        rows, n = self._reception.found(typed, _MOST)
        self._site.record("searched", about=[str(row["attendee_id"]) for row in rows])
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
            number=self._site.book.numbers().get(registered.person) if registered else None,
            unprinted=self._reception.unprinted(),
            few=_FEW,
            new_person=new_person(),
        )


def to_screen(request: Request) -> Response:
    """A reload of an answer leads back to the screen."""
    return RedirectResponse("/reception", HTTPStatus.SEE_OTHER)
