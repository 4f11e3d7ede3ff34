"""The same bytes under every runner, and many campaigns in one command."""

import json
import shutil

import pytest

from tests.conftest import CAMPAIGN, ROOT, SAMPLE, WITH_WORKBOOK, command, same_files
from transforms.errors.running import RunnerUnknownError
from transforms.errors.source import SourceEmptyError


def run_under(name, data, monkeypatch, rows):
    from flows.serving import runners
    from flows.stages import reading
    from flows.sync import sync

    monkeypatch.setattr(reading, "ROWS_OF_A_PART", rows)
    sync.with_options(task_runner=runners.task_runner(name))(CAMPAIGN, str(SAMPLE), str(data), products=WITH_WORKBOOK)
    return (data / "current").resolve()


@pytest.mark.long
def test_processes_give_the_same_bytes(sync, server, tmp_path, monkeypatch):
    made = run_under("processes", tmp_path / "parts", monkeypatch, rows=90)
    assert same_files(made) == same_files(sync(tmp_path / "whole", products=WITH_WORKBOOK))


# That any size of a part gives the same tables is held in tests/transforms/reading/test_chunks.py.
@pytest.mark.slow
def test_parts_without_a_runner_give_the_same_bytes(sync, tmp_path, monkeypatch):
    from flows.stages import reading

    whole = same_files(sync(tmp_path / "whole", products=("tables",)))
    monkeypatch.setattr(reading, "ROWS_OF_A_PART", 90)
    monkeypatch.setattr(reading, "read_all", reading.read_all.__wrapped__)
    assert same_files(sync(tmp_path / "parts", products=("tables",))) == whole


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_bytes(sync, server, tmp_path, monkeypatch):
    pytest.importorskip("prefect_dask")
    made = run_under("dask", tmp_path / "parts", monkeypatch, rows=50)
    assert same_files(made) == same_files(sync(tmp_path / "whole", products=WITH_WORKBOOK))


def test_an_error_crosses_the_border_of_a_process_whole():
    import pickle

    error = pickle.loads(pickle.dumps(SourceEmptyError(source="a.csv")))
    assert (type(error), error.facts, str(error)) == (
        SourceEmptyError,
        {"source": "a.csv"},
        str(SourceEmptyError(source="a.csv")),
    )


def test_an_unknown_runner_names_those_there_are():
    from flows.serving.runners import task_runner

    for name in ("spark", "threads:1", "dusk"):
        with pytest.raises(RunnerUnknownError, match="processes"):
            task_runner(name)


@pytest.mark.long
def test_one_campaigns_failure_stops_no_other(only_tables, tmp_path, sync):
    from flows.many import sync_many
    from flows.serving.runners import task_runner

    broken = tmp_path / "broken"
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, broken)
    (broken / "responses.csv").write_text("이름,나이\n홍길동,3\n", "utf-8")
    data, run = tmp_path / "data", sync_many.with_options(task_runner=task_runner("threads"))
    ended = run({"broken": str(broken), CAMPAIGN: CAMPAIGN}, str(data))
    alone = sync(tmp_path / "alone", products=())
    assert [getattr(ended["broken"], "code", ""), ended[CAMPAIGN]] == ["not_a_form_export", alone.name]
    assert same_files((data / CAMPAIGN / "current").resolve()) == same_files(alone)


@pytest.mark.slow
def test_many_campaigns_each_get_a_folder_and_a_failure_stops_no_other(release_a, tmp_path, server):
    council, broken = tmp_path / "council-b", tmp_path / "council-c"
    for folder in (council, broken):
        shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    (broken / "responses.csv").write_text("이름,나이\n홍길동,3\n", "utf-8")
    data = tmp_path / "data"
    result = command(
        *("sync", "--campaign", CAMPAIGN, "--campaign", str(council), "--campaign", str(broken), "--data", str(data))
    )
    assert result.returncode == 1
    assert f"{CAMPAIGN}: 배포했습니다: {release_a.name}" in result.stdout
    assert "council-b: 배포했습니다" in result.stdout
    assert "council-c: 실패: 이 설문지의 응답 파일이 아닌" in result.stdout
    assert "council-c" in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(p.name for p in data.iterdir()) == [CAMPAIGN, "council-b", "council-c"]
    assert same_files((data / CAMPAIGN / "current").resolve()) == same_files(release_a)
    manifest = json.loads((data / "council-b/current/manifest.json").read_text("utf-8"))
    assert manifest["campaign"] == "council-b"
    assert not (data / "council-c/current").exists()


def test_several_campaigns_of_one_name_or_with_one_source_are_refused(tmp_path, here):
    twice = here("sync", "--campaign", CAMPAIGN, "--campaign", CAMPAIGN, "--data", str(tmp_path))
    assert (twice.returncode, "이름이 같은 캠페인" in twice.stderr) == (1, True)
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, tmp_path / "b")
    options = ("sync", "--campaign", CAMPAIGN, "--campaign", str(tmp_path / "b"), "--source", str(SAMPLE))
    assert "--source" in here(*options, "--data", str(tmp_path / "d")).stderr
