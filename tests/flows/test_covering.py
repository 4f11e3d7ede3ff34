"""What a run tells of whom it leaves out of public files."""

import logging

import pandas as pd

from flows.stages.covering import _tell_unnamed


def test_bodies_whose_name_reads_as_a_persons_are_told_with_where_to_decide(caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("sdgnet"), "propagate", True)
    with caplog.at_level(logging.INFO, "sdgnet"):
        _tell_unnamed(pd.DataFrame({"unnamed": ["personal", None, "holds", "person"]}))
        _tell_unnamed(pd.DataFrame({"unnamed": [None, "person", "refused"]}))
    assert len(caplog.messages) == 1
    assert "2곳" in caplog.text and "'이름 공개'" in caplog.text
