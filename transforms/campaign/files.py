"""A campaign from the parsed files of its folder: every setting checked, the first that cannot be used named."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from transforms.campaign.campaign import (
    EARLIER,
    Agreement,
    Campaign,
    ChangeRules,
    Documents,
    Earlier,
    Event,
    Field,
    Google,
    Keep,
    Notify,
    Pledge,
    Quality,
    Question,
)
from transforms.campaign.event_settings import GUEST_COLUMNS, PARTIES, UNDECIDED, GuestList, Seating
from transforms.campaign.settings import Settings, listed_names, nearest
from transforms.errors.campaign import CampaignValueError, DistrictsError, UnknownNameError
from transforms.parse.addresses import Places
from transforms.parse.choices import Options
from transforms.parse.moments import ORDERS
from transforms.parse.text import key
from transforms.reference import texts
from transforms.reference import themes as known_themes

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
# Columns that the tables are built from; a campaign may leave out the rest.
NEEDED = ("submitted_at", "name", "consent")


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
    Raises CampaignValueError (file, key, value, what is allowed) at the first value that cannot be used, and
    DistrictsError for districts that have no place in the order.
    """
    read = Settings("campaign.toml", settings, known=["fields.file", "places.file"])
    zone = read.zone("campaign.timezone")
    opens, closes = _span(read, zone, "campaign.opens_at", "campaign.closes_at")
    starts, ends = _span(read, zone, "event.starts_at", "event.ends_at")
    questions = tuple(_question(each) for each in read.listed("questions"))
    for column in NEEDED:
        if column not in {q.column for q in questions}:
            raise CampaignValueError(file="campaign.toml", key="questions.column", value="-", allowed=column)
    _refuse_doubles("questions.column", [q.column for q in questions])
    _refuse_doubles("questions.title", [key(q.title) for q in questions])
    _refuse_doubles("field", [row["field"] or "" for row in fields], file="fields.csv")
    _refuse_doubles("name", [row["name"] or "" for row in fields], file="fields.csv")
    order = read.strings("places.order")
    named = [name for name in dict.fromkeys(row["district"] for row in places) if name not in order]
    if named:
        raise DistrictsError(file=read.text("places.file", default="places.csv"), missing=", ".join(named))
    for name in (read.text("places.outside"), read.text("places.unknown")):
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
            starts,
            ends,
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
        stamp_order=read.one_of("form.stamp_order", ("", *ORDERS)),
    )
    read.refuse_unknown()
    return campaign


def agreement_from(settings: Mapping[str, Any], file: str) -> Agreement:
    """The wording that ``settings`` (of ``file``) hold; raises CampaignValueError, also for a strange placeholder."""
    read = Settings(file, settings)
    agreement = Agreement(
        title=read.text("title"),
        host_signature=read.text("host_signature"),
        organisation=_pledge(read, "organisation"),
        individual=_pledge(read, "individual"),
    )
    read.refuse_unknown()
    return agreement


def _earlier(read: Settings) -> Earlier | None:
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


def _pledge(read: Settings, section: str) -> Pledge:
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


def _question(read: Settings) -> Question:
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
        meant=read.one_of("meant", ("right", "left")),
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
        if theme not in known_themes():
            raise UnknownNameError(
                file="fields.csv",
                name=f"{line} themes: {theme}",
                nearest=nearest(theme, known_themes()),
                known=listed_names(known_themes()),
            )
    return Field(number, row["name"], goals, frozenset(themes), row["colour"])


def _guest_lists(read: Settings) -> tuple[GuestList, ...]:
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


def _guest_columns(read: Settings) -> list[str]:
    named = list(read.mapping("event.guest_headings"))
    for column in named:
        if column not in GUEST_COLUMNS:
            read.refuse(f"event.guest_headings.{column}", column, " · ".join(GUEST_COLUMNS))
    return named


def _span(read: Settings, zone: ZoneInfo, first: str, last: str) -> tuple[datetime, datetime]:
    """Two moments, the later one after the earlier."""
    start, end = read.moment(first, zone), read.moment(last, zone)
    if end <= start:
        read.refuse(last, end.isoformat(), f"> {start.isoformat()}")
    return start, end


def _seating(read: Settings, fields: Sequence[Mapping[str, str]]) -> Seating:
    prefix = "event.placement"
    own, numbers = {}, [row["field"] for row in fields]
    least, most = read.bound(f"{prefix}.least"), read.bound(f"{prefix}.most")
    if least and most and least.is_share == most.is_share and least.number > most.number:
        read.refuse(f"{prefix}.least", str(least.number), f"≤ {most.number}")
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
