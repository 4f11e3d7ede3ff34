"""``sdgnet serve`` on a real server: runs inside the window and none outside, and a due one comes to its end."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from tests.conftest import CAMPAIGN, ROOT, SAMPLE
from tests.sinks import http_sink

SEOUL = ZoneInfo("Asia/Seoul")


def now():
    return datetime.now(SEOUL).replace(microsecond=0)


def campaign(folder, opens, closes, at, urls=()):
    """A copy of the sample whose window is ``opens`` to ``closes`` and whose nightly time is that of ``at``."""
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, folder)
    settings = folder / "campaign.toml"
    text = settings.read_text("utf-8")
    for old, new in {
        "opens_at = 2024-04-22T00:00:00": f"opens_at = {opens:%Y-%m-%dT%H:%M:%S}",
        "closes_at = 2024-05-11T00:00:00": f"closes_at = {closes:%Y-%m-%dT%H:%M:%S}",
        # The event and the end of keeping come after the window, whenever that is.
        "ends_at = 2024-05-30": "ends_at = 2099-05-30",
        "retention_until = 2034-12-31": "retention_until = 2099-12-31",
        "time = 06:00:00": f"time = {at:%H:%M:%S}",
        "urls = []": f"urls = {json.dumps(list(urls))}",
    }.items():
        assert old in text
        text = text.replace(old, new)
    settings.write_text(text, "utf-8")
    return folder


@contextmanager
def serving(folder, data, log, *options, environment=None):
    """``sdgnet serve`` in a process of its own that is asked to stop at the end."""
    with log.open("w") as out:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "flows.commands.cli",
                "serve",
                "--campaign",
                str(folder),
                "--data",
                str(data),
                *options,
            ],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def until(found, seconds=180):
    """What ``found`` gives as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if got := found():
            return got
        time.sleep(0.3)
    raise AssertionError("never came true")


@pytest.fixture
def client(server):
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as made:
        yield made


def runs(client, states=()):
    """The nightly runs that the server knows, as (due in Seoul, name of state), oldest first."""
    from prefect.client.schemas.sorting import FlowRunSort

    from flows.serve import NIGHTLY, _of

    found = client.read_flow_runs(deployment_filter=_of(NIGHTLY), sort=FlowRunSort.EXPECTED_START_TIME_ASC)
    return [
        (run.expected_start_time.astimezone(SEOUL).replace(microsecond=0), run.state.name)
        for run in found
        if not states or run.state.name in states
    ]


@pytest.fixture
def registered(client):
    """Registers what ``serve`` serves for a campaign folder, and gives its Scheduled runs as the server made them."""
    from flows.nightly import nightly
    from flows.serve import NIGHTLY, Served, deployments

    def register(folder, data):
        for deployment in deployments(Served(str(folder), str(SAMPLE), data, False)):
            deployment.apply()
        # The server's scheduler looks at a new deployment within seconds.
        time.sleep(8)
        return [due for due, _ in runs(client, ["Scheduled"])]

    yield register
    client.delete_deployment(client.read_deployment_by_name(f"{nightly.name}/{NIGHTLY}").id)


@pytest.mark.slow
def test_scheduled_runs_stand_inside_the_window_once_after_it_and_nowhere_else(registered, tmp_path):
    today = now().replace(hour=0, minute=0, second=0)
    opens, closes = today + timedelta(days=3), today + timedelta(days=5)
    six = (opens + timedelta(hours=6)).time()
    ahead = registered(campaign(tmp_path / "ahead", opens, closes, six), tmp_path / "data")
    assert ahead == [opens + timedelta(days=d, hours=6) for d in (0, 1, 2)]
    # The same deployment after the campaign's dates were changed: nothing of the old window is left.
    over = registered(
        campaign(tmp_path / "over", today - timedelta(days=9), today - timedelta(days=2), six), tmp_path / "data"
    )
    assert over == []


