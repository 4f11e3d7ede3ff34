"""What moved between releases by so much that a person should look, and how the main numbers ran."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from transforms.campaign.sections import Quality
from transforms.parse.text import key
from transforms.publishing.profile import BLANK, DISPOSITION, FINDING, ROWS, SHARE, UNKNOWN
from transforms.reference import rows

# How many standard errors a share must move: with a hundred shares watched, chance alone would do so in one release of
# some twenty, were not the least moves of the settings asked for as well.
_SURE = 3.5
# Fewer responses than this tell nothing of a share, before or now.
_FEWEST = 10
_LEAST_FALL = 2
_ALARM_TYPES = {
    "code": "str",
    "severity": "str",
    "about": "str",
    "answer": "str",
    "before": "int64",
    "before_base": "int64",
    "now": "int64",
    "now_base": "int64",
}
TREND_TYPES = {
    "last": "str",
    "rows": "int64",
    "accepted": "int64",
    "blank": "int64",
    "blank_base": "int64",
    "findings": "int64",
}


def alarms(profile: pd.DataFrame, before: Sequence[pd.DataFrame], quality: Quality) -> pd.DataFrame:
    """code, severity, about, answer, before, before_base, now, now_base: what differs from the profiles ``before``.

    ``before`` is in the order in which their snapshots were first seen. Rows are compared with the last of them; shares
    with the last that is at least ten rows short of this one, and where responses were only added, those that were
    added are compared with those that were there. A share has moved when it did by as much as ``quality`` says and by
    3.5 standard errors of the difference (continuity-corrected), so that a handful of responses raises no alarm.
    ``now`` and ``now_base`` are of what was compared: the added responses, else all.
    Late responses say that the window has closed, which is no news.
    """
    if not before:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _ALARM_TYPES.items()})
    last = before[-1]
    n_now, n_last = _n(profile, ROWS), _n(last, ROWS)
    found = []
    if n_last - n_now >= max(_LEAST_FALL, quality.rows_fall * n_last):
        found.append(("rows_fell", "", "", n_last, n_last, n_now, n_last))
    base = next((each for each in reversed(before) if _n(each, ROWS) <= n_now - _FEWEST), last)
    late = [row["code"] for row in rows("rules") if row["disposition"] == "out_of_window"]
    moved = _moved(profile, base)
    moved = moved[~(moved["measure"].eq(FINDING) & moved["about"].isin(late))]
    for measure, code, least, is_any_way in (
        (BLANK, "blank_rose", quality.blank_rise, False),
        (FINDING, "finding_rose", quality.finding_rise, False),
        (SHARE, "share_shifted", quality.share_shift, True),
    ):
        here = moved[moved["measure"].eq(measure)]
        by = here["by"].abs() if is_any_way else here["by"]
        here = here[by.ge(least) & here["z"].ge(_SURE)]
        found += _listed(here, code)
    known = {(about, key(answer)) for about, answer, n in _unknown(last) if n >= quality.new_answers}
    found += [
        ("answer_new", about, answer, 0, n_last, n, n_now)
        for about, answer, n in _unknown(profile)
        if n >= quality.new_answers and (about, key(answer)) not in known
    ]
    severity = {row["code"]: row["severity"] for row in rows("rules")}
    table = pd.DataFrame(found, columns=[name for name in _ALARM_TYPES if name != "severity"])
    return table.assign(severity=table["code"].map(severity))[list(_ALARM_TYPES)].astype(_ALARM_TYPES)


def trends(profile: pd.DataFrame, last: str, before: Sequence[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """last (day of the last response), rows, accepted, blank, blank_base, findings: a row a snapshot, this one last."""
    made = [
        {
            "last": day,
            "rows": _n(each, ROWS),
            "accepted": _n(each[each["about"].eq("accepted")], DISPOSITION),
            "blank": _n(each, BLANK),
            "blank_base": int(each.loc[each["measure"].eq(BLANK), "base"].sum()),
            "findings": _n(each, FINDING),
        }
        for day, each in [*before, (last, profile)]
    ]
    return pd.DataFrame(made, columns=list(TREND_TYPES)).astype(TREND_TYPES)


def _n(profile: pd.DataFrame, measure: str) -> int:
    return int(profile.loc[profile["measure"].eq(measure), "n"].sum())


def _unknown(profile: pd.DataFrame) -> list[tuple[str, str, int]]:
    table = profile[profile["measure"].eq(UNKNOWN)]
    return list(zip(table["about"].tolist(), table["answer"].tolist(), table["n"].tolist(), strict=True))


def _moved(profile: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """Each share of both profiles: n and base before and now, by how much it moved and in how many standard errors."""
    on = ["measure", "about", "answer"]
    shares = [table[table["measure"].isin((BLANK, FINDING, SHARE))] for table in (base, profile)]
    both = shares[0].merge(shares[1], on=on, how="outer", suffixes=("_before", "_now")).sort_values(on)
    # A rule that nothing broke has no row; a question or an answer that was not there cannot have moved.
    for side, table in (("before", base), ("now", profile)):
        is_rule = both["measure"].eq(FINDING) & both[f"base_{side}"].isna()
        both.loc[is_rule, f"n_{side}"], both.loc[is_rule, f"base_{side}"] = 0, _n(table, ROWS)
    both = both.dropna().astype({f"{a}_{b}": "int64" for a in ("n", "base") for b in ("before", "now")})
    added, added_base = both["n_now"] - both["n_before"], both["base_now"] - both["base_before"]
    # Added responses tell more than all of them; an answer taken back or a body answering anew makes them uncountable.
    is_added = added_base.ge(_FEWEST) & added.between(0, added_base)
    both["n_now"], both["base_now"] = both["n_now"].mask(is_added, added), both["base_now"].mask(is_added, added_base)
    both = both[both["base_before"].ge(_FEWEST) & both["base_now"].ge(_FEWEST)]
    one, other = both["n_before"] / both["base_before"], both["n_now"] / both["base_now"]
    inverse = 1 / both["base_before"] + 1 / both["base_now"]
    pooled = (both["n_before"] + both["n_now"]) / (both["base_before"] + both["base_now"])
    error = np.sqrt((pooled * (1 - pooled)).clip(lower=0) * inverse)
    surplus = ((other - one).abs() - inverse / 2).clip(lower=0)
    return both.assign(by=other - one, z=(surplus / error.replace(0, np.inf)))


def _listed(moved: pd.DataFrame, code: str) -> list[tuple[str, str, str, int, int, int, int]]:
    columns = ["about", "answer", "n_before", "base_before", "n_now", "base_now"]
    return [(code, *row) for row in moved[columns].itertuples(index=False, name=None)]
