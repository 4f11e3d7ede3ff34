"""확인: the matters of the current release, what was decided on the page since, and how a new decision is read."""

import re
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.desk.office import Office, officer
from flows.sources.staff_page import file_of
from output.formats.labels import labels
from output.formats.look import Tile, goal_tiles
from output.review.queue import QUEUE
from output.store.book import Book, Said, said_on_page
from output.store.decisions import remembered
from transforms.decisions.values import WITHDRAWN, allowed, read_value
from transforms.errors.store import ReleaseDamagedError
from transforms.parse.phones import national
from transforms.reference import texts
from transforms.review.queue import choices, marked, side_by_side, words_that_counted

if TYPE_CHECKING:
    from flows.desk.site import Site

_A_PAGE = 40
_PLACE = re.compile("[0-9]{1,7}")
_COLUMNS = (
    "name",
    "kind",
    "representative",
    "contact_name",
    "contact_title",
    "phone",
    "email",
    "address",
    "district",
    "submitted_at",
)
#: The queue that asks nothing.
_NOTHING = {"kind_code": [], "key": [], "needs_person": pd.Series(dtype="bool")}


@dataclass(frozen=True)
class Kind:
    """One kind of matter: how many need a person now, how many there are, how many decisions wait for a run."""

    code: str
    name: str
    n_open: int
    n: int
    n_waiting: int


@dataclass(frozen=True)
class Matter:
    """One matter with what is needed to decide it. ``said`` waits for the next run; ``value`` holds already."""

    row: dict[str, Any]
    said: Said | None
    choices: list[str]
    text: list[tuple[str, bool]]
    declared: list[Tile]
    matched: list[Tile]
    both: list[dict[str, Any]]
    contact: list[dict[str, Any]]

    @property
    def seen(self) -> str:
        """What was said of it last, as a form bears it: another window may say something meanwhile."""
        return f"{self.said.at.isoformat()} {self.said.who} {self.said.typed}" if self.said else ""


