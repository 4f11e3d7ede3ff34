"""Our log and our terminal: plain lines that no console, pipe or library can spoil."""

import codecs
import io
import logging
import os
import sys
import threading
import warnings
from typing import Any

from flows.telling.bar import say, say_stage
from flows.telling.quiet import HANDLERS
from transforms.errors.running import OutputNotWrittenError
from transforms.reference import texts

LOG = logging.getLogger("sdgnet")
_DEBUG = "SDGNET_DEBUG"
_NEAREST = "sdgnet-nearest"
# What consoles of other code pages lack and print in their own way.
_NEAR = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "→": ">", "←": "<", "·": "|", "…": "...", "\u00a0": " "})


class _Told(io.TextIOWrapper):
    """Standard error: whoever has stopped reading it stops no run."""

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            return


class _Shown(io.TextIOWrapper):
    """Standard output: what it cannot take is a failure of its own, and of nothing that was done before.

    A reader who has enough still raises BrokenPipeError.
    """

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self._give_up(error)
            raise

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._give_up(error)
            raise

    def _give_up(self, error: OSError) -> None:
        # What is left in the buffer must not fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
        if not isinstance(error, BrokenPipeError):
            raise OutputNotWrittenError(detail=error.strerror) from None


class _Lines(logging.Handler):
    """A line each with the time; a stage's sentence is also what the bar tells until the next."""

    def emit(self, record: logging.LogRecord) -> None:
        sentence = record.getMessage()
        if sentence in texts("messages")["stage"].values():
            say_stage(sentence)
        say(self.format(record))


def log_to_terminal() -> None:
    """What the program says goes to standard error, a line each with the time; others' words only for ``--debug``."""
    settle_terminal()
    handler = _Lines()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    LOG.handlers, LOG.propagate = [handler], False
    LOG.setLevel(logging.INFO)
    if os.environ.get(_DEBUG):
        for name in HANDLERS:
            os.environ.pop(name, None)
    elif isinstance(sys.stderr, _Told):
        # Python itself prints what no handler takes, and what dies in a thread of somebody's.
        logging.getLogger().addHandler(logging.NullHandler())
        warnings.simplefilter("ignore")
        threading.excepthook = sys.unraisablehook = _nothing


def settle_terminal() -> None:
    """Both streams are there, and take any text: what a console cannot show is shown by what comes nearest."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # Left free, the number would be the next file's, and a stray line would land in it.
            os.open(os.devnull, os.O_RDWR)
    codecs.register_error(_NEAREST, _nearest)
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            stream = os.fdopen(number, "w", encoding="utf-8", closefd=False)
            setattr(sys, name, stream)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_NEAREST)
    # Nobody may find an old one whose buffer the new one has; a stream that somebody put in its place is theirs.
    if type(sys.stderr) is io.TextIOWrapper and sys.stderr is sys.__stderr__:
        encoding = sys.stderr.encoding
        sys.stderr = sys.__stderr__ = _Told(sys.stderr.detach(), encoding, _NEAREST, line_buffering=True)  # type: ignore[misc]
    if type(sys.stdout) is io.TextIOWrapper and sys.stdout is sys.__stdout__:
        encoding, is_line = sys.stdout.encoding, sys.stdout.line_buffering
        sys.stdout = sys.__stdout__ = _Shown(sys.stdout.detach(), encoding, _NEAREST, line_buffering=is_line)  # type: ignore[misc]


def _nearest(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    near = error.object[error.start : error.end].translate(_NEAR)
    return "".join(each if each.isascii() else "?" for each in near), error.end


def _nothing(_: Any) -> None:
    """Nothing is said."""
