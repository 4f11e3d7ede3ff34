"""Who may ask the page for something: this computer's own browser, once it opened the address that was printed.

Another page in the same browser, another name for this computer and another user of it are refused.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEY = "key"
#: Our own pages: nothing but what this page serves, and no script or style that stands in the text.
CONTENT = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Pages of a release carry their style in them, and no script.
OF_RELEASE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_POLICY = "content-security-policy"
_HEADERS = {
    _POLICY: CONTENT,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Keys:
    """The secret of this start, and what is made of it: nothing that is known after it ended opens the next."""

    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def cookie(self) -> str:
        """What the browser holds once the printed address was opened."""
        return self._made("cookie")

    @property
    def token(self) -> str:
        """What every form of ours carries, and no form of another's."""
        return self._made("form")

    def is_token(self, given: str) -> bool:
        """Whether a form of ours was sent."""
        return _equal(given, self.token)

    def _made(self, what: str) -> str:
        return hmac.new(self.secret.encode(), what.encode(), sha256).hexdigest()


class Guard:
    """Passes on what may be asked, and puts the headers that keep a page to itself on every answer."""

    def __init__(self, app: ASGIApp, keys: Keys, hosts: Sequence[str], refused: str) -> None:
        self._app, self._keys, self._hosts, self._refused = app, keys, frozenset(hosts), refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        app = self._answer(Request(scope)) or self._app
        await app(scope, receive, with_headers)

    def _answer(self, request: Request) -> Response | None:
        """The answer to who may not ask; None where the page itself answers."""
        host = request.headers.get("host", "")
        if host not in self._hosts:
            return PlainTextResponse("", HTTPStatus.MISDIRECTED_REQUEST)
        if request.method not in _SAFE and not _is_own(request.headers, host):
            return PlainTextResponse(self._refused, HTTPStatus.FORBIDDEN)
        if request.url.path == "/" and (given := request.query_params.get(KEY)):
            if not _equal(given, self._keys.secret):
                return PlainTextResponse(self._refused, HTTPStatus.FORBIDDEN)
            # The key leaves the address, so that it is in no history and no picture of the screen.
            entered = RedirectResponse("/", HTTPStatus.SEE_OTHER)
            entered.set_cookie(_cookie(host), self._keys.cookie, httponly=True, samesite="strict")
            return entered
        if not _equal(request.cookies.get(_cookie(host), ""), self._keys.cookie):
            return PlainTextResponse(self._refused, HTTPStatus.FORBIDDEN)
        return None


def _cookie(host: str) -> str:
    # Browsers share cookies between the ports of one computer.
    return f"sdgnet-{host.rpartition(':')[2]}"


def _is_own(headers: Headers, host: str) -> bool:
    """Whether a page of ours asks: browsers say where a form or a script comes from."""
    return headers.get("origin") == f"http://{host}"


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
