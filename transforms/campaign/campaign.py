"""One council's settings as checked values: the sections of ``campaign.toml``, and the campaign that they make."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from transforms.campaign.event_settings import Event
from transforms.campaign.question import Question
from transforms.campaign.questions import AnyQuestion, Choice, Several, Wish
from transforms.campaign.settings import (
    Clock,
    Day,
    FileName,
    FormText,
    FormTexts,
    Location,
    Moment,
    Section,
    Share,
    Text,
    TextOrNone,
    Texts,
    Zone,
    one_of,
)
from transforms.campaign.tables import FieldMeeting, GoalLabel
from transforms.campaign.words import PARTICLES, Wording, Words
from transforms.parse.addresses import Places
from transforms.parse.bodies import Body, body
from transforms.parse.choices import Options
from transforms.parse.goals import OwnLabels
from transforms.parse.moments import ORDERS
from transforms.parse.text import key, spelling
from transforms.reference import rows

# Columns of the list of an earlier campaign's participants: who, the person where no body is named, what kind, how
# they are called now.
EARLIER = ("name", "person", "kind", "other_names")
# What the wording of an agreement may leave to be filled in.
PLEDGE_PLACES = (
    "name",
    "representative",
    "goals",
    "activities",
    "host",
    "chair",
    "chair_title",
    "event",
    "campaign",
    "date",
    "place",
)


def _with_places(text: str) -> str:
    """Refuses what would fill in anything but a place by its bare name, or with a particle."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        parts = [("", text, "", None)]
    strange = [
        name
        for _, name, how, turned in parts
        if name is not None and (name not in PLEDGE_PLACES or how not in PARTICLES or turned)
    ]
    if strange:
        raise PydanticCustomError("pledge_place", "pledge_place", {"strange": " · ".join(strange)})
    return text


PledgeText = Annotated[
    str, Field(pattern=r"\S", json_schema_extra={"format": "pledge_text"}), AfterValidator(_with_places)
]
PledgeTextOrNone = Annotated[str, Field(json_schema_extra={"format": "pledge_text"}), AfterValidator(_with_places)]


class Pledge(Section):
    """The wording of an agreement with one kind of participant; no placeholder but those of PLEDGE_PLACES.

    ``signature`` is what stands before the line that the participant signs, '' where it signs nothing; ``closing`` may
    be '', the day stands all the same.
    """

    party: Text
    signature: TextOrNone
    opening: PledgeText
    promises: Annotated[tuple[PledgeText, ...], Field(strict=False)]
    closing: PledgeTextOrNone = ""


class Agreement(Section):
    """What an agreement says: its title, the wording for organisations and for individuals, the host's signature.

    ``host_signature`` is the title of who signs for the host ('' where the host does not), ``host_signer`` the name
    ('' to be written by hand).
    """

    title: Text
    host_signature: TextOrNone = ""
    host_signer: TextOrNone = ""
    organisation: Pledge
    individual: Pledge


class About(Section):
    """What the campaign is, whose, and when it is open."""

    name: Text
    host: Text
    phone: Text
    zone: Zone = Field(alias="timezone")
    # What numbers typed without it lack: of the region's land lines, and 010 where mobiles are typed in eight digits.
    area_code: Annotated[
        str, Field(pattern=r"^(0\d{1,2}( 0\d{1,2})*)?$", json_schema_extra={"format": "area_code"})
    ] = ""
    opens_at: Moment
    closes_at: Moment
    # When numbers over respondents are counted for everyone; the officers' decisions until then are in them.
    counted_at: Moment | None = None
    source: Location = ""
    small_cell: int = Field(default=3, ge=1, le=20)
    retention_until: Day
    # Whether bodies are named in public, those that may be; where False nobody is.
    public_names: bool = True
    # A body whose name holds one of these is not, whatever it answered.
    unnamed_words: FormTexts = ()
    # The type of 공공누리 (Korea Open Government Licence) under which the public tables stand; 0 for none yet.
    licence: int = Field(default=0, ge=0, le=4)


