"""A full sync of a spreadsheet while Google misbehaves: what came of it, held against what should have.

The run, the spreadsheet and the data folder are real; only waits are told instead of waited. After a first sync and a
change of the responses, ``Scene.try_out`` runs one sync under faults and tells whether its release and tabs are whole.
"""

import copy
import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from flows.sources.sheets_client import Patience
from flows.stages import cleaning
from output.store.release import _is_whole, current_release, read_manifest
from tests.conftest import EXPORTS, ROOT
from tests.once import work_out_once
from tests.plain_sync import PlainSync
from tests.sheets_book import Book, raw
from tests.sheets_server import Fault, SheetsServer
from transforms.errors.base import SdgnetError
from transforms.errors.sheet import SheetTabsNotWrittenError

KEY = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
TAB = "설문지 응답 시트1"
OURS = ("정제", "참석자", "분야별", "요약", "검토")
TABLES = (
    "responses",
    "participants",
    "activities",
    "activity_goals",
    "participant_goals",
    "participant_fields",
    "attendees",
    "survey_counts",
    "merges",
    "corrections",
    "identities",
)
FOR_EVER = 10**6
# As in production, but for the time-outs: a silent try costs 190 seconds there and a fifth of one here.
PATIENT = Patience(connect=2, read=20, whole_answer=30)
HURRIED = replace(PATIENT, read=0.2, whole_answer=0.3)
SLOW = ("silence", "trickle")
WAITS = {"429-after": 30.0, "429-date": 30.0, "trickle": 0.02}

ONCE = [
    "429",
    "429-after",
    "429-date",
    "500",
    "502",
    "503",
    "500-html",
    "502-html",
    "503-html",
    "503-empty",
    "silence",
    "refuse",
    "reset-mid",
    "short",
    "cut",
    "trickle",
    "200-html",
    "401",
    "403-rate",
    "lost",
    "lost-503",
]
FOR_GOOD = ["403-shared", "403-disabled", "403-scope", "403-other", "404", "400"]
LASTING = ["429", "429-after", "500", "503-html", "silence", "refuse", "cut", "trickle", "401", "lost-503"]
CHANGES = ["rows appended", "a row deleted", "rows sorted", "a decision typed"]


