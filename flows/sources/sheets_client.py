"""How we speak to Google: gspread's calls carried by a client of our own that waits, tries again, and gives up clearly.

gspread's two clients know no time-out, repeat for ever, or not at all. This one is given to gspread through its
documented hook (``http_client=``). What is permanent is said at once, in the officer's words; what may pass is tried
again, with full jitter, a bounded number of times; a write whose answer was lost is never repeated, because it may
have gone in.
"""

import json
import os
import random
import re
import threading
import time
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google.auth
import gspread
import requests
import urllib3
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError, RefreshError
from google.auth.transport import Request as TokenRequest
from google.oauth2 import service_account
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

from flows.sources.sheets_answers import (
    BROKEN,
    PASSING,
    READ,
    MayPassError,
    TokenExpiredError,
    error_of,
    is_object,
    is_page,
    named_wait,
    never_left,
    server,
    what_broke,
)
from transforms.errors.base import SdgnetError
from transforms.errors.sheet import (
    NetworkBlockedError,
    NetworkError,
    SheetCredentialsFileError,
    SheetCredentialsRefusedError,
    SheetNoCredentialsError,
    SheetWriteUnknownError,
)
from transforms.reference import texts

#: Another address that answers for the Sheets API: tests, and proxies that stand in for it.
API = "SDGNET_SHEETS_API"

_KEY_FILE = "GOOGLE_APPLICATION_CREDENTIALS"
_HOSTS = ("sheets.googleapis.com", "www.googleapis.com")
_CHUNK = 1 << 16
Clock = Callable[[], float]
Sleep = Callable[[float], None]


@dataclass(frozen=True)
class Patience:
    """How often and how long one request is tried; seconds."""

    tries: int = 7
    first_wait: float = 1.0
    # Google refills the quota each minute: the waits for it must outlast one.
    first_quota_wait: float = 8.0
    longest_wait: float = 64.0
    longest_named_wait: float = 180.0
    connect: float = 10.0
    # Google itself gives a request up after 180 seconds.
    read: float = 190.0
    whole_answer: float = 300.0
    no_new_try_after: float = 600.0


@dataclass
class Bucket:
    """Lets ``burst`` requests through at once and ``per_minute`` after that: under 60 in any minute."""

    per_minute: float = 50.0
    burst: float = 8.0
    clock: Clock = time.monotonic
    sleep: Sleep = time.sleep

    def __post_init__(self) -> None:
        self._left, self._at, self._lock = self.burst, self.clock(), threading.Lock()

    def take(self) -> None:
        """Returns when the next request may go out."""
        with self._lock:
            now = self.clock()
            self._left = min(self.burst, self._left + (now - self._at) * self.per_minute / 60)
            self._at = now
            self._left -= 1
            wait = -self._left * 60 / self.per_minute
        if wait > 0:
            self.sleep(wait)


@dataclass
class Pace:
    """One bucket for reads and one for writes, as Google counts them."""

    reads: Bucket = field(default_factory=Bucket)
    writes: Bucket = field(default_factory=Bucket)


class Answer(requests.Response):
    """A reply that came whole and was parsed once; any other is an exception."""

    def __init__(self, status: int, data: Any) -> None:
        super().__init__()
        self.status_code, self.data = status, data

    def json(self, **_: Any) -> Any:
        """The parsed reply."""
        return self.data