class Queue:
    """What may be decided about the release that is current now."""

    def __init__(self, office: Office) -> None:
        self._office, self._release = office, office.release
        self.rows = self._read()
        log = remembered(office.data)
        known = set(zip(log["file"], log["kind"], log["key"], strict=True))
        # What a run has read stands in the release, or is about nothing in it.
        self.waiting = {
            (said.kind, said.key): said
            for said in said_on_page(office.data)
            if (file_of(said), said.kind, said.key) not in known
        }
        keys = zip(self.rows["kind_code"], self.rows["key"], strict=True)
        is_waiting = pd.Series([pair in self.waiting for pair in keys], index=self.rows.index, dtype="bool")
        self.rows = self.rows.assign(is_waiting=is_waiting, is_open=self.rows["needs_person"] & ~is_waiting)

    def kinds(self) -> list[Kind]:
        """Every kind of which there is a matter, in the order of the queue."""
        made = []
        for code, rows in self.rows.groupby("kind_code", sort=False):
            n_open, n_waiting = int(rows["is_open"].sum()), int(rows["is_waiting"].sum())
            made.append(Kind(str(code), str(rows["kind_name"].iloc[0]), n_open, len(rows), n_waiting))
        return made

    def of(self, kind: str, *, only_open: bool) -> pd.DataFrame:
        """The matters of one kind."""
        rows = self.rows[self.rows["kind_code"].eq(kind)]
        return rows[rows["is_open"]] if only_open else rows

    def matter(self, kind: str, key: str) -> Matter | None:
        """One matter; None where nobody asks."""
        found = self.rows[self.rows["kind_code"].eq(kind) & self.rows["key"].eq(key)]
        if found.empty:
            return None
        first = found.astype("object").where(found.notna(), "").iloc[0]
        row = {str(name): cell for name, cell in first.items()}
        tiles = {str(tile.number): tile for tile in goal_tiles(self._office.settings)}
        one, other = self._bodies(kind, key)
        return Matter(
            row=row,
            said=self.waiting.get((kind, key)),
            choices=choices(kind, self._office.settings),
            text=marked(row["detail"], words_that_counted(row["evidence"])),
            declared=[tiles[each] for each in row["declared"].split()],
            matched=[tiles[each] for each in row["matched"].split()],
            both=side_by_side(one, other, _COLUMNS) if other else [],
            contact=side_by_side(one, {}, _COLUMNS) if one and not other else [],
        )

    def after(self, kind: str, key: str) -> str | None:
        """The key of the next open matter of the kind, from the first again behind the last; None for none."""
        rows = self.of(kind, only_open=False)
        at = rows.index[rows["key"].eq(key)]
        is_open = rows["is_open"] & rows["key"].ne(key)
        behind = rows[is_open & (rows.index > at[0])] if len(at) else rows[is_open]
        found = behind if len(behind) else rows[is_open]
        return str(found["key"].iloc[0]) if len(found) else None

    def _bodies(self, kind: str, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the body, or both bodies, of a matter say of themselves; empty where the matter is about a text."""
        ids = key.split(" ")
        if self._release is None or kind == "goals":
            return {}, {}
        table = self._table("participants")
        at = table["submitted_at"].dt.strftime("%Y-%m-%d %H:%M")
        table = table.assign(phone=table["phone"].map(national, na_action="ignore"), submitted_at=at)
        by_id: dict[str, dict[str, Any]] = {each: self._held(each) for each in ids}
        for name in ("participant_id", "response_id"):
            by_id |= {row[name]: row for row in table[table[name].isin(ids)].to_dict("records")}
        found = [{str(column): cell for column, cell in by_id[each].items()} for each in ids]
        return found[0], found[1] if len(found) > 1 else {}

    def _held(self, key: str) -> dict[str, Any]:
        """What is known of a response that speaks for nobody: each of its matters shows a part of it."""
        of_it = self.rows[self.rows["key"].eq(key) & self.rows["now"].ne("")]
        return dict(zip(of_it["kind_code"], of_it["now"], strict=True))

    def _read(self) -> pd.DataFrame:
        # A release of an earlier version of the program, or of very many responses, asks nothing here.
        self.is_there = self._release is not None and (self._release / QUEUE).is_file()
        return self._load(QUEUE) if self.is_there else pd.DataFrame(_NOTHING)

    def _table(self, name: str) -> pd.DataFrame:
        return self._load(f"restricted/tables/{name}.parquet")

    def _load(self, path: str) -> pd.DataFrame:
        release = self._release
        if release is None:
            return pd.DataFrame()
        try:
            return pd.read_parquet(release / path)
        except (OSError, ValueError):
            raise ReleaseDamagedError(release=release.name, file=path) from None


def decide(office: Office, book: Book, matter: Matter, typed: str) -> str:
    """What was typed is said of the matter; returns what may be typed instead where it cannot be read, else ''."""
    kind, key = str(matter.row["kind_code"]), str(matter.row["key"])
    if read_value(kind, typed, office.settings) is None:
        return allowed(kind, office.settings)
    _say(book, kind, key, typed, matter)
    return ""


def take_back(office: Office, book: Book, matter: Matter) -> None:
    """What waits for a run is not said; where nothing waits, what holds is withdrawn by the next run."""
    typed = WITHDRAWN if matter.said else texts("messages")["choice"]["withdraw"]
    _say(book, str(matter.row["kind_code"]), str(matter.row["key"]), typed, matter)


def _say(book: Book, kind: str, key: str, typed: str, matter: Matter) -> None:
    # As on the workbook: a decision about goals is about a text, whoever wrote it.
    about = str(matter.row["detail" if kind == "goals" else "body"])
    book.decide(Said(datetime.now().astimezone(), officer(), kind, key, typed, about))


class Deciding:
    """The officer's queue."""

    def __init__(self, site: "Site") -> None:
        self._site = site

    def kinds(self, request: Request) -> Response:
        """Every kind with its counts."""
        queue = Queue(self._site.office)
        return self._site.page(
            "review", self._title, is_there=queue.is_there, kinds=queue.kinds(), n_waiting=len(queue.waiting)
        )

    def kind(self, request: Request) -> Response:
        """The matters of one kind, a page of them."""
        queue, code = Queue(self._site.office), request.path_params["kind"]
        kind = next((each for each in queue.kinds() if each.code == code), None)
        if kind is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        with_all = "all" in request.query_params
        rows = queue.of(code, only_open=not with_all)
        asked = request.query_params.get("from", "")
        first = min(int(asked), max(len(rows) - 1, 0)) if _PLACE.fullmatch(asked) else 0
        shown = rows.iloc[first : first + _A_PAGE].astype("object")
        self._site.record("review_list", about=shown["key"])
        return self._site.page(
            "review",
            f"{self._title}: {kind.name}",
            "matters",
            kind=kind,
            rows=shown.where(shown.notna(), "").to_dict("records"),
            n=len(rows),
            first=first,
            size=_A_PAGE,
            with_all=with_all,
        )

    def matter(self, request: Request) -> Response:
        """One matter, with what is needed to decide it."""
        queue = Queue(self._site.office)
        matter = self._found(queue, request)
        self._site.record("review", about=[str(matter.row["key"])])
        return self._shown(queue, matter)

    async def decide(self, request: Request) -> Response:
        """What was decided is kept, and the next matter is shown."""
        fields = (await self._site.form(request)).fields
        return await run_in_threadpool(self._decide, request, fields)

    def _decide(self, request: Request, fields: dict[str, str]) -> Response:
        queue = Queue(self._site.office)
        matter = self._found(queue, request)
        office, book, does = self._site.office, self._site.book, fields.get("does", "")
        if does != "later" and fields.get("seen", matter.seen) != matter.seen:
            return self._shown(queue, matter, fields.get("typed", ""), is_overtaken=True)
        self._site.record("undone" if does == "take_back" else "decided", about=[str(matter.row["key"])])
        if does == "take_back":
            take_back(office, book, matter)
            return RedirectResponse(request.url.path, HTTPStatus.SEE_OTHER)
        if does != "later":
            typed = matter.row["proposal"] if does == "proposal" else fields.get("typed", "")
            if said := decide(office, book, matter, typed):
                return self._shown(queue, matter, typed, said)
        kind, key = request.path_params["kind"], request.path_params["key"]
        follows = queue.after(kind, key)
        return RedirectResponse(f"/review/{kind}/{quote(follows)}" if follows else "/review", HTTPStatus.SEE_OTHER)

    def _found(self, queue: Queue, request: Request) -> Matter:
        matter = queue.matter(request.path_params["kind"], request.path_params["key"])
        if matter is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return matter

    def _shown(
        self, queue: Queue, matter: Matter, typed: str = "", refused: str = "", *, is_overtaken: bool = False
    ) -> Response:
        n_left = len(queue.of(str(matter.row["kind_code"]), only_open=True))
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refused or is_overtaken else HTTPStatus.OK
        title = f"{self._title}: {matter.row['kind_name']}"
        told = {"matter": matter, "n_left": n_left, "typed": typed, "refused": refused, "overtaken": is_overtaken}
        return self._site.page("review", title, "matter", status, **told)

    @property
    def _title(self) -> str:
        return str(labels("desk")["screen"]["review"])
