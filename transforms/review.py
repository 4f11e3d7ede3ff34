"""What needs a person and why: the sheets of the review workbook, each row with its reason and typed value."""

import pandas as pd

from transforms.campaign import Campaign
from transforms.reference import rows, texts

# A flag column is about the question of this name.
_ABOUT = {
    "has_contact": "phone", "is_phone_read": "phone", "is_email_read": "email", "is_email_corrected": "email",
    "n_activities": "activities", "is_goals_read": "goals", "n_goals": "goals", "is_wish_read": "wish_1",
    "is_attendance_read": "attendance", "is_headcount_read": "headcount", "is_headcount_agreed": "headcount",
    "is_attendees_read": "attendees", "is_district_known": "address", "is_returning_read": "is_returning",
    "is_test": "name", "is_in_window": "submitted_at",
}
_HEADING_ROWS = 1
# The cell itself stands in the sheet; here it only has to be recognised.
_MOST_SHOWN = 300


def review_sheets(
    judged: pd.DataFrame, cells: pd.DataFrame, findings: pd.DataFrame, likely: pd.DataFrame,
    activities: pd.DataFrame, participant_goals: pd.DataFrame, activity_goals: pd.DataFrame, campaign: Campaign,
) -> dict[str, pd.DataFrame]:
    """Tables for the sheets quarantined, findings, likely and goals; rows are named as in the sheet, heading counted.

    ``judged`` is the normalised responses with disposition and reason; ``cells`` the raw text by question column,
    same order. Findings of responses that are counted only (test, no consent, outside the window) are left out.
    """
    base = judged.assign(row=judged["row_number"] + _HEADING_ROWS)
    by_id = base.set_index("response_id")
    return {
        "quarantined": _quarantined(base),
        "findings": _findings(by_id, cells, findings, campaign),
        "likely": _likely(by_id, likely),
        "goals": _goals(by_id, activities, participant_goals, activity_goals),
    }


def _quarantined(base: pd.DataFrame) -> pd.DataFrame:
    held = base[base["disposition"].eq("quarantined")]
    return pd.DataFrame({
        "row": held["row"], "submitted_at": _stamp(held["submitted_at"]), "reason": held["reason"],
        "body": held["name"].fillna(""), "representative": held["representative"], "contact": held["contact_name"],
    }).reset_index(drop=True)


def _findings(by_id: pd.DataFrame, cells: pd.DataFrame, findings: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    rules = pd.DataFrame(rows("rules")).set_index("code")
    severities = {"critical": 0, "warning": 1, "info": 2}
    about = findings["column"].map(lambda c: _ABOUT.get(c, c))
    table = findings.assign(about=about, order=findings["severity"].map(severities))
    table = table[table["response_id"].isin(by_id.index)]
    table = table.join(by_id[["row", "row_number", "name", "disposition"]], on="response_id")
    table = table[table["disposition"].eq("accepted") & table["severity"].ne("critical")]
    at = table["row_number"].to_numpy() - 1
    typed = pd.Series("", index=table.index, dtype="str")
    for column in table["about"].unique():
        if column in cells.columns:
            here = table["about"].eq(column).to_numpy()
            typed.loc[here] = cells[column].to_numpy()[at[here]]
    titles = {q.column: q.title for q in campaign.questions}
    long = typed.str.len().gt(_MOST_SHOWN)
    typed = typed.mask(long, typed.str.slice(0, _MOST_SHOWN) + "…")
    table = table.assign(typed=typed).sort_values(["order", "row", "code"])
    severity_names = texts("messages")["severity"]
    return pd.DataFrame({
        "severity": table["severity"].map(severity_names), "row": table["row"], "body": table["name"],
        "cell": table["about"].map(titles).fillna(""), "typed": table["typed"],
        "reason": table["code"].map(rules["sentence"]), "action": table["code"].map(rules["action"]),
    }).reset_index(drop=True)


def _likely(by_id: pd.DataFrame, likely: pd.DataFrame) -> pd.DataFrame:
    rule_names = texts("messages")["rule"]
    one, other = likely["response_id"], likely["other_response_id"]
    return pd.DataFrame({
        "row": one.map(by_id["row"]), "body": one.map(by_id["name"]),
        "other_row": other.map(by_id["row"]), "other_body": other.map(by_id["name"]),
        "rule": likely["rule"].map(rule_names),
    }).sort_values(["row", "other_row"], ignore_index=True)


def _goals(
    by_id: pd.DataFrame, activities: pd.DataFrame, participant_goals: pd.DataFrame, activity_goals: pd.DataFrame,
) -> pd.DataFrame:
    joined = {}
    for flag in ("is_declared", "is_matched"):
        chosen = participant_goals[participant_goals[flag]].sort_values(["participant_id", "goal"])
        joined[flag] = chosen.groupby("participant_id")["goal"].agg(lambda g: " ".join(str(n) for n in g))
    table = pd.DataFrame({"declared": joined["is_declared"], "matched": joined["is_matched"]}).fillna("")
    table = table[table["declared"].ne(table["matched"])]
    accepted = by_id[by_id["disposition"].eq("accepted")].set_index("participant_id")
    text = activities.groupby("participant_id")["text"].agg("\n".join)
    evidence = activity_goals.merge(activities[["activity_id", "participant_id"]], on="activity_id")
    evidence["told"] = evidence["goal"].astype("str") + ": " + evidence["evidence"]
    told = evidence.sort_values(["participant_id", "goal"]).groupby("participant_id")["told"].agg(
        lambda lines: "\n".join(dict.fromkeys(lines)))
    table = table.join(accepted[["row", "name"]]).assign(text=text, evidence=told).fillna({"text": "", "evidence": ""})
    return table.rename(columns={"name": "body"}).sort_values("row")[
        ["row", "body", "text", "declared", "matched", "evidence"]].reset_index(drop=True)


def _stamp(moments: "pd.Series[str]") -> "pd.Series[str]":
    return moments.fillna("").str.replace("T", " ").str.slice(0, 19)
