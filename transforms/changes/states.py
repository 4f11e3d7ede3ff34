"""What everybody could read, state by state: which release told what, from when on.

A state is what the public tables hold; it lasts until a release tells something else. Releases that differ for the
office alone are no states: that somebody came, left or answered otherwise in a night is not to be seen by a new row. So
a state's id is made of its place among them and of what it tells, of nothing that is hidden and of no clock.

When a state was published is remembered and told from the next one on; in the newest it is empty. Else the same input
would make other bytes at another hour, and a night in which only hidden things changed would be seen by it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from transforms.changes.between_releases import Shown, shown
from transforms.publishing.facts import TOTAL, with_positions, with_shares
from transforms.schema import contract

_RELEASES = {
    "release_id": "str",
    "edition": "int64",
    "published_at": "str",
    "data_as_of": "str",
    "contract": "str",
    "responses": "Int64",
    "participants": "Int64",
    "organisations": "Int64",
}
_PART = ["topic", "item", "by", "n", "base", "share", "note", "position"]
_DIGITS = 12


@dataclass(frozen=True, eq=False)
class State:
    """What the public tables told: ``content`` is their digest, ``shown`` what later ones are compared with.

    ``release_id`` is '' of one from before there were ids, and of one that has no place among the others yet;
    ``published_at`` (ISO, with zone) '' until it is known, ``data_as_of`` (a day) None before the close.
    """

    content: str
    edition: int
    data_as_of: str | None
    contract: str
    responses: int | None
    participants: int | None
    organisations: int | None
    shown: Shown
    release_id: str = ""
    published_at: str = ""


def state_of(tables: Mapping[str, pd.DataFrame]) -> State:
    """The state that the public ``tables`` (without those of time) tell; it has no id yet."""
    facts = tables["facts"]
    exact = facts[facts["topic"].eq(TOTAL) & facts["note"].eq("") & facts["n"].notna()]
    totals = dict(zip(exact["item"].tolist(), exact["n"].tolist(), strict=True))
    as_of = facts["as_of"].dropna()
    return State(
        content=_digest(tables),
        edition=int(facts["edition"].max()) if len(facts) else 0,
        data_as_of=str(as_of.iloc[0]) if len(as_of) else None,
        contract=contract(),
        responses=totals.get("read"),
        participants=totals.get("participants"),
        organisations=totals.get("listed"),
        shown=shown(tables),
    )


def told_until(before: Sequence[State], own: Sequence[State], now: State) -> tuple[State, ...]:
    """The states up to ``now``, which is the last of them: a new one, or one that told the same.

    ``before`` are those of the snapshots before this one's, ``own`` those that its releases had: a decision changes
    what is told of the same snapshot. A snapshot that is run again has the same states as at first.
    """
    if before and before[-1].content == now.content:
        return tuple(before)
    for at, each in enumerate(own, 1):
        if each.content == now.content:
            return (*before, *own[:at])
    number = 1 + sum(each.release_id != "" for each in (*before, *own))
    return (*before, *own, replace(now, release_id=f"{number:04d}-{now.content}"))


def releases(states: Sequence[State]) -> pd.DataFrame:
    """release_id, edition, published_at, data_as_of, contract, responses, participants, organisations, oldest first."""
    known = [each for each in states if each.release_id]
    made = pd.DataFrame([{name: getattr(each, name) for name in _RELEASES} for each in known], columns=list(_RELEASES))
    made["published_at"] = [*(each.published_at or None for each in known[:-1]), None]
    return made.astype(_RELEASES)


def facts_history(states: Sequence[State]) -> pd.DataFrame:
    """release_id, topic, item, by, n, base, share, note, position: every public number of every state."""
    known = [each for each in states if each.release_id]
    frames = [each.shown.facts.assign(release_id=each.release_id) for each in known]
    table = pd.concat(frames, ignore_index=True)
    made = with_positions(with_shares(table).assign(release_id=table["release_id"]), ["release_id", "topic"])
    return made[["release_id", *_PART]]


def _digest(tables: Mapping[str, pd.DataFrame]) -> str:
    digest = hashlib.sha256(contract().encode())
    for name in sorted(tables):
        digest.update(" ".join([name, *tables[name].columns]).encode())
        digest.update(pd.util.hash_pandas_object(tables[name], index=False).to_numpy().tobytes())
    return digest.hexdigest()[:_DIGITS]
