"""Every rule in a page for staff: what is looked at, how much it matters, what happens to the row."""

from pathlib import Path
from typing import Any

from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.pages import page
from transforms.reference import rows, texts


def write_rules(path: Path) -> None:
    """``path`` holds the page of all rules in reference/rules.csv."""
    words = labels("rules")
    tables = dict.fromkeys(row["table"] for row in rows("rules"))
    groups = [
        {
            "name": words["group"][table],
            "caption": words["caption"].format(n=sum(row["table"] == table for row in rows("rules"))),
            "rules": [told_rule(row) for row in rows("rules") if row["table"] == table],
        }
        for table in tables
    ]
    write_file(path, page("rules", words=words, groups=groups), private=False)


def told_rule(row: dict[str, str]) -> dict[str, Any]:
    """One row of rules.csv as it is told: code, sentence, severity, level (its code), action."""
    said = texts("messages")
    aside = said["disposition"].get(row["disposition"])
    action = labels("rules")["aside"].format(disposition=aside, action=row["action"]) if aside else row["action"]
    return {
        "code": row["code"],
        "sentence": row["sentence"],
        "severity": said["severity"][row["severity"]],
        "level": row["severity"],
        "action": action,
    }
