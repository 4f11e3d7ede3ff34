"""The ten questions of the data's own page: its SQL, as it stands there, answers in two databases as pandas does."""

import re
from dataclasses import replace

import duckdb
import pandas as pd
import pytest
from sqlalchemy import create_engine, text

from output.tables.data_package import QUESTIONS
from output.tables.database import load_tables
from tests.sound_tables import campaign
from transforms.catalogue import Tables
from transforms.changes.states import facts_history, releases, state_of, told_until
from transforms.schema import parents_first, tables

LEFT, CAME = 3, 2
BEFORE = "before_"


def made_of(release):
    return {t.name: pd.read_parquet(release / "public/tables" / f"{t.name}.parquet") for t in tables("public")}


@pytest.fixture(scope="module")
def page(release_a):
    """The SQL of each question, in order, as the release's own page has it."""
    return re.findall(r"^```sql\n(.*?)^```$", (release_a / "public" / QUESTIONS).read_text("utf-8"), re.S | re.M)


@pytest.fixture(scope="module")
def told(release_a):
    """The public tables of three states after each other, which name other bodies: the last, and the one before."""
    made = {name: each.fillna({"note": ""}) if "note" in each else each for name, each in made_of(release_a).items()}
    of_time = {"releases", "facts_history", "release_changes"}
    whole, states = [], ()
    for bodies in (
        made["organisations"].head(78),
        made["organisations"].iloc[:-CAME],
        made["organisations"].iloc[LEFT:],
    ):
        goals = made["organisation_goals"]
        facts = made["facts"]
        is_listed = facts["topic"].eq("total") & facts["item"].eq("listed")
        public = {name: each for name, each in made.items() if name not in of_time} | {
            "organisations": bodies,
            "organisation_goals": goals[goals["participant_id"].isin(bodies["participant_id"])],
            "facts": facts.assign(n=facts["n"].mask(is_listed, len(bodies))),
        }
        states = told_until(states, (), state_of(public))
        states = (*states[:-1], replace(states[-1], published_at=f"2024-05-{11 + len(states)}T06:00:00+09:00"))
        times = {"releases": releases(states), "facts_history": facts_history(states)}
        whole.append(Tables("public", campaign()).with_(**public, **times, release_changes=made["release_changes"]))
    return {"before": whole[-2], "now": whole[-1]}


@pytest.fixture(scope="module")
def ask_duckdb(told):
    with duckdb.connect() as connection:
        for prefix, made in (("", told["now"]), (BEFORE, told["before"])):
            for table in parents_first("public"):
                held = made[table.name]
                connection.register("held", held)
                connection.execute(f'CREATE TABLE "{prefix}{table.name}" AS SELECT * FROM held')
        yield lambda sql: connection.execute(sql).df()


@pytest.fixture(scope="module")
def ask_postgres(told, postgres):
    with create_engine(postgres).begin() as connection:
        connection.execute(text("CREATE SCHEMA asked"))
    url = f"{postgres}?options=-csearch_path%3Dasked"
    load_tables(url, "public", told["now"])
    load_tables(url, "public", told["before"], BEFORE)
    engine = create_engine(url)
    yield lambda sql: pd.read_sql_query(text(sql), engine)
    engine.dispose()


@pytest.fixture(params=["duckdb", "postgres"])
def ask(request, page):
    """Asks the question of that number, counted as the page does."""
    asked = request.getfixturevalue(f"ask_{request.param}")
    return lambda number: asked(page[number - 1])


def rows(table):
    """Cells as plain values: whole numbers alike whatever a reader calls them, absent ones None."""
    return [tuple(map(_plain, row)) for row in table.astype(object).itertuples(index=False)]


def _plain(value):
    if pd.isna(value) or value == "":
        return None
    return value if isinstance(value, str | bool) else round(float(value), 6)


def facts(told, topic):
    made = told["now"]["facts"]
    return made[made["topic"].eq(topic)].set_index("item")


def test_there_are_ten_and_each_has_a_heading(page, release_a):
    assert len(page) == 10
    assert len(re.findall(r"^## \d+\. ", (release_a / "public" / QUESTIONS).read_text("utf-8"), re.M)) == 10


def test_1_bodies_by_goal_field_and_district(ask, told):
    now = told["now"]
    pairs = now["organisation_goals"].query("is_matched").merge(now["organisations"], on="participant_id")
    counts = pairs.groupby(["goal", "field", "district"]).size()
    found = ask(1)
    assert found.set_index(["goal", "field", "district"])["organisations"].to_dict() == counts.to_dict()
    order = dict(zip(now["districts"]["district"], now["districts"]["position"], strict=True))
    keys = [(g, f, order[d]) for g, f, d in found[["goal", "field", "district"]].itertuples(index=False)]
    assert keys == sorted(keys)


