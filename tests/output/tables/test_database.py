"""Loading into databases: swapped whole, types kept, nothing of the password told; PostgreSQL for real."""

import os
import threading
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import create_engine, inspect, text

from flows.commands import load
from output.tables.database import load_tables
from tests.conftest import command
from tests.sound_tables import sound_tables
from transforms.errors.consumers import DatabaseError, DatabaseNameError, DatabaseUrlError, OtherContractError
from transforms.schema import by_name, tables


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def url(request, tmp_path):
    return f"sqlite:///{tmp_path}/a.db" if request.param == "sqlite" else request.getfixturevalue("postgres")


def _rows(frame):
    return [tuple(map(_plain, row)) for row in frame.astype(object).itertuples(index=False)]


def _plain(value):
    if isinstance(value, pd.Timestamp):
        return value.tz_convert("UTC").isoformat() if value.tzinfo else str(value.date())
    if isinstance(value, date):
        return str(value)
    return "" if pd.isna(value) else value if isinstance(value, str) else str(float(value))


def _with_moments(frame, place, name):
    """SQLite holds moments as text."""
    moments = [c.name for c in by_name(place)[name].columns if c.type == "datetime"]
    return frame.assign(**{each: pd.to_datetime(frame[each], utc=True, format="ISO8601") for each in moments})


def made_of(release, place):
    return {t.name: pd.read_parquet(release / place / "tables" / f"{t.name}.parquet") for t in tables(place)}


@pytest.mark.parametrize("place", ["public", "restricted"])
def test_what_is_loaded_reads_back_the_same(release_a, url, place):
    made = made_of(release_a, place)
    assert load_tables(url, place, made, f"{place}_") == sum(map(len, made.values()))
    engine = create_engine(url)
    for name, frame in made.items():
        back = _with_moments(pd.read_sql_table(f"{place}_{name}", engine), place, name)
        # A database promises no order.
        assert sorted(_rows(back[list(frame)])) == sorted(_rows(frame)), name
    engine.dispose()


@pytest.mark.parametrize(("place", "mode"), [("public", 0o644), ("restricted", 0o600)])
def test_a_file_that_holds_people_is_its_owner_s_alone(tmp_path, place, mode):
    before = os.umask(0o022)
    try:
        load_tables(f"sqlite:///{tmp_path}/a.db", place, sound_tables(place))
        assert (tmp_path / "a.db").stat().st_mode & 0o777 == mode
        # One that was there keeps what its owner gave.
        (tmp_path / "a.db").chmod(0o640)
        load_tables(f"sqlite:///{tmp_path}/a.db", place, sound_tables(place))
        assert (tmp_path / "a.db").stat().st_mode & 0o777 == 0o640
    finally:
        os.umask(before)


@pytest.mark.long
def test_rights_and_views_outlast_the_next_load(release_a, postgres):
    made = made_of(release_a, "public")
    load_tables(postgres, "public", made, "kept_")
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text("CREATE ROLE consumer"))
        connection.execute(text("GRANT SELECT ON kept_facts TO consumer"))
        connection.execute(text("CREATE VIEW on_kept AS SELECT n FROM kept_facts"))
    # Somebody reads, and is not done.
    with engine.connect() as reader:
        before = reader.execute(text("SELECT count(*) FROM kept_facts")).scalar()
        load_tables(postgres, "public", {**made, "facts": made["facts"].head(3)}, "kept_")
        assert before == len(made["facts"])
    with engine.begin() as connection:
        assert connection.execute(text("SELECT has_table_privilege('consumer', 'kept_facts', 'select')")).scalar()
        assert connection.execute(text("SELECT count(*) FROM on_kept")).scalar() == 3
    engine.dispose()


