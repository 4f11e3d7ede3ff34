"""The one place that makes a PDF or a picture: a template of ours set by typst with data that can never be markup."""

import json
import struct
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final

import typst

from output.formats.glyphs import legible

# PDF/UA-1 (ISO 14289-1): tagged, titled, in a language; typst refuses what breaks it.
_STANDARD: Final = "ua-1"
# What a printer shows of a picture, in points an inch.
_PRINTED: Final = 300
# A PNG's signature and its first chunk.
_HEADER: Final = 33


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of ``templates/<template>.typ`` filled with ``data``: tagged, fonts embedded, without a date.

    ``data`` reaches the template as JSON, where text is text. The fonts are those beside this file alone, so that the
    same data give the same bytes on every machine.
    """
    return _set(template, data, format="pdf", pdf_standards=_STANDARD)


def picture(template: str, data: Mapping[str, Any], ppi: float) -> bytes:
    """The PNG of the one page that ``pdf`` would make, with ``ppi`` pixels an inch; the same bytes as surely.

    What ``data`` says of it under ``said`` it says itself: a picture goes about without a page beside it.
    """
    return _described(_set(template, data, format="png", ppi=ppi), str(data.get("said", "")))


def _described(content: bytes, said: str) -> bytes:
    """A PNG whose ``Description`` is ``said`` (iTXt, PNG 11.3.3.4), in the place behind its header."""
    if not said:
        return content
    told = b"iTXt" + b"Description" + b"\0\0\0" + b"ko\0" + b"\0" + said.encode()
    chunk = struct.pack(">I", len(told) - 4) + told + struct.pack(">I", zlib.crc32(told))
    return content[:_HEADER] + chunk + content[_HEADER:]


def pngs(drawings: Iterable[tuple[str, float]]) -> dict[tuple[str, float], bytes]:
    """Each drawing (SVG, its letters those of the documents; how wide, in mm) as a picture for print.

    All are set at once: typst forgets what it worked out some settings ago, and so a poster that it is busy with.
    """
    each = list(dict.fromkeys(drawings))
    if not each:
        return {}
    pages = [{"svg": svg, "width": width_mm} for svg, width_mm in each]
    made = _compiled("pictures", {"pictures": pages}, format="png", ppi=_PRINTED)
    return dict(zip(each, made if isinstance(made, list) else [made], strict=True))


def _set(template: str, data: Mapping[str, Any], **how: Any) -> bytes:
    made = _compiled(template, data, **how)
    if not isinstance(made, bytes):
        raise TypeError(template)
    return made


def _compiled(template: str, data: Mapping[str, Any], **how: Any) -> Any:
    """What typst makes: bytes, or of several pages in a format that has none, a list of them."""
    filled = {"data": json.dumps(_legible(data), ensure_ascii=False, allow_nan=False)}
    with as_file(files("output").joinpath("templates")) as folder:
        compiler = typst.Compiler(folder / f"{template}.typ", root=folder, font_paths=_fonts(), sys_inputs=filled)
        return compiler.compile(**how)


@cache
def _fonts() -> typst.Fonts:
    with as_file(files("output").joinpath("formats/fonts")) as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _legible(value: Any) -> Any:
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, Mapping):
        return {key: _legible(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_legible(each) for each in value]
    return value
