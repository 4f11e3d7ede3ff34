"""Nobody's name leaves the restricted rooms, and no dependency calls home."""

import base64
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pypdf
import pytest

from tests.conftest import ROOT, SAMPLE, by_poppler

# Long by nature: every run in it is a whole one, and many of them are killed or starved.
pytestmark = pytest.mark.long

PLANTED = {
    "대표자 성명": "뿡야순덕",
    "담당자 성명": "꺽정만복",
    "연락처": "010-0000-7313",
    "이메일 주소": "zqxplanted@example.org",
    "주소(소재지)": "청원구 율량동 심어둔로 7313",
    "참석자 명단 (성명/직위)": "꽥꽥말순 대표",
    "건의사항": "제 이름은 뿡야순덕이고 번호는 01000007313 입니다",
    "협력하고 싶은 기관이나 분야": "꽥꽥말순 선생님",
    "주요 활동 및 사업 내용": "뿡야순덕의 하천 수질 정화",
}
CONTACTS = ("00007313", "0000-7313", "zqxplanted", "심어둔로")
SECRETS = ("뿡야순덕", "꺽정만복", "꽥꽥말순", *CONTACTS)

WATCH = """
import os, socket
_log = os.environ["CONNECTIONS_LOG"]
def _note(text):
    with open(_log, "a") as file:
        file.write(text + "\\n")
_connect, _lookup = socket.socket.connect, socket.getaddrinfo
def connect(self, address):
    _note(f"connect {address}")
    return _connect(self, address)
def lookup(host, *args, **kwargs):
    _note(f"lookup {host}")
    return _lookup(host, *args, **kwargs)
socket.socket.connect, socket.getaddrinfo = connect, lookup
"""


def plant(path: Path) -> Path:
    cells = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    for title, value in PLANTED.items():
        cells.loc[140:143, title] = value
    cells.loc[141, "기관·단체명 (개인은 성명)"] = "뿡야순덕 공방"
    cells.loc[142, ["기관·단체명 (개인은 성명)", "참여 구분"]] = ["뿡야순덕", "개인"]
    cells.to_csv(path, index=False)
    return path


def texts(folder: Path):
    """The content of every file: as text, and for tables, databases and pickles also decoded."""
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        yield path.name, path.name
        if path.suffix == ".pdf":
            # Its own bytes are numbers of places in it, which look like phones.
            yield path.name, pdf_text(path)
            continue
        raw = path.read_bytes()
        yield path.name, raw.decode("utf-8", "ignore")
        for chunk in re.findall(rb"[A-Za-z0-9+/=\\n]{80,}", raw):
            cleaned = re.sub(rb"[^A-Za-z0-9+/]", b"", chunk.replace(b"\\n", b""))
            # What only looks like it may end anywhere.
            cleaned = cleaned[: len(cleaned) - (len(cleaned) % 4 == 1)]
            yield path.name, base64.b64decode(cleaned + b"=" * (-len(cleaned) % 4)).decode("utf-8", "ignore")
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                    yield path.name, connection.table(table).df().to_csv()
        if path.suffix == ".parquet":
            yield path.name, pd.read_parquet(path).to_csv()
        yield from ((path.name, text) for text in unpacked(raw))
        if path.suffix == ".db":
            with sqlite3.connect(path) as database:
                yield path.name, "\n".join(database.iterdump())


def pdf_text(path: Path) -> str:
    """The text without blanks and what the file says of itself; poppler reads it a hundred times as fast."""
    reader = pypdf.PdfReader(path)
    quick = by_poppler(path) if shutil.which("pdftotext") else ""
    text = quick or "".join("".join(page.extract_text().split()) for page in reader.pages)
    return text + str(reader.metadata)


def unpacked(raw: bytes):
    """The members of an archive (HWPX, PPTX, XLSX), those of archives within it, and their text without tags."""
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        return
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            text = inner.decode("utf-8", "ignore")
            yield name
            yield text
            yield re.sub(r"<[^>]*>", "", text)
            yield from unpacked(inner)


def found(pieces) -> list[tuple[str, str]]:
    return [(name, secret) for name, text in pieces for secret in SECRETS if secret in text]


