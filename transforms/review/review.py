"""What needs a person and why: the sheets of the review workbook, each row with its reason and typed value.

The sheets ask as well: a column named ``decided_…`` is empty here and for the officer to fill (decisions.FORMS).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from transforms.bodies.settle import Settled
from transforms.campaign.campaign import Campaign
from transforms.decisions.corrections import BASIS, settled_questions, told_states
from transforms.decisions.decisions import FORMS, text_ids
from transforms.goals.place import SEATED
from transforms.parse.phones import national
from transforms.reading.answered import sheet_rows
from transforms.reading.broken import DIFFER
from transforms.reading.columns import among, parsed, texts_by_key
from transforms.reading.headings import OTHER_ANSWERS
from transforms.reference import rows, texts
from transforms.review.readings import readings

# A flag column is about the question of this name.
_ABOUT = {
    "has_contact": "phone",
    "is_phone_read": "phone",
    "is_phone_completed": "phone",
    "is_email_read": "email",
    "is_email_corrected": "email",
    "n_activities": "activities",
    "is_goals_read": "goals",
    "n_goals": "goals",
    "is_wish_read": "wish_1",
    "is_attendance_read": "attendance",
    "is_headcount_read": "headcount",
    "is_headcount_agreed": "headcount",
    "is_headcount_told": "headcount",
    "n_coming": "headcount",
    "is_attendees_read": "attendees",
    "is_attendees_clear": "attendees",
    "is_attendees_distinct": "attendees",
    "is_district_known": "address",
    "is_returning_read": "is_returning",
    "is_test": "name",
    "is_cancelled": "name",
    "is_called_off": "name",
    "is_held": "name",
    "is_received": "submitted_at",
    "is_in_window": "submitted_at",
    "is_moment_given": "submitted_at",
    "is_moment_read": "submitted_at",
    "is_name_whole": "name",
    "is_consent_given": "consent",
    "is_consent_read": "consent",
}
# What may be decided about the question of a finding.
_DECIDABLE = {
    "attendance": "attendance",
    "headcount": "headcount",
    "attendees": "attendees",
    "phone": "contact_phone",
    "email": "contact_email",
    "address": "district",
    "wish_1": "field",
    "wish_2": "field",
}
# The cell itself stands in the sheet; here it only has to be recognised.
_MOST_SHOWN = 300
_MOST_PROPOSED = 3
_SURE = "sure"
# Reasons that are no refusal: whoever they are about may still agree.
_CHOSEN = ("merge", "same_body", "goals", "attendance", "naming", "test", "cancelled")
_CONSENT_OPEN = ("consent_blank", "consent_unreadable")


def review_sheets(
    settled: Settled,
    cells: pd.DataFrame,
    findings: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    campaign: Campaign,
    gone: pd.DataFrame,
    before: pd.DataFrame,
    n_above: int,
) -> dict[str, pd.DataFrame]:
    """Tables for the sheets, by our names of them; rows are named as in the sheet, ``n_above`` its headings.

    ``cells`` is the raw text by question column, in the order of ``settled.judged``. Findings of responses that are
    counted only (test, no consent, outside the window) are left out, as are those that a decision has settled. ``gone``
    are the deleted responses (changes.Changes), named with the row at which they stood in ``before``, the raw text of
    the snapshot before.
    """
    base = settled.judged.assign(row=sheet_rows(settled.judged["row_number"], cells, n_above))
    by_id = base.set_index("response_id")
    already = settled_questions(tables["corrections"], tables["participants"])
    return {
        "quarantined": quarantined(base, cells, findings),
        "unconsented": unconsented(base, cells),
        "likely": _likely(by_id, settled.likely),
        "merges": _merges(by_id, tables["merges"]),
        "goals": _goals(by_id, tables),
        "participants": _participants(by_id, tables, campaign),
        "findings": _findings(by_id, cells, findings, already, campaign),
        "responses": every_response(base),
        "deleted": _deleted(base, gone, sheet_rows(gone["row_number"].astype("int64"), before, n_above)),
        "decisions": _decisions(tables["corrections"], campaign),
    }


def _asking(table: pd.DataFrame, form: str) -> pd.DataFrame:
    """``table`` with the form's empty columns for decisions, its ids last."""
    ids = list(FORMS[form].ids)
    asked = table.assign(**dict.fromkeys(FORMS[form].asks, ""))
    return asked[[c for c in asked.columns if c not in ids] + ids].reset_index(drop=True)


