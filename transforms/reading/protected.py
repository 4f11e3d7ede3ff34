"""Cells without the apostrophe that programs put in front of text so that no spreadsheet takes it for a formula."""

import pandas as pd

_MARK = "'"
# Behind the mark: what would be a formula or a number, and so was protected.
_PROTECTED = r"^'(?=[=+\-@\t\r＝＋－＠0-9'])"
# The mark alone: an apostrophe that another answers is a quotation.
_ALONE = r"^'(?=[^'’]*$)"


def unprotected(cells: pd.DataFrame) -> pd.DataFrame:
    """``cells`` (all text) without protective apostrophes.

    Where a program put one before nearly every cell, all go. Elsewhere an apostrophe goes before a formula or a number,
    and where it is the only one of its cell.
    """
    marked = cells.apply(lambda column: column.str.startswith(_MARK))
    if cells.empty or not marked.any(axis=None):
        return cells
    pattern = "^'" if marked.sum(axis=None) * 2 > (cells != "").sum(axis=None) else f"{_PROTECTED}|{_ALONE}"
    made = cells.copy()
    for at in [column for column in cells.columns if marked[column].any()]:
        made[at] = cells[at].str.replace(pattern, "", n=1, regex=True)
    return made
