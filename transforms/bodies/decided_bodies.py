"""What a person decided about bodies: which are one although no rule says so, and which are two although one does."""

import pandas as pd

from transforms.bodies.identities import known_marks
from transforms.bodies.unions import Apart, Unions, of_numbers
from transforms.decisions.decisions import APPLIED, UNNEEDED, UNUSED, states, values_of
from transforms.decisions.values import DIFFERENT, SAME
from transforms.reading.timeline import in_time

DECIDED = "decided_same"


def what_is_apart(
    kept: pd.DataFrame, known: pd.DataFrame, key: bytes, decisions: pd.DataFrame
) -> tuple[Apart, "pd.Series[str]"]:
    """What a person or a number told apart, and the participant that each response of a decided pair is (by index).

    A response is the participant that it shares most marks with, so that a pair told apart stays so even when new
    evidence would join it.
    """
    same_body = values_of(decisions, "same_body")
    involved = {id_ for pair in same_body.index for id_ in pair.split(" ")}
    owners = _owners(kept, known[known["participant_id"].isin(involved)], key) if involved else pd.Series(dtype="str")
    pairs = [pair.split(" ") for pair in same_body.index[same_body.eq(DIFFERENT)]]
    told_apart = [pair.split(" ") for pair in values_of(decisions, "merge").index]
    camps: dict[str, frozenset[str]] = {id_: frozenset((id_,)) for pair in told_apart for id_ in pair}
    foes = {id_ for pair in pairs for id_ in pair}
    for response, owner in zip(kept["response_id"].reindex(owners.index), owners, strict=True):
        if owner in foes:
            camps[response] = camps.get(response, frozenset()) | {owner}
    foes_of = frozenset(frozenset(pair) for pair in (*pairs, *told_apart) if len(set(pair)) == 2)
    return Apart(camps, foes_of, of_numbers(kept).numbers), owners


def _owners(kept: pd.DataFrame, known: pd.DataFrame, key: bytes) -> "pd.Series[str]":
    marks = known_marks(kept, key)
    shared = marks.merge(known, on=["mark", "kind_of_mark"]).groupby(["at", "participant_id"]).size()
    counts = shared.rename("n").reset_index()
    most = counts[counts["n"].eq(counts.groupby("at")["n"].transform("max"))]
    alone = most[~most["at"].duplicated(keep=False)]
    return pd.Series(alone["participant_id"].to_numpy(), index=pd.Index(alone["at"], dtype="int64"), dtype="str")


def told_apart(joined: pd.DataFrame, likely: pd.DataFrame, apart: Apart, decisions: pd.DataFrame) -> pd.DataFrame:
    """The states of what was told apart: needed where the rules would join the two or point a person to them."""
    if not apart.pairs:
        return states("", {})
    at = joined.set_index("response_id")
    told = {camp for pair in apart.pairs for camp in pair}
    doubted = {
        frozenset(pair)
        for pair in zip(likely["response_id"].map(at["body"]), likely["other_response_id"].map(at["body"]), strict=True)
    }
    sides = {
        kind: dict(list(joined[joined[column].isin(told)].groupby(column)[["body", "unsplit"]]))
        for kind, column in (("merge", "response_id"), ("same_body", "participant_id"))
    }
    found = []
    for kind, side in sides.items():
        values = values_of(decisions, kind)
        state = {}
        for pair in values.index[values.eq(DIFFERENT)]:
            one, other = (side.get(id_) for id_ in pair.split(" "))
            if one is None or other is None:
                continue
            would_join = not set(one["unsplit"]).isdisjoint(other["unsplit"])
            points = any(frozenset((a, b)) in doubted for a in set(one["body"]) for b in set(other["body"]))
            is_apart = set(one["body"]).isdisjoint(other["body"])
            state[pair] = UNUSED if not is_apart else APPLIED if would_join or points else UNNEEDED
        found.append(states(kind, state))
    return pd.concat(found, ignore_index=True)


