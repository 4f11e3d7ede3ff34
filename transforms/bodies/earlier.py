"""Last time's participants beside this time's: who came back, who is new, who did not come again.

A list has names and at most kinds, so only names speak: the same name without legal form, spacing and punctuation is
the same body, by the comparison of same_body.py. What is merely alike is pointed out to the officer, who settles it in
the list itself, in its column of other names.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from transforms.bodies.compared import compared_names
from transforms.bodies.same_body import close_names
from transforms.campaign.campaign import Campaign
from transforms.campaign.sections import EARLIER
from transforms.errors.guests import EarlierEmptyError, EarlierHeadingsError
from transforms.parse.bodies import body
from transforms.parse.choices import choice
from transforms.parse.people import is_name
from transforms.parse.text import clean, is_blank, key, spelling
from transforms.reading.columns import parsed
from transforms.reading.pages import Page, headings_in
from transforms.reference import rows

RETURNING, LAPSED = "returning", "lapsed"
# Rules by which a name is like another without being it, the nearest first.
_LIKELY = ("other_form", "same_essence", "close_name")
_BETWEEN = re.compile(r"[,;/\n]")
_LEAST_ESSENCE = 3
_TYPES = {
    "earlier_id": "str",
    "name": "str",
    "kind": "str",
    "is_person": "bool",
    "status": "str",
    "participant_id": "str",
    "likely_participant_id": "str",
    "rule": "str",
    "row": "int64",
    "n_rows": "int64",
}


@dataclass(frozen=True)
class Recalled:
    """``table``: earlier_participants (see nobody_before). ``findings``: what a person should look at."""

    table: pd.DataFrame
    findings: pd.DataFrame


def nothing_to_recall() -> Recalled:
    """What a campaign without a list tells: nothing."""
    nothing = {name: pd.Series(dtype="str") for name in ("response_id", "code", "column", "severity")}
    return Recalled(nobody_before(), pd.DataFrame(nothing))


def nobody_before() -> pd.DataFrame:
    """earlier_participants without a row; with a list, it has one for each body that the list names.

    earlier_id (the same for the same name), name, kind (null where not told), is_person, status (returning, lapsed),
    participant_id (who it is now; null for the lapsed), likely_participant_id (of a lapsed one: whose name is alike),
    rule (by which either was found), row (its first in the list, as a spreadsheet numbers it), n_rows of the list.
    """
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _TYPES.items()})


def read_earlier(pages: Sequence[Page], campaign: Campaign) -> pd.DataFrame:
    """Every row of the list that names somebody: row, name, name_key, legal_form, kind, is_person (null: not told),
    other_names (as typed).

    Headings are looked for in the first rows of each sheet; a sheet without them is none of the list. Sums below a list
    are passed over. Raises EarlierHeadingsError and EarlierEmptyError.
    """
    file = pages[0].file if pages else "-"
    found = [(page, headings) for page in pages if (headings := _headings(page, campaign))]
    if not found:
        usual = {row["column"]: row["heading"] for row in reversed(rows("earlier_headings"))}
        raise EarlierHeadingsError(file=file, known=" · ".join(usual[name] for name in EARLIER))
    table = pd.concat([_page(page, *headings, campaign) for page, headings in found], ignore_index=True)
    if table.empty:
        raise EarlierEmptyError(file=file)
    return table


def recall(
    listed: pd.DataFrame, participants: pd.DataFrame, judged: pd.DataFrame, region: tuple[str, ...] = ()
) -> Recalled:
    """The bodies of ``listed`` (of read_earlier), each with the participant that it is now.

    ``judged`` are all responses with their participant_id: a name that a body gave in any of them is a name of its. One
    body of the list is at most one participant, and one participant at most one body of the list.
    """
    names = _listed_names(listed, region)
    listed = listed.assign(body=_bodies(names).reindex(listed.index), order=range(len(listed)))
    names["body"] = names["at"].map(listed["body"])
    present = _present_names(participants, judged, region)
    hits = _same_name(names, present)
    best = hits.drop_duplicates("body").set_index("body")
    several = hits[hits["body"].isin(hits.loc[hits.duplicated("body"), "body"])]
    # Bodies of the list that are one participant now are one, whatever they were called.
    first = best.reset_index().groupby("participant_id")["body"].transform("min").set_axis(best.index)
    listed["body"] = listed["body"].map(first).fillna(listed["body"]).astype("int64")
    table = listed.sort_values(["body", "order"]).drop_duplicates("body").set_index("body")
    table["n_rows"] = listed.groupby("body").size()
    table["participant_id"] = best["participant_id"].reindex(table.index)
    likely = _likely(names[names["body"].isin(table.index)], present, table["participant_id"].dropna())
    table["likely_participant_id"] = likely["participant_id"].reindex(table.index)
    table["rule"] = best["rule"].reindex(table.index).fillna(likely["rule"].reindex(table.index))
    now = table["participant_id"].map(participants.set_index("participant_id")["is_person"]).astype("boolean")
    reads_so = parsed(table["name"], is_name).part(bool, "boolean")
    table["is_person"] = now.fillna(table["is_person"]).fillna(reads_so).astype("bool")
    table["kind"] = table["kind"].mask(table["kind"].eq(""), None)
    table["status"] = table["participant_id"].notna().map({True: RETURNING, False: LAPSED})
    table["earlier_id"] = _ids(table)
    made = table.sort_values("order", ignore_index=True)[list(_TYPES)].astype(_TYPES)
    return Recalled(made, _findings(made, several["participant_id"], participants))


def standing(participants: pd.DataFrame, earlier: pd.DataFrame) -> "pd.Series[bool]":
    """True for each of ``participants`` (their index) that the earlier list names."""
    return participants["participant_id"].isin(earlier["participant_id"].dropna())


def _headings(page: Page, campaign: Campaign) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, which has a name or a person, and the place of each column of ours."""
    own = campaign.earlier.headings if campaign.earlier else {}
    known = {title: column for title, column in campaign.by_title.items() if column in EARLIER}
    known |= {key(row["heading"]): row["column"] for row in rows("earlier_headings") if row["column"] in EARLIER}
    known |= {spelling(heading): column for column, headings in own.items() for heading in headings}
    return headings_in(page.rows, known, lambda places: "name" in places or "person" in places)


