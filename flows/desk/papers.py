"""문서: every file of a release that its manifest names, and no other; grouped as staff look for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from flows.desk.guard import ASKING, OF_RELEASE
from flows.desk.office import Office
from output.formats.labels import labels
from output.store.lock import only_run
from output.store.printed import has_printed, mark_printed, printed_version, unmark_printed
from output.store.release import current_manifest, history, read_manifest, releases_of
from transforms.errors.store import ReleaseDamagedError

if TYPE_CHECKING:
    from flows.desk.site import Site

SYNC, EVENT = "sync", "event"
#: What a browser shows by itself; anything else is downloaded.
SHOWN = {".html": "text/html; charset=utf-8", ".pdf": "application/pdf"}
_PUBLIC = "public/"


@dataclass(frozen=True)
class Paper:
    """One document in all its formats: ``files`` are (format, path in the release)."""

    name: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shelf:
    """Documents that lie together: ``code`` names the kind (labels/desk.toml [shelf])."""

    code: str
    release: str
    of: str
    papers: tuple[Paper, ...]

    @property
    def is_tables(self) -> bool:
        """Whether they are for programs rather than for people."""
        return self.code.endswith("tables")


def shelves(office: Office) -> list[Shelf]:
    """The documents of the current release and of the current release of the event, in the order of need."""
    return [
        shelf
        for of, release in ((EVENT, office.event), (SYNC, office.release))
        if release is not None
        for shelf in _shelves(of, release, office)
    ]


@dataclass(frozen=True)
class Edition:
    """An earlier release of the event: its number, how many people stood on it, whether it was printed."""

    version: int
    n_people: int
    is_printed: bool
    shelf: Shelf


def editions(office: Office) -> list[Edition]:
    """Every earlier edition of the event that is there still, the latest first; of one number the last."""
    home, current = office.data / "event", office.event
    when, found = dict(history(home)), dict[int, tuple[datetime, Edition]]()
    for release in releases_of(home):
        if release == current or release.name not in when:
            continue
        try:
            manifest = read_manifest(release)
            papers = [each for each in _shelves(EVENT, release, office) if not each.is_tables]
        except ReleaseDamagedError:
            continue
        version = int(manifest["version"])
        if papers and (version not in found or found[version][0] < when[release.name]):
            told = Edition(version, manifest["counts"]["people"], has_printed(home, version), papers[0])
            found[version] = when[release.name], told
    now = int(read_manifest(current)["version"]) if current else 0
    return [found[version][1] for version in sorted(found, reverse=True) if version != now]


def _shelves(of: str, release: Path, office: Office) -> list[Shelf]:
    grouped: dict[str, list[str]] = {}
    for path in _listed(read_manifest(release)):
        grouped.setdefault(_shelf(of, path), []).append(path)
    order = [code for code in labels("desk")["shelf"] if code in grouped]
    return [Shelf(code, release.name, of, tuple(_papers(grouped[code], office))) for code in order]


def find_paper(office: Office, of: str, release: str, path: str) -> Path | None:
    """The file of that path, where the manifest of one of our releases names it; None for anything else."""
    home = {SYNC: office.data, EVENT: office.data / "event"}.get(of)
    folder = next((each for each in releases_of(home) if each.name == release), None) if home else None
    try:
        if folder is None or path not in _listed(read_manifest(folder)):
            return None
    except ReleaseDamagedError:
        return None
    place = folder / path
    # A manifest is a file too, and whoever changed it may have put a way out into it.
    is_inside = place.resolve().is_relative_to(folder.resolve())
    return place if is_inside and place.is_file() else None


def names_people(of: str, path: str) -> bool:
    """Whether a document names people or bodies that did not ask for it."""
    return of == EVENT or not path.startswith(_PUBLIC)


def _listed(manifest: dict[str, Any]) -> list[str]:
    return [str(each["path"]) for each in (*manifest["files"], *manifest.get("databases", ()))]


def _shelf(of: str, path: str) -> str:
    place = PurePosixPath(path)
    if "tables" in place.parts or place.stem in ("tables", "dictionary", "datapackage", "queue"):
        return f"{of}_tables" if of == EVENT or not path.startswith(_PUBLIC) else "public_tables"
    return of if of == EVENT else "public" if path.startswith(_PUBLIC) else "restricted"


def _papers(paths: Iterable[str], office: Office) -> list[Paper]:
    words = labels("desk", office.settings)
    grouped: dict[str, list[str]] = {}
    for path in paths:
        grouped.setdefault(str(PurePosixPath(path).with_suffix("")), []).append(path)
    order = {name: at for at, name in enumerate(words["paper"])}

    def place(stem: str) -> tuple[int, str]:
        name = PurePosixPath(stem).name
        return order.get(name, order.get(name.rpartition("-")[0], len(order))), stem

    stems = sorted(grouped, key=place)
    return [
        Paper(
            _name(PurePosixPath(stem).name, words),
            tuple((_format(path, words), path) for path in sorted(grouped[stem])),
        )
        for stem in stems
    ]


def _name(stem: str, words: dict[str, Any]) -> str:
    """What the document is called; a file of one meeting bears the meeting's number."""
    first, _, number = stem.rpartition("-")
    if number.isdecimal() and first in words["paper"]:
        return str(words["of_meeting"]).format(name=words["paper"][first], number=number)
    return str(words["paper"].get(stem, stem))


