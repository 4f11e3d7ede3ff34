"""What a campaign says about its event: which guest lists there are, and how people are seated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# The columns of a guest list; their headings stand in reference/guest_headings.csv and in the campaign.
GUEST_COLUMNS = ("name", "body", "title", "phone", "email", "field", "order", "note")
TOGETHER, SPREAD, FREE = PARTIES = ("together", "spread", "free")
SEAT, WAIT = UNDECIDED = ("seat", "wait")


@dataclass(frozen=True)
class GuestList:
    """One list of guests: what they come as, where the list is ('' when it is given at the command line).

    Guests of honour keep the order of their list. Guests of a list that is not seated sit in no meeting unless the
    list names one for them.
    """

    group: str
    file: str = ""
    is_in_protocol_order: bool = False
    is_seated: bool = True


@dataclass(frozen=True)
class SeatBound:
    """A number of people, or a percentage of the even share (all people over all meetings)."""

    number: int
    is_share: bool = False


@dataclass(frozen=True)
class Seating:
    """Bounds of a meeting's size (None: none), ``own`` for single meetings, and what becomes of parties.

    ``parties``: people of one body sit together, are spread (at most ``spread`` in a meeting), or are free.
    ``undecided``: whoever may come holds a seat, or waits without one.
    """

    least: SeatBound | None = None
    most: SeatBound | None = None
    own: Mapping[int, tuple[SeatBound | None, SeatBound | None]] = field(default_factory=dict)
    parties: str = TOGETHER
    spread: int = 2
    undecided: str = SEAT

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
            for least, most in (self.own.get(number, (self.least, self.most)) for number in meetings)
        ]


def _people(bound: SeatBound, n_people: int, n_meetings: int, *, up: bool) -> int:
    """The bound in people.

    >>> _people(SeatBound(60, is_share=True), 100, 7, up=False), _people(SeatBound(140, is_share=True), 100, 7, up=True)
    (8, 20)
    """
    if not bound.is_share:
        return bound.number
    number, rest = divmod(bound.number * n_people, 100 * n_meetings)
    return number + (1 if up and rest else 0)
