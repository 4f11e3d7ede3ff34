"""A run's name and tags say whose it is, what began it, and which edition it makes."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.conftest import CAMPAIGN

# Prefect settles on its server when it is imported.
pytestmark = [pytest.mark.long, pytest.mark.usefixtures("server")]


def named(flow, parameters, **facts):
    """What a run of ``flow`` due at six in Seoul is called."""
    from prefect.client.schemas.objects import FlowRun
    from prefect.context import FlowRunContext

    from flows.telling.runs import run_name

    due = datetime(2024, 4, 30, 21, 0, tzinfo=UTC)
    run = FlowRun(flow_id=uuid4(), expected_start_time=due, **facts)
    with FlowRunContext.model_construct(flow=flow, flow_run=run, parameters=parameters):
        return run_name()


def test_a_night_a_hand_and_a_night_made_up_for_are_told_apart(tmp_path):
    from flows.nightly import nightly

    one = {"campaign": CAMPAIGN, "data": str(tmp_path)}
    assert named(nightly, one, auto_scheduled=True) == "cheongju-2024 예약 2024-05-01 06:00"
    assert named(nightly, one) == "cheongju-2024 손으로 2024-05-01 06:00"
    assert named(nightly, one, tags=["밀린 예약"]) == "cheongju-2024 밀린 예약 2024-05-01 06:00"


def test_the_events_edition_follows_what_was_printed(tmp_path):
    from flows.event import event

    one = {"campaign": CAMPAIGN, "data": str(tmp_path)}
    assert named(event, one) == "cheongju-2024 손으로 1판 2024-05-01 06:00"
    (tmp_path / "event/printed").mkdir(parents=True)
    (tmp_path / "event/printed/2.parquet").touch()
    assert named(event, one) == "cheongju-2024 손으로 3판 2024-05-01 06:00"


def test_many_campaigns_and_one_that_cannot_be_read_have_names_too():
    from flows.many import sync_many
    from flows.sync import sync

    assert named(sync_many, {"campaigns": {"a": "/a", "b": "/b", "c": "/c"}}).startswith("a 외 2 손으로 2024-")
    assert named(sync, {"campaign": "/nowhere/council-2030"}).startswith("council-2030 손으로 2024-")


@pytest.fixture
def client(server):
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as made:
        yield made


def test_the_page_shows_a_run_by_its_name_and_its_tags(client, tmp_path):
    from flows.nightly import nightly

    skipped = nightly(CAMPAIGN, str(tmp_path / "data"), return_state=True)
    run = client.read_flow_run(skipped.state_details.flow_run_id)
    assert run.name.startswith("cheongju-2024 손으로 20")
    assert run.tags == ["cheongju-2024", "손으로"]


def test_a_stage_is_called_what_the_log_calls_it(client):
    from prefect import flow
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName

    from flows.stages.edge import stage

    def match():
        return 17

    assert flow(lambda: stage(match)(), name="tried", flow_run_name="a run of one stage")() == 17
    of_run = FlowRunFilter(name=FlowRunFilterName(any_=["a run of one stage"]))
    assert [run.name for run in client.read_task_runs(flow_run_filter=of_run)] == ["목표 맞추기"]