def join_decided(
    joined: pd.DataFrame, merges: pd.DataFrame, apart: Apart, owners: "pd.Series[str]", decisions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Bodies that a person called the same as one; the merges with them; the states of those decisions."""
    same_body = values_of(decisions, "same_body")
    pairs = [tuple(pair.split(" ")) for pair in same_body.index[same_body.eq(SAME)]]
    if not pairs:
        return joined, merges, states("", {})
    present = set(joined["participant_id"])
    now = joined.loc[joined.index.isin(owners.index), "participant_id"]
    became = now.groupby(owners.reindex(now.index)).agg(lambda ids: ids.iloc[0] if len(set(ids)) == 1 else "")
    everyone = {id_: frozenset((id_,)) for pair in pairs for id_ in pair}
    involved = joined[joined["participant_id"].isin(everyone) & joined["response_id"].isin(apart.camps)]
    for id_, response in zip(involved["participant_id"], involved["response_id"], strict=True):
        everyone[id_] |= apart.camps[response]
    unions, told = Unions[str](everyone, apart.pairs), {}
    for one, other in pairs:
        if one in present and other in present:
            told[f"{one} {other}"] = APPLIED if unions.join(one, other) else UNUSED
        else:
            here, there = (id_ if id_ in present else became.get(id_, "") for id_ in (one, other))
            told[f"{one} {other}"] = UNNEEDED if here and here == there else UNUSED
    roots = {id_: unions.root(id_) for id_ in everyone if id_ in present}
    group = joined["participant_id"].map(roots)
    touched = in_time(joined[group.notna()].assign(group=group))
    made, entries = joined.copy(), []
    for _, one_body in touched.groupby("group"):
        if len(set(one_body["participant_id"])) == 1:
            continue
        newest = one_body.index[-1]
        entries.append(
            pd.DataFrame(
                {
                    "kept_response_id": one_body.loc[newest, "response_id"],
                    "replaced_response_id": one_body.loc[one_body.index != newest, "response_id"],
                    "rule": DECIDED,
                }
            )
        )
        made.loc[one_body.index, "participant_id"] = one_body["participant_id"].iloc[0]
        made.loc[one_body.index, "body"] = one_body["body"].iloc[0]
        made.loc[one_body.index, "n_responses"] = len(one_body)
        made.loc[one_body.index, "is_latest"] = one_body.index == newest
    rule_of = merges.set_index("replaced_response_id")["rule"]
    added = pd.concat([merges.iloc[:0], *entries])
    added["rule"] = added["replaced_response_id"].map(rule_of).astype("str").fillna(added["rule"])
    rest = merges[~merges["replaced_response_id"].isin(added["replaced_response_id"])]
    whole = pd.concat([rest, added]).sort_values(["kept_response_id", "replaced_response_id"], ignore_index=True)
    return made, whole.astype("str"), states("same_body", told)


def open_pairs(joined: pd.DataFrame, likely: pd.DataFrame, apart: Apart) -> pd.DataFrame:
    """The pairs about which nobody has decided, each told by the responses that speak for its bodies."""
    at = joined.set_index("response_id")
    told = {camp for pair in apart.pairs for camp in pair}
    involved = joined[joined["response_id"].isin(apart.camps) | joined["participant_id"].isin(told)]
    camps: dict[int, set[str]] = {}
    for body, response, id_ in zip(involved["body"], involved["response_id"], involved["participant_id"], strict=True):
        camps.setdefault(body, set()).update(apart.camps.get(response, ()), {id_} & told)
    one, other = likely["response_id"].map(at["body"]), likely["other_response_id"].map(at["body"])
    is_decided = [
        _are_told_apart(camps.get(a, set()), camps.get(b, set()), apart)
        for a, b in zip(one.tolist(), other.tolist(), strict=True)
    ]
    speaks = joined[joined["is_latest"]].set_index("body")["response_id"]
    table = likely.assign(response_id=one.map(speaks), other_response_id=other.map(speaks))
    table = table[one.ne(other) & ~pd.Series(is_decided, index=likely.index, dtype="bool")]
    return (
        table.drop_duplicates(["response_id", "other_response_id"])
        .sort_values(["response_id", "other_response_id"], ignore_index=True)
        .astype("str")
    )


def _are_told_apart(here: set[str], there: set[str], apart: Apart) -> bool:
    return bool(here and there) and any(frozenset((a, b)) in apart.pairs for a in here for b in there)
