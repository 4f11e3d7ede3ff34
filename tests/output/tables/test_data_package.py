"""The tables for consumers: one schema describes them, the reference tool takes them, every reader counts the same."""

import csv
import json
import shutil

import duckdb
import frictionless
import pandas as pd
import pytest

from output.tables.data_package import write_data_package
from output.tables.tables import csv_of, write_tables
from tests.sound_tables import campaign, sound_tables
from transforms.catalogue import Tables
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
    assert len(found.tasks) == 2 * len(tables(place))


def test_the_reference_tool_would_find_a_changed_file(release_a, tmp_path):
    (tmp_path / "tables").mkdir()
    for path in (release_a / "public").rglob("*.*"):
        if path.suffix in (".csv", ".json"):
            (tmp_path / path.relative_to(release_a / "public")).write_bytes(path.read_bytes())
    changed = tmp_path / "tables/organisations.csv"
    changed.write_bytes(changed.read_bytes().replace(b"\r\n", b"x\r\n", 3))
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory):
    """The tables of a restricted package of few rows."""
    folder = tmp_path_factory.mktemp("sound") / "tables"
    folder.mkdir()
    write_tables(Tables("restricted", campaign()).with_(**sound_tables()), folder, private=False)
    return folder


@pytest.fixture
def package(sound_files, tmp_path):
    """A restricted package of few rows, and what the reference tool says of it with cells changed."""
    folder = tmp_path / "restricted"
    shutil.copytree(sound_files, folder / "tables")

    def validated(*cells):
        changed = {}
        for name, row, column, value, _ in cells:
            wrong = changed.setdefault(name, sound_tables()[name].astype(object))
            wrong.loc[wrong.index[row], column] = value
        for name, wrong in changed.items():
            (folder / f"tables/{name}.csv").write_bytes(csv_of(wrong))
        write_data_package(folder, campaign(), "2024-05-10")
        found = frictionless.validate(str(folder / "datapackage.json"))
        return {
            (task.name, getattr(error, "field_name", ""), error.type) for task in found.tasks for error in task.errors
        }

    return folder, validated


def test_the_package_tells_constraints_units_and_the_campaign_s_own_values(package):
    folder, validated = package
    assert validated() == set()
    told = json.loads((folder / "datapackage.json").read_text("utf-8"))
    described = [r for r in told["resources"] if r["format"] == "csv"]
    fields = {(r["name"], f["name"]): f for r in described for f in r["schema"]["fields"]}
    assert fields["participants", "district"]["constraints"]["enum"] == list(campaign().district_order)
    assert fields["participants", "wish_1"]["constraints"] == {"enum": [each.number for each in campaign().fields]}
    assert fields["activity_goals", "goal"]["constraints"] == {"required": True, "minimum": 1, "maximum": 17}
    assert fields["participants", "headcount"]["unit"] == "person"
    assert fields["participants", "submitted_at"]["type"] == "datetime"
    # A name that every reader knows, and not Python's alone.
    assert {resource["encoding"] for resource in described} == {"utf-8"}
    words = pd.read_csv(folder / "dictionary.csv").set_index(["table", "column"])
    assert words.loc[("participants", "district"), "values"].split(" | ") == list(campaign().district_order)


@pytest.mark.parametrize(
    "cells",
    [
        [
            ("participants", 0, "district", "달나라", "constraint-error"),
            ("activity_goals", 0, "goal", 18, "constraint-error"),
            ("participants", 0, "phone", "043-200-1234", "constraint-error"),
            ("participants", 0, "submitted_at", "어제", "type-error"),
        ],
        [("participants", 0, "district", "", "constraint-error")],
        # Of one kind each; keys beside them are held by every reader of the package.
        pytest.param([("attendees", 0, "participant_id", "p-nobody", "foreign-key")], marks=pytest.mark.long),
        pytest.param([("attendees", 0, "attendee_id", "p-1-a2", "primary-key")], marks=pytest.mark.long),
    ],
)
def test_the_reference_tool_finds_what_breaks_the_schema(package, cells):
    told = package[1](*cells)
    # What is found in no list, for one, refers to nothing either.
    assert told >= {
        (name, column if kind in ("constraint-error", "type-error") else "", kind) for name, _, column, _, kind in cells
    }


@pytest.mark.parametrize("place", PLACES)
def test_every_reader_counts_the_same(release_a, place):
    folder = release_a / place
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    with duckdb.connect(str(folder / "tables.duckdb"), read_only=True) as connection:
        for resource in (each for each in package["resources"] if each["format"] == "csv"):
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


def test_a_portal_finds_what_it_harvests(release_a):
    folder = release_a / "public"
    told = json.loads((folder / "catalog.jsonld").read_text("utf-8"))
    assert told["@type"] == "dcat:Dataset"
    assert {key.partition(":")[0] for key in told if ":" in key} <= set(told["@context"])
    files = {each["dcat:downloadURL"]["@id"]: each for each in told["dcat:distribution"]}
    assert {path.suffix for path in map(folder.joinpath, files)} == {".csv", ".parquet"}
    assert all((folder / path).stat().st_size == each["dcat:byteSize"] for path, each in files.items())
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert told["@id"] == package["id"]
    assert told["dct:license"]["@id"] == package["licenses"][0]["path"]
    assert (
        told["dct:modified"]["@value"]
        == package["created"][:10]
        == pd.read_csv(folder / "tables/facts.csv")["as_of"][0]
    )
    assert "licenses" not in json.loads((release_a / "restricted/datapackage.json").read_text("utf-8"))


def test_the_readme_names_every_table_and_the_licence(release_a):
    text = (release_a / "public/README.md").read_text("utf-8")
    assert all(f"| `{table.name}` |" in text for table in tables("public"))
    assert "공공누리 제1유형" in text
    assert "{" not in text


def test_a_search_engine_finds_the_tables_in_the_page(release_a):
    page = (release_a / "public/report.html").read_text("utf-8")
    told = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert told["@type"] == "Dataset"
    assert told["temporalCoverage"] == "2024-04-22/2024-05-10"
    assert all((release_a / "public" / each["contentUrl"]).is_file() for each in told["distribution"])
    assert "ld+json" not in (release_a / "restricted/report.html").read_text("utf-8")
