"""Nobody's name leaves the restricted rooms, and no dependency calls home."""

import base64
import io
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pypdf
import pytest

from tests.conftest import ROOT, SAMPLE

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
SECRETS = ("뿡야순덕", "꺽정만복", "꽥꽥말순", "00007313", "0000-7313", "zqxplanted", "심어둔로")

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
        raw = path.read_bytes()
        yield path.name, raw.decode("utf-8", "ignore")
        for chunk in re.findall(rb"[A-Za-z0-9+/=\\n]{80,}", raw):
            cleaned = chunk.replace(b"\\n", b"").rstrip(b"=")
            # What only looks like it may end anywhere.
            cleaned = cleaned[: len(cleaned) - (len(cleaned) % 4 == 1)]
            yield path.name, base64.b64decode(cleaned + b"=" * (-len(cleaned) % 4)).decode("utf-8", "ignore")
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                    yield path.name, connection.table(table).df().to_csv()
        if path.suffix == ".parquet":
            yield path.name, pd.read_parquet(path).to_csv()
        if path.suffix == ".pdf":
            reader = pypdf.PdfReader(path)
            yield (
                path.name,
                "".join("".join(page.extract_text().split()) for page in reader.pages) + str(reader.metadata),
            )
        yield from ((path.name, text) for text in unpacked(raw))
        if path.suffix == ".db":
            with sqlite3.connect(path) as database:
                yield path.name, "\n".join(database.iterdump())


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


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """One good and one failing run as a user starts them, every connection of theirs noted."""
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
    good = subprocess.run(
        [sys.executable, "-m", "flows.cli", "sync", "--source", str(source), "--data", str(folder / "data")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    code = (
        "import flows.quiet, transforms.match, sys\n"
        "def fail(activities):\n    raise ValueError(activities['text'].str.cat(sep=' '))\n"
        "transforms.match.match = fail\n"
        "from flows.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    bad = subprocess.run(
        [sys.executable, "-c", code, "sync", "--source", str(source), "--data", str(folder / "data2")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return folder, good, bad


def test_both_runs_did_what_they_should(watched):
    _, good, bad = watched
    assert good.returncode == 0, good.stderr
    assert bad.returncode == 1
    assert "ValueError" in bad.stderr


def test_no_person_in_what_is_printed(watched):
    _, good, bad = watched
    assert found([("terminal", good.stdout + good.stderr + bad.stdout + bad.stderr)]) == []


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


def test_nothing_is_connected_to_but_this_machine(watched):
    folder, *_ = watched
    lines = (folder / "connections").read_text().splitlines()
    assert any("connect" in line for line in lines)
    away = [line for line in lines if not re.search(r"127\.0\.0\.1|localhost|::1|\.sock|^lookup None|connect \d", line)]
    assert away == []
