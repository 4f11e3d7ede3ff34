"""The table of facts as a report reads it: by topic, under the names that readers know."""

import re

import pandas as pd

from output.formats.look import Tile, goal_tiles
from output.report.wording import percent, topic_name
from transforms.campaign.campaign import Campaign
from transforms.campaign.question import Question
from transforms.publishing.counts import Counts


class Numbers(Counts):
    """The counts of a report; what it tells of fields is likely before the event has seated people."""

    def __init__(self, facts: pd.DataFrame, campaign: Campaign, *, is_seated: bool = False) -> None:
        super().__init__(facts, campaign)
        self.is_seated = is_seated
        if not is_seated and "placed" in self.by_topic:
            self.by_topic["likely"] = self.by_topic.pop("placed")

    def goal_tiles(self) -> list[Tile]:
        """The goals that the council uses, in their colours."""
        return [tile for tile in goal_tiles(self.campaign) if f"{tile.number}.{tile.name}" in self.goals]

    def positive(self, question: Question) -> str:
        """How many percent chose the better half of a question's scale, '' where that is not told."""
        told = self.half(question, better=True)
        return percent(told.n / told.base) if told else ""

    def scale_name(self, question: Question) -> str:
        """What is rated, of a question that is a row of a grid: ``[정보 공유]`` at the end of its title."""
        name = self.title(question.column)
        row = _GRID_ROW.search(name)
        return row[1] if row else name.split(": ")[-1]

    def title(self, topic: str) -> str:
        """What a topic is called, a campaign's own question by its title."""
        asked = self.campaign.by_column.get(topic)
        if asked and asked.kind == "text" and not asked.theme_names:
            return asked.short
        return topic_name(topic, self.campaign) or (asked.short if asked else topic)


_GRID_ROW = re.compile(r"\[([^\]]+)\]\s*$")
