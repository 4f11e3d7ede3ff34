"""What all sections of a campaign's settings have in common: how they are checked, and the kinds of their values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetPydanticSchema,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, core_schema
from rapidfuzz.distance import Indel

from transforms.reference import texts


def _described(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Puts the office's words (reference/settings.toml) into a model's schema; a setting without any is an error."""
    told = texts("settings")
    schema.pop("title", None)
    schema["description"] = told[model.__name__]["about"]
    for name, node in schema.get("properties", {}).items():
        said = next(told[each.__name__][name] for each in model.__mro__ if name in told.get(each.__name__, ()))
        node.pop("title", None)
        node["description"] = said["about"]
        if "example" in said:
            node["examples"] = [plain(said["example"])]


def plain(value: Any) -> Any:
    """A value of TOML as JSON has it: dates and times as text."""
    return value.isoformat() if isinstance(value, date | time) else value


class Section(BaseModel):
    """A table of settings: unknown names, and values of another type than TOML has for them, are errors."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", json_schema_extra=_described)


def _inside(name: str) -> str:
    # Read as Windows does, which takes both slashes: a folder is copied between machines.
    path = PureWindowsPath(name)
    if path.anchor or ".." in path.parts or name.startswith("~"):
        raise PydanticCustomError("file_name", "file_name")
    return name


def _place(name: str) -> str:
    strange = PurePosixPath(name).parts[1:2] if name.startswith("/") else ()
    if "://" not in name and (".." in PureWindowsPath(name).parts or {"dev", "proc", "sys"}.intersection(strange)):
        raise PydanticCustomError("location", "location")
    return name


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (ValueError, OSError, KeyError):
        near = nearest(str(value), available_timezones())
        raise PydanticCustomError("zone", "zone", {"nearest": near}) from None


def _in_zone(moment: datetime, info: ValidationInfo) -> datetime:
    """In the campaign's zone (the validation's context), where it names none."""
    zone = (info.context or {}).get("zone")
    if zone is None:
        return moment
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _to_the_second(clock: time) -> time:
    return clock.replace(microsecond=0)


def one_of(names: Sequence[str]) -> GetPydanticSchema:
    """Makes a text one of ``names``."""
    return GetPydanticSchema(lambda _, __: core_schema.literal_schema(list(names)))


def _as(kind: str, pattern: str) -> WithJsonSchema:
    """How editors check a value: ``format`` names our sentence for it. Dates are no JSON dates: they bear no zone."""
    return WithJsonSchema({"type": "string", "format": kind, "pattern": pattern})


_PRINTED = r"[^{}\x00-\x1f\x7f]"
_DAY, _CLOCK = r"\d{4}-\d{2}-\d{2}", r"\d{2}:\d{2}(:\d{2}(\.\d+)?)?"
# Two words of which fewer letters are the same are not one misspelt.
_ALIKE = 0.4
# What we print: one line, and nothing that a template could take for its own.
_LONGEST = 1_000
Text = Annotated[
    str,
    Field(
        pattern=rf"^{_PRINTED}*[^\s{{}}\x00-\x1f\x7f]{_PRINTED}*$",
        max_length=_LONGEST,
        json_schema_extra={"format": "text"},
    ),
]
TextOrNone = Annotated[
    str, Field(pattern=rf"^{_PRINTED}*$", max_length=_LONGEST, json_schema_extra={"format": "text_or_none"})
]
# What the form says, to the letter.
FormText = Annotated[str, Field(pattern=r"\S", json_schema_extra={"format": "form_text"})]
# TOML's arrays are lists; ours cannot be changed.
Texts = Annotated[tuple[Text, ...], Field(strict=False)]
FormTexts = Annotated[tuple[FormText, ...], Field(strict=False)]
Share = Annotated[float, Field(ge=0, le=1)]
FileName = Annotated[
    str, AfterValidator(_inside), _as("file_name", r"^(?![/\\~])(?![A-Za-z]:)(?!(.*[/\\])?\.\.([/\\]|$)).*$")
]
Location = Annotated[str, AfterValidator(_place), _as("location", r"^(?!/(dev|proc|sys)/).*$")]
Zone = Annotated[ZoneInfo, PlainValidator(_zone), _as("zone", r"^[A-Z].*$")]
Moment = Annotated[datetime, AfterValidator(_in_zone), _as("moment", rf"^{_DAY}[T ]{_CLOCK}(Z|[+-]\d{{2}}:\d{{2}})?$")]
Day = Annotated[date, _as("day", rf"^{_DAY}$")]
Clock = Annotated[time, AfterValidator(_to_the_second), _as("clock", rf"^{_CLOCK}$")]


def nearest(name: str, known: Iterable[str], least: float = _ALIKE) -> str:
    """The known name that is written most like ``name``, '' where none has the ``least`` share of its letters."""
    like = {each: Indel.normalized_similarity(name, each) for each in sorted(known)}
    best = max(like, key=lambda each: like[each], default="")
    return best if best and like[best] >= least else ""


def listed_names(names: Iterable[str]) -> str:
    """``names`` in order, for a sentence."""
    return " · ".join(sorted(names))


# The program's own sorts of themes (reference/wishes.csv): with whom to work, what is asked for.
PARTNER, REQUEST = "partner", "request"
_Themes = str | Mapping[str, tuple[str, ...]]


def _themes(value: object) -> _Themes:
    """The program's themes by the name of their sort, or a table of the campaign's own: theme to the words for it."""
    if isinstance(value, str) and value in ("", PARTNER, REQUEST):
        return value
    if isinstance(value, Mapping) and value:
        own = {str(name): tuple(words) for name, words in value.items() if isinstance(words, list | tuple)}
        if len(own) == len(value) and all(
            name.strip() and words and all(isinstance(word, str) and word.strip() for word in words)
            for name, words in own.items()
        ):
            return own
    raise PydanticCustomError("themes", "themes")


Themes = Annotated[
    _Themes,
    PlainValidator(_themes),
    WithJsonSchema(
        {
            "type": ["string", "object"],
            "pattern": f"^({PARTNER}|{REQUEST})?$",
            "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "minProperties": 1,
            "format": "themes",
        }
    ),
]