@pytest.mark.long
def test_a_due_run_comes_to_its_end_and_the_schedule_outlives_the_server(server, client, tmp_path):
    from flows.nightly import nightly
    from flows.serve import NIGHTLY, _of

    due = now() + timedelta(seconds=20)
    folder = campaign(tmp_path / "council", due - timedelta(hours=1), due + timedelta(hours=36), due)
    data, source = tmp_path / "data", tmp_path / "responses.csv"
    sheet = pd.read_csv(SAMPLE, dtype="str", keep_default_na=False).head(30)
    given = due - timedelta(minutes=30)
    sheet["타임스탬프"] = (
        f"{given:%Y/%m/%d} {given.hour % 12 or 12}:{given:%M:%S} {'오전' if given.hour < 12 else '오후'} GMT+9"
    )
    sheet.to_csv(source, index=False)
    with serving(folder, data, tmp_path / "log", "--source", str(source)) as process:
        ended = until(lambda: {"Completed", "Failed"} & {state for _, state in runs(client)}, 300)
        assert ended == {"Completed"}, (tmp_path / "log").read_text("utf-8")
        assert runs(client)[0] == (due, "Completed")
        # On a busy machine the night was over before anybody watched for it, and is made up for.
        named = {run.name for run in client.read_flow_runs(deployment_filter=_of(NIGHTLY))}
        assert named & {f"council {kind} {due:%Y-%m-%d %H:%M}" for kind in ("예약", "밀린 예약")}
        assert [day for day, _ in runs(client, ["Scheduled"])] == [due + timedelta(days=d) for d in (1, 2)]
        assert (data / "current/manifest.json").is_file()
        # The staff's page stands beside it, at the one address that is told, and knows the next night.
        (address,) = re.findall(r"http://\S+key=\S+", (tmp_path / "log").read_text("utf-8"))
        with build_opener(HTTPCookieProcessor()).open(address) as page:
            assert f"다음 예약 실행: {due + timedelta(days=1):%Y-%m-%d %H:%M}" in page.read().decode()
    log = (tmp_path / "log").read_text("utf-8")
    assert process.returncode == 0
    assert "배포" in log
    assert "Traceback" not in log
    assert "Warning" not in log
    # Stopped, not paused: the runs to come stand.
    deployment = client.read_deployment_by_name(f"{nightly.name}/{NIGHTLY}")
    assert [schedule.active for schedule in deployment.schedules] == [True]
    assert not deployment.paused
    shown = deployment.parameter_openapi_schema["properties"]
    assert all(any("가" <= letter <= "힣" for letter in shown[name]["description"]) for name in shown)
    client.delete_deployment(deployment.id)


def api(port, path, body=None):
    import urllib.request

    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/{path}",
        data=json.dumps(body or {}).encode(),
        headers={"content-type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def states(port):
    return [run["state_name"] for run in api(port, "flow_runs/filter", {"sort": "EXPECTED_START_TIME_ASC"})]


@pytest.mark.slow
def test_what_a_kill_leaves_is_told_and_stands_in_no_ones_way(tmp_path):
    port, big = free_port(), tmp_path / "big.csv"
    from benchmarks.generate import generate

    generate(20_000).cells.to_csv(big, index=False)
    due = now() + timedelta(seconds=60)
    alone = {"PREFECT_API_URL": "", "PREFECT_HOME": str(tmp_path / "home")}
    with http_sink() as (address, posted):
        folder = campaign(
            tmp_path / "council", due - timedelta(hours=1), due + timedelta(days=9), due, [f"json://{address}"]
        )
        data = tmp_path / "data"
        options = ("--port", str(port), "--source", str(big))
        with serving(folder, data, tmp_path / "log1", *options, environment=alone) as process:
            # The run's own process dies: whoever watches it tells, and the next run may begin.
            os.kill(until(lambda: worker_of(data, process.pid)), signal.SIGKILL)
            until(lambda: "Crashed" in states(port))
            until(lambda: len(posted) == 1)
            assert "died" in posted[0]["message"]
            start_by_hand(port)
            worker = until(lambda: worker_of(data, process.pid))
            assert "Running" in states(port)
            # Everything dies at once: machine off.
            process.kill()
            os.kill(worker, signal.SIGKILL)
            process.wait()
        with serving(folder, data, tmp_path / "log2", *options, environment=alone):
            until(lambda: len(posted) == 2)
            assert "died" in posted[1]["message"]
            assert "정리했습니다" in (tmp_path / "log2").read_text("utf-8")
            assert "Running" not in states(port)
            # The night is made up for without help.
            until(lambda: "Completed" in states(port), 400)
            assert "Cancelled" not in states(port)
    assert Path(data / ".prefect").stat().st_mode & 0o077 == 0


def worker_of(data, server):
    """The process that runs in ``data`` now, if one does; not the server itself, which looks in at its start."""
    try:
        holder = json.loads((data / ".lock").read_text("utf-8"))["process"]
    except (OSError, ValueError):
        return None
    return holder if holder != server else None


def start_by_hand(port):
    import urllib.request

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/deployments/name/nightly/nightly-sync") as answer:
        deployment = json.loads(answer.read())["id"]
    api(port, f"deployments/{deployment}/create_flow_run", {"parameters": {"force": True}})


@pytest.mark.long
def test_no_other_site_reaches_the_server_and_its_page_reaches_no_other(server):
    import urllib.error
    import urllib.request

    def get(**headers):
        request = urllib.request.Request(f"{server}/health", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers.get("content-security-policy", "")
        except urllib.error.HTTPError as error:
            return error.code, ""

    own = server.removesuffix("/api")
    status, policy = get(Origin=own)
    assert status == 200
    assert policy.startswith("default-src 'self';")
    assert "http" not in policy
    assert get(Origin="http://example.org")[0] == 403
    assert get(Host="example.org")[0] == 403
