"""Cells without what programs put around text: an apostrophe, ="…", line ends and unseen signs spelt out."""

import pandas as pd

_MARK = ("'", "`", "‘", "’", "＇", "´")
# Before nearly every cell any of them is no part of it.
_BEFORE = r"^\s*['`‘’＇´]+"
# '24 신입: the year 2024.
_YEAR = r"(?!['`]\d\d\s?[가-힣])"
# Behind the mark: what would be a formula or a number, and so was protected.
_PROTECTED = rf"^\s*{_YEAR}['`](?=[=+\-@\t\r＝＋－＠0-9'])"
# The mark alone: an apostrophe that another answers is a quotation.
_ALONE = rf"^\s*{_YEAR}(?:'(?=[^'’]*$)|`(?=[^`´']*$))"
# Around every cell it is what the program quotes with.
_AROUND = r"(?s)^'(.*)'$"
# A formula that says nothing but its text: a telephone number that keeps its nought.
_AS_TEXT = r'^="((?:[^"]|"")*)"$'
# Excel spells out the ends of lines, and other signs that no text can hold, when it writes a workbook; others spell
# out what is not seen.
_SPELT = r"(?i)_x000[ad]_"
_UNSHOWN = r"(?i)_x00(?:0[0-9bcef]|1[0-9a-f]|a0)_"
_UNSEEN = r"(?i)_x(?:20(?:0[b-f]|2[a-e]|6[0-9a-f])|feff|00ad|d[89a-f][0-9a-f]{2}|fff[0-9a-f])_"


def unprotected(cells: pd.DataFrame) -> pd.DataFrame:
    """``cells`` (all text) without protective apostrophes, ="…" around a text, and with line ends as line ends.

    Where a program put an apostrophe before nearly every cell, all go. Elsewhere one goes before a formula or a number,
    and where it is the only one of its cell.
    """
    if cells.empty:
        return cells
    made = cells.apply(_spelt)
    marked = made.apply(lambda column: column.str.lstrip().str.startswith(_MARK))
    n_filled = (made != "").sum(axis=None)
    if marked.sum(axis=None) * 2 > n_filled:
        is_around = made.apply(lambda column: column.str.match(_AROUND)).sum(axis=None) * 2 > n_filled
        pattern, rest = (_AROUND, r"\1") if is_around else (_BEFORE, "")
    else:
        pattern, rest = f"{_PROTECTED}|{_ALONE}", ""
    for at in [column for column in made.columns if marked[column].any()]:
        made[at] = made[at].str.replace(pattern, rest, n=1, regex=True)
    return made


def _spelt(column: "pd.Series[str]") -> "pd.Series[str]":
    if column.str.startswith('="').any():
        column = column.str.replace(_AS_TEXT, lambda found: found[1].replace('""', '"'), regex=True)
    if column.str.contains("_x", case=False, regex=False).any():
        column = column.str.replace(r"(?i)_x000d_(?=\n|_x000a_)", "", regex=True)
        column = column.str.replace(_SPELT, "\n", regex=True).str.replace(_UNSHOWN, " ", regex=True)
        column = column.str.replace(_UNSEEN, "", regex=True).str.replace("_x005f_", "_", case=False, regex=False)
    return column
