"""The questions of a form by their kinds: what each kind is asked under, and which settings it reads."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from transforms.campaign.settings import FormText, FormTexts, Section
from transforms.parse.choices import Options
from transforms.parse.text import key

# What the answers to a coded question may mean, and which of it there must be an option for.
CODES = {
    "attendance": (("yes", "no", "undecided"), "yes"),
    "is_returning": (("true", "false", ""), "true"),
    "consent": (("yes", "no"), "yes"),
}
# Columns that the program knows among those of kinds that a campaign may also ask under a name of its own.
_KNOWN = {"kind": "choice", "contact_title": "text"}


def _own(*known: str) -> Any:
    """A column of the campaign's own, by a name that no column of ours can have, or one of ``known``."""
    names = "|".join([*known, "(?:satisfaction|own)_[a-z0-9_]+", "together", "cooperation", "suggestions"])
    return Field(pattern=f"^(?:{names})$", json_schema_extra={"format": "own_column"})


class Question(Section):
    """One question: our column, its title now and formerly, how its cells are read.

    ``meant`` says which of several columns of its title counts: the right or the left one.
    """

    kind: str
    column: str
    title: FormText
    former: FormTexts = ()
    is_required: bool = Field(alias="required")
    meant: Literal["right", "left"] = "right"

    @cached_property
    def options(self) -> Options:
        """The options that answers are read as; none where the kind has none."""
        return Options(())

    @property
    def codes(self) -> Mapping[str, str]:
        """What each option means, by its name; nothing where the kind has no codes."""
        return {}

    @property
    def individual(self) -> tuple[str, ...]:
        """The options that mean a person and not a body."""
        return ()

    @property
    def is_scale(self) -> bool:
        """Whether its options go from good to bad."""
        return self.kind == "choice" and self.column.startswith("satisfaction_")


class Submitted(Question):
    """The moment at which the form took the response."""

    kind: Literal["moment"]
    column: Literal["submitted_at"]


class Email(Question):
    """An address of electronic mail."""

    kind: Literal["email"]
    column: Literal["email"]


class Body(Question):
    """A body's name, or an individual's."""

    kind: Literal["body"]
    column: Literal["name"]


class Person(Question):
    """The name of one person."""

    kind: Literal["person"]
    column: Literal["representative", "contact_name"]


class Written(Question):
    """Free text."""

    kind: Literal["text"]
    column: Annotated[str, _own("contact_title")]


class Phone(Question):
    """A telephone number."""

    kind: Literal["phone"]
    column: Literal["phone"]


class Address(Question):
    """A postal address."""

    kind: Literal["address"]
    column: Literal["address"]


class Activities(Question):
    """What the participant does, several in one cell."""

    kind: Literal["activities"]
    column: Literal["activities"]


class Goals(Question):
    """The goals that the participant ticked."""

    kind: Literal["goals"]
    column: Literal["goals"]


class Wish(Question):
    """The field meeting that is wished for; the options are the campaign's fields."""

    kind: Literal["field"]
    column: Literal["wish_1", "wish_2"]


class Headcount(Question):
    """How many come."""

    kind: Literal["count"]
    column: Literal["headcount"]


class Attendees(Question):
    """Who comes, several in one cell."""

    kind: Literal["people"]
    column: Literal["attendees"]


class _WithOptions(Question):
    """A question whose answers are options, written in any of several ways."""

    aliases: dict[FormText, FormText] = Field(default_factory=dict)

    @property
    def _names(self) -> tuple[str, ...]:
        return ()

    @cached_property
    def options(self) -> Options:
        """The options with their other spellings."""
        return Options(self._names, dict(self.aliases), getattr(self, "other", ""))

    @model_validator(mode="after")
    def _spellings_are_clear(self) -> Self:
        """No option twice, and every other spelling that of one option."""
        named: dict[str, str] = {}
        for name in self._names:
            if key(name) in named:
                raise PydanticCustomError("doubled", "doubled", {"at": ("options",), "twice": name})
            named[key(name)] = name
        for typed, name in self.aliases.items():
            at = ("aliases", typed)
            if name not in self._names:
                raise PydanticCustomError(
                    "no_option", "no_option", {"at": at, "value": name, "known": " · ".join(self._names)}
                )
            if named.setdefault(key(typed), name) != name:
                raise PydanticCustomError("two_options", "two_options", {"at": at, "other": named[key(typed)]})
        return self


