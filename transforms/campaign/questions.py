"""The questions of a form by their kinds: what each kind is asked under, and which settings it reads."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, GetPydanticSchema, model_validator
from pydantic_core import PydanticCustomError, core_schema

from transforms.campaign.question import CODES, KIND_OF, Question
from transforms.campaign.settings import FormText, FormTexts, Themes
from transforms.parse.choices import Options
from transforms.parse.text import spelling
from transforms.reference import rows

# What the numbers and tables of a release call something else.
TAKEN = frozenset(
    "activity area attendees day disposition district earlier field form goal_field goals_agree goals_declared"
    " goals_matched likely network participant_id placed position response_id standing total".split()
)
_BOUND = re.compile(r"(?:만 ?)?(\d{1,6}) ?(?:세|살|명|개|학년)? ?(미만|이하|이상|초과)")
_OWN_NAME = re.compile(r"[a-z][a-z0-9_]*")
# What columns of our own about a response begin with.
_FLAGS = ("is_", "has_", "n_")
GoalNumber = Annotated[int, Field(ge=1, le=17)]


def _own(*known: str) -> GetPydanticSchema:
    """Makes a text the column of an own question, by any name that means nothing else, or one of ``known``."""
    taken = (TAKEN | KIND_OF.keys()) - set(known)

    def is_own(name: str) -> str:
        if name not in known and (name in taken or not _OWN_NAME.fullmatch(name) or name.startswith(_FLAGS)):
            raise PydanticCustomError("string_pattern_mismatch", "string_pattern_mismatch")
        return name

    pattern = f"^(?!{'|'.join(_FLAGS)})(?!(?:{'|'.join(sorted(taken))})$)[a-z][a-z0-9_]*$"
    pattern = f"^(?:{'|'.join(known)})$|{pattern}" if known else pattern
    return GetPydanticSchema(
        lambda source, handler: core_schema.no_info_after_validator_function(is_own, handler(source)),
        lambda _, __: {"type": "string", "format": "own_column", "pattern": pattern},
    )


def within(n: int, bound: str) -> bool | None:
    """Whether a number keeps a bound as an office writes it; None where the text is none.

    >>> within(13, "14 미만"), within(14, "만 14세 미만"), within(3, "많이")
    (True, False, None)
    """
    found = _BOUND.fullmatch(bound.strip())
    if not found:
        return None
    limit = int(found[1])
    return {"미만": n < limit, "이하": n <= limit, "이상": n >= limit, "초과": n > limit}[found[2]]


class Submitted(Question):
    """The moment at which the form took the response."""

    kind: Literal["moment"]
    column: Literal["submitted_at"]


class Several(Question):
    """A question that a form may ask in several columns, the first under ``title``, the others under ``more``.

    What counts of an e-mail or an address is what the first of them says that says any.
    """

    more: FormTexts = ()


class Email(Several):
    """An address of electronic mail."""

    kind: Literal["email"]
    column: Literal["email"]


class Body(Question):
    """A body's name, or an individual's."""

    kind: Literal["body"]
    column: Literal["name"]


class _Own(Question):
    """A question that a campaign may ask under a name of its own.

    ``event``: what the event needs of those who come, such as meals, parking, or a remark for the desk; ``once``: of
    whoever answers alone, such as the size of their shirt. Without ``report`` nothing is told of it in reports, nor to
    the public. ``consent_of``: for whom it is part of the consent, by the answers of other questions, such as of a
    guardian.
    """

    for_event: bool = Field(default=False, alias="event")
    once: bool = False
    report: bool = True
    consent_of: dict[FormText, FormTexts] = Field(default_factory=dict)

    @property
    def is_of_event(self) -> bool:
        """Whether those who come are asked for what the event needs."""
        return self.for_event

    @model_validator(mode="after")
    def _only_own_are_of_the_event(self) -> Self:
        if self.consent_of and not self.is_own:
            raise PydanticCustomError("event_of_ours", "event_of_ours", {"at": ("consent_of",), "column": self.column})
        if self.for_event and not self.is_own:
            raise PydanticCustomError("event_of_ours", "event_of_ours", {"at": ("event",), "column": self.column})
        return self


class Person(_Own):
    """The name of one person; the contact of a body that names nobody ``comes`` as the first of those who do."""

    kind: Literal["person"]
    column: Annotated[str, _own("representative", "contact_name")]
    comes: bool = False


class Written(_Own):
    """Free text; counted by ``themes`` where the campaign names them, else only how many wrote something."""

    kind: Literal["text"]
    column: Annotated[str, _own("contact_title")]
    themes: Themes = ""

    @property
    def theme_words(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The themes that its texts are grouped by, each with the words that tell of it; none where they are not."""
        if isinstance(self.themes, Mapping):
            return tuple(self.themes.items())
        listed = [row for row in rows("wishes") if row["about"] == self.themes]
        return tuple((row["theme"], tuple(row["words"].split("|"))) for row in listed)


