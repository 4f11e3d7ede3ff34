"""The review shows the cell that could not be read: the second wish where the first could."""

import pandas as pd

from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.review.review import _findings


def test_of_two_wishes_the_one_that_is_not_read_is_shown():
    by_id = pd.DataFrame(
        {"row": [2, 3], "row_number": [1, 2], "name": ["가", "나"], "disposition": "accepted", "participant_id": "p"},
        index=pd.Index(["r-1", "r-2"], name="response_id"),
    ).assign(wish_1=pd.array([4, None], dtype="Int64"))
    cells = pd.DataFrame({"wish_1": ["물때 4", "아무 데나"], "wish_2": ["읽을 수 없는 글", "물때 1"]}, dtype="str")
    found = pd.DataFrame(
        {"response_id": ["r-1", "r-2"], "code": "wish_unreadable", "column": "is_wish_read", "severity": "warning"}
    )
    nothing = pd.DataFrame({"response_id": pd.Series(dtype="str"), "about": pd.Series(dtype="str")})
    council = read_campaign(CAMPAIGN)
    told = _findings(by_id, cells, found, nothing, council).sort_values("row")
    assert told["typed"].tolist() == ["읽을 수 없는 글", "아무 데나"]
    assert told["cell"].tolist() == [council.by_column[name].title for name in ("wish_2", "wish_1")]