@pytest.mark.parametrize("place", ["public", "restricted"])
def test_keys_and_types_are_the_schema_s(url, place):
    load_tables(url, place, sound_tables(place), "keys_")
    # Another load finds them there.
    load_tables(url, place, sound_tables(place), "keys_")
    engine = create_engine(url)
    look = inspect(engine)
    for table in tables(place):
        name = f"keys_{table.name}"
        assert set(look.get_pk_constraint(name)["constrained_columns"]) == set(table.key)
        declared = {(k["constrained_columns"][0], k["referred_table"]) for k in look.get_foreign_keys(name)}
        assert declared == {(c.name, f"keys_{c.refers}") for c in table.columns if c.refers}
        indexed = [each["column_names"] for each in look.get_indexes(name)]
        assert sorted(indexed) == sorted([c.name] for c in table.columns if c.refers and [c.name] != [*table.key[:1]])
        there = {c["name"]: c for c in look.get_columns(name)}
        assert {n: not c["nullable"] for n, c in there.items()} == {c.name: table.never_null(c) for c in table.columns}
        if engine.dialect.name == "postgresql":
            zoned = {n for n, c in there.items() if getattr(c["type"], "timezone", False)}
            assert zoned == {c.name for c in table.columns if c.type == "datetime"}
    engine.dispose()


@pytest.mark.long
def test_a_table_that_breaks_a_key_is_not_loaded(postgres):
    sound = sound_tables()
    load_tables(postgres, "restricted", sound, "sound_")
    for name, column, value in (("attendees", "participant_id", "p-9"), ("responses", "participant_id", "p-9")):
        wrong = sound[name].copy()
        wrong.loc[0, column] = value
        with pytest.raises(DatabaseError):
            load_tables(postgres, "restricted", {**sound, name: wrong}, "sound_")
    with pytest.raises(DatabaseError):
        load_tables(postgres, "restricted", {**sound, "merges": pd.concat([sound["merges"]] * 2)}, "sound_")


@pytest.mark.long
def test_tables_of_an_earlier_contract_get_their_keys_and_keep_their_views(postgres):
    engine = create_engine(postgres)
    with engine.begin() as connection:
        columns = "participant_id text, goal bigint, rank bigint, score double precision, is_declared boolean"
        connection.execute(text(f"CREATE TABLE old_organisation_goals ({columns}, is_matched boolean)"))
        connection.execute(text("INSERT INTO old_organisation_goals (goal) VALUES (1), (1)"))
        connection.execute(text("CREATE VIEW on_old AS SELECT goal FROM old_organisation_goals"))
    load_tables(postgres, "public", sound_tables("public"), "old_")
    look = inspect(engine)
    assert set(look.get_pk_constraint("old_organisation_goals")["constrained_columns"]) == {"participant_id", "goal"}
    refers = {k["referred_table"] for k in look.get_foreign_keys("old_organisation_goals")}
    assert refers == {"old_organisations", "old_goals"}
    with engine.begin() as connection:
        assert connection.execute(text("SELECT goal FROM on_old")).scalars().all() == [6]
    engine.dispose()


@pytest.mark.long
def test_a_table_that_others_refer_to_makes_way_too(postgres):
    load_tables(postgres, "public", sound_tables("public"), "way_")
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE way_organisations ADD COLUMN more text"))
    load_tables(postgres, "public", sound_tables("public"), "way_")
    look = inspect(engine)
    assert "more" not in [c["name"] for c in look.get_columns("way_organisations")]
    assert len(look.get_foreign_keys("way_organisation_goals")) == 2
    engine.dispose()


def test_tables_of_other_columns_make_way(release_a, url):
    made = made_of(release_a, "public")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE other_facts (n TEXT)"))
    load_tables(url, "public", made, "other_")
    assert [c["name"] for c in inspect(engine).get_columns("other_facts")] == list(made["facts"].columns)
    engine.dispose()


@pytest.mark.long
def test_a_prefix_that_the_database_would_cut_is_refused(release_a, postgres):
    with pytest.raises(DatabaseNameError, match="63바이트"):
        load_tables(postgres, "public", made_of(release_a, "public"), "가나다라마바사아자차카타파하거너")