# As the command does it, but with one server and one start for all four; runs that fail do so over a text of people.
RUNS = """
import flows.telling.quiet, json, sys
from flows.commands.cli import main
from flows.serving.local_server import LocalServer
source, folder = sys.argv[1:]
with LocalServer() as server:
    from expectations.check import load_engine
    load_engine()
    server.ready()
    codes = [main(["event", "--source", source, "--data", f"{folder}/data"])]
    from flows.stages import seating
    import transforms.goals.match
    def fail(activities):
        raise ValueError(activities["text"].str.cat(sep=" "))
    transforms.goals.match.match = fail
    codes.append(main(["sync", "--source", source, "--data", f"{folder}/data2"]))
    def fail(seats, *_):
        raise LookupError(seats["name"].str.cat(sep=" ") + seats["phone"].str.cat(sep=" "))
    seating.event_sheets = fail
    codes.append(main(["event", "--data", f"{folder}/data"]))
    codes.append(main(["show", "--data", f"{folder}/data"]))
print(json.dumps(codes))
"""


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A sync and an event that work and one of each that fails, every connection of theirs noted."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "site").mkdir()
    (folder / "site/sitecustomize.py").write_text(WATCH)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder / 'site'}{os.pathsep}{ROOT}",
        "PREFECT_HOME": str(folder / "home"),
        "CONNECTIONS_LOG": str(folder / "connections"),
        "HOME": str(folder),
    }
    environment.pop("PREFECT_API_URL", None)
    source = plant(folder / "planted.csv")
    runs = subprocess.run(
        [sys.executable, "-c", RUNS, str(source), str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return folder, runs


def test_the_runs_did_what_they_should(watched):
    _, runs = watched
    assert runs.returncode == 0, runs.stderr
    assert json.loads(runs.stdout.splitlines()[-1]) == [0, 1, 1, 0], runs.stderr
    assert "ValueError" in runs.stderr and "LookupError" in runs.stderr


def test_no_person_in_what_is_printed(watched):
    _, runs = watched
    assert found([("terminal", runs.stdout + runs.stderr)]) == []


def test_no_person_in_the_orchestrators_records(watched):
    folder, *_ = watched
    pieces = list(texts(folder / "home"))
    assert any(name.endswith(".db") for name, _ in pieces)
    assert found(pieces) == []


def test_no_person_in_anything_public(watched):
    folder, *_ = watched
    release = (folder / "data/current").resolve()
    assert found(texts(release / "public")) == []
    assert found([("manifest", (release / "manifest.json").read_text())]) == []
    # The search itself works, in each format that holds people.
    assert {Path(name).suffix for name, _ in found(texts(release / "restricted"))} >= {
        ".html",
        ".csv",
        ".parquet",
        ".xlsx",
    }


def test_contacts_of_an_event_stand_where_the_staff_alone_reads_them(watched):
    folder, *_ = watched
    event = folder / "data/event"
    release = (event / "current").resolve()
    pieces = list(texts(release))
    holds = {name for name, secret in found(pieces) if secret in CONTACTS}
    lists = {f"attendee-list.{kind}" for kind in ("pdf", "xlsx", "hwpx")}
    tables = {f"{table}.{kind}" for table in ("seats", "attendance") for kind in ("csv", "parquet")}
    assert holds == lists | tables
    named = {name for name, secret in found(pieces) if secret not in CONTACTS}
    assert {f"{name}.{kind}" for name in ("register", "rosters") for kind in ("pdf", "xlsx", "hwpx")} <= named
    # Who was where is told by tables and papers alone: not by names of files, the manifest, or the history.
    assert not {name for name in named if name.startswith(("manifest", "table-signs", "event_findings"))}
    assert found((path.name, path.read_text()) for path in [release / "manifest.json", event / "history.jsonl"]) == []
    assert found((path.name, path.name) for path in event.rglob("*")) == []


def test_nothing_is_connected_to_but_this_machine(watched):
    folder, *_ = watched
    lines = (folder / "connections").read_text().splitlines()
    assert any("connect" in line for line in lines)
    away = [line for line in lines if not re.search(r"127\.0\.0\.1|localhost|::1|\.sock|^lookup None|connect \d", line)]
    assert away == []
