"""What must be true of the finished tables; anything else publishes nothing.

Great Expectations holds each table against the suite that is made from its schema. What is true of two tables at once
(references, and that they agree) it could only be told as a list of all keys, which takes it seconds: that is looked at
with pandas, as names and types are, and told in the same way.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pandas as pd

from expectations.check import Rule, broken
from transforms.campaign.campaign import Campaign
from transforms.catalogue import (
    KEY,
    MALFORMED,
    MISSING,
    RANGE,
    UNLISTED,
    Breach,
    are_among,
    broken_references,
    lists_of,
    misshapen,
    pattern_of,
    told,
)
from transforms.errors.audit import AuditFailedError
from transforms.schema import Column, Lists, Table, by_name


def audit(tables: Mapping[str, pd.DataFrame], n_read: int, campaign: Campaign) -> None:
    """Nothing, when the restricted ``tables`` are as their schema says and agree; raises AuditFailedError.

    ``n_read`` is the number of data rows in the snapshot.
    """
    _refuse(_misshapen("restricted", tables))
    _refuse(_departures("restricted", tables, campaign) + _disagreements(tables, n_read))


def audit_public(
    tables: Mapping[str, pd.DataFrame], campaign: Campaign, audited: Mapping[str, pd.DataFrame] | None = None
) -> None:
    """Nothing, when the public ``tables`` are as their schema says; raises AuditFailedError.

    What stands the same among the ``audited`` restricted ones, described alike, is not held against its suite again.
    """
    _refuse(_misshapen("public", tables))
    public, office = by_name("public"), by_name("restricted")
    again = [
        name
        for name in (audited or {}).keys() & tables.keys()
        if public[name].columns == office[name].columns and audited is not None and tables[name].equals(audited[name])
    ]
    _refuse(_departures("public", tables, campaign, again))


def _refuse(found: list[Breach]) -> None:
    if found:
        raise AuditFailedError(codes=told(found))


def _misshapen(place: str, tables: Mapping[str, pd.DataFrame]) -> list[Breach]:
    return [breach for name, frame in tables.items() for breach in misshapen(place, name, frame)]


def _departures(
    place: str, tables: Mapping[str, pd.DataFrame], campaign: Campaign, but: Collection[str] = ()
) -> list[Breach]:
    known, lists = by_name(place), lists_of(campaign)
    looked = [(known[name], frame) for name, frame in tables.items() if name not in but]
    found = [] if are_sound(looked, lists) else [each for table in looked for each in departures(*table, lists)]
    return found + broken_references(place, tables)


def are_sound(looked: Iterable[tuple[Table, pd.DataFrame]], lists: Lists) -> bool:
    """True where no table breaks its suite.

    While one question is looked into the next is put together: who looks may be a process beside this one.
    """
    before: Future[list[Rule]] | None = None
    with ThreadPoolExecutor(1) as looking:
        for question in _questions(looked, lists):
            now = looking.submit(broken, *question)
            if before and before.result():
                return False
            before = now
        return not (before and before.result())


def _questions(
    looked: Iterable[tuple[Table, pd.DataFrame]], lists: Lists
) -> Iterator[tuple[pd.DataFrame, list[Rule], str]]:
    """What ``broken`` is asked of the tables.

    A rule takes milliseconds however little it is asked of, and is most columns' own: of all that have it at once, and
    of the values that it tells apart. Which column breaks it is asked where one does.
    """
    asked = dict[tuple[str, str], tuple[Rule, list["pd.Series[Any]"]]]()
    for table, frame in looked:
        plain, of_rows = _plain(table, frame), list[Rule]()
        for rule in _rules(table, frame, lists):
            if rule.code == KEY or "column_A" in rule.arguments:
                of_rows.append(rule)
                continue
            values = plain[rule.column]
            told_apart = values.isna() if rule.code == MISSING else values
            asked.setdefault((rule.code, repr(rule.arguments)), (rule, []))[1].append(values[~told_apart.duplicated()])
        if of_rows:
            yield plain, of_rows, table.name
    for rule, parts in asked.values():
        values = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
        yield values.to_frame(rule.column), [rule], rule.code


def departures(table: Table, frame: pd.DataFrame, lists: Lists) -> list[Breach]:
    """Where ``frame``, of the table's shape, breaks the suite of ``table``."""
    rules = _rules(table, frame, lists)
    return [Breach(table.name, rule.column, rule.code) for rule in broken(_plain(table, frame), rules, table.name)]


