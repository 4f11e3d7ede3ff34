"""Nobody's name leaves the restricted rooms, and no dependency calls home."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.planted import PEOPLE, SECRETS, plant, texts

# Long by nature: every run in it is a whole one, and many of them are killed or starved.
pytestmark = pytest.mark.long

CONTACTS = tuple(secret for person in PEOPLE for secret in person.secrets if secret != person.name)

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


def found(pieces) -> list[tuple[str, str]]:
    """The name of the file and what of somebody is in it."""
    return [(Path(path).name, secret) for path, text in pieces for secret in SECRETS if secret in text]


# As the command does it, but with one server and one start for all four; runs that fail do so over a text of people.
RUNS = """
import flows.telling.quiet, json, sys
from flows.commands.cli import main
from flows.serving.local_server import LocalServer
source, folder = sys.argv[1:]
with LocalServer() as server:
    from expectations.engine import engine
    engine()
    server.ready()
    codes = [main(["event", "--source", source, "--data", f"{folder}/data"])]
    from flows.stages import seating
    import transforms.goals.match
    def fail(activities):
        raise ValueError(activities["text"].str.cat(sep=" "))
    transforms.goals.match.match = fail
    codes.append(main(["sync", "--source", source, "--data", f"{folder}/data2", "--debug"]))
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
    source = plant(folder / "planted.csv", 70)
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
    assert any(path.suffix == ".db" for path, _ in pieces)
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
    # Whom to call about an agreement stands on the list of those to confirm.
    assert holds == lists | tables | {"agreements-to-confirm.xlsx"}
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
