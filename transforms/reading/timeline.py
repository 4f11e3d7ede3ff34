"""Responses in the order in which they came: by the instant, not by the clock that was put back in autumn."""

import pandas as pd


def instants(submitted_at: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    """The instants of ISO texts with offsets, comparable whatever the offsets."""
    return pd.to_datetime(submitted_at, utc=True, format="ISO8601")


def latest(submitted_at: "pd.Series[str]") -> str:
    """The text of the latest instant, '' where there is none."""
    if not submitted_at.notna().any():
        return ""
    return str(submitted_at.iloc[int(instants(submitted_at).argmax())])


def in_time(table: pd.DataFrame, *, newest_first: bool = False) -> pd.DataFrame:
    """``table`` by ``submitted_at`` and then ``row_number``; what has no instant stands last."""
    order = pd.DataFrame({"at": instants(table["submitted_at"]), "row": table["row_number"]})
    return table.loc[order.sort_values(["at", "row"], ascending=not newest_first).index]