def _rules(table: Table, frame: pd.DataFrame, lists: Lists) -> list[Rule]:
    """The suite of ``table`` but for what the types of ``frame`` rule out."""
    never = {"int64": MISSING, "bool": MISSING, "datetime64": MALFORMED}
    ruled_out = {(str(name), never.get(str(held).partition("[")[0])) for name, held in frame.dtypes.items()}
    return [rule for rule in table_rules(table, lists) if (rule.column, rule.code) not in ruled_out]


def _plain(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` where an empty text is null, but for those that a key counts as a value."""
    texts = [c.name for c in table.columns if pd.api.types.is_string_dtype(frame[c.name].dtype)]
    says = [name for name in texts if name not in table.key or table.by_name[name].is_required]
    return frame.assign(**{name: frame[name].mask(frame[name].eq(""), None) for name in says})


def table_rules(table: Table, lists: Lists) -> list[Rule]:
    """The suite of one table: what its schema says of every column, and of its key."""
    rules = [rule for column in table.columns for rule in _column_rules(table, column, lists)]
    if len(table.key) == 1:
        rules.append(Rule(KEY, table.key[0], "ExpectColumnValuesToBeUnique"))
    elif table.key:
        columns = {"column_list": list(table.key)}
        rules.append(Rule(KEY, " ".join(table.key), "ExpectCompoundColumnsToBeUnique", columns))
    return rules


def _column_rules(table: Table, column: Column, lists: Lists) -> list[Rule]:
    rules, listed, pattern = [], list(column.listed(lists)), pattern_of(column)
    if table.never_null(column):
        rules.append(Rule(MISSING, column.name, "ExpectColumnValuesToNotBeNull"))
    if listed:
        rules.append(Rule(UNLISTED, column.name, "ExpectColumnValuesToBeInSet", {"value_set": listed}))
    if column.least is not None:
        ends = {"min_value": column.least, "max_value": column.most}
        rules.append(Rule(RANGE, column.name, "ExpectColumnValuesToBeBetween", ends))
    if column.within:
        pair = {"column_A": column.within, "column_B": column.name, "or_equal": True}
        skip = {"ignore_row_if": "either_value_is_missing"}
        rules.append(Rule(RANGE, column.name, "ExpectColumnPairValuesAToBeGreaterThanB", pair | skip))
    if pattern:
        rules.append(Rule(MALFORMED, column.name, "ExpectColumnValuesToMatchRegex", {"regex": rf"^(?:{pattern})\Z"}))
    return rules


def _disagreements(tables: Mapping[str, pd.DataFrame], n_read: int) -> list[Breach]:
    responses, participants = tables["responses"], tables["participants"]
    fields, attendees = tables["participant_fields"], tables["attendees"]
    counts, ids = responses["disposition"].value_counts(), participants["participant_id"]
    assigned = fields.loc[fields["is_assigned"], "participant_id"]
    accepted = responses.loc[responses["disposition"].eq("accepted"), ["participant_id", "response_id"]]
    spoken_of = pd.MultiIndex.from_frame(participants[["participant_id", "response_id"]])
    # Only an officer may have decided that nobody comes of who said yes.
    come = participants["attendance"].eq("yes") & participants["headcount"].ne(0).fillna(True).astype("bool")
    holds = {
        ("responses", "counts_reconcile"): len(responses) == n_read == int(counts.sum())
        and len(participants) == int(counts.get("accepted", 0)),
        ("participants", "participants_spoken_for"): spoken_of.symmetric_difference(
            pd.MultiIndex.from_frame(accepted)
        ).empty,
        ("participant_fields", "one_field_each"): not assigned.duplicated().any() and set(assigned) == set(ids),
        ("attendees", "attendees_agree"): are_among(ids[come], attendees["participant_id"])
        and are_among(attendees["participant_id"], ids[participants["attendance"].ne("no")]),
        ("participant_goals", "goals_have_activities"): _are_read(tables),
    }
    return [Breach(table, "", code) for (table, code), is_so in holds.items() if not is_so]


def _are_read(tables: Mapping[str, pd.DataFrame]) -> bool:
    """True where the matched goals of the participants are those of their activities, none more and none less."""
    goals, activities = tables["activity_goals"], tables["activities"][["activity_id", "participant_id"]]
    read = goals.merge(activities, on="activity_id")
    columns = ["participant_id", "goal"]
    matched = tables["participant_goals"].query("is_matched")[columns].astype({"goal": "int64"})
    one, other = (pd.MultiIndex.from_frame(each) for each in (matched, read[columns].astype({"goal": "int64"})))
    return bool(one.isin(other).all() and other.isin(one).all())