def _page(page: Page, heading: int, places: dict[str, int], campaign: Campaign) -> pd.DataFrame:
    lines = page.rows[heading + 1 :]
    typed = pd.DataFrame(
        {c: [clean(row[places[c]]) if c in places and places[c] < len(row) else "" for row in lines] for c in EARLIER},
        dtype="str",
    )
    question = campaign.by_column.get("kind")
    kind = parsed(typed["kind"], lambda cell: choice(cell, question.options)[0] if question else "").part(str, "str")
    is_told = pd.Series(pd.NA, index=typed.index, dtype="boolean")
    is_told = is_told.mask(kind.isin(campaign.individual), True).mask(kind.isin(campaign.organised), False)
    bodies = parsed(typed["name"], body)
    name = bodies.part(lambda v: v.name, "str")
    # Beside a body's name a person is only who answers for it; alone, or of an individual, it is who took part.
    person = parsed(typed["person"], lambda cell: "" if is_blank(cell) else cell).part(str, "str")
    is_alone = person.ne("") & (name.eq("") | is_told.fillna(False).astype("bool"))
    name_key = parsed(name.mask(is_alone, person), key).part(str, "str")
    sums = {key(row["heading"]) for row in rows("earlier_headings") if row["column"] == "total"}
    table = pd.DataFrame(
        {
            "row": range(heading + 2, heading + 2 + len(lines)),
            "name": name.mask(is_alone, person),
            "name_key": name_key,
            "legal_form": bodies.part(lambda v: v.legal_form, "str").mask(is_alone, ""),
            "kind": kind.mask(kind.eq(""), typed["kind"]),
            "is_person": is_told.mask(is_alone & is_told.isna() & ("name" in places), True),
            "other_names": typed["other_names"],
        }
    )
    return table[name_key.ne("") & ~name_key.isin(sums)]


def _listed_names(listed: pd.DataFrame, region: tuple[str, ...]) -> pd.DataFrame:
    """Every name of every row: at (its row), is_own (no other name), kind, is_person, and the names as compared."""
    others = parsed(listed["other_names"], _other_names).rows(list, {"name_key": "str", "legal_form": "str"})
    own = listed[["name_key", "legal_form"]].assign(at=listed.index, is_own=True)
    names = pd.concat([own, others.rename(columns={"response": "at"}).assign(is_own=False)], ignore_index=True)
    names = names.join(listed[["kind", "is_person"]], on="at")
    names = names.join(compared_names(names["name_key"], names["legal_form"], region))
    # A row that does not say what it is, is what another row of that name is.
    told = names.groupby("core")["is_person"].transform("first")
    return names.assign(is_person=names["is_person"].fillna(told))


def _other_names(cell: str) -> list[tuple[str, str]]:
    found = [] if is_blank(cell) else [body(part) for part in _BETWEEN.split(cell)]
    return [(each.key, each.legal_form) for each in found if each.key]


def _bodies(names: pd.DataFrame) -> "pd.Series[int]":
    """Which rows are one body, by number: those of one name, unless legal forms say that there are two."""
    own = names[names["is_own"]].set_index("at")
    n_families = own["family"].where(own["family"].ne("")).groupby(own["core"]).transform("nunique")
    kept = own.assign(family=own["family"].where(n_families.gt(1), ""))
    return kept.groupby(["core", "family", "is_person"], sort=False, dropna=False).ngroup()


def _present_names(participants: pd.DataFrame, judged: pd.DataFrame, region: tuple[str, ...]) -> pd.DataFrame:
    """Every name of every participant, once: participant_id, is_person, kind_now, is_returning, the names compared."""
    said = judged.loc[judged["participant_id"].notna(), ["participant_id", "name_key", "legal_form"]]
    said = said[said["name_key"].ne("")].drop_duplicates()
    now = participants[["participant_id", "is_person", "kind", "is_returning"]].rename(columns={"kind": "kind_now"})
    said = said.merge(now, on="participant_id").sort_values(["participant_id", "name_key", "legal_form"])
    said = said.reset_index(drop=True)
    return said.join(compared_names(said["name_key"], said["legal_form"], region))


