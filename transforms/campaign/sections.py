"""The sections of ``campaign.toml``, as checked values."""

from collections.abc import Mapping
from datetime import time
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from transforms.campaign.event_settings import Event
from transforms.campaign.questions import AnyQuestion
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
from transforms.campaign.words import PARTICLES, Words
from transforms.parse.moments import ORDERS

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
    them. ``name_from``: what a body without a name is called, by its answer to the question in braces.
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
    name_from: Annotated[str, Field(pattern=r"^$|^[^{}]*\{[a-z][a-z0-9_]*\}[^{}]*$")] = ""


class StaffColumns(Section):
    """Columns of the office's own in the sheet, and what a cell of them says that holds one of these words.

    ``withdrawn``: who sent the response takes part no more. ``received``: staff typed it for who called. ``absent``:
    who sent it takes part and does not come. ``in_time``: it counts though it came before or after the window.
    ``held``: it waits for somebody until the word is gone. ``number``: the title of the column, of the office's or the
    form's own, that tells under which number it is registered; what bears one number is one body's.
    """

    titles: FormTexts = ()
    withdrawn: FormTexts = ()
    absent: FormTexts = ()
    received: FormTexts = ()
    in_time: FormTexts = ()
    held: FormTexts = ()
    number: Annotated[str, Field(json_schema_extra={"format": "form_text"})] = ""


# Papers of the event by the names of their files.
DOCUMENTS = (
    "attendee-list",
    "register",
    "directory",
    "rosters",
    "facilitators",
    "name-tags",
    "agreements",
    "table-signs",
)


# An agreement of a council that agrees what was chosen alone, not what the activities say surely as well.
CHOSEN = "chosen"


# A directory that may be given out.
EVERYONE = "everyone"


# A register whose parts are the districts.
DISTRICT = "district"


class Documents(Section):
    """How the event's papers are made.

    ``made``: which of them; what completes one is made with it. ``queues``: at the desk, by first consonant.
    ``register_by``: what parts the register instead, the district or the column of a choice ('' for consonants).
    ``directory_for``: whether the list of all participants is the office's or may be given out;
    ``directory_with``: the questions whose answers stand behind a name there. ``walk_in_rows``: empty rows of each
    queue. ``tags_for``: whether who is announced without a name has a tag, too.
    ``blank_tags``: empty name tags. ``goals_each``: the most goals on an agreement and beside a body. ``agreed``:
    whether it holds what was read surely beside what was chosen. ``pairs_each``: partners proposed to each participant
    of a meeting. ``talking_points``: what a meeting talks about.
    """

    made: Annotated[tuple[Annotated[str, one_of(DOCUMENTS)], ...], Field(strict=False, min_length=1)] = DOCUMENTS
    queues: int = Field(default=3, ge=1, le=14)
    register_by: str = ""
    directory_for: Literal["office", "everyone"] = "office"
    directory_with: FormTexts = ()
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