class Earlier(Section):
    """The campaign before this one: its year, how many took part, and the list of them.

    ``participants`` is 0 where only the list says it; ``file`` is the list's path, '' where there is none; ``headings``
    are headings of the list beside the usual ones, by our columns (EARLIER).
    """

    year: int = Field(ge=1900, le=2999)
    participants: int = Field(default=0, ge=0, le=10_000_000)
    file: FileName = ""
    headings: Mapping[Annotated[str, one_of(EARLIER)], FormTexts] = {}


class Schedule(Section):
    """When a night's run starts."""

    time: Clock = time(6)


class Notify(Section):
    """Whom a failed run tells: addresses as apprise writes them, and the environment variable that holds more."""

    urls: FormTexts = ()
    urls_from: Annotated[
        str, Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$", json_schema_extra={"format": "variable"})
    ] = "SDGNET_NOTIFY"
    on_success: bool = False


class Keep(Section):
    """Which old releases stay: the newest ``releases``, and all that were current within the last ``days``."""

    releases: int = Field(default=30, ge=1, le=10_000)
    days: int = Field(default=0, ge=0, le=36_500)


class Quality(Section):
    """When a release differs from the ones before by so much that a person should look; shares are 0 to 1.

    ``rows_fall``: share of the rows that are gone. ``blank_rise``, ``finding_rise``: by how much the share of a
    question's blank cells, or of the rows that break a rule, grew. ``share_shift``: by how much an answer's share
    moved. ``new_answers``: how often an answer that is no option was given alike.
    """

    rows_fall: Share = 0.05
    blank_rise: Share = 0.2
    finding_rise: Share = 0.15
    share_shift: Share = 0.15
    new_answers: int = Field(default=5, ge=2, le=10_000)


class ChangeRules(Section):
    """What a response that is gone from the sheet means: ``withdrawn`` or ``keep``; which share may go unasked."""

    deleted: Literal["withdrawn", "keep"] = "withdrawn"
    largest_fall: Share = 0.2


class PlaceNames(Section):
    """How addresses are told: the file of places, the names of home and province, the districts in order."""

    file: FileName = "places.csv"
    home: FormTexts = Field(min_length=1)
    province: FormTexts = ()
    outside: Text
    unknown: Text
    order: Texts = Field(min_length=2)


class FieldList(Section):
    """Where the field meetings stand."""

    file: FileName = "fields.csv"


class Google(Section):
    """How the campaign's Google Sheet is reached: a key file of a service account, the tab; '' where not said.

    ``tabs``: results are written back into tabs of our own, and decisions typed there are read.
    """

    service_account: Location = ""
    tab: str = ""
    tabs: bool = False


class Form(Section):
    """What the form's own sheet leaves open.

    ``tabs``: the tabs of a workbook or a spreadsheet, or the files of a ZIP, that are read as one, in order; () where
    one holds all responses. ``again``: whose later response stands for an earlier one, anybody's of the same body or
    the same person's. ``same_name``: whether bodies of one name in several districts are one or two, of which a person
    is asked. ``nameless``: whether a body without a name is known by its ``officer`` or ``held``. ``refusal``: whether
    who refuses later takes earlier responses along or that one stands ``alone``. ``stamp_order``: which of year, month
    and day comes first in its stamps; '' where told. ``test_words``: what the office types to try the form out, beside
    reference/test_words.csv. ``blank_words``: what stands for no answer, beside reference/blank_words.csv. ``titles``
    and ``legal_forms``: what people and bodies are called here, beside reference/titles.csv and
    reference/legal_forms.csv. ``other_names``: what bodies are called as well, and the name by which the council knows
    them.
    """

    tabs: FormTexts = ()
    again: Literal["body", "person"] = "body"
    same_name: Literal["asked", "one"] = "asked"
    nameless: Literal["officer", "held"] = "officer"
    refusal: Literal["all", "alone"] = "all"
    stamp_order: Annotated[str, one_of(("", *ORDERS))] = ""
    test_words: FormTexts = ()
    blank_words: FormTexts = ()
    titles: FormTexts = ()
    legal_forms: FormTexts = ()
    other_names: Mapping[FormText, FormText] = {}


