"""The quality page of a release, for the office: what the rules found, what is blank, what moved; no person on it.

Every number is exact and moves with each sync, so of two pages anyone could tell what one respondent left blank.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from output.formats.days import day_of
from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.pages import page
from output.formats.pictures import columns
from output.report.rules_page import by_worth, told_rule
from output.report.wording import item_name, topic_name
from transforms.campaign.campaign import Campaign
from transforms.publishing.profile import BLANK, DECISION, DISPOSITION, FINDING
from transforms.publishing.small_cells import BETWEEN, COVERED
from transforms.reference import rows, texts

# The tables of rules that are about whole releases and about an event; the others are about what a form gave.
_NOT_OF_RESPONSES = ("release", "drift", "guests", "attendance")
_MOST_DAYS = 30
_STEP = 5
# So many days each have a label and a number; of more the first and the last.
_ALL_LABELLED = 6


def write_quality(
    profile: pd.DataFrame,
    alarms: pd.DataFrame,
    trends: pd.DataFrame,
    numbers: tuple[pd.DataFrame, pd.DataFrame],
    facts: Mapping[str, Any],
    campaign: Campaign,
    path: Path,
) -> None:
    """``path`` holds the page.

    ``profile`` is the release's, ``trends`` a row a snapshot, this one last; ``numbers`` are the tables of facts, what
    anyone may read and all of them; ``facts`` holds read, last (ISO moment or None) and dispositions (name to number).
    """
    words, last = labels("quality", campaign), facts["last"] and datetime.fromisoformat(facts["last"])
    profile = profile[profile["measure"].isin((DISPOSITION, BLANK, FINDING, DECISION))]
    broken, n_unbroken = _rules(profile, campaign)
    n_audits = sum(row["table"] == "release" for row in rows("rules"))
    groups = by_worth(broken, campaign)
    said = {
        "read": facts["read"],
        "accepted": facts["dispositions"]["accepted"],
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
        lines=[
            *(line.format(**said) for line in words["lines"]),
            *_to_do(groups, words),
            compared.format(n=len(alarms)),
        ],
        alarms=alarm_sentences(alarms, campaign),
        groups=[
            {"name": name, "rules": of, "caption": words["rules_caption"].format(n=len(of))} for name, of in groups
        ],
        todo_note=words["todo_note"].format(**said),
        unbroken=words["unbroken"].format(n=n_unbroken),
        audited=words["audited"].format(n=n_audits),
        dispositions=_dispositions(profile, campaign),
        decisions=_decisions(profile, campaign),
        covered=_covered(*numbers, campaign),
        covered_caption=words["covered_caption"].format(**said),
        blanks_caption=words["blanks_caption"].format(base=facts["dispositions"]["accepted"]),
        **_blanks(profile, campaign),
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
    """The rules that were broken, what changes the result most first, else the most frequent; how many were not."""
    numbers = profile[profile["measure"].eq(FINDING)].set_index("about").to_dict("index")
    looked_at = [row for row in rows("rules") if row["table"] not in _NOT_OF_RESPONSES]
    broken = [
        (told := told_rule(row, campaign))
        | {"n": str(of["n"]), "share": _share(of), "place": (told["place"], -int(of["n"]))}
        for row in looked_at
        if (of := numbers.get(row["code"]))
    ]
    return broken, len(looked_at) - len(broken)


def _to_do(groups: Sequence[tuple[str, list[dict[str, Any]]]], words: Mapping[str, Any]) -> list[str]:
    asked = [rule for _, of in groups for rule in of if rule["todo"]]
    if not asked:
        return [words["nothing_to_do"]]
    return [words["first_to_do"].format(**asked[0]), words["to_do"].format(n_rules=len(asked))]


def _covered(public: pd.DataFrame, everything: pd.DataFrame, campaign: Campaign) -> list[dict[str, str]]:
    """The answers that the public report does not tell, by question, with the numbers that the office knows."""
    words, on = labels("quality", campaign), ["topic", "item", "by"]
    hidden = public.loc[public["note"].eq(COVERED), on].merge(everything[[*on, "n"]], on=on, how="left")
    whole = {topic: rows.set_index("item")["n"] for topic, rows in everything[everything["by"].eq("")].groupby("topic")}
    hidden["n"] = [
        _of_several(item, whole[topic]) if pd.isna(n) and topic in whole else n
        for topic, item, n in zip(hidden["topic"], hidden["item"], hidden["n"], strict=True)
    ]
    hidden = hidden.astype({"n": "Int64"})[hidden["n"].notna() | hidden["by"].ne("")]
    made = []
    for topic, part in hidden.groupby("topic", sort=False):
        asked = campaign.by_column.get(str(topic))
        named = [
            words["covered_answer"].format(item=item_name(str(topic), item, campaign), n=n)
            for item, n in zip(part["item"], part["n"].astype("str"), strict=True)
        ]
        # Of a table of two questions the cells are too many to be named.
        told = words["covered_cells"].format(n=len(part)) if part["by"].ne("").any() else " · ".join(named)
        made.append({"topic": topic_name(str(topic), campaign) or (asked.short if asked else str(topic)), "told": told})
    return made


def _of_several(item: str, counts: "pd.Series[int]") -> int | None:
    """How many gave the answers that are told as one, from the first to the last; None where these are not known."""
    first, _, last = item.partition(BETWEEN)
    return int(counts.loc[first:last].sum()) if first in counts and last in counts else None


def _blanks(profile: pd.DataFrame, campaign: Campaign) -> dict[str, Any]:
    titles = {q.column: q.title for q in campaign.questions}
    table = profile[profile["measure"].eq(BLANK)].sort_values("n", ascending=False, kind="stable")
    shown, whole = table[table["n"].gt(0)], table.loc[table["n"].eq(0), "about"]
    return {
        "blanks": [
            {
                "label": titles[row["about"]],
                "n": str(row["n"]),
                "share": _share(row),
                "width": _width(row["n"], row["base"]),
            }
            for row in shown.to_dict("records")
        ],
        "whole": labels("quality", campaign)["whole"].format(names=" · ".join(titles[each] for each in whole))
        if len(whole)
        else "",
    }


def _trends(trends: pd.DataFrame, campaign: Campaign) -> dict[str, Any]:
    """A chart of each measure, a column a day: of several readings of one day the last stands for it."""
    words = labels("quality", campaign)
    table = trends[~trends["last"].duplicated(keep="last")].tail(_MOST_DAYS)
    if len(table) < 2:
        return {"charts": [], "readings": [], "trends_caption": ""}
    blank = (100 * table["blank"] / table["blank_base"].clip(lower=1)).round(1)
    measures = {
        "rows": ([f"{n:,}" for n in table["rows"]], table["rows"]),
        "accepted": ([f"{n:,}" for n in table["accepted"]], table["accepted"]),
        "blank_share": ([f"{share}%" for share in blank], blank),
        "findings": ([f"{n:,}" for n in table["findings"]], table["findings"]),
    }
    days = [day_of(day) if day else "-" for day in table["last"]]
    spared = {0, len(days) - 1} | (set(range(len(days))) if len(days) <= _ALL_LABELLED else set())
    shown = [day if at in spared else "" for at, day in enumerate(days)]
    charts = [
        {
            "name": name.replace("_", "-"),
            "title": words[name],
            "svg": columns(
                values.astype("float64").tolist(),
                [each if at in spared else "" for at, each in enumerate(told)],
                shown,
                words["last_and_first"].format(first=told[0], last=told[-1], to=days[-1], **{"from": days[0]}),
            ),
        }
        for name, (told, values) in measures.items()
    ]
    by_day = zip(*(told for told, _ in measures.values()), strict=True)
    return {
        "charts": charts,
        "readings": [{"at": day, "told": row} for day, row in zip(days, by_day, strict=True)],
        "trends_caption": words["trends_caption"].format(n=len(table)),
    }


def _share(row: Mapping[Any, Any]) -> float | int | None:
    """Whole percents, to one digit where it would round to none or all."""
    if not row["base"]:
        return None
    share = 100 * int(row["n"]) / int(row["base"])
    return round(share, 1) if share and not 1 <= share <= 99 and share != 100 else round(share)


def _width(n: Any, most: Any) -> float:
    return round(100 * int(n) / max(int(most), 1), 1)
