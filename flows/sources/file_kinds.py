"""What a file is, whatever its name says: a table that is read, or something else that is called by its name."""

import contextlib
import io
import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

from output.store.snapshot import Snapshot
from transforms.errors.source import SourceUnreadableError

WORKBOOK = "xlsx"
#: Several tables of one ZIP, packed anew so that the same files are the same bytes.
BUNDLE = "zip"
#: What a file may hold once it is unpacked: the largest sheet that Google allows takes less, as text and as XML.
MOST_BYTES = 3 << 28
#: What the unpacking of a damaged archive raises.
BROKEN_ZIP = (
    zipfile.BadZipFile,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
    OverflowError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)
_HEAD = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams by which an old office file is told, the surest first, and names where none is found.
_STREAMS = {
    "EncryptedPackage": "locked",
    "HwpSummaryInformation": "hangul",
    "WordDocument": "word",
    "PowerPoint Document": "powerpoint",
    "__substg1.0_": "mail",
}
_OLD = {".hwp": "hangul", ".doc": "word", ".ppt": "powerpoint", ".msg": "mail"}
# Names by which documents that are ZIP archives are told.
_INSIDE = {
    "Contents/section": "hangul",
    "word/": "word",
    "ppt/": "powerpoint",
    "xl/workbook.bin": "binary_workbook",
    "Index/": "apple",
    "Index.zip": "apple",
    "index.apxl": "apple",
}
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_BUNDLES = (".numbers", ".pages", ".key")
# First bytes; those of text in small letters, behind white space.
_BYTES = {
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"7z\xbc\xaf": "archive",
    b"Rar!": "archive",
    b"ALZ\x01": "archive",
    b"EGGA": "archive",
    b"\x1f\x8b": "archive",
    b"BZh": "archive",
    b"\xfd7zXZ": "archive",
    b"\x09\x00\x04\x00": "old_excel",
    b"\x09\x02\x06\x00": "old_excel",
    b"\x09\x04\x06\x00": "old_excel",
    b"\x09\x08\x10\x00": "old_excel",
    b"\x00\x05\x16\x07": "beside",
    b"\x00\x05\x16\x00": "beside",
    b"L\x00\x00\x00\x01\x14\x02\x00": "shortcut",
    b"bplist00": "shortcut",
    # What offices' document security puts in front of a file that only its own program opens.
    b"\x9b DRMONE": "secured",
    b"SCDSA00": "secured",
    b"<## NASCA DRM": "secured",
    b"<DOCUMENT SAFER": "secured",
}
_TEXTS = (
    (re.compile(rb"%pdf-"), "pdf"),
    (re.compile(rb"\{\\rtf"), "word"),
    (re.compile(rb"hwp document file"), "hangul"),
    (re.compile(rb"id;p(?:wxl|calcooo|;|\s)"), "sylk"),
    (re.compile(rb"\[internetshortcut\]"), "shortcut"),
    (re.compile(rb"mime-version:|from: |return-path:|x-mozilla"), "mail"),
)
_GOOGLE_LINK = re.compile(rb'\{[^{}]{0,400}"(?:url|doc_id|resource_id)"\s*:')
_JSON = re.compile(rb'\[?\s*\{\s*"')
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|meta|title|style|script|link|base|body|table|thead|tbody|tr|td|div|p|span|center|"
    rb"font|pre|h[1-6]|br|b|form|xml|iframe|img|a|ul|ol|section|main|header|nav|noscript|caption|strong|svg|input|label)\b"
)
_XML = {
    b"urn:schemas-microsoft-com:office:spreadsheet": "xml_2003",
    b"<hwpml": "hangul",
    b"<plist": "shortcut",
    b"opendocument": "open_document",
    b"http://www.w3.org/1999/xhtml": "web_page",
    b"<html": "web_page",
}


def told_apart(payload: bytes, source: str, *, is_inside: bool = False) -> Snapshot:
    """The table that ``payload`` is (csv, xlsx), or that the ZIP around it holds; raises SourceUnreadableError.

    A ZIP that holds nothing but another is opened too, one that ``is_inside`` such a one is not. Nothing
    is unpacked of which the archive says that it is more than MOST_BYTES.
    """
    if len(payload) > MOST_BYTES:
        raise SourceUnreadableError.of(source, "too_large")
    name = Path(source).name
    if name.startswith("~$"):
        raise SourceUnreadableError.of(source, "beside")
    if payload[:2] == b"PK" and payload[2:4] in (b"\x03\x04", b"\x05\x06", b"\x07\x08"):
        return _unzipped(payload, source, is_inside=is_inside)
    if what := something_else(payload, name):
        raise SourceUnreadableError.of(source, what)
    return Snapshot(payload, "csv", source)


def is_bundle(path: Path) -> bool:
    """True for a folder that Apple's programs show as one document."""
    return path.is_dir() and path.suffix.lower() in _BUNDLES


def something_else(payload: bytes, name: str) -> str:
    """What a file is that is neither an archive nor a table, '' for what may be a table."""
    if not payload:
        return "no_bytes"
    if payload[:8] == _OLE:
        streams = (what for stream, what in _STREAMS.items() if stream.encode("utf-16-le") in payload)
        return next(streams, _OLD.get(Path(name).suffix.lower(), "old_excel"))
    for start, what in _BYTES.items():
        if payload.startswith(start):
            return what
    if payload[4:8] == b"ftyp" or (payload[:4] == b"RIFF" and payload[8:12] == b"WEBP"):
        return "image"
    if payload[257:262] == b"ustar":
        return "archive"
    if b"%PDF-" in payload[:1024]:
        return "pdf"
    return _marked_up(payload[:_HEAD])


