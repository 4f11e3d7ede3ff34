"""One council's settings as a checked value: what a campaign folder says, read into types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from transforms.campaign.event_settings import GuestList, Seating
from transforms.parse.addresses import Places
from transforms.parse.choices import Options
from transforms.parse.text import key

# Columns of the list of an earlier campaign's participants: who, the person where no body is named, what kind, how
# they are called now.
EARLIER = ("name", "person", "kind", "other_names")


@dataclass(frozen=True)
class Question:
    """One question: our column, its title now and formerly, how its cells are read.

    ``meant`` says which of several columns of its title counts: the right or the left one.
    """

    column: str
    title: str
    kind: str
    is_required: bool
    former: tuple[str, ...] = ()
    options: Options = field(default_factory=lambda: Options(()))
    individual: tuple[str, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)
    meant: str = "right"


@dataclass(frozen=True)
class Field:
    """One field meeting: its number, name, goals, themes and colour."""

    number: int
    name: str
    goals: frozenset[int]
    themes: frozenset[str]
    colour: str


@dataclass(frozen=True)
class Event:
    """The event: name, start and end in the campaign's zone, place; ``group`` is what those come as who registered."""

    name: str
    starts_at: datetime
    ends_at: datetime
    place: str
    group: str = ""
    guests: tuple[GuestList, ...] = ()
    guest_headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seating: Seating = field(default_factory=Seating)


@dataclass(frozen=True)
class Google:
    """How the campaign's Google Sheet is reached: a key file of a service account, the tab; '' where not said.

    ``tabs``: results are written back into tabs of our own, and decisions typed there are read.
    """

    service_account: str = ""
    tab: str = ""
    tabs: bool = False


@dataclass(frozen=True)
class Pledge:
    """The wording of an agreement with one kind of participant; no placeholder but those of PLEDGE_PLACES."""

    party: str
    signature: str
    opening: str
    promises: tuple[str, ...]
    closing: str


@dataclass(frozen=True)
class Agreement:
    """What an agreement says: its title, the wording for organisations and for individuals, the host's signature."""

    title: str
    host_signature: str
    organisation: Pledge
    individual: Pledge


@dataclass(frozen=True)
class Documents:
    """How the event's papers are made.

    ``queues``: at the desk, by first consonant. ``walk_in_rows``: empty rows of each queue. ``blank_tags``: empty name
    tags. ``pairs_each``: partners proposed to each participant of a meeting. ``talking_points``: what a meeting talks
    about, in order.
    """

    queues: int = 3
    walk_in_rows: int = 8
    blank_tags: int = 20
    pairs_each: int = 2
    talking_points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notify:
    """Whom a failed run tells: addresses as apprise writes them, and the environment variable that holds more."""

    urls: tuple[str, ...] = ()
    urls_from: str = "SDGNET_NOTIFY"
    on_success: bool = False


@dataclass(frozen=True)
class Keep:
    """Which old releases stay: the newest ``releases``, and all that were current within the last ``days``."""

    releases: int = 30
    days: int = 0


@dataclass(frozen=True)
class Quality:
    """When a release differs from the ones before by so much that a person should look; shares are 0 to 1.

    ``rows_fall``: share of the rows that are gone. ``blank_rise``, ``finding_rise``: by how much the share of a
    question's blank cells, or of the rows that break a rule, grew. ``share_shift``: by how much an answer's share
    moved. ``new_answers``: how often an answer that is no option was given alike.
    """

    rows_fall: float = 0.05
    blank_rise: float = 0.2
    finding_rise: float = 0.15
    share_shift: float = 0.15
    new_answers: int = 5


@dataclass(frozen=True)
class Earlier:
    """The campaign before this one: its year, how many took part, and the list of them.

    ``participants`` is 0 where only the list says it; ``file`` is the list's path, '' where there is none; ``headings``
    are headings of the list beside the usual ones, by our columns (EARLIER).
    """

    year: int
    participants: int = 0
    file: str = ""
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeRules:
    """What a response that is gone from the sheet means: ``withdrawn`` or ``keep``; which share may go unasked."""

    deleted: str = "withdrawn"
    largest_fall: float = 0.2


@dataclass(frozen=True)
class Campaign:
    """Everything that is one council's and one year's."""

    slug: str
    name: str
    host: str
    phone: str
    zone: ZoneInfo
    area_code: str
    opens_at: datetime
    closes_at: datetime
    source: str
    small_cell: int
    retention_until: date
    event: Event
    questions: tuple[Question, ...]
    fields: tuple[Field, ...]
    places: Places
    district_order: tuple[str, ...]
    staff_columns: tuple[str, ...]
    google: Google
    changes: ChangeRules
    documents: Documents
    agreement: Agreement
    nightly_at: time
    notify: Notify
    keep: Keep
    quality: Quality
    earlier: Earlier | None
    stamp_order: str = ""

    @cached_property
    def by_column(self) -> dict[str, Question]:
        """Our column name to its question."""
        return {question.column: question for question in self.questions}

    @cached_property
    def by_title(self) -> dict[str, str]:
        """The comparison key of every title, present and former, to our column."""
        return {key(title): q.column for q in self.questions for title in (q.title, *q.former)}

    @cached_property
    def individual(self) -> tuple[str, ...]:
        """The kinds that mean a person and not a body."""
        return self.by_column["kind"].individual if "kind" in self.by_column else ()

    @cached_property
    def organised(self) -> tuple[str, ...]:
        """The kinds that mean a body."""
        names = self.by_column["kind"].options.names if "kind" in self.by_column else ()
        return tuple(name for name in names if name not in self.individual)

    @cached_property
    def field_options(self) -> Options:
        """The field meetings as options: by name or by number."""
        return Options(tuple(each.name for each in self.fields), {str(each.number): each.name for each in self.fields})
