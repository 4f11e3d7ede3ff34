"""Who takes part, for the wall and for social media: a poster and a square card, of public tables alone."""

import itertools
from pathlib import Path
from typing import Any

import pandas as pd

from output.formats.files import write_file
from output.formats.labels import labels
from output.formats.look import for_templates
from output.formats.pdf import pdf, picture
from output.report.numbers import Numbers
from output.report.sentences import Sentences, values_of, when_told
from transforms.campaign.campaign import Campaign
from transforms.event.korean_order import order_key
from transforms.parse.bodies import in_print
from transforms.parse.text import key
from transforms.reading.columns import parsed

# A poster on A3 that is looked at on a screen, and a card whose template counts a pixel as a point.
_POSTER_PPI, _CARD_PPI = 150, 72
# Of a field with more, no more fit even in the smallest letters.
_MOST_NAMES = 400
# A field's head is as high as so many of its names, or as this part of all names where they are many and small.
_HEAD, _HEAD_PART = 5, 0.045
_MOST_WEIGHED = 13


def write_posters(
    organisations: pd.DataFrame,
    goals: pd.DataFrame,
    facts: pd.DataFrame,
    campaign: Campaign,
    folder: Path,
    *,
    is_seated: bool,
) -> bool:
    """``folder`` holds poster.pdf, poster.png and card.png; False, and nothing, where no organisation may be named.

    All are of the public tables: ``organisations`` (with ``full_name``), ``goals`` (organisation_goals), ``facts``.
    """
    if organisations.empty:
        return False
    told = poster_of(organisations, goals, facts, campaign, is_seated=is_seated)
    for name, content in {
        "poster.pdf": pdf("poster", told),
        "poster.png": picture("poster", told, _POSTER_PPI),
        "card.png": picture("card", told, _CARD_PPI),
    }.items():
        write_file(folder / name, content, private=False)
    return True


def poster_of(
    organisations: pd.DataFrame, goals: pd.DataFrame, facts: pd.DataFrame, campaign: Campaign, *, is_seated: bool
) -> dict[str, Any]:
    """What the templates are filled with: every organisation in its field, in the order of 가나다, with its goals."""
    words = labels("poster", campaign)
    numbers = Numbers(facts, campaign, is_seated=is_seated)
    told = Sentences(values_of(numbers, (), None) | when_told(numbers) | _said(organisations, numbers), campaign)
    tiles = numbers.goal_tiles()
    shown = goals_shown(goals[goals["goal"].isin([tile.number for tile in tiles])])
    counts = {tile: n for tile in tiles if (n := int(shown["goal"].eq(tile.number).sum()))}
    of_goals = [words["alt_goal"].format(number=tile.number, name=tile.name, n=f"{n:,}") for tile, n in counts.items()]
    headline = told.sayable(words["headline"])[0]
    is_chosen = bool(goals["is_declared"].any())
    return {
        "title": told.filled(words["title"]),
        "summary": told.filled(words["summary"]),
        "said": words["alt"].format_map(told.values | {"headline": f"{headline}.", "goals": ", ".join(of_goals)}),
        "keywords": [campaign.name, *words["keywords"]],
        "confidential": "",
        "event": {"name": campaign.event.name, "host": campaign.host},
        "look": for_templates(campaign),
        "words": words,
        "poster": {
            "name": campaign.name,
            "headline": headline,
            "card_headline": told.sayable(words["card_headline"])[0],
            "event": told.filled(words["event"]),
            "goals_title": told.filled(words["goals_title"]),
            "goals_note": told.filled(words["goals_note_chosen" if is_chosen else "goals_note_read"]),
            "fields_title": told.filled(words["fields_seated" if is_seated else "fields_likely"]),
            "marks_note": words["marks_note_chosen" if is_chosen else "marks_note_read"],
            "note": told.sayable(words["counted"])[0],
            "card_note": told.filled(words["card_note"]),
            # A goal that nobody has is no picture of who takes part.
            "goals": [{"number": tile.number, "n": f"{n:,}", "size": n} for tile, n in counts.items()],
            "fields": (fields := _fields(organisations, shown, campaign)),
            "columns": _columns([each["n"] for each in fields]),
        },
    }


def goals_shown(goals: pd.DataFrame) -> pd.DataFrame:
    """Of organisation_goals what stands beside a name: the goals that it chose, of one that chose none those read."""
    chose = goals.groupby("participant_id")["is_declared"].transform("any")
    return goals[goals["is_declared"] | ~chose.astype("bool")].sort_values(["participant_id", "rank"])


def _said(organisations: pd.DataFrame, numbers: Numbers) -> dict[str, str]:
    """The values that only the poster's sentences name; those of persons where there are any."""
    n_groups, n_persons = (numbers.n("form", item) for item in ("organisation", "individual"))
    return {"n": f"{len(organisations):,}"} | (
        {"n_groups": f"{n_groups:,}", "n_persons": f"{n_persons:,}"} if n_groups and n_persons else {}
    )


def _fields(organisations: pd.DataFrame, goals: pd.DataFrame, campaign: Campaign) -> list[dict[str, Any]]:
    marks: dict[str, list[int]] = {}
    for participant, goal in zip(goals["participant_id"].tolist(), goals["goal"].tolist(), strict=True):
        marks.setdefault(participant, []).append(goal)
    table = organisations.assign(
        sort=parsed(organisations["name"], order_key).part(str, "str"),
        goals=organisations["participant_id"].map(pd.Series(marks, dtype="object")),
    ).sort_values(["sort", "participant_id"])
    found = []
    for each in campaign.fields:
        part = table[table["field"].eq(each.number)]
        # A field that nobody is in has nothing to show.
        if len(part):
            names = _names(part)
            found.append({"number": each.number, "name": each.name, "n": len(part), "names": names})
    return found


def _names(part: pd.DataFrame) -> list[dict[str, Any]]:
    """Each name once with the goals of all ``n`` who bear it: spaced otherwise it is the same to whoever reads it."""
    found: dict[str, dict[str, Any]] = {}
    for typed, full, own in zip(part["name"], part["full_name"], part["goals"], strict=True):
        name = in_print(typed, full)
        each = found.setdefault(key(name), {"name": name, "goals": [], "n": 0})
        each["n"] += 1
        each["goals"] += [n for n in (own if isinstance(own, list) else ()) if n not in each["goals"]]
    names = list(found.values())
    n = min(len(names), _MOST_NAMES)
    return [names[at * len(names) // n] for at in range(n)]


def _columns(counts: list[int]) -> list[list[int]]:
    """The places of the fields in two columns about as high, each in their order; a lone field has the whole width."""
    head = max(_HEAD, _HEAD_PART * sum(counts))
    weights = [n + head for n in counts]
    # The first field stands left; with very many fields any even order is as good.
    others = range(1, min(len(counts), _MOST_WEIGHED))
    sides = [(0, *left) for n in range(len(others) + 1) for left in itertools.combinations(others, n)]
    half = sum(weights) / 2
    left = set(min(sides, key=lambda side: abs(sum(weights[at] for at in side) - half)))
    places = range(len(counts))
    return [part for part in ([at for at in places if at in left], [at for at in places if at not in left]) if part]
