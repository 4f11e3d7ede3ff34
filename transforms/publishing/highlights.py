"""What is worth saying of a release's numbers: the table of facts in, highlights out, each a code and its numbers.

A reader sees in a table what is largest; said is what stands out by more than chance, what differs from what one would
expect, what is missing and what has to be done. Of what is said of a section the first is its heading. The sentences
stand in labels/report.toml under the same codes.

By chance alone a count moves by its square root (Poisson): two counts are apart where they differ by 1.96 times the
root of their sum, and a goal or wish stands out where it is that far from an even share.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import NamedTuple

import pandas as pd

from transforms.bodies.earlier import LAPSED, RETURNING
from transforms.campaign.campaign import Campaign
from transforms.campaign.settings import PARTNER, REQUEST
from transforms.publishing.counts import Counts, Of, is_of_satisfaction
from transforms.publishing.facts import NO_ANSWER
from transforms.publishing.small_cells import BETWEEN

# 95 % of a normal distribution.
_SURE = 1.96
# Behind the code of what is to be done about a goal that somebody may have chosen.
_UNSURE = "_unsure"
_MOST_NAMED = 3
# A share of a question's silent ones, or of those whom a scale displeases, from which on it is said.
_MANY = 0.3
_UNNAMED_THEMES = ("other", "thanks")
# Of whom a highlight's numbers are: all who take part, the named bodies alone, or people.
PARTICIPANTS, BODIES, PEOPLE = "participants", "bodies", "people"


class Part(NamedTuple):
    """A part that is named: an item of a topic, how many, and how many it is held against."""

    topic: str
    item: str
    n: int
    against: int = 0


@dataclass(frozen=True)
class Highlight:
    """Something worth saying ``about`` a section of the report: a code, its numbers (a share from 0 to 1), its parts.

    ``of``: whom the numbers and the parts count (PARTICIPANTS, BODIES, PEOPLE). ``n_more``: parts beside those named.
    """

    about: str
    code: str
    numbers: Mapping[str, int | float] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    of: str = PARTICIPANTS
    n_more: int = 0


def highlights(counts: Counts, meetings: pd.DataFrame | None = None) -> list[Highlight]:
    """What is worth saying, section after section, what weighs most first in each.

    ``meetings`` (field, n, least, most: see ``meeting_sizes``) are the people of each meeting, for the office; without
    them a meeting is as large as the number of those who take part in it, and no bound is held against that.
    """
    sizes = _sizes(counts) if meetings is None else meetings
    seating = counts.campaign.event.seating
    is_bounded = meetings is not None and any(seating.bounds_of(each.number)[1] for each in counts.campaign.fields)
    of = PEOPLE if meetings is not None else PARTICIPANTS if "field" in counts.by_topic else BODIES
    found = [
        *_who(counts),
        *_goals(counts),
        *_fields(counts, sizes, of, is_bounded=is_bounded),
        *_network(counts),
        *_survey(counts),
        *_wishes(counts),
    ]
    todo = _todo(counts, {each.code: each for each in found})
    return [*(each for each in found if each.about != "todo"), *todo, *_limits(counts)]


def apart(one: float, other: float) -> bool:
    """Whether two counts differ by more than chance.

    >>> apart(25, 7), apart(21, 12)
    (True, False)
    """
    return abs(one - other) > _SURE * sqrt(one + other)


def meeting_sizes(attendees: pd.DataFrame, seats: pd.DataFrame | None, campaign: Campaign) -> pd.DataFrame:
    """field, n, least, most, is_seated: the people of each meeting and its bounds.

    By the event's ``seats``, guests among them; before there are any, by the field of each of the ``attendees``.
    """
    people = (attendees if seats is None else seats)["field"].dropna().astype("int64")
    numbers, counted = [each.number for each in campaign.fields], people.value_counts()
    n = [int(counted.get(number, 0)) for number in numbers]
    bounds = campaign.event.seating.bounds(numbers, len(people)) if numbers else []
    least, most = [low for low, _ in bounds], [high for _, high in bounds]
    return pd.DataFrame({"field": numbers, "n": n, "least": least, "most": most, "is_seated": seats is not None})


def _sizes(counts: Counts) -> pd.DataFrame:
    """The same of participants. No bound is held against these: bounds are of those who come, of whom only the office
    knows how many each participant brings, and two papers would tell of two sets of full meetings.
    """
    campaign = counts.campaign
    told = counts.parts("field")
    if not told and "goal_field" in counts.by_topic:
        told = {str(r["by"]): int(r["base"]) for r in counts.rows("goal_field")}
    n = [told.get(each.numbered, 0) for each in campaign.fields]
    table = pd.DataFrame({"field": [each.number for each in campaign.fields], "n": n})
    return table.assign(least=0.0, most=float("inf"), is_seated=False)


def _who(counts: Counts) -> list[Highlight]:
    n, listed = counts.n("total", "participants"), counts.n("total", "listed")
    if n is None:
        told = Highlight("who", "listed", {"n": listed or 0}, of=BODIES)
        return [told, replace(told, about="limits", code="early")] if listed else []
    made, before = list[Highlight](), counts.n("total", "earlier_participants")
    returning = counts.n("earlier", RETURNING)
    lapsed, new = counts.n("earlier", LAPSED), counts.n("standing", "new")
    if returning is not None and lapsed is not None and new is not None and returning + lapsed:
        base = returning + lapsed
        back = {"n": returning, "base": base, "share": returning / base, "lapsed": lapsed, "new": new}
        made.append(Highlight("who", "returned", back))
    elif (said := counts.n("is_returning", "true")) is not None:
        answered = counts.base("is_returning") or 0
        again = {"n": said, "base": answered} | ({"share": said / before, "before": before} if before else {})
        made.append(Highlight("who", "again", again))
    if before and apart(n, before):
        code = "more" if n > before else "fewer"
        made.append(Highlight("who", code, {"n": abs(n - before), "before": before, "share": abs(n - before) / before}))
    elif before and not made:
        # No list of them, and nothing that chance could not make: both numbers stand beside each other.
        made.append(Highlight("who", "alike_before", {"n": n, "before": before}))
    made.append(Highlight("who", "turnout", {"n": n}))
    coming = counts.n("attendance", "yes")
    if coming is not None and n:
        people = counts.n("total", "attendees")
        who = {"n": coming, "share": coming / n} | ({"people": people} if people is not None else {})
        made.append(Highlight("who", "coming", who))
    return made


def _chosen(counts: Counts) -> list[Highlight]:
    """Which goals were chosen often, and which that were offered nobody chose; what is told with others is as large as
    those who are named, and so no rank is told."""
    campaign, told, base = counts.campaign, counts.parts("goals_declared"), counts.base("goals_declared")
    offered = {goal for question in campaign.questions for of in question.option_goals.values() for goal in of}
    names = [f"{goal}.{name}" for goal, name in campaign.goal_names.items()]
    told = {name: told[name] for goal, name in enumerate(names, 1) if name in told and (goal in offered or not offered)}
    if not base or not any(told.values()):
        return []
    even, far = _even(told)
    often = _largest(told, lambda n: n > even + far) or _largest(told, lambda n: n > 0)[:1]
    made = [_named("goals", "chosen", {"base": base}, _parts("goals_declared", often), PARTICIPANTS)]
    never = _parts("goals_declared", _smallest(told, lambda n: n == 0))
    return [*made, *([_named("goals", "unchosen", {"base": base}, never, PARTICIPANTS)] if never else [])]


def _goals(counts: Counts) -> list[Highlight]:
    campaign = counts.campaign
    # Where the council's own options stand for goals, or no activity is asked for, what was chosen is what counts.
    is_of_choice = campaign.asks_goals and not {"goals", "activities"} <= campaign.by_column.keys()
    if is_of_choice and (chosen := _chosen(counts)):
        return [*chosen, *_disagreement(counts)]
    names, base = counts.named_goals()
    exact = counts.is_whole("goals_matched")
    told, of = (counts.parts("goals_matched"), PARTICIPANTS) if exact else (names, BODIES)
    base = (counts.base("goals_matched") or 0) if exact else base
    if not base or not any(told.values()):
        return _disagreement(counts)
    even, far = _even(told)
    beyond = _parts("goals_matched", _largest(told, lambda n: n > even + far))
    most = _parts("goals_matched", _largest(told, lambda n: n > 0)[:1])
    weak = _parts("goals_matched", _smallest(told, lambda n: 0 < n < even - far))
    # Where hidden ones are counted too, those whose number is not told may have it.
    hidden = {item for item, row in counts.items("goals_matched").items() if row["note"] != ""}
    none = _parts("goals_matched", [each for each in _smallest(told, lambda n: n == 0) if each[0] not in hidden])
    numbers = {"base": base} | ({"beyond": len(beyond)} if beyond else {})
    made = [_named("goals", "strong", numbers, beyond or most, of)]
    if weak:
        made.append(_named("goals", "weak", {"base": base}, weak, of))
    if none:
        made.append(_named("goals", "untouched", {"base": base}, none, of))
    for code, parts in (("untouched_todo", _unticked(counts, none)), ("weak_todo", _unticked(counts, weak))):
        if parts:
            made.append(_named("todo", code + _UNSURE * _may_be_chosen(counts), {"base": base}, parts, of))
    return made + _disagreement(counts)


def _may_be_chosen(counts: Counts) -> bool:
    """Whether the public is not told yet who chose a goal: it is of activities alone that nothing tells of it."""
    return counts.is_public and counts.campaign.asks_goals and not counts.items("goals_declared")


def _even(told: Mapping[str, int]) -> tuple[float, float]:
    """An even share, and how far from it chance takes a count."""
    even = sum(told.values()) / len(told)
    return even, _SURE * sqrt(even)


def _unticked(counts: Counts, named: tuple[Part, ...]) -> tuple[Part, ...]:
    """Those of the ``named`` goals that few chose themselves (none, of a goal without activities): what was ticked is
    covered, and so may be what is told together with others."""
    told, chosen = counts.items("goals_declared"), counts.parts("goals_declared")
    even, far = _even(chosen) if chosen else (0.0, 0.0)
    return tuple(
        part
        for part in named
        if part.item not in told
        or (part.item in chosen and chosen[part.item] < (max(1.0, even - far) if part.n else 1))
    )


def _disagreement(counts: Counts) -> list[Highlight]:
    """Goals that were ticked far more often than activities tell of them, and the other way round."""
    wanted, done = (
        {item: n for item, n in counts.parts(topic).items() if counts.n(topic, item) is not None}
        for topic in ("goals_declared", "goals_matched")
    )
    both = {item: (n, done[item]) for item, n in wanted.items() if item in done and apart(n, done[item])}
    made = []
    for code, sign in (("wanted", 1), ("unclaimed", -1)):
        far = {item: pair for item, pair in both.items() if sign * (pair[0] - pair[1]) > 0}
        parts = sorted(far.items(), key=lambda each: -abs(each[1][0] - each[1][1]))
        if parts:
            named = tuple(Part("goals_declared", item, *pair) for item, pair in parts)
            made.append(_named("goals", code, {}, named, PARTICIPANTS))
    same, base = counts.n("goals_agree", "same"), counts.base("goals_agree")
    if same is not None and base and same / base < 1 - _MANY:
        made.append(Highlight("goals", "agree", {"n": same, "base": base, "share": same / base}))
    return made


def _fields(counts: Counts, sizes: pd.DataFrame, of: str, *, is_bounded: bool) -> list[Highlight]:
    if not len(sizes) or not sizes["n"].sum():
        return []
    names = {each.number: each.numbered for each in counts.campaign.fields}
    is_seated = bool(sizes["is_seated"].any())
    even = float(sizes["n"].sum()) / len(sizes)
    # Nobody is seated beyond a bound: a meeting that has reached it is full.
    over = sizes[sizes["n"].ge(sizes["most"]) if is_seated else sizes["n"].gt(sizes["most"])]
    few = sizes[sizes["n"].lt(sizes["least"])]
    # What is told of the named alone is as many at least: of no meeting can it be said that it is small, or has room.
    is_sure = of != PARTICIPANTS or counts.is_whole("field")
    few = few if is_sure else few.iloc[:0]
    made = []
    for code, table, is_rising in (("full" if is_seated else "over", over, False), ("few", few, True)):
        ranked = table.sort_values(["n", "field"], ascending=[is_rising, True])
        parts = _meetings(ranked, names)
        if parts:
            # One bound for all of them can be named; those who are counted as participants are no people yet.
            bounds = set(table["least" if is_rising else "most"])
            numbers = {"even": round(even)} | ({"bound": int(bounds.pop())} if len(bounds) == 1 else {})
            numbers |= {} if of == PEOPLE else {"participants": int(sizes["n"].sum())}
            made.append(_named("fields", code, numbers, parts, of))
    # Where no meeting has a most, or it is not held against these numbers, none can be said to have room.
    if over.empty and is_bounded and is_sure:
        made.append(Highlight("fields", "room", {"n": len(sizes)}, of=of))
    ranked = sizes.sort_values(["n", "field"], ascending=[False, True])
    ends = _meetings(ranked.iloc[[0, -1]], names)
    if len(sizes) > 1 and is_sure:
        code = "uneven" if apart(ends[0].n, ends[1].n) else "balanced"
        made.append(Highlight("fields", code, {"least": ends[1].n, "most": ends[0].n, "n": len(sizes)}, ends, of))
    first, base = counts.n("placed", "wish_1"), counts.base("placed")
    if first is not None and base:
        made.append(Highlight("fields", "first_wish", {"n": first, "base": base, "share": first / base}))
    return made


def _meetings(sizes: pd.DataFrame, names: Mapping[int, str]) -> tuple[Part, ...]:
    numbers = zip(sizes["field"].tolist(), sizes["n"].tolist(), strict=True)
    return tuple(Part("field", names[number], int(n)) for number, n in numbers)


def _network(counts: Counts) -> list[Highlight]:
    """Goals by in how many meetings somebody works for them."""
    part = counts.by_topic.get("goal_field")
    if part is None:
        return []
    reached = {str(item): int(n) for item, n in part[part["n"].gt(0)].groupby("item", sort=False).size().items()}
    if not reached or len(counts.campaign.fields) < 2:
        return []
    most, fields = max(reached.values()), len(counts.campaign.fields)
    of = BODIES if counts.is_public else PARTICIPANTS
    if most == 1:
        return [Highlight("network", "unlinked", {"n": len(reached), "fields": fields}, of=of)]
    bridge = _parts("goals_matched", [(item, n) for item, n in reached.items() if n == most])
    alone = _parts("goals_matched", [(item, n) for item, n in reached.items() if n == 1])
    made = [_named("network", "bridge", {"reached": most, "fields": fields}, bridge, of)]
    return made + ([_named("network", "alone", {}, alone, of)] if alone else [])


def _survey(counts: Counts) -> list[Highlight]:
    made, scales = list[Highlight](), [each for each in counts.scales() if is_of_satisfaction(each)]
    halves = {
        code: {q.column: half for q in scales if (half := counts.half(q, better=better))}
        for code, better in (("satisfied", True), ("dissatisfied", False))
    }
    if unhappy := halves["dissatisfied"]:
        topic, (n, base) = max(unhappy.items(), key=lambda each: each[1].n / each[1].base)
        if n:
            made.append(_share("survey", "dissatisfied", Of(n, base), (Part(topic, "", n),)))
    if happy := halves["satisfied"]:
        shares = [half.n / half.base for half in happy.values()]
        made.append(Highlight("survey", "satisfied", {"least": min(shares), "most": max(shares), "n": len(shares)}))
    asked = [q.column for q in scales if (counts.base(q.column) or 0) > 0]
    silent = (counts.n(asked[0], NO_ANSWER) or 0) if asked else 0
    whole = silent + (counts.base(asked[0]) or 0) if asked else 0
    if whole and silent / whole >= _MANY:
        made.append(_share("survey", "silent", Of(silent, whole)))
    scales = counts.scales()
    merged = dict.fromkeys(item for q in scales for item in counts.items(q.column) if BETWEEN in item)
    if merged:
        parts = tuple(Part(scales[0].column, item, 0) for item in merged)
        made.append(Highlight("survey", "merged", {"n": len(parts)}, parts))
    return [*made, *_together(counts), *_asked(counts)]


def _together(counts: Counts) -> list[Highlight]:
    base, told = counts.base("together"), counts.parts("together")
    ranked = _largest(_offered(counts, "together", told), lambda n: n > 0)
    if not base or len(ranked) < 2:
        return []
    first, last = ranked[0][1], ranked[-1][1]
    numbers = {"n": len(ranked), "least": last / base, "most": first / base, "base": base}
    # What nobody can tell from chance is wanted alike, where all of it is told.
    if apart(first, last):
        return [Highlight("survey", "together", numbers, _parts("together", _foremost(ranked, 2)))]
    return [Highlight("survey", "alike", numbers)] if counts.is_whole("together") else []


def _offered(counts: Counts, topic: str, told: Mapping[str, int]) -> dict[str, int]:
    """The options that the form offers: what people wrote beside them is many things, and has no rank among them."""
    asked = counts.campaign.by_column.get(topic)
    return {item: n for item, n in told.items() if asked is None or item != asked.options.other}


def _asked(counts: Counts) -> list[Highlight]:
    """Of the council's own questions the one whose first answer most gave, of those of which that is known: where some
    numbers are not told, only what half of them gave is surely first, and nothing is known to be even."""
    ranked = []
    for question in counts.campaign.questions:
        topic, base = question.column, counts.base(question.column)
        told = _largest(_offered(counts, topic, counts.parts(topic)), lambda n: n >= 0)
        if (
            question.is_reported
            # What the kitchen and the desk have to know is no headline.
            and not question.is_of_event
            and question.is_own
            and question.kind in ("choice", "ticks")
            and topic != "together"
            and base
            and told
            and told[0][1]
            and (counts.is_whole(topic) or 2 * told[0][1] >= base)
        ):
            ranked.append((told[0][1] / base, topic, told, base))
    if not ranked:
        return []
    _, topic, told, base = max(ranked, key=lambda each: each[0])
    (first, n), last = told[0], told[-1][1]
    parts = (Part(topic, "", base), Part(topic, first, n))
    if len(told) > 1 and not apart(n, last):
        return [Highlight("survey", "divided", {"n": len(told), "base": base}, parts[:1])]
    return [_share("survey", "asked", Of(n, base), parts)]


def _wishes(counts: Counts) -> list[Highlight]:
    made = []
    grouped = {q.column: getattr(q, "themes", "") for q in counts.campaign.questions if q.theme_names}
    named = ((REQUEST, "requests"), (PARTNER, "partners"))
    for topic, code in ((topic, code) for sort, code in named for topic, themes in grouped.items() if themes == sort):
        parts = counts.parts(topic)
        told = {item: n for item, n in parts.items() if item not in _UNNAMED_THEMES}
        ranked, base = _largest(told, lambda n: n > 0), counts.base(topic)
        # Where most texts are of no theme, none of the themes is what most of them say.
        if ranked and base and 2 * sum(n for item, n in parts.items() if item not in told) < base:
            made.append(_share("wishes", code, Of(ranked[0][1], base), _parts(topic, _foremost(ranked))))
    return made


def _todo(counts: Counts, found: Mapping[str, Highlight]) -> list[Highlight]:
    """What has to be done, the most urgent first."""
    undecided = counts.n("attendance", "undecided")
    made = [Highlight("todo", "call", {"n": undecided})] if undecided else []
    made += _again(found, ("full", "over", "few"))
    people, named = counts.n("total", "attendees"), counts.n("total", "named_attendees")
    if people and named is not None and people > named:
        made.append(Highlight("todo", "unnamed", {"n": people - named}, of=PEOPLE))
    gaps = ("untouched_todo", "weak_todo")
    made += [found[code] for gap in gaps for code in (gap, gap + _UNSURE) if code in found]
    made += _again(found, ("dissatisfied", "requests"))
    for code, topic, item in (
        ("lapsed", "earlier", LAPSED),
        ("held", "disposition", "quarantined"),
        ("check", "activity", "check"),
    ):
        if n := counts.n(topic, item):
            made.append(Highlight("todo", code, {"n": n, "base": counts.base(topic) or n}))
    return made


def _again(found: Mapping[str, Highlight], codes: Sequence[str]) -> list[Highlight]:
    """What is to be done about what was said, under ``<code>_todo``."""
    return [replace(found[code], about="todo", code=f"{code}_todo") for code in codes if code in found]


def _limits(counts: Counts) -> list[Highlight]:
    made, read = list[Highlight](), counts.n("total", "read")
    used = counts.n("disposition", "accepted")
    if used:
        made.append(Highlight("limits", "used", {"n": used} | ({"base": read} if read else {})))
    unknown, base = counts.n("district", counts.campaign.places.unknown), counts.base("district")
    if unknown and base:
        made.append(_share("limits", "nowhere", Of(unknown, base)))
    return made


def _share(about: str, code: str, told: Of, parts: tuple[Part, ...] = ()) -> Highlight:
    return Highlight(about, code, {"n": told.n, "base": told.base, "share": told.n / told.base}, parts)


def _named(about: str, code: str, numbers: Mapping[str, int], parts: tuple[Part, ...], of: str) -> Highlight:
    """A highlight of ``n`` parts, the first of them by name."""
    named, n = parts[:_MOST_NAMED], len(parts)
    return Highlight(about, code, {"n": n, **numbers}, named, of, n - len(named))


def _parts(topic: str, named: Sequence[tuple[str, int]]) -> tuple[Part, ...]:
    return tuple(Part(topic, item, n) for item, n in named)


def _foremost(ranked: Sequence[tuple[str, int]], most: int = _MOST_NAMED) -> list[tuple[str, int]]:
    """The first of those ``ranked`` by number, about ``most``, so that nobody is left out who is as many as the last.

    >>> _foremost([("가", 9), ("나", 5), ("다", 5)], 2), _foremost([("가", 9), *((name, 5) for name in "나다라마")], 2)
    ([('가', 9), ('나', 5), ('다', 5)], [('가', 9)])
    """
    last = ranked[:most][-1][1]
    tied, ahead = [each for each in ranked if each[1] >= last], [each for each in ranked if each[1] > last]
    return tied if len(tied) <= most + 2 or not ahead else ahead


def _largest(told: Mapping[str, int], is_wanted: Callable[[int], bool]) -> list[tuple[str, int]]:
    return sorted(((item, n) for item, n in told.items() if is_wanted(n)), key=lambda each: -each[1])


def _smallest(told: Mapping[str, int], is_wanted: Callable[[int], bool]) -> list[tuple[str, int]]:
    return sorted(((item, n) for item, n in told.items() if is_wanted(n)), key=lambda each: each[1])
