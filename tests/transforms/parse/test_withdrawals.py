"""Withdrawals: the table of what people type."""

from tests.transforms.parse.cells import misread
from transforms.parse.withdrawals import calls_off


def test_reads_what_was_typed():
    assert misread("withdrawals", lambda text: (str(calls_off(text)).lower(),), "expected") == []
