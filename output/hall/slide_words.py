"""What is worth saying, on stage: the report's findings as titles, and beside them the words to say aloud."""

from collections.abc import Sequence
from typing import Any

from output.formats.labels import labels
from output.report.sentences import Sentences
from transforms.campaign.campaign import Campaign


class Words:
    """The sentences of a presentation, with everything that is known (``values``: see ``values_of``) in its place."""

    def __init__(self, values: dict[str, Any], campaign: Campaign) -> None:
        self.told, self.words = Sentences(values, campaign), labels("slides", campaign)

    def finding(self, code: str) -> str:
        """What is found as the report says it: a heading where it has one, '' where nothing is said of it."""
        return next(iter([*self.told.head(code), *self.line(code)]), "")

    def line(self, code: str) -> list[str]:
        """The sentence below a heading, where there is one."""
        return self.told.sayable(self.told.words["found"].get(code, {}).get("say", ()))

    def beside(self, code: str) -> list[str]:
        """The same beside a chart, whose caption has said of whom it is."""
        return self.told.sayable(self.words["beside"].get(code, ())) or self.line(code)

    def say(self, codes: Sequence[str]) -> str:
        """What is said aloud of all of them."""
        return " ".join(said for code in codes for said in self.told.sayable(self.words["say"].get(code, ())))

    def big(self, code: str) -> tuple[str, str] | None:
        """The number that is set large, and what it is."""
        pair = [said for text in self.words["big"].get(code, ()) for said in self.told.sayable([text])]
        return (pair[0], pair[1]) if len(pair) > 1 else None
