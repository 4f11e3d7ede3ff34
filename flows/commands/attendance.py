"""``sdgnet attendance FILE``: what was ticked on the day, checked, kept, and counted."""

from collections.abc import Sequence
from pathlib import Path

from flows.campaigns import read_campaign
from flows.commands.event import print_findings
from flows.stages.attending import take_ticked
from flows.telling.words import words
from transforms.event.attended import counts
from transforms.reference import texts


def run(files: Sequence[Path], campaign: str, data: Path) -> int:
    """0 when the files are read and kept; their counts are printed, and what is doubtful in them."""
    kept, said = take_ticked(files, read_campaign(campaign), data), words("attendance")
    print_findings(kept.findings)
    print(texts("messages")["notice"]["attendance"].format(**counts(kept.whole.attendance)))
    print(said["kept"].format(folder=kept.folder))
    if kept.beside:
        print(said["beside"].format(folder=kept.folder, files=", ".join(kept.beside)))
    return 0
