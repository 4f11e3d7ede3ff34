"""Which column of an export holds which question, checked both ways and whatever the order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
from rapidfuzz.distance import Indel

from transforms.campaign.campaign import Campaign, Question
from transforms.errors.headings import DoubledHeadingError, HeadingsError, QuestionGoneError
from transforms.errors.source import NotAFormExportError
from transforms.parse.choices import choice, ticks
from transforms.parse.emails import emails
from transforms.parse.moments import moment
from transforms.parse.phones import phones
from transforms.parse.text import clean, is_blank, key
from transforms.reading.columns import is_filled
from transforms.reference import rows

# Staff put a title and a note above the headings; nobody puts more than this.
MOST_ABOVE = 10
# Wording this close is one question reworded; below the lower bound a name alone proves nothing.
_CLOSE = 0.72
# Below this nothing is alike: two Korean titles share a syllable or two by chance.
_ALIKE = 0.4
_SAMPLE = 200


@dataclass(frozen=True)
class Headings:
    """The columns found: our name to position, and what differed from the campaign's settings.

    ``titles`` are the headings of those columns. ``older`` holds, newest first, the columns that a question had before
    it was asked anew. ``untitled`` are the letters of the columns that hold something under no heading.
    """

    positions: dict[str, int]
    reworded: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    passed_over: tuple[str, ...]
    titles: dict[str, str] = field(default_factory=dict)
    older: dict[str, tuple[int, ...]] = field(default_factory=dict)
    untitled: tuple[str, ...] = ()

    def arrange(self, cells: pd.DataFrame) -> pd.DataFrame:
        """``cells`` under our names; a question asked twice has the newest answer that a row gives."""
        return pd.DataFrame({name: self._answers(cells, name, at) for name, at in self.positions.items()})

    def _answers(self, cells: pd.DataFrame, name: str, at: int) -> "pd.Series[str]":
        answers = cells.iloc[:, at]
        for older in self.older.get(name, ()):
            answers = answers.where(is_filled(answers), cells.iloc[:, older])
        return answers

    def findings(self) -> pd.DataFrame:
        """What differed, as findings without a response; ``column`` holds the heading."""
        found = [
            *(("question_reworded", heading) for _, heading in self.reworded),
            *(("question_missing", title) for title in self.missing),
            *(("question_new", heading) for heading in self.passed_over),
            *(("question_merged", self.titles[name]) for name in self.older),
            *(("column_untitled", letters) for letters in self.untitled),
        ]
        return about_headings(found)


def about_headings(found: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Findings without a response from their codes and headings."""
    severity = {row["code"]: row["severity"] for row in rows("rules")}
    return pd.DataFrame(
        {
            "response_id": "",
            "code": [code for code, _ in found],
            "column": [heading for _, heading in found],
            "severity": [severity[code] for code, _ in found],
        }
    ).astype("str")


def match_headings(headings: Sequence[str], cells: pd.DataFrame, campaign: Campaign, source: str) -> Headings:
    """Every question's column in ``headings``; ``cells`` (same order) shows what the columns hold.

    A title or former title is that question. A question that was deleted in the form and asked anew leaves its old
    column behind: columns of its title and of a former title are one question, and so are columns of one title where
    no row answers two of them. What is left is one question reworded where one
    question and one unknown column stand in the same place or have close wording, and the column holds what such
    a question holds. Raises NotAFormExportError, DoubledHeadingError, or HeadingsError for a required question.
    """
    keys = [key(heading) for heading in headings]
    positions: dict[str, int] = {}
    older: dict[str, tuple[int, ...]] = {}
    for question in campaign.questions:
        if places := _places(question, keys, cells):
            positions[question.column] = places[0]
            if len(places) > 1:
                older[question.column] = tuple(places[1:])
    if len(positions) * 2 < len(campaign.questions):
        raise NotAFormExportError(source=source, n_known=len(positions), n_questions=len(campaign.questions))
    staff = {key(title) for title in campaign.staff_columns}
    taken = {*positions.values(), *(at for places in older.values() for at in places)}
    unknown = [i for i, k in enumerate(keys) if i not in taken and k and k not in staff]
    missing = [q for q in campaign.questions if q.column not in positions]
    reworded = _reworded(missing, unknown, headings, cells, positions, campaign)
    positions |= reworded
    unknown = [i for i in unknown if i not in reworded.values()]
    missing = [q for q in missing if q.column not in reworded]
    gone = [q for q in missing if q.is_required]
    others = " · ".join(headings[i].strip() for i in unknown) or "-"
    if gone and all(_likeness(q, headings[i]) < _ALIKE for q in gone for i in unknown):
        raise QuestionGoneError(missing=" · ".join(q.title for q in gone), unknown=others)
    if gone:
        raise HeadingsError(
            missing=" · ".join(q.title for q in gone),
            unknown=others,
            nearest=" · ".join(_nearest(q, unknown, headings) for q in gone),
        )
    return Headings(
        positions=positions,
        reworded=tuple((campaign.by_column[c].title, headings[i].strip()) for c, i in sorted(reworded.items())),
        missing=tuple(q.title for q in missing),
        passed_over=tuple(
            headings[i].strip() for i, k in enumerate(keys) if k and i not in taken and i not in reworded.values()
        ),
        titles={name: headings[i].strip() for name, i in positions.items()},
        older=older,
        untitled=tuple(column_letters(i) for i, k in enumerate(keys) if not k and is_filled(cells.iloc[:, i]).any()),
    )


