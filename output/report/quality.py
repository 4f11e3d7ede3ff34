"""The quality page of a release, for the office: what the rules found, what is blank, what moved; no person on it.

Every number is exact and moves with each sync, so of two pages anyone could tell what one respondent left blank.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.pages import page
from output.report.rules_page import told_rule
from transforms.campaign.campaign import Campaign
from transforms.publishing.profile import BLANK, DECISION, DISPOSITION, FINDING
from transforms.reference import rows, texts

_LEVELS = ("critical", "warning", "info")
# The tables of rules about what a form gave; the others are about whole releases and about an event.
_OF_RESPONSES = ("responses", "headings", "changes", "resolve", "match", "place", "corrections")
_MOST_READINGS = 30
_STEP = 5
# The chart's box in the template.
_LEFT, _RIGHT, _TOP, _BOTTOM = 6, 154, 8, 62


def write_quality(
    profile: pd.DataFrame,
    alarms: pd.DataFrame,
    trends: pd.DataFrame,
    facts: Mapping[str, Any],
    campaign: Campaign,
    path: Path,
) -> None:
    """``path`` holds the page.

    ``profile`` is the release's, ``trends`` a row a snapshot, this one last; ``facts`` holds read, last (ISO moment or
    None) and dispositions (name to number).
    """
    words, last = labels("quality", campaign), facts["last"] and datetime.fromisoformat(facts["last"])
    profile = profile[profile["measure"].isin((DISPOSITION, BLANK, FINDING, DECISION))]
    broken, n_unbroken = _rules(profile, campaign)
    n_audits = sum(row["table"] == "release" for row in rows("rules"))
    said = {
        "read": facts["read"],
        "accepted": facts["dispositions"]["accepted"],
        "n_rules": len(broken) + n_unbroken,
        "n_broken": len(broken),
        "least": campaign.small_cell,
        "host": campaign.host,
        "phone": campaign.phone,
    }
    compared = words["alarmed" if len(alarms) else "calm"] if len(trends) > 1 else words["first"]
    shown = page(
        "quality",
        words=words,
        title=words["title"].format(name=campaign.name),
        basis=words["basis"].format(
            **said, last=f"{last.year}. {last.month}. {last.day}. {last:%H:%M}" if last else "-"
        ),
        lines=[line.format(**said) for line in (*words["lines"], compared.replace("{n}", str(len(alarms))))],
        alarms=alarm_sentences(alarms, campaign),
        dispositions=_dispositions(profile, campaign),
        decisions=_decisions(profile, campaign),
        rules=broken,
        rules_caption=words["rules_caption"].format(**said),
        unbroken=words["unbroken"].format(n=n_unbroken),
        audited=words["audited"].format(n=n_audits),
        blanks=_blanks(profile, campaign),
        blanks_caption=words["blanks_caption"].format(base=facts["dispositions"]["accepted"]),
        **_trends(trends, campaign),
        limits=[line.format(**said) for line in words["limit_lines"]],
        contact=words["contact"].format(**said),
    )
    write_file(path, shown, private=True)


def alarm_sentences(alarms: pd.DataFrame, campaign: Campaign) -> list[str]:
    """Each alarm in words; no answer that is not an option of the campaign, and no number that tells of few.

    Shares are told in steps of five percent and without their base, from which the very number would follow.
    """
    said, survey = texts("messages")["alarm"], labels("survey", campaign)
    names = {row["code"]: row["sentence"] for row in rows("rules")} | survey["question"]
    names = names | {q.column: q.title for q in campaign.questions}

    def share(n: int, base: int) -> str:
        if 0 < n < campaign.small_cell:
            return str(said["small"].format(least=campaign.small_cell))
        percent = _STEP * round(100 * n / base / _STEP)
        kind = "under" if percent < _STEP else "over" if percent > 100 - _STEP else "share"
        return str(said[kind].format(percent=min(max(percent, _STEP), 100 - _STEP)))

    return [
        said[a["code"]].format(
            about=names.get(a["about"], a["about"]),
            answer="" if a["code"] == "answer_new" else survey["answer"].get(a["answer"], a["answer"]),
            before=share(a["before"], a["before_base"]),
            now=share(a["now"], a["now_base"]),
            n_before=a["before"],
            n_now=a["now"],
        )
        for a in alarms.to_dict("records")
    ]


def _dispositions(profile: pd.DataFrame, campaign: Campaign) -> dict[str, Any]:
    names = texts("messages")["disposition"]
    numbers = profile[profile["measure"].eq(DISPOSITION)].set_index("about").to_dict("index")
    told = [(label, numbers[name]) for name, label in names.items()]
    most, read = max(int(row["n"]) for _, row in told), int(told[0][1]["base"])
    return {
        "caption": labels("quality", campaign)["dispositions_caption"].format(read=read),
        "rows": [
            {"label": label, "n": str(row["n"]), "width": _width(row["n"], most), "share": _share(row)}
            for label, row in told
        ],
    }


def _decisions(profile: pd.DataFrame, campaign: Campaign) -> dict[str, Any] | None:
    table = profile[profile["measure"].eq(DECISION)]
    if table.empty:
        return None
    names, base = texts("messages")["decision_state"], int(table["base"].iloc[0])
    return {
        "caption": labels("quality", campaign)["decisions_caption"].format(n=base),
        "rows": [
            {"label": names[about], "n": str(n), "width": _width(n, base)}
            for about, n in zip(table["about"].tolist(), table["n"].tolist(), strict=True)
        ],
    }


def _rules(profile: pd.DataFrame, campaign: Campaign) -> tuple[list[dict[str, Any]], int]:
    """The rules that were broken, those first that matter and then the most frequent; and how many were not."""
    table = profile[profile["measure"].eq(FINDING)].set_index("about")
    numbers = table.to_dict("index")
    looked_at = [row for row in rows("rules") if row["table"] in _OF_RESPONSES]
    broken = [
        told_rule(row) | {"n": str(numbers[row["code"]]["n"]), "share": _share(numbers[row["code"]]), "at": at}
        for at, row in enumerate(looked_at)
        if row["code"] in numbers
    ]
    order = table["n"].to_dict()
    broken.sort(key=lambda rule: (_LEVELS.index(rule["level"]), -order[rule["code"]], rule["at"]))
    return broken, len(looked_at) - len(broken)


def _blanks(profile: pd.DataFrame, campaign: Campaign) -> list[dict[str, Any]]:
    titles = {q.column: q.title for q in campaign.questions}
    table = profile[profile["measure"].eq(BLANK)]
    return [
        {
            "label": titles[row["about"]],
            "n": str(row["n"]),
            "share": _share(row),
            "width": _width(row["n"], row["base"]),
        }
        for row in table.to_dict("records")
    ]


def _trends(trends: pd.DataFrame, campaign: Campaign) -> dict[str, Any]:
    words = labels("quality", campaign)
    if len(trends) < 2:
        return {"charts": [], "readings": [], "trends_caption": ""}
    table = trends.tail(_MOST_READINGS)
    blank = (100 * table["blank"] / table["blank_base"].clip(lower=1)).round(1)
    columns = {
        "rows": ([f"{n}" for n in table["rows"]], table["rows"]),
        "accepted": ([f"{n}" for n in table["accepted"]], table["accepted"]),
        "blank_share": ([f"{share}%" for share in blank], blank),
        "findings": ([f"{n}" for n in table["findings"]], table["findings"]),
    }
    charts = []
    for name, (told, values) in columns.items():
        dots = _dots(values)
        charts.append(
            {
                "name": name.replace("_", "-"),
                "title": words[name],
                "points": " ".join(f"{x},{y}" for x, y in dots),
                "dots": [dots[0], dots[-1]],
                "first": told[0],
                "last": told[-1],
                "said": words["last_and_first"].format(first=told[0], last=told[-1]),
            }
        )
    days = [f"{int(d[:4])}. {int(d[5:7])}. {int(d[8:10])}." if d else "-" for d in table["last"]]
    by_reading = list(zip(*(shown for shown, _ in columns.values()), strict=True))
    return {
        "charts": charts,
        "readings": [{"at": day, "told": row} for day, row in zip(days, by_reading, strict=True)],
        "trends_caption": words["trends_caption"].format(n=len(table)),
    }


def _dots(values: "pd.Series[Any]") -> list[tuple[float, float]]:
    """Where each value stands in the chart, from zero at the bottom."""
    most = max(float(values.max()), 1e-9)
    step = (_RIGHT - _LEFT) / (len(values) - 1)
    return [
        (round(_LEFT + at * step, 1), round(_BOTTOM - (_BOTTOM - _TOP) * float(value) / most, 1))
        for at, value in enumerate(values.tolist())
    ]


def _share(row: Mapping[Any, Any]) -> float | int | None:
    """Whole percents, to one digit where it would round to none or all."""
    if not row["base"]:
        return None
    share = 100 * int(row["n"]) / int(row["base"])
    return round(share, 1) if share and not 1 <= share <= 99 and share != 100 else round(share)


def _width(n: Any, most: Any) -> float:
    return round(100 * int(n) / max(int(most), 1), 1)
