"""What a reader works out by taking the organisations listed by name from the public numbers tells of nobody."""

import pandas as pd
import pytest

from tests.conftest import EXPORTS


@pytest.fixture(scope="module", params=["a", "b", "c"])
def public(request, release_a, sync, tmp_path_factory):
    release = release_a
    if request.param != "a":
        release = sync(tmp_path_factory.mktemp(request.param) / "data", EXPORTS / f"responses-{request.param}.csv")
    return {path.stem: pd.read_parquet(path) for path in (release / "public/tables").glob("*.parquet")}


def few(n: int) -> bool:
    return 0 < n < 3


def test_blank_goals_less_the_listed_without_goals_are_none_or_not_few(public):
    listed, goals = public["organisations"], public["organisation_goals"]
    n_listed = int((~listed["participant_id"].isin(goals.loc[goals["is_declared"], "participant_id"])).sum())
    blank = public["profile"].query("measure == 'blank' and about == 'goals'")["n"]
    assert blank.isna().all() or not few(int(blank.iloc[0]) - n_listed)


def test_agreements_less_those_of_the_listed_are_none_or_not_few(public):
    listed, goals = public["organisations"], public["organisation_goals"]
    flags = goals.assign(both=goals["is_declared"] & goals["is_matched"]).groupby("participant_id")
    any_of = flags[["is_declared", "is_matched", "both"]].any().reindex(listed["participant_id"], fill_value=False)
    both_told = any_of["is_declared"] & any_of["is_matched"]
    of_listed = {
        "same": any_of["both"].sum(),
        "different": (both_told & ~any_of["both"]).sum(),
        "not_declared": (any_of["is_matched"] & ~any_of["is_declared"]).sum(),
        "not_matched": (~any_of["is_matched"]).sum(),
    }
    told = public["facts"].query("topic == 'goals_agree' and note == ''").set_index("item")["n"]
    assert not [item for item, n in told.items() if few(int(n) - int(of_listed[item]))]
