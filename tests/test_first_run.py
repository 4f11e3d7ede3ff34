"""A newcomer's first runs: the bundled sample, then responses of their own."""

import hashlib

import pytest

from flows.campaigns import is_of_sample
from tests.conftest import SAMPLE
from tests.test_changes import ROWS, written
from transforms.errors import SampleFallError


def test_a_fall_after_the_sample_names_the_sample(sync, tmp_path):
    sync(tmp_path / "data")
    with pytest.raises(SampleFallError, match=r"(?s)견본 응답\(214건\).*이번 응답\(40건\).*--data 로 새 폴더"):
        sync(tmp_path / "data", written(tmp_path / "own.csv", ROWS))


def test_only_what_comes_with_the_program_is_the_sample():
    assert is_of_sample(hashlib.sha256(SAMPLE.read_bytes()).hexdigest())
    assert not is_of_sample("0" * 64)
