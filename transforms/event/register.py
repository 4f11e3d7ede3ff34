"""등록부: who signs at which queue of the reception, by first consonants or in parts of the campaign's own."""

from collections.abc import Mapping

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.sections import DISTRICT, Documents
from transforms.event.korean_order import INITIALS, in_order, queue_ranges
from transforms.event.row_texts import Words, body, place, range_label, text_of, typed

_HONOUR_ROWS = 2


def parts_of(tables: Mapping[str, pd.DataFrame], campaign: Campaign) -> "pd.Series[str] | None":
    """The part of the register in which each participant stands, in the order of the parts: a district, or an answer
    to the question that the campaign names; None where it is in queues."""
    by = campaign.documents.register_by
    if not by:
        return None
    said = tables["answers"][tables["answers"]["question"].eq(by)].drop_duplicates("participant_id")
    is_district = by == DISTRICT
    of, names = (tables["participants"], "district") if is_district else (said, "answer")
    order = campaign.district_order if is_district else campaign.by_column[by].options.answers
    part = of.set_index("participant_id")[names].astype(pd.CategoricalDtype([*order], ordered=True))
    return part.dropna().sort_values(kind="stable").astype("str")


def register(
    seats: pd.DataFrame, documents: Documents, words: Words, parts: "pd.Series[str] | None" = None
) -> pd.DataFrame:
    """section (0 guests of honour, 1, 2, … queues), its label, badge, attendee_id, body, title, name, meeting, needs.

    A queue is a range of first consonants, as even as they allow, or one of ``parts``, and behind these who is in none;
    each section ends with empty rows for walk-ins (``is_walk_in``; they have no number), that of guests of honour with
    two at the most. The name of who was not named is empty: it is written at the desk. The section of guests of honour
    is left out when there are none.
    """
    table, walk_in_rows = in_order(seats), documents.walk_in_rows
    section, queues = _queues(table, documents.queues, words) if parts is None else _parts(table, parts, words)
    section = section.mask(table["is_honour"], 0)
    people = typed(
        {
            "section": section,
            "badge": table["badge"],
            "attendee_id": table["attendee_id"],
            "body": body(table, words),
            "title": text_of(table["title"]),
            "name": text_of(table["name"]),
            "meeting": place(table, words),
            "needs": text_of(table["needs"]),
            "is_walk_in": False,
        },
        {"section": "int64", "badge": "Int64", "is_walk_in": "bool"},
    )
    sections = [*([0] if table["is_honour"].any() else []), *queues]
    # Of guests of honour no more than somebody sent in another's place comes unannounced.
    rows = [s for s in sections for _ in range(walk_in_rows if s else min(walk_in_rows, _HONOUR_ROWS))]
    empty = people.iloc[:0].reindex(range(len(rows))).assign(section=rows, is_walk_in=True)
    empty = empty.fillna(dict.fromkeys(("attendee_id", "body", "title", "name", "meeting", "needs"), ""))
    whole = pd.concat([people, empty.astype(people.dtypes.to_dict())], ignore_index=True)
    honour = " · ".join(dict.fromkeys(table.loc[table["is_honour"], "group"].dropna())) or words["honour"]
    whole.insert(1, "label", whole["section"].map({0: honour, **queues}).astype("str"))
    return whole.sort_values(["section", "is_walk_in"], kind="stable", ignore_index=True)


def _queues(table: pd.DataFrame, n_queues: int, words: Words) -> tuple["pd.Series[int]", dict[int, str]]:
    """The queue of each person by the first consonant, and what stands above each queue."""
    initial = table["initial"].map({letter: n for n, letter in enumerate(INITIALS)}).fillna(len(INITIALS) - 1)
    counts = initial[~table["is_honour"]].astype("int64").value_counts().reindex(range(len(INITIALS)), fill_value=0)
    ranges = queue_ranges(counts.tolist(), n_queues)
    section = pd.Series(0, index=table.index)
    for number, (first, last) in enumerate(ranges, 1):
        section = section.mask(initial.between(first, last), number)
    return section, {
        n: range_label(first, last, is_only=len(ranges) == 1, words=words) for n, (first, last) in enumerate(ranges, 1)
    }


def _parts(table: pd.DataFrame, parts: "pd.Series[str]", words: Words) -> tuple["pd.Series[int]", dict[int, str]]:
    """The part of each person by their participant's, and what stands above each; those of no part stand last."""
    part = table["participant_id"].map(parts).astype("str").fillna(words["no_part"])
    there = set(part[~table["is_honour"]])
    names = [name for name in dict.fromkeys([*parts, words["no_part"]]) if name in there]
    return part.map({name: n for n, name in enumerate(names, 1)}).fillna(0).astype("int64"), dict(enumerate(names, 1))
