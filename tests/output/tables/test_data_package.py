"""The tables for consumers: one schema describes them, the reference tool takes them, every reader counts the same."""

import csv
import json

import duckdb
import frictionless
import pandas as pd
import pytest

from transforms.schema import dictionary, tables

PLACES = ("public", "restricted")


def test_words_stand_in_both_languages():
    for place in PLACES:
        words = dictionary(place)
        assert words[["table_ko", "column_ko"]].map(lambda text: any("가" <= c <= "힣" for c in text)).all(axis=None)
        assert words[["table_en", "column_en"]].map(lambda text: text.isascii() and text != "").all(axis=None)


@pytest.mark.parametrize("place", PLACES)
def test_the_reference_tool_finds_nothing_wrong(release_a, place):
    found = frictionless.validate(str(release_a / place / "datapackage.json"))
    assert found.valid, found.flatten(["type", "note"])
    assert len(found.tasks) == len(tables(place))


def test_the_reference_tool_would_find_a_changed_file(release_a, tmp_path):
    (tmp_path / "tables").mkdir()
    for path in (release_a / "public").rglob("*.*"):
        if path.suffix in (".csv", ".json"):
            (tmp_path / path.relative_to(release_a / "public")).write_bytes(path.read_bytes())
    changed = tmp_path / "tables/organisations.csv"
    changed.write_bytes(changed.read_bytes().replace(b"\r\n", b"x\r\n", 3))
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


@pytest.mark.parametrize("place", PLACES)
def test_every_reader_counts_the_same(release_a, place):
    folder = release_a / place
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    with duckdb.connect(str(folder / "tables.duckdb"), read_only=True) as connection:
        for resource in package["resources"]:
            name, path = resource["name"], folder / resource["path"]
            whole = pd.read_parquet(path.with_suffix(".parquet"))
            with path.open(encoding="utf-8-sig", newline="") as file:
                as_excel = list(csv.DictReader(file))
            counts = {
                len(whole),
                len(as_excel),
                len(pd.read_csv(path)),
                connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0],
                len(frictionless.Resource(str(resource["path"]), basepath=str(folder)).read_rows()),
            }
            assert counts == {len(whole)}, name
            columns = [c[0] for c in connection.execute(f'DESCRIBE "{name}"').fetchall()]
            assert columns == list(whole) == list(as_excel[0] if as_excel else whole), name


def test_the_database_tells_what_its_columns_mean(release_a):
    with duckdb.connect(str(release_a / "public/tables.duckdb"), read_only=True) as connection:
        told = connection.execute("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
        words = dictionary("public")
        assert {(t, c): note for t, c, note in told.fetchall()} == {
            (row.table, row.column): row.column_ko for row in words.itertuples()
        }


def test_the_manifest_knows_a_database_by_its_content(release_a):
    manifest = json.loads((release_a / "manifest.json").read_text("utf-8"))
    assert [each["path"] for each in manifest["databases"]] == ["public/tables.duckdb", "restricted/tables.duckdb"]
    assert not [each for each in manifest["files"] if each["path"].endswith(".duckdb")]
