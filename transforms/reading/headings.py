"""Which column of an export holds which question, checked both ways and whatever the order."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
from rapidfuzz.distance import Indel

from transforms.campaign.campaign import Campaign
from transforms.campaign.question import Question
from transforms.errors.headings import HeadingsError, QuestionGoneError
from transforms.errors.source import NotAFormExportError
from transforms.parse.addresses import district
from transforms.parse.choices import choice, ticks
from transforms.parse.emails import emails
from transforms.parse.people import people
from transforms.parse.phones import phones
from transforms.parse.text import clean, is_blank, key, spelling
from transforms.reading.columns import is_filled, parsed
from transforms.reading.readable import reader, refuse_unreadable
from transforms.reading.stamps import Stamps, settle_stamps
from transforms.reference import rows

# Staff put a title and a note above the headings; nobody puts more than this.
MOST_ABOVE = 10
# 3. · Q3) · (3) · ③ · 3-1. before a question's title.
_NUMBERED = re.compile(r"^\s*(?:\(?(?:q|문항?|질문)?\s?\d{1,2}(?:-\d{1,2})?\s?번?[.):\]]|[①-⑳])\s*", re.IGNORECASE)
# Wording this close is one question reworded; below the lower bound a name alone proves nothing.
_CLOSE = 0.72
# Below this nothing is alike: two Korean titles share a syllable or two by chance.
_ALIKE = 0.4
_SAMPLE = 200
# Staff's marks are few (O, X, 확인함), in however many rows they stand.
_FEW, _MARKS = 8, 3
# A column beside the questions: what other columns of a question say in the same row, a line each (column, tab, text).
OTHER_ANSWERS = "other_answers"
# What the office wrote into columns of its own, a line each.
STAFF_NOTES = "staff_notes"
# Under which number the office has a response.
REGISTRATION = "registration"
# Where several tabs are read as one: the column that says which tab's a row is, and the row in it.
ORIGIN, ORIGIN_TITLE = "origin", "응답 탭과 행"
# Who gave two of these can be reached by both.
_KEPT_TOGETHER = ("phone", "email")
# Google gives these their headings, in the language of whoever made the form; nothing else looks like what they hold.
_BY_GOOGLE = ("moment", "email")


@dataclass(frozen=True)
class Headings:
    """The columns found: our name to position, and what differed from the campaign's settings.

    ``titles`` are the headings of those columns. ``others`` holds the further columns of a question that has
    several, the one whose answer counts first; ``further`` those that ask for more of the same. ``untitled`` are
    the letters of the columns that hold something under no heading; ``origin`` is the column that tells which of
    several tabs a row stands in, None where one was read; ``staff`` are those of the office, ``number`` the one of
    its numbers; ``stamps`` is how the time stamps are read.
    """

    positions: dict[str, int]
    reworded: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    passed_over: tuple[str, ...]
    titles: dict[str, str] = field(default_factory=dict)
    others: dict[str, tuple[int, ...]] = field(default_factory=dict)
    further: dict[str, tuple[int, ...]] = field(default_factory=dict)
    untitled: tuple[str, ...] = ()
    origin: int | None = None
    staff: tuple[int, ...] = ()
    number: int | None = None
    stamps: Stamps = field(default_factory=lambda: Stamps({}))

    def arrange(self, cells: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
        """``cells`` under our names, every stamp that its column settles in a form that means one moment.

        Of a question's several columns the first that a row answers counts; where another says something else, that
        stands in OTHER_ANSWERS, and of telephones and addresses it is kept in the answer as well, unless the campaign
        says which column is meant.
        """
        made = pd.DataFrame({name: cells.iloc[:, at] for name, at in self.positions.items()})
        more = pd.Series("", index=cells.index, dtype="str")
        for name, places in self.others.items():
            for at in places:
                made[name], differs = _merged(made[name], cells.iloc[:, at], campaign.by_column[name], campaign)
                line = name + "\t" + cells.iloc[:, at].str.replace(r"\s*\n\s*", " / ", regex=True) + "\n"
                more = more.str.cat(line.where(differs, ""))
        # What asks for more comes behind the question itself, in whichever branch of the form that was answered.
        for name, places in self.further.items():
            for at in places:
                said = cells.iloc[:, at].where(is_filled(cells.iloc[:, at]), "")
                made[name] = made[name].str.cat(said, sep="\n").str.strip("\n")
        if "submitted_at" in made.columns:
            made["submitted_at"] = self.stamps.settled(made["submitted_at"], campaign)
        if self.origin is not None:
            made[ORIGIN] = cells.iloc[:, self.origin]
        if self.number is not None:
            made[REGISTRATION] = cells.iloc[:, self.number]
        if self.staff:
            notes = pd.Series("", index=cells.index, dtype="str")
            for at in self.staff:
                notes = notes.str.cat(cells.iloc[:, at], sep="\n")
            made[STAFF_NOTES] = notes.str.strip("\n")
        return made.assign(**{OTHER_ANSWERS: more}) if more.ne("").any() else made

    def findings(self) -> pd.DataFrame:
        """What differed, as findings without a response; ``column`` holds the heading."""
        found = [
            *(("question_reworded", heading) for _, heading in self.reworded),
            *(("question_missing", title) for title in self.missing),
            *(("question_new", heading) for heading in self.passed_over),
            *(("question_merged", self.titles[name]) for name in self.others),
            *(("column_untitled", letters) for letters in self.untitled),
        ]
        return about_headings(found)


def _merged(
    first: "pd.Series[str]", other: "pd.Series[str]", question: Question, campaign: Campaign
) -> tuple["pd.Series[str]", "pd.Series[bool]"]:
    """``first``, and ``other`` where it is blank; and in which rows both answer and differ."""
    is_first, is_other = is_filled(first), is_filled(other)
    said = [parsed(each, lambda cell: _said(cell, question, campaign)).part(str, "str") for each in (first, other)]
    differs = is_first & is_other & said[0].ne(said[1])
    whole = first.where(is_first, other)
    if question.kind in _KEPT_TOGETHER and "meant" not in question.model_fields_set:
        whole = whole.mask(differs, first.str.cat(other, sep="\n"))
    return whole, differs


def _said(cell: str, question: Question, campaign: Campaign) -> str:
    """The answer in one form for each meaning, so that two ways to write it are one answer."""
    value = clean(cell)
    match question.kind:
        case "phone":
            found = " ".join(sorted(phone.number for phone in phones(value, campaign.area_code)))
        case "email":
            found = " ".join(sorted(each.address for each in emails(value)))
        case "choice" | "coded":
            found = " ".join(choice(value, question.options))
        case "ticks" | "field":
            found = repr(ticks(value, question.options if question.kind == "ticks" else campaign.field_options))
        case _:
            found = ""
    return found or key(value) or value


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

    A title or former title is that question. Several columns may be one question's: it was deleted in the form and
    asked anew, stands in two branches, or an address is both collected and asked for. The rightmost counts, which is
    the newest and the one that was asked for, unless the campaign names the leftmost. What is left is one question
    reworded where its wording is close or it stands alone in its place, and the column holds what such a question
    holds. Raises NotAFormExportError; HeadingsError for a required question that is not found; StampsDoubtfulError,
    StampsUnreadError or ColumnUnreadableError for one whose column cannot be read.
    """
    keys = [title_key(heading, campaign) for heading in headings]
    places = {question.column: at for question in campaign.questions if (at := _places(question, keys, campaign))}
    positions = {column: at[0] for column, at in places.items()}
    if len(positions) * 2 < len(campaign.questions):
        raise NotAFormExportError(source=source, n_known=len(positions), n_questions=len(campaign.questions))
    staff = {spelling(title) for title in campaign.staff_columns.titles}
    further = {
        column: tuple(i for title in titles for i, k in enumerate(keys) if k == spelling(title))
        for column, titles in campaign.further.items()
    }
    taken = {i for at in (*places.values(), *further.values()) for i in at}
    origin = next((i for i, heading in enumerate(headings) if heading == ORIGIN_TITLE), None)
    named = campaign.staff_columns.number
    number = next((i for i, k in enumerate(keys) if named and k == spelling(named)), None)
    unknown = [i for i, k in enumerate(keys) if i not in taken and k and k not in staff and i not in (origin, number)]
    missing = [q for q in campaign.questions if q.column not in positions]
    reworded = _reworded(missing, unknown, headings, cells, positions, campaign)
    positions |= reworded
    unknown = [i for i in unknown if i not in reworded.values()]
    missing = [q for q in missing if q.column not in reworded]
    _refuse_missing([q for q in missing if q.is_required], unknown, headings)
    found = Headings(
        positions=positions,
        reworded=tuple((campaign.by_column[c].title, headings[i].strip()) for c, i in sorted(reworded.items())),
        missing=(*(q.title for q in missing), *([named] if named and number is None else [])),
        passed_over=tuple(headings[i].strip() for i in unknown),
        titles={name: headings[i].strip() for name, i in positions.items()},
        others={column: tuple(each[1:]) for column, each in places.items() if len(each) > 1},
        further={column: each for column, each in further.items() if column in positions},
        origin=origin,
        number=number,
        staff=tuple(i for i, k in enumerate(keys) if k in staff and i not in taken),
        untitled=tuple(column_letters(i) for i, k in enumerate(keys) if not k and is_filled(cells.iloc[:, i]).any()),
    )
    return replace(found, stamps=_readable(found, cells, campaign))


