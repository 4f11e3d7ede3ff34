"""``prefect.yaml`` is made of the campaign, says what ``sdgnet serve`` serves, and its runs run in a worker."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
import yaml

from flows.commands.cli import main
from flows.telling.served import as_served
from tests.conftest import CAMPAIGN, ROOT, SAMPLE
from tests.flows.test_serve import campaign, until
from tests.sinks import http_sink

TEXT = (ROOT / "prefect.yaml").read_text("utf-8")
YAML = yaml.safe_load(TEXT)
# Prefect settles on its server when it is imported.
pytestmark = [pytest.mark.long, pytest.mark.usefixtures("server")]


def test_the_file_beside_the_readme_is_what_the_command_writes_of_the_sample(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["serve", "--write-prefect-yaml", "--data", "/srv/sdgnet/data"]) == 0
    assert (tmp_path / "prefect.yaml").read_text("utf-8") == TEXT
    assert [path.name for path in tmp_path.iterdir()] == ["prefect.yaml"]
    assert "prefect.yaml 에 적었습니다" in capsys.readouterr().err


def test_window_hour_and_folders_are_the_campaigns(tmp_path):
    from flows.campaigns import read_campaign
    from flows.serving.pools import prefect_yaml

    council = tmp_path / '협의회 "2030"'
    shutil.copytree(ROOT / "flows/campaigns" / CAMPAIGN, council)
    settings = council / "campaign.toml"
    text = settings.read_text("utf-8").replace("2024-05-11T00:00:00", "2024-06-01T12:00:00")
    settings.write_text(text.replace("time = 06:00:00", "time = 21:30:00"), "utf-8")
    parameters = {"campaign": str(council), "data": str(tmp_path / "자료"), "source": "https://example.org/시트"}
    for force, ends in ((False, ";UNTIL=20240601T213000"), (True, "")):
        made = yaml.safe_load(prefect_yaml(read_campaign(str(council)), parameters, force))
        nightly, event = made["deployments"]
        assert nightly["schedules"][0]["rrule"] == f"DTSTART:20240422T213000\nRRULE:FREQ=DAILY{ends}"
        blank = dict.fromkeys(parameters, "")
        assert nightly["parameters"] == {**blank, "force": force}
        assert event["parameters"] == {**blank, "wait_minutes": 30}
        assert json.loads(nightly["work_pool"]["job_variables"]["env"]["SDGNET_SERVED"]) == parameters
        assert nightly["tags"] == [council.name]


def test_the_pools_deployments_are_those_that_are_served(tmp_path):
    from flows.serve import Served, deployments

    served = {each.name: each for each in deployments(Served(CAMPAIGN, "", tmp_path, False))}
    assert {each["name"] for each in YAML["deployments"]} == set(served)
    for each in YAML["deployments"]:
        ours = served[each["name"]]
        assert each["entrypoint"] == ours.entrypoint
        assert each["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
        assert (each["tags"], each["description"]) == (ours.tags, ours.description)
        assert each["parameters"] == ours.parameters
        assert str(tmp_path) not in ours.model_dump_json()
        assert [(s["rrule"], s["timezone"]) for s in each.get("schedules", [])] == [
            (s.schedule.rrule, s.schedule.timezone) for s in ours.schedules or []
        ]


def test_a_workers_runs_are_as_quiet_as_ours():
    from flows.telling.quiet import HANDLERS, SETTINGS

    env = YAML["definitions"]["pool"]["job_variables"]["env"]
    assert env == SETTINGS | HANDLERS | {"SDGNET_SERVED": as_served(CAMPAIGN, "/srv/sdgnet/data", "")}


@pytest.fixture
def client(server):
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as made:
        yield made


@pytest.mark.long
def test_a_night_that_fell_due_without_a_worker_is_run_when_one_comes(client, tmp_path):
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.states import Scheduled
    from prefect.workers.process import ProcessWorker

    nightly = YAML["deployments"][0]
    env = nightly["work_pool"]["job_variables"]["env"]
    client.create_work_pool(WorkPoolCreate(name="tried", type="process"))
    deployment = client.create_deployment(
        client.create_flow_from_name("nightly"),
        "tried",
        entrypoint=nightly["entrypoint"],
        parameters=nightly["parameters"],
        tags=nightly["tags"],
        work_pool_name="tried",
        job_variables={"env": {**env, "SDGNET_SERVED": as_served(CAMPAIGN, str(tmp_path / "data"), "")}},
    )
    due = datetime.now().astimezone() - timedelta(hours=3)
    run = client.create_flow_run_from_deployment(deployment, state=Scheduled(scheduled_time=due))
    asyncio.run(ProcessWorker(work_pool_name="tried").start(run_once=True))
    run = client.read_flow_run(run.id)
    # The sample's window is long over, and the run's own process knows it.
    assert (run.state_name, "기간이 끝났" in run.state.message) == ("Skipped", True)
    assert run.name.startswith("cheongju-2024 손으로 20")
    client.delete_deployment(deployment)


@pytest.fixture
def deployed(client, tmp_path):
    """Deploys what the file of a campaign says, as a newcomer would; removed again at the end."""
    from flows.campaigns import read_campaign
    from flows.serving.pools import prefect_yaml

    def prefect(*arguments):
        subprocess.run([sys.executable, "-m", "prefect", "--no-prompt", *arguments], cwd=tmp_path, check=True)

    def deploy(folder, **parameters):
        made = prefect_yaml(read_campaign(str(folder)), {"campaign": str(folder), **parameters})
        (tmp_path / "prefect.yaml").write_text(made, "utf-8")
        prefect("work-pool", "create", "sdgnet", "--type", "process")
        prefect("deploy", "--all")
        return client.read_deployment_by_name("nightly/nightly-sync")

    yield deploy
    for name in ("nightly/nightly-sync", "event/event-run"):
        client.delete_deployment(client.read_deployment_by_name(name).id)


@pytest.mark.slow
def test_a_worker_tells_at_once_of_a_run_that_was_killed_and_the_next_may_begin(client, deployed, tmp_path):
    from output.store.lock import only_run

    data, now = tmp_path / "data", datetime.now().astimezone()
    data.mkdir()
    with http_sink() as (address, posted):
        opens, closes = now - timedelta(hours=1), now + timedelta(days=9)
        folder = campaign(tmp_path / "council", opens, closes, opens, [f"json://{address}"])
        deployment = deployed(folder, data=str(data), source=str(SAMPLE))
        start = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "sdgnet", "--type", "process"]
        with subprocess.Popen(start, cwd=tmp_path) as worker, only_run(data, now):
            run = client.create_flow_run_from_deployment(deployment.id)
            # It waits for its turn.
            until(lambda: client.read_flow_run(run.id).state_name == "Running")
            os.kill(int(client.read_flow_run(run.id).infrastructure_pid.rpartition(":")[2]), signal.SIGKILL)
            until(lambda: client.read_flow_run(run.id).state_name == "Crashed")
            until(lambda: posted)
            after = client.create_flow_run_from_deployment(deployment.id)
            until(lambda: client.read_flow_run(after.id).state_name == "Running")
            worker.terminate()
    assert [("died" in told["message"], "+09:00" in told["message"]) for told in posted] == [(True, True)]
