"""What staff type into the page of a shared server reaches the campaign and the data folder that it serves alone."""

import errno
import shutil
from unittest.mock import Mock

import pytest

from flows.campaigns import campaign_folder
from flows.many import sync_many
from flows.nightly import nightly
from flows.serving.launch import launch
from flows.stages.edge import guarded
from flows.stages.run import Options, Run
from flows.sync import sync
from flows.telling import notify, runs
from flows.telling.served import recorded, refuse_other, serve_only
from flows.telling.served import served as meant
from tests.conftest import CAMPAIGN
from transforms.errors.running import DiskFullError, NotServedError
from transforms.errors.source import SourceNotFoundError

SHEET = "https://docs.google.com/spreadsheets/d/abc/edit"


@pytest.fixture
def served(tmp_path, monkeypatch):
    monkeypatch.setenv("SDGNET_SERVED", "")
    data = tmp_path / "data"
    data.mkdir()
    campaign = str(campaign_folder(CAMPAIGN).resolve())
    serve_only(campaign, data, str(tmp_path / "responses.csv"))
    return campaign, str(data)


def test_what_is_served_is_run(served, tmp_path):
    campaign, data = served
    for source in ("", str(tmp_path / "responses.csv"), SHEET, f"{data}/raw/a.csv.gz#탭", f"{campaign}/b.csv"):
        refuse_other(campaign, data, source, [f"{data}/guests.csv", ""])
    assert Run.of(campaign, "", data, Options(guests=("내빈=",))).data.is_dir()


@pytest.mark.parametrize(
    ("parameter", "changed"),
    [
        ("campaign", {"campaign": "{outside}/council"}),
        ("data", {"data": "{outside}/data"}),
        ("data", {"data": "{data}/../../data"}),
        ("source", {"source": "/etc/passwd"}),
        ("source", {"source": "{data}/../secret.csv"}),
        ("source", {"source": "{data}/a#/../../secret.csv#탭"}),
        ("guests", {"files": ["내빈=/etc/passwd"]}),
        ("guests", {"files": ["{data}/link.csv"]}),
    ],
)
def test_nothing_else_is_read_written_or_named(served, tmp_path_factory, parameter, changed):
    campaign, data = served
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.csv").write_text("x")
    link = tmp_path_factory.getbasetemp() / data / "link.csv"
    link.symlink_to(outside / "secret.csv")

    def filled(value):
        return [filled(each) for each in value] if isinstance(value, list) else value.format(outside=outside, data=data)

    given = {
        "campaign": campaign,
        "data": data,
        "source": "",
        "files": [],
        **{k: filled(v) for k, v in changed.items()},
    }
    with pytest.raises(NotServedError) as refused:
        Run.of(given["campaign"], given["source"], given["data"], Options(guests=tuple(given["files"])))
    assert refused.value.facts == {"parameter": parameter}
    assert str(outside) not in str(refused.value) and "passwd" not in str(refused.value)
    assert not (outside / "data").exists()


def test_a_run_is_recorded_without_a_path_of_this_machine(served, tmp_path):
    campaign, data = served
    given = [
        campaign,
        str(tmp_path / "responses.csv"),
        data,
        (f"내빈={data}/g.csv", "위원=", f"{campaign}/h.csv"),
        SHEET,
    ]
    with recorded(given) as told:
        pass
    assert told == ["", "", "", ("내빈=data/g.csv", "위원=", "campaign/h.csv"), SHEET]
    names = ("campaign", "source", "data", "guests", "sheet")
    assert [*meant(dict(zip(names, told, strict=True))).values()] == given
    assert meant({"campaign": "", "source": "data/raw/a.csv.gz", "data": ""})["source"] == f"{data}/raw/a.csv.gz"
    # What leads out of the folder leads nowhere.
    with pytest.raises(NotServedError):
        Run.of(*[meant({"campaign": "", "source": "data/../x.csv", "data": ""})[n] for n in names[:3]], Options())


