"""The flow ``sync`` with local Sheets clients: for what is about neither Prefect nor Great Expectations.

Of a release only its tables are made, once for equal ones, so that a sync takes a fraction of a second where the rest
is worked out once too: all else is made of the same tables.
"""

import copy
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import flows.sync
from flows.sinks import sheet_tabs
from flows.sources import google_sheet
from flows.sources.sheets_client import Bucket, Pace, Patience, SheetsClient, connect
from flows.stages import products, publishing
from tests.conftest import CAMPAIGN
from tests.once import key_of, once

CALM = Patience(tries=4, connect=2, read=20, whole_answer=30)
# For the faults that take their time.
QUICK = Patience(tries=4, connect=2, read=3.0, whole_answer=4.0)


class PlainSync:
    """Runs syncs; ``slept`` is how long the clients of the last one would have waited, ``n_sent`` what they sent."""

    def __init__(self, patch: pytest.MonkeyPatch, key_file: Path) -> None:
        self.key_file, self.patience, self.chance = key_file, CALM, random.Random(7)
        self.clients: list[SheetsClient] = []
        self.slept: list[float] = []
        self.on_sleep: Callable[[float], None] = self.slept.append
        patch.setattr(publishing, "sheet_tabs", once(publishing.sheet_tabs, but="written_at"))
        few = tuple(each for each in products.PRODUCTS if each[0] == "tables")
        patch.setattr(products, "PRODUCTS", few)
        patch.setattr(publishing, "write_products", _files_once(publishing.write_products))
        patch.setattr(google_sheet, "connect", lambda _file, **options: self._client(**options))
        patch.setattr(sheet_tabs, "connect", lambda _file, scopes: self._client(scopes=scopes))

    def _client(self, **options: Any) -> SheetsClient:
        # The pace that is kept with the real quota has a test of its own.
        buckets = [Bucket(sleep=lambda _seconds: None) for _ in range(2)]
        settings = {
            "patience": self.patience,
            "sleep": lambda seconds: self.on_sleep(seconds),
            "chance": self.chance,
            "pace": Pace(*buckets),
        }
        self.clients.append(connect(str(self.key_file), **{**settings, **options}))
        return self.clients[-1]

    def __call__(self, data: Path, source: str, campaign: str = CAMPAIGN, *, write_tabs: bool = True) -> Path:
        """The folder of the current release."""
        self.clients.clear()
        self.slept.clear()
        flows.sync.sync.fn(str(campaign), str(source), str(data), write_tabs=write_tabs)
        return (data / "current").resolve()

    @property
    def n_sent(self) -> int:
        return sum(client.n_sent for client in self.clients)


def _files_once(write: Callable[..., Any]) -> Callable[..., Any]:
    made: dict[str, tuple[Path, Any]] = {}
    home = Path(tempfile.mkdtemp(prefix="sdgnet-products-"))

    def told(run: Any, covered: Any, staging: Path) -> Any:
        key = key_of(covered.tables, covered.public)
        if key not in made:
            made[key] = (home / str(len(made)), write(run, covered, staging))
            shutil.copytree(staging, made[key][0])
        folder, facts = made[key]
        shutil.copytree(folder, staging, dirs_exist_ok=True)
        return copy.deepcopy(facts)

    return told
