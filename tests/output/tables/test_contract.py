"""Names and types of the public tables change only with a new contract version that says so.

``tests/contracts/<version>.csv`` is what each version promised, and is never edited afterwards. Who changes a public
table writes what changed to transforms/reference/contract.csv and the new promise beside the earlier ones.
"""

import io
import json
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from transforms.schema import contract, contract_log, dictionary

# Since version 3 the last three as well.
PROMISED = ["table", "column", "type", "is_required", "is_key", "refers", "unit", "values", "range"]
FOLDER = Path(__file__).parents[2] / "contracts"
VERSIONS = list(dict.fromkeys(each.version for each in contract_log()))


def promise(version: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{version}.csv", dtype="str", keep_default_na=False)


def public() -> pd.DataFrame:
    text = dictionary("public")[PROMISED].to_csv(index=False)
    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)


def differences(before: pd.DataFrame, now: pd.DataFrame) -> set[tuple[str, str, str]]:
    """change, table, column between two promises, in what both of them promise."""
    both = [name for name in PROMISED if name in before and name in now]
    before, now = before[both], now[both]
    was, is_ = (set(each["table"]) for each in (before, now))
    found = {("table_added", name, "") for name in is_ - was} | {("table_removed", name, "") for name in was - is_}
    old, new = ({(t, c): tuple(rest) for t, c, *rest in each.to_numpy().tolist()} for each in (before, now))
    for table, column in old.keys() | new.keys():
        if table in was & is_ and old.get((table, column)) != new.get((table, column)):
            how = "added" if (table, column) not in old else "removed" if (table, column) not in new else "changed"
            found.add((f"column_{how}", table, column))
    return found


def broken(now: pd.DataFrame) -> set[tuple[str, str, str]]:
    """What the public tables have otherwise than the contract in force promises."""
    return differences(promise(contract()), now)


def test_the_public_tables_keep_the_contract_in_force():
    assert broken(public()) == set()


def test_every_version_tells_what_it_changed():
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(VERSIONS)
    assert [str(at) for at in range(1, len(VERSIONS) + 1)] == VERSIONS
    for before, now in pairwise(VERSIONS):
        told = {(each.change, each.table, each.column) for each in contract_log() if each.version == now}
        more = {("promises", "", "")} if set(promise(now)) > set(promise(before)) else set()
        assert told == differences(promise(before), promise(now)) | more != set()


@pytest.mark.parametrize(
    ("bend", "told"),
    [
        (lambda t: t[t["column"].ne("legal_form")], {("column_removed", "organisations", "legal_form")}),
        (lambda t: t[t["table"].ne("survey_counts")], {("table_removed", "survey_counts", "")}),
        (
            lambda t: t.assign(type=t["type"].mask(t["column"].eq("score"), "integer")),
            {("column_changed", "organisation_goals", "score")},
        ),
        (
            lambda t: pd.concat([t, t[t["table"].eq("facts")].tail(1).assign(column="more")], ignore_index=True),
            {("column_added", "facts", "more")},
        ),
    ],
)
def test_a_change_without_a_new_version_is_named(bend, told):
    assert broken(bend(public())) == told


def test_since_is_a_version_and_not_before_its_table():
    for place in ("public", "restricted"):
        assert set(dictionary(place)["since"]) <= set(VERSIONS)
    first = dictionary("public").groupby("table")["since"].min()
    for each in contract_log():
        if each.change == "table_added":
            assert first[each.table] == each.version


def test_the_package_tells_its_contract(release_a):
    for place in ("public", "restricted"):
        package = json.loads((release_a / place / "datapackage.json").read_text("utf-8"))
        assert package["version"] == contract()
        assert [each["version"] for each in package["contract"]] == [each.version for each in contract_log()]
        assert all(each["ko"] and each["en"] for each in package["contract"])
    assert json.loads((release_a / "manifest.json").read_text("utf-8"))["contract"] == contract()
