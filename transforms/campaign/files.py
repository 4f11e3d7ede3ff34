"""A campaign from the texts of its folder's files: every fault of a file is told at once, with its line."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from transforms.campaign.campaign import Campaign
from transforms.campaign.contradictions import (
    Contradiction,
    between_files,
    contradictions,
    within_fields,
    within_goals,
    within_places,
)
from transforms.campaign.faults import Line, faults_of, line_of
from transforms.campaign.json_schema import dotted, schema_of
from transforms.campaign.sections import Agreement, Settings
from transforms.campaign.settings import Section, listed_names, nearest
from transforms.campaign.tables import FieldMeeting, GoalLabel, NamedPlace, lines_of, read_table
from transforms.campaign.words import Wording, Words, misworded, worded
from transforms.errors.campaign import Fault, SettingsError, SettingsSyntaxError
from transforms.parse.addresses import Places
from transforms.reference import lines, texts

SETTINGS, AGREEMENT, GOALS = "campaign.toml", "templates/agreement.toml", "goals.csv"
# Words of the council's own, a file for each of the program's sections that it says otherwise.
LABELS = "templates/labels/{section}.toml"
Model = TypeVar("Model", bound=Section)


def settings_schema() -> dict[str, Any]:
    """The JSON Schema of ``campaign.toml``, with the office's description of every setting."""
    return schema_of(Settings)


def schema_text() -> str:
    """The same as the file that stands beside a campaign for editors."""
    return json.dumps(settings_schema(), ensure_ascii=False, indent=1) + "\n"


def read_settings(text: str) -> Settings:
    """The checked ``campaign.toml``; raises SettingsSyntaxError, or SettingsError with all its faults."""
    settings = _checked(Settings, text, SETTINGS)
    _refuse(contradictions(settings), SETTINGS, line_of(text))
    return settings


def read_agreement(text: str | None, words: Words) -> Agreement:
    """The campaign's wording of its agreements, without one that of every council, with its ``words``.

    Raises as ``read_settings``, also for a strange placeholder.
    """
    if text is None:
        return Agreement.model_validate(worded(texts("agreement"), words))
    return _checked(Agreement, str(worded(text, words)), AGREEMENT)


def drafted_agreement() -> str:
    """The wording of agreements of every council as a file of a campaign's own, with what may stand in it."""
    return "\n".join(lines("agreement.toml")) + "\n"


def read_labels(
    texts_: Mapping[str, str], program: Mapping[str, Mapping[str, Any]], settings: Settings
) -> dict[str, Mapping[str, Any]]:
    """A council's own labels by section, of the ``texts_`` of its files by section; raises SettingsError with every
    name that the program does not know or never reads, and every place that is strange or missing."""
    read, faults = dict[str, Mapping[str, Any]](), list[Fault]()
    for section, text in texts_.items():
        file = LABELS.format(section=section)
        if section not in program:
            facts = {"nearest": nearest(section, program)}
            faults.append(Fault(file, section, "extra_forbidden", facts=facts, allowed=listed_names(program)))
            continue
        own, line = _parsed(text, file), line_of(text)
        columns = [question.column for question in settings.questions]
        faults += [
            Fault(file, dotted(each.path), each.code, line(each.path), allowed=each.allowed, facts=each.facts)
            for each in misworded(section, own, program[section], columns)
        ]
        read[section] = own
    if faults:
        raise SettingsError.of(faults)
    return read


def read_fields(text: str, file: str) -> tuple[FieldMeeting, ...]:
    """The field meetings of a CSV file; raises SettingsError."""
    fields = read_table(FieldMeeting, text, file)
    _refuse(within_fields(fields), file, lines_of(text))
    return fields


def read_goals(text: str, file: str) -> tuple[GoalLabel, ...]:
    """The council's own labels of goals of a CSV file, those of the rest being the program's; raises SettingsError."""
    goals = read_table(GoalLabel, text, file)
    _refuse(within_goals(goals), file, lines_of(text))
    return goals


def read_places(text: str, file: str) -> tuple[NamedPlace, ...]:
    """The places of a CSV file; raises SettingsError."""
    places = read_table(NamedPlace, text, file)
    _refuse(within_places(places), file, lines_of(text))
    return places


def campaign_from(
    slug: str,
    settings: Settings,
    fields: Sequence[FieldMeeting],
    places: Sequence[NamedPlace],
    agreement: Agreement,
    labels: Mapping[str, Mapping[str, Any]] | None = None,
    goals: Sequence[GoalLabel] = (),
    line: Line = lambda _: None,
) -> Campaign:
    """The campaign that a folder's checked files make; raises SettingsError where they contradict each other.

    ``line`` says where in ``campaign.toml`` a setting stands.
    """
    _refuse(between_files(settings, fields, places), SETTINGS, line)
    names = settings.places
    return Campaign(
        **dict(settings.campaign),
        **{name: getattr(settings, name) for name in _AS_THEY_ARE},
        slug=slug,
        event=settings.event.model_copy(
            update={"seating": settings.event.seating.for_rooms({each.number: each.seats for each in fields})}
        ),
        fields=tuple(fields),
        places=Places(
            districts={each.place: each.district for each in places if each.kind != "short"},
            home=names.home,
            province=names.province,
            outside=names.outside,
            unknown=names.unknown,
            short_names={each.place: each.district for each in places if each.kind == "short"},
            first_names=frozenset(each.place for each in places if each.kind == "first"),
        ),
        district_order=names.order,
        area_of={each.district: each.area for each in places if each.area},
        agreement=agreement,
        goals=tuple(goals),
        wording=Wording(settings.words, labels or {}),
        nightly_at=settings.schedule.time,
    )


_AS_THEY_ARE = "questions google changes documents notify keep quality earlier staff_columns form".split()


def _checked(model: type[Model], text: str, file: str) -> Model:
    said = _parsed(text, file)
    try:
        return model.model_validate(said, context={"zone": _zone(said)})
    except ValidationError as error:
        raise SettingsError.of(faults_of(error, model, file, line_of(text))) from None


def _parsed(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsSyntaxError.of(file, str(error), text) from None


def _zone(said: Mapping[str, Any]) -> ZoneInfo | None:
    """The zone of the moments that name none; where there is no good one, that is a fault of its own."""
    try:
        return ZoneInfo(said["campaign"]["timezone"])
    except (KeyError, TypeError, ValueError, OSError):
        return None


def _refuse(found: Iterable[Contradiction], file: str, line: Line) -> None:
    faults = []
    for each in found:
        # Of a table, the line says the row.
        key = dotted(each.path[1:] if each.path and isinstance(each.path[0], int) else each.path)
        facts = {"than": each.than}
        faults.append(Fault(file, key, each.code, line(each.path), str(each.value), str(each.known), facts=facts))
    if faults:
        raise SettingsError.of(faults)