def test_an_error_of_a_run_names_a_file_as_it_lies_in_the_folder(served, tmp_path):
    _, data = served

    @guarded
    def fails(path):
        raise SourceNotFoundError(source=path)

    for path, named in (
        (f"{data}/raw/a.csv", "data/raw/a.csv"),
        (tmp_path / "홍길동" / "b.csv", "b.csv"),
        (data, "data"),
    ):
        with pytest.raises(SourceNotFoundError) as failed:
            fails(path)
        assert failed.value.facts == {"source": named} and str(tmp_path) not in str(failed.value)
    with pytest.raises(DiskFullError) as full:
        guarded(Mock(side_effect=OSError(errno.ENOSPC, "full", f"{data}/x")))()
    assert str(tmp_path) not in str(full.value)


def test_what_is_blank_is_what_is_served_in_a_run_and_in_its_name(served):
    campaign, _ = served
    assert nightly.fn(source="").name == "Skipped"
    assert (
        runs._slugs(meant({"campaign": "", "data": ""})) == [CAMPAIGN]
        and notify._named(Mock(parameters={})) == campaign
    )


def test_a_night_asks_first(served, tmp_path):
    campaign, _ = served
    with pytest.raises(NotServedError):
        nightly.fn(campaign, str(tmp_path / "elsewhere"))


def test_a_run_by_hand_is_recorded_by_names(monkeypatch, tmp_path):
    monkeypatch.delenv("SDGNET_SERVED", raising=False)
    names = ("campaign", "source", "data", "guests", "campaigns")
    given = [
        f"{tmp_path}/our-2030",
        SHEET,
        f"{tmp_path}/홍길동/data",
        (f"내빈={tmp_path}/a/g.csv", "위원=", f"내빈={tmp_path}/b/g.csv"),
        {"a": f"{tmp_path}/{CAMPAIGN}", CAMPAIGN: CAMPAIGN},
    ]
    with recorded(given) as told:
        assert told == [
            *("…/our-2030", "…/docs.google.com", "…/data"),
            ("내빈=…/g.csv", "위원=", "내빈=…/2/g.csv"),
            {"a": f"…/{CAMPAIGN}", CAMPAIGN: CAMPAIGN},
        ]
        assert [*meant(dict(zip(names, told, strict=True))).values()] == given
    assert meant({"data": "data"}) == {"data": "data"}


@pytest.mark.long
@pytest.mark.parametrize("is_many", [False, True])
def test_a_server_of_others_keeps_no_path_of_a_run_by_hand(server, monkeypatch, tmp_path, is_many):
    from prefect.client.orchestration import get_client

    monkeypatch.delenv("SDGNET_SERVED", raising=False)
    monkeypatch.setenv("PREFECT_API_URL", server)
    data, campaign = (
        tmp_path / "갈매기댁" / "data",
        shutil.copytree(campaign_folder(CAMPAIGN), tmp_path / "갈매기댁/our"),
    )
    (campaign / "responses.csv").unlink()
    source = str(tmp_path / "갈매기댁" / "responses.csv")
    if is_many:
        ended = launch(lambda: sync_many, {"our": str(campaign)}, str(data), 0.0)
        assert isinstance(ended["our"], SourceNotFoundError)
    else:
        with pytest.raises(SourceNotFoundError):
            launch(lambda: sync, str(campaign), source, str(data), 0.0)
    with get_client(sync_client=True) as client:
        kept = [*client.read_flow_runs(), *client.read_task_runs()]
        told = "".join(each.model_dump_json() for each in kept)
    assert "…/our" in told and "갈매기댁" not in told and str(tmp_path) not in told


def test_by_hand_everything_may_be_named(monkeypatch, tmp_path):
    monkeypatch.delenv("SDGNET_SERVED", raising=False)
    refuse_other(CAMPAIGN, str(tmp_path), "/etc/passwd", ["/etc/passwd"])
