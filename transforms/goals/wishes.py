"""What participants wrote in their own words, as themes that can be counted."""

import re

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.question import OTHER, Question
from transforms.goals.match import read_all
from transforms.parse.text import clean, is_blank
from transforms.reading.columns import Parsed, parsed
from transforms.reference import rows

NONE = "none"
_HANGUL = re.compile("[가-힣]")
_TYPES = {"participant_id": "str", "question": "str", "theme": "str", "text": "str"}


def wishes(answers: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """participant_id, question, theme, text: one row for every theme of every answer that the campaign has grouped.

    ``answers`` are those of participants to the campaign's own questions. Themes are the campaign's of a question whose
    words stand in the text; where it takes the program's (reference/wishes.csv), else the one at home with the
    activities that the matcher reads in it; else ``other``. An answer that says that there is none is no row.
    """
    frames = [pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _TYPES.items()})]
    for question in campaign.questions:
        if question.theme_names:
            said = answers[answers["question"].eq(question.column)].reset_index(drop=True)
            distinct = parsed(said["answer"], clean)
            told = Parsed(
                list(zip(distinct.values, _themes(distinct.values, question), strict=True)), distinct.codes, said.index
            )
            found = told.rows(_each, {"theme": "str", "text": "str"})
            found["participant_id"] = said["participant_id"].loc[found["response"]].to_numpy()
            frames.append(found.assign(question=question.column)[list(_TYPES)])
    whole = pd.concat(frames, ignore_index=True).astype(_TYPES)
    return whole.sort_values(["question", "participant_id", "theme"], ignore_index=True)


def _each(answer: tuple[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    text, themes = answer
    return [(theme, text) for theme in themes]


def _themes(texts: list[str], question: Question) -> list[tuple[str, ...]]:
    words = question.theme_words
    listed = [row for row in rows("wishes") if row["about"] == getattr(question, "themes", "")]
    home = {theme: row["theme"] for row in listed for theme in row["themes"].split()}
    nothing = tuple(word for row in rows("wishes") if row["about"] == NONE for word in row["words"].split("|"))
    told: list[tuple[str, ...]] = []
    for text in texts:
        found = tuple(theme for theme, listed_words in words if any(word in text for word in listed_words))
        if is_blank(text) or not any(letter.isalpha() for letter in text):
            told.append(())
        elif found:
            told.append(found)
        else:
            told.append(() if any(word in text for word in nothing) else (OTHER,))
    if home:
        unread = [at for at, themes in enumerate(told) if themes == (OTHER,) and _HANGUL.search(texts[at])]
        for at, reading in zip(unread, read_all([texts[at] for at in unread]), strict=True):
            homes = [home[theme] for theme, _ in reading.themes if theme in home]
            told[at] = (homes[0],) if homes else (OTHER,)
    return told
