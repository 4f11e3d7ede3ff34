"""What a campaign says about its event: when and where, which guest lists there are, and how people are seated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from transforms.campaign.settings import Clock, Day, FileName, FormTexts, Moment, Section, Text, TextOrNone, one_of

# The columns of a guest list; their headings stand in reference/guest_headings.csv and in the campaign.
GUEST_COLUMNS = ("name", "body", "title", "phone", "email", "field", "order", "note", "attendance")
TOGETHER, SPREAD, WAIT, APPLIED = "together", "spread", "wait", "applied"


class GuestList(Section):
    """One list of guests: what they come as, where the list is ('' when it is given at the command line).

    Guests of honour keep the order of their list. Guests of a list that is not seated sit in no meeting unless the
    list names one for them.
    """

    # The command line separates a group from its file by the sign.
    group: Annotated[str, Field(pattern=r"^[^={}\x00-\x1f\x7f]*[^\s={}\x00-\x1f\x7f][^={}\x00-\x1f\x7f]*$")]
    file: FileName = ""
    is_in_protocol_order: bool = Field(default=False, alias="protocol")
    is_seated: bool = Field(default=True, alias="seated")


@dataclass(frozen=True)
class SeatBound:
    """A number of people, or a percentage of the even share (all people over all meetings)."""

    number: int
    is_share: bool = False


def _bound(value: object) -> SeatBound:
    if isinstance(value, SeatBound):
        return value
    is_share = isinstance(value, str) and value.endswith("%")
    number = value.removesuffix("%").strip() if isinstance(value, str) else str(value)
    # Six digits are more people than any hall holds.
    if isinstance(value, bool) or isinstance(value, str) is not is_share or not number.isdecimal() or len(number) > 6:
        raise PydanticCustomError("bound", "bound")
    return SeatBound(int(number), is_share)


Bound = Annotated[
    SeatBound,
    PlainValidator(_bound),
    WithJsonSchema({"type": ["integer", "string"], "minimum": 0, "pattern": r"^\d{1,6}\s*%$", "format": "bound"}),
]


class Bounds(Section):
    """What holds for one meeting instead of the campaign's own bounds; None: nothing else."""

    least: Bound | None = None
    most: Bound | None = None


def _number(name: object) -> object:
    """A key of TOML, which is text, as the number of a field."""
    return int(name) if isinstance(name, str) and name.isdecimal() else name


class Seating(Section):
    """Bounds of a meeting's size (None: none), ``own`` for single meetings, and what becomes of parties.

    ``parties``: people of one body sit together, are spread (at most ``spread`` in a meeting), or are free.
    ``undecided``: whoever may come holds a seat, or waits without one. ``order``: who wishes and does what fits sits
    there, or whoever applied first, and who finds no seat any more waits. ``capacity``: how many may sit in all
    meetings together, by the order of application.
    """

    least: Bound | None = None
    most: Bound | None = None
    own: dict[Annotated[int, BeforeValidator(_number)], Bounds] = Field(default={}, alias="fields")
    parties: Literal["together", "spread", "free"] = "together"
    spread: int = Field(default=2, ge=1, le=1000)
    undecided: Literal["seat", "wait"] = "seat"
    order: Literal["fit", "applied"] = "fit"
    capacity: int | None = Field(default=None, ge=1, le=1_000_000)

    def for_rooms(self, seats: Mapping[int, int]) -> "Seating":
        """The same where no meeting has more people than its room ``seats``, unless it has a bound of its own."""
        rooms = {
            meeting: self.own.get(meeting, Bounds()).model_copy(update={"most": SeatBound(n)})
            for meeting, n in seats.items()
            if n and self.own.get(meeting, Bounds()).most is None
        }
        return self.model_copy(update={"own": {**self.own, **rooms}})

    def bounds_of(self, meeting: int | None) -> tuple[SeatBound | None, SeatBound | None]:
        """The least and the most of one meeting as they are written; None: of a meeting without bounds of its own."""
        own = Bounds() if meeting is None else self.own.get(meeting, Bounds())
        return own.least or self.least, own.most or self.most

    def bounds(self, meetings: list[int], n_people: int, n_printed: int | None = None) -> list[tuple[int, int]]:
        """The least and most people of each meeting, shares rounded in favour of what is possible.

        Once sheets are printed for ``n_printed`` people, a share neither rises nor falls for those who come or go.
        """
        before = n_people if n_printed is None else n_printed
        return [
            (
                _people(least, min(n_people, before), len(meetings), up=False) if least else 0,
                _people(most, max(n_people, before), len(meetings), up=True) if most else max(n_people, before),
            )
            for least, most in map(self.bounds_of, meetings)
        ]


class Part(Section):
    """A part of the event: when it begins, what it is, where ('' where the event is), on which ``day`` (None: the one
    of the part before)."""

    at: Clock
    what: Text
    place: TextOrNone = ""
    day: Day | None = None


class Event(Section):
    """The event: name, start and end in the campaign's zone, place; ``group`` is what those come as who registered.

    ``programme``: its parts in their order.
    """

    name: Text
    starts_at: Moment
    ends_at: Moment
    place: Text
    group: TextOrNone = ""
    programme: Annotated[tuple[Part, ...], Field(strict=False)] = ()
    guests: Annotated[tuple[GuestList, ...], Field(strict=False)] = ()
    guest_headings: Mapping[Annotated[str, one_of(GUEST_COLUMNS)], FormTexts] = {}
    seating: Seating = Field(default=Seating(), alias="placement")


def _people(bound: SeatBound, n_people: int, n_meetings: int, *, up: bool) -> int:
    """The bound in people.

    >>> _people(SeatBound(60, is_share=True), 100, 7, up=False), _people(SeatBound(140, is_share=True), 100, 7, up=True)
    (8, 20)
    """
    if not bound.is_share:
        return bound.number
    number, rest = divmod(bound.number * n_people, 100 * n_meetings)
    return number + (1 if up and rest else 0)
