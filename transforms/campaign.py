"""One council's settings as a checked value: what a campaign folder says, read into types."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from rapidfuzz.distance import Indel

from transforms.errors import CampaignValueError, UnknownNameError
from transforms.event_settings import GUEST_COLUMNS, PARTIES, UNDECIDED, GuestList, SeatBound, Seating
from transforms.parse.addresses import Places
from transforms.parse.choices import Options
from transforms.parse.text import key
from transforms.reference import texts
from transforms.words import THEMES

KINDS = (
    "moment",
    "email",
    "choice",
    "body",
    "person",
    "text",
    "phone",
    "address",
    "activities",
    "goals",
    "field",
    "coded",
    "count",
    "people",
    "ticks",
)
# What a column that the program knows must hold.
KIND_OF = {
    "submitted_at": "moment",
    "email": "email",
    "kind": "choice",
    "name": "body",
    "representative": "person",
    "contact_name": "person",
    "contact_title": "text",
    "phone": "phone",
    "address": "address",
    "activities": "activities",
    "goals": "goals",
    "wish_1": "field",
    "wish_2": "field",
    "attendance": "coded",
    "headcount": "count",
    "attendees": "people",
    "is_returning": "coded",
    "consent": "coded",
}
CODES_OF = {
    "attendance": ("yes", "no", "undecided"),
    "is_returning": ("true", "false", ""),
    "consent": ("yes", "no"),
}
# Any other question is counted or kept as text, under a name that no column of ours can have.
FREE_KINDS = ("choice", "ticks", "text")
_OWN_COLUMN = re.compile(r"(?:satisfaction|own)_[a-z0-9_]+|together|cooperation|suggestions")
# What the wording of an agreement may leave to be filled in.
PLEDGE_PLACES = ("name", "representative", "host", "event", "campaign", "date", "place")
# Columns of the list of an earlier campaign's participants: who, the person where no body is named, what kind, how
# they are called now.
EARLIER = ("name", "person", "kind", "other_names")
# Columns that the tables are built from; a campaign may leave out the rest.
NEEDED = ("submitted_at", "name", "consent")


@dataclass(frozen=True)
class Question:
    """One question: our column, its title now and formerly, how its cells are read."""

    column: str
    title: str
    kind: str
    is_required: bool
    former: tuple[str, ...] = ()
    options: Options = field(default_factory=lambda: Options(()))
    individual: tuple[str, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)


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
    google: Google = field(default_factory=Google)
    changes: ChangeRules = field(default_factory=ChangeRules)
    documents: Documents = field(default_factory=Documents)
    agreement: Agreement = field(default_factory=lambda: agreement_from(texts("agreement"), "agreement.toml"))
    nightly_at: time = time(6)
    notify: Notify = field(default_factory=Notify)
    keep: Keep = field(default_factory=Keep)
    quality: Quality = field(default_factory=Quality)
    earlier: Earlier | None = None

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


def campaign_from(
    slug: str,
    settings: Mapping[str, Any],
    fields: Sequence[Mapping[str, str]],
    places: Sequence[Mapping[str, str]],
    agreement: Mapping[str, Any] | None = None,
) -> Campaign:
    """The campaign that a folder's parsed files describe.

    ``settings`` is ``campaign.toml``; ``fields`` and ``places`` are the rows of the CSV files it names; ``agreement``
    the wording of its agreements, or None for the one that every council may use (reference/agreement.toml).
    Raises CampaignValueError (file, key, value, what is allowed) at the first value that cannot be used.
    """
    read = _Reader("campaign.toml", settings, known=["fields.file", "places.file"])
    zone = read.zone("campaign.timezone")
    opens, closes = read.moment("campaign.opens_at", zone), read.moment("campaign.closes_at", zone)
    if closes <= opens:
        raise CampaignValueError(
            file="campaign.toml", key="campaign.closes_at", value=closes.isoformat(), allowed=f"> {opens.isoformat()}"
        )
    questions = tuple(_question(each) for each in read.listed("questions"))
    for column in NEEDED:
        if column not in {q.column for q in questions}:
            raise CampaignValueError(file="campaign.toml", key="questions.column", value="-", allowed=column)
    _refuse_doubles("questions.column", [q.column for q in questions])
    _refuse_doubles("questions.title", [key(q.title) for q in questions])
    _refuse_doubles("field", [row["field"] or "" for row in fields], file="fields.csv")
    _refuse_doubles("name", [row["name"] or "" for row in fields], file="fields.csv")
    order = read.strings("places.order")
    for name in (*{row["district"]: 1 for row in places}, read.text("places.outside"), read.text("places.unknown")):
        if name not in order:
            raise CampaignValueError(
                file="campaign.toml", key="places.order", value=" · ".join(order), allowed=f"+ {name}"
            )
    districts = {row["place"]: row["district"] for row in places if row["kind"] != "short"}
    campaign = Campaign(
        slug=slug,
        name=read.text("campaign.name"),
        host=read.text("campaign.host"),
        phone=read.text("campaign.phone"),
        zone=zone,
        area_code=read.text("campaign.area_code", default=""),
        opens_at=opens,
        closes_at=closes,
        source=read.text("campaign.source", default=""),
        small_cell=read.number("campaign.small_cell", default=3, low=1, high=100),
        retention_until=read.day("campaign.retention_until"),
        event=Event(
            read.text("event.name"),
            read.moment("event.starts_at", zone),
            read.moment("event.ends_at", zone),
            read.text("event.place"),
            group=read.text("event.group", default=""),
            guests=_guest_lists(read),
            guest_headings={
                column: tuple(read.strings(f"event.guest_headings.{column}")) for column in _guest_columns(read)
            },
            seating=_seating(read, fields),
        ),
        questions=questions,
        fields=tuple(_field(row, i) for i, row in enumerate(fields, 2)),
        places=Places(
            districts=districts,
            home=tuple(read.strings("places.home")),
            province=tuple(read.strings("places.province", default=())),
            outside=read.text("places.outside"),
            unknown=read.text("places.unknown"),
            short_names={row["place"]: row["district"] for row in places if row["kind"] == "short"},
        ),
        district_order=tuple(read.strings("places.order")),
        staff_columns=tuple(read.strings("staff_columns.titles", default=())),
        google=Google(
            read.text("google.service_account", default=""),
            read.text("google.tab", default=""),
            read.flag("google.tabs", default=False),
        ),
        changes=ChangeRules(
            read.one_of("changes.deleted", ("withdrawn", "keep")), read.share("changes.largest_fall", default=0.2)
        ),
        documents=Documents(
            queues=read.number("documents.queues", default=3, low=1, high=14),
            walk_in_rows=read.number("documents.walk_in_rows", default=8, low=0, high=50),
            blank_tags=read.number("documents.blank_tags", default=20, low=0, high=500),
            pairs_each=read.number("documents.pairs_each", default=2, low=0, high=5),
            talking_points=tuple(read.strings("documents.talking_points", default=())),
        ),
        agreement=agreement_from(agreement if agreement is not None else texts("agreement"), "agreement.toml"),
        nightly_at=read.clock("schedule.time", default=time(6)),
        notify=Notify(
            tuple(read.strings("notify.urls", default=())),
            read.text("notify.urls_from", default="SDGNET_NOTIFY"),
            read.flag("notify.on_success", default=False),
        ),
        keep=Keep(
            releases=read.number("keep.releases", default=Keep.releases, low=1, high=10_000),
            days=read.number("keep.days", default=Keep.days, low=0, high=36_500),
        ),
        quality=Quality(
            rows_fall=read.share("quality.rows_fall", default=Quality.rows_fall),
            blank_rise=read.share("quality.blank_rise", default=Quality.blank_rise),
            finding_rise=read.share("quality.finding_rise", default=Quality.finding_rise),
            share_shift=read.share("quality.share_shift", default=Quality.share_shift),
            new_answers=read.number("quality.new_answers", default=Quality.new_answers, low=2, high=10_000),
        ),
        earlier=_earlier(read),
    )
    read.refuse_unknown()
    return campaign


def agreement_from(settings: Mapping[str, Any], file: str) -> Agreement:
    """The wording that ``settings`` (of ``file``) hold; raises CampaignValueError, also for a strange placeholder."""
    read = _Reader(file, settings)
    agreement = Agreement(
        title=read.text("title"),
        host_signature=read.text("host_signature"),
        organisation=_pledge(read, "organisation"),
        individual=_pledge(read, "individual"),
    )
    read.refuse_unknown()
    return agreement


def _earlier(read: "_Reader") -> Earlier | None:
    if not read.mapping("earlier"):
        return None
    file, named = read.text("earlier.file", default=""), list(read.mapping("earlier.headings"))
    for column in named:
        if column not in EARLIER:
            read.refuse(f"earlier.headings.{column}", column, " · ".join(EARLIER))
    return Earlier(
        read.number("earlier.year", default=0, low=1900, high=2999),
        read.number("earlier.participants", default=0, low=0 if file else 1, high=10_000_000),
        file,
        {column: tuple(read.strings(f"earlier.headings.{column}")) for column in named},
    )


def _pledge(read: "_Reader", section: str) -> Pledge:
    pledge = Pledge(
        party=read.text(f"{section}.party"),
        signature=read.text(f"{section}.signature"),
        opening=read.text(f"{section}.opening"),
        promises=tuple(read.strings(f"{section}.promises")),
        closing=read.text(f"{section}.closing"),
    )
    for text in (pledge.opening, *pledge.promises, pledge.closing):
        try:
            strange = {name for _, name, _, _ in Formatter().parse(text) if name is not None} - set(PLEDGE_PLACES)
        except ValueError:
            strange = {text}
        if strange:
            read.refuse(section, " · ".join(sorted(strange)), " ".join(f"{{{name}}}" for name in PLEDGE_PLACES))
    return pledge


def _question(read: "_Reader") -> Question:
    kind, column = read.text("kind"), read.text("column")
    if kind not in KINDS:
        read.refuse("kind", kind, " · ".join(KINDS))
    codes = read.table("codes")
    names = tuple(read.strings("options", default=())) or tuple(codes)
    if kind in ("choice", "ticks", "coded") and not names:
        read.refuse("options" if kind != "coded" else "codes", "", "…")
    aliases = read.table("aliases")
    for typed, name in aliases.items():
        if name not in names:
            read.refuse(f"aliases.{typed}", name, " · ".join(names))
    individual = tuple(read.strings("individual", default=None if column == "kind" else ()))
    for name in individual:
        if name not in names:
            read.refuse("individual", name, " · ".join(names))
    if KIND_OF.get(column, kind) != kind:
        read.refuse("kind", kind, KIND_OF[column])
    if column not in KIND_OF and (kind not in FREE_KINDS or not _OWN_COLUMN.fullmatch(column)):
        read.refuse(
            "column" if kind in FREE_KINDS else "kind", column, f"{' · '.join(KIND_OF)} / {' · '.join(FREE_KINDS)}"
        )
    for code in codes.values():
        if code not in CODES_OF[column]:
            read.refuse("codes", code, " · ".join(CODES_OF[column]))
    return Question(
        individual=individual,
        column=column,
        title=read.text("title"),
        kind=kind,
        is_required=read.flag("required"),
        former=tuple(read.strings("former", default=())),
        options=Options(names, aliases, read.text("other", default="")),
        codes=codes,
    )


def _field(row: Mapping[str, str], line: int) -> Field:
    if any(row.get(name) is None for name in ("field", "name", "goals", "themes", "colour")):
        raise CampaignValueError(file="fields.csv", key=f"{line}", value="-", allowed="field,name,goals,themes,colour")
    try:
        goals = frozenset(int(g) for g in row["goals"].split())
        number = int(row["field"])
    except ValueError:
        raise CampaignValueError(
            file="fields.csv",
            key=f"{line} field/goals",
            value=f"{row['field']} / {row['goals']}",
            allowed="1, 2, … / 1-17",
        ) from None
    if not goals <= set(range(1, 18)):
        raise CampaignValueError(file="fields.csv", key=f"{line} goals", value=row["goals"], allowed="1-17")
    themes = row["themes"].split()
    for theme in themes:
        if theme not in THEMES:
            raise UnknownNameError(
                file="fields.csv",
                name=f"{line} themes: {theme}",
                nearest=_nearest(theme, THEMES),
                known=_listed(THEMES),
            )
    return Field(number, row["name"], goals, frozenset(themes), row["colour"])


def _nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is written most like ``name``."""
    return max(sorted(known), key=lambda each: Indel.normalized_similarity(name, each), default="-")


