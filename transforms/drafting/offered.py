"""What a form offers, by what was ticked: labels that hold commas, and meetings whose names people shorten."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd

from transforms.drafting.order import MARK
from transforms.parse.text import key

# What fewer gave is no option.
NEVER_SO_FEW = 2
_WHOLE = 5  # letters of a meeting's name that is written out
_NEARLY_ALL = 0.95


def pieces(cell: str) -> list[str]:
    """The ticks of a cell."""
    # A download separates ticks by semicolons, a linked sheet by commas.
    return [piece.strip() for piece in (cell.split(";") if ";" in cell else cell.split(", ")) if piece.strip()]


def ticked(filled: "pd.Series[str]") -> dict[str, int]:
    """How often each option was ticked; what stands behind a comma inside an option is none."""
    found = Counter(piece for cell in filled for piece in pieces(cell))
    inside = {part for name in found if ", " in name for part in name.split(", ")}
    # What hardly ever stands without its neighbour is the rest of one label: a comma is a label's own too.
    behind, before = defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
    for cell in filled:
        for one, other in pairwise(["", *pieces(cell), ""]):
            behind[one][other if ";" not in cell else ""] += 1
            before[other][one if ";" not in cell else ""] += 1
    found = Counter({name: n for name, n in found.items() if name not in inside})
    rest = {name: other for name in found if found[name] >= NEVER_SO_FEW and (other := _next(name, behind, before))}
    for name in found.keys() - rest.values():
        label = [name]
        while label[-1] in rest:
            label.append(rest[label[-1]])
        if len(label) > 1:
            found[", ".join(label)] = found[name]
    return {name: n for name, n in found.items() if name not in rest and name not in rest.values()}


def _next(name: str, behind: Mapping[str, Counter[str]], before: Mapping[str, Counter[str]]) -> str:
    """What stands behind ``name`` nearly always, and hardly ever behind anything else; '' for nothing."""
    other, n = behind[name].most_common(1)[0]
    marks = [mark["before"] for each in (name, other) if (mark := MARK.match(each))]
    if len(marks) > 1 and marks[0] == marks[1]:
        return ""  # 3 기금 and 4 기후 are numbered apart
    is_rest = other and n >= _NEARLY_ALL * behind[name].total() and n >= _NEARLY_ALL * before[other].total()
    return other if is_rest else ""


def written_out(names: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """The ``names`` of meetings that shorten no other's, and how some are shortened, where that can be one's alone.

    >>> written_out(["물, 숲, 뭇 생명", "햇빛, 바람, 집 고치기", "물숲방", "2", "살림"])
    (['물, 숲, 뭇 생명', '햇빛, 바람, 집 고치기', '살림'], {'물, 숲, 뭇 생명': ['물숲방']})
    """
    whole, former = [name for name in names if len(key(name)) >= _WHOLE], defaultdict[str, list[str]](list)
    if len(whole) < NEVER_SO_FEW:
        return list(names), former
    own = list[str]()
    for short in (name for name in names if name not in whole and not key(name)[:1].isdigit()):
        letters = ".*".join(re.sub(r"(?:방|분과|마당)$", "", key(short)))
        meant = [name for name in whole if re.search(letters, key(name))]
        if len(meant) == 1:
            former[meant[0]].append(short)
        own += [] if meant else [short]
    return [name for name in names if name in whole or name in own], dict(former)
