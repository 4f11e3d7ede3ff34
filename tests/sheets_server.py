"""A server on a real socket that speaks the part of Google Sheets v4, Drive v3 and the token API that gspread uses.

``tests/test_sheets_server.py`` holds it against recorded traffic of the real one. It is built from grids of typed
cells, shows them as a sheet of that language does, cuts trailing blanks as Google does, and misbehaves on command::

    with SheetsServer() as server:
        book = server.add_book("…key…", locale="ko_KR", zone="Asia/Seoul")
        book.add_tab("응답", [["타임스탬프", "연락처"], [datetime(2024, 4, 22, 14, 5, 33), "010-0000-4067"]])
        server.share(book, server.account)
        server.misbehave(Fault("503-html", at=2))      # the third API request from now

Production code is pointed at it with ``SDGNET_SHEETS_API=server.url`` and ``server.key_file(path)``.
"""

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from tests.sheets_book import (
    ApiError,
    Book,
    append,
    batch_update,
    clear,
    masked,
    metadata,
    parse_range,
    update,
    value_range,
    values_batch_update,
)

SCOPES = "https://www.googleapis.com/auth/"
ACCOUNT = "sdgnet@test-project.iam.gserviceaccount.com"

_KEYS: list[rsa.RSAPrivateKey] = []


def _key() -> rsa.RSAPrivateKey:
    # One throw-away key for the process, as short as may be: each client looks it over for its primes.
    if not _KEYS:
        _KEYS.append(rsa.generate_private_key(public_exponent=65537, key_size=1024))
    return _KEYS[0]


# --- misbehaviour --------------------------------------------------------------------------------------------------


@dataclass
class Fault:
    """What goes wrong, from the ``at``-th request on (from 0, counted from ``misbehave``), ``times`` times.

    ``kind``: an HTTP status as JSON ("429", "500", "503", "404" …), as a page ("503-html", "403-html", "200-html") or
    empty ("503-empty"); "429-after" and "429-date" name a wait of ``seconds``; "403-shared", "403-disabled",
    "403-scope", "403-rate", "403-other"; "401"; "silence"; "refuse" (closed at once), "reset-mid", "short" (closed
    before the end), "cut" (cut JSON, rightly announced), "trickle" (a byte every ``seconds``), "error-text"; "lost" and
    "lost-503" (done, but the answer is lost); or, with ``change`` alone, a change of the book before the answer.
    With ``token`` the requests counted are those for a token, and "invalid_grant" is one more kind.
    """

    kind: str = "change"
    at: int = 0
    times: int = 1
    seconds: float = 0.0
    change: Callable[[], None] | None = None
    token: bool = False


_PAGE = (
    "<!DOCTYPE html><html lang=en><title>Error {0} (Server Error)!!1</title>"
    "<p><b>{0}.</b> <ins>That’s an error.</ins></html>"
)
_MESSAGES = {
    400: "Request contains an invalid argument.",
    404: "Requested entity was not found.",
    408: "Request timeout.",
    429: (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service "
        "'sheets.googleapis.com' for consumer 'project_number:123456789012'."
    ),
    500: "Internal error encountered.",
    502: "Bad gateway.",
    503: "The service is currently unavailable.",
    504: "The request timed out.",
}


