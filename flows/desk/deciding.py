"""The addresses of 확인."""

import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.desk.matters import Matter, Queue, decide, take_back
from output.formats.labels import labels

if TYPE_CHECKING:
    from flows.desk.site import Site

_A_PAGE = 40
_PLACE = re.compile("[0-9]{1,7}")


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
        return self._shown(queue, self._found(queue, request))

    async def decide(self, request: Request) -> Response:
        """What was decided is kept, and the next matter is shown."""
        fields = (await self._site.form(request)).fields
        return await run_in_threadpool(self._decide, request, fields)

    def _decide(self, request: Request, fields: dict[str, str]) -> Response:
        queue = Queue(self._site.office)
        matter = self._found(queue, request)
        office, book, does = self._site.office, self._site.book, fields.get("does", "")
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

    def _shown(self, queue: Queue, matter: Matter, typed: str = "", refused: str = "") -> Response:
        n_left = len(queue.of(str(matter.row["kind_code"]), only_open=True))
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
        title = f"{self._title}: {matter.row['kind_name']}"
        told = {"matter": matter, "n_left": n_left, "typed": typed, "refused": refused}
        return self._site.page("review", title, "matter", status, **told)

    @property
    def _title(self) -> str:
        return str(labels("desk")["screen"]["review"])
