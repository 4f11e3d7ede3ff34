"""Several campaigns side by side: a page in the report's language, and a CSV of the same numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import pandas as pd

from output.formats.cells import inert_table
from output.formats.days import date_of
from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.look import SERIES, goal_tiles, ink_on
from output.formats.pages import page
from output.report.wording import item_name, percent, shown, topic_name
from transforms.publishing.facts import NO_ANSWER, TOTAL
from transforms.publishing.side_by_side import Named, beyond, told_apart
from transforms.publishing.small_cells import REST

# What says more of an office's work than of who took part.
_OFFICE = ("total", "disposition", "activity", "wish_1", "wish_2")
_MOST_SAID = 8
_GOALS, _FIELDS = ("goals_declared", "goals_matched"), ("field", "wish_1", "wish_2")


def write_comparison(
    table: pd.DataFrame, campaigns: Sequence[Named], path: Path, titles: Mapping[str, str]
) -> tuple[Path, Path]:
    """``path`` holds the page of ``table`` (of side_by_side) and a CSV stands beside it; returns both.

    ``campaigns`` stand in the order of their releases. ``titles``: what they call the topics that only they ask.
    """
    rows = path.with_suffix(".csv")
    write_file(path, comparison_page(table, campaigns, titles), private=False)
    write_file(
        rows,
        _rows(_titled(table, titles), told_apart(campaigns))
        .to_csv(index=False, lineterminator="\r\n")
        .encode("utf-8-sig"),
        private=False,
    )
    return path, rows


def comparison_page(table: pd.DataFrame, compared: Sequence[Named], titles: Mapping[str, str]) -> bytes:
    """The page of ``table``."""
    table = _titled(table, titles)
    words, names = labels("compare"), told_apart(compared)
    colours = [SERIES[at % len(SERIES)] for at in range(len(names))]
    campaigns = [
        {"mark": mark, "name": name, "days": _days(each), "colour": colour, "ink": ink_on(colour)}
        for mark, name, each, colour in zip(ascii_uppercase, names, compared, colours, strict=False)
    ]
    by_topic = {str(topic): part for topic, part in table.groupby("topic", sort=False)}
    known = {topic for topics in words["topics"].values() for topic in topics}
    topics = {name: [each for each in words["topics"].get(name, ()) if each in by_topic] for name in words["sections"]}
    topics["survey"] = [each for each in by_topic if each not in known and each not in _OFFICE]
    charts = {name: [_chart(each, by_topic[each], len(names)) for each in found] for name, found in topics.items()}
    charts["totals"] = [_totals(by_topic["total"], len(names))]
    return page(
        "compare",
        words=words,
        campaigns=campaigns,
        summary=_summary(by_topic, len(names)),
        headings=_headings(len(names)),
        sections=[
            {"name": name, "title": title, "charts": charts[name]}
            for name, title in words["sections"].items()
            if charts[name]
        ],
        report=labels("report"),
    )


def _titled(table: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    return table.assign(title=table["topic"].map(lambda topic: topic_name(topic) or titles.get(topic, topic)))


def _days(campaign: Named) -> str:
    """When a campaign took place; '' where its package does not tell."""
    # A day stays on one line.
    ends = [date_of(date.fromisoformat(day)).replace(" ", "\u00a0") for day in (campaign.start, campaign.end) if day]
    return "~\u200b".join(ends)


def _headings(n: int) -> list[tuple[str, int | None]]:
    """Every column's heading and whose it is: each campaign's, and after the first what changed (nobody's)."""
    marks, change = ascii_uppercase[:n], labels("compare")["change"]
    found: list[tuple[str, int | None]] = [(marks[0], 0)]
    for at in range(1, n):
        found += [(marks[at], at), (change.format(before=marks[at - 1], now=marks[at]), None)]
    return found


def _totals(part: pd.DataFrame, n: int) -> dict[str, Any]:
    words = labels("compare")
    named = labels("report")["items"]["total"]
    part = part[part["part"].isin([key.replace("_", "") for key in named])]
    rows = _table(part, n, lambda item: str(named[item]), is_total=True)
    return {"name": "totals", "title": "", "caption": words["totals_caption"], "rows": rows}


def _chart(topic: str, part: pd.DataFrame, n: int) -> dict[str, Any]:
    words = labels("compare")
    tiles = {f"{tile.number}": tile for tile in goal_tiles()} if topic in _GOALS else {}
    rows = [row | {"tile": tiles.get(row["part"])} for row in _table(part, n, lambda item: _bare(topic, item))]
    bases = []
    for at in range(n):
        mark, of = ascii_uppercase[at], part[part["release"].eq(at) & part["item"].ne(NO_ANSWER)]["base"].dropna()
        if part["release"].eq(at).any():
            told = words["base_of"].format(mark=mark, n=f"{int(of.iloc[0]):,}") if len(of) else words["no_base"]
            bases.append(told.format(mark=mark))
    caption = words["base"].format(bases=" · ".join(bases))
    return {"name": topic.replace("_", "-"), "title": part["title"].iloc[0], "caption": caption, "rows": rows}


def _table(part: pd.DataFrame, n: int, name: Any, *, is_total: bool = False) -> list[dict[str, Any]]:
    """One row a part: its name, the cells under the headings, and how long each campaign's bar is."""
    made = []
    most = max([0.0, *(part["n"] if is_total else part["share"]).dropna().astype("float64")]) or 1.0
    for key, rows in part.groupby("part", sort=False):
        by_release: dict[int, Any] = {row["release"]: row for row in rows.to_dict("records")}
        cells: list[str] = []
        sure: list[bool] = []
        widths: list[float] = []
        for at in range(n):
            row = by_release.get(at)
            cells.append(_cell(row, is_total))
            sure.append(False)
            value = None if row is None else row["n" if is_total else "share"]
            widths.append(0.0 if value is None or pd.isna(value) else round(100 * float(value) / most, 1))
            if at:
                cells.append(_change(row, is_total))
                sure.append(_is_sure(row))
        item = rows["item"].iloc[-1]
        told = {"part": key, "tile": None, "name": name(item), "cells": cells, "sure": sure, "widths": widths}
        made.append(told | {"is_last": item in (NO_ANSWER, REST)})
    return sorted(made, key=lambda row: row["is_last"])


def _cell(row: dict[str, Any] | None, is_total: bool) -> str:
    words = labels("compare")
    if row is None:
        return str(words["absent"])
    told = shown(row["n"], row["note"])
    if is_total or pd.isna(row["share"]) or row["item"] == NO_ANSWER:
        return told
    return str(words["cell"].format(n=told, share=percent(row["share"])))


def _is_sure(row: dict[str, Any] | None) -> bool:
    """Whether the change is more than chance, where there is one."""
    return row is not None and row["item"] != NO_ANSWER and not pd.isna(row["is_beyond"]) and bool(row["is_beyond"])


def _change(row: dict[str, Any] | None, is_total: bool) -> str:
    words = labels("compare")
    if row is None or pd.isna(row["change"]) or row["item"] == NO_ANSWER:
        return str(words["absent"])
    value = float(row["change"])
    told = _number(value) if is_total else _points(value)
    return str(words["rise" if value > 0 else "fall"].format(change=told)) if _is_sure(row) else told


def _number(value: float) -> str:
    return str(labels("compare")["number"].format(sign=_sign(value), n=f"{abs(value):,.0f}"))


def _points(value: float) -> str:
    return str(labels("compare")["points"].format(sign=_sign(round(100 * value, 1)), n=f"{abs(100 * value):.1f}"))


def _sign(value: float) -> str:
    return "+" if value > 0 else "−" if value < 0 else "±"


def _bare(topic: str, item: str) -> str:
    """The name of a part without its number, which may be another in each campaign."""
    name = item_name(topic, item)
    return (
        name.split(".", 1)[1].strip() if topic in (*_GOALS, *_FIELDS) and name[:1].isdigit() and "." in name else name
    )


def _summary(by_topic: dict[str, pd.DataFrame], n: int) -> list[str]:
    """What differs between the first campaign and the last by more than chance, the surest first; that nothing does."""
    said, ends = labels("compare")["said"], {"first": ascii_uppercase[0], "last": ascii_uppercase[n - 1]}
    made = []
    if len(total := _ends(by_topic.get("total"), n)):
        whole = total[total["part"].eq("participants")]
        for row in whole.to_dict("records"):
            told = {"was": f"{row['n_then']:,.0f}", "now": f"{row['n_now']:,.0f}"}
            code = "participants" if row["is_beyond"] else "participants_alike"
            made.append(said[code].format(**ends, **told, change=_number(row["n_now"] - row["n_then"])))
    shares = [_ends(part, n).assign(topic=topic) for topic, part in by_topic.items() if topic not in _OFFICE]
    found = pd.concat(shares, ignore_index=True) if shares else pd.DataFrame()
    if not len(found):
        return made
    sure = found[found["is_beyond"]]
    sure = sure.assign(far=sure["change"].abs()).sort_values(["far", "topic", "part"], ascending=[False, True, True])
    for row in sure.head(_MOST_SAID).to_dict("records"):
        was, now = (percent(row[f"n_{when}"] / row[f"base_{when}"]) for when in ("then", "now"))
        name, title = _bare(row["topic"], row["item"]), by_topic[row["topic"]]["title"].iloc[0]
        made.append(said["apart"].format(topic=title, name=name, was=was, now=now, change=_points(row["change"])))
    left = len(sure) - _MOST_SAID
    if left > 0:
        made.append(said["more"].format(n=left))
    return made if len(sure) else [*made, said["alike"]]


def _ends(part: pd.DataFrame | None, n: int) -> pd.DataFrame:
    """part, item, n_then, base_then, n_now, base_now, change, is_beyond: what the first campaign and the last both tell
    exactly."""
    if part is None:
        return pd.DataFrame()
    is_count = part["shape"].eq(TOTAL)
    exact = part[part["note"].eq("") & (part["share"].notna() | is_count) & part["item"].ne(NO_ANSWER)]
    sides = [exact[exact["release"].eq(at)].set_index("part")[["item", "n", "base"]] for at in (0, n - 1)]
    both = sides[0].merge(sides[1], left_index=True, right_index=True, suffixes=("_then", "_now")).reset_index()
    numbers = both[["n_then", "base_then", "n_now", "base_now"]].astype("Float64")
    n_tried = pd.Series(len(both), index=both.index)
    sure = beyond(numbers["n_then"], numbers["base_then"], numbers["n_now"], numbers["base_now"], n_tried)
    change = numbers["n_now"] / numbers["base_now"] - numbers["n_then"] / numbers["base_then"]
    told = both[["part"]].assign(item=both["item_now"], change=change, is_beyond=sure)
    return pd.concat([told, numbers], axis=1)


def _rows(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The numbers for a spreadsheet: a row for each topic, part and campaign."""
    named = [item_name(topic, item) for topic, item in zip(table["topic"], table["item"], strict=True)]
    made = table.assign(
        name=named,
        mark=table["release"].map(dict(enumerate(ascii_uppercase))),
        campaign=table["release"].map(dict(enumerate(names))),
    )
    columns = [
        "topic",
        "title",
        "item",
        "name",
        "mark",
        "campaign",
        "n",
        "base",
        "share",
        "note",
        "change",
        "is_beyond",
    ]
    return inert_table(made[columns])
