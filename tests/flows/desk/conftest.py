"""An office whose page is asked without a browser."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from flows.desk.guard import Keys
from flows.desk.office import Office
from flows.desk.site import desk
from tests.conftest import made_once

HOST = "127.0.0.1:4201"
BASE = f"http://{HOST}"


@pytest.fixture(scope="session")
def prepared(sync: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a release and the event's seats. Not to be written into."""
    from flows.event import event

    def make(data: Path) -> None:
        sync(data, products=("tables", "review", "rules"))
        event.fn("cheongju-2024", "", str(data), products=("tables", "attendance"))

    return made_once("office", tmp_path_factory, make)


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return shutil.copytree(prepared, tmp_path / "data", symlinks=True)


def opened(data: Path, source: str = "", keys: Keys | None = None) -> TestClient:
    """The page as the browser that opened the printed address sees it."""
    keys = keys or Keys()
    client = TestClient(desk(Office("cheongju-2024", source, data), keys, [HOST]), base_url=BASE)
    shown = client.get("/", params={"key": keys.secret}).text
    client.headers["origin"] = BASE
    client.token = token_in(shown)  # type: ignore[attr-defined]
    return client


def token_in(page: str) -> str:
    """What a form of the page carries."""
    return re.search(r'name="token" value="([^"]+)"', page)[1]  # type: ignore[index]


@pytest.fixture
def office(data: Path) -> TestClient:
    """The page of ``data``."""
    return opened(data)
