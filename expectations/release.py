"""What must be true of the finished tables; anything else publishes nothing."""

from collections.abc import Mapping

import pandas as pd

from expectations.check import Rule, check
from transforms.campaign.campaign import Campaign
from transforms.errors.audit import AuditFailedError
from transforms.parse.phones import E164
from transforms.reading.quarantine import DISPOSITIONS


def audit(tables: Mapping[str, pd.DataFrame], n_read: int, campaign: Campaign) -> None:
    """Nothing, when the tables are whole and agree; raises AuditFailedError with the codes of the broken rules.

    ``n_read`` is the number of data rows in the snapshot.
    """
    broken = [code for code, holds in _reconciled(tables, n_read).items() if not holds]
    for name, (id_column, rules) in _suites(campaign).items():
        table = tables[name]
        if len(table):
            broken += check(table, rules, id_column, name)["code"].unique().tolist()
    if broken:
        raise AuditFailedError(codes=", ".join(sorted(set(broken))))


def _reconciled(tables: Mapping[str, pd.DataFrame], n_read: int) -> dict[str, bool]:
    responses, participants = tables["responses"], tables["participants"]
    counts = responses["disposition"].value_counts()
    assigned = tables["participant_fields"].query("is_assigned").groupby("participant_id").size()
    known = set(participants["participant_id"])
    refer = all(
        set(table["participant_id"].dropna()) <= known
        for name, table in tables.items()
        if "participant_id" in table and name not in ("responses", "identities")
    )
    return {
        "counts_reconcile": len(responses) == n_read == int(counts.sum())
        and len(participants) == int(counts.get("accepted", 0)),
        "one_field_each": len(assigned) == len(participants) and bool((assigned == 1).all()),
        "ids_refer": refer and set(responses["participant_id"].dropna()) == known,
    }


def _suites(campaign: Campaign) -> dict[str, tuple[str, list[Rule]]]:
    districts = list(campaign.district_order)
    numbers = [each.number for each in campaign.fields]
    between = "ExpectColumnValuesToBeBetween"
    return {
        "responses": (
            "response_id",
            [
                Rule("response_once", "response_id", "ExpectColumnValuesToBeUnique"),
                Rule(
                    "disposition_known", "disposition", "ExpectColumnValuesToBeInSet", {"value_set": list(DISPOSITIONS)}
                ),
            ],
        ),
        "participants": (
            "participant_id",
            [
                Rule("participant_once", "participant_id", "ExpectColumnValuesToBeUnique"),
                Rule("participant_named", "name", "ExpectColumnValuesToNotBeNull"),
                Rule("participant_phone", "phone", "ExpectColumnValuesToMatchRegex", {"regex": E164}),
                Rule("participant_district", "district", "ExpectColumnValuesToBeInSet", {"value_set": districts}),
                Rule(
                    "participant_attendance",
                    "attendance",
                    "ExpectColumnValuesToBeInSet",
                    {"value_set": ["yes", "no", "undecided"]},
                ),
            ],
        ),
        "activity_goals": (
            "activity_id",
            [
                Rule("goal_known", "goal", between, {"min_value": 1, "max_value": 17}),
                Rule("goal_evidence", "evidence", "ExpectColumnValueLengthsToBeBetween", {"min_value": 1}),
            ],
        ),
        "participant_goals": (
            "participant_id",
            [Rule("goal_known", "goal", between, {"min_value": 1, "max_value": 17})],
        ),
        "participant_fields": (
            "participant_id",
            [Rule("field_known", "field", "ExpectColumnValuesToBeInSet", {"value_set": numbers})],
        ),
    }