class Phone(Several, _Own):
    """A telephone number; of several columns what counts is a mobile, else what the first of them says."""

    kind: Literal["phone"]
    column: Annotated[str, _own("phone")]


class Number(_Own):
    """A number, such as of cars."""

    kind: Literal["number"]
    column: Annotated[str, _own()]


class Date(_Own):
    """A day."""

    kind: Literal["date"]
    column: Annotated[str, _own()]


class Address(Several):
    """A postal address."""

    kind: Literal["address"]
    column: Literal["address"]


class Activities(Several):
    """What the participant does, several in one cell."""

    kind: Literal["activities"]
    column: Literal["activities"]


class Goals(Several):
    """The goals that the participant ticked; ``ranked``: what an earlier column says comes before what a later does."""

    kind: Literal["goals"]
    column: Literal["goals"]
    ranked: bool = False


class Wish(Question):
    """The field meeting that is wished for; the options are the campaign's fields, and ``none`` are no wish."""

    kind: Literal["field"]
    column: Literal["wish_1", "wish_2"]
    none: FormTexts = ()


class Headcount(Question):
    """How many come: its cell and the numbers of own questions, ``plus``; of kinds that are not asked, ``unasked``."""

    kind: Literal["count"]
    column: Literal["headcount"]
    plus: FormTexts = ()
    unasked: dict[FormText, Annotated[int, Field(ge=0, le=50)]] = Field(default_factory=dict)


class Attendees(Several):
    """Who comes, several in one cell."""

    kind: Literal["people"]
    column: Literal["attendees"]


class _WithOptions(_Own):
    """A question whose answers are options, written in any of several ways; ``none`` are answers that choose none,
    ``untold`` those that are counted and of which the desk of the event need not be told."""

    aliases: dict[FormText, FormText] = Field(default_factory=dict)
    none: FormTexts = ()
    untold: FormTexts = ()

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(getattr(self, "listed", ()))

    @property
    def unneeded(self) -> tuple[str, ...]:
        """What the options of which nobody need be told are as answers."""
        return tuple(self.codes.get(name, name) for name in self.untold)

    @cached_property
    def options(self) -> Options:
        """The options with their other spellings; those that choose none, and what is written for them, apart."""
        nothing = {spelling(name) for name in self.none}
        names = tuple(name for name in self._names if spelling(name) not in nothing)
        other = getattr(self, "other", "")
        aliases = {typed: name for typed, name in self.aliases.items() if name in (*names, *filter(None, [other]))}
        none = (*self.none, *(typed for typed in self.aliases if typed not in aliases))
        return Options(names, aliases, other, none)

    @model_validator(mode="after")
    def _spellings_are_clear(self) -> Self:
        """No option twice, every other spelling that of one option, and what is not told of is an option."""
        named: dict[str, str] = {}
        for name in self._names:
            if spelling(name) in named:
                facts = {"at": ("codes" if self.kind == "coded" else "options",)}
                raise PydanticCustomError("doubled", "doubled", {**facts, "value": f"{named[spelling(name)]} · {name}"})
            named[spelling(name)] = name
        known = [*self._names, *filter(None, [getattr(self, "other", "")])]
        for name in self.untold:
            if name not in known:
                untold = {"at": ("untold",), "value": name, "known": " · ".join(known)}
                raise PydanticCustomError("no_option", "no_option", untold)
        for typed, name in self.aliases.items():
            at = ("aliases", typed)
            if name not in known:
                raise PydanticCustomError(
                    "no_option", "no_option", {"at": at, "value": name, "known": " · ".join(known)}
                )
            if named.setdefault(spelling(typed), name) != name:
                raise PydanticCustomError("two_options", "two_options", {"at": at, "other": named[spelling(typed)]})
        return self


