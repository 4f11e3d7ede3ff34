"""One table of numbers: every figure that a release shows anywhere is a row of it.

Columns: ``topic`` (what is counted, see below), ``item`` (which part of it), ``by`` (a second part, '' in most), ``n``,
``base`` (of how many), ``share`` (n of base, 0 to 1), ``note`` ('' here; see small_cells for the public one), ``shape``
(how the parts lie to each other), ``n_named`` and ``base_named`` (how many of them are organisations whose same answer
stands in the public tables), ``position`` (the order of the rows of a topic).

Shapes: ``total`` a number of its own · ``one`` each of the base is in exactly one part, ``no_answer`` among them ·
``scale`` as one, along a scale · ``day`` as one, along the calendar · ``many`` each may be in several · ``map`` counts
of a part in a part. Those who gave no answer are of no base: the base is those who did.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import pandas as pd

from transforms.bodies.earlier import LAPSED, RETURNING, standing
from transforms.campaign.campaign import Campaign
from transforms.goals.match import SURE
from transforms.reading.columns import among
from transforms.reading.quarantine import DISPOSITIONS

TYPES = {
    "topic": "str",
    "item": "str",
    "by": "str",
    "n": "Int64",
    "base": "Int64",
    "share": "Float64",
    "note": "str",
    "shape": "str",
    "n_named": "Int64",
    "base_named": "Int64",
}
NO_ANSWER, ANSWERED = "no_answer", "answered"
TOTAL, ONE, SCALE, MANY, DAY, MAP = "total", "one", "scale", "many", "day", "map"
# Topics whose items are goals.
OF_GOALS = ("goals_declared", "goals_matched", "goal_field")
# Questions whose answers of named organisations stand in the public tables.
_IN_PUBLIC = ("area", "district", "kind", "field")


def facts(
    tables: Mapping[str, pd.DataFrame], organisations: pd.DataFrame, n_read: int, campaign: Campaign
) -> pd.DataFrame:
    """Every number of the release as counted, small ones included: for the office.

    ``organisations`` are those that the public tables name. ``tables`` are the release's, ``answers`` and ``wishes``
    among them.
    """
    participants, responses = tables["participants"], tables["responses"]
    listed = participants[among(participants["participant_id"], organisations["participant_id"])]
    made = [
        *_totals(tables, organisations, n_read, campaign),
        *_dispositions(responses, n_read),
        *_days(responses, organisations, campaign),
        *_parts("form", _forms(participants), len(participants), {"organisation": len(organisations)}),
        *_survey(tables, organisations, campaign),
        *_earlier(participants, tables["earlier_participants"], organisations),
        *_parts("placed", _placed(participants, tables["participant_fields"]), len(participants)),
        *_parts(
            "goals_agree",
            _agreement(participants, tables["participant_goals"]),
            len(participants),
            _agreement(listed, tables["participant_goals"]),
        ),
        *_certainty(tables),
        *_map(tables, organisations, campaign),
        *_written(tables, len(participants), campaign),
    ]
    table = pd.DataFrame(made, columns=["topic", "item", "by", "n", "base", "shape", "n_named", "base_named"])
    table["note"] = ""
    return with_positions(with_shares(table.astype({k: v for k, v in TYPES.items() if k != "share"})), "topic")


def with_shares(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with ``share`` where number and base are exact."""
    exact = table["base"].gt(0).fillna(False) & table["note"].isin(("", "rest"))
    share = (table["n"].astype("Float64") / table["base"].where(table["base"].gt(0)).astype("Float64")).where(exact)
    return table.assign(share=share.round(6))[[c for c in TYPES if c in table or c == "share"]]


def with_positions(table: pd.DataFrame, of: str | list[str]) -> pd.DataFrame:
    """``table`` with ``position``, the place of each row among those of the same ``of``: as the form has them."""
    return table.assign(position=(table.groupby(of, sort=False).cumcount() + 1).astype("int64"))


