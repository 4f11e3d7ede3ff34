"""A reader who kept every public file of every release, and solves all that they state for what they do not.

Unknown are the hidden ones, who are no listed organisation, of each part of each topic. The reader knows the questions
and their options, counts the listed organisations (their answers to the survey are as unknown as a person's), and on
which day each of them came. What the newest release tells of time (``releases``, ``facts_history``) is read as the
facts of each state, for a reader who kept nothing else. HiGHS finds the least and the most that each unknown can be in
whole numbers.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from transforms.campaign.campaign import Campaign
from transforms.publishing.facts import MANY, MAP, NO_ANSWER, SCALE, TOTAL, goal_names
from transforms.publishing.small_cells import BETWEEN, REST
from transforms.publishing.unasked import Unasked

Part = tuple[str, str]
# Unknowns with their weights, and the least and the most that they are together.
Rule = tuple[dict[Part, float], float, float]
# The same of one group, by the places of its unknowns.
Lines = tuple[tuple[tuple[tuple[int, float], ...], float, float], ...]
# What is no part of all participants, and of what it is.
_WHOLES = {"disposition": "read", "activity": "activities", "earlier": "earlier_participants"}
OUTSIDE = "outside: "


class Told(NamedTuple):
    """Public facts, and how many listed organisations each part held when they were counted."""

    facts: pd.DataFrame
    known: Mapping[Part, int]


def of_time(releases: pd.DataFrame, history: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The facts of each state by its id, as the newest release remembers them, with what its row says beside them."""
    made = {}
    for row in releases.to_dict("records"):
        facts = history[history["release_id"].eq(row["release_id"])].drop(columns="release_id").reset_index(drop=True)
        known = set(facts.loc[facts["topic"].eq(TOTAL), "item"])
        said = [
            {"topic": TOTAL, "item": item, "by": "", "n": row[name], "note": ""}
            for name, item in (("responses", "read"), ("participants", "participants"), ("organisations", "listed"))
            if not pd.isna(row[name]) and item not in known
        ]
        made[row["release_id"]] = pd.concat([facts, pd.DataFrame(said, columns=facts.columns)]) if said else facts
    return made


def listed(organisations: pd.DataFrame, goals: pd.DataFrame, campaign: Campaign) -> dict[Part, int]:
    """How many listed organisations each part of a topic holds, counted from the two public tables."""
    fields = {each.number: f"{each.number}. {each.name}" for each in campaign.fields}
    columns = {name: organisations[name] for name in ("kind", "district")} | {
        "field": organisations["field"].map(fields)
    }
    made = {
        (topic, str(item)): int(n) for topic, column in columns.items() for item, n in column.value_counts().items()
    }
    made["form", "organisation"] = made["total", "participants"] = len(organisations)
    names = goal_names(campaign)
    flags = goals.assign(both=goals["is_declared"] & goals["is_matched"]).groupby("participant_id")
    any_of = flags[["is_declared", "is_matched", "both"]].any()
    any_of = any_of.reindex(organisations["participant_id"], fill_value=False).astype("bool")
    for flag in ("declared", "matched"):
        chosen = goals.loc[goals[f"is_{flag}"], "goal"].map(names)
        made |= {(f"goals_{flag}", str(item)): int(n) for item, n in chosen.value_counts().items()}
        made[f"goals_{flag}", NO_ANSWER] = int((~any_of[f"is_{flag}"]).sum())
    both = any_of["is_declared"] & any_of["is_matched"]
    return made | {
        ("goals_agree", "same"): int(any_of["both"].sum()),
        ("goals_agree", "different"): int((both & ~any_of["both"]).sum()),
        ("goals_agree", "not_declared"): int((any_of["is_matched"] & ~any_of["is_declared"]).sum()),
        ("goals_agree", "not_matched"): int((~any_of["is_matched"]).sum()),
    }