class _OneMoment(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_OneMoment":
        return cls(2024, 5, 11, 6, tzinfo=tz)


@dataclass
class Outcome:
    """What one sync under faults did. ``wrong`` says what is not as it must be, '' where all is."""

    word: str
    wrong: str
    seconds: float
    waited: float
    n_sent: int


class Scene:
    """A spreadsheet and a data folder after a first sync, from which every trial starts anew."""

    def __init__(self, google: SheetsServer, run: PlainSync, home: Path, n_rows: int = 24) -> None:
        self.google, self.run, self.home = google, run, home
        run.patience = PATIENT
        with (EXPORTS / "responses-a.xlsx").open("rb") as stream:
            rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python(skip_empty_area=False)
        self.spare = [list(row) for row in rows[n_rows : n_rows + 40]]
        book = google.add_book(KEY, title="2024 네트워크 신청")
        book.add_tab("메모", [["담당자의 탭", 7]])
        book.add_tab(TAB, rows[:n_rows])
        google.share(book)
        self.data = home / "begun"
        google.misbehave()
        run(self.data, KEY, self.campaign)
        # The responses of the trials' beginning: other ones than those of the first sync.
        _append(book, self.spare[:2])
        self.book = book
        self._rows: dict[str, Any] = {}
        self._expected: dict[tuple[str, str], tuple[Any, Any]] = {}
        self.n_requests = self._count()

    @property
    def campaign(self) -> Path:
        return self.home / "campaign"

    def _count(self) -> int:
        with self._trial() as (data, _):
            self.google.misbehave()
            self.run(data, KEY, self.campaign)
            return len(self.google.seen)

    @contextmanager
    def _trial(self) -> Iterator[tuple[Path, Book]]:
        with tempfile.TemporaryDirectory(dir=self.home) as folder:
            data = Path(folder) / "data"
            shutil.copytree(self.data, data, symlinks=True)
            book = self.google.books[KEY] = copy.deepcopy(self.book)
            yield data, book

    def change(self, book: Book, what: str, said: list[tuple[str, str, str]], states: list[str]) -> Callable[[], None]:
        """A change of the spreadsheet, to happen once, in the middle of a request; what it did is told."""
        left = [True]

        def happen() -> None:
            if not left or not left.pop():
                return
            tab = book.tab(TAB)
            if what == "rows appended":
                _append(book, self.spare[2 + len(states) % 20 :][:2])
            elif what == "a row deleted":
                del tab.rows[5]
                tab.n_rows -= 1
            elif what == "rows sorted":
                tab.rows[3:9] = tab.rows[3:9][::-1]
            else:
                _type_in(book, said)
            states.append(self._state(book))

        return happen

    def _state(self, book: Book) -> str:
        """The responses as they stand, by a name that equal ones share."""
        state = _responses(book)
        self._rows.setdefault(state, copy.deepcopy(book.tab(TAB).rows))
        return state

    def try_out(
        self, faults: Sequence[Fault], changes: Sequence[tuple[int, str]] = (), *, repair: bool = True
    ) -> Outcome:
        """One sync under ``faults``, the spreadsheet changed at the requests of ``changes``."""
        with self._trial() as (data, book):
            said: list[tuple[str, str, str]] = []
            states = [self._state(book)]
            _type_in(book, said)
            for at, what in changes:
                for fault in [*faults]:
                    if fault.at == at:
                        fault.change = self.change(book, what, said, states)
                        break
                else:
                    faults = [*faults, Fault(at=at, change=self.change(book, what, said, states))]
            self.run.patience = HURRIED if any(fault.kind in SLOW for fault in faults) else PATIENT
            self.google.misbehave(*faults)
            started, word, wrong = time.monotonic(), "whole", ""
            try:
                self.run(data, KEY, self.campaign)
            except SheetTabsNotWrittenError as error:
                word, wrong = "published", "" if "→" in str(error) else "no advice"
            except SdgnetError as error:
                word, wrong = "failed", "" if "→" in str(error) else "no advice"
            except Exception as error:
                word, wrong = "failed", f"{type(error).__name__}: {error}"
            seconds = time.monotonic() - started
            outcome = Outcome(word, wrong, seconds, sum(self.run.slept), len(self.google.seen))
            outcome.wrong = outcome.wrong or self._wrong(data, book, word, said, states)
            if repair and not outcome.wrong:
                self.google.misbehave()
                self.run(data, KEY, self.campaign)
                outcome.wrong = self._wrong(data, book, "whole", said, [self._state(book)]) or self._unread(data, said)
                outcome.wrong = outcome.wrong and f"after the next run: {outcome.wrong}"
            return outcome

    def _wrong(self, data: Path, book: Book, word: str, said: list[tuple[str, str, str]], states: Sequence[str]) -> str:
        release = current_release(data)
        if release is None or not _is_whole(release):
            return "the release is not whole"
        begun = read_manifest(self.data / "current")["release"]
        if word == "failed":
            if release.name != begun:
                return "a failed run published"
        elif _files(release) not in [self._right(data, state)[0] for state in dict.fromkeys(states)]:
            return "the release is none of what the responses were"
        if (tab := book.tab("메모")) and [tab.title, tab.rows] != ["메모", self.book.tab("메모").rows]:
            return "another's tab was touched"
        if _responses(book) != states[-1]:
            return "the responses were touched"
        copies = [each for each in book.tabs if each.is_hidden]
        if len(book.tabs) != 2 + len(OURS) + len(copies) or (word == "whole" and len(copies) > 1):
            return f"{len(book.tabs)} tabs"
        ours = _tabs(book)
        is_new = [ours == self._right(data, state)[1] for state in dict.fromkeys(states)]
        if not any(is_new) and (word == "whole" or ours != _tabs(self.book)):
            return "the tabs are neither the old ones nor the new"
        if word == "whole" and {
            each.marks[0]["metadataValue"].split(" ")[1] for each in book.tabs if each.marks and not each.is_hidden
        } != {release.name}:
            return "the tabs are of another release"
        return "" if self._kept(data, book, said) else "a decision is lost"

    def _right(self, data: Path, state: str) -> tuple[Any, Any]:
        """The release's tables and the tabs that an undisturbed sync gives, of these responses and decisions."""
        remembered = data / "decisions.csv"
        decided = remembered.read_text("utf-8-sig") if remembered.exists() else ""
        if (state, decided) not in self._expected:
            kept, patience = self.google.books[KEY], self.run.patience
            with self._trial() as (clean, book):
                book.tab(TAB).rows = copy.deepcopy(self._rows[state])
                if decided:
                    (clean / "decisions.csv").write_text(decided, "utf-8-sig")
                self.run.patience = PATIENT
                self.google.misbehave()
                self.run(clean, KEY, self.campaign)
                self._expected[state, decided] = _files(clean / "current"), _tabs(book)
            self.google.books[KEY], self.run.patience = kept, patience
        return self._expected[state, decided]

    def _kept(self, data: Path, book: Book, said: list[tuple[str, str, str]]) -> bool:
        remembered = data / "decisions.csv"
        text = remembered.read_text("utf-8-sig") if remembered.exists() else ""
        typed = [cells for tab in book.tabs if tab.title.startswith("검토") for cells in _cells(tab)]
        return all(
            f",{kind},{key},{value}," in text or any(value in cells and key in cells for cells in typed)
            for kind, key, value in said
        )

    def _unread(self, data: Path, said: list[tuple[str, str, str]]) -> str:
        text = (data / "decisions.csv").read_text("utf-8-sig") if (data / "decisions.csv").exists() else ""
        unread = [each for each in said if f",{each[0]},{each[1]},{each[2]}," not in text]
        return f"{len(unread)} decisions unread" if unread else ""


@contextmanager
def scene(n_rows: int = 24) -> Iterator[Scene]:
    """A scene on a server of its own, with a campaign that keeps tabs."""
    with tempfile.TemporaryDirectory() as folder, SheetsServer() as google, pytest.MonkeyPatch.context() as patch:
        home = Path(folder)
        shutil.copytree(ROOT / "flows/campaigns/cheongju-2024", home / "campaign")
        with (home / "campaign/campaign.toml").open("a", encoding="utf-8") as settings:
            settings.write("\n[google]\ntabs = true\n")
        patch.setenv("SDGNET_SHEETS_API", google.url)
        patch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(google.key_file(home / "key.json")))
        patch.setenv("NO_GCE_CHECK", "true")
        patch.delenv("PREFECT_API_URL", raising=False)
        # When a decision was first seen is one moment, so that what it changes is worked out once.
        patch.setattr(cleaning, "datetime", _OneMoment)
        work_out_once(patch)
        yield Scene(google, PlainSync(patch, home / "key.json"), home, n_rows)