class StaffColumns(Section):
    """Columns of the office's own in the sheet, and what a cell of them says that holds one of these words.

    ``withdrawn``: who sent the response takes part no more. ``received``: staff typed it for who called. ``absent``:
    who sent it takes part and does not come. ``in_time``: it counts though it came before or after the window.
    """

    titles: FormTexts = ()
    withdrawn: FormTexts = ()
    absent: FormTexts = ()
    received: FormTexts = ()
    in_time: FormTexts = ()


# Papers of the event by the names of their files.
DOCUMENTS = ("attendee-list", "register", "rosters", "facilitators", "name-tags", "agreements", "table-signs")


# An agreement of a council that agrees what was chosen alone, not what the activities say surely as well.
CHOSEN = "chosen"


# A register whose parts are the districts.
DISTRICT = "district"


class Documents(Section):
    """How the event's papers are made.

    ``made``: which of them; what completes one is made with it. ``queues``: at the desk, by first consonant.
    ``register_by``: what parts the register instead, the district or the column of a choice ('' for consonants).
    ``walk_in_rows``: empty rows of each queue. ``tags_for``: whether who is announced without a name has a tag, too.
    ``blank_tags``: empty name tags. ``goals_each``: the most goals on an agreement and beside a body. ``agreed``:
    whether it holds what was read surely beside what was chosen. ``pairs_each``: partners proposed to each participant
    of a meeting. ``talking_points``: what a meeting talks about.
    """

    made: Annotated[tuple[Annotated[str, one_of(DOCUMENTS)], ...], Field(strict=False, min_length=1)] = DOCUMENTS
    queues: int = Field(default=3, ge=1, le=14)
    register_by: str = ""
    walk_in_rows: int = Field(default=8, ge=0, le=50)
    tags_for: Literal["all", "named"] = "all"
    blank_tags: int = Field(default=20, ge=0, le=500)
    goals_each: int = Field(default=3, ge=1, le=17)
    agreed: Literal["matched", "chosen"] = "matched"
    pairs_each: int = Field(default=2, ge=0, le=5)
    talking_points: Texts = ()


class Settings(Section):
    """The whole of ``campaign.toml``."""

    campaign: About
    event: Event
    questions: Annotated[tuple[AnyQuestion, ...], Field(strict=False, min_length=1)]
    places: PlaceNames
    fields: FieldList = FieldList()
    earlier: Earlier | None = None
    schedule: Schedule = Schedule()
    notify: Notify = Notify()
    keep: Keep = Keep()
    quality: Quality = Quality()
    changes: ChangeRules = ChangeRules()
    google: Google = Google()
    form: Form = Form()
    staff_columns: StaffColumns = StaffColumns()
    documents: Documents = Documents()
    words: Words = Words()


