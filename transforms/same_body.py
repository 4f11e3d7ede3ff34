"""Which responses speak for the same body: named rules from exact to close, then the latest response wins.

Sure rules merge; likely rules only point a person to the pair. A rule never compares all with all: each looks
only inside blocks that share a name, a phone, an e-mail or a neighbouring name, so cost stays in line with rows.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from rapidfuzz.distance import Indel
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from transforms.columns import parsed, part
from transforms.normalise import INDIVIDUAL
from transforms.parse.bodies import distinguishing, essence

# A contact shared by more bodies than this is a switchboard or a placeholder, not evidence.
_MOST_SHARED = 20


def resolve(kept: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Bodies, merges and likely duplicates among the responses that were kept.

    ``kept`` has a row per response with response_id, row_number, submitted_at, kind, name, name_key, legal_form,
    phone, email, representative, contact_name, district. Returns three tables:

    - bodies: ``kept``'s index to ``body`` (0, 1, …; by first row), ``is_latest`` and ``n_responses``;
    - merges: kept and replaced response_id with the rule that joined them;
    - likely: pairs of response_id (the latest of each body) with the rule that would join them.
    """
    order = kept.sort_values(["submitted_at", "row_number"])
    facts = _facts(order)
    pairs = pd.concat([*_sure(facts)], ignore_index=True)
    n = len(facts)
    graph = coo_matrix((np.ones(len(pairs)), (pairs["a"], pairs["b"])), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    facts["body"] = label
    facts["is_latest"] = ~facts.duplicated("body", keep="last")
    latest = facts[facts["is_latest"]].set_index("body")
    merges = _merges(facts, latest, pairs)
    likely = _likely_pairs(facts[facts["is_latest"]])
    first_row = facts.groupby("body")["row_number"].transform("min")
    facts["body"] = first_row.rank(method="dense").astype("int64") - 1
    facts["n_responses"] = facts.groupby("body")["body"].transform("size")
    bodies = facts.set_index("index")[["body", "is_latest", "n_responses"]].reindex(kept.index)
    return bodies, merges, likely


def _facts(order: pd.DataFrame) -> pd.DataFrame:
    facts = order.reset_index(names="index")
    is_person = facts["kind"].eq(INDIVIDUAL)
    keys = parsed(facts["name_key"], lambda k: (essence(k), distinguishing(k)))
    return facts.assign(
        is_person=is_person,
        essence=part(keys, lambda v: v[0], "str"),
        distinguishing=part(keys, lambda v: v[1], "str"),
        phone=facts["phone"].fillna(""),
        email=facts["email"].fillna(""),
    )


def _sure(facts: pd.DataFrame) -> Iterator[pd.DataFrame]:
    people, groups = facts[facts["is_person"]], facts[~facts["is_person"]]
    yield _chained(groups, ["name_key"], "same_name")
    for contact in ("phone", "email"):
        yield _chained(people, ["name_key", contact], f"same_person_{contact}")
    # Someone who wrote a kind of body once and "individual" the other time, under the same name and contact.
    for contact in ("phone", "email"):
        yield _chained(facts, ["name_key", contact], f"same_name_{contact}")
    for contact in ("phone", "email", "representative", "contact_name"):
        yield _chained(groups[groups["essence"].str.len() >= 3], ["essence", "distinguishing", contact],
                       f"same_core_name_{contact}")
    for contact in ("phone", "email"):
        yield _close(groups, contact)


def _chained(facts: pd.DataFrame, by: list[str], rule: str) -> pd.DataFrame:
    """Each row paired with the next one alike in every column of ``by`` (blank is like nothing)."""
    filled = facts[(facts[by] != "").all(axis=1)]
    codes = filled.groupby(by, sort=False).ngroup().to_numpy()
    places = filled.index.to_numpy()
    sorting = np.argsort(codes, kind="stable")
    codes, places = codes[sorting], places[sorting]
    alike = codes[1:] == codes[:-1]
    return pd.DataFrame({"a": places[:-1][alike], "b": places[1:][alike], "rule": rule})


def _blocks(facts: pd.DataFrame, by: str) -> pd.DataFrame:
    """Pairs of differently named rows that share ``by``, each distinct pair of names once."""
    filled = facts.loc[facts[by].ne("") & facts["name_key"].ne(""), [by, "name_key", "essence", "distinguishing"]]
    names = filled.reset_index(names="at").drop_duplicates([by, "name_key"])
    names = names[names.groupby(by)["name_key"].transform("size").between(2, _MOST_SHARED)]
    both = names.merge(names, on=by, suffixes=("_a", "_b"))
    return both[both["at_a"] < both["at_b"]]


def _close(groups: pd.DataFrame, contact: str) -> pd.DataFrame:
    both = _blocks(groups, contact)
    close = [
        same and _is_close(a, b)
        for a, b, same in zip(both["essence_a"], both["essence_b"],
                              both["distinguishing_a"].eq(both["distinguishing_b"]), strict=True)
    ]
    hits = both[np.array(close, dtype=bool)]
    return pd.DataFrame({"a": hits["at_a"], "b": hits["at_b"], "rule": f"close_name_{contact}"})


def _is_close(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return (len(short) >= 3 and short in long) or Indel.normalized_similarity(a, b) >= 0.8


def _merges(facts: pd.DataFrame, latest: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    replaced = facts[~facts["is_latest"]]
    rule_of = pd.concat([pairs[["a", "rule"]].rename(columns={"a": "at"}), pairs[["b", "rule"]].rename(columns={"b": "at"})])
    first_rule = rule_of.drop_duplicates("at").set_index("at")["rule"]
    return pd.DataFrame({
        "kept_response_id": replaced["body"].map(latest["response_id"]),
        "replaced_response_id": replaced["response_id"],
        "rule": replaced.index.map(first_rule),
    }).sort_values(["kept_response_id", "replaced_response_id"], ignore_index=True).astype("str")


def _likely_pairs(latest: pd.DataFrame) -> pd.DataFrame:
    found = []
    for contact in ("phone", "email"):
        both = _blocks(latest, contact)
        found.append(pd.DataFrame({"a": both["at_a"], "b": both["at_b"], "rule": f"shared_{contact}"}))
    people = latest[latest["is_person"]]
    found.append(_chained(people, ["name_key", "district"], "same_person_name"))
    groups = latest[~latest["is_person"] & latest["essence"].str.len().ge(4)].sort_values(["essence", "row_number"])
    ids = groups.index.to_numpy()
    for step in (1, 2):
        ahead = groups["essence"].to_numpy()
        near = np.array([
            Indel.normalized_similarity(x, y) >= 0.85 and m == o
            for x, y, m, o in zip(ahead[:-step], ahead[step:], groups["distinguishing"].to_numpy()[:-step],
                                  groups["distinguishing"].to_numpy()[step:], strict=True)
        ], dtype=bool)
        found.append(pd.DataFrame({"a": ids[:-step][near], "b": ids[step:][near], "rule": "close_name"}))
    pairs = pd.concat(found, ignore_index=True)
    a, b = pairs[["a", "b"]].min(axis=1), pairs[["a", "b"]].max(axis=1)
    pairs = pairs.assign(a=a, b=b).drop_duplicates(["a", "b"])
    ids_of = latest["response_id"]
    return pd.DataFrame({
        "response_id": pairs["a"].map(ids_of), "other_response_id": pairs["b"].map(ids_of), "rule": pairs["rule"],
    }).sort_values(["response_id", "other_response_id"], ignore_index=True).astype("str")

