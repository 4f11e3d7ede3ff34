"""What officers decided, remembered for good: ``decisions.csv`` in the data folder, whole at every moment.

Lines are only ever added; the last one about a thing holds.
"""

import csv
import io
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from output.formats.cells import inert
from output.formats.files import replace_file
from transforms.decisions.decisions import KINDS, LOG, ORIGIN, REMOVED, TYPED, without_matters
from transforms.errors.store import DecisionsDamagedError

FILE = "decisions.csv"
# As it was written before the moment, the person and the door were kept.
_FORMER = LOG[: -len(ORIGIN)]
_QUOTE = "'"


def remembered(data: Path) -> pd.DataFrame:
    """The log as it was written, empty before the first decision; raises DecisionsDamagedError."""
    path = data / FILE
    if not path.exists():
        return pd.DataFrame({column: pd.Series(dtype="str") for column in LOG})
    try:
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise DecisionsDamagedError(path=path) from None
    head = lines[0] if lines else []
    if head not in (LOG, _FORMER) or any(len(line) != len(head) for line in lines):
        raise DecisionsDamagedError(path=path)
    log = pd.DataFrame(lines[1:], columns=head, dtype="str").reindex(columns=LOG, fill_value="").astype("str")
    for column in LOG:
        log[column] = log[column].str.removeprefix(_QUOTE)
    numbers = [str(number) for number in range(1, len(log) + 1)]
    are_known = log["kind"].isin(KINDS) & log["said"].isin((TYPED, REMOVED))
    if log["number"].tolist() != numbers or not are_known.all():
        raise DecisionsDamagedError(path=path)
    return log


def remember(data: Path, log: pd.DataFrame) -> None:
    """``log`` is what the folder remembers, readable by its owner alone; nothing is written where nothing is new."""
    if len(log) != len(remembered(data)):
        _write(data, log)


def forget_decisions(data: Path, ids: Collection[str]) -> int:
    """Nothing is remembered of what was decided about these ids; how many lines went."""
    log = remembered(data)
    kept = without_matters(log, ids)
    if len(kept) < len(log):
        _write(data, kept.assign(number=[str(number) for number in range(1, len(kept) + 1)]))
    return len(log) - len(kept)


def _write(data: Path, log: pd.DataFrame) -> None:
    text = pd.DataFrame(
        {column: inert(log[column]).mask(log[column].str.startswith(_QUOTE), _QUOTE + log[column]) for column in LOG}
    ).to_csv(index=False, lineterminator="\r\n")
    replace_file(data / FILE, text.encode("utf-8-sig"), private=True)
