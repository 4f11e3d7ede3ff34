"""Several campaigns' public facts side by side: what each of them counted, of how many, and how that moved.

Councils and years name the same thing a little differently, so parts are matched by what they mean: goals by number,
field meetings by name without their number, anything else by its letters and digits.
"""

import re
from collections.abc import Sequence

import pandas as pd

from transforms.parse.text import key
from transforms.publishing.facts import TOTAL
from transforms.reading.columns import parsed

COLUMNS = ["topic", "part", "item", "release", "n", "base", "share", "note", "shape", "change"]
_NUMBERED = re.compile(r"^\s*(\d{1,2})\s*\.\s*")
_GOALS = ("goals_declared", "goals_matched")
_FIELDS = ("field", "wish_1", "wish_2")
# Days are each campaign's own, and a map of fields by goals has no other's fields.
_NOT_COMPARED = ("day", "goal_field")


def side_by_side(releases: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One row for each topic, part and release that has it, in the order of the topics and parts.

    ``releases`` are public facts. topic, part (by which parts are matched), item (as the last release that has it
    writes it), release (0 the first), n, base, share, note, shape, change: from the nearest release before that tells
    both exactly, in shares (for totals in n); null where there is none.
    """
    frames = []
    for at, facts in enumerate(releases):
        kept = facts[~facts["topic"].isin(_NOT_COMPARED)]
        frames.append(kept.assign(release=at, part=_parts(kept)).drop_duplicates(["topic", "part"]))
    whole = pd.concat(frames, ignore_index=True)
    # Parts stand where the release that first has them puts them.
    topics = {topic: at for at, topic in enumerate(whole["topic"].drop_duplicates())}
    places = whole.groupby(["topic", "part"], sort=False).ngroup()
    whole["item"] = whole.groupby(places)["item"].transform("last")
    whole["order"] = whole["topic"].map(topics)
    whole = whole.assign(place=places).sort_values(["order", "place", "release"], ignore_index=True)
    is_total = whole["shape"].eq(TOTAL)
    value = whole["n"].astype("Float64").where(is_total & whole["note"].eq(""), whole["share"].where(~is_total))
    before = value.groupby(whole["place"]).ffill().groupby(whole["place"]).shift()
    return whole.assign(change=(value - before).round(6))[COLUMNS]


def _parts(facts: pd.DataFrame) -> "pd.Series[str]":
    letters = parsed(facts["item"], lambda item: key(item) or item).part(str, "str")
    numbers = parsed(facts["item"], lambda item: m.group(1) if (m := _NUMBERED.match(item)) else None)
    bare = parsed(facts["item"], lambda item: key(_NUMBERED.sub("", item)) or item).part(str, "str")
    number = numbers.part(lambda found: found, "str").fillna(letters)
    return letters.mask(facts["topic"].isin(_GOALS), number).mask(facts["topic"].isin(_FIELDS), bare)
