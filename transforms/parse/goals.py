"""Goal numbers out of ticked boxes and out of free text about goals."""

import re
import unicodedata
from functools import cache

from transforms.parse.choices import Options, is_marked_off, ticks
from transforms.parse.text import answer_words, folded, is_blank, key
from transforms.reference import rows

GOALS = range(1, 18)
_LONGEST_PIECE = 200
_SPAN = re.compile(r"(?<!\d)(\d{1,2})\s?번?\s?(?:~|-|–|부터)\s?(\d{1,2})(?!\d)\s?번?(?:까지)?")
# A number that counts something else (17개, 1순위, 1.5도, 3r, 30일) is no goal; 4.7 is a target of goal 4.
_COUNTING = (
    r"개|순위|가지|월|일|년|시|분|명|인|회|차|단계|학|세|살|대|퍼|%|℃|°|[a-z]|"
    r"도(?:씨|를|로|의|\s?(?:이하|이내|미만|상승|낮|오르|억제|제한))"
)
# Targets, before their goal's number can be taken for the mark of a list.
_TARGET = re.compile(rf"(?<![\d.])(\d{{1,2}})\.1?\d(?![\d.]|\s?(?:{_COUNTING}|도))")
_NUMBER = re.compile(rf"(?<!\d)(?<!\d\.)(\d{{1,2}})(?:\.\d{{1,2}}(?!\s?도))?(?![\d]|\.\d|\s?(?:{_COUNTING}))")
_PIECE = re.compile(r"[,;/\n]")
_WORD = re.compile(r"[가-힣]+|[a-z]+|\d+개?")
_KEYCAP = "\u20e3"


# What a council calls goals: each goal's number with its labels, present and former.
OwnLabels = tuple[tuple[int, tuple[str, ...]], ...]


@cache
def options(own: OwnLabels = ()) -> Options:
    """The seventeen goals as the form offers them (``1.빈곤퇴치``), with others' names and the council's ``own``."""
    names, aliases = list[str](), dict[str, str]()
    for row in rows("goals"):
        label = f"{row['goal']}.{row['name']}"
        names.append(label)
        for other in (row["name"], *row["aliases"].split("|")):
            aliases[other] = label
            aliases[f"{row['goal']}.{other}"] = label
            aliases[f"{row['goal']} {other}"] = label
    for number, labels in own:
        # A label of the council's own means its goal, whatever others call so.
        for other in labels:
            aliases |= dict.fromkeys(
                (other, f"{number}.{other}", f"{number}. {other}", f"{number} {other}"), names[number - 1]
            )
    return Options(tuple(names), aliases)


@cache
def _names_within(own: OwnLabels) -> tuple[tuple[str, int], ...]:
    """The Korean names that may stand inside a longer piece, with their goals."""
    return tuple(
        (letters, _number(label))
        for typed, label in options(own).aliases.items()
        if len(letters := key(typed)) >= 3 and not letters.isascii()
    )


def _number(label: str) -> int:
    return int(label.split(".")[0])


def goals(text: str, own: OwnLabels = ()) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The goals declared, ascending, and the pieces that name none.

    >>> goals("4.양질의 교육;9.산업, 혁신, 사회기반시설")
    ((4, 9), ())
    >>> goals("SDGs 7번 에너지, 13번 기후")
    ((7, 13), ())
    >>> goals("3~5번, 동물권 보호")
    ((3, 4, 5), ('동물권 보호',))
    >>> goals("가난 없는, 정든 마을", own=((1, ("가난 없는, 정든 마을",)),))
    ((1,), ())
    >>> goals("4.7, 13.3"), goals("목표 6도요"), goals("1.5도 지키기")
    (((4, 13), ()), ((6,), ()), ((), ('1.5도 지키기',)))
    """
    found, free = ticks(_TARGET.sub(r"\1", text), options(own), least_words=2)
    numbers = {_number(name) for name in found}
    left = list[str]()
    for piece in free:
        if len(piece) > _LONGEST_PIECE:
            left.append(piece)
        elif _says_every_goal(piece):
            numbers.update(GOALS)
        else:
            parts = [part.strip() for part in _PIECE.split(piece) if not is_blank(part.strip())]
            read = {part: _read(part, own) for part in parts}
            numbers = numbers.union(*read.values())
            left += [part for part in parts if not read[part]] if any(read.values()) or found else [piece]
    return tuple(sorted(numbers)), tuple(left)


def in_order(text: str, own: OwnLabels = ()) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """As ``goals``, but those of an earlier line stand before those of a later, each where it stands first.

    >>> in_order("4.양질의 교육\\n1번, 13번\\n\\n4번")
    ((4, 1, 13), ())
    """
    lines = [goals(line, own) for line in text.splitlines()]
    found = dict.fromkeys(number for numbers, _ in lines for number in numbers)
    return tuple(found), tuple(piece for _, free in lines for piece in free)


def _says_every_goal(piece: str) -> bool:
    """True for 모두 해당, 1~17 전부, 17개 목표 모두: words for all, and nothing that takes one away."""
    words = _WORD.findall(folded(piece))
    every, beside = answer_words("every"), answer_words("every filler")
    is_every = not every.isdisjoint(words) and not is_marked_off(piece)
    return is_every and all(word in every or word in beside for word in words)


def _read(piece: str, own: OwnLabels) -> set[int]:
    """The goals that a piece names by number or by name; none where it takes goals away (13번 제외, 13번 ×)."""
    value = folded(_spaced(piece))
    if is_marked_off(value) or any(word in value for word in answer_words("except")):
        return set()
    spans = {number for first, last in _SPAN.findall(value) for number in range(int(first), int(last) + 1)}
    numbers = spans | {int(number) for number in _NUMBER.findall(_SPAN.sub(" ", value))}
    letters = key(value)
    return (numbers & set(GOALS)) | {number for name, number in _names_within(own) if name in letters}


def _spaced(piece: str) -> str:
    """The piece with ⑬⑭ and 4️⃣ as plain numbers that stand apart."""
    numbers = (each if unicodedata.category(each) != "No" else f" {int(unicodedata.numeric(each))} " for each in piece)
    return "".join(numbers).replace(_KEYCAP, " ")