class SheetsClient(gspread.HTTPClient):
    """gspread's HTTP client: every call comes back whole, or as one of our errors, in bounded time."""

    def __init__(
        self,
        auth: Any,
        session: requests.Session | None = None,
        *,
        patience: Patience | None = None,
        pace: Pace | None = None,
        sleep: Sleep = time.sleep,
        clock: Clock = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        super().__init__(auth, session or requests.Session())
        self._login: Any = auth
        self.patience, self.sleep, self.clock = patience or Patience(), sleep, clock
        self.pace = pace or _pace_of(self.account)
        self.chance = chance or random.Random()  # noqa: S311 - jitter
        self.n_sent = 0
        self._token_request = _TokenRequest(self)

    @property
    def account(self) -> str:
        """The address to share a sheet with, or words for the account that somebody logged in with."""
        # A computer of Google's calls its account so until it has asked for the name.
        named = getattr(self._login, "service_account_email", "") or ""
        return str(texts("messages")["account"]["own"]) if named in ("", "default") else str(named)

    def request(
        self,
        method: str,
        endpoint: str,
        params: MutableMapping[str, Any] | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> Answer:
        """The whole reply. Raises an SdgnetError that says what to do; never repeats a write that may have gone in."""
        is_write = method.upper() != "GET"
        url, sheet = _rerouted(endpoint), _sheet_of(endpoint)
        started, n, renewed = self.clock(), 0, False
        while True:
            n += 1
            try:
                self._authorise(renewed)
                (self.pace.writes if is_write else self.pace.reads).take()
                return self._once(
                    method, url, sheet, is_write, params=params, data=data, json=json, files=files, headers=headers
                )
            except TokenExpiredError:
                if renewed:
                    raise self._refused("401") from None
                renewed, n = True, n - 1
            except MayPassError as trouble:
                spent = self.clock() - started
                if is_write and trouble.was_sent:
                    raise SheetWriteUnknownError(sheet=sheet, detail=trouble.detail) from None
                if n >= self.patience.tries or spent > self.patience.no_new_try_after:
                    raise trouble.error(n, round(spent)) from None
                if trouble.after is not None and trouble.after > self.patience.longest_named_wait:
                    raise trouble.error(n, round(spent)) from None
                renewed = False
                self.sleep(self._wait(n, trouble))

    def batch_update_bytes(self, key: str, body: bytes) -> Any:
        """The reply to one ``spreadsheets.batchUpdate`` whose body is JSON already: half the size of gspread's own."""
        headers = {"Content-Type": "application/json; charset=UTF-8"}
        return self.request("post", SPREADSHEET_BATCH_UPDATE_URL % key, data=body, headers=headers).json()

    def pause(self, n: int) -> None:
        """Waits as before try ``n + 1``: for callers that read again."""
        self.sleep(self.chance.uniform(0, min(self.patience.longest_wait, self.patience.first_wait * 2 ** (n - 1))))

    def _wait(self, n: int, trouble: MayPassError) -> float:
        first = self.patience.first_quota_wait if trouble.is_quota else self.patience.first_wait
        jitter = self.chance.uniform(0, min(self.patience.longest_wait, first * 2 ** (n - 1)))
        # All that were told the same second would come back in it together.
        return jitter if trouble.after is None else trouble.after + min(jitter, 1.0)

    def _authorise(self, again: bool) -> None:
        """The credentials hold a good token. google-auth's own look-up of ``allowedLocations`` is not started."""
        if self._login.valid and not again:
            return
        try:
            self._login.refresh(self._token_request)
        except RefreshError as error:
            if error.retryable:
                raise MayPassError(server("token"), was_sent=False, detail="token") from None
            raise self._refused(str(error.args[0] if error.args else "")[:200]) from None
        except (GoogleAuthError, KeyError, TypeError, ValueError, AttributeError) as error:
            # What google-auth makes of a token reply that is not what it should be.
            raise MayPassError(server("token"), was_sent=False, detail=type(error).__name__) from None

    def _refused(self, detail: str) -> SdgnetError:
        return SheetCredentialsRefusedError(account=self.account, detail=detail)

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # As ``auth=``, so that a ~/.netrc cannot put its own in the place of the token.
        self._login.apply(request.headers)
        return request

    def _once(self, method: str, url: str, sheet: str, is_write: bool, **body: Any) -> Answer:
        if is_write:
            # A kept connection that Google has closed meanwhile looks like a lost answer.
            self.session.close()
        self.n_sent += 1
        status, headers, content = self.fetch(method, url, auth=self._sign, **body)
        if status == 401:
            raise TokenExpiredError
        if not 200 <= status < 300:
            raise error_of(status, headers, content, sheet, urlsplit(url).netloc, is_write, self.account)
        if status == 204:
            return Answer(status, None)
        try:
            return Answer(status, json.loads(content))
        except (ValueError, RecursionError):
            if is_page(content):
                raise MayPassError(
                    lambda n, s: NetworkBlockedError(host=urlsplit(url).netloc, detail="HTML"),
                    was_sent=True,
                    detail="HTML",
                ) from None
            raise MayPassError(server("JSON"), was_sent=True, detail="JSON") from None

    def fetch(self, method: str, url: str, **body: Any) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and the whole body of one exchange. Raises MayPassError for a broken one."""
        host, until = urlsplit(url).netloc, self.clock() + self.patience.whole_answer
        try:
            response = self.session.request(
                method.upper(),
                url,
                stream=True,
                allow_redirects=False,
                timeout=(self.patience.connect, self.patience.read),
                **body,
            )
            with response:
                return response.status_code, response.headers, self._whole(response, until)
        except requests.exceptions.InvalidJSONError:
            raise
        except BROKEN as error:
            detail = what_broke(error)
            raise MayPassError(
                lambda n, s: NetworkError(host=host, detail=detail, n_tries=n, seconds=s),
                was_sent=not never_left(error),
                detail=detail,
            ) from None

    def _whole(self, response: requests.Response, until: float) -> bytes:
        parts = []
        # read1 gives what has come: a trickle cannot hold us in one long read.
        while part := response.raw.read1(_CHUNK, decode_content=True):
            parts.append(part)
            if self.clock() > until:
                raise requests.exceptions.ReadTimeout
        if response.raw.length_remaining:
            raise urllib3.exceptions.IncompleteRead(len(parts), response.raw.length_remaining)
        return b"".join(parts)


class _TokenRequest(TokenRequest):
    """google-auth's way to the token's address, through our time-outs and without its own sleeps between tries."""

    def __init__(self, client: SheetsClient) -> None:
        self.client = client

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: object = None,
        **_: object,
    ) -> "_TokenReply":
        try:
            status, found, content = self.client.fetch(method, url, data=body, headers=dict(headers or {}))
        except MayPassError as trouble:
            trouble.was_sent = False
            raise
        if status in (*PASSING, 429):
            raise MayPassError(
                server(f"token {status}"),
                was_sent=False,
                detail="token",
                after=named_wait(found),
                is_quota=status == 429,
            )
        if status == 200 and not is_object(content) and "google.internal" not in url:
            raise MayPassError(server("token JSON"), was_sent=False, detail="token")
        if is_page(content):
            raise NetworkBlockedError(host=urlsplit(url).netloc, detail=str(status))
        return _TokenReply(status, found, content)


@dataclass(frozen=True)
class _TokenReply:
    status: int
    headers: Mapping[str, str]
    data: bytes


def connect(key_file: str = "", scopes: Sequence[str] = READ, **options: Any) -> SheetsClient:
    """A client for ``key_file`` (a service account's), or for the application default credentials where it is ''.

    Raises SheetNoCredentialsError or SheetCredentialsFileError; asks Google nothing yet.
    """
    credentials = _from_file(key_file, scopes) if key_file else _default(scopes)
    return SheetsClient(credentials, **options)


def _from_file(key_file: str, scopes: Sequence[str]) -> Any:
    path = Path(key_file).expanduser()
    made: Any = service_account.Credentials
    try:
        info = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SheetCredentialsFileError(path=path, detail=error.strerror) from None
    except ValueError:
        raise SheetCredentialsFileError(path=path, detail="JSON") from None
    if not isinstance(info, dict) or info.get("type") != "service_account":
        kind = info.get("type", next(iter(info), "-")) if isinstance(info, dict) else "-"
        raise SheetCredentialsFileError(path=path, detail=f"type: {kind}")
    try:
        return made.from_service_account_info(info, scopes=list(scopes))
    except (GoogleAuthError, ValueError, TypeError, KeyError):
        raise SheetCredentialsFileError(path=path, detail="private_key") from None


def _default(scopes: Sequence[str]) -> Any:
    named = os.environ.get(_KEY_FILE, "")
    if named:
        path = Path(named).expanduser()
        try:
            is_key = json.loads(path.read_text("utf-8-sig")).get("type") in (None, "service_account")
        except (OSError, ValueError, AttributeError):
            is_key = True
        if is_key:
            return _from_file(named, scopes)
    default: Any = google.auth.default
    try:
        return default(scopes=list(scopes))[0]
    except DefaultCredentialsError as error:
        if named:
            raise SheetCredentialsFileError(path=named, detail=type(error).__name__) from None
        raise SheetNoCredentialsError from None


@cache
def _pace_of(account: str) -> Pace:
    """All clients of one account in this process share its quota."""
    return Pace()


def _rerouted(endpoint: str) -> str:
    other, parts = os.environ.get(API, ""), urlsplit(endpoint)
    if not other or parts.netloc not in _HOSTS:
        return endpoint
    return other.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")


def _sheet_of(endpoint: str) -> str:
    key = re.search(r"/(?:spreadsheets|files)/([\w-]+)", endpoint)
    return f"https://docs.google.com/spreadsheets/d/{key[1]}" if key else endpoint
