"""What participants wrote in their own words, as themes that can be counted."""

import re

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.goals.match import read_all
from transforms.parse.text import clean, is_blank
from transforms.reading.columns import Parsed, parsed
from transforms.reference import rows

PARTNER, REQUEST, NONE, OTHER = "partner", "request", "none", "other"
# A question in the form's words for "with whom would you like to work".
_PARTNERS = "cooperation"
_HANGUL = re.compile("[가-힣]")
_TYPES = {"participant_id": "str", "question": "str", "theme": "str", "text": "str"}


def wishes(latest: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """participant_id, question, theme, text: one row for every theme of every answer in free words.

    Themes are those of reference/wishes.csv whose words stand in the text, else the one at home with the activities
    that the matcher reads in it, else ``other``. An answer that says that there is none is no row.
    """
    frames = [pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _TYPES.items()})]
    for question in campaign.questions:
        if question.kind == "text" and question.column in latest and question.column != "contact_title":
            about = PARTNER if question.column == _PARTNERS else REQUEST
            cells = latest[question.column].fillna("").astype("str")
            distinct = parsed(cells, clean)
            told = Parsed(
                list(zip(distinct.values, _themes(distinct.values, about), strict=True)), distinct.codes, cells.index
            )
            found = told.rows(_each, {"theme": "str", "text": "str"})
            found["participant_id"] = latest["participant_id"].loc[found["response"]].to_numpy()
            frames.append(found.assign(question=question.column)[list(_TYPES)])
    whole = pd.concat(frames, ignore_index=True).astype(_TYPES)
    return whole.sort_values(["question", "participant_id", "theme"], ignore_index=True)


def _each(answer: tuple[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    text, themes = answer
    return [(theme, text) for theme in themes]


def themes_about(about: str) -> tuple[str, ...]:
    """The themes of answers to one sort of question, in the order in which they are told; ``other`` last."""
    return (*(row["theme"] for row in rows("wishes") if row["about"] == about), OTHER)


def _themes(texts: list[str], about: str) -> list[tuple[str, ...]]:
    listed = [row for row in rows("wishes") if row["about"] == about]
    words = [(row["theme"], tuple(row["words"].split("|"))) for row in listed]
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
