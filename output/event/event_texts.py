"""What the event's documents say around their rows, the same in PDF, XLSX and HWPX."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from output.formats.days import event_time
from output.formats.labels import labels
from output.formats.measure import ems
from transforms.campaign.campaign import Campaign
from transforms.campaign.event_settings import WAIT
from transforms.campaign.sections import EVERYONE, Pledge
from transforms.campaign.words import Sentence
from transforms.event.event_sheets import PRINTED, Sheets
from transforms.event.result import EventResult
from transforms.event.row_texts import named_goals
from transforms.parse.text import clean
from transforms.reading.columns import parsed

_TAGS_A_SHEET = 10
# Columns that hold nothing beside one person and a sentence beside another.
_REMARKS = frozenset({"note", "needs"})
# How wide a letter of a list is, and what stands on both sides of a text.
_MM_AN_EM, _MM_AROUND = 3.2, 4.5
_IF_ANY = frozenset({"group", "wish", "meeting"})
_DIRECTORY_IF_ANY = frozenset({"district", "kind", "activity", "goals", "meeting"})
# Columns whose line breaks are ours; everywhere else a line break is a stranger's, and a space.
IN_LINES = frozenset({"reason"})


def about(campaign: Campaign, document: str, edition: str = "") -> dict[str, Any]:
    """title, summary (문서요지), keywords, confidential, edition, event (name, place, host, time) of a document."""
    words = labels("documents", campaign)
    is_open = document == "directory" and campaign.documents.directory_for == EVERYONE
    event = {
        "name": campaign.event.name,
        "place": campaign.event.place,
        "host": campaign.host,
        "time": event_time(campaign),
    }
    return {
        "title": f"{words[document]} - {campaign.event.name}",
        "summary": words["summary"].format(event=campaign.event.name, document=words[document]),
        "keywords": words["keywords"].format(document=words[document]),
        "confidential": "" if is_open else words["confidential"],
        "edition": edition,
        "programme": programme(campaign),
        "event": event,
    }


def programme(campaign: Campaign) -> list[list[str]]:
    """The event's parts with their times and places, a line each, by days; above those that name theirs, the day."""
    words, days, day = labels("documents", campaign), list[list[str]](), None
    for part in campaign.event.programme:
        if part.day and part.day != day:
            day = part.day
            weekday = words["weekdays"][day.weekday()]
            days.append([words["programme_day"].format(month=day.month, day=day.day, weekday=weekday)])
        days = days or [[]]
        days[-1].append(f"{part.at:%H:%M} {part.what}" + (f"({part.place})" if part.place else ""))
    return days


def field_title(number: int, campaign: Campaign) -> str:
    """A meeting's number and name, and its room and time where these are known."""
    [each] = (each for each in campaign.fields if each.number == number)
    return f"{each.numbered} · {each.where}" if each.where else each.numbered


def chosen(made: Mapping[str, Any], sheets: Sheets, campaign: Campaign) -> dict[str, Any]:
    """Of the documents by the names of their files those that the campaign has made, with what completes them; none
    in which nothing stands."""
    wanted = [name for name in campaign.documents.made if name not in sheets.empty]
    follows = {"supplement": "register", "agreements-to-confirm": "agreements", "supplement-agreements": "agreements"}
    follows |= {"supplement-tags": "name-tags"}
    return {
        name: document
        for name, document in made.items()
        if follows.get(name, re.sub(r"^facilitator-.*", "facilitators", name)) in (*wanted, "result")
    }


def needs_note(campaign: Campaign) -> str:
    """Whom the counts of what the event needs are of: with the undecided, unless these wait."""
    waiting = campaign.event.seating.undecided == WAIT
    words = labels("documents", campaign)
    is_once = any(question.is_of_event and question.is_of_sender for question in campaign.questions)
    told = words["needs_note_decided" if waiting else "needs_note"]
    return f"{told}{words['needs_note_once'] if is_once else ''}"


def directory_lines(table: pd.DataFrame, campaign: Campaign) -> list[str]:
    """What stands above the directory: whose it is, and which meeting each number is where any stands in it."""
    words = labels("documents", campaign)
    named = " · ".join(each.numbered for each in campaign.fields)
    told = [words["directory_meetings"].format(named=named)] if table["meeting"].ne("").any() else []
    return [words[f"directory_{campaign.documents.directory_for}"], *told]


def directory_sections(table: pd.DataFrame, campaign: Campaign) -> list[tuple[str, str, pd.DataFrame]]:
    """Of each district its name, how many take part, and the rows."""
    total = labels("documents", campaign)["total_places"]
    return [(str(each), total.format(n=len(rows)), rows) for each, rows in table.groupby("district", sort=False)]


def register_columns(table: pd.DataFrame) -> str:
    """Which columns a register prints (PRINTED): what the event needs only where anybody said so."""
    return "register_needs" if table["needs"].ne("").any() else "register"


def printed_columns(document: str, table: pd.DataFrame) -> tuple[str, ...]:
    """The columns that a document prints (PRINTED), without those of _IF_ANY in which nobody of ``table`` has anything:
    a council that asks for no wishes, has no groups of guests or no meetings, has no empty column for them."""
    if_any = _DIRECTORY_IF_ANY if document == "directory" else _IF_ANY
    return tuple(name for name in PRINTED[document] if name not in if_any or table[name].ne("").any())


