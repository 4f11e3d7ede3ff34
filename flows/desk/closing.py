"""마침: who came, by the last word about each; the result of the event; and what has to be destroyed, and when."""

import re
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.desk.office import Office, officer
from flows.desk.papers import EVENT, Paper, document, shelves
from flows.forget import find
from flows.purge import Plan, plan
from flows.sources.attendance_file import read_attendance
from flows.sources.sheet_address import is_sheet
from flows.stages.attending import read_ticked
from flows.telling.words import words
from output.formats.labels import labels
from output.store.book import Mark
from output.store.last_sync import last_source
from output.store.purge import FOLDER, forgetting
from transforms.campaign.retention import has_passed
from transforms.errors.base import SdgnetError
from transforms.errors.store import ReleaseDamagedError
from transforms.event.attended import ABSENT, CAME, UNKNOWN, counts

if TYPE_CHECKING:
    from flows.desk.site import Site

_MOST = 60
_LONGEST, _NOBODY = 60, pd.DataFrame(columns=["id"])
_RESULT = "documents/result."
_RECORD = re.compile(r"\d{8}-\d{6}\.(pdf|hwpx)|ledger\.csv")


@dataclass(frozen=True)
class Attendance:
    """How many came, by state; ``rows`` the first of those of whom nothing is known.

    ``n_changed`` are those of whom the current event release says otherwise: its result is older than the last mark.
    """

    counts: dict[str, int]
    rows: list[dict[str, Any]]
    ids: list[str]
    n_changed: int
    result: Paper | None
    release: str

    @property
    def is_any(self) -> bool:
        """Whether anybody was marked: without a mark there is no result."""
        return self.counts[CAME] + self.counts[ABSENT] > 0


def attendance(office: Office) -> Attendance | None:
    """What is known of who came; None before the event's documents were made."""
    event = office.event
    if event is None or office.release is None:
        return None
    told = read_ticked(read_attendance(office.data, office.settings), office.settings, office.data).attendance
    try:
        before = pd.read_parquet(event / "tables" / "attendance.parquet")
    except (OSError, ValueError):
        raise ReleaseDamagedError(release=event.name, file="tables") from None
    both = told[["attendee_id", "state"]].merge(before[["attendee_id", "state"]], on="attendee_id", how="outer")
    differs = both["state_x"].fillna(UNKNOWN).ne(both["state_y"].fillna(UNKNOWN))
    unknown = told[told["state"].eq(UNKNOWN)].sort_values(["body", "name", "attendee_id"])
    shown = unknown[["attendee_id", "name", "title", "body"]].head(_MOST).astype("object")
    papers = [paper for shelf in shelves(office) if shelf.of == EVENT for paper in shelf.papers]
    result = next((each for each in papers if any(path.startswith(_RESULT) for _, path in each.files)), None)
    rows = [{str(k): v for k, v in row.items()} for row in shown.where(shown.notna(), "").to_dict("records")]
    ids = unknown["attendee_id"].astype("str").tolist()
    return Attendance(counts(told), rows, ids, int(differs.sum()), result, event.name)