class Choice(_WithOptions):
    """One of several options; of the participants' kinds, which mean a person."""

    kind: Literal["choice"]
    column: Annotated[str, _own("kind")]
    listed: FormTexts = Field(alias="options", min_length=1)
    other: str = ""
    persons: FormTexts | None = Field(default=None, alias="individual")

    @property
    def _names(self) -> tuple[str, ...]:
        return self.listed

    @property
    def individual(self) -> tuple[str, ...]:
        """The options that mean a person and not a body."""
        return self.persons or ()

    @model_validator(mode="after")
    def _persons_are_options(self) -> Self:
        if self.column == "kind" and self.persons is None:
            raise PydanticCustomError("missing", "missing", {"at": ("individual",)})
        if self.column != "kind" and self.persons is not None:
            raise PydanticCustomError("unread", "unread", {"at": ("individual",), "kind": "choice"})
        for name in self.individual:
            if name not in self.listed:
                facts = {"at": ("individual",), "value": name, "known": " · ".join(self.listed)}
                raise PydanticCustomError("no_option", "no_option", facts)
        return self


class Ticks(_WithOptions):
    """Any of several options."""

    kind: Literal["ticks"]
    column: Annotated[str, _own()]
    listed: FormTexts = Field(alias="options", min_length=1)
    other: str = ""

    @property
    def _names(self) -> tuple[str, ...]:
        return self.listed


class Coded(_WithOptions):
    """One of several options, each of which means something to the program."""

    kind: Literal["coded"]
    column: Literal["attendance", "is_returning", "consent"]
    # Which of these a column may have, CODES says.
    meanings: dict[FormText, str] = Field(
        alias="codes",
        min_length=1,
        json_schema_extra={"patternProperties": {r"\S": {"enum": ["yes", "no", "undecided", "true", "false", ""]}}},
    )

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.meanings)

    @property
    def codes(self) -> Mapping[str, str]:
        """What each option means, by its name."""
        return self.meanings

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        known, needed = CODES[self.column]
        for name, code in self.meanings.items():
            if code not in known:
                facts = {"at": ("codes", name), "value": code, "known": " · ".join(known)}
                raise PydanticCustomError("literal_error", "literal_error", facts)
        if needed not in self.meanings.values():
            raise PydanticCustomError("no_code", "no_code", {"at": ("codes",), "code": needed})
        return self


_KINDS = (
    Submitted | Email | Choice | Body | Person | Written | Phone | Address | Activities | Goals | Wish | Coded
    | Headcount | Attendees | Ticks
)  # fmt: skip

# What a column that the program knows must hold.
KIND_OF: dict[str, str] = _KNOWN | {
    column: get_args(model.model_fields["kind"].annotation)[0]
    for model in get_args(_KINDS)
    for column in get_args(model.model_fields["column"].annotation)
}


def _is_of_its_kind(value: Any) -> Any:
    """Refuses a kind that the column cannot be of: the column says what was meant."""
    column, kind = (value.get("column"), value.get("kind")) if isinstance(value, Mapping) else (None, None)
    if isinstance(kind, str) and isinstance(column, str) and KIND_OF.get(column, kind) != kind:
        facts = {"at": ("kind",), "value": kind, "known": KIND_OF[column], "column": column}
        raise PydanticCustomError("kind_of_column", "kind_of_column", facts)
    return value


AnyQuestion = Annotated[_KINDS, Field(discriminator="kind"), BeforeValidator(_is_of_its_kind)]
