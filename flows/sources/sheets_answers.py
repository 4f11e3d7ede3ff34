"""What Google's answers mean: an error that says what to do, or trouble that may be over at the next try."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
import urllib3

from transforms.errors.base import SdgnetError
from transforms.errors.sheet import (
    NetworkBlockedError,
    NotASpreadsheetError,
    SheetApiDisabledError,
    SheetBusyError,
    SheetNotEditableError,
    SheetNotFoundError,
    SheetNotSharedError,
    SheetProtectedError,
    SheetRefusedError,
    SheetScopeError,
    SheetServerError,
)

READ = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
WRITE = ("https://www.googleapis.com/auth/spreadsheets",)
#: ``reason`` of the SheetRefusedError for a range whose tab is no longer there.
NO_SUCH_RANGE = "range"
#: Answers after which the same request may succeed.
PASSING = (408, 500, 502, 503, 504)
#: What an exchange that broke on the way raises.
BROKEN = (
    requests.exceptions.ConnectionError,
    requests.exceptions.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
    urllib3.exceptions.HTTPError,
    OSError,
)

_OFF = {"SERVICE_DISABLED", "accessNotConfigured"}
_TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"}
_SCOPE = {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"}


class MayPassError(Exception):
    """Trouble that may be over at the next try."""

    def __init__(
        self,
        error: Callable[[int, int], SdgnetError],
        *,
        was_sent: bool,
        detail: str,
        after: float | None = None,
        is_quota: bool = False,
    ) -> None:
        super().__init__(detail)
        self.error, self.was_sent, self.detail, self.after, self.is_quota = error, was_sent, detail, after, is_quota


class TokenExpiredError(Exception):
    """401: the token is no longer good; nothing was done."""


def error_of(
    status: int, headers: Mapping[str, str], content: bytes, sheet: str, host: str, is_write: bool, account: str
) -> Exception:
    """What to raise for an answer that is no success: one of ours, or MayPassError where another try may help."""
    reasons, message = _said(content)
    if status == 429 or (status == 403 and reasons & _TOO_FAST):
        return MayPassError(
            lambda n, s: SheetBusyError(n_tries=n, seconds=s),
            was_sent=False,
            detail=str(status),
            after=named_wait(headers),
            is_quota=True,
        )
    if status in PASSING:
        return MayPassError(server(str(status)), was_sent=True, detail=str(status), after=named_wait(headers))
    if 300 <= status < 400 or (not reasons and is_page(content)):
        return NetworkBlockedError(host=host, detail=str(status))
    if status == 403:
        return _forbidden(reasons, message, sheet, is_write, account)
    if status == 404 and reasons:
        return SheetNotFoundError(sheet=sheet)
    if status == 400 and "not supported for this document" in message:
        return NotASpreadsheetError(sheet=sheet)
    if status == 400 and "Unable to parse range" in message:
        return SheetRefusedError(sheet=sheet, status=status, reason=NO_SUCH_RANGE)
    if status == 400 and "edit a protected" in message:
        return SheetProtectedError(sheet=sheet, account=account)
    # Google's messages may quote a cell; its names for reasons do not.
    return SheetRefusedError(sheet=sheet, status=status, reason=" ".join(sorted(reasons)) or "-")


def _forbidden(reasons: set[str], message: str, sheet: str, is_write: bool, account: str) -> SdgnetError:
    if reasons & _OFF or "has not been used in project" in message:
        link = re.search(r"https://console\.(?:developers|cloud)\.google\.com/\S+", message)
        return SheetApiDisabledError(
            link=link[0] if link else "https://console.cloud.google.com/apis/library/sheets.googleapis.com"
        )
    if reasons & _SCOPE or "insufficient authentication scopes" in message:
        return SheetScopeError(scope=(WRITE if is_write else READ)[0])
    if reasons <= {"PERMISSION_DENIED", "forbidden"}:
        return (SheetNotEditableError if is_write else SheetNotSharedError)(sheet=sheet, account=account)
    return SheetRefusedError(sheet=sheet, status=403, reason=" ".join(sorted(reasons)))


def server(detail: str) -> Callable[[int, int], SdgnetError]:
    """The error for answers that stay broken, given the tries and the seconds."""
    return lambda n, seconds: SheetServerError(detail=detail, n_tries=n, seconds=seconds)


def _said(content: bytes) -> tuple[set[str], str]:
    """The names of the reasons in an error's body, and its message."""
    try:
        error = json.loads(content)["error"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return set(), ""
    if not isinstance(error, dict):
        return {str(error)[:60]}, ""
    listed = [each for name in ("errors", "details") for each in error.get(name) or [] if isinstance(each, dict)]
    reasons = {each["reason"] for each in listed if isinstance(each.get("reason"), str)}
    return reasons | {str(error.get("status") or error.get("code") or "-")}, str(error.get("message", ""))


def is_page(content: bytes) -> bool:
    """True for a web page where JSON was to come."""
    return content.lstrip()[:1] == b"<"


def is_object(content: bytes) -> bool:
    """True for a JSON object."""
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False


def named_wait(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds, whether it names a number or a date."""
    named = headers.get("Retry-After", "").strip()
    if named.isdecimal():
        return float(named)
    try:
        return max(0.0, (parsedate_to_datetime(named) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def what_broke(error: BaseException) -> str:
    """What broke, in a word that holds nothing of the exchange."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason or error).__name__.removesuffix("Error")


def never_left(error: BaseException) -> bool:
    """True where no connection came about, so that nothing was sent."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(
        reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError
    )
