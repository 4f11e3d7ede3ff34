"""JSON Lines as they are made, one object a line: to standard output, or to a file that is complete or not there."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

STANDARD = "-"


def write_lines(rows: Iterable[Mapping[str, Any]], out: str) -> int:
    """The number of rows written to ``out`` ('-' is standard output)."""
    if out == STANDARD:
        return _copy(rows, sys.stdout)
    target = Path(out)
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8") as stream:
            count = _copy(rows, stream)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return count


def _copy(rows: Iterable[Mapping[str, Any]], stream: TextIO) -> int:
    count = 0
    for row in rows:
        line = json.dumps(row, ensure_ascii=False)
        # An escape is the only way to write a lone surrogate, or what the stream's encoding lacks.
        stream.write((line if line.isprintable() and _holds(stream, line) else json.dumps(row)) + "\n")
        count += 1
    stream.flush()
    return count


def _holds(stream: TextIO, line: str) -> bool:
    try:
        line.encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
