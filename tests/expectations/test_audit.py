"""The audit of finished tables: each is held against the suite of its schema, and all of them against each other."""

import pandas as pd
import pytest

from expectations import release
from expectations.release import are_sound, audit, audit_public, departures, table_rules
from tests.sound_tables import campaign, sound_tables
from tests.transforms.test_catalogue import BREACHES, doubled, first
from transforms.catalogue import REFERENCE, SHAPE, TYPE, Tables, lists_of
from transforms.errors.audit import AuditFailedError
from transforms.reference import rows
from transforms.schema import by_name
from transforms.schema import tables as described

# Great Expectations is asked once about equal tables: of all that an audit looks at, a test changes one.
pytestmark = pytest.mark.usefixtures("sync")

N_READ = 4
RULES = {row["code"]: row for row in rows("rules")}


def second_assigned(table):
    return table.assign(is_assigned=[True, True, True])


def spoken_for_by_another(table):
    return table.assign(response_id=["r-1", "r-3"])


# What each table may say alone, and what they do not agree on together: code, table, what is done to it.
BROKEN_TABLES = {
    **{breach.split()[-1]: [] for *_, breach in BREACHES},
    "counts_reconcile": [("responses", lambda t: t[t["response_id"].ne("r-4")])],
    "participants_spoken_for": [("participants", spoken_for_by_another)],
    "one_field_each": [
        ("participant_fields", second_assigned),
        ("participant_fields", lambda t: t[~t["is_assigned"]]),
        ("participant_fields", lambda t: t.head(0)),
    ],
    "attendees_agree": [
        ("attendees", lambda t: t.head(0)),
        ("attendees", lambda t: t.assign(participant_id=["p-1", "p-2"])),
    ],
    "goals_have_activities": [
        ("activity_goals", lambda t: t.head(0)),
        ("participant_goals", lambda t: t.head(0)),
        ("participant_goals", first("goal", 7)),
    ],
}


def test_sound_tables_pass():
    known = by_name("restricted")
    assert are_sound([(known[name], frame) for name, frame in sound_tables().items()], lists_of(campaign()))
    audit(sound_tables(), N_READ, campaign())
    audit_public(sound_tables("public"), campaign())


def test_what_stands_in_both_places_is_held_against_its_suite_once(monkeypatch):
    public, office, looked = sound_tables("public"), sound_tables(), list[str]()
    monkeypatch.setattr(
        release, "are_sound", lambda tables, _: looked.extend(table.name for table, _ in tables) or True
    )
    audit_public(public, campaign(), office)
    assert {"goals", "topics", "items"}.isdisjoint(looked)
    assert {"organisations", "facts", "survey_counts", "releases"} <= {*looked}
    looked.clear()
    audit_public({**public, "goals": public["goals"].assign(label="다른 말")}, campaign(), office)
    assert "goals" in looked


def test_a_release_passes(release_a):
    for place in ("public", "restricted"):
        frames = {path.stem: pd.read_parquet(path) for path in (release_a / place / "tables").glob("*.parquet")}
        made = Tables(place, campaign()).with_(**frames).complete()
        audit_public(made, campaign()) if place == "public" else audit(made, len(made["responses"]), campaign())


@pytest.mark.parametrize(
    ("name", "change", "breach"), [each for each in BREACHES if each[2].split()[-1] not in (SHAPE, TYPE, REFERENCE)]
)
def test_a_table_that_breaks_its_suite_is_found(name, change, breach):
    table, sound, lists = by_name("restricted")[name], sound_tables()[name], lists_of(campaign())
    frame = change(sound)
    assert breach in map(str, departures(table, frame, lists))
    # Beside sound columns that the same rules are about, as they are asked at once.
    assert not are_sound([(table, sound), (table, frame)], lists)


@pytest.mark.parametrize(
    ("name", "change", "breach"),
    [
        ("participants", first("district", None), "participants.district value_missing"),
        ("attendees", first("participant_id", "p-nobody"), "attendees.participant_id reference_broken"),
        ("attendees", first("field", "첫째 분야"), "attendees.field type_broken"),
        ("merges", lambda t: t.drop(columns="rule"), "merges.rule shape_broken"),
        # Empty, and of another type: once passed over.
        ("alarms", lambda t: t.astype({"now": "str"}), "alarms.now type_broken"),
    ],
)
def test_a_table_that_breaks_its_schema_is_refused(name, change, breach):
    sound = sound_tables()
    with pytest.raises(AuditFailedError) as told:
        audit({**sound, name: change(sound[name])}, N_READ, campaign())
    assert breach in str(told.value.facts["codes"]).split(", ")


@pytest.mark.parametrize(("code", "name", "change"), [(c, *each) for c, many in BROKEN_TABLES.items() for each in many])
def test_tables_that_do_not_agree_are_refused(code, name, change):
    sound = sound_tables()
    with pytest.raises(AuditFailedError, match=code):
        audit({**sound, name: change(sound[name])}, N_READ, campaign())


@pytest.mark.parametrize(
    ("name", "change", "breach"),
    [
        ("organisations", doubled, "organisations.participant_id key_doubled"),
        ("organisations", first("field", 99), "organisations.field value_unlisted"),
        ("organisation_goals", first("participant_id", "p-2"), "organisation_goals.participant_id reference_broken"),
        ("survey_counts", first("n", 6), "survey_counts.n value_out_of_range"),
        ("facts", first("share", 1.5), "facts.share value_out_of_range"),
    ],
)
def test_public_tables_are_audited_alike(name, change, breach):
    sound = sound_tables("public")
    with pytest.raises(AuditFailedError, match=breach.replace(".", r"\.")):
        audit_public({**sound, name: change(sound[name])}, campaign())


def test_every_rule_of_the_audit_stands_in_the_list():
    assert set(BROKEN_TABLES) == {code for code, row in RULES.items() if row["table"] == "release"}


def test_every_table_has_a_suite():
    for place in ("public", "restricted"):
        for table in described(place):
            asked = {rule.column for rule in table_rules(table, lists_of(campaign()))}
            assert {column.name for column in table.columns if column.is_required} <= asked
            assert not table.key or " ".join(table.key) in asked
