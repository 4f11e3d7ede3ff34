"""A newcomer's first runs: the bundled sample, then responses of their own."""

import pytest

from flows.campaigns import is_of_sample, is_sample
from tests.conftest import CAMPAIGN, ROOT, SAMPLE
from tests.test_changes import ROWS, written
from transforms.errors import SampleFallError


def test_a_fall_after_the_sample_names_the_sample(sync, tmp_path):
    sync(tmp_path / "data")
    with pytest.raises(SampleFallError, match=r"(?s)견본 응답\(214건\).*이번 응답\(40건\).*--data 로 새 폴더"):
        sync(tmp_path / "data", written(tmp_path / "own.csv", ROWS))


def test_a_copied_campaign_is_no_sample(tmp_path):
    assert is_sample(CAMPAIGN)
    assert is_sample(str(ROOT / "flows/campaigns" / CAMPAIGN))
    (tmp_path / CAMPAIGN).mkdir()
    for path in SAMPLE.parent.glob("*.*"):
        (tmp_path / CAMPAIGN / path.name).write_bytes(path.read_bytes())
    assert not is_sample(str(tmp_path / CAMPAIGN))
    assert not is_of_sample("0" * 64)
