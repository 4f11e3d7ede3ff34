"""Goal numbers out of ticked boxes and out of free text about goals."""

import re
from functools import cache

from transforms.parse.choices import Options, ticks
from transforms.parse.text import folded, key
from transforms.reference import rows

_NUMBERS = re.compile(r"(?<![\d.])(\d{1,2})(?![\d.]*\d)\s?(?:번|,|$|\s|\.|과|와|및|/|~|-|;|·|\)|:|[가-힣])")
_TARGETED = re.compile(r"(?:sdgs?|목표|goals?)\s?#?\s?(\d{1,2})(?!\d)")


@cache
def options() -> Options:
    """The seventeen goals as the form offers them (``1.빈곤퇴치``), with the names other publishers use."""
    names, aliases = [], {}
    for row in rows("goals"):
        label = f"{row['goal']}.{row['name']}"
        names.append(label)
        for other in (row["name"], *row["aliases"].split("|")):
            aliases[other] = label
            aliases[f"{row['goal']}.{other}"] = label
            aliases[f"{row['goal']} {other}"] = label
    return Options(tuple(names), aliases)


def goals(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The goals declared, ascending, and the pieces that name none.

    >>> goals("4.양질의 교육;9.산업, 혁신, 사회기반시설")
    ((4, 9), ())
    >>> goals("SDGs 7번 에너지, 13번 기후")
    ((7, 13), ())
    >>> goals("동물권 보호")
    ((), ('동물권 보호',))
    """
    found, free = ticks(text, options())
    numbers = {int(name.split(".")[0]) for name in found}
    left = []
    for piece in free:
        read = _numbers(piece)
        numbers |= read
        if not read:
            left.append(piece)
    return tuple(sorted(numbers)), tuple(left)


def _numbers(piece: str) -> set[int]:
    value = folded(piece)
    if len(value) > 200:
        return set()
    named = {int(label.split(".")[0]) for typed, label in options().aliases.items()
             if len(key(typed)) >= 3 and not key(typed).isascii() and key(typed) in key(value)}
    numbers = {int(n) for n in (*_TARGETED.findall(value), *_NUMBERS.findall(value + " "))}
    return {n for n in numbers if 1 <= n <= 17} | named
