"""What files of tables say of themselves: types, units, meanings, keys; no text stands for something else."""

import csv
import json
import re
import struct
import subprocess
import sys
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from output.formats.cells import MADE_INERT
from output.tables.arrow import arrow_table
from output.tables.duck import write_database
from output.tables.tables import write_tables
from tests.sound_tables import campaign, sound_tables
from transforms.catalogue import Tables
from transforms.schema import Column, Table, by_name, can_declare, parents_first, tables

PLACES = ("public", "restricted")
ZONE = "Asia/Seoul"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}
    for place in PLACES:
        folder = made[place] = tmp_path_factory.mktemp("made") / place
        (folder / "tables").mkdir(parents=True)
        write_tables(Tables(place, campaign()).with_(**sound_tables(place)), folder / "tables", private=False)
        write_database(folder)
    return made


@pytest.mark.parametrize("place", PLACES)
def test_parquet_has_the_schema_s_types_units_and_meanings(folders, place):
    types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    types |= {"datetime": pa.timestamp("us", tz=ZONE), "date": pa.date32()}
    for table in tables(place):
        schema = pq.read_schema(folders[place] / f"tables/{table.name}.parquet")
        assert schema.metadata[b"title"].decode() == table.ko
        assert schema.names == [column.name for column in table.columns]
        for column in table.columns:
            field = schema.field(column.name)
            assert (field.type, field.nullable) == (types[column.type], not table.never_null(column))
            told = {name.decode(): value.decode() for name, value in field.metadata.items()}
            assert (told["title"], told["description"]) == (column.ko, column.en)
            assert told.get("unit", "") == column.unit


def test_moments_are_moments_in_parquet_and_text_in_csv(folders):
    folder = folders["restricted"] / "tables"
    held = pd.read_parquet(folder / "participants.parquet")["submitted_at"]
    assert held[0] == pd.Timestamp("2024-05-08T07:16:09+09:00")
    assert held[0].tzinfo in (ZoneInfo(ZONE), held.dt.tz)
    assert str(held.dt.date[0]) == "2024-05-08"
    told = pd.read_csv(folder / "participants.csv")["submitted_at"]
    assert told[0] == "2024-05-08T07:16:09+09:00"
    assert pd.isna(pd.read_parquet(folder / "responses.parquet")["submitted_at"][3])
    # A finding about a heading refers to no response.
    assert pq.read_table(folder / "findings.parquet")["response_id"].to_pylist() == ["r-4", None]


