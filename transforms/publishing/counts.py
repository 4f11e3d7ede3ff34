"""The table of facts as it is asked: how many of a part, of how many, where that is told exactly."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from transforms.campaign.campaign import Campaign
from transforms.campaign.question import Question
from transforms.parse.text import answer_words, folded
from transforms.publishing.facts import NO_ANSWER, OF_GOALS, goal_names
from transforms.publishing.small_cells import BETWEEN, COVERED, REST


class Of(NamedTuple):
    """How many of how many."""

    n: int
    base: int


class Counts:
    """Facts by topic, public ones or all of them, without the topics that a campaign's form does not ask for."""

    def __init__(self, facts: pd.DataFrame, campaign: Campaign) -> None:
        self.campaign = campaign
        # Every reader can count the named bodies; the office counts everybody.
        self.is_public = "n_named" not in facts
        unasked = _unasked(campaign)
        # No wish is fulfilled that nobody could have.
        is_unasked = facts["topic"].isin(unasked) | (facts["topic"].eq("placed") & facts["item"].isin(unasked))
        told = facts[~is_unasked]
        self.by_topic = {str(topic): part for topic, part in told.groupby("topic", sort=False)}
        # As items are named: the council's own, and what somebody chose besides.
        self.goals = {*goal_names(campaign).values(), *told.loc[told["topic"].isin(OF_GOALS), "item"]} - {NO_ANSWER}
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def rows(self, topic: str) -> list[dict[str, Any]]:
        """The rows of a topic in their order, made once: they are asked for hundreds of times. Not to be changed."""
        if topic not in self._rows:
            part = self.by_topic.get(topic)
            made: list[Any] = part.to_dict("records") if part is not None else []
            self._rows[topic] = made
        return self._rows[topic]

    def n(self, topic: str, item: str) -> int | None:
        """How many, where that is told exactly."""
        told = [row for row in self.rows(topic) if row["item"] == item]
        return int(told[0]["n"]) if len(told) == 1 and told[0]["note"] == "" and not pd.isna(told[0]["n"]) else None

    def base(self, topic: str) -> int | None:
        """Of how many a topic tells, None where it tells of nobody."""
        bases = (row["base"] for row in self.rows(topic) if row["item"] != NO_ANSWER and not pd.isna(row["base"]))
        base = next(bases, None)
        return None if base is None else int(base)

    def holds_silent(self, topic: str) -> bool:
        """Whether the base of a topic holds those who gave no answer too, because how many they are is not told."""
        silent = self.items(topic).get(NO_ANSWER)
        return silent is not None and silent["note"] != "" and self.base(topic) is not None

    def asked(self, topic: str) -> int | None:
        """Of how many who were asked a topic tells, those who gave no answer among them; None where nobody can tell."""
        base, silent = self.base(topic), self.items(topic).get(NO_ANSWER)
        if base is None or silent is None or self.holds_silent(topic):
            return base
        return base + int(silent["n"])

    def items(self, topic: str) -> dict[str, Any]:
        """The rows of a topic by item."""
        return {row["item"]: row for row in self.rows(topic)}

    def parts(self, topic: str) -> dict[str, int]:
        """Each part of a topic that is told and how many, the named ones alone where no more is; without those who
        gave no answer and without what is told together."""
        rows = self.items(topic).values()
        return {
            row["item"]: int(row["n"])
            for row in rows
            if row["note"] not in (REST, COVERED) and row["item"] not in (NO_ANSWER, REST) and not pd.isna(row["n"])
        }

    def is_whole(self, topic: str) -> bool:
        """Whether every part of a topic is told exactly."""
        part = self.by_topic.get(topic)
        return part is not None and bool(part["note"].eq("").all() and part["n"].notna().all())

    def scales(self) -> list[Question]:
        """The questions that are scales."""
        return [q for q in self.campaign.questions if q.is_scale and q.column in self.by_topic]

    def half(self, question: Question, *, better: bool) -> Of | None:
        """How many chose the better or the worse half of a question's scale, None where that is not told."""
        options = question.options.names
        half = len(options) // 2
        wanted = options[:half] if better else options[len(options) - half :]
        # Answers that stand together are all of one half, or the half is not told.
        ends = {item: [item] if item in options else item.split(BETWEEN) for item in self.items(question.column)}
        told = [item for item, each in ends.items() if each[0] in wanted or each[-1] in wanted]
        numbers, base = [self.n(question.column, item) for item in told], self.base(question.column)
        is_told = None not in numbers and all(each in wanted for item in told for each in ends[item])
        return Of(sum(n or 0 for n in numbers), base) if is_told and told and base else None

    def steps(self, questions: Sequence[Question]) -> list[str]:
        """The steps of one scale on which each of the ``questions`` is told, in order and without a gap.

        Where answers of one of them stand together, those of all do: rows of a table have the same columns.
        """
        names = questions[0].options.names
        starts = set(range(len(names)))
        for question in questions:
            spans = [_span(item, names) for item in self.items(question.column) if item not in (NO_ANSWER, REST)]
            starts &= {first for first, _ in spans} | {0}
        ends = [*sorted(starts)[1:], len(names)]
        runs = zip(sorted(starts), ends, strict=True)
        return [names[at] if end - at == 1 else f"{names[at]}{BETWEEN}{names[end - 1]}" for at, end in runs]

    def on_step(self, question: Question, step: str) -> tuple[int | None, str]:
        """How many of a question's answers lie on a step of its scale, and how that is told (see ``note``)."""
        items, names = self.items(question.column), question.options.names
        if step in items:
            n = items[step]["n"]
            return (None if pd.isna(n) else int(n)), str(items[step]["note"])
        first, last = _span(step, names)
        spans = {item: _span(item, names) for item in items if item not in (NO_ANSWER, REST)}
        parts = [items[item] for item, (start, end) in spans.items() if first <= start and end <= last]
        if not parts or any(part["note"] != "" or pd.isna(part["n"]) for part in parts):
            return None, COVERED
        return sum(int(part["n"]) for part in parts), ""

    def named_goals(self) -> tuple[dict[str, int], int]:
        """How many reach each goal by the map of goals and fields, and how many the map is of.

        Everybody is in one field, so that the fields of a goal add up.
        """
        part = self.by_topic.get("goal_field")
        if part is None:
            return {}, 0
        bases = part.drop_duplicates("by")["base"].fillna(0)
        sums = part.groupby("item", sort=False)["n"].sum()
        return {str(item): int(n) for item, n in sums.items()}, int(bases.sum())


def _span(item: str, names: Sequence[str]) -> tuple[int, int]:
    """The places of the first and the last answer that stand together in ``item``."""
    ends = [item] if item in names else item.split(BETWEEN)
    return names.index(ends[0]), names.index(ends[-1])


def _unasked(campaign: Campaign) -> set[str]:
    """The topics that say nothing of this campaign, because its form does not ask for them."""
    topics = set[str]()
    if not campaign.asks_goals:
        topics |= {"goals_declared", "goals_agree"}
    if "activities" not in campaign.by_column:
        topics |= {"goals_matched", "goals_agree"}
    if "wish_1" not in campaign.by_column:
        topics |= {"wish_1", "wish_2", "placed"}
    if "wish_2" not in campaign.by_column:
        topics.add("wish_2")
    if not campaign.places.districts:
        topics.add("district")
    return topics


def is_of_satisfaction(scale: Question) -> bool:
    """Whether a scale, or its steps, says itself that it is of how satisfied people are."""
    said = folded(" ".join((scale.title, *scale.options.names)))
    return any(word in said for word in answer_words("satisfaction"))
