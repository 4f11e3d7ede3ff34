"""One council's campaign, made of the checked settings and tables of its folder."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property

from pydantic import ConfigDict

from transforms.campaign.event_settings import Event
from transforms.campaign.question import Question
from transforms.campaign.questions import Choice, Goals, Several, Wish
from transforms.campaign.sections import (
    About,
    Agreement,
    ChangeRules,
    Documents,
    Earlier,
    Form,
    Google,
    Keep,
    Notify,
    Quality,
    StaffColumns,
)
from transforms.campaign.tables import FieldMeeting, GoalLabel
from transforms.campaign.words import Wording
from transforms.parse.addresses import Places
from transforms.parse.bodies import Body, body
from transforms.parse.choices import Options
from transforms.parse.goals import OwnLabels
from transforms.parse.text import key, spelling
from transforms.reference import rows


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
    area_of: Mapping[str, str]
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
        """The area of each district where they are in two levels: as the list of places says, or before a space of each
        name; else nothing."""
        if self.area_of:
            return dict(self.area_of)
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

    @property
    def ranks_goals(self) -> bool:
        """Whether participants say which goals are first to them."""
        return isinstance(asked := self.by_column.get("goals"), Goals) and asked.ranked

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