def _readable(found: Headings, cells: pd.DataFrame, campaign: Campaign) -> Stamps:
    """How the stamps are read; raises where most of a required question's answers cannot be."""
    required = {q.column for q in campaign.questions if q.is_required}
    asked = replace(
        found,
        positions={name: at for name, at in found.positions.items() if name in required},
        others={name: at for name, at in found.others.items() if name in required},
        further={name: at for name, at in found.further.items() if name in required},
    ).arrange(cells, campaign)
    stamps = Stamps({})
    if "submitted_at" in asked.columns:
        stamps = settle_stamps(asked.pop("submitted_at"), campaign, found.titles["submitted_at"])
    refuse_unreadable(asked, campaign, found.titles)
    return stamps


def _refuse_missing(gone: Sequence[Question], unknown: Sequence[int], headings: Sequence[str]) -> None:
    if not gone:
        return
    missing, others = " · ".join(q.title for q in gone), " · ".join(headings[i].strip() for i in unknown) or "-"
    if all(_likeness(q, headings[i]) < _ALIKE for q in gone for i in unknown):
        raise QuestionGoneError(missing=missing, unknown=others)
    nearest = " · ".join(_nearest(q, unknown, headings) for q in gone)
    raise HeadingsError(missing=missing, unknown=others, nearest=nearest)


