"""What a browser sends: the fields of a form, and the files that were dropped on it."""

import asyncio
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_FORM, MOST_FILES = 1 << 16, 1 << 28
_FORM_SECONDS, _FILES_SECONDS = 20, 15 * 60
_BOUNDARY = re.compile(r'multipart/form-data;.*boundary="?([^";,]{1,70})"?', re.IGNORECASE)
_NAME, _FILENAME = re.compile(r'[; ]name="([^"]*)"'), re.compile(r'[; ]filename="([^"]*)"')


@dataclass(frozen=True)
class Form:
    """``fields`` by their names; ``files`` are (name, content) of the files that were chosen, empty ones left out."""

    fields: dict[str, str]
    files: list[tuple[str, bytes]] = field(default_factory=list)


async def read_form(request: Request, most: int = MOST_FORM) -> Form:
    """What the form says; raises HTTPException for one of more than ``most`` bytes or of no end."""
    boundary = _BOUNDARY.match(request.headers.get("content-type", ""))
    try:
        # Who sends a letter a minute holds a place of somebody who waits.
        async with asyncio.timeout(_FORM_SECONDS if most == MOST_FORM else _FILES_SECONDS):
            body = await _body(request, most)
    except TimeoutError:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from None
    if boundary:
        return _parts(body, boundary[1].encode("latin-1", "replace"))
    return Form(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))


async def _body(request: Request, most: int) -> bytes:
    parts, size = list[bytes](), 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        parts.append(part)
    return b"".join(parts)


def _parts(body: bytes, boundary: bytes) -> Form:
    """RFC 7578, as browsers write it: a part's name and file name in UTF-8, quotes and line ends as %22, %0D, %0A."""
    form = Form({})
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        head, is_whole, content = part.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "replace")
        name, file = _NAME.search(lines), _FILENAME.search(lines)
        if not is_whole or not name:
            continue
        if file is None:
            form.fields[name[1]] = content[:MOST_FORM].decode("utf-8", "replace")
        elif file[1] and content:
            form.files.append((unquote(file[1]), content))
    return form