class Closing:
    """The end of a campaign."""

    def __init__(self, site: "Site") -> None:
        self._site = site

    def open(self, request: Request) -> Response:
        """The screen."""
        return self._shown()

    async def absent(self, request: Request) -> Response:
        """Who has no mark did not come: one person, or all of them."""
        fields = (await self._site.form(request)).fields
        await run_in_threadpool(self._absent, fields.get("person", ""))
        return RedirectResponse("/closing", HTTPStatus.SEE_OTHER)

    def _absent(self, person: str) -> None:
        known = attendance(self._site.office)
        without = [each for each in (known.ids if known else []) if not person or each == person]
        self._site.record("absent", about=without)
        for each in without:
            self._site.book.mark(Mark(datetime.now().astimezone(), officer(), each, ABSENT))

    async def purge(self, request: Request) -> Response:
        """What is personal is destroyed once a name and the campaign's own word are typed under what was shown."""
        fields = (await self._site.form(request)).fields
        by, word = (fields.get(name, "").strip() for name in ("by", "word"))
        if not by or word != self._site.office.settings.slug:
            return await run_in_threadpool(self._shown, by, True)
        office = self._site.office
        given = [f"--campaign={office.campaign}", f"--data={office.data}", f"--by={by}"]
        given += ["--tabs"] if fields.get("tabs") == "yes" else []
        await run_in_threadpool(self._site.record, "purge")
        self._site.runs.start("purge", given, officer(), f"{word}\n")
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)

    async def person(self, request: Request) -> Response:
        """Whom a text may mean who asks that their data go, and what would; names stand in no address."""
        text = (await self._site.form(request)).fields.get("text", "").strip()[:_LONGEST]
        return await run_in_threadpool(self._person, text)

    async def purge_person(self, request: Request) -> Response:
        """The data of one person or body are destroyed once a name and their number are typed."""
        fields = (await self._site.form(request)).fields
        who, by, word = (fields.get(name, "").strip()[:_LONGEST] for name in ("who", "by", "word"))
        if not by or not who or word != who:
            return await run_in_threadpool(self._person, who, by, True)
        office = self._site.office
        await run_in_threadpool(self._site.record, "purge_person", about=[who])
        given = [f"--campaign={office.campaign}", f"--data={office.data}", f"--person={who}", f"--by={by}"]
        self._site.runs.start("purge", given, officer(), f"{word}\n")
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)

    def _person(self, text: str, by: str = "", is_refused: bool = False) -> Response:
        office = self._site.office
        begun = (forgetting(office.data) or {}).get("who", "")
        # What was begun is ended first: of whom it was no table tells any more.
        found = find(office.campaign, office.data, text) if text and not begun else _NOBODY
        rows = found.head(_MOST).to_dict("records")
        if rows:
            self._site.record("person_found", about=[str(row["id"]) for row in rows])
        return self._site.page(
            "closing",
            labels("desk")["closing"]["person"],
            "person",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK,
            text=text,
            rows=rows,
            n=len(found),
            begun=begun,
            chosen=begun or (str(rows[0]["id"]) if len(found) == 1 else ""),
            what=words("purge")["what_for"],
            by=by or officer(),
            refused=is_refused,
        )

    def record(self, request: Request) -> Response:
        """The record of a destruction: the ledger, or a page to be signed."""
        name = request.path_params["name"]
        path = self._site.office.data / FOLDER / name
        if not _RECORD.fullmatch(name) or not path.is_file():
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return document(path)

    def _shown(self, by: str = "", is_refused: bool = False) -> Response:
        office, planned, why, came = self._site.office, None, "", None
        try:
            planned = plan(office.campaign, office.data)
            came = attendance(office)
        except SdgnetError as error:
            why = str(error)
        if came and came.rows:
            self._site.record("closing", about=[str(row["attendee_id"]) for row in came.rows])
        until = office.settings.retention_until
        today = datetime.now(office.settings.zone).date()
        return self._site.page(
            "closing",
            labels("desk")["screen"]["closing"],
            status=HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK,
            came=came,
            most=_MOST,
            planned=planned,
            is_nightly=bool(office.nightly),
            parts=_parts(planned, labels("destruction", office.settings)),
            destruction=labels("destruction", office.settings),
            why=why,
            until=f"{until.year}. {until.month}. {until.day}.",
            left=(until - today).days,
            has_passed=has_passed(until, today),
            is_sheet=is_sheet(last_source(office.data)),
            slug=office.settings.slug,
            by=by or officer(),
            refused=is_refused,
            records=_records(office.data / FOLDER),
        )


def _parts(planned: Plan | None, names: dict[str, Any]) -> list[tuple[str, int, str]]:
    """What would be destroyed, as the record will name it."""
    return [
        (names["kind"][kind], files, "" if people is None else names["people"][kind].format(n=people))
        for kind, files, people in (planned.parts if planned else ())
    ]


def _records(folder: Path) -> list[str]:
    names = [path.name for path in folder.glob("*")] if folder.is_dir() else []
    return sorted((name for name in names if _RECORD.fullmatch(name)), reverse=True)