class Reader:
    """The unknowns of one count, and every equation that the facts state of them.

    ``asked`` are the exact facts, of which only the topics, their options and shapes are used; ``individual`` the kinds
    that are persons; ``unasked`` is what the form says of whom a question is not asked.
    """

    def __init__(
        self, told: Told, asked: pd.DataFrame, individual: tuple[str, ...], unasked: Unasked | None = None
    ) -> None:
        self.told, self.names, self.least_one = told, list[Part](), set[Part]()
        self.unasked = unasked or {}
        self.rules: list[Rule] = []
        self.scales = set(asked.loc[asked["shape"].eq(SCALE), "topic"])
        facts = told.facts
        totals = facts[facts["topic"].eq(TOTAL) & facts["n"].notna()].set_index("item")["n"].astype(int).to_dict()
        for name in ("participants", *_WHOLES.values()):
            self._var((TOTAL, name))
            if name in totals:
                self._is({(TOTAL, name): 1}, totals[name])
        for topic, part in asked[~asked["shape"].isin((MAP, TOTAL))].groupby("topic", sort=False):
            shown = facts[facts["topic"].eq(topic)]
            whole = (TOTAL, _WHOLES.get(str(topic), "participants"))
            (self._many if part["shape"].iloc[0] == MANY else self._one)(
                str(topic), part["item"].tolist(), shown, whole
            )
        self._across(asked, individual)

    def pinned(self) -> dict[Part, int]:
        """The unknowns of which only one number agrees with everything told."""
        found, open_ = _worked_out(self.rules)
        if not found:
            return {}
        for names, rules in _apart(self.names, found, open_):
            lows = tuple(int(name in self.least_one) for name in names)
            found |= {names[at]: n for at, n in _only_ones(lows, rules)}
        return found

    def _var(self, name: Part) -> Part:
        if name not in self.names:
            self.names.append(name)
        return name

    def _is(self, parts: dict[Part, float], value: float) -> None:
        self.rules.append((parts, value, value))

    def _known(self, topic: str, items: list[str]) -> int:
        return sum(self.told.known.get((topic, item), 0) for item in items)

    def _one(self, topic: str, items: list[str], shown: pd.DataFrame, whole: Part) -> None:
        hidden = {item: self._var((topic, item)) for item in items}
        known = self._known(topic, items)
        self._is(dict.fromkeys(hidden.values(), 1) | {whole: -1}, -known)
        covered = list[str]()
        for row in shown.to_dict("records"):
            of = _held(row["item"], items)
            if row["note"] == "" and not pd.isna(row["n"]):
                self._is({hidden[each]: 1 for each in of}, int(row["n"]) - self._known(topic, of))
            elif row["item"] != REST:
                covered += of
        rest = shown.loc[shown["item"].eq(REST), "n"]
        if len(rest):
            self._is({hidden[each]: 1 for each in covered}, int(rest.iloc[0]))
        if covered and len(covered) < len(shown) - 1:
            # Where some are told to hold nobody, a reader may take it that those that are not told hold somebody; along
            # a scale those who gave no answer.
            sure = {"goals_agree": [], "placed": []}.get(topic, {NO_ANSWER} if topic in self.scales else covered)
            self.least_one |= {hidden[each] for each in covered if each in sure}
        answered = shown.loc[shown["item"].ne(NO_ANSWER), "base"].dropna()
        if NO_ANSWER in items and len(answered) and NO_ANSWER not in covered:
            of = [each for each in items if each != NO_ANSWER]
            self._is({hidden[each]: 1 for each in of}, int(answered.iloc[0]) - self._known(topic, of))

    def _many(self, topic: str, items: list[str], shown: pd.DataFrame, whole: Part) -> None:
        answered, silent = self._var((topic, "answered")), self._var((topic, NO_ANSWER))
        is_public = topic.startswith("goals_")
        n_listed = self.told.known[TOTAL, "participants"] if is_public else 0
        quiet = self._known(topic, [NO_ANSWER])
        self._is({answered: 1, silent: 1, whole: -1}, -n_listed)
        told = shown.set_index("item").to_dict("index")
        is_silent_told = NO_ANSWER not in told or told[NO_ANSWER]["note"] == ""
        for item in items:
            if item == NO_ANSWER:
                continue
            part, outside = self._var((topic, item)), self._var((topic, OUTSIDE + item))
            self._is({part: 1, outside: 1, answered: -1}, 0)
            if item in told and told[item]["note"] == "":
                self._is({part: 1}, int(told[item]["n"]) - self._known(topic, [item]))
        if told and is_silent_told:
            self._is({silent: 1}, int(told[NO_ANSWER]["n"]) - quiet if NO_ANSWER in told else 0)
        bases = shown["base"].dropna()
        if len(bases) and is_silent_told:
            self._is({answered: 1}, int(bases.iloc[0]) - (n_listed - quiet))

    def _across(self, asked: pd.DataFrame, individual: tuple[str, ...]) -> None:
        """What topics state of each other."""
        there = set(self.names)
        if set(self.told.facts["topic"]) <= {TOTAL, "goal_field"}:
            # Before the close.
            return
        if ("disposition", "accepted") in there:
            self._is({("disposition", "accepted"): 1, (TOTAL, "participants"): -1}, 0)
        if ("form", "individual") in there:
            kinds = {("kind", each): 1.0 for each in individual if ("kind", each) in there}
            self._is({("form", "individual"): -1.0} | kinds, 0)
        if ("goals_matched", NO_ANSWER) in there:
            self._is({("goals_agree", "not_matched"): 1, ("goals_matched", NO_ANSWER): -1}, 0)
        for wish in ("wish_1", "wish_2"):
            if (wish, NO_ANSWER) in there:
                self.rules.append(({("placed", "no_wish"): 1, (wish, NO_ANSWER): -1}, -np.inf, 0))
        self._wishes(asked)
        self._goals(there)
        self._more_than_one(there)
        for question, others in self.unasked.items():
            for other, items in others:
                self._asked_alone(question, other, items, asked)
        if {("standing", "returning"), ("earlier", "returning")} <= there:
            # One of the list is one participant.
            self._is({("standing", "returning"): 1, ("earlier", "returning"): -1}, 0)

    def _goals(self, there: set[Part]) -> None:
        """Everybody chose goals or none, and goals were read of their activities or none."""
        if not {("goals_agree", "same"), ("goals_declared", "answered")} <= there:
            return
        same, different, unchosen = (("goals_agree", each) for each in ("same", "different", "not_declared"))
        alone, neither = self._var(("goals", "chosen alone")), self._var(("goals", "neither"))
        self._is({alone: 1, neither: 1, ("goals_agree", "not_matched"): -1}, 0)
        self._is({same: 1, different: 1, alone: 1, ("goals_declared", "answered"): -1}, 0)
        self._is({unchosen: 1, neither: 1, ("goals_declared", NO_ANSWER): -1}, 0)
        self._is({self._var(("goals", "read, not chosen")): -1, different: 1, unchosen: 1}, 0)
        self._is({self._var(("goals", "chosen, not read")): -1, different: 1, alone: 1}, 0)

    def _more_than_one(self, there: set[Part]) -> None:
        """Each who comes is one person at least, and each of whose activities one tells of a goal has one at least."""
        totals = self.told.facts[self.told.facts["topic"].eq(TOTAL)].set_index("item")["n"].dropna()
        coming = ("attendance", "yes") if ("attendance", "yes") in there else (TOTAL, "participants")
        for name in ("attendees", "named_attendees", "activities"):
            if name not in totals:
                continue
            first, more, several = (self._var((name, each)) for each in ("of the first", "beyond", "several"))
            if name == "activities":
                self.rules.append(({first: 1, (TOTAL, "participants"): -1}, -np.inf, 0))
                if ("goals_matched", NO_ANSWER) in there:
                    unread = self.told.known.get(("goals_matched", NO_ANSWER), 0)
                    least = {first: 1.0, (TOTAL, "participants"): -1.0, ("goals_matched", NO_ANSWER): 1.0}
                    self.rules.append((least, -unread, np.inf))
            else:
                # Of one there may be no name.
                self.rules.append(({first: 1, coming: -1}, -np.inf if name == "named_attendees" else 0, 0))
            self._is({first: 1, more: 1}, int(totals[name]))
            for least in ({first: 1.0, several: -1.0}, {more: 1.0, several: -1.0}, {several: 100.0, more: -1.0}):
                self.rules.append((least, 0, np.inf))

    def _asked_alone(self, question: str, other: str, items: frozenset[str], asked: pd.DataFrame) -> None:
        """Who answered ``question`` is among those who answered ``other`` otherwise than by ``items``."""
        given = asked.loc[asked["topic"].eq(other), "item"]
        to_whom = {(other, item): 1.0 for item in given if item not in items}
        own = [(question, item) for item in asked.loc[asked["topic"].eq(question), "item"] if item != NO_ANSWER]
        parts = [(question, "answered")] if (question, "answered") in self.names else own
        if to_whom and parts and items != {NO_ANSWER}:
            left = self._var((f"{question} left out by whom {other} let answer", ""))
            self._is(to_whom | dict.fromkeys(parts, -1.0) | {left: -1.0}, -self._known(other, [i for _, i in to_whom]))

    def _wishes(self, asked: pd.DataFrame) -> None:
        """Whoever is placed as wished is one of those who wished it, and of those who are there."""
        fields = asked.loc[asked["topic"].eq("field"), "item"].tolist()
        for wish in ("wish_1", "wish_2"):
            if ("placed", wish) not in self.names or (wish, fields[0]) not in self.names:
                continue
            for each in fields:
                met, in_vain = (self._var((f"{wish} {what}", each)) for what in ("met", "in vain"))
                self._is({met: 1, in_vain: 1, (wish, each): -1}, 0)
                self.rules.append(({met: 1, (wish, each): -1}, -np.inf, 0))
                self.rules.append(({met: 1, ("field", each): -1}, -np.inf, self._known("field", [each])))
            self._is({**{(f"{wish} met", each): 1.0 for each in fields}, ("placed", wish): -1}, 0)


