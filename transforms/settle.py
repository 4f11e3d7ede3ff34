"""Bodies settled: every response has its disposition, every body its identity and the response that speaks for it."""

from dataclasses import dataclass

import pandas as pd

from transforms.identities import assign_identities, derive_key
from transforms.normalise import INDIVIDUAL
from transforms.reference import rows, texts
from transforms.same_body import resolve


@dataclass(frozen=True)
class Settled:
    """``judged``: every response with disposition, reason and participant_id. ``latest``: the accepted ones, one a body.

    ``merges`` and ``likely`` tell what was joined and what might be; ``marks`` is to be remembered for the next run.
    """

    judged: pd.DataFrame
    latest: pd.DataFrame
    merges: pd.DataFrame
    likely: pd.DataFrame
    marks: pd.DataFrame


def settle(judged: pd.DataFrame, known: pd.DataFrame, key: bytes) -> Settled:
    """``judged`` has the normalised columns with ``disposition`` ('' where kept) and ``reason_code``."""
    kept = judged[judged["disposition"].eq("")]
    bodies, merges, likely = resolve(kept)
    joined = kept.join(bodies).assign(is_person=kept["kind"].eq(INDIVIDUAL))
    latest = joined[joined["is_latest"]]
    ids, marks = assign_identities(latest, known, key)
    latest = latest.assign(participant_id=ids, disposition="accepted")
    by_body = pd.Series(latest["participant_id"].to_numpy(), index=latest["body"].to_numpy())
    whole = judged.assign(
        participant_id=joined["body"].map(by_body).reindex(judged.index).astype("str"),
        disposition=judged["disposition"].mask(judged.index.isin(latest.index), "accepted").mask(
            judged["disposition"].eq("") & ~judged.index.isin(latest.index), "superseded"),
    )
    rule_of = merges.set_index("replaced_response_id")["rule"]
    whole["reason_code"] = whole["reason_code"].mask(
        whole["disposition"].eq("superseded"), whole["response_id"].map(rule_of)).astype("str")
    sentences = {row["code"]: row["sentence"] for row in rows("rules")} | texts("messages")["merge"]
    whole["reason"] = whole["reason_code"].map(sentences).fillna("").astype("str")
    return Settled(whole, latest, merges, likely, marks)


def identity_key(responses: pd.DataFrame) -> bytes:
    """The key for a data folder that has none yet; see identities.derive_key."""
    return derive_key(responses)
