"""Numbers that anyone may read: none of them, and no difference of them, tells of fewer people than the campaign says.

What the public tables tell of organisations by name is known to every reader; only the others, the hidden ones, need
cover. So a part is unsafe when its hidden ones are few, even where the whole number is large.

``note`` of a row: '' exact · ``at_least`` so many at least (the rest of them is under ``rest``, or would tell of few) ·
``small`` few, and how many is not told (``n`` is null) · ``rest`` what was taken out of the other parts, together.
"""

import pandas as pd

from transforms.publishing.facts import DAY, MANY, MAP, NO_ANSWER, ONE, TOTAL, TYPES, with_shares

REST = "rest"
AT_LEAST, SMALL = "at_least", "small"
PUBLIC = [name for name in TYPES if name not in ("n_named", "base_named")]
_BETWEEN = "~"


def public_facts(facts: pd.DataFrame, least: int) -> pd.DataFrame:
    """``facts`` without ``n_named`` and ``base_named``, and without any number that tells of fewer than ``least``."""
    made = [_COVERS[str(part["shape"].iloc[0])](part, least) for _, part in facts.groupby("topic", sort=False)]
    table = pd.concat(made, ignore_index=True) if made else facts
    # A topic whose every base is null has no type of its own.
    types = {name: kind for name, kind in TYPES.items() if name in table}
    return with_shares(table.astype(types))[PUBLIC]


def public_survey(facts: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """question, answer, n, base, note: the rows of public ``facts`` that answer the questions of ``counts``."""
    shown = facts[
        facts["topic"].isin(counts["question"])
        & facts["item"].ne(NO_ANSWER)
        & facts["n"].notna()
        & facts["base"].notna()
    ]
    table = shown.rename(columns={"topic": "question", "item": "answer"})[["question", "answer", "n", "base", "note"]]
    return table.astype({"n": "int64", "base": "int64"}).reset_index(drop=True)


def hidden_together(numbers: "pd.Series[int]", least: int) -> "pd.Series[bool]":
    """Which of several parts of one whole must not be told: those below ``least`` (above 0) and, where they are still
    fewer than that together, the next smallest with them: the same ones that ``public_facts`` would take.
    """
    pool = numbers.between(1, least - 1)
    if not pool.any():
        return pool
    order = numbers[numbers.gt(0)].sort_index().sort_values(kind="stable")
    before = order.cumsum() - order
    joins = order.lt(least) | before.lt(least)
    # One part alone would follow from the whole.
    joins |= pd.Series(range(len(order)), index=order.index).lt(2)
    return joins.reindex(numbers.index, fill_value=False)


def _total(part: pd.DataFrame, least: int) -> pd.DataFrame:
    few = part["n"].between(1, least - 1)
    return part.assign(n=part["n"].mask(few), note=part["note"].mask(few, SMALL))


def _one(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """Each part's hidden ones are at least ``least`` or told with others' under ``rest``."""
    whole = part.reset_index(drop=True)
    n, named = whole["n"].astype("int64"), whole["n_named"].astype("int64")
    hidden = n - named
    base = int(whole["base"].max())
    order = pd.DataFrame({"hidden": hidden, "item": whole["item"]})[hidden.gt(0)].sort_values(["hidden", "item"]).index
    before = hidden[order].cumsum() - hidden[order]
    pooled = (
        set(order[(hidden[order].lt(least) | before.lt(least)).to_numpy()])
        if hidden.between(1, least - 1).any()
        else set()
    )
    gone = {at for at in pooled if named[at] < least} | set(n[n.between(1, least - 1)].index)
    rest = sum(int(hidden[at]) for at in pooled) + sum(int(named[at]) for at in gone)
    rest += sum(int(hidden[at]) for at in gone - pooled)
    for at in n[n.gt(0)].sort_values(kind="stable").index:
        if not 0 < rest < least:
            break
        if at not in gone and at not in pooled:
            gone.add(at)
            rest += int(n[at])
    # Too few hidden ones in all: nothing is told of them, nor of how many they are.
    covering = sum(int(hidden[at]) for at in pooled)
    is_told = not 0 < covering < least and not 0 < rest < least
    kept = whole[~whole.index.isin(gone)].copy()
    in_pool = kept.index.isin(pooled)
    kept["n"] = kept["n"].mask(in_pool, kept["n_named"])
    kept["note"] = kept["note"].mask(in_pool, AT_LEAST)
    silent = whole.index[whole["item"].eq(NO_ANSWER)]
    covered = bool(len(silent)) and (silent[0] in gone or silent[0] in pooled)
    if covered:
        kept["base"] = base
    if not is_told:
        kept["base"] = pd.NA
    if is_told and rest:
        row = whole.iloc[[0]].assign(item=REST, n=rest, note=REST)
        row["base"] = base if covered or not len(silent) else whole["base"].iloc[0]
        at_end = kept["item"].eq(NO_ANSWER)
        kept = pd.concat([kept[~at_end], row, kept[at_end]])
    return kept


def _many(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """Each part's hidden ones, and the hidden ones outside of it, are none, at least ``least``, or not told."""
    silent = part[part["item"].eq(NO_ANSWER)]
    table = part[part["item"].ne(NO_ANSWER)].copy()
    n, named = table["n"].astype("int64"), table["n_named"].astype("int64")
    base_hidden = (table["base"] - table["base_named"]).astype("int64")
    if base_hidden.between(1, least - 1).any() or table["base"].between(1, least - 1).any():
        # So few answered that nothing can be said of them.
        table["n"], table["base"] = named.where(named.ge(least)), pd.NA
        table["note"] = pd.Series(AT_LEAST, index=table.index).where(named.ge(least), SMALL)
        return table
    hidden = n - named
    few, most = hidden.between(1, least - 1), (base_hidden - hidden).between(1, least - 1) & hidden.ge(least)
    floor = named.mask(most, named + (base_hidden - least + 1).clip(lower=0))
    unsafe = few | most | n.between(1, least - 1)
    shown = n.mask(unsafe, floor)
    small = unsafe & shown.lt(least)
    table["n"] = shown.astype("Int64").mask(small)
    table["note"] = table["note"].mask(unsafe, AT_LEAST).mask(small, SMALL)
    silent_hidden = (silent["n"] - silent["n_named"]).between(1, least - 1)
    if len(silent) and (silent_hidden.any() or silent["n"].between(1, least - 1).any()):
        table["base"] = int(silent["base"].iloc[0])
        silent = silent.iloc[:0]
    return pd.concat([table, silent])


def _day(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """Days with few answers stand together with their neighbours, as ``first~last``."""
    runs: list[tuple[list[str], int]] = []
    for day, n in zip(part["item"].tolist(), part["n"].astype("int64").tolist(), strict=True):
        if runs and 0 < runs[-1][1] < least:
            runs[-1] = ([*runs[-1][0], day], runs[-1][1] + n)
        else:
            runs.append(([day], n))
    while len(runs) > 1 and 0 < runs[-1][1] < least:
        days, n = runs.pop()
        runs[-1] = (runs[-1][0] + days, runs[-1][1] + n)
    kept = part.iloc[: len(runs)].copy()
    kept["item"] = [days[0] if len(days) == 1 else f"{days[0]}{_BETWEEN}{days[-1]}" for days, _ in runs]
    kept["n"] = [n for _, n in runs]
    return _total(kept, least)


def _map(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """Of named organisations alone."""
    return _total(part.assign(n=part["n_named"], base=part["base_named"]), least)


_COVERS = {TOTAL: _total, ONE: _one, MANY: _many, DAY: _day, MAP: _map}