def _same_name(names: pd.DataFrame, present: pd.DataFrame) -> pd.DataFrame:
    """body, participant_id, rule of every body of the list and participant of one name, the likeliest first."""
    both = names.merge(present, on="core", suffixes=("", "_now"))
    both = both[both["core"].ne("")]
    is_same_form = both["family"].eq(both["family_now"])
    may_be = both["family"].eq("") | both["family_now"].eq("") | is_same_form
    # Another name is the officer's own word for it.
    both = both[_are_alike(both) & (may_be | ~both["is_own"])]
    both = both.assign(
        rule=both["is_own"].map({True: "same_name", False: "other_name"}),
        is_unlike=~(is_same_form & both["family"].ne("")).reindex(both.index),
        is_other_kind=both["kind"].ne(both["kind_now"]),
        # Of several alike in all else, whoever says so is the one who came back.
        is_silent=~both["is_returning"].astype("boolean").fillna(False).astype("bool"),
    )
    order = ["body", "is_unlike", "is_other_kind", "is_silent", "participant_id", "rule"]
    both = both.sort_values(order).drop_duplicates(["body", "participant_id"])
    return both[["body", "participant_id", "rule"]].reset_index(drop=True)


def _are_alike(both: pd.DataFrame) -> "pd.Series[bool]":
    return both["is_person"].isna() | both["is_person"].eq(both["is_person_now"]).fillna(False).astype("bool")


def _likely(names: pd.DataFrame, present: pd.DataFrame, taken: "pd.Series[str]") -> pd.DataFrame:
    """By lapsed body: participant_id and rule of the new participant whose name is most alike; people are left out."""
    lapsed = names[~names["body"].isin(taken.index) & ~names["is_person"].fillna(False).astype("bool")]
    new = present[~present["participant_id"].isin(taken) & ~present["is_person"].astype("bool")]
    kept = lapsed[lapsed["essence"].str.len().ge(_LEAST_ESSENCE)]
    found = [
        lapsed.merge(new, on="core").assign(rule="other_form"),
        kept.merge(new, on="essence").assign(rule="same_essence"),
    ]
    sides = pd.concat(
        [lapsed.drop_duplicates(["body", "essence"]), new.drop_duplicates(["participant_id", "essence"])],
        ignore_index=True,
    )
    # Two of one side are never a pair.
    sides = sides.assign(label=sides["body"].isna(), row_number=sides.index)
    for pairs in close_names(sides):
        one, other = (sides.loc[pairs[side]].reset_index(drop=True) for side in ("a", "b"))
        found.append(
            pd.DataFrame(
                {
                    "body": one["body"].fillna(other["body"]),
                    "participant_id": one["participant_id"].fillna(other["participant_id"]),
                    "rule": pairs["rule"].reset_index(drop=True),
                }
            )
        )
    whole = pd.concat([each[["body", "participant_id", "rule"]] for each in found], ignore_index=True)
    whole["order"] = whole["rule"].map({rule: at for at, rule in enumerate(_LIKELY)})
    whole = whole.sort_values(["body", "order", "participant_id"]).drop_duplicates("body")
    return whole.astype({"body": "int64"}).set_index("body")


def _ids(table: pd.DataFrame) -> "pd.Series[str]":
    """``e-…``, the same for the same name, legal form and sort of participant."""
    parts = zip(table["name_key"], table["legal_form"], table["is_person"].astype("str"), strict=True)
    made = [hashlib.blake2b("\x1f".join(part).encode(), digest_size=8).hexdigest() for part in parts]
    return "e-" + pd.Series(made, index=table.index, dtype="str")


def _findings(table: pd.DataFrame, several: "pd.Series[str]", participants: pd.DataFrame) -> pd.DataFrame:
    """response_id, code, column, severity: names that are alike or several, and answers that the list contradicts."""
    ids = participants["participant_id"]
    unsure = {"earlier_several": several, "earlier_likely": table["likely_participant_id"].dropna()}
    declared, is_listed = participants["is_returning"].astype("boolean"), standing(participants, table)
    disagrees = (declared.notna() & declared.ne(is_listed)).fillna(False).astype("bool")
    doubtful = pd.concat(list(unsure.values()))
    found = {("name", code): ids.isin(which) for code, which in unsure.items()}
    found["is_returning", "returning_disagrees"] = disagrees & ~ids.isin(doubtful)
    severity = {row["code"]: row["severity"] for row in rows("rules")}
    made = [
        pd.DataFrame(
            {
                "response_id": participants.loc[which, "response_id"],
                "code": code,
                "column": column,
                "severity": severity[code],
            }
        )
        for (column, code), which in found.items()
    ]
    return pd.concat(made, ignore_index=True).astype("str")
