"""Runs that the page started: each a command in a process of its own, heard line by line."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO

from flows.telling.bar import ASKED_FOR_STEPS
from flows.telling.words import words
from output.store.book import Ended
from transforms.errors.running import LockedError
from transforms.reference import texts

_STEP = re.compile(r"@(\d+)/(\d+)")
_LINE = re.compile(r"\d\d:\d\d:\d\d (.*)")
_KEPT = 200
#: What a run is started with.
COMMAND = (sys.executable, "-m", "flows.commands.cli")


@dataclass(frozen=True)
class Heard:
    """A run as it is now. ``status`` is None while it goes on; ``told`` is what it printed, or why it failed."""

    kind: str
    who: str
    began_at: datetime
    done: int = 0
    of: int = 0
    stage: str = ""
    lines: tuple[str, ...] = field(default=(), repr=False)
    status: int | None = None
    told: str = ""


class Runs:
    """At most one run at a time; ``ended`` is given each when it has ended."""

    def __init__(self, ended: Callable[[Ended], None]) -> None:
        self._ended, self._changed = ended, threading.Lock()
        self._now: Heard | None = None

    @property
    def now(self) -> Heard | None:
        """The run that goes on, or the last that ended since the page was opened."""
        return self._now

    @property
    def is_going(self) -> bool:
        """Whether a run of ours goes on."""
        return self._now is not None and self._now.status is None

    def start(self, kind: str, arguments: Sequence[str], who: str, typed: str = "") -> None:
        """The command ``kind`` runs with ``arguments``, and reads ``typed``; raises LockedError where a run goes on."""
        with self._changed:
            self.refuse_second()
            # A run of its own ends well though the page is closed: nobody's signal to the page is for it.
            process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                [*COMMAND, kind, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, "PYTHONIOENCODING": "utf-8", ASKED_FOR_STEPS: "1"},
                start_new_session=True,
            )
            _answer(process.stdin, typed)
            self._now = Heard(kind, who, datetime.now().astimezone())
        # What stands before the word was asked for names who goes: it is kept nowhere.
        asked = words("purge")["word"].format(word=typed.strip()) if typed else ""
        threading.Thread(target=self._hear, args=(process, asked), daemon=True).start()

    def refuse_second(self) -> None:
        """Nothing, where no run of ours goes on; raises LockedError, which names who started it."""
        if self._now is not None and self._now.status is None:
            raise LockedError(holder=self._now.who, since=self._now.began_at.isoformat(timespec="seconds"), data="")

    def _hear(self, process: "subprocess.Popen[str]", asked: str) -> None:
        printed: list[str] = []
        reader = threading.Thread(target=_collect, args=(process.stdout, printed), daemon=True)
        reader.start()
        said: list[str] = []
        for line in process.stderr or ():
            self._line(line.rstrip("\n"), said)
        status = process.wait()
        reader.join()
        failed = words("cli")["failed"]
        why = "\n".join(said).rpartition(failed)[2]
        told = "".join(printed)
        told = told.rpartition(asked)[2] if asked else told
        self._change(status=status, told=(told if status == 0 else why or told).strip())
        if self._now:
            at = datetime.now().astimezone()
            self._ended(Ended(self._now.kind, self._now.who, self._now.began_at, at, status, self._now.told))

    def _line(self, line: str, said: list[str]) -> None:
        if step := _STEP.fullmatch(line):
            self._change(done=int(step[1]), of=int(step[2]))
            return
        said.append(line)
        told = _LINE.fullmatch(line)
        sentence = told[1] if told else line
        is_stage = sentence in texts("messages")["stage"].values()
        lines = (*(self._now.lines if self._now else ()), line)[-_KEPT:]
        self._change(lines=lines, **({"stage": sentence} if is_stage else {}))

    def _change(self, **now: object) -> None:
        if self._now:
            self._now = replace(self._now, **now)  # type: ignore[arg-type]


def _answer(stream: IO[str] | None, typed: str) -> None:
    if stream:
        # A command that ended before it asked has closed its end.
        with suppress(OSError), stream:
            stream.write(typed)


def _collect(stream: IO[str] | None, into: list[str]) -> None:
    into.extend(stream or ())