def found(told: list[dict[Part, int]], least: int) -> dict[tuple[Part, int, int], int]:
    """What is pinned of fewer than ``least``: in one count (its place twice), or as what differs between two."""
    made = {}
    for at, now in enumerate(told):
        for part, n in now.items():
            if 0 < n < least and part[0] != TOTAL:
                made[part, at, at] = n
            for other, before in enumerate(told[:at]):
                if part in before and 0 < abs(n - before[part]) < least:
                    made[part, other, at] = n - before[part]
    return made


def _held(item: str, items: list[str]) -> list[str]:
    """The options that a row tells of: one, or neighbours that stand together."""
    if item in items or BETWEEN not in item:
        return [item] if item in items else []
    first, last = (items.index(end) for end in item.split(BETWEEN))
    return items[first : last + 1]


def _worked_out(rules: list[Rule]) -> tuple[dict[Part, int], list[Rule]]:
    """The unknowns that an equation leaves alone, one after the other, and the rules of what is still unknown."""
    found, open_, n_before = dict[Part, int](), rules, -1
    while len(found) > n_before:
        n_before, left = len(found), list[Rule]()
        for parts, least, most in open_:
            told = sum(weight * found[name] for name, weight in parts.items() if name in found)
            others = {name: weight for name, weight in parts.items() if name not in found and weight}
            if len(others) == 1 and least == most:
                ((name, weight),) = others.items()
                found[name] = round((least - told) / weight)
            elif others:
                left.append((others, least - told, most - told))
            else:
                assert least <= told <= most
        open_ = left
    return found, open_


