"""A newcomer's first runs: the bundled sample, then responses of their own."""

import hashlib
import shutil

import pytest

from flows.campaigns import campaign_folder, is_of_sample, source_for
from flows.commands.cli import main
from output.store.edition import FILE
from output.store.release import read_manifest
from tests.conftest import CAMPAIGN, SAMPLE
from tests.test_changes import ROWS, edited, written
from transforms.errors.changes import SampleFallError


@pytest.mark.long
def test_what_runs_tell_when_nothing_or_no_number_changed(only_tables, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "own.csv", ROWS[:30])
    assert main(["sync", "--source", "own.csv"]) == 0
    manifest = read_manifest(tmp_path / "data/current")
    assert main(["sync", "--source", "own.csv"]) == 0
    assert f"달라진 것이 없습니다(배포본 {manifest['release']})." in capsys.readouterr().out
    written(tmp_path / "own.csv", [*ROWS[:29], edited(ROWS[29], c22="고쳤습니다")])
    assert main(["sync", "--source", "own.csv"]) == 0
    told = capsys.readouterr().out
    assert f"앞 배포본({manifest['release']})과 수가 같습니다." in told
    assert "괄호 안" not in told
    assert main(["show", "20240101-000000000000"]) == 1
    assert "그런 배포본이 없습니다: 20240101-000000000000\n→ 번호는 sdgnet show --all 에" in capsys.readouterr().err
    assert main(["show", "--campaign", "cheongju-2024"]) == 0
    shutil.copytree(campaign_folder("cheongju-2024"), "other")
    assert main(["show", "--campaign", "other"]) == 1
    refused = capsys.readouterr().err
    assert "다른 캠페인(cheongju-2024)의 결과" in refused and "폴더의 이름을 cheongju-2024 로 두면" in refused
    assert main(["show", "--data", "none"]) == 1
    assert "아직 배포본이 없습니다: none" in capsys.readouterr().err


def test_a_fall_after_the_sample_names_the_sample(sync, release_a, tmp_path):
    shutil.copytree(release_a.parents[1], tmp_path / "data", symlinks=True)
    with pytest.raises(SampleFallError, match=r"(?s)견본 응답\(214건\).*이번 응답\(40건\).*--data 로 새 폴더"):
        sync(tmp_path / "data", written(tmp_path / "own.csv", ROWS))


@pytest.mark.long
def test_only_the_samples_numbers_are_given_up_and_a_councils_are_counted_once(sync, release_a, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(release_a.parents[1], data, symlinks=True)
    own, counted = written(tmp_path / "own.csv", ROWS), []
    for source in (own, SAMPLE):
        sync(data, source, accept_fall=True, products=("tables",))
        counted.append((data / FILE).read_bytes())
    assert counted[0] != (release_a.parents[1] / FILE).read_bytes()
    assert counted == [counted[0]] * 2


def test_only_what_comes_with_the_program_is_the_sample():
    assert is_of_sample(hashlib.sha256(SAMPLE.read_bytes()).hexdigest())
    assert not is_of_sample("0" * 64)


@pytest.mark.long
def test_without_a_source_a_folder_reads_what_it_last_read_and_not_the_sample(sync, tmp_path, monkeypatch):
    data = tmp_path / "data"
    assert source_for(CAMPAIGN, data) == str(SAMPLE)
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "own.csv", ROWS)
    first = sync(data, "own.csv", products=("tables",))
    monkeypatch.chdir("/")
    assert source_for(CAMPAIGN, data) == str(tmp_path / "own.csv")
    assert sync(data, "", products=("tables",)) == first
    assert "sample" not in read_manifest(first)


def test_the_sample_says_that_it_is_one(only_tables, release_a, here, tmp_path):
    """As a newcomer types it; in a process that begins with nothing the same command runs in tests/test_office.py."""
    told = here("sync", "--data", str(tmp_path / "data"))
    assert told.returncode == 0, told.stderr
    assert "견본(가상의 응답)입니다" in told.stdout + told.stderr
    assert read_manifest(tmp_path / "data/current")["sample"] is read_manifest(release_a)["sample"] is True
    for page in ("public/report.html", "restricted/report.html"):
        assert '<p class="mark">견본(가상의 응답)' in (release_a / page).read_text("utf-8")