def _marked_up(head: bytes) -> str:
    """What a text is by its beginning, '' for what may be a table."""
    wide = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(head[:2])
    plain = head[2:].decode(wide, "ignore").encode() if wide else head.removeprefix(b"\xef\xbb\xbf")
    start = re.sub(rb"^(?:\s|<!--.*?-->)+", b"", plain.lower(), flags=re.DOTALL)
    for pattern, what in _TEXTS:
        if pattern.match(start):
            return "web_page" if what == "mail" and b"multipart/related" in start else what
    if start.startswith(b"<?xml"):
        return next((what for sign, what in _XML.items() if sign in start), "xml")
    if _PAGE.match(start):
        return next((what for sign, what in _XML.items() if sign in start[:2048] and what != "web_page"), "web_page")
    if (_GOOGLE_LINK.match(start) and b"docs.google.com" in start) or b'"doc_id"' in start[:400]:
        return "google_link"
    return "json" if _JSON.match(start) else ""


def _unzipped(payload: bytes, source: str, *, is_inside: bool) -> Snapshot:
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            kind = archive.read("mimetype")[:80] if _size(archive, "mimetype") < _HEAD else b""
            if what := _document(names, kind):
                raise SourceUnreadableError.of(source, what)
            if "[Content_Types].xml" in names:
                if sum(part.file_size for part in parts) > MOST_BYTES:
                    raise SourceUnreadableError.of(source, "too_large")
                return Snapshot(payload, WORKBOOK, source)
            inside = [part for part in parts if _is_table(part.filename)]
            if not inside and not is_inside:
                inside = [part for part in parts if _is_table(part.filename, (".zip",))]
                inside = inside if len(inside) == 1 else []
            if len(inside) == 1:
                if inside[0].flag_bits & 1:
                    raise SourceUnreadableError.of(source, "locked_zip")
                if inside[0].file_size > MOST_BYTES:
                    raise SourceUnreadableError.of(source, "too_large")
                return told_apart(archive.read(inside[0]), source, is_inside=True)
            if inside:
                return _bundled(archive, inside, source)
    except BROKEN_ZIP:
        raise SourceUnreadableError.of(source, "damaged_zip") from None
    pages = any(name.lower().endswith((".html", ".htm")) for name in names)
    raise SourceUnreadableError.of(source, "zip_of_pages" if pages else "zip_of_none")


def _bundled(archive: zipfile.ZipFile, inside: list[zipfile.ZipInfo], source: str) -> Snapshot:
    """The tables of the archive alone, by the names of their files; raises SourceUnreadableError."""
    if any(part.flag_bits & 1 for part in inside):
        raise SourceUnreadableError.of(source, "locked_zip")
    if sum(part.file_size for part in inside) > MOST_BYTES:
        raise SourceUnreadableError.of(source, "too_large")
    return _bundle([(_file_name(part), archive.read(part)) for part in inside], source)


def gathered(folder: Path) -> Snapshot:
    """The table that lies in ``folder``, or the bundle of several; raises SourceUnreadableError, for none too."""
    files = sorted(path for path in folder.iterdir() if _is_table(path.name) and path.is_file())
    if not files:
        raise SourceUnreadableError.of(folder, "apple" if is_bundle(folder) else "folder")
    if sum(path.stat().st_size for path in files) > MOST_BYTES:
        raise SourceUnreadableError.of(folder, "too_large")
    if len(files) == 1:
        return told_apart(files[0].read_bytes(), str(files[0]))
    return _bundle([(unicodedata.normalize("NFC", path.name), path.read_bytes()) for path in files], str(folder))


def _bundle(tables: list[tuple[str, bytes]], source: str) -> Snapshot:
    """The tables by the names of their files; raises SourceUnreadableError where two would be one tab."""
    if len({_tab(name) for name, _ in tables}) < len(tables):
        raise SourceUnreadableError.of(source, "alike_names")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as bundle:
        for name, payload in sorted(tables):
            bundle.writestr(zipfile.ZipInfo(name), payload)
    return Snapshot(made.getvalue(), BUNDLE, source)


def _tab(name: str) -> str:
    return name.rpartition(".")[0]


def _file_name(part: zipfile.ZipInfo) -> str:
    """The file's own name; what Windows packed without saying how is written as it writes Korean."""
    name = part.filename
    if not part.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("cp949")
    return unicodedata.normalize("NFC", name.rpartition("/")[2])


def bundle_members(snapshot: Snapshot) -> dict[str, Snapshot]:
    """What each table of a bundle is, by its file's name without the ending; raises SourceUnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(snapshot.payload)) as bundle:
            return {
                _tab(name): told_apart(bundle.read(name), f"{snapshot.source}#{name}") for name in bundle.namelist()
            }
    except BROKEN_ZIP:
        raise SourceUnreadableError.of(snapshot.source, "damaged_zip") from None


def _size(archive: zipfile.ZipFile, name: str) -> int:
    try:
        return archive.getinfo(name).file_size
    except KeyError:
        return MOST_BYTES


def _document(names: list[str], kind: bytes) -> str:
    """What program's document an archive is, '' for a workbook that is read and for any other archive."""
    if kind.startswith(_OPEN_DOCUMENT):
        return "open_document" if b"spreadsheet" in kind else "word"
    if b"hwp" in kind:
        return "hangul"
    for start, what in _INSIDE.items():
        if any(name.startswith(start) for name in names):
            return what
    return ""


def _is_table(name: str, endings: tuple[str, ...] = (".csv", ".tsv", ".xlsx", ".xlsm")) -> bool:
    own = name.rpartition("/")[2].lower()
    return own.endswith(endings) and not own.startswith((".", "~$"))