def _apart(names: list[Part], found: Mapping[Part, int], rules: list[Rule]) -> Iterator[tuple[list[Part], Lines]]:
    """The unknowns in groups that no rule joins, and each group's rules by the places of its names."""
    unknown = [name for name in names if name not in found]
    at = {name: place for place, name in enumerate(unknown)}
    ends = [(at[next(iter(parts))], at[name]) for parts, _, _ in rules for name in parts]
    if not ends:
        return
    joined = coo_array((np.ones(len(ends)), tuple(zip(*ends, strict=True))), shape=(len(unknown),) * 2)
    group_of = connected_components(joined, directed=False)[1]
    for group in sorted({int(group_of[one]) for one, _ in ends}):
        own = [name for name in unknown if group_of[at[name]] == group]
        places = {name: place for place, name in enumerate(own)}
        lines = [
            (tuple(sorted((places[name], weight) for name, weight in parts.items())), least, most)
            for parts, least, most in rules
            if next(iter(parts)) in places
        ]
        yield own, tuple(lines)


@cache
def _only_ones(lows: tuple[int, ...], lines: Lines) -> list[tuple[int, int]]:
    """The places of which only one number agrees with the ``lines``, with it; each count and night asks for equal ones.

    A place that differs between any two solutions that were seen is not asked for.
    """
    rows = np.zeros((len(lines), len(lows)))
    for line, (parts, _, _) in enumerate(lines):
        for at, weight in parts:
            rows[line, at] += weight
    settings = {
        "constraints": [LinearConstraint(rows, [line[1] for line in lines], [line[2] for line in lines])],
        "bounds": Bounds(np.array(lows, dtype=float), np.full(len(lows), 1e4)),
        "integrality": np.ones(len(lows)),
    }
    seen = _solved(np.zeros(len(lows)), settings)[None]
    for at, goal in enumerate(np.eye(len(lows))):
        for sign in (1, -1):
            if (seen[:, at] == seen[0, at]).all():
                seen = np.vstack([seen, _solved(sign * goal, settings)])
    return [(at, int(seen[0, at])) for at in range(len(lows)) if (seen[:, at] == seen[0, at]).all()]


def _solved(goal: np.ndarray, settings: dict) -> np.ndarray:
    """Whole numbers that agree with everything told, of which ``goal`` is least."""
    made = milp(goal, **settings)
    assert made.status == 0, made.message
    return made.x.round()
