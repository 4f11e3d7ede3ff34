"""Logging in on the office's network: names, passwords that the program made, and no more tries than anybody needs."""

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.desk.forms import read_form
from flows.desk.guard import ASKING, Session, entered, place_of
from output.formats.labels import labels

if TYPE_CHECKING:
    from flows.desk.site import Site

#: Letters that nobody mistakes for another when typed from paper: 60 bits in twelve of them.
_LETTERS, _PARTS, _PART = "abcdefghjkmnpqrstuvwxyz23456789", 3, 4
#: OWASP's least for scrypt: 32 MB and a fifth of a second for each try.
_COST = {"n": 2**15, "r": 8, "p": 3, "maxmem": 2**26}
#: Failures within so many seconds after which no try is looked at: from one place, and for one name from anywhere.
_WINDOW, _OF_PLACE, _OF_NAME = 15 * 60, 10, 60
_MOST_KNOWN = 10_000


def new_password() -> str:
    """A password that nobody has to think of."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_PART)) for _ in range(_PARTS))


def hashed(password: str) -> str:
    """What is kept of a password: salt and scrypt's hash."""
    salt = secrets.token_bytes(16)
    return f"{base64.b64encode(salt).decode()}${base64.b64encode(_scrypt(password, salt)).decode()}"


def is_right(password: str, kept: str) -> bool:
    """Whether ``kept`` is of that password."""
    salt, _, digest = kept.partition("$")
    return hmac.compare_digest(_scrypt(password, base64.b64decode(salt)), base64.b64decode(digest))


class Tries:
    """Failures by place and by name; what is kept of them ends with the page."""

    def __init__(self) -> None:
        # A name may be typed as a place is called: ('', name) and (place, '') are never the same.
        self._failed = dict[tuple[str, str], deque[float]]()
        self._right = set[tuple[str, str]]()

    def are_over(self, place: str, name: str) -> bool:
        """Whether so many failed lately that the next is not looked at."""
        # Who fails with somebody's name elsewhere shuts nobody out from where they came in before.
        is_name_over = (place, name) not in self._right and self._count(("", name)) >= _OF_NAME
        return is_name_over or self._count((place, "")) >= _OF_PLACE

    def came_in(self, place: str, name: str) -> None:
        """Somebody of that name was let in there."""
        self._right.add((place, name))

    def failed(self, place: str, name: str) -> None:
        """One more failed."""
        if len(self._failed) > _MOST_KNOWN:
            self._failed = {key: times for key, times in self._failed.items() if self._count(key)}
        for key in ((place, ""), ("", name)):
            self._failed.setdefault(key, deque(maxlen=_OF_NAME)).append(time.monotonic())

    def _count(self, key: tuple[str, str]) -> int:
        since = time.monotonic() - _WINDOW
        return sum(each > since for each in self._failed.get(key, ()))


class Entry:
    """The addresses of logging in and out."""

    def __init__(self, site: "Site") -> None:
        self._site, self._tries, self._nobody = site, Tries(), hashed(new_password())
        # One try at a time: guessing is as slow as one hash, takes no more than one hash's memory, and whoever waits
        # for a turn takes no thread from the reception.
        self._one = asyncio.Lock()

    def open(self, request: Request) -> Response:
        """The screen on which a name and a password are typed."""
        return self._shown("")

    async def enter(self, request: Request) -> Response:
        """Whoever typed a name and its password is logged in, under a new cookie."""
        fields = (await read_form(request)).fields
        name, password = fields.get("name", "").strip()[:60], fields.get("password", "").strip()[:200]
        async with self._one:
            return await run_in_threadpool(self._enter, request, name, password)

    def _enter(self, request: Request, name: str, password: str) -> Response:
        place = place_of(request)
        if self._tries.are_over(place, name):
            return self._shown("throttled", HTTPStatus.TOO_MANY_REQUESTS)
        known = self._site.book.users().get(name)
        # A name that nobody has takes as long.
        is_known = is_right(password, known[1] if known else self._nobody) and known is not None
        if not is_known or known is None:
            self._tries.failed(place, name)
            self._site.record("login_failed", who=name if known else "?", place=place)
            return self._shown("wrong", HTTPStatus.FORBIDDEN)
        self._tries.came_in(place, name)
        if before := ASKING.get():
            self._site.keys.end(before)
        session = Session(name, known[0], place, known[1])
        self._site.record("login", who=name, place=place)
        return entered(request, self._site.keys.begin(session))

    async def leave(self, request: Request) -> Response:
        """They are logged out."""
        await self._site.form(request)
        if session := ASKING.get():
            self._site.keys.end(session)
        return RedirectResponse("/login", HTTPStatus.SEE_OTHER)

    def _shown(self, problem: str, status: int = HTTPStatus.OK) -> Response:
        return self._site.page("", labels("desk")["login"]["title"], "login", status, problem=problem)


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **_COST)