def _format(path: str, words: dict[str, Any]) -> str:
    suffix = PurePosixPath(path).suffix.removeprefix(".")
    return str(words["format"].get(suffix, suffix.upper()))


class Papers:
    """The addresses of 문서."""

    def __init__(self, site: "Site") -> None:
        self._site = site

    def open(self, request: Request) -> Response:
        """Every document there is, with what was printed."""
        office = self._site.office
        event = current_manifest(office.data / "event")
        return self._site.page(
            "papers",
            labels("desk", office.settings)["screen"]["papers"],
            shelves=shelves(office),
            editions=editions(office),
            reason=session.reason if (session := ASKING.get()) else "",
            is_asked="why" in request.query_params,
            version=event["version"] if event else 0,
            printed=printed_version(office.data / "event"),
        )

    async def reason(self, request: Request) -> Response:
        """Why documents that name people are opened, until another reason is given."""
        given, session = (await self._site.form(request)).fields.get("reason", ""), ASKING.get()
        if session is None or given not in labels("desk")["papers"]["reasons"]:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        session.reason = given
        return RedirectResponse("/papers", HTTPStatus.SEE_OTHER)

    def _n_people(self, of: str) -> int:
        office = self._site.office
        told = current_manifest(office.data / "event" if of == EVENT else office.data) or {}
        return int(told.get("counts", {}).get("people", 0) if of == EVENT else told.get("participants", 0))

    async def printed(self, request: Request) -> Response:
        """The event's papers are marked as printed, or the last mark is taken back."""
        is_printed = (await self._site.form(request)).fields.get("printed") == "yes"
        await run_in_threadpool(self._mark_printed, is_printed)
        return RedirectResponse("/papers", HTTPStatus.SEE_OTHER)

    def _mark_printed(self, is_printed: bool) -> None:
        data = self._site.office.data
        with only_run(data, datetime.now().astimezone()):
            (mark_printed if is_printed else unmark_printed)(data / "event")

    def one(self, request: Request) -> Response:
        """One document; that somebody opened one that names people is recorded first."""
        of, release, path = (request.path_params[name] for name in ("of", "release", "path"))
        found = find_paper(self._site.office, of, release, path)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        if names_people(of, path):
            session = ASKING.get()
            if session is None or not session.reason:
                return RedirectResponse("/papers?why", HTTPStatus.SEE_OTHER)
            did = "shown" if found.suffix in SHOWN else "downloaded"
            self._site.record(did, about=[f"{of}/{release}/{path}"], n=self._n_people(of), reason=session.reason)
        return document(found)


def document(path: Path) -> Response:
    """The file, shown where a browser does so by itself, and with nothing in it that runs."""
    shown = SHOWN.get(path.suffix)
    return FileResponse(
        path,
        media_type=shown or "application/octet-stream",
        filename=path.name,
        content_disposition_type="inline" if shown else "attachment",
        headers={"content-security-policy": OF_RELEASE},
    )
