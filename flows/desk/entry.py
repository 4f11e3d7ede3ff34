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
_SALT, _DIGEST = 16, 64
#: After so many failures within so many seconds one try of that place is looked at in so many: passwords that the
#: program made are guessed by nobody, and who has the right one is never shut out.
_OF_PLACE, _WINDOW, _EACH = 10, 15 * 60, 5
_MOST_KNOWN = 10_000


def new_password() -> str:
    """A password that nobody has to think of."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_PART)) for _ in range(_PARTS))


def hashed(password: str) -> str:
    """What is kept of a password: salt and scrypt's hash."""
    salt = secrets.token_bytes(_SALT)
    return _kept(salt, _scrypt(password, salt))


def of_nobody() -> str:
    """What is kept for a name that nobody has: looked at as long as any other, and of no password."""
    return _kept(secrets.token_bytes(_SALT), secrets.token_bytes(_DIGEST))


def is_right(password: str, kept: str) -> bool:
    """Whether ``kept`` is of that password."""
    salt, _, digest = kept.partition("$")
    return hmac.compare_digest(_scrypt(password, base64.b64decode(salt)), base64.b64decode(digest))


class Tries:
    """Failures by place; what is kept of them ends with the page."""

    def __init__(self) -> None:
        self._failed = dict[str, deque[float]]()
        self._looked = dict[str, float]()

    def are_over(self, place: str) -> bool:
        """Whether so many failed lately that this one is not looked at yet."""
        now = time.monotonic()
        if self._count(place) < _OF_PLACE:
            return False
        if now - self._looked.get(place, 0) < _EACH:
            return True
        self._looked[place] = now
        return False

    def failed(self, place: str) -> None:
        """One more failed."""
        if len(self._failed) > _MOST_KNOWN:
            self._failed = {each: times for each, times in self._failed.items() if self._count(each)}
            self._looked.clear()
        self._failed.setdefault(place, deque(maxlen=_OF_PLACE)).append(time.monotonic())
        self._looked[place] = time.monotonic()

    def _count(self, place: str) -> int:
        since = time.monotonic() - _WINDOW
        return sum(each > since for each in self._failed.get(place, ()))


class Entry:
    """The addresses of logging in and out."""

    def __init__(self, site: "Site") -> None:
        self._site, self._tries, self._nobody = site, Tries(), of_nobody()
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
        if self._tries.are_over(place):
            return self._shown("throttled", HTTPStatus.TOO_MANY_REQUESTS)
        known = self._site.book.users().get(name)
        # A name that nobody has takes as long.
        is_known = is_right(password, known[1] if known else self._nobody) and known is not None
        if not is_known or known is None:
            self._tries.failed(place)
            self._site.record("login_failed", who=name if known else "?", place=place)
            return self._shown("wrong", HTTPStatus.FORBIDDEN)
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


def _kept(salt: bytes, digest: bytes) -> str:
    return f"{base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, dklen=_DIGEST, **_COST)