@pytest.mark.parametrize("address", ["u@127.0.0.1:1/d?password=SECRETPW", "u:SECRETPW@x/y@127.0.0.1:1/d"])
def test_no_part_of_an_address_tells_a_password(address):
    with pytest.raises((DatabaseError, DatabaseUrlError)) as caught:
        load_tables(f"postgresql+psycopg://{address}", "public", {})
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("address", ["postgresql+psycopg://u:p@127.0.0.1:notaport/d", "sqlite:///x.db?timeout=abc"])
def test_an_address_with_a_wrong_value_is_told(address):
    with pytest.raises((DatabaseError, DatabaseUrlError)):
        load_tables(address, "public", {})


@pytest.mark.long
@pytest.mark.parametrize("turns", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_a_reader_never_sees_half(release_a, postgres, turns):
    whole = made_of(release_a, "public")
    few = whole["organisations"].iloc[: len(whole["organisations"]) // 2]
    half = {
        name: frame[frame["participant_id"].isin(few["participant_id"])] if "participant_id" in frame else frame
        for name, frame in whole.items()
    }
    load_tables(postgres, "public", whole)
    known = {tuple(len(made[t.name]) for t in tables("public")) for made in (whole, half)}
    query = " , ".join(f'(SELECT count(*) FROM "{t.name}")' for t in tables("public"))
    seen, done = set(), threading.Event()

    def look():
        engine = create_engine(postgres)
        while not done.is_set():
            with engine.connect() as connection:
                seen.add(tuple(connection.execute(text(f"SELECT {query}")).one()))
        engine.dispose()

    reader = threading.Thread(target=look)
    reader.start()
    for turn in range(turns):
        load_tables(postgres, "public", half if turn % 2 else whole)
    done.set()
    reader.join()
    assert seen <= known
    assert seen


@pytest.mark.long
def test_other_tables_are_left_alone_and_meanings_are_told(release_a, postgres):
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text('CREATE TABLE IF NOT EXISTS "theirs" (n int)'))
    load_tables(postgres, "public", made_of(release_a, "public"))
    found = inspect(engine)
    assert found.has_table("theirs")
    assert "기관" in found.get_table_comment("organisations")["text"]
    assert all(column["comment"] for column in found.get_columns("organisations"))
    engine.dispose()


def test_a_failed_load_changes_nothing_and_tells_no_password(release_a, url):
    made = made_of(release_a, "public")
    load_tables(url, "public", made)
    bad = made | {"survey_counts": made["survey_counts"].assign(question=None)}
    with pytest.raises(DatabaseError) as told:
        load_tables(url, "public", {**bad, "organisations": made["organisations"].iloc[:1]})
    assert "secret" not in str(told.value)
    engine = create_engine(url)
    assert len(pd.read_sql_table("organisations", engine)) == len(made["organisations"])
    engine.dispose()


@pytest.mark.parametrize("wrong", ["nonsense", "nosuch://x/y", "postgresql+nosuch://x/y"])
def test_an_address_that_is_none_is_refused(wrong):
    with pytest.raises(DatabaseUrlError):
        load_tables(wrong, "public", {})


def test_the_command_loads_the_current_release(release_a, tmp_path):
    data = release_a.parents[1]
    done = command("load", f"sqlite:///{tmp_path}/b.db", "--data", str(data))
    assert done.returncode == 0, done.stderr
    engine = create_engine(f"sqlite:///{tmp_path}/b.db")
    assert set(inspect(engine).get_table_names()) == {table.name for table in tables("public")}
    engine.dispose()
    missing = command("load", "sqlite://", "--data", str(tmp_path / "none"))
    assert missing.returncode == 1
    assert "sdgnet sync" in missing.stderr


def test_a_release_of_another_contract_is_not_loaded(tmp_path):
    release = tmp_path / "releases/20240511-a"
    (release / "public/tables").mkdir(parents=True)
    (release / "manifest.json").write_text('{"contract": "2"}')
    with pytest.raises(OtherContractError, match="버전 2"):
        load.run("sqlite://", "20240511-a", tmp_path, "", restricted=False)
