"""The tables of a campaign's folder: its field meetings, and where the places are that addresses name."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from transforms.campaign.faults import Line, faults_of
from transforms.campaign.json_schema import Path
from transforms.campaign.settings import FormText, Section, Text, TextOrNone, listed_names, nearest
from transforms.errors.campaign import Fault, SettingsError
from transforms.reference import themes

Row = TypeVar("Row", bound="TableRow")


class TableRow(Section):
    """One row of a table, whose cells are text."""

    model_config = ConfigDict(strict=False)


def _theme(name: str) -> str:
    if name not in themes():
        facts = {"nearest": nearest(name, themes()), "known": listed_names(themes())}
        raise PydanticCustomError("theme", "theme", facts)
    return name


_BETWEEN = re.compile(r"[\s,·;/]+")
_PEOPLE = re.compile(r"(\d+)\s*(?:명|석|인)")


def _words(cell: object) -> object:
    return [each for each in _BETWEEN.split(cell) if each] if isinstance(cell, str) else cell


Goal = Annotated[int, Field(ge=1, le=17)]
Theme = Annotated[str, AfterValidator(_theme)]


# Before the name of an option, and behind it.
_MARK, _REMARK = (
    re.compile(r"^\s*([가-힣A-Za-z]|\d{1,2}|[가-힣]{1,3} ?\d{1,2})\s?[.)]\s*"),
    re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$"),
)


_SIGN = re.compile(r"^\s*(?:[가-힣]{1,4} ?)?([①-⑳])")


def mark_of(name: str) -> str:
    """The letter or number that an option's name begins with, '' where it has none."""
    found = _MARK.match(name)
    return found[1] if found else ""


def numbered(number: int, name: str) -> str:
    """The name behind the number, which a name that bears it itself does not take twice.

    >>> numbered(1, "물때 1. 바다밭"), numbered(2, "원탁 ② 안전"), numbered(1, "가. 살림"), numbered(2, "1인 가구")
    ('물때 1. 바다밭', '원탁 ② 안전', '1. 가. 살림', '2. 1인 가구')
    """
    sign = _SIGN.match(name)
    bears_it = unicodedata.numeric(sign[1]) == number if sign else mark_of(name).split()[-1:] == [str(number)]
    return name if bears_it else f"{number}. {name}"


def _seats(cell: object) -> object:
    found = _PEOPLE.fullmatch(cell) if isinstance(cell, str) else None
    return found[1] if found else cell or 0


def _former(cell: object) -> object:
    return [each.strip() for each in cell.split("|") if each.strip()] if isinstance(cell, str) else cell


class FieldMeeting(TableRow):
    """One field meeting: its number, name, goals, themes and colour; where it is ('' unsaid) and for how many at most
    (0: as [event.placement] has it), when ('' with the programme); what the form called it before (several
    separated by ``|``)."""

    number: int = Field(alias="field", ge=1, le=99)
    name: Text
    goals: Annotated[frozenset[Goal], BeforeValidator(_words)]
    themes: Annotated[frozenset[Theme], BeforeValidator(_words)]
    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$", json_schema_extra={"format": "colour"})]
    room: TextOrNone = ""
    seats: Annotated[int, Field(ge=0, le=10_000), BeforeValidator(_seats)] = 0
    former: Annotated[tuple[str, ...], BeforeValidator(_former)] = ()
    time: TextOrNone = ""

    @property
    def where(self) -> str:
        """Its room and its time, '' where neither is told."""
        return " · ".join(filter(None, (self.room, self.time)))

    @property
    def numbered(self) -> str:
        """The name behind its number."""
        return numbered(self.number, self.name)

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name and the former ones, each also without the mark before it and the remark in brackets behind it.

        >>> made = {"field": "1", "name": "가. 살림 (돈, 사람)", "goals": "", "themes": "", "colour": "#000000"}
        >>> FieldMeeting.model_validate(made).spellings
        ('가. 살림 (돈, 사람)', '살림 (돈, 사람)', '가. 살림', '살림', '가')
        """
        found = dict.fromkeys((self.name, *self.former))
        for name in list(found):
            bare = _REMARK.sub("", name)
            found |= dict.fromkeys((_MARK.sub("", name), bare, _MARK.sub("", bare), mark_of(name)))
        return tuple(filter(None, found))


class GoalLabel(TableRow):
    """A goal as this council's form calls it, now and formerly (several separated by ``|``)."""

    number: Goal
    label: Text
    former: Annotated[tuple[str, ...], BeforeValidator(_former)] = ()

    @property
    def name(self) -> str:
        """The label without its number, which stands before it wherever it is told.

        >>> labels = ("지구목표 1. 가난 없는 마을", "가난을 끝내요(목표 1)", "1.빈곤 퇴치", "1인 가구 돌보기")
        >>> [GoalLabel(number=1, label=label).name for label in labels]
        ['가난 없는 마을', '가난을 끝내요', '빈곤 퇴치', '1인 가구 돌보기']
        """
        called, number = r"(?:[가-힣]{0,4}목표|goal|sdgs?)", rf"\s?{self.number}\s?번?"
        numbered = rf"^(?:{called}{number}(?!\d)[.:)]?|{self.number}\s?[.:)])\s*|\s?[(\[]{called}?{number}[)\]]$"
        return re.sub(numbered, "", self.label, flags=re.I) or self.label


