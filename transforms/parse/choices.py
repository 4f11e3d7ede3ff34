"""Options ticked or chosen, whatever separator joined them and however they were relabelled since."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from transforms.parse.text import clean, is_blank, key


@dataclass(frozen=True)
class Options:
    """The options of one question: their names as published, and other spellings of each."""

    names: tuple[str, ...]
    aliases: dict[str, str] = field(default_factory=dict)
    other: str = ""

    @cached_property
    def by_key(self) -> dict[str, str]:
        """Comparison key of every spelling to the option's name."""
        return {key(typed): name for typed, name in self.aliases.items()} | {key(name): name for name in self.names}

    @cached_property
    def pattern(self) -> "re.Pattern[str]":
        """Any option as typed in a joined answer, longest first, white space loose, up to a separator."""
        spellings = sorted({*self.names, *self.aliases}, key=lambda name: (-len(name), name))
        loose = [r"\s*".join(re.escape(c) for c in s.replace(" ", "")) for s in spellings]
        return re.compile(rf"(?:^|(?<=[,;\n]))\s*({'|'.join(loose)})\s*(?=[,;\n]|$)")


def choice(text: str, options: Options) -> tuple[str, str]:
    """The option chosen and the free text beside it: one of the two is ''.

    >>> choice("모임 · 동아리", Options(("모임·동아리", "단체")))
    ('모임·동아리', '')
    >>> choice("학교", Options(("단체",), other="기타"))
    ('기타', '학교')
    """
    value = clean(text)
    if not value:
        return "", ""
    named = options.by_key.get(key(value))
    if named:
        return named, ""
    if is_blank(value):
        return "", ""
    if options.other and (value == options.other or value.startswith((f"{options.other}:", f"{options.other}("))):
        return options.other, value[len(options.other) :].strip(" :()")
    return options.other, value


def ticks(text: str, options: Options) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The options ticked, in their published order, and the pieces of free text among them.

    An option may hold the separator in its own name, so known names are taken out first, longest first.

    >>> ticks("교육, 강연 프로그램, 공동 캠페인, 견학", Options(("공동 캠페인", "교육, 강연 프로그램")))
    (('공동 캠페인', '교육, 강연 프로그램'), ('견학',))
    """
    value = clean(text)
    if not value:
        return (), ()
    found: set[str] = set()

    def take(match: "re.Match[str]") -> str:
        found.add(options.by_key[key(match.group(1))])
        return "\x00"

    rest = options.pattern.sub(take, value)
    pieces = [piece.strip(" ,;\n") for piece in re.split(r"\x00|[;\n]", rest)]
    free = []
    for piece in pieces:
        if piece and not is_blank(piece) and piece != options.other:
            free.append(piece)
    return tuple(name for name in options.names if name in found), tuple(free)
