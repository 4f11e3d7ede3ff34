"""A question of a form, whatever its kind is, and which columns the program knows."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from transforms.campaign.settings import FormText, FormTexts, Section
from transforms.parse.choices import Options
from transforms.parse.text import spelling, without_english

# What the answers to a coded question may mean, and which of it there must be an option for.
CODES = {
    "attendance": (("yes", "no", "undecided"), "yes"),
    "is_returning": (("true", "false", ""), "true"),
    "consent": (("yes", "no", "withdrawn", "held"), "yes"),
}
# The columns that the program knows, and what each must hold.
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
    "headcount": "count",
    "attendees": "people",
} | dict.fromkeys(CODES, "coded")
# What no theme's words stand in.
OTHER = "other"
_HOW_MANY = re.compile(r"\s*[(\[](?:복수|중복|여러 개)\s?(?:선택|응답)?(?:\s?가능)?[)\]]\s*$")
_GRID_ROW = re.compile(r"(.*?)\s*\[([^\]]+)\]")


class Question(Section):
    """One question: our column, its title now and formerly, its ``label`` on lists, how its cells are read.

    ``meant`` says which of several columns of its title counts: the right or the left one, or the how manieth from the
    left. Questions of one title have one each.
    """

    kind: str
    column: str
    title: FormText
    former: FormTexts = ()
    label: str = ""
    is_required: bool = Field(alias="required")
    meant: Literal["right", "left", "1", "2", "3", "4", "5", "6", "7", "8", "9"] = "right"

    @property
    def title_keys(self) -> frozenset[str]:
        """What its title, and what it was called before, are compared by."""
        return frozenset(spelling(title) for title in (self.title, *self.former))

    @cached_property
    def options(self) -> Options:
        """The options that answers are read as; none where the kind has none."""
        return Options(())

    @property
    def codes(self) -> Mapping[str, str]:
        """What each option means, by its name; nothing where the kind has no codes."""
        return {}

    @property
    def option_goals(self) -> Mapping[str, tuple[int, ...]]:
        """The goals that each option stands for, by its name; nothing where the question is of other things."""
        return {}

    @property
    def individual(self) -> tuple[str, ...]:
        """The options that mean a person and not a body."""
        return ()

    @property
    def short(self) -> str:
        """What it is called on lists: its label, else its title without the form's hint that several may be ticked and
        without what repeats it in English."""
        return self.label.strip() or without_english(_HOW_MANY.sub("", self.title.strip()))

    @property
    def grid(self) -> str:
        """What the rows of a grid share: the title before ``[정보 공유]`` at its end; '' for no row of a grid."""
        row = _GRID_ROW.fullmatch(self.title.strip())
        return row[1] if row else ""

    @property
    def is_own(self) -> bool:
        """Whether it is asked by this campaign alone, under a name that no column of ours has."""
        return self.column not in KIND_OF

    @property
    def is_scale(self) -> bool:
        """Whether its options go from good to bad."""
        return self.kind == "scale"

    @property
    def is_counted(self) -> bool:
        """Whether its answers may be told of everyone: what people write in their own words, and people, never are."""
        return self.kind not in ("text", "person", "phone")

    @property
    def is_of_event(self) -> bool:
        """Whether those who come are asked for what the event needs."""
        return False

    @property
    def is_of_sender(self) -> bool:
        """Whether it is answered once for a participant, and not for each of its people."""
        return getattr(self, "once", False)

    @property
    def unneeded(self) -> tuple[str, ...]:
        """The answers that are counted and of which nobody at the event need be told."""
        return ()

    @property
    def is_public(self) -> bool:
        """Whether anyone may read how many gave which answer."""
        return bool(getattr(self, "report", True))

    @property
    def is_reported(self) -> bool:
        """Whether reports and slides tell of its answers: what the office asks for its own work is no result."""
        return self.is_public and not getattr(self, "unnamed", ()) and not getattr(self, "unsigned", ())

    @property
    def theme_words(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The themes that its texts are grouped by, each with the words that tell of it; none where they are not."""
        return ()

    @property
    def theme_names(self) -> tuple[str, ...]:
        """The themes in the order in which they are told, OTHER last; () where texts are not grouped."""
        return (*(name for name, _ in self.theme_words), OTHER) if self.theme_words else ()
