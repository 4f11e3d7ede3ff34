"""How far a command is: a bar on a terminal, from its first second; anywhere else plain lines alone."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PER_SECOND = 5
#: Set by whoever started this process and draws a bar of its own: each step is a line ``@done/of`` for it.
ASKED_FOR_STEPS = "SDGNET_STEPS"


class _Shown:
    """The bar that stands on the terminal now, if one does: one a process."""

    bar: "Progress | None" = None
    task: "TaskID"


@contextmanager
def bar(sentence: str) -> Iterator[None]:
    """A bar with ``sentence`` stands on the terminal until the block ends, which prints nothing but by ``say``.

    None where standard error is no terminal, where ``--debug`` shows all that is said, or where one stands already.
    """
    if _Shown.bar or os.environ.get("SDGNET_DEBUG") or not (sys.stderr and sys.stderr.isatty()):
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    columns = (
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, ratio=1)),
    )
    console = Console(stderr=True)
    shown = Progress(
        *columns,
        console=console,
        refresh_per_second=_PER_SECOND,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        expand=True,
        disable=not console.is_interactive,
    )
    with shown:
        _Shown.task, _Shown.bar = shown.add_task(sentence, total=None), shown
        try:
            yield
        finally:
            _Shown.bar = None


def say(line: str) -> None:
    """``line`` stands on standard error, above the bar."""
    if _Shown.bar:
        _Shown.bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
    else:
        print(line, file=sys.stderr, flush=True)


def say_stage(sentence: str) -> None:
    """The bar tells what is being done now."""
    if _Shown.bar:
        _Shown.bar.update(_Shown.task, description=sentence)


def stages(n_done: int, n_all: int) -> None:
    """The bar stands at ``n_done`` of ``n_all``."""
    if _Shown.bar:
        _Shown.bar.update(_Shown.task, completed=n_done, total=n_all)
    elif os.environ.get(ASKED_FOR_STEPS):
        say(f"@{n_done}/{n_all}")
