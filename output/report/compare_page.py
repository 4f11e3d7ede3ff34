"""Several campaigns side by side: a page in the report's language, and a CSV of the same numbers."""

from collections.abc import Sequence
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import pandas as pd

from output.formats.cells import inert_table
from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.look import SERIES, goal_tiles, ink_on
from output.formats.pages import page
from output.report.wording import item_name, percent, shown, topic_name
from transforms.publishing.facts import NO_ANSWER
from transforms.publishing.small_cells import REST

# One a campaign; each stands beside its letter, and contrasts with white by 4.5:1 at least.
# What says more of an office's work than of who took part.
_OFFICE = ("total", "disposition", "activity", "wish_1", "wish_2")
_GOALS, _FIELDS = ("goals_declared", "goals_matched"), ("field", "wish_1", "wish_2")


def write_comparison(table: pd.DataFrame, names: Sequence[str], path: Path) -> tuple[Path, Path]:
    """``path`` holds the page of ``table`` (of side_by_side) and a CSV stands beside it; returns both.

    ``names`` are the campaigns', in the order of their releases.
    """
    rows = path.with_suffix(".csv")
    write_file(path, comparison_page(table, names), private=False)
    write_file(rows, _rows(table, names).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig"), private=False)
    return path, rows


def comparison_page(table: pd.DataFrame, names: Sequence[str]) -> bytes:
    """The page of ``table``."""
    words = labels("compare")
    colours = [SERIES[at % len(SERIES)] for at in range(len(names))]
    campaigns = [
        {"mark": mark, "name": name, "colour": colour, "ink": ink_on(colour)}
        for mark, name, colour in zip(ascii_uppercase, names, colours, strict=False)
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
        summary=_summary(by_topic, names),
        headings=_headings(len(names)),
        sections=[
            {"name": name, "title": title, "charts": charts[name]}
            for name, title in words["sections"].items()
            if charts[name]
        ],
        report=labels("report"),
    )


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
    return {"name": topic.replace("_", "-"), "title": topic_name(topic) or topic, "caption": caption, "rows": rows}


def _table(part: pd.DataFrame, n: int, name: Any, *, is_total: bool = False) -> list[dict[str, Any]]:
    """One row a part: its name, the cells under the headings, and how long each campaign's bar is."""
    made = []
    most = max([0.0, *(part["n"] if is_total else part["share"]).dropna().astype("float64")]) or 1.0
    for key, rows in part.groupby("part", sort=False):
        by_release: dict[int, Any] = {row["release"]: row for row in rows.to_dict("records")}
        cells: list[str] = []
        widths: list[float] = []
        for at in range(n):
            row = by_release.get(at)
            cells.append(_cell(row, is_total))
            value = None if row is None else row["n" if is_total else "share"]
            widths.append(0.0 if value is None or pd.isna(value) else round(100 * float(value) / most, 1))
            if at:
                cells.append(_change(row, is_total))
        item = rows["item"].iloc[-1]
        told = {"part": key, "tile": None, "name": name(item), "cells": cells, "widths": widths}
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


def _change(row: dict[str, Any] | None, is_total: bool) -> str:
    words = labels("compare")
    if row is None or pd.isna(row["change"]) or row["item"] == NO_ANSWER:
        return str(words["absent"])
    value = float(row["change"])
    if is_total:
        return str(words["number"].format(sign=_sign(value), n=f"{abs(value):,.0f}"))
    return str(words["points"].format(sign=_sign(round(100 * value, 1)), n=f"{abs(100 * value):.1f}"))


def _sign(value: float) -> str:
    return "+" if value > 0 else "−" if value < 0 else "±"


def _bare(topic: str, item: str) -> str:
    """The name of a part without its number, which may be another in each campaign."""
    name = item_name(topic, item)
    return (
        name.split(".", 1)[1].strip() if topic in (*_GOALS, *_FIELDS) and name[:1].isdigit() and "." in name else name
    )


def _summary(by_topic: dict[str, pd.DataFrame], names: Sequence[str]) -> list[str]:
    """What moved most between the first campaign and the last; nothing that one of them does not tell exactly."""
    said, made = labels("compare")["said"], []
    ends = {"first": ascii_uppercase[0], "last": ascii_uppercase[len(names) - 1]}
    words = labels("compare")
    total = _ends(by_topic.get("total"), len(names), "n")
    if "participants" in total:
        was, now = total["participants"]
        change = words["number"].format(sign=_sign(now - was), n=f"{abs(now - was):,.0f}")
        told = {"participants_first": f"{was:,.0f}", "participants_last": f"{now:,.0f}", "participants_change": change}
        made.append(said["participants"].format(**ends, **told))
    form = _ends(by_topic.get("form"), len(names), "share")
    if "organisation" in form:
        was, now = form["organisation"]
        made.append(said["form"].format(**ends, share_first=percent(was), share_last=percent(now)))
    goals = _ends(by_topic.get("goals_matched"), len(names), "share")
    moved = sorted((now - was, part) for part, (was, now) in goals.items())
    if len(moved) > 1 and moved[0][0] < 0 < moved[-1][0]:
        tiles = {str(tile.number): tile.name for tile in goal_tiles()}
        (fall, fallen), (growth, grown) = moved[0], moved[-1]
        made.append(
            said["grown"].format(
                name=tiles[grown],
                change=words["points"].format(sign="+", n=f"{100 * growth:.1f}"),
                fallen=tiles[fallen],
                fallen_change=words["points"].format(sign="−", n=f"{-100 * fall:.1f}"),
            )
        )
    return made


def _ends(part: pd.DataFrame | None, n: int, value: str) -> dict[str, tuple[float, float]]:
    """What the first and the last campaign tell of each part that both tell exactly."""
    if part is None:
        return {}
    exact = part[part["note"].eq("") & part[value].notna()]
    first, last = (
        exact[exact["release"].eq(at)].set_index("part")[value].astype("float64").to_dict() for at in (0, n - 1)
    )
    return {str(name): (was, last[name]) for name, was in first.items() if name in last}


def _rows(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The numbers for a spreadsheet: a row for each topic, part and campaign."""
    named = [item_name(topic, item) for topic, item in zip(table["topic"], table["item"], strict=True)]
    made = table.assign(
        title=table["topic"].map(lambda topic: topic_name(topic) or topic),
        name=named,
        mark=table["release"].map(dict(enumerate(ascii_uppercase))),
        campaign=table["release"].map(dict(enumerate(names))),
    )
    columns = ["topic", "title", "item", "name", "mark", "campaign", "n", "base", "share", "note", "change"]
    return inert_table(made[columns])
