"""What a reader works out of all public numbers and the organisations listed by name tells of nobody.

The reader is given every equation that the tables state: for each topic the least and the most that each part's hidden
ones (those who are no listed organisation) can number are computed, and no part may be pinned to fewer than three.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN, EXPORTS
from transforms.publishing.facts import MANY, NO_ANSWER, ONE, goal_names
from transforms.publishing.small_cells import AT_LEAST, REST, SMALL

LEAST = 3
# The question whose blank cells are those who gave no answer to the topic.
BLANKS_OF = {"goals_declared": "goals"}


@pytest.fixture(scope="module", params=["a", "b", "c"])
def public(request, release_a, sync, tmp_path_factory):
    release = release_a
    if request.param != "a":
        release = sync(tmp_path_factory.mktemp(request.param) / "data", EXPORTS / f"responses-{request.param}.csv")
    return {path.stem: pd.read_parquet(path) for path in (release / "public/tables").glob("*.parquet")}


def listed(public: dict[str, pd.DataFrame]) -> dict[tuple[str, str], int]:
    """How many listed organisations each part of a topic holds, counted as a reader can."""
    bodies, goals = public["organisations"], public["organisation_goals"]
    fields = {each.number: f"{each.number}. {each.name}" for each in read_campaign(CAMPAIGN).fields}
    columns = {"kind": bodies["kind"], "district": bodies["district"], "field": bodies["field"].map(fields)}
    made = {(topic, item): int(n) for topic, column in columns.items() for item, n in column.value_counts().items()}
    made["form", "organisation"] = len(bodies)
    names = dict(enumerate(goal_names(), 1))
    flags = goals.assign(both=goals["is_declared"] & goals["is_matched"]).groupby("participant_id")
    any_of = flags[["is_declared", "is_matched", "both"]].any().reindex(bodies["participant_id"], fill_value=False)
    for flag in ("declared", "matched"):
        chosen = goals.loc[goals[f"is_{flag}"], "goal"].map(names)
        made |= {(f"goals_{flag}", item): int(n) for item, n in chosen.value_counts().items()}
        made[f"goals_{flag}", NO_ANSWER] = int((~any_of[f"is_{flag}"]).sum())
    both_told = any_of["is_declared"] & any_of["is_matched"]
    return made | {
        ("goals_agree", "same"): int(any_of["both"].sum()),
        ("goals_agree", "different"): int((both_told & ~any_of["both"]).sum()),
        ("goals_agree", "not_declared"): int((any_of["is_matched"] & ~any_of["is_declared"]).sum()),
        ("goals_agree", "not_matched"): int((~any_of["is_matched"]).sum()),
    }


def spans(part: pd.DataFrame, named: dict[str, int], items: list[str], n_all: int, n_blank: int | None):
    """Of each of ``items``: the least and the most hidden ones that agree with everything told of the topic."""
    told = part.set_index("item")[["n", "base", "note"]].to_dict("index")
    known = np.array([named.get(item, 0) for item in items])
    low, high = np.zeros(len(items)), np.full(len(items), float(n_all))
    rules = []
    for at, item in enumerate(items):
        row = told.get(item)
        if row is None or row["note"] == SMALL:
            # What is not told is few or stands under the rest; the reader learns nothing beside the sums.
            continue
        low[at] = max(row["n"] - known[at], 0)
        if row["note"] == "":
            high[at] = low[at]
    if n_blank is not None and NO_ANSWER in items:
        at = items.index(NO_ANSWER)
        low[at] = high[at] = n_blank - known[at]
    if part["shape"].iloc[0] == ONE:
        everyone = np.ones(len(items))
        rules.append((everyone, n_all - known.sum()))
        if REST in told:
            in_rest = np.array([item not in told or told[item]["note"] == AT_LEAST for item in items])
            counted = sum(known[at] for at, item in enumerate(items) if item not in told)
            rules.append((in_rest.astype(float), told[REST]["n"] - counted))
        bases = [row["base"] for item, row in told.items() if item != NO_ANSWER and not pd.isna(row["base"])]
        if NO_ANSWER in items and bases and bases[0] < n_all:
            silent = items.index(NO_ANSWER)
            rules.append((np.eye(len(items))[silent], n_all - bases[0] - known[silent]))
    constraints = [LinearConstraint(row, value, value) for row, value in rules]
    found = {}
    for at, item in enumerate(items):
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(items))
            goal[at] = sign
            solved = milp(goal, constraints=constraints, bounds=Bounds(low, high), integrality=np.ones(len(items)))
            assert solved.status == 0, (part["topic"].iloc[0], item, solved.message)
            ends.append(round(sign * solved.fun))
        found[item] = tuple(ends)
    return found


@pytest.mark.long
def test_no_part_of_a_topic_is_pinned_to_few(public, release_a):
    named, facts = listed(public), public["facts"]
    whole = pd.read_parquet(release_a / "restricted/tables/facts.parquet")
    n_all = int(facts.set_index(["topic", "item"])["n"]["total", "participants"])
    blanks = public["profile"].query("measure == 'blank'").set_index("about")["n"].dropna().astype("int64")
    found = {}
    for topic, part in facts[facts["shape"].isin([ONE, MANY])].groupby("topic", sort=False):
        if topic in ("earlier", "standing", "disposition", "activity"):
            continue
        items = list(dict.fromkeys([*whole.loc[whole["topic"].eq(topic), "item"], *part["item"]]))
        items = [item for item in items if item != REST]
        question = BLANKS_OF.get(topic, topic)
        n_blank = int(blanks[question]) if question in blanks and question not in ("kind", "field") else None
        of_topic = {item: n for (each, item), n in named.items() if each == topic}
        ends = spans(part, of_topic, items, n_all, n_blank)
        found |= {(topic, item): span for item, span in ends.items() if span[0] == span[1] and 0 < span[0] < LEAST}
    assert found == {}


def test_few_are_found_by_this_reader_where_nothing_is_covered(release_a):
    whole = pd.read_parquet(release_a / "restricted/tables/facts.parquet")
    part = whole[whole["topic"].eq("kind")]
    n_all = int(part["base"].max())
    named = dict(zip(part["item"], part["n_named"].astype(int), strict=True))
    pinned = [span for span in spans(part, named, part["item"].tolist(), n_all, None).values() if span[0] == span[1]]
    assert any(0 < least < LEAST for least, _ in pinned)


def test_rules_that_listed_organisations_broke_leave_nobody_few(public):
    bodies, goals = public["organisations"], public["organisation_goals"]
    told = public["profile"].query("measure == 'finding'").set_index("about")["n"].dropna().astype("int64")
    n_declared = goals[goals["is_declared"]].groupby("participant_id").size()
    seen = {
        "goals_all_ticked": int(n_declared.gt(10).sum()),
        "kind_unknown": int(bodies["kind"].eq("기타").sum()),
        "district_unknown": int(bodies["district"].eq("미상").sum()),
    }
    assert not [code for code, n in seen.items() if code in told.index and 0 < told[code] - n < LEAST]


def test_survey_counts_tell_no_more_than_the_facts(public):
    facts, survey = public["facts"], public["survey_counts"]
    told = set(zip(facts["topic"], facts["n"].fillna(-1), facts["base"].fillna(-1), facts["note"], strict=True))
    assert len(survey)
    assert set(zip(survey["question"], survey["n"], survey["base"], survey["note"], strict=True)) <= told