def test_2_new_and_returning(ask, told):
    part = facts(told, "is_returning")
    wanted = [(part.loc[item, "n"], part.loc[item, "base"]) for item in ("true", "false")]
    found = ask(2)
    assert list(found["label"]) == ["다시 참여", "처음 참여"]
    assert rows(found[["n", "base"]]) == [(float(n), float(base)) for n, base in wanted]


def test_3_the_trend_over_what_was_public(ask, told):
    found = ask(3)
    listed = found[found["item"].eq("listed")]
    n = len(told["now"]["organisations"])
    assert listed["n"].tolist() == [78, n + LEFT - CAME, n]
    assert rows(listed[["change"]]) == [(None,), (float(n + LEFT - CAME - 78),), (float(CAME - LEFT),)]
    assert listed["release_id"].is_monotonic_increasing
    assert listed["published_at"].isna().tolist() == [False, False, True]
    assert set(found["item"]) == set(facts(told, "total").index)


def test_4_bodies_in_and_out(ask, told):
    now, was = (told[each]["organisations"].set_index("participant_id")["name"] for each in ("now", "before"))
    wanted = [(each, now[each], "in") for each in sorted(now.index.difference(was.index))]
    wanted += [(each, was[each], "out") for each in sorted(was.index.difference(now.index))]
    assert [each[2] for each in wanted] == ["in"] * CAME + ["out"] * LEFT
    assert rows(ask(4)) == wanted


def test_5_satisfaction_in_order(ask, told):
    now = told["now"]
    scales = now["questions"].query("is_scale")
    made = now["survey_counts"].merge(scales[["question", "title", "position"]], on="question", suffixes=("", "_of"))
    made = made.sort_values(["position_of", "position"])
    assert rows(ask(5)) == rows(made[["title", "position", "answer", "n", "base", "note"]])
    assert made["answer"].iloc[0].startswith("매우 만족")


def test_6_goals_declared_and_matched(ask, told):
    declared, matched = facts(told, "goals_declared")["n"], facts(told, "goals_matched")["n"]
    goals = told["now"]["goals"]
    made = goals[["goal", "name_ko"]].assign(declared=goals["label"].map(declared), matched=goals["label"].map(matched))
    assert rows(ask(6)) == rows(made)


def test_7_wishes_and_places_of_fields(ask, told):
    fields = told["now"]["fields"]
    made = fields[["field", "name"]].assign(
        wished=fields["label"].map(facts(told, "wish_1")["n"]), placed=fields["label"].map(facts(told, "field")["n"])
    )
    assert rows(ask(7)) == rows(made)


def test_8_kinds_by_district(ask, told):
    now = told["now"]
    counts = now["organisations"].groupby(["district", "kind"]).size().to_dict()
    kinds = now["kinds"].query("not is_individual")["kind"]
    wanted = [(d, k, float(counts.get((d, k), 0))) for d in now["districts"]["district"] for k in kinds]
    assert rows(ask(8)) == wanted


def test_9_what_is_not_told(ask, told):
    made = told["now"]["facts"].assign(untold=lambda t: t["n"].isna())
    counts = made.groupby("topic")["untold"].agg(["sum", "size"])
    titles = told["now"]["topics"].set_index("topic")["title"]
    order = [each for each in titles.index if each in counts.index and counts.loc[each, "sum"]]
    assert rows(ask(9)) == [(t, titles[t], float(counts.loc[t, "sum"]), float(counts.loc[t, "size"])) for t in order]


def test_10_partners(ask, told):
    now = told["now"]
    goals = now["organisation_goals"].query("is_matched")[["participant_id", "goal"]]
    bodies = now["organisations"][["participant_id", "name", "district"]].merge(goals, on="participant_id")
    pairs = bodies.merge(bodies, on=["district", "goal"], suffixes=("", "_b"))
    pairs = pairs[pairs["participant_id"] < pairs["participant_id_b"]]
    counts = pairs.groupby(["participant_id", "participant_id_b"]).agg(
        name=("name", "first"), partner=("name_b", "first"), district=("district", "first"), goals=("goal", "size")
    )
    made = counts[counts["goals"].ge(2)].reset_index()
    made = made.sort_values(["goals", "participant_id", "participant_id_b"], ascending=[False, True, True])
    assert rows(ask(10)) == rows(made[["name", "partner", "district", "goals"]])