def test_a_text_of_a_csv_is_undone_by_the_rule_that_the_package_tells(tmp_path):
    texts = ["=1+1", "'=1+1", "''@x", "'가", "＋가", "+8210", "-", "가\n'=나"]
    table = pd.DataFrame({"activity_id": [f"p-1-{n}" for n, _ in enumerate(texts)], "participant_id": "p-1"})
    table = table.assign(position=range(1, len(texts) + 1), text=texts).astype({"activity_id": "str"})
    made = Tables("restricted", campaign()).with_(activities=table.assign(position=table["position"].astype("Int64")))
    write_tables({**made}, tmp_path, private=False)
    with (tmp_path / "activities.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [row["text"] for row in csv.DictReader(file)]
    assert told != texts
    assert not [each for each in told if each.startswith(("=", "@", "＋")) or each == "-"]
    assert [each[1:] if re.match(MADE_INERT, each) else each for each in told] == texts


def test_what_is_absent_is_null_in_every_file_but_in_keys(folders):
    folder = folders["restricted"] / "tables"
    responses = pq.read_table(folder / "responses.parquet")
    assert responses["reason_code"].to_pylist() == ["same_name", None, None, "test_entry"]
    assert pq.read_table(folder / "facts.parquet")["by"].to_pylist() == [""]
    with duckdb.connect(str(folders["restricted"] / "tables.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM responses WHERE reason IS NULL").fetchone() == (2,)


def test_a_day_is_a_day():
    column = Column("held_on", "date", "", False, "", (), None, None, "", "", "날", "Day", "3")
    made = arrow_table(pd.DataFrame({"held_on": ["2024-05-11", ""]}), Table("public", "x", (), "", "", (column,)), ZONE)
    assert made.schema.field("held_on").type == pa.date32()
    assert [str(day) for day in made["held_on"].to_pylist()] == ["2024-05-11", "None"]


@pytest.mark.parametrize("place", PLACES)
def test_the_database_declares_keys_and_types(folders, place):
    types = {"datetime": "TIMESTAMP WITH TIME ZONE", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
    types["date"] = "DATE"
    with duckdb.connect(str(folders[place] / "tables.duckdb"), read_only=True) as connection:
        keys = connection.execute(
            "SELECT table_name, constraint_type, constraint_column_names FROM duckdb_constraints()"
        )
        declared = {(table, kind, tuple(names)) for table, kind, names in keys.fetchall()}
        columns = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    wanted = {(t.name, "PRIMARY KEY", t.key) for t in tables(place) if t.key}
    wanted |= {(t.name, "FOREIGN KEY", (c.name,)) for t in tables(place) for c in t.columns if can_declare(t, c)}
    assert {each for each in declared if each[1] != "NOT NULL"} == wanted
    for name, column, type_, is_nullable in columns:
        described = by_name(place)[name].by_name[column]
        assert type_ == types.get(described.type, "VARCHAR")
        assert is_nullable == (not by_name(place)[name].never_null(described))


def test_every_reference_but_one_of_two_mutual_ones_can_be_declared():
    left = {(t.name, c.name) for t in tables("restricted") for c in t.columns if c.refers and not can_declare(t, c)}
    assert left == {("responses", "participant_id")}
    assert {t.name for t in parents_first("restricted")} == set(by_name("restricted"))


def test_the_database_refuses_what_breaks_a_key(folders):
    with duckdb.connect(str(folders["restricted"] / "tables.duckdb")) as connection:
        for broken in (
            "INSERT INTO attendees SELECT 'x', 'p-nobody', name, title, source, field, is_named FROM attendees",
            "INSERT INTO merges SELECT * FROM merges",
            "UPDATE participants SET district = NULL",
        ):
            with pytest.raises(duckdb.ConstraintException):
                connection.execute(broken)


def test_older_readers_open_the_database(folders):
    # DuckDB 1.2 reads storage version 65 at most, by its own words.
    for folder in folders.values():
        header = (folder / "tables.duckdb").read_bytes()[:20]
        magic, version = struct.unpack("<8x4sQ", header)
        assert (magic, version <= 65) == (b"DUCK", True)


OLDEST = """
import duckdb, json, sys
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    kinds = "SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY ALL"
    names = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}
    print(json.dumps([duckdb.__version__, counts, dict(connection.execute(kinds).fetchall())]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.2.0", "1.4.4"])
def test_an_old_duckdb_opens_the_database(folders, tmp_path, version):
    wheel = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--only-binary=:all:",
        "--target",
        str(tmp_path),
    ]
    had = subprocess.run([*wheel, f"duckdb=={version}"], capture_output=True, text=True, check=False, timeout=300)
    if had.returncode:
        pytest.skip(f"DuckDB {version} cannot be had here: {had.stderr.strip().splitlines()[-1]}")
    for place, folder in folders.items():
        database = str(folder / "tables.duckdb")
        called = [sys.executable, "-c", OLDEST, database]
        read = subprocess.run(
            called,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
            cwd=tmp_path,
            env={"PYTHONPATH": str(tmp_path)},
        )
        found, counts, kinds = json.loads(read.stdout)
        assert found == version
        assert counts == {name: len(frame) for name, frame in sound_tables(place).items()}
        with duckdb.connect(database, read_only=True) as now:
            told = now.execute("SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY ALL").fetchall()
        assert kinds == dict(told)


def test_the_same_tables_make_the_same_bytes(folders, tmp_path):
    write_tables(Tables("restricted", campaign()).with_(**sound_tables()), tmp_path, private=True)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (folders["restricted"] / "tables" / path.name).read_bytes(), path.name
