"""Every rule in a page for staff: what is looked at, what the program does about it and what they do, by its worth."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.pages import page
from transforms.campaign.campaign import Campaign
from transforms.reference import rows, texts

_NOTHING = "none"


def write_rules(path: Path, campaign: Campaign | None = None) -> None:
    """``path`` holds the page of all rules in reference/rules.csv, in the campaign's words (None: as any would)."""
    words = labels("rules", campaign)
    groups = [
        {"name": name, "caption": words["caption"].format(n=len(rules)), "rules": rules}
        for name, rules in by_worth([told_rule(row, campaign) for row in rows("rules")], campaign)
    ]
    write_file(path, page("rules", words=words, groups=groups), private=False)


def told_rule(row: dict[str, str], campaign: Campaign | None = None) -> dict[str, Any]:
    """One row of rules.csv as it is told: code, sentence, severity, level (its code), action, todo ('' for nothing),
    group (the heading that it stands under) and place (its own there).
    """
    words, said = labels("rules", campaign), texts("messages")
    aside = said["disposition"].get(row["disposition"])
    worth = next((each for each in words["worth"] if row["code"] in each["todo"]), None)
    group = worth["title"] if worth else words["group"].get(row["table"], words["group"][_NOTHING])
    return {
        "code": row["code"],
        "sentence": row["sentence"],
        "severity": said["severity"][row["severity"]],
        "level": row["severity"],
        "action": words["aside"].format(disposition=aside, action=row["action"]) if aside else row["action"],
        "todo": worth["todo"][row["code"]] if worth else words["todo_of"].get(row["table"], ""),
        "group": group,
        "place": list(worth["todo"]).index(row["code"]) if worth else 0,
    }


def by_worth(
    rules: Sequence[dict[str, Any]], campaign: Campaign | None = None
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The headings that have rules, what changes the result most first, each with its rules in order of ``place``."""
    words = labels("rules", campaign)
    names = [*(each["title"] for each in words["worth"]), *words["group"].values()]
    found = [(name, sorted((r for r in rules if r["group"] == name), key=lambda r: r["place"])) for name in names]
    return [(name, of) for name, of in found if of]
