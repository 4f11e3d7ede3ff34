"""``sdgnet terms FILE.csv``: which activities of the current release a changed word list would move."""

import csv
import io
import re
from pathlib import Path

import pandas as pd

from flows.telling.words import words
from output.formats.files import replace_file
from output.store.purge import refuse_purged
from output.store.release import current_release
from output.tables.tables import csv_of
from transforms.decisions.corrections import BASIS
from transforms.errors.campaign import TermsUnreadableError
from transforms.errors.source import SourceNotFoundError
from transforms.errors.store import NoReleaseError
from transforms.goals.term_preview import changed_rows, moves, preview_terms
from transforms.goals.words import default_words, word_list
from transforms.reference import rows

COLUMNS = ("term", "goals", "theme", "needs", "unless", "note")
_NEEDED = COLUMNS[:3]
_ROW = re.compile(r"row (\d+): ")


def run(path: str, data: Path, out: str) -> int:
    """0 when the preview is told."""
    preview(path, data, out)
    return 0


def preview(path: str, data: Path, out: str) -> int:
    """The number of activities that would change goals; their moves are printed, and listed in ``out`` where given.

    ``path`` is a CSV of rows to add or change, in the format of transforms/reference/terms.csv. Activities that an
    officer decided stay as they are and are left out. Raises SourceNotFoundError, TermsUnreadableError (with the
    line) or NoReleaseError.
    """
    changes = _changes(Path(path))
    kept = len(changed_rows(rows("terms"), changes)) - len(changes)
    try:
        after = word_list(changed_rows(rows("terms"), changes))
    except ValueError as error:
        found = _ROW.search(str(error))
        # Rows are counted from 2, the heading being 1; those of the file stand last.
        line = int(found[1]) - kept if found else 0
        detail = str(error)[found.end() :] if found else str(error)
        raise TermsUnreadableError(file=path, line=max(line, 1), detail=detail) from None
    moved = preview_terms(_activities(data), default_words(), after)
    said = words("terms")
    print(said["summary"].format(n=len(moved), file=path))
    for move in moves(moved).itertuples():
        print(
            said["move"].format(
                n=move.n, before=move.goals_before or said["nothing"], after=move.goals_after or said["nothing"]
            )
        )
    if out:
        replace_file(Path(out), csv_of(moved), private=True)
        print(said["written"].format(out=out))
    return len(moved)


def _changes(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        raise SourceNotFoundError(source=path)
    try:
        reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        found = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise TermsUnreadableError(file=path, line=1, detail=f"CSV, UTF-8: {type(error).__name__}") from None
    if not set(_NEEDED) <= set(reader.fieldnames or ()):
        raise TermsUnreadableError(file=path, line=1, detail=", ".join(_NEEDED))
    for line, row in enumerate(found, 2):
        if None in row:
            raise TermsUnreadableError(file=path, line=line, detail=f"> {len(reader.fieldnames or ())}")
    return [{column: row.get(column) or "" for column in COLUMNS} for row in found]


def _activities(data: Path) -> pd.DataFrame:
    current = current_release(data)
    if current is None:
        raise NoReleaseError(data=data)
    refuse_purged(data)
    tables = current / "restricted" / "tables"
    goals = pd.read_parquet(tables / "activity_goals.parquet")
    decided = goals.loc[goals["basis"].eq(BASIS), "activity_id"]
    activities = pd.read_parquet(tables / "activities.parquet")
    return activities[~activities["activity_id"].isin(decided)]