class _Listed(_WithOptions):
    """A question whose options are listed as the form names them."""

    listed: FormTexts = Field(alias="options", min_length=1)

    @property
    def _names(self) -> tuple[str, ...]:
        return self.listed


class Choice(_Listed):
    """One of several options; of the participants' kinds, which mean a person.

    ``unnamed`` are those by which a body does not want its name to be public: where a question has any, only who chose
    another of its options is named. By ``unsigned`` it does not sign the agreement, by ``unseated`` its people come
    and sit in no meeting.
    """

    kind: Literal["choice"]
    column: Annotated[str, _own("kind")]
    other: str = ""
    persons: FormTexts | None = Field(default=None, alias="individual")
    unnamed: FormTexts = ()
    unsigned: FormTexts = ()
    unseated: FormTexts = ()

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
        for at in ("individual", "unnamed", "unsigned", "unseated"):
            for name in getattr(self, at):
                if name not in (self.listed if at != "individual" else (*self.listed, self.other)):
                    facts = {"at": (at,), "value": name, "known": " · ".join(self.listed)}
                    raise PydanticCustomError("no_option", "no_option", facts)
        if self.unnamed and set(self.listed).issubset(self.unnamed):
            raise PydanticCustomError("nobody_named", "nobody_named", {"at": ("unnamed",)})
        return self


class Ticks(_Listed):
    """Any of several options, which may mean ``goals``: what an option stands for is declared by who ticks it."""

    kind: Literal["ticks"]
    column: Annotated[str, _own()]
    other: str = ""
    meant_goals: dict[FormText, Annotated[tuple[GoalNumber, ...], Field(strict=False)]] = Field(
        default_factory=dict, alias="goals"
    )

    @model_validator(mode="after")
    def _goals_are_of_options(self) -> Self:
        for name in self.meant_goals:
            if name not in self.listed:
                facts = {"at": ("goals", name), "value": name, "known": " · ".join(self.listed)}
                raise PydanticCustomError("no_option", "no_option", facts)
        return self

    @property
    def option_goals(self) -> Mapping[str, tuple[int, ...]]:
        """The goals that each option stands for, by its name; nothing where the question is of other things."""
        return self.meant_goals


class Scale(_Listed):
    """One step of a scale, its options from good to bad; a grid is a question for each of its rows."""

    kind: Literal["scale"]
    column: Annotated[str, _own()]
    listed: FormTexts = Field(alias="options", min_length=2)


class Coded(_WithOptions):
    """One of several options, each of which means something: to the program, or what is counted under one name."""

    kind: Literal["coded"]
    column: Annotated[str, _own(*CODES)]
    # Which of these a column of ours may have, CODES says.
    meanings: dict[FormText, str] = Field(alias="codes", min_length=1)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.meanings)

    @property
    def codes(self) -> Mapping[str, str]:
        """What each option means, by its name."""
        return self.meanings

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        if self.is_own:
            return self
        known, needed = CODES[self.column]
        for name, code in self.meanings.items():
            if code not in known:
                facts = {"at": ("codes", name), "value": code, "known": " · ".join(known)}
                raise PydanticCustomError("no_meaning", "no_meaning", facts)
        if needed not in self.meanings.values():
            raise PydanticCustomError("no_code", "no_code", {"at": ("codes",), "code": needed})
        return self


_KINDS = (
    Submitted | Email | Choice | Body | Person | Written | Phone | Address | Activities | Goals | Wish | Coded
    | Headcount | Attendees | Ticks | Scale | Number | Date
)  # fmt: skip


def _is_of_its_kind(value: Any) -> Any:
    """Refuses a kind that the column cannot be of: the column says what was meant."""
    column, kind = (value.get("column"), value.get("kind")) if isinstance(value, Mapping) else (None, None)
    if isinstance(kind, str) and isinstance(column, str) and KIND_OF.get(column, kind) != kind:
        facts = {"at": ("kind",), "value": kind, "known": KIND_OF[column], "column": column}
        raise PydanticCustomError("kind_of_column", "kind_of_column", facts)
    return value


AnyQuestion = Annotated[_KINDS, Field(discriminator="kind"), BeforeValidator(_is_of_its_kind)]
