"""Several campaigns' public facts side by side: what each of them counted, of how many, and how that moved.

Councils and years name the same thing a little differently, so parts are matched by what they mean: goals by number,
field meetings by name without their number, anything else by its letters and digits.
"""

import re
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import pandas as pd

from transforms.parse.text import key
from transforms.publishing.facts import TOTAL
from transforms.reading.columns import parsed

COLUMNS = ["topic", "part", "item", "release", "n", "base", "share", "note", "shape", "change", "is_beyond"]
_NUMBERED = re.compile(r"^\s*(\d{1,2})\s*\.\s*")
_GOALS = ("goals_declared", "goals_matched")
_FIELDS = ("field", "wish_1", "wish_2")
# Days are each campaign's own, and a map of fields by goals has no other's fields.
_CHANCE = 0.05
_NOT_COMPARED = ("day", "goal_field")


def side_by_side(releases: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One row for each topic, part and release that has it, in the order of the topics and parts.

    ``releases`` are public facts. topic, part (by which parts are matched), item (as the last release that has it
    writes it), release (0 the first), n, base, share, note, shape, change: from the nearest release before that tells
    both exactly, in shares (for totals in n); null where there is none. is_beyond: whether that is more than chance
    (see ``beyond``; null without a change).
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
    whole = whole.assign(change=(value - before).round(6))
    known = whole[["n", "base"]].astype("Float64").where(value.notna()).assign(place=whole["place"])
    then = known.groupby("place").ffill().groupby(whole["place"]).shift()
    # So many changes of one question are looked at together.
    n_tried = whole["change"].notna().groupby([whole["topic"], whole["release"]]).transform("sum")
    sure = beyond(then["n"], then["base"], known["n"], known["base"], n_tried)
    return whole.assign(is_beyond=sure.astype("boolean").mask(whole["change"].isna()))[COLUMNS]


def beyond(
    n_then: "pd.Series[float]",
    base_then: "pd.Series[float]",
    n_now: "pd.Series[float]",
    base_now: "pd.Series[float]",
    n_tried: "pd.Series[int]",
) -> "pd.Series[bool]":
    """Whether two shares, or two counts without a base, differ by more than chance.

    Shares: zero lies outside of the 95 % interval of Agresti and Caffo (The American Statistician 54, 2000), which
    holds for small numbers too. Counts: as of two Poisson numbers. The 95 % are of all ``n_tried`` together
    (Bonferroni).
    """
    sure = n_tried.map({int(n): NormalDist().inv_cdf(1 - _CHANCE / (2 * max(1, int(n)))) for n in n_tried.unique()})
    then, now = ((n + 1) / (base + 2) for n, base in ((n_then, base_then), (n_now, base_now)))
    spread = (then * (1 - then) / (base_then + 2) + now * (1 - now) / (base_now + 2)) ** 0.5
    apart = (now - then).abs() > sure * spread
    counted = (n_now - n_then).abs() > sure * (n_now + n_then) ** 0.5
    return apart.fillna(False).astype("bool").where(base_now.notna(), counted.fillna(False).astype("bool"))


def of_earlier(facts: pd.DataFrame) -> pd.DataFrame:
    """Public facts of an earlier contract (reference/contract.csv) with the columns and codes of ours.

    Until version 4 a number that was not told was ``small``, and none told of which edition it was; until 5 parts had
    no place but their row's.
    """
    added = {
        "edition": lambda table: pd.Series(0, table.index),
        "as_of": lambda table: pd.Series(None, table.index, dtype="str"),
        "position": lambda table: table.groupby("topic").cumcount() + 1,
    }
    lacking = {name: make for name, make in added.items() if name not in facts.columns}
    return facts.assign(note=facts["note"].replace("small", "covered"), **lacking)


class Named(NamedTuple):
    """What a campaign is told by: its name, its days (ISO, '' where not told), who holds it, where it lies."""

    name: str
    start: str
    end: str
    host: str
    folder: str


def told_apart(campaigns: Sequence[Named]) -> list[str]:
    """A name for each of ``campaigns`` that no other of them has: alike ones with their year, else their host, else
    their days, else their folder; with a number where even these are the same."""
    alike = [key(each.name) or each.name for each in campaigns]
    made = []
    for at, each in enumerate(campaigns):
        group = [other for other, name in zip(campaigns, alike, strict=True) if name == alike[at]]
        ways = [[detail(other) for other in group] for detail in _DETAILS]
        way = next((n for n, told in enumerate(ways) if "" not in told and len(set(told)) == len(group)), None)
        detail = str(alike[: at + 1].count(alike[at])) if way is None else _DETAILS[way](each)
        made.append(each.name if len(group) == 1 else f"{each.name} ({detail})")
    return made


_DETAILS = (
    lambda each: each.start[:4],
    lambda each: each.host,
    lambda each: f"{each.start}~{each.end}" if each.start else "",
    lambda each: each.folder,
)


def _parts(facts: pd.DataFrame) -> "pd.Series[str]":
    letters = parsed(facts["item"], lambda item: key(item) or item).part(str, "str")
    numbers = parsed(facts["item"], lambda item: m.group(1) if (m := _NUMBERED.match(item)) else None)
    bare = parsed(facts["item"], lambda item: key(_NUMBERED.sub("", item)) or item).part(str, "str")
    number = numbers.part(lambda found: found, "str").fillna(letters)
    return letters.mask(facts["topic"].isin(_GOALS), number).mask(facts["topic"].isin(_FIELDS), bare)
