"""Same input, same configuration: the same bytes, whatever came before."""

import json

import pytest

from tests.conftest import EXPORTS, WITH_WORKBOOK, same_files

COMPARED = ("restricted/quality.html", "restricted/tables/alarms.parquet", "restricted/tables/profile.parquet")


@pytest.mark.slow
def test_a_second_run_in_the_same_folder_adds_no_release(sync, tmp_path):
    first = sync(tmp_path, products=WITH_WORKBOOK)
    before = same_files(first)
    assert sync(tmp_path, products=WITH_WORKBOOK) == first
    assert same_files(first) == before
    assert [p.name for p in (tmp_path / "releases").iterdir()] == [first.name]
    assert len((tmp_path / "history.jsonl").read_text().splitlines()) == 1
    assert len(list((tmp_path / "raw").glob("*.gz"))) == 1


@pytest.mark.long
def test_a_stored_snapshot_rebuilds_the_release(sync, release_a, tmp_path):
    other = sync(tmp_path, next((release_a.parents[1] / "raw").glob("*.gz")), products=())
    assert other.name == release_a.name
    one, two = same_files(release_a), same_files(other)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_the_manifest_names_every_file_with_its_hash(release_a):
    import hashlib

    manifest = json.loads((release_a / "manifest.json").read_text("utf-8"))
    listed = {f["path"]: (f["size"], f["sha256"]) for f in manifest["files"]}
    found = same_files(release_a)
    del found["manifest.json"]
    assert listed == {n: (len(b), hashlib.sha256(b).hexdigest()) for n, b in found.items()}


def test_what_holds_people_is_readable_by_its_owner_alone(release_a):
    data = release_a.parents[1]
    private = [
        *(release_a / "restricted").rglob("*"),
        release_a / "restricted",
        *(data / "raw").iterdir(),
        data / "raw",
        data / "identity.key",
    ]
    assert {oct(p.stat().st_mode & 0o077) for p in private} == {"0o0"}


@pytest.mark.slow
def test_what_a_snapshot_is_compared_with_does_not_change_with_those_that_follow(nursery, tmp_path):
    told = []
    for name in ("b", "c", "b", "c"):
        assert nursery.run(EXPORTS / f"responses-{name}.csv", tmp_path)["status"] == 0
        release = (tmp_path / "current").resolve()
        told.append([(release / path).read_bytes() for path in COMPARED])
    assert told[0] == told[2] != told[1] == told[3]
