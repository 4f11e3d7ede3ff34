"""The one-page summary: one HTML file without script or remote request, counts alone and no person."""

from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined

from output.files import write_file
from output.labels import labels
from output.look import ACCENT, ink_on
from transforms.campaign import Campaign
from transforms.reference import rows, texts


def write_report(counts: pd.DataFrame, facts: Mapping[str, Any], campaign: Campaign, path: Path) -> None:
    """``path`` holds the report.

    ``counts`` is the public survey_counts; ``facts`` holds read, participants, individuals, coming, named, last
    (ISO moment or None) and dispositions (name to number).
    """
    words = labels("report")
    by_question = {str(q): t for q, t in counts.groupby("question", sort=False)}
    goals = _goals(by_question)
    top = [g["name"] for g in sorted(goals, key=lambda g: (-_number(g["matched"]), g["number"]))[:3]]
    last = datetime.fromisoformat(facts["last"]) if facts["last"] else None
    said = {
        **facts,
        "groups": facts["participants"] - facts["individuals"],
        "goal_1": top[0],
        "goal_2": top[1],
        "goal_3": top[2],
        "small": campaign.small_cell - 1,
        "host": campaign.host,
        "phone": campaign.phone,
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    template = environment.from_string(files("output").joinpath("templates/report.html").read_text("utf-8"))
    page = template.render(
        words=words,
        title=words["title"].format(name=campaign.name),
        basis=words["basis"].format(
            host=campaign.host,
            read=facts["read"],
            last=f"{last.year}. {last.month}. {last.day}. {last:%H:%M}" if last else "-",
        ),
        lines=[line.format(**said) for line in words["lines"]],
        goals=goals,
        goals_base=words["base"].format(base=facts["participants"]),
        charts=_charts(by_question, facts, campaign),
        limits=[line.format(**said) for line in words["limit_lines"]],
        contact=words["contact"].format(**said),
    )
    write_file(path, page.encode(), private=False)


def _goals(by_question: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    matched, declared = (
        # A question that hardly anybody answered is not in the public counts.
        dict(zip(by_question[q]["answer"], by_question[q]["n"], strict=True)) if q in by_question else {}
        for q in ("goals_matched", "goals_declared")
    )
    most = max([1, *matched.values(), *declared.values()])
    made = []
    for row in rows("goals"):
        label = f"{row['goal']}.{row['name']}"
        one, other = matched.get(label), declared.get(label)
        made.append(
            {
                "number": int(row["goal"]),
                "name": row["name"],
                "colour": row["colour"],
                "ink": ink_on(row["colour"]),
                # A goal that is missing from the public counts was merged into the small ones.
                "matched": "-" if one is None else one,
                "declared": "-" if other is None else other,
                "matched_width": round(100 * (one or 0) / most, 1),
                "declared_width": round(100 * (other or 0) / most, 1),
            }
        )
    return made


def _charts(
    by_question: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], campaign: Campaign
) -> list[dict[str, Any]]:
    words = labels("report")
    colours = {f"{each.number}. {each.name}": each.colour for each in campaign.fields}
    made = [_chart(words["fields"], by_question["field"], colours, is_wide=True)] if "field" in by_question else []
    made += [_chart(words[f"{name}s"], by_question[name], {}) for name in ("district", "kind") if name in by_question]
    names = texts("messages")["disposition"]
    table = pd.DataFrame(
        {
            "answer": [names[d] for d in facts["dispositions"]],
            "n": list(facts["dispositions"].values()),
            "base": facts["read"],
        }
    )
    made.append(_chart(words["dispositions"], table, {}, is_wide=True))
    return made


def _chart(title: str, table: pd.DataFrame, colours: Mapping[str, str], *, is_wide: bool = False) -> dict[str, Any]:
    base, most = int(table["base"].iloc[0]), max(1, int(table["n"].max()))
    return {
        "title": title,
        "is_wide": is_wide,
        "caption": labels("report")["base"].format(base=base),
        "rows": [
            {
                "label": answer,
                "n": n,
                "width": round(100 * n / most, 1),
                "colour": colours.get(answer, ACCENT),
                "share": round(100 * n / base) if base else None,
            }
            for answer, n in zip(table["answer"].tolist(), table["n"].tolist(), strict=True)
        ],
    }


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
