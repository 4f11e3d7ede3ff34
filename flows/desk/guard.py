"""Who may ask the page for something, and for what.

On this computer alone: its own browser, once it opened the address that was printed. On the office's network: whoever
logged in, 접수 for the reception and nothing else. Another page in the same browser and another name for this computer
are refused.
"""

import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEY = "key"
OFFICE, RECEPTION = "office", "reception"
#: Seconds after which nobody is logged in any more: since their last tap, and in any case.
IDLE, LONGEST = {OFFICE: 30 * 60, RECEPTION: 3 * 3600}, 12 * 3600
#: How much somebody asks for from one place: as many at once, and so many a second from then on.
AT_ONCE, A_SECOND = 300, 5
#: What 접수 may ask for, beside what everybody may who is logged in.
FOR_RECEPTION, FOR_ALL = "/reception", ("/logout", "/favicon.ico", "/token")
#: What a browser needs before anybody is known.
BEFORE = ("/login", "/desk.css", "/fonts/")
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
HEADERS = {
    "content-security-policy": CONTENT,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_SAFE = ("GET", "HEAD")
#: What tells a browser of what goes on: nobody has to tap for it.
_LISTENS = "/events"


@dataclass(eq=False)
class Session:
    """Somebody at the page. ``password`` is the hash with which they came in, ``token`` what their forms carry.

    ``reason`` is why they open documents that name people, as they said it last.
    """

    name: str
    role: str
    place: str
    password: str = field(default="", repr=False)
    reason: str = ""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    began: float = field(default_factory=time.monotonic)
    seen: float = field(default_factory=time.monotonic)

    @property
    def is_office(self) -> bool:
        """Whether everything may be asked for."""
        return self.role == OFFICE


#: Whoever asks now.
ASKING: ContextVar[Session | None] = ContextVar("asking", default=None)
UserOf = Callable[[str], tuple[str, str] | None]


class Keys:
    """Who is at the page now: nothing that is known after it ended opens the next.

    With ``users`` (role and hashed password by name) they are those who logged in, and one whose password was changed
    or taken away is out at once; without, whoever opened the address that bears ``secret``.
    """

    def __init__(self, users: UserOf | None = None) -> None:
        self.users, self.secret = users, secrets.token_urlsafe(24)
        self._sessions, self._once = dict[str, Session](), set[str]()
        self._left = dict[tuple[str, str], tuple[float, float]]()

    def once(self) -> str:
        """A key that opens the page one time: a browser is started with it, and everybody who works at this computer
        reads in the list of processes with what."""
        self._once.add(given := secrets.token_urlsafe(24))
        return given

    def opens(self, given: str) -> bool:
        """Whether an address that bears it lets somebody in now."""
        if given in self._once:
            self._once.remove(given)
            return True
        return hmac.compare_digest(given.encode(), self.secret.encode())

    def begin(self, session: Session) -> str:
        """What the browser holds from now on, new with every login: nothing that was known before opens it."""
        self._sessions = {key: each for key, each in self._sessions.items() if self.holds(each)}
        given = secrets.token_urlsafe(32)
        self._sessions[_hash(given)] = session
        return given

    def find(self, given: str) -> Session | None:
        """Whose browser it is; None where nobody is logged in there, or not any more."""
        session = self._sessions.get(_hash(given))
        return session if session and self.holds(session) else None

    def end(self, session: Session) -> None:
        """They are logged out, wherever their cookie is sent from."""
        self._sessions = {key: each for key, each in self._sessions.items() if each is not session}

    def spares(self, session: Session) -> bool:
        """Whether one more thing may be asked for: no program fills the record that asks faster than people tap."""
        key, now = (session.name, session.place), time.monotonic()
        left, since = self._left.get(key, (AT_ONCE, now))
        left = min(left + (now - since) * A_SECOND, AT_ONCE)
        self._left[key] = (left - (left >= 1), now)
        return left >= 1

    def holds(self, session: Session) -> bool:
        """Whether they are still logged in."""
        if self.users is None:
            return True
        now = time.monotonic()
        if now - session.seen > IDLE[session.role] or now - session.began > LONGEST:
            return False
        return session in self._sessions.values() and self.users(session.name) == (session.role, session.password)


class Guard:
    """Passes on what may be asked, and puts the headers that keep a page to itself on every answer."""

    def __init__(self, app: ASGIApp, keys: Keys, hosts: Sequence[str], refused: str, hasty: str, me: str) -> None:
        self._app, self._keys, self._hosts, self._me = app, keys, frozenset(hosts), me
        self._refused, self._hasty = refused, hasty

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope)
        session = self._keys.find(request.cookies.get(cookie_of(request), ""))
        app = self._answer(request, session) or self._app
        if session and not request.url.path.endswith(_LISTENS):
            session.seen, session.place = time.monotonic(), place_of(request)
        asking = ASKING.set(session)
        try:
            await app(scope, receive, with_headers)
        finally:
            ASKING.reset(asking)

    def _answer(self, request: Request, session: Session | None) -> Response | None:
        """The answer to who may not ask; None where the page itself answers."""
        host, path = request.headers.get("host", ""), request.url.path
        if host not in self._hosts:
            return PlainTextResponse("", HTTPStatus.MISDIRECTED_REQUEST)
        # Browsers say where a form or a script comes from.
        if request.method not in _SAFE and request.headers.get("origin") != f"{request.url.scheme}://{host}":
            return self._no()
        if self._keys.users is not None:
            return self._unless_logged_in(request, session)
        if path == "/" and (given := request.query_params.get(KEY)):
            return self._enter(request) if self._keys.opens(given) else self._no()
        return None if session else self._no()

    def _unless_logged_in(self, request: Request, session: Session | None) -> Response | None:
        path = request.url.path
        if path.startswith(BEFORE):
            return None
        if session is None:
            is_page = request.method in _SAFE and "text/html" in request.headers.get("accept", "")
            login = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
            return login if is_page else PlainTextResponse("", HTTPStatus.UNAUTHORIZED)
        if not self._keys.spares(session):
            return PlainTextResponse(self._hasty, HTTPStatus.TOO_MANY_REQUESTS, {"retry-after": "1"})
        if session.is_office or path == FOR_RECEPTION or path.startswith((f"{FOR_RECEPTION}/", *FOR_ALL)):
            return None
        if path == "/":
            return RedirectResponse(FOR_RECEPTION, HTTPStatus.SEE_OTHER)
        return None if path == "/desk.js" else self._no()

    def _enter(self, request: Request) -> Response:
        """The key leaves the address, so that it is in no history and no picture of the screen."""
        return entered(request, self._keys.begin(Session(self._me, OFFICE, place_of(request))))

    def _no(self) -> Response:
        return PlainTextResponse(self._refused, HTTPStatus.FORBIDDEN)


def entered(request: Request, given: str) -> Response:
    """The browser holds ``given`` from now on, shows it to no other page and to no script."""
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    is_secure = request.url.scheme == "https"
    answer.set_cookie(cookie_of(request), given, httponly=True, samesite="strict", secure=is_secure)
    return answer


def place_of(request: Request) -> str:
    """From where somebody asks."""
    return request.client.host if request.client else ""


def cookie_of(request: Request) -> str:
    """The cookie's name: browsers share cookies between the ports of one computer; ``__Host-`` takes none from afar."""
    host = request.headers.get("host", "")
    return f"{'__Host-' if request.url.scheme == 'https' else ''}sdgnet-{host.rpartition(':')[2]}"


def _hash(given: str) -> str:
    return sha256(given.encode()).hexdigest()
