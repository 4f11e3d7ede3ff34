"""The breakages of the orchestrator that an import does not show: each would pass every other test."""

import subprocess
import sys
import time

import pytest
from prefect import flow
from prefect.client.orchestration import get_client

# The session's server, and whoever asks for it, is in .ci/run.
pytestmark = pytest.mark.long


@flow
def nothing() -> None:
    """A flow to be scheduled."""


def test_a_schedule_makes_scheduled_runs(server):
    # SQLAlchemy 2.1 lets a deployment be created and its schedule look active, and no run ever comes.
    with get_client(sync_client=True) as client:
        flow_id = client.create_flow(nothing)
        deployment = client.create_deployment(flow_id, "guard")
        client._client.post(
            f"/deployments/{deployment}/schedules",
            json=[{"schedule": {"interval": 3600, "timezone": "Asia/Seoul"}, "active": True}],
        ).raise_for_status()
        until = time.monotonic() + 60
        runs = []
        while not runs and time.monotonic() < until:
            time.sleep(1)
            runs = client._client.post(
                "/flow_runs/filter", json={"deployments": {"id": {"any_": [str(deployment)]}}}
            ).json()
    assert runs
    assert {run["state_type"] for run in runs} == {"SCHEDULED"}


def test_the_command_line_lists_runs(server):
    # FastAPI 0.151 and later refuse the null that this request sends.
    result = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "flow-run", "ls"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stdout + result.stderr