def _listed(names: Iterable[str]) -> str:
    return " · ".join(sorted(names))


def _guest_lists(read: "_Reader") -> tuple[GuestList, ...]:
    lists = [
        GuestList(
            group=each.text("group"),
            file=each.text("file", default=""),
            is_in_protocol_order=each.flag("protocol", default=False),
            is_seated=each.flag("seated", default=True),
        )
        for each in read.listed("event.guests", default=())
    ]
    _refuse_doubles("event.guests.group", [each.group for each in lists])
    return tuple(lists)


def _guest_columns(read: "_Reader") -> list[str]:
    named = list(read.mapping("event.guest_headings"))
    for column in named:
        if column not in GUEST_COLUMNS:
            read.refuse(f"event.guest_headings.{column}", column, " · ".join(GUEST_COLUMNS))
    return named


def _seating(read: "_Reader", fields: Sequence[Mapping[str, str]]) -> Seating:
    prefix = "event.placement"
    own, numbers = {}, [row["field"] for row in fields]
    least, most = read.bound(f"{prefix}.least"), read.bound(f"{prefix}.most")
    for number in read.mapping(f"{prefix}.fields"):
        if number not in numbers:
            read.refuse(f"{prefix}.fields.{number}", number, " · ".join(numbers))
        named = f"{prefix}.fields.{number}"
        own[int(number)] = (read.bound(f"{named}.least") or least, read.bound(f"{named}.most") or most)
    return Seating(
        least=least,
        most=most,
        own=own,
        parties=read.one_of(f"{prefix}.parties", PARTIES),
        spread=read.number(f"{prefix}.spread", default=2, low=1, high=1000),
        undecided=read.one_of(f"{prefix}.undecided", UNDECIDED),
    )


