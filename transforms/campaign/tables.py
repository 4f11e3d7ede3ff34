"""The tables of a campaign's folder: its field meetings, and where the places are that addresses name."""

import csv
import io
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


def _words(cell: object) -> object:
    return cell.split() if isinstance(cell, str) else cell


Goal = Annotated[int, Field(ge=1, le=17)]
Theme = Annotated[str, AfterValidator(_theme)]


def _seats(cell: object) -> object:
    return cell or 0


class FieldMeeting(TableRow):
    """One field meeting: its number, name, goals, themes and colour; where it is ('' unsaid) and for how many at most
    (0: as [event.placement] has it)."""

    number: int = Field(alias="field", ge=1, le=99)
    name: Text
    goals: Annotated[frozenset[Goal], BeforeValidator(_words)]
    themes: Annotated[frozenset[Theme], BeforeValidator(_words)]
    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$", json_schema_extra={"format": "colour"})]
    room: TextOrNone = ""
    seats: Annotated[int, BeforeValidator(_seats), Field(ge=0, le=10_000)] = 0


def _former(cell: object) -> object:
    return [each.strip() for each in cell.split("|") if each.strip()] if isinstance(cell, str) else cell


class GoalLabel(TableRow):
    """A goal as this council's form calls it, now and formerly (several separated by ``|``)."""

    number: Goal
    label: Text
    former: Annotated[tuple[str, ...], BeforeValidator(_former)] = ()


class NamedPlace(TableRow):
    """A place as addresses name it, the district that it is in, and what kind of name it is.

    A short name (``short``) is a place only where nothing else in the address is; of the rest, the kind is told for
    whoever keeps the list.
    """

    place: FormText
    district: Text
    kind: Literal["district", "administrative", "legal", "former", "village", "romanised", "misspelt", "short"] = (
        "district"
    )


def read_table(model: type[Row], text: str, file: str) -> tuple[Row, ...]:
    """The rows of a CSV file, each checked; raises SettingsError with every fault of the file and its line."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    headings, columns = reader.fieldnames or (), model.model_fields.items()
    named = [field.alias or name for name, field in columns]
    needed = [field.alias or name for name, field in columns if field.is_required()]
    known = {"known": ",".join(named)}
    faults = [Fault(file, name, "no_heading", 1, facts=known) for name in needed if name not in headings]
    faults += [
        Fault(file, name, "extra_forbidden", 1, facts={"nearest": nearest(name, named)} | known)
        for name in headings
        if name not in named
    ]
    made = list[Row]()
    for row in () if faults else reader:
        # Cells beyond the headings stand under None; a row that ends early has None for the rest.
        if row.pop(None, None):
            faults.append(Fault(file, "-", "long_row", reader.line_num))
        try:
            made.append(model.model_validate({name: cell for name, cell in row.items() if cell is not None}))
        except ValidationError as error:
            faults += faults_of(error, model, file, partial(_always, reader.line_num))
    if not faults and not made:
        faults.append(Fault(file, "-", "too_short", 2))
    if faults:
        raise SettingsError.of(faults)
    return tuple(made)


def _always(line: int, _: Path) -> int:
    return line


def lines_of(text: str) -> Line:
    """Where in a CSV file a path stands that begins with a row, counted from 0."""
    reader = csv.reader(io.StringIO(text, newline=""))
    lines = [reader.line_num for row in reader if row]
    return lambda path: lines[int(path[0]) + 1] if path else None
