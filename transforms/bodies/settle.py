"""Bodies settled: every response has its disposition, every body its identity and the response that speaks for it."""

from dataclasses import dataclass, field

import pandas as pd

from transforms.bodies.customs import NO_CUSTOMS, Customs
from transforms.bodies.decided_bodies import join_decided, open_pairs, told_apart, what_is_apart
from transforms.bodies.ended import ended
from transforms.bodies.identities import assign_identities, derive_key
from transforms.bodies.same_body import resolve
from transforms.decisions.decisions import nothing_decided, states
from transforms.reading.timeline import in_time
from transforms.reference import rows, texts


@dataclass(frozen=True)
class Settled:
    """``judged``: every response with disposition, reason and participant_id. ``latest``: the accepted, one a body.

    ``merges`` and ``likely`` tell what was joined and what might be; ``marks`` is to be remembered for the next run;
    ``told`` is the state of each decision about bodies (kind, key, state).
    """

    judged: pd.DataFrame
    latest: pd.DataFrame
    merges: pd.DataFrame
    likely: pd.DataFrame
    marks: pd.DataFrame
    told: pd.DataFrame = field(default_factory=lambda: states("", {}))


def settle(
    judged: pd.DataFrame,
    known: pd.DataFrame,
    key: bytes,
    decisions: pd.DataFrame | None = None,
    former: pd.DataFrame | None = None,
    customs: Customs = NO_CUSTOMS,
) -> Settled:
    """``judged`` has the normalised columns with ``disposition`` ('' where kept) and ``reason_code``.

    ``former`` (index as ``judged``) is what each response that was edited said before: whoever edits an answer stays
    who they were. Whoever called it off or refused consent later is out with all that they sent before, see ended.py.

    Bodies that a person joined keep identities and marks of their own beneath, so that a decision can be
    taken back; the one that answered first gives the joined body its ``participant_id``.
    """
    decided = nothing_decided() if decisions is None else decisions
    judged = ended(judged, lambda some: what_is_apart(some, known, key, decided)[0], customs)
    kept = judged[judged["disposition"].eq("")]
    apart, owners = what_is_apart(kept, known, key, decided)
    bodies, merges, likely = resolve(kept, apart, customs)
    joined = kept.join(bodies)
    own = in_time(joined[joined["is_latest"]], newest_first=True)
    ids, marks = assign_identities(own, known, key, former)
    joined["participant_id"] = joined["body"].map(pd.Series(ids.to_numpy(), index=own["body"].to_numpy())).astype("str")
    told = told_apart(joined, likely, apart, decided)
    joined, merges, joined_states = join_decided(joined, merges, apart, owners, decided)
    likely = open_pairs(joined, likely, apart)
    latest = joined[joined["is_latest"]].drop(columns="unsplit").assign(disposition="accepted")
    whole = judged.assign(
        participant_id=joined["participant_id"].reindex(judged.index).astype("str"),
        disposition=judged["disposition"]
        .mask(judged.index.isin(latest.index), "accepted")
        .mask(judged["disposition"].eq("") & ~judged.index.isin(latest.index), "superseded"),
    )
    rule_of = merges.set_index("replaced_response_id")["rule"]
    whole["reason_code"] = (
        whole["reason_code"]
        .mask(whole["disposition"].eq("superseded"), whole["response_id"].map(rule_of))
        .astype("str")
    )
    said = texts("messages")
    sentences = {row["code"]: row["sentence"] for row in rows("rules")} | said["merge"] | said["ended"]
    whole["reason"] = whole["reason_code"].map(sentences).fillna("").astype("str")
    return Settled(whole, latest, merges, likely, marks, pd.concat([told, joined_states], ignore_index=True))


def identity_key(responses: pd.DataFrame) -> bytes:
    """The key for a data folder that has none yet; see identities.derive_key."""
    return derive_key(responses)
