"""The one split: every response to exactly one disposition, by the findings about it."""

import pandas as pd

from transforms.reference import rows

# The order in which a response is judged; the first that applies is its disposition.
SET_ASIDE = ("test", "withdrawn", "no_consent", "out_of_window", "quarantined")
DISPOSITIONS = (*SET_ASIDE, "superseded", "accepted")


def set_aside(responses: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """``responses`` with ``disposition`` and ``reason_code``: '' and '' where the response is kept.

    ``findings`` holds ``response_id`` and ``code``; which codes set a response aside is in reference/rules.csv.
    """
    rules = pd.DataFrame(rows("rules"))
    deciding = rules[rules["disposition"].ne("")].reset_index(names="order")
    deciding["rank"] = deciding["disposition"].map({d: i for i, d in enumerate(SET_ASIDE)})
    hits = findings[["response_id", "code"]].merge(deciding[["code", "disposition", "rank", "order"]], on="code")
    first = hits.sort_values(["rank", "order"]).drop_duplicates("response_id").set_index("response_id")
    told = first[["disposition", "code"]].astype("str").reindex(responses["response_id"]).fillna("")
    told = told.set_axis(responses.index)
    return responses.assign(disposition=told["disposition"], reason_code=told["code"])
