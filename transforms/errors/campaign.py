"""Settings and word lists that say what they may not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import cast

from transforms.errors.base import SdgnetError
from transforms.reference import texts

_PLACE = re.compile(r"line (\d+), column (\d+)")
_LONGEST_LINE = 200
# What is likely wrong ([settings_place.why]), by what the TOML reader says and by the line where it stopped.
_WHY = {
    "twice": (r"Cannot (?:overwrite|mutate|declare)|Duplicate", ""),
    "curly": ("", r"[“”‘’＂，]"),
    "folder": (r"scape|hex value", r"\\"),
    "truth": ("Invalid value", r"=\s*(?:예|네|아니\w*|(?i:true|false))\s*(?:#|$)"),
    "between": ("Unclosed", ""),
    "open": ("Illegal character|Unterminated|Expected \"'|Expected '\"", ""),
    "moment": ("Invalid date|Expected newline|Invalid value", r"=\s*\d"),
}
# More than these are mended in one sitting, and the rest are told by the next check.
_MOST_TOLD = 20


class CampaignNotFoundError(SdgnetError):
    """Facts: ``campaign``, ``known``."""

    code = "campaign_not_found"


class FolderTakenError(SdgnetError):
    """A campaign stands where a new one should. Facts: ``folder``."""

    code = "folder_taken"


@dataclass(frozen=True)
class Fault:
    """One setting that cannot be used: where it stands, the name of what is wrong (messages.toml, [setting.fault]).

    ``line`` is None where it cannot be had. ``value`` as typed, ``allowed`` and ``example`` are '' where there is
    nothing to show; ``facts`` are what the sentence names besides.
    """

    file: str
    key: str
    code: str
    line: int | None = None
    value: str = ""
    allowed: str = ""
    example: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """Where, what is wrong, what was typed, what is allowed, and an example that says it is one."""
        return self.told_of((self.line,))

    def told_of(self, lines: Sequence[int | None]) -> str:
        """The same of a fault that stands in several ``lines``."""
        words = texts("messages")["setting"]
        name = self.code if self.code in words["fault"] else "other"
        line = _runs([line for line in lines if line])
        at = words["at_line" if line else "at"].format(file=self.file, line=line, key=self.key)
        like = self.facts.get("nearest")
        meant = words["meant"].format(nearest=like) if like else ""
        said = [f"{at} {words['fault'][name].format(meant=meant, **self.facts)}"]
        said += [part.format(said=getattr(self, name)) for name, part in words["part"].items() if getattr(self, name)]
        return "\n".join(said)


def _runs(numbers: Sequence[int]) -> str:
    """The numbers as people write them.

    >>> _runs([2, 3, 4, 9])
    '2~4, 9'
    """
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0])]
    return ", ".join(f"{run[0]}~{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


class SettingsError(SdgnetError):
    """Settings cannot be used. Facts: ``faults``, all that could be found at once; ``n``, ``told``."""

    code = "settings"

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that could be found at once."""
        return cast(tuple[Fault, ...], self.facts["faults"])

    @classmethod
    def of(cls, faults: Sequence[Fault]) -> "SettingsError":
        """The error for ``faults``, told in their order; those of one column that are wrong alike are told once."""
        alike = dict[str, list[Fault]]()
        for each in faults:
            alike.setdefault(replace(each, line=None).told, []).append(each)
        told = [same[0].told_of([each.line for each in same]) for same in alike.values()]
        if len(told) > _MOST_TOLD:
            told[_MOST_TOLD:] = [texts("messages")["setting"]["more"].format(n=len(told) - _MOST_TOLD)]
        return cls(faults=tuple(faults), n=len(faults), told="\n".join(told))


class SettingsSyntaxError(SdgnetError):
    """A settings file is no TOML. Facts: ``file``, ``place``, ``shown`` (the line), ``why``: what is likely wrong."""

    code = "settings_syntax"

    @classmethod
    def of(cls, file: str, told: str, text: str = "") -> "SettingsSyntaxError":
        """The error for what the TOML reader told of ``text``, which ends with the line and the column."""
        words, at = texts("messages")["settings_place"], _PLACE.search(told)
        line = text.split("\n")[int(at[1]) - 1].strip() if at and text else ""
        why = next(
            (name for name, (said, seen) in _WHY.items() if re.search(said, told) and re.search(seen, line)), "any"
        )
        # An address may hold a password.
        shown = words["shown"].format(line=line) if line and "://" not in line and len(line) <= _LONGEST_LINE else ""
        place = words["at"].format(line=at[1], column=at[2]) if at else words["end" if text else "unknown"]
        return cls(file=file, place=place, shown=shown, why=words["why"][why if text else "encoding"])

    @classmethod
    def large(cls, file: str) -> "SettingsSyntaxError":
        """The error for a file of more bytes than any campaign's settings take."""
        words = texts("messages")["settings_place"]
        return cls(file=file, place=words["large"], shown="", why=words["why"]["large"])


class TermsUnreadableError(SdgnetError):
    """Rows of terms cannot be used. Facts: ``file``, ``line``, ``detail``."""

    code = "terms_unreadable"
