"""What changed since the snapshot before: responses new, edited, deleted and moved; questions renamed, added, removed.

Which earlier response is which present one is settled by row_pairs. What a deleted response means is the campaign's
rule: *withdrawn* leaves it out, for it is there no more; *keep* reads it as if it still stood behind the sheet's last
row, so that the rows read are those of the sheet and those kept, and the counts reconcile.

The snapshot before is always the same one for a snapshot (flows/stages/comparison.py), so a release has the same bytes
however often it is made.
"""

from dataclasses import dataclass

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.changes.row_pairs import DELETED, EDITED, MOVED, NEW
from transforms.parse.text import spelling as title_key
from transforms.reading.headings import Headings, about_headings
from transforms.reading.normalise import normalise, numbered

KEPT = "kept"
CHANGES = (NEW, EDITED, DELETED, MOVED, KEPT)
# So few rows may go without a question, however small the sheet.
_LEAST_FALL = 5

WITHDRAWN, KEEP = "withdrawn", "keep"
_TYPES = {
    "change": "str",
    "response_id": "str",
    "row_number": "Int64",
    "previous_row_number": "Int64",
    "previous_response_id": "str",
    "columns": "str",
}
# What is told of an earlier response.
_EARLIER = ["row_number", "response_id", "submitted_at", "name", "name_key", "phone", "email", "is_person"]


@dataclass(frozen=True)
class Present:
    """The present responses (normalised), by which questions; the last ``n_kept`` are deleted ones that are kept.

    ``n_kept_before`` of the earlier ones were so already.
    """

    responses: pd.DataFrame
    columns: tuple[str, ...]
    n_kept: int = 0
    n_kept_before: int = 0


@dataclass(frozen=True)
class Changes:
    """What changed since the snapshot before.

    ``table``: change, response_id, row_number, previous_row_number, previous_response_id, columns (our names, separated
    by spaces), and no cell of anyone; a deleted response has its earlier id. A response that was deleted and is kept by
    the campaign's rule has a row *kept* as long as it is; its row number here is one behind the sheet's last.
    ``findings`` are those about questions. ``former`` is what each edited response said before (index: the response),
    ``gone`` what each deleted one said, with ``is_kept``. ``counts`` is the number of each change, None where there was
    nothing to compare with.
    """

    table: pd.DataFrame
    findings: pd.DataFrame
    former: pd.DataFrame
    gone: pd.DataFrame
    counts: dict[str, int] | None


def nothing_before() -> Changes:
    """The changes of a snapshot that there is nothing to compare with: none."""
    earlier = pd.DataFrame(columns=[*_EARLIER, "is_kept"])
    return Changes(_table(pd.DataFrame(columns=list(_TYPES))), about_headings([]), earlier, earlier, None)


def told(
    pairs: pd.DataFrame, before: pd.DataFrame, present: Present, questions: pd.DataFrame, campaign: Campaign
) -> Changes:
    """What ``pairs`` (of compare) say of the responses, and ``questions`` (of changed_questions) of the form.

    ``before`` are the earlier cells, those that were kept already at their end.
    """
    responses = present.responses
    by_label = responses.set_index(responses["row_number"] - 1)
    earlier = _earlier(pairs, before, present, by_label["digest"], campaign)
    gone = pairs.loc[pairs["change"].eq(DELETED), "before"].astype("int64")
    changed = pairs[pairs["change"].isin((NEW, EDITED, MOVED)) | newly_deleted(pairs, before, present.n_kept_before)]
    ids = changed["before"].where(~changed["change"].eq(MOVED)).map(earlier["response_id"])
    table = pd.DataFrame(
        {
            "change": changed["change"],
            "response_id": changed["now"].map(by_label["response_id"]).fillna(ids),
            "row_number": changed["now"] + 1,
            "previous_row_number": changed["before"] + 1,
            "previous_response_id": ids,
            "columns": changed["columns"],
        }
    )
    kept = responses.iloc[len(responses) - present.n_kept :]
    if present.n_kept:
        stays = pd.DataFrame({"change": KEPT, "previous_row_number": gone.to_numpy() + 1})
        table = pd.concat([table, stays.assign(**{c: kept[c].to_numpy() for c in ("response_id", "row_number")})])
    code = about_headings([("response_kept", "")] * present.n_kept).assign(response_id=kept["response_id"].to_numpy())
    was = pairs[pairs["change"].eq(EDITED)].set_index("before")["now"]
    former = earlier.loc[was.index.astype("int64")]
    former.index = pd.Index(by_label.index.get_indexer(pd.Index(was.astype("int64"))).tolist(), dtype="int64")
    return Changes(
        _table(table),
        pd.concat([questions, code], ignore_index=True),
        former,
        earlier.loc[gone].assign(is_kept=present.n_kept > 0),
        {change: int(table["change"].eq(change).sum()) for change in CHANGES},
    )


