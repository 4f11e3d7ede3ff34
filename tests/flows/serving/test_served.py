"""What staff type into the page of a shared server reaches the campaign and the data folder that it serves alone."""

import pytest

from flows.campaigns import campaign_folder
from flows.nightly import nightly
from flows.serving.served import refuse_other, serve_only
from flows.stages.run import Options, Run
from tests.conftest import CAMPAIGN
from transforms.errors.running import NotServedError

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


def test_a_night_asks_first(served, tmp_path):
    campaign, _ = served
    with pytest.raises(NotServedError):
        nightly.fn(campaign, str(tmp_path / "elsewhere"))


def test_by_hand_everything_may_be_named(monkeypatch, tmp_path):
    monkeypatch.delenv("SDGNET_SERVED", raising=False)
    refuse_other(CAMPAIGN, str(tmp_path), "/etc/passwd", ["/etc/passwd"])