_Row = tuple[str, str, str, int, int | None, str, int, int]


def _row(topic: str, item: str, n: int, base: int | None, shape: str, named: int = 0, base_named: int = 0) -> _Row:
    return (topic, item, "", int(n), base, shape, int(named), int(base_named))


def _totals(
    tables: Mapping[str, pd.DataFrame], organisations: pd.DataFrame, n_read: int, campaign: Campaign
) -> list[_Row]:
    # Who has not decided yet holds a place, and is told to nobody as coming.
    participants, people = tables["participants"], tables["attendees"]
    coming = participants.loc[participants["attendance"].eq("yes"), "participant_id"]
    people = people[among(people["participant_id"], coming)]
    totals = {
        "read": n_read,
        "participants": len(tables["participants"]),
        "listed": len(organisations),
        "activities": len(tables["activities"]),
        "attendees": len(people),
        "named_attendees": int(people["is_named"].sum()),
    }
    if "activities" not in campaign.by_column:
        # What nobody was asked is not none.
        del totals["activities"]
    made = [_row("total", name, n, None, TOTAL) for name, n in totals.items()]
    n_earlier = len(tables["earlier_participants"]) or (campaign.earlier.participants if campaign.earlier else 0)
    if n_earlier:
        made.append(_row("total", "earlier_participants", n_earlier, None, TOTAL))
    return made


def _parts(topic: str, counts: dict[str, int], base: int, named: dict[str, int] | None = None) -> list[_Row]:
    known = named or {}
    base_named = sum(known.values())
    return [_row(topic, item, n, base, ONE, known.get(item, 0), base_named) for item, n in counts.items()]


def _dispositions(responses: pd.DataFrame, n_read: int) -> list[_Row]:
    counts = responses["disposition"].value_counts()
    return _parts("disposition", {name: int(counts.get(name, 0)) for name in reversed(DISPOSITIONS)}, n_read)


def _days(responses: pd.DataFrame, organisations: pd.DataFrame, campaign: Campaign) -> list[_Row]:
    """How many participants answered first on each day of the window, until the last answer; whoever is let in after
    the close, on its last day."""
    opens, closes = campaign.opens_at.date(), str((campaign.closes_at - timedelta(microseconds=1)).date())
    kept = responses[responses["disposition"].isin(("accepted", "superseded"))]
    firsts = kept["submitted_at"].str.slice(0, 10).groupby(kept["participant_id"]).min().dropna()
    firsts = firsts.where(firsts.le(closes), closes)
    is_listed = among(firsts.index.to_series(), organisations["participant_id"])
    counts, named = firsts.value_counts(), firsts[is_listed].value_counts()
    if counts.empty:
        return []
    first = min(str(opens), counts.index.min())
    days = pd.date_range(first, max(first, counts.index.max())).strftime("%Y-%m-%d")
    n, n_named = int(counts.sum()), int(named.sum())
    return [_row("day", day, int(counts.get(day, 0)), n, DAY, int(named.get(day, 0)), n_named) for day in days]


def _forms(participants: pd.DataFrame) -> dict[str, int]:
    n_individuals = int(participants["is_person"].sum())
    return {"organisation": len(participants) - n_individuals, "individual": n_individuals}


def _survey(tables: Mapping[str, pd.DataFrame], organisations: pd.DataFrame, campaign: Campaign) -> list[_Row]:
    """The answers of survey_counts, and after each question those who gave none."""
    named, bases_named = _named(tables["participant_goals"], organisations, campaign)
    shapes = {"ticks": MANY, "scale": SCALE, "number": SCALE, "date": DAY}
    shape_of = {q.column: shapes[q.kind] for q in campaign.questions if q.kind in shapes}
    shape_of |= dict.fromkeys(("goals_declared", "goals_matched"), MANY)
    n_participants, made = len(tables["participants"]), []
    for question, counts in tables["survey_counts"].groupby("question", sort=False):
        topic, base = str(question), int(counts["base"].iloc[0])
        shape = shape_of.get(topic, ONE)
        base_named = bases_named.get(topic, 0)
        for answer, n in zip(counts["answer"].tolist(), counts["n"].tolist(), strict=True):
            made.append(_row(topic, answer, n, base, shape, named.get((topic, answer), 0), base_named))
        if base < n_participants:
            silent_named = len(organisations) - base_named if base_named else 0
            made.append(_row(topic, NO_ANSWER, n_participants - base, None, shape, silent_named))
    return made


