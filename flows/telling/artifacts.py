"""What the orchestrator's page shows of a run: progress, counts per disposition, what changed."""

import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from flows.telling import bar
from flows.telling.runs import flow_run
from flows.telling.words import words
from transforms.reference import texts

# A request of some 20 ms each: a run of seconds asks for none between its first and its last.
_EVERY_SECONDS = 2.0


class Progress:
    """How far a run is, in stages done of ``n_stages``: on the terminal, and on the page where a flow runs."""

    def __init__(self, key: str, n_stages: int) -> None:
        self._done, self._all, self._told_at = 0, n_stages, time.monotonic()
        self._artifact: UUID | None = None
        bar.stages(0, n_stages)
        if flow_run():
            from prefect.artifacts import create_progress_artifact

            said = words("artifacts")["progress"]
            # By its signature also a coroutine, which it is only where the caller is one.
            self._artifact = create_progress_artifact(0.0, key=key, description=said)  # type: ignore[assignment]

    def step(self) -> None:
        """One stage more is done."""
        self._done = min(self._done + 1, self._all)
        bar.stages(self._done, self._all)
        if time.monotonic() - self._told_at >= _EVERY_SECONDS:
            self._tell()

    def end(self) -> None:
        """All is done."""
        self._done = self._all
        self._tell()

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        if self._artifact:
            from prefect.artifacts import update_progress_artifact

            update_progress_artifact(self._artifact, 100.0 * self._done / self._all)


_RUNNING: ContextVar[Progress | None] = ContextVar("progress", default=None)


@contextmanager
def progress(slug: str, n_stages: int) -> Iterator[None]:
    """Stages that end inside the block are steps of one progress bar of ``n_stages``."""
    running = Progress(_key("progress", slug), n_stages)
    token = _RUNNING.set(running)
    try:
        yield
        running.end()
    finally:
        _RUNNING.reset(token)


def stage_done() -> None:
    """The progress bar of the run that is going on here, if there is one, moved by one."""
    if running := _RUNNING.get():
        running.step()


def changes(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """``name``, ``n``, ``change`` (with its sign) of every disposition and of the participants, from two manifests."""
    names = texts("messages")["disposition"]
    counts = {name: now["counts"][code] for code, name in names.items()}
    then = {name: before["counts"].get(code, 0) for code, name in names.items()} if before else {}
    total = words("artifacts")["participants"]
    counts[total] = now["participants"]
    if before:
        then[total] = before["participants"]
    return [{"name": name, "n": n, "change": f"{n - then[name]:+d}" if then else "–"} for name, n in counts.items()]


def show_release(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
    """The page holds the release's counts and what changed since ``before``: no folder of this machine.

    Outside a flow's run there is no page, and nothing is done.
    """
    if flow_run() is None:
        return
    from prefect.artifacts import create_table_artifact

    said = words("artifacts")
    table = [
        {said["name"]: row["name"], said["n"]: row["n"], said["change"]: row["change"]} for row in changes(now, before)
    ]
    create_table_artifact(table, key=_key("counts", now["campaign"]), description=said["counts"].format(**now))


def _key(what: str, slug: str) -> str:
    """A key that the orchestrator takes (small letters, digits, dashes), the same for a campaign's every run."""
    plain = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")
    if plain != slug:
        plain += f"-{hashlib.sha256(slug.encode()).hexdigest()[:6]}"
    return f"{what}-{plain.lstrip('-')}"
