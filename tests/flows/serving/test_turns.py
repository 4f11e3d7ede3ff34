"""Runs take turns, and a scheduled one knows when there is nothing to do."""

import json
import os
import re
import shutil
import subprocess
import sys
import time

import pytest

from tests.conftest import CAMPAIGN, ROOT, SAMPLE, head

HOLD = """
import sys, time
from datetime import datetime
from pathlib import Path
from output.store.lock import only_run
with only_run(Path(sys.argv[1]), datetime(2024, 5, 1)):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def hold(data, seconds):
    """Another process holds ``data`` for so many seconds."""
    data.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data), str(seconds)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_waits_for_its_turn_and_says_for_whom(tmp_path, monkeypatch):
    from flows.campaigns import read_campaign
    from flows.serving import turn as turns

    said = []
    monkeypatch.setattr(turns.LOG, "warning", said.append)
    with hold(tmp_path / "data", 3) as holder, turns.turn(tmp_path / "data", 5, read_campaign(CAMPAIGN)):
        assert holder.wait(timeout=10) == 0
    assert [f"프로세스 {holder.pid}, 2024-05-01" in line for line in said] == [True]


def test_since_when_a_folder_is_held_is_said_in_the_campaigns_zone(tmp_path):
    from flows.campaigns import read_campaign
    from flows.serving.turn import turn

    with turn(tmp_path, 0, read_campaign(CAMPAIGN)):
        assert json.loads((tmp_path / ".lock").read_text("utf-8"))["since"].endswith("+09:00")


def test_the_command_leaves_with_the_holders_name_when_told_to_wait_a_moment(tmp_path, here):
    with hold(tmp_path / "data", 600) as holder:
        result = here("sync", "--data", str(tmp_path / "data"), "--wait", "0.02")
        holder.kill()
    assert result.returncode == 1
    assert result.stderr.count(f"프로세스 {holder.pid}, 2024-05-01") == 2


def test_the_second_leaves_when_its_patience_ends(tmp_path):
    from flows.campaigns import read_campaign
    from flows.serving.turn import turn
    from transforms.errors.running import LockedError

    with hold(tmp_path / "data", 60) as holder:
        start = time.monotonic()
        with pytest.raises(LockedError, match=str(holder.pid)), turn(tmp_path / "data", 0.02, read_campaign(CAMPAIGN)):
            pass
        assert 1 < time.monotonic() - start < 10
        holder.kill()


@pytest.fixture
def nightly(server, only_tables):
    from flows.nightly import nightly as flow

    def run(campaign, data, **options):
        return flow(str(campaign), str(data), str(SAMPLE), return_state=True, **options)

    return run


def open_window(folder):
    """A copy of the sample whose window is open now."""
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    text = (folder / "campaign.toml").read_text("utf-8")
    for old in ("closes_at = 2024-05-11T00:00:00", "retention_until = 2034-12-31"):
        assert old in text
        text = text.replace(old, re.sub(r"= \d{4}", "= 2099", old))
    (folder / "campaign.toml").write_text(text, "utf-8")
    return folder


@pytest.mark.long
def test_outside_the_window_nothing_is_done_unless_forced(nightly, tmp_path):
    skipped = nightly(CAMPAIGN, tmp_path / "data")
    assert (skipped.is_completed(), skipped.name) == (True, "Skipped")
    assert "기간이 끝났" in skipped.message
    assert not (tmp_path / "data").exists()
    forced = nightly(CAMPAIGN, tmp_path / "data", force=True)
    assert (forced.is_completed(), forced.name) == (True, "Completed")
    assert (tmp_path / "data/current").exists()


@pytest.mark.long
def test_inside_it_a_run_works_and_a_failure_is_one(nightly, tmp_path):
    council = open_window(tmp_path / "council")
    assert nightly(council, tmp_path / "data").name == "Completed"
    told = json.loads((tmp_path / "data/last_sync.json").read_text("utf-8"))
    assert told["source"] == str(SAMPLE)
    assert told["release"] == (tmp_path / "data/current").resolve().name
    with hold(tmp_path / "data", 60) as holder:
        failed = nightly(council, tmp_path / "data", wait_minutes=0)
        holder.kill()
    assert failed.is_failed()


@pytest.mark.long
def test_the_page_shows_counts_and_change_and_no_person_and_no_place(orchestrated, tmp_path):
    import csv

    from prefect.client.orchestration import get_client

    folder = tmp_path / "협의회 2030"
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    orchestrated(tmp_path / "data", head(tmp_path / "before.csv", 28), str(folder), products=("tables",))
    source = head(tmp_path / "responses.csv", 40)
    release = orchestrated(tmp_path / "data", source, str(folder), products=("tables",))
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    with get_client(sync_client=True) as client:
        shown = [
            artifact
            for artifact in client.read_artifacts()
            if artifact.key and artifact.key.split("-", 1)[1][:5] == "2030-"
        ]
    kinds = {}
    for artifact in sorted(shown, key=lambda each: each.created):
        kinds.setdefault(artifact.key.split("-")[0], []).append(artifact)
    assert set(kinds) == {"counts", "progress"}
    assert all(key.islower() for key in (artifact.key for artifact in shown))
    table = json.loads(kinds["counts"][-1].data)
    assert {row["처리"]: row["건수"] for row in table}["반영"] == manifest["counts"]["accepted"]
    assert any(row["지난 배포본보다"] not in ("+0", "–") for row in table)
    assert [artifact.data for artifact in kinds["progress"]] == [100.0, 100.0]
    assert str(tmp_path) not in str([artifact.model_dump() for artifact in shown])
    text = json.dumps([json.loads(artifact.data) for artifact in kinds["counts"]], ensure_ascii=False)
    for row in csv.DictReader(source.open(encoding="utf-8", newline="")):
        for title in ("대표자 성명", "담당자 성명", "연락처", "이메일 주소"):
            assert len(row[title]) < 3 or row[title] not in text