def _refuse_doubles(name: str, values: list[str], file: str = "campaign.toml") -> None:
    doubled = [value for value, n in Counter(values).items() if n > 1]
    if doubled:
        raise CampaignValueError(file=file, key=name, value=" · ".join(doubled), allowed="1 x 1")


class _Reader:
    """Typed look-ups in parsed TOML that name the file and key when a value cannot be used.

    What was never looked up (``known`` is looked up elsewhere) is unknown: a misspelt setting would have no effect.
    """

    def __init__(self, file: str, settings: Mapping[str, Any], prefix: str = "", known: Sequence[str] = ()) -> None:
        self.file, self.settings, self.prefix = file, settings, prefix
        self.known = set(known)
        self.within: list[_Reader] = []

    def refuse_unknown(self) -> None:
        """Raises UnknownNameError at the first setting that nothing looked up."""
        for name in _names(self.settings, self.known):
            # Of the same section, at the same depth.
            section, depth = name.rpartition(".")[0], name.count(".") + 1
            rivals = {".".join(each.split(".")[:depth]) for each in self.known}
            rivals = {each for each in rivals if each.rpartition(".")[0] == section}
            raise UnknownNameError(
                file=self.file, name=self.prefix + name, nearest=_nearest(name, rivals), known=_listed(rivals)
            )
        for each in self.within:
            each.refuse_unknown()

    def refuse(self, name: str, value: object, allowed: str) -> None:
        raise CampaignValueError(file=self.file, key=self.prefix + name, value=value, allowed=allowed)

    def _get(self, name: str, default: object, allowed: str) -> Any:
        self.known.add(name)
        value: Any = self.settings
        for piece in name.split("."):
            value = value.get(piece) if isinstance(value, Mapping) else None
        if value is None:
            if default is None:
                self.refuse(name, "-", allowed)
            return default
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self._get(name, default, '"…"')
        if not isinstance(value, str):
            self.refuse(name, value, '"…"')
        return str(value)

    def flag(self, name: str, default: bool | None = None) -> bool:
        value = self._get(name, default, "true · false")
        if not isinstance(value, bool):
            self.refuse(name, value, "true · false")
        return bool(value)

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self._get(name, default, f"{low}-{high}")
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(name, value, f"{low}-{high}")
        return int(value)

    def share(self, name: str, default: float) -> float:
        value = self._get(name, default, "0-1")
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            self.refuse(name, value, "0-1")
        return float(value)

    def moment(self, name: str, zone: ZoneInfo) -> datetime:
        value = self._get(name, None, "2024-04-22T00:00:00")
        if not isinstance(value, datetime):
            self.refuse(name, value, "2024-04-22T00:00:00")
        moment: datetime = value
        return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)

    def day(self, name: str) -> date:
        value = self._get(name, None, "2024-12-31")
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(name, value, "2024-12-31")
        day: date = value
        return day

    def clock(self, name: str, default: time) -> time:
        value = self._get(name, default, "06:00:00")
        if not isinstance(value, time):
            self.refuse(name, value, "06:00:00")
        clock: time = value
        return clock.replace(microsecond=0)

    def zone(self, name: str) -> ZoneInfo:
        value = self.text(name)
        try:
            return ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            raise CampaignValueError(file=self.file, key=name, value=value, allowed="Asia/Seoul") from None

    def strings(self, name: str, default: Sequence[str] | None = None) -> list[str]:
        value = self._get(name, default, '["…"]')
        if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(v, str) for v in value):
            self.refuse(name, value, '["…"]')
        return list(value)

    def table(self, name: str) -> dict[str, str]:
        value = self._get(name, {}, "{ … }")
        if not isinstance(value, Mapping):
            self.refuse(name, value, "{ … }")
        return {str(k): str(v) for k, v in value.items()}

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self._get(name, {}, f"[{name}]")
        if not isinstance(value, Mapping):
            self.refuse(name, value, f"[{name}]")
        return dict(value)

    def one_of(self, name: str, allowed: Sequence[str]) -> str:
        """One of ``allowed``; the first where nothing is said."""
        value = self.text(name, default=allowed[0])
        if value not in allowed:
            self.refuse(name, value, " · ".join(allowed))
        return value

    def bound(self, name: str) -> SeatBound | None:
        """A number of people (12) or a percentage of the even share ("120%"); None where nothing is said."""
        value = self._get(name, "", '12 · "120%"')
        if value == "":
            return None
        number = str(value).removesuffix("%").strip()
        is_share = isinstance(value, str)
        if isinstance(value, bool) or not number.isdecimal() or is_share is not str(value).endswith("%"):
            self.refuse(name, value, '12 · "120%"')
        return SeatBound(int(number), is_share)

    def listed(self, name: str, default: Sequence[Mapping[str, Any]] | None = None) -> "list[_Reader]":
        """A reader for each table of an array of tables; ``default`` where there is none."""
        value = self._get(name, default, f"[[{name}]]")
        is_list = isinstance(value, Sequence) and all(isinstance(each, Mapping) for each in value)
        if not is_list or (default is None and not value):
            self.refuse(name, value, f"[[{name}]]")
        readers = [_Reader(self.file, each, f"{self.prefix}{name}[{at}].") for at, each in enumerate(value, 1)]
        self.within += readers
        return readers


def _names(settings: Mapping[str, Any], known: set[str], within: str = "") -> Iterator[str]:
    """The dotted names of settings that are not ``known``; what is known as a whole alone is not looked into."""
    for key_, value in settings.items():
        name = within + key_
        if isinstance(value, Mapping) and any(each.startswith(f"{name}.") for each in known):
            yield from _names(value, known, f"{name}.")
        elif name not in known:
            yield name
