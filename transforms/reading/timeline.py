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


def placed_by_row(responses: pd.DataFrame, opens_at: str) -> "pd.Series[str]":
    """``submitted_at``, and for what staff received without a moment (``is_received``) that of the row above.

    Of rows in the window; where none stands above, that of the row below, ``opens_at`` where there is none at all.
    """
    at = responses["submitted_at"]
    is_placed = responses["is_received"] & at.isna()
    if not is_placed.any():
        return at
    near = at.where(responses["is_in_window"]).ffill().bfill().fillna(opens_at)
    return at.mask(is_placed, near)


def in_time(table: pd.DataFrame, *, newest_first: bool = False) -> pd.DataFrame:
    """``table`` by ``submitted_at`` and then ``row_number``; what has no instant stands last.

    Where ``is_day_alone``, the response stands in its day where its row stands: behind the latest of that day above it.
    """
    order = pd.DataFrame({"at": instants(table["submitted_at"]), "row": table["row_number"]})
    if "is_day_alone" in table.columns and table["is_day_alone"].any():
        by_row = order.assign(day=table["submitted_at"].str.slice(0, 10)).sort_values("row")
        latest_ = by_row["at"].groupby(by_row["day"]).cummax()
        order["at"] = order["at"].mask(table["is_day_alone"], latest_.reindex(order.index))
    return table.loc[order.sort_values(["at", "row"], ascending=not newest_first).index]