def beside(
    document: str, table: pd.DataFrame, names: Collection[str], widths: Sequence[float], unit_mm: float = 1.0
) -> tuple[float, ...]:
    """``widths`` (of ``unit_mm`` each) of the document's columns for those ``names`` of it; the widest takes the room
    of the others, and what is longer in ``table`` than its column takes what the bodies' names leave of theirs."""
    kept = {name: width for name, width in zip(PRINTED[document], widths, strict=True) if name in names}
    widest = max(kept, key=lambda name: kept[name])
    kept[widest] += sum(widths) - sum(kept.values())
    for name in _REMARKS & set(kept):
        taken, left = (_needs_mm(table[each]) / unit_mm - kept[each] for each in (name, "body"))
        moved = max(0.0, min(taken, -left))
        kept[name], kept["body"] = kept[name] + moved, kept["body"] - moved
    return tuple(kept.values())


def _needs_mm(column: "pd.Series[str]") -> float:
    """The room in which nine of ten of a column's texts stand on one line."""
    return (
        float(parsed(column, ems).part(float, "float64").quantile(0.9)) * _MM_AN_EM + _MM_AROUND if len(column) else 0
    )


def headings(columns: Sequence[str], campaign: Campaign) -> list[str]:
    """The columns' names as they are printed."""
    names: Mapping[str, str] = labels("documents", campaign)["columns"]
    return [names[column] for column in columns]


def text_rows(table: pd.DataFrame, columns: Sequence[str]) -> list[list[str]]:
    """The printed columns as text, '' where there is nothing."""
    texts = [table[column].astype("str").fillna("").replace("<NA>", "").tolist() for column in columns]
    return [list(row) for row in zip(*texts, strict=True)]


def tag_rows(table: pd.DataFrame, n_blank: int, campaign: Campaign) -> list[list[str]]:
    """field, group, body, title, name, badge of every name tag; then ``n_blank`` or more for walk-ins, to the sheet's
    end."""
    rows = text_rows(table, ("field", "group", "body", "title", "name", "badge"))
    n_more = -(len(rows) + n_blank) % _TAGS_A_SHEET if n_blank else 0
    return rows + [["", labels("documents", campaign)["walk_in_tag"], "", "", "", ""]] * (n_blank + n_more)


def result_lines(told: EventResult, campaign: Campaign) -> list[str]:
    """What the event's result comes to, in sentences."""
    counts = {str(name): value for name, value in told.summary.iloc[0].items()}
    return [line.format(**counts) for line in labels("documents", campaign)["result_lines"]]


def result_sections(told: EventResult) -> list[tuple[str, str, pd.DataFrame]]:
    """Of each part of the event's result the label, which columns it prints (PRINTED), and the rows."""
    return [
        ("result_fields", "result", told.fields),
        ("result_kinds", "result", told.kinds),
        ("result_crossed", "result", told.crossed),
        ("result_absent", "result_absent", told.absent),
        ("result_walk_ins", "result_walk_ins", told.walk_ins),
    ]


def agreement_date(campaign: Campaign) -> str:
    """The day on which agreements are signed."""
    day = campaign.event.starts_at
    made: str = labels("documents", campaign)["date_long"].format(year=day.year, month=day.month, day=day.day)
    return made


def agreement_page(row: Mapping[Any, Any], campaign: Campaign) -> dict[str, Any]:
    """One participant's agreement: about (label, value), opening, promises (number, text; a lone one has no number),
    closing, date, goals, and who signs (role, name, signature, signer, mark).

    The day stands there once: where the closing tells it, ``date`` is ''. Who represents a body is asked of the form or
    is no part of the page."""
    words = labels("documents", campaign)
    pledge: Pledge = campaign.agreement.individual if row["is_person"] else campaign.agreement.organisation
    filled = {
        "date": agreement_date(campaign),
        "host": campaign.host,
        "event": campaign.event.name,
        "name": row["body"],
        "representative": row["representative"],
        "goals": named_goals(row["goals"], campaign.goal_names) or words["goal_open"],
        "activities": " ".join(clean(row["activities"]).split()) or words["activity_open"],
        "chair": campaign.agreement.host_signer,
        "chair_title": campaign.agreement.host_signature,
        "campaign": campaign.name,
        "place": campaign.event.place,
    }
    closing, day = Sentence(pledge.closing).format(**filled), agreement_date(campaign)
    # A closing that is the day and no more is the line of the date.
    closing = "" if closing.strip(" .") == day else closing
    told = [[pledge.party, row["body"]]]
    if pledge.signature and not row["is_person"] and "representative" in campaign.by_column:
        told.append([pledge.signature, row["representative"]])
    promises = [Sentence(promise).format(**filled) for promise in pledge.promises]
    return {
        "about": told,
        "opening": Sentence(pledge.opening).format(**filled),
        "promises": [[f"{n}." if len(promises) > 1 else "", said] for n, said in enumerate(promises, 1)],
        "closing": closing,
        "date": "" if day in closing else day,
        "goals": row["goals"].split(),
        "parties": _parties(row, pledge, campaign),
    }


def _parties(row: Mapping[Any, Any], pledge: Pledge, campaign: Campaign) -> list[dict[str, str]]:
    """Who signs an agreement: the host before the participant, each where the wording has a line for it."""
    words, agreement = labels("documents", campaign), campaign.agreement
    host = (words["host_role"], campaign.host, agreement.host_signature, agreement.host_signer, words["seal"])
    # An individual's name stands above; the line is for the hand.
    signer = "" if row["is_person"] else row["representative"]
    mark = words["signed"] if row["is_person"] else words["seal_or_signed"]
    own = (words["party_role"], row["body"], pledge.signature, signer, mark)
    names = ("role", "name", "signature", "signer", "mark")
    signing = [dict(zip(names, each, strict=True)) for each in (host, own) if each[2]]
    # Who signs alone is no side of two.
    return signing if len(signing) > 1 else [each | {"role": ""} for each in signing]