def _forbidden(cause: str) -> dict[str, Any]:
    if cause == "disabled":
        message = (
            "Google Sheets API has not been used in project 123456789012 before or it is disabled. Enable it by "
            "visiting https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project="
            "123456789012 then retry. If you enabled this API recently, wait a few minutes."
        )
        return ApiError(
            403,
            message,
            details=[
                {
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "domain": "googleapis.com",
                    "reason": "SERVICE_DISABLED",
                    "metadata": {"service": "sheets.googleapis.com"},
                }
            ],
        ).body
    if cause == "scope":
        return ApiError(
            403,
            "Request had insufficient authentication scopes.",
            details=[
                {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}
            ],
        ).body
    if cause == "rate":
        return {
            "error": {
                "code": 403,
                "message": "User Rate Limit Exceeded",
                "errors": [
                    {"domain": "usageLimits", "reason": "userRateLimitExceeded", "message": "User Rate Limit Exceeded"}
                ],
            }
        }
    if cause == "other":
        return ApiError(
            403,
            "Request is prohibited by organization's policy.",
            details=[{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SECURITY_POLICY_VIOLATED"}],
        ).body
    return ApiError(403, "The caller does not have permission").body


# --- the server ----------------------------------------------------------------------------------------------------


class SheetsServer:
    """A running server; every request it saw stands in ``seen`` (method, path) and every answer's kind in ``told``."""

    def __init__(self) -> None:
        self.books: dict[str, Book] = {}
        self.seen: list[tuple[str, str]] = []
        self.n_tokens = 0
        self.quota: int | None = None
        self.new_book_ids: list[str] = []
        self.new_tab_ids: list[int] = []
        self.account = ACCOUNT
        self.accounts = {ACCOUNT}
        self._tokens: dict[str, tuple[str, str]] = {}
        self._faults: list[Fault] = []
        self._counts = {True: 0, False: 0}
        self._spent: list[float] = []
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"sheets": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "SheetsServer":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def add_book(self, id: str, **settings: Any) -> Book:  # noqa: A002
        self.books[id] = Book(id, **settings)
        return self.books[id]

    def share(self, book: Book, account: str = ACCOUNT, role: str = "writer") -> None:
        book.roles[account] = role

    def misbehave(self, *faults: Fault) -> None:
        """From now on; counting starts anew, and earlier faults are gone."""
        with self._lock:
            self._faults, self._counts, self.seen, self._spent = list(faults), {True: 0, False: 0}, [], []

    def key_info(self, account: str = ACCOUNT) -> dict[str, str]:
        pem = (
            _key()
            .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            .decode()
        )
        return {
            "type": "service_account",
            "project_id": "test-project",
            "private_key_id": "k1",
            "private_key": pem,
            "client_email": account,
            "client_id": "1",
            "token_uri": f"{self.url}/token",
        }

    def key_file(self, path: Path, account: str = ACCOUNT) -> Path:
        """A service account's key file whose tokens come from here."""
        path.write_text(json.dumps(self.key_info(account)), "utf-8")
        return path

    # what the handler calls

    def fault(self, is_token: bool) -> Fault | None:
        with self._lock:
            n = self._counts[is_token]
            self._counts[is_token] += 1
            for fault in self._faults:
                if fault.token == is_token and fault.at <= n < fault.at + fault.times:
                    return fault
        return None

    def over_quota(self) -> bool:
        with self._lock:
            now = time.monotonic()
            self._spent = [at for at in self._spent if now - at < 60] + [now]
            return self.quota is not None and len(self._spent) > self.quota

    def rest(self, seconds: float) -> None:
        self._over.wait(seconds)

    def token(self, form: dict[str, list[str]]) -> dict[str, Any]:
        public = (
            _key()
            .public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        assertion = form.get("assertion", [""])[0]
        try:
            claims = jwt.decode(assertion, verify=False)
        except ValueError:
            raise _TokenRefusedError("invalid_grant", "Bad Request") from None
        if claims.get("iss") not in self.accounts:
            raise _TokenRefusedError("invalid_grant", "Invalid grant: account not found")
        if abs(claims["iat"] - time.time()) > 3600:
            raise _TokenRefusedError("invalid_grant", "Invalid JWT: Token must be a short-lived token")
        try:
            jwt.decode(assertion, certs=public.decode(), audience="https://oauth2.googleapis.com/token")
        except ValueError:
            raise _TokenRefusedError("invalid_grant", "Invalid JWT Signature.") from None
        with self._lock:
            self.n_tokens += 1
            token = f"ya29.test-{self.n_tokens}"
            self._tokens[token] = (claims["iss"], claims.get("scope", ""))
        return {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any]:
        """Status and JSON of one API call; raises ApiError."""
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self._tokens:
            raise ApiError(
                401,
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
                "cookie or other valid authentication credential.",
            )
        account, scope = self._tokens[token]
        is_write = method != "GET"
        scopes = [f"{SCOPES}spreadsheets", f"{SCOPES}drive"] + ([] if is_write else [f"{SCOPES}spreadsheets.readonly"])
        if not set(scopes) & set(scope.split()):
            raise _KnownError(403, _forbidden("scope"))
        with self._lock:
            if parts.path.startswith("/drive/v3/files"):
                return self._drive(method, parts.path, json.loads(body or b"{}"), account)
            found = re.fullmatch(r"/v4/spreadsheets/([^/:]+)(.*)", parts.path)
            book = self.books.get(unquote(found[1])) if found else None
            if not found or book is None:
                raise ApiError(404, "Requested entity was not found.")
            role = book.roles.get(account)
            if role is None or (is_write and role != "writer"):
                raise ApiError(403, "The caller does not have permission")
            if not book.is_native:
                raise ApiError(400, "This operation is not supported for this document", "FAILED_PRECONDITION")
            return 200, self._sheets(method, found[2], query, json.loads(body or b"{}"), book, account)

    def _sheets(self, method: str, rest: str, query: dict[str, list[str]], body: Any, book: Book, account: str) -> Any:
        if method == "GET" and rest == "":
            return masked(metadata(book, query), query.get("fields", [""])[0])
        if method == "GET" and rest == "/values:batchGet":
            ranges = [parse_range(book, each) for each in query.get("ranges", [])]
            return {"spreadsheetId": book.id, "valueRanges": [value_range(each, book, query) for each in ranges]}
        if method == "POST" and rest == ":batchUpdate":
            return batch_update(book, body, account, self.new_tab_ids)
        if method == "POST" and rest == "/values:batchUpdate":
            return values_batch_update(book, body, account)
        if method == "POST" and rest == "/values:batchClear":
            cleared = [clear(parse_range(book, each), book, account) for each in body["ranges"]]
            return {"spreadsheetId": book.id, "clearedRanges": cleared}
        values = re.fullmatch(r"/values/(.+?)(:append|:clear)?", rest)
        if values is None:
            raise ApiError(404, "Requested entity was not found.")
        found, how = parse_range(book, unquote(values[1])), query.get("valueInputOption", [""])[0]
        if method == "GET":
            return value_range(found, book, query)
        if method == "PUT":
            return update(found, body, how, book, account)
        if values[2] == ":clear":
            return {"spreadsheetId": book.id, "clearedRange": clear(found, book, account)}
        return append(found, body, how, book, account)

    def _drive(self, method: str, path: str, body: Any, account: str) -> tuple[int, Any]:
        key = path.removeprefix("/drive/v3/files").strip("/")
        if method == "POST":
            id_ = self.new_book_ids.pop(0) if self.new_book_ids else f"1new{len(self.books):040}"
            book = self.add_book(id_, title=body["name"], locale="en_US", zone="Etc/GMT")
            book.add_tab("Sheet1", id=0)
            self.share(book, account)
            return 200, {"kind": "drive#file", "id": id_, "name": body["name"], "mimeType": body["mimeType"]}
        if key not in self.books:
            raise ApiError(404, f"File not found: {key}.")
        if method == "DELETE":
            del self.books[key]
            return 204, None
        return 200, {
            "id": key,
            "name": self.books[key].title,
            "createdTime": "2024-04-19T03:20:18.000Z",
            "modifiedTime": "2024-04-19T03:20:18.000Z",
        }


class _KnownError(Exception):
    def __init__(self, code: int, body: Any) -> None:
        super().__init__(code)
        self.code, self.body = code, body


class _TokenRefusedError(_KnownError):
    def __init__(self, error: str, description: str) -> None:
        super().__init__(400, {"error": error, "error_description": description})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    sheets: SheetsServer

    def log_message(self, *_: object) -> None:
        """Tests keep their output to themselves."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - what http.server calls

    def _serve(self) -> None:
        try:
            self._exchange()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _exchange(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_token = urlsplit(self.path).path == "/token"
        if not is_token:
            self.sheets.seen.append((self.command, self.path))
        fault = self.sheets.fault(is_token)
        if fault and fault.change:
            with self.sheets._lock:
                fault.change()
        if fault and fault.kind not in ("change", "lost", "lost-503", "reset-mid", "short", "cut", "trickle"):
            self._fail(fault)
            return
        if not is_token and self.sheets.over_quota():
            fault = Fault("429")
            self._fail(fault)
            return
        try:
            if is_token:
                status, reply = 200, self.sheets.token(parse_qs(body.decode()))
            else:
                status, reply = self.sheets.answer(self.command, self.path, self.headers, body)
        except (ApiError, _KnownError) as refusal:
            status, reply = refusal.code, refusal.body
        content = b"" if reply is None else json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace")
        kind = fault.kind if fault else ""
        if kind == "lost":
            self._reset()
        elif kind == "lost-503":
            self._json(503, ApiError(503, _MESSAGES[503]).body)
        elif kind == "reset-mid":
            self._head(status, len(content))
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
            self._reset()
        elif kind == "short":
            self._head(status, len(content))
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif kind == "cut":
            self._send(status, content[: max(1, len(content) * 2 // 3)])
        elif kind == "trickle":
            self._head(status, len(content))
            for i in range(len(content)):
                self.wfile.write(content[i : i + 1])
                self.wfile.flush()
                self.sheets.rest(fault.seconds if fault else 0)
        else:
            self._send(status, content)

    def _fail(self, fault: Fault) -> None:
        kind = fault.kind
        if kind == "silence":
            self.sheets.rest(fault.seconds or 3600)
            self.close_connection = True
        elif kind == "refuse":
            self._reset()
        elif kind == "401":
            self._json(401, ApiError(401, "Request had invalid authentication credentials.").body)
        elif kind == "error-text":
            self._json(fault_status(kind), {"error": "backend_error"})
        elif kind == "invalid_grant":
            self._json(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})
        elif kind.startswith("403-") and kind != "403-html":
            self._json(403, _forbidden(kind.removeprefix("403-")))
        elif kind.endswith("-html"):
            status = int(kind[:3])
            self._send(status, _PAGE.format(status).encode(), "text/html; charset=UTF-8")
        elif kind.endswith("-empty"):
            self._send(int(kind[:3]), b"", "text/plain")
        else:
            status = int(kind[:3])
            headers = {
                "429-after": {"Retry-After": str(int(fault.seconds))},
                "429-date": {"Retry-After": formatdate(time.time() + fault.seconds, usegmt=True)},
            }.get(kind, {})
            body = ApiError(status, _MESSAGES[status], ApiError.NAMES.get(status, "UNKNOWN")).body
            self._json(status, body, headers)

    def _json(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body, ensure_ascii=False).encode(), headers=headers)

    def _head(
        self,
        status: int,
        length: int,
        kind: str = "application/json; charset=UTF-8",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def _send(
        self,
        status: int,
        content: bytes,
        kind: str = "application/json; charset=UTF-8",
        headers: dict[str, str] | None = None,
    ) -> None:
        if status == 204:
            self.send_response(204)
            self.end_headers()
            return
        self._head(status, len(content), kind, headers)
        self.wfile.write(content)

    def _reset(self) -> None:
        # Closed with a time of zero, the other side sees a reset and not an end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


def fault_status(kind: str) -> int:
    return 500 if kind == "error-text" else int(kind[:3])
