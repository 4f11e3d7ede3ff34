"""What may be put into the catalogue: every breach is named by table, column and rule, and never by a cell."""

import pickle

import pandas as pd
import pytest

from tests.sound_tables import campaign, sound_tables
from transforms.catalogue import Tables
from transforms.errors.audit import TableBrokenError
from transforms.parse.phones import E164
from transforms.reference import rows
from transforms.schema import by_name, dictionary

EMPTY = Tables("restricted", campaign())
SOUND = EMPTY.with_(**sound_tables())


def first(column, value):
    """The table whose first row has ``value`` there."""

    def change(table):
        is_text = table[column].dtype == "str"
        is_alike = value is None or isinstance(value, str) == is_text
        made = table.copy() if is_alike else table.astype({column: object})
        made.loc[made.index[0], column] = value
        return made

    return change


def doubled(table):
    return pd.concat([table, table.head(1)], ignore_index=True)


# table, what is done to it, the breach.
BREACHES = [
    *((name, doubled, f"{name}.{' '.join(t.key)} key_doubled") for name, t in by_name("restricted").items() if t.key),
    ("participants", first("district", None), "participants.district value_missing"),
    ("participants", first("district", ""), "participants.district value_missing"),
    ("participants", first("attendance", None), "participants.attendance value_missing"),
    ("activity_goals", first("evidence", ""), "activity_goals.evidence value_missing"),
    ("facts", first("by", None), "facts.by value_missing"),
    ("participants", first("district", "달나라"), "participants.district value_unlisted"),
    ("participants", first("attendance", "perhaps"), "participants.attendance value_unlisted"),
    ("participants", first("wish_1", 99), "participants.wish_1 value_unlisted"),
    ("participants", first("kind", "외계인"), "participants.kind value_unlisted"),
    ("responses", first("reason_code", "그냥"), "responses.reason_code value_unlisted"),
    ("attendees", first("field", "첫째 분야"), "attendees.field type_broken"),
    ("participants", first("name", 7), "participants.name type_broken"),
    ("activities", lambda t: t.astype({"position": "str"}), "activities.position type_broken"),
    ("activity_goals", first("goal", 18), "activity_goals.goal value_out_of_range"),
    ("participant_goals", first("score", 1.01), "participant_goals.score value_out_of_range"),
    ("participant_goals", first("score", -0.01), "participant_goals.score value_out_of_range"),
    ("survey_counts", first("n", 3), "survey_counts.n value_out_of_range"),
    ("participants", first("phone", "043-200-1234"), "participants.phone value_malformed"),
    ("responses", first("submitted_at", "2024-05-08 07:16"), "responses.submitted_at value_malformed"),
    ("attendees", first("participant_id", "p-nobody"), "attendees.participant_id reference_broken"),
    ("activity_goals", first("activity_id", "p-1-9"), "activity_goals.activity_id reference_broken"),
    ("participants", first("response_id", "r-9"), "participants.response_id reference_broken"),
    ("participants", lambda t: t.iloc[1:], "attendees.participant_id reference_broken"),
    ("merges", lambda t: t.rename(columns={"rule": "rules"}), "merges.rules shape_broken"),
    ("merges", lambda t: t.drop(columns="rule"), "merges.rule shape_broken"),
    ("merges", lambda t: pd.concat([t, t[["rule"]]], axis=1), "merges shape_broken"),
]


@pytest.mark.parametrize("place", ["restricted", "public"])
def test_sound_tables_go_in_whole_and_come_out_the_same(place):
    sound = sound_tables(place)
    tables = Tables(place, campaign()).with_(**sound).complete()
    assert list(tables) == list(by_name(place))
    for name, frame in sound.items():
        pd.testing.assert_frame_equal(tables[name], frame)


@pytest.mark.parametrize(("name", "change", "breach"), BREACHES)
def test_a_table_that_breaks_its_schema_cannot_be_put_in(name, change, breach):
    sound = sound_tables()
    with pytest.raises(TableBrokenError) as told:
        EMPTY.with_(**{**sound, name: change(sound[name])})
    assert breach in str(told.value.facts["breaches"]).split(", ")
    # A reference is looked at from both of its ends, whenever the second comes.
    with pytest.raises(TableBrokenError) as again:
        SOUND.with_(**{name: change(sound[name])})
    assert again.value.facts == told.value.facts
    assert "달나라" not in str(told.value)


def test_a_table_that_nobody_described_is_none():
    with pytest.raises(TableBrokenError, match="themes shape_broken"):
        EMPTY.with_(themes=pd.DataFrame())


def test_what_lacks_is_named():
    some = {name: table for name, table in sound_tables().items() if name not in ("merges", "wishes")}
    with pytest.raises(TableBrokenError, match="wishes shape_broken, merges shape_broken"):
        EMPTY.with_(**some).complete()


def test_nothing_changes_what_was_checked():
    tables = EMPTY.with_(**sound_tables())
    taken = tables["participants"]
    taken.loc[0, "district"] = "달나라"
    assert tables["participants"].loc[0, "district"] == "상당구"
    more = tables.with_(merges=tables["merges"].head(0))
    assert (len(tables["merges"]), len(more["merges"])) == (1, 0)
    assert list(pickle.loads(pickle.dumps(tables))) == list(tables)


def test_columns_stand_in_the_schema_s_order():
    turned = {name: table[list(table.columns)[::-1]] for name, table in sound_tables().items()}
    assert list(EMPTY.with_(**turned)["merges"]) == ["kept_response_id", "replaced_response_id", "rule"]


def test_empty_tables_are_looked_at_too():
    nothing = {name: table.head(0) for name, table in sound_tables().items()}
    EMPTY.with_(**nothing).complete()
    with pytest.raises(TableBrokenError, match=r"alarms\.now type_broken"):
        EMPTY.with_(alarms=nothing["alarms"].astype({"now": "str"}))


def test_the_schema_is_sound_itself():
    told = {row["code"] for row in rows("rules")}
    for place in ("public", "restricted"):
        for table in by_name(place).values():
            assert set(table.key) <= set(table.by_name)
            for column in table.columns:
                assert column.type in ("string", "integer", "number", "boolean", "date", "datetime")
                assert not column.refers or len(by_name(place)[column.refers].key) == 1
                assert not column.within or column.within in table.by_name
                assert not (column.values and column.least is not None)
                assert all(not value.startswith("@") or column.listed(EMPTY_LISTS) for value in column.values)
        assert dictionary(place)["unit"].isin(["", "1", "participant", "person", "response"]).all()
    assert {"key_doubled", "reference_broken", "value_missing"} <= told
    assert by_name("restricted")["participants"].by_name["phone"].pattern == E164.strip("^$")


EMPTY_LISTS = {"districts": ("x",), "fields": (1,), "kinds": ("x",), "wish_themes": ("x",)}