def _named(
    goals: pd.DataFrame, organisations: pd.DataFrame, campaign: Campaign
) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """What the public tables of organisations tell of each answer, and of how many organisations."""
    fields = {each.number: each.numbered for each in campaign.fields}
    areas = organisations["district"].map(lambda name: campaign.areas.get(name, name))
    shown = organisations.assign(field=organisations["field"].map(fields), area=areas)
    made = {
        (question, str(answer)): int(n)
        for question in _IN_PUBLIC
        for answer, n in shown[question].value_counts().items()
    }
    bases = {question: int(shown[question].notna().sum()) for question in _IN_PUBLIC}
    listed = goals[among(goals["participant_id"], organisations["participant_id"])]
    names = goal_names(campaign, goals["goal"])
    for flag in ("is_declared", "is_matched"):
        chosen, topic = listed[listed[flag]], f"goals_{flag.removeprefix('is_')}"
        made |= {(topic, names[int(str(g))]): int(n) for g, n in chosen["goal"].value_counts().items()}
        bases[topic] = int(chosen["participant_id"].nunique())
    return made, bases


def goal_names(campaign: Campaign, found: Iterable[int] = ()) -> dict[int, str]:
    """The goals of the council as answers are named, number and name, by number: all that it lists and those that are
    ``found`` besides; the seventeen where it lists none."""
    own = {each.number for each in campaign.goals} | set(map(int, found)) if campaign.goals else campaign.goal_names
    return {number: f"{number}.{name}" for number, name in campaign.goal_names.items() if number in own}


def goals_told(told: pd.DataFrame, campaign: Campaign, named: Iterable[int] = ()) -> dict[int, str]:
    """Of the goals those that public facts ``told`` may tell of: the council's own, those of ``named`` bodies and what
    is told to be somebody's. That a number is covered would tell that somebody chose what nobody was offered."""
    at_least_one = told.loc[told["topic"].isin(OF_GOALS) & told["n"].gt(0).fillna(False), "item"]
    numbers = {name: number for number, name in goal_names(campaign, campaign.goal_names).items()}
    return goal_names(campaign, {*map(int, named), *(numbers[item] for item in at_least_one if item in numbers)})


def _earlier(participants: pd.DataFrame, earlier: pd.DataFrame, organisations: pd.DataFrame) -> list[_Row]:
    """Who came back, by the earlier campaign's list: of those now (standing), and of those then (earlier).

    The named ones are the bodies that whoever has the public lists of both campaigns can tell.
    """
    if earlier.empty:
        return []
    came, lapsed = standing(participants, earlier), earlier["status"].eq(LAPSED)
    n_listed, n_lapsed = int(came.sum()), int(lapsed.sum())
    is_named = among(participants["participant_id"], organisations["participant_id"])
    named = {RETURNING: int((came & is_named).sum()), "new": int((~came & is_named).sum())}
    bodies = {RETURNING: named[RETURNING], LAPSED: int((lapsed & ~earlier["is_person"]).sum())}
    n, n_then = len(participants), len(earlier)
    return [
        *_parts("standing", {RETURNING: n_listed, "new": n - n_listed}, n, named),
        *_parts("earlier", {RETURNING: n_then - n_lapsed, LAPSED: n_lapsed}, n_then, bodies),
    ]


