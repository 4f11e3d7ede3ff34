"""``sdgnet goals FILE``: any list of texts with its goals, field and evidence.

As JSON Lines, while it is read; or as a CSV file for a spreadsheet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from flows.campaigns import read_campaign
from flows.sources.text_file import read_texts
from flows.telling.words import words
from output.formats.files import replace_file
from output.formats.json_lines import STANDARD, write_lines
from output.tables.tables import csv_of
from transforms.campaign.campaign import Campaign
from transforms.goals.match import NONE, Reading, field_of, read_all
from transforms.reference import texts as names

_BATCH = 1024
_TEXT, _CSV = "text", ".csv"
_EVIDENCE = " / "


def run(path: str, out: str, campaign: str, column: str) -> int:
    """0 when every text is answered."""
    n = match_file(path, out, campaign, column)
    if out != STANDARD:
        print(words("goals")["written"].format(n=n, out=out))
    return 0


def match_file(path: str, out: str, campaign: str, column: str = _TEXT) -> int:
    """The number of texts of ``path`` ('-' is standard input) answered in ``out`` ('-' is standard output).

    Raises SourceNotFoundError, TextColumnError, or SourceUnreadableError with what the file is instead.
    """
    settings = read_campaign(campaign)
    if Path(out).suffix.lower() == _CSV:
        texts = list(read_texts(path, column))
        # What stands in the way of the answers is met before the file is touched.
        table = answer_table(texts, list(answers(texts, settings)))
        replace_file(Path(out), csv_of(table), private=True)
        return len(table)
    return write_lines(answers(read_texts(path, column), settings), out)


def answer_table(texts: Sequence[tuple[Any, str]], answered: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The answers with their texts, a row each under the office's headings; goals stand nearest first."""
    headings, bands = words("goals")["columns"], names("messages")["band"]
    evidence = [_EVIDENCE.join(f"{goal} {told}" for goal, told in each["evidence"].items()) for each in answered]
    return pd.DataFrame(
        {
            headings["id"]: [str(id_) for id_, _ in texts],
            headings["text"]: [text for _, text in texts],
            headings["sdgs"]: [" ".join(map(str, each["sdgs"])) for each in answered],
            headings["field"]: pd.array([each["field"] for each in answered], dtype="Int64"),
            headings["band"]: [bands[each["band"]] for each in answered],
            headings["evidence"]: evidence,
        }
    )


def answers(texts: Iterable[tuple[Any, str]], campaign: Campaign) -> Iterator[dict[str, Any]]:
    """For each (id, text): id, sdgs (strongest first), field, scores, evidence, band."""
    waiting = iter(texts)
    while batch := list(islice(waiting, _BATCH)):
        for (id_, _), reading in zip(batch, read_all([text for _, text in batch]), strict=True):
            yield {"id": id_, **_answer(reading, campaign)}


def _answer(reading: Reading, campaign: Campaign) -> dict[str, Any]:
    goals = [goal for goal, *_ in reading.goals]
    return {
        "sdgs": goals,
        "field": field_of(reading.themes, goals, campaign),
        "scores": {str(goal): score for goal, score, *_ in reading.goals},
        "evidence": {str(goal): f"{basis}: {evidence}" for goal, _, basis, evidence, _ in reading.goals},
        "band": reading.goals[0][4] if reading.goals else NONE,
    }