def _table(table: pd.DataFrame) -> pd.DataFrame:
    order = ["row_number", "previous_row_number", "change"]
    return table[list(_TYPES)].fillna({"columns": ""}).astype(_TYPES).sort_values(order, ignore_index=True)


def _earlier(
    pairs: pd.DataFrame, before: pd.DataFrame, present: Present, digests: "pd.Series[str]", campaign: Campaign
) -> pd.DataFrame:
    """What the earlier responses said that are not there letter for letter, with the ids that they had, by label."""
    verbatim = pairs[pairs["is_verbatim"]] if set(before.columns) == set(present.columns) else pairs.head(0)
    left = before.loc[before.index.difference(pd.Index(verbatim["before"]))]
    if left.empty:
        return pd.DataFrame(columns=_EARLIER)
    read = normalise(left, campaign).responses
    read.index = left.index
    # An equal row was equal then, so its digest is known; all together number the ids as they were numbered.
    known = verbatim.set_index(verbatim["before"].astype("int64"))["now"].map(digests)
    ids = numbered(pd.concat([known, read["digest"]]).sort_index().astype("str"))
    return read.assign(response_id=ids.reindex(read.index))[_EARLIER]


def with_kept(cells: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """``cells`` with the rows of ``gone`` behind the last."""
    if gone.empty:
        return cells
    return pd.concat([cells, gone], ignore_index=True).fillna("").astype("str")


def deleted_cells(pairs: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``before`` that are there no more."""
    return before.loc[pairs.loc[pairs["change"].eq(DELETED), "before"].astype("int64")]


def newly_deleted(pairs: pd.DataFrame, before: pd.DataFrame, n_kept_before: int) -> "pd.Series[bool]":
    """True for the pairs whose response was in the sheet before, and not kept by rule alone, and is there no more."""
    return pairs["change"].eq(DELETED) & pairs["before"].isin(before.index[: len(before) - n_kept_before])


def changed_questions(before: Headings, now: Headings) -> pd.DataFrame:
    """Findings about questions that were renamed, added or removed; ``column`` holds the heading."""
    old, new = (_by_key(headings) for headings in (before, now))
    renamed = {
        column: (title, now.titles[column])
        for column, title in before.titles.items()
        if column in now.titles and title_key(title) != title_key(now.titles[column])
    }
    titles = {title_key(title) for pair in renamed.values() for title in pair}
    return about_headings(
        [
            *(("question_renamed", f"{one} → {other}") for one, other in renamed.values()),
            *(("question_added", title) for key, title in new.items() if key not in old and key not in titles),
            *(("question_removed", title) for key, title in old.items() if key not in new and key not in titles),
        ]
    )


def _by_key(headings: Headings) -> dict[str, str]:
    return {title_key(title): title for title in (*headings.titles.values(), *headings.passed_over)}


def has_fallen(n_before: int, n_gone: int, campaign: Campaign) -> bool:
    """True where more of the earlier responses are gone than the campaign takes for an ordinary day."""
    return n_gone >= _LEAST_FALL and n_gone > campaign.changes.largest_fall * n_before
