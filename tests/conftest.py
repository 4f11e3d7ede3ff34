"""One real Prefect server for the session, in a home of its own, and ways to run the program."""

import csv
import gc
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings

from expectations import check
from tests.nursery import SOME, Nursery
from tests.once import asked_once, work_out_once

# Thousands of modules and tests stay until the end: looking through them for cycles again and again was a tenth of the
# suite, and a third of collecting it.
gc.set_threshold(100_000, 50, 100)

# Where a machine forbids it, as images of containers do, each of a hundred processes would compile every module anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_HOME = tempfile.mkdtemp(prefix="sdgnet-prefect-")
os.environ["PREFECT_HOME"] = _HOME
os.environ.pop("PREFECT_API_URL", None)
# A flow outside of the session's server fails at once, instead of starting one of its own.
os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"

import flows.telling.quiet  # noqa: E402, F401 - settings before anything imports Prefect

# Everyone tries the same examples, by no clock; `--hypothesis-profile explore` looks for twenty times as many new ones.
settings.register_profile("house", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("house")

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "flows/campaigns/cheongju-2024/responses.csv"
EXPORTS = ROOT / "tests/exports"
CAMPAIGN = "cheongju-2024"
# What decisions are typed into, and the tables where they show.
WITH_WORKBOOK = ("tables", "review")
# Set by pytest itself, and by the session's own server.
_OF_THE_RUNNER = {"PYTEST_CURRENT_TEST", "PREFECT_API_URL"}
_NAMED: dict[str, str] = {}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files that ask for the session's server, or its nursery, go to one worker: a second would start another."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class OneOfEach(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return _asked_for(file) or file

    return OneOfEach(config, log)


_SHARED = {
    "server": re.compile(r'^def test_.*\b(server|orchestrated)\b|usefixtures\("server"\)', re.MULTILINE),
    "nursery": re.compile(r"^def .*\bnursery\b", re.MULTILINE),
}


@cache
def _asked_for(file: str) -> str | None:
    """What of the session a file of tests asks for."""
    text = (ROOT / file).read_text("utf-8")
    return next((name for name, asks in _SHARED.items() if asks.search(text)), None)


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """The command line, run in this process, sets where the log goes: for its own test alone."""
    log = logging.getLogger("sdgnet")
    handlers, propagates, level = log.handlers[:], log.propagate, log.level
    yield
    log.handlers, log.propagate, log.level = handlers, propagates, level


@pytest.fixture(autouse=True)
def environment_as_it_was(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test changes the environment of another, and the session's server is named where one is asked for."""
    os.environ.pop("PREFECT_API_URL", None)
    if "server" in request.fixturenames:
        os.environ.update(_NAMED)
    before = {**os.environ}
    yield
    # What came up meanwhile may be of the runner; what was there comes back.
    for name in os.environ.keys() - before.keys() - _OF_THE_RUNNER:
        del os.environ[name]
    os.environ.update({name: value for name, value in before.items() if name != "PYTEST_CURRENT_TEST"})


_ASKING: set[str] = set()
_SERVERS: list[Any] = []


def pytest_collection_finish(session: pytest.Session) -> None:
    """Which tests ask for the session's server."""
    _ASKING.update(item.nodeid for item in session.items if "server" in getattr(item, "fixturenames", ()))


def pytest_runtest_logfinish(nodeid: str) -> None:
    """Behind the last test that asks for it the server goes: idle it takes a tenth of a core."""
    if nodeid in _ASKING:
        _ASKING.remove(nodeid)
        while not _ASKING and _SERVERS:
            _SERVERS.pop().__exit__(None, None, None)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a running server with all its services, scheduler included."""
    from flows.serving.local_server import LocalServer

    with LocalServer(with_services=True) as started:
        started.ready()
        _SERVERS.append(started)
        _NAMED["PREFECT_API_URL"] = started.url
        from prefect.settings import PREFECT_API_URL, temporary_settings

        # Prefect reads its environment when it is first imported, which may have been before.
        with temporary_settings({PREFECT_API_URL: started.url}):
            yield started.url


@pytest.fixture(scope="session", autouse=True)
def good_values_asked_once() -> Iterator[None]:
    """Of values that it found good Great Expectations is not asked again: it takes as long for one as for thousands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "_evaluated", asked_once(check._evaluated))
        yield


@pytest.fixture(scope="session")
def worked_out_once() -> Iterator[None]:
    """Runs that read the same do only once what depends on nothing else."""
    with pytest.MonkeyPatch.context() as patch:
        work_out_once(patch)
        yield


@pytest.fixture(scope="session")
def sync(worked_out_once: None) -> Callable[..., Path]:
    """Runs the flow's function with its stages as plain calls; returns the folder of the current release.

    Only tables are made unless ``products`` says otherwise (``()`` is everything).
    """
    from flows.sync import sync as flow

    return _runs(flow.fn, ("tables",))


@pytest.fixture
def only_tables(monkeypatch: pytest.MonkeyPatch, worked_out_once: None) -> None:
    """Whatever runs in this process makes of a release, and of an event, its tables alone."""
    from flows.stages import event_products, products

    for module, name in ((products, "PRODUCTS"), (event_products, "EVENT_PRODUCTS")):
        monkeypatch.setattr(module, name, tuple(each for each in getattr(module, name) if each[0] == "tables"))


@pytest.fixture(scope="session")
def orchestrated(server: str) -> Callable[..., Path]:
    """The same as ``sync`` as a flow on the session's server, with every product."""
    from flows.sync import sync as flow

    return _runs(flow, ())


def _runs(flow: Callable[..., object], usual: tuple[str, ...]) -> Callable[..., Path]:
    def run(data: Path, source: Path | str = SAMPLE, campaign: str = CAMPAIGN, **options: Any) -> Path:
        flow(campaign, str(source), str(data), **{"products": usual, **options})
        return (data / "current").resolve()

    return run


def with_form(campaign: Any, **said: Any) -> Any:
    """The campaign with some of what its ``[form]`` says."""
    return campaign.model_copy(update={"form": campaign.form.model_copy(update=said)})


def made_once(name: str, factory: pytest.TempPathFactory, make: Callable[[Path], object]) -> Path:
    """A folder that ``make`` fills, once for all workers of a session; not to be written into."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    claimed, done = shared.with_suffix(".claimed"), shared.with_suffix(".done")
    try:
        claimed.touch(exist_ok=False)
    except FileExistsError:
        until = time.monotonic() + 600
        while not done.exists():
            assert time.monotonic() < until, f"the worker that makes {name} did not end"
            time.sleep(0.2)
    else:
        make(shared)
        done.touch()
    return shared


@pytest.fixture(scope="session")
def nursery(two_nights: tuple[Path, Path]) -> Iterator[Nursery]:
    """Runs in processes of their own that may die, without the seconds that a run takes to import and to begin."""
    started = Nursery(two_nights[0], EXPORTS / "responses-c.csv")
    yield started
    started.close()


@pytest.fixture(scope="session")
def two_nights(sync: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A data folder after set B, and another after set C as well. Not to be written into."""

    def make(home: Path) -> None:
        sync(home / "b", EXPORTS / "responses-b.csv", products=SOME)
        shutil.copytree(home / "b", home / "c", symlinks=True)
        sync(home / "c", EXPORTS / "responses-c.csv", accept_fall=True, products=SOME)

    home = made_once("two-nights", tmp_path_factory, make)
    return home / "b", home / "c"


@pytest.fixture(scope="session")
def undisturbed(
    nursery: Nursery, two_nights: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, dict[str, Any]]:
    """The folders of ``two_nights``, and what a run in the nursery tells of the second. Not to be written into."""
    again = shutil.copytree(two_nights[0], tmp_path_factory.mktemp("again") / "data", symlinks=True)
    result = nursery.run(EXPORTS / "responses-c.csv", again)
    assert result["status"] == 0
    return *two_nights, result


@pytest.fixture(scope="session")
def release_a(sync: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of set A from its CSV, with every product."""
    data = made_once("release-a", tmp_path_factory, lambda data: sync(data, products=()))
    return (data / "current").resolve()


def head(path: Path, rows: int) -> Path:
    """The first ``rows`` responses of the sample, written to ``path``."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        kept = list(islice(csv.reader(file), rows + 1))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(kept)
    return path


def command(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """``sdgnet`` as a user calls it."""
    return subprocess.run(
        [sys.executable, "-m", "flows.commands.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        check=False,
    )


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """``sdgnet`` in this process: what ``command`` tells, without its seconds."""
    from flows.commands.cli import main

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        code = main(list(arguments))
        told = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, told.out, told.err)

    return run


def by_poppler(path: Path) -> str:
    """The text of a PDF without blanks as poppler's pdftotext reads it."""
    told = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
    return re.sub(r"\s", "", told.stdout.decode())


def facts_of(release: Path, place: str = "public") -> pd.DataFrame:
    """The facts of a release as the program holds them: in files a note that says nothing is null."""
    return pd.read_parquet(release / place / "tables/facts.parquet").fillna({"note": ""})


# They tell of the releases before, which a folder remembers; the manifest holds their digests.
_OF_TIME = ("releases.", "facts_history.", "release_changes.", "manifest.json", "datapackage.json")


def same_but_time(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """``files`` (of same_files) without those that tell what was published before, and when."""
    return {name: content for name, content in files.items() if not name.rpartition("/")[2].startswith(_OF_TIME)}


def same_files(release: Path) -> dict[str, bytes]:
    """Every file of a release that is the same on each run, by its path, and its bytes.

    A database file holds a number of its own; the manifest, which is among these, holds the digest of its content.
    """
    return {
        path.relative_to(release).as_posix(): path.read_bytes()
        for path in sorted(release.rglob("*"))
        if path.is_file() and path.suffix != ".duckdb"
    }
