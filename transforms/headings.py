"""Which column of an export holds which question, checked both ways and whatever the order."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz.distance import Indel

from transforms.campaign import Campaign, Question
from transforms.errors import DoubledHeadingError, HeadingsError, NotAFormExportError
from transforms.parse.choices import choice, ticks
from transforms.parse.emails import emails
from transforms.parse.moments import moment
from transforms.parse.phones import phones
from transforms.parse.text import clean, is_blank, key
from transforms.reference import rows

# Wording this close is one question reworded; below the lower bound a name alone proves nothing.
_CLOSE = 0.72
_SAMPLE = 200


@dataclass(frozen=True)
class Headings:
    """The columns found: our name to position, and what differed from the campaign's settings."""

    positions: dict[str, int]
    reworded: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    passed_over: tuple[str, ...]

    def findings(self) -> pd.DataFrame:
        """What differed, as findings without a response; ``column`` holds the heading."""
        severity = {row["code"]: row["severity"] for row in rows("rules")}
        found = [
            *(("question_reworded", heading) for _, heading in self.reworded),
            *(("question_missing", title) for title in self.missing),
            *(("question_new", heading) for heading in self.passed_over),
        ]
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

    A title, former title or alias found once is that question. What is left is one question reworded where one
    question and one unknown column stand in the same place or have close wording, and the column holds what such
    a question holds. Raises NotAFormExportError, DoubledHeadingError, or HeadingsError for a required question.
    """
    keys = [key(heading) for heading in headings]
    positions: dict[str, int] = {}
    for question in campaign.questions:
        for title in (question.title, *question.former):
            places = [i for i, k in enumerate(keys) if k and k == key(title)]
            if len(places) > 1:
                raise DoubledHeadingError(title=question.title, places=", ".join(str(p + 1) for p in places))
            if places:
                positions[question.column] = places[0]
                break
    if len(positions) * 2 < len(campaign.questions):
        raise NotAFormExportError(source=source, n_known=len(positions), n_questions=len(campaign.questions))
    staff = {key(title) for title in campaign.staff_columns}
    taken = set(positions.values())
    unknown = [i for i, k in enumerate(keys) if i not in taken and k and k not in staff]
    missing = [q for q in campaign.questions if q.column not in positions]
    reworded = _reworded(missing, unknown, headings, cells, positions, campaign)
    positions |= reworded
    unknown = [i for i in unknown if i not in reworded.values()]
    missing = [q for q in missing if q.column not in reworded]
    if any(q.is_required for q in missing):
        raise HeadingsError(
            missing=" · ".join(q.title for q in missing if q.is_required),
            unknown=" · ".join(headings[i].strip() for i in unknown) or "-",
            nearest=" · ".join(_nearest(q, unknown, headings) for q in missing if q.is_required),
        )
    return Headings(
        positions=positions,
        reworded=tuple((campaign.by_column[c].title, headings[i].strip()) for c, i in sorted(reworded.items())),
        missing=tuple(q.title for q in missing),
        passed_over=tuple(headings[i].strip() for i, k in enumerate(keys) if k and i not in positions.values()),
    )


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
    if not unknown:
        return "-"
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