class NamedPlace(TableRow):
    """A place as addresses name it, the district that it is in, what kind of name it is, and the district's area.

    A short name (``short``) is a place only where nothing else in the address is; one that goes ``first`` decides
    whatever else the address says (an industrial park across several 읍 and 면). Of the rest, the kind is told for
    whoever keeps the list.
    """

    place: FormText
    district: Text
    kind: Annotated[
        Literal["district", "administrative", "legal", "former", "village", "romanised", "misspelt", "short", "first"],
        BeforeValidator(lambda cell: cell or "district"),
    ] = "district"
    area: str = ""


def read_table(model: type[Row], text: str, file: str) -> tuple[Row, ...]:
    """The rows of a CSV file, each checked; raises SettingsError with every fault of the file and its line.

    Blank rows, blank columns behind the last heading and spaces around a cell are what a spreadsheet leaves.
    """
    (_, headings), *below = [*_filled(text)] or [(1, [])]
    while headings and not headings[-1]:
        headings.pop()
    columns = model.model_fields.items()
    named = [field.alias or name for name, field in columns]
    needed = [field.alias or name for name, field in columns if field.is_required()]
    known = ",".join(named)
    faults = [Fault(file, name, "no_heading", 1, facts={"known": known}) for name in needed if name not in headings]
    faults += [
        Fault(file, name or "-", "extra_forbidden", 1, facts={"nearest": nearest(name, named)}, allowed=known)
        for name in headings
        if name not in named
    ]
    made = list[Row]()
    for line, row in () if faults else below:
        if any(row[len(headings) :]):
            # Whatever else is wrong with it comes of that.
            faults.append(Fault(file, "-", "long_row", line))
            continue
        try:
            # A row that ends early has nothing for the rest.
            made.append(model.model_validate(dict(zip(headings, row, strict=False))))
        except ValidationError as error:
            faults += [_of_a_cell(each) for each in faults_of(error, model, file, partial(_always, line))]
    if not faults and not made:
        faults.append(Fault(file, "-", "too_short", 2))
    if faults:
        raise SettingsError.of(faults)
    return tuple(made)


def _filled(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, with the lines at which they end."""
    reader = csv.reader(io.StringIO(text, newline=""))
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield reader.line_num, cells


def _of_a_cell(fault: Fault) -> Fault:
    """The fault with its example as it stands in a cell."""
    return replace(fault, example=fault.example.partition(" = ")[2].strip('"'))


def _always(line: int, _: Path) -> int:
    return line


def lines_of(text: str) -> Line:
    """Where in a CSV file a path stands that begins with a row, counted from 0."""
    lines = [line for line, _ in _filled(text)]
    return lambda path: lines[int(path[0]) + 1] if path else None