def title_key(heading: str, campaign: Campaign) -> str:
    """The key of a heading; of a question's title that was only numbered, or explained in lines below, that title's."""
    for each in (heading, _NUMBERED.sub("", heading), _NUMBERED.sub("", heading.strip().partition("\n")[0])):
        if (found := spelling(each)) in campaign.by_title:
            return found
    return spelling(heading)


def heading_row(rows_: Sequence[Sequence[str]], campaign: Campaign) -> tuple[int, int]:
    """Which of the first rows holds the headings (0 where none does), and how many questions it names."""
    known = [
        len({campaign.by_title.get(title_key(cell, campaign)) for cell in row if cell} - {None})
        for row in rows_[: MOST_ABOVE + 1]
    ]
    most = max(known, default=0)
    return (known.index(most), most) if most > 1 else (0, most)


def _places(question: Question, keys: list[str], campaign: Campaign) -> list[int]:
    """The question's columns, the one whose answer counts first; its own one where another question has its title."""
    titles = question.title_keys
    found = [i for i, k in enumerate(keys) if k and k in titles]
    if question.meant.isdecimal():
        return found[int(question.meant) - 1 : int(question.meant)]
    found = found[:: 1 if question.meant == "left" else -1]
    is_shared = any(q.meant != question.meant and q.title_keys & titles for q in campaign.questions)
    # Of one column alone nobody knows whose it is: it stays what the left one was.
    return found[: int(len(found) > 1 or question.meant == "left")] if is_shared else found