def quarantined(base: pd.DataFrame, cells: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """What nobody could use, with every reason that stands in the way and what was typed.

    ``base`` are the judged responses with the ``row`` of each in the sheet, ``cells`` the raw text behind them.
    """
    held = base[base["disposition"].eq("quarantined")]
    return _asking(
        _who(held, cells).assign(
            reason=_reasons(held, findings),
            typed_moment=_typed(cells, "submitted_at", held),
            response_id=held["response_id"],
        )[
            [
                "row",
                "submitted_at",
                "typed_moment",
                "reason",
                "body",
                "representative",
                "contact",
                "typed_phone",
                "typed_email",
                "response_id",
            ]
        ],
        "quarantined",
    )


def unconsented(base: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Whose consent was not asked, not answered or not read, and how they can be reached for it."""
    waiting = base[base["reason_code"].isin(_CONSENT_OPEN)]
    made = _who(waiting, cells).assign(reason=waiting["reason"], response_id=waiting["response_id"])
    return _asking(made, "unconsented")


def every_response(base: pd.DataFrame) -> pd.DataFrame:
    """Every response and what became of it, for whoever knows which of them are tries of the form."""
    order = base.assign(later=base["disposition"].ne("test")).sort_values(["later", "row"])
    followed = order["disposition"].map(texts("messages")["disposition"])
    # Who refused stands in no list by name.
    body = order["name"].fillna("").mask(order["consent"].eq("no"), "")
    made = {"submitted_at": _stamp(order["submitted_at"]), "body": body, "followed": followed}
    return _asking(order[["row", "response_id"]].assign(**made), "responses")


def _who(rows_: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": rows_["row"],
            "submitted_at": _stamp(rows_["submitted_at"]),
            "body": rows_["name"].fillna(""),
            "representative": rows_["representative"],
            "contact": rows_["contact_name"],
            "typed_phone": _typed(cells, "phone", rows_),
            "typed_email": _typed(cells, "email", rows_),
        }
    )


def _typed(cells: pd.DataFrame, column: str, rows_: pd.DataFrame) -> "pd.Series[str]":
    """What stands in the cells of ``column`` in the sheet, in the rows of ``rows_``."""
    if column not in cells.columns:
        return pd.Series("", index=rows_.index, dtype="str")
    text = cells[column].to_numpy()[rows_["row_number"].to_numpy() - 1]
    return pd.Series(text, index=rows_.index, dtype="str").str.slice(0, _MOST_SHOWN)


def _reasons(held: pd.DataFrame, findings: pd.DataFrame) -> "pd.Series[str]":
    """Every reason for which a response is set aside, in the order of the rules."""
    rules = pd.DataFrame(rows("rules")).reset_index(names="order").set_index("code")
    setting = rules[rules["disposition"].eq("quarantined")]
    hits = findings[findings["code"].isin(setting.index) & findings["response_id"].isin(held["response_id"])]
    hits = hits.assign(order=hits["code"].map(setting["order"]), sentence=hits["code"].map(setting["sentence"]))
    hits = hits.sort_values("order")
    told = texts_by_key(hits["sentence"], hits["response_id"], "\n")
    return held["response_id"].map(told).fillna(held["reason"]).astype("str")


def _findings(
    by_id: pd.DataFrame, cells: pd.DataFrame, findings: pd.DataFrame, settled: pd.DataFrame, campaign: Campaign
) -> pd.DataFrame:
    rules = pd.DataFrame(rows("rules")).set_index("code")
    severities = {"critical": 0, "warning": 1, "info": 2}
    about = findings["column"].map(lambda c: _ABOUT.get(c, c))
    table = findings.assign(about=about, order=findings["severity"].map(severities))
    table = table[among(table["response_id"], by_id.index)]
    is_settled = pd.MultiIndex.from_frame(table[["response_id", "about"]]).isin(pd.MultiIndex.from_frame(settled))
    columns = ["row", "row_number", "name", "disposition", "participant_id"]
    table = table[~is_settled].join(by_id[columns], on="response_id")
    # Where the first wish was read it is the second that was not.
    is_second = table["about"].eq("wish_1") & table["response_id"].map(by_id["wish_1"]).notna()
    table["about"] = table["about"].mask(is_second, "wish_2")
    table = table[table["disposition"].eq("accepted") & table["severity"].ne("critical")]
    at = table["row_number"].to_numpy() - 1
    typed = pd.Series("", index=table.index, dtype="str")
    for column in table["about"].unique():
        if column in cells.columns:
            here = table["about"].eq(column).to_numpy()
            typed.loc[here] = cells[column].to_numpy()[at[here]]
    differs = table["code"].eq(DIFFER).to_numpy()
    if differs.any():
        other = pd.Series(cells[OTHER_ANSWERS].to_numpy()[at[differs]], index=table.index[differs], dtype="str")
        lines = [
            [line.partition("\t")[2] for line in text.splitlines() if line.partition("\t")[0] == column]
            for text, column in zip(other, table.loc[differs, "about"], strict=True)
        ]
        shown = texts("messages")["notice"]["other_column"]
        typed.loc[differs] += [shown.format(typed=" · ".join(each)) for each in lines]
    titles = {q.column: q.title for q in campaign.questions}
    long = typed.str.len().gt(_MOST_SHOWN)
    typed = typed.mask(long, typed.str.slice(0, _MOST_SHOWN) + "…")
    table = table.assign(typed=typed).sort_values(["order", "row", "code"])
    severity_names = texts("messages")["severity"]
    kinds = table["about"].map(_DECIDABLE).fillna("")
    made = pd.DataFrame(
        {
            "severity": table["severity"].map(severity_names),
            "row": table["row"],
            "body": table["name"],
            "cell": table["about"].map(titles).fillna(""),
            "typed": table["typed"],
            "reason": table["code"].map(rules["sentence"]),
            "action": table["code"].map(rules["action"]),
            "kind_code": kinds,
            "key": table["participant_id"].where(kinds.ne(""), ""),
        }
    )
    return _asking(made, "findings")


def _deleted(base: pd.DataFrame, gone: pd.DataFrame, earlier_rows: "pd.Series[Any]") -> pd.DataFrame:
    """Responses that are in the sheet no more, by their earlier row, and what is left of their body."""
    accepted = base[base["disposition"].eq("accepted")]
    is_known = among(gone["name_key"], accepted["name_key"])
    # People of one name are told apart by what they can be reached at.
    is_reached = among(gone["phone"], accepted["phone"].dropna()) | among(gone["email"], accepted["email"].dropna())
    stands = is_known & (is_reached | ~gone["is_person"].eq(True)) & gone["name_key"].ne("")
    what = (
        pd.Series("withdrawn", index=gone.index, dtype="str")
        .mask(stands, "stands")
        .mask(gone["is_kept"].eq(True), "kept")
    )
    return (
        pd.DataFrame(
            {
                "earlier_row": earlier_rows,
                "submitted_at": _stamp(gone["submitted_at"]),
                "body": gone["name"].fillna(""),
                "followed": what.map(texts("messages")["gone"]),
                "response_id": gone["response_id"],
            }
        )
        .sort_values("earlier_row")
        .reset_index(drop=True)
    )


def _likely(by_id: pd.DataFrame, likely: pd.DataFrame) -> pd.DataFrame:
    one, other = likely["response_id"], likely["other_response_id"]
    table = pd.DataFrame(
        {
            "row": one.map(by_id["row"]),
            "body": one.map(by_id["name"]),
            "district": one.map(by_id["district"]),
            "other_row": other.map(by_id["row"]),
            "other_body": other.map(by_id["name"]),
            "other_district": other.map(by_id["district"]),
            "rule": likely["rule"].map(texts("messages")["rule"]),
            "participant_id": one.map(by_id["participant_id"]),
            "other_participant_id": other.map(by_id["participant_id"]),
        }
    )
    return _asking(table.sort_values(["row", "other_row"]), "likely")


def _merges(by_id: pd.DataFrame, merges: pd.DataFrame) -> pd.DataFrame:
    kept, replaced = merges["kept_response_id"], merges["replaced_response_id"]
    table = pd.DataFrame(
        {
            "row": kept.map(by_id["row"]),
            "body": kept.map(by_id["name"]),
            "submitted_at": _stamp(kept.map(by_id["submitted_at"])),
            "replaced_row": replaced.map(by_id["row"]),
            "replaced_body": replaced.map(by_id["name"]),
            "replaced_at": _stamp(replaced.map(by_id["submitted_at"])),
            "rule": merges["rule"].map(texts("messages")["merge"]),
            "kept_response_id": kept,
            "replaced_response_id": replaced,
        }
    )
    return _asking(table.sort_values(["row", "replaced_row"]), "merges")


def _goals(by_id: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row an activity, those first that need a person: nothing read, not sure, or not what was declared."""
    activities, by_activity = tables["activities"], readings(tables)
    ticked = tables["participant_goals"][tables["participant_goals"]["is_declared"]]
    ticked = ticked.sort_values(["participant_id", "goal"])
    declared = texts_by_key(ticked["goal"].astype("str"), ticked["participant_id"], " ")
    table = by_activity.assign(
        text=activities["text"],
        declared=activities["participant_id"].map(declared).astype("str").fillna(""),
        text_id=text_ids(activities["text"]),
        participant_id=activities["participant_id"],
        position=activities["position"],
    )
    read = [
        (matched.split(), chosen.split()) for matched, chosen in zip(table["matched"], table["declared"], strict=True)
    ]
    is_decided = table["basis"].eq(BASIS)
    differs = np.array([bool(chosen and matched and matched[0] not in chosen) for matched, chosen in read], dtype=bool)
    words = texts("messages")
    table["need"] = np.select(
        [is_decided, table["matched"].eq(""), table["band"].ne(_SURE) & differs, table["band"].ne(_SURE), differs],
        ["decided", "unread", "doubtful_differs", "doubtful", "differs"],
        default="settled",
    )
    table["proposal"] = [
        _proposal(matched, chosen, is_sure)
        for (matched, chosen), is_sure in zip(read, (table["band"].eq(_SURE) | is_decided).tolist(), strict=True)
    ]
    order = {name: at for at, name in enumerate(words["need"])}
    accepted = by_id[by_id["disposition"].eq("accepted")].set_index("participant_id")[["row", "name"]]
    table = table.join(accepted, on="participant_id").assign(order=table["need"].map(order))
    table = table.sort_values(["order", "row", "position"])
    return _asking(
        pd.DataFrame(
            {
                "row": table["row"],
                "body": table["name"],
                "text": table["text"],
                "declared": table["declared"],
                "matched": table["matched"],
                "band": table["band"].map(words["band"]),
                "evidence": table["evidence"],
                "need": table["need"].map(words["need"]),
                "proposal": table["proposal"],
                "text_id": table["text_id"],
            }
        ),
        "goals",
    )


def _proposal(matched: list[str], declared: list[str], is_sure: bool) -> str:
    """What is sure as it was read; else what was read and declared both, then what was read, then what was declared."""
    if is_sure or not declared:
        return " ".join(matched)
    both = [goal for goal in matched if goal in declared]
    if matched:
        return " ".join([*both, *(goal for goal in matched if goal not in both)])
    return " ".join(declared) if len(declared) <= _MOST_PROPOSED else ""


def _participants(by_id: pd.DataFrame, tables: Mapping[str, pd.DataFrame], campaign: Campaign) -> pd.DataFrame:
    """Everyone, those first whose place or field nobody could tell, or who do not know yet whether they come."""
    table = tables["participants"].set_index("participant_id", drop=False)
    fields = tables["participant_fields"]
    assigned = fields[fields["is_assigned"]].set_index("participant_id")
    names = {each.number: each.numbered for each in campaign.fields}
    said = texts("messages")
    reasons = said["field_reason"]
    number = assigned["field"].reindex(table.index)
    reason = assigned["reason"].reindex(table.index)
    wishes = table[["wish_1", "wish_2"]].astype("Int64")
    told = [" · ".join(reasons.get(word, word) for word in str(cell).split()) for cell in reason]
    is_unsure = unsure(tables, campaign).any(axis=1)
    made = pd.DataFrame(
        {
            "row": table["response_id"].map(by_id["row"]),
            "body": table["name"],
            "kind": table["kind"],
            "field": number.map(names),
            "field_reason": pd.Series(told, index=table.index),
            "wishes": _number(wishes["wish_1"]).str.cat(_number(wishes["wish_2"]), sep=" "),
            "attendance": table["attendance"].map(said["choice"]),
            "headcount": table["headcount"],
            "phone": parsed(table["phone"].fillna(""), national).part(str, "str"),
            "email": table["email"].fillna(""),
            "district": table["district"],
            "public_name": table["unnamed"]
            .map(texts("messages")["unnamed"])
            .fillna(texts("messages")["choice"]["public"]),
            "participant_id": table["participant_id"],
            "is_settled": ~is_unsure & table["attendance"].ne("undecided"),
        }
    )
    made = made.sort_values(["is_settled", "row"]).drop(columns="is_settled")
    return _asking(made, "participants")


def unsure(tables: Mapping[str, pd.DataFrame], campaign: Campaign) -> pd.DataFrame:
    """field and district of every participant (the index): True where nobody could tell, or where the wish differs."""
    table = tables["participants"].set_index("participant_id")
    fields = tables["participant_fields"]
    assigned = fields[fields["is_assigned"]].set_index("participant_id").reindex(table.index)
    wish = table["wish_1"].astype("Int64")
    differs = wish.notna() & wish.ne(assigned["field"]).fillna(False) & ~assigned["reason"].isin((BASIS, SEATED))
    return pd.DataFrame(
        {
            "field": (assigned["reason"].eq("no_evidence") | differs).fillna(False).astype("bool"),
            "district": table["district"].eq(campaign.places.unknown).fillna(False).astype("bool"),
        }
    )


def _number(cells: "pd.Series[int]") -> "pd.Series[str]":
    return cells.astype("str").fillna("–").replace("<NA>", "–")


def _decisions(corrections: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """Every decision that holds and its state; those that do not apply any more stand first."""
    words = texts("messages")
    fields = {str(each.number): each.numbered for each in campaign.fields}
    value = corrections["value"]
    shown = value.map(words["choice"]).where(corrections["kind"].isin(_CHOSEN))
    shown = shown.fillna(value.map(fields).where(corrections["kind"].eq("field")))
    shown = shown.fillna(value.map(national).where(corrections["kind"].isin(("phone", "contact_phone")))).fillna(value)
    order = corrections["state"].map({name: -at for at, name in enumerate(words["decision_state"])})
    table = pd.DataFrame(
        {
            "kind_name": corrections["kind"].map(words["decision"]),
            "about": corrections["about"],
            "value": shown,
            "state": told_states(corrections),
            "said_at": _stamp(corrections["decided_at"]),
            "said_by": corrections["decided_by"],
            "door": corrections["door"].map(words["door"]).fillna(""),
            "kind_code": corrections["kind"],
            "key": corrections["key"],
            "order": order,
        }
    )
    return _asking(table.sort_values(["order", "kind_code", "key"]).drop(columns="order"), "decisions")


def _stamp(moments: "pd.Series[str]") -> "pd.Series[str]":
    return moments.fillna("").str.replace("T", " ").str.slice(0, 19)
