"""``prefect.yaml`` says what ``sdgnet serve`` serves."""

import yaml

from tests.conftest import CAMPAIGN, ROOT

YAML = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))


def test_the_pools_deployments_are_those_that_are_served(tmp_path):
    from flows.campaigns import read_campaign
    from flows.serve import Served, deployments

    served = {each.name: each for each in deployments(Served(CAMPAIGN, "", tmp_path, False))}
    assert {each["name"] for each in YAML["deployments"]} == set(served)
    for each in YAML["deployments"]:
        ours = served[each["name"]]
        assert each["entrypoint"] == ours.entrypoint
        assert each["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
        assert [(s["rrule"], s["timezone"]) for s in each.get("schedules", [])] == [
            (s.schedule.rrule, s.schedule.timezone) for s in ours.schedules or []
        ]
    assert read_campaign(YAML["definitions"]["parameters"]["campaign"]).slug == CAMPAIGN


def test_a_workers_runs_are_as_quiet_as_ours():
    from flows.telling.quiet import SETTINGS

    assert YAML["definitions"]["pool"]["job_variables"]["env"] == SETTINGS