def column_letters(at: int) -> str:
    """What a spreadsheet calls the column at position ``at`` (from 0).

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    return (column_letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _reworded(
    missing: Sequence[Question],
    unknown: Sequence[int],
    headings: Sequence[str],
    cells: pd.DataFrame,
    positions: dict[str, int],
    campaign: Campaign,
) -> dict[str, int]:
    """The missing questions that stand under another wording: told by the wording, or by their place."""
    plausible = {q.column: [i for i in unknown if _holds(q, cells.iloc[:, i], campaign)] for q in missing}
    found: dict[str, int] = {}
    for question in missing:
        close = [i for i in plausible[question.column] if _likeness(question, headings[i]) >= _CLOSE]
        rivals = [q for q in missing if q is not question and any(_likeness(q, headings[i]) >= _CLOSE for i in close)]
        if len(close) == 1 and not rivals:
            found[question.column] = close[0]
    if len(set(found.values())) < len(found):
        return {}
    gaps = {q.column: _gap(q, positions | found, campaign) for q in missing if q.column not in found}
    for column, (before, after) in gaps.items():
        here = [i for i in plausible[column] if before < i < after and i not in found.values()]
        others = [name for name, gap in gaps.items() if gap == (before, after) and name != column]
        is_sure = not others or campaign.by_column[column].kind in _BY_GOOGLE
        # Two that are gone from one gap are told apart by nothing else.
        if len(here) == 1 and is_sure and not any(here[0] in plausible[name] for name in others):
            found[column] = here[0]
    return found


def _likeness(question: Question, heading: str) -> float:
    return max(Indel.normalized_similarity(key(title), key(heading)) for title in (question.title, *question.former))


def _nearest(question: Question, unknown: Sequence[int], headings: Sequence[str]) -> str:
    return headings[max(unknown, key=lambda i: (_likeness(question, headings[i]), -i))].strip()


def _gap(question: Question, positions: dict[str, int], campaign: Campaign) -> tuple[int, int]:
    """Between which columns the question stands: those of the questions asked before and after it.

    Behind the last question two columns are looked at: what stands further right is the staff's.
    """
    order = [q.column for q in campaign.questions]
    here = order.index(question.column)
    before = next((positions[c] for c in reversed(order[:here]) if c in positions), -1)
    return before, next((positions[c] for c in order[here + 1 :] if c in positions), before + 3)


def _holds(question: Question, column: "pd.Series[str]", campaign: Campaign) -> bool:
    """True when the column's cells could be answers to the question: most of those filled can be read as such.

    A required question is answered in most rows.
    """
    cells = [clean(c) for c in column.head(_SAMPLE).tolist()]
    filled = [c for c in cells if not is_blank(c)]
    if not filled or (question.is_required and len(filled) * 2 <= len(cells)):
        return not question.is_required
    readers: dict[str, Callable[[str], bool]] = {
        "person": lambda cell: bool(people(cell).named),
        "address": lambda cell: district(cell, campaign.places) != campaign.places.unknown,
    }
    read = reader(question, campaign) or readers.get(question.kind)
    if read is None:
        # Any words may answer it; a mark that staff set in row after row does not.
        return len(filled) < _FEW or len(set(filled)) > _MARKS
    return sum(map(read, filled)) * 2 > len(filled)
