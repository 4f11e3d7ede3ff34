"""``sdgnet rules``: every rule in one page for staff."""

from pathlib import Path

from flows.telling.words import words
from output.report.rules_page import write_rules


def run(out: Path) -> int:
    """0 when the page is written."""
    write_rules(out)
    print(words("rules")["written"].format(out=out))
    return 0
