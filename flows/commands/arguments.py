"""What is typed wrongly on the command line is said in Korean, with the known name that is nearest."""

import argparse
import re
from typing import NoReturn

from flows.telling.words import words

# What argparse tells, and the name of our sentence; its groups are the sentence's facts.
_TOLD = (
    ("unknown_command", r"argument COMMAND: invalid choice: '(?P<typed>[^']*)'"),
    ("no_command", r"the following arguments are required: COMMAND"),
    ("unknown_option", r"unrecognized arguments: .*?(?P<typed>-\S+)"),
    ("too_many", r"unrecognized arguments: (?P<typed>.*)"),
    ("no_value", r"argument (?P<name>.*?): expected .* arguments?"),
    ("missing", r"the following arguments are required: (?P<name>.*)"),
    ("not_allowed", r"argument (?P<name>.*?): invalid choice: '(?P<typed>[^']*)' \(choose from (?P<known>.*)\)"),
    ("no_number", r"argument (?P<name>.*?): invalid (?:int|float) value: '(?P<typed>.*)'"),
    ("not_together", r"argument (?P<name>.*?): not allowed with argument (?P<other>.*)"),
    ("ambiguous", r"ambiguous option: (?P<typed>\S+) could match (?P<known>.*)"),
)


class Parser(argparse.ArgumentParser):
    """A parser that tells wrong use in the office's words and exits with 2."""

    def error(self, message: str) -> NoReturn:
        """Exits with 2, having said what is wrong and what to type."""
        self.exit(2, f"{words('cli')['failed']}{told(message, *self._names())}\n")

    def _names(self) -> tuple[list[str], list[str]]:
        """The commands that there are, and the options of this parser and theirs."""
        commands = {
            name: parser
            for action in self._actions
            if isinstance(action, argparse._SubParsersAction)
            for name, parser in action.choices.items()
        }
        options = [option for parser in (self, *commands.values()) for option in parser._option_string_actions]
        return list(commands), options


def told(message: str, commands: list[str], options: list[str]) -> str:
    """Our sentence for what argparse told; its own words where there is none."""
    from transforms.campaign.settings import nearest

    said = words("cli")["wrong_use"]
    for name, pattern in _TOLD:
        if found := re.fullmatch(pattern + ".*", message):
            facts = found.groupdict()
            rivals = commands if name == "unknown_command" else options
            facts["nearest"] = nearest(facts.get("typed", ""), rivals)
            facts.setdefault("known", " · ".join(commands))
            return str(said[name].format(**facts))
    return str(said["other"].format(detail=message))
