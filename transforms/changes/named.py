"""Which responses changed, by the names of their bodies: what an officer asks first."""

import pandas as pd

COLUMNS = ["change", "name", "row_number"]


def named_changes(changes: pd.DataFrame, responses: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """change, name, row_number of every response that changed, in the sheet's order; from a release's own tables.

    ``name`` is missing where the response speaks for nobody in the release: it was set aside, or is there no more.

    >>> changes = pd.DataFrame({"change": ["new"], "response_id": ["r1"], "row_number": [3]})
    >>> responses = pd.DataFrame({"response_id": ["r1"], "participant_id": ["p1"]})
    >>> participants = pd.DataFrame({"participant_id": ["p1"], "name": ["하늘연대"]})
    >>> named_changes(changes, responses, participants).values.tolist()
    [['new', '하늘연대', 3]]
    """
    whose = responses.set_index("response_id")["participant_id"]
    names = participants.set_index("participant_id")["name"]
    made = changes.assign(name=changes["response_id"].map(whose).map(names))
    return made[COLUMNS].sort_values("row_number", ignore_index=True)
