"""A person hears how a run ended: real receivers, counts and codes alone, and a dead letter box that fails nothing."""

import email
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from email import policy

import pytest

from tests.conftest import CAMPAIGN, ROOT, SAMPLE, head
from tests.sinks import http_sink, smtp_sink
from transforms.errors.source import NotAFormExportError

NOBODY = "json://127.0.0.1:9"


def campaign(folder, urls=(), on_success=False):
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    settings = folder / "campaign.toml"
    text = settings.read_text("utf-8").replace("urls = []", f"urls = {json.dumps(list(urls))}")
    settings.write_text(text.replace("on_success = false", f"on_success = {str(on_success).lower()}"), "utf-8")
    return str(folder)


@pytest.mark.long
def test_a_failed_run_tells_its_code_and_nothing_else(orchestrated, tmp_path):
    source = tmp_path / "홍길동.csv"
    source.write_text("이름,나이\n홍길동,3\n", "utf-8")
    with http_sink() as (address, posted), pytest.raises(Exception, match="응답 파일이 아닌"):
        orchestrated(tmp_path / "data", source, campaign(tmp_path / "council", [f"json://{address}"]))
    [told] = posted
    assert "not_a_form_export" in told["message"]
    assert "실패" in told["title"]
    assert "홍길동" not in json.dumps(told, ensure_ascii=False)


def test_a_run_by_hand_starts_no_server_and_tells_its_failure_all_the_same(tmp_path, monkeypatch):
    from flows.serving import local_server
    from flows.serving.launch import launch
    from flows.sync import sync

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr(local_server, "LocalServer", None)
    with http_sink() as (address, posted), pytest.raises(NotAFormExportError):
        source = tmp_path / "홍길동.csv"
        source.write_text("이름,나이\n홍길동,3\n", "utf-8")
        council = campaign(tmp_path / "council", [f"json://{address}"])
        launch(lambda: sync, council, str(source), str(tmp_path / "data"), 0.0)
    [told] = posted
    assert "not_a_form_export" in told["message"]
    assert "홍길동" not in json.dumps(told, ensure_ascii=False)


@pytest.mark.long
def test_success_is_told_by_choice_with_counts_and_what_changed(sync, tmp_path):
    with http_sink() as (address, posted):
        quiet = campaign(tmp_path / "quiet", [f"json://{address}"])
        before, source = head(tmp_path / "before.csv", 28), head(tmp_path / "responses.csv", 40)
        sync(tmp_path / "quiet-data", before, quiet)
        assert posted == []
        council = campaign(tmp_path / "council", [f"json://{address}"], on_success=True)
        sync(tmp_path / "data", before, council)
        release = sync(tmp_path / "data", source, council)
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    first, second = (each["message"] for each in posted)
    assert f"반영 {manifest['counts']['accepted']} (" in second
    assert manifest["release"] in second
    before = int(first.split("반영 ")[1].split()[0])
    assert f"반영 {manifest['counts']['accepted']} ({manifest['counts']['accepted'] - before:+d})" in second


@pytest.mark.long
def test_a_mail_arrives_whose_address_stands_in_the_environment(sync, tmp_path, monkeypatch):
    with smtp_sink() as (address, mailed):
        monkeypatch.setenv("SDGNET_NOTIFY", f"mailto://{address}/?from=a@example.org&to=b@example.org&mode=insecure")
        sync(tmp_path / "data", campaign=campaign(tmp_path / "council", on_success=True))
    [letter] = mailed
    read = email.message_from_string(letter, policy=policy.default)
    assert "배포했습니다" in read["subject"]
    assert "반영 " in read.get_body().get_content()


def test_a_kakaowork_hook_gets_the_one_key_it_takes(sync, tmp_path):
    with http_sink() as (address, posted):
        hook = f"json://{address}/bots/hook/1?:message=text&:title=&:version=&:type=&:attachments="
        sync(tmp_path / "data", campaign=campaign(tmp_path / "council", [hook], on_success=True))
    [told] = posted
    assert list(told) == ["text"]
    assert "반영 " in told["text"]


def test_a_notification_that_cannot_be_sent_fails_nothing_and_is_logged(sync, tmp_path, caplog, monkeypatch, capfd):
    import logging

    monkeypatch.setattr(logging.getLogger("sdgnet"), "propagate", True)
    secret = NOBODY.replace("json://", "json://user:hunter2@")
    with http_sink(status=500) as (address, _):
        council = campaign(tmp_path / "council", [secret, f"json://{address}", "example.org/hunter2"], on_success=True)
        assert sync(tmp_path / "data", campaign=council).is_dir()
    assert caplog.text.count("알림을 보내지 못했습니다") == 3
    assert "hunter2" not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.long
def test_a_broken_campaign_is_told_too(orchestrated, tmp_path, monkeypatch):
    council = campaign(tmp_path / "council")
    (tmp_path / "council/campaign.toml").write_text("[campaign\n", "utf-8")
    with http_sink() as (address, posted):
        monkeypatch.setenv("SDGNET_NOTIFY", f"json://{address}")
        with pytest.raises(Exception, match=r"campaign\.toml 1번째 줄"):
            orchestrated(tmp_path / "data", campaign=council)
    assert "settings_syntax" in posted[0]["message"]


@pytest.mark.long
def test_a_killed_run_is_told_by_the_next(sync, tmp_path):
    with http_sink() as (address, posted):
        council = campaign(tmp_path / "council", [f"json://{address}"])
        data = tmp_path / "data"
        data.mkdir()
        held = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(data)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        until = time.monotonic() + 20
        while not (data / ".lock").exists() or not (data / ".lock").read_text():
            assert time.monotonic() < until
            time.sleep(0.05)
        held.send_signal(signal.SIGKILL)
        held.wait()
        sync(data, SAMPLE, council)
        assert [("died" in told["message"], "2024-05-01" in told["message"]) for told in posted] == [(True, True)]
        sync(data, SAMPLE, council)
    assert len(posted) == 1


def test_a_killed_run_is_told_in_the_campaigns_zone(tmp_path):
    from datetime import UTC, datetime
    from uuid import uuid4

    from prefect.client.schemas.objects import FlowRun
    from prefect.states import Crashed

    from flows.nightly import nightly
    from flows.telling.notify import on_crashed

    with http_sink() as (address, posted):
        parameters = {"campaign": campaign(tmp_path / "council", [f"json://{address}"]), "data": str(tmp_path)}
        began = datetime(2024, 5, 1, 21, 0, 3, tzinfo=UTC)
        on_crashed(nightly, FlowRun(flow_id=uuid4(), parameters=parameters, start_time=began), Crashed())
    assert "2024-05-02T06:00:03+09:00" in posted[0]["message"]


HOLD = """
import sys, time
from datetime import datetime
from pathlib import Path
from output.store.lock import only_run
with only_run(Path(sys.argv[1]), datetime(2024, 5, 1)):
    time.sleep(60)
"""