class Campaign(About):
    """Everything that is one council's and one year's, made of the checked settings and tables of its folder."""

    # Of the parts by their own names: nothing here is written in a file.
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=False)

    slug: str
    event: Event
    questions: tuple[Question, ...]
    fields: tuple[FieldMeeting, ...]
    goals: tuple[GoalLabel, ...] = ()
    places: Places
    district_order: tuple[str, ...]
    staff_columns: StaffColumns
    google: Google
    changes: ChangeRules
    documents: Documents
    agreement: Agreement
    nightly_at: time
    notify: Notify
    keep: Keep
    quality: Quality
    earlier: Earlier | None
    form: Form = Form()
    wording: Wording = Wording()

    @property
    def collected(self) -> tuple[date, date]:
        """The first and the last day on which responses are received."""
        return self.opens_at.date(), (self.closes_at - timedelta(microseconds=1)).date()

    @cached_property
    def other_names(self) -> dict[str, Body]:
        """How the council knows bodies that are called otherwise as well, by the keys of what these are called."""
        return {at: body(name) for other, name in self.form.other_names.items() if (at := body(other).key)}

    @property
    def unique_names(self) -> frozenset[str] | None:
        """Keys of names that one body bears wherever it is: of those that are called otherwise, too; None: all."""
        return None if self.form.same_name == "one" else frozenset(known.key for known in self.other_names.values())

    @cached_property
    def by_column(self) -> dict[str, Question]:
        """Our column name to its question."""
        return {question.column: question for question in self.questions}

    @cached_property
    def by_title(self) -> dict[str, str]:
        """The comparison key of every title, present and former, to our column."""
        return {spelling(title): q.column for q in self.questions for title in (q.title, *q.former)} | {
            spelling(t): column for column, more in self.further.items() for t in more
        }

    @cached_property
    def further(self) -> dict[str, tuple[str, ...]]:
        """The titles of the columns behind a question's first, where it is asked in several."""
        return {each.column: each.more for each in self.questions if isinstance(each, Several) and each.more}

    @cached_property
    def unnamed(self) -> dict[str, tuple[str, ...]]:
        """The options of questions by which a body does not want its name to be public."""
        return {each.column: each.unnamed for each in self.questions if isinstance(each, Choice) and each.unnamed}

    @cached_property
    def contact_comes(self) -> bool:
        """Whether the contact of a body that names nobody is the one who comes."""
        return any(each.column == "contact_name" and getattr(each, "comes", False) for each in self.questions)

    @cached_property
    def unsigned(self) -> dict[str, tuple[str, ...]]:
        """The options of questions by which a participant does not sign the agreement."""
        return {each.column: each.unsigned for each in self.questions if isinstance(each, Choice) and each.unsigned}

    @cached_property
    def unseated(self) -> dict[str, tuple[str, ...]]:
        """The options of questions by which those who come sit in no meeting: it is when they are away."""
        return {each.column: each.unseated for each in self.questions if isinstance(each, Choice) and each.unseated}

    @cached_property
    def counts_at(self) -> datetime:
        """When the numbers are counted that everyone may read: at the close, where nothing else is said."""
        return self.counted_at or self.closes_at

    @cached_property
    def areas(self) -> dict[str, str]:
        """The area of each district where they are in two levels, the upper one before a space; else nothing."""
        named = [name for name in self.district_order if name not in (self.places.outside, self.places.unknown)]
        upper = {name: name.partition(" ")[0] for name in named}
        is_of_two = all(" " in name for name in named) and 1 < len({*upper.values()}) < len(named)
        return upper if is_of_two else {}

    @cached_property
    def place_keys(self) -> frozenset[str]:
        """What the council's places are called, as compared: what may stand before a person's name."""
        named = (*self.places.districts, *self.places.short_names, *self.places.home)
        return frozenset(map(key, named))

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
    def goal_names(self) -> dict[int, str]:
        """What each of the seventeen goals is called: as the council's form has it, else as the national plan."""
        return {int(row["goal"]): row["name"] for row in rows("goals")} | {
            each.number: each.name for each in self.goals
        }

    @property
    def asks_goals(self) -> bool:
        """Whether participants choose goals, by their names or by options that stand for them."""
        return "goals" in self.by_column or any(question.option_goals for question in self.questions)

    @cached_property
    def goal_labels(self) -> OwnLabels:
        """The council's own labels of goals, present and former, by the goal's number."""
        return tuple((each.number, (each.label, *each.former)) for each in self.goals)

    @cached_property
    def field_options(self) -> Options:
        """The field meetings as options: by name, as it was or is shortened where that is one's alone, or by number."""
        often = Counter(key(typed) for each in self.fields for typed in {key(t): t for t in each.spellings}.values())
        short = {t: each.name for each in self.fields for t in each.spellings if often[key(t)] == 1}
        numbers = {str(each.number): each.name for each in self.fields}
        none = tuple(name for each in self.questions if isinstance(each, Wish) for name in each.none)
        return Options(tuple(each.name for each in self.fields), short | numbers, none=none)