def random_trial(place: Scene, seed: int, *, repair: bool) -> Outcome:
    """One sync under one to three faults and up to two changes, drawn by ``seed``."""
    chance = random.Random(seed)
    place.run.chance = random.Random(seed)
    latest = place.n_requests + 4
    faults = [
        Fault(
            kind := chance.choice([*ONCE, *FOR_GOOD]),
            at=chance.randrange(latest),
            times=chance.choice([1, 1, 1, 2, 5, FOR_EVER]),
            seconds=WAITS.get(kind, 0.0),
            token=chance.random() < 0.08 and kind in ("500", "503-html", "429", "silence", "refuse", "cut"),
        )
        for _ in range(chance.randrange(1, 4))
    ]
    changes = [(chance.randrange(latest), chance.choice(CHANGES)) for _ in range(chance.randrange(3))]
    return place.try_out(faults, changes, repair=repair)


def _files(release: Path) -> dict[str, str]:
    """Hashes of the tables that responses and decisions alone decide.

    Others tell what changed since the snapshot before, and the release's id is of the raw reply too, which tells the
    size of the grid.
    """
    listed = {each["path"]: each["sha256"] for each in read_manifest(release)["files"]}
    return {name: listed[f"restricted/tables/{name}.parquet"] for name in TABLES}


def _append(book: Book, rows: Sequence[Sequence[Any]]) -> None:
    tab = book.tab(TAB)
    tab.rows += [[_stored(value) for value in row] for row in rows]
    tab.n_rows = max(tab.n_rows, len(tab.rows))


def _stored(value: Any) -> Any:
    return (value - datetime(1899, 12, 30)) / timedelta(days=1) if isinstance(value, datetime) else value


def _responses(book: Book) -> str:
    return json.dumps([[raw(cell) for cell in row] for row in book.tab(TAB).rows], ensure_ascii=False)


def _cells(tab: Any) -> list[list[Any]]:
    return [[raw(cell) for cell in row] for row in tab.rows]


def _tabs(book: Book) -> dict[str, list[list[Any]]]:
    """What stands in our tabs, but for the time of writing and what is typed in 검토."""
    made = {}
    for title in OURS:
        rows = _cells(book.tab(title))
        typed = rows[0].index("새로 정하기") if title == "검토" else -1
        made[title] = [
            [cell for at, cell in enumerate(row) if at != typed]
            for row in rows
            if row[:1] not in (["탭을 쓴 때"], ["배포본"])
        ]
    return made


def _type_in(book: Book, said: list[tuple[str, str, str]]) -> None:
    """Staff decide the head count of a participant of whom nothing was decided here yet."""
    tab = book.tab("검토")
    rows = _cells(tab)
    typed, kind, key = (rows[0].index(name) for name in ("새로 정하기", "종류", "대상 번호"))
    done = {each[1] for each in said}
    # Of those whose response is in the sheet to stay.
    for at, row in enumerate(rows[1:], 1):
        if row[kind : kind + 1] == ["headcount"] and row[key] not in done and (len(row) <= typed or not row[typed]):
            tab.put(at, typed, str(40 + len(said)))
            said.append(("headcount", row[key], str(40 + len(said))))
            return