def heading_row(rows_: Sequence[Sequence[str]], campaign: Campaign) -> tuple[int, int]:
    """Which of the first rows holds the headings (0 where none does), and how many questions it names."""
    known = [
        len({campaign.by_title.get(key(cell)) for cell in row if cell} - {None}) for row in rows_[: MOST_ABOVE + 1]
    ]
    most = max(known, default=0)
    return (known.index(most), most) if most > 1 else (0, most)


def _places(question: Question, keys: list[str], cells: pd.DataFrame) -> list[int]:
    """The question's columns, newest first: those of its title before those of a former one, the rightmost first."""
    found: list[int] = []
    for titles in ((question.title,), question.former):
        wanted = {key(title) for title in titles}
        places = [i for i in reversed(range(len(keys))) if keys[i] and keys[i] in wanted and i not in found]
        _refuse_overlap(question, places, keys, cells)
        found += places
    return found


def _refuse_overlap(question: Question, places: list[int], keys: list[str], cells: pd.DataFrame) -> None:
    for at in places:
        doubles = [i for i in places if keys[i] == keys[at]]
        answers = pd.DataFrame({i: is_filled(cells.iloc[:, i]) for i in doubles})
        if answers.sum(axis=1).gt(1).any():
            shown = ", ".join(str(i + 1) for i in sorted(doubles))
            raise DoubledHeadingError(title=question.title, places=shown)


def column_letters(at: int) -> str:
    """What a spreadsheet calls the column at position ``at`` (from 0).

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    return (column_letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _reworded(
    missing: list[Question],
    unknown: list[int],
    headings: Sequence[str],
    cells: pd.DataFrame,
    positions: dict[str, int],
    campaign: Campaign,
) -> dict[str, int]:
    plausible = {q.column: [i for i in unknown if _holds(q, cells.iloc[:, i], campaign)] for q in missing}
    found: dict[str, int] = {}
    for question in missing:
        choices = plausible[question.column]
        close = [i for i in choices if _likeness(question, headings[i]) >= _CLOSE]
        rivals = [q for q in missing if q is not question and any(_likeness(q, headings[i]) >= _CLOSE for i in close)]
        if len(close) == 1 and not rivals:
            found[question.column] = close[0]
        elif (
            len(missing) == 1
            and len(unknown) == 1
            and choices
            and _same_place(question, choices[0], positions, campaign)
        ):
            found[question.column] = choices[0]
    if len(set(found.values())) < len(found):
        return {}
    return found


def _likeness(question: Question, heading: str) -> float:
    return max(Indel.normalized_similarity(key(title), key(heading)) for title in (question.title, *question.former))


def _nearest(question: Question, unknown: list[int], headings: Sequence[str]) -> str:
    return headings[max(unknown, key=lambda i: (_likeness(question, headings[i]), -i))].strip()


def _same_place(question: Question, at: int, positions: dict[str, int], campaign: Campaign) -> bool:
    """True when the column stands between the columns of the questions asked before and after."""
    order = [q.column for q in campaign.questions]
    here = order.index(question.column)
    before = next((positions[c] for c in reversed(order[:here]) if c in positions), -1)
    after = next((positions[c] for c in order[here + 1 :] if c in positions), None)
    return before < at and (after is None or at < after) and at - before <= 2


def _holds(question: Question, column: "pd.Series[str]", campaign: Campaign) -> bool:
    """True when the column's cells could be answers to the question: most of those filled can be read as such."""
    cells = [clean(c) for c in column.head(_SAMPLE).tolist()]
    filled = [c for c in cells if not is_blank(c)]
    if not filled:
        return not question.is_required
    readers = {
        "moment": lambda c: moment(c, campaign.zone) is not None,
        "email": lambda c: bool(emails(c)),
        "phone": lambda c: bool(phones(c)),
        "choice": lambda c: choice(c, question.options)[0] in question.options.names,
        "coded": lambda c: choice(c, question.options)[0] in question.options.names,
        "field": lambda c: bool(ticks(c, campaign.field_options)[0]),
        "ticks": lambda c: bool(ticks(c, question.options)[0]),
    }
    reader = readers.get(question.kind)
    return reader is None or sum(map(reader, filled)) * 2 > len(filled)