def _placed(participants: pd.DataFrame, fields: pd.DataFrame) -> dict[str, int]:
    """Whether the field that each has is the one it wished for."""
    assigned = fields[fields["is_assigned"]].set_index("participant_id")["field"]
    field = participants["participant_id"].map(assigned).astype("Int64")
    one, two = (participants[wish].astype("Int64") for wish in ("wish_1", "wish_2"))
    is_first, is_second = one.eq(field).fillna(False), two.eq(field).fillna(False)
    is_silent = one.isna() & two.isna()
    return {
        "wish_1": int(is_first.sum()),
        "wish_2": int((is_second & ~is_first).sum()),
        "no_wish": int(is_silent.sum()),
        "other": int((~is_first & ~is_second & ~is_silent).sum()),
    }


def _agreement(participants: pd.DataFrame, goals: pd.DataFrame) -> dict[str, int]:
    """Whether any goal that a participant chose is one that its activities tell of."""
    flags = goals.assign(both=goals["is_declared"] & goals["is_matched"])
    any_of = flags.groupby("participant_id")[["is_declared", "is_matched", "both"]].any()
    any_of = any_of.reindex(participants["participant_id"], fill_value=False).astype("bool")
    told = any_of["is_declared"] & any_of["is_matched"]
    return {
        "same": int(any_of["both"].sum()),
        "different": int((told & ~any_of["both"]).sum()),
        "not_declared": int((any_of["is_matched"] & ~any_of["is_declared"]).sum()),
        "not_matched": int((~any_of["is_matched"]).sum()),
    }


def _certainty(tables: Mapping[str, pd.DataFrame]) -> list[_Row]:
    """How sure the matcher is of each activity's first goal."""
    first = tables["activity_goals"].sort_values(["activity_id", "rank"]).drop_duplicates("activity_id")
    n = len(tables["activities"])
    n_sure = int((first["band"].eq(SURE) | first["basis"].eq("correction")).sum())
    return _parts("activity", {"sure": n_sure, "check": n - n_sure}, n)


def _map(tables: Mapping[str, pd.DataFrame], organisations: pd.DataFrame, campaign: Campaign) -> list[_Row]:
    """Participants of each field whose activities tell of each goal."""
    fields = tables["participant_fields"]
    assigned = fields[fields["is_assigned"]][["participant_id", "field"]]
    goals = tables["participant_goals"]
    pairs = goals.loc[goals["is_matched"], ["participant_id", "goal"]].merge(assigned, on="participant_id")
    is_named = among(pairs["participant_id"], organisations["participant_id"])
    counts, named = (part.groupby(["goal", "field"]).size() for part in (pairs, pairs[is_named]))
    bases = assigned["field"].value_counts()
    listed = organisations["field"].value_counts()
    names = goal_names(campaign, goals["goal"])
    return [
        (
            "goal_field",
            name,
            each.numbered,
            int(counts.get((goal, each.number), 0)),
            int(bases.get(each.number, 0)),
            MAP,
            int(named.get((goal, each.number), 0)),
            int(listed.get(each.number, 0)),
        )
        for goal, name in names.items()
        for each in campaign.fields
    ]


def _written(tables: Mapping[str, pd.DataFrame], n_participants: int, campaign: Campaign) -> list[_Row]:
    """What was written in own words: by the themes that the campaign names, else how many wrote anything."""
    made = []
    for question in campaign.questions:
        if not question.is_own or question.kind != "text":
            continue
        themes = question.theme_names
        said = tables["wishes" if themes else "answers"]
        said = said[said["question"].eq(question.column)]
        base = int(said["participant_id"].nunique())
        if themes:
            counts = said["theme"].value_counts()
            made += [_row(question.column, theme, int(counts.get(theme, 0)), base, MANY) for theme in themes]
        else:
            made.append(_row(question.column, ANSWERED, base, n_participants, ONE))
        if base < n_participants:
            base_told = None if themes else n_participants
            made.append(_row(question.column, NO_ANSWER, n_participants - base, base_told, MANY if themes else ONE))
    return made
